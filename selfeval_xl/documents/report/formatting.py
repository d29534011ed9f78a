"""How amounts, dates, points and free text are written in a report."""

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal

from selfeval_xl.domain.cells import CellValue, normalise, text_of
from selfeval_xl.domain.decimals import format_decimal, half_up
from selfeval_xl.domain.money import in_unit

OPEN = "未完"
_NAMED = 4
"""So many names are listed, of more only their number besides."""
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_END = "。；！？.;!?：:…"


def amount(fen: int, unit: str) -> str:
    """Write whole 分 for a sentence, rounded half-up to two places as reports do: ``155.39万元``."""
    number = half_up(in_unit(fen, unit))
    return f"{number:,.2f}元" if unit == "元" else f"{format_decimal(number)}{unit}"


def yuan(fen: int) -> str:
    """Write whole 分 for a table in 元, to the last 分: ``838,810.19``."""
    return f"{in_unit(fen, '元'):,.2f}"


def points(number: Decimal | None) -> str:
    """Write a score or weight without trailing zeros: ``89``; 未完 while it is open."""
    return OPEN if number is None else format_decimal(number)


def date_shown(value: CellValue) -> str:
    """Write a date as official papers do: ``2018年3月1日``; what is no date stays as it was typed."""
    if isinstance(value, datetime.date):
        return f"{value.year}年{value.month}月{value.day}日"
    text = text_of(value)
    match = _DATE.fullmatch(normalise(text))
    return f"{int(match[1])}年{int(match[2])}月{int(match[3])}日" if match else text


def lines(value: CellValue) -> Iterator[str]:
    """Yield the paragraphs of a text that was typed into one cell."""
    yield from filter(None, (line.strip(" \t\u3000") for line in text_of(value).splitlines()))


def sentence(value: CellValue) -> str:
    """Return a typed text as one sentence with a full stop."""
    text = "".join(lines(value))
    return text if not text or text.endswith(tuple(_END)) else f"{text}。"


def listed(names: list[str]) -> str:
    """Name all of a few, or the first of many with 等 and their number."""
    shown = "、".join(names[:_NAMED])
    return f"{shown}等{len(names)}项" if len(names) > _NAMED else shown
