"""XML Spreadsheet 2003 (SpreadsheetML), as platforms export it under the name .xls: one pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from selfeval_xl.domain.cells import CellValue
from selfeval_xl.ooxml.dates import iso_day
from selfeval_xl.readers.containers.markup import Walk
from selfeval_xl.readers.containers.table import CellTable, Format, Room, SheetCells, as_shown, count

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_NAMED_FORMATS = {"Percent": "0.00%"}


def sheets(xml: bytes | str, shown: str) -> list[SheetCells]:
    """Return the sheets of a workbook.  Raises InputError for what is no well-formed XML."""
    reader = _Xml2003Reader(shown)
    ends = {"Style": reader.style, "Row": reader.row, "Worksheet": reader.end_worksheet}
    Walk({"Worksheet": reader.worksheet}, ends).over(xml, shown)
    return reader.found


class _Xml2003Reader:
    def __init__(self, shown: str) -> None:
        self.found: list[SheetCells] = []
        self._room = Room(shown)
        self._formats = dict[str, str]()
        self._table: CellTable | None = None
        self._next_row = 1

    def style(self, style: Element) -> bool:
        code = self._formats.get(style.get("Parent", "Default"), "")
        for each in style.iter("NumberFormat"):
            code = each.get("Format", "")
        self._formats[style.get("ID", "")] = _NAMED_FORMATS.get(code, code)
        return True

    def worksheet(self, worksheet: Element) -> None:
        self._table, self._next_row = CellTable(worksheet.get("Name", ""), self._room), 1

    def end_worksheet(self, worksheet: Element) -> bool:
        if self._table:
            visible = (each.text or "" for each in worksheet.iter("Visible"))
            is_hidden = "".join(visible).strip() in ("SheetHidden", "SheetVeryHidden")
            self.found.append(SheetCells(self._table.name, None if is_hidden else self._table.grid()))
            self._table = None
        return True

    def row(self, row: Element) -> bool:
        number, column, table = max(count(row.get("Index"), self._next_row), 1), 1, self._table
        self._next_row = number + 1 + count(row.get("Span"), 0)
        if table:
            if row.get("Hidden") == "1":
                table.hidden.add(number)
            for cell in row.iterfind("Cell"):
                column = self._put(table, cell, number, column, cell.get("StyleID", row.get("StyleID", "")))
        return True

    def _put(self, table: CellTable, cell: Element, row: int, column: int, style: str) -> int:
        """Put a cell that stands in ``column`` unless it says otherwise; return the column behind it."""
        column = max(count(cell.get("Index"), column), 1)
        bottom, right = row + count(cell.get("MergeDown"), 0), column + count(cell.get("MergeAcross"), 0)
        data = cell.find("Data")  # a comment has one of its own, further inside
        value = None if data is None else _value(data, self._formats.get(style, ""))
        table.put(row, column, value, bottom, right)
        if data is None and "Formula" in cell.attrib:
            table.uncalculated.add((row, column))
        return right + 1


def _value(data: Element, code: str) -> CellValue:
    kind, text = data.get("Type", "String"), "".join(data.itertext())
    if kind == "Boolean":
        return text.strip() == "1"
    if kind == "DateTime":
        return iso_day(text)
    try:
        return as_shown(float(text), Format(code)) if kind == "Number" else text
    except ValueError:
        return text
