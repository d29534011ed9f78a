"""Sets the printed and the computed side by side: every score, the rate, the points for it, sums, total and grade."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.comparison import funds, totals
from selfeval_xl.comparison.judged import is_judged, of_unscored
from selfeval_xl.comparison.scores import of_score
from selfeval_xl.comparison.verdict import SAME, Verdict, mistake, open_for
from selfeval_xl.domain.cells import CellValue, normalise, text_of
from selfeval_xl.domain.decimals import HUNDRED, ZERO, format_decimal, percent
from selfeval_xl.domain.finding import AGREES, JUDGED, NOTICE, UNVERIFIABLE, WARNING, Finding
from selfeval_xl.domain.measures.vocabulary import is_placeholder
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.printed import PlacedValue, points_in, rate_in
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard, SectionScore
from selfeval_xl.domain.submission import Submission
from selfeval_xl.rules import Standard
from selfeval_xl.scoring import score

TOLERANCE = Decimal("0.005")
"""Printed scores are taken as the same when they differ by less than half a cent; rates by less than 0.005 %."""

_OPEN, _BY_HAND = "算不出", "由人评分"
_UNCOMPUTED = {_OPEN: "按规则算不出", _BY_HAND: "这一项由人评分"}
_REMEDY = "请与填报单位核对这一项。"


class _Shown(NamedTuple):
    """A printed number and its cell; rates are shares of 1 (0.8618 for 86.18 %)."""

    number: Decimal
    place: Place


def compare(card: Scorecard, standard: Standard, tolerance: Decimal = TOLERANCE) -> tuple[Finding, ...]:
    """Return a finding for every figure that the submission prints, also where it agrees, in the order of the form.

    ``card`` must have been scored without the printed scores as typed ones, or they would confirm themselves.
    """
    return tuple(_Comparison(card, standard, tolerance).findings())


def with_judgements(card: Scorecard, standard: Standard, tolerance: Decimal = TOLERANCE) -> Submission:
    """Return the form of a card with what a person may say, or no rule can, taken from it as 手工得分.

    Where the rule gives another score than a slip, that one stays.

    A workbook of ours has a column for such scores, and is returned as it is.
    """
    return _Comparison(card, standard, tolerance).judged()


class _Comparison:
    """A card, its standard, and the figures that its document prints as numbers, ``None`` where nothing is one."""

    def __init__(self, card: Scorecard, standard: Standard, tolerance: Decimal) -> None:
        self._card, self._standard, self._tolerance = card, standard, tolerance
        printed, section = card.submission.printed, card.execution_section
        self._scores = tuple(map(_shown, printed.scores))
        self._rate = _shown(printed.funds[0].rate, rate_in) if printed.funds else None
        self._execution = _shown(printed.execution(section.name if section else ""))
        self._total, self._again, self._weight = map(_shown, (printed.total, printed.total_again, printed.total_weight))

    def judged(self) -> Submission:
        """Return the form with the scores that a person may give."""
        submission = self._card.submission
        if not submission.form:
            return submission
        indicators = []
        for row, shown in zip(self._card.indicators, self._scores, strict=True):
            verdict = self._of_row(row, shown).verdict if shown else ""
            is_taken = row.system is None or verdict in (JUDGED, UNVERIFIABLE)
            typed = format_decimal(shown.number) if shown and is_taken else row.indicator.typed_score
            indicators.append(row.indicator._replace(typed_score=typed))
        return submission._replace(indicators=tuple(indicators))

    def findings(self) -> Iterator[Finding]:
        """Yield what is to be said of each figure, in the order of the form."""
        card = score(self.judged(), self._standard) if self._card.submission.form else self._card
        yield from self._of_funds()
        yield from self._of_rows()
        yield from self._of_sums()
        yield from self._of_weights(card)
        yield from self._of_totals(card)
        yield from self._of_words()
        grade = card.submission.printed.grade_beside(card.grade)
        if grade:
            said, total = text_of(grade.value), self._total.number if self._total else None
            verdict = totals.of_grade(said, card.grade, total, self._standard.bands)
            yield _finding("评价等级", grade.place, said, card.grade or _OPEN, verdict)

    def _is_same(self, printed: Decimal, computed: Decimal | None) -> bool:
        return computed is not None and abs(printed - computed) < self._tolerance

    def _of_funds(self) -> Iterator[Finding]:
        budget, section = self._card.budget, self._card.execution_section
        if self._rate:
            number, computed = self._rate.number, budget.rate
            told = _OPEN if computed is None else percent(computed)
            agrees = computed is not None and abs(number - computed) < self._tolerance / 100
            verdict = SAME if agrees else funds.of_rate(number, budget)
            yield _finding("预算执行率", self._rate.place, percent(number), told, verdict)
        if self._execution and section:
            number, place = self._execution
            verdict = self._of_execution(number, section)
            yield _finding("预算执行率得分", place, format_decimal(number), _points_shown(section.score), verdict)

    def _of_execution(self, number: Decimal, section: SectionScore) -> Verdict:
        if section.score is None:
            if number > section.weight:
                return mistake(f"超过分值 {format_decimal(section.weight)}，像是把总分填进了这一格")
            return funds.unfounded(self._card.budget)
        if self._is_same(number, section.score):
            return SAME
        total, rate = (shown.number if shown else None for shown in (self._total, self._rate))
        return funds.of_points(funds.Points(number, section.score, section.weight, rate, total, self._card.budget))

    def _of_words(self) -> Iterator[Finding]:
        """Yield each figure of a form that is printed and is no number, so that nothing was held against it."""
        printed = self._card.submission.printed
        rates = [each.rate for each in printed.funds]
        for cell in printed.cells() if self._card.submission.form else ():
            read, text = rate_in if cell in rates else points_in, text_of(cell.value)
            if read(cell.value) is None and cell != printed.grade and not is_placeholder(normalise(text)):
                yield _finding("印的数", cell.place, text, _OPEN, open_for("印的不是数，没有核对"))

    def _of_rows(self) -> Iterator[Finding]:
        for row, shown in zip(self._card.indicators, self._scores, strict=False):
            if shown:
                verdict = self._of_row(row, shown)
                by_hand = row.system is None and verdict.verdict == JUDGED
                computed = _BY_HAND if by_hand else _points_shown(row.score)
                name = row.indicator.name or "（没有名称）"
                yield _finding(name, shown.place, format_decimal(shown.number), computed, verdict)

    def _of_row(self, row: IndicatorScore, shown: _Shown) -> Verdict:
        rule = self._standard.qualitative
        if self._is_same(shown.number, row.score):
            return SAME
        if row.system is None or row.weight is None or is_judged(row, rule):
            done = self._card.submission.printed.completions.get(row.indicator.place(""))
            return of_unscored(shown.number, row, rule, rate_in(done.value) if done else None)
        return of_score(shown.number, row, row.weight, row.system)

    def _of_sums(self) -> Iterator[Finding]:
        """Yield what is to be said of every 小计 and every row that is the sum of those below it."""
        for each in self._card.submission.printed.sums:
            if shown := _shown(each.score):
                summed = _sum([self._scores[row] for row in each.rows]) or self._computed(each.rows)
                verdict = totals.of_subtotal(shown.number, summed, self._tolerance)
                yield _finding(each.label, shown.place, format_decimal(shown.number), _points_shown(summed), verdict)

    def _computed(self, rows: Sequence[int]) -> Decimal | None:
        """Return what rows come to of which none has a score printed, ``None`` where one cannot be computed."""
        scores = [self._card.indicators[row].score for row in rows if self._scores[row] is None]
        known = [each for each in scores if each is not None]
        return sum(known, ZERO) if 0 < len(known) == len(rows) else None

    def _of_weights(self, card: Scorecard) -> Iterator[Finding]:
        """Yield what is to be said of the points of a form: where it prints their sum, and where they are too many."""
        weighed = _weighed(card)
        if weighed is None or not card.submission.form or not card.indicators or not self._standard.weights_checked:
            return
        place, section = self._weight or self._total, card.execution_section
        given = self._weight.number if self._weight else None
        is_bonus = any(rule.bonus for rule in self._standard.sections)
        execution = section.weight if section else ZERO
        if place and (given is not None or (weighed > HUNDRED and not is_bonus)):
            verdict = totals.of_weights(given, weighed, execution)
            shown = format_decimal(weighed if given is None else given)
            yield _finding("分值合计", place.place, shown, format_decimal(HUNDRED), verdict)

    def _of_totals(self, card: Scorecard) -> Iterator[Finding]:
        most = sum((rule.weight for rule in self._standard.sections), ZERO)
        rows, parts = _sum(self._scores), self._summed(card)
        unscored = sum(row.score is None and row.counts for row in card.indicators)
        for what, shown in (("总分", self._total), ("自评得分", self._again)):
            if shown:
                case = totals.Summed(shown.number, parts, _weighed(card), card, unscored, most, self._tolerance, rows)
                verdict = totals.with_extra(case, card.submission.printed.extra)
                yield _finding(what, shown.place, format_decimal(shown.number), _points_shown(card.total), verdict)

    def _summed(self, card: Scorecard) -> Decimal | None:
        """Return what the printed parts add up to; see :class:`totals.Summed`."""
        rows = zip(card.indicators, self._scores, strict=False)
        parts = [shown for row, shown in rows if row.counts or shown]
        section = card.execution_section
        if self._execution or (section and section.weight):
            parts.append(self._execution)
        return _sum(parts) if card.total_made.is_plain_sum else None


def _sum(parts: Sequence[_Shown | None]) -> Decimal | None:
    """Return the sum of some figures, ``None`` where one is not printed, or there is none at all."""
    known = [each.number for each in parts if each]
    return sum(known, ZERO) if known and len(known) == len(parts) else None


def _weighed(card: Scorecard) -> Decimal | None:
    """Return the points of all parts together, ``None`` where those of a row are not printed."""
    section = card.execution_section
    rows = [row for row in card.indicators if not row.is_detail]
    weights = [*(row.weight for row in rows), section.weight if section else ZERO]
    known = [weight for weight in weights if weight is not None]
    return sum(known, ZERO) if len(known) == len(weights) else None


def _shown(cell: PlacedValue | None, read: Callable[[CellValue], Decimal | None] = points_in) -> _Shown | None:
    number = read(cell.value) if cell else None
    return _Shown(number, cell.place) if cell and number is not None else None


def _finding(what: str, place: Place, printed: str, computed: str, verdict: Verdict) -> Finding:
    reason = verdict.reason
    message = f"{place.address} {what}：表上是 {printed}，重算是 {computed}{'；' if reason else ''}{reason}。"
    if verdict.verdict != AGREES and computed in _UNCOMPUTED:
        message = f"{place.address} {what}：表上是 {printed}，{_UNCOMPUTED[computed]}；{reason}。"
    level, remedy = (NOTICE, "") if verdict.is_settled else (WARNING, _REMEDY)
    return Finding("", level, place, message, remedy, what, printed, computed, verdict.verdict, reason)


def _points_shown(points: Decimal | None) -> str:
    return _OPEN if points is None else str(points)
