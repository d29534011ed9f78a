"""Why a printed 执行率, or the points for it, are not those that the amounts give."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.comparison.verdict import (
    TENTH,
    WHOLE_PERCENT,
    Reason,
    Verdict,
    explaining,
    judged,
    mistake,
    open_for,
    roundings,
)
from selfeval_xl.domain.decimals import HUNDRED, ONE, ZERO, half_up, percent, rate_of, truncate
from selfeval_xl.domain.decimals import format_decimal as shown
from selfeval_xl.domain.scorecard import BudgetResult

_BY_INITIAL = mistake("用了年初预算数作分母，应为全年（调整后）预算数")
_BY_WHOLE_RATE = mistake("按取整后的执行率计分")
_HUNDREDFOLD = mistake("差了一百倍，像是百分号写错了")
_USUAL_STEP = 5
"""The points for 预算执行率 are a multiple of this on every known form."""
_FAR_ABOVE = 5
"""So many times the points of the cell can only be the total."""


class Points(NamedTuple):
    """Printed points for 预算执行率 that are not the ``computed`` ones; ``rate`` is the printed one, a share of 1."""

    printed: Decimal
    computed: Decimal
    weight: Decimal
    rate: Decimal | None
    total: Decimal | None
    budget: BudgetResult

    @property
    def share(self) -> Decimal:
        """What was spent, as an exact share of 1."""
        return self.budget.share or ZERO


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
    return explaining(printed, _rates(budget.rate, budget), mistake("计算或抄写差错"))


def _rates(rate: Decimal, budget: BudgetResult) -> Iterator[Reason]:
    """Yield what else stands there for a 执行率, and by which slip; the first that fits is meant."""
    share = budget.share or rate
    yield half_up(rate, WHOLE_PERCENT), mistake("取整到了百分之一")
    yield half_up(rate, TENTH / HUNDRED), mistake("只保留了一位小数")
    yield truncate(share, WHOLE_PERCENT / HUNDRED), mistake("多余的小数截去了，没有四舍五入")
    yield truncate(share, TENTH / HUNDRED), mistake("只取一位小数，后面的舍去了")
    yield truncate(share, WHOLE_PERCENT), mistake("只取到百分之一，后面的舍去了")
    yield rate_of(budget.executed, _initial(budget)), _BY_INITIAL
    upside_down = rate_of(budget.budget, budget.executed)
    yield upside_down, mistake("分子分母颠倒了，应为执行数除以预算数")
    if rate < ONE:
        yield ONE, mistake("没有执行完，却印成100%")
    yield rate * HUNDRED, _HUNDREDFOLD
    yield rate / HUNDRED, _HUNDREDFOLD


def of_points(case: Points) -> Verdict:
    """Return the verdict on printed points for 预算执行率 that are not the computed ones."""
    if case.printed == case.total or case.printed > case.weight:
        is_total = case.printed == case.total or case.printed > case.weight * _FAR_ABOVE
        return mistake(f"超过分值 {shown(case.weight)}" + ("，像是把总分填进了这一格" if is_total else ""))
    return explaining(case.printed, _points(case), mistake("与执行率×分值不符"))


def _points(case: Points) -> Iterator[Reason]:
    """Yield what else stands there for the points, and by which rule or slip; the first that fits is meant."""
    weight, share, budget = case.weight, case.share, case.budget
    yield half_up(weight * min(share, ONE)), judged("按执行率×分值计分；所用标准另有规定，表上没有印")
    if case.rate is not None and case.rate != budget.rate:
        is_whole = budget.rate is not None and case.rate == half_up(budget.rate, WHOLE_PERCENT)
        told = f"由印的执行率 {percent(case.rate)} 乘分值而来，执行率改正后得分随之改正"
        yield half_up(weight * case.rate), _BY_WHOLE_RATE if is_whole else mistake(told)
    if budget.share is not None:
        yield weight, mistake("没有执行完而给了满分")
    yield from roundings(case.computed, weight * share)
    yield half_up(weight * half_up(share, WHOLE_PERCENT)), _BY_WHOLE_RATE
    cut = half_up(weight * truncate(share, WHOLE_PERCENT))
    yield cut, mistake("执行率先截成整数再乘了分值，应先乘后除，最后四舍五入")
    if budget.executed and (initial := _initial(budget)):
        yield half_up(weight * Decimal(budget.executed) / initial), _BY_INITIAL
    for points in range(_USUAL_STEP, int(HUNDRED), _USUAL_STEP) if share else ():
        told = f"像是按 {points} 分计的，这张表预算执行率是 {shown(weight)} 分"
        yield half_up(points * min(share, ONE)), mistake(told)


def _initial(budget: BudgetResult) -> int:
    """Return 年初预算数 of the top lines together, 0 where there is none."""
    return sum(line.line.initial or 0 for line in budget.lines if line.depth == 0)
