"""An open workbook: a copy of it as it stands, and the results taken over into it.

Taking over writes 汇总, 校验结果 and the computed columns, and nothing else.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence

import xlwings

from selfeval_xl.files import saving
from selfeval_xl.files.assessment import Assessment, assess
from selfeval_xl.sheets.grid import OutColumn, Output
from selfeval_xl.trouble import FileTrouble, UnusableInput


def assessed(book: xlwings.Book) -> Assessment:
    """Evaluate the workbook as it stands, unsaved changes and all; it is neither saved nor renamed."""
    with tempfile.TemporaryDirectory(prefix="selfeval-") as folder:
        return assess(_save_copy(book, [os.path.join(folder, _file_name(book))]))


def backed_up_and_assessed(book: xlwings.Book) -> Assessment:
    """Evaluate the workbook and leave the copy that was read as its backup.

    The backup lies beside the workbook where that has a folder on this machine that can be written to, else in the
    folder for temporary files.
    """
    places = [os.path.join(tempfile.gettempdir(), _file_name(book))]
    if os.path.isdir(os.path.dirname(book.fullname)):
        places.insert(0, book.fullname)
    backup = _save_copy(book, list(map(saving.next_backup, places)))
    for place in places:
        saving.keep_newest_backups(place)
    return assess(backup)


def _file_name(book: xlwings.Book) -> str:
    stem, suffix = os.path.splitext(os.path.basename(book.fullname))
    return f"{stem}{suffix or '.xlsx'}"


def _save_copy(book: xlwings.Book, targets: Sequence[str]) -> str:
    """Save a copy under the first of ``targets`` that can be written, and return that one."""
    refusals = []
    for target in targets:
        try:
            book.api.SaveCopyAs(target)
        except Exception as refused:
            # A folder may be read-only; what Excel raises then depends on its version.
            refusals.append(refused)
        else:
            return target
    raise FileTrouble(
        "F54",
        f"“{book.name}”的备份写不出来，所以没有计算。",
        "请检查磁盘空间和文件夹权限，或把工作簿另存到“文档”再试。",
    ) from refusals[-1]


def take_over(book: xlwings.Book, filled: bytes, output: Output) -> None:
    """Take the sheets and columns of ``output`` over from ``filled``, the same workbook with the results in it.

    Raises UnusableInput, before anything is written, when a sheet to write to is missing or protected.
    """
    sheets = _writable(book, [*(sheet.name for sheet in output.sheets), *(column.sheet for column in output.columns)])
    for column in output.columns:
        _write_column(sheets[column.sheet], column)
    with tempfile.TemporaryDirectory(prefix="selfeval-") as folder:
        path = os.path.join(folder, f"selfeval-{os.getpid()}-{os.path.basename(folder)}.xlsx")
        with open(path, "wb") as file:
            file.write(filled)
        source = book.app.books.open(path, update_links=False, read_only=True, add_to_mru=False)
        try:
            for out in output.sheets:
                source.sheets[out.name].cells.copy(sheets[out.name].cells)
        finally:
            source.close()


def _writable(book: xlwings.Book, names: Sequence[str]) -> dict[str, xlwings.Sheet]:
    there = {sheet.name.strip(): sheet for sheet in book.sheets}
    wanted = dict.fromkeys(names)
    for name in wanted:
        if name not in there:
            raise UnusableInput(
                "F08", f"工作簿里没有工作表“{name}”，结果没有地方写。", "请从新建的自评表里把这张表复制过来，再点一次。"
            )
        if there[name].api.ProtectContents:
            raise UnusableInput(
                "F55", f"工作表“{name}”设置了保护，结果写不进去。", "请在“审阅”里撤销工作表保护，再点一次。"
            )
    return {name: there[name] for name in wanted}


def _write_column(sheet: xlwings.Sheet, column: OutColumn) -> None:
    """Write one computed column in one call; cells between its rows keep what they hold."""
    first, last = column.values[0][0], column.values[-1][0]
    cells = sheet.range((first, column.column), (last, column.column))
    values: list[object] = [None] * (last - first + 1)
    if len(column.values) < len(values):
        kept = cells.formula
        values = [row[0] for row in kept]
    for row, value in column.values:
        values[row - first] = value if value is None or isinstance(value, str) else float(value)
    cells.value = [[value] for value in values]
