"""Number formats and serial days, alike in all spreadsheets: what a person sees in a cell with a number."""

from __future__ import annotations

import datetime
import functools
import math
import re

from selfeval_xl.domain.cells import CellValue
from selfeval_xl.ooxml.glance import percent_text

_LONGEST = 255
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.')
_DATE = re.compile("[ymdhs年月日]", re.IGNORECASE)
_DATES = (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))
BUILT_IN = {9: "0%", 10: "0.00%", **dict.fromkeys(_DATES, "yyyy-m-d")}
"""The formats that have a number instead of a code (ECMA-376, part 1, 18.8.30), as far as they matter here."""
_EPOCH = {False: datetime.datetime(1899, 12, 30), True: datetime.datetime(1904, 1, 1)}
_LAST_DAY = 2_958_466
"""The day after 31 December 9999, counted from 1899."""
_FIRST_OF_MARCH_1900 = 61


@functools.lru_cache(maxsize=1024)
def percent_places(code: str) -> int | None:
    """Return how far a number moves under a format that shows ``%``, ``None`` where it shows none.

    ``0.00%`` shows 0.95 as 95 %: two places.  ``0.00"%"`` shows 95 as 95 %: none.
    """
    code = code[:_LONGEST]
    if "%" in _LITERAL.sub("", code):
        return 2
    return 0 if any("%" in (match[1] or match[2] or "") for match in _LITERAL.finditer(code)) else None


@functools.lru_cache(maxsize=1024)
def is_date(code: str) -> bool:
    """Tell whether a format shows a number as a date or a time."""
    return bool(_DATE.search(_LITERAL.sub("", code[:_LONGEST])))


def as_shown(value: float, code: str, from_1904: bool = False) -> CellValue:
    """Return a number as the format shows it: the text of a percentage, a date, else the number."""
    if not math.isfinite(value):
        return "#NUM!"
    if "%" in code:
        places = percent_places(code)
        return value if places is None else percent_text(value, places)
    return day(value, from_1904) if is_date(code) else value


def day(serial: float, from_1904: bool) -> CellValue:
    """Return the date, time or both that a serial number of days stands for; the number where there is no such day."""
    if not 0 <= serial < _LAST_DAY:
        return serial
    if 1 <= serial < _FIRST_OF_MARCH_1900 and not from_1904:
        serial += 1  # before the 29 February 1900 that there never was
    try:
        moment = _EPOCH[from_1904] + datetime.timedelta(milliseconds=round(serial * 86_400_000))
    except OverflowError:
        return serial
    if serial < 1:
        return moment.time()
    return moment if moment.time() != datetime.time() else moment.date()
