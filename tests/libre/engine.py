"""An engine of xlwings over a live LibreOffice, as large as our macros need it.

What it lacks raises NotImplementedError, from xlwings' own base classes.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, NamedTuple

import xlwings
from xlwings import base_classes as base
from xlwings.utils import address_to_index_tuple

from tests.libre.office import Bridge

_VERSION = "16.0"  # Book.caller() asks for it


class Engine:
    """``chosen`` is what the user answers when asked for a file, ``said`` what buttons have answered."""

    name, type = "libreoffice", "desktop"

    def __init__(self, bridge: Bridge) -> None:
        self.ask = bridge.ask
        self.said: list[str] = []
        self.chosen: str | bool = False
        self.switches = SimpleNamespace(
            Ready=True,
            ScreenUpdating=True,
            DisplayAlerts=True,
            EnableEvents=True,
            CopyObjectsWithCells=True,
            AutomationSecurity=1,
            GetSaveAsFilename=lambda *_asked: self.chosen,
        )
        self.app = App(self)
        self.apps = Apps(self.app)

    def press(self, button: Callable[..., str], *arguments: str) -> None:
        """Keep what a button answers, which the add-in would show."""
        answer = button(*arguments)
        if answer:
            self.said.append(answer)

    @staticmethod
    def prepare_xl_data_element(value: Any, _options: object) -> Any:
        return value

    @staticmethod
    def clean_value_data(rows: Any, *_options: object) -> list[list[Any]]:
        return [[None if value == "" else value for value in row] for row in rows]


@contextlib.contextmanager
def active(bridge: Bridge) -> Iterator[Engine]:
    """Make xlwings work on this office for a while."""
    impl, before = Engine(bridge), xlwings.engines.active
    engine = xlwings.Engine(impl=impl)
    xlwings.engines.add(engine)
    engine.activate()
    try:
        yield impl
    finally:
        xlwings.engines.active = before
        xlwings.engines.engines.remove(engine)
        del xlwings.engines.engines_by_name[engine.name]


class Apps(base.Apps):
    def __init__(self, app: "App") -> None:
        self.only = app

    def keys(self) -> list[int]:
        return [self.only.pid]

    def __iter__(self) -> Iterator["App"]:
        return iter([self.only])

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> "App":
        return {self.only.pid: self.only}[pid]


class App(base.App):
    version, pid, hwnd = _VERSION, 1, 1

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @property
    def api(self) -> SimpleNamespace:
        return self.engine.switches

    @property
    def books(self) -> "Books":
        return Books(self)

    def activate(self, steal_focus: bool = False) -> None:
        """There is one window, and it is in front."""


class Books(base.Books):
    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def active(self) -> "Book":
        return Book(self.app, self.app.engine.ask("active"))

    def __iter__(self) -> Iterator["Book"]:
        return (Book(self.app, uid) for uid, _ in self.app.engine.ask("books"))

    def __len__(self) -> int:
        return len(self.app.engine.ask("books"))

    def __call__(self, key: str | int) -> "Book":
        if isinstance(key, int):
            return list(self)[key - 1]
        return {book.name: book for book in self}[key]

    def open(self, path: str, _update_links: object = None, read_only: object = None, *_rest: object) -> "Book":
        engine = self.app.engine
        return Book(self.app, engine.ask("open_book", path, bool(read_only), not engine.switches.ScreenUpdating))


class Book(base.Book):
    def __init__(self, app: App, uid: str) -> None:
        self._app, self.uid, self._ask = app, uid, app.engine.ask

    @property
    def app(self) -> App:
        return self._app

    @property
    def api(self) -> SimpleNamespace:
        return SimpleNamespace(
            FullName=self.fullname,
            MultiUserEditing=False,
            SaveCopyAs=lambda path: self._ask("save_copy", self.uid, path),
        )

    @property
    def fullname(self) -> str:
        return dict(self._ask("books"))[self.uid]

    @property
    def name(self) -> str:
        return os.path.basename(self.fullname)

    @property
    def sheets(self) -> "Sheets":
        return Sheets(self)

    @property
    def names(self) -> "Names":
        return Names(self)

    def activate(self) -> None:
        self._ask("activate_book", self.uid)

    def close(self) -> None:
        self._ask("close", self.uid)


class Sheets(base.Sheets):
    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def active(self) -> "Sheet":
        return Sheet(self.book, self.book._ask("active_sheet", self.book.uid))

    def __iter__(self) -> Iterator["Sheet"]:
        return (Sheet(self.book, name) for name in self.book._ask("sheets", self.book.uid))

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __call__(self, key: str | int) -> "Sheet":
        there = list(self)
        return there[key - 1] if isinstance(key, int) else {sheet.name: sheet for sheet in there}[key]


class Sheet(base.Sheet):
    def __init__(self, book: Book, name: str) -> None:
        self._book, self._name = book, name

    @property  # type: ignore[misc]  # only read here
    def name(self) -> str:
        return self._name

    @property
    def book(self) -> Book:
        return self._book

    @property
    def api(self) -> SimpleNamespace:
        # Its charts and links cannot be reached from here: the judge of those is the file.
        none = SimpleNamespace(Count=0)
        return SimpleNamespace(Cells=AllCells(self), ChartObjects=lambda: none, Hyperlinks=none, Range=self.range)

    @property
    def used_range(self) -> "Range":
        return Range(self, self.ask("used"))

    def range(self, first: Any, last: Any = None) -> "Range":
        if isinstance(first, str):
            (row, column), (end_row, end_column) = (address_to_index_tuple(cell) for cell in first.split(":"))
            return Range(self, [row - 1, column - 1, end_row - 1, end_column - 1])
        begin = first if isinstance(first, tuple) else (first.row, first.column)
        end = last or begin
        end = end if isinstance(end, tuple) else (end.row, end.column)
        return Range(self, [begin[0] - 1, begin[1] - 1, end[0] - 1, end[1] - 1])

    def activate(self) -> None:
        self.ask("activate")

    def ask(self, question: str, *arguments: object) -> Any:
        return self._book._ask(question, self._book.uid, self._name, *arguments)


class Range(base.Range):
    """``area`` is top, left, bottom and right, counted from 0."""

    def __init__(self, sheet: Sheet, area: list[int]) -> None:
        self.sheet, self.area = sheet, area

    @property
    def api(self) -> "Range":
        return self

    @property
    def row(self) -> int:
        return self.area[0] + 1

    @property
    def column(self) -> int:
        return self.area[1] + 1

    @property
    def shape(self) -> tuple[int, int]:
        return self.area[2] - self.area[0] + 1, self.area[3] - self.area[1] + 1

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, column: int) -> "Range":  # type: ignore[override]
        return self.sheet.range((self.area[0] + row, self.area[1] + column))

    @property
    def raw_value(self) -> Any:
        return self.sheet.ask("values", self.area)

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        rows = value if isinstance(value, list) else [[value] * self.shape[1]] * self.shape[0]
        self.sheet.ask("put", self.area, rows)

    Value2 = raw_value

    @property  # type: ignore[misc]  # only read here
    def formula(self) -> Any:
        rows = self.sheet.ask("formulas", self.area)
        return rows[0][0] if len(self) == 1 else rows


class AllCells(NamedTuple):
    """What Excel calls the Cells of a sheet."""

    sheet: Sheet

    def Copy(self, goal: "AllCells") -> None:
        objects = goal.sheet.book.app.engine.switches.CopyObjectsWithCells
        self.sheet.ask("copy", goal.sheet.book.uid, goal.sheet.name, objects)


class Names(base.Names):
    def __init__(self, book: Book) -> None:
        self.book = book

    def snapshot(self) -> list[tuple[str, "Name"]]:
        there = self.book._ask("names", self.book.uid)
        return [(name, Name(Range(Sheet(self.book, sheet), area))) for name, (sheet, area) in there.items()]

    def __call__(self, name: str) -> "Name":
        return dict(self.snapshot())[name]

    def contains(self, name: str) -> bool:
        return name in dict(self.snapshot())


class Name(base.Name):
    def __init__(self, cells: Range) -> None:
        self._cells = cells

    @property
    def refers_to_range(self) -> Range:
        return self._cells
