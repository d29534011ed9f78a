"""What a cell holds, and the one door from it to a text, an exact number or a year."""

import datetime
import functools
import re
from decimal import Decimal

from selfeval_xl.domain.decimals import format_decimal

CellValue = str | float | int | bool | datetime.datetime | datetime.date | datetime.time | datetime.timedelta | None
"""What a cell holds.  Blank is ``None`` or ``""``; a percent cell has become the text that a person sees (``95%``)."""
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
        "~": "〜∼",
        "[": "【〔〖",
        "]": "】〕〗",
    }.items()
    for glyph in glyphs
}
_NUMBERS = (float, int)
_FIFTEEN_DIGITS = 1e15
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|[+-]?\.\d+")


def normalise(text: str) -> str:
    """Fold full-width and look-alike glyphs, and trim: ``　９５％`` becomes ``95%``, ``≧`` becomes ``≥``."""
    return text.strip() if text.isascii() else _with_plain_glyphs(text)


@functools.lru_cache(maxsize=512)
def _with_plain_glyphs(text: str) -> str:
    """Fold a text once, since readers and rules look at most of them several times, and some are very long."""
    return text.translate(_GLYPHS).strip()


def is_plain(text: str) -> bool:
    """Tell whether a text holds only what shows, spaces and line breaks: no control characters, no halves of pairs."""
    return text.replace("\n", "").replace("\t", "").replace("\u3000", "").isprintable()


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
    return format_decimal(_from_number(value))


@functools.lru_cache(maxsize=4096)
def _from_number(value: float | int) -> Decimal:
    # Excel shows and compares 15 significant digits; more would carry the binary noise of a float into the score.
    if isinstance(value, float) and (not value.is_integer() or abs(value) >= _FIFTEEN_DIGITS):
        return Decimal(f"{value:.15g}")
    return Decimal(int(value))


def parse_decimal(value: CellValue) -> Decimal | None:
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


_YEAR = re.compile(r"((?:19|20)\d\d)(?:\.0)?\s*(?:年度?)?")


def year_of(value: CellValue) -> int | None:
    """Read a 评价年度: 2017, ``2017年度`` or a date cell; ``None`` when it is none."""
    if isinstance(value, datetime.date):
        return value.year
    match = _YEAR.fullmatch(normalise(text_of(value)))
    return int(match[1]) if match else None
