"""Spellings of the zip: how members are stored, named and listed."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

from tests.spellings.parts import Parts

_TIME = (2017, 3, 4, 5, 6, 8)


class _Pipe(io.BytesIO):
    """A target that cannot be rewound: sizes and checksums then follow the data."""

    def seekable(self) -> bool:
        """Say no."""
        return False

    def seek(self, *_: int) -> int:
        """Refuse."""
        raise io.UnsupportedOperation


def _zipped(
    parts: Parts,
    method: int = zipfile.ZIP_DEFLATED,
    target: io.BytesIO | None = None,
    zip64: bool = False,
    extra: Callable[[str], bytes] = lambda _: b"",
    comment: bytes = b"",
) -> bytes:
    target = target or io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.comment = comment
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type, entry.extra = method, extra(name)
            with package.open(entry, "w", force_zip64=zip64) as member:
                member.write(content)
    return target.getvalue()


def plain(parts: Parts) -> bytes:
    """The package as most programs write it."""
    return _zipped(parts)


def _unicode_name(name: str) -> bytes:
    """The extra field 0x7075 that gives the very same name once more."""
    raw = name.encode()
    return struct.pack("<2HBI", 0x7075, 5 + len(raw), 1, zlib.crc32(raw)) + raw


def _another_name(name: str) -> bytes:
    return _unicode_name("xl/worksheets/sheet3.xml" if name.endswith("sheet4.xml") else name)


def _both_ends(parts: Parts) -> bytes:
    """The larger form of the end of the directory besides the smaller one."""
    data = plain(parts)
    at = data.rindex(b"PK\5\6")
    count, size, offset = struct.unpack_from("<10xHII", data, at)
    larger = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, offset)
    return data[:at] + larger + struct.pack("<4sIQI", b"PK\6\7", 0, at, 1) + data[at:]


def _behind_junk(parts: Parts) -> bytes:
    """Something before the first member, as in programs that unpack themselves; all places are counted from there."""
    target = io.BytesIO(b"#!/bin/sh\n" * 7)
    target.seek(0, io.SEEK_END)
    return _zipped(parts, target=target)


def _with_folders(parts: Parts) -> bytes:
    """An entry for each folder besides those of the files."""
    folders = sorted({name.rpartition("/")[0] + "/" for name in parts if "/" in name})
    return _zipped({**dict.fromkeys(folders, b""), **parts}, zipfile.ZIP_STORED)


SPELLINGS: Mapping[str, Callable[[Parts], bytes]] = {
    "stored": lambda parts: _zipped(parts, zipfile.ZIP_STORED),
    "data descriptors": lambda parts: _zipped(parts, target=_Pipe()),
    "zip64": lambda parts: _zipped(parts, zip64=True),
    "both ends of the directory": _both_ends,
    "a second name that agrees": lambda parts: _zipped(parts, extra=_unicode_name),
    "other extra fields": lambda parts: _zipped(parts, extra=lambda _: struct.pack("<2HI", 0xCAFE, 4, 0)),
    "upper-case names": lambda parts: plain({name.upper(): content for name, content in parts.items()}),
    "slashes the other way": lambda parts: plain(parts).replace(b"xl/worksheets/sheet", b"xl\\worksheets\\sheet"),
    "members backwards": lambda parts: plain(dict(reversed(parts.items()))),
    "a comment of the file": lambda parts: _zipped(parts, comment="备注 PK".encode()),
    "folders listed": _with_folders,
    "something behind": lambda parts: plain(parts) + b"\0" * 100,
    "something before": _behind_junk,
}

ILLEGAL: Mapping[str, tuple[Callable[[Parts], bytes], str]] = {
    "places that do not count what is before": (lambda parts: b"x" * 30 + plain(parts), "F04"),
    "a second name that contradicts": (lambda parts: _zipped(parts, extra=_another_name), "F04"),
    "cut off": (lambda parts: plain(parts)[:-100], "F04"),
}
