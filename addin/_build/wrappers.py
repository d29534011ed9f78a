"""The VBA functions through which a cell calls Python, written by xlwings itself from the Python functions.

xlwings writes them on Windows, into an open workbook, and needs "trust access to the VBA project" for that, which no
user should have to grant.  So it is called here instead.  Its module wants pywin32, of which writing text uses
nothing: empty stand-ins do.  That happens in an interpreter of its own, whose xlwings nobody else uses.
"""

from __future__ import annotations

import importlib
import io
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from addin._build import BuildError
from addin._build.vba import Module

MODULE = "Functions"
_ROOT = Path(__file__).parents[2]
_HEAD = f'''Attribute VB_Name = "{MODULE}"
' Made by xlwings from the functions in {{source}}: see addin/_build/wrappers.py.
#Const App = "Microsoft Excel"
'''
_OURS = {
    "XLPy.CallUDF(": "SePy.CallUDF(",
    # Python would keep the workbook that it is given, and with it an Excel whose last window is closed.
    ", ActiveWorkbook, Application.Caller)": ", Nothing, Application.Caller)",
}
_FUNCTION = re.compile(r"^Function (\w+)\((.*)\)$", re.MULTILINE)


def udf_module(source: str) -> Module:
    """Return the wrappers for the functions of the Python module ``source``.

    Raises BuildError when the module is not there, cannot be imported, or has no such functions.
    """
    run = subprocess.run(
        [sys.executable, "-m", __name__, source], capture_output=True, encoding="utf-8", cwd=_ROOT, check=False
    )
    if run.returncode:
        raise BuildError(f"No worksheet functions from {source}: {(run.stderr.strip().splitlines() or ['?'])[-1]}")
    if not _FUNCTION.search(run.stdout):
        raise BuildError(f"{source} has no function with the xlwings decorator func.")
    return Module("Module", MODULE, _HEAD.format(source=source) + _through_our_python(run.stdout))


def signatures(module: Module) -> dict[str, list[str]]:
    """Return the arguments of each worksheet function."""
    found = _FUNCTION.findall(module.text)
    return {name: [argument.removeprefix("Optional ") for argument in rest.split(", ")] for name, rest in found}


def _through_our_python(text: str) -> str:
    """Let every call go to the one Python that we keep, and hand no workbook over."""
    for theirs, ours in _OURS.items():
        if text.count(theirs) == 0:
            raise BuildError("xlwings no longer writes its functions as before: look at the new version.")
        text = text.replace(theirs, ours)
    return text


def write(source: str) -> str:
    """Return what xlwings writes for the module; only for an interpreter in which nothing else goes on."""
    stand_ins: dict[str, dict[str, Any]] = {
        "pythoncom": {"CoInitialize": None},
        "pywintypes": {"com_error": Exception},
        "win32com": {},
        "win32com.client": {"Dispatch": None},
    }
    for name, contents in stand_ins.items():
        sys.modules[name] = ModuleType(name)
        vars(sys.modules[name]).update(contents)
    import xlwings as xw
    from xlwings import udfs as untyped

    udfs: Any = untyped
    vars(xw).update(func=udfs.xlfunc, arg=udfs.xlarg, ret=udfs.xlret)
    out = io.StringIO()
    # The name only tells xlwings that the workbook is an add-in.
    udfs.generate_vba_wrapper(source, importlib.import_module(source), out, SimpleNamespace(Name="selfeval.xlam"))
    return out.getvalue()


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(write(sys.argv[1]))
