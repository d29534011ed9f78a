"""Drop-downs, hints and limits of the input cells.

Lists point at defined names, never at a range of another sheet: Excel would store that as an extension which other
programs drop.  Limits stop only what can never be meant; where text is allowed too, they at most ask.
"""

from __future__ import annotations

from typing import NamedTuple

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.documents.forms import hubei
from selfeval_xl.domain.layout import PROJECT_FIELDS, titles

SIGNS, METHODS, TIERS = "可选_指标性质", "可选_计分方法", "可选_定性档次"
MONEY_UNITS, STANDARDS, SOURCES = "可选_金额单位", "可选_评价标准", "可选_资金来源"
CHOICES = {field: f"可选_{title}" for field, title in titles(PROJECT_FIELDS).items() if field in hubei.CHOICES}
STANDARD_IDS = "评价标准_编号"
YEARS = "可选_评价年度"


class Entry(NamedTuple):
    """What staff are told when they stand in a cell, and what may be entered.

    ``choices`` is the defined name of a list, ``number`` the word of a lower limit: ``zero`` or ``any``.  ``strict``
    refuses anything else, otherwise Excel asks (a list alone only offers).
    """

    hint: str
    choices: str = ""
    number: str = ""
    strict: bool = False


PROJECT_ENTRIES = {
    "name": Entry("必填。与预算批复的项目名称一致。"),
    "code": Entry("预算管理一体化系统里的项目编码；没有就空着。"),
    "department": Entry("主管部门全称。"),
    "unit": Entry("具体实施项目的单位全称。"),
    "year": Entry("四位年份，通常是上一年，可以从下拉列表里选。", YEARS),
    "standard": Entry(
        "按哪一套标准评分。从下拉列表里选名称，也可以填编号；下一行显示编号，空着就是没有这个标准。", STANDARDS
    ),
    "money_unit": Entry("本工作簿里所有金额的单位，选元或万元。改单位不会换算已填的金额。", MONEY_UNITS, strict=True),
    "approved_total": Entry(
        "核定（批复）的预算总额。“预算”表各行都没有单独的预算数时，用它计算执行率；各行有预算数时，用它核对合计。",
        number="zero",
    ),
    "period": Entry("项目从哪天到哪天，如“2026年3月至2026年11月”。时效指标的日期要在这段时间里。"),
    "category": Entry("自评表上要勾的一项，从列表里选，导出时会打勾；不止一项的用“、”隔开。", CHOICES["category"]),
    "attribute": Entry("自评表上要勾的一项。从列表里选，导出自评表时会打勾。", CHOICES["attribute"]),
    "kind": Entry("自评表上要勾的一项。从列表里选，导出自评表时会打勾。", CHOICES["kind"]),
    "overview": Entry("立项依据、主要内容、实施时间、资金来源等。文字多时行高会自动增加；换行按 Alt+Enter。"),
    "overall_goal": Entry("项目全周期要达到的目标。"),
    "annual_goal": Entry("本年度要达到的目标，与申报预算时的绩效目标一致。"),
    "actual_result": Entry("对照年度绩效目标，说明实际完成了什么。"),
    "business_management": Entry("组织领导、业务制度、实施过程和质量控制等情况。"),
    "financial_management": Entry("财务制度、资金到位和使用、核算和监督等情况。"),
    "experience": Entry("值得保留的做法；没有就写“无”。"),
    "problems": Entry("没有完成的指标、偏差的原因、管理上的不足。有指标未得满分时，这里不应写“无”。"),
    "improvements": Entry("针对上面每个问题，打算怎么改。"),
    "preparer": Entry("填表人的姓名。"),
    "phone": Entry("填表人的联系电话。"),
    "prepared_on": Entry("填报日期，如 2027-3-15。"),
    "head": Entry("单位负责人的姓名；签字盖章在打印出来的自评表和“汇总”上。"),
}

