"""The compound file ([MS-CFB], version 3): a little file system of storages and streams in one file.

No time stamps and no unused space, so that the same streams always give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from struct import pack
from typing import NamedTuple, TypeAlias

from addin._build import BuildError

Storage: TypeAlias = "Mapping[str, bytes | Storage]"

_SECTOR, _MINI_SECTOR, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT_SECTOR, _NO_ENTRY = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_BLACK = 1
_NUMBERS = _SECTOR // 4  # sector numbers in a sector
_IN_HEADER = 109  # FAT sectors that the header can name


class _Entry(NamedTuple):
    name: str
    kind: int
    left: int
    right: int
    child: int
    data: bytes


class _Chains:
    """Sectors of one size, each with the number of the sector that follows it in its stream."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.sectors: list[bytes] = []
        self.next: list[int] = []

    def add(self, data: bytes) -> int:
        """Append the data and return the number of its first sector."""
        if not data:
            return _END
        first = len(self.sectors)
        for start in range(0, len(data), self.size):
            self.sectors.append(data[start : start + self.size].ljust(self.size, b"\0"))
            self.next.append(len(self.sectors))
        self.next[-1] = _END
        return first


def compound_file(root: Storage) -> bytes:
    """Return the compound file with these streams and storages.  Raises BuildError above about 7 MB."""
    entries: list[_Entry] = []
    _number(entries, "Root Entry", root)
    big, mini = _Chains(_SECTOR), _Chains(_MINI_SECTOR)
    starts = [(mini if len(entry.data) < _CUTOFF else big).add(entry.data) for entry in entries]
    ministream = b"".join(mini.sectors)
    starts[0] = big.add(ministream)
    minifat = big.add(_numbers(mini.next))
    directory = big.add(_directory(entries, starts, len(ministream)))
    fat = _add_fat(big)
    return _header(directory, minifat, -(-len(mini.next) // _NUMBERS), fat) + b"".join(big.sectors)


def _number(entries: list[_Entry], name: str, content: bytes | Storage) -> int:
    """Append the entry and all below it, and return its number."""
    here = len(entries)
    if isinstance(content, bytes):
        entries.append(_Entry(name, _STREAM, _NO_ENTRY, _NO_ENTRY, _NO_ENTRY, content))
        return here
    entries.append(_Entry(name, _ROOT if here == 0 else _STORAGE, _NO_ENTRY, _NO_ENTRY, _NO_ENTRY, b""))
    numbers = [_number(entries, child, content[child]) for child in sorted(content, key=_order)]
    entries[here] = entries[here]._replace(child=_tree(entries, numbers))
    return here


def _order(name: str) -> tuple[int, str]:
    """Names are ordered by length first (2.6.4)."""
    return len(name.encode("utf-16-le")), name.upper()


def _tree(entries: list[_Entry], numbers: list[int]) -> int:
    """Link the sorted siblings into a balanced tree and return its top.  All nodes black, which 2.6.4 allows."""
    if not numbers:
        return _NO_ENTRY
    middle = len(numbers) // 2
    left, right = _tree(entries, numbers[:middle]), _tree(entries, numbers[middle + 1 :])
    entries[numbers[middle]] = entries[numbers[middle]]._replace(left=left, right=right)
    return numbers[middle]


def _directory(entries: list[_Entry], starts: list[int], ministream: int) -> bytes:
    sizes = [ministream, *(len(entry.data) for entry in entries[1:])]
    rows = [_row(entry, start, size) for entry, start, size in zip(entries, starts, sizes, strict=True)]
    blank = _row(_Entry("", 0, _NO_ENTRY, _NO_ENTRY, _NO_ENTRY, b""), 0, 0)
    return b"".join(rows) + blank * (-len(rows) % (_SECTOR // len(blank)))


def _row(entry: _Entry, start: int, size: int) -> bytes:
    name = entry.name.encode("utf-16-le") + b"\0\0" if entry.name else b""
    if len(name) > 64:
        raise BuildError(f"The name {entry.name} is too long: Excel takes at most 31 characters.")
    start = 0 if entry.kind == _STORAGE else start
    shape = pack("<64sHBB3I", name, len(name), entry.kind, _BLACK, entry.left, entry.right, entry.child)
    return shape + pack("<16xI8x8xIQ", 0, start, size)


def _numbers(values: list[int]) -> bytes:
    """Sector numbers, filled up to whole sectors."""
    values = values + [_FREE] * (-len(values) % _NUMBERS)
    return pack(f"<{len(values)}I", *values)


def _add_fat(chains: _Chains) -> list[int]:
    """Append the table of all sectors, itself included, and return the numbers of its sectors."""
    used, count = len(chains.sectors), 1
    while used + count > count * _NUMBERS:
        count += 1
    if count > _IN_HEADER:
        raise BuildError("The VBA project is larger than this writer was made for (7 MB).")
    table = _numbers(chains.next + [_FAT_SECTOR] * count)
    chains.sectors += [table[start : start + _SECTOR] for start in range(0, len(table), _SECTOR)]
    return list(range(used, used + count))


def _header(directory: int, minifat: int, minifat_count: int, fat: list[int]) -> bytes:
    """The first 512 bytes (2.2)."""
    version = pack("<8s16x5H6x", bytes.fromhex("D0CF11E0A1B11AE1"), 0x3E, 3, 0xFFFE, 9, 6)
    tables = pack("<IIIIIIIII", 0, len(fat), directory, 0, _CUTOFF, minifat, minifat_count, _END, 0)
    return version + tables + pack(f"<{_IN_HEADER}I", *fat, *[_FREE] * (_IN_HEADER - len(fat)))
