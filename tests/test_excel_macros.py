"""The buttons, pressed on Windows: xlwings' own Windows engine and our macros are real, the rest is made up."""

import gc
import importlib
import re
import tempfile
import webbrowser
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest
from docx import Document

from selfeval_xl.domain.layout import BUDGET, GUIDE, INDICATORS, PROJECT, RESULTS, SUMMARY
from selfeval_xl.storage import resources
from selfeval_xl.tasks import help as pages
from selfeval_xl.tasks.assess import Assessment, assess
from tests import folders, tiny
from tests.fakewin import com
from tests.fakewin.desk import SAMPLE, Cells, Desk, cells

SAID = (
    "总分 89.00 分，等级：良好。\n问题：必改 0　建议 4　提示 3。\n单元格已着色，详见“校验结果”，点位置可以跳到单元格。"
)
COMPUTED = {INDICATORS: range(14, 18), BUDGET: range(8, 11)}
SWITCH = (RESULTS, 11, 7)


def timeless(found: Cells) -> Cells:
    return {
        where: re.sub("计算时间：[-0-9: ]+", "", value) if isinstance(value, str) else value
        for where, value in found.items()
    }


def by_file(path: Path) -> Cells:
    """The cells of the workbook as the command line fills it."""
    done: Assessment = assess(str(path))
    return cells(openpyxl.load_workbook(BytesIO(done.filled(done.output())), data_only=True))


def ours(where: tuple[str, int, int]) -> bool:
    """Whether the program may write there."""
    sheet, _, column = where
    return sheet in (SUMMARY, RESULTS) or column in COMPUTED.get(sheet, ())


def inputs(found: Cells) -> Cells:
    return {where: value for where, value in found.items() if not ours(where)}


# --- 计算评分


def test_the_score_is_that_of_the_file_mode_cell_by_cell(at: Desk) -> None:
    at.click("calculate()")
    assert at.told == [SAID]
    found = timeless(cells(at.book.content))
    assert found == timeless(by_file(at.folder / SAMPLE))
    assert any(value == 89.0 for (sheet, *_), value in found.items() if sheet == SUMMARY)


def test_what_was_typed_is_as_it_was(at: Desk) -> None:
    before = inputs(cells(at.book.content))
    at.click("calculate()")
    assert inputs(cells(at.book.content)) == before


def test_a_python_that_stays_alive_does_the_same(at: Desk) -> None:
    at.click_kept_alive("calculate()")
    assert at.told == [SAID]
    assert timeless(cells(at.book.content)) == timeless(by_file(at.folder / SAMPLE))


def test_a_second_click_gives_the_same_workbook(at: Desk) -> None:
    at.click("calculate()")
    first = cells(at.book.content)
    at.click("calculate()")
    assert cells(at.book.content) == first
    assert at.told == [SAID, SAID]


def test_what_was_typed_into_a_computed_column_is_told_and_stays_through_any_number_of_clicks(at: Desk) -> None:
    sheet = at.book.content[INDICATORS]
    sheet["P16"], sheet["N17"] = 9, "3-5"
    at.click("calculate()")
    first = cells(at.book.content)
    assert (sheet["P16"].value, sheet["N17"].value, sheet["P17"].value) == (9, "3-5", 8)
    assert at.told[0].startswith("总分 88.00 分")
    told = [cell.value for cell in at.book.content[RESULTS]["C"]]
    assert ("S17" in told, "S18" in told) == (True, True)
    at.click("calculate()")
    assert cells(at.book.content) == first


def test_a_score_follows_the_value_that_is_corrected_after_a_click(at: Desk) -> None:
    at.click("calculate()")
    at.book.content[INDICATORS]["G16"] = "2000人"
    at.click("calculate()")
    assert at.told[1].startswith("总分 87.33 分")
    assert at.book.content[INDICATORS]["P16"].value == 8.33
    assert "S17" not in [cell.value for cell in at.book.content[RESULTS]["C"]]


