"""Addresses of cells, rows, columns and ranges, as OOXML writes them (ST_CellRef and ST_Ref of ECMA-376)."""

from __future__ import annotations

import functools
import re

from selfeval_xl.domain.grid import Range
from selfeval_xl.domain.place import column_letters
from selfeval_xl.ooxml.xmlpass import Unusual

ROWS, COLUMNS = 1_048_576, 16_384
"""The size of a sheet."""
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_PART = re.compile(r"\$?([A-Za-z]{0,3})\$?([0-9]{0,7})")


@functools.lru_cache(maxsize=2048)
def column_number(letters: str) -> int:
    """Return the 1-based number of a column: ``A`` is 1, ``AA`` is 27.  Raises :class:`Unusual` where there is none."""
    number = letters_number(letters)
    if not letters.isascii() or not letters.isalpha() or number > COLUMNS:
        raise Unusual(letters)
    return number


def letters_number(letters: str) -> int:
    """Return the number of letters that may name a column, or lie beyond the last."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def row_number(digits: str) -> int:
    """Return the number of a row; raise :class:`Unusual` where there is none."""
    digits = digits.strip()
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9 or not 1 <= int(digits) <= ROWS:
        raise Unusual(digits)
    return int(digits)


def cell_spot(address: str) -> tuple[int, int]:
    """Return row and column of an address such as ``B5``, ``$b$5``."""
    match = _CELL.fullmatch(address.strip())
    if not match:
        raise Unusual(address)
    return row_number(match[2]), column_number(match[1])


def parse_range(reference: str) -> Range:
    """Return first row, first column, last row and last column of ``B2:D7``, ``B2``, ``A:C`` (columns) or ``1:4``."""
    first, _, last = reference.strip().partition(":")
    one, two = (_PART.fullmatch(each) for each in (first, last or first))
    if not one or not two or bool(one[1]) != bool(two[1]) or bool(one[2]) != bool(two[2]) or not (one[1] or one[2]):
        raise Unusual(reference)
    left, right = (column_number(one[1]), column_number(two[1])) if one[1] else (1, COLUMNS)
    top, bottom = (row_number(one[2]), row_number(two[2])) if one[2] else (1, ROWS)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


def range_text(area: Range) -> str:
    """Return a range as Excel writes it; one cell has no colon, whole columns and rows have one number only."""
    top, left, bottom, right = area
    rows = (str(top), str(bottom)) if (top, bottom) != (1, ROWS) else ("", "")
    whole_rows = (left, right) == (1, COLUMNS) and rows[0]
    columns = ("", "") if whole_rows else (column_letters(left), column_letters(right))
    first, last = (column + row for column, row in zip(columns, rows, strict=True))
    return first if first == last and rows[0] and columns[0] else f"{first}:{last}"
