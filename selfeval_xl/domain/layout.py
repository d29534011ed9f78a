"""What our sheets are called, and which label or header means which field, with the spellings seen on real forms.

Aliases are those of published forms (domain facts, section 9); reading goes by header, never by position.
"""

import functools
from collections.abc import Collection
from typing import NamedTuple

from selfeval_xl.domain.cells import normalise

GUIDE, PROJECT, BUDGET, INDICATORS, SUMMARY, RESULTS = "填报说明", "项目信息", "预算", "指标", "汇总", "校验结果"
APPROVED = "批复目标"
"""An optional sheet: the approved targets, headed as the sheet 指标 is."""
MONITORING = "运行监控"
"""An optional sheet: how far each indicator had come in summer, laid out as the form that is handed in."""
STATE, STATE_CELL = "输入状态", "D1"
"""How a hidden row of 汇总 begins that keeps the state of the inputs, and where 项目信息 has a formula for it."""
SHEETS = (GUIDE, PROJECT, BUDGET, INDICATORS, SUMMARY, RESULTS)
TOTAL_NAMES = frozenset({"合计", "总计", "小计", "总分", "公共服务经费合计"})
"""What a row of our sheets is called that sums up others; it is left out."""

_SHORT = 40
"""Characters up to which a text may be a header or a label, line breaks and spaces included."""


