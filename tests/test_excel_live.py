"""The macros behind the ribbon on an open workbook: LibreOffice stands in for Excel, xlwings and our code are real."""

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import xlwings
from PIL import Image, ImageChops
from python_calamine import CalamineWorkbook

from selfeval_xl.cli import main
from selfeval_xl.documents.delivery import FOLDER
from selfeval_xl.domain.layout import BUDGET, INDICATORS, MONITORING, PROJECT, RESULTS, SHEETS, SUMMARY
from selfeval_xl.excel import macros
from selfeval_xl.storage import resources
from selfeval_xl.storage.saving import save_new
from selfeval_xl.writers import docx
from tests.fakewin.desk import more
from tests.judges import program
from tests.libre import button, engine, office, screen

Cells = dict[tuple[str, int, int], object]
SAMPLE = "样例.xlsx"
SAID = (
    "总分 89.00 分，等级：良好。\n问题：必改 0　建议 4　提示 3。\n单元格已着色，详见“校验结果”，点位置可以跳到单元格。"
)
SIGNATURE = "签批日期"  # in the last table of 汇总
INPUTS = (PROJECT, BUDGET, INDICATORS)
ADVICE, NOTICE = (0xFF, 0xE0, 0x8A), (0xD5, 0xE0, 0xF0)
# The cells that the findings of the sample speak of, and their colour: P02, P02, B11, Q03, Q06, R07.
MARKED = {
    (PROJECT, "B27"): ADVICE,
    (PROJECT, "B29"): ADVICE,
    (BUDGET, "K12"): ADVICE,
    (INDICATORS, "B20"): NOTICE,
    (INDICATORS, "B21"): NOTICE,
    (INDICATORS, "R22"): NOTICE,
}


class Desk(NamedTuple):
    """An open workbook, the office it is open in, what was told, and the folder of its file."""

    book: xlwings.Book
    lo: engine.Engine
    folder: Path

    def copy(self, name: str) -> Path:
        """Save a copy of the workbook as it stands."""
        path = self.folder / name
        self.book.api.SaveCopyAs(str(path))
        return path


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[engine.Engine]:
    with office.running(tmp_path_factory.mktemp("office"), {}) as bridge, engine.active(bridge) as lo:
        yield lo


@pytest.fixture
def desk(live: engine.Engine, tmp_path: Path) -> Iterator[Desk]:
    """The sample, open, with the button pressed in it."""
    folder = tmp_path / "自评 2017"
    folder.mkdir()
    save_new(str(folder / SAMPLE), resources.read(resources.SAMPLE))
    live.said.clear()
    book = xlwings.books.open(folder / SAMPLE)
    book.set_mock_caller()
    yield Desk(book, live, folder)
    delattr(xlwings.Book, "_mock_caller")
    book.close()


