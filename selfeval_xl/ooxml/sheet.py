"""One pass over the XML of a sheet: values as a person sees them, formulas without result, hidden rows, merges."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from selfeval_xl.domain.cells import CellValue
from selfeval_xl.domain.grid import Range
from selfeval_xl.ooxml.addresses import COLUMNS, ROWS, column_in_row, parse_range, row_number
from selfeval_xl.ooxml.dates import day_of, iso_day
from selfeval_xl.ooxml.strings import shown
from selfeval_xl.ooxml.styles import TIME, NumberStyle
from selfeval_xl.ooxml.xmlpass import Malformed, Unusual, parse
from selfeval_xl.ooxml.xmltext import decoded, percent_text

AREA = 20_000_000
"""Most cells that a sheet may span.  There is a value for each, filled or not; a form spans some thousands."""
_DEEPEST = 200
_TRUE = ("1", "true")

_BLANK = re.compile(rb'<c r="[A-Z]++[0-9]++" s="[0-9]++"/>(?=<c r="|</row>)')
"""A cell with a look and nothing in it, before one that says itself where it stands: on a form, nearly every other."""
_SUPERSEDED = re.compile(rb"<f(?: [^<>/]*+)?+(?:/>|>[^<]*+</f>)(?=<v>[^<])")
"""A formula before its result, which is what counts."""
_INSIDE = "_v"
"""The attribute that stands for an element ``v`` (:func:`_folded`)."""
_FOLDED = b' %b="' % _INSIDE.encode()
_OTHER_CELL = re.compile(rb"<c[>/\t\n\r]")
_NO_ATTRIBUTE = re.compile(rb'<v>[^<"&\s]*+[^<]')
"""A value that would not be the same in an attribute."""
_INLINE = b' t="inlineStr"><is><t'
_NO_TEXT = re.compile(rb'<t(?: xml:space="preserve")?>[^<"\t\r]*+[^<]')
"""A text that would not."""
_BREAK = re.compile(rb"\n[^<]*+(</t></is></c>)?")
"""The end of a line with what follows it: the end of a text, unless it ends elsewhere than in a text."""


class Far(Exception):
    """A value stands so far out that millions of cells lie before it; the arguments are its row and column."""


class Context(NamedTuple):
    """What cells refer to: the shared strings, the number style of each ``s``; whether days count from 1904."""

    strings: Sequence[str]
    styles: Sequence[NumberStyle]
    from_1904: bool


class ParsedSheet(NamedTuple):
    """A sheet as read; the fields are those of :class:`~selfeval_xl.domain.grid.Grid`."""

    rows: list[list[CellValue]]
    merges: tuple[Range, ...]
    uncalculated: frozenset[tuple[int, int]]
    hidden: frozenset[int]


def read_sheet(xml: bytes, context: Context) -> ParsedSheet:
    """Read a sheet part.  Raises :class:`Far`, :class:`~xmlpass.Unusual` and :class:`~xmlpass.Malformed`."""
    reader, folded = _Pass(context), None
    if b"<!" not in xml:  # in CDATA, what looks like a cell is text
        xml = _BLANK.sub(b"", xml)
        folded = _folded(xml)
    if folded and _is_flat(folded):
        parse(folded, reader.start_flat)
    else:
        parse(folded or xml, reader.start, reader.end, reader.buffer.append)
    return reader.finished()


def _folded(xml: bytes) -> bytes | None:
    """Return a sheet with the value of each cell among its attributes, ``None`` unless all are written plainly.

    expat then calls twice for a cell instead of five times; what it is called with is the same.
    """
    if b"<f" in xml:
        xml = _SUPERSEDED.sub(b"", xml)
    is_plain = xml.count(b'"><v>') == xml.count(b"<v>") == xml.count(b"</v></c>") and xml.find(b"<?", 1) < 0
    if not is_plain or _INSIDE.encode() in xml or _NO_ATTRIBUTE.search(xml):
        return None
    folded = _with_texts_folded(xml) if b"<is>" in xml else xml
    return folded and folded.replace(b'"><v>', b'"' + _FOLDED).replace(b"</v></c>", b'"/>')


def _with_texts_folded(xml: bytes) -> bytes | None:
    """Return a sheet with the texts that stand in its cells among their attributes, ``None`` as above."""
    head, opening, data = xml.partition(b"<sheetData>")
    if _NO_TEXT.search(data) or not all(found[1] for found in _BREAK.finditer(data)):
        return None
    folded = data.replace(_INLINE + b' xml:space="preserve">', b' xml:space="preserve" t="inlineStr"' + _FOLDED)
    folded = folded.replace(_INLINE + b">", b' t="inlineStr"' + _FOLDED).replace(b"</t></is></c>", b'"/>')
    if folded.count(_FOLDED) != data.count(b"<is>") or b"</is>" in folded:
        return None
    return head + opening + folded.replace(b"\n", b"&#10;")  # where a line breaks, an attribute would have a blank


def _is_flat(xml: bytes) -> bool:
    """Tell whether each cell of a folded sheet has its value among its attributes: then nothing that counts ends."""
    cells = xml.count(b"<c ")
    return 0 < cells == xml.count(_FOLDED) and not _OTHER_CELL.search(xml)


class _Pass:
    """The handlers, and what is open just now; names of elements are those of the schema (CT_Row, CT_Cell).

    Nearly all the time of a reading is spent here, once for each cell: hence the few calls and the long methods.
    """

    __slots__ = (
        *("blank", "buffer", "cell", "cells", "column", "depth", "digits", "formula", "from_1904", "hidden", "inside"),
        *("looks", "merges", "phonetic", "row", "rows", "space", "strings", "texts", "width"),
    )

    def __init__(self, context: Context) -> None:
        self.strings, self.looks, self.from_1904 = context.strings, _Styles(context.styles), context.from_1904
        self.rows: list[list[CellValue]] = []
        self.cells: list[CellValue] | None = None
        self.cell: Mapping[str, str] = {}
        self.space: Mapping[str, str] = {}
        self.merges, self.blank, self.hidden = list[Range](), list[tuple[int, int]](), list[int]()
        self.row = self.column = self.width = self.phonetic = self.depth = 0
        self.digits, self.formula, self.inside = "", False, False
        self.buffer, self.texts = list[str](), list[str]()

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "c":
            if self.inside:
                raise Unusual("cell in cell")
            address, text = attributes.get("r"), attributes.get(_INSIDE)
            if address is None:
                self.column += 1
            else:
                self.column = column_in_row(address, self.digits)
            if text:
                self._take(text, attributes)
            elif text is None:
                self.inside, self.cell = True, attributes
        elif name == "v" or name == "t":
            self.buffer.clear()
            self.space = attributes
        elif name != "is":
            self.depth += 1
            if self.depth > _DEEPEST:
                raise Unusual("depth")
            self._other(name, attributes)

    def start_flat(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take an element of a flat sheet, see :func:`_is_flat`."""
        if name != "c":
            self._other(name, attributes)
            return
        address, text = attributes.get("r"), attributes.get(_INSIDE)
        self.column = self.column + 1 if address is None else column_in_row(address, self.digits)
        if text:
            self._take(text, attributes)

    def _other(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "row":
            self._open_row(attributes)
        elif name == "f":
            self.formula = self.inside
        elif name == "rPh":
            self.phonetic += 1
        elif name == "mergeCell":
            self.merges.append(parse_range(attributes.get("ref", "")))

    def end(self, name: str) -> None:
        if name == "c":
            if self.inside:
                self._close_cell()
        elif name == "v":
            if text := "".join(self.buffer):
                self.formula = False
                self._take(text, self.cell)
        elif name == "t":
            if not self.phonetic:
                self.texts.append(shown("".join(self.buffer), self.space))
        elif name != "is":
            self.depth -= 1
            if name == "rPh":
                self.phonetic -= 1

    def _take(self, text: str, cell: Mapping[str, str]) -> None:
        """Take the text of an element ``v`` for what the cell's type and number style make of it."""
        kind = cell.get("t", "n")
        try:
            if kind == "s":
                index = int(text)
                value: CellValue = self.strings[index if index >= 0 else len(self.strings)]
            elif kind == "n":
                value = float(text)
                look = self.looks[cell.get("s", "0")]
                if look is not None or value - value:
                    value = self._shown(value, look, text)
            elif kind == "inlineStr":
                value = shown(text, cell)
            else:
                value = _typed(kind, text)
        except (ValueError, IndexError):
            if kind == "s":
                raise Malformed("shared string") from None
            value = decoded(text)
        if value != "":
            cells = self.cells
            if cells is not None and len(cells) == self.column - 1:
                cells.append(value)
            else:
                self._put(value)

    def _put(self, value: CellValue) -> None:
        cells = self.cells
        if cells is None:
            cells = self._open_cells()
        gap = self.column - len(cells) - 1
        if gap:
            if not 0 < gap < COLUMNS:
                raise Unusual("cells out of order")
            cells.extend([""] * gap)
        cells.append(value)

    def _shown(self, number: float, look: NumberStyle, text: str) -> CellValue:
        """Return a number as its format shows it: a percentage or a date; one beyond all numbers is text."""
        if number - number:
            return text
        if look is None or look < 0:
            return day_of(number, look == TIME, self.from_1904)
        return percent_text(number, look)

    def _close_cell(self) -> None:
        """End a cell, maybe with a formula that has no result, or with text of its own."""
        kind = self.cell.get("t")
        if kind == "inlineStr" and (text := "".join(self.texts)):
            self._put(text)
        elif self.formula and kind != "str":
            self.blank.append((self.row, self.column))
        self.texts.clear()
        self.inside = self.formula = False

    def _open_row(self, attributes: Mapping[str, str]) -> None:
        self._close_row()
        stated = attributes.get("r")
        number = self.row + 1 if stated is None else row_number(stated)
        if not self.row < number <= ROWS:
            raise Unusual("rows out of order")
        self.row, self.column, self.cells, self.cell, self.digits = number, 0, None, {}, str(number)
        if attributes.get("hidden") in _TRUE:
            self.hidden.append(number)

    def _open_cells(self) -> list[CellValue]:
        """Make room for the cells of the row, which are all blank up to now, and for the rows before it."""
        if self.row * self.width > AREA:
            raise Far(self.row, self.width)
        self.rows.extend([] for _ in range(self.row - len(self.rows)))
        self.cells = self.rows[-1]
        return self.cells

    def _close_row(self) -> None:
        width = len(self.cells or ())
        if width > self.width:
            self.width = width
            if self.row * width > AREA:
                raise Far(self.row, width)

    def finished(self) -> ParsedSheet:
        """Return what was read; every row has a value for each column in use."""
        self._close_row()
        for cells in self.rows:
            if len(cells) < self.width:
                cells.extend([""] * (self.width - len(cells)))
        size = len(self.rows), self.width
        merges = tuple(_within(area, *size) for area in self.merges)
        return ParsedSheet(self.rows, merges, frozenset(self.blank), frozenset(self.hidden))


def _typed(kind: str, text: str) -> CellValue:
    """Return the value of a cell that is no number and no shared string: a truth value, a moment, a text, an error."""
    if kind == "b":
        return text.strip() in _TRUE
    return iso_day(text) if kind == "d" else decoded(text)


class _Styles(dict[str, NumberStyle]):
    """The number styles by the attribute ``s``, which may have zeros in front."""

    def __init__(self, styles: Sequence[NumberStyle]) -> None:
        super().__init__((str(index), style) for index, style in enumerate(styles))
        self._styles = styles

    def __missing__(self, text: str) -> NumberStyle:
        index = int(text) if text.strip().isdecimal() and len(text) < 10 else -1
        style = self[text] = self._styles[index] if 0 <= index < len(self._styles) else None
        return style


def _within(area: Range, rows: int, width: int) -> Range:
    """Return a merged range; one that goes on to the edge of the sheet ends with what is in use."""
    top, left, bottom, right = area
    return top, left, max(top, rows) if bottom == ROWS else bottom, max(left, width) if right == COLUMNS else right
