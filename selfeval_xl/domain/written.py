"""The record of what the program wrote into the computed columns: it tells that from what staff typed there.

It stands in hidden rows of 汇总.  A row is found again by its name, its 计算说明, or its computed cells as a whole:
rows may be renamed, inserted, copied and sorted, and any input changed.  A value is kept as the CRC-32 of what a
person reads of it.
"""

import binascii
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.domain.cells import CellValue, parse_decimal, text_of
from selfeval_xl.domain.computed import COLUMNS, ComputedValue
from selfeval_xl.domain.decimals import HUNDRED
from selfeval_xl.domain.layout import INDICATORS
from selfeval_xl.domain.printed import points_in

Row = tuple[str, Sequence[CellValue | ComputedValue]]
"""What a row is called (三级指标, 项目明细), and its computed cells in the order of ``layout.computed``."""
_BEGIN = "程序填写记录·"
_PAGES = "结果页"
COMPUTED_AT = "计算时间："
"""How the line of 汇总 begins that says when it was computed; the time ends at a wide space."""
_LONGEST = 30_000
"""Characters of the record in one cell, which holds 32,767."""
_MOST_TEXT = 8000
"""Characters of a text that count; a cell that holds the most there can be may come back cut."""
_LONGEST_NUMBER = 24
"""Characters up to which a text may be a number."""
_DIGITS = frozenset("+-.0123456789＋－．０１２３４５６７８９")
_NUMBERS = (float, int, Decimal)
_FEWEST = 2
"""Computed cells that must be filled before all of them together tell whose row it is."""


def shown(value: CellValue | ComputedValue) -> str:
    """Return what a person reads of a cell, the same before it is written and after any program saved it."""
    if isinstance(value, _NUMBERS) and not isinstance(value, bool):
        return _figure(value)
    text = _visible(text_of(value))[:_MOST_TEXT]
    number = _number(text) if len(text) <= _LONGEST_NUMBER and text[:1] in _DIGITS else None
    return text if number is None else _figure(number)


def _figure(number: float | Decimal) -> str:
    """Write a number with the 15 digits that Excel keeps; there is no negative zero."""
    return f"{float(number) + 0.0:.15g}"


def _visible(text: str) -> str:
    text = "".join(text.split())
    return text if text.isprintable() else "".join(filter(str.isprintable, text))


def _number(text: str) -> Decimal | None:
    if text.endswith("%"):
        rate = parse_decimal(text[:-1])
        return None if rate is None else rate / HUNDRED
    return points_in(text)


def is_same(held: CellValue, computed: ComputedValue) -> bool:
    """Tell whether a cell holds what is computed, or nothing."""
    if held is None or held == "":
        return True
    if isinstance(computed, str):
        return held == computed or shown(held) in ("", shown(computed))
    if isinstance(computed, Decimal):
        number = float(computed)
        if held == (f"{number * 100:.15g}%" if isinstance(held, str) else number):
            return True
    return shown(held) in ("", shown(computed))


def checksum(values: Iterable[CellValue | ComputedValue]) -> str:
    """Return a checksum of what stands on a page; blank cells and the time of computing do not count."""
    texts = [
        _timeless(value)[:_MOST_TEXT] if isinstance(value, str) and not value.endswith("%") else shown(value)
        for value in values
        if value is not None
    ]
    return f"{zlib.crc32(_visible(''.join(texts)).encode()):08x}"


def _timeless(text: str) -> str:
    return text.partition("　")[2] if text.startswith(COMPUTED_AT) else text


def _digest(value: CellValue | ComputedValue) -> int:
    text = shown(value)
    return zlib.crc32(text.encode()) if text else 0


def record(sheet: str, rows: Iterable[Row]) -> Iterator[str]:
    """Yield the texts of the record for a sheet, each for a cell of its own; none where there are no rows."""
    digests = [(_digest(name), *map(_digest, cells)) for name, cells in rows]
    if digests:
        numbers = [len(digests[0]), *(number for row in digests for number in row)]
        packed = binascii.b2a_base64(struct.pack(f">{len(numbers)}I", *numbers), newline=False).decode()
        for start in range(0, len(packed), _LONGEST):
            yield f"{_BEGIN}{sheet}：{packed[start : start + _LONGEST]}"


def record_of_pages(checksums: Iterable[str]) -> str:
    """Return the text that keeps the checksums of 汇总 and 校验结果."""
    return f"{_BEGIN}{_PAGES}：{' '.join(checksums)}"


def is_record(text: CellValue) -> bool:
    """Tell whether a cell holds a part of the record."""
    return isinstance(text, str) and text.startswith(_BEGIN)


class Written(NamedTuple):
    """The record as read: the digests of name and computed cells of each row by sheet, the checksums of our pages."""

    rows: Mapping[str, Sequence[Sequence[int]]]
    pages: Sequence[str]

    def holds(self, sheet: str, rows: Sequence[Row]) -> Iterator[tuple[bool, ...]]:
        """Yield for each row, for each of its computed cells, whether it still holds what the program wrote."""
        known = self.rows.get(sheet, ())
        by_key = _indexed(known, sheet)
        digests = [(_digest(name), *map(_digest, cells)) for name, cells in rows]
        names = {row[0] for row in digests}
        last = -1
        for row in digests:
            found = [at for key in _keys(sheet, row) for at in by_key.get(key, ())]
            follows = last + 1 < len(known) and known[last + 1][0] not in names
            if not found and follows:
                found = [last + 1]  # renamed, and its computed cells changed as well: it follows the row above
            last = found[0] if found else last
            yield tuple(any(known[at][place] == row[place] for at in found) for place in range(1, len(row)))


def _indexed(rows: Sequence[Sequence[int]], sheet: str) -> Mapping[tuple[object, ...], Sequence[int]]:
    by_key: dict[tuple[object, ...], list[int]] = {}
    for at, row in enumerate(rows):
        for key in _keys(sheet, row):
            by_key.setdefault(key, []).append(at)
    return by_key


def _keys(sheet: str, row: Sequence[int]) -> Iterator[tuple[object, ...]]:
    """Yield what a row is found again by."""
    name, *cells = row
    yield "name", name
    if len(cells) - cells.count(0) >= _FEWEST:
        yield "cells", *cells
    if sheet == INDICATORS and cells[-1]:
        yield "derivation", cells[-1]


def read_record(texts: Iterable[str]) -> Written | None:
    """Return the record that stands in these cells; ``None`` where there is none that can be read."""
    packed: dict[str, str] = {}
    for text in texts:
        sheet, _, part = text.removeprefix(_BEGIN).partition("：")
        packed[sheet] = packed.get(sheet, "") + part
    pages = packed.pop(_PAGES, None)
    try:
        rows = {sheet: _unpacked(each, 1 + len(COLUMNS[sheet])) for sheet, each in packed.items()}
    except (ValueError, KeyError, struct.error):
        return None
    return None if pages is None else Written(rows, pages.split())


def _unpacked(packed: str, width: int) -> Sequence[Sequence[int]]:
    """Return the rows of digests; raises ValueError for a record of other columns than ours."""
    data = binascii.a2b_base64(packed, strict_mode=True)
    stated, *numbers = struct.unpack(f">{len(data) // 4}I", data)
    if stated != width or len(numbers) % width:
        raise ValueError("another record")
    return [numbers[at : at + width] for at in range(0, len(numbers), width)]
