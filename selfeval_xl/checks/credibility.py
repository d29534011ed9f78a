"""C: results as a whole that a reviewer above will not believe at first sight."""

from collections.abc import Iterator
from decimal import Decimal

from selfeval_xl.checks.context import CheckContext
from selfeval_xl.checks.formatting import amounts, points, share_of
from selfeval_xl.domain.decimals import ZERO, percent
from selfeval_xl.domain.finding import Finding
from selfeval_xl.messages import finding, register
from selfeval_xl.messages.sources import PLATFORM, PUBLISHED
from selfeval_xl.messages.template import notice, warning
from selfeval_xl.scoring.judging import BY_EXECUTION

TEXTS = {
    "C01 红灯：得分率明显高于执行率": warning(
        "绩效指标得分率 {rate}（{score}/{weight}），预算执行率 {execution}，两者之差占得分率的 {gap}，超过 {limit}。"
        "钱花得少而得分高，上级平台会亮红灯，要求核实。",
        "请核对完成值和执行数；若属实，请在“主要经验及做法”里说明怎样用较少的钱完成了任务，目标定得偏低的下一年调整。",
        "（得分率－执行率）÷得分率超过5%亮红灯。",
        PLATFORM,
    ),
    "C02 黄灯：结余较多": warning(
        "预算 {budget}，执行 {executed}，还有 {unspent}没有支出，超过 {limit}，上级平台会亮黄灯。",
        "请核对执行数；若属实，请在“差异说明”写明结余的原因和去向。",
        "预算为0，或结余超过预算的20%亮黄灯。",
        PLATFORM,
    ),
    "C03 所有指标都是满分": notice(
        "{count} 项指标全部满分。并非不可能，但审核时会重点查看。",
        "请再核对一遍完成值，备好佐证材料。",
        "全部满分的自评常常没有认真对照目标。",
        PUBLISHED,
    ),
    "C04 完成值与目标逐项雷同": notice(
        "{count} 项指标的完成值与目标一字不差，看起来是抄自目标，审核时会问统计的依据。",
        "请按实际统计数填写完成值，例如目标 ≥95% 时填 96.3%。",
        "公开的自评表里常见“≥90%→≥90%”的照抄。",
        PUBLISHED,
    ),
    "C05 完成值都是同一句话": warning(
        "{count} 项指标的完成值都写“{shown}”，看不出每一项各完成了多少。",
        "请逐项填写实际完成的数或情况。",
        "公开的自评表里有每一项都写“已完成100%”的例子。",
        PUBLISHED,
    ),
}
register(TEXTS)

FEW = 3
"""Below so many indicators, full marks or equal texts mean nothing."""


def check_red(view: CheckContext) -> Iterator[Finding]:
    """Red lamp: (得分率-执行率)/得分率 is above the standard's limit."""
    score, weight = _achieved(view)
    execution, rule = view.card.budget.share, view.standard.credibility
    if not score or not weight or execution is None:
        return
    rate = score / weight
    gap = (rate - execution) / rate
    if gap > rule.red_gap:
        shown = {"rate": percent(rate), "execution": percent(execution), "gap": percent(gap)}
        shown |= {"score": points(score), "weight": points(weight), "limit": share_of(rule.red_gap)}
        yield finding("C01", view.indicator_sheet, **shown)


def _achieved(view: CheckContext) -> tuple[Decimal, Decimal]:
    """Return score and weight of every section but execution, 0 while any row of them is open.

    A row that is scored by 执行率 is execution too, in whatever section it stands.
    """
    named = view.standard.credibility.sections
    bonus = {rule.name for rule in view.standard.sections if rule.bonus}
    is_counted = named.__contains__ if named else lambda section: section not in bonus
    rows = [row for row in view.rows if row.counts and is_counted(row.section) and row.method != BY_EXECUTION.name]
    parts = [(row.score, row.weight) for row in rows if row.score is not None and row.weight is not None]
    if len(parts) < len(rows):
        return ZERO, ZERO
    return sum((score for score, _ in parts), ZERO), sum((weight for _, weight in parts), ZERO)


def check_yellow(view: CheckContext) -> Iterator[Finding]:
    """Yellow lamp: more of the budget is unspent than the standard's limit."""
    budget, limit, unit = view.card.budget, view.standard.credibility.yellow_unspent, view.money_unit
    if not budget.budget or budget.executed is None or not budget.is_possible:
        return
    unspent = budget.budget - budget.executed
    if unspent > limit * budget.budget:
        shown = amounts(unit, budget=budget.budget, executed=budget.executed, unspent=unspent)
        yield finding("C02", view.budget_sheet, limit=share_of(limit), **shown)


def check_all_full(view: CheckContext) -> Iterator[Finding]:
    """Full marks everywhere are worth a second look."""
    if len(view.rows) >= FEW and not view.blocked and all(row.lost == 0 for row in view.rows):
        yield finding("C03", view.indicator_sheet, count=len(view.rows))


def check_copied(view: CheckContext) -> Iterator[Finding]:
    """Actual values are not all copies of their targets."""
    pairs = [(row.target_shown, row.actual_shown) for row in view.rows if row.actual_shown]
    if len(pairs) >= FEW and all(target in ("", actual) for target, actual in pairs):
        yield finding("C04", view.indicator_sheet, count=len(pairs))


def check_same_phrase(view: CheckContext) -> Iterator[Finding]:
    """Actual values are not one and the same phrase throughout."""
    phrases = [row.actual_shown for row in view.rows if row.actual_shown]
    is_one = len(phrases) >= FEW and len(set(phrases)) == 1 and not phrases[0].isascii()
    if is_one and len({row.target_shown for row in view.rows}) > 1:
        yield finding("C05", view.indicator_sheet, count=len(phrases), shown=phrases[0])


CHECKS = (check_red, check_yellow, check_all_full, check_copied, check_same_phrase)
