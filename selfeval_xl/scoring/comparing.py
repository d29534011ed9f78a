"""Methods that compare two numbers: 比例, 达标, 扣分, 分档."""

from decimal import Decimal

from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.decimals import HUNDRED, ONE, ZERO, half_up, prorate
from selfeval_xl.domain.scorecard import Derivation
from selfeval_xl.scoring import parameters
from selfeval_xl.scoring.context import BLOCKED, MethodResult, ScoringContext, full, nothing, obstacle, reached, short


def proportional(case: ScoringContext) -> MethodResult:
    """比例: reached is full, else weight x actual / target; ≤ by the standard's reverse formula.  Never below 0."""
    blocked = obstacle(case)
    if blocked:
        return BLOCKED[blocked]
    number, target = case.number, case.target.number
    assert number is not None and target is not None  # obstacle() let nothing else through
    if reached(case, number, target):
        return full(case)
    if case.sign in ("≤", "<"):
        return _reverse(case, number, target)
    if case.sign == "±" or (target == 0 and case.sign == "="):
        return nothing(case)
    if target <= 0:
        return BLOCKED["I09"]
    weight, done = case.weight, max(number, ZERO)
    if case.standard.scoring.pass_mark is not None:
        return _above_pass_mark(case, done, target, case.standard.scoring.pass_mark)
    score = prorate(weight, done, target)
    values = (weight, done, target)
    return MethodResult(
        score,
        Derivation("未达到目标，按比例得分", "分值×完成值÷目标值", "{0}×{1}÷{2}", values, score, case.clauses.scoring),
    )


def _above_pass_mark(case: ScoringContext, done: Decimal, target: Decimal, mark: Decimal) -> MethodResult:
    """及格线: nothing up to the mark, then in proportion to what lies above it."""
    passed, room = done - mark * target, (ONE - mark) * target
    if passed <= ZERO or not room:
        return nothing(case)
    score = prorate(case.weight, passed, room)
    formula, filled = "分值×(完成值－及格线×目标值)÷(目标值－及格线×目标值)", "{0}×({1}－{3}×{2})÷({2}－{3}×{2})"
    values, source = (case.weight, done, target, mark), case.standard.scoring.pass_reference
    clause = source.label if source else case.clauses.scoring
    return MethodResult(score, Derivation("未达到目标，按及格线以上的部分得分", formula, filled, values, score, clause))


def _reverse(case: ScoringContext, number: Decimal, target: Decimal) -> MethodResult:
    weight = case.weight
    if target < 0:
        return BLOCKED["I09"]
    if target == 0:
        return nothing(case)
    if case.standard.scoring.reverse == "target-over-actual":
        score = prorate(weight, target, number)
        formula, filled, values = "分值×目标值÷完成值", "{0}×{1}÷{2}", (weight, target, number)
    else:
        score = prorate(weight, max(2 * target - number, ZERO), target)
        formula, filled, values = (
            "分值×[1－(完成值－目标值)÷目标值]",
            "{0}×[1－({2}－{1})÷{1}]",
            (weight, target, number),
        )
    return MethodResult(
        score, Derivation("超过上限，按反向指标得分", formula, filled, values, score, case.clauses.scoring)
    )


def all_or_nothing(case: ScoringContext) -> MethodResult:
    """达标: reached is full, missed is 0."""
    blocked = obstacle(case)
    if blocked:
        return BLOCKED[blocked]
    assert case.number is not None and case.target.number is not None  # obstacle() let nothing else through
    return full(case) if reached(case, case.number, case.target.number) else nothing(case)


def deducting(case: ScoringContext) -> MethodResult:
    """扣分: every step away from the target costs points until nothing is left (扣完为止)."""
    blocked = obstacle(case)
    if blocked:
        return BLOCKED[blocked]
    step = parameters.step(text_of(case.indicator.parameter), case.target.unit)
    if step is None:
        return BLOCKED["S02"]
    number, target = case.number, case.target.number
    assert number is not None and target is not None  # obstacle() let nothing else through
    if reached(case, number, target):
        return full(case)
    if step.relative and target == 0:
        return BLOCKED["I09"]
    distance = abs(number - target) * (HUNDRED / abs(target) if step.relative else ONE)
    count = step.steps(distance)
    score = half_up(max(case.weight - count * step.points, ZERO))
    values = (case.weight, step.points, count)
    unit = "%" if step.relative else "个百分点" if case.target.unit == "%" else case.target.unit
    rule = f"完成值与目标差{short(distance)}{unit}，{text_of(case.indicator.parameter)}"
    derivation = Derivation(rule, "分值－每档扣分×档数", "{0}－{1}×{2}", values, score, case.clauses.scoring)
    return MethodResult(score, derivation)


def laddered(case: ScoringContext) -> MethodResult:
    """分档: the first rung that the actual value (or, for ±, its deviation in percent) falls on decides."""
    rungs = parameters.ladder(text_of(case.indicator.parameter))
    if not rungs:
        return BLOCKED["S02"]
    number = case.number if case.number is not None else case.actual.number
    if number is None:
        return BLOCKED[obstacle(case)]
    target = case.target.number
    if any(rung.sign == "±" for rung in rungs):
        if not target:
            return BLOCKED["I09"]
        number = (number - target) * HUNDRED / target
    earned = next((rung.earned(case.weight) for rung in rungs if rung.holds(number)), ZERO)
    score = half_up(min(earned, case.weight))
    derivation = Derivation(
        "按分档标准得分",
        text_of(case.indicator.parameter),
        "完成值{0}",
        (case.actual.text,),
        score,
        case.clauses.scoring,
    )
    return MethodResult(score, derivation)
