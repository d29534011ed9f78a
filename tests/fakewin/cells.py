"""Ranges of Excel's object model, and what becomes of a value that is put into a cell."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from openpyxl.worksheet.hyperlink import Hyperlink

from tests.fakewin.com import CDispatch, ComObject, failure

NAME_ERROR = -2146826259
"""What Excel hands out for #NAME?."""
_CALL = re.compile(r"=(\w+)\((.*)\)")
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
Box = tuple[int, int, int, int]


class Range(ComObject):
    """A rectangle of cells."""

    METHODS = frozenset({"Item", "Copy", "Clear", "ClearContents", "AutoFilter", "Insert", "Delete"})
    IID = "{00020846-0000-0000-C000-000000000046}"

    def __init__(self, sheet: Any, box: Box) -> None:
        self.process, self.Worksheet, self.box = sheet.process, sheet, box
        self.Row, self.Column = box[:2]
        self.size = (box[2] - box[0] + 1) * (box[3] - box[1] + 1)

    @property
    def Count(self) -> int:
        if self.size >= 2**31:
            raise failure("溢出")
        return self.size

    @property
    def Address(self) -> str:
        return str(self.box)

    @property
    def Rows(self) -> Range:
        return Range(self.Worksheet, (self.box[0], self.box[1], self.box[2], self.box[1]))

    @property
    def Columns(self) -> Range:
        return Range(self.Worksheet, (self.box[0], self.box[1], self.box[0], self.box[3]))

    def Item(self, row: int, column: int) -> Range:
        at = (self.Row + row - 1, self.Column + column - 1)
        return Range(self.Worksheet, at + at)

    def cells(self) -> Iterator[tuple[Any, ...]]:
        top, left, bottom, right = self.box
        return self.Worksheet.content.iter_rows(top, bottom, left, right)

    def table(self, cell_of: Any) -> Any:
        table = tuple(tuple(cell_of(cell) for cell in row) for row in self.cells())
        return table if self.size > 1 else table[0][0]

    @property
    def Value(self) -> Any:
        return self.table(lambda cell: _as_float(cell.value))

    @Value.setter
    def Value(self, value: Any) -> None:
        self._refuse_part_of_array()
        rows = [list(row) for row in value] if isinstance(value, (list, tuple)) else None
        hidden = self.Worksheet.hidden
        # What Excel does to many values where a row does not show: xlwings issues 679, 747, 1483, 2619.
        every = rows[0][0] if rows and any(self.box[0] <= row <= self.box[2] for row in hidden) else None
        for number, cells in enumerate(self.cells()):
            for place, cell in enumerate(cells):
                if every is None:
                    _enter(rows[number][place] if rows else value, cell)
                elif cell.row not in hidden:
                    _enter(every, cell)

    Value2 = Value

    @property
    def PrefixCharacter(self) -> str:
        ((cell,),) = self.cells()
        return "'" if cell.quotePrefix else ""

    @property
    def Formula(self) -> Any:
        return self.table(lambda cell: "" if cell.value is None else str(cell.value))

    @Formula.setter
    def Formula(self, formula: str) -> None:
        """Only functions of the add-in are known, with numbers and texts; the cell shows what they give."""
        name, arguments = _CALL.fullmatch(formula).groups()  # type: ignore[union-attr]
        known = name.startswith("SE_") and self.Worksheet.Parent.Application.addin
        self.Value = call_function(name, ast.literal_eval(f"({arguments},)"), self) if known else NAME_ERROR

    @property
    def EntireRow(self) -> Range:
        return Range(self.Worksheet, (self.box[0], 1, self.box[2], LAST_COLUMN))

    @property
    def Hidden(self) -> bool:
        return self.Row in self.Worksheet.hidden

    @Hidden.setter
    def Hidden(self, hidden: bool) -> None:
        self.Worksheet.content.row_dimensions[self.Row].hidden = hidden

    def Insert(self) -> None:
        self.Worksheet.content.insert_rows(self.Row)

    def Delete(self) -> None:
        self.Worksheet.content.delete_rows(self.Row)

    def AutoFilter(self, field: int, criterion: str) -> None:
        """Hide the rows below the first that hold something else in that column."""
        content, (top, left, bottom, right) = self.Worksheet.content, self.box
        corner = [content.cell(*place).coordinate for place in ((top, left), (bottom, right))]
        content.auto_filter.ref = ":".join(corner)
        content.auto_filter.add_filter_column(field - 1, [criterion])
        for row in range(top + 1, bottom + 1):
            content.row_dimensions[row].hidden = content.cell(row, left + field - 1).value != criterion

    def ClearContents(self) -> None:
        for (cell,) in self.cells():
            cell.value = None

    @property
    def FormulaArray(self) -> str:
        return self.Worksheet.arrays.get(self.box, "")

    @FormulaArray.setter
    def FormulaArray(self, formula: str) -> None:
        self.Worksheet.arrays[self.box] = formula

    def Clear(self) -> None:
        self._refuse_part_of_array()
        self.Worksheet.arrays = {box: text for box, text in self.Worksheet.arrays.items() if not _within(box, self.box)}
        for cells in self.cells():
            for cell in cells:
                cell.value = None

    def Copy(self, Destination: Range) -> None:
        target, source = Destination.Worksheet, self.Worksheet
        assert self.size == Destination.size == LAST_ROW * LAST_COLUMN
        if source.Parent.Application.CopyObjectsWithCells:
            target.objects_laid_over += 1
        assert not target.hidden & target.filtered, "what is copied would land in the rows that show"
        target.content._cells.clear()
        target.content._hyperlinks.clear()
        shown = [cells for cells in source.content.iter_rows() if cells[0].row not in source.hidden & source.filtered]
        for row, cells in enumerate(shown, 1):
            for cell in cells:
                copied = target.content.cell(row, cell.column, cell.value)
                if cell.has_style and cell.number_format != "General":
                    copied.number_format = cell.number_format
                if cell.hyperlink:
                    # Between two workbooks a link within the sheet becomes one back into the file that it came from.
                    location, back = cell.hyperlink.location, source.Parent.FullName
                    copied.hyperlink = Hyperlink(copied.coordinate, location=location, target=back)

    def _refuse_part_of_array(self) -> None:
        for box in self.Worksheet.arrays:
            if not _within(box, self.box) and _meet(box, self.box):
                raise failure("无法更改部分数组。")


