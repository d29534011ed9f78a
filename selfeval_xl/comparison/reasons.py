"""Why a printed figure differs: the habits of rounding and judging seen in published tables, tried one by one."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from selfeval_xl.checks import title
from selfeval_xl.domain.cells import is_blank
from selfeval_xl.domain.decimals import CENT, HUNDRED, format_decimal, half_up, rate_of, truncate
from selfeval_xl.domain.finding import JUDGED, MISTAKE, UNVERIFIABLE
from selfeval_xl.domain.scorecard import BudgetResult, IndicatorScore, Scorecard

WHOLE, TENTH, WHOLE_PERCENT = Decimal(1), Decimal("0.1"), CENT


def of_score(printed: Decimal, row: IndicatorScore) -> tuple[str, str]:
    """Return the verdict on a printed score that is not the computed one, and why it is not."""
    if row.system is None:
        why = title(row.obstacle) if row.obstacle else "缺少内容"
        return UNVERIFIABLE, f"按规则算不出（{why}），印的分数没有依据"
    if row.weight is not None and printed > row.weight:
        return MISTAKE, f"超过分值 {format_decimal(row.weight)}"
    exact = row.weight * row.completion if row.weight is not None and row.completion is not None else row.system
    habit = next(_rounding(printed, row.system, exact), "") or _times_actual(printed, row)
    return (MISTAKE, habit) if habit else (JUDGED, _judgement(printed, row))


def _rounding(printed: Decimal, computed: Decimal, exact: Decimal) -> Iterator[str]:
    if printed == truncate(exact) != computed:
        yield "多余的小数截去了，没有四舍五入"
    if printed == half_up(computed, TENTH):
        yield "只保留一位小数"
    if printed == computed.quantize(WHOLE, ROUND_HALF_UP):
        yield "四舍五入到了整数"
    if printed == computed.quantize(WHOLE, ROUND_FLOOR):
        yield "只取整数，小数舍去了"


def _times_actual(printed: Decimal, row: IndicatorScore) -> str:
    """Recognise 完成率 x 分值 where the target was met, which the rule scores in full (98 % of 98 % as 19.6 of 20)."""
    percent = row.actual_shown.removesuffix("%")
    if row.weight is None or percent == row.actual_shown or not percent.replace(".", "", 1).isdigit():
        return ""
    if printed != half_up(row.weight * Decimal(percent) / HUNDRED):
        return ""
    return f"用完成值 {row.actual_shown} 直接乘了分值；达到目标应得满分，没达到应除以目标"


def _judgement(printed: Decimal, row: IndicatorScore) -> str:
    weight = row.weight or Decimal(0)
    said = "" if is_blank(row.indicator.reason) else "，原因已写明"
    if row.system == weight:
        return f"达到目标而扣了 {format_decimal(weight - printed)} 分，是人工评判{said or '，没有写原因'}"
    if printed == weight:
        return f"没有达到目标而给了满分{said or '，没有写原因'}"
    change = "少" if printed < (row.system or 0) else "多"
    difference = format_decimal(abs(printed - (row.system or Decimal(0))))
    return f"比按规则{change} {difference} 分，是人工评判{said or '，没有写原因'}"


def of_rate(printed: Decimal, budget: BudgetResult) -> str:
    """Return why the printed 执行率 (a share of 1) is not the computed one."""
    if budget.rate is None:
        return f"{unfounded(budget)}，印的执行率没有依据"
    if printed == half_up(budget.rate, WHOLE_PERCENT):
        return "取整到了百分之一"
    if printed == half_up(budget.rate, TENTH / HUNDRED):
        return "只保留了一位小数"
    initial = [line.line.initial for line in budget.lines if line.depth == 0 and line.line.initial is not None]
    if initial and budget.executed is not None and printed == rate_of(budget.executed, sum(initial)):
        return "用了年初预算数作分母，应为全年（调整后）预算数"
    return "计算或抄写差错"


def unfounded(budget: BudgetResult) -> str:
    """Return why there is no 执行率."""
    return "没有预算数或执行数" if budget.is_possible else "执行数与预算数差得不可能"


def of_execution(
    printed: Decimal, computed: Decimal, weight: Decimal, budget: BudgetResult, total: Decimal | None
) -> str:
    """Return why the printed points for 预算执行率 are not the computed ones."""
    if budget.rate is not None and printed == half_up(weight * half_up(budget.rate, WHOLE_PERCENT)):
        return "按取整后的执行率计分"
    exact = Decimal(budget.executed or 0) * weight / Decimal(budget.budget or 1)
    habit = next(_rounding(printed, computed, exact), "")
    if habit:
        return habit
    if printed == total or printed > weight:
        return f"超过分值 {format_decimal(weight)}" + (
            "，像是把总分填进了这一格" if printed == total or printed > weight * 5 else ""
        )
    return "与执行率×分值不符"


def of_slip(summed: Decimal) -> str:
    """Return that a printed total is not the sum of what is printed above it."""
    return f"加总差错：印出的各项相加是 {format_decimal(summed)}"


def of_total(card: Scorecard, summed: Decimal | None) -> str:
    """Return why a printed total is not the computed one; ``summed`` is ``None`` where the parts do not tell it."""
    if card.total_derivation is None:
        return "有的项按规则算不出，见上"
    return f"与计算不同：{card.total_derivation.rule}" if summed is None else "各项与计算不同，原因见上"
