"""The compound file of Office 97 (MS-CFB): which streams it has, and so what it is.

Only the directory is read.  Sector and field numbers follow MS-CFB, sections 2.2 and 2.6.
"""

import struct
from collections.abc import Iterator, Mapping
from typing import NamedTuple

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = 128
_LAST_SECTOR, _MOST_ENTRIES = 0xFFFFFFF9, 20_000
_IN_HEADER = 109
"""Sectors of the allocation table that the header itself lists."""


class CompoundEntry(NamedTuple):
    """A stream or storage: its two neighbours in the tree of names, its first child, the sector it starts in."""

    name: str
    left: int
    right: int
    child: int
    start: int


def root(data: bytes) -> Mapping[str, bytes]:
    """Return the first bytes of each stream at the root by its name, ``{}`` for a broken file."""
    try:
        shift, first = struct.unpack_from("<H", data, 30)[0], struct.unpack_from("<I", data, 48)[0]
        if shift not in (9, 12):
            return {}
        size = 1 << shift
        entries = [entry for sector in _chain(data, first, size) for entry in _entries(_sector(data, sector, size))]
        return {entry.name: _sector(data, entry.start, size)[:512] for entry in _children(entries)}
    except (struct.error, IndexError):
        return {}


def _sector(data: bytes, number: int, size: int) -> bytes:
    return data[(number + 1) * size : (number + 2) * size]


def _chain(data: bytes, sector: int, size: int) -> Iterator[int]:
    """Yield the sectors of the directory, each once."""
    seen = set[int]()
    while sector <= _LAST_SECTOR and sector not in seen and len(seen) < _MOST_ENTRIES:
        seen.add(sector)
        yield sector
        table, place = divmod(sector, size // 4)
        if table >= _IN_HEADER:
            return  # a directory that far back belongs to a file of many megabytes; its beginning tells enough
        sector = struct.unpack_from(
            "<I", _sector(data, struct.unpack_from("<I", data, 76 + 4 * table)[0], size), 4 * place
        )[0]


def _entries(sector: bytes) -> Iterator[CompoundEntry]:
    for at in range(0, len(sector) - _ENTRY + 1, _ENTRY):
        length, kind = struct.unpack_from("<HB", sector, at + 64)
        name = sector[at : at + max(length - 2, 0)].decode("utf-16-le", "replace") if kind else ""
        left, right, child = struct.unpack_from("<3I", sector, at + 68)
        yield CompoundEntry(name, left, right, child, struct.unpack_from("<I", sector, at + 116)[0])


def _children(entries: list[CompoundEntry]) -> Iterator[CompoundEntry]:
    """Yield what lies at the root, and not in a storage below it, such as a document embedded in a workbook."""
    waiting, seen = [entries[0].child], set[int]()
    while waiting:
        number = waiting.pop()
        if number < len(entries) and number not in seen:
            seen.add(number)
            waiting += [entries[number].left, entries[number].right]
            yield entries[number]
