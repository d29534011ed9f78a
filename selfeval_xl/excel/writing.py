"""Takes results over into an open workbook: 汇总, 校验结果 and the computed columns, and nothing else.

What Excel would do wrongly is refused before anything is written, and what was written is read back and compared.
"""

import contextlib
import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import xlwings

from selfeval_xl.documents.blocks import OutColumn, Output, OutSheet, OutValue
from selfeval_xl.documents.charts import GIVEN, NAMES
from selfeval_xl.domain.errors import UserError
from selfeval_xl.domain.place import column_letters
from selfeval_xl.excel import book as books
from selfeval_xl.excel import session
from selfeval_xl.messages import codes, input_error, storage_error
from selfeval_xl.ooxml.obstacles import Obstacles, obstacles
from selfeval_xl.readers.documents import Document
from selfeval_xl.storage import temp_dir
from selfeval_xl.workbook.patcher import patch

_ZIP = b"PK"
_SAVE_AS = "请在 Excel 里点“文件－另存为”，保存类型选“Excel 工作簿 (*.xlsx)”，再点一次按钮"
_TOLD = 5
"""How many hidden rows are named in a message."""
_OFF = 1e-14
"""How far a number that is read back may be off: less than any digit that Excel keeps."""


class _Area(NamedTuple):
    """Cells that are written in one call: the sheet, the first row and column, the values row by row."""

    sheet: str
    top: int
    left: int
    rows: list[list[object]]


def take_over(caller: session.Caller, document: Document, make: Callable[[], Output]) -> None:
    """Take the sheets and columns of what ``make`` makes over from the copy ``document`` as they would fill it.

    Raises InputError, before anything is written, when a sheet to write to is missing, protected, filtered or has rows
    hidden, or when the workbook is shared; StorageError when Excel stops listening between the first that is written
    and the last (F59), or holds something else than was written (F99).
    """
    if not document.data.startswith(_ZIP):
        raise input_error(codes.OLD_FORMAT, file=caller.book.name, format="Excel 97-2003 工作簿", remedy=_SAVE_AS)
    output = make()
    names = list(dict.fromkeys([sheet.name for sheet in output.sheets] + [column.sheet for column in output.columns]))
    areas = _areas(output.columns)
    if caller.book.api.MultiUserEditing:
        raise input_error(codes.SHARED)
    for found in obstacles(document.data, names, document.path):
        _require_free(found, [area for area in areas if area.sheet == found.name])
    sheets = _sheets(caller.book, names)
    with _beside(caller, document, patch.fill(document.data, output, document.path)) as source:
        there = _sheets(source, [out.name for out in output.sheets])
        try:
            _write(sheets, areas, there, output.sheets)
        except UserError:
            raise
        except Exception as stopped:
            kept = f"；点按钮之前的样子在“{document.path}”" if os.path.exists(document.path) else ""
            raise storage_error(codes.HALF_WRITTEN, kept=kept) from stopped
    with contextlib.suppress(Exception):  # all is written by now, whatever is in front
        # Only the sheet, since its workbook is in front: somebody has just pressed a button there.
        sheets[names[0]].impl.activate()


@contextlib.contextmanager
def _beside(caller: session.Caller, document: Document, filled: bytes) -> Iterator[xlwings.Book]:
    """Open what a copy of the workbook became, while Excel keeps quiet."""
    suffix = os.path.splitext(document.path)[1]
    quiet = session.Quiet(caller.app, macros=suffix.lower() != ".xlsx")
    with temp_dir.folder() as folder, quiet, books.opened(caller.app, filled, folder, suffix) as source:
        yield source


def add_sheet(caller: session.Caller, document: Document, filled: bytes, name: str) -> None:
    """Add the sheet ``name`` of ``filled``, which the copy ``document`` became, as the last one.

    Raises InputError where the workbook takes no sheet (F55, F00).
    """
    book = caller.book
    if book.api.MultiUserEditing:
        raise input_error(codes.SHARED)
    if book.api.ProtectStructure:
        raise input_error(codes.PROTECTED, what="工作簿的结构", how="点“保护工作簿”取消保护")
    with _beside(caller, document, filled) as source:
        # Not through xlwings, which looks for what was added in whatever workbook is in front.
        source.sheets[name].api.Copy(Before=None, After=book.sheets[len(book.sheets) - 1].api)
    with contextlib.suppress(Exception):
        book.sheets[name].impl.activate()


def _require_free(found: Obstacles, areas: Sequence[_Area]) -> None:
    """Refuse a sheet that is protected, and one with a filter or hidden rows that single cells are written into.

    Excel puts the first value of many into every cell that shows then, in all rows, and says nothing
    (https://github.com/xlwings/xlwings/issues/747).  The filter is the user's, and stays.
    """
    if found.protected:
        raise input_error(codes.PROTECTED, what=f"工作表“{found.name}”", how="撤销工作表保护")
    written = {row for area in areas for row in range(area.top, area.top + len(area.rows))}
    rows = sorted(written & found.hidden)
    if areas and found.filtered:
        raise input_error(codes.FILTERED, sheet=found.name, what="正在筛选")
    if rows:
        more = "等" if len(rows) > _TOLD else ""
        listed = "、".join(map(str, rows[:_TOLD]))
        raise input_error(codes.FILTERED, sheet=found.name, what=f"有隐藏的行（第 {listed} {more}行）")


