"""A sheet part taken apart at the borders of rows and cells, and cells written anew.

``Sheet`` keeps what lies before and after the rows as bytes; nothing in it changes unless someone asks for it.
"""

import functools
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.documents.blocks import OutValue
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.grid import Range
from selfeval_xl.domain.place import column_letters
from selfeval_xl.ooxml.glance import column_number
from selfeval_xl.ooxml.xmltext import cell_text

AFTER_ROWS = (
    *("sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState"),
    *("dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting"),
    *("dataValidations", "hyperlinks"),
)
"""The schema's order of what follows the rows, as far as the hyperlinks (CT_Worksheet of ECMA-376)."""
_ROWS = re.compile(rb"<((?:[\w.-]+:)?)sheetData\s*(/?)>")
_NUMBER = re.compile(rb"\sr=[\"']([0-9]{1,7})[\"']")
_REFERENCE = re.compile(rb"\sr=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_STYLE = re.compile(rb"\ss=[\"']([0-9]{1,6})[\"']")
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")


class Strange(Exception):
    """The part is written in a way that Office never uses; the caller says so with the name of the sheet."""


class Cell(NamedTuple):
    """A cell: its 1-based column, and its bytes from ``<c`` to ``</c>``."""

    column: int
    xml: bytes


class Row(NamedTuple):
    """A row: its 1-based number, its opening tag without the closing bracket, and its cells."""

    number: int
    tag: bytes
    cells: list[Cell]


class Frame(NamedTuple):
    """What stands around the row number and the value of a cell that is written, the same all down a column."""

    start: bytes
    empty: bytes
    text_start: bytes
    text_end: bytes
    number_start: bytes
    number_end: bytes


class Sheet(NamedTuple):
    """A sheet part in four pieces; ``prefix`` is that of its element names, such as ``b"x:"``, mostly empty."""

    prefix: bytes
    head: bytes
    rows: bytes
    closing: bytes
    tail: bytes

    @property
    def xml(self) -> bytes:
        """The part as a whole."""
        return self.head + self.rows + self.closing + self.tail


def take_apart(xml: bytes) -> Sheet:
    """Cut a sheet part before the first row and after the last; raise :class:`Strange` when that would not be safe."""
    start = _ROWS.search(xml)
    if not start or b"<!--" in xml or b"<![CDATA[" in xml:
        raise Strange
    prefix = start[1]
    closing = b"</" + prefix + b"sheetData>"
    if start[2]:
        opening = b"<" + prefix + b"sheetData>"
        return Sheet(prefix, xml[: start.start()] + opening, b"", closing, xml[start.end() :])
    end = xml.find(closing, start.end())
    if end < 0:
        raise Strange
    rows, after = xml[start.end() : end].rstrip(), end + len(closing)
    return Sheet(prefix, xml[: start.end()], rows, xml[start.end() + len(rows) : after], xml[after:])


def raw_rows(sheet: Sheet) -> Iterator[tuple[int, bytes]]:
    """Yield (number, bytes) of every row in order, white space before it included.

    Raises :class:`Strange` when rows are not numbered, or out of order.
    """
    rows, opening, closing = sheet.rows, b"<" + sheet.prefix + b"row", b"</" + sheet.prefix + b"row>"
    start, last, before = rows.find(opening), 0, 0
    while start >= 0:
        end = rows.find(b">", start) + 1
        if rows[end - 2] != 0x2F:
            end = rows.find(closing, end) + len(closing)
        number = _NUMBER.search(rows, start, end)
        if not number or int(number[1]) <= last or end < start:
            raise Strange
        last = int(number[1])
        yield last, rows[before:end]
        start, before = rows.find(opening, end), end


def parse_row(number: int, xml: bytes, prefix: bytes) -> Row:
    """Take a row apart into its cells; raise :class:`Strange` when a cell does not say where it is."""
    end = xml.find(b">")
    if xml[end - 1] == 0x2F:
        return Row(number, xml[: end - 1].rstrip(), [])
    content = xml[end + 1 : -len(b"</row>") - len(prefix)]
    pieces = re.split(rb"(?=<" + prefix + rb"c[\s/>])", content)
    cells = [Cell(_column(piece, number), piece.rstrip()) for piece in pieces if piece.strip()]
    whole = all(cell.xml.endswith((b"/>", b"</" + prefix + b"c>")) for cell in cells)
    if not whole or sorted({cell.column for cell in cells}) != [cell.column for cell in cells]:
        raise Strange
    return Row(number, xml[:end], cells)


def _column(cell: bytes, row: int) -> int:
    match = _REFERENCE.search(cell, 0, cell.find(b">"))
    if not match or int(match[2]) != row:
        raise Strange
    return column_number(match[1])


def style(cell: bytes) -> bytes:
    """Return the number of a cell's style, ``b""`` when it has none of its own."""
    match = _STYLE.search(cell, 0, cell.find(b">"))
    return match[1] if match else b""


def row_bytes(row: Row, prefix: bytes) -> bytes:
    """Return a row put together again."""
    if not row.cells:
        return row.tag + b"/>"
    return row.tag + b">" + b"".join(cell.xml for cell in row.cells) + b"</" + prefix + b"row>"


def cell_bytes(frame: Frame, row: bytes, value: OutValue) -> bytes:
    """Return a cell that holds ``value``: text as text whatever it looks like, numbers digit by digit, or nothing.

    ``row`` is the row number in digits.
    """
    start, empty, text_start, text_end, number_start, number_end = frame
    if isinstance(value, str):
        text = cell_text(value)
        if text:
            return start + row + text_start + text + text_end
    elif value is not None:
        digits = format_decimal(value if isinstance(value, Decimal) else Decimal(value)).encode()
        return start + row + number_start + digits + number_end
    return start + row + empty


@functools.cache
def frame(prefix: bytes, column: int, style: bytes) -> Frame:
    """Return the frame of the cells in a column that have that style."""
    p, look = prefix, b'" s="%b"' % style if style else b'"'
    return Frame(
        b'<%bc r="%b' % (p, column_letters(column).encode()),
        b"%b/>" % look,
        b'%b t="inlineStr"><%bis><%bt xml:space="preserve">' % (look, p, p),
        b"</%bt></%bis></%bc>" % (p, p, p),
        b"%b><%bv>" % (look, p),
        b"</%bv></%bc>" % (p, p),
    )


def parse_range(reference: str) -> Range:
    """Return the first row, first column, last row and last column of ``B2:D7`` or ``B2``."""
    match = _RANGE.fullmatch(reference)
    if not match:
        raise Strange
    left, top = column_number(match[1].encode()), int(match[2])
    right, bottom = (column_number(match[3].encode()), int(match[4])) if match[3] else (left, top)
    return top, left, bottom, right


def range_text(area: Range) -> str:
    """Return a range as Excel writes it; one cell has no colon."""
    first, last = (f"{column_letters(column)}{row}" for row, column in (area[:2], area[2:]))
    return first if first == last else f"{first}:{last}"


def with_dimension(head: bytes, row: int, column: int) -> bytes:
    """Return the head with its stated range stretched to reach ``row`` and ``column``."""
    found = re.search(rb"(<(?:[\w.-]+:)?dimension\s[^>]{0,400}?ref=\")([^\"]*)(\")", head)
    if not found:
        return head
    top, left, bottom, right = parse_range(found[2].decode())
    area = range_text((top, left, max(bottom, row), max(right, column)))
    return head[: found.start(2)] + area.encode() + head[found.end(2) :]
