"""As much of Excel's object model as our macros use, over workbooks of openpyxl.

Cells hold values, as a calculated workbook does; of formulas only those are known that came in through COM.
"""

from __future__ import annotations

import functools
import io
import itertools
import os
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.chart import BarChart
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.worksheet.filters import AutoFilter

from selfeval_xl.documents.charts import NAMES
from selfeval_xl.domain.layout import SUMMARY
from tests.fakewin.cells import LAST_COLUMN, LAST_ROW, Box, Range
from tests.fakewin.com import CDispatch, ComObject, Process, failure
from tests.judges.workbooks import parts, rewrite


class Application(ComObject):
    """One Excel with its window. What the user would choose or set is set by the tests."""

    METHODS = frozenset({"GetSaveAsFilename", "GetOpenFilename", "InputBox", "FileDialog", "Quit", "Run"})
    Version, Build, OperatingSystem = "16.0", 17328, "Windows (64-bit) NT 10.00"
    Visible = False

    def __init__(self, process: Process) -> None:
        self.process, self.Hwnd, self.Application = process, process.window, self
        self.ScreenUpdating = self.DisplayAlerts = self.EnableEvents = self.CopyObjectsWithCells = True
        self.AutomationSecurity = 1  # as Excel starts: whatever a program opens may run its macros
        self.Ready = True
        self.Workbooks = Workbooks(self)
        self.active: Any = None
        self.chosen: str | bool = False
        self.chosen_folder = ""
        self.numbers: list[float | bool] = []
        self.StatusBar: str | bool = False
        self.asked_to_save: list[str] = []
        self.closed_folders: set[str] = set()
        self.addin: Workbook | None = None
        self.end: Callable[[], None] = self._nobody_may

    @property
    def ActiveCell(self) -> Range | None:
        if self.active is None:
            return None
        if self.active.active_sheet in [chart.title for chart in self.active.content.chartsheets]:
            raise failure("不能取得类 Application 的 ActiveCell 属性")
        top, left = coordinate_to_tuple(self.active.selected)
        return Range(self.active.Worksheets.Item(self.active.active_sheet), (top, left, top, left))

    def GetSaveAsFilename(self, suggestion: str, _filter: str, _index: int, _title: str) -> str | bool:
        self.asked_to_save.append(suggestion)
        return self.chosen

    def GetOpenFilename(self, _filter: str, _index: int, _title: str) -> str | bool:
        return self.chosen

    def InputBox(self, _question: str, _title: str, _usual: int, Type: int) -> float | bool:
        assert Type == 1, "only numbers are asked for"
        return self.numbers.pop(0) if self.numbers else False

    def FileDialog(self, kind: int) -> FolderPicker:
        assert kind == 4, "only folders are asked for"
        return FolderPicker(self)

    def Run(self, macro: str, call: str) -> str:
        """What the VBA of the add-in does when the acceptance test wants to hear the answer to a click."""
        if self.addin is None or macro != "'selfeval.xlam'!SeHear":
            raise failure(f"无法运行“{macro}”宏。可能是因为该宏在此工作簿中不可用")
        sys.modules["xlwings._xlwindows"].BOOK_CALLER = CDispatch(self.active)  # type: ignore[attr-defined]
        return str(eval(f"__import__('selfeval_xl.excel.macros', fromlist=['']).{call}", {}))

    def Quit(self) -> None:
        self.end()

    def _nobody_may(self) -> None:
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


@functools.lru_cache(maxsize=64)
def _read(data: bytes) -> bytes:
    """What openpyxl makes of a file, packed: the same few are opened hundreds of times, and to unpack is quicker."""
    return pickle.dumps(openpyxl.load_workbook(io.BytesIO(data), data_only=True), pickle.HIGHEST_PROTOCOL)


def _opened(data: bytes) -> openpyxl.Workbook:
    """Return a file as openpyxl reads it; what makes rows and columns that are not there yet cannot be packed."""
    book: openpyxl.Workbook = pickle.loads(_read(data))
    for sheet in book.worksheets:
        sheet.row_dimensions.default_factory = sheet._add_row
        sheet.column_dimensions.default_factory = sheet._add_column
    return book