def test_the_backup_lies_beside_the_file_and_holds_what_was_there(at: Desk) -> None:
    before = cells(at.book.content)
    at.click("calculate()")
    (backup,) = at.folder.glob("样例.备份-*.xlsx")
    assert cells(openpyxl.load_workbook(backup, data_only=True)) == before
    assert str(assess(str(backup)).card.total) == "89.00"


def test_excel_is_left_as_it_was_with_the_summary_in_front(at: Desk) -> None:
    at.excel.EnableEvents = False
    at.click("calculate()")
    assert at.book.active_sheet == SUMMARY
    assert at.excel.active is at.book
    assert at.excel.Workbooks.open == [at.book]
    assert (at.excel.ScreenUpdating, at.excel.DisplayAlerts, at.excel.CopyObjectsWithCells) == (True, True, True)
    assert at.excel.EnableEvents is False
    assert at.book.Worksheets.Item(SUMMARY).objects_laid_over == 0
    assert list(Path(tempfile.gettempdir()).iterdir()) == []


def test_cells_between_the_indicators_keep_what_they_hold(at: Desk) -> None:
    sheet = at.book.content[INDICATORS]
    sheet.insert_rows(8)
    noted = {14: "科长批注", 15: "1-2", 16: "001"}
    for column, text in noted.items():
        sheet.cell(8, column).value = text
        sheet.cell(8, column).quotePrefix = True  # typed behind an apostrophe
    at.click("calculate()")
    assert at.told[0].startswith("总分 89.00 分")
    assert {column: sheet.cell(8, column).value for column in noted} == noted
    assert (sheet.cell(7, 16).value, sheet.cell(9, 16).value) == (2.0, 2.0)


def test_the_links_lead_to_the_cells_of_this_workbook(at: Desk) -> None:
    at.click("calculate()")
    links = at.book.Worksheets.Item(RESULTS).Hyperlinks.items
    assert len(links) > 10
    assert {link.Address for link in links} == {""} and all(link.SubAddress for link in links)


def calls_to_score(at: Desk, indicators: int) -> int:
    """Fill the sheet with that many indicators, score it, and count the calls to Excel."""
    sheet = at.book.content[INDICATORS]
    rows = [[cell.value for cell in cells] for cells in sheet["A5:M22"]]
    for number in range(max(indicators, len(rows))):
        values = rows[number % len(rows)] if number < indicators else [None] * sheet.max_column
        for column, value in enumerate(values, 1):
            sheet.cell(5 + number, column).value = value
    at.calls.clear()
    at.click("calculate()")
    assert "单元格已着色" in at.told[-1]
    assert sheet.cell(4 + indicators, 16).value is not None
    return len(at.calls)


