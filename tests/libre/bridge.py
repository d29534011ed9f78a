"""What the engine asks of LibreOffice.

A program of its own, because only Debian's Python can speak to LibreOffice: ``/usr/bin/python3 bridge.py PIPE``
connects to the office that listens there and says so.  Then it takes one question a line, ``[function, argument...]``,
and gives one answer a line, ``{"answer": ...}`` or ``{"error": text}``.  Rows and columns count from 0.
"""

import json
import os
import sys
import time
from typing import Any

import uno
from com.sun.star.beans import PropertyValue

_SECONDS = 90
_FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".xlsm": "Calc MS Excel 2007 VBA XML"}
_desktop: Any = None


def main():
    global _desktop
    _desktop = _connect(sys.argv[1])
    print(json.dumps({"answer": "connected"}), flush=True)
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        try:
            said = {"answer": _QUESTIONS[name](*arguments)}
        except Exception as error:
            said = {"error": f"{name}: {type(error).__name__}: {error}"}
        print(json.dumps(said), flush=True)


def _connect(pipe):
    resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:
            time.sleep(0.1)
    raise SystemExit("LibreOffice did not answer.")


def _properties(**values):
    made = []
    for name, value in values.items():
        made.append(PropertyValue())
        made[-1].Name, made[-1].Value = name, value
    return tuple(made)


def _documents():
    found = list(_desktop.Components)
    return {each.RuntimeUID: each for each in found if each.supportsService("com.sun.star.sheet.SpreadsheetDocument")}


def _sheet(book, sheet):
    return _documents()[book].Sheets.getByName(sheet)


def _range(book, sheet, area):
    top, left, bottom, right = area
    return _sheet(book, sheet).getCellRangeByPosition(left, top, right, bottom)


def books():
    return [[uid, uno.fileUrlToSystemPath(each.URL) if each.URL else each.Title] for uid, each in _documents().items()]


def active():
    current = _desktop.CurrentComponent
    return current.RuntimeUID if current and current.RuntimeUID in _documents() else next(iter(_documents()))


def open_book(path, read_only=False, hidden=False, as_new=False):
    """Open a file; ``as_new`` makes a workbook of it that was never saved."""
    values = _properties(ReadOnly=read_only, Hidden=hidden, AsTemplate=as_new, MacroExecutionMode=4)
    document = _desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, values)
    if document is None:
        raise OSError(f"LibreOffice did not open {path}.")
    return document.RuntimeUID


def close(book):
    _documents()[book].close(True)


def save_copy(book, path):
    values = _properties(FilterName=_FILTERS[os.path.splitext(path)[1]])
    _documents()[book].storeToURL(uno.systemPathToFileUrl(path), values)


def print_cells(book, sheet, area, path):
    """Print an area of a sheet, all that is used when none is given, into a PDF file, with the colours it shows."""
    chosen = _properties(Selection=_range(book, sheet, area or used(book, sheet)))
    values = _properties(FilterName="calc_pdf_Export", FilterData=uno.Any("[]com.sun.star.beans.PropertyValue", chosen))
    uno.invoke(_documents()[book], "storeToURL", (uno.systemPathToFileUrl(path), values))


def sheets(book):
    return list(_documents()[book].Sheets.ElementNames)


def protect(book, sheet):
    _sheet(book, sheet).protect("")


def activate_book(book):
    _documents()[book].CurrentController.Frame.activate()


def activate(book, sheet):
    _documents()[book].CurrentController.setActiveSheet(_sheet(book, sheet))


def active_sheet(book):
    return _documents()[book].CurrentController.ActiveSheet.Name


def names(book):
    """Every defined name that stands for cells, with their sheet and area."""
    return {each.Name: _place(each.ReferredCells) for each in _documents()[book].NamedRanges if each.ReferredCells}


def _place(cells):
    at = cells.RangeAddress
    return [cells.Spreadsheet.Name, [at.StartRow, at.StartColumn, at.EndRow, at.EndColumn]]


def drawn(book, sheet):
    """How many charts and shapes lie on a sheet."""
    return _sheet(book, sheet).DrawPage.Count


def used(book, sheet):
    cursor = _sheet(book, sheet).createCursor()
    cursor.gotoEndOfUsedArea(False)
    return [0, 0, cursor.RangeAddress.EndRow, cursor.RangeAddress.EndColumn]


def values(book, sheet, area):
    return _range(book, sheet, area).getDataArray()


def formulas(book, sheet, area):
    return _range(book, sheet, area).getFormulaArray()


def put(book, sheet, area, rows):
    """Write what Excel would read out of such values: text as if it were typed, so that a formula becomes one."""
    typed = tuple(tuple("" if value is None else str(value) for value in row) for row in rows)
    _range(book, sheet, area).setFormulaArray(typed)


def copy(book, sheet, to_book, to_sheet, objects):
    """Copy a whole sheet over another one, as Excel does with ``Cells.Copy``."""
    source, target = _documents()[book], _documents()[to_book]
    origin, goal = source.Sheets.getByName(sheet), target.Sheets.getByName(to_sheet)
    front, before = target.CurrentController.ActiveSheet, list(goal.DrawPage)
    source.CurrentController.select(origin)
    what = source.CurrentController.getTransferable()
    target.CurrentController.select(goal)
    target.CurrentController.insertTransferable(what)
    for shape in [] if objects else [each for each in goal.DrawPage if each not in before]:
        goal.DrawPage.remove(shape)
    target.CurrentController.select(goal.getCellByPosition(0, 0))
    target.CurrentController.setActiveSheet(front)


def copy_sheet(book, sheet, to_book, after):
    """Copy a sheet into another workbook, after one that is there."""
    source, sheets = _documents()[book], _documents()[to_book].Sheets
    sheets.importSheet(source, sheet, list(sheets.ElementNames).index(after) + 1)


def button(book):
    """The middle of the only button on the sheet in front, in pixels of the screen; None while it is not drawn."""
    controller = _documents()[book].CurrentController
    forms = controller.ActiveSheet.DrawPage.Forms
    if not forms.Count or not forms.getByIndex(0).Count:
        return None
    accessible = controller.getControl(forms.getByIndex(0).getByIndex(0)).AccessibleContext
    place, size = accessible.getLocationOnScreen(), accessible.getSize()
    return [place.X + size.Width // 2, place.Y + size.Height // 2]


_ABOUT_BOOKS = (books, active, open_book, close, save_copy, print_cells, activate_book, names, button)
_ABOUT_SHEETS = (sheets, protect, activate, active_sheet, drawn, used, values, formulas, put, copy, copy_sheet)
_QUESTIONS = {each.__name__: each for each in (*_ABOUT_BOOKS, *_ABOUT_SHEETS)}


if __name__ == "__main__":
    main()
