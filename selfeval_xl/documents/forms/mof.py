"""项目支出绩效自评表 as it is attached to 财预〔2020〕10号 (domain facts, section 1.1), in both layouts.

The second layout, in use beside the first since 2022, begins with the block 成本指标; a 二级指标 that has no row stays
as a blank one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

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
from selfeval_xl.domain.decimals import HUNDRED, half_up
from selfeval_xl.domain.layout import OPTIONAL
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard
from selfeval_xl.rules import fold_level

_WIDTHS = (10, 10, 11, 19, 12, 12, 8, 9, 19)
_WIDTHS_WITH_EXTRA = (10, 10, 11, 17, 11, 11, 9, 8, 9, 14)
_FACTS, _FUNDS = 3, 5
_EXTRA_TITLES = {field: title.replace("（", "\n（") for field, title in OPTIONAL.items()}
_EXTRA = 7
"""The column that 执行数（其他） and 得分系数 have on the forms of some standards; what is right of it moves on."""


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


class _Grid(NamedTuple):
    """Where the columns of the form stand: those from the seventh on make room for the ``extra`` fields."""

    extra: Collection[str]

    @property
    def last(self) -> int:
        """The last column."""
        return len(self.widths)

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths of the columns."""
        return _WIDTHS_WITH_EXTRA if self.extra else _WIDTHS

    def row(self, row: int, cells: Sequence[tuple[OutValue, str]], field: str, value: OutValue) -> Iterator[Piece]:
        """Yield a row from the fourth column on, with ``value`` in the extra column where the form has ``field``."""
        column = 4
        for number, (shown, look) in enumerate(cells, column):
            right = column + (number == _EXTRA - 1 and bool(self.extra) and field not in self.extra)
            yield piece(row, column, shown, look, right)
            column = right + 1
            if number == _EXTRA - 1 and field in self.extra:
                yield piece(row, column, value, look)
                column += 1


def form(card: Scorecard, rows: Sequence[Row], extra: Collection[str] = ()) -> Form:
    """Return the form of a scorecard, with the ``extra`` fields of its standard.

    What is still open (得分, 总分) stays blank.
    """
    grid = _Grid(extra)
    pieces = [*_heading(card, grid), *_facts(card, grid)]
    sources = funds.by_source(card)
    pieces += _funds(card, sources, grid)
    goals = _FUNDS + 2 + len(sources)
    pieces += _goals(card, goals, grid)
    head = goals + 2
    pieces += _indicators(rows, head, grid)
    pieces += _total(card, head + 1 + len(rows), grid)
    return Form("项目支出绩效自评表", grid.widths, tuple(pieces), page(head)._replace(fits=True))


def _heading(card: Scorecard, grid: _Grid) -> Iterator[Piece]:
    year = year_of(card.submission.project.year)
    yield piece(1, 1, "项目支出绩效自评表", TITLE, grid.last)
    yield piece(2, 1, f"（{year or '　　　　'}年度）", CAPTION, grid.last)


def _facts(card: Scorecard, grid: _Grid) -> Iterator[Piece]:
    project = card.submission.project
    yield from band(_FACTS, (1, 1, "项目名称", LABEL), (2, grid.last, text_of(project.name), VALUE))
    yield from band(
        _FACTS + 1,
        (1, 1, "主管部门", LABEL),
        (2, 5, text_of(project.department), VALUE),
        (6, 6, "实施单位", LABEL),
        (7, grid.last, text_of(project.unit), VALUE),
    )


def _funds(card: Scorecard, sources: list[funds.Amounts], grid: _Grid) -> Iterator[Piece]:
    yield piece(_FUNDS, 1, f"项目资金\n（{unit_of(card)}）", LABEL, bottom=_FUNDS + 1 + len(sources))
    titles = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
    yield piece(_FUNDS, 2, "", LABEL, 3)
    yield from grid.row(_FUNDS, [(title, LABEL) for title in titles], "executed_other", _EXTRA_TITLES["executed_other"])
    section = card.execution_section
    score = section.score if section else None
    rest = (points(section), card.budget.rate, DASH if section is None else score)
    yield from _amounts(_FUNDS + 1, funds.total(card), rest, grid)
    for number, amounts in enumerate(sources):
        mark = "其中：" if number == 0 else "　　　"
        label = amounts.label if amounts.label.startswith("其中") else mark + amounts.label
        yield from _amounts(_FUNDS + 2 + number, amounts._replace(label=label), (DASH, amounts.rate, DASH), grid)


def _amounts(
    row: int, amounts: funds.Amounts, rest: tuple[OutValue, OutValue, OutValue], grid: _Grid
) -> Iterator[Piece]:
    yield piece(row, 2, amounts.label, LABEL, 3)
    own = amounts.executed
    if own is not None and "executed_other" in grid.extra:
        own -= amounts.other or 0
    looks = (VALUE, VALUE, VALUE, VALUE, RATE, VALUE)
    cells = zip((amounts.initial, amounts.annual, own, *rest), looks, strict=True)
    yield from grid.row(row, [*cells], "executed_other", amounts.other)


def _goals(card: Scorecard, row: int, grid: _Grid) -> Iterator[Piece]:
    project = card.submission.project
    yield piece(row, 1, "年度\n总体目标", LABEL, bottom=row + 1)
    yield from band(row, (2, 5, "预期目标", LABEL), (6, grid.last, "实际完成情况", LABEL))
    goal = text_of(project.annual_goal) or text_of(project.overall_goal)
    yield from band(row + 1, (2, 5, goal, TEXT), (6, grid.last, text_of(project.actual_result), TEXT))


def _indicators(rows: Sequence[Row], head: int, grid: _Grid) -> Iterator[Piece]:
    last = head + len(rows)
    yield piece(head, 1, "绩效指标", LABEL, bottom=last)
    yield from band(head, (2, 2, "一级指标", LABEL), (3, 3, "二级指标", LABEL))
    titles = ("三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及\n改进措施")
    yield from grid.row(head, [(title, LABEL) for title in titles], "coefficient", _EXTRA_TITLES["coefficient"])
    yield from level_pieces(head + 1, 2, [row[:2] for row in rows])
    for number, (_, _, scored) in enumerate(rows, head + 1):
        yield from _indicator(number, scored, grid)


def _indicator(row: int, scored: IndicatorScore | None, grid: _Grid) -> Iterator[Piece]:
    if scored is None:
        return grid.row(row, [("", TEXT)] * 6, "coefficient", "")
    indicator = scored.indicator
    cells = (
        (indicator.name, TEXT),
        (figure(scored.wanted), VALUE),
        (figure(scored.achieved), VALUE),
        (scored.weight, VALUE),
        (scored.score, VALUE),
        (text_of(indicator.reason), TEXT),
    )
    return grid.row(row, cells, "coefficient", _coefficient(scored))


def _coefficient(scored: IndicatorScore) -> OutValue:
    """Return the share of its points that a row earned, as the percentage that the form prints; blank while open."""
    share = scored.score / scored.weight if scored.score is not None and scored.weight else None
    return None if share is None else half_up(share * HUNDRED)


def _total(card: Scorecard, row: int, grid: _Grid) -> Iterator[Piece]:
    return band(
        row,
        (1, grid.last - 3, "总分", LABEL),
        (grid.last - 2, grid.last - 2, full_marks(card), VALUE),
        (grid.last - 1, grid.last - 1, card.total, VALUE),
        (grid.last, grid.last, None, VALUE),
    )
