"""Reading a workbook from disk: values as a person sees them, and the remedy for what is no workbook."""

import contextlib
import gc
import io
import re
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import msoffcrypto.format.ooxml
import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from selfeval_xl.domain.errors import InputError, StorageError
from selfeval_xl.domain.grid import Grid
from selfeval_xl.messages import codes, input_error
from selfeval_xl.ooxml import package
from selfeval_xl.ooxml.package import Package
from selfeval_xl.ooxml.sheet import Context, read_sheet
from selfeval_xl.ooxml.workbook import sheets_of
from selfeval_xl.ooxml.xmlpass import Malformed
from selfeval_xl.ooxml.xmltext import percent_text
from selfeval_xl.readers.grids import read_grids
from tests.compound import compound
from tests.containers import docx_of, xlsb, zipped
from tests.judges import workbooks
from tests.workbooks import read_workbook

Write = Callable[[xlsxwriter.Workbook, Worksheet], object]


def book(path: Path, write: Write, name: str = "指标") -> Path:
    """A workbook with one sheet."""
    made = xlsxwriter.Workbook(path)
    write(made, made.add_worksheet(name))
    made.close()
    return path


def grid(path: Path) -> Grid:
    """The sheet 指标 as read."""
    return read_workbook(path).grids["指标"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a test may put its workbook; Chinese and a space in the name."""
    return tmp_path / "自评 表.xlsx"


def test_values_stand_where_they_stand_on_the_sheet(path: Path) -> None:
    def write(_: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write("B3", "指标")
        sheet.write("D3", 0)
        sheet.write("B5", True)

    assert grid(path := book(path, write)).rows == [
        [""] * 4,
        [""] * 4,
        ["", "指标", "", 0.0],
        [""] * 4,
        ["", True, "", ""],
    ]


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        (0.95, "0%", "95%"),
        (0.95, "0.00%", "95%"),
        (0.9534, "0%", "95.34%"),
        (0.07, "0.0%;[Red]-0.0%", "7%"),
        (-0.0211, "0.00%", "-2.11%"),
        (0.1 + 0.2, "0.00%", "30%"),
        (1, "0%", "100%"),
        (0, "0%", "0%"),
        (95, '0"%"', "95%"),
        (95, "0\\%", "95%"),
        (95, "0.00", 95.0),
        (0.95, "0.00_%", 0.95),
    ],
)
def test_a_percent_cell_is_the_text_a_person_sees(path: Path, number: float, code: str, shown: object) -> None:
    made = book(path, lambda book, sheet: sheet.write("A1", number, book.add_format({"num_format": code})))
    assert grid(made).rows == [[shown]]


@given(st.integers(-(10**12), 10**12), st.integers(0, 9))
def test_a_percent_is_exact_for_every_number_that_excel_can_show(digits: int, places: int) -> None:
    number = float(f"{digits}e-{places}")
    exact = f"{digits}e{2 - places}"
    assert float(percent_text(number, 2).removesuffix("%")) == float(exact)
    assert "e" not in percent_text(number, 2).lower()


def test_text_and_blanks_in_percent_cells_stay(path: Path) -> None:
    def write(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        percent = book.add_format({"num_format": "0%"})
        sheet.write_row("A1", ["≥95%", None, "不适用"], percent)
        sheet.write("D1", "末")

    assert grid(book(path, write)).rows == [["≥95%", "", "不适用", "末"]]


def test_errors_are_the_text_in_the_cell(path: Path) -> None:
    def write(_: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write_formula("A1", "=1/0", None, "#DIV/0!")
        sheet.write_formula("B2", "=NA()", None, "#N/A")

    assert [list(row) for row in grid(book(path, write)).rows] == [["#DIV/0!", ""], ["", "#N/A"]]


def test_formulas_without_a_result_are_named_and_those_with_one_are_not(path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = "指标"
    sheet["A1"], sheet["C2"], sheet["B3"] = "x", "=A1&1", '=""'
    made.save(path)
    assert grid(path).uncalculated == {(2, 3), (3, 2)}
    book(path, lambda _, sheet: (sheet.write_formula("A1", "=1", None, 1), sheet.write_formula("A2", '=""', None, "x")))
    part = "xl/worksheets/sheet1.xml"
    xml = workbooks.parts(path)[part]
    assert b't="str"><f>""</f><v>x</v>' in xml
    workbooks.rewrite(path, {part: xml.replace(b"<v>x</v>", b"<v></v>")})
    assert grid(path).uncalculated == frozenset()


def test_shared_formulas_without_a_result_are_named(path: Path) -> None:
    book(path, lambda _, sheet: [sheet.write(row, 0, 7) for row in range(3)])
    part = "xl/worksheets/sheet1.xml"
    xml = workbooks.parts(path)[part].decode()
    xml = xml.replace('<c r="A1"><v>7</v>', '<c r="A1"><f t="shared" ref="A1:A3" si="0">B1</f><v>7</v>')
    xml = xml.replace('<c r="A2"><v>7</v>', '<c r="A2"><f t="shared" si="0"/>')
    xml = xml.replace('<c r="A3"><v>7</v>', '<c r="A3"><f t="shared" si="0"/><v/>')
    workbooks.rewrite(path, {part: xml.encode()})
    assert grid(path).uncalculated == {(2, 1), (3, 1)}


def test_merged_cells_and_hidden_rows(path: Path) -> None:
    def write(_: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.merge_range("B2:C4", "产出指标")
        sheet.set_row(5, None, None, {"hidden": True})
        sheet.set_column("E:E", None, None, {"hidden": True})
        sheet.write("A6", "藏")

    read = grid(book(path, write))
    assert read.merges == ((2, 2, 4, 3),) and read.hidden == {6}
    assert read.rows[1][1] == "产出指标"


def test_rows_that_are_only_formatted_are_not_read(path: Path) -> None:
    def write(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        look = book.add_format({"border": 1, "num_format": "0%"})
        sheet.write("A1", "x")
        for row in range(1, 5000):
            sheet.write_blank(row, 0, None, look)
        sheet.write_blank(1_048_575, 16_383, None, look)

    assert grid(book(path, write)).rows == [["x"]]


BLANKS = ('<c r="{0}" s="1"/>', "<c r='{0}' s='1'/>", '<c r="{0}" s="1"></c>', '<c s="1"/>', '<c r="{0}"/>')
FILLED = ('<c r="{0}"><v>7</v></c>', '<c r="{0}" s="1"><v>7</v></c>', "<c><v>7</v></c>")


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4)), min_size=1, max_size=9), st.sampled_from(["", "<!-- -->"]))
def test_blank_cells_with_a_look_move_no_value(cells: list[tuple[bool, int]], comment: str) -> None:
    spelled = [
        (FILLED[kind % 3] if filled else BLANKS[kind]).format(f"{'ABCDEFGHI'[at]}1")
        for at, (filled, kind) in enumerate(cells)
    ]
    xml = f"<worksheet><sheetData>{comment}<row r='1'>{''.join(spelled)}</row></sheetData></worksheet>"
    rows = read_sheet(xml.encode(), Context([], [None, None], False)).rows
    wanted = [7.0 if filled else "" for filled, _ in cells]
    while wanted and wanted[-1] == "":
        wanted.pop()
    assert rows == ([wanted] if wanted else [])


def test_what_looks_like_a_blank_cell_in_a_text_is_text() -> None:
    text = '<c r="B1" s="1"/></row>'
    cell = f'<c r="A1" t="inlineStr"><is><t><![CDATA[{text}]]></t></is></c>'
    xml = f"<worksheet><sheetData><row>{cell}</row></sheetData></worksheet>"
    assert read_sheet(xml.encode(), Context([], [], False)).rows == [[text]]


@pytest.mark.parametrize("stated", ['<dimension ref="A1:XFD1048576"/>', '<dimension ref="A1:B2"/>', ""])
def test_a_stray_value_far_out_is_named_instead_of_filling_the_memory(path: Path, stated: str) -> None:
    book(path, lambda _, sheet: (sheet.write("A1", 1), sheet.write("XFD1048576", 1)))
    part = "xl/worksheets/sheet1.xml"
    xml = workbooks.parts(path)[part].replace(b'<dimension ref="A1:XFD1048576"/>', stated.encode())
    workbooks.rewrite(path, {part: xml})
    with pytest.raises(InputError) as caught:
        read_workbook(path)
    assert caught.value.code == codes.FAR_CELL and "XFD1048576" in caught.value.message


def test_only_sheets_asked_for_are_read_and_spaces_around_names_do_not_count(path: Path) -> None:
    book(path, lambda _, sheet: sheet.write("A1", "x"), "  指标 ")
    assert read_workbook(path).grids.keys() == {"指标"}
    assert read_workbook(path, ("汇总",)).grids == {}


def test_the_state_of_each_sheet_is_told(path: Path) -> None:
    made = xlsxwriter.Workbook(path)
    for name, hide in (("指标", None), ("底稿", "hide"), ("字典", "very_hidden")):
        sheet = made.add_worksheet(name)
        if hide:
            getattr(sheet, hide)()
    made.close()
    told = [(each.name, each.state) for each in sheets_of(path.read_bytes(), "表.xlsx")]
    assert told == [("指标", "visible"), ("底稿", "hidden"), ("字典", "veryHidden")]


def test_hidden_rows_without_numbers_are_told(path: Path) -> None:
    book(path, lambda _, sheet: [sheet.write(row, 0, row) for row in range(3)])
    part = "xl/worksheets/sheet1.xml"
    xml = re.sub(rb'<row r="\d+"', b"<row", workbooks.parts(path)[part])
    xml = (
        re.sub(rb' r="A\d"', b"", xml)
        .replace(b"<row", b'<row hidden="true"', 2)
        .replace(b'<row hidden="true"', b"<row", 1)
    )
    workbooks.rewrite(path, {part: xml})
    assert grid(path).hidden == {2} and grid(path).rows == [[0.0], [1.0], [2.0]]


def test_a_part_with_name_space_prefixes_is_read_the_same(path: Path) -> None:
    def write(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write("A1", 0.95, book.add_format({"num_format": "0%"}))
        sheet.write_formula("B1", "=1/0", None, "#DIV/0!")
        sheet.set_row(0, None, None, {"hidden": True})

    book(path, write)
    part = "xl/worksheets/sheet1.xml"
    xml = workbooks.parts(path)[part].decode()
    for name in ("worksheet", "dimension", "sheetData", "row", "c", "v", "f"):
        for mark in ("<", "</"):
            for end in (" ", ">", "/"):
                xml = xml.replace(f"{mark}{name}{end}", f"{mark}x:{name}{end}")
    xml = xml.replace('xmlns="', 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:x="', 1)
    workbooks.rewrite(path, {part: xml.encode()})
    read = grid(path)
    assert [list(row) for row in read.rows] == [["95%", "#DIV/0!"]] and read.hidden == {1}


def refused(data: bytes) -> InputError:
    """The error for these bytes."""
    with pytest.raises(InputError) as caught:
        read_grids(data, "表.xlsx")
    assert (
        "表.xlsx" in caught.value.message and caught.value.message.endswith("。") and caught.value.remedy.endswith("。")
    )
    return caught.value


def archive(**members: str) -> bytes:
    """A zip with these members; double underscores stand for slashes, a single one for a point."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/").replace("_", "."), content)
    return target.getvalue()


