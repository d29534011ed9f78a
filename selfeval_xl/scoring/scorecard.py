"""Submission + Standard -> Scorecard: every indicator by its method, then sections, total and grade.

Exact throughout: each indicator is rounded half-up to two decimals once, where the rule says so, and sums are sums of
those.  What cannot be scored yet leaves its section, the total and the grade open (暂不评级), never 0.
"""

from decimal import Decimal

from selfeval_xl.domain.cells import CellValue, is_blank, is_not_applicable, parse_decimal, text_of, year_of
from selfeval_xl.domain.decimals import CENT, HUNDRED, RATE, ZERO, format_decimal, half_up, truncate
from selfeval_xl.domain.measures.comparing import fraction_as_percent
from selfeval_xl.domain.measures.measure import DATE, LOST_PERCENT, NOT_APPLICABLE, TEXT, Measure
from selfeval_xl.domain.money import money_unit
from selfeval_xl.domain.printed import coefficient, points_together
from selfeval_xl.domain.scorecard import LESS, BudgetResult, Derivation, IndicatorScore, Reading, Scorecard
from selfeval_xl.domain.submission import Indicator, Submission
from selfeval_xl.rules import Standard, in_force
from selfeval_xl.scoring import budgeting, totals
from selfeval_xl.scoring.context import BLOCKED, MethodResult, ScoringContext
from selfeval_xl.scoring.details import with_details
from selfeval_xl.scoring.judging import IN_TIME, QUALITATIVE
from selfeval_xl.scoring.methods import DATED, METHODS, method_name
from selfeval_xl.scoring.plausibility import IMPOSSIBLE, obstacle_in
from selfeval_xl.scoring.reading import DEDUCED, read_row, spans_years, starts_on, with_start

_MOST_POINTS = Decimal(10) ** 9
"""Far more than any form has; sums of more than this would not fit 28 digits with two decimals."""
_LARGEST_RATIO = Decimal(10) ** 12
"""Beyond this a deviation says nothing but that somebody mistyped, and would not fit 28 digits."""

_STAYS = frozenset({"W01", "W02"}) | IMPOSSIBLE
"""Obstacles that a typed score does not take away: no weight that would limit it, or what cannot be true."""
_NO_SCORE = Derivation("暂不计分", "", "", (), "")
_DROPPED = Derivation("不适用，不计分", "", "", (), "")


def score(submission: Submission, standard: Standard, before: Scorecard | None = None) -> Scorecard:
    """Score a submission by a standard as it is in force for it; ``tasks.evaluation`` adds the findings.

    ``before`` is the scorecard of the same submission with other indicators: the budget is taken from it, and those
    indicators that stayed.
    """
    standard = in_force(standard, submission)
    budget = before.budget if before else budgeting.work_out(submission, standard)
    scorer = _Scorer(submission, standard, budget)
    apart = (row for row in before.indicators if not row.is_detail and not row.is_told_in_detail) if before else ()
    known = {id(row.indicator): row for row in apart}
    scored = [known.get(id(row)) or scorer.row(row) for row in submission.indicators]
    indicators = with_details(submission, standard, scored, scorer.row)
    sections = tuple(totals.sections(standard, indicators, budget, scorer.money_unit, _printed_points(submission)))
    is_whole = totals.is_whole(standard, sections, indicators)
    total, made, derivation = totals.total(standard, sections, indicators, budget, submission.is_received)
    return Scorecard(
        submission=submission,
        standard_id=standard.id,
        standard_name=standard.name,
        standard_version=standard.version,
        standard_evidence="未核实" if standard.unverified() else "",
        budget=budget,
        indicators=indicators,
        sections=sections,
        total=total,
        total_made=made,
        total_derivation=derivation,
        grade=standard.bands.grade(total) if total is not None and is_whole and total <= standard.weight else None,
    )


def _printed_points(submission: Submission) -> Decimal | None:
    """Return the points for 预算执行率 that a form prints beside its funds; none where its rows make 100 without."""
    if not submission.is_received:
        return None
    first = next(iter(submission.printed.funds), None)
    if first and (first.weight or first.score):
        return submission.printed.execution_weight
    return ZERO if points_together(row.weight for row in submission.indicators) == HUNDRED else None


