"""Why a printed 执行率, or the points for it, are not those that the amounts give; tried in this order."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.comparison.verdict import (
    TENTH,
    WHOLE_PERCENT,
    Test,
    Verdict,
    first,
    judged,
    mistake,
    open_for,
    rounding,
    shown,
)
from selfeval_xl.domain.decimals import HUNDRED, ONE, half_up, percent, rate_of, truncate
from selfeval_xl.domain.scorecard import BudgetResult
from selfeval_xl.rules.records import ExecutionRule

_QUANTA = ((WHOLE_PERCENT, "取整到了百分之一"), (TENTH / HUNDRED, "只保留了一位小数"))
_CUTS = ((WHOLE_PERCENT / HUNDRED, "多余的小数截去了，没有四舍五入"), (TENTH / HUNDRED, "只取一位小数，后面的舍去了"),
         (WHOLE_PERCENT, "只取到百分之一，后面的舍去了"))  # fmt: skip
_USUAL_STEP = 5
"""The points for 预算执行率 are a multiple of this on every known form."""
_FAR_ABOVE = 5
"""So many times the points of the cell can only be the total."""


class Rate(NamedTuple):
    """A printed 执行率 that is not the ``computed`` one, both as shares of 1."""

    printed: Decimal
    computed: Decimal
    budget: BudgetResult


class Points(NamedTuple):
    """Printed points for 预算执行率 that are not the ``computed`` ones; ``rate`` is the printed one, a share of 1."""

    printed: Decimal
    computed: Decimal
    weight: Decimal
    rate: Decimal | None
    total: Decimal | None
    budget: BudgetResult
    rule: ExecutionRule


def unfounded(budget: BudgetResult) -> Verdict:
    """Say why there is no 执行率."""
    if not budget.is_possible:
        return mistake("执行数与预算数差得不可能，像是元和万元弄错了，请先核对金额")
    if budget.budget is None:
        return open_for("没有预算数")
    return open_for("没有执行数" if budget.executed is None else "预算数是0，除不出执行率")


def of_rate(printed: Decimal, budget: BudgetResult) -> Verdict:
    """Return the verdict on a printed 执行率 that is not the computed one."""
    if budget.rate is None:
        return unfounded(budget)
    return first(RATES, Rate(printed, budget.rate, budget), mistake("计算或抄写差错"))


def rate_rounded(case: Rate) -> Verdict | None:
    """Fewer places than two, rounded or cut."""
    habits = [how for quantum, how in _QUANTA if case.printed == half_up(case.computed, quantum)]
    share = case.budget.share or case.computed
    habits += [how for quantum, how in _CUTS if case.printed == truncate(share, quantum)]
    return mistake(habits[0]) if habits else None


def by_initial(case: Rate) -> Verdict | None:
    """The wrong denominator: 年初 instead of 全年预算数."""
    initial = _initial(case.budget)
    if initial and case.printed == rate_of(case.budget.executed, initial):
        return mistake("用了年初预算数作分母，应为全年（调整后）预算数")
    return None


def inverted(case: Rate) -> Verdict | None:
    """Budget over execution."""
    upside_down = rate_of(case.budget.budget, case.budget.executed)
    return mistake("分子分母颠倒了，应为执行数除以预算数") if case.printed == upside_down else None


def copied(case: Rate) -> Verdict | None:
    """100 % beside amounts that were not spent."""
    return mistake("没有执行完，却印成100%") if case.printed == ONE and case.computed < ONE else None


def hundredfold(case: Rate) -> Verdict | None:
    """A percent sign too many, or one too few."""
    if case.computed in (case.printed * HUNDRED, case.printed / HUNDRED):
        return mistake("差了一百倍，像是百分号写错了")
    return None


RATES: tuple[Test[Rate], ...] = (rate_rounded, by_initial, inverted, copied, hundredfold)


def of_points(case: Points) -> Verdict:
    """Return the verdict on printed points for 预算执行率 that are not the computed ones."""
    return first(POINTS, case, mistake("与执行率×分值不符"))


def above_weight(case: Points) -> Verdict | None:
    """More points than there are: often the total stands in this cell."""
    if case.printed != case.total and case.printed <= case.weight:
        return None
    is_total = case.printed == case.total or case.printed > case.weight * _FAR_ABOVE
    return mistake(f"超过分值 {shown(case.weight)}" + ("，像是把总分填进了这一格" if is_total else ""))


def by_printed_rate(case: Points) -> Verdict | None:
    """The printed rate was multiplied, and is itself not the computed one."""
    if case.rate is None or case.printed != half_up(case.weight * case.rate) or case.rate == case.budget.rate:
        return None
    if case.budget.rate is not None and case.rate == half_up(case.budget.rate, WHOLE_PERCENT):
        return mistake("按取整后的执行率计分")
    return mistake(f"由印的执行率 {percent(case.rate)} 乘分值而来，执行率改正后得分随之改正")


def full_without_spending(case: Points) -> Verdict | None:
    """Full marks although not all was spent."""
    is_spent = case.budget.share is None or case.budget.share >= ONE
    return mistake("没有执行完而给了满分") if case.printed == case.weight and not is_spent else None


def points_rounded(case: Points) -> Verdict | None:
    """The right points in another rounding, or the points for a rate in another rounding."""
    share = case.budget.share or Decimal(0)
    habit = rounding(case.printed, case.computed, case.weight * share)
    if habit:
        return mistake(habit)
    if case.printed == half_up(case.weight * half_up(share, WHOLE_PERCENT)):
        return mistake("按取整后的执行率计分")
    if case.printed == half_up(case.weight * truncate(share, WHOLE_PERCENT)):
        return mistake("执行率先截成整数再乘了分值，应先乘后除，最后四舍五入")
    return None


def by_other_rule(case: Points) -> Verdict | None:
    """Rate x points where the standard says something else that no form prints."""
    is_plain = case.printed == half_up(case.weight * min(case.budget.share or Decimal(0), ONE))
    return judged("按执行率×分值计分；所用标准另有规定，表上没有印") if is_plain else None


def by_other_points(case: Points) -> Verdict | None:
    """The rate times the points of another form."""
    share = case.budget.share or Decimal(0)
    for points in range(_USUAL_STEP, int(HUNDRED), _USUAL_STEP):
        if share and case.printed == half_up(points * min(share, ONE)):
            return mistake(f"像是按 {points} 分计的，这张表预算执行率是 {shown(case.weight)} 分")
    return None


def by_initial_points(case: Points) -> Verdict | None:
    """年初 instead of 全年预算数."""
    initial = _initial(case.budget)
    if initial and case.printed == half_up(case.weight * Decimal(case.budget.executed or 0) / initial):
        return mistake("用了年初预算数作分母，应为全年（调整后）预算数")
    return None


POINTS: tuple[Test[Points], ...] = (
    above_weight,
    by_other_rule,
    by_printed_rate,
    full_without_spending,
    points_rounded,
    by_initial_points,
    by_other_points,
)


def _initial(budget: BudgetResult) -> int:
    """Return 年初预算数 of the top lines together, 0 where there is none."""
    return sum(line.line.initial or 0 for line in budget.lines if line.depth == 0)