ODS = zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"})


@pytest.mark.parametrize(
    ("data", "code", "hint"),
    [
        (b"", codes.EMPTY, "重新复制"),
        ("项目名称,金额\n".encode(), codes.NOT_A_WORKBOOK, "另存为"),
        (b"<html><table></table></html>", codes.OLD_FORMAT, "另存为"),
        (archive(word__document_xml="x"), codes.ARCHIVE, "解压"),
        (compound("Workbook"), codes.OLD_FORMAT, "另存为"),
        (compound("WordDocument"), codes.OLD_WORD, "另存为“Word 文档"),
        (ODS, codes.OLD_FORMAT, "另存为"),
        (xlsb([openpyxl.Workbook().active]), codes.OLD_FORMAT, "另存为"),
        (docx_of(""), codes.OLD_FORMAT, "import"),
        (b"PK\x03\x04 cut off", codes.DAMAGED, "打开并修复"),
    ],
)
def test_what_is_no_workbook_is_refused_with_the_remedy(data: bytes, code: str, hint: str) -> None:
    error = refused(data)
    assert error.code == code and hint in error.remedy


def test_an_encrypted_workbook_is_recognised(path: Path) -> None:
    book(path, lambda _, sheet: sheet.write("A1", 1))
    target = io.BytesIO()
    with path.open("rb") as plain:
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("1234", target)
    error = refused(target.getvalue())
    assert error.code == codes.ENCRYPTED and "密码" in error.remedy


