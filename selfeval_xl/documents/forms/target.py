"""项目支出绩效目标申报表, as units hand it in before the year begins, in both layouts seen (domain facts, 2.2).

One has the year alone; the other, in use since 2026, the whole project beside it: funds, dates, two goals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from selfeval_xl.documents.blocks import Form, OutValue, Piece
from selfeval_xl.documents.forms import funds
from selfeval_xl.documents.forms.shape import (
    CAPTION,
    LABEL,
    TEXT,
    TITLE,
    VALUE,
    band,
    figure,
    level_pieces,
    levels,
    page,
    piece,
    unit_of,
)
from selfeval_xl.domain.cells import CellValue, normalise, text_of, year_of
from selfeval_xl.domain.measures.deadlines import span
from selfeval_xl.domain.measures.measure import Day
from selfeval_xl.domain.money import in_unit
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard
from selfeval_xl.domain.submission import BudgetLine

_WIDTHS = (10, 11, 12, 24, 9, 14, 9, 8, 20)
_LAST = len(_WIDTHS)
_HEAD = ("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "计量单位", "分值", "备注")
_FACTS = 3
Amount = tuple[str, OutValue]
"""What an amount is called, and the amount in the workbook's 金额单位."""


def form(card: Scorecard, whole: bool) -> Form:
    """Return the form of the targets on a scorecard; ``whole`` chooses the layout with the whole project."""
    pieces = [*_heading(card), *_facts(card, whole)]
    row = _FACTS + 3
    amounts = list(_amounts(card, whole))
    pieces.append(piece(row, 1, f"项目资金\n（{unit_of(card)}）", LABEL, bottom=row + len(amounts) - 1))
    for number, cells in enumerate(amounts, row):
        pieces += _funds_row(number, cells)
    row += len(amounts)
    for label, goal in _goals(card, whole):
        pieces += band(row, (1, 1, label, LABEL), (2, _LAST, goal, TEXT))
        row += 1
    pieces.append(piece(row, 1, "绩效指标", LABEL, bottom=row + len(card.indicators)))
    pieces += _indicators(card.indicators, row)
    return Form("绩效目标申报表", _WIDTHS, tuple(pieces), page(row))


def _heading(card: Scorecard) -> Iterator[Piece]:
    yield piece(1, 1, "项目支出绩效目标申报表", TITLE, _LAST)
    yield piece(2, 1, f"（{year_of(card.submission.project.year) or '　　　　'}年度）", CAPTION, _LAST)


def _facts(card: Scorecard, whole: bool) -> Iterator[Piece]:
    project = card.submission.project
    first, last = span(normalise(text_of(project.period)))
    yield from band(_FACTS, (1, 1, "项目名称", LABEL), (2, _LAST, text_of(project.name), VALUE))
    yield from _pair(_FACTS + 1, ("主管部门", text_of(project.department)), ("实施单位", text_of(project.unit)))
    if whole and first and last:
        yield from _pair(_FACTS + 2, ("计划开始日期", _day(first)), ("计划完成日期", _day(last)))
    else:
        yield from band(_FACTS + 2, (1, 1, "项目起止时间", LABEL), (2, _LAST, text_of(project.period), VALUE))


def _day(day: Day) -> str:
    year, month, day_of_month = day
    return f"{f'{year}年' if year else ''}{month}月{day_of_month}日"


def _pair(row: int, left: tuple[str, OutValue], right: tuple[str, OutValue]) -> Iterator[Piece]:
    return band(
        row, (1, 1, left[0], LABEL), (2, 4, left[1], VALUE), (5, 6, right[0], LABEL), (7, _LAST, right[1], VALUE)
    )


def _amounts(card: Scorecard, whole: bool) -> Iterator[tuple[Amount, ...]]:
    """Yield the rows of the block 项目资金: the year's amounts, and before them those of the whole project."""
    own = funds.total(card)
    year: list[Amount] = [("年度资金申请总额" if whole else "年度资金总额", _first(own.initial, own.annual))]
    year += [(f"其中：{label}", amount) for label, amount in _parts(card)]
    if not whole:
        yield from ((amount,) for amount in year)
        return
    project = _of_project(card)
    for number, amount in enumerate(year):
        yield project[number] if number < len(project) else ("", None), amount


def _parts(card: Scorecard) -> list[Amount]:
    """Return what the year's total is made of: by 资金来源, or where nobody gave any by the lines below the first."""
    parts = [(each.label, _first(each.initial, each.annual)) for each in funds.by_source(card)]
    if any(amount is not None for _label, amount in parts):
        return parts
    unit, lines = unit_of(card), [each.line for each in card.budget.lines if each.depth == 1]
    given = [(line.name, line.annual if line.initial is None else line.initial) for line in lines]
    return [(name, None if fen is None else in_unit(fen, unit)) for name, fen in given] or parts


def _of_project(card: Scorecard) -> list[Amount]:
    lines: Sequence[BudgetLine] = card.submission.whole_funds
    if not lines:
        approved = card.budget.approved
        return [("项目资金总额", None if approved is None else in_unit(approved, unit_of(card)))]
    given = [None if line.initial is None else in_unit(line.initial, unit_of(card)) for line in lines]
    return [
        (line.name if number == 0 else f"其中：{line.name}", amount)
        for number, (line, amount) in enumerate(zip(lines, given, strict=True))
    ]


def _first(*amounts: Decimal | None) -> OutValue:
    return next((amount for amount in amounts if amount is not None), None)


def _funds_row(row: int, cells: tuple[Amount, ...]) -> Iterator[Piece]:
    if len(cells) == 1:
        ((label, amount),) = cells
        return band(row, (2, 4, label, LABEL), (5, _LAST, amount, VALUE))
    (label, amount), (of_year, year) = cells
    return band(row, (2, 3, label, LABEL), (4, 4, amount, VALUE), (5, 6, of_year, LABEL), (7, _LAST, year, VALUE))


def _goals(card: Scorecard, whole: bool) -> Iterator[tuple[str, str]]:
    project = card.submission.project
    if whole:
        yield "项目总目标", text_of(project.overall_goal)
    yield "年度总体目标", text_of(project.annual_goal) or ("" if whole else text_of(project.overall_goal))


def _indicators(rows: Sequence[IndicatorScore], head: int) -> Iterator[Piece]:
    yield from band(head, *((column, column, title, LABEL) for column, title in enumerate(_HEAD, 2)))
    yield from level_pieces(head + 1, 2, levels(rows))
    for number, row in enumerate(rows, head + 1):
        texts = row.indicator
        cells: tuple[CellValue, ...] = (texts.name, texts.sign, texts.target, texts.unit)
        shown = [(figure(text_of(cell)), TEXT if column == 4 else VALUE) for column, cell in enumerate(cells, 4)]
        shown += [(row.weight, VALUE), (text_of(texts.evidence), TEXT)]
        yield from band(number, *((column, column, value, look) for column, (value, look) in enumerate(shown, 4)))
