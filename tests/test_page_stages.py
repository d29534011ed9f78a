"""The stages of a year in the page, in a current browser and in the oldest that it works in."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from selfeval_xl.cli import main
from selfeval_xl.domain.layout import MONITORING
from selfeval_xl.storage import resources
from tests import plans
from tests.page.alike import timeless
from tests.page.browsers import CURRENT, SERVED, started
from tests.page.visit import Visit

STEM = resources.SAMPLE.removesuffix(".xlsx")
REVIEW = "复核表.xlsx"


@pytest.fixture(scope="module", params=[SERVED[0], CURRENT])
def visit(request: pytest.FixtureRequest) -> Iterator[Visit]:
    with started(request.param) as browser:
        yield Visit(browser.tab())


@pytest.fixture
def folder(visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the sample, which is where we are; nothing is in the list of the page yet."""
    if visit.lines():
        visit.empty()
    monkeypatch.chdir(tmp_path)
    (tmp_path / resources.SAMPLE).write_bytes(resources.read(resources.SAMPLE))
    return tmp_path


def stage(visit: Visit, button: str) -> str:
    """Press the button of a stage, wait until it is done, and return what the page shows of it."""
    visit.tab.run("document.getElementById('result').replaceChildren()")
    visit.tab.click(f"#{button}")
    visit.tab.until("document.querySelector('article.stage') && document.documentElement.dataset.state === 'ready'")
    return str(visit.tab.run("document.querySelector('article.stage').innerText"))


def test_targets_are_looked_over_and_their_form_is_made(visit: Visit, folder: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    plans.yearly(plans.PUBLISHED[1]).write(book, "目标表")
    book.save("目标.xlsx")
    (line,) = visit.score([folder / "目标.xlsx"])
    assert line.state == "failed"  # there is nothing in it to score
    shown = stage(visit, "targets")
    assert plans.PUBLISHED[1]["title"] in shown and "目标表!" in shown and "G13" in shown
    name = "目标-目标检查.xlsx"
    made = visit.saved("#save-checked", name).read_bytes()
    main(["target", "目标.xlsx", "-o", name])
    assert timeless(made) == timeless(Path(name).read_bytes())


def test_monitoring_is_added_filled_in_and_lit(visit: Visit, folder: Path) -> None:
    name = f"{STEM}-{MONITORING}.xlsx"
    visit.score([folder / resources.SAMPLE])
    visit.tab.run("document.getElementById('month').value = '6'")
    made = visit.saved("#monitor", name).read_bytes()
    assert main(["monitor", resources.SAMPLE, "--month", "6"]) == 0
    assert timeless(made) == timeless(Path(resources.SAMPLE).read_bytes())

    book = openpyxl.load_workbook(resources.SAMPLE)
    next(row for row in book[MONITORING].iter_rows(min_row=3) if row[2].value == "新增就业人数")[4].value = 60
    book.save("填好.xlsx")
    visit.empty()
    visit.tab.run("document.getElementById('month').value = ''")
    visit.score([folder / "填好.xlsx"])
    shown = stage(visit, "monitor")
    assert "红灯 1" in shown and "1-6月" in shown
    rows = visit.table("预警灯", 5)
    assert [row[2:] for row in rows if row[1] == "新增就业人数"] == [["60", "", "红灯"]]


def test_a_review_keeps_what_was_typed_into_the_one_of_before(visit: Visit, folder: Path) -> None:
    visit.score([folder / resources.SAMPLE])
    made = visit.saved("#review", REVIEW)
    main(["review", ".", "-o", REVIEW])
    assert timeless(made.read_bytes()) == timeless(Path(REVIEW).read_bytes())
    sheet = (book := openpyxl.load_workbook(REVIEW))["复核表"]
    column = next(cell.column for cell in sheet[1] if cell.value == "备注")
    sheet.cell(3, column).value = "现场看过"
    book.save(REVIEW)
    visit.score([folder / REVIEW])
    assert "保留复核时填写的内容 1 行" in stage(visit, "review")
    assert openpyxl.load_workbook(visit.saved("#review", REVIEW))["复核表"].cell(3, column).value == "现场看过"


def test_all_that_is_handed_in_comes_as_one_archive_and_what_it_lacks_is_said(visit: Visit, folder: Path) -> None:
    visit.score([folder / resources.SAMPLE])
    archive = visit.saved("#deliver", "报送材料.zip")
    visit.tab.until("document.getElementById('help').open")
    told = str(visit.tab.run("document.getElementById('help-text').innerText"))
    visit.tab.click("#help .close")
    assert main(["deliver", resources.SAMPLE, "-o", "报送材料"]) == 0
    by_command = {each.as_posix(): each for each in Path("报送材料").rglob("*.*")}
    with zipfile.ZipFile(archive) as packed:
        made = {name: packed.read(name) for name in packed.namelist()}
    missing = {Path(name).suffix for name in by_command.keys() - made.keys()}
    assert made.keys() <= by_command.keys() and "PDF 没有做" in told
    assert missing == ({".pdf", ".docx"} if "自评报告没有做" in told else {".pdf"})
    for name, data in made.items():
        if "内部校验单" not in name or ".docx" not in missing:  # which lists what there is
            assert timeless(data) == timeless(by_command[name].read_bytes()), name
