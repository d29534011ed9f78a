"""As much of Excel's object model as our macros use, over workbooks of openpyxl.

Cells hold values, as a calculated workbook does; of formulas only those are known that came in through COM.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from selfeval_xl.documents.charts import NAMES
from selfeval_xl.domain.layout import SUMMARY
from tests.fakewin.cells import LAST_COLUMN, LAST_ROW, Box, Range
from tests.fakewin.com import ComObject, Process, failure
from tests.judges.workbooks import parts, rewrite


class Application(ComObject):
    """One Excel with its window. What the user would choose or set is set by the tests."""

    METHODS = frozenset({"GetSaveAsFilename", "GetOpenFilename", "FileDialog", "Quit"})
    Version = "16.0"

    def __init__(self, process: Process) -> None:
        self.process, self.Hwnd, self.Application = process, process.window, self
        self.ScreenUpdating = self.DisplayAlerts = self.EnableEvents = self.CopyObjectsWithCells = True
        self.AutomationSecurity = 1  # as Excel starts: whatever a program opens may run its macros
        self.Ready = True
        self.Workbooks = Workbooks(self)
        self.active: Any = None
        self.chosen: str | bool = False
        self.chosen_folder = ""
        self.StatusBar: str | bool = False
        self.asked_to_save: list[str] = []
        self.closed_folders: set[str] = set()

    @property
    def ActiveCell(self) -> Range | None:
        if self.active is None:
            return None
        top, left = coordinate_to_tuple(self.active.selected)
        return Range(self.active.Worksheets.Item(self.active.active_sheet), (top, left, top, left))

    def GetSaveAsFilename(self, suggestion: str, _filter: str, _index: int, _title: str) -> str | bool:
        self.asked_to_save.append(suggestion)
        return self.chosen

    def GetOpenFilename(self, _filter: str, _index: int, _title: str) -> str | bool:
        return self.chosen

    def FileDialog(self, kind: int) -> FolderPicker:
        assert kind == 4, "only folders are asked for"
        return FolderPicker(self)

    def Quit(self) -> None:
        raise AssertionError("nobody may end the user's Excel")


class FolderPicker(ComObject):
    """The dialog in which a user chooses a folder."""

    METHODS = frozenset({"Show", "SelectedItems"})

    def __init__(self, app: Application) -> None:
        self.process, self.folder, self.Title = app.process, app.chosen_folder, ""

    def Show(self) -> int:
        return -1 if self.folder else 0

    def SelectedItems(self, number: int) -> str:
        assert number == 1
        return self.folder


class Collection(ComObject):
    """A collection of named things, found by name in any case."""

    METHODS = frozenset({"Item", "Open", "Add"})

    def each(self) -> Iterable[Any]:
        raise NotImplementedError

    @property
    def Count(self) -> int:
        return len(list(self.each()))

    def Item(self, key: str | int) -> Any:
        for number, each in enumerate(self.each(), 1):
            if key == number or (isinstance(key, str) and each.Name.lower() == key.lower()):
                return each
        raise failure("下标越界")


class Workbooks(Collection):
    """The open workbooks of one Excel."""

    def __init__(self, app: Application) -> None:
        self.process, self.Application, self.open = app.process, app, list[Workbook]()

    def each(self) -> list[Workbook]:
        return self.open

    def Open(self, path: str, *settings: Any) -> Workbook:
        book = Workbook(self.Application, openpyxl.load_workbook(path, data_only=True), os.path.abspath(path))
        book.opened_with = settings
        book.macros_may_run = self.Application.AutomationSecurity == 1
        return self.adopt(book)

    def adopt(self, book: Workbook) -> Workbook:
        self.open.append(book)
        self.Application.active = book
        return book


class Workbook(ComObject):
    """An open workbook; ``FullName`` has no folder as long as it was never saved."""

    METHODS = frozenset({"Close", "SaveCopyAs", "Activate"})
    macros_may_run: bool

    def __init__(self, app: Application, content: openpyxl.Workbook, full_name: str) -> None:
        self.process, self.Application, self.content = app.process, app, content
        self.FullName, self.Name = full_name, os.path.basename(full_name)
        self.Worksheets = Worksheets(self)
        self.Names = Names(self)
        self.active_sheet, self.selected = content.active.title, "A1"
        self.opened_with: tuple[Any, ...] = ()

    def SaveCopyAs(self, path: str) -> None:
        if os.path.dirname(path) in self.Application.closed_folders:
            raise failure("无法访问只读文档")
        self.content.save(path)
        _name_charts(path)

    def Activate(self) -> None:
        self.Application.active = self

    def Close(self, SaveChanges: bool = True) -> None:
        assert not SaveChanges
        books = self.Application.Workbooks.open
        books.remove(self)
        self.Application.active = books[-1] if books else None


class Worksheets(Collection):
    """The sheets of a workbook."""

    def __init__(self, book: Workbook) -> None:
        self.process, self.Parent = book.process, book
        self.sheets = [Sheet(book, content) for content in book.content.worksheets]

    def each(self) -> list[Sheet]:
        return self.sheets


class Names(Collection):
    """The defined names of a workbook, of which each is a range."""

    def __init__(self, book: Workbook) -> None:
        self.process, self.book = book.process, book

    def each(self) -> Iterator[DefinedName]:
        for name, defined in self.book.content.defined_names.items():
            yield DefinedName(self.book, name, defined.attr_text)


class DefinedName(ComObject):
    """A defined name such as 标记_开关."""

    def __init__(self, book: Workbook, name: str, refers_to: str) -> None:
        self.process, self.book, self.Name, self.refers_to = book.process, book, name, refers_to

    @property
    def RefersToRange(self) -> Range:
        sheet, _, area = self.refers_to.rpartition("!")
        return self.book.Worksheets.Item(sheet.strip("'")).Range(area)


class Sheet(ComObject):
    """A worksheet, with the formulas that came in through COM, and how often its objects were copied over it."""

    METHODS = frozenset({"Activate", "Range", "ChartObjects"})

    def __init__(self, book: Workbook, content: Any) -> None:
        self.process, self.Parent, self.content, self.Name = book.process, book, content, content.title
        self.arrays: dict[Box, str] = {}
        self.objects_laid_over = 0
        charts = content._charts if content.title == SUMMARY else []
        self.charts = [ChartObject(self, name, chart) for name, chart in zip(NAMES, charts, strict=False)]

    @property
    def ProtectContents(self) -> bool:
        return bool(self.content.protection.sheet)

    @property
    def Cells(self) -> Range:
        return Range(self, (1, 1, LAST_ROW, LAST_COLUMN))

    @property
    def UsedRange(self) -> Range:
        return Range(self, (1, 1, self.content.max_row, self.content.max_column))

    def Range(self, first: Any, last: Any = None) -> Range:
        if isinstance(first, str):
            left, top, right, bottom = range_boundaries(first.replace("$", ""))
            return Range(self, (top, left, bottom, right))
        last = last or first
        return Range(self, (first.Row, first.Column, last.box[2], last.box[3]))

    def Activate(self) -> None:
        self.Parent.active_sheet = self.Name

    def ChartObjects(self) -> Items:
        return Items(self.charts)


class Items(Collection):
    """A collection that is a list."""

    def __init__(self, items: list[Any]) -> None:
        self.process, self.items = items[0].process if items else Process(0, 0), items

    def each(self) -> list[Any]:
        return self.items


class ChartObject(ComObject):
    """The frame of a chart.  openpyxl forgets its name, which is one of ours by its place."""

    def __init__(self, sheet: Sheet, name: str, content: Any) -> None:
        self.process, self.Name = sheet.process, name
        self.Chart = Chart(sheet, content)
        start, end = content.anchor._from, content.anchor.to
        self.Left, self.Top = float(start.col), float(start.row)
        self.Width, self.Height = float(end.col - start.col), float(end.row - start.row)
        self.Visible = False


class Chart(ComObject):
    """What is in the frame."""

    METHODS = frozenset({"SeriesCollection"})

    def __init__(self, sheet: Sheet, content: Any) -> None:
        self.process = sheet.process
        self.series = [Series(sheet, each) for each in content.series]

    def SeriesCollection(self) -> Items:
        return Items(self.series)


class Series(ComObject):
    """A series, whose formula is kept where openpyxl will write it."""

    def __init__(self, sheet: Sheet, content: Any) -> None:
        self.process, self.content = sheet.process, content

    @property
    def Formula(self) -> str:
        category = self.content.cat.strRef or self.content.cat.numRef
        parts = (self.content.tx.strRef.f, category.f, self.content.val.numRef.f)
        return f"=SERIES({','.join(parts)},{self.content.order + 1})"

    @Formula.setter
    def Formula(self, text: str) -> None:
        name, categories, values, _ = text.removeprefix("=SERIES(").removesuffix(")").split(",")
        self.content.tx.strRef.f, self.content.val.numRef.f = name, values
        (self.content.cat.strRef or self.content.cat.numRef).f = categories


def _name_charts(path: str) -> None:
    """Give the charts their names again, as Excel would have kept them."""
    drawn = {name: data for name, data in parts(Path(path)).items() if name.startswith("xl/drawings/drawing")}
    for number, name in enumerate(NAMES, 1):
        old, new = b'name="Chart %d"' % number, b'name="%b" hidden="1"' % name.encode()
        drawn = {part: data.replace(old, new) for part, data in drawn.items()}
    rewrite(Path(path), drawn)
