"""``new --for targets``: in autumn only what is needed then is in sight; in spring the same workbook is unfolded."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.cli import main
from selfeval_xl.domain.layout import BUDGET, GUIDE, INDICATORS, PROJECT
from selfeval_xl.storage import standards
from selfeval_xl.tasks.assess import assess
from selfeval_xl.workbook.template import empty_workbook
from tests.judges import office, openxml
from tests.test_new_workbooks import fill

IN_SIGHT = {
    BUDGET: ["序号", "项目明细", "资金来源", "年初预算数", "差异说明"],
    INDICATORS: [
        *("一级指标", "二级指标", "三级指标", "指标性质", "年度指标值", "计量单位"),
        *("分值", "计分方法", "佐证材料"),
    ],
}
FOLDED_ROWS = {
    *("实际完成情况", "三、项目管理情况", "业务管理情况", "财务管理情况"),
    *("四、经验、问题和建议", "主要经验及做法", "存在的问题", "改进建议"),
}
NAMES = ("mof-2020", "zhejiang", "chongqing", "hubei-2019")


@pytest.fixture(params=NAMES)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    made = tmp_path / "目标.xlsx"
    assert main(["new", "--for", "targets", "--standard", request.param, "--year", "2026", "-o", str(made)]) == 0
    return made


def in_sight(sheet: Worksheet) -> list[object]:
    """The headers of the columns that a person sees."""
    folded = [range(each.min, each.max + 1) for each in sheet.column_dimensions.values() if each.hidden and each.min]
    return [cell.value for cell in sheet[4] if cell.value and not any(cell.column in each for each in folded)]


def test_only_what_targets_need_is_in_sight(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    assert {name: in_sight(book[name]) for name in IN_SIGHT} == IN_SIGHT
    sheet = book[PROJECT]
    assert {cell.value for cell in sheet["A"] if sheet.row_dimensions[cell.row].hidden} == FOLDED_ROWS
    for name in IN_SIGHT:
        folded = [each for each in book[name].column_dimensions.values() if each.hidden]
        assert {each.outlineLevel for each in folded} == {1}
    assert book[PROJECT]["A1"].value.startswith("项目支出绩效目标和自评")


def test_prompts_and_steps_speak_of_the_coming_year(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    told = {rule.promptTitle: rule.prompt for name in IN_SIGHT for rule in book[name].data_validations.dataValidation}
    assert (
        "下一年度" in told["年初预算数"] and "下一年度" in told["年度指标值"] and "年底拿什么证明" in told["佐证材料"]
    )
    assert "selfeval-xl target" in " ".join(str(cell.value) for cell in book[GUIDE]["B"])


def test_nothing_is_missing_from_the_workbook_of_spring(path: Path) -> None:
    autumn = openpyxl.load_workbook(path)
    standard = assess(str(path)).standard
    spring = openpyxl.load_workbook(io.BytesIO(empty_workbook(standard, 2026)))
    assert autumn.sheetnames == spring.sheetnames
    for name in (PROJECT, BUDGET, INDICATORS):
        rows = [[cell.value for cell in row] for row in autumn[name].iter_rows(min_row=2)]
        assert rows == [[cell.value for cell in row] for row in spring[name].iter_rows(min_row=2)]
        assert autumn[name].data_validations.count == spring[name].data_validations.count


def test_the_same_workbook_is_scored_in_spring_and_stays_folded(path: Path, tmp_path: Path) -> None:
    standard = assess(str(path)).standard
    book = openpyxl.load_workbook(path)
    fill(book, standards.load(standard.id), 2026)
    book.save(path)
    assert assess(str(path)).card.total == Decimal(100)
    assert main(["score", str(path), "-o", str(tmp_path / "评分.xlsx")]) in (0, 1)
    assert in_sight(openpyxl.load_workbook(tmp_path / "评分.xlsx")[INDICATORS]) == IN_SIGHT[INDICATORS]


def test_targets_are_checked_in_it_before_anything_else(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["target", str(path)]) == 1
    told = capsys.readouterr().out
    assert "绩效目标" in told and "实际完成值" not in told


@pytest.mark.parametrize("path", NAMES[:1], indirect=True)
def test_the_judges_find_nothing_and_the_outline_is_kept(path: Path) -> None:
    assert openxml.notices(path) == []
    assert "##" not in office.printed_text(path)
    kept = openpyxl.load_workbook(office.recalculate(path))
    assert in_sight(kept[INDICATORS]) == IN_SIGHT[INDICATORS]
