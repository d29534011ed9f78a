"""A second look at a sheet, for what the reader does not tell: percent formats, errors, formulas without a result,
hidden rows, and how far the sheet reaches.

The part is searched, not parsed.  A search for a single rare byte runs at the speed of memory and one for a fixed run
of bytes nearly so; that is why each method begins with one, and why the whole costs little beside the reading.
"""

import functools
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.files.archive.xmltext import shown_text
from selfeval_xl.model import plain

_AREA = 20_000_000
"""Most cells that a sheet may span.  The reader keeps a value for each, filled or not; a form spans some thousands."""
_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=\"([A-Z]{1,3})([0-9]+)\"[^>]*>")
_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br=\"([0-9]+)\"[^>]*>")
_FORMULA = re.compile(rb"<(?:\w+:)?f(?=[\s/>])[^>]*>")
_NO_RESULT = re.compile(rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>")
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\s[^>]*?ref=\"[A-Z]+[0-9]+:([A-Z]+)([0-9]+)\"")
_FILLED = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=\"([A-Z]{1,3})([0-9]+)\"[^>]*(?<!/)>")

Spot = tuple[int, int]
"""Row and column of a cell, 1-based."""


class Extent(NamedTuple):
    """The last row and the last column in use."""

    row: int
    column: int

    @property
    def too_wide(self) -> bool:
        """Tell whether reading would take memory out of all proportion."""
        return self.row * self.column > _AREA


@functools.lru_cache(maxsize=1024)
def column_number(letters: bytes) -> int:
    """Return the 1-based number of a column: ``A`` is 1, ``AA`` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def extent(xml: bytes) -> Extent:
    """Return how far the values of a sheet reach; further when the sheet states more and that does no harm.

    What a sheet states is believed unless its last row gives it the lie, as in files that were edited by halves.
    """
    stated = _DIMENSION.search(xml, 0, 4096)
    if stated:
        reach, last = Extent(int(stated[2]), column_number(stated[1])), _filled(xml, max(xml.rfind(b"row "), 0))
        if not reach.too_wide and last.row <= reach.row and last.column <= reach.column:
            return reach
    # Cells that are only formatted count for the stated range but cost the reader nothing.
    return _filled(xml, 0)


def _filled(xml: bytes, start: int) -> Extent:
    row = column = 0
    for match in _FILLED.finditer(xml, start):
        row, column = max(row, int(match[2])), max(column, column_number(match[1]))
    return Extent(row, column)


def percents(
    xml: bytes, styles: dict[bytes, int], ignored: frozenset[int] = frozenset()
) -> Iterator[tuple[int, int, int]]:
    """Yield (row, column, places) of the cells that show a percentage, also empty ones, outside ``ignored`` columns."""
    if not styles:
        return
    wanted = re.compile(rb' s="(' + b"|".join(styles) + rb')"(?!/)')
    # Rows that are formatted but empty can be many; nothing behind the last value is of interest.
    for match in wanted.finditer(xml, 0, _last_value(xml)):
        cell = _CELL.match(xml, xml.rfind(b"<", 0, match.start()))
        if cell and (column := column_number(cell[1])) not in ignored:
            yield int(cell[2]), column, styles[match[1]]


def _last_value(xml: bytes) -> int:
    """Return where the last value ends: the byte ``v`` is rare enough in a sheet to look for it alone."""
    last = xml.rfind(b"v")
    while last > 0 and (xml[last - 1] not in b"/:" or xml[last + 1] != 0x3E):
        last = xml.rfind(b"v", 0, last)
    return max(last, 0)


@functools.lru_cache(maxsize=4096)
def percent_text(value: float, places: int) -> str:
    """Return the text of a percent cell: 0.95 is ``95%``, 0.9534 is ``95.34%``, at Excel's 15 significant digits."""
    return plain(Decimal(f"{value:.15g}").scaleb(places)) + "%"


def error_texts(xml: bytes) -> Iterator[tuple[int, int, str]]:
    """Yield (row, column, text) of the cells that show an error such as ``#DIV/0!``."""
    found = xml.find(b't="e"') if b"#" in xml else -1
    while found >= 0:
        spot, value = _spot(xml, found), xml.find(b">#", found)
        if spot and value >= 0:
            yield (*spot, shown_text(xml[value + 1 : xml.find(b"<", value)]))
        found = xml.find(b't="e"', found + 5)


def uncalculated(xml: bytes) -> Iterator[Spot]:
    """Yield the cells with a formula but no stored result, as programs leave them that do not calculate."""
    found = xml.find(b"f")
    while found >= 0:
        formula = _FORMULA.match(xml, xml.rfind(b"<", 0, found)) if xml[found - 1] in b"<:" else None
        if formula and (cell := _without_result(xml, formula)):
            yield int(cell[2]), column_number(cell[1])
        found = xml.find(b"f", found + 1)


def _without_result(xml: bytes, formula: re.Match[bytes]) -> re.Match[bytes] | None:
    """Return the tag of the cell around a formula that has no result after it."""
    end = formula.end()
    if xml[end - 2] != 0x2F:
        end = xml.find(b">", xml.find(b"</", end)) + 1
    if not _NO_RESULT.match(xml, end):
        return None
    cell = _CELL.match(xml, xml.rfind(b"<", 0, formula.start()))
    # A formula that gives an empty text is stored as t="str" with nothing in it.
    return None if cell and b't="str"' in cell[0] else cell


def hidden_rows(xml: bytes) -> Iterator[int]:
    """Yield the numbers of the rows that are hidden, by hand or by a filter."""
    found = xml.find(b'hidden="')
    while found >= 0:
        row = _ROW.match(xml, xml.rfind(b"<", 0, found))
        if row and xml[found + 8] in b"1t":
            yield int(row[1])
        found = xml.find(b'hidden="', found + 8)


def _spot(xml: bytes, inside: int) -> Spot | None:
    """Return the cell in whose tag ``inside`` lies, or ``None`` when that tag is no cell's."""
    cell = _CELL.match(xml, xml.rfind(b"<", 0, inside))
    return (int(cell[2]), column_number(cell[1])) if cell else None
