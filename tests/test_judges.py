"""The judges themselves: each must be able to say no, else its yes is worth nothing."""

import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Font
from PIL import Image

from tests import judges
from tests.judges import office, openxml, workbooks


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A small workbook as openpyxl writes it, with Chinese in a font of Windows and a formula never calculated."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["A2"], sheet["B2"] = "绩效自评得分", 2.675, "=ROUND(A2,2)"
    sheet["A1"].font = Font(name="微软雅黑", bold=True, size=20)
    path = tmp_path / "自评 表.xlsx"
    book.save(path)
    return path


def recalculated(path: Path, cell: str) -> object:
    """Value of the cell after LibreOffice has calculated the workbook."""
    return openpyxl.load_workbook(office.recalculate(path), data_only=True).worksheets[0][cell].value


def spoil(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """Replace bytes in a part of the workbook; the bytes must be there."""
    before = workbooks.parts(path)[part]
    assert old in before
    return workbooks.rewrite(path, {part: before.replace(old, new)})


class TestOpenXmlValidator:
    def test_accepts_a_sound_workbook(self, form: Path) -> None:
        assert openxml.errors(form) == []

    def test_reports_an_element_that_excel_does_not_know(self, form: Path) -> None:
        spoil(form, "xl/worksheets/sheet1.xml", b"<sheetData>", b"<sheetDatum /><sheetData>")
        assert any("sheetDatum" in error for error in openxml.errors(form))

    def test_reports_a_cell_style_that_does_not_exist(self, form: Path) -> None:
        spoil(form, "xl/worksheets/sheet1.xml", b'r="A1" s="1"', b'r="A1" s="99"')
        assert openxml.errors(form)

    def test_reports_a_file_that_is_no_workbook(self, tmp_path: Path) -> None:
        text = tmp_path / "文字.xlsx"
        text.write_text("不是工作簿", encoding="utf-8")
        assert openxml.errors(text)

    def test_forgives_the_order_of_font_children_and_nothing_else_in_a_font(self, form: Path) -> None:
        assert any(openxml.font_child_order(notice) for notice in openxml.notices(form))
        spoil(form, "xl/styles.xml", b"<b val", b"<bold val")
        assert any("bold" in error for error in openxml.errors(form))


class TestLibreOffice:
    def test_calculates_a_formula_that_was_never_calculated(self, form: Path) -> None:
        assert openpyxl.load_workbook(form, data_only=True).active["B2"].value is None
        assert recalculated(form, "B2") == 2.68

    def test_does_not_believe_the_value_stored_beside_a_formula(self, tmp_path: Path) -> None:
        path = tmp_path / "stale.xlsx"
        with xlsxwriter.Workbook(path) as book:
            book.add_worksheet().write_formula("A1", "=14+17+58", None, 999)
        assert recalculated(path, "A1") == 89

    def test_shows_an_unknown_function_as_an_error(self, tmp_path: Path) -> None:
        path = tmp_path / "unknown.xlsx"
        with xlsxwriter.Workbook(path) as book:
            book.add_worksheet().write_formula("A1", "=NOSUCHFUNCTION(1)", None, 1)
        assert recalculated(path, "A1") == "#NAME?"

    def test_prints_chinese_in_a_chinese_font(self, form: Path) -> None:
        assert "绩效自评得分" in office.printed_text(form)
        assert "NotoSansCJK" in office.fonts(form)

    def test_renders_what_is_on_the_page(self, form: Path) -> None:
        pages = office.render(form)
        assert [page.suffix for page in pages] == [".png"]
        shades = Image.open(pages[0]).convert("L").tobytes()
        assert min(shades) < 64 < 192 < max(shades)

    def test_renders_white_for_a_cell_that_shows_nothing(self, tmp_path: Path) -> None:
        path = tmp_path / "white.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            sheet.write("A1", "看不见", book.add_format({"font_color": "#FFFFFF"}))
        (page,) = office.render(path)
        assert Image.open(page).convert("L").getextrema() == (255, 255)

    def test_says_so_when_there_is_nothing_to_open(self, tmp_path: Path) -> None:
        with pytest.raises(RuntimeError, match=r"没有.xlsx"):
            office.recalculate(tmp_path / "没有.xlsx")


class TestPackage:
    def test_names_the_parts_that_changed_came_and_went(self, form: Path, tmp_path: Path) -> None:
        other = tmp_path / "other.xlsx"
        other.write_bytes(form.read_bytes())
        assert workbooks.changed_parts(form, other) == set()
        workbooks.rewrite(other, {"docProps/app.xml": None, "xl/workbook.xml": b"<x/>", "new.bin": b"1"})
        assert workbooks.changed_parts(form, other) == {"docProps/app.xml", "xl/workbook.xml", "new.bin"}

    def test_a_rewritten_workbook_is_a_sound_package(self, form: Path) -> None:
        workbooks.rewrite(form, {})
        assert zipfile.ZipFile(form).testzip() is None
        assert openxml.errors(form) == []


def test_a_missing_judge_is_a_failure_that_says_what_to_do() -> None:
    with pytest.raises(judges.JudgeMissing, match="make judges"):
        judges.program("no-such-judge")