class _Scorer:
    """Scores the indicators of one submission; holds what is the same for all of them."""

    def __init__(self, submission: Submission, standard: Standard, budget: BudgetResult) -> None:
        self.standard = standard
        self.budget = budget
        self.money_unit = money_unit(submission.project.money_unit)
        self.year = None if spans_years(submission.project) else year_of(submission.project.year)
        self.start = starts_on(submission.project)
        self._section_names: dict[str, str] = {}

    def row(self, indicator: Indicator) -> IndicatorScore:
        """Score one indicator: reading, method, deductions, limits."""
        reading = read_row(indicator, self.standard.scoring)
        written = text_of(indicator.method)
        if not written or method_name(written) in DATED:
            reading = with_start(reading, self.start)
        method = (method_name(written) if written else "") or self._usual_method(reading.target)
        weight, typed = _points(indicator.weight), _points(indicator.typed_score)
        applicable = NOT_APPLICABLE not in (reading.actual.kind, reading.target.kind)
        ratio, deviation = _compare(reading)
        system, derivation, obstacle = self._by_rule(indicator, reading, method, weight, typed, applicable)
        scored = self._by_coefficient(indicator, weight) if typed is None else None
        if scored and (system is None or METHODS[method].is_judged):
            indicator, typed = scored, _points(scored.typed_score)
            system, derivation, obstacle = self._by_rule(indicator, reading, method, weight, typed, applicable)
        if system is not None:
            system, derivation = self._settled(system, derivation, reading, method, ratio)
        deduction = _points(indicator.deduction) or ZERO
        counted = system
        if typed is not None:
            if applicable and obstacle not in _STAYS:
                counted, obstacle = typed, ""
        elif _is_words(indicator.typed_score):
            counted, obstacle = None, obstacle or "S06"
        section = self._section(indicator.level1, indicator.level2)
        return IndicatorScore(
            indicator, reading, section, method, weight, system, typed, deduction,
            _limited(counted, deduction, weight), deviation, derivation, applicable, ratio, obstacle,
            _ambiguities(reading),
        )  # fmt: skip

    def _by_rule(
        self,
        indicator: Indicator,
        reading: Reading,
        method: str,
        weight: Decimal | None,
        typed: Decimal | None,
        applicable: bool,
    ) -> MethodResult:
        if not applicable:
            return MethodResult(None, _DROPPED, "" if self.standard.not_applicable.rescale else "I08")
        if weight is None or weight <= ZERO:
            return MethodResult(None, _NO_SCORE, "W01" if weight is None else "W02")
        if impossible := obstacle_in(reading, indicator.name, self.standard.plausibility):
            return BLOCKED[impossible]
        if method not in METHODS:
            return MethodResult(None, _NO_SCORE, "S03")
        case = ScoringContext(indicator, reading, weight, typed, self.standard, self.budget, self.money_unit, self.year)
        return METHODS[method].score(case)

    def _by_coefficient(self, indicator: Indicator, weight: Decimal | None) -> Indicator | None:
        """Return a row with the score that its 得分系数 gives as 手工得分, ``None`` where there is none."""
        share = coefficient(indicator.coefficient) if self.standard.scoring.coefficient else None
        if share is None or weight is None or not is_blank(indicator.typed_score):
            return None
        columns = indicator.columns
        columns = columns._replace(of={**columns.of, "typed_score": columns.of.get("coefficient", 0)})
        return indicator._replace(typed_score=format_decimal(half_up(weight * share)), columns=columns)

    def _usual_method(self, target: Measure) -> str:
        if target.kind == DATE or target.sign == "时限":
            return IN_TIME.name
        return QUALITATIVE.name if target.kind == TEXT else self.standard.scoring.default_method

    def _section(self, level1: str, level2: str) -> str:
        key = level1 or f"/{level2}"
        name = self._section_names.get(key)
        if name is None:
            rule = self.standard.section_of(level1, level2)
            name = self._section_names[key] = rule.name if rule else totals.UNSORTED
        return name

    def _settled(
        self, system: Decimal, derivation: Derivation, reading: Reading, method: str, ratio: Decimal | None
    ) -> tuple[Decimal, Derivation]:
        """Take off what over-completion costs, and say which sign was deduced."""
        over, rule = self.standard.over, derivation.rule
        most = over.deduct_from if reading.sign not in LESS else None
        if most is not None and ratio is not None and ratio >= most:
            left = half_up(max(system - over.deduct, ZERO))
            rule = f"{rule}，超额完成较多减{format_decimal(over.deduct)}分"
            derivation = Derivation(rule, "", "{0}－{1}", (system, over.deduct), left, over.reference.label)
            system = left
        if reading.since:
            derivation = derivation._replace(remark=f"（{reading.since}）")
        elif reading.sign_from in DEDUCED and METHODS[method].needs_number:
            derivation = derivation._replace(remark=f"（{DEDUCED[reading.sign_from]}，读作“{reading.sign}”）")
        return system, derivation


def _is_words(typed_score: CellValue) -> bool:
    return not is_blank(typed_score) and not is_not_applicable(typed_score)


def _points(value: CellValue) -> Decimal | None:
    """Return the points that a cell holds, ``None`` when it holds no number, or one that can be no points."""
    if value is None or value == "":
        return None
    number = parse_decimal(value)
    return number if number is None or abs(number) <= _MOST_POINTS else None


def _ambiguities(reading: Reading) -> tuple[tuple[str, str], ...]:
    """Return what a person would hesitate over, with the field it stands in; nothing in nearly every row."""
    target, actual = reading.target, reading.actual
    if reading.lost_percent:
        return ((reading.lost_percent, LOST_PERCENT),)
    if fraction_as_percent(target, actual):
        return (("actual", "fraction"),)
    if not (target.ambiguity or actual.ambiguity):
        return ()
    return tuple(
        (field, value.ambiguity) for field, value in (("target", target), ("actual", actual)) if value.ambiguity
    )


def _compare(reading: Reading) -> tuple[Decimal | None, Decimal | None]:
    """Return 完成值/目标值 unrounded and 偏差率 to four places; neither exists for a target of 0."""
    number, target = reading.number, reading.target.number
    if number is None or not target or reading.sign == "±":
        return None, None
    ratio = number / target
    if abs(ratio) > _LARGEST_RATIO:
        return ratio, None
    return ratio, ((number - target) / abs(target)).quantize(RATE, "ROUND_HALF_UP")


def _limited(score: Decimal | None, deduction: Decimal, weight: Decimal | None) -> Decimal | None:
    """Take deductions off and keep the score between 0 and its weight (得分不得突破分值)."""
    if score is None or weight is None:
        return None
    if deduction:
        score -= deduction
    # Full marks, as most rows have them, need no comparing.
    limited = (score if score is weight else min(max(score, ZERO), weight)).quantize(CENT, "ROUND_HALF_UP")
    return limited if limited <= weight else truncate(weight)  # 3.125 points earn 3.12 at most
