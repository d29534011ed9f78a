"""The hazards of talking to Excel, dealt with once: who called, is it listening, and whom must we leave alone."""

from __future__ import annotations

import atexit
import sys
import time
from collections.abc import Callable
from typing import Any

import xlwings

from selfeval_xl.trouble import FileTrouble, UnusableInput

XLWINGS = "0.37.8"
"""The version that the add-in was built with; its Visual Basic and its Python must be of one version."""

_ATTEMPTS = 30
_PATIENCE = 5.0
_PAUSE = 0.25
_BUSY = FileTrouble(
    "F51", "Excel 正忙：可能有单元格还在编辑，或者开着一个对话框。", "请按 Enter 结束编辑，关掉对话框，再点一次按钮。"
)


def prepare() -> None:
    """Make xlwings safe to use; may be called any number of times.

    Its exit hook kills every Excel process that it cannot list, also those of other programs; its calls retry for
    ever while a cell is being edited.  Raises UnusableInput when it is not of the add-in's version.
    """
    if xlwings.__version__ != XLWINGS:
        raise UnusableInput(
            "F52",
            f"加载项要求 xlwings {XLWINGS}，装的却是 {xlwings.__version__}。",
            "请重新运行 install.cmd，再打开 Excel。",
        )
    windows: Any = sys.modules.get("xlwings._xlwindows")
    if windows is not None:
        atexit.unregister(windows.cleanup)
        windows.N_COM_ATTEMPTS = _ATTEMPTS


def calling_book() -> xlwings.Book:
    """Return the workbook from which the button was pressed.

    ``Book.caller`` cuts a name at its first ``=``; such a workbook is looked up by its whole name in the Excel whose
    window called.
    """
    name = _argument("--wb=")
    if "=" not in name:
        return xlwings.Book.caller()
    window = int(_argument("--hwnd=") or 0)
    for app in xlwings.apps:
        if app.hwnd == window:
            for book in app.books:
                if name.lower() in (book.name.lower(), book.fullname.lower()):
                    return book
    raise FileTrouble("F53", f"找不到工作簿“{name}”，它可能已经关闭。", "请重新打开它，再点一次按钮。")


def _argument(prefix: str) -> str:
    return next((argument[len(prefix) :].strip() for argument in sys.argv if argument.startswith(prefix)), "")


def wait_until_ready(app: xlwings.App, pause: Callable[[float], None] = time.sleep) -> None:
    """Wait a few seconds for Excel to listen.  Raises FileTrouble when it stays busy."""
    deadline = _PATIENCE
    while True:
        try:
            if app.api.Ready is not False:
                return
        except Exception as refused:
            # While a cell is edited Excel rejects every call, and pywin32 tells that in several ways.
            if deadline <= 0:
                raise _BUSY from refused
        if deadline <= 0:
            raise _BUSY
        pause(_PAUSE)
        deadline -= _PAUSE


class Quiet:
    """Keeps Excel from drawing, asking and firing events while we write, and puts back what was set before.

    A copied sheet must not bring its charts along either, or each click would lay another set over those there.
    """

    _SETTINGS = ("ScreenUpdating", "DisplayAlerts", "EnableEvents", "CopyObjectsWithCells")

    def __init__(self, app: xlwings.App) -> None:
        self._app: Any = app.api
        self._before: dict[str, object] = {}

    def __enter__(self) -> None:
        for setting in self._SETTINGS:
            self._before[setting] = getattr(self._app, setting)
            setattr(self._app, setting, False)

    def __exit__(self, *_error: object) -> None:
        for setting, value in self._before.items():
            setattr(self._app, setting, value)
