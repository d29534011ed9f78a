"""A form of one sheet as Excel 97-2003 keeps it (BIFF8), for import pages of platforms that take nothing else."""

import io
from decimal import Decimal

from selfeval_xl.documents.blocks import Form, OutValue

_LOOK = "font: name 宋体; align: wrap on, vert centre; borders: left thin, right thin, top thin, bottom thin"
_UNITS = 256
"""Units of a column's width for one digit (the record COLINFO of [MS-XLS])."""


def form_bytes(form: Form) -> bytes:
    """Return a form as an .xls: its values in their cells, its widths, and nothing that is not data."""
    import xlwt  # for this alone

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(form.name)
    if form.page.header:
        # Its own setter knows no text but ASCII.
        sheet._Worksheet__header_str = form.page.header
    wrapped = xlwt.easyxf(_LOOK)
    for column, width in enumerate(form.widths):
        sheet.col(column).width = int(width * _UNITS)
    for piece in form.pieces:
        top, left, bottom, right = (each - 1 for each in piece.area)
        if piece.merged:
            sheet.write_merge(top, bottom, left, right, _written(piece.value), wrapped)
        else:
            sheet.write(top, left, _written(piece.value), wrapped)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _written(value: OutValue) -> str | int | float | None:
    return float(value) if isinstance(value, Decimal) else value
