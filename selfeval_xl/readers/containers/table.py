"""A sheet while it is read: cells are put where they stand, and no file gets more room than any form needs."""

from __future__ import annotations

from typing import NamedTuple

from selfeval_xl.domain.cells import CellValue, is_blank
from selfeval_xl.domain.grid import Grid, Range
from selfeval_xl.domain.place import Place
from selfeval_xl.messages import codes, input_error

MOST_CELLS = 2_000_000
"""Cells that all sheets of a file may span; a form has some hundreds."""
_PER_SHEET, _PER_ROW = 1000, 8
"""What a sheet and a row count for, in cells; there can be no more than some thousand sheets."""


class SheetCells(NamedTuple):
    """A sheet of a file: its name, and what stands on it: ``None`` for a hidden sheet, which is not read."""

    name: str
    grid: Grid | None

    @property
    def hidden(self) -> bool:
        """Whether the sheet is hidden."""
        return self.grid is None


class Room:
    """How many cells the sheets of one file may still span.  ``shown`` is what error messages call the file."""

    def __init__(self, shown: str) -> None:
        self.shown, self._left = shown, MOST_CELLS

    def take(self, cells: int, sheet: str, row: int, column: int) -> None:
        """Take room for ``cells`` more, the last of them at (row, column).  Raises InputError when it is used up."""
        self.require(cells, sheet, row, column)
        self._left -= cells

    def require(self, cells: int, sheet: str, row: int, column: int = 1) -> None:
        """Raise InputError when there is no room for so many cells."""
        if cells > self._left:
            last, count = Place(sheet, row, column).cell, MOST_CELLS - self._left + cells
            raise input_error(codes.FAR_CELL, file=self.shown, sheet=sheet, cell=last, count=count)


class CellTable:
    """The cells of one sheet; rows and columns are counted from 1."""

    def __init__(self, name: str, room: Room) -> None:
        self.name, self._room = name, room
        room.take(_PER_SHEET, name, 1, 1)
        self.rows: list[list[CellValue]] = []
        self.merges: list[Range] = []
        self.hidden: set[int] = set()
        self.uncalculated: set[tuple[int, int]] = set()

    def put(self, row: int, column: int, value: CellValue, bottom: int = 0, right: int = 0) -> None:
        """Put a value, merged down to ``bottom`` and over to ``right`` where they lie beyond the cell."""
        bottom, right = max(bottom, row), max(right, column)
        if not is_blank(value):
            self._reach(row, column)[column - 1] = value
        if (bottom, right) != (row, column):
            self.merges.append((row, column, bottom, right))

    def _reach(self, row: int, column: int) -> list[CellValue]:
        if row > len(self.rows):
            self._room.take((row - len(self.rows)) * _PER_ROW, self.name, row, column)
            self.rows.extend([] for _ in range(row - len(self.rows)))
        cells = self.rows[row - 1]
        if column > len(cells):
            self._room.take(column - len(cells), self.name, row, column)
            cells.extend([""] * (column - len(cells)))
        return cells

    def grid(self) -> Grid:
        """Return what was put."""
        return Grid(self.name, self.rows, tuple(self.merges), frozenset(self.uncalculated), frozenset(self.hidden))
