"""R: deviations that have to be explained, and explanations of what did not deviate."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval_xl.checks.catalogue import finding
from selfeval_xl.checks.context import NOTHING, CheckContext
from selfeval_xl.checks.formatting import achieved, points, wanted
from selfeval_xl.domain.cells import normalise, text_of
from selfeval_xl.domain.decimals import half_up
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.scorecard import IndicatorScore


def differs(row: IndicatorScore) -> bool:
    """Tell whether a typed score differs from the score by rule; tiers and 人工 leave the score to people."""
    if row.typed is None or row.system is None or row.method in ("定性", "人工"):
        return False
    return half_up(row.typed) != half_up(row.system)


def check_below(view: CheckContext) -> Iterator[Finding]:
    """得分 < 分值 calls for a reason: in the row, or, where the standard has one box for the whole table, there."""
    rule = view.standard.reasons
    if not rule.below_weight or not view.below:
        return
    silent = view.silent
    unexplained = [row for row in view.below if row.indicator.reason in silent]
    if rule.scope == "row":
        for row in unexplained:
            facts = f"完成 {achieved(row)}，目标 {wanted(row)}，" if row.actual_shown and row.target_shown else ""
            place, name = row.indicator.place("reason"), row.indicator.name
            yield finding("R01", place, name, facts=facts, score=points(row.score), weight=points(row.weight))
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
            place, name = row.indicator.place("reason"), row.indicator.name
            yield finding("R07", place, name, score=points(row.score), weight=points(row.weight))


def check_full(view: CheckContext) -> Iterator[Finding]:
    """Full marks need no reason for a deviation, unless more was done than promised or a person judged."""
    silent = view.silent
    if len(silent) == len(set(view.reasons)):
        return
    for row in [row for row, reason in zip(view.rows, view.reasons, strict=True) if reason not in silent]:
        if row.score is None or row.score != row.weight or differs(row):
            continue
        if row.deviation is None or row.deviation == 0:
            place, reason = row.indicator.place("reason"), text_of(row.indicator.reason).rstrip("。")
            shown = reason if len(reason) <= 20 else f"{reason[:20]}……"
            yield finding("R03", place, row.indicator.name, score=points(row.score), reason=shown)


def judged_silently(view: CheckContext, row: IndicatorScore) -> bool:
    """Tell whether a typed score differs from the rule's and nothing says why, nor does R01 ask for it already."""
    rule = view.standard.reasons
    lost = row.score is not None and row.weight is not None and row.score < row.weight
    asked = rule.below_weight and rule.scope == "row" and lost
    within = row.typed is not None and row.weight is not None and 0 <= row.typed <= row.weight
    return differs(row) and within and not asked and not view.has_reason(row)


def check_typed(view: CheckContext) -> Iterator[Finding]:
    """A typed score that differs from the rule's calls for a word on why, also where it is full marks."""
    for row in view.typed:
        if row.applicable and judged_silently(view, row):
            place, name = row.indicator.place("reason"), row.indicator.name
            yield finding("R05", place, name, typed=points(row.typed), system=points(row.system))


def check_description(view: CheckContext) -> Iterator[Finding]:
    """Where the standard asks for it, a tier is backed by a short description of what was achieved."""
    rule = view.standard.qualitative
    if not rule.description_required:
        return
    bare = {"", *(tier.name for tier in rule.tiers)}
    for row in [row for row, method in zip(view.rows, view.methods, strict=True) if method == "定性"]:
        actual = normalise(text_of(row.indicator.actual))
        tier = text_of(row.indicator.tier) or actual
        if tier and (actual in bare or actual == normalise(row.target_shown)):
            yield finding("R06", row.indicator.place("actual"), row.indicator.name, tier=tier)


CHECKS = (check_below, check_full, check_typed, check_description)
