"""The VBA modules of the add-in, from ``addin/vba``; of xlwings only what stands behind its DLL is relied on."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

import xlwings

from addin._build import BuildError
from addin._build.vba import Module

_WHEEL = Path(xlwings.__file__).parent
_NAME = re.compile(r'^Attribute VB_Name = "(\w+)"$', re.MULTILINE)
_ACTIVATE = (
    'Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings{bits}-{version}.dll" (ByRef Result As Variant, '
    'Optional ByVal Config As String = "", Optional ByVal mode As Long = 1) As Long'
)
_SERVE = "import xlwings; xlwings.serve('$(CLSID)')"
_EXCEL_CLASSES = {
    "workbook": "0{00020819-0000-0000-C000-000000000046}",
    "sheet": "0{00020820-0000-0000-C000-000000000046}",
}


def own_modules(folder: Path) -> list[Module]:
    """Return the ``.bas`` modules of the folder, in the order of their file names."""
    return [_named("Module", path) for path in sorted(folder.glob("*.bas"))]


def workbook_module(path: Path) -> Module:
    """Return the code behind the workbook, of which the file holds only the procedures."""
    return Module("Document", path.stem, _document_head(path.stem, "workbook") + _text(path))


def sheet_module(name: str) -> Module:
    """Return the module without procedures that every sheet has."""
    return Module("Document", name, _document_head(name, "sheet"))


def xlwings_version(folder: Path) -> str:
    """Return the version of the installed xlwings, after a look at what our VBA in ``folder`` has from it.

    Both name the DLL, of which the version is a part, with the same arguments, and start the same server.
    """
    installed = version("xlwings")
    theirs, ours = _text(_WHEEL / "xlwings_custom_addin.bas"), _text(folder / "Server.bas")
    for line in (_SERVE, *(_ACTIVATE.format(bits=bits, version=installed) for bits in (32, 64))):
        for text, where in ((theirs, f"xlwings {installed}"), (ours, "Server.bas")):
            if line not in text:
                raise BuildError(f"{where} does not say any more: {line}.  Look at the new version.")
    return installed


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
