"""What can go wrong between Excel and Python: nobody's Excel is harmed, nothing hangs, and all is said in Chinese."""

import atexit
import contextlib
import gc
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl.chart import BarChart
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table

from selfeval_xl.domain.layout import BUDGET, INDICATORS, RESULTS, SUMMARY
from tests import paper
from tests.fakewin import com
from tests.fakewin.desk import SAMPLE, Desk, cells, more

ROOT = Path(__file__).parents[1]
DONE = "总分 89.00 分，等级：良好。"


def backups(folder: Path) -> list[str]:
    return [path.name.partition(".备份-")[0] for path in folder.iterdir() if ".备份-" in path.name]


# --- whose workbook


@pytest.mark.parametrize(
    "name", ["自评 表(终稿).xlsx", "2017年=自评.xlsx", "a=b = c.xlsx", "＝&100%^自评.xlsx", "𠮷野家é한글.xlsx"]
)
def test_a_workbook_of_any_name_is_found(at: Desk, name: str) -> None:
    at.book = at.open(name)
    at.click("calculate()")
    assert at.told[0].startswith(DONE)
    assert at.book.active_sheet == SUMMARY
    assert backups(at.folder) == [name.removesuffix(".xlsx")]


def test_a_workbook_that_is_gone_is_said_to_be(at: Desk) -> None:
    at.book = at.open("a=b.xlsx")
    at.book.Close(SaveChanges=False)
    at.click("calculate()")
    assert at.told == ["找不到工作簿“a=b.xlsx”，它可能已经关闭。\n请重新打开它，再点一次按钮。" + more("F53")]


def test_an_official_form_is_not_written_into(at: Desk) -> None:
    """It is scored from the command line; none of its sheets has room for 汇总 and the computed columns."""
    form = paper.lay_out(paper.PUBLISHED["sx-jishan-ybj-2020-jiandanglika"], at.folder / "自评表.xlsx")
    at.book = at.open(form.name, form.read_bytes())
    before = cells(at.book.content)
    at.click("calculate()")
    assert len(at.told) == 1 and "绩效自评.html" in at.told[0] and at.told[0].endswith(more("F15"))
    assert cells(at.book.content) == before and backups(at.folder) == []


@pytest.mark.parametrize("full_name", ["工作簿1", "https://d.docs.live.net/1/自评%20表.xlsx"])
def test_a_workbook_that_lies_in_no_folder_has_its_backup_among_the_temporary_files(at: Desk, full_name: str) -> None:
    at.book.FullName, at.book.Name = full_name, full_name.rpartition("/")[2].replace("%20", " ")
    at.click("calculate()")
    assert at.told[0].startswith(DONE)
    (backup,) = Path(tempfile.gettempdir()).iterdir()
    assert backups(backup.parent) == ["工作簿1" if full_name == "工作簿1" else "自评 表"]
    assert at.told[0].endswith(f"\n点按钮之前的样子备份在：{backup}")


def test_a_never_saved_workbook_where_the_usual_format_is_the_old_one(at: Desk) -> None:
    """Excel saves the copy as .xls then, whatever name it is given."""
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "xls", "--outdir", at.folder, at.folder / SAMPLE], check=True
    )
    at.book.FullName = at.book.Name = "工作簿1"
    at.book.old_format = (at.folder / "样例.xls").read_bytes()
    refused(at, "“工作簿1”是Excel 97-2003 工作簿，这一步只能用 .xlsx 工作簿。\n请在 Excel 里点“文件－另存为”", "F03")
    assert list(Path(tempfile.gettempdir()).iterdir()) == []


def test_a_chart_sheet_in_front_is_no_trouble(at: Desk) -> None:
    at.book.content.create_chartsheet("图").add_chart(BarChart())
    at.book.active_sheet = "图"
    at.click("calculate()")
    assert at.told[0].startswith(DONE)
    assert at.book.active_sheet == SUMMARY


def test_a_folder_that_cannot_be_written_to_does_not_stop_the_score(at: Desk) -> None:
    at.excel.closed_folders = {str(at.folder)}
    at.click("calculate()")
    assert at.told[0].startswith(DONE)
    assert backups(Path(tempfile.gettempdir())) == ["样例"]
    assert f"\n点按钮之前的样子备份在：{tempfile.gettempdir()}" in at.told[0]


def test_without_a_backup_there_is_no_score(at: Desk) -> None:
    before = cells(at.book.content)
    at.excel.closed_folders = {str(at.folder), tempfile.gettempdir()}
    at.click("calculate()")
    assert at.told == [
        "“样例.xlsx”的备份写不出来，所以没有计算。\n请检查磁盘空间和文件夹权限，或把工作簿另存到“文档”再试。"
        + more("F54")
    ]
    assert cells(at.book.content) == before


