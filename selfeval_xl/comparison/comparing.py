"""Sets the printed and the computed side by side: every score, the rate, the points for it, total and grade."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from selfeval_xl.comparison import reasons
from selfeval_xl.comparison.printed import Comparison, Printed, Shown
from selfeval_xl.domain.decimals import format_decimal, percent
from selfeval_xl.domain.scorecard import Scorecard, SectionScore
from selfeval_xl.rules import Standard

TOLERANCE = Decimal("0.005")
"""Printed scores are taken as the same when they differ by less than half a cent; rates by less than 0.005 %."""

_OPEN = "算不出"


def compare(
    card: Scorecard, printed: Printed, standard: Standard, tolerance: Decimal = TOLERANCE
) -> tuple[Comparison, ...]:
    """Return a comparison for every printed figure, in the order of the form.

    ``card`` must have been scored without the printed scores as typed ones, or they would confirm themselves.
    """
    return tuple(_compared(card, printed, standard, tolerance))


def _compared(card: Scorecard, printed: Printed, standard: Standard, tolerance: Decimal) -> Iterator[Comparison]:
    execution = execution_section(card, standard)
    if printed.rate:
        yield _rate(card, printed.rate, tolerance / 100)
    if printed.execution and execution:
        yield _execution_points(card, printed, printed.execution, execution, tolerance)
    for row, shown in zip(card.indicators, printed.scores, strict=False):
        if shown:
            agrees = row.score is not None and abs(shown.number - row.score) < tolerance
            reason = "" if agrees else reasons.of_score(shown.number, row)
            computed = _OPEN if row.score is None else str(row.score)
            yield Comparison(
                row.indicator.name or "（没有名称）", shown.place, format_decimal(shown.number), computed, reason
            )
    if printed.total:
        yield _total(card, printed, printed.total, _summed(card, printed, execution), tolerance)
    if printed.grade:
        yield _grade(card, printed, printed.grade[0], standard)


def execution_section(card: Scorecard, standard: Standard) -> SectionScore | None:
    """Return the section that earns its points by 预算执行率, ``None`` where the standard gives none for it."""
    names = {rule.name for rule in standard.sections if rule.source == "execution"}
    return next((section for section in card.sections if section.name in names), None)


def _rate(card: Scorecard, shown: Shown, tolerance: Decimal) -> Comparison:
    computed = card.budget.rate
    agrees = computed is not None and abs(shown.number - computed) < tolerance
    reason = "" if agrees else reasons.of_rate(shown.number, card.budget)
    told = _OPEN if computed is None else percent(computed)
    return Comparison("预算执行率", shown.place, percent(shown.number), told, reason)


def _execution_points(
    card: Scorecard, printed: Printed, shown: Shown, section: SectionScore, tolerance: Decimal
) -> Comparison:
    reason = ""
    if section.score is None:
        reason = "没有预算数或执行数，印的分数没有依据"
    elif abs(shown.number - section.score) >= tolerance:
        total = printed.total.number if printed.total else None
        reason = reasons.of_execution(shown.number, section.score, section.weight, card.budget, total)
    computed = _OPEN if section.score is None else str(section.score)
    return Comparison("预算执行率得分", shown.place, format_decimal(shown.number), computed, reason)


def _summed(card: Scorecard, printed: Printed, execution: SectionScore | None) -> Decimal | None:
    """Return what the printed parts add up to; ``None`` where the total is no plain sum, or a part is not printed."""
    unprinted = any(
        row.applicable and not score for row, score in zip(card.indicators, printed.scores, strict=False)
    ) or (execution and not printed.execution)
    parts = [score.number for score in (*printed.scores, printed.execution) if score]
    return None if unprinted or not parts or _is_adjusted(card) else sum(parts, Decimal(0))


def _is_adjusted(card: Scorecard) -> bool:
    """Tell whether the total is scaled to 100 because of 不适用 rows (or may be, while it is open), or 封顶."""
    if card.total is None:
        return any(not row.applicable for row in card.indicators)
    return card.total != sum((section.score or Decimal(0) for section in card.sections), Decimal(0))


def _total(card: Scorecard, printed: Printed, shown: Shown, summed: Decimal | None, tolerance: Decimal) -> Comparison:
    agrees = card.total is not None and abs(shown.number - card.total) < tolerance
    slip = "" if summed is None or abs(shown.number - summed) < tolerance else reasons.of_slip(summed)
    reason = slip or ("" if agrees else reasons.of_total(card, summed))
    computed = _OPEN if card.total is None else str(card.total)
    return Comparison("总分", shown.place, format_decimal(shown.number), computed, reason)


def _grade(card: Scorecard, printed: Printed, shown: str, standard: Standard) -> Comparison:
    assert printed.grade is not None  # the caller saw it
    reason, named = "", standard.bands.named(shown)
    if named != card.grade:
        by_total = standard.bands.grade(printed.total.number) if printed.total else None
        reason = "由印的总分而来，总分不同等级就不同" if named == by_total else "与总分对应的等级不符"
    return Comparison("评价等级", printed.grade[1], shown, card.grade or _OPEN, reason)