@pytest.fixture
def leave_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many findings as rows make as many links; each that Excel spoils takes two calls."""
    monkeypatch.setattr("selfeval_xl.excel.writing.lead_here", lambda links: None)


def test_the_number_of_calls_to_excel_does_not_depend_on_the_rows(at: Desk, leave_links: None) -> None:
    """Scoring takes at most 50; leading the three charts after the table takes as many again and a half."""
    few = calls_to_score(at, 15)
    at.book = at.open("大表.xlsx")
    assert calls_to_score(at, 1_000) == few <= 117


def test_scoring_itself_takes_at_most_50_calls(at: Desk, leave_links: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("selfeval_xl.excel.writing.follow_charts", lambda source, target: None)
    assert calls_to_score(at, 15) <= 50


# --- 校验, 清除标记, 实时评分


def test_a_check_lists_the_problems_and_touches_no_score(at: Desk) -> None:
    before = {where: value for where, value in cells(at.book.content).items() if where[0] != RESULTS}
    at.click("check()")
    assert at.told == ["问题：必改 0　建议 4　提示 3。\n单元格已着色，点“位置”可以跳到单元格。"]
    after = cells(at.book.content)
    assert {where: value for where, value in after.items() if where[0] != RESULTS} == before
    assert after[SWITCH] == "标记：开"
    assert at.book.active_sheet == RESULTS
    assert list(at.folder.iterdir()) == [at.folder / SAMPLE]


def test_clearing_the_marks_turns_the_switch_and_nothing_else(at: Desk) -> None:
    at.click("calculate()")
    before = cells(at.book.content)
    at.click("clear_marks()")
    after = cells(at.book.content)
    assert {where for where in before | after if before.get(where) != after.get(where)} == {SWITCH}
    assert after[SWITCH] == "标记：关"
    assert "颜色已经去掉" in at.told[-1]


def test_a_workbook_without_marks_is_told_so(at: Desk) -> None:
    del at.book.content.defined_names["标记_开关"]
    at.click("clear_marks()")
    assert at.told == ["这个工作簿里没有着色的标记。"]


def test_live_scores_are_those_of_the_score_and_leave_no_trace(at: Desk) -> None:
    from xlwings import udfs

    at.click("calculate()")
    before = cells(at.book.content)
    at.click("live_scores()")
    sheet = at.book.Worksheets.Item(INDICATORS)
    ((box, formula),) = sheet.arrays.items()
    assert formula == '=SE_SCORES(A4:T22,"donghu-2017")'
    assert box == (4, 21, 22, 21)

    area = com.CDispatch(sheet.Range("A4:T22"))
    where = com.CDispatch(sheet.Range("U4:U22"))
    scores = udfs.call_udf("selfeval_xl.excel.udfs", "SE_SCORES", (area, "donghu-2017"), com.CDispatch(at.book), where)
    assert scores == [["实时得分"], *([before[INDICATORS, row, 16]] for row in range(5, 23))]

    for row, (value,) in enumerate(scores, 4):
        sheet.content.cell(row, 21).value = value
    at.click("live_scores()")
    assert sheet.arrays == {}
    assert cells(at.book.content) == before
    assert [text[:12] for text in at.told[1:]] == ["已在右边加上“实时得分”", "“实时得分”一列已经去掉"]


# --- files


def test_the_summary_goes_where_the_user_says(at: Desk) -> None:
    target = at.folder / "上报.xlsx"
    at.excel.chosen = str(target)
    at.click("export_summary()")
    assert at.excel.asked_to_save == ["样例-汇总.xlsx"]
    assert at.told == [f"已导出：{target}"]
    exported = openpyxl.load_workbook(target)
    assert exported.sheetnames == [SUMMARY]
    assert 89 in {cell.value for row in exported.active.iter_rows() for cell in row}


def test_the_report_goes_where_the_user_says(at: Desk) -> None:
    target = at.folder / "报告.docx"
    at.excel.chosen = str(target)
    at.click("write_report()")
    (said,) = at.told
    assert said.startswith(f"已生成：{target}")
    assert target.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(
    "macro",
    [
        *("export_summary()", "new_workbook('mof-2020')", "write_report()", "export_form()", "import_form()"),
        *("monitor()", "roll_up()", "review()"),
    ],
)
def test_who_thinks_better_of_it_gets_nothing(at: Desk, macro: str) -> None:
    at.click(macro)
    assert at.told == []
    assert list(at.folder.iterdir()) == [at.folder / SAMPLE]


@pytest.mark.parametrize("standard", resources.templates())
def test_a_new_workbook_is_written_and_opened(at: Desk, standard: str) -> None:
    at.excel.chosen = str(at.folder / "新表.xlsx")
    at.click(f"new_workbook('{standard}')")
    assert at.excel.asked_to_save == [f"绩效自评表-{standard}.xlsx"]
    assert at.excel.active.FullName == at.excel.chosen
    assert (at.folder / "新表.xlsx").read_bytes() == resources.read(f"{standard}.xlsx")


def test_the_sample_opens_as_a_copy_of_its_own(at: Desk) -> None:
    at.click("open_sample('donghu-2017')")
    assert at.excel.active is not at.book
    assert at.excel.active.FullName.startswith(tempfile.gettempdir())
    assert cells(at.excel.active.content) == cells(at.book.content)


def test_a_sample_that_another_excel_has_open_is_left_to_it(at: Desk) -> None:
    at.click("open_sample('donghu-2017')")
    first = Path(at.excel.active.FullName)
    first.with_name(f"~${first.name}").write_bytes(b"")
    at.click("open_sample('donghu-2017')")  # ours: Excel only shows it
    assert at.excel.active.FullName == str(first)
    at.excel.Workbooks.open = [book for book in at.excel.Workbooks.open if book.FullName != str(first)]
    at.book = at.excel.active = at.open("甲.xlsx")
    at.click("open_sample('donghu-2017')")
    assert at.excel.active.Name == first.name.replace(".xlsx", "-2.xlsx")


def must_mend(at: Desk) -> None:
    """Take out what no document can do without."""
    sheet = at.book.content[INDICATORS]
    (head,) = (row for row in sheet.iter_rows() if row[0].value == "一级指标")
    column = next(cell.column for cell in head if cell.value == "实际完成值")
    sheet.cell(head[0].row + 12, column).value = None


def test_everything_is_handed_in_beside_the_workbook(at: Desk) -> None:
    for _ in range(2):
        at.click("deliver()")
    first, second = at.told
    assert first.startswith(f"已生成全套报送材料：{at.folder / '报送材料'}（1 个项目，7 个文件")
    assert "原来的那一套改名为" in second and len(list(at.folder.glob("报送材料.备份-*"))) == 1
    (form,) = (at.folder / "报送材料").rglob("*-自评表.xlsx")
    assert assess(str(form)).card.total == 89
    assert at.excel.StatusBar is False


def beside(at: Desk, name: str, **typed: object) -> None:
    """Open another workbook from the same folder, like the one that is open but for what was typed on 项目信息."""
    path = at.folder / name
    book = openpyxl.load_workbook(at.folder / SAMPLE)
    labels = {row[0].value: row[0].row for row in book[PROJECT].iter_rows(max_col=1)}
    for label, value in typed.items():
        book[PROJECT].cell(labels[label], 2).value = value
    book.save(path)
    front = at.excel.active
    at.excel.Workbooks.Open(str(path))
    at.excel.active = front


def test_projects_that_are_open_side_by_side_are_handed_in_together(at: Desk) -> None:
    """Of the same unit and year, each once; what cannot be read is told by its name."""
    beside(at, "二.xlsx", 项目名称="第二个项目")
    beside(at, "样例-已评分.xlsx")
    beside(at, "别的单位.xlsx", 项目名称="别的项目", 实施单位="别的单位")
    beside(at, "错.xlsx", 评价标准="没有这样的标准")
    at.click("deliver()")
    assert at.told[0].startswith(f"已生成全套报送材料：{at.folder / '报送材料'}（2 个项目，10 个文件")
    assert "“错.xlsx”没有一起报：" in at.told[0] and "别的" not in at.told[0]
    forms = {path.name for path in (at.folder / "报送材料").rglob("*-自评表.xlsx")}
    assert forms == {"01-第二个项目-自评表.xlsx", "02-公共服务经费-自评表.xlsx"}


def test_what_must_be_mended_beside_the_workbook_is_told_by_project(at: Desk) -> None:
    beside(at, "二.xlsx", 项目名称="第二个项目")
    must_mend(at)
    at.click("deliver()")
    (said,) = at.told
    assert "【公共服务经费】" in said and "不一起报的，先关掉它再点" in said
    assert not (at.folder / "报送材料").exists()


@pytest.mark.parametrize("macro", ["deliver()", "export_form()", "export_summary()"])
def test_nothing_is_written_while_something_must_be_mended(at: Desk, macro: str) -> None:
    must_mend(at)
    at.excel.chosen = str(at.folder / "上报.xlsx")
    at.click(macro)
    (said,) = at.told
    assert "“必改”没有改，没有写任何文件" in said and "改好后再点一次" in said
    assert list(at.folder.iterdir()) == [at.folder / SAMPLE]


def test_a_report_is_a_draft_while_something_must_be_mended(at: Desk) -> None:
    must_mend(at)
    at.excel.chosen = str(at.folder / "报告.docx")
    at.click("write_report()")
    assert "草稿" in Document(str(at.folder / "报告.docx")).sections[0].header.paragraphs[0].text


def test_a_form_goes_out_and_comes_in_again(at: Desk) -> None:
    target = at.folder / "自评表.xlsx"
    at.excel.chosen = str(target)
    at.click("export_form()")
    assert at.excel.asked_to_save == ["样例-自评表.xlsx"]
    assert at.told[0] == f"已导出：{target}\n（项目支出绩效自评表，已重新打开与评分结果核对一致。）"
    at.click("import_form()")
    assert at.excel.active.FullName == str(at.folder / "自评表-自评.xlsx")
    assert at.told[1].startswith("已导入 1 张自评表：自评表-自评.xlsx。")


def test_what_is_printed_is_held_against_the_rule(at: Desk) -> None:
    at.click("calculate()")
    at.click("verify()")
    assert "总分 89.00分，等级 良好。\n核对了" in at.told[1] and "差错" not in at.told[1]


# --- 多项目汇总


def roll_up(at: Desk, folder: Path, beside: Callable[[], None]) -> None:
    at.excel.chosen_folder, at.excel.chosen = str(folder), str(at.folder / "汇总表.xlsx")
    at.click("roll_up()")
    assert not com.HELD
    beside()


def test_a_folder_is_rolled_up_beside_excel_and_the_result_opened(at: Desk, beside: Callable[[], None]) -> None:
    received = folders.projects(at.folder / "报来", 3)
    (received / "坏.xlsx").write_bytes(b"x")
    roll_up(at, received, beside)
    assert at.excel.asked_to_save == [str(received / "汇总表.xlsx")]
    assert at.excel.active.FullName == at.excel.chosen
    assert at.told == [
        f"汇总好了：读出 3 个，评出得分 3 个。\n有 1 个文件没有读出来，原因见“未读文件”。\n已写入：{at.excel.chosen}"
    ]
    rows = list(at.excel.active.content["项目汇总"].iter_rows(min_row=2, values_only=True))
    assert [row[9] for row in rows if row[9] is not None] == [89, 89, 89]
    assert at.excel.StatusBar is False


def test_the_status_bar_tells_how_far_it_is_and_nothing_is_kept_of_excel(
    at: Desk, beside: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("selfeval_xl.excel.dialogs._EVERY", 0)
    seen, put = [], type(at.excel).__setattr__

    def setting(excel: object, name: str, value: object) -> None:
        if name == "StatusBar":
            gc.collect()
            seen.append((value, len(com.HELD)))
        put(excel, name, value)

    monkeypatch.setattr(type(at.excel), "__setattr__", setting)
    roll_up(at, folders.projects(at.folder / "报来", 3), beside)
    texts = [text for text, _ in seen]
    assert texts[0] == "多项目汇总：读取 1/3" and texts[-1] is False
    assert {held for _, held in seen} == {1}


@pytest.mark.parametrize("trouble", ["edits a cell", "is gone"])
def test_an_excel_that_does_not_listen_any_more_does_not_stop_it(
    at: Desk, beside: Callable[[], None], monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    session = importlib.import_module("selfeval_xl.excel.session")
    monkeypatch.setattr(session, "_PATIENCE", 0.5)
    received = folders.projects(at.folder / "报来", 2)
    at.excel.chosen_folder, at.excel.chosen = str(received), str(at.folder / "汇总表.xlsx")
    at.click("roll_up()")
    if trouble == "is gone":
        at.windows.excels.remove(at.excel)
    else:
        at.excel.process.refusing = lambda: True
    beside()
    assert at.told == [f"汇总好了：读出 2 个，评出得分 2 个。\n已写入（Excel 正忙，请自己打开）：{at.excel.chosen}"]
    assert Path(at.excel.chosen).exists()


def test_a_project_of_several_units_is_put_together_as_on_the_command_line(
    at: Desk, beside: Callable[[], None]
) -> None:
    received = at.folder / "报来"
    received.mkdir()
    for unit in ("东区", "西区"):
        tiny.workbook({"项目信息": {"评价标准": "hubei-2019", "实施单位": unit}}, received / f"{unit}.xlsx")
    roll_up(at, received, beside)
    (row,) = at.excel.active.content["同项目合并"].iter_rows(min_row=2, values_only=True)
    assert row[4] == "东区、西区"


def test_a_second_click_reads_only_what_changed(
    at: Desk, beside: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    received = folders.projects(at.folder / "报来", 3)
    roll_up(at, received, beside)
    at.excel.active.Close(SaveChanges=False)
    monkeypatch.setattr("selfeval_xl.rollup.running.outcomes", lambda batch: (1 / 0 for _ in batch.sources))
    roll_up(at, received, beside)
    assert at.told[0] == at.told[1]


# --- what is said


def test_the_rules_are_on_the_guide_or_listed(at: Desk) -> None:
    at.click("explain_standard()")
    assert (at.told, at.book.active_sheet) == ([], GUIDE)
    del at.book.content[GUIDE]
    at.book.Worksheets.sheets = at.book.Worksheets.sheets[1:]
    at.click("explain_standard()")
    assert at.told[0].startswith("程序里的评价标准：\n") and "mof-2020　" in at.told[0]


@pytest.mark.parametrize(
    ("macro", "words"),
    [
        ("about()", "selfeval-xl 0."),
        ("show_help()", "点“计算评分”"),
        ("doctor()", "项正常"),
    ],
)
def test_every_other_button_says_something(at: Desk, macro: str, words: str) -> None:
    at.click(macro)
    (said,) = at.told
    assert words in said
    assert "意料之外" not in said


# --- 问题说明


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    addresses: list[str] = []

    def opens(address: str) -> bool:
        addresses.append(address)
        return True

    monkeypatch.setattr(webbrowser, "open", opens)
    return addresses


def test_on_a_chart_sheet_there_is_no_cell_and_all_pages_are_opened(at: Desk, opened: list[str]) -> None:
    at.book.content.create_chartsheet("图")
    at.book.active_sheet = "图"
    at.click("explain_finding()")
    assert (at.told, opened) == ([], [Path(pages.HTML).as_uri()])


def row_of(at: Desk, sheet: str, code: str) -> int:
    return next(cell.row for cells in at.book.content[sheet].iter_rows() for cell in cells if cell.value == code)


@pytest.mark.parametrize("sheet", [RESULTS, SUMMARY])
def test_the_page_of_the_selected_finding_is_opened(at: Desk, opened: list[str], sheet: str) -> None:
    at.click("calculate()")
    at.book.active_sheet, at.book.selected = sheet, f"E{row_of(at, sheet, 'C01')}"
    at.click("explain_finding()")
    assert at.told == [SAID]
    (address,) = opened
    assert address.endswith(quote("selfeval-问题说明-C01.html"))


def test_without_a_finding_in_the_row_all_pages_are_opened(at: Desk, opened: list[str]) -> None:
    at.click("explain_finding()")
    assert (at.told, opened) == ([], [Path(pages.HTML).as_uri()])


def test_where_there_is_no_browser_the_page_is_named(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda address: False)
    at.click("explain_finding()")
    assert at.told == [f"没有找到浏览器，请自己打开：{pages.HTML}"]
