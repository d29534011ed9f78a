"""What the program fills into the computed columns (得分, 偏差率, 执行率 …) of 指标 and 预算."""

from decimal import Decimal

from selfeval_xl.domain.layout import BUDGET, BUDGET_FIELDS, INDICATOR_FIELDS, INDICATORS, computed
from selfeval_xl.domain.money import in_unit
from selfeval_xl.domain.scorecard import IndicatorScore, LineResult

ComputedValue = str | Decimal | int | None
"""Text, an exact number (a rate is 0.9091, money is in the workbook's unit), or blank."""
ComputedRow = tuple[ComputedValue, ...]

INDICATOR_COLUMNS, LINE_COLUMNS = computed(INDICATOR_FIELDS), computed(BUDGET_FIELDS)
"""The computed fields of a row of 指标 and of 预算, in the order of :func:`indicator_cells` and :func:`line_cells`."""
COLUMNS = {INDICATORS: INDICATOR_COLUMNS, BUDGET: LINE_COLUMNS}
UNSCORED = "未计分"
"""What stands in the column 得分 while there is none."""


def indicator_cells(row: IndicatorScore) -> ComputedRow:
    """Return 偏差率, 系统得分, 得分 and 计算说明 of an indicator."""
    return row.deviation, row.system, score_shown(row), row.explained(brief=True)


def line_cells(line: LineResult, unit: str) -> ComputedRow:
    """Return 执行率, 差异额 (in ``unit``) and 差异率 of a budget line."""
    return line.rate, None if line.difference is None else in_unit(line.difference, unit), line.deviation


def score_shown(row: IndicatorScore) -> Decimal | str:
    """Return the score of an indicator, 不适用, nothing for 明细, or 未计分 while it is open."""
    if row.is_detail:
        return ""
    if not row.applicable:
        return "不适用"
    return row.score if row.score is not None else UNSCORED
