"""A Standard in words, for the sheet 填报说明 and ``standards show``, so that the help cannot drift from the rules."""

from __future__ import annotations

import datetime
from decimal import Decimal

from selfeval_xl.domain.decimals import HUNDRED, format_decimal
from selfeval_xl.domain.reference import EVIDENCE, Reference
from selfeval_xl.rules import Standard
from selfeval_xl.rules.records import (
    AggregationRule,
    Band,
    ExecutionRule,
    SectionRule,
    Tier,
    WeightSet,
)

REVERSE = {
    "target-over-actual": "超过上限的，得分＝分值×指标值÷完成值",
    "excess-over-target": "超过上限的，得分＝分值×[1－(完成值－指标值)÷指标值]，达到指标值两倍时为 0",
}
FUNDS = {"annual": "全年预算数", "executed": "全年执行数"}
"""资金额度 by which the figures of several units are weighted."""
DENOMINATOR = {"annual": "全年预算数", "initial": "年初预算数", "adjusted": "（年初预算数＋调整数）"}
PARAMETERS = {
    "扣分": ("每低1个百分点扣1分", "每超1天扣0.5分", "每差3%扣1分", "每少10个百分点以内扣1分"),
    "分档": ("≥95%：100%；≥90%：80%；其余：0", "±10%：5分；±15%：3分；其余：0"),
    "检查项": ("4项",),
}
"""方法参数 as staff may write them; the first one is the usual."""


def percent(share: Decimal) -> str:
    """Write a share of 1 without needless zeros: 0.8 is ``80%``."""
    return f"{format_decimal(share * HUNDRED)}%"


def day(date: datetime.date) -> str:
    """Write a date as forms do: 2017年1月1日."""
    return f"{date.year}年{date.month}月{date.day}日"


def methods(standard: Standard) -> tuple[tuple[str, str, str], ...]:
    """Return, for each 计分方法: its name, how it scores, what 方法参数 and the other columns must say."""
    return (
        (
            "比例",
            f"达到指标值得满分；未达到的，{_shortfall(standard)}。“≤”“＜”指标{REVERSE[standard.scoring.reverse]}。",
            "不填参数。例：指标值 95%，完成值 93%，分值 10，得 9.79 分。",
        ),
        ("达标", "达到指标值得满分，未达到得 0 分。", "不填参数。"),
        (
            "扣分",
            "达到指标值得满分；未达到的，每差一档扣几分，扣完为止。差额不满一档不扣；参数里写“以内”的，不满一档也按一档扣。",
            f"写每档多少、扣几分：{_examples('扣分')}。",
        ),
        (
            "分档",
            "按完成值落在哪一档得分，从前往后，先符合的算数。冒号后写百分数的是分值的百分之几，写数字的是分数；±档看完成值偏离指标值的百分比。",
            f"各档用分号隔开：{_examples('分档')}。",
        ),
        ("定性", f"先选定性档次，再在该档的区间内评分：{tiers(standard)}。", _tier_entry(standard)),
        (
            "检查项",
            "列出若干检查项，得分＝分值×符合项数÷应查项数。",
            f"参数写应查几项：{_examples('检查项')}；完成值写符合几项，如 2 或 2/4。",
        ),
        ("人工", "由填报人评分，得分就是“手工得分”。", "填“手工得分”；低于分值的写明原因。"),
        (
            "执行率",
            f"{_by_execution(standard.execution)}。",
            "不填参数，取“预算”表的数。",
        ),
        (
            "时限",
            f"按期完成得满分；{_late(standard)}",
            "指标值、完成值写日期或期限，如 2017年12月31日、6月底前、1年内。",
        ),
    )


def _shortfall(standard: Standard) -> str:
    mark = standard.scoring.pass_mark
    if mark is None:
        return "得分＝分值×完成值÷指标值"
    rest = f"分值×(完成值÷指标值－{percent(mark)})÷(1－{percent(mark)})"
    return f"完成值不到指标值{percent(mark)}的不得分，其余得分＝{rest}"


