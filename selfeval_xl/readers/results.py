"""Reads the results that stand in a workbook of ours: the computed columns and what the sheet 汇总 says."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.domain.cells import CellValue, normalise, parse_decimal, text_of
from selfeval_xl.domain.decimals import HUNDRED
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.scorecard import IndicatorScore

_FINGERPRINT = "输入指纹："
_SECTION_SCORE, _SUM = "评价得分", "合计"


class Told(NamedTuple):
    """A value that a sheet shows, and its cell."""

    value: CellValue
    place: Place


def scores(grid: Grid, rows: tuple[IndicatorScore, ...]) -> list[Told | None]:
    """Return what stands in the column 得分 beside each indicator, ``None`` where it is blank or absent."""
    told: list[Told | None] = []
    for row in rows:
        column = row.indicator.columns.of.get("score")
        cells = grid.rows[row.indicator.row - 1]
        value = cells[column - 1] if column and column <= len(cells) else None
        told.append(Told(value, row.indicator.place("score")) if text_of(value) else None)
    return told


def beside(grid: Grid, label: str) -> Told | None:
    """Return the first filled cell to the right of a label on 汇总, ``None`` when there is no such label."""
    for number, cells in enumerate(grid.rows, 1):
        if label in cells:
            start = cells.index(label) + 1
            for column, value in enumerate(cells[start:], start + 1):
                if text_of(value):
                    return Told(value, Place(grid.name, number, column))
    return None


def section_score(grid: Grid, name: str) -> Told | None:
    """Return what the table 三、评价得分 on 汇总 says a section got, ``None`` when it has no such section."""
    rows = iter(enumerate(grid.rows, 1))
    head = next((list(cells) for _number, cells in rows if _SECTION_SCORE in cells), [])
    for number, cells in rows:
        if name in cells:
            column = head.index(_SECTION_SCORE) + 1
            value = cells[column - 1] if column <= len(cells) else None
            return Told(value, Place(grid.name, number, column))
        if _SUM in cells:
            break
    return None


def fingerprint_on(grid: Grid) -> str:
    """Return the input fingerprint that 汇总 carries, ``""`` when it was never computed."""
    texts = (text_of(cells[0]) for cells in grid.rows if cells)
    return next((text.removeprefix(_FINGERPRINT) for text in texts if text.startswith(_FINGERPRINT)), "")


def rate_in(value: CellValue) -> Decimal | None:
    """Read a printed rate as a share of 1: ``86.19%``, ``99.97`` or ``0.8619``; ``None`` when it is no number."""
    text = normalise(text_of(value))
    number = parse_decimal(text.removesuffix("%"))
    if number is None:
        return None
    # Nobody executes 150 times the budget: a bare number that large was meant in percent.
    return number / HUNDRED if text.endswith("%") or number > Decimal("1.5") else number
