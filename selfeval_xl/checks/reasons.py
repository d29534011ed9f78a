"""R: deviations that have to be explained, and explanations of what did not deviate."""

from collections.abc import Iterator

from selfeval_xl.checks.context import NOTHING, CheckContext
from selfeval_xl.checks.formatting import on_row
from selfeval_xl.domain.cells import normalise, text_of
from selfeval_xl.domain.decimals import half_up
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.scorecard import IndicatorScore
from selfeval_xl.messages import finding, register
from selfeval_xl.messages.sources import FORM_2020, GUANGXI, HUBEI, PLATFORM
from selfeval_xl.messages.template import error, notice, warning
from selfeval_xl.scoring.methods import JUDGED, TIERED

TEXTS = {
    "R01 得分低于分值没有写原因": error(
        "{facts}得分 {score} 低于分值 {weight}。所用标准要求说明，但没有写原因。",
        "请在“偏差原因分析及改进措施”列写明没有得满分的原因和打算。",
        "得分小于分值的，偏差原因及改进措施必填。",
        PLATFORM,
    ),
    "R02 失分没有总的说明": error(
        "有 {count} 项得分低于分值（从第 {first} 行起），整张表里没有写原因。",
        "请在项目信息的“存在的问题”里写明偏差大或未完成的原因，或逐项写在偏差原因列。",
        "偏差大或目标未完成的原因写在表末的一栏里。",
        HUBEI,
    ),
    "R03 满分却写了偏差原因": notice(
        "得了满分 {score} 分，却写了偏差原因“{reason}”，看的人会疑惑到底有没有偏差。",
        "若没有偏差，请清空原因，做法和经验写到“主要经验及做法”；若有偏差，请核对完成值。",
        "偏差原因用来说明没有完成的指标。",
        FORM_2020,
    ),
    "R05 手工评分没有写依据": warning(
        "手工得分 {typed} 与按规则计算的 {system} 不同，也没有写依据，审核时说不清分是怎么来的。",
        "请在“偏差原因分析及改进措施”列写一句评分依据。",
        "手工评分要留下得失分依据。",
        PLATFORM,
    ),
    "R06 定性指标没有简要描述": warning(
        "选了“{tier}”，但没有描述完成情况。所用标准要求定性指标简要描述完成情况。",
        "请在“实际完成值”列用一两句话写明做了什么、效果怎样。",
        "定性指标的完成情况简要描述必填。",
        GUANGXI,
    ),
    "R07 失分没有提到": notice(
        "得分 {score} 低于分值 {weight}，这一行没有写原因，“存在的问题”里也没有提到这一项。",
        "请在“存在的问题”里点名说明，或在这一行写明原因。",
        "偏差大或目标未完成的原因要让人对得上是哪一项。",
        HUBEI,
    ),
}
register(TEXTS)


def differs(row: IndicatorScore) -> bool:
    """Tell whether a typed score differs from the score by rule; some methods leave the score to people."""
    if row.typed is None or row.system is None or row.method in JUDGED:
        return False
    return half_up(row.typed) != half_up(row.system)


def check_below(view: CheckContext) -> Iterator[Finding]:
    """得分 < 分值 calls for a reason: in the row, or, where the standard has one box for the whole table, there."""
    rule = view.standard.reasons
    if not rule.below_weight:
        return
    unexplained = [row for row in view.below if not view.has_reason(row)]
    if rule.scope == "row":
        for row in unexplained:
            facts = f"完成 {row.achieved}，目标 {row.wanted}，" if row.actual_shown and row.target_shown else ""
            yield on_row("R01", row, "reason", facts=facts)
    elif unexplained:
        yield from _unmentioned(view, unexplained)


def _unmentioned(view: CheckContext, unexplained: list[IndicatorScore]) -> Iterator[Finding]:
    """Where one box speaks for the whole table, it says something, and names what lost points."""
    project = view.card.submission.project
    problems = text_of(project.problems)
    if normalise(problems).rstrip("。") in NOTHING:
        if len(unexplained) == len(view.below):
            count, first = len(unexplained), unexplained[0].indicator.row
            yield finding("R02", project.place("problems"), count=count, first=first)
        return
    for row in unexplained:
        if row.indicator.name not in problems:
            yield on_row("R07", row, "reason")


def check_full(view: CheckContext) -> Iterator[Finding]:
    """Full marks need no reason for a deviation, unless more was done than promised or a person judged."""
    for row in view.rows:
        if row.indicator.reason in view.silent or row.lost != 0 or row.deviation or differs(row):
            continue
        reason = text_of(row.indicator.reason).rstrip("。")
        yield on_row("R03", row, "reason", reason=reason if len(reason) <= 20 else f"{reason[:20]}……")


def judged_silently(view: CheckContext, row: IndicatorScore) -> bool:
    """Tell whether a typed score differs from the rule's and nothing says why, nor does R01 ask for it already."""
    rule = view.standard.reasons
    asked = rule.below_weight and rule.scope == "row" and row.lost
    within = row.typed is not None and row.weight is not None and 0 <= row.typed <= row.weight
    return differs(row) and within and not asked and not view.has_reason(row)


def check_typed(view: CheckContext) -> Iterator[Finding]:
    """A typed score that differs from the rule's calls for a word on why, also where it is full marks."""
    for row in view.typed:
        if row.applicable and judged_silently(view, row):
            yield on_row("R05", row, "reason")


def check_description(view: CheckContext) -> Iterator[Finding]:
    """Where the standard asks for it, a tier is backed by a short description of what was achieved."""
    rule = view.standard.qualitative
    if not rule.description_required:
        return
    bare = {"", *(tier.name for tier in rule.tiers)}
    for row in [row for row in view.rows if row.method in TIERED]:
        actual = normalise(row.actual_shown)
        tier = text_of(row.indicator.tier) or actual
        if tier and (actual in bare or actual == normalise(row.target_shown)):
            yield on_row("R06", row, "actual", tier=tier)


CHECKS = (check_below, check_full, check_typed, check_description)
