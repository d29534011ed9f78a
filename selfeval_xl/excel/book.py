"""An open workbook: a copy of it as it stands, and the results taken over into it.

Taking over writes 汇总, 校验结果 and the computed columns, and nothing else.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import xlwings

from selfeval_xl.documents.blocks import OutColumn, Output, OutSheet, OutValue
from selfeval_xl.documents.charts import NAMES
from selfeval_xl.domain.errors import UserError
from selfeval_xl.domain.layout import PROJECT
from selfeval_xl.domain.place import column_letters
from selfeval_xl.excel import session
from selfeval_xl.messages import codes, input_error, storage_error
from selfeval_xl.ooxml.protection import protected
from selfeval_xl.storage import backups, temp_dir
from selfeval_xl.tasks.assess import Assessment, assess

if TYPE_CHECKING:
    from selfeval_xl.tasks.verify import Verified


def assessed(book: xlwings.Book) -> Assessment:
    """Evaluate the workbook as it stands, unsaved changes and all; it is neither saved nor renamed."""
    with temp_dir.folder() as folder:
        return _own(_save_copy(book, [os.path.join(folder, _file_name(path_of(book)))]))


def _own(path: str) -> Assessment:
    """Evaluate a workbook of ours; there is no sheet of an official form that results could be written into."""
    done = assess(path)
    if done.card.submission.form:
        raise input_error(codes.NO_INPUT_SHEET, sheet=PROJECT)
    return done


def backed_up_and_assessed(book: xlwings.Book) -> Assessment:
    """Evaluate the workbook and leave the copy that was read as its backup.

    The backup lies beside the workbook where that has a folder on this machine that can be written to, else in the
    folder for temporary files.
    """
    path = path_of(book)
    places = [os.path.join(tempfile.gettempdir(), _file_name(path))]
    if os.path.isdir(os.path.dirname(path)):
        places.insert(0, path)
    backup = _save_copy(book, _next_backups(places))
    try:
        done = _own(backup)
    except UserError:
        # Nothing is going to be written, so this must not push out a backup from before something was.
        _forget(backup)
        raise
    for place in places:
        backups.keep_newest(place)
    return done


def _next_backups(places: Sequence[str]) -> Iterator[str]:
    for place in places:
        with contextlib.suppress(OSError):  # a folder that cannot be listed takes no backup either
            yield backups.next_backup(place)


def path_of(book: xlwings.Book) -> str:
    """Return where the workbook is: a path, an address on the web, or a bare name as long as it was never saved.

    Asked of Excel itself, because xlwings refuses an address for which it knows no folder.
    """
    return str(book.api.FullName)


def stem(book: xlwings.Book) -> str:
    """Return the workbook's name without folder and ending."""
    return os.path.splitext(os.path.basename(path_of(book)))[0]


def _file_name(path: str) -> str:
    name = os.path.basename(path)
    return name if os.path.splitext(name)[1] else f"{name}.xlsx"


def _save_copy(book: xlwings.Book, targets: Iterable[str]) -> str:
    """Save a copy under the first of ``targets`` that can be written, and return that one."""
    refusals: list[Exception] = []
    for target in targets:
        try:
            book.api.SaveCopyAs(target)
        except Exception as refused:
            # A folder may be read-only; what Excel raises then depends on its version.  On a full disk it may have
            # written a part.
            refusals.append(refused)
            _forget(target)
        else:
            return target
    raise storage_error(codes.NO_BACKUP, book=book.name) from (refusals[-1] if refusals else None)


