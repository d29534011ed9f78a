"""Methods that rest on a judgement, a count, a date or the budget: 定性, 检查项, 人工, 执行率, 时限."""

import re
from decimal import Decimal

from selfeval_xl.domain.cells import normalise, text_of
from selfeval_xl.domain.decimals import HUNDRED, ONE, ZERO, half_up, percent, prorate
from selfeval_xl.domain.measures.comparing import late_days
from selfeval_xl.domain.measures.measure import BLANK, DATE, NUMBER, PLACEHOLDER, TEXT, TIER
from selfeval_xl.domain.scorecard import Reading
from selfeval_xl.rules import Standard, explanation
from selfeval_xl.scoring import parameters
from selfeval_xl.scoring.budgeting import execution_points
from selfeval_xl.scoring.comparing import PROPORTIONAL
from selfeval_xl.scoring.context import (
    BLOCKED,
    BUDGET,
    SCORES,
    Method,
    MethodResult,
    ScoringContext,
    blocked,
    met,
    missing,
    short,
    worked,
)

_COUNTED = r"(\d+)\s*/\s*(\d+)"


def _qualitative(case: ScoringContext) -> MethodResult:
    """The tier gives the interval; the typed score counts, or the tier's default share where it has one."""
    name = _tier_name(case)
    if not name:
        return missing(case.reading, "I05")
    tier = case.standard.qualitative.tier(name)
    if tier is None:
        return BLOCKED["S04"]
    interval = f"{name}（{percent(tier.lower).replace('.00', '')}～{percent(tier.upper).replace('.00', '')}）"
    told, clause = "按定性档次评分", case.standard.qualitative.reference.label
    if tier.default is not None:
        score, values = half_up(case.weight * tier.default), (interval, case.weight, tier.default)
        return worked(score, told, "分值×档次比例", "{0}，{1}×{2}", values, clause)
    if case.typed is None:
        return blocked("S01", f"定性档次为{interval}，须在区间内填手工得分")
    score = half_up(case.typed)
    return worked(score, told, "", "{0}，评{1}分", (interval, score), clause)


def _tier_name(case: ScoringContext) -> str:
    """Return the 定性档次: as chosen, else as the actual value says it, else 达成 when that repeats the target."""
    chosen, (target, actual) = normalise(text_of(case.indicator.tier)), case.reading[:2]
    if chosen or actual.tier:
        return chosen or actual.tier
    same = normalise(target.text) == normalise(actual.text) or _in_full(case.reading)
    return case.standard.qualitative.tiers[0].name if target.kind == TEXT and same else ""


def _in_full(reading: Reading) -> bool:
    return reading.actual.unit == "%" and reading.actual.number == HUNDRED


def _checked_items(case: ScoringContext) -> MethodResult:
    """N of m items met earn n/m of the weight; n is the actual value (``2``, ``2项`` or ``2/4``)."""
    actual = case.reading.actual
    written = re.fullmatch(_COUNTED, normalise(actual.text))
    total = parameters.items(text_of(case.indicator.parameter)) or (int(written[2]) if written else 0)
    if not total:
        return BLOCKED["S02"]
    count = Decimal(written[1]) if written else actual.number
    if count is None:
        return missing(case.reading, "I03")
    score = prorate(case.weight, min(max(count, ZERO), Decimal(total)), Decimal(total))
    rule, values = f"检查{total}项，符合{short(count)}项", (case.weight, count, Decimal(total))
    return worked(score, rule, "分值×符合项数÷应查项数", "{0}×{1}÷{2}", values, case.clause)


def _by_hand(case: ScoringContext) -> MethodResult:
    if case.typed is None:
        return BLOCKED["S01"]
    score = half_up(case.typed)
    return worked(score, "人工评分", "", "手工得分{0}", (score,))


def _by_execution(case: ScoringContext) -> MethodResult:
    """Rate x weight from the sheet 预算, never above the weight."""
    points, derivation = execution_points(case.budget, case.weight, case.standard.execution, case.money_unit)
    if derivation:
        return MethodResult(points, derivation)
    return BLOCKED["B01" if case.budget.is_possible else "B14"]


def _in_time(case: ScoringContext) -> MethodResult:
    """On time is full; late loses the standard's share for each day, or is judged by hand where it has none."""
    target, actual = case.reading[:2]
    if target.kind != DATE:
        return PROPORTIONAL.score(case) if target.kind == NUMBER else _qualitative(case)
    if actual.kind in (BLANK, PLACEHOLDER):
        return missing(case.reading, "")
    days = late_days(target, actual, case.year)
    if days is None:
        if actual.tier == case.standard.qualitative.tiers[0].name or _in_full(case.reading):
            return met(case)
        return _qualitative(case) if actual.kind in (TIER, TEXT) else BLOCKED["I03"]
    if days <= 0:
        return met(case)
    per_day = case.standard.late.per_day
    if per_day is None:
        return BLOCKED["S05"]
    score = half_up(max(case.weight * (ONE - per_day * days), ZERO))
    values, clause = (case.weight, per_day, days), case.standard.late.reference.label
    return worked(score, f"逾期{days}天", "分值×(1－每天扣减×天数)", "{0}×(1－{1}×{2})", values, clause)


def _tier_entry(standard: Standard) -> str:
    given = [
        f"“{tier.name}”不填手工得分时按{explanation.percent(tier.default)}计"
        for tier in standard.qualitative.tiers
        if tier.default is not None
    ]
    typed = [f"“{tier.name}”" for tier in standard.qualitative.tiers if tier.default is None]
    parts = [*given, f"{'、'.join(typed)}须填“手工得分”"] if typed else given
    if standard.qualitative.description_required:
        parts.append("还要简要描述完成情况")
    return "选“定性档次”；" + "，".join(parts) + "。"


def _late(standard: Standard) -> str:
    if standard.late.per_day is None:
        return "逾期的没有成文的扣分办法，须填“手工得分”并说明原因。"
    return f"每逾期一天扣分值的{explanation.percent(standard.late.per_day)}，扣完为止。"


QUALITATIVE = Method(
    "定性",
    _qualitative,
    lambda standard: f"先选定性档次，再在该档的区间内评分：{explanation.tiers(standard)}。",
    _tier_entry,
    is_judged=True,
    has_tiers=True,
    has_deviation=False,
    combines=SCORES,
)
CHECKED_ITEMS: Method = Method(
    "检查项",
    _checked_items,
    lambda standard: "列出若干检查项，得分＝分值×符合项数÷应查项数。",
    lambda standard: f"参数写应查几项：{'；或 '.join(CHECKED_ITEMS.examples)}；完成值写符合几项，如 2 或 2/4。",
    ("4项",),
    has_deviation=False,
)
BY_HAND = Method(
    "人工",
    _by_hand,
    lambda standard: "由填报人评分，得分就是“手工得分”。",
    lambda standard: "填“手工得分”；低于分值的写明原因。",
    is_judged=True,
    has_deviation=False,
)
BY_EXECUTION = Method(
    "执行率",
    _by_execution,
    lambda standard: f"{explanation.by_execution(standard.execution)}。",
    lambda standard: "不填参数，取“预算”表的数。",
    combines=BUDGET,
)
IN_TIME = Method(
    "时限",
    _in_time,
    lambda standard: f"按期完成得满分；{_late(standard)}",
    lambda standard: "指标值、完成值写日期或期限，如 2017年12月31日、6月底前、1年内。",
    needs_values=True,
    is_dated=True,
)
METHODS = (QUALITATIVE, CHECKED_ITEMS, BY_HAND, BY_EXECUTION, IN_TIME)
