"""时限: dates as staff write them, each read as the last day that it still allows, and days past a deadline."""

import datetime
import functools
import re
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.domain.measures.measure import BAD_DATE, LOOSE_DATE, Day

_YEAR = r"(?:19|20)\d\d"
_MONTH = r"(?:1[0-2]|0?[1-9])"
# Words, and no set: one of characters so far apart takes a map of 65,536 places each time it is compiled.
_TO = r"(?:-|~|至|到|——|—)++"
_HOUR = r"(?:\s*\d\d?(?::\d\d(?::\d\d)?|[时点](?:\d\d?分)?))?"
_TOKEN = rf"""(?<![\d.])(?:
      (?P<iso>{_YEAR})[-/.](?P<iso_month>\d\d?)[-/.](?P<iso_day>\d\d?)(?!\d){_HOUR}
    | (?P<short>{_YEAR})[-/](?P<short_month>{_MONTH})(?![\d-])
    | (?:(?P<year>{_YEAR})年度?)?(?:\d\d?{_TO})?(?P<month>{_MONTH})月份?
      (?:(?:\d\d?{_TO})?(?P<day>\d\d?)(?:[日号]{_HOUR}|(?={_TO}|之?前|以前|$))|(?P<part>[上中下]旬|月?[底末]))?
    | (?:(?P<half_year>{_YEAR})年)?(?P<half>[上下]半年|第?[一二三四1-4]季度)[底末]?
    | (?P<whole>{_YEAR})年度?(?:年?[底末终]|全年|年?[之以]?内)?
    | 年[底末终]|全年|年内|当年|本年度?
    )"""
_HINT = re.compile(rf"[年月季]|{_YEAR}[-/.]\d")
_AROUND = (
    rf"{_TO}|之前|以前|前|[之以]?内|底|末|完成|全部|全面|按时|按期|及时|已|于|在|截止|截至|止|为|当期|项目|任务|工作|实施|"
    r"完工|竣工|验收|达成|执行|[、,:\s]"
)
_LAST_MONTH = {
    "上半年": 6, "下半年": 12, "一季度": 3, "二季度": 6, "三季度": 9, "四季度": 12,
    "1季度": 3, "2季度": 6, "3季度": 9, "4季度": 12,
}  # fmt: skip
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LONGEST_WORDS = 16
_EPOCH = datetime.date(1899, 12, 30)
_SERIALS = range(20_000, 80_000)
"""Serial numbers of Excel from 1954 to 2119: what a date turns into when its cell loses the date format."""


class Deadline(NamedTuple):
    """A date found in a text: the last day it allows (``None`` if there is none), the other words, an ambiguity."""

    day: Day | None
    rest: str
    is_alone: bool
    ambiguity: str = ""


@functools.cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Compile the two large patterns when the first date turns up: they would be half of this package's import time."""
    return re.compile(_TOKEN, re.VERBOSE), re.compile(_AROUND)


def find(text: str) -> Deadline | None:
    """Find the date that a normalised text names; of several, or of a span, the last one.

    ``is_alone`` says that the other words only say 前, 完成 and the like, so that the date is what the text is about.
    """
    if not _HINT.search(text):
        return None
    token, around = _patterns()
    tokens = list(token.finditer(text))
    if not tokens:
        return None
    last = tokens[-1]
    day, exactly = _day_of(last)
    year = day[0] or next((found for found in map(_year_of, reversed(tokens)) if found), None)
    rest = token.sub("", text)
    others = around.sub("", rest)
    loose = LOOSE_DATE if last[0][-1] in "月年" and re.match("之?前|以前", text[last.end() :]) else ""
    is_alone = not others or (exactly and len(others) <= _LONGEST_WORDS and not re.search("[。;!]", others))
    if not _exists(day) or ((last["day"] or last["iso"]) and _fitted(year, day[1], day[2]) != day[2]):
        return Deadline(None, rest, is_alone, BAD_DATE)
    return Deadline((year, day[1], _fitted(year, day[1], day[2])), rest, is_alone, loose)


def span(text: str) -> tuple[Day | None, Day | None]:
    """Return the first and the last day that a normalised text names: ``2023年4月-2024年2月``; one date is the last."""
    found = find(text)
    token, _ = _patterns()
    tokens = list(token.finditer(text))
    if found is None or len(tokens) < 2:
        return None, found.day if found else None
    first = tokens[0]
    (year, month, _last), _exactly = _day_of(first)
    day = int(first["day"] or first["iso_day"] or 1)
    return (year, month, day) if _exists((year, month, day)) else None, found.day


def _year_of(token: re.Match[str]) -> int | None:
    found = token["iso"] or token["short"] or token["year"] or token["half_year"] or token["whole"]
    return int(found) if found else None


def _day_of(token: re.Match[str]) -> tuple[Day, bool]:
    """Return the last day a token allows, and whether it is as exact as a month."""
    year = _year_of(token)
    if token["iso"]:
        return (year, int(token["iso_month"]), int(token["iso_day"])), True
    if token["half"]:
        return (year, month := _LAST_MONTH[token["half"].removeprefix("第")], _DAYS[month - 1]), True
    month = int(token["month"] or token["short_month"] or 12)
    exactly = bool(token["month"] or token["short"])
    by_part = {"上旬": 10, "中旬": 20}.get(token["part"] or "", _DAYS[month - 1])
    return (year, month, int(token["day"]) if token["day"] else by_part), exactly


def _exists(day: Day) -> bool:
    return 1 <= day[1] <= 12 and 1 <= day[2] <= _DAYS[day[1] - 1]


def _fitted(year: int | None, month: int, day: int) -> int:
    """Keep the end of February right: 29 only in leap years, or while the year is not known."""
    leap = year is None or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    return day if leap or month != 2 else min(day, 28)


def from_number(number: Decimal | None) -> Day | None:
    """Read a number as a date: Excel's serial (44561) or eight digits (20211231); ``None`` when it is neither."""
    if number is None or number != int(number):
        return None
    whole = int(number)
    if whole in _SERIALS:
        day = _EPOCH + datetime.timedelta(days=whole)
        return day.year, day.month, day.day
    year, month, day_of_month = whole // 10_000, whole // 100 % 100, whole % 100
    is_day = 1900 <= year < 2100 and _exists((year, month, day_of_month))
    return (year, month, day_of_month) if is_day else None


def days_between(deadline: Day, done: Day, year: int | None) -> int | None:
    """Return how many days ``done`` lies after ``deadline``, ``None`` where no year is known.

    A deadline without a year is one of ``year``, else of the year of ``done``, which itself defaults to the deadline's.
    """
    own = deadline[0] or year or done[0]
    return None if own is None else (_date(done, own) - _date(deadline, own)).days


def _date(day: Day, year: int) -> datetime.date:
    whole_year = day[0] or year
    return datetime.date(whole_year, day[1], _fitted(whole_year, day[1], day[2]))
