"""A workbook's package in memory: parts are read on demand and, unless replaced, copied byte for byte."""

import functools
import struct
import zlib
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from selfeval_xl.domain.errors import InputError
from selfeval_xl.messages import codes, input_error
from selfeval_xl.ooxml import zipformat

LIMIT = 128 << 20
"""Most bytes that one part may unfold to; a form needs a thousandth of it."""
_SHOWN = 80
"""Most characters of a part's name in a message; a hostile one can be as long as it likes."""
_KEPT = 1 << 16
"""Bytes of a part that is kept unfolded, as it is asked for more than once."""
_VERIFIED = 64 << 20
"""How many bytes of the parts that are only copied are unfolded to compare their checksums."""


class Package:
    """The parts of a workbook.  ``shown`` is what error messages call the file."""

    def __init__(self, data: bytes, shown: str) -> None:
        """Read the directory of ``data``; a zip that is cut off, encrypted or contradicts itself is refused."""
        self._data, self.shown = data, shown
        self._known: dict[str, bytes] = {}
        try:
            self._entries, self._limit, self._comment = zipformat.directory(data)
        except (struct.error, ValueError, IndexError, OverflowError) as error:
            raise self._damaged("压缩目录读不出") from error
        self._by_name = {key(entry.name): entry for entry in self._entries}
        if len(self._by_name) != len(self._entries):
            raise self._damaged("有重名的部件")

    def __contains__(self, name: str) -> bool:
        return key(name) in self._by_name

    def read(self, name: str) -> bytes:
        """Return a part unfolded; its length and checksum are compared with the directory."""
        entry = self._entry(name)
        known = self._known.get(entry.name)
        if known is None:
            known = self._unfolded(entry, name)
            if entry.size <= _KEPT:
                self._known[entry.name] = known
        return known

    def _unfolded(self, entry: zipformat.ArchiveEntry, name: str) -> bytes:
        packed = self._packed(entry)
        data = packed if entry.record.method == zipformat.STORED else self._inflate(packed, min(entry.size, LIMIT) + 1)
        if max(len(data), entry.size) > LIMIT:
            raise input_error(codes.TOO_LARGE, file=self.shown, limit=LIMIT >> 20)
        if len(data) != entry.size or zlib.crc32(data) != entry.record.crc:
            raise self._damaged(f"{name[:_SHOWN]} 校验不符")
        return data

    def replaced(self, parts: Mapping[str, bytes | None], added: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
        """Return the package with these parts replaced (``None`` takes one out) and every other byte for byte.

        ``added`` are new parts, by names of ASCII letters.

        What is copied must be sound, too: a file read while it was written may be torn where nobody has looked yet.
        """
        changes = {key(name): content for name, content in parts.items()}
        kept = [entry for entry in self._entries if changes.get(key(entry.name), b"") is not None]
        self._verify(entry for entry in kept if key(entry.name) not in changes)
        written = [self._data[: min(entry.start for entry in self._entries)]]
        position, records, stops = len(written[0]), {}, self._stops()
        for entry in sorted(kept, key=lambda each: each.start):
            content = changes.get(key(entry.name))
            copy = zipformat.copied(entry, self._data, stops[entry.name]) if content is None else None
            member, record = copy or zipformat.fresh(entry, content or b"")
            records[entry.name] = zipformat.placed(record, position)
            written.append(member)
            position += len(member)
        directory = [records[entry.name] for entry in kept]
        for name, content in added.items():
            member, record = zipformat.made(name, content)
            directory.append(zipformat.placed(record, position))
            written.append(member)
            position += len(member)
        return b"".join([*written, *directory, zipformat.end(directory, position, self._comment)])

    def _verify(self, entries: Iterable[zipformat.ArchiveEntry]) -> None:
        left = _VERIFIED
        for entry in entries:
            left -= entry.size
            if left >= 0:
                self.read(entry.name)

    def _stops(self) -> dict[str, int]:
        try:
            return zipformat.stops(self._data, self._entries, self._limit)
        except (ValueError, struct.error, OverflowError) as error:
            raise self._damaged("部件互相重叠") from error

    def _packed(self, entry: zipformat.ArchiveEntry) -> bytes:
        try:
            start = zipformat.body(self._data, entry)
        except (struct.error, OverflowError) as error:
            raise self._damaged(f"{entry.name[:_SHOWN]} 不完整") from error
        return self._data[start : start + entry.packed]

    def _entry(self, name: str) -> zipformat.ArchiveEntry:
        entry = self._by_name.get(key(name))
        if entry is None:
            raise self._damaged(f"缺少 {name[:_SHOWN]}")
        return entry

    def _inflate(self, packed: bytes, limit: int) -> bytes:
        try:
            return zlib.decompressobj(-15).decompress(packed, limit)
        except zlib.error as error:
            raise self._damaged("压缩数据有误") from error

    def _damaged(self, detail: str) -> InputError:
        return input_error(codes.DAMAGED, file=self.shown, detail=detail)


@functools.lru_cache(maxsize=256)
def key(name: str) -> str:
    """Return how part names are compared: without regard to case, a leading slash, or the slash's direction."""
    return name.replace("\\", "/").lstrip("/").lower()
