"""A second look at a sheet, for what the reader does not tell: percent formats, errors, formulas without a result,
hidden rows, and how far the sheet reaches.

The part is searched, not parsed.  A search for a single rare byte runs at the speed of memory and one for a fixed run
of bytes nearly so; that is why each method begins with one, and why the whole costs little beside the reading.
"""

import functools
import itertools
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.ooxml.xmltext import shown_text

AREA = 20_000_000
"""Most cells that a sheet may span.  The reader keeps a value for each, filled or not; a form spans some thousands."""
_TAG = 400
"""Most bytes of the tag of a cell, a row or a formula that is looked at; Office needs a tenth of it."""
_FEW = 500
"""As many styles as can be looked for at once."""
_MOST = 1_000_000
"""How many marks of one kind are looked at: no person reads further, and a hostile sheet could hold any number."""
_CELL = re.compile(rb"<(?:\w{1,20}:)?c(?=\s)[^>]{0,400}?\sr=\"([A-Z]{1,3})([0-9]{1,7})\"[^>]{0,400}>")
_ROW = re.compile(rb"<(?:\w{1,20}:)?row(?=\s)[^>]{0,400}?\sr=\"([0-9]{1,7})\"[^>]{0,400}>")
_FORMULA = re.compile(rb"<(?:\w{1,20}:)?f(?=[\s/>])[^>]{0,400}>")
_NO_RESULT = re.compile(rb"\s*+(?:<(?:\w{1,20}:)?v\s*+/>|<(?:\w{1,20}:)?v></(?:\w{1,20}:)?v>)?+\s*+</(?:\w{1,20}:)?c>")
_NO_CELL = rb"(?!v>)(?!row )(?:[^\s<>/:]*+:)?c[\s/>]"
_FAR_OR_ODD, _FARTHER_OR_ODD = (
    re.compile(rb'<(?!/)(?!c r="' + spot + rb'"(?: s="[0-9]++")?+(?: t="[a-zA-Z]++")?+/?+>)' + _NO_CELL)
    for spot in (rb"[A-Z][0-9]{1,5}+", rb"[A-Z]{1,2}+[0-9]{1,4}+")
)
"""A cell that stands beyond Z99999, or ZZ9999, or does not say where it stands just as Office does."""
_CELL_OR_ROW = re.compile(
    rb"<(?:[^\s<>/:]*:)?(c|row)(?=[\s/>])"
    rb"((?:\s++[^\s=<>\"'/]++\s*+=\s*+(?:\"[^\"<>]*+\"|'[^'<>]*+'))*+)"
)
_ADDRESS = re.compile(rb"\sr\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_TAG_END = re.compile(rb"\s*+/?>")
_SPOT = re.compile(rb"([A-Za-z]{1,3})([0-9]{1,7})")
_MOST_CELLS = 3_000_000
"""How many cells are followed one by one on a sheet that is not as usual; it takes some seconds."""
_ROWS, _COLUMNS = 1_048_576, 16_384

Spot = tuple[int, int]
"""Row and column of a cell, 1-based."""


class Extent(NamedTuple):
    """The last row and the last column in use."""

    row: int
    column: int

    @property
    def too_wide(self) -> bool:
        """Tell whether reading would take memory out of all proportion."""
        return self.row * self.column > AREA


@functools.lru_cache(maxsize=1024)
def column_number(letters: bytes) -> int:
    """Return the 1-based number of a column: ``A`` is 1, ``AA`` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


class Odd(Exception):
    """A cell or a row does not say where it stands in a way that can be relied on; the caller says so."""


def extent(xml: bytes) -> Extent | None:
    """Return how far the values of a sheet reach, ``None`` when they all stand where values usually stand.

    What a sheet states about itself is not believed: the reader makes room as far as the last value, however far, and
    a hostile sheet would have it ask for more memory than any machine has.  Raises :class:`Odd`.
    """
    # Cells that are only formatted cost the reader nothing; behind the last value there can be many.
    end = _last_content(xml)
    is_usual = not _FAR_OR_ODD.search(xml, 0, end) or not _FARTHER_OR_ODD.search(xml, 0, end)
    return None if is_usual else _reach(xml, end)


def _last_content(xml: bytes) -> int:
    """Return a place behind which no cell holds anything: a value stands in ``v`` or ``is``, before the rows' end."""
    end = xml.rfind(b"sheetData>")
    end = end if end >= 0 else len(xml)
    last = max(xml.rfind(b"v", 0, end), 0)
    return max(xml.rfind(b"is", last, end), last)


def _reach(xml: bytes, end: int) -> Extent:
    """Work out the place of every cell up to ``end`` as the reader does, and stop where anything is odd."""
    row = column = at_row = at_column = 0
    for number, tag in enumerate(_CELL_OR_ROW.finditer(xml, 0, end)):
        spots = [double or single for double, single in _ADDRESS.findall(tag[2])]
        end_of_tag = _TAG_END.match(xml, tag.end())
        if number > _MOST_CELLS or len(spots) > 1 or not end_of_tag:
            raise Odd
        if tag[1] == b"row":
            at_row, at_column = _row_number(spots[0]) if spots else at_row + 1, 0
            continue
        at_row, at_column = _spot_of(spots[0]) if spots else (max(at_row, 1), at_column + 1)
        if end_of_tag[0] == b">":
            row, column = max(row, at_row), max(column, at_column)
    return Extent(row, column)


def _row_number(digits: bytes) -> int:
    if not digits.isdigit() or len(digits) > 7 or not 1 <= int(digits) <= _ROWS:
        raise Odd
    return int(digits)


def _spot_of(address: bytes) -> Spot:
    match = _SPOT.fullmatch(address)
    if not match or column_number(match[1].upper()) > _COLUMNS:
        raise Odd
    return _row_number(match[2]), column_number(match[1].upper())


def percents(
    xml: bytes, styles: Mapping[bytes, int], ignored: frozenset[int] = frozenset()
) -> Iterator[tuple[int, int, int]]:
    """Yield (row, column, places) of the cells that show a percentage, also empty ones, outside ``ignored`` columns."""
    if not styles:
        return
    numbers = b"|".join(styles) if len(styles) < _FEW else rb"[0-9]{1,6}"
    wanted = re.compile(rb' s="(' + numbers + rb')"(?!/)')
    # Rows that are formatted but empty can be many; nothing behind the last value is of interest.
    for match in itertools.islice(wanted.finditer(xml, 0, _last_value(xml)), _MOST):
        start = match.start()
        cell = _CELL.match(xml, xml.rfind(b"<", start - _TAG if start > _TAG else 0, start))
        if cell and (column := column_number(cell[1])) not in ignored and match[1] in styles:
            yield int(cell[2]), column, styles[match[1]]


def _last_value(xml: bytes) -> int:
    """Return where the last value ends: the byte ``v`` is rare enough in a sheet to look for it alone."""
    last = xml.rfind(b"v")
    for _ in range(_TAG):
        if last <= 0 or (xml[last - 1] in b"/:" and xml[last + 1 : last + 2] == b">"):
            break
        last = xml.rfind(b"v", 0, last)
    return max(last, 0)


def _tag_start(xml: bytes, inside: int) -> int:
    """Return where the tag begins in which ``inside`` lies; a tag without end must not be looked through every time."""
    return max(xml.rfind(b"<", max(inside - _TAG, 0), inside), 0)


def _each(xml: bytes, mark: bytes) -> Iterator[int]:
    """Yield where ``mark`` stands."""
    found = xml.find(mark)
    for _ in range(_MOST):
        if found < 0:
            return
        yield found
        found = xml.find(mark, found + 1)


@functools.lru_cache(maxsize=4096)
def percent_text(value: float, places: int) -> str:
    """Return the text of a percent cell: 0.95 is ``95%``, 0.9534 is ``95.34%``, at Excel's 15 significant digits."""
    return format_decimal(Decimal(f"{value:.15g}").scaleb(places)) + "%"


def error_texts(xml: bytes) -> Iterator[tuple[int, int, str]]:
    """Yield (row, column, text) of the cells that show an error such as ``#DIV/0!``."""
    for found in _each(xml, b't="e"') if b"#" in xml else ():
        value = xml.find(b">#", found, found + _TAG)
        end = xml.find(b"<", value, value + _TAG)
        if min(value, end) >= 0 and (spot := _spot(xml, found)):
            yield (*spot, shown_text(xml[value + 1 : end]))


def uncalculated(xml: bytes) -> Iterator[Spot]:
    """Yield the cells with a formula but no stored result, as programs leave them that do not calculate."""
    closing = 0
    for found in _each(xml, b"f"):
        formula = _FORMULA.match(xml, _tag_start(xml, found)) if xml[found - 1] in b"<:" else None
        if not formula:
            continue
        end = formula.end()
        if xml[end - 2] != 0x2F:
            # The next closing tag may be far; it is not looked for twice.
            closing = closing if closing >= end else xml.find(b"</", end)
            if closing < 0:
                return
            end = xml.find(b">", closing, closing + _TAG) + 1
        if cell := _without_result(xml, formula, end):
            yield int(cell[2]), column_number(cell[1])


def _without_result(xml: bytes, formula: re.Match[bytes], end: int) -> re.Match[bytes] | None:
    """Return the tag of the cell around a formula that has no result after it."""
    if not end or not _NO_RESULT.match(xml, end):
        return None
    cell = _CELL.match(xml, _tag_start(xml, formula.start()))
    # A formula that gives an empty text is stored as t="str" with nothing in it.
    return None if cell and b't="str"' in cell[0] else cell


def hidden_rows(xml: bytes) -> Iterator[int]:
    """Yield the numbers of the rows that are hidden, by hand or by a filter."""
    for found in _each(xml, b'hidden="'):
        row = _ROW.match(xml, _tag_start(xml, found))
        if row and xml[found + 8 : found + 9] in (b"1", b"t"):
            yield int(row[1])


def _spot(xml: bytes, inside: int) -> Spot | None:
    """Return the cell in whose tag ``inside`` lies, ``None`` when that tag is no cell's or no sheet has such a cell."""
    cell = _CELL.match(xml, _tag_start(xml, inside))
    spot = (int(cell[2]), column_number(cell[1])) if cell else (0, 0)
    return spot if 0 < spot[0] <= _ROWS and spot[1] <= _COLUMNS else None
