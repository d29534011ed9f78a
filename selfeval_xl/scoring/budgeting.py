"""Budget against execution: each line's rate and deviation, the totals, and the points for 预算执行率."""

from collections.abc import Sequence
from decimal import Decimal

from selfeval_xl.domain.decimals import RATE, ZERO, half_up, percent, prorate, rate_of, truncate
from selfeval_xl.domain.money import in_unit, money, money_unit
from selfeval_xl.domain.scorecard import BudgetResult, Derivation, LineResult
from selfeval_xl.domain.submission import BudgetLine, Submission
from selfeval_xl.rules import Standard
from selfeval_xl.rules.records import ExecutionRule, PlausibilityRule
from selfeval_xl.scoring.plausibility import is_plausible


def work_out(submission: Submission, standard: Standard) -> BudgetResult:
    """Work out every line and the totals.

    A parent without amounts of its own takes the sum of its children.  The total is the sum of the top lines; where no
    line has a budget it is the 核定预算总额.  A total that nobody gave stays ``None``.
    """
    project, rule, plausibility = submission.project, standard.execution, standard.plausibility
    approved = money(project.approved_total, money_unit(project.money_unit)).fen
    depths = _depths(submission.budget)
    budgets = _with_parents([_budget_of(line, rule) for line in submission.budget], depths)
    executed = _with_parents([line.executed for line in submission.budget], depths)
    others = [line.executed_other if rule.counts_other else None for line in submission.budget]
    others = _with_parents(others, depths)
    amounts = zip(submission.budget, depths, budgets, map(_total, zip(executed, others, strict=True)), strict=True)
    results = (_line_result(*each, plausibility) for each in amounts)
    lines = tuple(each._replace(other=other) if other else each for each, other in zip(results, others, strict=True))
    top = min(depths, default=0)
    budget = _total([line.budget for line in lines if line.depth == top])
    spent = _total([line.executed for line in lines if line.depth == top])
    budget = approved if budget is None else budget
    is_possible = is_plausible(budget, spent, plausibility) and all(line.is_possible for line in lines)
    return BudgetResult(lines, budget, spent, rate_of(spent, budget) if is_possible else None, approved, is_possible)


def _budget_of(line: BudgetLine, rule: ExecutionRule) -> int | None:
    if rule.denominator == "initial":
        return line.initial
    if line.initial is None or (line.annual is not None and rule.denominator == "annual"):
        return line.annual
    return line.initial + (line.adjustment or 0)


def _depths(lines: Sequence[BudgetLine]) -> list[int]:
    """Return how deep each line lies: by the points in its 序号; 其中 lies one below the last line that is no 其中."""
    depths: list[int] = []
    depth = whole = 0
    for line in lines:
        number = line.number.rstrip(".．")
        if number:
            depth = whole = number.count(".") + number.count("．")
        elif line.name.startswith("其中"):
            depth = whole + 1
        else:
            whole = depth
        depths.append(depth)
    return depths


def _with_parents(amounts: list[int | None], depths: Sequence[int]) -> list[int | None]:
    """Give each parent without an amount the sum of its children, deepest first."""
    filled = list(amounts)
    for index in reversed(range(len(filled))):
        if filled[index] is None:
            after = range(index + 1, len(filled))
            end = next((at for at in after if depths[at] <= depths[index]), len(filled))
            filled[index] = _total([filled[at] for at in range(index + 1, end) if depths[at] == depths[index] + 1])
    return filled


def _total(amounts: Sequence[int | None]) -> int | None:
    """Sum what was given; ``None`` when nothing was, which is not the same as 0."""
    given = [amount for amount in amounts if amount is not None]
    return sum(given) if given else None


def _line_result(
    line: BudgetLine, depth: int, budget: int | None, executed: int | None, rule: PlausibilityRule | None
) -> LineResult:
    if budget is None or executed is None:
        return LineResult(line, depth, budget, executed, None, None, None)
    difference = executed - budget
    if not is_plausible(budget if line.annual is None else line.annual, executed, rule):
        return LineResult(line, depth, budget, executed, None, difference, None, is_possible=False)
    return LineResult(line, depth, budget, executed, rate_of(executed, budget), difference, rate_of(difference, budget))


def execution_points(
    budget: BudgetResult, weight: Decimal, rule: ExecutionRule, unit: str
) -> tuple[Decimal | None, Derivation | None]:
    """Return the points for 预算执行率 and how they came about, or ``(None, None)`` without budget or execution.

    Rate x weight, multiplied before it is divided; a standard with ``rate_first`` rounds the rate to two decimals of a
    percent first, one with ``steps`` gives the share of the step that the rate reaches.  Never above the weight: a
    form's score may not exceed its 分值.
    """
    if budget.budget is None or budget.executed is None:
        return None, None
    told, rate = "预算执行率得分", budget.rate if rule.rate_first else budget.share
    if not budget.budget:  # has no rate; some standards name the one that it counts as
        told, rate = "预算数为0，按规定的执行率得分", rule.without_budget
    if rate is None:
        return None, None
    values: tuple[object, ...] = (weight, percent(rate))
    if budget.budget and rule.steps:
        earned = _earned(rule, rate)
        # 59.999 % is below the step of 60 %, and is not to be shown as what it is not.
        shown = rate if _earned(rule, half_up(rate, RATE)) == earned else truncate(rate, RATE)
        points, values = weight * earned, (weight, percent(earned), percent(shown))
        formula, filled = "分值×所在档的比例", "执行率{2}，{0}×{1}"
    elif rule.rate_first or not budget.budget:
        points, formula, filled = weight * rate, "分值×执行率", "{0}×{1}"
    else:
        spent, planned = in_unit(budget.executed, unit), in_unit(budget.budget, unit)
        points, values = prorate(weight, spent, planned), (weight, spent, planned)
        formula, filled = "分值×执行数÷预算数", "{0}×{1}÷{2}"
    points = half_up(min(max(points, ZERO), weight))
    return points, Derivation(told, formula, filled, values, points, rule.reference.label)


def _earned(rule: ExecutionRule, rate: Decimal) -> Decimal:
    """Return the share of the points that a rate earns by steps."""
    return next((step.share for step in rule.steps if rate >= step.rate), ZERO)
