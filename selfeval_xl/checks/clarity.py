"""Q: targets that say too little, and indicators that stand in the wrong place."""

import re
from collections.abc import Iterator

from selfeval_xl.checks.context import CheckContext
from selfeval_xl.checks.formatting import on_row
from selfeval_xl.checks.project import LABELS
from selfeval_xl.domain.cells import is_blank, normalise, text_of
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.measures import measure
from selfeval_xl.domain.money import FEN_PER
from selfeval_xl.domain.scorecard import IndicatorScore
from selfeval_xl.messages import finding, register
from selfeval_xl.messages.sources import CHENGDU, FRAMEWORK, PUBLISHED, STREET
from selfeval_xl.messages.template import notice, warning
from selfeval_xl.scoring.methods import TIERED

TEXTS = {
    "Q01 目标含糊": notice(
        "目标写的是“{target}”，没有数，年底说不清做到什么程度算完成。",
        "已批复的目标不必改，请在实际完成值写清看得见的成果；下一年申报时写成能核实的目标，例如“比上年提高5%”。",
        "绩效指标应清晰、细化、可衡量。",
        FRAMEWORK,
    ),
    "Q02 把花钱当作数量指标": warning(
        "这一项说的是资金支付，放在了数量指标里。花了多少钱不算产出，复核时这类指标可能计 0 分。",
        "请改为做了多少事（次数、人数、面积等），资金放到成本指标或预算执行率。",
        "“资金支付类”数量指标不计分。",
        CHENGDU,
    ),
    "Q03 时效写成了“实效”": notice(
        "“{shown}”应为“{right}”，是常见的输入错误。",
        "请改为“{right}”。",
        "产出指标分为数量、质量、时效、成本，公开的报告里“时效”常被写成“实效”。",
        STREET,
    ),
    "Q04 目标是一串选项": warning(
        "目标写的是“{target}”，是供选择的等级，不是要达到的目标。",
        "请核对批复的绩效目标，写明要达到哪一级，例如“优”。",
        "公开的自评表里有目标填“优良中低差”“好坏”的例子。",
        PUBLISHED,
    ),
    "Q05 满意度名称前后不一": notice(
        "“{label}”里提到“{shown}”，指标表里没有这个名称，可能前后改了名。",
        "请把两处写成同一名称，或补上漏掉的指标。",
        "公开的报告里有满意度指标在目标表和完成表里名称不同的例子。",
        STREET,
    ),
    "Q06 满意度没有放在满意度指标下": notice(
        "这是满意度，放在了“{shown}”下。二、三级指标不匹配，复核时可能不计分。",
        "请移到满意度指标下；标准没有这一部分的，请与主管部门商定放在哪里。",
        "三级指标与二级指标不匹配的不计分。",
        CHENGDU,
    ),
    "Q07 没有佐证材料": notice(
        "没有写佐证材料。复核时没有资料的指标可能计 0 分。",
        "请在“佐证材料”列写明材料名称和存放处。",
        "没有资料的计 0 分。",
        CHENGDU,
        on=False,
    ),
}
register(TEXTS)

_VAGUE = (
    *("加强", "提高", "提升", "增强", "改善", "促进", "推动", "明显", "显著", "有效"),
    *("逐步", "不断", "持续", "进一步"),
)
_SPENDING = ("资金", "经费", "金额", "支付", "拨付", "支出", "投资额")
_MONEY = r"\d\s*(?:[亿万千]?元|[万亿])$"
_NAMED = r"[^\s，。；：、,;:（）()“”\"\d]{1,30}满意度"


def check_targets(view: CheckContext) -> Iterator[Finding]:
    """A target in words such as 提高 or 明显 carries a number, and it is one level, not the list to choose from."""
    for row in view.rows:
        target = row.target_shown
        is_in_words = (row.method in TIERED or row.obstacle) and not any(map(str.isdigit, target))
        if is_in_words and any(word in target for word in _VAGUE):
            yield on_row("Q01", row, "target", target=target)
        if row.reading.target.ambiguity == measure.CHOICE_LIST:
            yield on_row("Q04", row, "target", target=target)


def check_level2(view: CheckContext) -> Iterator[Finding]:
    """Money spent is no 数量指标; 时效指标 is not spelled 实效指标; 满意度 stands under a 满意度指标."""
    for row in view.rows:
        name, level2, level1 = row.indicator.name, row.indicator.level2, row.indicator.level1
        if "数量" in level2 and any(word in name for word in _SPENDING) and _in_money(row):
            yield on_row("Q02", row, "name")
        if "实效" in level2:
            yield on_row("Q03", row, "level2", shown=level2, right=level2.replace("实效", "时效"))
        if "满意度" in name and "满意" not in level2 and "满意" not in level1:
            yield on_row("Q06", row, "level2", shown=level2 or level1)


def _in_money(row: IndicatorScore) -> bool:
    unit, target = normalise(text_of(row.indicator.unit)), normalise(row.target_shown)
    return unit in FEN_PER or row.indicator.name.endswith("金额") or bool(re.search(_MONEY, target))


def check_renamed(view: CheckContext) -> Iterator[Finding]:
    """A 满意度 that the goals or results name is one of the indicators."""
    project = view.card.submission.project
    known = [row.indicator.name for row in view.rows if "满意" in row.indicator.name]
    for field in ("annual_goal", "actual_result") if view.rows else ():
        text = text_of(getattr(project, field))
        for name in dict.fromkeys(re.findall(_NAMED, text) if "满意度" in text else ()):
            if not any(name in each or each in name for each in known):
                yield finding("Q05", project.place(field), label=LABELS[field], shown=name)


def check_evidence(view: CheckContext) -> Iterator[Finding]:
    """Every indicator names its 佐证材料."""
    for row in view.rows:
        if row.applicable and is_blank(row.indicator.evidence):
            yield on_row("Q07", row, "evidence")


CHECKS = (check_targets, check_level2, check_renamed)
OPTIONAL = {"Q07": check_evidence}