def test_every_cut_of_a_workbook_is_damaged_not_a_crash(path: Path) -> None:
    data = book(path, lambda _, sheet: sheet.write("A1", 1)).read_bytes()
    assert {refused(data[:length]).code for length in range(4, len(data) - 22, 97)} <= {codes.DAMAGED}


def test_a_flipped_byte_never_ends_in_anything_but_grids_or_a_sentence(path: Path) -> None:
    data = bytearray(book(path, lambda _, sheet: sheet.write("A1", 1)).read_bytes())
    met = set()
    for place in range(0, len(data), 11):
        data[place] ^= 0x55
        try:
            read_grids(bytes(data), "表.xlsx")
        except InputError as error:
            met.add(error.code)
        data[place] ^= 0x55
    assert codes.DAMAGED in met


def bomb(path: Path, size: int, stated: int) -> bytes:
    """A workbook whose sheet unfolds to ``size`` bytes and states ``stated``."""
    xml = b"<worksheet>" + b" " * size
    workbooks.rewrite(path, {"xl/worksheets/sheet1.xml": xml})
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.find(signature)
        while at >= 0:
            if data[at + offset : at + offset + 4] == struct.pack("<I", len(xml)):
                data[at + offset : at + offset + 4] = struct.pack("<I", stated)
            at = data.find(signature, at + 4)
    return bytes(data)