class Workbooks(Collection):
    """The open workbooks of one Excel."""

    def __init__(self, app: Application) -> None:
        self.process, self.Application, self.open = app.process, app, list[Workbook]()

    def each(self) -> list[Workbook]:
        return self.open

    def Item(self, key: str | int) -> Any:
        addin = self.Application.addin
        return addin if addin and key == addin.Name else super().Item(key)

    def Open(self, path: str, *settings: Any) -> Workbook:
        if path.endswith(".xlam"):  # is no workbook among the others
            os.stat(path)
            self.Application.addin = Workbook(self.Application, openpyxl.Workbook(), path)
            return self.Application.addin
        book = Workbook(self.Application, _opened(Path(path).read_bytes()), os.path.abspath(path))
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
        self.Worksheets, self.Charts = Worksheets(self), Charts(self)
        self.Names = Names(self)
        self.active_sheet, self.selected = content.active.title, "A1"
        self.opened_with: tuple[Any, ...] = ()
        self.MultiUserEditing = self.ProtectStructure = False
        self.old_format = b""  # how it is saved where it is no .xlsx, whatever the ending says

    def SaveCopyAs(self, path: str) -> None:
        if os.path.dirname(path) in self.Application.closed_folders:
            raise failure("无法访问只读文档")
        if self.old_format:
            Path(path).write_bytes(self.old_format)
            return
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


class Charts(Collection):
    """The chart sheets of a workbook."""

    def __init__(self, book: Workbook) -> None:
        self.process, self.book = book.process, book

    def Add(self) -> None:
        sheet = self.book.content.create_chartsheet()
        sheet.add_chart(BarChart())
        self.book.active_sheet = sheet.title


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

    METHODS = frozenset({"Activate", "Copy", "Range", "ChartObjects", "Protect", "Unprotect"})

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
    def hidden(self) -> set[int]:
        """The rows that do not show."""
        return {row for row, dimension in self.content.row_dimensions.items() if dimension.hidden}

    @property
    def filtered(self) -> set[int]:
        """The rows below the arrows of a filter."""
        if not self.content.auto_filter.ref:
            return set()
        _, top, _, bottom = range_boundaries(self.content.auto_filter.ref)
        return set(range(top + 1, bottom + 1))

    @property
    def AutoFilterMode(self) -> bool:
        return bool(self.content.auto_filter.ref)

    @AutoFilterMode.setter
    def AutoFilterMode(self, on: bool) -> None:
        assert on is False, "Excel takes nothing else"
        for row in self.hidden & self.filtered:
            self.content.row_dimensions[row].hidden = False
        self.content.auto_filter = AutoFilter()

    @property
    def FilterMode(self) -> bool:
        return bool(self.content.auto_filter.filterColumn)

    def Protect(self) -> None:
        self.content.protection.sheet = True

    def Unprotect(self) -> None:
        self.content.protection.sheet = False

    @property
    def Hyperlinks(self) -> Items:
        linked = [cell for cells in self.content.iter_rows() for cell in cells if cell.hyperlink]
        return Items([Link(self, cell) for cell in linked])

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

    def Copy(self, Before: Sheet | None, After: Sheet) -> None:
        """Into the workbook of ``After``, with what its cells look like; that workbook is in front then."""
        assert Before is None
        book, others = After.Parent, After.Parent.Worksheets.sheets
        content = book.content.create_sheet(self.Name, others.index(After) + 1)
        for cell in itertools.chain.from_iterable(self.content.iter_rows()):
            made = content.cell(cell.row, cell.column, cell.value)
            made.number_format, made.alignment = cell.number_format, copy(cell.alignment)
        for area in self.content.merged_cells.ranges:
            content.merge_cells(area.coord)
        others.insert(others.index(After) + 1, Sheet(book, content))
        book.Activate()

    def ChartObjects(self) -> Items:
        return Items(self.charts)


class Items(Collection):
    """A collection that is a list."""

    def __init__(self, items: list[Any]) -> None:
        self.process, self.items = items[0].process if items else Process(0, 0), items

    def each(self) -> list[Any]:
        return self.items


class Link(ComObject):
    """A hyperlink: the file that it leads to, and the place in it or in its own workbook."""

    def __init__(self, sheet: Sheet, cell: Any) -> None:
        self.process, self.content = sheet.process, cell.hyperlink
        self.SubAddress = cell.hyperlink.location

    @property
    def Address(self) -> str:
        return self.content.target or ""

    @Address.setter
    def Address(self, address: str) -> None:
        self.content.target = address or None


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
