"""A target and an actual value side by side: in one unit, or in days."""

import operator
from collections.abc import Callable
from decimal import Decimal

from selfeval_xl.domain.decimals import HUNDRED, ONE
from selfeval_xl.domain.measures import deadlines, units
from selfeval_xl.domain.measures.measure import DATE, NUMBER, Day, Measure
from selfeval_xl.domain.measures.vocabulary import directions

_RATES = ("%", "‰")
_NUMBER_STARTS = frozenset("0123456789≥≤=<>-.")
_HOLDS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "≥": operator.ge, ">": operator.gt, "≤": operator.le, "<": operator.lt, "=": operator.eq,
    "±": lambda one, other: abs(one) <= abs(other),
}  # fmt: skip


def holds(sign: str, number: Decimal, bound: Decimal) -> bool:
    """Tell whether a number is on the right side of a bound; ``±`` is as far from 0 at most, no sign is ``≥``."""
    return _HOLDS.get(sign, _HOLDS["≥"])(number, bound)


def in_target_unit(target: Measure, actual: Measure) -> Decimal | None:
    """Return the actual number expressed in the target's unit, or ``None`` when the two cannot be compared.

    A bare number takes the target's unit; a bare 0.93 against 95 % is 93 (see :func:`fraction_as_percent`).  Scales
    (万, 亿) and units of one kind (米/公里, 亩/公顷, 小时/分钟, 年/个月, %/‰) convert exactly.  ``/人`` may be missing
    on one side, ``/月`` may not.  提升 against 下降 cannot be compared.
    """
    number = actual.number
    if number is None or target.number is None or _opposite(target.text, actual.text):
        return None
    if actual.unit == target.unit or not actual.unit or actual.is_bare:
        return number * HUNDRED if target.unit == "%" and fraction_as_percent(target, actual) else number
    if target.unit:
        return units.convert(number, actual.unit, target.unit)
    return _against_bare_target(target.number, number, actual)


def _against_bare_target(target: Decimal, number: Decimal, actual: Measure) -> Decimal | None:
    """Take ``6艘`` for 6, as the target's unit may stand in the indicator's name; what 万 or % mean is a guess."""
    if actual.unit in _RATES:
        if actual.unit == "%" and target == HUNDRED:
            return number
        per = 100 if actual.unit == "%" else 1000
        return number / per if 0 < target <= 1 else None
    return None if units.scaled(actual.unit) else number


def _opposite(target: str, actual: str) -> bool:
    """Tell whether one speaks of a rise and the other of a fall; what begins with its number speaks of neither."""
    if target[:1] in _NUMBER_STARTS or actual[:1] in _NUMBER_STARTS:
        return False
    one, other = directions(target), directions(actual)
    return one != other and any(one) and any(other)


def fraction_as_percent(target: Measure, actual: Measure) -> bool:
    """Tell whether :func:`in_target_unit` took a bare fraction for a percentage: 0.93 against 95 % is 93 %."""
    if target.unit != "%" or target.number is None or actual.number is None:
        return False
    return 0 < actual.number <= ONE < target.number and actual.unit in ("", "%") and (not actual.unit or actual.is_bare)


def late_days(target: Measure, actual: Measure, year: int | None) -> int | None:
    """Return how many days after the deadline something was done; 0 or less is in time, ``None`` not to be told.

    ``year`` is that of a deadline that names none (12月底前); ``None`` takes the year of the other.  A bare number
    beside a date is read as one: Excel's serial (44561) or eight digits (20211231).
    """
    if DATE not in (target.kind, actual.kind):
        return None
    deadline, done = _day(target), _day(actual)
    return None if deadline is None or done is None else deadlines.days_between(deadline, done, year)


def _day(value: Measure) -> Day | None:
    if value.kind == NUMBER and value.is_bare:
        return deadlines.from_number(value.number)
    return value.date
