"""Money: amounts in whole 分, read from cells with the 金额单位 of the workbook or their own."""

import functools
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from selfeval_xl.domain.cells import _NUMBER, CellValue, is_blank, normalise, parse_decimal, text_of

FEN_PER = {"元": 100, "千元": 100_000, "万元": 1_000_000, "亿元": 10_000_000_000}
"""Whole 分 in one of each 金额单位."""
_MONEY = rf"({_NUMBER.pattern})\s*(万元|万|亿元|亿|千元|元)?"
_MOST_FEN = Decimal(10) ** 18
"""A thousand times the budget of the state: whatever a cell with more holds, it is no amount of money."""
_SHORT_UNITS = {"万": "万元", "亿": "亿元"}


class Money(NamedTuple):
    """An amount in whole 分, or ``None``; ``flaw`` is ``text`` (no amount) or ``fraction`` (had parts of a 分)."""

    fen: int | None
    flaw: str = ""


def money_unit(value: CellValue) -> str:
    """Return the 金额单位 that a cell names, 万元 when it names none that we know (the unit of the official forms)."""
    unit = normalise(text_of(value)).strip("()")
    return unit if unit in FEN_PER else "万元"


@functools.lru_cache(maxsize=4096, typed=True)
def money(value: CellValue, unit: str) -> Money:
    """Read an amount.  ``unit`` is the workbook's 金额单位, used where the cell names none of its own.

    A cell that is not a whole number of 分 is rounded half-up and says so in ``flaw``, so that nobody is surprised.
    """
    number, own_unit = parse_decimal(value), ""
    if number is None and isinstance(value, str):
        match = re.fullmatch(_MONEY, normalise(value).lstrip("￥¥").lstrip())
        if match:
            number, own_unit = Decimal(match[1].replace(",", "")), match[2] or ""
    if number is None:
        return Money(None, "" if is_blank(value) else "text")
    fen = number * FEN_PER[_SHORT_UNITS.get(own_unit, own_unit) or unit]
    if abs(fen) >= _MOST_FEN:
        return Money(None, "text")
    whole = fen.to_integral_value(ROUND_HALF_UP)
    return Money(int(whole), "" if whole == fen else "fraction")


def in_unit(fen: int, unit: str) -> Decimal:
    """Return whole 分 as an exact number of ``unit``: 17092000000 分 is 17092 万元, never rounded."""
    return Decimal(fen) / FEN_PER[unit]
