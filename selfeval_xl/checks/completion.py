"""I: actual values far from their targets."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from selfeval_xl.checks.catalogue import finding
from selfeval_xl.checks.context import CheckContext
from selfeval_xl.checks.formatting import EQUAL, achieved, points, share_of, spelled, wanted
from selfeval_xl.domain.decimals import ONE
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.measures import read_target
from selfeval_xl.domain.scorecard import IndicatorScore
from selfeval_xl.rules import OverRule, fold_level

HALF = Decimal("0.5")
"""A cost below this part of its target makes one wonder whether the work was done."""


def check_completion(view: CheckContext) -> Iterator[Finding]:
    """Values far from their target: far more than promised, hardly anything spent, or below zero."""
    over = view.standard.over
    limits = [limit for limit in (over.flag, over.reason, over.deduct_from) if limit is not None]
    most = min(limits, default=None)
    for row, ratio in zip(view.rows, view.completions, strict=True):
        if ratio is None or (ratio >= HALF and (most is None or ratio < most)):
            continue
        if ratio < 0:
            yield finding("I19", row.indicator.place("actual"), row.indicator.name, actual=achieved(row))
        elif _less_is_better(view, row):
            if ratio < HALF:
                yield _found("I14", row)
        elif most is not None and ratio >= most:
            yield from _over(view, row, ratio, over)


def _less_is_better(view: CheckContext, row: IndicatorScore) -> bool:
    indicator, scoring = row.indicator, view.standard.scoring
    sign = read_target(indicator.sign, indicator.target, indicator.unit).sign
    if not sign:
        sign = scoring.cost_sign if fold_level(indicator.level2) in scoring.cost_level2 else scoring.default_sign
    return sign in ("≤", "<")


def _over(view: CheckContext, row: IndicatorScore, ratio: Decimal, over: OverRule) -> Iterator[Finding]:
    """Over-completion: a reason that is mandatory, points lost, or else a pointer until it is explained."""
    explained = view.has_reason(row)
    if over.reason is not None and ratio >= over.reason and not explained:
        yield _found("R04", row, field="reason", ratio=share_of(ratio), limit=share_of(over.reason))
    elif over.flag is not None and ratio >= over.flag and not explained:
        yield _found("I12", row, ratio=share_of(ratio), limit=share_of(over.flag))
    if over.deduct_from is not None and ratio >= over.deduct_from:
        limit, deduct = share_of(over.deduct_from), points(over.deduct)
        yield _found("S15", row, ratio=share_of(ratio), limit=limit, deduct=deduct)


def _found(code: str, row: IndicatorScore, field: str = "actual", **fields: str) -> Finding:
    place, name = row.indicator.place(field), row.indicator.name
    return finding(code, place, name, target=wanted(row), actual=achieved(row), **fields)


def check_equal(view: CheckContext) -> Iterator[Finding]:
    """A target with ``=`` was met exactly."""
    equal = spelled(view.signs, EQUAL)
    for row in [
        row
        for row, sign, target in zip(view.rows, view.signs, view.targets_shown, strict=True)
        if target[:1] in EQUAL or sign in equal
    ]:
        if row.completion is not None and row.completion != ONE:
            yield _found("I13", row)


CHECKS = (check_completion, check_equal)
