"""项目支出绩效目标申报表, as units hand it in before the year begins, in both layouts seen (domain facts, 2.2).

One has the year alone; the other, in use since 2026, the whole project beside it: funds, dates, two goals.
"""

import itertools
from collections.abc import Iterator, Sequence
from decimal import Decimal

from selfeval_xl.documents.amounts import in_unit
from selfeval_xl.documents.blocks import Form, OutValue, Piece
from selfeval_xl.documents.forms import funds, shape
from selfeval_xl.domain.cells import normalise, text_of
from selfeval_xl.domain.measures.deadlines import span
from selfeval_xl.domain.measures.measure import Day
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard
from selfeval_xl.domain.submission import BudgetLine

_WIDTHS = (10, 11, 12, 24, 9, 14, 9, 8, 20)
_LAST = len(_WIDTHS)
_PAIRS = (1, 4, 6, _LAST)
"""Where the cells of a row with two facts end."""
_HEAD = ("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "计量单位", "分值", "备注")
_FACTS = 3
Amount = tuple[str, OutValue]
"""What an amount is called, and the amount in the workbook's 金额单位."""


def form(card: Scorecard, whole: bool) -> Form:
    """Return the form of the targets on a scorecard; ``whole`` chooses the layout with the whole project."""
    pieces = [*shape.heading("项目支出绩效目标申报表", f"（{shape.year_shown(card)}年度）", _LAST)]
    pieces += _facts(card, whole)
    amounts, row = list(_amounts(card, whole)), _FACTS + 3
    title = f"项目资金\n（{shape.unit_of(card)}）"
    pieces.append(shape.piece(row, 1, title, shape.LABEL, bottom=row + len(amounts) - 1))
    ends = (3, 4, 6, _LAST) if whole else (4, _LAST)
    for number, cells in enumerate(amounts, row):
        pieces += shape.band(number, "#^" * len(cells), itertools.chain(*cells), 2, ends)
    row += len(amounts)
    for label, goal in _goals(card, whole):
        pieces += shape.band(row, "#<", (label, goal), ends=(1, _LAST))
        row += 1
    pieces.append(shape.piece(row, 1, "绩效指标", shape.LABEL, bottom=row + len(card.indicators)))
    pieces += _indicators(card.indicators, row)
    return Form("绩效目标申报表", _WIDTHS, tuple(pieces), shape.page(row))


def _facts(card: Scorecard, whole: bool) -> Iterator[Piece]:
    project = card.submission.project
    first, last = span(normalise(text_of(project.period)))
    yield from shape.facts(card, _FACTS, _PAIRS)
    if whole and first and last:
        dates = ("计划开始日期", _day(first), "计划完成日期", _day(last))
        yield from shape.band(_FACTS + 2, "#^#^", dates, ends=_PAIRS)
    else:
        yield from shape.band(_FACTS + 2, "#^", ("项目起止时间", text_of(project.period)), ends=(1, _LAST))


def _day(day: Day) -> str:
    year, month, day_of_month = day
    return f"{f'{year}年' if year else ''}{month}月{day_of_month}日"


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
    unit, lines = shape.unit_of(card), [each.line for each in card.budget.lines if each.depth == 1]
    given = ((line.name, line.annual if line.initial is None else line.initial) for line in lines)
    return [(name, in_unit(fen, unit)) for name, fen in given] or parts


def _of_project(card: Scorecard) -> list[Amount]:
    lines: Sequence[BudgetLine] = card.submission.whole_funds
    if not lines:
        return [("项目资金总额", in_unit(card.budget.approved, shape.unit_of(card)))]
    return [
        (line.name if number == 0 else f"其中：{line.name}", in_unit(line.initial, shape.unit_of(card)))
        for number, line in enumerate(lines)
    ]


def _first(*amounts: Decimal | None) -> OutValue:
    return next((amount for amount in amounts if amount is not None), None)


def _goals(card: Scorecard, whole: bool) -> Iterator[tuple[str, str]]:
    project = card.submission.project
    if whole:
        yield "项目总目标", text_of(project.overall_goal)
    yield "年度总体目标", text_of(project.annual_goal) or ("" if whole else text_of(project.overall_goal))


def _indicators(rows: Sequence[IndicatorScore], head: int) -> Iterator[Piece]:
    yield from shape.labels(head, _HEAD, 2)
    yield from shape.level_pieces(head + 1, 2, shape.levels(rows))
    for number, row in enumerate(rows, head + 1):
        texts = row.indicator
        cells = (shape.figure(text_of(cell)) for cell in (texts.name, texts.sign, texts.target, texts.unit))
        yield from shape.band(number, "<^^^^<", (*cells, row.weight, text_of(texts.evidence)), 4)
