"""What a person sees in a cell with a number, alike in all spreadsheets."""

from __future__ import annotations

import functools
import math
from typing import NamedTuple

from selfeval_xl.domain.cells import CellValue
from selfeval_xl.ooxml.dates import day_of
from selfeval_xl.ooxml.styles import DAY, TIME, number_style
from selfeval_xl.ooxml.xmltext import percent_text

_style = functools.lru_cache(maxsize=1024)(number_style)


class Format(NamedTuple):
    """A number format: its code (``0.00%``), or ``None`` and the number of a built-in one."""

    code: str | None
    built_in: int = 0


GENERAL = Format(None)


def as_shown(value: float, shown_by: Format, from_1904: bool = False) -> CellValue:
    """Return a number as its format shows it.

    A percentage becomes its text, a number of days the date or time, and what is no number ``#NUM!``.
    """
    if not math.isfinite(value):
        return "#NUM!"
    style = _style(*shown_by)
    if style is None:
        return value
    return day_of(value, style == TIME, from_1904) if style in (DAY, TIME) else percent_text(value, style)