@pytest.fixture(scope="module")
def scored_file(live: engine.Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample that the command line has scored, as an office had saved it, with what its formulas come to."""
    folder = tmp_path_factory.mktemp("文件")
    save_new(str(folder / "原件.xlsx"), resources.read(resources.SAMPLE))
    book = xlwings.books.open(folder / "原件.xlsx")
    path = Desk(book, live, folder).copy(SAMPLE)
    book.close()
    assert main(["score", str(path)]) == 0
    return path.with_name("样例-已评分.xlsx")


@pytest.fixture(scope="module")
def by_file(scored_file: Path) -> Cells:
    return cells(scored_file)


def cells(path: Path, *sheets: str) -> Cells:
    """The cells with something in them by sheet, row and column; the time of computing is left out."""
    book = CalamineWorkbook.from_path(str(path))
    rows = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in sheets or SHEETS}
    return {
        (name, row, column): re.sub("计算时间：[^　]*", "", value) if isinstance(value, str) else value
        for name, grid in rows.items()
        for row, line in enumerate(grid, 1)
        for column, value in enumerate(line, 1)
        if value != ""
    }


def typed(before: Cells, after: Cells) -> Cells:
    """What stands in ``after`` where something stood in ``before``."""
    return {place: after.get(place) for place in before}


def printed(desk: Desk, sheet: str, area: str = "") -> Path:
    """A sheet, or some of its cells, printed from the open window into a PDF file."""
    path = Path(tempfile.mkdtemp(dir=desk.folder)) / "page.pdf"
    desk.lo.ask("print_cells", *_sheet(desk, sheet), _area(area), str(path))
    return path


def pictures(path: Path) -> list[Image.Image]:
    """The pages of a PDF file."""
    command = [program("pdftoppm"), "-png", "-r", "60", str(path), str(path.with_suffix(""))]
    subprocess.run(command, check=True, timeout=60)
    return [Image.open(page).convert("RGB") for page in sorted(path.parent.glob("*.png"))]


def difference(one: Image.Image, other: Image.Image) -> float:
    """Which part of the pixels differs by more than the edge of a letter may."""
    differs = ImageChops.difference(one, other).convert("L").point(lambda value: value > 24)
    return sum(differs.histogram()[1:]) / (one.width * one.height)


def words(path: Path, page: int = 1) -> list[str]:
    """The words on a page of a PDF file."""
    command = [program("pdftotext"), "-layout", "-f", str(page), "-l", str(page), str(path), "-"]
    return subprocess.run(command, check=True, timeout=60, capture_output=True, encoding="utf-8").stdout.split()


def _sheet(desk: Desk, name: str) -> tuple[str, str]:
    return desk.book.impl.uid, name


def _area(name: str) -> list[int] | None:
    if not name:
        return None
    row, column = int(name[1:]) - 1, ord(name[0]) - ord("A")
    return [row, column, row, column]


def colours(desk: Desk, sheet: str, cell: str) -> set[tuple[int, ...]]:
    """What is filled in a picture of the cell, with the rows that are printed on top of every page."""
    (page,) = pictures(printed(desk, sheet, cell))
    found = page.getcolors(1 << 24)
    assert found is not None, "more colours than there can be"
    return {shade for count, shade in found if count >= 20 and isinstance(shade, tuple)}


def test_the_button_scores_the_open_workbook_as_the_command_scores_the_file(desk: Desk, by_file: Cells) -> None:
    before = cells(desk.copy("前.xlsx"), *INPUTS)
    desk.lo.press(macros.calculate)
    after = cells(desk.copy("后.xlsx"))
    assert desk.lo.said == [SAID]
    assert after == by_file
    assert typed(before, after) == before
    assert desk.book.sheets.active.name == SUMMARY
    text = words(printed(desk, SUMMARY))
    assert text[text.index("总分") :][:4] == ["总分", "89.00", "评价等级", "良好"]


def test_the_window_shows_what_the_file_holds(desk: Desk, by_file: Cells) -> None:
    """Read straight from the open window, without a file in between."""
    desk.lo.press(macros.calculate)
    for name in (SUMMARY, RESULTS):
        shown = desk.book.sheets[name].used_range.value
        there = {
            (name, row, column): value for row, line in enumerate(shown, 1) for column, value in enumerate(line, 1)
        }
        expected = {place: value for place, value in by_file.items() if place[0] == name}
        kept = {place: value for place, value in there.items() if value is not None}
        stamped = {place for place, value in kept.items() if isinstance(value, str) and "计算时间：" in value}
        assert kept.keys() == expected.keys()
        assert {place: kept[place] for place in kept.keys() - stamped} == {
            place: expected[place] for place in expected.keys() - stamped
        }


def test_the_window_prints_the_tables_as_the_file_does(desk: Desk, scored_file: Path) -> None:
    """Page for page until the charts begin: hidden rows, heights, widths, colours."""
    desk.lo.press(macros.calculate)
    by_window = printed(desk, SUMMARY)
    book = xlwings.books.open(scored_file)
    by_file = printed(desk._replace(book=book), SUMMARY)
    book.close()
    for number, (one, other) in enumerate(zip(pictures(by_window), pictures(by_file), strict=False), 1):
        assert difference(one, other) < 0.01, f"page {number}"
        if SIGNATURE in words(by_file, number):
            return
    raise AssertionError(f"No page with {SIGNATURE}")


def test_a_second_click_changes_nothing(desk: Desk) -> None:
    drawn = desk.lo.ask("drawn", *_sheet(desk, SUMMARY))
    desk.lo.press(macros.calculate)
    first, shown = cells(desk.copy("一.xlsx")), pictures(printed(desk, SUMMARY))
    desk.lo.press(macros.calculate)
    assert cells(desk.copy("二.xlsx")) == first
    assert pictures(printed(desk, SUMMARY)) == shown
    assert desk.lo.ask("drawn", *_sheet(desk, SUMMARY)) == drawn > 0
    assert desk.lo.said == [SAID, SAID]


def test_marks_come_with_the_score_and_go_without_a_trace(desk: Desk) -> None:
    plain, page = {place: colours(desk, *place) for place in MARKED}, pictures(printed(desk, PROJECT))
    assert not set().union(*plain.values()) & {ADVICE, NOTICE}
    desk.lo.press(macros.calculate)
    for place, shade in MARKED.items():
        assert colours(desk, *place) & {ADVICE, NOTICE} == {shade}, place
    assert pictures(printed(desk, PROJECT)) != page
    desk.lo.press(macros.clear_marks)
    assert {place: colours(desk, *place) for place in MARKED} == plain
    assert pictures(printed(desk, PROJECT)) == page


def test_checking_marks_cells_and_leaves_scores_alone(desk: Desk) -> None:
    before = cells(desk.copy("前.xlsx"), *INPUTS, SUMMARY)
    desk.lo.press(macros.check)
    assert cells(desk.copy("后.xlsx"), *INPUTS, SUMMARY) == before
    assert ADVICE in colours(desk, PROJECT, "B27")
    assert desk.book.sheets.active.name == RESULTS
    assert desk.lo.said == ["问题：必改 0　建议 4　提示 3。\n单元格已着色，点“位置”可以跳到单元格。"]


def test_each_click_leaves_a_backup_that_can_be_opened(desk: Desk) -> None:
    before = cells(desk.copy("前.xlsx"), *INPUTS)
    desk.lo.press(macros.calculate)
    (backup,) = desk.folder.glob("样例.备份-*.xlsx")
    assert cells(backup, *INPUTS) == before


def test_a_protected_sheet_is_named_and_nothing_is_written(desk: Desk) -> None:
    before = cells(desk.copy("前.xlsx"))
    desk.lo.ask("protect", *_sheet(desk, SUMMARY))
    desk.lo.press(macros.calculate)
    assert desk.lo.said == [
        "工作表“汇总”设置了保护，结果写不进去。\n请在“审阅”里撤销工作表保护，再点一次。" + more("F55")
    ]
    assert cells(desk.copy("后.xlsx")) == before


def test_a_workbook_that_was_never_saved_is_backed_up_elsewhere(
    live: engine.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by_file: Cells
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    uid = live.ask("open_book", resources.path(resources.SAMPLE), False, False, True)
    desk = Desk(xlwings.Book(impl=engine.Book(live.app, uid)), live, tmp_path)
    monkeypatch.setattr(xlwings.Book, "_mock_caller", desk.book, raising=False)
    live.said.clear()
    live.press(macros.calculate)
    (backup,) = tmp_path.glob("*.备份-*.xlsx")
    assert live.said == [f"{SAID}\n点按钮之前的样子备份在：{backup}"]
    assert cells(desk.copy("后.xlsx")) == by_file
    assert cells(backup, SUMMARY) != cells(tmp_path / "后.xlsx", SUMMARY)
    desk.book.close()


@pytest.mark.parametrize("name", ["自评=终稿 (2).xlsx", "公共服务 经费.xlsx"])
def test_the_workbook_is_found_by_the_name_that_the_add_in_passes_on(
    live: engine.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for each in ("别的.xlsx", name):
        save_new(str(tmp_path / each), resources.read(resources.SAMPLE))
    book, other = xlwings.books.open(tmp_path / name), xlwings.books.open(tmp_path / "别的.xlsx")
    monkeypatch.setattr(sys, "argv", ["-c", f"--wb={tmp_path / name}", "--from_xl=1", "--hwnd=1"])
    live.said.clear()
    live.press(macros.calculate)
    assert live.said == [SAID]
    assert (book.sheets.active.name, other.sheets.active.name) == (SUMMARY, SHEETS[0])
    book.close()
    other.close()


def test_the_summary_is_exported_where_the_user_says(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    target = desk.folder / "上报.xlsx"
    monkeypatch.setattr(desk.lo, "chosen", str(target))
    desk.lo.press(macros.export_summary)
    assert desk.lo.said == [f"已导出：{target}"]
    rows = CalamineWorkbook.from_path(str(target)).get_sheet_by_index(0).to_python()
    assert ["总分", 89, "评价等级", "良好"] in [[value for value in row if value != ""][:4] for row in rows]


def same_set(made: Path, by_command: Path) -> None:
    """The folder that a button made says what the folder says that the command makes of the same workbook."""
    names = sorted(path.relative_to(made).as_posix() for path in made.rglob("*.*"))
    assert (
        names == sorted(path.relative_to(by_command).as_posix() for path in by_command.rglob("*.*")) and len(names) == 7
    )
    for name in names:
        one, other = (folder / name for folder in (made, by_command))
        if name.endswith(".docx"):
            assert docx.contents(one.read_bytes()) == docx.contents(other.read_bytes())
        elif name.endswith(".xlsx"):
            assert cells_of(one) == cells_of(other)
        elif name.endswith(".pdf"):
            assert words(one) == words(other)


def cells_of(path: Path) -> object:
    """The rows of the only sheet of a file."""
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def test_the_stages_of_a_year_are_those_of_the_command(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """目标检查 into 校验结果, then the sheet 运行监控 added, filled in and lit, all in the open workbook."""
    by_command = desk.copy("命令.xlsx")
    desk.lo.press(macros.check_targets)
    assert desk.lo.said.pop().startswith("绩效目标的问题：")
    assert main(["target", str(by_command), "-o", str(by_command.with_name("检查.xlsx"))]) == 0
    assert cells(desk.copy("检查后.xlsx"), RESULTS) == cells(by_command.with_name("检查.xlsx"), RESULTS)

    before = cells(desk.copy("前.xlsx"))
    monkeypatch.setattr(desk.lo, "chosen", 6)
    desk.lo.press(macros.monitor)
    assert desk.lo.said.pop().startswith("已加上工作表“运行监控”：1-6月，18 个指标")
    assert main(["monitor", str(by_command), "--month", "6"]) == 0
    made = cells(desk.copy("加表.xlsx"), MONITORING)
    assert made == cells(by_command, MONITORING)
    assert cells(desk.copy("加表后.xlsx")) == before
    assert desk.book.sheets.active.name == MONITORING == desk.book.sheets[-1].name

    (row,) = [row for (_, row, column), value in made.items() if column == 3 and value == "新增就业人数"]
    desk.book.sheets[MONITORING].range((row, 5)).value = 60
    desk.lo.press(macros.monitor)
    assert desk.lo.said.pop().startswith("红灯 1　")
    assert cells(desk.copy("亮灯.xlsx"), MONITORING)[MONITORING, row, 10] == "红灯"
    assert (0xF8, 0xCB, 0xAD) in colours(desk, MONITORING, f"J{row}")


class Window(NamedTuple):
    """An office that shows the workbook with the button on a display, and where the Python it starts leaves a note."""

    bridge: office.Bridge
    screen: screen.Screen
    book: str
    note: Path


@pytest.fixture
def window(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Window]:
    """The workbook with the button, open in a window."""
    path = button.build(tmp_path / "样例.xlsm", getattr(request, "param", "SeCalculate"))
    note = tmp_path / "note.json"
    told = {"SELFEVAL_PYTHON": sys.executable, "SELFEVAL_CLICK": str(Path(button.__file__).with_name("click.py"))}
    told |= {"SELFEVAL_NOTE": str(note), "HOME": str(tmp_path)}
    with screen.display(tmp_path) as display, office.running(tmp_path, told | {"DISPLAY": display.name}) as bridge:
        yield Window(bridge, display, bridge.ask("open_book", str(path)), note)


def wait_for(what: Callable[[], Any], seconds: float) -> Any:
    """Ask again and again until there is an answer; the test fails when there is none in time."""
    end = time.monotonic() + seconds
    while not (answer := what()):
        assert time.monotonic() < end, f"Nothing within {seconds} seconds."
        time.sleep(0.05)
    return answer


def test_a_click_of_the_mouse_scores_the_workbook_in_the_window(
    window: Window, scored_file: Path, by_file: Cells
) -> None:
    place = wait_for(lambda: window.bridge.ask("button", window.book), 30)
    before = window.screen.settled()
    before.save(window.note.with_name("before.png"))
    clicked = time.time()
    window.screen.click(*place)
    wait_for(window.note.exists, 60)
    note = json.loads(window.note.read_text(encoding="utf-8"))
    print(f"From the click to the result: {note['end'] - clicked:.2f} s")
    assert note["said"] == [SAID]
    assert note["end"] - clicked < 60
    assert window.bridge.ask("active_sheet", window.book) == SUMMARY
    window.bridge.ask("save_copy", window.book, str(window.note.with_name("后.xlsx")))
    assert cells(window.note.with_name("后.xlsx")) == by_file

    shown = window.screen.settled()
    shown.save(window.note.with_name("after.png"))
    other = window.bridge.ask("open_book", str(scored_file))
    window.bridge.ask("activate", other, SUMMARY)
    expected = window.screen.settled()
    expected.save(window.note.with_name("file.png"))
    assert difference(_cells(before), _cells(expected)) > 0.05
    assert difference(_cells(shown), _cells(expected)) < 0.01


@pytest.mark.parametrize("window", ["SeDeliver"], indirect=True)
def test_a_click_of_the_mouse_hands_everything_in(window: Window, tmp_path: Path) -> None:
    place = wait_for(lambda: window.bridge.ask("button", window.book), 30)
    window.screen.settled()
    window.screen.click(*place)
    wait_for(window.note.exists, 120)
    (said,) = json.loads(window.note.read_text(encoding="utf-8"))["said"]
    made = window.note.with_name(FOLDER)
    assert said.startswith(f"已生成全套报送材料：{made}（1 个项目，7 个文件")
    window.screen.settled().save(window.note.with_name("delivered.png"))
    assert main(["deliver", str(window.note.with_name("样例.xlsm")), "-o", str(tmp_path / "命令")]) == 0
    same_set(made, tmp_path / "命令")


def _cells(shown: Image.Image) -> Image.Image:
    """The part of the window with cells, but for the first row, which has the cursor."""
    return shown.crop((60, 190, shown.width - 100, shown.height - 80))
