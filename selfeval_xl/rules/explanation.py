"""A Standard in words, for the sheet 填报说明 and ``standards show``, so that the help cannot drift from the rules."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from selfeval_xl.domain.decimals import HUNDRED, format_decimal
from selfeval_xl.domain.reference import EVIDENCE, Reference
from selfeval_xl.domain.scorecard import MORE
from selfeval_xl.rules import Standard
from selfeval_xl.rules.grades import Band
from selfeval_xl.rules.records import AggregationRule, ExecutionRule, PlausibilityRule, SectionRule, Tier, WeightSet

if TYPE_CHECKING:  # a self-evaluation need not pay for the rules of the other stages
    from selfeval_xl.rules.monitoring import MonitorRules
    from selfeval_xl.rules.reviewing import ReviewRules

REVERSE = {
    "target-over-actual": "超过上限的，得分＝分值×指标值÷完成值",
    "excess-over-target": "超过上限的，得分＝分值×[1－(完成值－指标值)÷指标值]，达到指标值两倍时为 0",
}
FUNDS = {"annual": "全年预算数", "executed": "全年执行数"}
"""资金额度 by which the figures of several units are weighted."""
DENOMINATOR = {"annual": "全年预算数", "initial": "年初预算数", "adjusted": "（年初预算数＋调整数）"}


def percent(share: Decimal) -> str:
    """Write a share of 1 without needless zeros: 0.8 is ``80%``."""
    return f"{format_decimal(share * HUNDRED)}%"


def day(date: datetime.date) -> str:
    """Write a date as forms do: 2017年1月1日."""
    return f"{date.year}年{date.month}月{date.day}日"


def shortfall(standard: Standard) -> str:
    """Say what a ≥ target earns that was missed."""
    mark = standard.scoring.pass_mark
    if mark is None:
        return "得分＝分值×完成值÷指标值"
    rest = f"分值×(完成值÷指标值－{percent(mark)})÷(1－{percent(mark)})"
    return f"完成值不到指标值{percent(mark)}的不得分，其余得分＝{rest}"


def _rate(rule: ExecutionRule) -> str:
    spent = "（执行数＋执行数（其他））" if rule.counts_other else "执行数"
    return f"{spent}÷{DENOMINATOR[rule.denominator]}"


def by_execution(rule: ExecutionRule) -> str:
    """Say what 预算执行率 earns."""
    rate = _rate(rule)
    empty = f"；预算数为0时执行率按{percent(rule.without_budget)}计" if rule.without_budget is not None else ""
    if not rule.steps:
        return f"得分＝分值×{rate}，不超过分值{empty}"
    steps = "；".join(f"{percent(step.rate)}及以上得分值的{percent(step.share)}" for step in rule.steps)
    return f"执行率（{rate}）{steps}；其余不得分{empty}"


def tiers(standard: Standard) -> str:
    """Return the 定性 tiers with the share of the points that each allows."""
    return "；".join(f"{tier.name} {_interval(tier)}" for tier in standard.qualitative.tiers)


def _interval(tier: Tier) -> str:
    edges = ((tier.upper, tier.upper_inclusive), (tier.lower, tier.lower_inclusive))
    upper, lower = (percent(edge) + ("" if inclusive else "（不含）") for edge, inclusive in edges)
    return f"{upper}至{lower}"


def sections(standard: Standard) -> tuple[tuple[str, str, str], ...]:
    """Return, for each part of the 100 points: name and points, where they come from, whether they may be changed."""
    parts = (
        (f"{section.name} {format_decimal(section.weight)}分", _source(section, standard), _freedom(section, standard))
        for section in standard.sections
    )
    sets = (
        (f"另一套分值{n}", _when(each), "、".join(f"{name}{format_decimal(w)}分" for name, w in each.weights.items()))
        for n, each in enumerate(standard.weight_sets, 1)
    )
    return (*parts, *sets)


def _freedom(section: SectionRule, standard: Standard) -> str:
    if not standard.weights_checked:
        return "由单位设定，不核对合计"
    if section.between:
        least, most = map(format_decimal, section.between)
        return f"可按项目在{least}至{most}分之间调整"
    return "固定" if section.fixed else "加分项，另加在100分之外" if section.bonus else "可按项目调整，合计不变"


def _when(each: WeightSet) -> str:
    present, absent = "、".join(each.present), "、".join(each.absent)
    return "，".join(filter(None, (present and f"有{present}", absent and f"没有{absent}"))) + "时用"


def _source(section: SectionRule, standard: Standard) -> str:
    if section.source == "execution":
        rule = standard.execution
        if rule.steps:
            return f"“预算”表：{by_execution(rule)}"
        return f"“预算”表：执行率（{_rate(rule)}）×{format_decimal(section.weight)}，不超过分值"
    if not section.level1:
        return "“指标”表里其余各行得分之和，不看一级指标"
    return f"“指标”表里一级指标为{'、'.join(section.level1)}的各行得分之和（名称后带“指标”二字也可以）"


def bands(standard: Standard) -> str:
    """Return the grades with their bounds."""
    *upper, last = standard.bands.grades
    return "；".join([*(_band(band) for band in upper), f"其余为{last.grade}"])


def _band(band: Band) -> str:
    return f"{format_decimal(band.lower)}分{'及以上' if band.inclusive else '以上（不含）'}为{band.grade}"


def spellings(standard: Standard) -> tuple[tuple[str, str], ...]:
    """Return what other spellings of the grades are taken for, nothing where there are none."""
    also = [f"{'、'.join(band.also)}就是{band.grade}" for band in standard.bands.grades if band.also]
    return (("等级的其他写法", f"{'；'.join(also)}。"),) if also else ()


def rules(standard: Standard) -> tuple[tuple[str, str], ...]:
    """Return the rules that are not methods: what they govern, and what they say."""
    scoring = standard.scoring
    signs = (
        f"一般按“{scoring.default_sign}”读，二级指标为{'、'.join(scoring.cost_level2)}的（比率除外）"
        f"{'，以及名称说明越低越好的（如投诉率、结余率），' if scoring.less_names else ''}按“{scoring.cost_sign}”读"
        f"{'；指标值是0的（增长、下降一类除外）按“≤”读' if scoring.default_sign in MORE else ''}"
    )
    rest = "其余各行的得分折算为百分制" if standard.not_applicable.rescale else "整表暂不评级"
    coefficient = "“得分系数”填了的，由人评分和按规则算不出的指标，得分＝分值×得分系数；其余各行与算出的比例核对。"
    return (
        ("评价等级", bands(standard) + "。总分按两位小数比较，不再四舍五入。"),
        ("默认方法", f"计分方法空着的，数值指标按“{scoring.default_method}”，文字指标按“定性”。"),
        *((("得分系数", coefficient),) if scoring.coefficient else ()),
        ("未写符号的指标值", signs + "。"),
        ("超额完成", _over(standard)),
        ("偏差原因", _reasons(standard)),
        ("不适用的指标", f"实际完成值写“不适用”的行不参加评分，{rest}。"),
        ("必填内容空着", "“暂不评级”：空着不是 0，补齐后再算。"),
        *((("总分封顶", _caps(standard)),) if standard.caps else ()),
        ("可信度预警", _credibility(standard)),
        *((("不可能的数", _plausibility(standard.plausibility)),) if standard.plausibility else ()),
        *((("同项目合并", _aggregation(standard.aggregation)),) if standard.aggregation else ()),
        ("小数", "每个指标的得分先乘后除，最后一步四舍五入到两位小数；总分为各得分之和。"),
    )


def _credibility(standard: Standard) -> str:
    rule = standard.credibility
    achieved = "、".join(rule.sections) or "指标"
    return (
        f"{achieved}得分率比预算执行率高出 {percent(rule.red_gap)} 以上亮红灯；没有预算或结余超过预算的 "
        f"{percent(rule.yellow_unspent)} 亮黄灯。只提醒复核，不扣分。"
    )


def _over(standard: Standard) -> str:
    over = standard.over
    parts = ["得分不超过分值"]
    if over.flag:
        parts.append(f"完成值达到指标值的{percent(over.flag)}及以上会提示核对指标值是否定得过低")
    if over.reason:
        parts.append(f"达到{percent(over.reason)}及以上须说明原因")
    if over.deduct_from:
        parts.append(f"达到{percent(over.deduct_from)}及以上扣{format_decimal(over.deduct)}分")
    return "；".join(parts) + "。"


def _reasons(standard: Standard) -> str:
    reasons = standard.reasons
    row, table = "在该行“偏差原因分析及改进措施”说明", "在该行或“项目信息”的“存在的问题”里说明"
    where = row if reasons.scope == "row" else table
    parts = [f"得分低于分值的，{where}"] if reasons.below_weight else []
    if reasons.execution_below:
        parts.append(f"预算执行率低于{percent(reasons.execution_below)}的，在“预算”表“差异说明”里说明")
    return "；".join(parts) + "。" if parts else "没有要求。"


def _caps(standard: Standard) -> str:
    below = ((percent(cap.execution_below), format_decimal(cap.total)) for cap in standard.caps)
    return "；".join(f"执行率低于{rate}的，总分不超过{total}分" for rate, total in below) + "。"


def _plausibility(rule: PlausibilityRule) -> str:
    return (
        f"执行数超过预算数的{format_decimal(rule.most_spent)}倍，或者小得像是元与万元弄错了；满意度、合格率一类占全部的比率超过"
        "100%；完成值与指标值差了一百倍的比率：都不计分，总分和等级空着，改正后再算。写了原因也一样。"
    )


def _aggregation(rule: AggregationRule) -> str:
    fund = FUNDS[rule.weight]
    return (
        "同一项目由几个单位实施的，多项目汇总时先汇总完成数，再计算得分：绝对值直接累加；"
        f"相对值（计量单位为{'、'.join(rule.relative_units)}）和定性得分按各单位的{fund}加权平均。"
        f"计量单位为{'、'.join(rule.unclear_units)}，或名称里有“{'”“'.join(rule.unclear_names)}”的，"
        "分不清是绝对值还是相对值，不合并，逐条说明。"
    )


def citations(standard: Standard) -> tuple[tuple[str, str, str], ...]:
    """Return, for every rule: what it governs, its source and address, how well it is known."""
    return cited(standard.references())


def cited(references: Iterable[tuple[str, Reference]]) -> tuple[tuple[str, str, str], ...]:
    """Return what each reference governs, its source and address, how well it is known."""
    return tuple((what, _cited(reference), EVIDENCE[reference.evidence]) for what, reference in references)


def _cited(reference: Reference) -> str:
    cited = "：".join(filter(None, (reference.title, reference.clause)))
    return "\n".join(filter(None, (cited, reference.url)))


Told = tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
"""Chapters: a title, and lines of a term with what is said of it."""


def of_review(rules: ReviewRules) -> Told:
    """Return what rules of review deduct, and which names they take for misplaced."""
    lost = [
        (each.title, f"扣该指标分值的{percent(each.share)}" if each.share else "不扣分，只指出", each.said)
        for each in rules.deductions
    ]
    if rules.over:
        lost.append(("超额完成", f"完成值达到指标值的{percent(rules.over)}及以上，不扣分，只指出", ""))
    misfits = (
        ("、".join(each.level2), "、".join(each.words), f"（含{'、'.join(each.unless)}的除外）" if each.unless else "")
        for each in rules.misfits
    )
    return ("扣分", tuple(lost)), ("不属于该二级指标的名称", tuple(misfits))


def of_monitoring(rules: MonitorRules) -> Told:
    """Return how lamps are lit, and what has to be filled in."""
    lamps, entry = rules.lamps, rules.entry
    red, yellow = percent(lamps.red_below), percent(lamps.yellow_below)
    blue = f"，{percent(lamps.blue_from)}及以上蓝灯" if lamps.blue_from else ""
    lit = (
        ("按月折算", f"{'、'.join(lamps.by_month)}：到目前应完成的{red}以下红灯，{red}至{yellow}黄灯，其余绿灯{blue}"),
        ("其余指标和越低越好的", "在指标值以内绿灯，以外红灯"),
        ("定性指标", "达到绿灯，部分达到黄灯，未达到红灯"),
    )
    asked = [("偏差原因", f"亮{'、'.join(entry.explain)}的必填{'，并写说明' if entry.in_words else ''}")]
    asked += [("完成可能性", f"选{'、'.join(entry.unsure)}的，全年预计、偏差原因和说明必填")] if entry.unsure else []
    asked += [("超额完成", f"达到全年指标值的{percent(entry.over)}及以上，偏差原因必填")] if entry.over else []
    return ("预警灯", lit), ("填报要求", tuple(asked))
