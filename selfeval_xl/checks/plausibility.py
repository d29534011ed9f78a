"""B, I: what is far from its target, what cannot be true and is not scored, and what is just about possible."""

import re
from collections.abc import Iterator
from decimal import Decimal

from selfeval_xl.checks.budget import children
from selfeval_xl.checks.context import CheckContext
from selfeval_xl.checks.formatting import amounts, on_row, points, share_of
from selfeval_xl.domain.cells import is_blank
from selfeval_xl.domain.decimals import HUNDRED, ONE, half_up
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.scorecard import LESS, TYPED, IndicatorScore
from selfeval_xl.messages import finding, register
from selfeval_xl.messages.sources import GUANGXI, MANUAL, PLATFORM, PUBLISHED
from selfeval_xl.messages.template import error, notice, warning
from selfeval_xl.rules.records import PlausibilityRule
from selfeval_xl.scoring.plausibility import HUNDREDFOLD, IMPOSSIBLE, OVER_WHOLE, over_whole, rate_factor

TEXTS = {
    "B14 执行数与预算数差得不可能": error(
        "预算数 {budget}，执行数 {executed}，是预算数的 {times}，{slip}。改正以前，执行率、总分和等级都空着。",
        "请核对这两个数，并核对“项目信息”里的金额单位（现在是{unit}）；只写差异说明不够。",
        "金额单位填错会差一万倍，照着算出来的执行率和得分没有意义。",
        PUBLISHED,
    ),
    "B15 几乎没有执行": warning(
        "预算数 {budget}，执行数 {executed}，只有预算数的 {times}。",
        "请核对两个数和金额单位；确实几乎没有支出的，请在差异说明里写明原因。",
        "执行得这样少的项目，审核时都会问。",
    ),
    "I22 占全部的比率超过 100%": error(
        "{label}是 {shown}。这一类指标是部分占全部的比率，不会超过 100%，{slip}。改正以前，总分和等级都空着。",
        "请对照原始材料改正这一格；只写原因不够。",
        "满意度、合格率、及时率、覆盖率这一类比率，最多是 100%。",
        PUBLISHED,
    ),
    "I23 两个比率差了一百倍": error(
        "目标 {target}，完成 {actual}，差了约一百倍，像是一处是百分数、一处是小数。改正以前，总分和等级都空着。",
        "请把两处写成同一种，例如都写 95% 这样的百分数。",
        "95 与 0.95 是同一个比率的两种写法，混在一行里，得分就会差一百倍。",
        PUBLISHED,
    ),
    "I24 两个比率差了十倍": warning(
        "目标 {target}，完成 {actual}，差了约十倍，像是小数点错了一位。得分按所写的数计算。",
        "请核对小数点；确实只完成这么多的，请在偏差原因里说明。",
        "9.3% 与 93% 只差一个小数点，得分却差十倍。",
    ),
    "I12 超额完成较多": warning(
        "目标 {target}，完成 {actual}，是目标的 {ratio}，达到 {limit} 及以上。可能是目标定得偏低，或单位、数字写错。",
        "请核对数字；确属超额完成，请在偏差原因里说明。",
        "完成值高于指标值较多的，要分析原因。",
        PLATFORM,
    ),
    "I13 要求“等于”而未相等": warning(
        "指标性质是“=”，目标 {target}，完成 {actual}，两者不相等。",
        "请核对数字；若多做也算完成，请把指标性质改为“≥”。",
        "要求等于而实际不等的，平台标红并要求人工确认。",
        PLATFORM,
    ),
    "I14 成本远低于目标": notice(
        "目标 {target}，完成 {actual}，不到目标的{limit}。可能是预算定得偏高、任务没做完，或单位写错。",
        "请核对数字；确属节约，请在偏差原因里说明。",
        "成本节约过多，可能是预算或目标不准，审核时会问。",
    ),
    "I19 完成值为负数": warning(
        "完成值是 {actual}，是负数，平台会按 0 处理。",
        "请核对正负号；若是下降幅度，请把指标改写成“降低率”，填正数。",
        "完成值小于 0 时按 0 计。",
        PLATFORM,
    ),
    "R04 超额完成没有说明": error(
        "目标 {target}，完成 {actual}，是目标的 {ratio}，达到 {limit} 及以上。所用标准要求说明，但没有写原因。",
        "请在“偏差原因分析及改进措施”列说明实际完成超出计划较大的原因。",
        "完成值超出指标值较多的，须填写说明。",
        GUANGXI,
    ),
    "S15 超额完成被扣分": notice(
        "目标 {target}，完成 {actual}，是目标的 {ratio}，达到 {limit} 及以上，按所用标准减 {deduct} 分。",
        "这是标准的规定；请核对数字，并在偏差原因里说明为什么超出这么多。",
        "完成值超过年初指标值 30% 及以上的，定义为指标偏离并减分。",
        MANUAL,
    ),
}
register(TEXTS)

_FINE = Decimal("0.0001")
_OTHER = {"万元": "元", "元": "万元"}


