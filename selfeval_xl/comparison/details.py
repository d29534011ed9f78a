"""Rows that only say what the row above them is made of: 分值 and 得分 stand above, the figures in the 明细 below."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from selfeval_xl.domain.cells import is_blank
from selfeval_xl.domain.finding import NOTICE, Finding
from selfeval_xl.domain.printed import points_in
from selfeval_xl.domain.submission import Submission
from selfeval_xl.rules import Standard
from selfeval_xl.scoring import score
from selfeval_xl.scoring.judging import CHECKED_ITEMS

_FULL = "1"
_TARGET = "各项明细都达到"


class _Parent(NamedTuple):
    """A row with points and without figures, and the rows of its 明细."""

    row: int
    details: range


def with_details(submission: Submission, standard: Standard) -> Submission:
    """Return a form with each row judged by its 明细 where all of that is reached; otherwise that is for a person.

    The rows of the 明细 are taken up into the one above, and are told of.
    """
    reached = [parent for parent in _parents(submission) if _is_reached(submission, parent, standard)]
    form = submission.form
    if not form or not reached:
        return submission
    rows = list(submission.indicators)
    for parent in reached:
        count = len(parent.details)
        rows[parent.row] = rows[parent.row]._replace(
            method=CHECKED_ITEMS.name, parameter=f"{count}项", target=_TARGET, actual=f"{count}/{count}"
        )
    gone = {row for parent in reached for row in parent.details}
    left = [row for row in range(len(rows)) if row not in gone]
    numbers = {row: number for number, row in enumerate(left)}
    printed = submission.printed
    sums = (each._replace(rows=tuple(numbers[row] for row in each.rows if row in numbers)) for each in printed.sums)
    return submission._replace(
        indicators=tuple(rows[row] for row in left),
        printed=printed._replace(scores=tuple(printed.scores[row] for row in left), sums=tuple(sums)),
        form=form._replace(unread=(*form.unread, *(_told(submission, parent) for parent in reached))),
    )


def _parents(submission: Submission) -> Iterator[_Parent]:
    rows, scores = submission.indicators, submission.printed.scores
    for number, row in enumerate(rows):
        if not points_in(row.weight) or not (is_blank(row.target) and is_blank(row.actual)):
            continue
        end = number + 1
        while (
            end < len(rows)
            and rows[end].level1 == row.level1
            and is_blank(rows[end].weight)
            and not scores[end]
            and not (is_blank(rows[end].target) or is_blank(rows[end].actual))
        ):
            end += 1
        if end > number + 1:
            yield _Parent(number, range(number + 1, end))


def _is_reached(submission: Submission, parent: _Parent, standard: Standard) -> bool:
    details = tuple(submission.indicators[row]._replace(weight=_FULL) for row in parent.details)
    scored = score(submission._replace(indicators=details, printed=submission.printed._replace(scores=())), standard)
    return all(row.system is not None and row.system == row.weight for row in scored.indicators)


def _told(submission: Submission, parent: _Parent) -> Finding:
    place = submission.indicators[parent.details[0]].place("name")
    names = "、".join(submission.indicators[row].name for row in parent.details)
    why = f"{names}是“{submission.indicators[parent.row].name}”的明细，都已达到，并入上面一行计分"
    return Finding("", NOTICE, place, f"{place.address}：{why}", "", printed=names, reason=why)
