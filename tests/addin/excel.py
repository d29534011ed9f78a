"""An Excel made up in Python, in which the VBA of the add-in runs.

The language and the workbooks are pyOpenVBA's; Windows is made up here: its programs are not started but noted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pyopenvba.apps.excel import Application, ExcelApplication, Workbook
from pyopenvba.apps.excel._bridge import ExcelBridge
from pyopenvba.interpreter._objects import VBAObject, member, method
from pyopenvba.interpreter._values import EMPTY, VBAErrorValue, error

from addin._build.vba import Module

USER = "C:\\Users\\张三"
LOCAL = USER + "\\AppData\\Local"
PYTHON = LOCAL + "\\selfeval-xl\\python\\python.exe"
LIBRARY = LOCAL + "\\selfeval-xl\\xlwings64-0.37.8.dll"
USER_FILE = USER + "\\.selfeval\\selfeval.conf"
_NOT_OF_THIS_WORLD = 5  # the number of an error that the DLL or Python may raise


class Machine:
    """What is on the computer, and what happened to it."""

    def __init__(self) -> None:
        self.files = {PYTHON, LIBRARY}
        self.user_settings: dict[str, str] = {}
        self.dll_works = True
        self.alive = False
        self.python_error = ""
        self.answer = ""  # what the macros return
        self.exit_code = 0
        self.libraries: list[str] = []  # the paths of DLLs that were asked for
        self.started: list[str] = []  # the command line of each Python
        self.killed: list[str] = []
        self.executed: list[str] = []
        self.caller_books: list[object] = []
        self.shown: list[str] = []
        self.during: Callable[[], None] = lambda: None  # what happens in Excel while Python works

    def expand(self, text: str) -> str:
        known = {"%LOCALAPPDATA%": LOCAL, "%USERPROFILE%": USER, "%SystemRoot%": "C:\\Windows"}
        for name, value in known.items():
            text = text.replace(name, value)
        return text


class _Shell(VBAObject):
    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    @method
    def Popup(self, Text: object, Seconds: object = 0, Title: object = "", Kind: object = 0) -> object:
        self.machine.shown.append(str(Text))
        return 1

    @method
    def ExpandEnvironmentStrings(self, Text: object) -> object:
        return self.machine.expand("" if Text is EMPTY else str(Text))

    @method
    def Run(self, Command: object, Style: object = 0, Wait: object = False) -> object:
        self.machine.started.append(str(Command))
        self.machine.during()
        return self.machine.exit_code


class _Files(VBAObject):
    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    @method
    def FileExists(self, Path: object) -> object:
        return Path in self.machine.files or (Path == USER_FILE and bool(self.machine.user_settings))

    @method
    def GetParentFolderName(self, Path: object) -> object:
        return str(Path).rpartition("\\")[0]

    @method
    def OpenTextFile(self, Path: object) -> object:
        assert Path == USER_FILE
        return _Lines([f'"{key}","{value}"' for key, value in self.machine.user_settings.items()])


class _Lines(VBAObject):
    def __init__(self, lines: list[str]) -> None:
        self.lines = lines

    @member
    def AtEndOfStream(self) -> object:
        return not self.lines

    @method
    def ReadLine(self) -> object:
        return self.lines.pop(0)

    @method
    def Close(self) -> object:
        return EMPTY


class _Answer(VBAObject):
    """What Python hands out instead of a value of its own."""

    def __init__(self, text: str) -> None:
        self.text = text


class _Python(VBAObject):
    """The COM object of a running Python."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    @method
    def Str(self, Value: object) -> object:
        if not self.machine.alive:
            raise _refused()
        return Value.text if isinstance(Value, _Answer) else str(Value)

    @method
    def Module(self, Name: object) -> object:
        return _Python(self.machine)

    @method
    def SetAttr(self, Where: object, Name: object, Value: object) -> object:
        self.machine.caller_books.append(Value)
        return EMPTY

    @method
    def Eval(self, Code: object) -> object:
        self.machine.executed.append(str(Code))
        self.machine.during()
        if self.machine.python_error:
            raise _refused(self.machine.python_error)
        return _Answer(self.machine.answer)

    @method
    def CallUDF(self, Script: object, Name: object, Args: object, Book: object, Caller: object) -> object:
        self.machine.caller_books.append(Book)
        return f"{Script}.{Name}"


