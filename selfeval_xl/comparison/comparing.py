"""Sets the printed and the computed side by side: every score, the rate, the points for it, sums, total and grade."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.comparison import funds, totals
from selfeval_xl.comparison.details import reached_in_detail
from selfeval_xl.comparison.judged import is_judged, of_unscored
from selfeval_xl.comparison.scores import of_score
from selfeval_xl.comparison.verdict import SAME, Verdict, mistake
from selfeval_xl.domain.cells import CellValue, text_of
from selfeval_xl.domain.decimals import HUNDRED, ZERO, format_decimal, percent
from selfeval_xl.domain.finding import AGREES, JUDGED, NOTICE, UNVERIFIABLE, WARNING, Finding
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.printed import PlacedValue, Printed, points_in, rate_in
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard, SectionScore
from selfeval_xl.domain.submission import Submission
from selfeval_xl.rules import Standard
from selfeval_xl.scoring import score

TOLERANCE = Decimal("0.005")
"""Printed scores are taken as the same when they differ by less than half a cent; rates by less than 0.005 %."""

_OPEN, _BY_HAND = "算不出", "由人评分"
_REMEDY = "请与填报单位核对这一项。"


class _Shown(NamedTuple):
    """A printed number and its cell; rates are shares of 1 (0.8618 for 86.18 %)."""

    number: Decimal
    place: Place


class _PrintedFigures(NamedTuple):
    """The printed figures as numbers, ``None`` where nothing was printed that is one."""

    scores: tuple[_Shown | None, ...]
    rate: _Shown | None
    execution: _Shown | None
    total: _Shown | None
    total_weight: _Shown | None
    total_again: _Shown | None


def compare(card: Scorecard, standard: Standard, tolerance: Decimal = TOLERANCE) -> tuple[Finding, ...]:
    """Return a finding for every figure that the submission prints, also where it agrees, in the order of the form.

    ``card`` must have been scored without the printed scores as typed ones, or they would confirm themselves.
    """
    figures = _figures(card.submission.printed, card.execution_section)
    settled = score(with_judgements(card, standard, tolerance), standard) if card.submission.form else card
    compared = [
        *_of_funds(card, figures, standard, tolerance),
        *_of_rows(card, figures, standard, tolerance),
        *_of_sums(card.submission.printed, figures, tolerance),
        *_of_weights(settled, figures, standard),
        *_of_totals(settled, figures, standard, tolerance),
    ]
    grade = card.submission.printed.grade_beside(settled.grade)
    if grade:
        compared.append(_grade(settled, figures.total, grade, standard))
    return tuple(compared)


def with_judgements(card: Scorecard, standard: Standard, tolerance: Decimal = TOLERANCE) -> Submission:
    """Return the form of a card with what a person may say, or no rule can, taken from it as 手工得分.

    Where the rule gives another score than a slip, that one stays.

    A workbook of ours has a column for such scores, and is returned as it is.
    """
    submission = card.submission
    if not submission.form:
        return submission
    indicators = []
    for row, cell in zip(card.indicators, submission.printed.scores, strict=True):
        shown = _shown(cell)
        verdict = _of_row(row, shown, standard, tolerance).verdict if shown else ""
        is_taken = row.system is None or verdict in (JUDGED, UNVERIFIABLE)
        typed = format_decimal(shown.number) if shown and is_taken else row.indicator.typed_score
        indicators.append(row.indicator._replace(typed_score=typed))
    return submission._replace(indicators=tuple(indicators))


def _figures(printed: Printed, execution: SectionScore | None) -> _PrintedFigures:
    rate = printed.funds[0].rate if printed.funds else None
    points = printed.execution(execution.name if execution else "")
    shown = (_shown(points), *map(_shown, (printed.total, printed.total_weight, printed.total_again)))
    return _PrintedFigures(tuple(map(_shown, printed.scores)), _shown(rate, rate_in), *shown)


def _shown(cell: PlacedValue | None, read: Callable[[CellValue], Decimal | None] = points_in) -> _Shown | None:
    number = read(cell.value) if cell else None
    return _Shown(number, cell.place) if cell and number is not None else None


def _finding(what: str, place: Place, printed: str, computed: str, verdict: Verdict) -> Finding:
    reason = verdict.reason
    message = f"{place.address} {what}：表上是 {printed}，重算是 {computed}{'；' if reason else ''}{reason}。"
    if verdict.verdict != AGREES and computed in (_OPEN, _BY_HAND):
        message = f"{place.address} {what}：表上是 {printed}，{_UNCOMPUTED[computed]}；{reason}。"
    level, remedy = (NOTICE, "") if verdict.is_settled else (WARNING, _REMEDY)
    return Finding("", level, place, message, remedy, what, printed, computed, verdict.verdict, reason)


_UNCOMPUTED = {_OPEN: "按规则算不出", _BY_HAND: "这一项由人评分"}


def _points_shown(points: Decimal | None) -> str:
    return _OPEN if points is None else str(points)


def _of_funds(card: Scorecard, printed: _PrintedFigures, standard: Standard, tolerance: Decimal) -> Iterator[Finding]:
    budget, section = card.budget, card.execution_section
    if printed.rate:
        number, computed = printed.rate.number, budget.rate
        agrees = computed is not None and abs(number - computed) < tolerance / 100
        told = _OPEN if computed is None else percent(computed)
        verdict = SAME if agrees else funds.of_rate(number, budget)
        yield _finding("预算执行率", printed.rate.place, percent(number), told, verdict)
    if printed.execution and section:
        verdict = _of_execution(printed.execution.number, section, card, printed, standard, tolerance)
        shown = format_decimal(printed.execution.number)
        yield _finding("预算执行率得分", printed.execution.place, shown, _points_shown(section.score), verdict)


def _of_execution(
    number: Decimal,
    section: SectionScore,
    card: Scorecard,
    printed: _PrintedFigures,
    standard: Standard,
    tolerance: Decimal,
) -> Verdict:
    total, rate = (shown.number if shown else None for shown in (printed.total, printed.rate))
    if section.score is None:
        if number > section.weight:
            return mistake(f"超过分值 {format_decimal(section.weight)}，像是把总分填进了这一格")
        return funds.unfounded(card.budget)
    if abs(number - section.score) < tolerance:
        return SAME
    points = funds.Points(number, section.score, section.weight, rate, total, card.budget, standard.execution)
    return funds.of_points(points)


def _of_rows(card: Scorecard, printed: _PrintedFigures, standard: Standard, tolerance: Decimal) -> Iterator[Finding]:
    in_detail = reached_in_detail(card.submission, standard)
    for number, (row, shown) in enumerate(zip(card.indicators, printed.scores, strict=False)):
        if shown:
            is_full = number in in_detail and row.weight is not None and abs(shown.number - row.weight) < tolerance
            verdict = SAME if is_full else _of_row(row, shown, standard, tolerance)
            by_hand = row.system is None and verdict.verdict == JUDGED
            computed = _BY_HAND if by_hand else _points_shown(row.weight if is_full else row.score)
            name = row.indicator.name or "（没有名称）"
            yield _finding(name, shown.place, format_decimal(shown.number), computed, verdict)


def _of_row(row: IndicatorScore, shown: _Shown, standard: Standard, tolerance: Decimal) -> Verdict:
    if row.score is not None and abs(shown.number - row.score) < tolerance:
        return SAME
    if row.system is None or row.weight is None or is_judged(row, standard.qualitative):
        return of_unscored(shown.number, row, standard.qualitative)
    return of_score(shown.number, row, row.weight, row.system)


def _of_sums(printed: Printed, figures: _PrintedFigures, tolerance: Decimal) -> Iterator[Finding]:
    """Yield what is to be said of every 小计 and every row that is the sum of those below it."""
    for each in printed.sums:
        shown = _shown(each.score)
        if shown:
            scores = [figures.scores[row] for row in each.rows]
            parts = [score.number for score in scores if score]
            summed = sum(parts, ZERO) if parts and len(parts) == len(scores) else None
            verdict = totals.of_subtotal(shown.number, summed, tolerance)
            yield _finding(each.label, shown.place, format_decimal(shown.number), _points_shown(summed), verdict)


def _of_weights(card: Scorecard, printed: _PrintedFigures, standard: Standard) -> Iterator[Finding]:
    """Yield what is to be said of the points of a form: where it prints their sum, and where they are too many."""
    weighed = _weighed(card, every=True)
    if weighed is None or not card.submission.form or not card.indicators or not standard.weights_checked:
        return
    place = printed.total_weight or printed.total
    given = printed.total_weight.number if printed.total_weight else None
    is_bonus = any(rule.bonus for rule in standard.sections)
    if place and (given is not None or (weighed > HUNDRED and not is_bonus)):
        shown = format_decimal(weighed if given is None else given)
        yield _finding("分值合计", place.place, shown, format_decimal(HUNDRED), totals.of_weights(given, weighed))


def _of_totals(card: Scorecard, printed: _PrintedFigures, standard: Standard, tolerance: Decimal) -> Iterator[Finding]:
    most = sum((rule.weight for rule in standard.sections), ZERO)
    unscored = sum(row.score is None and row.applicable for row in card.indicators)
    for what, shown in (("总分", printed.total), ("自评得分", printed.total_again)):
        if shown:
            summed, weighed = _summed(card, printed)
            case = totals.Summed(shown.number, summed, weighed, card, unscored, most, tolerance)
            computed = _points_shown(card.total)
            yield _finding(what, shown.place, format_decimal(shown.number), computed, totals.of_total(case))


def _summed(card: Scorecard, printed: _PrintedFigures) -> tuple[Decimal | None, Decimal | None]:
    """Return what the printed parts add up to, and their points; see :class:`totals.Summed`."""
    section = card.execution_section
    unprinted = any(
        row.applicable and not score for row, score in zip(card.indicators, printed.scores, strict=False)
    ) or (section and section.weight and not printed.execution)
    parts = [score.number for score in (*printed.scores, printed.execution) if score]
    summed = sum(parts, ZERO) if parts and not unprinted and card.total_made.is_plain_sum else None
    return summed, _weighed(card)


def _weighed(card: Scorecard, every: bool = False) -> Decimal | None:
    """Return the points of all parts together, ``None`` where those of a row are not printed.

    Rows that do not apply count only where ``every`` row does.
    """
    section = card.execution_section
    weights = [row.weight for row in card.indicators if every or row.applicable] + [section.weight if section else ZERO]
    known = [weight for weight in weights if weight is not None]
    return sum(known, ZERO) if len(known) == len(weights) else None


def _grade(card: Scorecard, total: _Shown | None, shown: PlacedValue, standard: Standard) -> Finding:
    grade = text_of(shown.value)
    verdict = totals.of_grade(grade, card.grade, total.number if total else None, standard.bands)
    return _finding("评价等级", shown.place, grade, card.grade or _OPEN, verdict)
