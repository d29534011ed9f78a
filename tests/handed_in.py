"""A unit with three projects in workbooks, of two standards, and a fourth as a form in Word: published tables, mended.

What the published copies lost or got wrong is filled in; the unit, the year and the names of people are made up.
"""

from __future__ import annotations

import copy
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.domain.layout import INDICATORS, PROJECT
from selfeval_xl.tasks.assess import assess
from selfeval_xl.tasks.import_form import workbook_bytes
from tests import containers, paper

UNIT, YEAR = "临江区农业农村和水利局", 2025
WATER, SCIENCE, INSURANCE, FISHING = "水旱灾害防御经费", "科普经费", "建档立卡个人缴费县级配套资金", "长江禁捕补贴项目"
Row = Mapping[str, Any]
_SAID = {
    "项目概况": "按照年度工作计划和区级预算批复安排资金，由本单位组织实施，资金专款专用。",
    "项目总目标": "保障项目任务按期完成，提高财政资金使用效益。",
    "年度绩效目标": "完成年度各项任务，服务对象满意。",
    "实际完成情况": "年度任务基本完成，资金支出符合规定。",
    "业务管理情况": "成立工作专班，制定实施方案，按月调度进度，年末组织验收。",
    "财务管理情况": "严格执行财务管理制度，资金拨付手续齐全，账目清楚。",
    "主要经验及做法": "任务分解到岗位，按季通报进度。",
    "存在的问题": "部分指标测算不够准确，个别任务完成较慢。",
    "改进建议": "下一年度加强前期调研，合理设定指标值，加快支出进度。",
    "主管部门": "临江区人民政府",
    "实施单位": UNIT,
    "填报人": "王小明",
    "联系电话": "027-12345678",
    "单位负责人": "李大山",
    "填报日期": "2026年3月10日",
    "项目起止时间": "2025年1月至12月",
}
_BOOKS: tuple[tuple[str, str, str, Mapping[int, Row]], ...] = (
    (WATER, "ah-chuzhou-tianchang-slj-2022-fangyu", "mof-2020", {
        1: {"指标性质": "≥", "计量单位": "个"},
        2: {"指标性质": "≥", "计量单位": "个"},
        3: {"年度指标值": "100%", "实际完成值": "100%"},
        4: {"年度指标值": "100%", "实际完成值": "100%"},
        5: {"年度指标值": "≤880万元", "实际完成值": "880万元"},
        6: {"年度指标值": "安全度汛", "实际完成值": "达成预期指标", "手工得分": 10},
        7: {"年度指标值": "不受损失", "实际完成值": "达成预期指标", "手工得分": 10},
        8: {"年度指标值": "良性运行", "实际完成值": "达成预期指标", "手工得分": 10},
        9: {"年度指标值": "≥90%", "实际完成值": "92%"},
    }),
    (SCIENCE, "hb-ezhou-kexie-2022-kepu", "hubei-2019", {
        1: {"分值": 8}, 2: {"分值": 6, "偏差原因分析及改进措施": "一场因天气原因取消，下年提前安排。"},
        3: {"分值": 8}, 4: {"分值": 6, "手工得分": 6}, 5: {"分值": 6, "手工得分": 6}, 6: {"分值": 6},
        7: {"分值": 14, "年度指标值": "10%", "实际完成值": "10.5%"},
        8: {"分值": 13, "年度指标值": "10%", "实际完成值": "10%"},
        9: {"分值": 13, "年度指标值": "10%", "实际完成值": "10%"},
    }),
    (INSURANCE, "sx-jishan-ybj-2020-jiandanglika", "mof-2020", {
        1: {"计量单位": "人"},
        5: {"手工得分": 27, "偏差原因分析及改进措施": "部分人员外出务工，异地就医结算不便，将加强宣传。"},
        6: {"手工得分": 9, "偏差原因分析及改进措施": "个别人员对报销流程不熟悉，将上门讲解。"},
    }),
)  # fmt: skip


def build(folder: Path) -> list[Path]:
    """Write the three workbooks and the form, and return them."""
    made = [_book(folder / f"{name}.xlsx", name, table, standard, rows) for name, table, standard, rows in _BOOKS]
    return [*made, _form(folder / "禁捕补贴.docx")]


def _book(path: Path, name: str, table: str, standard: str, rows: Mapping[int, Row]) -> Path:
    paper.lay_out(paper.PUBLISHED[table], path)
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(assess(str(path), standard))))
    _say(book[PROJECT], {**_SAID, "项目名称": name, "评价年度": YEAR})
    sheet = book[INDICATORS]
    head = next(row for row in sheet.iter_rows() if row[0].value == "一级指标")
    columns = {str(cell.value): cell.column for cell in head if cell.value}
    first = head[0].row
    for number in range(1, 30):
        if sheet.cell(first + number, columns["三级指标"]).value:
            given = {"佐证材料": f"验收单{number}" if number % 4 else None, "手工得分": None, **rows.get(number, {})}
            for title, value in given.items():
                sheet.cell(first + number, columns[title]).value = value
    book.save(path)
    return path


def _say(sheet: Worksheet, said: Row) -> None:
    for (label,) in sheet.iter_rows(max_col=1):
        if label.value in said:
            label.offset(column=1).value = said[label.value]


def _form(path: Path) -> Path:
    table = copy.deepcopy(dict(paper.PUBLISHED["hb-changjiangjinbu-2020"]))
    table |= {"title": FISHING, "year": YEAR}
    table["indicators"][3] |= {"target_text": "≥90%", "actual_text": "96%"}
    table["indicators"][0] |= {"target_text": "6艘", "actual_text": "6艘"}
    book = openpyxl.load_workbook(io.BytesIO(paper.lay_out(table, io.BytesIO()).getvalue()))
    for row in book.active.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.value = cell.value.replace("某街道办事处", UNIT).replace("2023年1月5日", "2026年3月10日")
    path.write_bytes(containers.word(book.worksheets))
    return path