def call_function(name: str, arguments: tuple[Any, ...], cell: Range) -> Any:
    """Calculate a function of the add-in, as its VBA has it done."""
    from xlwings import udfs

    ((value,),) = udfs.call_udf("selfeval_xl.excel.udfs", name, arguments, None, CDispatch(cell))
    return value


def _as_float(value: Any) -> Any:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _enter(value: Any, cell: Any) -> None:
    """Put a value into a cell: what was typed behind an apostrophe is no text any more by that."""
    if cell.quotePrefix:
        cell.style = "Normal"
    cell.value = _as_entered(value, cell)


def _as_entered(value: Any, cell: Any) -> Any:
    """What becomes of a value: as if typed, so a text that reads like a number is one, unless the cell is for text."""
    if value == "":
        return None
    if isinstance(value, str) and value.startswith("'"):
        cell.quotePrefix = True
        return value[1:]
    if isinstance(value, float) and cell.number_format == "@":
        return f"{value:.15g}"
    if isinstance(value, str) and cell.number_format != "@":
        if re.fullmatch(r"[-+]?\d+(\.\d+)?", value):
            return float(value)
        if re.fullmatch(r"\d{1,2}[-/]\d{1,2}", value):
            return 46_000.0  # a day of this year
    assert not (isinstance(value, str) and value.startswith(("=", "+", "-", "@"))), "this would become a formula"
    return value


def _within(inner: Box, outer: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def _meet(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