class Field(NamedTuple):
    """One column or label: the record's field, what our templates call it, what other forms call it."""

    field: str
    title: str
    also: str = ""
    computed: bool = False
    required: bool = False
    optional: bool = False
    """Only there where the 评价标准 has it (``Standard.extra_fields``)."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """What other forms call it, one by one."""
        return tuple(self.also.split())


PROJECT_FIELDS = (
    Field("name", "项目名称", required=True),
    Field("code", "项目编码", "项目代码"),
    Field("department", "主管部门", "主管部门及代码"),
    Field("unit", "实施单位", "项目实施单位 单位名称"),
    Field("year", "评价年度", "年度 自评年份 自评年度"),
    Field("standard", "评价标准"),
    Field("money_unit", "金额单位"),
    Field("approved_total", "核定预算总额", "预算总额"),
    Field(
        "period",
        "项目起止时间",
        "起止时间 起止日期 起止年限 项目起止日期 项目起止年限 项目周期 建设周期 实施期限 实施期 项目实施期 "
        "项目实施期限 项目期限",
    ),
    Field("category", "项目类别"),
    Field("attribute", "项目属性"),
    Field("kind", "项目类型"),
    Field("overview", "项目概况"),
    Field("overall_goal", "项目总目标"),
    Field("annual_goal", "年度绩效目标", "年度总体目标 预期目标"),
    Field("actual_result", "实际完成情况"),
    Field("business_management", "业务管理情况"),
    Field("financial_management", "财务管理情况"),
    Field("experience", "主要经验及做法", "主要经验"),
    Field("problems", "存在的问题", "存在问题"),
    Field("improvements", "改进建议", "改进措施"),
    Field("preparer", "填报人", "填表人"),
    Field("phone", "联系电话", "电话"),
    Field("prepared_on", "填报日期", "填表日期"),
    Field("head", "单位负责人", "单位主要负责人 负责人"),
)

BUDGET_FIELDS = (
    Field("number", "序号"),
    Field("name", "项目明细", "预算项目 支出内容 明细", required=True),
    Field("source", "资金来源"),
    Field("initial", "年初预算数", "年初预算"),
    Field("adjustment", "调整数", "预算调整数 年中调整数"),
    Field("annual", "全年预算数", "全年预算数(A) 预算数(A) 预算数 调整后预算数 全年(调整)预算数"),
    Field("executed", "全年执行数", "全年执行数(B) 执行数(B) 执行数 预算执行数 实际支出数", required=True),
    Field(
        "executed_other",
        "执行数（其他）",
        "其他执行数 全年执行数（其他） 全年其他执行数 预算执行数（其他）",
        optional=True,
    ),
    Field("rate", "执行率", "执行率(B/A) 预算执行率", computed=True),
    Field("difference", "差异额", computed=True),
    Field("deviation", "差异率", computed=True),
    Field("reason", "差异说明"),
)

INDICATOR_FIELDS = (
    Field("level1", "一级指标", "一级绩效指标", required=True),
    Field("level2", "二级指标", "二级绩效指标"),
    Field("name", "三级指标", "指标内容 指标名称 指标名称(三级指标) 三级指标名称", required=True),
    Field("sign", "指标性质", "计算符号 指标符号 性质"),
    Field(
        "target",
        "年度指标值",
        "指标值 年初目标值(A) 年度指标值(A) 年初指标值 指标(目标)值 目标值 年初设定目标 年初目标值",
        required=True,
    ),
    Field("unit", "计量单位", "度量单位 单位"),
    Field(
        "actual",
        "实际完成值",
        "完成值 全年实际值(B) 全年实际值 全年完成值 年终完成值 实际完成指标值 实施进度 实际完成值(B)",
        required=True,
    ),
    Field("coefficient", "得分系数（%）", "得分系数", optional=True),
    Field("weight", "分值", "权重 指标权重(分) 指标权重 分值(10分) 权重(%)", required=True),
    Field("method", "计分方法"),
    Field("parameter", "方法参数"),
    Field("tier", "定性档次"),
    Field("typed_score", "手工得分"),
    Field("deduction", "扣减分数"),
    Field("deviation", "偏差率", computed=True),
    Field("system", "系统得分", computed=True),
    Field("score", "得分", "自评得分 自评分 评价得分 指标得分(分) 指标得分 实际得分", computed=True),
    Field("derivation", "计算说明", computed=True),
    Field(
        "reason",
        "偏差原因分析及改进措施",
        "未完成原因分析 未完成原因和改进措施 未完成原因及拟采取的改进措施 未达到指标值原因 "
        "偏差大或目标未完成原因分析 说明 偏差原因及改进措施 偏差原因",
    ),
    Field("evidence", "佐证材料", "佐证资料 附件"),
)

AMOUNTS = {
    field.field: field.title
    for field in BUDGET_FIELDS
    if field.field in ("initial", "adjustment", "annual", "executed", "executed_other")
}
"""The columns of 预算 with money that staff fill in, and what they are called."""
OPTIONAL = {field.field: field.title for field in (*BUDGET_FIELDS, *INDICATOR_FIELDS) if field.optional}
"""The columns that only some standards have, and what they are called."""


def header_key(text: str) -> str:
    """Fold a header or label for comparison: no white space or line breaks, half-width, no ``*``, ``:`` at the end."""
    return _short_key(text) if len(text) < _SHORT else _folded(text)


def _folded(text: str) -> str:
    return "".join(normalise(text).split()).strip("*★:").upper()


_short_key = functools.lru_cache(maxsize=4096)(_folded)
"""The same, remembered: the labels of one form stand on every other."""


def spellings(fields: tuple[Field, ...]) -> dict[str, str]:
    """Return every known spelling of these headers, folded by :func:`header_key`, with the field it means."""
    return {header_key(title): field.field for field in fields for title in (field.title, *field.aliases)}


def titles(fields: tuple[Field, ...]) -> dict[str, str]:
    """Return what our templates call each field."""
    return {field.field: field.title for field in fields}


def present(fields: tuple[Field, ...], extra: Collection[str]) -> tuple[Field, ...]:
    """Return the columns that the workbook of a standard with the ``extra`` fields has."""
    return tuple(field for field in fields if not field.optional or field.field in extra)


def computed(fields: tuple[Field, ...]) -> tuple[str, ...]:
    """Return the fields that the program fills, in sheet order."""
    return tuple(field.field for field in fields if field.computed)
