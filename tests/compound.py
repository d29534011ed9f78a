"""Compound files (MS-CFB) with streams of given names and no content worth reading: enough to tell what each is."""

from __future__ import annotations

import struct

from selfeval_xl.readers.containers.compound import MAGIC


def compound(*names: str, first: bytes = b"") -> bytes:
    """Return a compound file with streams of these names, the first with that content."""
    entry = struct.Struct("<64sHBBIII16xI16xIQ")
    count = len(names)
    links = [0xFFFFFFFF if number == count else number + 1 for number in range(1, count + 1)]
    listed = [entry.pack("Root Entry".encode("utf-16-le"), 22, 5, 1, 0xFFFFFFFF, 0xFFFFFFFF, 1, 0, 0, 0)]
    for name, right in zip(names, links, strict=True):
        raw = name.encode("utf-16-le")
        listed.append(entry.pack(raw, len(raw) + 2, 2, 1, 0xFFFFFFFF, right, 0xFFFFFFFF, 0, 3, 4096))
    directory = b"".join(listed).ljust(1024, b"\0")
    header = MAGIC + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<IIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", 0) + b"\xff" * 4 * 108
    table = struct.pack("<4I", 0xFFFFFFFD, 2, 0xFFFFFFFE, 0xFFFFFFFE).ljust(512, b"\xff")
    return header + table + directory + first.ljust(4096, b"\0")
