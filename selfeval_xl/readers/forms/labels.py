"""What is printed on the forms: headers, labels and remarks, folded, with the field each one means."""

from __future__ import annotations

import re

from selfeval_xl.documents.forms.platform import FIELDS, HEADERS
from selfeval_xl.domain.layout import BUDGET_FIELDS, INDICATOR_FIELDS, PROJECT_FIELDS, header_key, spellings
from selfeval_xl.domain.money import FEN_PER

_NOT_FACTS = frozenset({"standard", "money_unit", "approved_total"})
_PLAIN_FACTS = {label: field for label, field in spellings(PROJECT_FIELDS).items() if field not in _NOT_FACTS}
FACTS = _PLAIN_FACTS | {
    header_key(label): field
    for label, field in {
        "项目主管部门": "department",
        "预算单位": "unit",
        "项目单位": "unit",
        "联系人": "preparer",
        "偏差大或目标未完成原因分析": "problems",
        "偏差大或目标未完成的原因分析": "problems",
        "改进措施及结果应用方案": "improvements",
    }.items()
}
"""Labels with a place on our sheet 项目信息."""

HOMELESS = frozenset(
    map(
        header_key,
        (
            "项目类别",
            "项目属性",
            "项目类型",
            "单位主要负责人签批意见",
            "评价结论",
            "其他需要说明的问题",
            "其他需要说明事项",
        ),
    )
)
"""Labels of the forms that our sheets have no place for."""
NOTHING = re.compile(r"[\s　_□、:：()（）0-9一二三]*|(?:[\s　]*\d、[^□☑√■]*□[\s　]*)+|[\s　]*签名[:：][\s　年月日]*")
"""What stands beside such a label while nobody has filled it in: boxes without a tick, a blank signature."""

_FUNDS_FIELDS = ("initial", "adjustment", "annual", "executed", "rate")
FUNDS = {label: field for label, field in spellings(BUDGET_FIELDS).items() if field in _FUNDS_FIELDS} | {
    header_key(label): field
    for label, field in {
        "年初预算数(A)": "initial",
        "年初预算": "initial",
        "调整后预算": "annual",
        "全年预算": "annual",
        "预算执行": "executed",
        "全年执行": "executed",
        "分值": "weight",
        "权重": "weight",
        "执行率权重": "weight",
        "得分": "score",
        "执行率得分": "score",
    }.items()
}
"""Headers of the block 项目资金."""

_PRINTED = frozenset({"deviation", "system", "derivation", "method", "parameter", "tier", "typed_score"})
_INDICATORS = {label: field for label, field in spellings(INDICATOR_FIELDS).items() if field not in _PRINTED}
INDICATORS = (
    _INDICATORS
    | dict(zip(map(header_key, HEADERS), FIELDS, strict=True))
    | {header_key("完成情况简要描述"): "evidence"}
)
"""Headers of the table 绩效指标."""

GOALS = frozenset(map(header_key, ("预期目标", "年初设定目标", "年初目标", "全年目标", "预期总目标")))
RESULTS = frozenset(map(header_key, ("实际完成情况", "全年实际完成情况", "目标实际完成情况", "实际完成目标")))
GOAL_BLOCK = "年度总体目标"
"""The label at the left of both."""
TOTALS = frozenset({"总分", "合计", "总计", "总得分", "得分合计", "自评总分", "小计"})
SUBTOTAL = "小计"
DASHES = frozenset({"—", "-", "--", "——", "/", "*", "……", "…", "...", "－", "／"})
"""What stands for nothing in a cell."""

GRAND = re.compile(r"(?:年度)?(?:财政)?(?:资金|预算)?(?:总额|合计|总计|总数|总金额)|年度资金总额|年度财政资金总额|合计")
PLACEHOLDER = re.compile(r"(?:指标\d+[:：]?|[…\.]+)[\s…]*")
"""A row of the blank form that nobody filled in."""
UNIT = re.compile("|".join(sorted(FEN_PER, key=len, reverse=True)))
YEAR = re.compile(r"((?:19|20)\d\d)\s*年")
BLOCK = re.compile(r"绩效指标|年度绩效目标")
"""The label at the left of a table of indicators."""
FUNDS_BLOCK = re.compile(r"资金|预算|元")
"""What the label at the left of the block 项目资金 has in it."""
HEADLINE = re.compile(r"自评|绩效评价|导入模板")
ANNEX = re.compile(r"附[件表]\s*\d*[:：]?.{0,4}")
NOTE = re.compile(r"(?:备注|注|说明|填表说明)\s*[:：\d]?")
_LONGEST = 200
_BRACKETS = re.compile(r"\([^)]*\)")


def known(key: str, labels: dict[str, str]) -> str:
    """Return the field that a folded header means, also where only what stands in brackets is new to us."""
    # No header is that long; and looking for the ends of ten thousand brackets takes as many times as long.
    if len(key) > _LONGEST:
        return ""
    return labels.get(key) or ("(" in key and labels.get(_BRACKETS.sub("", key))) or ""
