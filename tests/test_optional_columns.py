"""执行数（其他） (浙江) and 得分系数 (重庆): in the template, on the official form, and read off a received one."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from selfeval_xl.documents.forms import kinds
from selfeval_xl.domain.layout import BUDGET, INDICATORS, OPTIONAL, PROJECT
from selfeval_xl.storage import standards
from selfeval_xl.tasks import export_form
from selfeval_xl.tasks.assess import Assessment, assess
from selfeval_xl.tasks.import_form import import_each
from selfeval_xl.workbook.template import empty_workbook
from selfeval_xl.workbook.template.table import HEADER_ROW

COLUMN = {"zhejiang": "executed_other", "chongqing": "coefficient"}
FACTS = {"项目名称": "培训项目", "实施单位": "市就业中心", "评价年度": 2024}
LINES = [
    {"序号": "1", "项目明细": "培训费", "年初预算数": 100, "全年预算数": 100, "全年执行数": 80, "执行数（其他）": 10}
]
ROWS = [
    {"三级指标": "培训人数", "年度指标值": "≥50人", "实际完成值": "45人", "分值": 50},
    {"三级指标": "效果", "年度指标值": "明显", "实际完成值": "部分达成", "分值": 40, "得分系数（%）": 0.7},
]


def filled(name: str, folder: Path) -> Assessment:
    """Return the assessment of the template of a standard, filled in by its headers."""
    path = folder / f"{name}.xlsx"
    path.write_bytes(empty_workbook(standards.load(name)))
    book = openpyxl.load_workbook(path)
    for row in book[PROJECT].iter_rows():
        if row[0].value in FACTS:
            row[1].value = FACTS[row[0].value]
    for sheet, typed in ((BUDGET, LINES), (INDICATORS, ROWS)):
        columns = {cell.value: cell.column for cell in book[sheet][HEADER_ROW]}
        for number, row in enumerate(typed, HEADER_ROW + 1):
            values = {"一级指标": "产出指标", "二级指标": "数量指标"} | row if sheet == INDICATORS else row
            for title, value in values.items():
                if title in columns:
                    book[sheet].cell(number, columns[title], value)
        for number in range(HEADER_ROW + 1 + len(typed), HEADER_ROW + 20):
            for column in columns.values():
                book[sheet].cell(number, column).value = None
    book.save(path)
    return assess(str(path))


def test_only_the_standards_that_count_a_column_have_it() -> None:
    extra = {name: standards.load(name).extra_fields for name in standards.available()}
    assert {name: fields for name, fields in extra.items() if fields} == {name: {COLUMN[name]} for name in COLUMN}
    for name in (*COLUMN, "mof-2020"):
        assert mentioned(empty_workbook(standards.load(name))) == {OPTIONAL[field] for field in extra[name]}


def mentioned(data: bytes) -> set[object]:
    """Return which of the optional columns the tables of a workbook have."""
    import io

    book = openpyxl.load_workbook(io.BytesIO(data))
    return {cell.value for sheet in (BUDGET, INDICATORS) for cell in book[sheet][HEADER_ROW]} & {*OPTIONAL.values()}


@pytest.mark.parametrize(
    ("name", "parts", "total"),
    [
        ("zhejiang", {"预算执行率": "9.00", "产出指标": None}, None),  # 90 of 100; 部分达成 has no score without one
        ("chongqing", {"预算执行率": "8.00", "绩效指标": "73.00"}, "81.00"),  # 45.00 + 40 x 70 %
    ],
)
def test_the_column_counts_and_stands_on_the_form_from_which_it_is_read_again(
    tmp_path: Path, name: str, parts: dict[str, str | None], total: str | None
) -> None:
    done = filled(name, tmp_path)
    card, standard = done.card, done.standard
    scores = {section.name: section.score and str(section.score) for section in card.sections if section.name in parts}
    assert scores == parts
    assert (card.total and str(card.total)) == total
    form = tmp_path / "自评表.xlsx"
    form.write_bytes(export_form.make(kinds.MOF, card, standard, str(form)))
    shown = [cell.value for row in openpyxl.load_workbook(form).active for cell in row]
    assert OPTIONAL[COLUMN[name]] in [str(cell).replace("\n", "") for cell in shown]
    again = import_each(str(form), name)[0]
    read = again.card.submission
    assert again.card.budget.executed == card.budget.executed
    if name == "zhejiang":
        assert [(line.executed, line.executed_other) for line in read.budget] == [(80_000_000, 10_000_000)]
    else:
        assert [row.coefficient for row in read.indicators] == [90, 70]
        assert (again.by_rule.total, again.card.total) == (card.total, card.total)
    assert [each.message for each in again.remarks if "没有对应的栏目" in each.message] == []


def test_a_standard_that_does_not_count_the_column_says_so(tmp_path: Path) -> None:
    done = filled("chongqing", tmp_path)
    form = tmp_path / "自评表.xlsx"
    form.write_bytes(export_form.make(kinds.MOF, done.card, done.standard, str(form)))
    told = [each.message for each in import_each(str(form), "mof-2020")[0].remarks]
    assert sum("“得分系数（%）”在这个评价标准的工作簿里没有对应的栏目" in each for each in told) == 1


def test_a_column_that_few_have_speaks_for_the_standard_that_counts_it(tmp_path: Path) -> None:
    done = filled("chongqing", tmp_path)
    form = tmp_path / "自评表.xlsx"
    form.write_bytes(export_form.make(kinds.MOF, done.card, done.standard, str(form)))
    book = openpyxl.load_workbook(form)
    book.active["A1"] = "重庆市某区项目支出绩效自评表"
    book.save(form)
    assert import_each(str(form))[0].card.standard_id == "chongqing"
