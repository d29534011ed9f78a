"""What cannot be true, by the limits of the standard: such a number is not scored, whatever reason stands beside it."""

from decimal import Decimal

from selfeval_xl.domain.decimals import HUNDRED, ONE
from selfeval_xl.domain.measures.measure import NUMBER, Measure
from selfeval_xl.domain.measures.phrases import begins_with_number
from selfeval_xl.domain.measures.vocabulary import directions, is_rate
from selfeval_xl.domain.scorecard import LESS, Reading
from selfeval_xl.rules.records import PlausibilityRule
from selfeval_xl.rules.signs import matches

OVER_WHOLE, HUNDREDFOLD = "I22", "I23"
IMPOSSIBLE = frozenset({OVER_WHOLE, HUNDREDFOLD})
"""Codes of the findings on a row that no typed score takes away."""
RATES = ("%", "")
"""Units of what may be a rate: the sign of a percentage often stands in neither cell."""
_TEN = Decimal(10)
Amount = Decimal | int | None


def is_plausible(budget: Amount, executed: Amount, rule: PlausibilityRule | None) -> bool:
    """Tell whether so much can have been spent of a budget; a budget of 0 is another matter."""
    if rule is None or budget is None or budget <= 0 or not executed:
        return True
    share = Decimal(executed) / budget
    if share > rule.most_spent:
        return False
    return share >= rule.least_spent or not rule.slip_from <= share * rule.money_slip <= rule.slip_to


def obstacle_in(reading: Reading, name: str, rule: PlausibilityRule | None) -> str:
    """Return the code of what cannot be true in a row, or ``""``."""
    if rule is None or reading.target.kind != NUMBER or reading.target.unit not in RATES:
        return ""
    if rate_factor(reading, name, rule) == HUNDRED:
        return HUNDREDFOLD
    return OVER_WHOLE if over_whole(reading, name, rule) else ""


def over_whole(reading: Reading, name: str, rule: PlausibilityRule) -> str:
    """Return which field (``target``, ``actual``) has more than 100 % of a whole, ``""`` where neither has."""
    is_share = reading.target.unit == "" and reading.target.number is not None and reading.target.number <= ONE
    most = ONE if is_share else HUNDRED
    values = (("target", reading.target.number), ("actual", reading.number))
    field = next((field for field, number in values if number is not None and number > most), "")
    if not field or not matches(rule.shares, name) or matches(rule.not_shares, name):
        return ""
    return "" if any(directions(reading.target.text)) else field


def rate_factor(reading: Reading, name: str, rule: PlausibilityRule) -> Decimal:
    """Return 100 or 10 where two rates are that far apart for no other reason than a slip, else 1."""
    target, number = reading.target.number, reading.number
    if target is None or number is None or target <= 0 or number <= 0:
        return ONE
    if reading.sign in LESS and number < target:  # 0.05 % of complaints where 5 % were allowed is no slip
        return ONE
    factor = _factor(target, number, rule)
    return factor if factor > ONE and _are_rates(reading, name, rule) else ONE


def _factor(target: Decimal, number: Decimal, rule: PlausibilityRule) -> Decimal:
    """Return how far two numbers are apart: about 100 or 10 times, else 1, as nearly all are."""
    small, large = sorted((target, number))
    factors: tuple[tuple[Decimal, Decimal], ...] = ((HUNDRED, rule.hundredfold), (_TEN, rule.tenfold))
    if rule.rate_from <= large / HUNDRED <= rule.rate_to:
        factors = factors[:1]  # 58 typed into a cell that shows percentages: 5800 %
    elif not rule.rate_from <= large <= rule.rate_to:
        return ONE
    return next((factor for factor, near in factors if near <= small * factor / large <= ONE / near), ONE)


def _are_rates(reading: Reading, name: str, rule: PlausibilityRule) -> bool:
    target, actual = reading.target, reading.actual
    if matches(rule.changes, name) or not (_is_plain(target) and _is_plain(actual)):
        return False
    return "%" in (target.unit, actual.unit) or is_rate(name, "") or matches(rule.shares, name)


def _is_plain(value: Measure) -> bool:
    return value.kind == NUMBER and value.unit in RATES and begins_with_number(value.text)
