"""Addresses of cells, rows, columns and ranges, as OOXML writes them (ST_CellRef and ST_Ref of ECMA-376)."""

import functools
import re

from selfeval_xl.domain.grid import Range
from selfeval_xl.domain.place import column_letters
from selfeval_xl.ooxml.xmlpass import Unusual

ROWS, COLUMNS = 1_048_576, 16_384
"""The size of a sheet."""
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


_KNOWN: dict[str, int] = {}
"""The columns that were met by now, by their letters."""


def column_in_row(address: str, row: str) -> int:
    """Return the column of a cell's address; raise :class:`Unusual` unless it lies in that row."""
    known = _KNOWN.get(address.removesuffix(row))
    if known:
        return known
    letters = address.rstrip("0123456789")
    if address[len(letters) :] != row:
        raise Unusual(address)
    number = _KNOWN[letters] = column_number(letters)
    return number


def row_number(digits: str) -> int:
    """Return the number of a row; raise :class:`Unusual` where there is none."""
    digits = digits.strip()
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9 or not 1 <= int(digits) <= ROWS:
        raise Unusual(digits)
    return int(digits)


@functools.lru_cache(maxsize=2048)
def parse_range(reference: str) -> Range:
    """Return first row, first column, last row and last column of ``B2:D7``, ``B2``, ``A:C`` (columns) or ``1:4``.

    Remembered, because forms of one template have the same merged cells.
    """
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
    if (left, right) == (1, COLUMNS):
        return f"{top}:{bottom}"
    first, last = _letters(left), _letters(right)
    if (top, bottom) == (1, ROWS):
        return f"{first}:{last}"
    return f"{first}{top}:{last}{bottom}" if (top, left) != (bottom, right) else f"{first}{top}"


_letters = functools.lru_cache(maxsize=2048)(column_letters)
