"""S: why there is no score yet, and scores that do not fit their limits or the rule."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from selfeval_xl.checks.catalogue import finding
from selfeval_xl.checks.context import CheckContext
from selfeval_xl.checks.formatting import achieved, points, quoted, share_of, wanted
from selfeval_xl.checks.reasons import differs, judged_silently
from selfeval_xl.checks.values import COMPARING
from selfeval_xl.domain.cells import is_blank, normalise, parse_decimal, text_of
from selfeval_xl.domain.decimals import ZERO, half_up, percent
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.measures import UNREADABLE, read_actual, read_target
from selfeval_xl.domain.scorecard import IndicatorScore
from selfeval_xl.domain.submission import Indicator
from selfeval_xl.rules import METHODS, QualitativeRule, Tier

ANSWERED_ELSEWHERE = frozenset({"I01", "I02", "I07", "W01", "W02", "B01", "B02"})
"""Obstacles that another check reports for the rows where they can be seen without the scoring."""

FIELD_OF = {
    "I03": "actual",
    "I04": "actual",
    "I05": "tier",
    "I08": "actual",
    "I09": "target",
    "S01": "typed_score",
    "S02": "parameter",
    "S03": "method",
    "S04": "tier",
    "S05": "typed_score",
    "S06": "typed_score",
}
"""Where the remedy of each obstacle has to be typed in."""


def check_obstacles(view: CheckContext) -> Iterator[Finding]:
    """Every indicator that has no score by rule says why."""
    tiers = "、".join(tier.name for tier in view.standard.qualitative.tiers)
    for row in view.blocked:
        code, indicator = row.obstacle, row.indicator
        if code in ANSWERED_ELSEWHERE:
            continue
        shown = {
            "S02": quoted(indicator.parameter),
            "S04": text_of(indicator.tier),
            "S06": text_of(indicator.typed_score),
        }.get(code, "")
        field = _unreadable_field(indicator) if code == "I06" else FIELD_OF[code]
        yield finding(
            code,
            indicator.place(field),
            indicator.name,
            target=wanted(row),
            actual=achieved(row),
            method=row.method,
            weight=points(row.weight),
            used=view.standard.name,
            shown=shown,
            choices=tiers if code == "S04" else "、".join(METHODS),
        )


def _unreadable_field(indicator: Indicator) -> str:
    target = read_target(indicator.sign, indicator.target, indicator.unit)
    return "target" if target.kind == UNREADABLE or target.ambiguity else "actual"


def check_typed(view: CheckContext) -> Iterator[Finding]:
    """A typed score lies between 0 and the weight, and where a rule gives another one, both are shown."""
    for row in view.typed:
        place, name, typed = row.indicator.place("typed_score"), row.indicator.name, row.typed
        if typed is None or row.weight is None or not row.applicable:
            continue
        if typed < 0:
            yield finding("S09", place, name, typed=points(typed), weight=points(row.weight))
        elif typed > row.weight:
            yield finding("S08", place, name, typed=points(typed), weight=points(row.weight))
        elif row.system is None and row.method in COMPARING and row.target_shown and row.actual_shown:
            shown = {"target": wanted(row), "actual": achieved(row), "method": row.method}
            yield finding("S16", row.indicator.place("actual"), name, typed=points(typed), **shown)
        elif row.method == "定性":
            yield from _outside_tier(row, typed, view.standard.qualitative)
        elif row.system is not None and differs(row) and not judged_silently(view, row):
            difference = points(abs(typed - row.system))
            yield finding("S11", place, name, typed=points(typed), system=points(row.system), difference=difference)


def _outside_tier(row: IndicatorScore, typed: Decimal, rule: QualitativeRule) -> Iterator[Finding]:
    tier, weight = tier_of(row, rule), row.weight
    if tier is None or weight is None:
        return
    # The interval is rounded to what can be typed, as the platform does: 0.6 of 7.77 is 4.66, not 4.662.
    lower, upper = half_up(weight * tier.lower), half_up(weight * tier.upper)
    above = typed > lower or (typed == lower and tier.lower_inclusive)
    below = typed < upper or (typed == upper and tier.upper_inclusive)
    if not (above and below):
        edge = "" if tier.upper_inclusive else f"（不含 {points(upper)}）"
        place, name = row.indicator.place("typed_score"), row.indicator.name
        shown = {"lower": points(lower), "upper": points(upper), "typed": points(typed)}
        yield finding("S10", place, name, tier=tier.name, edge=edge, **shown)


def tier_of(row: IndicatorScore, rule: QualitativeRule) -> Tier | None:
    """Return the 定性档次 of a row: as chosen, else as its actual value says it."""
    chosen = normalise(text_of(row.indicator.tier))
    return rule.tier(chosen or read_actual(row.indicator.actual, row.indicator.unit).tier)


def check_deductions(view: CheckContext) -> Iterator[Finding]:
    """扣减分数 is a number, takes away and does not add, and is no more than there is."""
    deducting = [row for row, typed in zip(view.rows, view.deductions, strict=True) if typed]
    for row in deducting:
        typed, place, name = row.indicator.deduction, row.indicator.place("deduction"), row.indicator.name
        number = parse_decimal(typed)
        before = row.typed if row.typed is not None else row.system
        if number is None and not is_blank(typed):
            yield finding("S07", place, name, shown=text_of(typed))
        elif number is not None and number < 0:
            yield finding("S14", place, name, deduction=points(number))
        elif number is not None and before is not None and number > before:
            yield finding("S12", place, name, deduction=points(number), before=points(before))


def check_cap(view: CheckContext) -> Iterator[Finding]:
    """Says so when the total was held down because little of the budget was spent."""
    budget, total, derivation = view.card.budget, view.card.total, view.card.total_derivation
    if total is None or derivation is None or budget.rate is None or not view.standard.caps:
        return
    before = derivation.values[0] if len(derivation.values) == 1 else ZERO
    caps = [cap for cap in view.standard.caps if cap.total == total]
    if isinstance(before, Decimal) and before > total and caps:
        cap = caps[0]
        shown = {"rate": percent(budget.rate), "limit": share_of(cap.execution_below), "cap": points(cap.total)}
        yield finding("S13", view.budget_sheet, sum=points(before), **shown)


CHECKS = (check_obstacles, check_typed, check_deductions, check_cap)
