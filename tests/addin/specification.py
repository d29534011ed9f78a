"""The ``dir`` stream of a VBA project, read strictly by the tables of [MS-OVBA] 2.3.4.2, of which this is a copy.

Written from the specification, not from our writer: what stands in another order, has another size or lacks its second
spelling in Unicode is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from struct import unpack_from
from typing import NamedTuple

ANY = -1


class Record(NamedTuple):
    """A record: its identifier, its section, the size of its data, and whether it may be missing."""

    identifier: int
    section: str
    size: int = ANY
    optional: bool = False


INFORMATION = (
    Record(0x0001, "2.3.4.2.1.1 PROJECTSYSKIND", 4),
    Record(0x004A, "2.3.4.2.1.2 PROJECTCOMPATVERSION", 4, optional=True),
    Record(0x0002, "2.3.4.2.1.3 PROJECTLCID", 4),
    Record(0x0014, "2.3.4.2.1.4 PROJECTLCIDINVOKE", 4),
    Record(0x0003, "2.3.4.2.1.5 PROJECTCODEPAGE", 2),
    Record(0x0004, "2.3.4.2.1.6 PROJECTNAME"),
    Record(0x0005, "2.3.4.2.1.7 PROJECTDOCSTRING"),
    Record(0x0040, "2.3.4.2.1.7 PROJECTDOCSTRING, in Unicode"),
    Record(0x0006, "2.3.4.2.1.8 PROJECTHELPFILEPATH"),
    Record(0x003D, "2.3.4.2.1.8 PROJECTHELPFILEPATH, once more"),
    Record(0x0007, "2.3.4.2.1.9 PROJECTHELPCONTEXT", 4),
    Record(0x0008, "2.3.4.2.1.10 PROJECTLIBFLAGS", 4),
    Record(0x0009, "2.3.4.2.1.11 PROJECTVERSION", 6),
    Record(0x000C, "2.3.4.2.1.12 PROJECTCONSTANTS", optional=True),
    Record(0x003C, "2.3.4.2.1.12 PROJECTCONSTANTS, in Unicode", optional=True),
)
NAME = (
    Record(0x0016, "2.3.4.2.2.2 REFERENCENAME", optional=True),
    Record(0x003E, "2.3.4.2.2.2 REFERENCENAME, in Unicode", optional=True),
)
REFERENCES = {
    0x000D: (Record(0x000D, "2.3.4.2.2.5 REFERENCEREGISTERED"),),
    0x000E: (Record(0x000E, "2.3.4.2.2.6 REFERENCEPROJECT"),),
    0x0033: (
        Record(0x0033, "2.3.4.2.2.4 REFERENCEORIGINAL"),
        Record(0x002F, "2.3.4.2.2.3 REFERENCECONTROL"),
        *NAME,
        Record(0x0030, "2.3.4.2.2.3 REFERENCECONTROL, extended"),
    ),
}
MODULES = (Record(0x000F, "2.3.4.2.3 PROJECTMODULES", 2), Record(0x0013, "2.3.4.2.3.1 PROJECTCOOKIE", 2))
MODULE = (
    Record(0x0019, "2.3.4.2.3.2.1 MODULENAME"),
    Record(0x0047, "2.3.4.2.3.2.2 MODULENAMEUNICODE", optional=True),
    Record(0x001A, "2.3.4.2.3.2.3 MODULESTREAMNAME"),
    Record(0x0032, "2.3.4.2.3.2.3 MODULESTREAMNAME, in Unicode"),
    Record(0x001C, "2.3.4.2.3.2.4 MODULEDOCSTRING"),
    Record(0x0048, "2.3.4.2.3.2.4 MODULEDOCSTRING, in Unicode"),
    Record(0x0031, "2.3.4.2.3.2.5 MODULEOFFSET", 4),
    Record(0x001E, "2.3.4.2.3.2.6 MODULEHELPCONTEXT", 4),
    Record(0x002C, "2.3.4.2.3.2.7 MODULECOOKIE", 2),
    Record(0x0021, "2.3.4.2.3.2.8 MODULETYPE, procedural", 0, optional=True),
    Record(0x0022, "2.3.4.2.3.2.8 MODULETYPE, other", 0, optional=True),
    Record(0x0025, "2.3.4.2.3.2.9 MODULEREADONLY", 0, optional=True),
    Record(0x0028, "2.3.4.2.3.2.10 MODULEPRIVATE", 0, optional=True),
    Record(0x002B, "2.3.4.2.3.2 MODULE, terminator", 0),
)
TERMINATOR = Record(0x0010, "2.3.4.2 dir, terminator", 0)
_UNICODE = {0x0040: 0x0005, 0x003C: 0x000C, 0x003E: 0x0016, 0x0047: 0x0019, 0x0032: 0x001A, 0x0048: 0x001C}
"""What is written twice: in UTF-16 behind the same text in the code page of the project."""
Fields = dict[int, bytes]


class Directory(NamedTuple):
    """The stream as it was read: the information, the references and the modules, data by identifier."""

    information: Fields
    references: list[Fields]
    modules: list[Fields]


class Reader:
    """Goes through the stream, and stops at the first record that the specification does not have there."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def next(self) -> int:
        return int(unpack_from("<H", self.data, self.at)[0])

    def take(self, record: Record) -> bytes:
        identifier, size = unpack_from("<HI", self.data, self.at)
        assert identifier == record.identifier, f"{identifier:#06x} where {record.section} has to stand"
        if identifier == 0x0009:  # its field says 4 and means 6: a version of 4 bytes and one of 2
            assert size == 4, record.section
            size = 6
        assert record.size in (ANY, size), record.section
        start, self.at = self.at + 6, self.at + 6 + size
        assert self.at <= len(self.data), record.section
        return self.data[start : self.at]

    def fields(self, records: tuple[Record, ...]) -> Fields:
        found = Fields()
        for record in records:
            if not record.optional or self.next() == record.identifier:
                found[record.identifier] = self.take(record)
        for unicode, plain in _UNICODE.items():
            if unicode in found:
                assert found[unicode].decode("utf-16-le") == found[plain].decode("cp1252"), hex(plain)
        return found

    def while_(self, more: Callable[[], bool], read: Callable[[], Fields]) -> Iterator[Fields]:
        while more():
            yield read()

    def reference(self) -> Fields:
        name = self.fields(NAME)
        return name | self.fields(REFERENCES[self.next()])


def read(data: bytes) -> Directory:
    """Read a stream that was decompressed; fails where it is not as the specification has it."""
    reader = Reader(data)
    information = reader.fields(INFORMATION)
    references = list(reader.while_(lambda: reader.next() != MODULES[0].identifier, reader.reference))
    (count,) = unpack_from("<H", reader.fields(MODULES)[MODULES[0].identifier])
    modules = list(reader.while_(lambda: reader.next() != TERMINATOR.identifier, lambda: reader.fields(MODULE)))
    assert len(modules) == count
    assert all((0x0021 in module) != (0x0022 in module) for module in modules), "2.3.4.2.3.2.8 MODULETYPE"
    reader.take(TERMINATOR)
    # Of what follows the terminator the specification counts the reserved four bytes; some repeat them.
    assert reader.data[reader.at :] in (b"", bytes(4))
    return Directory(information, references, modules)
