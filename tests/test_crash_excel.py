"""Excel fails in the middle of a click: inputs stay, the backup is there and told, and nothing half-written passes."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from selfeval_xl.storage import temp_dir
from selfeval_xl.tasks.assess import assess
from tests.fakewin import com
from tests.fakewin.desk import Cells, Desk, cells
from tests.test_excel_macros import inputs, ours, timeless

When = Callable[[int, int], bool]
HALF = "可能只更新了一部分，您填的内容没有改动"


def once(number: int, at: int) -> bool:
    return number == at


def from_then_on(number: int, at: int) -> bool:
    return number >= at


def fail(desk: Desk, at: int, when: When) -> None:
    """Let the ``at``-th call to Excel from now on fail, or all from that one on, as when it has crashed."""
    process = desk.excel.process
    real, count = com.Process.receive, 0

    def receive(call: str) -> None:
        nonlocal count
        count += 1
        if when(count, at):
            raise com.failure("远程过程调用失败。")
        real(process, call)

    process.receive = receive  # type: ignore[method-assign]


def calls_of(desk: Desk, macro: str) -> int:
    desk.calls.clear()
    desk.click(macro)
    return len(desk.calls)


def computed(found: Cells) -> Cells:
    return {where: value for where, value in timeless(found).items() if ours(where)}


@pytest.mark.parametrize("when", [once, from_then_on], ids=["once", "from then on"])
def test_a_call_that_fails_harms_no_input_and_is_told_as_it_is(at: Desk, when: When) -> None:
    """Some of the calls of one click; the long tests try every call of every button."""
    assert try_calls(at, "check()", when, every=5) >= 1


def test_when_excel_dies_while_results_are_written_the_backup_is_told(at: Desk) -> None:
    assert try_calls(at, "calculate()", from_then_on, every=23) >= 2


def try_calls(at: Desk, macro: str, when: When, every: int = 1) -> int:
    """Let one call after another fail; return after how many the results were half-written, and that was said."""
    before = cells(at.book.content)
    count = calls_of(at, macro)
    done = computed(cells(at.book.content))
    return sum(is_half(renewed(at), macro, when, number, before, done) for number in range(2, count + 1, every))


def renewed(at: Desk) -> Desk:
    """The same desk as it was in the beginning."""
    for left in at.folder.iterdir():
        left.unlink()
    return Desk(at.windows, at.folder)


def is_half(at: Desk, macro: str, when: When, number: int, before: Cells, done: Cells) -> bool:
    """Whether the results are said to be half-written when that call fails; whatever is said must be true."""
    fail(at, number, when)
    at.click(macro)
    found = cells(at.book.content)
    (said,) = at.told
    assert inputs(found) == inputs(before) and "Traceback" not in said, number
    assert list(Path(tempfile.gettempdir()).glob("*.tmp")) == [], number
    if HALF in said:
        assert macro != "calculate()" or kept_copy(said) == before, number
    elif computed(found) != done:
        assert computed(found) == computed(before), (number, said)
        assert "总分" not in said and "已着色" not in said, (number, said)
    return HALF in said


def kept_copy(said: str) -> Cells:
    """The cells of the backup that a message names."""
    path = said.partition("点按钮之前的样子在“")[2].partition("”")[0]
    assert path.endswith(".xlsx")
    return cells(openpyxl.load_workbook(path, data_only=True))


def test_after_a_failure_another_click_makes_it_whole(at: Desk) -> None:
    count = calls_of(at, "calculate()")
    done = computed(cells(at.book.content))
    at = renewed(at)
    fail(at, count * 2 // 3, once)
    at.click("calculate()")
    del at.excel.process.receive
    at.click("calculate()")
    assert computed(cells(at.book.content)) == done


@pytest.mark.parametrize(
    ("macro", "name"),
    [("export_summary()", "汇总.xlsx"), ("new_workbook('mof-2020')", "新.xlsx"), ("write_report()", "报告.docx")],
)
def test_who_saves_over_a_file_is_told_where_the_one_before_is(at: Desk, macro: str, name: str) -> None:
    (at.folder / name).write_bytes(b"of last year")
    at.excel.chosen = str(at.folder / name)
    at.click(macro)
    (backup,) = at.folder.glob("*.备份-*")
    assert backup.read_bytes() == b"of last year" and str(backup) in at.told[0]


def test_samples_that_were_only_looked_at_do_not_pile_up(at: Desk) -> None:
    for _ in range(3):
        at.click("open_sample('donghu-2017')")
    first = Path(at.excel.active.FullName)
    assert at.told == [] and list(first.parent.iterdir()) == [first]
    first.write_bytes(b"tried out and saved")
    at.click("open_sample('donghu-2017')")
    assert at.excel.active.FullName != str(first) and first.read_bytes() == b"tried out and saved"


def test_a_disk_that_fills_up_while_the_backup_is_written_leaves_no_half_of_one(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(_book: object, path: str) -> None:
        Path(path).write_bytes(b"PK\x03\x04")
        raise com.failure("磁盘已满。")

    monkeypatch.setattr(type(at.book), "SaveCopyAs", half)
    before = cells(at.book.content)
    at.click("calculate()")
    assert "备份写不出来" in at.told[0] and cells(at.book.content) == before
    assert [path.name for path in at.folder.iterdir()] == [at.book.Name]
    assert list(Path(tempfile.gettempdir()).iterdir()) == []


def test_clicks_that_calculate_nothing_push_no_backup_out(at: Desk) -> None:
    at.click("calculate()")
    kept = {path.name for path in at.folder.iterdir()}
    sheet = at.book.content["项目信息"]
    standard = next(row[1] for row in sheet.iter_rows() if row[0].value == "评价标准")
    standard.value = "没有这个标准"
    for _ in range(8):
        at.click("calculate()")
    assert "没有这个标准" in at.told[-1]
    assert {path.name for path in at.folder.iterdir()} == kept


def test_many_clicks_leave_the_newest_five_backups(at: Desk) -> None:
    for _ in range(6):
        at.click("calculate()")
    found = [path for path in at.folder.iterdir() if ".备份-" in path.name]
    assert len(found) == 5 and all(str(assess(str(path)).card.total) == "89.00" for path in found)


def test_a_temporary_folder_that_is_gone_is_told(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = cells(at.book.content)
    monkeypatch.setattr(tempfile, "tempdir", str(at.folder / "没有"))
    at.click("check()")
    assert "临时文件夹" in at.told[0] and "意料之外" not in at.told[0]
    assert cells(at.book.content) == before


def test_folders_of_killed_clicks_are_taken_away_a_day_later_and_nothing_else(at: Desk) -> None:
    temporary = Path(tempfile.gettempdir())
    ours = temporary / "selfeval-ab_c1234.tmp"
    others = [temporary / name for name in ("selfeval-demo", "selfeval-ab_c1234", "selfeval-ab_c12345.tmp")]
    fresh = temporary / "selfeval-fresh123.tmp"
    for folder in (ours, *others, fresh):
        folder.mkdir()
        (folder / "表.xlsx").write_bytes(b"x")
        os.utime(folder, (0, 0)) if folder != fresh else None
    with temp_dir.folder() as made:
        assert Path(made).parent == temporary
    assert set(temporary.iterdir()) == {*others, fresh}