def _forget(copy: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(copy)


def verified(book: xlwings.Book) -> list[Verified]:
    """Hold what the workbook prints, or each form in it, against the result by rule; nothing is changed."""
    from selfeval_xl.tasks.verify import verify_each

    with temp_dir.folder() as folder:
        return verify_each(_save_copy(book, [os.path.join(folder, _file_name(path_of(book)))]))


def take_over(caller: session.Caller, done: Assessment, output: Output) -> None:
    """Take the sheets and columns of ``output`` over from the workbook as ``done`` would fill it.

    Raises InputError, before anything is written, when a sheet to write to is missing or protected; StorageError
    (F59) when Excel stops listening between the first that is written and the last.
    """
    filled = done.filled(output)
    names = list(dict.fromkeys([sheet.name for sheet in output.sheets] + [column.sheet for column in output.columns]))
    for name in protected(done.document.data, names, done.document.path):
        raise input_error(codes.PROTECTED, sheet=name)
    sheets, areas = _sheets(caller.book, names), _areas(output.columns)
    suffix = os.path.splitext(done.document.path)[1]
    quiet = session.Quiet(caller.app, macros=suffix.lower() != ".xlsx")
    with temp_dir.folder() as folder, quiet, _opened(caller.app, filled, folder, suffix) as source:
        there = _sheets(source, [out.name for out in output.sheets])
        try:
            _write(sheets, areas, there, output.sheets)
        except Exception as stopped:
            kept = f"；点按钮之前的样子在“{done.document.path}”" if os.path.exists(done.document.path) else ""
            raise storage_error(codes.HALF_WRITTEN, kept=kept) from stopped
    with contextlib.suppress(Exception):  # all is written by now, whatever is in front
        # Only the sheet, since its workbook is in front: somebody has just pressed a button there.
        sheets[output.sheets[0].name].impl.activate()


@contextlib.contextmanager
def _opened(app: xlwings.App, filled: bytes, folder: str, suffix: str) -> Iterator[xlwings.Book]:
    """Open a workbook that nobody shall see or keep; Excel opens one with macros only under its own ``suffix``."""
    path = os.path.join(folder, f"selfeval-{os.getpid()}-{os.path.basename(folder)}{suffix}")
    temp_dir.put(path, filled)
    source = app.books.open(path, update_links=False, read_only=True, add_to_mru=False)
    try:
        yield source
    finally:
        with contextlib.suppress(Exception):  # what was written is not undone by this
            source.close()


def printed(app: xlwings.App, workbook: bytes) -> bytes:
    """Return the workbook as Excel prints it.  Raises StorageError when no whole PDF comes of it."""
    from selfeval_xl.writers import pdf

    with temp_dir.folder() as folder, session.Quiet(app):
        made = os.path.join(folder, "summary.pdf")
        with _opened(app, workbook, folder, ".xlsx") as book:
            try:
                book.to_pdf(made)
            except Exception as refused:
                # Without a printer Excel lays out no page; what it raises then depends on its version.
                detail = "Excel 没有打印成功，这台电脑可能没有装打印机"
                raise storage_error(codes.NOT_PRINTED, detail=detail) from refused
        return pdf.checked(made)


_Sheets = Mapping[str, xlwings.Sheet]


def _write(sheets: _Sheets, areas: Iterable[_Area], there: _Sheets, outs: Iterable[OutSheet]) -> None:
    for area in areas:
        _write_area(sheets[area.sheet], area)
    for out in outs:
        # Not through xlwings: it asks how many cells the target has, more than Excel can count.
        there[out.name].api.Cells.Copy(sheets[out.name].api.Cells)
        if out.charts:
            follow_charts(there[out.name].api, sheets[out.name].api)


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
            if model.Name not in NAMES:
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


class _Area(NamedTuple):
    """Cells that are written in one call: the sheet, the first row and column, the values row by row."""

    sheet: str
    top: int
    left: int
    rows: list[list[object]]


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


def _write_area(sheet: xlwings.Sheet, area: _Area) -> None:
    left, right = (column_letters(column) for column in (area.left, area.left + len(area.rows[0]) - 1))
    # Without the conversions of xlwings, which ask Excel dozens of questions for every range.
    sheet.range(f"{left}{area.top}:{right}{area.top + len(area.rows) - 1}").raw_value = area.rows


def _as_excel_takes_it(value: OutValue) -> str | float:
    if value is None:
        return ""
    return value if isinstance(value, str) else float(value)
