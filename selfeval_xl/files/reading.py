"""Reading a workbook: its bytes once, its values through calamine, and a glance at what calamine leaves out."""

import io
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from selfeval_xl.files import errors, glance, steady
from selfeval_xl.files.archive import parts, sniff, styles
from selfeval_xl.files.archive.package import LIMIT, Package
from selfeval_xl.model import CellValue, Place
from selfeval_xl.sheets import layout
from selfeval_xl.sheets.grid import Grid
from selfeval_xl.sheets.headers import computed_columns

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

NEEDED = (layout.PROJECT, layout.BUDGET, layout.INDICATORS, layout.APPROVED)
"""The sheets that scoring looks at; 批复目标 need not be there."""


class Workbook(NamedTuple):
    """A workbook as read.  ``grids`` has the sheets that were asked for and are there, under the name asked for.

    ``fingerprint`` is the SHA-256 of the file, in hexadecimal; ``data`` the very bytes it was taken of.
    """

    path: str
    grids: Mapping[str, Grid]
    fingerprint: str
    data: bytes


def read_workbook(path: str | os.PathLike[str], names: Sequence[str] = NEEDED) -> Workbook:
    """Read the sheets ``names`` of the workbook at ``path``; a sheet that is missing is left out.

    Raises FileTrouble when the file cannot be read, UnusableInput when it is no sound, open .xlsx workbook.
    """
    shown = os.fspath(path)
    return steady.made_of(shown, LIMIT, lambda data: workbook_of(data, shown, names))


def workbook_of(data: bytes, shown: str, names: Sequence[str] = NEEDED) -> Workbook:
    """Read the sheets ``names`` of a workbook whose bytes are at hand; ``shown`` is what error messages call it."""
    from hashlib import sha256

    return Workbook(shown, read_grids(data, shown, names), sha256(data).hexdigest(), data)


def read_grids(data: bytes, shown: str, names: Sequence[str] = NEEDED) -> dict[str, Grid]:
    """Read the sheets ``names`` from the bytes of a workbook; ``shown`` is what error messages call it."""
    sniff.require_workbook(data, shown)
    package = Package(data, shown)
    where = parts.find(package)
    percent = styles.percent_styles(parts.text_part(package, where.styles)) if where.styles else {}
    if where.strings:
        package.read(where.strings)  # the reader below compares no checksum and counts no bytes
    wanted = {name: part for name in names if (part := where.sheet(name))}
    texts = {name: _bounded(parts.text_part(package, each.part), each.name, shown) for name, each in wanted.items()}
    reader = _reader(data, shown)
    return {name: _grid(name, _sheet(reader, each.name, shown), texts[name], percent) for name, each in wanted.items()}


def _bounded(xml: bytes, sheet: str, shown: str) -> bytes:
    """Refuse a sheet on which a stray value far out would make the reader fill millions of cells."""
    extent = glance.extent(xml)
    if extent.too_wide:
        last = Place(sheet, extent.row, extent.column).cell
        count = extent.row * extent.column
        raise errors.unusable(errors.FAR_CELL, file=shown, sheet=sheet, cell=last, count=count)
    return xml


def _reader(data: bytes, shown: str) -> "CalamineWorkbook":
    from python_calamine import CalamineWorkbook

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except BaseException as error:
        raise _unreadable(error, shown) from error


def _sheet(reader: "CalamineWorkbook", name: str, shown: str) -> "CalamineSheet":
    try:
        return reader.get_sheet_by_name(name)
    except BaseException as error:
        raise _unreadable(error, shown) from error


def _unreadable(error: BaseException, shown: str) -> BaseException:
    # A panic of the reader is a BaseException of its own; what stops the program must still stop it.
    if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
        return error
    return errors.unusable(errors.DAMAGED, file=shown, detail="工作表内容有误")


def _grid(name: str, sheet: "CalamineSheet", xml: bytes, percent: dict[bytes, int]) -> Grid:
    rows: list[list[CellValue]] = sheet.to_python(skip_empty_area=False)  # type: ignore[assignment]
    for row, column, places in glance.percents(xml, percent, computed_columns(name, rows)):
        if row <= len(rows) and column <= len(rows[row - 1]):
            value = rows[row - 1][column - 1]
            if isinstance(value, float):
                rows[row - 1][column - 1] = glance.percent_text(value, places)
    for row, column, text in glance.error_texts(xml):
        _put(rows, row, column, text)
    while rows and rows[-1].count("") == len(rows[-1]):
        rows.pop()
    merges = tuple(
        (top + 1, left + 1, end + 1, right + 1) for (top, left), (end, right) in sheet.merged_cell_ranges or ()
    )
    return Grid(name, rows, merges, frozenset(glance.uncalculated(xml)), frozenset(glance.hidden_rows(xml)))


def _put(rows: list[list[CellValue]], row: int, column: int, value: str) -> None:
    """Set a cell that may lie beyond what the reader found."""
    while len(rows) < row:
        rows.append([])
    cells = rows[row - 1]
    cells.extend([""] * (column - len(cells)))
    cells[column - 1] = value