@pytest.mark.parametrize("sheet", ["汇总", "指标"])
def test_a_protected_sheet_is_named_before_anything_is_written(at: Desk, sheet: str) -> None:
    at.book.content[sheet].protection.sheet = True
    before = cells(at.book.content)
    at.click("calculate()")
    assert at.told == [
        f"工作表“{sheet}”设置了保护，结果写不进去。\n请在“审阅”里撤销工作表保护，再点一次。" + more("F55")
    ]
    assert cells(at.book.content) == before
    assert at.excel.Workbooks.open == [at.book]


def refused(at: Desk, words: str, code: str) -> None:
    """A click is answered by these words, and every cell is as it was."""
    before = cells(at.book.content)
    at.click("calculate()")
    (said,) = at.told
    assert words in said and said.endswith(more(code))
    assert cells(at.book.content) == before
    assert at.excel.Workbooks.open == [at.book]


def filtered(at: Desk, sheet: str, area: str, hidden: list[int]) -> None:
    content = at.book.content[sheet]
    content.auto_filter.ref = area
    content.auto_filter.add_filter_column(1, ["数量指标"])
    for row in hidden:
        content.row_dimensions[row].hidden = True


def test_a_filter_on_the_indicators_is_told_and_left_alone(at: Desk) -> None:
    """Excel would put the first score into every cell that shows, and 汇总 would hold the right ones."""
    filtered(at, INDICATORS, "A4:M22", [6, 7])
    refused(at, "工作表“指标”正在筛选，这时 Excel 会把结果写错行，所以什么也没有写。\n请先显示全部行", "F60")
    sheet = at.book.Worksheets.Item(INDICATORS)
    assert sheet.AutoFilterMode and sheet.hidden == {6, 7}


def test_a_filter_that_happens_to_show_every_row_is_one_too(at: Desk) -> None:
    filtered(at, INDICATORS, "A4:M22", [])
    refused(at, "正在筛选", "F60")


def test_a_table_may_have_a_filter_of_its_own(at: Desk) -> None:
    table = Table(displayName="表1", ref="A4:M22")
    table.autoFilter = AutoFilter("A4:M22")
    table.autoFilter.add_filter_column(1, ["数量指标"])
    at.book.content[INDICATORS].add_table(table)
    refused(at, "正在筛选", "F60")


def test_the_arrows_of_a_filter_alone_are_no_trouble(at: Desk) -> None:
    at.book.content[INDICATORS].auto_filter.ref = "A4:M22"
    at.click("calculate()")
    assert at.told[0].startswith(DONE)
    assert at.book.content[INDICATORS].auto_filter.ref == "A4:M22"


@pytest.mark.parametrize(("sheet", "row"), [(INDICATORS, 9), (BUDGET, 5)])
def test_a_hidden_row_is_told_and_stays_hidden(at: Desk, sheet: str, row: int) -> None:
    at.book.content[sheet].row_dimensions[row].hidden = True
    refused(at, f"工作表“{sheet}”有隐藏的行（第 {row} 行）", "F60")
    assert at.book.content[sheet].row_dimensions[row].hidden


def test_a_row_that_nothing_is_written_into_may_be_hidden(at: Desk) -> None:
    at.book.content[INDICATORS].row_dimensions[40].hidden = True
    at.click("calculate()")
    assert at.told[0].startswith(DONE)


def test_a_filter_on_the_result_sheets_is_taken_off(at: Desk) -> None:
    """They are written as a whole, and only what shows would be copied."""
    at.click("calculate()")
    wanted = cells(at.book.content)
    filtered(at, RESULTS, "A11:F18", [13, 14])
    at.click("calculate()")
    assert at.told == [at.told[0]] * 2
    assert cells(at.book.content) == wanted
    sheet = at.book.Worksheets.Item(RESULTS)
    assert not sheet.AutoFilterMode and not sheet.hidden & {13, 14}


