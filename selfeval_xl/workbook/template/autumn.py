"""The workbook as it is needed when targets are written: what reports results is folded, and stays.

In spring staff unfold it, by the ＋ above the columns and beside the rows, and go on in the same workbook.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.domain.layout import BUDGET, INDICATORS, MONITORING, PROJECT, RESULTS
from selfeval_xl.domain.place import column_letters
from selfeval_xl.workbook.template import budget, indicators, project, styles
from selfeval_xl.workbook.template.table import CHECK_ROW, TITLE_ROW, TemplateTable

STEPS = (
    f"在“{PROJECT}”填写项目的基本情况、起止时间、概况和目标，选好评价标准和金额单位。折叠的行年底再填。",
    f"在“{BUDGET}”逐行填写申请的预算数（“年初预算数”）；一级序号写 1、2，下级写 1.1、1.2。",
    f"在“{INDICATORS}”逐行填写指标、指标值和分值，“佐证材料”写年底拿什么证明。列可以调换，行可以插入，表头文字不要改。",
    f"检查目标：selfeval-xl target 这个文件 -o 检查结果.xlsx，看“{RESULTS}”；“必改”的改完，再用 --form 写出申报表。",
    f"夏天加一张“{MONITORING}”表：selfeval-xl monitor 这个文件 --month 7，指标和资金不用再抄。",
    f"年底点开“{INDICATORS}”“{BUDGET}”列标题上方、“{PROJECT}”行号左边的＋，填写完成情况，就是自评表，再计算评分。",
)
_TITLES = {PROJECT: "项目信息", BUDGET: "预算", INDICATORS: "指标"}
_PROMPTS = {
    PROJECT: {
        "评价年度": "目标是哪一年的，四位年份，一般是下一年。",
        "核定预算总额": "下一年度申请的预算总额；批复以后改成批复数。",
        "项目起止时间": "必填。项目从哪天到哪天，如“2026年3月至2026年11月”。时效指标的日期要在这段时间里。",
        "项目概况": "立项依据、主要内容、实施时间、资金来源等。指标要与这里写的内容有关。",
        "项目总目标": "项目全周期要达到的目标；只做一年的可以空着。",
        "年度绩效目标": "下一年度要达到的目标：做多少、做到什么程度、有什么效果。",
    },
    BUDGET: {
        "年初预算数": "下一年度申请的预算数，单位见“项目信息”的金额单位。",
        "差异说明": "年底说明差异；现在可以空着。",
    },
    INDICATORS: {
        "三级指标": "必填。写具体、可衡量的内容，年底拿得出材料证明；不要留“**”。",
        "年度指标值": "必填。下一年度要达到的数，如 2400人、≥95%、11月底前。少写“明显提高”一类说不清怎么算的话。",
        "分值": "必填。本指标的满分，不能小于 0。合计见上方核对栏，年底按它计分。",
        "佐证材料": "年底拿什么证明：统计表、验收单、问卷等。满意度写明怎么调查。",
    },
}
"""What staff are told in autumn, by the title of the column or label; all others say the same all year."""
_RESULTS_OF = {
    BUDGET: ("adjustment", "annual", "executed", "executed_other", "rate", "difference", "deviation"),
    INDICATORS: (
        *("actual", "coefficient", "tier", "typed_score", "deduction", "deviation", "system", "score"),
        *("derivation", "reason"),
    ),
}
_RESULT_GROUPS = (3, 4)
"""The groups of 项目信息 that report, counted from 1: management; experience, problems and advice."""


def fold(sheets: Mapping[str, Worksheet], form: str, extra: Iterable[str]) -> None:
    """Fold what is not needed yet on the sheets of a workbook just built, and let the prompts speak of the next year.

    ``form`` and ``extra`` are those of its standard.
    """
    for name, title in _TITLES.items():
        sheets[name].cell(TITLE_ROW, 1).value = f"项目支出绩效目标和自评　{title}"
        for rule in sheets[name].data_validations.dataValidation:
            rule.prompt = _PROMPTS[name].get(rule.promptTitle, rule.prompt)
    for name, own in ((BUDGET, budget.TABLE), (INDICATORS, indicators.TABLE)):
        _fold_columns(sheets[name], own.having(frozenset(extra)), _RESULTS_OF[name])
    _count_under_folded(sheets[INDICATORS])
    _fold_rows(sheets[PROJECT], sorted(_rows_of_results(form)))


def _fold_columns(sheet: Worksheet, own: TemplateTable, fields: Collection[str]) -> None:
    sheet.column_dimensions.max_outline = 1  # which openpyxl would count too late
    before = False
    for number, field in enumerate(own.fields, 1):
        column, is_folded = sheet.column_dimensions[column_letters(number)], field.field in fields
        if is_folded:
            column.outlineLevel, column.hidden = 1, True
        elif before:
            column.collapsed = True  # here Office draws the ＋
        before = is_folded


def _count_under_folded(sheet: Worksheet) -> None:
    """Let the count of blank results end with the folded columns: alone, beside nothing, it would say nothing."""
    (area,) = [each for each in sheet.merged_cells.ranges if each.min_row == CHECK_ROW and each.min_col > 16]
    first, last = sheet.cell(CHECK_ROW, area.min_col), sheet.cell(CHECK_ROW, area.max_col)
    sheet.unmerge_cells(area.coord)
    if area.max_col - area.min_col > 1:
        sheet.merge_cells(f"{first.coordinate}:{sheet.cell(CHECK_ROW, area.max_col - 1).coordinate}")
    styles.dress(last, styles.LABEL)


def _rows_of_results(form: str) -> Iterator[int]:
    places = project.rows(form)
    yield places["actual_result"]
    for number, (_heading, fields) in enumerate(project.groups(form), 1):
        if number in _RESULT_GROUPS:
            yield places[fields[0]] - 1
            yield from (places[field] for field in fields)


def _fold_rows(sheet: Worksheet, rows: list[int]) -> None:
    sheet.sheet_format.outlineLevelRow = 1
    for row in rows:
        sheet.row_dimensions[row].outlineLevel, sheet.row_dimensions[row].hidden = 1, True
    sheet.row_dimensions[rows[-1] + 1].collapsed = True
