"""The block 项目资金 of a form from the sheet 预算: the total, and of that each 资金来源."""

import itertools
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.documents.amounts import in_unit, sum_given
from selfeval_xl.documents.forms.shape import unit_of
from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.decimals import rate_of
from selfeval_xl.domain.scorecard import LineResult, Scorecard

SOURCES = ("当年财政拨款", "上年结转资金", "其他资金")
"""The 其中 rows that the form prints."""


class Amounts(NamedTuple):
    """Label, 年初预算数, 全年预算数 and 全年执行数 of a row of the block, in the workbook's 金额单位.

    ``other`` is the part of 全年执行数 that some forms print in a column of its own, 执行数（其他）.
    """

    label: str
    initial: Decimal | None
    annual: Decimal | None
    executed: Decimal | None
    other: Decimal | None

    @property
    def rate(self) -> Decimal | None:
        """The row's own 执行率 to four places, ``None`` without both amounts."""
        return rate_of(self.executed, self.annual)


def total(card: Scorecard) -> Amounts:
    """Return the row 年度资金总额: the top lines of the sheet 预算 together."""
    lines, budget = card.budget.lines, card.budget
    top = min((line.depth for line in lines), default=0)
    above = [line for line in lines if line.depth == top]
    return _amounts("年度资金总额", above, budget.budget, budget.executed, unit_of(card))


def by_source(card: Scorecard) -> list[Amounts]:
    """Return the 其中 rows: the three of the form, then any source of other name.

    A line counts where a source stands and none of the lines below it has one, so that nothing counts twice.
    """
    groups: dict[str, list[LineResult]] = {source: [] for source in SOURCES}
    for index, line in enumerate(card.budget.lines):
        source = text_of(line.line.source)
        if source and not _divided(card.budget.lines, index):
            groups.setdefault(source, []).append(line)
    return [_group(source, lines, unit_of(card)) for source, lines in groups.items()]


def _divided(lines: Sequence[LineResult], index: int) -> bool:
    below = itertools.takewhile(lambda line: line.depth > lines[index].depth, lines[index + 1 :])
    return any(text_of(line.line.source) for line in below)


def _group(source: str, lines: Sequence[LineResult], unit: str) -> Amounts:
    # A line below another that is the only one of its source is called on the form as staff called it.
    label = lines[0].line.name if len(lines) == 1 and lines[0].depth else source
    budget, executed = sum_given(line.budget for line in lines), sum_given(line.executed for line in lines)
    return _amounts(label, lines, budget, executed, unit)


def _amounts(label: str, lines: Sequence[LineResult], budget: int | None, executed: int | None, unit: str) -> Amounts:
    money = (sum_given(line.line.initial for line in lines), budget, executed, sum_given(line.other for line in lines))
    return Amounts(label, *(in_unit(fen, unit) for fen in money))
