"""What a Windows program or library asks Windows for: the names in its import table, read by the specification.

https://learn.microsoft.com/windows/win32/debug/pe-format
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_PE32_PLUS = 0x20B


def imported(data: bytes) -> Iterator[str]:
    """Yield the names of the libraries that a program wants when it is loaded, in small letters."""
    (start,) = struct.unpack_from("<I", data, 60)
    assert data[start : start + 4] == b"PE\0\0"
    count, size = struct.unpack_from("<H12xH", data, start + 6)
    optional = start + 24
    (magic,) = struct.unpack_from("<H", data, optional)
    (table,) = struct.unpack_from("<I", data, optional + (112 if magic == _PE32_PLUS else 96) + 8)
    sections = [struct.unpack_from("<8xIIII", data, optional + size + 40 * number) for number in range(count)]
    at = _offset(table, sections) if table else 0
    while at and any(entry := struct.unpack_from("<5I", data, at)):
        name = _offset(entry[3], sections)
        yield data[name : data.index(b"\0", name)].decode("ascii").lower()
        at += 20


def _offset(address: int, sections: list[tuple[int, ...]]) -> int:
    for size, begin, raw_size, raw in sections:
        if begin <= address < begin + max(size, raw_size):
            return address - begin + raw
    raise ValueError(f"no section holds {address:#x}")
