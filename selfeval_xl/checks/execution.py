"""B: execution that needs a word of explanation, and a 执行率 that is written otherwise than the amounts give it."""

import re
from collections.abc import Iterator
from decimal import Decimal

from selfeval_xl.checks.budget import children
from selfeval_xl.checks.context import CheckContext
from selfeval_xl.checks.formatting import amount, amounts, on_row, share_of
from selfeval_xl.domain.cells import is_blank, normalise, text_of
from selfeval_xl.domain.decimals import HUNDRED, half_up, percent
from selfeval_xl.domain.finding import Finding
from selfeval_xl.messages import finding, register
from selfeval_xl.messages.sources import PUBLISHED, SICHUAN
from selfeval_xl.messages.template import error, warning

TEXTS = {
    "B07 执行率偏低未说明": error(
        "预算执行率 {rate}，低于 {limit}，但各行都没有差异说明。所用标准要求说明原因。",
        "请在“差异说明”列写明没有支出的原因和后续安排，先说差额最大的这一行。",
        "执行率低于规定比例须说明原因。",
        SICHUAN,
    ),
    "B11 追加或调减没有说明": warning(
        "{what}，但没有差异说明。年中追加或调减预算要说明理由。",
        "请在“差异说明”列写明追加或调减的原因和批准文件，并把金额填在“调整数”列。",
        "年中追加、调减须单独说明理由。",
        SICHUAN,
    ),
    "B13 写的执行率与预算表不符": warning(
        "这里写的执行率是 {typed}，按预算表计算是 {executed}÷{budget}＝{rate}。两处不一致，审核时会被指出。",
        "请改成 {rate}；若这里写的才对，请核对预算表。",
        "执行率＝执行数÷预算数，保留两位小数，各处应当一致。",
        PUBLISHED,
    ),
}
register(TEXTS)

_PERCENT = r"[^\d-]*(\d+(?:\.\d+)?)%"
_WRITTEN = r"执行率[^\d，。；,;]{0,6}(\d+(?:\.\d+)?)%"
_ADJUSTED = ("追加", "调增", "调减", "追减")


def check_rate(view: CheckContext) -> Iterator[Finding]:
    """Where the standard says so, a low 执行率 has to be explained somewhere in 差异说明."""
    budget, limit = view.card.budget, view.standard.reasons.execution_below
    if limit is None or not budget.budget or budget.executed is None or not budget.lines:
        return
    silent = all(is_blank(result.line.reason) for result in budget.lines)
    if silent and budget.rate is not None and budget.executed < limit * budget.budget:
        worst = min(budget.lines, key=lambda result: result.difference or 0).line
        yield finding("B07", worst.place("reason"), worst.name, rate=percent(budget.rate), limit=share_of(limit))


def check_adjustments(view: CheckContext) -> Iterator[Finding]:
    """追加 or 调减, in the column 调整数 or in the line's name, calls for a word in 差异说明."""
    lines, unit = view.card.budget.lines, view.money_unit
    parents = children(lines)
    for index, result in enumerate(lines):
        line = result.line
        if index in parents or not is_blank(line.reason):
            continue
        if line.adjustment:
            what = f"年中{'追加' if line.adjustment > 0 else '调减'}了 {amount(abs(line.adjustment), unit)}"
            yield finding("B11", line.place("reason"), line.name, what=what)
        elif any(word in line.name for word in _ADJUSTED):
            yield finding("B11", line.place("reason"), line.name, what="名称写明是年中追加或调减的")


def check_written_rate(view: CheckContext) -> Iterator[Finding]:
    """A 执行率 that somebody wrote, as an indicator's actual value or in a text, is the one that the amounts give."""
    budget, unit, project = view.card.budget, view.money_unit, view.card.submission.project
    if not budget.budget or budget.executed is None or budget.rate is None:
        return
    rate, shown = budget.rate * HUNDRED, percent(budget.rate)
    sums = amounts(unit, budget=budget.budget, executed=budget.executed)
    for row in [row for row in view.rows if "预算执行率" in row.indicator.name]:
        match = re.fullmatch(_PERCENT, normalise(row.actual_shown))
        if match and Decimal(match[1]) != rate:
            yield on_row("B13", row, "actual", typed=f"{match[1]}%", rate=shown, **sums)
    for field in ("actual_result", "financial_management"):
        text = text_of(getattr(project, field))
        for typed in re.findall(_WRITTEN, normalise(text)) if "执行率" in text else ():
            # In a text people round: 90.9% for 90.91% is right, 90.8% is not.
            if half_up(rate, Decimal(typed)) != Decimal(typed):
                yield finding("B13", project.place(field), typed=f"{typed}%", rate=shown, **sums)


CHECKS = (check_rate, check_adjustments, check_written_rate)
