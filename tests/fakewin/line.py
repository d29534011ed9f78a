"""The command line with which a click starts Python, as the VBA of our add-in writes it."""

import functools
import re
import shlex
import tempfile
from pathlib import Path
from typing import NamedTuple

from addin import build
from addin._build.package import About, package
from tests.addin.excel import Excel

_CLICKED = "m.calculate()"


class Line(NamedTuple):
    """What Python is told to run, and the arguments after it."""

    code: str
    arguments: list[str]


@functools.cache
def _written() -> tuple[str, str]:
    """Press 计算评分 in the Excel that runs VBA; return the command line and the name of the workbook in it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "selfeval.xlam")
        path.write_bytes(package(build.sheets(), b"", b"", About("", "")))
        excel = Excel(str(path), build.modules("tests.addin.standin"))
    excel.book("指标")
    excel.machine.user_settings["KEEP PYTHON ALIVE"] = "False"
    excel.app.run("SeReadUserSettings")
    excel.press("SeCalculate")
    (command,) = excel.machine.started
    return command, excel.application.active_book.name


def of_click(macro: str, name: str, window: int) -> Line:
    """Return the line for a click on a button in the workbook of that name."""
    command, book = _written()
    found = re.fullmatch(r'"[^"]+" -I -B -c "([^"]*)" ("--wb=.*)', command)
    assert found and f"({_CLICKED})" in found[1] and f'"--wb={book}"' in found[2] and "--hwnd=42" in found[2]
    tail = found[2].replace(f'"--wb={book}"', f'"--wb={name}"').replace("--hwnd=42", f"--hwnd={window}")
    return Line(found[1].replace(_CLICKED, f"m.{macro}"), shlex.split(tail.replace("\\", "\\\\")))


def prepare() -> None:
    """Write the line now, before Windows and Excel are made up otherwise."""
    _written()
