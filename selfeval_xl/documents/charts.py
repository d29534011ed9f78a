"""What the charts of 汇总 draw: score against weight, execution against budget, deviation by indicator.

The charts themselves, with all that makes their look, stand in our templates; a chart is known by its name there.
Their figures stand in hidden rows below the summary, where a person can get at them.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.documents.amounts import in_unit
from selfeval_xl.documents.blocks import OutChart, OutRow, OutValue
from selfeval_xl.domain.decimals import ZERO
from selfeval_xl.domain.money import money_unit
from selfeval_xl.domain.scorecard import LineResult, Scorecard

SCORES, EXECUTION, DEVIATIONS = "图_得分与分值", "图_预算执行", "图_偏差率"
NAMES = (SCORES, EXECUTION, DEVIATIONS)
WEIGHT, BUDGET, DEVIATION = SERIES = ("分值", "全年预算数", "偏差率")
"""How the name of the first series of each begins."""
TITLES = ("各部分得分与分值", "预算执行情况", "指标偏差率")
"""Their titles in our templates, in the order of the names."""
GIVEN = re.compile(r"(?:[A-Za-z]+|图表|对象)? ?\d*")
"""Names such as programs give to charts: Chart 1, 图表 2."""
MOST_LINES, MOST_INDICATORS = 12, 24
"""How many categories a chart can hold so that each can still be read on paper."""
_NAME_LENGTH, _WIDE_NAME_LENGTH = 14, 22
_LEAST_HEIGHT, _MOST_HEIGHT = 260, 409
"""In points; the upper one is the greatest height of a row."""
_LINES_LEFT_OUT = f"预算项目较多，“预算执行”图只画金额最大的{MOST_LINES}项，全部见上表。"
_LEAST_RANGE = Decimal("0.1")
"""A deviation of a few per cent is not to fill the chart: an unseen bar beside each reaches so far."""
_INDICATORS_LEFT_OUT = f"指标较多，“指标偏差率”图只画偏差最大的{MOST_INDICATORS}项，全部见上表。"


class _ChartFigures(NamedTuple):
    """What one chart draws: the names of its series, and a row for each category."""

    name: str
    series: tuple[str, ...]
    rows: Sequence[tuple[OutValue, ...]]
    seen: int = 2
    """How many of the series are seen."""

    @property
    def height(self) -> int:
        """What the chart needs, in points: title, axis, and room for the bars of each category."""
        needed = 90 + len(self.rows) * (8 + 12 * self.seen)
        return min(max(needed, _LEAST_HEIGHT), _MOST_HEIGHT)

    def shown(self) -> list[tuple[OutValue, ...]]:
        """Return header and rows; a chart with nothing to draw says so."""
        return [("", *self.series), *(self.rows or [("（暂无数据）", *(None,) * len(self.series))])]


def appendix(card: Scorecard) -> tuple[tuple[OutRow, ...], tuple[OutChart, ...]]:
    """Return the rows below the summary, room for the charts and their figures, and what each chart draws."""
    scores, (execution, lines_cut), (deviations, indicators_cut) = _scores(card), _execution(card), _deviations(card)
    rows = [
        OutRow("gap", ()),
        OutRow("chart", (), height=max(scores.height, execution.height)),
        OutRow("chart-wide", (), height=deviations.height),
    ]
    rows += [OutRow("note", (text,)) for text in (lines_cut, indicators_cut) if text]
    charts = []
    for figures, room, left, right in ((scores, 1, 1, 4), (execution, 1, 5, 9), (deviations, 2, 1, 9)):
        shown = figures.shown()
        charts.append(OutChart(figures.name, room, left, right, len(rows), len(shown) - 1))
        rows += [OutRow("chart-data", values, height=0) for values in shown]
    return tuple(rows), tuple(charts)


def _scores(card: Scorecard) -> _ChartFigures:
    rows = [(_short(section.name, _NAME_LENGTH), section.weight, section.score) for section in card.sections]
    return _ChartFigures(SCORES, (WEIGHT, "得分"), rows)


def _execution(card: Scorecard) -> tuple[_ChartFigures, str]:
    """Return the amounts by line, with the total where lines share a budget, and what to say of lines left out."""
    unit = money_unit(card.submission.project.money_unit)
    amounts = [line for line in card.budget.lines if line.budget is not None or line.executed is not None]
    chosen = _largest(amounts)
    rows = [(_short(line.line.name, _NAME_LENGTH), line.budget, line.executed) for line in chosen]
    if any(line.budget is None for line in chosen):
        rows.append(("合计", card.budget.budget, card.budget.executed))
    shown = [(name, *(in_unit(fen, unit) for fen in pair)) for name, *pair in rows]
    series = (f"{BUDGET}（{unit}）", f"全年执行数（{unit}）")
    return _ChartFigures(EXECUTION, series, shown), _LINES_LEFT_OUT if len(chosen) < len(amounts) else ""


def _deviations(card: Scorecard) -> tuple[_ChartFigures, str]:
    """Return the deviations there are, the largest first, and what to say of those left out."""
    deviating = sorted((row for row in card.indicators if row.deviation), key=lambda row: -abs(row.deviation or ZERO))
    chosen = deviating[:MOST_INDICATORS]
    rows = [
        (_short(row.indicator.name, _WIDE_NAME_LENGTH), row.deviation, _LEAST_RANGE.copy_sign(row.deviation or ZERO))
        for row in chosen
    ]
    left_out = _INDICATORS_LEFT_OUT if len(chosen) < len(deviating) else ""
    return _ChartFigures(DEVIATIONS, (DEVIATION, "范围"), rows, 1), left_out


def _largest(lines: Sequence[LineResult]) -> list[LineResult]:
    """Return the largest lines in the order in which they stand on the sheet."""
    size = [max(abs(line.budget or 0), abs(line.executed or 0)) for line in lines]
    ranked = sorted(range(len(lines)), key=lambda index: -size[index])
    return [lines[index] for index in sorted(ranked[:MOST_LINES])]


def _short(name: str, length: int) -> str:
    name = " ".join(name.split())
    return name if len(name) <= length else name[: length - 1] + "…"
