"""Windows as xlwings meets it through pywin32 and ctypes, with Excel processes that the tests start."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import datetime
import importlib
import importlib.machinery
import sys
import types
from collections.abc import Iterator
from typing import Any

import xlwings as _elsewhere

from tests.fakewin import com
from tests.fakewin.excel import Application

# Imported before xlwings is told that it runs on Windows: the like of asyncio would believe it, too.
_AS_IT_IS = (asyncio, _elsewhere)
_GONE = ("xlwings", "selfeval_xl.excel")
_STUBS = (
    *("pythoncom", "pywintypes", "win32api", "win32con", "win32gui", "win32process", "win32timezone", "win32event"),
    *("win32com", "win32com.client", "win32com.server", "win32com.server.dispatcher", "win32com.server.policy"),
    "win32com.server.util",
)


class Windows:
    """The desktop: the Excels that run, what message boxes showed, and the command lines of programs started."""

    def __init__(self) -> None:
        self.excels: list[Application] = []
        self.shown: list[str] = []
        self.may_start = False

    def start_own(self, name: str) -> com.CDispatch:
        """Start an Excel as a program does it, which then may end it, too; a button must not."""
        assert self.may_start and name == "Excel.Application", "a button must not start another Excel"
        excel = self.start_excel()
        excel.end = lambda: self.excels.remove(excel)
        return com.CDispatch(excel)

    def start_excel(self) -> Application:
        number = len(self.excels) + 1
        self.excels.append(Application(com.Process(pid=4000 + number, window=65_000 + number)))
        return self.excels[-1]

    def close_all(self) -> None:
        self.excels.clear()
        self.shown.clear()

    def at(self, window: int) -> Application:
        return next(excel for excel in self.excels if excel.Hwnd == window)

    def after(self, window: int | None) -> int:
        """The next window, 0 when there is none."""
        windows = [excel.Hwnd for excel in self.excels]
        place = windows.index(window) + 1 if window else 0
        return windows[place] if place < len(windows) else 0

    def message_box(self, _window: int, text: str, title: str, _style: int) -> int:
        assert title == "绩效自评"
        self.shown.append(text)
        return 1


class _Anything:
    """A function of Windows that nothing depends on here."""

    def __getattr__(self, _name: str) -> _Anything:
        return self

    def __call__(self, *_values: Any) -> int:
        return 0


def _modules(windows: Windows) -> dict[str, Any]:
    modules: dict[str, Any] = {name: types.ModuleType(name) for name in _STUBS}
    for name, module in modules.items():
        module.__file__ = f"{name}.dll"
        module.__spec__ = importlib.machinery.ModuleSpec(name, None)
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(modules[parent], child, module)
    vars(modules["pywintypes"]).update(com_error=com.com_error, error=OSError, TimeType=datetime.datetime, IID=str)
    vars(modules["pythoncom"]).update(
        ole_error=com.com_error, com_error=com.com_error, IID_IDispatch=0, TypeIIDs={0: type(None)}
    )
    modules["pythoncom"].CoInitialize = modules["pythoncom"].CoUninitialize = lambda: None
    modules["win32api"].MessageBox = windows.message_box
    vars(modules["win32con"]).update(
        MB_OK=0, MB_OKCANCEL=1, MB_YESNO=4, MB_YESNOCANCEL=3, MB_ICONINFORMATION=64, MB_ICONWARNING=48
    )
    # The window of a workbook is found two levels below that of its Excel; here they are one and the same.
    modules["win32gui"].FindWindowEx = lambda parent, *_: parent
    modules["win32process"].GetWindowThreadProcessId = lambda window: (1, windows.at(window).process.pid)
    modules["win32timezone"].TimeZoneInfo = types.SimpleNamespace(utc=lambda: datetime.UTC)
    client = modules["win32com.client"]
    client.CDispatch = com.CDispatch
    client.CoClassBaseClass = client.DispatchBaseClass = type("NotMade", (), {})
    client.Dispatch = lambda found, *_, **__: found if hasattr(found, "_oleobj_") else com.CDispatch(found)
    client.DispatchEx = windows.start_own
    client.gencache = _Anything()
    return modules


def _patch_ctypes(windows: Windows) -> dict[str, Any]:
    """The functions of Windows that xlwings calls without pywin32, to be set on the module ctypes."""

    def from_window(window: int, _kind: int, _iid: Any, pointer: Any) -> int:
        pointer._obj.value = window
        return 0

    def object_at(pointer: Any, _iid: Any, _count: bool) -> Application:
        return windows.at(pointer.value)

    user = types.SimpleNamespace(
        GetTopWindow=windows.after,
        GetWindow=lambda window, _next: windows.after(window),
        GetForegroundWindow=lambda: windows.excels[-1].Hwnd,
        SetForegroundWindow=lambda _window: 1,
        SetWindowPos=lambda *_place: 1,
    )
    return {
        "windll": types.SimpleNamespace(user32=user),
        "oledll": types.SimpleNamespace(
            ole32=_Anything(), oleacc=types.SimpleNamespace(AccessibleObjectFromWindow=from_window)
        ),
        "PyDLL": lambda _path: types.SimpleNamespace(PyCom_PyObjectFromIUnknown=object_at),
    }


class _OnWindows(types.ModuleType):
    """The module sys as xlwings should see it, while everything else stays on the system that it is on."""

    platform = "win32"

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)


@contextlib.contextmanager
def on_windows() -> Iterator[Windows]:
    """Import xlwings as on Windows, its own code unmodified, and put everything back at the end."""
    windows, before = Windows(), dict(sys.modules)
    package: Any = importlib.import_module("selfeval_xl")
    for name in before:
        if name in _GONE or name.startswith(tuple(f"{gone}." for gone in _GONE)):
            del sys.modules[name]
    sys.modules.update(_modules(windows))
    patches = _patch_ctypes(windows)
    kept = {name: vars(ctypes).get(name) for name in patches}
    vars(ctypes).update(patches)
    platform, sys.platform = sys.platform, "win32"
    try:
        xlwings = importlib.import_module("xlwings")
        importlib.import_module("xlwings.com_server")
        sys.platform = platform
        xlwings.main.sys = _OnWindows("sys")
        yield windows
    finally:
        sys.platform = platform
        _put_back(before)
        for name, value in kept.items():
            setattr(ctypes, name, value) if value is not None else delattr(ctypes, name)
        if "selfeval_xl.excel" in sys.modules:
            package.excel = sys.modules["selfeval_xl.excel"]


def _put_back(before: dict[str, types.ModuleType]) -> None:
    ours = (*_GONE, *_STUBS)
    for name in list(sys.modules):
        if name in ours or name.startswith(tuple(f"{gone}." for gone in _GONE)):
            del sys.modules[name]
    sys.modules.update({name: module for name, module in before.items() if name not in sys.modules})
