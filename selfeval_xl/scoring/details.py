"""明细: rows below a row with points that say what it is made of, and earn nothing by themselves.

On the form of 萧县, ★补助种植面积 has 分值 and no figures, the crops below it have figures and no 分值.
"""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from selfeval_xl.domain.cells import is_blank, normalise
from selfeval_xl.domain.decimals import ONE, ZERO, format_decimal, half_up
from selfeval_xl.domain.printed import points_together
from selfeval_xl.domain.scorecard import Derivation, IndicatorScore
from selfeval_xl.domain.submission import Indicator, Submission
from selfeval_xl.rules import Standard
from selfeval_xl.scoring.context import BLOCKED

_OF_WHICH = re.compile(r"\(?其中")
_DETAIL = Derivation("上面一项的明细，不另计分", "", "", (), "")
_UNTOLD = Derivation("下面有明细比不出是否达到，暂不计分", "", "", (), "")
DETAILS_MISSED = BLOCKED["S20"].derivation


def details_of(submission: Submission, standard: Standard) -> dict[int, range]:
    """Return by its number each row that has 明细, and the rows that are its 明细.

    A row with 分值 and no figures has the rows below it that have figures, but neither 分值 nor 得分; one with figures
    has them where the first of them is named 其中, or where a received form has all its points without theirs.
    """
    rows, printed = submission.indicators, submission.printed.scores
    is_detail = [
        is_blank(row.weight)
        and is_blank(row.typed_score)
        and not (number < len(printed) and printed[number])
        and not (is_blank(row.target) or is_blank(row.actual))
        for number, row in enumerate(rows)
    ]
    found: dict[int, range] = {}
    if not any(is_detail):
        return found
    is_whole = _is_whole(submission, standard)
    for number, row in enumerate(rows):
        below = _below(rows, is_detail, number)
        if not is_blank(row.weight) and below and (is_whole or _is_bare(row) or _is_of_which(rows[below[0]])):
            found[number] = below
    return found


def _is_whole(submission: Submission, standard: Standard) -> bool:
    """Tell whether a received form has all its points in the rows that have any, with those for 预算执行率."""
    left = standard.weight - points_together(row.weight for row in submission.indicators)
    beside = submission.printed.execution_weight
    return submission.is_received and left in (ZERO, standard.execution_weight if beside is None else beside)


def _is_of_which(row: Indicator) -> bool:
    return _OF_WHICH.match(normalise(row.name)) is not None


def _below(rows: Sequence[Indicator], is_detail: Sequence[bool], number: int) -> range:
    end = number + 1
    while end < len(rows) and is_detail[end] and rows[end].level1 == rows[number].level1:
        end += 1
    return range(number + 1, end)


def _is_bare(row: Indicator) -> bool:
    return is_blank(row.target) and is_blank(row.actual)


def with_details(
    submission: Submission,
    standard: Standard,
    rows: Sequence[IndicatorScore],
    score: Callable[[Indicator], IndicatorScore],
) -> tuple[IndicatorScore, ...]:
    """Return the scored rows with those of 明细 set apart, and what these reached counted for the row above them.

    What a 明细 that was missed costs nobody has written down: that stays for a person (S20).  One that cannot be told
    keeps what stands in its way, and the row above it is open.
    """
    settled = list(rows)
    for number, below in details_of(submission, standard).items():
        tried = [score(submission.indicators[each]._replace(weight=format_decimal(ONE))) for each in below]
        row, shares = rows[number], [each.system for each in tried]
        if _is_bare(row.indicator):
            settled[number] = _judged(row, shares)
        elif not _is_of_which(rows[below[0]].indicator) and any(share != ONE for share in shares):
            settled[number] = _judged(row._replace(system=None, score=None if row.typed is None else row.score), shares)
        for each, alone in zip(below, tried, strict=True):
            settled[each] = rows[each]._replace(derivation=_DETAIL, obstacle=alone.obstacle, is_detail=True)
    return tuple(settled)


def _judged(row: IndicatorScore, shares: Sequence[Decimal | None]) -> IndicatorScore:
    """Return a row without figures that its 明细, with these shares of their points, speak for.

    A typed score goes before, as anywhere; so do points that nobody can read.
    """
    row = row._replace(is_told_in_detail=True)
    if row.weight is None or row.weight <= ZERO:
        return row
    if not all(each == ONE for each in shares):
        told = _UNTOLD if None in shares else DETAILS_MISSED
        missed = row.obstacle if None in shares else "S20"
        return row._replace(derivation=told, obstacle="" if row.score is not None else missed)
    told = Derivation("下面的明细全部达到，得满分", "", "{0}", (row.weight,), row.weight)
    score = row.score if row.score is not None else half_up(max(row.weight - row.deduction, ZERO))
    return row._replace(system=row.weight, score=score, derivation=told, obstacle="")
