"""Printed scores that no rule arrives at: 定性 rows take them as the judgement, of others is said what is missing."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.checks import title
from selfeval_xl.checks.scores import tier_of
from selfeval_xl.comparison.verdict import Verdict, explained, judged, mistake, open_for
from selfeval_xl.domain.cells import normalise
from selfeval_xl.domain.decimals import ONE, ZERO, half_up, percent
from selfeval_xl.domain.decimals import format_decimal as shown
from selfeval_xl.domain.measures.measure import BLANK, DATE, NUMBER, TEXT, TIER, Measure
from selfeval_xl.domain.scorecard import LESS, IndicatorScore
from selfeval_xl.rules.records import QualitativeRule, Tier
from selfeval_xl.scoring.methods import JUDGED, TIERED

_WORDS = (TEXT, TIER)
_NOT = re.compile("尚未|没有|未能|未|没|不")
_MISREAD_SIGN = re.compile(r"2(\d{1,2}(?:\.\d+)?)%?")


class Unscored(NamedTuple):
    """A printed score of a row that has none by rule, or a 定性 one."""

    printed: Decimal
    row: IndicatorScore
    weight: Decimal
    rule: QualitativeRule

    @property
    def target(self) -> Measure:
        """年度指标值."""
        return self.row.reading.target

    @property
    def actual(self) -> Measure:
        """实际完成值."""
        return self.row.reading.actual

    @property
    def tier(self) -> Tier | None:
        """The tier that the row names: chosen, by the words of its actual value, or since they deny the target."""
        named = tier_of(self.row, self.rule)
        if named or self.actual.kind != TEXT or not denies(self.target.text, self.actual.text):
            return named
        return self.rule.tiers[-1]

    @property
    def share(self) -> Decimal:
        """The printed score as a share of the points."""
        return self.printed / self.weight

    @property
    def said(self) -> str:
        """Whether a reason is written beside what is not full marks."""
        return "" if self.printed == self.weight else explained(self.row.indicator.reason)

    @property
    def is_qualitative(self) -> bool:
        """Whether it is for a person to say how far the target was reached."""
        is_words = self.actual.kind in _WORDS and self.target.kind in (*_WORDS, BLANK, DATE)
        return self.row.method in JUDGED or is_words


def of_unscored(
    printed: Decimal, row: IndicatorScore, rule: QualitativeRule, completion: Decimal | None = None
) -> Verdict:
    """Return the verdict on a printed score that cannot be, or need not be, the one by rule.

    ``completion`` is the 完成率, a share of 1, of a row without 实际完成值.
    """
    if row.weight is None or row.weight <= 0:
        return open_for("表上没有印这一项的分值，也推算不出")
    if printed > row.weight:
        return mistake(f"超过分值 {shown(row.weight)}")
    if completion is not None and row.reading.actual.kind == BLANK and row.reading.sign not in LESS:
        return _by_completion(printed, row.weight, completion)
    case = Unscored(printed, row, row.weight, rule)
    return next(filter(None, (reason(case) for reason in REASONS)), open_for(_missing(row)))


def _by_completion(printed: Decimal, weight: Decimal, completion: Decimal) -> Verdict:
    """Say what a 完成率 makes of the points; nobody can see what it was made of."""
    points = half_up(weight * max(min(completion, ONE), ZERO))
    fits = "，与印的相符，完成率本身无从核对" if points == half_up(printed) else "，与印的不符"
    return open_for(f"实际完成值没有填；分值乘完成率 {percent(completion)} 是 {shown(points)} 分{fits}")


def is_judged(row: IndicatorScore, rule: QualitativeRule) -> bool:
    """Tell whether the score of a row is a person's judgement within its tier."""
    case = Unscored(ZERO, row, ZERO, rule)
    return row.method in TIERED and case.target.kind == TEXT and case.tier is not None


def denies(target: str, actual: str) -> bool:
    """Tell whether the actual value says not to what the target asks for: 建立 and 尚未建立, 及时 and 不及时."""
    wanted, said = normalise(target), normalise(actual)
    for found in _NOT.finditer(said):
        what = said[found.end() : found.end() + 2]
        at = wanted.find(what)
        if len(what) == 2 and at >= 0 and not _NOT.search(wanted[max(at - 4, 0) : at]):
            return True
    return False


def misread_sign(case: Unscored) -> Verdict | None:
    """290 % for ≥90 %: the sign was taken for a figure when the form was scanned or copied."""
    found = _MISREAD_SIGN.fullmatch(case.actual.text) if case.row.obstacle == "I22" else None
    if not found or case.target.number is None:
        return None
    meant = Decimal(found[1])
    fits = "" if meant < case.target.number or case.row.reading.sign in LESS else "，那样已经达到目标"
    return mistake(f"完成值 {case.actual.text} 不可能，像是“≥{found[1]}%”的符号认成了2{fits}；请对照原件改正完成值")


