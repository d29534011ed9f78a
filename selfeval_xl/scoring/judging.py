"""Methods that rest on a judgement, a count, a date or the budget: 定性, 检查项, 人工, 执行率, 时限."""

import re
from decimal import Decimal

from selfeval_xl.domain.cells import normalise, text_of
from selfeval_xl.domain.decimals import HUNDRED, ONE, ZERO, half_up, percent, prorate
from selfeval_xl.domain.measures import BLANK, DATE, NUMBER, PLACEHOLDER, TEXT, TIER, late_days
from selfeval_xl.domain.scorecard import Derivation
from selfeval_xl.scoring import parameters
from selfeval_xl.scoring.budgeting import execution_points
from selfeval_xl.scoring.comparing import proportional
from selfeval_xl.scoring.context import BLOCKED, MethodResult, ScoringContext, blocked, full, short

_COUNTED = r"(\d+)\s*/\s*(\d+)"


def qualitative(case: ScoringContext) -> MethodResult:
    """定性: the tier gives the interval; the typed score counts, or the tier's default share where it has one."""
    name = tier_name(case)
    if not name:
        return BLOCKED["I01" if case.actual.kind == BLANK else "I07" if case.actual.kind == PLACEHOLDER else "I05"]
    tier = case.standard.qualitative.tier(name)
    if tier is None:
        return BLOCKED["S04"]
    interval = f"{name}（{percent(tier.lower).replace('.00', '')}～{percent(tier.upper).replace('.00', '')}）"
    if tier.default is None:
        if case.typed is None:
            return blocked("S01", f"定性档次为{interval}，须在区间内填手工得分")
        score = half_up(case.typed)
        values: tuple[object, ...] = (interval, score)
        return MethodResult(
            score, Derivation("按定性档次评分", "", "{0}，评{1}分", values, score, case.clauses.qualitative)
        )
    score = half_up(case.weight * tier.default)
    return MethodResult(
        score,
        Derivation(
            "按定性档次评分",
            "分值×档次比例",
            "{0}，{1}×{2}",
            (interval, case.weight, tier.default),
            score,
            case.clauses.qualitative,
        ),
    )


def tier_name(case: ScoringContext) -> str:
    """Return the 定性档次: as chosen, else as the actual value says it, else 达成 when that repeats the target."""
    chosen = normalise(text_of(case.indicator.tier))
    if chosen:
        return chosen
    if case.actual.tier:
        return case.actual.tier
    same = case.target.kind == TEXT and normalise(case.target.text) == normalise(case.actual.text)
    met_in_full = case.target.kind == TEXT and case.actual.unit == "%" and case.actual.number == HUNDRED
    return case.standard.qualitative.tiers[0].name if same or met_in_full else ""


def checked_items(case: ScoringContext) -> MethodResult:
    """检查项: n of m items met earn n/m of the weight; n is the actual value (``2``, ``2项`` or ``2/4``)."""
    written = re.fullmatch(_COUNTED, normalise(case.actual.text))
    total = parameters.items(text_of(case.indicator.parameter)) or (int(written[2]) if written else 0)
    if not total:
        return BLOCKED["S02"]
    met = Decimal(written[1]) if written else case.actual.number
    if met is None:
        return BLOCKED["I01" if case.actual.kind == BLANK else "I07" if case.actual.kind == PLACEHOLDER else "I03"]
    score = prorate(case.weight, min(max(met, ZERO), Decimal(total)), Decimal(total))
    values = (case.weight, met, Decimal(total))
    rule = f"检查{total}项，符合{short(met)}项"
    return MethodResult(
        score, Derivation(rule, "分值×符合项数÷应查项数", "{0}×{1}÷{2}", values, score, case.clauses.scoring)
    )


def by_hand(case: ScoringContext) -> MethodResult:
    """人工: the typed score is the score."""
    if case.typed is None:
        return BLOCKED["S01"]
    score = half_up(case.typed)
    return MethodResult(score, Derivation("人工评分", "", "手工得分{0}", (score,), score))


def by_execution(case: ScoringContext) -> MethodResult:
    """执行率: rate x weight from the sheet 预算, never above the weight."""
    points, derivation = execution_points(case.budget, case.weight, case.standard.execution, case.money_unit)
    return MethodResult(points, derivation) if derivation else BLOCKED["B01"]


def in_time(case: ScoringContext) -> MethodResult:
    """时限: on time is full; late loses the standard's share for each day, or is judged by hand where it has none."""
    if case.target.kind != DATE:
        return proportional(case) if case.target.kind == NUMBER else qualitative(case)
    if case.actual.kind == BLANK:
        return BLOCKED["I01"]
    if case.actual.kind == PLACEHOLDER:
        return BLOCKED["I07"]
    days = late_days(case.target, case.actual, case.year)
    if days is None:
        met = case.actual.tier == case.standard.qualitative.tiers[0].name or (
            case.actual.unit == "%" and case.actual.number == HUNDRED
        )
        return full(case) if met else qualitative(case) if case.actual.kind in (TIER, TEXT) else BLOCKED["I03"]
    if days <= 0:
        return full(case)
    per_day = case.standard.late.per_day
    if per_day is None:
        return BLOCKED["S05"]
    score = half_up(max(case.weight * (ONE - per_day * days), ZERO))
    values = (case.weight, per_day, days)
    rule = f"逾期{days}天"
    return MethodResult(
        score, Derivation(rule, "分值×(1－每天扣减×天数)", "{0}×(1－{1}×{2})", values, score, case.clauses.late)
    )
