"""A sheet while it is read: cells are put where they stand, as a person sees them.

No file gets more room than any form needs.
"""

import functools
import math
import re
from typing import NamedTuple

from selfeval_xl.domain.cells import CellValue, is_blank
from selfeval_xl.domain.grid import Grid, Range
from selfeval_xl.domain.place import Place
from selfeval_xl.messages import codes, input_error
from selfeval_xl.ooxml.dates import day_of
from selfeval_xl.ooxml.styles import DAY, TIME, number_style
from selfeval_xl.ooxml.xmltext import percent_text

MOST_CELLS = 2_000_000
"""Cells that all sheets of a file may span; a form has some hundreds."""
_PER_SHEET, _PER_ROW = 1000, 8
"""What a sheet and a row count for, in cells; there can be no more than some thousand sheets."""
_LAST_ROW = 1 << 20
"""The largest row number there is; repetitions beyond it say nothing."""
_MOST_LINES, _LONGEST = 6, 80
"""Lines that a heading has at most, and characters of each; a longer one is a paragraph of the report."""
_TITLE = re.compile(r"表\s*(?:[（(][^（()）]*[）)]\s*)*$")
"""The last words of the title of a table: 项目支出绩效自评表（2024年度）."""
_YEAR = re.compile(r"(?:19|20)\d\d\s*年")
_CONTINUED = re.compile(r"[（(]?\s*(?:接上[页表]|续上[页表]|续表?|续前表)\s*[）)]?\s*\d*")
_style = functools.lru_cache(maxsize=1024)(number_style)


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


class Format(NamedTuple):
    """A number format: its code (``0.00%``), or ``None`` and the number of a built-in one."""

    code: str | None
    built_in: int = 0


GENERAL = Format(None)


def as_shown(value: float, shown_by: Format, from_1904: bool = False) -> CellValue:
    """Return a number as its format shows it.

    A percentage becomes its text, a number of days the date or time, and what is no number ``#NUM!``.
    """
    if not math.isfinite(value):
        return "#NUM!"
    style = _style(*shown_by)
    if style is None:
        return value
    return day_of(value, style == TIME, from_1904) if style in (DAY, TIME) else percent_text(value, style)


def count(digits: str | None, otherwise: int = 1, most: int = _LAST_ROW) -> int:
    """Return the whole number that an attribute says, at most ``most``; ``otherwise`` where it says none."""
    digits = (digits or "").strip()
    return min(int(digits), most) if digits.isascii() and digits.isdigit() and len(digits) < 9 else otherwise


class Headings:
    """What stands above a table of a document: lines, of which those of its heading become its first rows."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def add(self, line: str) -> None:
        """Add a line that stands outside of every table; blank ones and 续表 say nothing."""
        line = line.strip()
        if line and not _CONTINUED.fullmatch(line):
            self._lines.append(line)
            del self._lines[: -_MOST_LINES - 1]

    @property
    def is_empty(self) -> bool:
        """Whether no text stands between the last table and this place."""
        return not self._lines

    def take(self) -> list[str]:
        """Return the heading of the table that begins here, from its title on; the lines are used up."""
        heading: list[str] = []
        lines, self._lines = self._lines, []
        while lines and len(heading) < _MOST_LINES and _is_short(lines[-1]):
            heading.insert(0, lines.pop())
            if _TITLE.search(heading[0]):
                # A title on two lines: 某市2024年度, and below it 项目支出绩效自评表.
                if lines and _is_short(lines[-1]) and _YEAR.search(lines[-1]) and not _YEAR.search("".join(heading)):
                    heading.insert(0, lines.pop())
                break
        return heading


def _is_short(line: str) -> bool:
    return len(line) <= _LONGEST and not line.endswith(("。", "；"))
