"""C: results as a whole that a reviewer above will not believe at first sight."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from selfeval_xl.checks.catalogue import finding
from selfeval_xl.checks.context import CheckContext
from selfeval_xl.checks.formatting import amount, points, share_of
from selfeval_xl.domain.decimals import ZERO, percent
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.place import Place

OUTCOMES = frozenset({"产出", "效益", "效果", "满意度"})
"""一级指标 that say what the money achieved; 投入 and 过程 do not, and are left out of the lamp."""

FEW = 3
"""Below so many indicators, full marks or equal texts mean nothing."""


def check_red(view: CheckContext) -> Iterator[Finding]:
    """Red lamp: (得分率-执行率)/得分率 is above the standard's limit."""
    score, weight = _outcomes(view)
    budget, rule = view.card.budget, view.standard.credibility
    if not score or not weight or not budget.budget or budget.executed is None:
        return
    rate, execution = score / weight, Decimal(budget.executed) / budget.budget
    gap = (rate - execution) / rate
    if gap > rule.red_gap:
        yield finding(
            "C01",
            Place(view.indicator_sheet),
            rate=percent(rate),
            score=points(score),
            weight=points(weight),
            execution=percent(execution),
            gap=percent(gap),
            limit=share_of(rule.red_gap),
        )


def _outcomes(view: CheckContext) -> tuple[Decimal, Decimal]:
    """Return score and weight of the sections that measure outcomes, 0 while any of them is open."""
    names = {rule.name for rule in view.standard.sections if not OUTCOMES.isdisjoint(rule.level1)}
    sections = [section for section in view.card.sections if section.name in names]
    scores = [section.score for section in sections if section.score is not None]
    if len(scores) < len(sections):
        return ZERO, ZERO
    return sum(scores, ZERO), sum((section.weight for section in sections), ZERO)


def check_yellow(view: CheckContext) -> Iterator[Finding]:
    """Yellow lamp: more of the budget is unspent than the standard's limit."""
    budget, limit, unit = view.card.budget, view.standard.credibility.yellow_unspent, view.money_unit
    if not budget.budget or budget.executed is None:
        return
    unspent = budget.budget - budget.executed
    if unspent > limit * budget.budget:
        shown = {"budget": budget.budget, "executed": budget.executed, "unspent": unspent}
        words = {name: amount(fen, unit) for name, fen in shown.items()}
        yield finding("C02", view.budget_sheet, limit=share_of(limit), **words)


def check_all_full(view: CheckContext) -> Iterator[Finding]:
    """Full marks everywhere are worth a second look."""
    if view.below or view.blocked or None in view.scores or len(view.rows) < FEW:
        return
    yield finding("C03", Place(view.indicator_sheet), count=len(view.rows))


def check_copied(view: CheckContext) -> Iterator[Finding]:
    """Actual values are not all copies of their targets."""
    pairs = zip(view.targets_shown, view.actuals_shown, strict=True)
    if any(target != actual for target, actual in pairs if target and actual):
        return
    count = sum(1 for actual in view.actuals_shown if actual)
    if count >= FEW:
        yield finding("C04", Place(view.indicator_sheet), count=count)


def check_same_phrase(view: CheckContext) -> Iterator[Finding]:
    """Actual values are not one and the same phrase throughout."""
    phrase = next(filter(None, view.actuals_shown), "")
    if phrase.isascii() or any(actual != phrase for actual in view.actuals_shown if actual):
        return
    count = sum(1 for actual in view.actuals_shown if actual)
    if count >= FEW and len(set(view.targets_shown)) > 1:
        yield finding("C05", Place(view.indicator_sheet), count=count, shown=phrase)


CHECKS = (check_red, check_yellow, check_all_full, check_copied, check_same_phrase)
