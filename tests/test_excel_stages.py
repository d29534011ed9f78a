"""目标检查, 运行监控 and 复核 from the ribbon, on the Excel made up for the tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from selfeval_xl.cli import main
from selfeval_xl.domain.layout import MONITORING, RESULTS
from selfeval_xl.messages import codes
from tests import folders, plans
from tests.fakewin.desk import SAMPLE, Desk, cells, more

DONE, EXPECTED = 5, 6
LAMP, BASIS = 10, 11


def saved(at: Desk, name: str) -> Path:
    """The open workbook as it stands, in a folder of its own."""
    path = at.folder.parent / "另存" / name
    path.parent.mkdir(exist_ok=True)
    at.book.SaveCopyAs(str(path))
    return path


def values(path: Path, sheet: str) -> list[tuple[object, ...]]:
    """The rows of a sheet, without the empty cells at the end of each."""
    found = []
    for row in openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True):
        last = max((number for number, value in enumerate(row, 1) if value not in (None, "")), default=0)
        found.append(row[:last])
    return found


# --- 目标检查


def test_targets_are_checked_as_by_the_command_and_nothing_else_is_touched(at: Desk) -> None:
    before = {where: value for where, value in cells(at.book.content).items() if where[0] != RESULTS}
    copy = saved(at, "命令.xlsx")
    at.click("check_targets()")
    assert at.told[0].startswith("绩效目标的问题：必改 0　建议 ")
    assert main(["target", str(copy), "-o", str(copy.with_name("检查.xlsx"))]) == 0
    after = cells(at.book.content)
    assert {where: value for where, value in after.items() if where[0] != RESULTS} == before
    by_command = cells(openpyxl.load_workbook(copy.with_name("检查.xlsx"), data_only=True))
    found = {where: value for where, value in after.items() if where[0] == RESULTS}
    assert found == {where: value for where, value in by_command.items() if where[0] == RESULTS}
    assert any(str(value).startswith("G") for value in found.values())
    assert at.book.active_sheet == RESULTS and list(at.folder.iterdir()) == [at.folder / SAMPLE]


def test_an_open_form_of_targets_is_told_of_and_left_alone(at: Desk) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    plans.yearly(plans.PUBLISHED[1]).write(book, "目标表")
    book.save(at.folder / "申报表.xlsx")
    at.book = at.excel.Workbooks.Open(str(at.folder / "申报表.xlsx"))
    before = cells(at.book.content)
    at.click("check_targets()")
    assert at.told[0].startswith("问题：必改 ") and "目标表!" in at.told[0] and "导入官方表" in at.told[0]
    assert cells(at.book.content) == before


# --- 运行监控


def monitored(at: Desk, month: int) -> None:
    at.excel.numbers = [float(month)]
    at.click("monitor()")


@pytest.mark.parametrize("month", [7, 9])
def test_the_sheet_is_that_of_the_command(at: Desk, month: int) -> None:
    copy = saved(at, "命令.xlsx")
    before = cells(at.book.content)
    monitored(at, month)
    assert at.told[0].startswith(f"已加上工作表“运行监控”：1-{month}月，")
    assert main(["monitor", str(copy), "--month", str(month)]) == 0
    assert values(saved(at, "按钮.xlsx"), MONITORING) == values(copy, MONITORING)
    assert {where: value for where, value in cells(at.book.content).items() if where[0] != MONITORING} == before
    assert at.book.content.sheetnames[-1] == MONITORING == at.book.active_sheet
    assert at.excel.Workbooks.open == [at.book]
    (backup,) = at.folder.glob("*备份*")
    assert MONITORING not in openpyxl.load_workbook(backup).sheetnames


def test_a_month_that_is_none_is_asked_for_again(at: Desk) -> None:
    at.excel.numbers = [13.0, 6.5, 6.0]
    at.click("monitor()")
    assert "1-6月" in at.told[0] and at.excel.numbers == []


def test_the_second_click_lights_the_lamps_as_the_command_does_and_keeps_what_was_typed(at: Desk) -> None:
    monitored(at, 7)
    sheet = at.book.content[MONITORING]
    first = next(row for row in sheet.iter_rows(min_row=3) if row[2].value == "新增就业人数")
    first[DONE - 1].value, first[EXPECTED - 1].value = 10, 60
    before, copy = cells(at.book.content), saved(at, "命令.xlsx")
    at.click("monitor()")
    assert at.told[1].startswith("红灯 1　") and "M0" in at.told[1]
    assert first[LAMP - 1].value == "红灯"
    assert main(["monitor", str(copy)]) == 1
    assert values(saved(at, "按钮.xlsx"), MONITORING) == values(copy, MONITORING)
    after = cells(at.book.content)
    changed = {where for where in before | after if before.get(where) != after.get(where)}
    assert {(sheet, column) for sheet, _, column in changed} <= {(MONITORING, LAMP), (MONITORING, BASIS)}
    assert at.excel.Workbooks.open == [at.book]


@pytest.mark.parametrize(
    ("fixed", "code", "words"),
    [("ProtectStructure", codes.PROTECTED, "保护工作簿"), ("MultiUserEditing", codes.SHARED, "共享工作簿")],
)
def test_a_workbook_that_takes_no_sheet_is_left_as_it_is(at: Desk, fixed: str, code: str, words: str) -> None:
    before = cells(at.book.content)
    setattr(at.book, fixed, True)
    monitored(at, 7)
    assert words in at.told[0] and at.told[0].endswith(more(code))
    assert cells(at.book.content) == before and list(at.folder.iterdir()) == [at.folder / SAMPLE]


# --- 复核


def review(at: Desk, folder: Path, beside: Callable[[], None]) -> None:
    at.excel.chosen_folder = str(folder)
    at.click("review()")
    beside()


def test_a_folder_is_reviewed_beside_excel_and_what_was_typed_is_kept(at: Desk, beside: Callable[[], None]) -> None:
    received = folders.projects(at.folder / "报来", 2)
    (received / "坏.xlsx").write_bytes(b"x")
    target = at.folder / "报来-复核表.xlsx"
    review(at, received, beside)
    assert at.told[0].startswith("复核了 2 个项目") and at.told[0].endswith(f"已写入：{target}")
    assert at.excel.active.FullName == str(target) and at.excel.StatusBar is False
    by_command = at.folder.parent / "命令.xlsx"
    main(["review", str(received), "-o", str(by_command)])
    assert values(target, "复核表") == values(by_command, "复核表")

    at.excel.active.Close(SaveChanges=False)
    sheet = (book := openpyxl.load_workbook(target))["复核表"]
    column = next(cell.column for cell in sheet[1] if cell.value == "备注")
    sheet.cell(3, column).value = "现场看过"
    book.save(target)
    review(at, received, beside)
    assert "保留复核时填写的内容 1 行" in at.told[1] and "原来的那一份留了备份" in at.told[1]
    assert values(target, "复核表")[2][column - 1] == "现场看过"
    assert len(list(at.folder.glob("报来-复核表.备份-*.xlsx"))) == 1
