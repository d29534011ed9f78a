"""Q: targets that say too little, and indicators that stand in the wrong place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selfeval_xl.checks.context import CheckContext
from selfeval_xl.checks.project import LABELS
from selfeval_xl.domain.cells import is_blank, normalise, text_of
from selfeval_xl.domain.finding import NOTICE, WARNING, Finding
from selfeval_xl.domain.money import FEN_PER
from selfeval_xl.domain.scorecard import IndicatorScore
from selfeval_xl.messages import finding, register
from selfeval_xl.messages.sources import CHENGDU, FRAMEWORK, PUBLISHED, STREET
from selfeval_xl.messages.template import MessageTemplate

register(
    MessageTemplate(
        "Q01 目标含糊",
        "目标写的是“{target}”，没有数，年底说不清做到什么程度算完成。",
        "已批复的目标不必改，请在实际完成值写清看得见的成果；下一年申报时写成能核实的目标，例如“比上年提高5%”。",
        "绩效指标应清晰、细化、可衡量。",
        NOTICE,
        FRAMEWORK,
    ),
    MessageTemplate(
        "Q02 把花钱当作数量指标",
        "这一项说的是资金支付，放在了数量指标里。花了多少钱不算产出，复核时这类指标可能计 0 分。",
        "请改为做了多少事（次数、人数、面积等），资金放到成本指标或预算执行率。",
        "“资金支付类”数量指标不计分。",
        WARNING,
        CHENGDU,
    ),
    MessageTemplate(
        "Q03 时效写成了“实效”",
        "“{shown}”应为“{right}”，是常见的输入错误。",
        "请改为“{right}”。",
        "产出指标分为数量、质量、时效、成本，公开的报告里“时效”常被写成“实效”。",
        NOTICE,
        STREET,
    ),
    MessageTemplate(
        "Q04 目标是一串选项",
        "目标写的是“{target}”，是供选择的等级，不是要达到的目标。",
        "请核对批复的绩效目标，写明要达到哪一级，例如“优”。",
        "公开的自评表里有目标填“优良中低差”“好坏”的例子。",
        WARNING,
        PUBLISHED,
    ),
    MessageTemplate(
        "Q05 满意度名称前后不一",
        "“{label}”里提到“{shown}”，指标表里没有这个名称，可能前后改了名。",
        "请把两处写成同一名称，或补上漏掉的指标。",
        "公开的报告里有满意度指标在目标表和完成表里名称不同的例子。",
        NOTICE,
        STREET,
    ),
    MessageTemplate(
        "Q06 满意度没有放在满意度指标下",
        "这是满意度，放在了“{shown}”下。二、三级指标不匹配，复核时可能不计分。",
        "请移到满意度指标下；标准没有这一部分的，请与主管部门商定放在哪里。",
        "三级指标与二级指标不匹配的不计分。",
        NOTICE,
        CHENGDU,
    ),
    MessageTemplate(
        "Q07 没有佐证材料",
        "没有写佐证材料。复核时没有资料的指标可能计 0 分。",
        "请在“佐证材料”列写明材料名称和存放处。",
        "没有资料的计 0 分。",
        NOTICE,
        CHENGDU,
        on=False,
    ),
)

VAGUE = (
    "加强",
    "提高",
    "提升",
    "增强",
    "改善",
    "促进",
    "推动",
    "明显",
    "显著",
    "有效",
    "逐步",
    "不断",
    "持续",
    "进一步",
)
CHOICES = frozenset(
    separator.join(choice)
    for choice in ("优良中低差", "优良中差", "好中差", "好坏", "高中低", "是否", "大中小")
    for separator in ("", "/", "、", "，", ",", " ")
)
_SPENDING = re.compile("资金|经费|金额|支付|拨付|支出|投资额")
_MONEY = r"[\d.]\s*(?:亿|万|千)?元$|[\d.]\s*[万亿]$"
_NAMED = r"[^\s，。；：、,;:（）()“”\"\d]{1,30}满意度"


def check_vague(view: CheckContext) -> Iterator[Finding]:
    """A target in words such as 提高 or 明显 carries a number."""
    worded = [row for row, method in zip(view.rows, view.methods, strict=True) if method == "定性"]
    worded += [row for row in view.blocked if row.method != "定性"]
    vague = {target for target in {row.target_shown for row in worded} if _vague(target)}
    for row in [row for row in worded if row.target_shown in vague] if vague else ():
        yield finding("Q01", row.indicator.place("target"), row.indicator.name, target=row.target_shown)


def _vague(target: str) -> bool:
    return any(word in target for word in VAGUE) and not any(map(str.isdigit, target))


def check_spending(view: CheckContext) -> Iterator[Finding]:
    """Money spent is no 数量指标."""
    quantity = {level2 for level2 in set(view.level2) if "数量" in level2}
    for row in [row for row, level2 in zip(view.rows, view.level2, strict=True) if level2 in quantity]:
        indicator = row.indicator
        if _SPENDING.search(indicator.name) and _in_money(row):
            yield finding("Q02", indicator.place("name"), indicator.name)


def _in_money(row: IndicatorScore) -> bool:
    unit, target = normalise(text_of(row.indicator.unit)), normalise(row.target_shown)
    return unit in FEN_PER or row.indicator.name.endswith("金额") or bool(re.search(_MONEY, target))


def check_typo(view: CheckContext) -> Iterator[Finding]:
    """时效指标 is not spelled 实效指标."""
    wrong = {level2 for level2 in set(view.level2) if "实效" in level2}
    for row in [row for row, level2 in zip(view.rows, view.level2, strict=True) if level2 in wrong] if wrong else ():
        level2 = row.indicator.level2
        place = row.indicator.place("level2")
        yield finding("Q03", place, row.indicator.name, shown=level2, right=level2.replace("实效", "时效"))


def check_choices(view: CheckContext) -> Iterator[Finding]:
    """A target is one level, not the list to choose from."""
    for row in [row for row, target in zip(view.rows, view.targets_shown, strict=True) if target in CHOICES]:
        yield finding("Q04", row.indicator.place("target"), row.indicator.name, target=row.target_shown)


def check_renamed(view: CheckContext) -> Iterator[Finding]:
    """A 满意度 that the goals or results name is one of the indicators."""
    if not view.rows:
        return
    project = view.card.submission.project
    for field in ("annual_goal", "actual_result"):
        text = text_of(getattr(project, field))
        for name in dict.fromkeys(re.findall(_NAMED, text) if "满意度" in text else ()):
            if not any(name in known or known in name for known in view.names if "满意" in known):
                yield finding("Q05", project.place(field), label=LABELS[field], shown=name)


def check_misplaced(view: CheckContext) -> Iterator[Finding]:
    """满意度 stands under a 满意度指标."""
    for row in [
        row
        for row, name, level2, level1 in zip(view.rows, view.names, view.level2, view.level1, strict=True)
        if "满意度" in name and "满意" not in level2 and "满意" not in level1
    ]:
        place, shown = row.indicator.place("level2"), row.indicator.level2 or row.indicator.level1
        yield finding("Q06", place, row.indicator.name, shown=shown)


def check_evidence(view: CheckContext) -> Iterator[Finding]:
    """Every indicator names its 佐证材料."""
    for row in view.rows:
        if row.applicable and is_blank(row.indicator.evidence):
            yield finding("Q07", row.indicator.place("evidence"), row.indicator.name)


CHECKS = (check_vague, check_spending, check_typo, check_choices, check_renamed, check_misplaced)
OPTIONAL = {"Q07": check_evidence}
