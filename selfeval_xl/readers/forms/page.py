"""A sheet of paper being read: merged cells speak for their area, and what was understood is ticked off."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TypeVar

from selfeval_xl.domain.cells import CellValue, is_blank, text_of
from selfeval_xl.domain.grid import Grid, Range
from selfeval_xl.domain.layout import header_key
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.printed import PlacedValue

_Value = TypeVar("_Value")


class Page:
    """The cells of a grid by row and column, both from 1; ``rows`` are those of the form that is being read."""

    is_turned = False

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.height = len(grid.rows)
        self.width = max((len(row) for row in grid.rows), default=0)
        self.rows = range(1, self.height + 1)
        self.taken: set[tuple[int, int]] = set()
        self._filled = [
            [column for column, each in enumerate(row, 1) if each != "" and not is_blank(each)] for row in grid.rows
        ]
        spots = [(row, column) for row, columns in enumerate(self._filled, 1) for column in columns]
        self._values = {(row, column): grid.rows[row - 1][column - 1] for row, column in spots}
        self._keys = {spot: header_key(each) for spot, each in self._values.items() if isinstance(each, str)}
        self.uncalculated: dict[int, list[int]] = {}
        for row, column in grid.uncalculated:
            self.uncalculated.setdefault(row, []).append(column)
        self._areas: dict[tuple[int, int], Range] = {}
        self._homes: dict[tuple[int, int], tuple[int, int]] = {}
        # Merged cells never overlap, so they hold at most so many; a hostile sheet may say otherwise.
        room = self.height * self.width
        for area in grid.merges:
            bottom, right = min(area[2], self.height), min(area[3], self.width)
            room -= max(bottom - area[0] + 1, 0) * max(right - area[1] + 1, 0)
            if room < 0:
                break
            inside = [(row, column) for row in range(area[0], bottom + 1) for column in range(area[1], right + 1)]
            self._areas.update(dict.fromkeys(inside, area))
            self._homes.update(dict.fromkeys(inside, area[:2]))
        for spot, home in self._homes.items():  # they are asked for far oftener than there are cells
            if spot != home:
                _show(self._values, spot, home)
                _show(self._keys, spot, home)

    def part(self, rows: range) -> Page:
        """Return the page of another form on the same sheet."""
        other = copy.copy(self)
        other.rows = rows
        return other

    def turned(self, rows: range) -> Page:
        """Return some rows turned on their side, for a table with its headers at the left."""
        return _Turned(self, rows)

    def area(self, row: int, column: int) -> Range:
        """Return the merged area around a cell, the cell itself when it is not merged."""
        return self._areas.get((row, column), (row, column, row, column))

    def home(self, row: int, column: int) -> tuple[int, int]:
        """Return the cell that holds the value of this one: the first of its merged area."""
        return self._homes.get((row, column), (row, column))

    def value(self, row: int, column: int) -> CellValue:
        """Return what a person sees in the cell, ``None`` beyond the sheet or when it is blank."""
        return self._values.get((row, column))

    def key(self, row: int, column: int) -> str:
        """Return the text of a cell folded as a label."""
        return self._keys.get((row, column), "")

    def filled(self, row: int) -> Iterator[int]:
        """Yield the columns of the cells that hold a value of their own in this row."""
        return iter(self._filled[row - 1])

    def open(self, row: int) -> Iterator[int]:
        """Yield the columns of the filled cells that nobody has understood yet."""
        return (column for column in self.filled(row) if (row, column) not in self.taken)

    def take(self, row: int, column: int) -> None:
        """Tick a cell off as understood."""
        self.taken.add(self.home(row, column))

    def take_all(self, spots: Iterable[tuple[int, int]]) -> None:
        """Tick some cells off."""
        self.taken.update(self._homes.get(spot, spot) for spot in spots)

    def placed(self, row: int, column: int) -> PlacedValue:
        """Return what a person sees in the cell, with the cell that holds it."""
        return PlacedValue(self.value(row, column), self.place(row, column))

    def place(self, row: int, column: int) -> Place:
        """Return the place of the value that this cell shows."""
        return Place(self.grid.name, *self.home(row, column))

    def spot(self, place: Place) -> tuple[int, int]:
        """Return the row and column of this page that are a place of the sheet."""
        return (place.column, place.row) if self.is_turned else (place.row, place.column)

    def text(self, row: int, column: int) -> str:
        """Return the cell as a person reads it."""
        return text_of(self.value(row, column))


def _show(known: dict[tuple[int, int], _Value], spot: tuple[int, int], home: tuple[int, int]) -> None:
    """Show in a cell what its merged area shows, and nothing else."""
    if home in known:
        known[spot] = known[home]
    else:
        known.pop(spot, None)


class _Turned(Page):
    """Rows of a page on their side: a row is a column of the sheet, a column a row; places are those of the sheet."""

    is_turned = True

    def __init__(self, upright: Page, rows: range) -> None:
        grid = upright.grid
        above: list[Sequence[CellValue]] = [()] * (rows.start - 1)
        cells = [*above, *grid.rows[rows.start - 1 : rows.stop - 1]]
        merges = tuple((left, top, right, bottom) for top, left, bottom, right in grid.merges if top in rows)
        uncalculated = frozenset((column, row) for row, column in grid.uncalculated if row in rows)
        super().__init__(Grid(grid.name, list(zip_longest(*cells)), merges, uncalculated))
        self.upright = upright

    def take(self, row: int, column: int) -> None:
        super().take(row, column)
        self.upright.take(column, row)

    def take_all(self, spots: Iterable[tuple[int, int]]) -> None:
        for spot in spots:
            self.take(*spot)

    def place(self, row: int, column: int) -> Place:
        sheet, top, left = super().place(row, column)
        return Place(sheet, left, top)