def _by_execution(rule: ExecutionRule) -> str:
    rate = f"执行数÷{DENOMINATOR[rule.denominator]}"
    empty = f"；预算数为0时执行率按{percent(rule.without_budget)}计" if rule.without_budget is not None else ""
    if not rule.steps:
        return f"得分＝分值×{rate}，不超过分值{empty}"
    steps = "；".join(f"{percent(step.rate)}及以上得分值的{percent(step.share)}" for step in rule.steps)
    return f"执行率（{rate}）{steps}；其余不得分{empty}"


def _examples(method: str) -> str:
    return "；或 ".join(PARAMETERS[method])


def _tier_entry(standard: Standard) -> str:
    given = [
        f"“{tier.name}”不填手工得分时按{percent(tier.default)}计"
        for tier in standard.qualitative.tiers
        if tier.default is not None
    ]
    typed = [f"“{tier.name}”" for tier in standard.qualitative.tiers if tier.default is None]
    parts = [*given, f"{'、'.join(typed)}须填“手工得分”"] if typed else given
    if standard.qualitative.description_required:
        parts.append("还要简要描述完成情况")
    return "选“定性档次”；" + "，".join(parts) + "。"


def _late(standard: Standard) -> str:
    if standard.late.per_day is None:
        return "逾期的没有成文的扣分办法，须填“手工得分”并说明原因。"
    return f"每逾期一天扣分值的{percent(standard.late.per_day)}，扣完为止。"


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
        (
            f"另一套分值{number}",
            _when(each),
            "、".join(f"{name}{format_decimal(to)}分" for name, to in each.weights.items()),
        )
        for number, each in enumerate(standard.weight_sets, 1)
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
            return f"“预算”表：{_by_execution(rule)}"
        return (
            f"“预算”表：执行率（执行数÷{DENOMINATOR[rule.denominator]}）×{format_decimal(section.weight)}，不超过分值"
        )
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
    signs = f"一般按“{scoring.default_sign}”读，二级指标为{'、'.join(scoring.cost_level2)}的按“{scoring.cost_sign}”读"
    rows = [
        ("评价等级", bands(standard) + "。总分按两位小数比较，不再四舍五入。"),
        ("默认方法", f"计分方法空着的，数值指标按“{scoring.default_method}”，文字指标按“定性”。"),
        ("未写符号的指标值", signs + "。"),
        ("超额完成", _over(standard)),
        ("偏差原因", _reasons(standard)),
        ("不适用的指标", _not_applicable(standard)),
        ("必填内容空着", "“暂不评级”：空着不是 0，补齐后再算。"),
        *((("总分封顶", _caps(standard)),) if standard.caps else ()),
        (
            "可信度预警",
            f"指标得分率比预算执行率高出 {percent(standard.credibility.red_gap)} 以上亮红灯；没有预算或结余超过预算的 "
            f"{percent(standard.credibility.yellow_unspent)} 亮黄灯。只提醒复核，不扣分。",
        ),
        *((("同项目合并", _aggregation(standard.aggregation)),) if standard.aggregation else ()),
        ("小数", "每个指标的得分先乘后除，最后一步四舍五入到两位小数；总分为各得分之和。"),
    ]
    return tuple(rows)


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
    where = {"row": "在该行“偏差原因分析及改进措施”说明", "table": "在该行或“项目信息”的“存在的问题”里说明"}[
        reasons.scope
    ]
    parts = [f"得分低于分值的，{where}"] if reasons.below_weight else []
    if reasons.execution_below:
        parts.append(f"预算执行率低于{percent(reasons.execution_below)}的，在“预算”表“差异说明”里说明")
    return "；".join(parts) + "。" if parts else "没有要求。"


def _not_applicable(standard: Standard) -> str:
    if standard.not_applicable.rescale:
        return "实际完成值写“不适用”的行不参加评分，其余各行的得分折算为百分制。"
    return "实际完成值写“不适用”的行不参加评分，整表暂不评级。"


def _caps(standard: Standard) -> str:
    return (
        "；".join(
            f"执行率低于{percent(cap.execution_below)}的，总分不超过{format_decimal(cap.total)}分"
            for cap in standard.caps
        )
        + "。"
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
    return tuple((what, _cited(reference), EVIDENCE[reference.evidence]) for what, reference in standard.references())


def _cited(reference: Reference) -> str:
    cited = "：".join(filter(None, (reference.title, reference.clause)))
    return "\n".join(filter(None, (cited, reference.url)))
