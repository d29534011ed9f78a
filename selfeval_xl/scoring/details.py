"""明细: rows below a row with points that say what it is made of, and earn nothing by themselves.

On the form of 萧县, ★补助种植面积 has 分值 and no figures, the crops below it have figures and no 分值.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from selfeval_xl.domain.cells import is_blank, normalise
from selfeval_xl.domain.decimals import ONE, ZERO, format_decimal
from selfeval_xl.domain.printed import points_in
from selfeval_xl.domain.scorecard import Derivation, IndicatorScore
from selfeval_xl.domain.submission import Indicator, Submission
from selfeval_xl.scoring.context import BLOCKED

_OF_WHICH = re.compile(r"[(（]?其中")
_DETAIL = Derivation("上面一项的明细，不另计分", "", "", (), "")


def details_of(submission: Submission) -> dict[int, range]:
    """Return by its number each row that has 明细, and the rows that are its 明细.

    A row with 分值 and no figures has the rows below it that have figures, but neither 分值 nor 得分; one with figures
    has them where the first of them is named 其中.
    """
    rows, printed = submission.indicators, submission.printed.scores
    is_detail = [
        is_blank(row.weight)
        and is_blank(row.typed_score)
        and not (number < len(printed) and printed[number])
        and not (is_blank(row.target) or is_blank(row.actual))
        for number, row in enumerate(rows)
    ]
    found = {}
    for number, row in enumerate(rows):
        below = _below(rows, is_detail, number)
        if points_in(row.weight) and below and (_is_bare(row) or _OF_WHICH.match(normalise(rows[below[0]].name))):
            found[number] = below
    return found


def _below(rows: Sequence[Indicator], is_detail: Sequence[bool], number: int) -> range:
    end = number + 1
    while end < len(rows) and is_detail[end] and rows[end].level1 == rows[number].level1:
        end += 1
    return range(number + 1, end)


def _is_bare(row: Indicator) -> bool:
    return is_blank(row.target) and is_blank(row.actual)


def with_details(
    submission: Submission, rows: Sequence[IndicatorScore], score: Callable[[Indicator], IndicatorScore]
) -> tuple[IndicatorScore, ...]:
    """Return the scored rows with those of 明细 set apart, and what these reached counted for the row above them.

    What a 明细 that was missed costs nobody has written down: that stays for a person (S20).
    """
    settled = list(rows)
    for number, below in details_of(submission).items():
        if _is_bare(rows[number].indicator):
            tried = [score(submission.indicators[each]._replace(weight=format_decimal(ONE))).system for each in below]
            if None not in tried:  # else nobody can tell how far it was reached
                settled[number] = _judged(rows[number], all(each == ONE for each in tried))
        for each in below:
            settled[each] = rows[each]._replace(
                weight=None, system=None, score=None, derivation=_DETAIL, obstacle="", is_detail=True
            )
    return tuple(settled)


def _judged(row: IndicatorScore, is_reached: bool) -> IndicatorScore:
    """Return a row without figures that its 明细 speak for; a typed score goes before, as anywhere."""
    weight = row.weight or ZERO
    if not is_reached:
        result, obstacle = BLOCKED["S20"], "" if row.score is not None else "S20"
        return row._replace(derivation=result.derivation, obstacle=obstacle, is_told_in_detail=True)
    told = Derivation("下面的明细全部达到，得满分", "", "{0}", (weight,), weight)
    score = row.score if row.score is not None else max(weight - row.deduction, ZERO).quantize(Decimal("0.01"))
    return row._replace(system=weight, score=score, derivation=told, obstacle="", is_told_in_detail=True)
