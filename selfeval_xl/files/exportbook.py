"""A fresh workbook for one sheet of results, dressed like the exemplar rows of our templates."""

from __future__ import annotations

import io
from copy import copy
from decimal import Decimal
from typing import NamedTuple

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.files import carried
from selfeval_xl.files.exemplars import LINK, PLAIN, Exemplar, kind_of
from selfeval_xl.files.heights import row_height
from selfeval_xl.files.styles import TextStyle
from selfeval_xl.files.xmltext import printable
from selfeval_xl.sheets.grid import OutRow, OutSheet, OutValue

_STYLE = ("font", "border", "fill", "number_format", "alignment")
_PAGE = ("page_setup", "page_margins", "print_options", "HeaderFooter")


class _Look(NamedTuple):
    """An exemplar row: its cells, and what the height of a row depends on."""

    cells: tuple[Cell, ...]
    exemplar: Exemplar


def workbook_bytes(sheet: OutSheet) -> bytes:
    """Return a workbook with ``sheet`` alone; its name, page and looks are those of the template's sheet."""
    model = load_workbook(io.BytesIO(carried.read(carried.templates()[0] + ".xlsx")))[sheet.name]
    looks = _looks(model)
    book = Workbook()
    target = book.worksheets[0]
    target.title = sheet.name
    _set_up(target, model)
    for number, row in enumerate(sheet.rows, 1):
        _write(target, number, row, looks.get(row.kind))
    book.properties.creator = "selfeval-xl"
    result = io.BytesIO()
    book.save(result)
    return result.getvalue()


def _looks(model: Worksheet) -> dict[str, _Look]:
    looks = {}
    for cells in model.iter_rows():
        kind = kind_of(str(cells[0].value or ""))
        if kind:
            looks[kind] = _Look(cells, _exemplar(model, cells))
    return looks


def _exemplar(model: Worksheet, cells: tuple[Cell, ...]) -> Exemplar:
    row = cells[0].row
    merges = tuple(
        (area.min_col, area.max_col) for area in model.merged_cells.ranges if area.min_row == area.max_row == row
    )
    return Exemplar(
        {cell.column: str(cell.column - 1) for cell in cells}, merges, model.row_dimensions[row].height, b"", None
    )


def _set_up(target: Worksheet, model: Worksheet) -> None:
    """Copy the page, the widths of the columns and the view."""
    for name in _PAGE:
        setattr(target, name, copy(getattr(model, name)))
    target.sheet_properties.pageSetUpPr = copy(model.sheet_properties.pageSetUpPr)
    target.sheet_view.showGridLines = model.sheet_view.showGridLines
    for letter, column in model.column_dimensions.items():
        target.column_dimensions[letter].width = column.width


def _write(target: Worksheet, number: int, row: OutRow, look: _Look | None) -> None:
    exemplar = look.exemplar if look else PLAIN
    for column, value in enumerate(row.values, 1):
        _set(target.cell(number, column), value)
    for cell in look.cells if look else ():
        _dress(target.cell(number, cell.column), cell)
    for left, right in exemplar.merges:
        target.merge_cells(start_row=number, end_row=number, start_column=left, end_column=right)
    styles = [TextStyle(cell.font.sz, bool(cell.alignment.wrap_text)) for cell in look.cells] if look else []
    widths = {column: target.column_dimensions[name].width for column, name in _letters(target)}
    target.row_dimensions[number].height = row_height(exemplar, row.values, styles, widths)


def _letters(target: Worksheet) -> list[tuple[int, str]]:
    from openpyxl.utils import column_index_from_string

    return [(column_index_from_string(name), name) for name in target.column_dimensions]


def _set(cell: Cell, value: OutValue) -> None:
    if isinstance(value, str):
        cell.value = printable(value)
        # Text stays text: neither now nor after someone has edited the cell may it become a formula.
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))
    elif value is not None:
        cell.value = value if isinstance(value, Decimal) else Decimal(value)


def _dress(cell: Cell, pattern: Cell) -> None:
    for name in _STYLE:
        setattr(cell, name, copy(getattr(pattern, name)))
    if pattern.value == LINK:
        # Nothing to click here, so it shall not look like that.
        font = copy(pattern.font)
        font.underline, font.color = None, None
        cell.font = font
