"""Wheels unpacked where pip would install them, so that nothing has to be installed on the other machine."""

import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from selfeval_xl.install import embedded

_DATA = re.compile(r"[^/]+\.data/(purelib|platlib|data)/(.+)")
_SYSTEM = "pywin32_system32/"
"""pywin32's DLLs, which Windows finds only beside the program."""
_LEFT_OUT = re.compile(
    r"[^/]+\.data/(scripts|headers)/"
    r"|xlwings/(pro|addin|js|html|rest)/|xlwings/(quickstart|xlwingslib)|xlwings/.*\.(bas|applescript)$"
    r"|pythonwin/|adodbapi/|isapi/|win32comext/|PyWin32\.chm|(win32|win32com)/(.*/)?(demos|test|include|libs|html)/"
    r"|lxml/includes/",
    re.IGNORECASE,
)
"""What the program never loads: the part of xlwings under another licence, its workbooks with macros (security software
looks askance at them), Pythonwin, ADO, IIS and the shell of pywin32, demonstrations, tests, what is for compilers."""


_GENERATED = f"{embedded.SITE}/win32com/gen_py/__init__.py"
"""Where pywin32 keeps what it makes of type libraries; without this file, it would lie in the temporary folder."""


def place(name: str) -> str:
    """Return where a member of a wheel goes, seen from the folder of ``python.exe``; nothing when it stays out."""
    if name.endswith("/") or _LEFT_OUT.match(name):
        return ""
    if name.startswith(_SYSTEM):
        return name.removeprefix(_SYSTEM)
    data = _DATA.fullmatch(name)
    if data:
        return data[2] if data[1] == "data" else f"{embedded.SITE}/{data[2]}"
    return f"{embedded.SITE}/{name}"


def unpack(wheels: Iterable[Path], python: Path) -> None:
    """Unpack wheels into the folder of a ``python.exe``."""
    for path in wheels:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                where = place(name)
                if where:
                    target = python / where
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(archive.read(name))
    (python / _GENERATED).parent.mkdir(parents=True, exist_ok=True)
    (python / _GENERATED).write_bytes(b"# Made by pywin32.\r\n")
