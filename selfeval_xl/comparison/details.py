"""Rows whose figures stand in the rows of their 明细 below: 分值 and 得分 above, 年度指标值 and 实际完成值 there."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval_xl.domain.cells import is_blank
from selfeval_xl.domain.printed import points_in
from selfeval_xl.domain.submission import Submission
from selfeval_xl.rules import Standard
from selfeval_xl.scoring import score

_FULL = "1"


def reached_in_detail(submission: Submission, standard: Standard) -> frozenset[int]:
    """Return the rows of a form all of whose 明细 is reached, and which have earned their points by that.

    What a 明细 that was missed costs nobody has written down: that stays for a person.
    """
    return frozenset(row for row, details in _parents(submission) if _is_reached(submission, details, standard))


def _parents(submission: Submission) -> Iterator[tuple[int, range]]:
    """Yield each row with points and without figures, and the rows of its 明细."""
    rows, scores = submission.indicators, submission.printed.scores
    for number, row in enumerate(rows if submission.form else ()):
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
            yield number, range(number + 1, end)


def _is_reached(submission: Submission, details: range, standard: Standard) -> bool:
    rows = tuple(submission.indicators[row]._replace(weight=_FULL) for row in details)
    scored = score(submission._replace(indicators=rows), standard)
    return all(row.system is not None and row.system == row.weight for row in scored.indicators)
