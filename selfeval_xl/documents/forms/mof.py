"""项目支出绩效自评表 as it is attached to 财预〔2020〕10号 (domain facts, section 1.1), in both layouts.

The second layout, in use beside the first since 2022, begins with the block 成本指标; a 二级指标 that has no row stays
as a blank one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from selfeval_xl.documents.blocks import Form, OutValue, Piece
from selfeval_xl.documents.forms import funds
from selfeval_xl.documents.forms.shape import (
    CAPTION,
    DASH,
    LABEL,
    RATE,
    TEXT,
    TITLE,
    VALUE,
    band,
    figure,
    full_marks,
    level_pieces,
    page,
    piece,
    points,
    unit_of,
)
from selfeval_xl.domain.cells import text_of, year_of
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard
from selfeval_xl.rules import fold_level

_WIDTHS = (10, 10, 11, 19, 12, 12, 8, 9, 19)
_LAST = len(_WIDTHS)
_HEAD = ("绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")
_FACTS, _FUNDS = 3, 5


Row = tuple[str, str, IndicatorScore | None]
"""一级指标, 二级指标 and what is reported of it; ``None`` is a row that is left blank."""


def by_levels(card: Scorecard, names: Iterable[tuple[str, str]]) -> list[Row]:
    """Return the rows in the order of these 一级 and 二级指标, each of which has a row; others of a 一级指标 follow."""
    left = as_reported(card)
    rows: list[Row] = []
    for level1, group in groupby(names, lambda pair: pair[0]):
        of_level1 = [row for row in left if fold_level(row[0]) == fold_level(level1)]
        for _, level2 in group:
            own = [row for row in of_level1 if fold_level(row[1]) == fold_level(level2)]
            rows += own or [(level1, level2, None)]
            of_level1 = [row for row in of_level1 if row not in own]
        rows += of_level1
        left = [row for row in left if fold_level(row[0]) != fold_level(level1)]
    return rows + left


def as_reported(card: Scorecard) -> list[Row]:
    """Return the rows as they stand in the workbook."""
    return [(row.indicator.level1, row.indicator.level2, row) for row in card.indicators]


def form(card: Scorecard, rows: Sequence[Row]) -> Form:
    """Return the form of a scorecard; what is still open (得分, 总分) stays blank."""
    pieces = [*_heading(card), *_facts(card)]
    sources = funds.by_source(card)
    pieces += _funds(card, sources)
    goals = _FUNDS + 2 + len(sources)
    pieces += _goals(card, goals)
    head = goals + 2
    pieces += _indicators(rows, head)
    pieces += _total(card, head + 1 + len(rows))
    return Form("项目支出绩效自评表", _WIDTHS, tuple(pieces), page(head)._replace(fits=True))


def _heading(card: Scorecard) -> Iterator[Piece]:
    year = year_of(card.submission.project.year)
    yield piece(1, 1, "项目支出绩效自评表", TITLE, _LAST)
    yield piece(2, 1, f"（{year or '　　　　'}年度）", CAPTION, _LAST)


def _facts(card: Scorecard) -> Iterator[Piece]:
    project = card.submission.project
    yield from band(_FACTS, (1, 1, "项目名称", LABEL), (2, _LAST, text_of(project.name), VALUE))
    yield from band(
        _FACTS + 1,
        (1, 1, "主管部门", LABEL),
        (2, 5, text_of(project.department), VALUE),
        (6, 6, "实施单位", LABEL),
        (7, _LAST, text_of(project.unit), VALUE),
    )


def _funds(card: Scorecard, sources: list[funds.Amounts]) -> Iterator[Piece]:
    yield piece(_FUNDS, 1, f"项目资金\n（{unit_of(card)}）", LABEL, bottom=_FUNDS + 1 + len(sources))
    titles = ("", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
    yield from band(_FUNDS, (2, 3, titles[0], LABEL), *((i, i, title, LABEL) for i, title in enumerate(titles[1:], 4)))
    section = card.execution_section
    score = section.score if section else None
    rest = (points(section), card.budget.rate, DASH if section is None else score)
    yield from _amounts(_FUNDS + 1, funds.total(card), rest)
    for number, amounts in enumerate(sources):
        mark = "其中：" if number == 0 else "　　　"
        label = amounts.label if amounts.label.startswith("其中") else mark + amounts.label
        yield from _amounts(_FUNDS + 2 + number, amounts._replace(label=label), (DASH, amounts.rate, DASH))


def _amounts(row: int, amounts: funds.Amounts, rest: tuple[OutValue, OutValue, OutValue]) -> Iterator[Piece]:
    weight, rate, score = rest
    yield from band(
        row,
        (2, 3, amounts.label, LABEL),
        (4, 4, amounts.initial, VALUE),
        (5, 5, amounts.annual, VALUE),
        (6, 6, amounts.executed, VALUE),
        (7, 7, weight, VALUE),
        (8, 8, rate, RATE),
        (9, 9, score, VALUE),
    )


def _goals(card: Scorecard, row: int) -> Iterator[Piece]:
    project = card.submission.project
    yield piece(row, 1, "年度\n总体目标", LABEL, bottom=row + 1)
    yield from band(row, (2, 5, "预期目标", LABEL), (6, _LAST, "实际完成情况", LABEL))
    goal = text_of(project.annual_goal) or text_of(project.overall_goal)
    yield from band(row + 1, (2, 5, goal, TEXT), (6, _LAST, text_of(project.actual_result), TEXT))


def _indicators(rows: Sequence[Row], head: int) -> Iterator[Piece]:
    last = head + len(rows)
    yield piece(head, 1, "绩效指标", LABEL, bottom=last)
    titles = (*_HEAD[1:], "偏差原因分析及\n改进措施")
    yield from band(head, *((column, column, title, LABEL) for column, title in enumerate(titles, 2)))
    yield from level_pieces(head + 1, 2, [row[:2] for row in rows])
    for number, (_, _, scored) in enumerate(rows, head + 1):
        yield from _indicator(number, scored)


def _indicator(row: int, scored: IndicatorScore | None) -> Iterator[Piece]:
    if scored is None:
        return band(row, *((column, column, "", TEXT) for column in range(4, _LAST + 1)))
    indicator = scored.indicator
    cells = (
        (indicator.name, TEXT),
        (figure(scored.wanted), VALUE),
        (figure(scored.achieved), VALUE),
        (scored.weight, VALUE),
        (scored.score, VALUE),
        (text_of(indicator.reason), TEXT),
    )
    return band(row, *((column, column, value, look) for column, (value, look) in enumerate(cells, 4)))


def _total(card: Scorecard, row: int) -> Iterator[Piece]:
    return band(
        row,
        (1, 6, "总分", LABEL),
        (7, 7, full_marks(card), VALUE),
        (8, 8, card.total, VALUE),
        (_LAST, _LAST, None, VALUE),
    )