_Sheets = Mapping[str, xlwings.Sheet]


def _write(sheets: _Sheets, areas: Iterable[_Area], there: _Sheets, outs: Iterable[OutSheet]) -> None:
    for area in areas:
        _write_area(sheets[area.sheet].api, area)
    for out in outs:
        _copy_sheet(there[out.name].api, sheets[out.name].api)
        if out.charts:
            follow_charts(there[out.name].api, sheets[out.name].api)


def _copy_sheet(source: Any, target: Any) -> None:
    for sheet in (source, target):
        sheet.AutoFilterMode = False  # only what shows would be copied, and only where rows show
    # Not through xlwings: it asks how many cells the target has, more than Excel can count.
    source.Cells.Copy(target.Cells)
    lead_here(target.Hyperlinks)


def lead_here(links: Any) -> None:
    """Make the links of a sheet that was copied lead to this workbook, and not into the file that they came from.

    That file is gone in a moment.  All come from one copy, so that where the first is right none is asked.
    """
    if links.Count and links.Item(1).Address:
        for link in links:
            link.Address = ""


def follow_charts(source: Any, target: Any) -> None:
    """Make our charts on ``target`` stand and draw as on ``source``: copying the cells of a sheet leaves them behind.

    Both are sheets as Excel itself shows them, ``source`` that of a copy of the workbook of ``target``, so that they
    have the same charts in the same order.  Each call to Excel takes its time; nothing is asked that is known.
    """
    frames, models = target.ChartObjects(), None
    for number in range(1, frames.Count + 1):
        frame = frames.Item(number)
        name = frame.Name
        models = models or source.ChartObjects()
        model = models.Item(number)
        if name not in NAMES:
            if not GIVEN.fullmatch(name) or model.Name not in NAMES:
                continue
            frame.Name = model.Name  # another program lost it; in the copy it was given again
        frame.Top, frame.Height, frame.Visible = model.Top, model.Height, True
        theirs, ours = model.Chart.SeriesCollection(), frame.Chart.SeriesCollection()
        for place in range(1, ours.Count + 1):  # somebody may have taken a series out
            ours.Item(place).Formula = theirs.Item(place).Formula


def _sheets(book: xlwings.Book, names: Sequence[str]) -> dict[str, xlwings.Sheet]:
    """Return the sheets of these names; spaces around a name do not count."""
    sheets = book.sheets
    try:
        return {name: sheets[name] for name in names}
    except Exception:
        there = {sheet.name.strip(): sheet for sheet in sheets}
        return {name: there[name] for name in names}


def _areas(columns: Iterable[OutColumn]) -> list[_Area]:
    """Put the values of columns together that stand side by side and below one another; other cells stay alone."""
    rows: dict[tuple[str, int], dict[int, object]] = {}
    for each in columns:
        for row, value in each.values:
            rows.setdefault((each.sheet, row), {})[each.column] = _as_excel_takes_it(value)
    areas, growing = list[_Area](), dict[tuple[str, int, int], _Area]()
    for sheet, row in sorted(rows):
        for left, values in _side_by_side(rows[sheet, row]):
            above = growing.get((sheet, left, len(values)))
            if above and above.top + len(above.rows) == row:
                above.rows.append(values)
            else:
                areas.append(_Area(sheet, row, left, [values]))
                growing[sheet, left, len(values)] = areas[-1]
    return areas


def _side_by_side(cells: Mapping[int, object]) -> list[tuple[int, list[object]]]:
    runs: list[tuple[int, list[object]]] = []
    for column in sorted(cells):
        if runs and runs[-1][0] + len(runs[-1][1]) == column:
            runs[-1][1].append(cells[column])
        else:
            runs.append((column, [cells[column]]))
    return runs


def _write_area(sheet: Any, area: _Area) -> None:
    """Write the cells and compare what is there then.

    As Excel's own object, without the conversions of xlwings, which ask Excel dozens of questions for every range.
    """
    left, right = (column_letters(column) for column in (area.left, area.left + len(area.rows[0]) - 1))
    target = sheet.Range(f"{left}{area.top}:{right}{area.top + len(area.rows) - 1}")
    target.Value2 = area.rows
    found = target.Value2
    table = found if isinstance(found, (tuple, list)) else ((found,),)
    for row, (written, there) in enumerate(zip(area.rows, table, strict=True), area.top):
        for column, (value, held) in enumerate(zip(written, there, strict=True), area.left):
            if not _is_same(value, held):
                raise storage_error(codes.NOT_TAKEN, sheet=area.sheet, cell=f"{column_letters(column)}{row}")


def _is_same(written: object, held: object) -> bool:
    if not isinstance(written, float):
        return ("" if held is None else held) == written
    if isinstance(held, str):
        with contextlib.suppress(ValueError):  # a cell that somebody has formatted as text holds the number's digits
            held = float(held)
    if not isinstance(held, (int, float)) or isinstance(held, bool):
        return False
    return math.isclose(written, held, rel_tol=_OFF, abs_tol=_OFF)


def _as_excel_takes_it(value: OutValue) -> str | float:
    if value is None:
        return ""
    return value if isinstance(value, str) else float(value)
