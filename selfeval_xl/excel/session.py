"""The hazards of talking to Excel, dealt with once: who called, is it listening, and whom must we leave alone."""

import atexit
import contextlib
import gc
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import xlwings

from selfeval_xl.messages import codes, input_error, storage_error

XLWINGS = "0.37.8"
"""The version that the add-in was built with; its Visual Basic and its Python must be of one version."""

_ENGINE = "xlwings._xlwindows"
_ATTEMPTS = 30
_PATIENCE = 5.0
_PAUSE = 0.25
# RPC_E_CALL_REJECTED, RPC_E_SERVERCALL_RETRYLATER, and what Excel says itself when a dialog is open.
_REJECTED = (-2147418111, -2147417846, -2146777998)
BUSY = storage_error(codes.BUSY)
Asked = TypeVar("Asked")


class Caller(NamedTuple):
    """The Excel and the workbook in which a button was pressed."""

    app: Any
    book: Any


def prepare() -> None:
    """Make xlwings safe to use; may be called any number of times.

    Its exit hook kills every Excel process that it cannot list, also those of other programs; its calls retry for
    ever while a cell is being edited.  Raises InputError when it is not of the add-in's version.
    """
    if xlwings.__version__ != XLWINGS:
        raise input_error(codes.OTHER_XLWINGS, wanted=XLWINGS, found=xlwings.__version__)
    windows: Any = sys.modules.get(_ENGINE)
    if windows is not None:
        atexit.unregister(windows.cleanup)
        windows.N_COM_ATTEMPTS = _ATTEMPTS


def let_go() -> None:
    """Forget the workbook, and all that still hangs in circles, so that Excel can end when its user ends it."""
    forget_book()
    gc.collect()


def forget_book() -> None:
    """Take from xlwings the workbook that a button or a function of a cell has left with it."""
    windows: Any = sys.modules.get(_ENGINE)
    if windows is not None:
        windows.BOOK_CALLER = None


def _calling_book() -> xlwings.Book:
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
    raise storage_error(codes.BOOK_GONE, book=name)


def _argument(prefix: str) -> str:
    return next((argument[len(prefix) :].strip() for argument in sys.argv if argument.startswith(prefix)), "")


def calling(pause: Callable[[float], None] = time.sleep) -> Caller:
    """Return the Excel and the workbook from which the button was pressed.

    Raises StorageError when Excel stays busy, or when the workbook is gone.
    """

    def asked() -> Caller:
        book = _calling_book()
        return Caller(book.app, book)

    return _patiently(asked, pause)


def _patiently(ask: Callable[[], Asked], pause: Callable[[float], None]) -> Asked:
    """Return what Excel answers, and wait a few seconds for it to listen; raises StorageError when it stays busy."""
    waited = 0.0
    while True:
        try:
            return ask()
        except Exception as refused:
            if not is_busy(refused):
                raise
        if waited >= _PATIENCE:
            raise BUSY
        pause(_PAUSE)
        waited += _PAUSE


def at_window(window: int) -> xlwings.App:
    """Return the Excel of that window."""
    engine: Any = sys.modules[_ENGINE]
    return xlwings.App(impl=engine.App(xl=window))


def open_there(window: int, path: str, pause: Callable[[float], None] = time.sleep) -> bool:
    """Open a workbook in the Excel of that window; False when it is gone, or does not listen for a few seconds."""
    try:
        _patiently(lambda: at_window(window).books.open(path), pause)
    except Exception:
        return False
    return True


def start_beside(module: str, *arguments: str) -> None:
    """Start a Python of its own, without a window, for what Excel shall not wait for."""
    command = [sys.executable, "-I", "-B", "-m", module, *arguments]
    quiet, nothing = getattr(subprocess, "CREATE_NO_WINDOW", 0), subprocess.DEVNULL
    subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing, creationflags=quiet)


def is_busy(error: BaseException | None) -> bool:
    """Tell whether an error came about because Excel does not listen: while a cell is edited it rejects every call.

    xlwings tells that in several ways, and may have made another error of it.
    """
    while error is not None:
        if getattr(error, "hresult", None) in _REJECTED or type(error).__name__ == "ExcelBusyError":
            return True
        error = error.__cause__ or error.__context__
    return False


class Quiet:
    """Keeps Excel from drawing, asking and firing events while we write, and puts back what was set before.

    A copied sheet must not bring its charts along either, or each click would lay another set over those there.  Where
    ``macros`` says that what is opened meanwhile has some (a copy of a workbook that somebody sent), none of them runs:
    nobody is asked otherwise (https://learn.microsoft.com/office/vba/api/excel.application.automationsecurity).
    """

    _USUALLY_ON = ("ScreenUpdating", "DisplayAlerts")
    """On whenever somebody can press a button; Excel itself sees to that."""
    _CHOSEN = ("EnableEvents", "CopyObjectsWithCells")
    _SECURITY, _NO_MACROS = "AutomationSecurity", 3
    """``msoAutomationSecurityForceDisable``"""

    def __init__(self, app: xlwings.App, macros: bool = False) -> None:
        self._app = app
        self._changed = (*self._CHOSEN, self._SECURITY) if macros else self._CHOSEN
        self._before: dict[str, object] = dict.fromkeys(self._USUALLY_ON, True)

    def __enter__(self) -> None:
        api: Any = self._app.api
        self._before |= {setting: getattr(api, setting) for setting in self._changed}
        for setting in self._before:
            setattr(api, setting, self._NO_MACROS if setting == self._SECURITY else False)

    def __exit__(self, *_error: object) -> None:
        for setting, value in self._before.items():
            # One that Excel does not take must neither keep the others from it nor hide what went wrong before.
            with contextlib.suppress(Exception):
                setattr(self._app.api, setting, value)
