"""What a document prints of its own results, each figure with its cell; nothing of it counts as an input."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from selfeval_xl.domain.cells import CellValue, normalise, parse_decimal, text_of
from selfeval_xl.domain.decimals import HUNDRED, ZERO
from selfeval_xl.domain.place import Place

UNGRADED = "暂不评级"
"""What stands for total and grade while there is none."""
_IN_NAME = re.compile(r"\((?:权重)?(\d+(?:\.\d+)?)分?\)")
_HIGHEST_SHARE = Decimal("1.5")
"""Nobody executes 150 times the budget: a bare number above this was meant in percent."""


class PlacedValue(NamedTuple):
    """A value of a document and the cell it stands in."""

    value: CellValue
    place: Place


class PrintedFunds(NamedTuple):
    """What stands beside a line of 项目资金: 执行率, 分值 and 得分, ``None`` where the line has none."""

    label: str
    row: int
    rate: PlacedValue | None = None
    weight: PlacedValue | None = None
    score: PlacedValue | None = None


class PrintedSum(NamedTuple):
    """A sum that is printed: the 小计 of some ``rows`` (by their number), a row above them, or points in a heading."""

    label: str
    rows: tuple[int, ...]
    score: PlacedValue | None = None
    weight: PlacedValue | None = None


class Printed(NamedTuple):
    """What a document says of its own results; ``None`` where it says nothing.

    ``scores`` runs alongside the indicators of the submission; the first of ``funds`` speaks for the whole budget;
    ``completions`` has the 完成率 of rows without 实际完成值, by their places;
    ``sections`` has the 得分 of a section by the name of the 一级指标, ``sums`` what a form prints of some rows
    together; ``total_weight`` is the 分值 beside the total, ``total_again`` a total that stands beside the tables;
    ``extra`` is what rows 加分项 and 扣分项 without 分值 print together.
    ``fingerprint`` is the one of the inputs that our own sheet 汇总 was computed from: ``""`` when it was never
    computed, ``None`` without such a sheet.  ``indicator_cells`` and ``line_cells`` are what stands in the computed
    columns of a workbook of ours beside each indicator and budget line, in the order of ``layout.computed``; ``state``
    is what the workbook's own formula says of its inputs, ``None`` where nobody has had it calculated yet.
    """

    scores: tuple[PlacedValue | None, ...] = ()
    funds: tuple[PrintedFunds, ...] = ()
    sections: Mapping[str, PlacedValue] = MappingProxyType({})
    completions: Mapping[Place, PlacedValue] = MappingProxyType({})
    sums: tuple[PrintedSum, ...] = ()
    total: PlacedValue | None = None
    total_weight: PlacedValue | None = None
    total_again: PlacedValue | None = None
    grade: PlacedValue | None = None
    extra: Decimal = ZERO
    fingerprint: str | None = None
    indicator_cells: tuple[tuple[CellValue, ...], ...] = ()
    line_cells: tuple[tuple[CellValue, ...], ...] = ()
    state: Decimal | None = None

    def cells(self) -> Iterator[PlacedValue]:
        """Yield every cell with a result."""
        funds = [part for each in self.funds for part in (each.rate, each.weight, each.score)]
        sums = [part for each in self.sums for part in (each.score, each.weight)]
        every = (*self.scores, *funds, *sums, self.total, self.total_weight, self.total_again, self.grade)
        yield from filter(None, every)

    @property
    def execution_weight(self) -> Decimal | None:
        """The 分值 for 预算执行率 beside the funds, ``None`` where there is none that can be read."""
        beside = self.funds[0].weight if self.funds else None
        return points_in(beside.value) if beside else None

    def execution(self, section: str) -> PlacedValue | None:
        """Return the points for 预算执行率: beside the funds, else those of the section of that name."""
        return (self.funds[0].score if self.funds else None) or self.sections.get(section)

    def grade_beside(self, computed: str | None) -> PlacedValue | None:
        """Return the grade; 暂不评级 says nothing where none could be computed either."""
        is_none = self.grade is None or (not computed and text_of(self.grade.value) == UNGRADED)
        return None if is_none else self.grade


def points_in(value: CellValue) -> Decimal | None:
    """Read points (``9.5`` or ``9.5分``); ``None`` when they are no number."""
    number = parse_decimal(value)
    if number is None and isinstance(value, str):
        return parse_decimal(normalise(value).removesuffix("分").strip())
    return number


def points_together(values: Iterable[CellValue]) -> Decimal:
    """Return what 分值 make together; one that is no number counts nothing."""
    return sum((points for value in values if (points := points_in(value)) is not None), ZERO)


def points_in_name(name: str) -> Decimal | None:
    """Return the points that stand in a name: 50 in ``产出指标（50分）``; ``None`` where there are none."""
    found = _IN_NAME.search(normalise(name))
    return Decimal(found[1]) if found else None


def coefficient(value: CellValue) -> Decimal | None:
    """Read a 得分系数 (``95%``, 95, 0.95) as a share of 1; ``None`` where it is none, or beyond 0 to 100 %."""
    share = rate_in(value)
    return share if share is not None and 0 <= share <= 1 else None


def rate_in(value: CellValue) -> Decimal | None:
    """Read a rate as a share of 1: ``86.19%``, ``99.97`` or ``0.8619``; ``None`` when it is no number."""
    text = normalise(text_of(value))
    number = parse_decimal(text.removesuffix("%"))
    if number is None:
        return None
    return number / HUNDRED if text.endswith("%") or number > _HIGHEST_SHARE else number
