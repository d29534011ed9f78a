"""OpenDocument spreadsheets (.ods, .fods): one pass over the content, after OpenDocument 1.3, part 3, section 9."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from selfeval_xl.domain.cells import CellValue
from selfeval_xl.messages import codes, input_error
from selfeval_xl.ooxml.dates import iso_day
from selfeval_xl.ooxml.package import Package
from selfeval_xl.ooxml.xmltext import percent_text
from selfeval_xl.readers.containers.markup import Walk
from selfeval_xl.readers.containers.table import CellTable, Room, SheetCells, count

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MANIFEST, _CONTENT = "META-INF/manifest.xml", "content.xml"
_SKIPPED = frozenset({"annotation", "frame", "custom-shape", "shapes", "tracked-changes", "ruby-text"})
"""Elements with text that is not the value of a cell: comments, drawings, what was deleted."""
_CELLS = ("table-cell", "covered-table-cell")
_SIGNS = {"s": " ", "tab": "\t", "line-break": "\n"}


def sheets(data: bytes, shown: str) -> list[SheetCells]:
    """Return the sheets of an .ods.  Raises InputError for an encrypted or damaged one."""
    package = Package(data, shown)
    if _MANIFEST in package and b"encryption-data" in package.read(_MANIFEST):
        raise input_error(codes.ENCRYPTED, file=shown)
    return flat_sheets(package.read(_CONTENT), shown)


def flat_sheets(xml: bytes | str, shown: str) -> list[SheetCells]:
    """Return the sheets of a document that is a single XML text."""
    reader = _OdfReader(shown)
    starts, ends = {"table": reader.table}, {"style": reader.style, "table-row": reader.row, "table": reader.end_table}
    Walk(starts, ends, _SKIPPED).over(xml, shown)
    return reader.found


class _OdfReader:
    def __init__(self, shown: str) -> None:
        self.found: list[SheetCells] = []
        self._room = Room(shown)
        self._hidden_styles = set[str]()
        self._table: CellTable | None = None
        self._is_hidden = False
        self._row = 1

    def style(self, style: Element) -> bool:
        if any(each.get("display") == "false" for each in style.iter("table-properties")):
            self._hidden_styles.add(style.get("name", ""))
        return True

    def table(self, table: Element) -> None:
        if self._table:  # a table within a cell: Writer knows that, Calc does not
            raise input_error(codes.UNUSUAL, file=self._room.shown, sheet=self._table.name)
        self._table = CellTable(table.get("name", ""), self._room)
        self._is_hidden = table.get("style-name") in self._hidden_styles
        self._row = 1

    def end_table(self, _: Element) -> bool:
        if self._table:
            self.found.append(SheetCells(self._table.name, None if self._is_hidden else self._table.grid()))
            self._table = None
        return True

    def row(self, row: Element) -> bool:
        """Put a row as often as it is repeated."""
        table, times = self._table, _count(row, "number-rows-repeated")
        if not table or self._is_hidden:
            return True
        rows, cells = range(self._row, self._row + times), list(_cells(row))
        if row.get("visibility", "visible") != "visible":
            table.hidden.update(rows[:1000])  # behind the last value a million rows may be hidden
        # Before they are written one by one: a hostile sheet repeats a cell by the thousand million.
        self._room.require(times * sum(cell.times for cell in cells), table.name, self._row)
        for number in rows if cells else ():
            for cell in cells:
                cell.put(table, number)
        self._row = rows.stop
        return True


class _OdfCell(NamedTuple):
    """A cell of a row: from column ``left`` on, ``times`` the same; the rows and columns that it spans."""

    left: int
    times: int
    value: CellValue
    down: int
    across: int
    uncalculated: bool

    def put(self, table: CellTable, row: int) -> None:
        for column in range(self.left, self.left + self.times):
            table.put(row, column, self.value, row + self.down - 1, column + self.across - 1)
            if self.uncalculated:
                table.uncalculated.add((row, column))


def _cells(row: Element) -> Iterator[_OdfCell]:
    """Yield the cells of a row that say anything."""
    column = 1
    for cell in row:
        if cell.tag in _CELLS:
            text = _text(cell)
            value, times = _value(cell.attrib, text), _count(cell, "number-columns-repeated")
            down, across = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
            uncalculated = "formula" in cell.attrib and "value-type" not in cell.attrib and not text
            if value != "" or (down, across) != (1, 1) or uncalculated:
                yield _OdfCell(column, times, value, down, across, uncalculated)
            column += times


def _text(cell: Element) -> str:
    """Return the text of a cell, a paragraph a line."""
    for each in cell.iter():
        if each.tag == "p":
            each.text = f"\n{each.text or ''}"
        elif each.tag in _SIGNS:
            each.text = _SIGNS[each.tag] * min(_count(each, "c"), 1000)
    return "".join(cell.itertext()).strip("\n")


def _count(element: Element, name: str) -> int:
    return max(count(element.get(name)), 1)


def _value(told: Mapping[str, str], text: str) -> CellValue:
    """Return the value of a cell; of what is no number, truth or date, the text that is shown."""
    kind = told.get("value-type", "")
    if kind == "boolean":
        return told.get("boolean-value") == "true"
    if kind == "date":
        return iso_day(told.get("date-value") or text)
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
