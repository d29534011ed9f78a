"""I: actual values far from their targets."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from selfeval_xl.checks.context import CheckContext
from selfeval_xl.checks.formatting import on_row, points, share_of
from selfeval_xl.domain.decimals import ONE
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.scorecard import LESS, TYPED, IndicatorScore
from selfeval_xl.messages import register
from selfeval_xl.messages.sources import GUANGXI, MANUAL, PLATFORM
from selfeval_xl.messages.template import error, notice, warning
from selfeval_xl.scoring.plausibility import IMPOSSIBLE

TEXTS = {
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


CHECKS = (check_completion,)