BUDGET_ENTRIES = {
    "number": Entry("一级写 1、2、3，下级写 1.1、1.2。合计只加一级各行，上级应等于下级之和。"),
    "name": Entry("必填。支出内容或项目明细。“合计”行不用填，上方会自动合计。"),
    "source": Entry("可从列表里选，也可以自己写。", SOURCES),
    "initial": Entry("年初批复的预算数，单位见“项目信息”的金额单位。", number="any"),
    "adjustment": Entry("年中追加填正数，调减填负数。", number="any"),
    "annual": Entry(
        "全年预算数＝年初预算数＋调整数。各行没有单独预算数时空着，在“项目信息”填核定预算总额。", number="any"
    ),
    "executed": Entry("必填。全年实际支出数；没有支出填 0，不要空着。", number="any"),
    "executed_other": Entry("没有包括在全年执行数里的执行数；执行率按两栏合计算。没有就空着。", number="any"),
    "reason": Entry("执行率偏低、追加或调减、超出预算时，说明原因。"),
}

INDICATOR_ENTRIES = {
    "level1": Entry("必填。一级指标，决定这一行计入哪一部分的分值，名称见“填报说明”。"),
    "level2": Entry("二级指标，如数量指标、质量指标、时效指标。"),
    "name": Entry("必填。三级指标，写具体、可衡量的内容。"),
    "sign": Entry("≥ 至少、≤ 至多、= 等于、定性、时限。指标值里已写明（如 ≥95%、2400人、1年内）时可以空着。", SIGNS),
    "target": Entry("必填。可以写 2400人、≥95%、1年内、6月底前，也可以写文字目标。确实不适用的写“不适用”。"),
    "unit": Entry("人、个、%、万元等。指标值里已写明时可以空着。"),
    "actual": Entry("必填。与指标值同一单位，如 2400人、93%。没有完成填 0；不参加评分写“不适用”；空着视为未填。"),
    "coefficient": Entry("得分系数，如 90%。数值指标可以空着，由程序算；由人评分的指标填了就按“分值×得分系数”计分。"),
    "weight": Entry("必填。本指标的满分，不能小于 0。合计见上方核对栏。", number="zero", strict=True),
    "method": Entry("空着就按评价标准的默认方法。各方法的含义见“填报说明”。", METHODS),
    "parameter": Entry("扣分、分档、检查项三种方法要填，如：每低1个百分点扣1分；≥95%：100%；≥90%：80%；其余：0；4项。"),
    "tier": Entry("定性指标选一档；档内的具体得分填在“手工得分”。", TIERS),
    "typed_score": Entry(
        "人工评分，或定性档内的具体得分。与按规则算出的得分不同时会提示，并列出两个数。", number="zero"
    ),
    "deduction": Entry("复核或制度规定另外扣的分，填正数；得分减到 0 为止。", number="zero"),
    "reason": Entry("得分低于分值、或完成值超出指标值较多时，写明原因和改进措施。"),
    "evidence": Entry("支持完成值的材料：文件名、凭证号、统计表等。"),
}

_NUMBER_ADVICE = {
    "zero": "这里应填不小于 0 的数字。",
    "any": "这里通常填数字，单位用“项目信息”里的金额单位。",
}


def guard(sheet: Worksheet, cells: str, title: str, entry: Entry) -> None:
    """Attach hint, drop-down and limit to cells."""
    rule = DataValidation(promptTitle=title, prompt=entry.hint, showInputMessage=True, allow_blank=True)
    if entry.choices:
        rule.type, rule.formula1 = "list", entry.choices
    elif entry.number:
        rule.type, rule.operator = "decimal", "greaterThanOrEqual"
        rule.formula1 = "0" if entry.number == "zero" else "-1E+15"
    if entry.strict or entry.number:
        rule.showErrorMessage = True
        rule.errorStyle = "stop" if entry.strict else "warning"
        rule.errorTitle = title
        rule.error = _NUMBER_ADVICE.get(entry.number, "请从下拉列表里选一项。") + (
            "" if entry.strict else "确定要保留填写的内容吗？"
        )
    sheet.add_data_validation(rule)
    rule.add(cells)
