"""An indicator's cells -> its reading, once; every later step takes it from the row."""

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal

from selfeval_xl.domain.cells import normalise, text_of
from selfeval_xl.domain.decimals import HUNDRED
from selfeval_xl.domain.measures.comparing import in_target_unit
from selfeval_xl.domain.measures.measure import (
    DATE,
    LOST_PERCENT,
    NUMBER,
    PLACEHOLDER,
    TEXT,
    TWO_VALUES,
    UNREADABLE,
    Measure,
)
from selfeval_xl.domain.measures.reading import read_actual, read_target
from selfeval_xl.domain.measures.vocabulary import directions, is_rate
from selfeval_xl.domain.scorecard import BY_DEFAULT, BY_LEVEL, BY_NAME, BY_ZERO, IN_CELL, IN_COLUMN, LESS, Reading
from selfeval_xl.domain.submission import Indicator, Project
from selfeval_xl.rules.records import ScoringRule
from selfeval_xl.rules.signs import deduced_sign
from selfeval_xl.scoring import parameters

_SPAN = r"(20\d\d)(?:年|[-./]\d)[^。;,\d]*(?:\d{1,2}[^。;,\d]*){0,2}[-至到—~]+\s*(20\d\d)(?=年|[-./]\d)"
_UNTIL = r"[^。;,\d]{0,7}[-至到—~][^。;,\d]{0,3}\d"
_START = rf"(20\d\d)(?:年|[-./])(\d{{1,2}})(?:(?:月|[-./])(\d{{1,2}})日?)?(?={_UNTIL})"
_TOGETHER = frozenset("至到-—~")
"""No span of time goes without one of these; the patterns are too large to be compiled for a text that has none."""
_WORDS, _NUMERALS = (TEXT, UNREADABLE), frozenset("一二两三四五六七八九十百")
_DAYS, _MONTHS = {"天": 1, "日": 1, "周": 7}, {"年": 12, "个月": 1, "季度": 3}
_LONGEST = 3660
"""Days, or months, beyond which a length of time is a slip."""
_MOST_SHARE = Decimal(2)
"""Up to here an actual value beside a target of 0.95 is a share as well; 93 is in percent."""
DEDUCED = {
    BY_NAME: "指标值没写符号，按名称越低越好",
    BY_LEVEL: "指标值没写符号，按二级指标越低越好",
    BY_ZERO: "指标值是0、没写符号",
}
"""What is said of a sign that was deduced from the nature of the row, by where from."""


def read_row(indicator: Indicator, rule: ScoringRule) -> Reading:
    """Read target and actual value; a sign that nobody wrote is the one that ``rule`` deduces."""
    target = read_target(indicator.sign, indicator.target, indicator.unit)
    actual = read_actual(indicator.actual, indicator.unit)
    if target.kind in _WORDS or actual.kind in (TEXT, PLACEHOLDER, UNREADABLE):
        target, actual = _clearer(target, actual, indicator)
    if actual.unit == "%" and not target.unit and _is_percent(target) and is_rate(indicator.name, ""):
        target = target._replace(unit="%")
    sign, source = _sign(indicator, target, rule)
    parameter = text_of(indicator.parameter)
    if parameter and _has_lost_percent(target, sign, parameter):
        target = _as_percent(target)._replace(ambiguity=LOST_PERCENT)
        if actual.kind == NUMBER and actual.is_bare and actual.number is not None and actual.number <= _MOST_SHARE:
            actual = _as_percent(actual)
            return Reading(target, actual, actual.number, sign, source, "target")
        return Reading(target, actual, in_target_unit(target, actual), sign, source, "target")
    lost = "parameter" if parameter and parameters.is_in_shares(parameter, target) else ""
    return Reading(target, actual, in_target_unit(target, actual), sign, source, lost)


def _is_percent(target: Measure) -> bool:
    """Tell whether a bare number can be a percentage, and no share of 1."""
    return target.number is not None and 1 < target.number <= HUNDRED


def _clearer(target: Measure, actual: Measure, indicator: Indicator) -> tuple[Measure, Measure]:
    """Return both as they are, or as numbers where they are written in characters, or the target is a range."""
    is_plain = TWO_VALUES not in (target.ambiguity, actual.ambiguity) and _NUMERALS.isdisjoint(
        target.text + actual.text
    )
    if is_plain and target.number != 0:
        return target, actual
    from selfeval_xl.domain.measures.spelled import clearer  # few forms need it

    return clearer(target, actual, indicator.sign, indicator.unit)


def _has_lost_percent(target: Measure, sign: str, parameter: str) -> bool:
    """Tell whether a target of 0.95 stands for 95 %: steps in percent would make no sense of it otherwise.

    A cell that shows 95% holds 0.95, and shows that when it loses its format, or in a formula.
    """
    if target.kind != NUMBER or target.number is None or not 0 < target.number <= 1 or not target.is_bare:
        return False
    is_open = not target.unit or (target.unit == "%" and target.number < 1 and sign not in LESS)
    return is_open and re.search("[%％]|百分点", parameter) is not None


def _as_percent(value: Measure) -> Measure:
    return value._replace(number=value.number * HUNDRED if value.number is not None else None, unit="%")


def _sign(indicator: Indicator, target: Measure, rule: ScoringRule) -> tuple[str, str]:
    if target.sign:
        return target.sign, IN_COLUMN if target.sign_in_column else IN_CELL
    # 投诉率下降5% is more than a rate of complaints: what the words say of the way it should go, they decide.
    if target.kind != NUMBER or any(directions(target.text)):
        return rule.default_sign, BY_DEFAULT
    return deduced_sign(rule, indicator.level2, indicator.name, target.unit, target.number == 0)


def with_start(reading: Reading, start: datetime.date | None) -> Reading:
    """Return a reading whose target is a length of time and whose actual value a date with the day that it ends on.

    It runs from the day on which the project begins; without one, the two cannot be compared.
    """
    target = reading.target
    if not start or reading.actual.kind != DATE or target.kind != NUMBER or target.number is None:
        return reading
    days, months = target.number * _DAYS.get(target.unit, 0), target.number * _MONTHS.get(target.unit, 0)
    if not 0 < max(days, months) <= _LONGEST or days != int(days) or months != int(months):
        return reading
    whole = start.year * 12 + start.month - 1 + int(months)
    end = datetime.date(whole // 12, whole % 12 + 1, 1) + datetime.timedelta(days=start.day - 2 + int(days))
    since = f"自{start.year}年{start.month}月{start.day}日起算"
    return reading._replace(target=target._replace(kind=DATE, date=(end.year, end.month, end.day)), since=since)


def starts_on(project: Project) -> datetime.date | None:
    """Return the day on which the project begins, by its own texts: 2025年6月1日至2026年5月31日."""
    found = next(filter(None, (re.search(_START, text) for text in _with_spans(project))), None)
    try:
        return datetime.date(int(found[1]), int(found[2]), int(found[3] or 1)) if found else None
    except ValueError:
        return None  # no such day


def spans_years(project: Project) -> bool:
    """Tell whether the project's own texts say that it runs from one year into another: 2025年6月至2026年5月."""
    return any(first != last for text in _with_spans(project) for first, last in re.findall(_SPAN, text))


def _with_spans(project: Project) -> Iterator[str]:
    """Yield the project's own texts that may name a span of time."""
    for text in (project.period, project.name, project.overview, project.overall_goal, project.annual_goal):
        folded = normalise(text_of(text))
        if "20" in folded and not _TOGETHER.isdisjoint(folded):
            yield folded
