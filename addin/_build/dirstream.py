"""The ``dir`` stream of a VBA project ([MS-OVBA] 2.3.4.2): its name, its references and its modules, as records."""

from __future__ import annotations

from collections.abc import Iterable
from struct import pack
from typing import NamedTuple

# Code page 1252: all text is ASCII, which means the same on every Windows.
CODE_PAGE = 1252
_ENGLISH = 0x409
_WIN64, _COMPATIBLE = 3, 5  # as the Excel of today writes them, whatever Office opens the file
_VERSION = (4, 1, 1)  # reserved, major, minor
_NO_COOKIE = 0xFFFF

# What Excel itself puts into every project: the libraries of VBA and of Excel need no mention.
_REFERENCES = (
    ("stdole", r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation"),
    (
        "Office",
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0"
        r"#C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library",
    ),
)


class ModuleEntry(NamedTuple):
    """A module as the project lists it; ``procedural`` is false for classes and for the code behind a sheet.

    ``private`` says of Option Private Module what Excel says of it here.
    """

    name: str
    procedural: bool
    private: bool


def dir_stream(project: str, modules: Iterable[ModuleEntry]) -> bytes:
    """Return the stream, not yet compressed."""
    modules = list(modules)
    listed = _record(0x000F, pack("<H", len(modules))) + _record(0x0013, pack("<H", _NO_COOKIE))
    return _information(project) + _references() + listed + b"".join(map(_module, modules)) + _record(0x0010, b"")


def _information(project: str) -> bytes:
    records = [
        _record(0x0001, pack("<I", _WIN64)),
        _record(0x004A, pack("<I", _COMPATIBLE)),
        _record(0x0002, pack("<I", _ENGLISH)),
        _record(0x0014, pack("<I", _ENGLISH)),
        _record(0x0003, pack("<H", CODE_PAGE)),
        _record(0x0004, project.encode("ascii")),
        _twice(0x0005, 0x0040, ""),  # description
        _record(0x0006, b"") + _record(0x003D, b""),  # help file, twice
        _record(0x0007, pack("<I", 0)),  # help context
        _record(0x0008, pack("<I", 0)),  # library flags
        pack("<HIIH", 0x0009, *_VERSION),
        _twice(0x000C, 0x003C, ""),  # constants
    ]
    return b"".join(records)


def _references() -> bytes:
    return b"".join(_reference(name, library.encode("ascii")) for name, library in _REFERENCES)


def _reference(name: str, library: bytes) -> bytes:
    registered = pack("<I", len(library)) + library + pack("<IH", 0, 0)
    return _twice(0x0016, 0x003E, name) + _record(0x000D, registered)


def _module(module: ModuleEntry) -> bytes:
    """The records of one module; its text starts at offset 0 of its stream, for there is no compiled code before it."""
    records = [
        _record(0x0019, module.name.encode("ascii")),
        _record(0x0047, module.name.encode("utf-16-le")),
        _twice(0x001A, 0x0032, module.name),  # name of the stream
        _twice(0x001C, 0x0048, ""),  # description
        _record(0x0031, pack("<I", 0)),
        _record(0x001E, pack("<I", 0)),  # help context
        _record(0x002C, pack("<H", _NO_COOKIE)),
        _record(0x0021 if module.procedural else 0x0022, b""),
        _record(0x0028, b"") if module.private else b"",
        _record(0x002B, b""),
    ]
    return b"".join(records)


def _record(identifier: int, data: bytes) -> bytes:
    return pack("<HI", identifier, len(data)) + data


def _twice(identifier: int, unicode_identifier: int, text: str) -> bytes:
    """Text in the code page of the project, and once more in Unicode."""
    return _record(identifier, text.encode("ascii")) + _record(unicode_identifier, text.encode("utf-16-le"))