@pytest.mark.parametrize("stated", [3_000_011, 11])
def test_a_part_that_unfolds_without_end_is_refused(path: Path, stated: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "LIMIT", 1 << 20)
    book(path, lambda _, sheet: sheet.write("A1", 1))
    assert refused(bomb(path, 3_000_000, stated)).code in (codes.TOO_LARGE, codes.DAMAGED)


def test_a_document_type_is_refused(path: Path) -> None:
    book(path, lambda _, sheet: sheet.write("A1", 1))
    part = "xl/workbook.xml"
    xml = workbooks.parts(path)[part].replace(b"<workbook", b'<!DOCTYPE x [<!ENTITY a "b">]><workbook', 1)
    assert refused(workbooks.rewrite(path, {part: xml}).read_bytes()).code == codes.UNUSUAL


def test_a_missing_file_a_folder_and_a_file_without_permission_are_file_trouble(tmp_path: Path) -> None:
    for where, code in ((tmp_path / "没有.xlsx", codes.MISSING), (tmp_path, codes.IS_FOLDER)):
        with pytest.raises(StorageError) as caught:
            read_workbook(where)
        assert caught.value.code == code and str(where) in caught.value.message


def test_what_windows_says_of_a_file_in_use_and_of_one_without_permission(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.touch()
    for winerror, code in ((32, codes.LOCKED), (5, codes.NO_PERMISSION)):
        error = PermissionError(13, "denied")
        error.winerror = winerror  # type: ignore[attr-defined]
        monkeypatch.setattr("builtins.open", lambda *_, error=error: (_ for _ in ()).throw(error))
        with pytest.raises(StorageError) as caught:
            read_workbook(path)
        assert caught.value.code == code


def test_crc_of_the_package_is_compared(path: Path) -> None:
    data = book(path, lambda _, sheet: sheet.write("A1", 1)).read_bytes()
    crc = struct.pack("<I", zlib.crc32(workbooks.parts(path)["xl/worksheets/sheet1.xml"]))
    assert refused(data.replace(crc, b"\0\0\0\0")).code == codes.DAMAGED


@pytest.mark.parametrize("error", ["#SPILL!", "#GETTING_DATA", "#CALC!"])
def test_errors_of_newer_programs_are_read_like_any_other(path: Path, error: str) -> None:
    book(path, lambda _, sheet: (sheet.write("A1", "x"), sheet.write_formula("B1", "=1/0", None, "#DIV/0!")))
    part = "xl/worksheets/sheet1.xml"
    workbooks.rewrite(path, {part: workbooks.parts(path)[part].replace(b"#DIV/0!", error.encode())})
    assert grid(path).rows == [["x", error]]


def test_a_long_number_in_a_cell_with_the_format_of_a_date_is_a_number(path: Path) -> None:
    book(
        path,
        lambda made, sheet: sheet.write_number("A1", 123456789012345, made.add_format({"num_format": "yyyy-mm-dd"})),
    )
    assert grid(path).rows == [[123456789012345.0]]


def test_a_name_without_end_makes_no_sentence_without_end() -> None:
    trouble = input_error(codes.TWO_FORMS, file="自评表.xlsx", sheet="表" * 40_000)
    assert len(trouble.message) < 1_000
    assert trouble.message.startswith("“自评表.xlsx”里不止一张自评表") and trouble.message.endswith("…”。")


def test_a_refusal_keeps_alive_nothing_of_the_workbook(path: Path) -> None:
    """A roll-up meets thousands of files and does not look for garbage after each."""
    data = book(path, lambda made, sheet: sheet.write("A1", "指标")).read_bytes()
    torn = Package(data, "").replaced({"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row><c t='s'><v>9"})
    code = ""
    gc.collect()
    gc.disable()
    try:
        read_grids(torn, "表.xlsx")
    except InputError as error:
        code = error.code
    finally:
        gc.enable()
    left = [each for each in gc.get_objects() if isinstance(each, Malformed)]
    assert (code, left) == (codes.DAMAGED, [])


@pytest.mark.parametrize(
    "cells",
    [
        b'<c r="A9999999" t="e"><v>#N</v></c>',
        b"".join(b'<c r="XFD%d" t="e"><v>#N</v></c>' % row for row in range(1, 3000)),
        b"".join(b'<c x:r="XFD5" r="A%d" t="e"><v>#N</v></c>' % row for row in range(1, 3000)),
    ],
    ids=["far", "wide", "two addresses"],
)
def test_errors_where_nothing_is_read_take_no_memory(path: Path, cells: bytes) -> None:
    data = book(path, lambda made, sheet: sheet.write("A1", "指标")).read_bytes()
    sheet = Package(data, "").read("xl/worksheets/sheet1.xml").replace(b"</worksheet>", cells + b"</worksheet>")
    tracemalloc.start()
    try:
        with contextlib.suppress(InputError):
            read_grids(Package(data, "").replaced({"xl/worksheets/sheet1.xml": sheet}), "表.xlsx", ("指标",))
        assert tracemalloc.get_traced_memory()[1] < 300 << 20
    finally:
        tracemalloc.stop()
