"""The summary to send on: plain values, the look of the template, and nothing that could run or lead anywhere."""

import csv
import io
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.documents.blocks import OutRow, OutSheet
from selfeval_xl.domain.place import Place
from selfeval_xl.storage import resources
from selfeval_xl.tasks.export import WRITERS
from tests import rich
from tests.judges import office, openxml

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning:openpyxl")
LONG = "未足额执行的原因是跨年度结算，已报财政部门备案；" * 8
SHEET = OutSheet(
    "汇总",
    (
        OutRow("title", ("绩效自评汇总",)),
        OutRow("line", (1, "=cmd|' /C calc'!A0", Decimal("9.50"), "指标!H3"), Place("指标", 3, 8)),
        OutRow("line", (2, "-5", Decimal("-0.0211"), None)),
        OutRow("text", ("说明", LONG)),
        OutRow("unknown", ("坏\x07字", "a\r\nb")),
    ),
)


@pytest.fixture
def exported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sheet exported with the looks of the small exemplars."""
    template = rich.build(tmp_path / "template.xlsx").read_bytes()
    monkeypatch.setattr(resources, "templates", lambda: ("own",))
    monkeypatch.setattr(resources, "read", {"own.xlsx": template}.__getitem__)
    path = tmp_path / "汇总 表.xlsx"
    path.write_bytes(WRITERS["xlsx"](SHEET))
    return path


def sheet_of(path: Path) -> Worksheet:
    """The only sheet of the file."""
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["汇总"]
    return book["汇总"]


def test_values_are_there_and_text_stays_text(exported: Path) -> None:
    sheet = sheet_of(exported)
    assert [cell.value for cell in sheet[2]] == [1, "=cmd|' /C calc'!A0", 9.5, "指标!H3"]
    assert sheet["B2"].data_type == "s" and sheet["B2"].quotePrefix and sheet["B3"].quotePrefix
    assert sheet["C3"].value == -0.0211 and not sheet["A2"].quotePrefix
    assert [sheet["A5"].value, sheet["B5"].value] == ["坏字", "a\nb"]


def test_rows_look_like_their_exemplars(exported: Path) -> None:
    sheet = sheet_of(exported)
    assert sheet["A1"].font.sz == 18 and sheet["C2"].number_format == "0.00" and sheet["A2"].border.left.style == "thin"
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:D1", "B4:D4"}
    assert sheet.row_dimensions[1].height == 36 and sheet.row_dimensions[4].height > 100
    assert sheet.column_dimensions["A"].width == sheet.column_dimensions["D"].width > 12


def test_nothing_in_it_runs_or_leads_anywhere(exported: Path) -> None:
    with zipfile.ZipFile(exported) as package:
        xml = package.read("xl/worksheets/sheet1.xml")
        names = package.namelist()
    assert b"<f" not in xml and b"hyperlink" not in xml and not any("externalLink" in name for name in names)
    assert not any("vba" in name or "customXml" in name for name in names)
    assert sheet_of(exported)["D2"].font.underline is None
    assert openxml.errors(exported) == []


def test_it_prints_whole(exported: Path) -> None:
    text = office.printed_text(exported)
    assert "绩效自评汇总" in text and "备案" in text


def test_csv_opens_in_excel_as_it_is() -> None:
    data = WRITERS["csv"](SHEET)
    assert data.startswith(b"\xef\xbb\xbf") and data.endswith(b"\r\n")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[1] == ["1", "'=cmd|' /C calc'!A0", "9.5", "指标!H3"]
    assert rows[2] == ["2", "'-5", "-0.0211", ""] and {len(row) for row in rows} == {4}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\n", "＝"])
def test_no_text_in_csv_can_become_a_formula(start: str) -> None:
    data = WRITERS["csv"](OutSheet("汇总", (OutRow("line", (start + "1+1", Decimal(-1), "安全=1")),)))
    row = next(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert row == ["'" + start + "1+1", "-1", "安全=1"]
