"""An Excel made up in a process of its own: the object model of ``tests.fakewin``, handed out over COM.

Other processes find it as they find Excel: by the window of a workbook, which hands out its object when asked.
"""

from __future__ import annotations

import ctypes
import re
import threading
import time
from typing import Any, ClassVar

import pythoncom
import pywintypes
import win32api
import win32con
import win32gui
import winerror
from win32com.server import policy, util
from win32com.server.exception import COMException

from tests.fakewin import com
from tests.fakewin.excel import Application

_OBJECT = 0xFFFFFFF0
"""OBJID_NATIVEOM: who asks a window for this wants the object of the program behind it."""
_CLASSES = ("XLMAIN", "XLDESK", "EXCEL7")
"""The windows of Excel, each in the one before it."""
_PUT = pythoncom.DISPATCH_PROPERTYPUT | pythoncom.DISPATCH_PROPERTYPUTREF


class _Policy(policy.DynamicPolicy):  # type: ignore[misc, unused-ignore]
    """Finds members whatever case their names are in, and says of what is none that there is none."""

    def _getdispid_(self, name: str, flags: int) -> Any:
        target = self._obj_.target
        names = {
            each.lower(): each for each in (*vars(target), *dir(type(target)), *target.METHODS) if each[0].isupper()
        }
        if name.lower() in ("_newenum", "_value_"):
            return super()._getdispid_(name, flags)
        if name.lower() not in names:
            raise COMException(scode=winerror.DISP_E_UNKNOWNNAME)
        return super()._getdispid_(names[name.lower()], flags)


class _Handed:
    """One object as others see it."""

    _public_methods_: ClassVar[list[str]] = []

    def __init__(self, target: com.ComObject) -> None:
        self.target = target

    def _dynamic_(self, name: str, _language: int, flags: int, values: tuple[Any, ...]) -> Any:
        try:
            return self._answer("Item" if name == "_value_" else name, flags, [inward(each) for each in values])
        except com.com_error as refused:
            raise COMException(refused.excepinfo and refused.excepinfo[2], refused.hresult) from refused
        except AttributeError as unknown:
            raise COMException(repr(unknown), winerror.DISP_E_MEMBERNOTFOUND) from unknown

    def _answer(self, name: str, flags: int, values: list[Any]) -> Any:
        target: Any = self.target
        if name == "_NewEnum":
            return util.NewEnum([outward(each) for each in com.each(target)])
        if flags & _PUT:
            return com.put(target, name, values[0])
        if name in target.METHODS:
            if not flags & pythoncom.DISPATCH_METHOD:  # only looked at: whether it is a value
                raise COMException(scode=winerror.DISP_E_MEMBERNOTFOUND)
            return outward(com.call(target, name, *values))
        value = com.get(target, name)
        return outward(value.Item(*values) if values else value)


def outward(value: Any) -> Any:
    """Return a value as it goes to another process."""
    if isinstance(value, com.ComObject):
        return util.wrap(_Handed(value), usePolicy=_Policy)
    # A tuple would be taken for a result with its by-products.
    return list(map(outward, value)) if isinstance(value, tuple) else value


def inward(value: Any) -> Any:
    """Return a value that came from another process; an object is one of ours that was handed out."""
    if isinstance(value, tuple):
        return tuple(map(inward, value))
    return util.unwrap(value).target if type(value).__name__ == "PyIDispatch" else value


class Excel:
    """The program: its object model, its windows, and what its user was shown in message boxes."""

    def __init__(self) -> None:
        self.application = Application(com.Process(win32api.GetCurrentProcessId(), 0))
        self.shown: list[str] = []
        self._kept: list[Any] = []
        self.window = self._windows()
        self.application.Hwnd = self.application.process.window = self.window
        threading.Thread(target=self._read_messages, daemon=True).start()

    def _windows(self) -> int:
        parent, windows = 0, list[int]()
        for name in _CLASSES:
            kind = win32gui.WNDCLASS()
            kind.lpszClassName, kind.hInstance, kind.lpfnWndProc = name, win32api.GetModuleHandle(None), self._asked
            win32gui.RegisterClass(kind)
            style = win32con.WS_VISIBLE | (win32con.WS_CHILD if parent else win32con.WS_OVERLAPPEDWINDOW)
            parent = win32gui.CreateWindow(name, name, style, 0, 0, 300, 200, parent, 0, kind.hInstance, None)
            windows.append(parent)
        return windows[0]

    def _asked(self, window: int, message: int, first: int, second: int) -> int:
        if message != win32con.WM_GETOBJECT or second & 0xFFFFFFFF != _OBJECT:
            return int(win32gui.DefWindowProc(window, message, first, second))
        handed = outward(_Window(self.application))
        self._kept.append(handed)
        pointer = int(re.search("obj at 0x([0-9a-fA-F]+)", repr(handed))[1], 16)  # type: ignore[index]
        give = ctypes.oledll.oleacc.LresultFromObject  # type: ignore[attr-defined, unused-ignore]
        give.restype, give.argtypes = ctypes.c_ssize_t, [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p]
        kind = (ctypes.c_byte * 16).from_buffer_copy(bytes(pythoncom.IID_IDispatch))
        return int(give(ctypes.addressof(kind), first, pointer))

    def _read_messages(self) -> None:
        """Be the user who reads a message box and presses OK."""
        while True:
            time.sleep(0.05)
            box = win32gui.FindWindow("#32770", "绩效自评")
            if box and win32gui.GetDlgItem(box, win32con.IDOK):
                self.shown.append(_text(box))
                win32gui.PostMessage(box, win32con.WM_COMMAND, win32con.IDOK, 0)
                while win32gui.IsWindow(box):
                    time.sleep(0.02)


def _text(box: int) -> str:
    """Return what a message box says: the longest of its texts, which its button is not."""
    children = list[int]()
    win32gui.EnumChildWindows(box, lambda child, found: found.append(child), children)
    return max(map(win32gui.GetWindowText, children), key=len)


class _Window(com.ComObject):
    """The window of a workbook, which is asked for its program."""

    def __init__(self, application: Application) -> None:
        self.process, self.Application = application.process, application


def as_excel_says(value: Any) -> Any:
    """Return a value of a cell as JSON has it."""
    return str(value) if isinstance(value, pywintypes.TimeType) else value
