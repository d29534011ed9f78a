"""An official form as a workbook: A4, ruled and merged as on paper, values only."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.documents.forms.shape import CAPTION, LABEL, NOTE, RATE, TEXT, TITLE, VALUE, Form, Piece
from selfeval_xl.domain.place import column_letters
from selfeval_xl.workbook.patcher.heights import row_height
from selfeval_xl.writers.summary_book import set_value

_A4 = 9
_INCH = 2.54
_THIN = Side(style="thin")
_RULED = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_NONE = Border()
_LEAST = 21.0
"""Points that a row of a form has at least."""
_PADDING, _USUAL_SIZE, _LINE, _MOST = 0.8, 11.0, 1.4, 409.0


class _Look(NamedTuple):
    """How a piece is set: size of its type, where its text stands, whether it is ruled."""

    size: float
    horizontal: str = "center"
    ruled: bool = True
    bold: bool = False
    number_format: str = "General"


_LOOKS: Mapping[str, _Look] = {
    TITLE: _Look(18, ruled=False, bold=True),
    CAPTION: _Look(11, ruled=False),
    LABEL: _Look(10.5),
    TEXT: _Look(10.5, "left"),
    VALUE: _Look(10.5),
    RATE: _Look(10.5, number_format="0.00%"),
    NOTE: _Look(9, "left", ruled=False),
}


def workbook_bytes(form: Form) -> bytes:
    """Return the form as an .xlsx with one sheet."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = form.sheet
    _set_up(sheet, form)
    for piece in form.pieces:
        _write(sheet, piece)
    for row, height in _heights(form).items():
        sheet.row_dimensions[row].height = height
    book.properties.creator = "selfeval-xl"
    result = io.BytesIO()
    book.save(result)
    return result.getvalue()


def _set_up(sheet: Worksheet, form: Form) -> None:
    for column, width in enumerate(form.widths, 1):
        sheet.column_dimensions[column_letters(column)].width = width
    sheet.sheet_view.showGridLines = False
    page = sheet.page_setup
    page.paperSize, page.orientation = _A4, "landscape" if form.landscape else "portrait"
    page.fitToWidth, page.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = 1.8 / _INCH
    margins.top = margins.bottom = 2.0 / _INCH
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = f"{form.title_rows[0]}:{form.title_rows[1]}"
    sheet.oddFooter.center.text = "第 &P 页　共 &N 页"


def _write(sheet: Worksheet, piece: Piece) -> None:
    look = _LOOKS[piece.look]
    top, left, bottom, right = piece.area
    first: Cell = sheet.cell(top, left)
    set_value(first, None if piece.value == "" else piece.value)
    font = Font(name="宋体", size=look.size, bold=look.bold)
    alignment = Alignment(horizontal=look.horizontal, vertical="center", wrap_text=True)
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            cell = sheet.cell(row, column)
            cell.font, cell.alignment, cell.border = font, alignment, _RULED if look.ruled else _NONE
            cell.number_format = look.number_format
    if piece.merged:
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)


def _heights(form: Form) -> dict[int, float]:
    """Return the height of every row; what stands beside several rows and needs more stretches the last of them."""
    heights: dict[int, float] = {}
    for piece in form.pieces:
        if piece.area[0] == piece.area[2]:
            row = piece.area[0]
            heights[row] = max(heights.get(row, _LEAST), _needed(form, piece))
    for piece in form.pieces:
        top, _left, bottom, _right = piece.area
        lacking = _needed(form, piece) - sum(heights.get(row, _LEAST) for row in range(top, bottom + 1))
        if bottom > top and lacking > 0:
            heights[bottom] = min(heights.get(bottom, _LEAST) + lacking, _MOST)
    return heights


def _needed(form: Form, piece: Piece) -> float:
    size = _LOOKS[piece.look].size
    width = sum(form.widths[piece.area[1] - 1 : piece.area[3]])
    room = (width - _PADDING) * _USUAL_SIZE / size
    least = size * _LINE + 8 if piece.look == TITLE else _LEAST
    return row_height(least, [(1, room, size * _LINE)], [piece.value]) or least
