"""Methods that compare two numbers: 比例, 达标, 扣分, 分档."""

from decimal import Decimal

from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.decimals import HUNDRED, ONE, ZERO, format_decimal, half_up, prorate
from selfeval_xl.domain.measures.comparing import holds
from selfeval_xl.domain.scorecard import LESS
from selfeval_xl.rules import Standard
from selfeval_xl.scoring import parameters
from selfeval_xl.scoring.context import (
    BLOCKED,
    FIGURES,
    Method,
    MethodResult,
    ScoringContext,
    met,
    obstacle,
    reached,
    short,
    worked,
)


def _proportional(case: ScoringContext) -> MethodResult:
    """Reached is full, else weight x actual / target; ≤ by the standard's reverse formula.  Never below 0."""
    (number, target), sign = case.numbers, case.reading.sign
    if reached(case):
        return met(case)
    if sign != "±" and (target < 0 or (target == 0 and sign not in ("=", *LESS))):
        return BLOCKED["I09"]
    if sign == "±" or target == 0:
        return met(case, is_met=False)
    if sign in LESS:
        return _reverse(case, number, target)
    done, mark = max(number, ZERO), case.standard.scoring.pass_mark
    if mark is not None:
        return _above_pass_mark(case, done, target, mark)
    score = prorate(case.weight, done, target)
    return _by_formula(case, "未达到目标，按比例得分", "分值×完成值÷目标值", "{0}×{1}÷{2}", done, target, score)


def _above_pass_mark(case: ScoringContext, done: Decimal, target: Decimal, mark: Decimal) -> MethodResult:
    """及格线: nothing up to the mark, then in proportion to what lies above it."""
    passed, room = done - mark * target, (ONE - mark) * target
    if passed <= ZERO or not room:
        return met(case, is_met=False)
    score = prorate(case.weight, passed, room)
    shown = format_decimal(mark)
    told, formula = f"未达到目标，按及格线{shown}以上的部分得分", "分值×(完成值－及格线×目标值)÷(目标值－及格线×目标值)"
    filled = f"{{0}}×({{1}}－{shown}×{{2}})÷({{2}}－{shown}×{{2}})"
    result = _by_formula(case, told, formula, filled, done, target, score)
    source = case.standard.scoring.pass_reference
    return result._replace(derivation=result.derivation._replace(clause=source.label)) if source else result


def _reverse(case: ScoringContext, number: Decimal, target: Decimal) -> MethodResult:
    told, weight = "超过上限，按反向指标得分", case.weight
    if case.standard.scoring.reverse == "target-over-actual":
        score = prorate(weight, target, number)
        return _by_formula(case, told, "分值×目标值÷完成值", "{0}×{1}÷{2}", target, number, score)
    score = prorate(weight, max(2 * target - number, ZERO), target)
    formula = "分值×[1－(完成值－目标值)÷目标值]"
    return _by_formula(case, told, formula, "{0}×[1－({2}－{1})÷{1}]", target, number, score)


def _by_formula(
    case: ScoringContext, told: str, formula: str, filled: str, one: Decimal, other: Decimal, score: Decimal
) -> MethodResult:
    return worked(score, told, formula, filled, (case.weight, one, other), case.clause)


def _deducting(case: ScoringContext) -> MethodResult:
    """Every step away from the target costs points until nothing is left (扣完为止)."""
    (number, target), unit = case.numbers, case.reading.target.unit
    parameter = text_of(case.indicator.parameter)
    step = parameters.step(parameter, unit)
    if step is None:
        return BLOCKED["S02"]
    if parameters.is_in_shares(parameter, case.reading.target):
        step = step.in_percent()
    if reached(case):
        return met(case)
    if step.relative and target == 0:
        return BLOCKED["I09"]
    distance = abs(number - target) * (HUNDRED / abs(target) if step.relative else ONE)
    count = step.steps(distance)
    score = half_up(max(case.weight - count * step.points, ZERO))
    shown = "%" if step.relative else "个百分点" if unit == "%" else unit
    rule = f"完成值与目标差{short(distance)}{shown}，{parameter}"
    return _by_formula(case, rule, "分值－每档扣分×档数", "{0}－{1}×{2}", step.points, count, score)


def _laddered(case: ScoringContext) -> MethodResult:
    """The first rung that the actual value (or, for ±, its deviation in percent) falls on decides."""
    reading, parameter = case.reading, text_of(case.indicator.parameter)
    rungs = parameters.ladder(parameter)
    if not rungs:
        return BLOCKED["S02"]
    if parameters.is_in_shares(parameter, reading.target):
        rungs = tuple(rung.in_percent() for rung in rungs)
    number = reading.number if reading.number is not None else reading.actual.number
    if number is None:
        return BLOCKED[obstacle(reading)]
    target = reading.target.number
    if any(rung.sign == "±" for rung in rungs):
        if not target:
            return BLOCKED["I09"]
        number = (number - target) * HUNDRED / target
    earned = next((rung.earned(case.weight) for rung in rungs if holds(rung.sign, number, rung.bound)), ZERO)
    score = half_up(min(earned, case.weight))
    return worked(score, "按分档标准得分", parameter, "完成值{0}", (reading.actual.text,), case.clause)


def _example(standard: Standard) -> Decimal:
    """Return what 93 of 95 percent earn of 10 points."""
    mark = standard.scoring.pass_mark or ZERO
    return half_up(Decimal(10) * (Decimal(93) / 95 - mark) / (1 - mark))


def _in_words(standard: Standard) -> str:
    from selfeval_xl.rules.explanation import REVERSE, shortfall  # a click explains no standard

    return f"达到指标值得满分；未达到的，{shortfall(standard)}。“≤”“＜”指标{REVERSE[standard.scoring.reverse]}。"


PROPORTIONAL = Method(
    "比例",
    _proportional,
    _in_words,
    lambda standard: f"不填参数。例：指标值 95%，完成值 93%，分值 10，得 {_example(standard)} 分。",
    needs_number=True,
    needs_values=True,
    combines=FIGURES,
)
ALL_OR_NOTHING = Method(
    "达标",
    lambda case: met(case, reached(case)),
    lambda standard: "达到指标值得满分，未达到得 0 分。",
    lambda standard: "不填参数。",
    needs_number=True,
    needs_values=True,
    combines=FIGURES,
)
DEDUCTING: Method = Method(
    "扣分",
    _deducting,
    lambda standard: (
        "达到指标值得满分；未达到的，每差一档扣几分，扣完为止。差额不满一档不扣；参数里写“以内”的，不满一档也按一档扣。"
    ),
    lambda standard: f"写每档多少、扣几分：{'；或 '.join(DEDUCTING.examples)}。",
    ("每低1个百分点扣1分", "每超1天扣0.5分", "每差3%扣1分", "每少10个百分点以内扣1分"),
    needs_number=True,
    needs_values=True,
    combines=FIGURES,
    per_step=True,
)
LADDERED: Method = Method(
    "分档",
    _laddered,
    lambda standard: (
        "按完成值落在哪一档得分，从前往后，先符合的算数。"
        "冒号后写百分数的是分值的百分之几，写数字的是分数；±档看完成值偏离指标值的百分比。"
    ),
    lambda standard: f"各档用分号隔开：{'；或 '.join(LADDERED.examples)}。",
    ("≥95%：100%；≥90%：80%；其余：0", "±10%：5分；±15%：3分；其余：0"),
    needs_values=True,
    combines=FIGURES,
    per_step=True,
)
METHODS = (PROPORTIONAL, ALL_OR_NOTHING, DEDUCTING, LADDERED)
