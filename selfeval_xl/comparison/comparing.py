"""Sets the printed and the computed side by side: every score, the rate, the points for it, total and grade."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.comparison import reasons
from selfeval_xl.domain.cells import CellValue, text_of
from selfeval_xl.domain.decimals import format_decimal, percent
from selfeval_xl.domain.finding import AGREES, MISTAKE, NOTICE, UNVERIFIABLE, WARNING, Finding
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.printed import PlacedValue, Printed, points_in, rate_in
from selfeval_xl.domain.scorecard import Scorecard, SectionScore
from selfeval_xl.rules import Standard

TOLERANCE = Decimal("0.005")
"""Printed scores are taken as the same when they differ by less than half a cent; rates by less than 0.005 %."""

_OPEN = "算不出"
_REMEDY = "请与填报单位核对这一项。"


class _Shown(NamedTuple):
    """A printed number and its cell; rates are shares of 1 (0.8618 for 86.18 %)."""

    number: Decimal
    place: Place


class _Figures(NamedTuple):
    """The printed figures as numbers, ``None`` where nothing was printed that is one."""

    scores: tuple[_Shown | None, ...]
    rate: _Shown | None
    execution: _Shown | None
    total: _Shown | None


def compare(card: Scorecard, standard: Standard, tolerance: Decimal = TOLERANCE) -> tuple[Finding, ...]:
    """Return a finding for every figure that the submission prints, also where it agrees, in the order of the form.

    ``card`` must have been scored without the printed scores as typed ones, or they would confirm themselves.
    """
    execution = card.execution_section
    printed = card.submission.printed
    figures = _figures(printed, execution)
    compared = [*_compared(card, figures, execution, tolerance)]
    grade = printed.grade_beside(card.grade)
    if grade:
        compared.append(_grade(card, figures.total, grade, standard))
    return tuple(compared)


def _figures(printed: Printed, execution: SectionScore | None) -> _Figures:
    rate = printed.funds[0].rate if printed.funds else None
    points = printed.execution(execution.name if execution else "")
    return _Figures(tuple(map(_shown, printed.scores)), _shown(rate, rate_in), _shown(points), _shown(printed.total))


def _shown(cell: PlacedValue | None, read: Callable[[CellValue], Decimal | None] = points_in) -> _Shown | None:
    number = read(cell.value) if cell else None
    return _Shown(number, cell.place) if cell and number is not None else None


def _compared(
    card: Scorecard, printed: _Figures, execution: SectionScore | None, tolerance: Decimal
) -> Iterator[Finding]:
    if printed.rate:
        yield _rate(card, printed.rate, tolerance / 100)
    if printed.execution and execution:
        yield _execution_points(card, printed, printed.execution, execution, tolerance)
    for row, shown in zip(card.indicators, printed.scores, strict=False):
        if shown:
            agrees = row.score is not None and abs(shown.number - row.score) < tolerance
            verdict, reason = (AGREES, "") if agrees else reasons.of_score(shown.number, row)
            name = row.indicator.name or "（没有名称）"
            yield _finding(name, shown.place, format_decimal(shown.number), _points_shown(row.score), reason, verdict)
    if printed.total:
        yield _total(card, printed.total, _summed(card, printed, execution), tolerance)


def _finding(what: str, place: Place, printed: str, computed: str, reason: str, verdict: str = "") -> Finding:
    """Return what is to be said of a printed figure; without a verdict it is a mistake where there is a reason."""
    verdict = verdict or (AGREES if not reason else UNVERIFIABLE if computed == _OPEN else MISTAKE)
    message = f"{place.address} {what}：表上是 {printed}，重算是 {computed}{'；' if reason else ''}{reason}。"
    level, remedy = (NOTICE, "") if verdict == AGREES else (WARNING, _REMEDY)
    return Finding("", level, place, message, remedy, what, printed, computed, verdict, reason)


def _points_shown(points: Decimal | None) -> str:
    return _OPEN if points is None else str(points)


def _rate(card: Scorecard, shown: _Shown, tolerance: Decimal) -> Finding:
    computed = card.budget.rate
    agrees = computed is not None and abs(shown.number - computed) < tolerance
    reason = "" if agrees else reasons.of_rate(shown.number, card.budget)
    told = _OPEN if computed is None else percent(computed)
    return _finding("预算执行率", shown.place, percent(shown.number), told, reason)


def _execution_points(
    card: Scorecard, printed: _Figures, shown: _Shown, section: SectionScore, tolerance: Decimal
) -> Finding:
    reason = ""
    if section.score is None:
        reason = f"{reasons.unfounded(card.budget)}，印的分数没有依据"
    elif abs(shown.number - section.score) >= tolerance:
        total = printed.total.number if printed.total else None
        reason = reasons.of_execution(shown.number, section.score, section.weight, card.budget, total)
    computed = _points_shown(section.score)
    return _finding("预算执行率得分", shown.place, format_decimal(shown.number), computed, reason)


def _summed(card: Scorecard, printed: _Figures, execution: SectionScore | None) -> Decimal | None:
    """Return what the printed parts add up to; ``None`` where the total is no plain sum, or a part is not printed."""
    unprinted = any(
        row.applicable and not score for row, score in zip(card.indicators, printed.scores, strict=False)
    ) or (execution and not printed.execution)
    parts = [score.number for score in (*printed.scores, printed.execution) if score]
    return sum(parts, Decimal(0)) if parts and not unprinted and card.total_made.is_plain_sum else None


def _total(card: Scorecard, shown: _Shown, summed: Decimal | None, tolerance: Decimal) -> Finding:
    agrees = card.total is not None and abs(shown.number - card.total) < tolerance
    slip = "" if summed is None or abs(shown.number - summed) < tolerance else reasons.of_slip(summed)
    reason = slip or ("" if agrees else reasons.of_total(card, summed))
    verdict = MISTAKE if slip else ""  # what is added up wrong is wrong, whether or not a row can be computed
    return _finding("总分", shown.place, format_decimal(shown.number), _points_shown(card.total), reason, verdict)


def _grade(card: Scorecard, total: _Shown | None, shown: PlacedValue, standard: Standard) -> Finding:
    reason, grade = "", text_of(shown.value)
    named = standard.bands.named(grade)
    if named != card.grade:
        by_total = standard.bands.grade(total.number) if total else None
        reason = "由印的总分而来，总分不同等级就不同" if named == by_total else "与总分对应的等级不符"
    return _finding("评价等级", shown.place, grade, card.grade or _OPEN, reason)
