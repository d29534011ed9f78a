"""计分方法: each a small pure function from a case to a mark, gathered in the table ``METHODS``.

A mark is the score by rule and its derivation, or an obstacle: the code of the finding that says why there is none.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.model import BudgetResult, Derivation, Indicator
from selfeval_xl.quantities import CENT, HUNDRED, ONE, ZERO, half_up, normalise, percent, share, text_of
from selfeval_xl.scoring import parameters
from selfeval_xl.scoring.budgeting import execution_points
from selfeval_xl.standard import Standard
from selfeval_xl.targets import (
    BLANK,
    DATE,
    NUMBER,
    PLACEHOLDER,
    TEXT,
    TIER,
    UNREADABLE,
    Value,
    late_days,
)

_COUNTED = r"(\d+)\s*[/／]\s*(\d+)"
_ZERO_MARK = ZERO.quantize(CENT)


class Clauses(NamedTuple):
    """The citations that derivations end with, as text, made once for a workbook."""

    scoring: str
    qualitative: str
    late: str


class Case(NamedTuple):
    """What a method looks at: the row, its weight and target, the actual value (``number``: in the target's unit)."""

    indicator: Indicator
    weight: Decimal
    target: Value
    actual: Value
    number: Decimal | None
    sign: str
    typed: Decimal | None
    standard: Standard
    clauses: Clauses
    budget: BudgetResult
    money_unit: str
    year: int | None


class Mark(NamedTuple):
    """The score by rule and how it came about, or ``score=None`` and the code of the obstacle."""

    score: Decimal | None
    derivation: Derivation
    obstacle: str = ""


def _blocked(code: str, rule: str) -> Mark:
    return Mark(None, Derivation(rule, "", "", (), "暂不计分"), code)


_BLOCKED = {
    code: _blocked(code, rule)
    for code, rule in {
        "I01": "没有填写实际完成值",
        "I02": "没有填写年度指标值",
        "I03": "完成值不是可以同指标值比较的数",
        "I04": "完成值与指标值的计量单位对不上",
        "I05": "指标值是文字，须先选定性档次",
        "I06": "一格里写了不止一个数",
        "I07": "占位符还没有换成实际内容",
        "I09": "指标值为0或负数，按比例无法计分",
        "S01": "须填手工得分",
        "S02": "方法参数缺少或看不懂",
        "S04": "定性档次的名称不认识",
        "S05": "已逾期，须由人工评分",
        "B01": "没有预算数或执行数",
    }.items()
}


def obstacle(case: Case) -> str:
    """Return the code of what stands in the way of comparing two numbers, or ``""``."""
    target, actual = case.target, case.actual
    if case.number is not None and not target.doubt and not actual.doubt:
        return ""
    if target.kind == BLANK:
        return "I02"
    if actual.kind == BLANK:
        return "I01"
    if PLACEHOLDER in (target.kind, actual.kind):
        return "I07"
    if "two-values" in (target.doubt, actual.doubt) or UNREADABLE in (target.kind, actual.kind):
        return "I06"
    if target.kind == TEXT:
        return "I05"
    if case.number is None:
        return "I04" if actual.kind == NUMBER else "I03"
    return ""


def _reached(case: Case, number: Decimal, target: Decimal) -> bool:
    match case.sign:
        case "≤" | "<":
            return number <= target
        case "±":
            return abs(number) <= target
        case "=":
            return number == target or (number > target != 0)
    return number >= target


def _full(case: Case) -> Mark:
    values = (case.actual.text, _sign_shown(case), case.target.text)
    return Mark(
        case.weight,
        Derivation("达到目标，得满分", "", "完成值{0}，目标{1}{2}", values, case.weight, case.clauses.scoring),
    )


def _sign_shown(case: Case) -> str:
    return "" if case.target.sign and case.target.sign in case.target.text else case.sign


def proportional(case: Case) -> Mark:
    """比例: reached is full, else weight x actual / target; ≤ by the standard's reverse formula.  Never below 0."""
    blocked = obstacle(case)
    if blocked:
        return _BLOCKED[blocked]
    number, target = case.number, case.target.number
    assert number is not None and target is not None  # obstacle() let nothing else through
    if _reached(case, number, target):
        return _full(case)
    if case.sign in ("≤", "<"):
        return _reverse(case, number, target)
    if case.sign == "±" or (target == 0 and case.sign == "="):
        return _nothing(case)
    if target <= 0:
        return _BLOCKED["I09"]
    weight = case.weight
    score = share(weight, number, target) if number > 0 else _ZERO_MARK
    values = (weight, max(number, ZERO), target)
    return Mark(
        score,
        Derivation("未达到目标，按比例得分", "分值×完成值÷目标值", "{0}×{1}÷{2}", values, score, case.clauses.scoring),
    )


def _reverse(case: Case, number: Decimal, target: Decimal) -> Mark:
    weight = case.weight
    if target < 0:
        return _BLOCKED["I09"]
    if target == 0:
        return _nothing(case)
    if case.standard.scoring.reverse == "target-over-actual":
        score = share(weight, target, number)
        formula, filled, values = "分值×目标值÷完成值", "{0}×{1}÷{2}", (weight, target, number)
    else:
        score = share(weight, max(2 * target - number, ZERO), target)
        formula, filled, values = (
            "分值×[1－(完成值－目标值)÷目标值]",
            "{0}×[1－({2}－{1})÷{1}]",
            (weight, target, number),
        )
    return Mark(score, Derivation("超过上限，按反向指标得分", formula, filled, values, score, case.clauses.scoring))


def _nothing(case: Case) -> Mark:
    values = (case.actual.text, _sign_shown(case), case.target.text)
    return Mark(
        _ZERO_MARK,
        Derivation("未达到目标，不得分", "", "完成值{0}，目标{1}{2}", values, _ZERO_MARK, case.clauses.scoring),
    )


def all_or_nothing(case: Case) -> Mark:
    """达标: reached is full, missed is 0."""
    blocked = obstacle(case)
    if blocked:
        return _BLOCKED[blocked]
    assert case.number is not None and case.target.number is not None  # obstacle() let nothing else through
    return _full(case) if _reached(case, case.number, case.target.number) else _nothing(case)


def deducting(case: Case) -> Mark:
    """扣分: every step away from the target costs points until nothing is left (扣完为止)."""
    blocked = obstacle(case)
    if blocked:
        return _BLOCKED[blocked]
    step = parameters.step(text_of(case.indicator.parameter), case.target.unit)
    if step is None:
        return _BLOCKED["S02"]
    number, target = case.number, case.target.number
    assert number is not None and target is not None  # obstacle() let nothing else through
    if _reached(case, number, target):
        return _full(case)
    if step.relative and target == 0:
        return _BLOCKED["I09"]
    distance = abs(number - target) * (HUNDRED / abs(target) if step.relative else ONE)
    count = step.steps(distance)
    score = half_up(max(case.weight - count * step.points, ZERO))
    values = (case.weight, step.points, count)
    unit = "%" if step.relative else "个百分点" if case.target.unit == "%" else case.target.unit
    rule = f"完成值与目标差{_short(distance)}{unit}，{text_of(case.indicator.parameter)}"
    derivation = Derivation(rule, "分值－每档扣分×档数", "{0}－{1}×{2}", values, score, case.clauses.scoring)
    return Mark(score, derivation)


def _short(number: Decimal) -> str:
    return f"{half_up(number).normalize():f}"


def laddered(case: Case) -> Mark:
    """分档: the first rung that the actual value (or, for ±, its deviation in percent) falls on decides."""
    rungs = parameters.ladder(text_of(case.indicator.parameter))
    if not rungs:
        return _BLOCKED["S02"]
    number = case.number if case.number is not None else case.actual.number
    if number is None:
        return _BLOCKED[obstacle(case) or "I03"]
    target = case.target.number
    if any(rung.sign == "±" for rung in rungs):
        if not target:
            return _BLOCKED["I09"]
        number = (number - target) * HUNDRED / target
    rung = next((rung for rung in rungs if rung.holds(number)), None)
    score = half_up(min(rung.earned(case.weight), case.weight)) if rung else _ZERO_MARK
    derivation = Derivation(
        "按分档标准得分",
        text_of(case.indicator.parameter),
        "完成值{0}",
        (case.actual.text,),
        score,
        case.clauses.scoring,
    )
    return Mark(score, derivation)


def qualitative(case: Case) -> Mark:
    """定性: the tier gives the interval; the typed score counts, or the tier's default share where it has one."""
    name = tier_name(case)
    if not name:
        return _BLOCKED["I01" if case.actual.kind == BLANK else "I07" if case.actual.kind == PLACEHOLDER else "I05"]
    tier = case.standard.qualitative.tier(name)
    if tier is None:
        return _BLOCKED["S04"]
    interval = f"{name}（{percent(tier.lower).replace('.00', '')}～{percent(tier.upper).replace('.00', '')}）"
    if tier.default is None:
        if case.typed is None:
            return _blocked("S01", f"定性档次为{interval}，须在区间内填手工得分")
        score = half_up(case.typed)
        values: tuple[object, ...] = (interval, score)
        return Mark(score, Derivation("按定性档次评分", "", "{0}，评{1}分", values, score, case.clauses.qualitative))
    score = half_up(case.weight * tier.default)
    return Mark(
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


def tier_name(case: Case) -> str:
    """Return the 定性档次: as chosen, else as the actual value says it, else 达成 when that repeats the target."""
    chosen = normalise(text_of(case.indicator.tier))
    if chosen:
        return chosen
    if case.actual.tier:
        return case.actual.tier
    same = case.target.kind == TEXT and normalise(case.target.text) == normalise(case.actual.text)
    met_in_full = case.target.kind == TEXT and case.actual.unit == "%" and case.actual.number == HUNDRED
    return case.standard.qualitative.tiers[0].name if same or met_in_full else ""


def checked_items(case: Case) -> Mark:
    """检查项: n of m items met earn n/m of the weight; n is the actual value (``2``, ``2项`` or ``2/4``)."""
    written = re.fullmatch(_COUNTED, normalise(case.actual.text))
    total = parameters.items(text_of(case.indicator.parameter)) or (int(written[2]) if written else None)
    if not total:
        return _BLOCKED["S02"]
    met = Decimal(written[1]) if written else case.actual.number
    if met is None:
        return _BLOCKED["I01" if case.actual.kind == BLANK else "I07" if case.actual.kind == PLACEHOLDER else "I03"]
    score = share(case.weight, min(max(met, ZERO), Decimal(total)), Decimal(total))
    values = (case.weight, met, Decimal(total))
    rule = f"检查{total}项，符合{_short(met)}项"
    return Mark(score, Derivation(rule, "分值×符合项数÷应查项数", "{0}×{1}÷{2}", values, score, case.clauses.scoring))


def by_hand(case: Case) -> Mark:
    """人工: the typed score is the score."""
    if case.typed is None:
        return _BLOCKED["S01"]
    score = half_up(case.typed)
    return Mark(score, Derivation("人工评分", "", "手工得分{0}", (score,), score))


def by_execution(case: Case) -> Mark:
    """执行率: rate x weight from the sheet 预算, never above the weight."""
    points, derivation = execution_points(case.budget, case.weight, case.standard.execution, case.money_unit)
    return Mark(points, derivation) if points is not None and derivation is not None else _BLOCKED["B01"]


def in_time(case: Case) -> Mark:
    """时限: on time is full; late loses the standard's share for each day, or is judged by hand where it has none."""
    if case.target.kind != DATE:
        return proportional(case) if case.target.kind == NUMBER else qualitative(case)
    if case.actual.kind == BLANK:
        return _BLOCKED["I01"]
    if case.actual.kind == PLACEHOLDER:
        return _BLOCKED["I07"]
    days = late_days(case.target, case.actual, case.year)
    if days is None:
        met = case.actual.tier == case.standard.qualitative.tiers[0].name or (
            case.actual.unit == "%" and case.actual.number == HUNDRED
        )
        return _full(case) if met else qualitative(case) if case.actual.kind in (TIER, TEXT) else _BLOCKED["I03"]
    if days <= 0:
        return _full(case)
    per_day = case.standard.late.per_day
    if per_day is None:
        return _BLOCKED["S05"]
    score = half_up(max(case.weight * (ONE - per_day * days), ZERO))
    values = (case.weight, per_day, days)
    rule = f"逾期{days}天"
    return Mark(
        score, Derivation(rule, "分值×(1－每天扣减×天数)", "{0}×(1－{1}×{2})", values, score, case.clauses.late)
    )


METHODS: Mapping[str, Callable[[Case], Mark]] = {
    "比例": proportional,
    "达标": all_or_nothing,
    "扣分": deducting,
    "分档": laddered,
    "定性": qualitative,
    "检查项": checked_items,
    "人工": by_hand,
    "执行率": by_execution,
    "时限": in_time,
}