class _Dll(VBAObject):
    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    @method
    def Activate(self, Command: object, Mode: object) -> object:
        machine = self.machine
        if int(str(Mode)) < 0:
            machine.killed.append(str(Command))
            machine.alive = False
            return EMPTY
        if not machine.dll_works:
            raise _refused()
        if not machine.alive:
            machine.started.append(str(Command))
        machine.alive = True
        return _Python(machine)

    @method
    def Load(self, Path: object) -> object:
        self.machine.libraries.append(str(Path))
        return int(str(Path) in self.machine.files)


def _refused(reason: str = "Could not activate Python COM server") -> Exception:
    return error(_NOT_OF_THIS_WORLD, reason)


# Functions of the DLL become those of an object.
_DECLARED = re.compile(r"^ *Private Declare .*\n", re.MULTILINE)
_DLL_MODULE = """Attribute VB_Name = "Dll"
Public Function LoadLibraryW(ByVal Path As String) As Long
    LoadLibraryW = CreateObject("Test.Dll").Load(Path)
End Function
Public Function XLPyDLLActivateAuto(ByRef Result As Variant, ByVal Command As String, ByVal Mode As Long) As Long
    If Mode < 0 Then
        CreateObject("Test.Dll").Activate Command, Mode
    Else
        Set Result = CreateObject("Test.Dll").Activate(Command, Mode)
    End If
End Function
"""


class Excel:
    """Excel with the add-in in it; no workbook is open yet."""

    def __init__(self, path: str, modules: list[Module]) -> None:
        self.machine = Machine()
        self.app = ExcelApplication.open(path, with_vba=False)
        self.application = self.app.application
        self.addin = self.application.active_book
        self.application._this_workbook = self.addin
        self.caller: object = VBAErrorValue(2023)  # what Excel answers while a ribbon button is pressed
        self.described: dict[str, list[str]] = {}
        self.later: list[str] = []
        self._equip()
        for module in [*modules, Module("Module", "Dll", _DLL_MODULE)]:
            kind = {"Module": "standard", "Class": "class", "Document": "document"}[module.kind]
            self.app.add_module(_translated(module), name=module.name, kind=kind)
        self.application.workbooks_.books.remove(self.addin)
        self.application.active_book = None

    def book(self, *sheets: str) -> Workbook:
        """Open a new workbook with these sheets besides its first, and make it the active one."""
        book = self.app.add_workbook()
        for name in sheets:
            book.vba_get("Sheets").vba_get("Add").vba_set("Name", name)
        return book

    def press(self, callback: str) -> None:
        """Press the button with that callback."""
        self.app.run(callback, _Control())

    def starts(self) -> None:
        """Do what Excel does when it has loaded the add-in."""
        self.app.interpreter.run("Workbook_Open", module="ThisWorkbook")

    def cell_calls(self, function: str, *arguments: object) -> object:
        """Calculate the function as in a formula of the active workbook; the error when there is one."""
        before, self.caller = (
            self.caller,
            self.application.active_book.vba_get("Sheets").vba_get("Item", [1]).vba_get("Range", ["A1"]),
        )
        try:
            return self.app.run(function, *arguments)
        finally:
            self.caller = before

    def _equip(self) -> None:
        self.application.__class__ = _Application
        self.application.excel = self
        interpreter = self.app.interpreter
        interpreter.host.__class__ = _Bridge
        interpreter.host.machine = self.machine
        interpreter._intrinsics = interpreter._intrinsics | {
            "strptr": lambda _interpreter, args, named: args[0],
        }


class _Application(Application):
    """What pyOpenVBA's Excel lacks."""

    vba_type_name = "Application"
    excel: Excel

    @member
    def Caller(self) -> object:
        return self.excel.caller

    @member
    def Hwnd(self) -> object:
        return 42

    @method
    def OnTime(self, EarliestTime: object, Procedure: object) -> object:
        self.excel.later.append(str(Procedure))
        return EMPTY

    @method
    def MacroOptions(self, Macro: object, Description: object, Category: object, ArgumentDescriptions: Any) -> object:
        if self.active_book is None:
            raise _refused("Cannot edit a macro on a hidden workbook")
        self.excel.described[str(Macro)] = [str(Description), str(Category), *map(str, ArgumentDescriptions.items)]
        return EMPTY


class _Control(VBAObject):
    vba_type_name = "IRibbonControl"


class _Bridge(ExcelBridge):
    machine: Machine

    def create(self, type_name_: str) -> object:
        made = {"WScript.Shell": _Shell, "Scripting.FileSystemObject": _Files, "Test.Dll": _Dll}
        return made[type_name_](self.machine)


def _translated(module: Module) -> str:
    return _DECLARED.sub("", module.text)
