"""Workbooks of Excel 97-2003 (.xls) and of WPS (.et): BIFF records, read by xlrd."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from selfeval_xl.domain.cells import CellValue
from selfeval_xl.domain.errors import InputError
from selfeval_xl.messages import codes, input_error
from selfeval_xl.readers.containers.table import CellTable, Format, Room, SheetCells, as_shown

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Sheet as Found

_LIMIT = 64 << 20
"""Most bytes; xlrd works record by record, and a workbook of this kind has at most 65,536 rows."""


def sheets(data: bytes, shown: str) -> list[SheetCells]:
    """Return the sheets of a workbook.  Raises InputError for an encrypted, damaged or far too large one."""
    if len(data) > _LIMIT:
        raise input_error(codes.TOO_LARGE, file=shown, limit=_LIMIT >> 20)
    import xlrd

    try:
        # It prints what it thinks of a file; nobody is to see that.
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, on_demand=True, ragged_rows=True, logfile=io.StringIO()
        )
        _require_sound(book, shown)
        return list(_sheets(book, Room(shown)))
    except InputError:
        raise
    except Exception as error:  # a damaged file makes xlrd fail in any way, from a KeyError to an AssertionError
        if "encrypted" in str(error):
            raise input_error(codes.ENCRYPTED, file=shown) from error
        raise input_error(codes.DAMAGED, file=shown, detail="工作表内容有误") from error


def _require_sound(book: Book, shown: str) -> None:
    """Refuse a workbook in which many sheets are one and the same, each of which would be read anew."""
    starts = book._sh_abs_posn
    if len(set(starts)) < len(starts):
        raise input_error(codes.DAMAGED, file=shown, detail="工作表目录有误")


def _sheets(book: Book, room: Room) -> Iterator[SheetCells]:
    of_key = {key: found.format_str for key, found in book.format_map.items()}
    formats = [Format(of_key.get(xf.format_key), xf.format_key) for xf in book.xf_list]
    for number, name in enumerate(book.sheet_names()):
        if book._sheet_visibility[number]:
            yield SheetCells(name, None)
            continue
        found = book.sheet_by_index(number)
        yield SheetCells(name, _table(found, CellTable(name, room), formats, bool(book.datemode)).grid())
        book.unload_sheet(number)


def _table(found: Found, table: CellTable, formats: list[Format], from_1904: bool) -> CellTable:
    for row in range(found.nrows):
        for column, cell in enumerate(found.row(row), 1):
            table.put(row + 1, column, _value(cell.ctype, cell.value, formats[cell.xf_index], from_1904))
    for top, bottom, left, right in found.merged_cells:
        table.put(top + 1, left + 1, None, bottom, right)
    table.hidden.update(row + 1 for row, info in found.rowinfo_map.items() if info.hidden)
    return table


def _value(kind: int, value: str | float, shown_by: Format, from_1904: bool) -> CellValue:
    import xlrd

    if isinstance(value, str):
        return value
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(value, "#N/A"))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    return as_shown(value, shown_by, from_1904)
