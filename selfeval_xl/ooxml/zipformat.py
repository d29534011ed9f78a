"""The zip format, as far as workbooks use it: directory in, members and directory out.

Written out by hand for two reasons: :mod:`zipfile` can only write a member by compressing it anew, and loading it
costs more than reading a usual form.  Field names follow PKWARE's APPNOTE, section 4.3.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

_CENTRAL = struct.Struct("<4s6H3I5H2I")
_LOCAL = struct.Struct("<4s5H3I2H")
_END = struct.Struct("<4s4H2IH")
_LOCATOR = struct.Struct("<4sIQI")
_BIG, _MANY = 0xFFFFFFFF, 0xFFFF
STORED, _DEFLATED = 0, 8
_LEVEL = 2
"""Thrice as fast as the usual 6, for a quarter more bytes in the few parts that are written."""
_ENCRYPTED, _HAS_DESCRIPTOR, _UTF8 = 1, 8, 0x800
_OTHER_NAME = 0x7075
"""Number of the extra field in which a member may carry a second name, which some readers believe."""
_FIRST_DAY = 1 << 5 | 1
"""1 January 1980."""


class Record(NamedTuple):
    """The fixed part of a directory record, field by field; one that says no more is that of an empty deflated member.

    The time is the oldest that the format knows.
    """

    signature: bytes = b"PK\x01\x02"
    made_by: int = 20
    needed: int = 20
    flags: int = 0
    method: int = _DEFLATED
    time: int = 0
    date: int = _FIRST_DAY
    crc: int = 0
    packed: int = 0
    size: int = 0
    name_length: int = 0
    extra_length: int = 0
    comment_length: int = 0
    disk: int = 0
    internal: int = 0
    external: int = 0
    offset: int = 0


class ArchiveEntry(NamedTuple):
    """One member: its directory record, and the ``tail`` of that record (name, extra field, comment)."""

    name: str
    record: Record
    tail: bytes
    packed: int
    size: int
    start: int


def directory(data: bytes) -> tuple[list[ArchiveEntry], int, bytes]:
    """Return the members in the directory's order, where the directory begins, and the comment of the file.

    Raises ``ValueError``, ``IndexError`` or ``struct.error`` for what is no sound, unencrypted zip.  The directory must
    fill the room before its end, so that no two readers can take different ones for it.
    """
    at = data.rindex(b"PK\x05\x06")
    _, _, _, _, count, size, offset, length = _END.unpack_from(data, at)
    finish = at
    if data[at - _LOCATOR.size : at].startswith(b"PK\x06\x07"):
        # Some programs write the larger form of the end even where the smaller one holds everything.
        finish = int(_LOCATOR.unpack_from(data, at - _LOCATOR.size)[2])
        told, (count, size, offset) = (count, size, offset), struct.unpack_from("<32x3Q", data, finish)
        if any(small not in (large, _BIG, _MANY) for small, large in zip(told, (count, size, offset), strict=True)):
            raise ValueError("end")
    if not 0 < count < _MANY or offset + size != finish:
        raise ValueError("count")
    entries, position = [], offset
    for _ in range(count):
        entry, position = _entry(data, position)
        entries.append(entry)
    if position != finish:
        raise ValueError("size")
    return entries, offset, data[at + _END.size : at + _END.size + length]


def _entry(data: bytes, at: int) -> tuple[ArchiveEntry, int]:
    record = Record._make(_CENTRAL.unpack_from(data, at))
    if record.signature != b"PK\x01\x02" or record.flags & _ENCRYPTED or record.method not in (STORED, _DEFLATED):
        raise ValueError("record")
    after = at + _CENTRAL.size
    end = after + record.name_length + record.extra_length + record.comment_length
    tail = data[after:end]
    raw = tail[: record.name_length]
    name = raw.decode("utf-8" if record.flags & _UTF8 or raw.isascii() else "cp437")
    if record.extra_length and any(each not in (name, "") for each in _other_names(record, tail)):
        raise ValueError("name")
    size, packed, start = record.size, record.packed, record.offset
    if size == _BIG or packed == _BIG or start == _BIG:
        size, packed, start = _sizes(record, tail)
    return ArchiveEntry(name, record, tail, packed, size, start), end


def _sizes(record: Record, tail: bytes) -> tuple[int, int, int]:
    """Return size, packed size and offset, taken from the zip64 field where the 32-bit ones are full."""
    values, at = [record.size, record.packed, record.offset], _zip64(record, tail)
    for index, value in enumerate(values):
        if value == _BIG:
            values[index] = struct.unpack_from("<Q", tail, at)[0]
            at += 8
    return values[0], values[1], values[2]


def _zip64(record: Record, tail: bytes) -> int:
    """Return where in ``tail`` the zip64 values begin."""
    at = record.name_length
    while struct.unpack_from("<H", tail, at)[0] != 1:
        at += 4 + int(struct.unpack_from("<H", tail, at + 2)[0])
    return at + 4


def _other_names(record: Record, tail: bytes) -> Iterator[str]:
    """Yield the second names that the extra field of a record gives its member (4.6.9)."""
    at, end = record.name_length, record.name_length + record.extra_length
    while at + 4 <= end:
        number, length = struct.unpack_from("<2H", tail, at)
        if number == _OTHER_NAME:
            yield tail[at + 9 : at + 4 + length].decode("utf-8")
        at += 4 + length


def body(data: bytes, entry: ArchiveEntry) -> int:
    """Return where the data of a member begin."""
    local = _LOCAL.unpack_from(data, entry.start)
    return entry.start + _LOCAL.size + int(local[9]) + int(local[10])


def stops(data: bytes, entries: list[ArchiveEntry], limit: int) -> dict[str, int]:
    """Return where each member ends, its descriptor included: where the next one begins.

    Raises ``ValueError`` for members that overlap, which no program writes by accident.
    """
    ordered = sorted(entries, key=lambda entry: entry.start)
    ends = [*(entry.start for entry in ordered[1:]), limit]
    if any(body(data, entry) + entry.packed > end for entry, end in zip(ordered, ends, strict=True)):
        raise ValueError("overlap")
    return {entry.name: end for entry, end in zip(ordered, ends, strict=True)}


def fresh(entry: ArchiveEntry, content: bytes) -> tuple[bytes, bytes]:
    """Return a member with new content, and its directory record; name, date and attributes stay."""
    packed = _deflated(content)
    old = entry.record
    new = old._replace(
        needed=max(old.needed, 20),
        flags=old.flags & ~_HAS_DESCRIPTOR,
        method=_DEFLATED,
        crc=zlib.crc32(content),
        packed=len(packed),
        size=len(content),
        extra_length=0,
        offset=0,
    )
    name = entry.tail[: old.name_length]
    comment = entry.tail[old.name_length + old.extra_length :]
    return _LOCAL.pack(b"PK\x03\x04", *new[2:12]) + name + packed, _CENTRAL.pack(*new) + name + comment


def made(name: str, content: bytes) -> tuple[bytes, bytes]:
    """Return a new member with its data, and its directory record; see :func:`described`."""
    packed = _deflated(content)
    header, record = described(name, zlib.crc32(content), len(packed), len(content))
    return header + packed, record


def copied(entry: ArchiveEntry, data: bytes, stop: int) -> tuple[bytes, bytes]:
    """Return a member and its directory record as they stand in ``data``."""
    return data[entry.start : stop], _CENTRAL.pack(*entry.record) + entry.tail


def _deflated(content: bytes) -> bytes:
    engine = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    return engine.compress(content) + engine.flush()


def placed(record: bytes, position: int) -> bytes:
    """Return a directory record with the place of its member set."""
    fields, tail = Record._make(_CENTRAL.unpack_from(record)), record[_CENTRAL.size :]
    if fields.offset != _BIG:
        return _CENTRAL.pack(*fields._replace(offset=position)) + tail
    at = _zip64(fields, tail) + 8 * ((fields.size == _BIG) + (fields.packed == _BIG))
    return _CENTRAL.pack(*fields) + tail[:at] + struct.pack("<Q", position) + tail[at + 8 :]


def end(records: list[bytes], position: int, comment: bytes) -> bytes:
    """Return the end of the file, for a directory that begins at ``position``."""
    size, count = sum(map(len, records)), len(records)
    return _END.pack(b"PK\x05\x06", 0, 0, count, count, size, position, len(comment)) + comment


def described(name: str, crc: int, packed: int, size: int) -> tuple[bytes, bytes]:
    """Return the header and the directory record of a new deflated member, which is not at hand itself.

    ``name`` is ASCII, as those of all parts of a workbook are.
    """
    raw = name.encode("ascii")
    record = Record(crc=crc, packed=packed, size=size, name_length=len(raw))
    return _LOCAL.pack(b"PK\x03\x04", *record[2:12]) + raw, _CENTRAL.pack(*record) + raw
