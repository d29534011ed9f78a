"""``monitor``: the sheet is added once, what staff type stays, lamps and findings follow it."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from selfeval_xl.cli import main
from selfeval_xl.domain.errors import InputError
from selfeval_xl.storage import resources
from selfeval_xl.tasks.assess import assess
from selfeval_xl.tasks.monitor import monitor
from tests import plans
from tests.judges import office

DONE, EXPECTED, CAUSE, WORDS, LAMP = 5, 6, 7, 8, 10


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "样例.xlsx"
    path.write_bytes(resources.read(resources.SAMPLE))
    return path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = main(list(words))
    return code, capsys.readouterr().out


def typed(path: Path, cells: dict[str, dict[int, object]]) -> None:
    """Type into the rows of the indicators with these names, and save as another program does."""
    sheets = openpyxl.load_workbook(path)
    for row in sheets["运行监控"].iter_rows(min_row=3):
        for column, value in cells.get(str(row[2].value), {}).items():
            row[column - 1].value = value
    sheets.save(path)


def lamps(path: Path) -> dict[str, str | None]:
    rows = openpyxl.load_workbook(path)["运行监控"].iter_rows(min_row=3, values_only=True)
    return {str(row[2]): row[LAMP - 1] for row in rows if row[2]}


def test_the_sheet_is_added_to_what_another_program_saved(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    openpyxl.load_workbook(book).save(book)
    assert run(capsys, "monitor", str(book))[0] == 0
    assert openpyxl.load_workbook(book).sheetnames[-1] == "运行监控"
    assert run(capsys, "monitor", str(book))[0] == 1  # read again: nothing is filled in yet


def test_the_sheet_is_added_and_all_else_stays(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = zipfile.ZipFile(book)
    parts = {name: before.read(name) for name in before.namelist()}
    assert run(capsys, "monitor", str(book), "--month", "7")[0] == 0
    after = zipfile.ZipFile(book)
    changed = [name for name in parts if after.read(name) != parts[name]]
    assert sorted(changed) == ["[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/workbook.xml"]
    assert len(list(book.parent.glob("*备份*"))) == 1
    sheets = openpyxl.load_workbook(book)
    assert sheets.sheetnames[-1] == "运行监控"
    assert sheets["运行监控"].data_validations.count == 5
    assert assess(str(book)).card.total == assess(resources.path(resources.SAMPLE)).card.total


def test_what_was_typed_lights_the_lamps_and_stays(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "monitor", str(book), "--month", "7")
    typed(book, {"新增就业人数": {DONE: 60, WORDS: "企业招工少"}, "组织培训人数": {DONE: 240, EXPECTED: 400}})
    code, told = run(capsys, "monitor", str(book))
    assert code == 1 and "红灯 1" in told and "绿灯 1" in told
    assert (lamps(book)["新增就业人数"], lamps(book)["组织培训人数"]) == ("红灯", "绿灯")
    row = next(row for row in openpyxl.load_workbook(book)["运行监控"].iter_rows() if row[2].value == "新增就业人数")
    assert (row[DONE - 1].value, row[WORDS - 1].value, row[CAUSE - 1].value) == (60, "企业招工少", None)
    assert "M02" in told and "没有写“偏差原因”" in told


def test_another_month_lights_them_anew(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "monitor", str(book), "--month", "6")
    typed(book, {"组织培训人数": {DONE: 150}})
    monthly = [json.loads(run(capsys, "monitor", str(book), *month, "--json")[1]) for month in ((), ("--month", "12"))]
    found = [next(row for row in each["indicators"] if row["name"] == "组织培训人数")["lamp"] for each in monthly]
    assert ([each["month"] for each in monthly], found) == ([6, 12], ["黄灯", "红灯"])
    assert json.loads(run(capsys, "monitor", str(book), "--json")[1])["month"] == 12


def test_a_copy_leaves_the_workbook_alone(book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = book.read_bytes()
    assert run(capsys, "monitor", str(book), "-o", str(tmp_path / "另存.xlsx"))[0] == 0
    assert book.read_bytes() == before
    assert "运行监控" in openpyxl.load_workbook(tmp_path / "另存.xlsx").sheetnames


def test_a_form_has_no_room_for_it(tmp_path: Path) -> None:
    sheets = openpyxl.Workbook()
    sheet = plans.yearly(plans.PUBLISHED[2], title="项目支出绩效自评表").write(sheets, "自评表")
    sheet["G10"] = "实际完成值"
    sheets.save(tmp_path / "表.xlsx")
    with pytest.raises(InputError, match="不是自评工作簿，也没有运行监控表"):
        monitor(str(tmp_path / "表.xlsx"))


@pytest.mark.parametrize("spelling", ["prefix", "strict", "no-styles-lists", "declared-on-each"])
def test_any_legal_spelling_takes_the_sheet(spelling: str, book: Path, tmp_path: Path) -> None:
    path = tmp_path / "写法.xlsx"
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, _respelled(name, old.read(name), spelling))
    done = monitor(str(path))
    (tmp_path / "加了.xlsx").write_bytes(done.data)
    assert [row.name for row in done.monitoring.rows] == [row.indicator.name for row in done.card.indicators]
    assert monitor(str(tmp_path / "加了.xlsx")).is_new is False


def _respelled(name: str, xml: bytes, spelling: str) -> bytes:
    text = xml.decode() if name.endswith((".xml", ".rels")) else ""
    if spelling == "prefix" and name in ("xl/workbook.xml", "xl/styles.xml"):
        root = "workbook" if "workbook" in name else "styleSheet"
        text = re.sub(r"<(/?)([a-zA-Z])", r"<\1x:\2", text.replace("<?xml", "<!xml")).replace("<!xml", "<?xml")
        text = text.replace(f"<x:{root} xmlns=", f"<x:{root} xmlns:x=", 1)
    elif spelling == "strict" and name.startswith("xl/") and text:
        text = text.replace(
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"
        )
    elif spelling == "declared-on-each" and name == "xl/workbook.xml":
        (declared,) = re.findall(r' xmlns:r="[^"]*"', text)
        text = text.replace(declared, "").replace("<sheet ", f"<sheet{declared} ")
    elif spelling == "no-styles-lists" and name == "xl/styles.xml":
        text = re.sub(r"<numFmts.*?</numFmts>", "", text, flags=re.DOTALL)
        text = re.sub(r"<dxfs.*?</dxfs>", '<dxfs count="0"/>', text, flags=re.DOTALL)
    return text.encode() if text else xml


def test_libreoffice_opens_it_with_lists_and_colours(book: Path, tmp_path: Path) -> None:
    done = monitor(str(book))
    path = tmp_path / "监控.xlsx"
    path.write_bytes(done.data)
    sheet = openpyxl.load_workbook(office.recalculate(path))["运行监控"]
    assert sheet["A1"].value == "项目支出绩效运行监控表"
    assert sheet.conditional_formatting
