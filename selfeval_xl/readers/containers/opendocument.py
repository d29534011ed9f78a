"""OpenDocument spreadsheets (.ods, .fods): one pass over the content, after OpenDocument 1.3, part 3, section 9."""

from __future__ import annotations

import datetime
import math
from typing import NamedTuple

from selfeval_xl.domain.cells import CellValue
from selfeval_xl.messages import codes, input_error
from selfeval_xl.ooxml.package import Package
from selfeval_xl.ooxml.xmltext import percent_text
from selfeval_xl.readers.containers.markup import Attributes, Walk, local
from selfeval_xl.readers.containers.table import CellTable, Room, SheetCells

_MANIFEST, _CONTENT = "META-INF/manifest.xml", "content.xml"
_SKIPPED = ("annotation", "frame", "custom-shape", "shapes", "tracked-changes", "ruby-text")
"""Elements with text that is not the value of a cell: comments, drawings, what was deleted."""
_MOST = 1 << 20
"""The largest row number there is; repetitions beyond it say nothing."""


def sheets(data: bytes, shown: str) -> list[SheetCells]:
    """Return the sheets of an .ods.  Raises InputError for an encrypted or damaged one."""
    package = Package(data, shown)
    if _MANIFEST in package and b"encryption-data" in package.read(_MANIFEST):
        raise input_error(codes.ENCRYPTED, file=shown)
    return flat_sheets(package.read(_CONTENT), shown)


def flat_sheets(xml: bytes | str, shown: str) -> list[SheetCells]:
    """Return the sheets of a document that is a single XML text."""
    reader = _OdfReader(shown)
    starts = {
        "style": reader.style,
        "table-properties": reader.properties,
        "table": reader.table,
        "table-row": reader.row,
        "table-cell": reader.cell,
        "covered-table-cell": reader.cell,
        "p": reader.paragraph,
        "s": reader.spaces,
        "tab": lambda _: reader.text("\t"),
        "line-break": lambda _: reader.text("\n"),
    }
    ends = {
        "table": reader.end_table,
        "table-row": reader.end_row,
        "table-cell": reader.end_cell,
        "covered-table-cell": reader.end_cell,
    }
    Walk(starts, ends, reader.text, _SKIPPED).over(xml, shown)
    return reader.found


class _OdfCell(NamedTuple):
    """A cell of the row at hand: ifrom column ``left`` on, ``times`` the same; the rows and columns that it spans."""

    left: int
    times: int
    value: CellValue
    down: int
    across: int
    uncalculated: bool


class _OdfReader:
    def __init__(self, shown: str) -> None:
        self.found: list[SheetCells] = []
        self._room = Room(shown)
        self._hidden_styles = set[str]()
        self._style = ""
        self._table: CellTable | None = None
        self._is_hidden = False
        self._row, self._rows, self._column = 1, 1, 1
        self._cells: list[_OdfCell] = []
        self._cell: dict[str, str] | None = None
        self._pieces: list[str] = []

    def style(self, attributes: Attributes) -> None:
        self._style = local(attributes).get("name", "")

    def properties(self, attributes: Attributes) -> None:
        if local(attributes).get("display") == "false":
            self._hidden_styles.add(self._style)

    def table(self, attributes: Attributes) -> None:
        told = local(attributes)
        if self._table:  # a table within a cell: Writer knows that, Calc does not
            raise input_error(codes.UNUSUAL, file=self._room.shown, sheet=self._table.name)
        self._table = CellTable(told.get("name", ""), self._room)
        self._is_hidden = told.get("style-name") in self._hidden_styles
        self._row = self._column = 1

    def end_table(self) -> None:
        if self._table:
            self.found.append(SheetCells(self._table.name, None if self._is_hidden else self._table.grid()))
            self._table = None

    def row(self, attributes: Attributes) -> None:
        told = local(attributes)
        self._rows, self._column, self._cells = _count(told, "number-rows-repeated"), 1, []
        if self._table and told.get("visibility", "visible") != "visible":
            # Behind the last value a million rows may be hidden.
            self._table.hidden.update(range(self._row, self._row + min(self._rows, 1000)))

    def end_row(self) -> None:
        if self._table and not self._is_hidden:
            # Before they are written one by one: a hostile sheet repeats a cell by the thousand million.
            self._room.require(self._rows * sum(cell.times for cell in self._cells), self._table.name, self._row)
            for row in range(self._row, self._row + (self._rows if self._cells else 0)):
                for cell in self._cells:
                    self._put(self._table, row, cell)
            self._row += self._rows

    def _put(self, table: CellTable, row: int, cell: _OdfCell) -> None:
        for column in range(cell.left, cell.left + cell.times):
            table.put(row, column, cell.value, row + cell.down - 1, column + cell.across - 1)
            if cell.uncalculated:
                table.uncalculated.add((row, column))

    def cell(self, attributes: Attributes) -> None:
        self._cell, self._pieces = local(attributes), []

    def end_cell(self) -> None:
        if self._cell is None:
            return
        told, text = self._cell, "".join(self._pieces)
        value, count = _value(told, text), _count(told, "number-columns-repeated")
        down, across = _count(told, "number-rows-spanned"), _count(told, "number-columns-spanned")
        uncalculated = "formula" in told and "value-type" not in told and not text
        if value != "" or (down, across) != (1, 1) or uncalculated:
            self._cells.append(_OdfCell(self._column, count, value, down, across, uncalculated))
        self._column += count
        self._cell = None

    def paragraph(self, _: Attributes) -> None:
        if self._pieces:
            self.text("\n")

    def spaces(self, attributes: Attributes) -> None:
        self.text(" " * min(_count(local(attributes), "c"), 1000))

    def text(self, text: str) -> None:
        if self._cell is not None:
            self._pieces.append(text)


def _count(told: Attributes, name: str) -> int:
    digits = told.get(name, "1")
    return min(max(int(digits), 1), _MOST) if digits.isascii() and digits.isdigit() and len(digits) < 9 else 1


def _value(told: Attributes, text: str) -> CellValue:
    """Return the value of a cell; of what is no number, truth or date, the text that is shown."""
    kind = told.get("value-type", "")
    if kind == "boolean":
        return told.get("boolean-value") == "true"
    if kind == "date":
        return _date(told.get("date-value", "")) or text
    if kind not in ("float", "currency", "percentage"):
        return text
    try:
        value = float(told.get("value", ""))
    except ValueError:
        return text
    if not math.isfinite(value):
        return text
    if kind == "percentage":
        return percent_text(value, 2)
    # A format may show a percent sign that multiplies nothing.
    return percent_text(value, 0) if text.rstrip().endswith("%") else value


def _date(iso: str) -> CellValue:
    try:
        moment = datetime.datetime.fromisoformat(iso)
    except ValueError:
        return None
    return moment if moment.time() != datetime.time() else moment.date()
