"""项目支出绩效自评表 as it is attached to 财预〔2020〕10号 (domain facts, section 1.1), in both layouts.

The second layout, in use beside the first since 2022, begins with the block 成本指标; a 二级指标 that has no row stays
as a blank one.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from selfeval_xl.documents.amounts import full_marks
from selfeval_xl.documents.blocks import Form, OutValue, Piece
from selfeval_xl.documents.forms import funds, shape
from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.decimals import HUNDRED, half_up
from selfeval_xl.domain.layout import OPTIONAL
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard
from selfeval_xl.rules import Standard, fold_level

_WIDTHS = (10, 10, 11, 19, 12, 12, 8, 9, 19)
_WIDTHS_WITH_EXTRA = (10, 10, 11, 17, 11, 11, 9, 8, 9, 14)
_FACTS, _FUNDS = 3, 5
_EXTRA_TITLES = {field: title.replace("（", "\n（") for field, title in OPTIONAL.items()}
"""Of the column that 执行数（其他） and 得分系数 have on the forms of some standards; what is right of it moves on."""
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
    def widths(self) -> tuple[int, ...]:
        """The widths of the columns."""
        return _WIDTHS_WITH_EXTRA if self.extra else _WIDTHS

    @property
    def last(self) -> int:
        """The last column."""
        return len(self.widths)

    def row(self, row: int, looks: str, values: Sequence[OutValue], field: str, value: OutValue) -> Iterator[Piece]:
        """Yield six cells from the fourth column on, with ``value`` in the extra column where the form has ``field``.

        Where the form has another field there, the cell on its left is as wide as both.
        """
        if field in self.extra:
            return shape.band(row, looks[:3] + looks[2:], (*values[:3], value, *values[3:]), 4)
        more = bool(self.extra)
        return shape.band(row, looks, values, 4, (4, 5, *(column + more for column in (6, 7, 8, 9))))


def form(card: Scorecard, rows: Sequence[Row], standard: Standard, _signed: bool = False) -> Form:
    """Return the form of a scorecard, with the extra fields of its standard; nobody signs it.

    What is still open (得分, 总分) stays blank.
    """
    grid, sources = _Grid(standard.extra_fields), funds.by_source(card)
    pieces = [*shape.heading("项目支出绩效自评表", f"（{shape.year_shown(card)}年度）", grid.last)]
    pieces += shape.facts(card, _FACTS, (1, 5, 6, grid.last))
    pieces += _funds(card, sources, grid)
    goals = _FUNDS + 2 + len(sources)
    pieces += _goals(card, goals, grid)
    head = goals + 2
    pieces += _indicators(rows, head, grid)
    ends = (grid.last - 3, grid.last - 2, grid.last - 1, grid.last)
    pieces += shape.band(head + 1 + len(rows), "#^^^", ("总分", full_marks(card), card.total, None), ends=ends)
    return Form("项目支出绩效自评表", grid.widths, tuple(pieces), shape.page(head)._replace(fits=True))


def _funds(card: Scorecard, sources: list[funds.Amounts], grid: _Grid) -> Iterator[Piece]:
    yield shape.piece(_FUNDS, 1, f"项目资金\n（{shape.unit_of(card)}）", shape.LABEL, bottom=_FUNDS + 1 + len(sources))
    yield shape.piece(_FUNDS, 2, "", shape.LABEL, 3)
    titles = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
    yield from grid.row(_FUNDS, "######", titles, "executed_other", _EXTRA_TITLES["executed_other"])
    section = card.execution_section
    weight, score = (section.weight, section.score) if section else (shape.DASH, shape.DASH)
    rest: tuple[OutValue, ...] = (weight, card.budget.rate, score)
    yield from _amounts(_FUNDS + 1, funds.total(card), rest, grid)
    for number, amounts in enumerate(sources):
        mark = "其中：" if number == 0 else "　　　"
        label = amounts.label if amounts.label.startswith("其中") else mark + amounts.label
        rest = (shape.DASH, amounts.rate, shape.DASH)
        yield from _amounts(_FUNDS + 2 + number, amounts._replace(label=label), rest, grid)


def _amounts(row: int, amounts: funds.Amounts, rest: tuple[OutValue, ...], grid: _Grid) -> Iterator[Piece]:
    yield shape.piece(row, 2, amounts.label, shape.LABEL, 3)
    own = amounts.executed
    if own is not None and "executed_other" in grid.extra:
        own -= amounts.other or 0
    values = (amounts.initial, amounts.annual, own, *rest)
    yield from grid.row(row, "^^^^%^", values, "executed_other", amounts.other)


def _goals(card: Scorecard, row: int, grid: _Grid) -> Iterator[Piece]:
    project = card.submission.project
    yield shape.piece(row, 1, "年度\n总体目标", shape.LABEL, bottom=row + 1)
    yield from shape.band(row, "##", ("预期目标", "实际完成情况"), 2, (5, grid.last))
    goal = text_of(project.annual_goal) or text_of(project.overall_goal)
    yield from shape.band(row + 1, "<<", (goal, text_of(project.actual_result)), 2, (5, grid.last))


def _indicators(rows: Sequence[Row], head: int, grid: _Grid) -> Iterator[Piece]:
    yield shape.piece(head, 1, "绩效指标", shape.LABEL, bottom=head + len(rows))
    yield from shape.labels(head, ("一级指标", "二级指标"), 2)
    titles = ("三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及\n改进措施")
    yield from grid.row(head, "######", titles, "coefficient", _EXTRA_TITLES["coefficient"])
    yield from shape.level_pieces(head + 1, 2, [row[:2] for row in rows])
    for number, (_, _, scored) in enumerate(rows, head + 1):
        yield from _indicator(number, scored, grid)


def _indicator(row: int, scored: IndicatorScore | None, grid: _Grid) -> Iterator[Piece]:
    if scored is None:
        return grid.row(row, "<<<<<<", [""] * 6, "coefficient", "")
    indicator, stated = scored.indicator, map(shape.figure, (scored.wanted, scored.achieved))
    values = (indicator.name, *stated, scored.weight, scored.score, text_of(indicator.reason))
    return grid.row(row, "<^^^^<", values, "coefficient", _coefficient(scored))


def _coefficient(scored: IndicatorScore) -> OutValue:
    """Return the share of its points that a row earned, as the percentage that the form prints; blank while open."""
    return half_up(scored.score / scored.weight * HUNDRED) if scored.score is not None and scored.weight else None
