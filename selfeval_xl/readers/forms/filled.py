"""A filled form as it was read: every value with its cell, and every cell that was not understood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from selfeval_xl.domain.cells import CellValue
from selfeval_xl.domain.place import Place


class Said(NamedTuple):
    """A value of a form and where it stands; ``None`` is blank."""

    value: CellValue
    place: Place


class Unread(NamedTuple):
    """A cell that went nowhere: where it is, what it says, why it was left."""

    place: Place
    shown: str
    why: str


class FundsRow(NamedTuple):
    """A row of 项目资金.  ``cells`` has initial, annual, executed, weight, rate and score where the form has them."""

    label: str
    row: int
    cells: Mapping[str, Said]


class IndicatorRow(NamedTuple):
    """A 三级指标.  ``cells`` has the fields of the sheet 指标 by name; ``score`` is the printed 得分."""

    row: int
    level1: str
    level2: str
    cells: Mapping[str, Said]

    def value(self, field: str) -> CellValue:
        """Return what stands in a column, ``None`` when the form has no such column."""
        said = self.cells.get(field)
        return said.value if said else None


class FilledForm(NamedTuple):
    """Everything that one form says.

    ``kind`` is one of ``kinds.TITLES``; ``facts`` has fields of the sheet 项目信息; ``money_unit`` is ``""`` where the
    form names none; ``total`` and ``grade`` are the printed 总分 and 等级; ``goals`` the number of 年度绩效目标 blocks.
    """

    sheet: str
    kind: str
    facts: Mapping[str, Said]
    money_unit: str
    funds: tuple[FundsRow, ...]
    indicators: tuple[IndicatorRow, ...]
    total: Said | None
    grade: Said | None
    goals: int
    unread: tuple[Unread, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing but printed labels was found."""
        amounts = any({"initial", "annual", "executed"} & row.cells.keys() for row in self.funds)
        rows = any(field != "weight" for row in self.indicators for field in row.cells)
        return not (amounts or rows or "name" in self.facts)
