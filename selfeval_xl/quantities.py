"""The one door from a cell or a text to an exact number: plain numbers, money in 分, percentages, half-up rounding."""

import datetime
import functools
import re
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

from selfeval_xl.model import CellValue, plain

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
CENT = Decimal("0.01")
RATE = Decimal("0.0001")
_ROOMY = Context(prec=999)
"""Room for what nobody means but a cell can hold: 1E+300 rounds as well."""
FEN_PER = {"元": 100, "千元": 100_000, "万元": 1_000_000, "亿元": 10_000_000_000}
"""Whole 分 in one of each 金额单位."""
NOT_APPLICABLE = frozenset({"不适用", "不涉及", "N/A", "NA", "n/a", "na"})

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_GLYPHS = _WIDE | {
    ord(glyph): plain_glyph
    for plain_glyph, glyphs in {
        "≥": "≧⩾",
        "≤": "≦⩽",
        "=": "﹦═",
        "%": "﹪٪",
        "-": "−‐‑–﹣",
        " ": "\u3000\u00a0\u2002\u2003\u2009\t",
        "": "\u200b\ufeff\u2060",
        "~": "～〜∼",
    }.items()
    for glyph in glyphs
}
_NUMBERS = (float, int)
_FIFTEEN_DIGITS = 1e15
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|[+-]?\.\d+")
_MONEY = rf"({_NUMBER.pattern})\s*(万元|万|亿元|亿|千元|元)?"
_MOST_FEN = Decimal(10) ** 18
"""A thousand times the budget of the state: whatever a cell with more holds, it is no amount of money."""
_SHORT_UNITS = {"万": "万元", "亿": "亿元"}


def normalise(text: str) -> str:
    """Fold full-width and look-alike glyphs, and trim: ``　９５％`` becomes ``95%``, ``≧`` becomes ``≥``."""
    return text.strip() if text.isascii() else text.translate(_GLYPHS).strip()


def is_blank(value: CellValue) -> bool:
    """Tell whether a cell was left blank.  0 and ``不适用`` are not blank."""
    return value is None or (isinstance(value, str) and not value.strip())


def is_not_applicable(value: CellValue) -> bool:
    """Tell whether staff wrote 不适用 (or a spelling of it), which is neither blank nor 0."""
    return isinstance(value, str) and normalise(value) in NOT_APPLICABLE


def text_of(value: CellValue) -> str:
    """Return a cell as the text that a person would read off it, trimmed; a blank cell gives ``""``."""
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, _NUMBERS):
        return _number_text(value)
    # A date cell that some reader delivers as midnight: nobody typed a time.
    return str(value).removesuffix(" 00:00:00")


@functools.lru_cache(maxsize=4096)
def _number_text(value: float | int) -> str:
    return plain(_from_number(value))


@functools.lru_cache(maxsize=4096)
def _from_number(value: float | int) -> Decimal:
    # Excel shows and compares 15 significant digits; more would carry the binary noise of a float into the score.
    if isinstance(value, float) and (not value.is_integer() or abs(value) >= _FIFTEEN_DIGITS):
        return Decimal(f"{value:.15g}")
    return Decimal(int(value))


def exact(value: CellValue) -> Decimal | None:
    """Return the exact number a cell holds, or ``None`` when it is no bare number (blank, words, a unit, a percent).

    Text is read with full-width digits and thousands separators; a number cell is taken at Excel's 15 digits.
    """
    if isinstance(value, str):
        text = value and normalise(value)
        return Decimal(text.replace(",", "")) if text and _NUMBER.fullmatch(text) else None
    if not isinstance(value, _NUMBERS) or isinstance(value, bool):
        return None
    number = _from_number(value)
    return number if number.is_finite() else None  # inf and nan, which a damaged file can hold


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
    number, own_unit = exact(value), ""
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


def half_up(number: Decimal, quantum: Decimal = CENT) -> Decimal:
    """Round half away from zero to ``quantum`` (四舍五入), as Excel's ROUND does."""
    return number.quantize(quantum, ROUND_HALF_UP, _ROOMY)


def cut(number: Decimal, quantum: Decimal = CENT) -> Decimal:
    """Drop what lies beyond ``quantum`` (截尾): 9.68517 is 9.68."""
    return number.quantize(quantum, ROUND_FLOOR, _ROOMY)


def share(weight: Decimal, part: Decimal, whole: Decimal, quantum: Decimal = CENT) -> Decimal:
    """Return weight x part / whole, multiplied first and rounded half-up once.

    Exact on every tie: a quotient that lies on a half-cent is representable in Decimal's 28 digits, and one that does
    not is at least 1/(200 x whole) away from it, far more than the 28th digit for any cell Excel can hold.
    """
    return (weight * part / whole).quantize(quantum, ROUND_HALF_UP)


_YEAR = re.compile(r"((?:19|20)\d\d)(?:\.0)?\s*(?:年度?)?")


def year_of(value: CellValue) -> int | None:
    """Read a 评价年度: 2017, ``2017年度`` or a date cell; ``None`` when it is none."""
    if isinstance(value, datetime.date):
        return value.year
    match = _YEAR.fullmatch(normalise(text_of(value)))
    return int(match[1]) if match else None


def rate_of(part: Decimal | int | None, whole: Decimal | int | None) -> Decimal | None:
    """Return part/whole rounded half-up to four places: 90.91 % is 0.9091.

    There is none (``None``) where one of the two is lacking or ``whole`` is 0.
    """
    return half_up(Decimal(part) / Decimal(whole), RATE) if whole and part is not None else None


def percent(rate: Decimal) -> str:
    """Write a rate as a percentage with two places: 0.9091 becomes ``90.91%``."""
    return f"{half_up(rate * HUNDRED):.2f}%"
