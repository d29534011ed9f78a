"""CPython's embeddable package for Windows: whether a zip is one, and making of it the Python of the folder.

Wheels are unpacked where pip would install them, so that nothing has to be installed on the other machine.

https://docs.python.org/3/using/windows.html#the-embeddable-package
"""

import hashlib
import re
import shutil
import struct
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from selfeval_xl.domain.errors import InputError
from selfeval_xl.messages import codes, input_error, storage_error
from selfeval_xl.storage import os_errors

PYTHONS = ("3.11", "3.12", "3.13")
"""The Python versions on which the program is tested; ``install.cmd`` looks for the same."""
VERSION = "3.13.11"
"""The release that is fetched when none is given."""
NAME = f"python-{VERSION}-embed-amd64.zip"
ADDRESS = f"https://www.python.org/ftp/python/{VERSION}/{NAME}"
SITE = "Lib/site-packages"
_TIME_LIMIT = 60
_PROGRAM = "python.exe"
_LIBRARY = re.compile(r"python(3)(\d+)\.dll")
I386, AMD64, ARM64 = 0x014C, 0x8664, 0xAA64
"""Kinds of processors, as Windows numbers them."""
_MACHINES = {I386: "是 32 位的，程序的组件只有 64 位的", ARM64: "是 ARM 处理器用的，程序的组件只有 x86-64 的"}
_NO_ZIP = "不是 zip 压缩包（没有下载完整，或不是 Windows 用的）"

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
_GENERATED = f"{SITE}/win32com/gen_py/__init__.py"
"""Where pywin32 keeps what it makes of type libraries; without this file, it would lie in the temporary folder."""


class EmbeddablePython(NamedTuple):
    """One such zip: where it lies, its SHA-256, and the version as ``3.13``."""

    path: Path
    digest: str
    version: str

    @property
    def stem(self) -> str:
        """What its files are called: ``python313``."""
        return f"python{self.version.replace('.', '')}"


def looked_at(path: Path) -> EmbeddablePython:
    """Return what a zip is; raises StorageError when it cannot be read, InputError (F50) when it will not do."""
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        with zipfile.ZipFile(path) as archive:
            return EmbeddablePython(path, digest, _version(archive, path))
    except zipfile.BadZipFile as error:
        raise _unfit(path, _NO_ZIP) from error
    except OSError as error:
        raise os_errors.reading(error, str(path)) from error


def _version(archive: zipfile.ZipFile, path: Path) -> str:
    names = archive.namelist()
    if _PROGRAM not in names:
        raise _unfit(path, f"里面没有 {_PROGRAM}，不是 Windows 用的可嵌入版")
    machine = processor(archive.read(_PROGRAM))
    if machine != AMD64:
        raise _unfit(path, _MACHINES.get(machine, f"里面的 {_PROGRAM} 不是 Windows 程序"))
    version = ".".join(next((found.groups() for found in map(_LIBRARY.fullmatch, names) if found), ()))
    stem = f"python{version.replace('.', '')}"
    if not version or not {f"{stem}.zip", f"{stem}._pth"} <= set(names):
        raise _unfit(path, "不是 python.org 的可嵌入版（embeddable package），缺它的标准库")
    if version not in PYTHONS:
        raise _unfit(path, f"是 Python {version}，程序要 {PYTHONS[0]} 至 {PYTHONS[-1]}")
    return version


def processor(program: bytes) -> int:
    """Return for which processor a Windows program is; 0 for anything else."""
    try:
        (start,) = struct.unpack_from("<I", program, 60)
        signature, machine = struct.unpack_from("<4sH", program, start)
    except struct.error:
        return 0
    return int(machine) if signature == b"PE\0\0" else 0


def _unfit(path: Path, detail: str) -> InputError:
    return input_error(codes.NOT_EMBEDDABLE, file=path, detail=detail)


def unpack(python: EmbeddablePython, folder: Path) -> None:
    """Unpack it, and let it import what lies in its site-packages; raises InputError (F50) when the zip is damaged.

    Of the two roads to that folder the first makes it come before a user's own packages, which ``import site`` adds
    behind; the second is what lets pywin32 add its folders.
    """
    try:
        with zipfile.ZipFile(python.path) as archive:
            archive.extractall(folder)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:  # damaged, with a password, odd method
        raise _unfit(python.path, "压缩包已损坏，或加了密码") from error
    lines = (f"{python.stem}.zip", ".", SITE.replace("/", "\\"), "import site")
    (folder / f"{python.stem}._pth").write_bytes("".join(f"{line}\r\n" for line in lines).encode())
    (folder / SITE).mkdir(parents=True)


def place(name: str) -> str:
    """Return where a member of a wheel goes, seen from the folder of ``python.exe``; nothing when it stays out."""
    if name.endswith("/") or _LEFT_OUT.match(name):
        return ""
    if name.startswith(_SYSTEM):
        return name.removeprefix(_SYSTEM)
    data = _DATA.fullmatch(name)
    if data:
        return data[2] if data[1] == "data" else f"{SITE}/{data[2]}"
    return f"{SITE}/{name}"


def unpack_wheels(wheels: Iterable[Path], python: Path) -> None:
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


def fetch(folder: Path) -> Path:
    """Download the release of :data:`VERSION` from python.org and return where it lies; raises StorageError (F78)."""
    import urllib.request
    from http.client import HTTPException

    target = folder / NAME
    try:
        with urllib.request.urlopen(ADDRESS, timeout=_TIME_LIMIT) as answer, target.open("wb") as file:
            shutil.copyfileobj(answer, file)
    except (OSError, HTTPException) as error:
        detail = str(getattr(error, "reason", error)) or type(error).__name__
        raise storage_error(codes.NO_PYTHON, file=NAME, address=ADDRESS, detail=detail) from error
    return target