def test_what_excel_holds_otherwise_than_it_was_written_is_told(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """As another add-in does that rounds whatever is put into a cell."""
    monkeypatch.setattr("tests.fakewin.cells._as_entered", lambda value, cell: round(value) if value else None)
    monkeypatch.setattr(
        "selfeval_xl.excel.writing._areas", lambda columns: [writing()._Area(INDICATORS, 7, 16, [[2.5]])]
    )
    before = cells(at.book.content)
    at.click("calculate()")
    assert at.told[0].startswith("工作表“指标”的 P7 写进去以后再读，与算出来的不一样") and at.told[0].endswith(
        more("F99")
    )
    assert {where for where, value in cells(at.book.content).items() if before.get(where) != value} <= {
        (INDICATORS, 7, 16)
    }


def test_a_cell_that_is_formatted_as_text_holds_the_digits(at: Desk) -> None:
    at.book.content[INDICATORS]["P7"].number_format = "@"
    at.click("calculate()")
    assert at.told[0].startswith(DONE)
    assert at.book.content[INDICATORS]["P7"].value == "2"


def writing() -> Any:
    return sys.modules["selfeval_xl.excel.writing"]


def test_a_workbook_shared_the_old_way_is_not_half_written(at: Desk) -> None:
    at.book.MultiUserEditing = True
    refused(at, "旧式的“共享工作簿”", "F00")


def test_no_other_excel_is_touched(at: Desk) -> None:
    at.open("a=b.xlsx")
    at.stranger.Workbooks.adopt(at.book)
    for macro in ("calculate()", "check()", "clear_marks()", "live_scores()", "about()"):
        at.click(macro)
    assert len(at.told) == 5
    assert at.stranger.process.calls == []


# --- Excel does not listen


def test_while_a_cell_is_edited_it_waits_for_a_while_and_says_so(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from selfeval_xl.excel import session

    waits: list[float] = []
    monkeypatch.setattr(session, "calling", partial(session.calling, pause=waits.append))
    at.excel.process.refusing = lambda: True
    at.click("calculate()")
    assert at.told == [
        "Excel 正忙：可能有单元格还在编辑，或者开着一个对话框。\n请按 Enter 结束编辑，关掉对话框，再点一次按钮。"
        + more("F51")
    ]
    assert sum(waits) == 5.0
    assert at.excel.process.refused <= 30 * (len(waits) + 1)


def test_when_the_cell_is_finished_in_time_the_click_goes_on(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from selfeval_xl.excel import session

    waits: list[float] = []
    monkeypatch.setattr(session, "calling", partial(session.calling, pause=waits.append))
    at.excel.process.refusing = lambda: len(waits) < 3
    at.click("calculate()")
    assert at.told[0].startswith(DONE)
    assert len(waits) == 3


def test_an_excel_that_stops_listening_half_way_is_no_bug(at: Desk, tmp_path: Path) -> None:
    at.excel.process.refusing = lambda: "Workbooks.Open()" in at.calls[-3:]
    at.calls.clear()
    at.click("calculate()")
    assert at.told[0].startswith("Excel 正忙")
    assert not (tmp_path / "selfeval-xl").exists()


# --- nothing is kept of Excel

REFUSALS = {
    "no backup": lambda at: at.excel.closed_folders.update([str(at.folder), tempfile.gettempdir()]),
    "a filter": lambda at: filtered(at, INDICATORS, "A4:M22", [6]),
    "a protected sheet": lambda at: setattr(at.book.content[SUMMARY].protection, "sheet", True),
    "no input sheet": lambda at: at.book.content.remove(at.book.content[BUDGET]),
    "a bug": lambda at: at.book.__dict__.pop("MultiUserEditing"),
    "stops listening": lambda at: setattr(at.excel.process, "refusing", lambda: "Workbooks.Open()" in at.calls[-3:]),
    "nothing": lambda at: None,
}


@pytest.mark.parametrize("trouble", REFUSALS)
@pytest.mark.parametrize("way", ["click", "click_kept_alive"])
def test_after_a_click_nothing_is_held_of_excel(at: Desk, way: str, trouble: str) -> None:
    """A Python that stays alive would keep the Excel of which the last window is closed alive, unseen."""
    REFUSALS[trouble](at)
    with no_collection():
        getattr(at, way)("calculate()")
        assert len(at.told) == 1
        assert list(com.HELD) == []


@pytest.mark.parametrize(
    "macro", ["check", "clear_marks", "live_scores", "export_summary", "explain_standard", "doctor"]
)
def test_after_other_buttons_neither(at: Desk, macro: str) -> None:
    with no_collection():
        at.click_kept_alive(f"{macro}()")
        assert list(com.HELD) == []


def test_after_a_function_of_a_cell_neither(at: Desk) -> None:
    from xlwings import udfs

    sheet = at.book.Worksheets.Item(INDICATORS)
    with no_collection():
        for function, area in (("SE_SCORES", "A4:T22"), ("SE_GRADE", "G7")):
            values = (com.CDispatch(sheet.Range(area)), "mof-2020")
            where, book = com.CDispatch(sheet.Range("U4")), com.CDispatch(at.book)
            udfs.call_udf("selfeval_xl.excel.udfs", function, values, book, where)
            del values, where, book
            assert list(com.HELD) == [], function


@contextlib.contextmanager
def no_collection() -> Iterator[None]:
    """Only what the program itself does makes circles go away."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


# --- bugs and versions


def test_a_bug_is_kept_in_a_file_and_told_in_chinese(
    at: Desk, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    from selfeval_xl.excel import writing

    monkeypatch.setattr(writing, "_areas", lambda _columns: 1 / 0)
    at.click("calculate()")
    log = tmp_path / "selfeval-xl" / "selfeval-xl.log"
    assert at.told == [
        "程序出了意料之外的错（ZeroDivisionError），您填的内容没有改动。\n" + f"请把这个文件发给维护人员：{log}"
    ]
    assert "division by zero" in log.read_text("utf-8")
    # The add-in would show it, in whatever code page it takes it for.
    assert capfd.readouterr() == ("", "")
    assert at.excel.ScreenUpdating is at.excel.EnableEvents is True


def test_an_xlwings_of_another_version_is_refused(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    import xlwings

    monkeypatch.setattr(xlwings, "__version__", "0.38.0")
    at.click("calculate()")
    (said,) = at.told
    assert said == "加载项要求 xlwings 0.37.8，装的却是 0.38.0。\n请重新运行 install.cmd，再打开 Excel。" + more("F52")
    assert at.calls[-1:] == []


def test_what_lies_beside_a_received_workbook_is_not_imported(at: Desk) -> None:
    for name in ("selfeval_xl.py", "xlwings.py", "decimal.py", "样例.zip"):
        (at.folder / name).write_text("raise SystemExit(66)")
    at.book.content.create_sheet("xlwings.conf").append(["PYTHONPATH", str(at.folder)])
    at.click("calculate()")
    assert at.told[0].startswith(DONE)
    assert not [entry for entry in at.path if entry.startswith(str(at.folder)) or entry in ("", ".")]


# --- the end of Python

_CLICK = """
import atexit, subprocess, sys, tempfile, types
from pathlib import Path
ran = []
atexit.register(lambda: print(ran))  # registered first, so it comes last
subprocess.CREATE_NO_WINDOW = 0
def run(command, **_settings):
    ran.append(" ".join(command))
    return types.SimpleNamespace(stdout="\\n\\n\\nEXCEL.EXE 77 Console 1 9,999K K")
subprocess.run = run
from tests.fakewin.windows import on_windows
context = on_windows()
windows = context.__enter__()
import xlwings
"""
_BUTTON = """
from selfeval_xl.excel import macros
windows.start_excel()
macros.about()
"""
_CELL = """
from xlwings import udfs
udfs.call_udf("selfeval_xl.excel.udfs", "SE_GRADE", (89.0,), None, None)
"""


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_exit_of_xlwings_kills_every_excel_that_it_does_not_know() -> None:
    """If this changes, the two tests below judge nothing."""
    assert "taskkill /PID 77 /F" in python(_CLICK)


@pytest.mark.parametrize("work", [_BUTTON, _CELL], ids=["a button", "a formula"])
def test_after_our_work_the_exit_leaves_every_excel_alone(work: str) -> None:
    assert python(_CLICK + work) == "[]"


def test_nothing_heavy_is_imported_for_a_click() -> None:
    """xlwings itself takes pandas and numpy where they are; our installation brings neither."""
    heavy = ("pandas", "numpy", "openpyxl", "PIL", "xlsxwriter")
    blocked = f"import sys; sys.modules.update(dict.fromkeys({heavy!r}))\n"
    code = "import selfeval_xl.excel.macros\nprint(*sorted(name for name in sys.modules if sys.modules[name]))"
    imported = set(python(blocked + code).split())
    assert "selfeval_xl.excel.macros" in imported
    ours = {name for name in imported if name.startswith("selfeval_xl.")}
    assert not [name for name in ours if name.startswith(("selfeval_xl.install", "selfeval_xl.cli"))]
    assert not {"selfeval_xl.tasks.export", "selfeval_xl.writers.xlsx.layout"} & ours


def test_without_pandas_and_numpy_a_click_does_its_work(tmp_path: Path) -> None:
    code = f"""
import sys
sys.modules.update(dict.fromkeys(("pandas", "numpy", "PIL")))
from pathlib import Path
from tests.fakewin import com
from tests.fakewin.desk import Desk, windows
with windows() as started:
    at = Desk(started, Path({str(tmp_path)!r}))
    at.click("calculate()")
    print(at.told[0].splitlines()[0])
"""
    assert python(code) == DONE


def test_the_exit_hook_is_gone_after_a_click_in_this_process_too(at: Desk) -> None:
    at.click("about()")
    hooks = atexit._ncallbacks()
    atexit.unregister(sys.modules["xlwings._xlwindows"].cleanup)
    assert atexit._ncallbacks() == hooks
    assert (at.folder / SAMPLE).exists()
