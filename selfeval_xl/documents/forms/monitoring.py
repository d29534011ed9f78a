"""项目支出绩效运行监控表, as units hand it in during the year (domain facts, 2.1): what was done, expected, and why."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from selfeval_xl.documents.blocks import Form, OutValue, Piece
from selfeval_xl.documents.forms.kinds import MONITORING, TITLES
from selfeval_xl.documents.forms.shape import (
    CAPTION,
    LABEL,
    RATE,
    TEXT,
    TITLE,
    VALUE,
    band,
    figure,
    level_pieces,
    page,
    piece,
    unit_of,
)
from selfeval_xl.domain.cells import text_of, year_of
from selfeval_xl.domain.decimals import rate_of
from selfeval_xl.domain.money import in_unit
from selfeval_xl.domain.monitoring import FundProgress, IndicatorProgress, Monitoring
from selfeval_xl.domain.scorecard import IndicatorScore, LineResult, Scorecard
from selfeval_xl.scoring.lamps import by_row_key

_WIDTHS = (10, 12, 24, 14, 14, 14, 12, 26, 11, 16)
_LAST = len(_WIDTHS)
TOTAL = "年度资金总额"
_FUNDS = 5
_ROWS = ("done", "expected", "cause", "explanation", "likelihood", "remark")
_Amounts = tuple[str, int | None, int | None, int | None]
"""A line of the funds: its name; 全年预算数, 执行数 and 全年预计 in 分."""


def form(card: Scorecard, monitoring: Monitoring) -> Form:
    """Return the form of a workbook's sheet 运行监控; ``card`` is that of the workbook."""
    lines = list(_lines(card, monitoring))
    pieces = [*_heading(card, monitoring)]
    pieces += _funds(card, monitoring, lines)
    row = _FUNDS + len(lines) + 1
    pieces += band(row, (1, 2, "年度总体目标", LABEL), (3, _LAST, text_of(card.submission.project.annual_goal), TEXT))
    pieces += _indicators(card, monitoring, row + 1)
    return Form("绩效运行监控表", _WIDTHS, tuple(pieces), page(row + 1, landscape=True))


def _heading(card: Scorecard, monitoring: Monitoring) -> Iterator[Piece]:
    project = card.submission.project
    yield piece(1, 1, TITLES[MONITORING], TITLE, _LAST)
    yield piece(2, 1, f"（{year_of(project.year) or '　　　　'}年1-{monitoring.month}月）", CAPTION, _LAST)
    yield from band(3, (1, 2, "项目名称", LABEL), (3, _LAST, text_of(project.name), TEXT))
    department, unit = text_of(project.department), text_of(project.unit)
    yield from band(
        4, (1, 2, "主管部门", LABEL), (3, 5, department, TEXT), (6, 7, "实施单位", LABEL), (8, _LAST, unit, TEXT)
    )


def _lines(card: Scorecard, monitoring: Monitoring) -> Iterator[_Amounts]:
    """Yield the lines of the funds, the total first where the workbook has no line for it."""
    lines = [(line, monitoring.fund(line.line.name)) for line in card.budget.lines]
    top = min((line.depth for line, _ in lines), default=0)
    above = [each for each in lines if each[0].depth == top]
    if len(above) > 1:
        yield TOTAL, card.budget.budget, _sum(above, "executed"), _sum(above, "expected")
    for line, each in lines:
        yield line.line.name, line.budget, each.executed if each else None, each.expected if each else None


def _sum(lines: list[tuple[LineResult, FundProgress | None]], field: str) -> int | None:
    """Return the sum of an amount over lines, ``None`` while one is missing."""
    amounts: list[int | None] = [getattr(each, field) if each else None for _line, each in lines]
    known = [fen for fen in amounts if fen is not None]
    return sum(known) if len(known) == len(amounts) else None


def _funds(card: Scorecard, monitoring: Monitoring, lines: list[_Amounts]) -> Iterator[Piece]:
    unit = unit_of(card)
    yield piece(_FUNDS, 1, f"项目资金\n（{unit}）", LABEL, 2, _FUNDS + len(lines))
    titles = ("全年预算数", f"1-{monitoring.month}月执行数", "执行率", "全年预计执行数")
    spans = ((4, 4), (5, 6), (7, 7), (8, _LAST))
    heads = ((*span, title, LABEL) for span, title in zip(spans, titles, strict=True))
    yield from band(_FUNDS, (3, 3, "项目", LABEL), *heads)
    for row, (name, budget, executed, expected) in enumerate(lines, _FUNDS + 1):
        rate = rate_of(executed, budget) if executed is not None and budget else None
        shown: tuple[OutValue, ...] = (_shown(budget, unit), _shown(executed, unit), rate, _shown(expected, unit))
        cells = zip(shown, (VALUE, VALUE, RATE, VALUE), strict=True)
        amounts = ((*span, value, look) for span, (value, look) in zip(spans, cells, strict=True))
        yield from band(row, (3, 3, name, LABEL), *amounts)


def _shown(fen: int | None, unit: str) -> Decimal | None:
    return None if fen is None else in_unit(fen, unit)


def _indicators(card: Scorecard, monitoring: Monitoring, head: int) -> Iterator[Piece]:
    month = monitoring.month
    titles = (
        "一级指标", "二级指标", "三级指标", "年度指标值", f"1-{month}月执行情况", "全年预计完成情况", "偏差原因",
        "原因说明", "完成目标可能性", "备注",
    )  # fmt: skip
    yield from band(head, *((column, column, title, LABEL) for column, title in enumerate(titles, 1)))
    known = by_row_key(card.indicators)
    yield from level_pieces(head + 1, 1, [(each.level1, each.level2) for each in monitoring.rows])
    for number, each in enumerate(monitoring.rows, head + 1):
        yield from _row(number, each, known.get(each.key))


def _row(number: int, each: IndicatorProgress, row: IndicatorScore | None) -> Iterator[Piece]:
    said = ((field, figure(text_of(getattr(each, field)))) for field in _ROWS)
    cells = [(value, TEXT if field in ("explanation", "remark") else VALUE) for field, value in said]
    cells = [(each.name, TEXT), (figure(row.wanted) if row else None, VALUE), *cells]
    return band(number, *((column, column, value, look) for column, (value, look) in enumerate(cells, 3)))
