"""Submission + Standard -> Scorecard: every indicator by its method, then sections, total and grade.

Exact throughout: each indicator is rounded half-up to two decimals once, where the rule says so, and sums are sums of
those.  What cannot be scored yet leaves its section, the total and the grade open (暂不评级), never 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from selfeval_xl.domain.cells import CellValue, is_blank, is_not_applicable, normalise, parse_decimal, text_of, year_of
from selfeval_xl.domain.decimals import CENT, HUNDRED, RATE, ZERO, format_decimal, half_up, prorate, truncate
from selfeval_xl.domain.measures import (
    DATE,
    NOT_APPLICABLE,
    TEXT,
    Measure,
    fraction_as_percent,
    in_target_unit,
    read_actual,
    read_target,
)
from selfeval_xl.domain.money import money_unit
from selfeval_xl.domain.scorecard import BudgetResult, Derivation, IndicatorScore, Scorecard, SectionScore
from selfeval_xl.domain.submission import Indicator, Submission
from selfeval_xl.rules import Standard, fold_level, in_force
from selfeval_xl.scoring import budgeting
from selfeval_xl.scoring.context import Clauses, MethodResult, ScoringContext
from selfeval_xl.scoring.methods import METHODS

UNSORTED = "未归类指标"
"""The section of indicators whose 一级指标 the standard does not know; they count, and a finding says so."""

_MOST_POINTS = Decimal(10) ** 9
"""Far more than any form has; sums of more than this would not fit 28 digits with two decimals."""
_LARGEST_RATIO = Decimal(10) ** 12
"""Beyond this a deviation says nothing but that somebody mistyped, and would not fit 28 digits."""

_NO_WEIGHT = ("W01", "W02")
_NO_SCORE = Derivation("暂不计分", "", "", (), "")
_DROPPED = Derivation("不适用，不计分", "", "", (), "")


def score(submission: Submission, standard: Standard) -> Scorecard:
    """Score a submission by a standard as it is in force for it; ``tasks.evaluation`` adds the findings."""
    standard = in_force(standard, submission)
    budget = budgeting.work_out(submission, standard.execution)
    marker = Scorer(submission, standard, budget)
    indicators = tuple(map(marker.mark, submission.indicators))
    sections = tuple(_sections(standard, indicators, budget, marker.money_unit))
    total, derivation = _total(standard, sections, indicators, budget)
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
        total_derivation=derivation,
        grade=standard.bands.grade(total) if total is not None else None,
    )


class Scorer:
    """Scores the indicators of one submission; holds what is the same for all of them."""

    def __init__(self, submission: Submission, standard: Standard, budget: BudgetResult) -> None:
        self.standard = standard
        self.budget = budget
        self.money_unit = money_unit(submission.project.money_unit)
        self.year = year_of(submission.project.year)
        self.clauses = Clauses(
            standard.scoring.reference.label, standard.qualitative.reference.label, standard.late.reference.label
        )
        self._over_from = standard.over.deduct_from
        self._section_names: dict[str, str] = {}
        self._cost_levels: dict[str, bool] = {}

    def mark(self, indicator: Indicator) -> IndicatorScore:
        """Score one indicator: weight, comparison, method, deductions, limits."""
        target = read_target(indicator.sign, indicator.target, indicator.unit)
        actual = read_actual(indicator.actual, indicator.unit)
        method = _method_named(text_of(indicator.method)) or self._method_for(target)
        number = in_target_unit(target, actual)
        weight = _points(indicator.weight)
        typed = _points(indicator.typed_score)
        applicable = not (actual.kind == NOT_APPLICABLE or target.kind == NOT_APPLICABLE)
        if not applicable:
            mark = MethodResult(None, _DROPPED, "" if self.standard.not_applicable.rescale else "I08")
        elif weight is None or weight <= ZERO:
            mark = MethodResult(None, _NO_SCORE, "W01" if weight is None else "W02")
        else:
            sign = target.sign or self._default_sign(indicator)
            case = ScoringContext(
                indicator, weight, target, actual, number, sign, typed, self.standard,
                self.clauses, self.budget, self.money_unit, self.year,
            )  # fmt: skip
            function = METHODS.get(method)
            mark = function(case) if function else MethodResult(None, _NO_SCORE, "S03")
        ratio, deviation = _compare(target, number)
        return self._settle(indicator, method, weight, mark, typed, applicable, target, actual, ratio, deviation)

    def _method_for(self, target: Measure) -> str:
        if target.kind == DATE or target.sign == "时限":
            return "时限"
        return "定性" if target.kind == TEXT else self.standard.scoring.default_method

    def _default_sign(self, indicator: Indicator) -> str:
        """Return how a target without an operator is read: by the 二级指标, since less is better where it is a cost."""
        cost = self._cost_levels.get(indicator.level2)
        if cost is None:
            cost = fold_level(indicator.level2) in self.standard.scoring.cost_level2
            self._cost_levels[indicator.level2] = cost
        return self.standard.scoring.cost_sign if cost else self.standard.scoring.default_sign

    def _section(self, level1: str) -> str:
        name = self._section_names.get(level1)
        if name is None:
            rule = self.standard.section_of(level1)
            name = self._section_names[level1] = rule.name if rule else UNSORTED
        return name

    def _settle(
        self,
        indicator: Indicator,
        method: str,
        weight: Decimal | None,
        mark: MethodResult,
        typed: Decimal | None,
        applicable: bool,
        target: Measure,
        actual: Measure,
        ratio: Decimal | None,
        deviation: Decimal | None,
    ) -> IndicatorScore:
        deduction = _points(indicator.deduction) or ZERO
        system, derivation, obstacle = mark
        if system is not None and ratio is not None and self._over_from is not None and ratio >= self._over_from:
            system, derivation = self._less_over_completion(
                system, derivation, target.sign or self._default_sign(indicator)
            )
        counted = system
        if typed is not None:
            # Without a weight above 0 there are no limits to keep a typed score in.
            if applicable and obstacle not in _NO_WEIGHT:
                counted, obstacle = typed, ""
        elif _is_words(indicator.typed_score):
            counted, obstacle = None, obstacle or "S06"
        return IndicatorScore(
            indicator, self._section(indicator.level1), method, weight, system, typed, deduction,
            _limited(counted, deduction, weight), deviation, derivation, target.text, actual.text,
            applicable, ratio, obstacle, _doubts(target, actual),
        )  # fmt: skip

    def _less_over_completion(self, system: Decimal, derivation: Derivation, sign: str) -> tuple[Decimal, Derivation]:
        over = self.standard.over
        if sign in ("≤", "<"):
            return system, derivation
        left = half_up(max(system - over.deduct, ZERO))
        rule = f"{derivation.rule}，超额完成较多减{format_decimal(over.deduct)}分"
        return left, Derivation(rule, "", "{0}－{1}", (system, over.deduct), left, over.reference.label)


def _method_named(written: str) -> str:
    """Return the 计分方法 that staff named, ``比例法`` and ``达标制`` without their last character; else as written."""
    if written in METHODS:
        return written
    named = normalise(written).removesuffix("法").removesuffix("制")
    return named if named in METHODS else written


def _is_words(typed_score: CellValue) -> bool:
    return not is_blank(typed_score) and not is_not_applicable(typed_score)


def _points(value: CellValue) -> Decimal | None:
    """Return the points that a cell holds, ``None`` when it holds no number, or one that can be no points."""
    number = parse_decimal(value)
    return number if number is None or abs(number) <= _MOST_POINTS else None


def _doubts(target: Measure, actual: Measure) -> tuple[tuple[str, str], ...]:
    """Return what a person would hesitate over, with the field it stands in; nothing in nearly every row."""
    if fraction_as_percent(target, actual):
        return (("actual", "fraction"),)
    if not (target.ambiguity or actual.ambiguity):
        return ()
    return tuple(
        (field, value.ambiguity) for field, value in (("target", target), ("actual", actual)) if value.ambiguity
    )


def _compare(target: Measure, number: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    """Return 完成值/目标值 unrounded and 偏差率 to four places; neither exists for a target of 0."""
    if number is None or not target.number or target.sign == "±":
        return None, None
    ratio = number / target.number
    if abs(ratio) > _LARGEST_RATIO:
        return ratio, None
    return ratio, ((number - target.number) / abs(target.number)).quantize(RATE, "ROUND_HALF_UP")


def _limited(score: Decimal | None, deduction: Decimal, weight: Decimal | None) -> Decimal | None:
    """Take deductions off and keep the score between 0 and its weight (得分不得突破分值)."""
    if score is None or weight is None:
        return None
    if deduction:
        score -= deduction
    # Full marks, as most rows have them, need no comparing.
    limited = (score if score is weight else min(max(score, ZERO), weight)).quantize(CENT, "ROUND_HALF_UP")
    return limited if limited <= weight else truncate(weight)  # 3.125 points earn 3.12 at most


def _sections(
    standard: Standard, indicators: tuple[IndicatorScore, ...], budget: BudgetResult, unit: str
) -> Iterable[SectionScore]:
    by_section: dict[str, list[IndicatorScore]] = {}
    for indicator in indicators:
        by_section.setdefault(indicator.section, []).append(indicator)
    for rule in standard.sections:
        if rule.source == "execution":
            points, derivation = budgeting.execution_points(budget, rule.weight, standard.execution, unit)
            yield SectionScore(rule.name, rule.weight, points, derivation)
        else:
            yield _section_sum(rule.name, by_section.get(rule.name, []))
    if UNSORTED in by_section:
        yield _section_sum(UNSORTED, by_section[UNSORTED])


def _section_sum(name: str, rows: list[IndicatorScore]) -> SectionScore:
    counted = [row for row in rows if row.applicable]
    weight = sum((row.weight for row in counted if row.weight is not None), ZERO)
    scores = [row.score for row in counted]
    done = [score for score in scores if score is not None]
    return SectionScore(name, weight, sum(done, ZERO) if len(done) == len(scores) else None)


def _total(
    standard: Standard,
    sections: tuple[SectionScore, ...],
    indicators: tuple[IndicatorScore, ...],
    budget: BudgetResult,
) -> tuple[Decimal | None, Derivation | None]:
    """Add the sections up, scale to 100 when 不适用 rows dropped out, add the bonus, and keep under the caps.

    There is no total while anything is open, nor where every row is 不适用 and nothing else counts.
    """
    scores = [section.score for section in sections]
    done = [score for score in scores if score is not None]
    blocked = any(row.obstacle == "I08" for row in indicators)
    extra = {rule.name for rule in standard.sections if rule.bonus}
    bonus = sum((section.score or ZERO for section in sections if section.name in extra), ZERO)
    weight = sum((section.weight for section in sections if section.name not in extra), ZERO)
    if len(done) < len(scores) or blocked or not indicators or not weight:
        return None, None
    total = sum(done, ZERO) - bonus
    derivation = Derivation(
        "总分为各部分得分之和", "", "＋".join(f"{{{i}}}" for i in range(len(done))), tuple(done), total
    )
    if weight != standard.weight and any(not row.applicable for row in indicators):
        scaled = prorate(HUNDRED, total, weight)
        derivation = Derivation(
            "不适用的指标不计分，其余折算为百分制", "得分合计÷分值合计×100", "{0}÷{1}×100", (total, weight), scaled,
            standard.not_applicable.reference.label,
        )  # fmt: skip
        total = scaled
    if bonus:
        earned, total = total, min(total + bonus, standard.weight.quantize(CENT))
        rule = f"另加加分，最高{format_decimal(standard.weight)}分"
        derivation = Derivation(rule, "", "{0}＋{1}", (earned, bonus), total)
    return _capped(standard, budget, total, derivation)


def _capped(
    standard: Standard, budget: BudgetResult, total: Decimal, derivation: Derivation
) -> tuple[Decimal, Derivation]:
    rate = budgeting.execution_share(budget)
    caps = [cap for cap in standard.caps if rate is not None and rate < cap.execution_below]
    if not caps:
        return total, derivation
    cap = min(caps, key=lambda cap: cap.total)
    if total <= cap.total:
        return total, derivation
    limit = cap.total.quantize(CENT)
    return limit, Derivation(
        f"执行率低于{format_decimal(cap.execution_below * HUNDRED)}%，总分不超过{format_decimal(cap.total)}分",
        "",
        "{0}封顶",
        (total,),
        limit,
        cap.reference.label,
    )