def per_period(case: Unscored) -> Verdict | None:
    """4次 for 每季度1次: so much a quarter, and so much in the year."""
    if case.row.obstacle != "I04" or "/" not in case.target.unit or "/" in case.actual.unit:
        return None
    return open_for(f"指标值 {case.target.text} 和完成值 {case.actual.text} 不知是否说的同一段时间，不能直接相比")


def impossible(case: Unscored) -> Verdict | None:
    """What cannot be true: more than the whole, or a rate that lost its percent sign."""
    told = {
        "I22": f"完成值 {case.actual.text} 超过了100%，占全部的比率不会超过100%，请核对完成值",
        "I23": f"完成值 {case.actual.text} 与指标值 {case.target.text} 差了一百倍，像是百分号或单位写错了",
        "I04": f"完成值 {case.actual.text} 与指标值 {case.target.text} 单位不同，不能相比，请核对单位",
    }
    return mistake(told[case.row.obstacle]) if case.row.obstacle in told else None


def above_tier(case: Unscored) -> Verdict | None:
    """More than the tier allows that the row itself names: 部分达成 and full marks."""
    tier = case.tier
    if tier is None or case.share < tier.upper:
        return None
    upper = half_up(case.weight * tier.upper)
    if tier.upper_inclusive and case.printed <= upper:
        return None
    most = shown(upper)
    limit = f"最多得 {most} 分" if tier.upper_inclusive else f"得分应低于 {most} 分"
    return mistake(f"完成情况是“{tier.name}”，{limit}，分数与档次不符")


def within_tier(case: Unscored) -> Verdict | None:
    """A score in the tier that the row names, or below it, where it is for a person to say how much."""
    if not case.is_qualitative or case.tier is None:
        return None
    least, most = (half_up(case.weight * bound) for bound in (case.tier.lower, case.tier.upper))
    name, span, given = case.tier.name, f"{shown(least)} 至 {shown(most)} 分", shown(case.printed)
    if case.printed < least:
        return judged(f"“{name}”一般得 {span}，{given} 分在档外，是人工评判{case.said}")
    return judged(f"“{name}”可得 {span}，{given} 分在档内，由人评分{case.said}", True)


def by_score(case: Unscored) -> Verdict | None:
    """A 定性 row that names no tier: the score is the judgement, and says which tier it amounts to."""
    if not case.is_qualitative:
        return None
    tier = next((tier for tier in case.rule.tiers if tier.holds(case.share)), None)
    name, said = f"相当于“{tier.name}”" if tier else "不在任何一档", case.said
    return judged(f"定性指标由人评分，{shown(case.printed)} 分{name}，照此采用{said}", not said or "写明" in said)


def late(case: Unscored) -> Verdict | None:
    """Late, with no rule for what that costs."""
    if case.row.obstacle != "S05":
        return None
    if case.printed == case.weight:
        return mistake("已经逾期而给了满分" + explained(case.row.indicator.reason))
    return judged(f"已经逾期，扣多少没有规定，由人评分{explained(case.row.indicator.reason)}")


def in_detail(case: Unscored) -> Verdict | None:
    """明细 that were missed, with no rule for what that costs."""
    if case.row.obstacle != "S20":
        return None
    said = explained(case.row.indicator.reason)
    if case.printed == case.weight:
        return mistake("下面的明细没有全部达到而给了满分" + said)
    return judged(f"下面的明细没有全部达到，扣多少没有规定，由人评分{said}")


REASONS: tuple[Callable[[Unscored], Verdict | None], ...] = (
    misread_sign,
    per_period,
    impossible,
    above_tier,
    within_tier,
    by_score,
    late,
    in_detail,
)


def _missing(row: IndicatorScore) -> str:
    """Say what is missing to score a row."""
    if row.is_told_in_detail:
        return row.derivation.rule
    blank = [name for name, value in (("年度指标值", row.reading.target), ("实际完成值", row.reading.actual))
             if value.kind == BLANK]  # fmt: skip
    if blank:
        return f"{'、'.join(blank)}没有填"
    if not row.applicable:
        return "写了“不适用”，不计分"
    if row.reading.target.kind == NUMBER and row.reading.actual.kind in _WORDS:
        return f"完成值写的是“{row.reading.actual.text}”，没有写数，看不出完成了多少"
    return title(row.obstacle) if row.obstacle else "内容不全"
