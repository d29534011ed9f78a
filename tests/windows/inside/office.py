"""Runs in the Python for Windows: Excel with our add-in, whose buttons are pressed as told, line by line.

The VBA of the add-in runs here in pyOpenVBA's interpreter; all that it calls on is real: the shell that starts
Python, the files, xlwings' own DLL, the Python that this starts, and COM between that and the made-up Excel.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pythoncom
import win32com.client.dynamic
from pyopenvba.interpreter._objects import VBAObject, member, method
from pyopenvba.interpreter._values import EMPTY, MISSING, NOTHING, VBAArray, error

from addin._build.vba import Module
from tests.addin import excel as addin
from tests.windows.inside import hand, made_up

_PATIENCE = 200
"""Seconds after which a Python that was started for a click hangs."""


class _Variant(ctypes.Structure):
    _fields_ = [
        ("kind", ctypes.c_ushort),
        ("_", ctypes.c_ushort * 3),
        ("value", ctypes.c_void_p),
        ("_2", ctypes.c_void_p),
    ]


class _Shell(VBAObject):
    """WScript.Shell."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @method
    def Popup(self, Text: object, Seconds: object = 0, Title: object = "", Kind: object = 0) -> object:
        self.desk.excel.shown.append(str(Text))
        return 1

    @method
    def ExpandEnvironmentStrings(self, Text: object) -> object:
        return os.path.expandvars("" if Text is EMPTY else str(Text))

    @method
    def Run(self, Command: object, Style: object = 0, Wait: object = False) -> object:
        line = os.path.expandvars(str(Command))
        self.desk.started.append(line)
        process, end = subprocess.Popen(line), time.monotonic() + _PATIENCE
        while process.poll() is None:
            assert time.monotonic() < end, line
            pythoncom.PumpWaitingMessages()
            time.sleep(0.002)
        return process.returncode


class _Files(VBAObject):
    """Scripting.FileSystemObject."""

    @method
    def FileExists(self, Path: object) -> object:
        return os.path.isfile(str(Path))

    @method
    def GetParentFolderName(self, Path: object) -> object:
        return os.path.dirname(str(Path))

    @method
    def OpenTextFile(self, Path: object) -> object:
        with open(str(Path), encoding="mbcs") as file:
            return addin._Lines(file.read().splitlines())


class _Dll(VBAObject):
    """The library of xlwings, as the VBA declares it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @method
    def Load(self, Path: object) -> object:
        try:
            self.desk.dll = ctypes.WinDLL(str(Path))  # type: ignore[attr-defined, unused-ignore]
        except OSError:
            return 0
        return 1

    @method
    def Activate(self, Command: object, Mode: object) -> object:
        line, made = str(Command), _Variant()
        self.desk.started.append(line)
        activate = self.desk.dll.XLPyDLLActivateAuto
        activate.argtypes = [ctypes.POINTER(_Variant), ctypes.c_char_p, ctypes.c_int]
        result = activate(ctypes.byref(made), line.encode("mbcs"), int(str(Mode)))
        if int(str(Mode)) < 0:
            return EMPTY
        if result or made.kind != pythoncom.VT_DISPATCH:
            raise error(5, f"the DLL of xlwings says {result}: {ctypes.wstring_at(made.value) if made.value else ''}")
        return _Python(self.desk, pythoncom.ObjectFromAddress(made.value, pythoncom.IID_IDispatch))


class _Python(VBAObject):
    """An object of the Python that runs, over COM."""

    def __init__(self, desk: Desk, pointer: Any) -> None:
        self.desk, self.pointer = desk, pointer

    def vba_get(self, name: str, args: Sequence[object] = (), named: Any = None) -> object:
        there = win32com.client.dynamic.Dispatch(self.pointer)
        try:
            answer = getattr(there, name)(*[self._given(each) for each in args])
        except pythoncom.com_error as refused:
            raise error(5, str((refused.excepinfo or (None, None, refused.strerror))[2])) from refused
        if isinstance(answer, win32com.client.dynamic.CDispatch):
            return _Python(self.desk, answer._oleobj_)
        return EMPTY if answer is None else answer

    def _given(self, value: object) -> Any:
        """Return a value of VBA as COM takes it; its workbook and its cells are those of the made-up Excel."""
        if value is NOTHING or value is EMPTY or value is MISSING:
            return None
        if isinstance(value, VBAArray):
            return tuple(self._given(each) for each in value.items)
        if isinstance(value, _Python):
            return value.pointer
        if isinstance(value, VBAObject):
            book = self.desk.excel.application.active
            is_book = value.vba_type_name == "Workbook"
            return made_up.outward(book if is_book else book.Worksheets.Item(1).Range("A1"))
        return value if isinstance(value, (str, float, bool)) else float(str(value))


class _Bridge(addin._Bridge):
    """Where the objects come from that VBA creates."""

    desk: Desk

    def create(self, type_name_: str) -> object:
        made = {"WScript.Shell": lambda: _Shell(self.desk), "Scripting.FileSystemObject": _Files}
        return made.get(type_name_, lambda: _Dll(self.desk))()


class _Application(addin._Application):
    """The Excel that VBA sees has the window of the made-up one."""

    window = 0

    @member
    def Hwnd(self) -> object:
        return self.window


class Desk:
    """Excel with the add-in and one workbook."""

    def __init__(self) -> None:
        pythoncom.CoInitialize()
        self.excel = made_up.Excel()
        self.started: list[str] = []
        self.dll: Any = None

    def load(self, path: str, modules: str) -> None:
        """Load the add-in of that path; ``modules`` is a JSON file with the text of its VBA."""
        texts = [Module(*each) for each in json.loads(Path(modules).read_text(encoding="utf-8"))]
        self._vba = addin.Excel(path, texts)
        _Application.window = self.excel.window
        self._vba.application.__class__ = _Application
        host = self._vba.app.interpreter.host
        host.__class__, host.desk = _Bridge, self

    def open(self, path: str) -> None:
        """Open a workbook: in the made-up Excel, and its name in the one that VBA sees."""
        book = self.excel.application.Workbooks.Open(path)
        self._vba.book("指标").name = book.Name
        self.settings()

    def settings(self) -> None:
        """Read the user's own settings, as Excel does when it starts."""
        self._vba.app.run("SeReadUserSettings")

    def press(self, callback: str) -> list[str]:
        """Press a button of the ribbon; return what was shown."""
        self.excel.shown.clear()
        self._vba.press(callback)
        return list(self.excel.shown)

    def cell(self, function: str, *values: object) -> Any:
        """Calculate a function of a cell."""
        return self._vba.cell_calls(function, *values)

    def texts(self, sheet: str) -> list[list[Any]]:
        """Return what stands on a sheet."""
        rows = self.excel.application.active.Worksheets.Item(sheet).content.iter_rows(values_only=True)
        return [[made_up.as_excel_says(each) for each in row] for row in rows]

    def lines(self) -> list[str]:
        """Return the command lines that were started."""
        return self.started

    def quit(self) -> None:
        """End Excel as far as the add-in notices."""
        self._vba.app.run("SeStopServer")


if __name__ == "__main__":
    desk = Desk()
    told = (desk.load, desk.open, desk.settings, desk.press, desk.cell, desk.texts, desk.lines, desk.quit)
    hand.obey({each.__name__: each for each in told})
    sys.exit()
