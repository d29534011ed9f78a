"""The VBA modules of the add-in: our own from ``addin/vba``, and those that xlwings brings along."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

import xlwings

from addin._build import BuildError
from addin._build.vba import Module

_WHEEL = Path(xlwings.__file__).parent
_NAME = re.compile(r'^Attribute VB_Name = "(\w+)"$', re.MULTILINE)
_CLASS_HEAD = re.compile(r"\AVERSION 1\.0 CLASS\nBEGIN\n.*?^END\n", re.MULTILINE | re.DOTALL)
_PROCEDURE = re.compile(r"^(?:Public )?(?:Function|Sub) \w+\((?:.* _\n)*.*\n", re.MULTILINE)
_QUESTION = "    SeGate\n"
_THEIR_PROJECT = 'PROJECT_NAME As String = "myaddin"'
_NAMELESS = (
    ('AddExcelDir & ";" & ActiveFullName & ";" & ThisFullName & ";"', 'AddExcelDir & ";" & ";" & ";"', 2),
    ('AddExcelDir & ";" & ActiveWorkbook.FullName & ";" & ThisWorkbook.FullName & ";"', 'AddExcelDir & ";" & ";" & ";"', 1),
    ('"cmd.exe /C "', 'SeCommandShell() & " /C "', 1),
    ('"cmd.exe "', 'SeCommandShell() & " "', 2),
)
_EXCEL_CLASSES = {
    "workbook": "0{00020819-0000-0000-C000-000000000046}",
    "sheet": "0{00020820-0000-0000-C000-000000000046}",
}
_VBA_CLASS = "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}"


def own_modules(folder: Path) -> list[Module]:
    """Return the ``.bas`` modules of the folder, in the order of their file names."""
    return [_named("Module", path) for path in sorted(folder.glob("*.bas"))]


def workbook_module(path: Path) -> Module:
    """Return the code behind the workbook, of which the file holds only the procedures."""
    return Module("Document", path.stem, _document_head(path.stem, "workbook") + _text(path))


def sheet_module(name: str) -> Module:
    """Return the module without procedures that every sheet has."""
    return Module("Document", name, _document_head(name, "sheet"))


def xlwings_modules(project: str) -> list[Module]:
    """Return the modules of the installed xlwings; the first looks up its configuration under our name."""
    return [nameless(_renamed(_named("Module", _WHEEL / "xlwings_custom_addin.bas"), project)), _dictionary()]


def nameless(module: Module) -> Module:
    """Return the module without the paths of workbooks in what it starts, and with the full path of cmd.exe.

    xlwings hands both paths on in one list with the folders to import from.  Semicolons in the name of a workbook would
    push empty or invented entries in among these, ``%PATHEXT%`` would be replaced by more of them, and an ``&`` behind
    a ``^`` would begin a command of its own.  Nobody reads the paths: we never import from beside a workbook.
    """
    text = module.text
    for theirs, ours, count in _NAMELESS:
        if text.count(theirs) != count:
            raise BuildError(f"{module.name} no longer says {theirs} {count} times: look at the new version.")
        text = text.replace(theirs, ours)
    return module._replace(text=text)


def gated(module: Module) -> Module:
    """Return the module of which every procedure first asks our Gate.bas, whether it may be used just now.

    All procedures of an add-in are open to the formulas of every workbook, and among these is one that runs any
    Python code it is given.
    """
    text, count = _PROCEDURE.subn(lambda head: head[0] + _QUESTION, module.text)
    if count == 0:
        raise BuildError(f"{module.name} has no procedure that the gate could be put into: look at the new version.")
    return module._replace(text=text)


def xlwings_version() -> str:
    """Return the version that goes into the add-in, as the installed package and its VBA module both state it."""
    installed = version("xlwings")
    if f'XLWINGS_VERSION As String = "{installed}"' not in _text(_WHEEL / "xlwings_custom_addin.bas"):
        raise BuildError(f"xlwings {installed} brings a VBA module of another version: install it anew.")
    return installed


def _renamed(module: Module, project: str) -> Module:
    if module.text.count(_THEIR_PROJECT) != 1:
        raise BuildError("xlwings_custom_addin.bas no longer names its project as before: look at the new version.")
    return module._replace(text=module.text.replace(_THEIR_PROJECT, _THEIR_PROJECT.replace("myaddin", project)))


def _dictionary() -> Module:
    """Return the class module that xlwings uses where Windows' own dictionary is missing.

    An exported class begins with a head that is not part of the module, and lacks two lines that are.
    """
    text = _CLASS_HEAD.sub("", _text(_WHEEL / "addin" / "Dictionary.cls"), count=1)
    name = _name(text, "Dictionary.cls")
    first = f'Attribute VB_Name = "{name}"\n'
    exposed = "Attribute VB_Exposed = True\n"
    text = text.replace(first, f'{first}Attribute VB_Base = "{_VBA_CLASS}"\n', 1)
    derived = "Attribute VB_TemplateDerived = False\nAttribute VB_Customizable = False\n"
    return Module("Class", name, text.replace(exposed, exposed + derived, 1))


def _document_head(name: str, kind: str) -> str:
    values = {"GlobalNameSpace": False, "Creatable": False, "PredeclaredId": True, "Exposed": True}
    values |= {"TemplateDerived": False, "Customizable": True}
    head = f'Attribute VB_Name = "{name}"\nAttribute VB_Base = "{_EXCEL_CLASSES[kind]}"\n'
    return head + "".join(f"Attribute VB_{key} = {value}\n" for key, value in values.items())


def _named(kind: str, path: Path) -> Module:
    text = _text(path)
    return Module(kind, _name(text, path.name), text)


def _name(text: str, file: str) -> str:
    found = _NAME.search(text)
    if found is None:
        raise BuildError(f'{file} has no line Attribute VB_Name = "...".')
    return found[1]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
