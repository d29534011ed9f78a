"""Opens a document again as it was written, and holds it against what was laid out, before anybody gets it."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from decimal import Context, Decimal

from selfeval_xl.documents.blocks import Form, OutSheet, OutValue
from selfeval_xl.domain.cells import CellValue, text_of
from selfeval_xl.domain.decimals import HUNDRED, format_decimal
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.place import Place
from selfeval_xl.messages import codes, storage_error
from selfeval_xl.ooxml.xmltext import printable
from selfeval_xl.readers.grids import read_grids
from selfeval_xl.storage.csv_text import as_text

_OLD_BOOK = ".xls"
_DIGITS_OF_A_CELL = Context(prec=15)


def reconcile(data: bytes, document: OutSheet | Form, shown: str) -> None:
    """Read the bytes of an .xlsx or .csv and compare every cell; ``shown`` is the name of the file.

    Raises StorageError at the first difference.
    """
    for cell, wanted, found in differences(data, document, shown):
        detail = f"{cell} 应为{wanted}，读到{found or '空'}"
        raise storage_error(codes.NOT_RECONCILED, file=shown, detail=detail)


def form_bytes(form: Form, shown: str, misread: Callable[[Grid], Iterable[str]]) -> bytes:
    """Return a form as an .xlsx, or an .xls where ``shown``, the name of the file, says so.

    Raises StorageError when the file, opened again, does not hold what was laid out, or when ``misread`` names anything
    that the sheet, read as any form is read, says otherwise.
    """
    from selfeval_xl.writers import xls
    from selfeval_xl.writers.xlsx import layout

    data = xls.form_bytes(form) if shown.lower().endswith(_OLD_BOOK) else layout.form_bytes(form)
    wrong = [cell for cell, _wanted, _found in differences(data, form, shown)]
    wrong += misread(grid_of(data, form.name, shown))
    if wrong:
        raise storage_error(codes.NOT_RECONCILED, file=shown, detail="、".join(dict.fromkeys(wrong)))
    return data


def differences(data: bytes, document: OutSheet | Form, shown: str) -> Iterator[tuple[str, str, str]]:
    """Yield each cell that does not hold what was laid out, with what it should and what it does hold."""
    is_csv = shown.lower().endswith(".csv")
    rows = _csv_rows(data) if is_csv else grid_of(data, document.name, shown).rows
    for row, column, value in document.cells():
        cells = rows[row - 1] if row <= len(rows) else ()
        found = _one_line(text_of(cells[column - 1])) if column <= len(cells) else ""
        spellings = _spellings(value, is_csv)
        if found not in spellings:
            yield Place(document.name, row, column).cell, spellings[0], found


def grid_of(data: bytes, name: str, shown: str) -> Grid:
    """Read the sheet ``name`` of a workbook as its file name says: an .xlsx, or an .xls."""
    if not shown.lower().endswith(_OLD_BOOK):
        return read_grids(data, shown, (name,))[name]
    from selfeval_xl.readers.sheets import read_sheets  # imports what reads every kind of file

    return read_sheets(data, shown, name).grids[0]


def _spellings(value: OutValue, is_csv: bool) -> tuple[str, ...]:
    """Return how a value may read when it comes back; a rate reads as a percentage where its cell shows one."""
    if isinstance(value, Decimal):
        value = value if is_csv else _DIGITS_OF_A_CELL.plus(value)
        return (format_decimal(value), f"{format_decimal(value * HUNDRED)}%")
    text = "" if value is None else str(value)
    return (_one_line(as_text(text) if is_csv else printable(text)),)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _csv_rows(data: bytes) -> list[tuple[CellValue, ...]]:
    return [tuple(row) for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))]
