"""Zips as no honest program writes them: every field of every record may lie."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3I2H"), struct.Struct("<4s6H3I5H2I"), struct.Struct("<4s4H2IH")
_CHUNK = 1 << 20


class Member(NamedTuple):
    """A member: what stands in the zip (``packed``) and what its two records say of it; ``None`` means the truth."""

    name: bytes
    packed: bytes
    size: int
    crc: int
    method: int = 8
    flags: int = 0
    told_size: int | None = None
    told_packed: int | None = None
    told_crc: int | None = None
    local_name: bytes | None = None
    offset: int | None = None
    extra: bytes = b""


def member(name: str | bytes, data: bytes, **lies: Any) -> Member:
    """An honest member, but for the ``lies``."""
    raw = name if isinstance(name, bytes) else name.encode()
    flags = 0 if isinstance(name, bytes) or name.isascii() else 0x800
    honest = Member(raw, deflated([data]), len(data), zlib.crc32(data), flags=flags)
    return honest._replace(**lies)


def deflated(pieces: Iterable[bytes]) -> bytes:
    """The pieces as one deflate stream."""
    engine = zlib.compressobj(6, zlib.DEFLATED, -15)
    return b"".join([*(engine.compress(piece) for piece in pieces), engine.flush()])


def bomb(name: str, head: bytes, unit: bytes, size: int, tail: bytes = b"") -> Member:
    """A member that unfolds to about ``size`` bytes: ``head``, then ``unit`` over and over, then ``tail``."""
    block = unit * max(1, _CHUNK // len(unit))
    count, crc, total = max(1, size // len(block)), 0, 0

    def pieces() -> Iterator[bytes]:
        nonlocal crc, total
        for piece in (head, *(block,) * count, tail):
            crc, total = zlib.crc32(piece, crc), total + len(piece)
            yield piece

    packed = deflated(pieces())
    return Member(name.encode(), packed, total, crc)


def build(members: Iterable[Member], before: bytes = b"", comment: bytes = b"", count: int | None = None) -> bytes:
    """The zip of these members; one with an ``offset`` of its own adds nothing but a record."""
    body, directory, position = [before], list[bytes](), len(before)
    for each in members:
        told = (
            each.crc if each.told_crc is None else each.told_crc,
            len(each.packed) if each.told_packed is None else each.told_packed,
            each.size if each.told_size is None else each.told_size,
        )
        name = each.name if each.local_name is None else each.local_name
        local = _LOCAL.pack(b"PK\3\4", 20, each.flags, each.method, 0, 33, *told, len(name), 0) + name + each.packed
        offset = position if each.offset is None else each.offset
        directory.append(
            _CENTRAL.pack(b"PK\1\2", 20, 20, each.flags, each.method, 0, 33, *told, len(each.name), len(each.extra), 0,
                          0, 0, 0, offset) + each.name + each.extra
        )  # fmt: skip
        if each.offset is None:
            body.append(local)
            position += len(local)
    records = b"".join(directory)
    stated = min(len(directory) if count is None else count, 0xFFFF)
    end = _END.pack(b"PK\5\6", 0, 0, stated, stated, len(records), position, len(comment) & 0xFFFF)
    return b"".join(body) + records + end + comment
