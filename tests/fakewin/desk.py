"""A desk with Excel on it: the sample is open, and buttons can be pressed."""

from __future__ import annotations

import contextlib
import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from selfeval_xl.storage import resources
from tests.fakewin import com, line
from tests.fakewin.excel import Workbook
from tests.fakewin.windows import Windows, on_windows

SAMPLE = "样例.xlsx"
Cells = dict[tuple[str, int, int], object]


def more(code: str) -> str:
    """Where every refusal says that more is to be read."""
    return f"\n（编号 {code}，点“问题说明”可以查看。）"


@contextlib.contextmanager
def windows() -> Iterator[Windows]:
    """Windows with xlwings on it, as long as the tests of a file run."""
    line.prepare()
    gc.freeze()  # each click collects, and would look again at all that was there before the desk
    with on_windows() as started:
        yield started


class Desk:
    """Another Excel is open too, and nobody may touch it."""

    def __init__(self, windows: Windows, folder: Path) -> None:
        windows.close_all()
        self.windows, self.folder = windows, folder
        self.stranger = windows.start_excel()
        self.excel = windows.start_excel()
        self.book: Workbook = self.open(SAMPLE)

    def open(self, name: str, content: bytes | None = None) -> Workbook:
        path = self.folder / name
        path.write_bytes(content or resources.read(resources.SAMPLE))
        return self.excel.Workbooks.Open(str(path))

    @property
    def told(self) -> list[str]:
        return self.windows.shown

    @property
    def calls(self) -> list[str]:
        return self.excel.process.calls

    def click(self, macro: str) -> None:
        """Press a button where every click starts a Python of its own, which runs the command line."""
        command = line.of_click(macro, self.book.Name, self.excel.Hwnd)
        before = sys.argv, list(sys.path)
        sys.argv = ["-c", *command.arguments]
        try:
            exec(command.code, {})
            self.path = list(sys.path)
        finally:
            sys.argv, sys.path[:] = before

    def click_kept_alive(self, macro: str) -> None:
        """Press a button when Python stays alive between clicks: the add-in hands it the workbook."""
        engine: Any = sys.modules["xlwings._xlwindows"]
        engine.BOOK_CALLER = com.CDispatch(self.book)
        said = eval(f"__import__('selfeval_xl.excel.macros', fromlist=['']).{macro}", {})
        if said:
            self.windows.shown.append(said)


def cells(content: Any) -> Cells:
    """Every filled cell of an openpyxl workbook; a number is a float, as Excel says it."""
    found: Cells = {}
    for sheet in content.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value not in (None, ""):
                    value = cell.value
                    number = isinstance(value, int) and not isinstance(value, bool)
                    found[sheet.title, cell.row, cell.column] = float(value) if number else value
    return found
