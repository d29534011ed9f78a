"""The zip around the parts: members that were deflated before are put one behind the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from selfeval_xl.messages import codes, storage_error
from selfeval_xl.ooxml import zipformat
from selfeval_xl.writers.rollup.spool import Packed

LIMIT = 0xFFFFFFFE
"""Most bytes of a part, and of the file, without the zip64 extension, which not every program for workbooks reads."""
_ROOM = 4096
"""More than the headers of a member take, with its name."""


def require_room(parts: Mapping[str, Packed], shown: str) -> None:
    """Raise StorageError when the parts do not fit into a plain zip; ``shown`` is the name of the file."""
    whole = sum(part.packed + _ROOM for part in parts.values())
    if whole > LIMIT or any(part.size > LIMIT for part in parts.values()):
        raise storage_error(codes.TOO_BIG, file=shown)


def pieces(parts: Mapping[str, Packed]) -> Iterator[bytes]:
    """Yield the file, piece by piece; the parts come in the order given, by their names."""
    position, records = 0, []
    for name, part in parts.items():
        head, record = zipformat.described(name, part.crc, part.packed, part.size)
        records.append(zipformat.placed(record, position))
        yield head
        yield from part.pieces()
        position += len(head) + part.packed
    yield b"".join(records)
    yield zipformat.end(records, position, b"")