def check_amounts(view: CheckContext) -> Iterator[Finding]:
    """No line spends many times its budget, nor an amount that is only right in another unit."""
    budget, rule = view.card.budget, view.standard.plausibility
    if rule is None:
        return
    below = children(budget.lines)
    wrong = {index for index, line in enumerate(budget.lines) if not line.is_possible}
    for index, result in enumerate(budget.lines):
        line, executed = result.line, result.executed
        planned, place = result.budget if line.annual is None else line.annual, line.place("executed")
        if index in wrong and wrong.isdisjoint(below.get(index, ())):
            yield _amounts("B14", view, place, line.name, planned, executed)
        elif index not in below and _is_tiny(planned, executed, rule) and is_blank(line.reason):
            yield _amounts("B15", view, place, line.name, planned, executed)
    if not wrong and not budget.is_possible:
        yield _amounts("B14", view, view.budget_sheet, "", budget.budget, budget.executed)


def _is_tiny(budget: int | None, executed: int | None, rule: PlausibilityRule) -> bool:
    return budget is not None and executed is not None and 0 < executed < rule.least_spent * budget


def _amounts(
    code: str, view: CheckContext, place: Place, name: str, budget: int | None, executed: int | None
) -> Finding:
    rule = view.standard.plausibility
    assert budget and executed is not None and rule  # without them nothing is impossible
    share, unit = Decimal(executed) / budget, view.money_unit
    number, word = (share, " 倍") if share > 1 else (share * HUNDRED, "%")
    times, shown = points(half_up(number, _FINE)) + word, amounts(unit, budget=budget, executed=executed)
    return finding(code, place, name, unit=unit, times=times, slip=_money_slip(share, unit, rule), **shown)


def _money_slip(share: Decimal, unit: str, rule: PlausibilityRule) -> str:
    """Name the likely slip: 980,000 spent of 100 万元 is 元 in a sheet of 万元."""
    which = "执行数" if (share > 1) == (unit == "万元") else "预算数"
    is_unit = any(rule.slip_from <= each <= rule.slip_to for each in (share / rule.money_slip, share * rule.money_slip))
    if is_unit and unit in _OTHER:
        return f"像是{which}按{_OTHER[unit]}填了，而这张表的金额单位是{unit}"
    return "像是元和万元弄混了" if is_unit else "像是多写了零、点错了小数点，或预算数没有填全"


def check_rates(view: CheckContext) -> Iterator[Finding]:
    """No part is more than its whole, no rate a hundred times the other."""
    rule = view.standard.plausibility
    if rule is None:
        return
    for row in view.rows:
        if row.obstacle == OVER_WHOLE:
            yield _over_whole(row, rule)
        elif row.obstacle == HUNDREDFOLD:
            yield on_row("I23", row, "actual")
        elif row.completion is not None and rate_factor(row.reading, row.indicator.name, rule) > 1:
            yield on_row("I24", row, "actual")


def _over_whole(row: IndicatorScore, rule: PlausibilityRule) -> Finding:
    field = over_whole(row.reading, row.indicator.name, rule)
    label, shown = ("目标", row.wanted) if field == "target" else ("完成值", row.achieved)
    # ≥90% on paper becomes 290% where a program reads the picture.
    misread = re.fullmatch(r"2([1-9]\d(?:\.\d+)?%?|100%?)", shown)
    slip = f"像是“≥{misread[1]}”的“≥”认成了“2”" if misread else "请核对分子、分母和小数点"
    return on_row("I22", row, field, label=label, shown=shown, slip=slip)


def check_completion(view: CheckContext) -> Iterator[Finding]:
    """Values far from their target: far more than promised, hardly anything spent, or below zero."""
    plausibility = view.standard.plausibility
    for row in view.rows:
        ratio = row.completion
        if ratio is None or row.obstacle in IMPOSSIBLE:
            continue
        if ratio < 0:
            yield on_row("I19", row, "actual")
        elif row.reading.sign in LESS:
            if plausibility and ratio < plausibility.least_cost:
                yield on_row("I14", row, "actual", limit=share_of(plausibility.least_cost))
        else:
            yield from _over(view, row, ratio)
        if row.reading.sign == "=" and row.reading.sign_from in TYPED and ratio != ONE:
            yield on_row("I13", row, "actual")


def _over(view: CheckContext, row: IndicatorScore, ratio: Decimal) -> Iterator[Finding]:
    """Over-completion: a reason that is mandatory, points lost, or else a pointer until it is explained."""
    over, explained = view.standard.over, view.has_reason(row)
    if over.reason is not None and ratio >= over.reason and not explained:
        yield on_row("R04", row, "reason", ratio=share_of(ratio), limit=share_of(over.reason))
    elif over.flag is not None and ratio >= over.flag and not explained:
        yield on_row("I12", row, "actual", ratio=share_of(ratio), limit=share_of(over.flag))
    if over.deduct_from is not None and ratio >= over.deduct_from:
        limit, deduct = share_of(over.deduct_from), points(over.deduct)
        yield on_row("S15", row, "actual", ratio=share_of(ratio), limit=limit, deduct=deduct)


CHECKS = (check_completion, check_amounts, check_rates)
