"""Binary workbooks of Excel (.xlsb): the records of MS-XLSB, section 2.4, in one pass over each part.

Written out here because the readers at hand do not tell percentages, hidden rows and hidden sheets of this format.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from selfeval_xl.domain.cells import CellValue
from selfeval_xl.domain.grid import Grid
from selfeval_xl.messages import codes, input_error
from selfeval_xl.ooxml import parts
from selfeval_xl.ooxml.package import Package
from selfeval_xl.readers.containers import identity
from selfeval_xl.readers.containers.table import GENERAL, CellTable, Format, Room, SheetCells, as_shown

_ROW, _BLANK, _RK, _ERROR, _BOOL, _REAL, _TEXT, _SHARED = range(8)
_FORMULA_TEXT, _FORMULA_REAL, _FORMULA_BOOL, _FORMULA_ERROR = range(8, 12)
_SHORT, _RICH = {12 + kind: 1 + kind for kind in range(7)}, 62
"""Cells that stand right behind the one before; a text with a look of its own."""
_STRING, _FORMAT, _STYLE, _STYLES, _STYLES_END = 19, 44, 47, 617, 618
_PROPERTIES, _SHEET, _MERGE = 153, 156, 176
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_HIDDEN_ROW = 0x10


class _Book(NamedTuple):
    """What all sheets share: strings, the format code of each style, whether days count from 1904."""

    strings: list[str]
    formats: list[Format]
    from_1904: bool


def sheets(data: bytes, shown: str) -> list[SheetCells]:
    """Return the sheets of a workbook.  Raises InputError for a damaged or far too large one."""
    package = Package(data, shown)
    try:
        return _sheets(package)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise input_error(codes.DAMAGED, file=shown, detail="工作表内容有误") from error


def _sheets(package: Package) -> list[SheetCells]:
    main = identity.main_part(package)
    targets = parts.related(package, main)
    role = dict(targets.values())
    of_workbook = list(_records(package.read(main)))
    from_1904 = any(kind == _PROPERTIES and body[0] & 1 for kind, body in of_workbook)
    book = _Book(_strings(package, role.get("sharedStrings")), _formats(package, role.get("styles")), from_1904)
    room, found, done = Room(package.shown), list[SheetCells](), set[str]()
    for state, relation, name in (_bundle(body) for kind, body in of_workbook if kind == _SHEET):
        sort, part = targets.get(relation, ("", ""))
        if sort == "worksheet" and part not in done:
            done.add(part)
            table = CellTable(name, room)
            found.append(SheetCells(name, None if state else _grid(package.read(part), table, book)))
    return found


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield kind and content of each record."""
    at = 0
    while at < len(part):
        kind, at = part[at], at + 1
        if kind & 0x80:
            kind, at = kind & 0x7F | (part[at] & 0x7F) << 7, at + 1
        length = 0
        for shift in (0, 7, 14, 21):
            byte, at = part[at], at + 1
            length |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield kind, part[at : at + length]
        at += length


def _string(body: bytes, at: int) -> tuple[str, int]:
    """Return a text that is stored behind its length, and the place behind it; no text at all has the length -1."""
    length = struct.unpack_from("<i", body, at)[0]
    end = at + 4 + 2 * max(length, 0)
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


def _bundle(body: bytes) -> tuple[int, str, str]:
    relation, at = _string(body, 8)
    return struct.unpack_from("<I", body)[0], relation, _string(body, at)[0]


def _strings(package: Package, part: str | None) -> list[str]:
    return [_string(body, 1)[0] for kind, body in _records(package.read(part)) if kind == _STRING] if part else []


def _formats(package: Package, part: str | None) -> list[Format]:
    formats, own, counts = list[Format](), dict[int, str](), False
    for kind, body in _records(package.read(part)) if part else ():
        if kind == _FORMAT:
            own[struct.unpack_from("<H", body)[0]] = _string(body, 2)[0]
        elif kind in (_STYLES, _STYLES_END):
            counts = kind == _STYLES
        elif kind == _STYLE and counts:
            number = struct.unpack_from("<H", body, 2)[0]
            formats.append(Format(own.get(number), number))
    return formats


def _grid(part: bytes, table: CellTable, book: _Book) -> Grid:
    row, column = 1, 0
    for kind, body in _records(part):
        if kind == _ROW:
            row, column = struct.unpack_from("<I", body)[0] + 1, 0
            if body[11] & _HIDDEN_ROW:
                table.hidden.add(row)
        elif kind in _SHORT:
            column += 1
            table.put(row, column, _value(_SHORT[kind], body, 4, book))
        elif kind <= _FORMULA_ERROR or kind == _RICH:
            column = struct.unpack_from("<I", body)[0] + 1
            table.put(row, column, _value(kind, body, 8, book))
        elif kind == _MERGE:
            top, bottom, left, right = struct.unpack_from("<4I", body)
            table.put(top + 1, left + 1, None, bottom + 1, right + 1)
    return table.grid()


def _value(kind: int, body: bytes, at: int, book: _Book) -> CellValue:
    """Return the value that stands in a cell record from ``at`` on, behind the place and the style."""
    if kind == _SHARED:
        return book.strings[int.from_bytes(body[at : at + 4], "little")]
    if kind in (_TEXT, _FORMULA_TEXT, _RICH):
        return _string(body, at + (kind == _RICH))[0]
    if kind in (_BOOL, _FORMULA_BOOL):
        return bool(body[at])
    if kind in (_ERROR, _FORMULA_ERROR):
        return _ERRORS.get(body[at], "#N/A")
    if kind == _BLANK:
        return None
    number: float = _rk(struct.unpack_from("<I", body, at)[0]) if kind == _RK else struct.unpack_from("<d", body, at)[0]
    style = int.from_bytes(body[at - 4 : at - 1], "little")
    return as_shown(number, book.formats[style] if style < len(book.formats) else GENERAL, book.from_1904)


def _rk(packed: int) -> float:
    """Return a number that was stored in four bytes: whole or the upper half of a double, and perhaps in hundredths."""
    if packed & 2:
        number = float((packed ^ 0x80000000) - 0x80000000 >> 2)
    else:
        number = float(struct.unpack("<d", struct.pack("<Q", (packed & ~3) << 32))[0])
    return number / 100 if packed & 1 else number
