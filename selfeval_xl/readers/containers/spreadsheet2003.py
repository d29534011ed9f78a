"""XML Spreadsheet 2003 (SpreadsheetML), as platforms export it under the name .xls: one pass."""

from __future__ import annotations

import datetime

from selfeval_xl.domain.cells import CellValue
from selfeval_xl.readers.containers.formats import Format, as_shown
from selfeval_xl.readers.containers.markup import Attributes, Walk, local
from selfeval_xl.readers.containers.table import CellTable, Room, SheetCells

_NAMED_FORMATS = {"Percent": "0.00%"}


def sheets(xml: bytes | str, shown: str) -> list[SheetCells]:
    """Return the sheets of a workbook.  Raises InputError for what is no well-formed XML."""
    reader = _Xml2003Reader(shown)
    starts = {
        "Style": reader.style,
        "NumberFormat": reader.number_format,
        "Worksheet": reader.worksheet,
        "Row": reader.row,
        "Cell": reader.cell,
        "Data": reader.data,
        "Visible": reader.visible,
    }
    ends = {
        "Worksheet": reader.end_worksheet,
        "Cell": reader.end_cell,
        "Data": reader.end_text,
        "Visible": reader.end_text,
    }
    Walk(starts, ends, reader.text).over(xml, shown)
    return reader.found


class _Xml2003Reader:
    def __init__(self, shown: str) -> None:
        self.found: list[SheetCells] = []
        self._room = Room(shown)
        self._formats, self._style = dict[str, str](), ""
        self._table: CellTable | None = None
        self._row = self._next_row = self._column = 1
        self._row_style, self._cell, self._kind = "", dict[str, str](), ""
        self._pieces, self._visible = list[str](), list[str]()
        self._heard: list[str] | None = None

    def style(self, attributes: Attributes) -> None:
        told = local(attributes)
        self._style = told.get("ID", "")
        self._formats[self._style] = self._formats.get(told.get("Parent", "Default"), "")

    def number_format(self, attributes: Attributes) -> None:
        code = local(attributes).get("Format", "")
        self._formats[self._style] = _NAMED_FORMATS.get(code, code)

    def worksheet(self, attributes: Attributes) -> None:
        self._table = CellTable(local(attributes).get("Name", ""), self._room)
        self._next_row, self._visible = 1, []

    def end_worksheet(self) -> None:
        if self._table:
            is_hidden = "".join(self._visible).strip() in ("SheetHidden", "SheetVeryHidden")
            self.found.append(SheetCells(self._table.name, None if is_hidden else self._table.grid()))
            self._table = None

    def row(self, attributes: Attributes) -> None:
        told = local(attributes)
        self._row, self._column = max(_number(told, "Index", self._next_row), 1), 1
        self._next_row = self._row + 1 + _number(told, "Span", 0)
        self._row_style = told.get("StyleID", "")
        if self._table and told.get("Hidden") == "1":
            self._table.hidden.add(self._row)

    def cell(self, attributes: Attributes) -> None:
        self._cell, self._kind, self._pieces = local(attributes), "", []
        self._column = max(_number(self._cell, "Index", self._column), 1)

    def end_cell(self) -> None:
        bottom = self._row + _number(self._cell, "MergeDown", 0)
        right = self._column + _number(self._cell, "MergeAcross", 0)
        code = self._formats.get(self._cell.get("StyleID", self._row_style), "")
        if self._table:
            self._table.put(self._row, self._column, _value(self._kind, "".join(self._pieces), code), bottom, right)
            if "Formula" in self._cell and not self._kind:
                self._table.uncalculated.add((self._row, self._column))
        self._column = right + 1

    def data(self, attributes: Attributes) -> None:
        # The text of a comment is Data as well, and comes after that of the cell.
        if not self._kind:
            self._kind, self._heard = local(attributes).get("Type", "String"), self._pieces

    def visible(self, _: Attributes) -> None:
        self._heard = self._visible

    def end_text(self) -> None:
        self._heard = None

    def text(self, text: str) -> None:
        if self._heard is not None:
            self._heard.append(text)


def _number(told: Attributes, name: str, otherwise: int) -> int:
    digits = told.get(name, "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 8 else otherwise


def _value(kind: str, text: str, code: str) -> CellValue:
    if kind == "Boolean":
        return text.strip() == "1"
    try:
        if kind == "Number":
            return as_shown(float(text), Format(code))
        if kind == "DateTime":
            moment = datetime.datetime.fromisoformat(text)
            return moment if moment.time() != datetime.time() else moment.date()
    except ValueError:
        pass
    return text
