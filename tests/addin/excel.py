"""An Excel made up in Python, in which the VBA of the add-in runs: our modules, and the very text of xlwings.

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
USER_FILE = USER + "\\.selfeval\\selfeval.conf"
_NOT_OF_THIS_WORLD = 5  # the number of an error that the DLL or Python may raise


class Machine:
    """What is on the computer, and what happened to it."""

    def __init__(self) -> None:
        self.files = {PYTHON}
        self.variables = {"PYTHONSAFEPATH": ""}
        self.user_settings: dict[str, str] = {}
        self.dll_works = True
        self.alive = False
        self.python_error = ""
        self.started: list[tuple[str, str]] = []  # command line of each Python, and PYTHONSAFEPATH at that moment
        self.killed: list[str] = []
        self.executed: list[str] = []
        self.caller_books: list[object] = []
        self.shown: list[str] = []
        self.during: Callable[[], None] = lambda: None  # what happens in Excel while Python works

    def expand(self, text: str) -> str:
        known = {"%LOCALAPPDATA%": LOCAL, "%TEMP%": LOCAL + "\\Temp", "%SystemRoot%": "C:\\Windows"}
        for name, value in known.items():
            text = text.replace(name, value)
        return text


class _Environment(VBAObject):
    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    def vba_get(self, name: str, args: Any = (), named: Any = None) -> object:
        return self.machine.variables[args[0]]

    def vba_set(self, name: str, value: object, args: Any = (), named: Any = None, **_: object) -> None:
        self.machine.variables[args[0]] = str(value)


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
    def Environment(self, Kind: object) -> object:
        return _Environment(self.machine)

    @method
    def Run(self, Command: object, Style: object = 0, Wait: object = False) -> object:
        self.machine.started.append((str(Command), self.machine.variables["PYTHONSAFEPATH"]))
        self.machine.during()
        return 0


class _Files(VBAObject):
    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    @method
    def FileExists(self, Path: object) -> object:
        return Path in self.machine.files


class _Python(VBAObject):
    """The COM object of a running Python."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    @method
    def Str(self, Value: object) -> object:
        if not self.machine.alive:
            raise _refused()
        return str(Value)

    @method
    def Module(self, Name: object) -> object:
        return _Python(self.machine)

    @method
    def SetAttr(self, Where: object, Name: object, Value: object) -> object:
        self.machine.caller_books.append(Value)
        return EMPTY

    @method
    def Exec(self, Code: object) -> object:
        self.machine.executed.append(str(Code))
        self.machine.during()
        if self.machine.python_error:
            raise _refused(self.machine.python_error)
        return EMPTY

    @method
    def CallUDF(self, Script: object, Name: object, Args: object, Book: object, Caller: object) -> object:
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
            machine.started.append((str(Command), machine.variables["PYTHONSAFEPATH"]))
        machine.alive = True
        return _Python(machine)

    @method
    def HasUserSetting(self, Path: object, Key: object) -> object:
        return Path == USER_FILE and Key in self.machine.user_settings

    @method
    def UserSetting(self, Key: object) -> object:
        return self.machine.user_settings[str(Key)]


def _refused(reason: str = "Could not activate Python COM server") -> Exception:
    return error(_NOT_OF_THIS_WORLD, reason)


# What pyOpenVBA does not know, or takes more strictly than Excel, said in other words. The DLL becomes an object.
_TRANSLATED = [
    (re.compile(r"^( *#\w.*?)\s*'.*$", re.MULTILINE), r"\1"),
    (re.compile(r"^ *(?:Private )?Declare .*\n", re.MULTILINE), ""),
    (re.compile(r'(GetConfig\("[A-Z ]+", False\)) = True'), r"CBool(\1)"),
    (re.compile(r"In Range\(sht"), "In sht.Range(sht"),
    (re.compile(r"^( *)Kill .*$", re.MULTILINE), r"\1'"),
    (
        re.compile(r"^(Function GetConfigFromFile\([^\n]*\n +SeGate\n).*?^(?=End Function)", re.MULTILINE | re.DOTALL),
        r"\1    GetConfigFromFile = UserFile(sFile, sName, sValue)\n",
    ),
    (re.compile(r"^( *)Open FileName For Input.*?^( *)Close #FileNum$", re.MULTILINE | re.DOTALL), r"\1'"),
]
_DLL_MODULE = """Attribute VB_Name = "Dll"
Public Function LoadLibrary(ByVal Path As String) As Long
    LoadLibrary = 1
End Function
Public Function UserFile(ByVal Path As String, ByVal Key As String, ByRef Value As String) As Boolean
    UserFile = CreateObject("Test.Dll").HasUserSetting(Path, Key)
    If UserFile Then Value = CreateObject("Test.Dll").UserSetting(Key)
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
            "environ": lambda _interpreter, args, named: USER,
            "getattr": self._attributes,
        }

    def _attributes(self, _interpreter: object, args: list[object], _named: object) -> object:
        if args[0] not in self.machine.files:
            raise _refused("File not found")
        return 0


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
    text = module.text
    for pattern, replacement in _TRANSLATED if module.name == "xlwings" else ():
        text = pattern.sub(replacement, text)
    return text
