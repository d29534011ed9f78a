"""A fresh workbook for one sheet of results, dressed like the exemplar rows of our templates."""

from __future__ import annotations

import io
import itertools
from collections.abc import Mapping
from copy import copy
from decimal import Decimal
from typing import NamedTuple

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.documents.output import OutRow, OutSheet, OutValue
from selfeval_xl.domain.place import column_letters
from selfeval_xl.ooxml import parts
from selfeval_xl.ooxml.package import Package
from selfeval_xl.ooxml.styles import TextStyle
from selfeval_xl.ooxml.xmltext import storable
from selfeval_xl.storage import resources
from selfeval_xl.workbook.patcher import charts
from selfeval_xl.workbook.patcher.heights import row_height, wrapping
from selfeval_xl.workbook.patcher.style_rows import LINK, PLAIN, StyleRow, kind_of

_DRAWING = "xl/drawings/drawing1.xml"
_STYLE = ("font", "border", "fill", "number_format", "alignment")
_PAGE = ("page_setup", "page_margins", "print_options", "HeaderFooter")


class _Look(NamedTuple):
    """An exemplar row: its cells, and what the height of a row depends on."""

    cells: tuple[Cell, ...]
    exemplar: StyleRow


def workbook_bytes(sheet: OutSheet) -> bytes:
    """Return a workbook with ``sheet`` alone; its name, page and looks are those of the template's sheet."""
    model = load_workbook(io.BytesIO(resources.read(resources.templates()[0] + ".xlsx")))[sheet.name]
    looks, widths = _looks(model), _widths(model)
    book = Workbook()
    target = book.worksheets[0]
    target.title = sheet.name
    _set_up(target, model)
    # The charts of the template with all their looks; they stand in its sheet as they do in a user's workbook.
    target._charts = model._charts if sheet.charts else []
    for number, row in enumerate(sheet.whole.rows if target._charts else sheet.rows, 1):
        _write(target, number, row, looks.get(row.kind), widths)
    book.properties.creator = "selfeval-xl"
    result = io.BytesIO()
    book.save(result)
    return _drawn(result.getvalue(), sheet) if target._charts else result.getvalue()


def _drawn(workbook: bytes, sheet: OutSheet) -> bytes:
    """Return the workbook with its charts in their places, showing the figures below the rows."""
    package = Package(workbook, sheet.name)
    (part,) = parts.find(package).sheets
    own = [_DRAWING, *(chart for _, chart in parts.related(package, _DRAWING).values())]
    package = Package(package.replaced({each: charts.finished(package.read(each)) for each in own}), sheet.name)
    found = charts.find(package, part.part)
    return package.replaced(charts.changes(package, found, sheet, part.name, len(sheet.rows) + 1) if found else {})


def _looks(model: Worksheet) -> dict[str, _Look]:
    looks = {}
    for cells in model.iter_rows():
        kind = kind_of(str(cells[0].value or ""))
        if kind:
            dressed = tuple(itertools.takewhile(lambda cell: cell.has_style, cells))
            looks[kind] = _Look(dressed, _exemplar(model, dressed))
    return looks


def _exemplar(model: Worksheet, cells: tuple[Cell, ...]) -> StyleRow:
    row = cells[0].row
    merges = tuple(
        (area.min_col, area.max_col)
        for area in model.merged_cells.ranges
        if area.min_row == area.max_row == row and area.min_col <= len(cells)
    )
    # The number of a style is here its place among the cells of the row, see where the height is worked out.
    styles = {cell.column: str(index) for index, cell in enumerate(cells)}
    return StyleRow(styles, merges, model.row_dimensions[row].height, b"", None, None)


def _set_up(target: Worksheet, model: Worksheet) -> None:
    """Copy the page, the widths of the columns and the view."""
    for name in _PAGE:
        setattr(target, name, copy(getattr(model, name)))
    target.sheet_properties.pageSetUpPr = copy(model.sheet_properties.pageSetUpPr)
    target.sheet_view.showGridLines = model.sheet_view.showGridLines
    for number, width in _widths(model).items():
        target.column_dimensions[column_letters(number)].width = width


def _widths(sheet: Worksheet) -> dict[int, float]:
    """Return the widths by column; neighbours that are alike stand in one entry."""
    return {
        number: each.width
        for each in sheet.column_dimensions.values()
        for number in range(each.min or 1, min(each.max or 1, 256) + 1)
    }


def _write(target: Worksheet, number: int, row: OutRow, look: _Look | None, widths: Mapping[int, float]) -> None:
    exemplar = look.exemplar if look else PLAIN
    for column, value in enumerate(row.values, 1):
        set_value(target.cell(number, column), value)
    for cell in look.cells if look else ():
        _dress(target.cell(number, cell.column), cell)
    for left, right in exemplar.merges:
        target.merge_cells(start_row=number, end_row=number, start_column=left, end_column=right)
    styles = [TextStyle(cell.font.sz, bool(cell.alignment.wrap_text)) for cell in look.cells] if look else []
    wraps = wrapping(exemplar, styles, widths)
    height = max(row_height(exemplar.height, wraps, row.values) or 0, row.height or 0)
    target.row_dimensions[number].height = height or None
    target.row_dimensions[number].hidden = row.height == 0


def set_value(cell: Cell, value: OutValue) -> None:
    """Put a value into a cell of openpyxl: numbers exactly, text as text whatever it looks like."""
    if isinstance(value, str):
        cell.value = storable(value)
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
