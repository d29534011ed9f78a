"""Filling a user's workbook: what is written is right, and nothing else changes by a single byte."""

import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.documents.blocks import OutColumn, Output, OutRow, OutSheet, OutValue
from selfeval_xl.domain.errors import InputError
from selfeval_xl.domain.place import Place
from selfeval_xl.ooxml.xmltext import printable
from selfeval_xl.workbook.patcher.blocks import read_model
from selfeval_xl.workbook.patcher.formulas import pruned_chain
from selfeval_xl.workbook.patcher.patch import fill
from tests import rich
from tests.judges import office, openxml, workbooks

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning:openpyxl")
FILLED = {f"xl/worksheets/sheet{number}.xml" for number in (3, 4, 5)}
FIRST = rich.FIRST


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rich workbook, made once."""
    return rich.build(tmp_path_factory.mktemp("rich") / "自评 表.xlsx")


@pytest.fixture
def own(book: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    copy = tmp_path / book.name
    copy.write_bytes(book.read_bytes())
    return copy


def filled(path: Path, output: Output | None = None) -> Path:
    """Fill the workbook into a file beside it."""
    target = path.with_name("已填.xlsx")
    target.write_bytes(fill(path.read_bytes(), output or rich.output(), str(path)))
    return target


def sheet_of(path: Path, name: str) -> Worksheet:
    """Read the sheet back with openpyxl."""
    return openpyxl.load_workbook(path)[name]


def test_only_the_filled_sheets_and_the_calculation_flag_change(book: Path) -> None:
    assert openxml.errors(book) == []
    result = filled(book)
    assert workbooks.changed_parts(book, result) == FILLED | {"xl/workbook.xml"}
    assert openxml.errors(result) == []


def test_other_members_are_copied_with_their_compressed_bytes_dates_and_order(book: Path) -> None:
    before, after = rich.raw_members(book.read_bytes()), rich.raw_members(filled(book).read_bytes())
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == FILLED | {"xl/workbook.xml"}


def test_filling_again_changes_nothing_and_a_shorter_result_leaves_no_trace(book: Path) -> None:
    once = fill(book.read_bytes(), rich.output())
    assert fill(once, rich.output()) == once
    longer = fill(book.read_bytes(), rich.output(lines=9))
    again = rich.raw_members(fill(longer, rich.output()))
    stretched = b'<dimension ref="A1:G14"/>'
    assert stretched in _unpacked(longer, "xl/worksheets/sheet4.xml")
    once_more = _unpacked(fill(longer, rich.output()), "xl/worksheets/sheet4.xml")
    assert once_more.replace(stretched, b'<dimension ref="A1:G8"/>') == _unpacked(once, "xl/worksheets/sheet4.xml")
    assert again.keys() == rich.raw_members(once).keys()


def _unpacked(data: bytes, part: str) -> bytes:
    return zipfile.ZipFile(io.BytesIO(data)).read(part)


def test_written_rows_take_values_styles_heights_and_merges_of_their_exemplar(book: Path) -> None:
    sheet = sheet_of(filled(book), "汇总")
    exemplar, row = sheet[2], sheet[FIRST + 1]
    assert [cell.value for cell in row[:4]] == [0, "指标0", 9.5, "指标!H3"]
    assert [cell.style_id for cell in row[:4]] == [cell.style_id for cell in exemplar[:4]]
    assert sheet.row_dimensions[FIRST].height == 36 and not sheet.row_dimensions[FIRST].hidden
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert merged == {"A1:D1", "B3:D3", "F1:G1", f"A{FIRST}:D{FIRST}", f"B{FIRST + 4}:D{FIRST + 4}"}


def test_text_that_wraps_gets_the_height_it_needs(book: Path) -> None:
    long = sheet_of(filled(book), "汇总").row_dimensions[FIRST + 4].height
    # 6 x 33 units in 36 units of width are 6 lines of 11 points at the least.
    assert 6 * 11 * 1.2 < long < 9 * 11 * 1.5


def links_of(path: Path) -> dict[str, Hyperlink]:
    """The links of 汇总 by cell."""
    return {cell.coordinate: cell.hyperlink for row in sheet_of(path, "汇总") for cell in row if cell.hyperlink}


def test_links_lead_to_the_cell_and_those_of_others_stay(book: Path) -> None:
    links = links_of(filled(book))
    assert links[f"D{FIRST + 1}"].location == "'指标'!H3"
    assert links["F6"].id and links["F7"].location == "'指标'!A1"
    assert links.keys() == {"F6", "F7", f"D{FIRST + 1}", f"D{FIRST + 2}", f"D{FIRST + 3}"}


def test_notes_at_the_right_of_our_columns_stay_and_the_rest_is_replaced(book: Path) -> None:
    sheet = sheet_of(filled(book), "汇总")
    assert [sheet[cell].value for cell in ("F5", "F6", "F7", "A4")] == [
        "右侧的备注",
        "财政部",
        "回到指标",
        "绩效自评汇总",
    ]


def test_text_that_looks_like_a_formula_stays_text(book: Path) -> None:
    cell = sheet_of(filled(book), "汇总").cell(FIRST + 4, 2)
    assert cell.data_type in ("s", "inlineStr") and str(cell.value).startswith("=HYPERLINK")


def test_computed_cells_keep_their_style_and_a_blank_empties_the_cell(book: Path) -> None:
    before, after = sheet_of(book, "指标"), sheet_of(filled(book), "指标")
    assert [after.cell(row, 15).value for row in (3, 4, 5, 6, 7)] == [9.5, 0.0211, None, "不适用", None]
    assert {after.cell(row, 15).style_id for row in range(3, 10)} == {before.cell(3, 15).style_id}


def test_excel_is_asked_to_calculate_because_another_sheet_reads_the_summary(book: Path) -> None:
    assert b'fullCalcOnLoad="1"' in workbooks.parts(filled(book))["xl/workbook.xml"]
    recalculated = office.recalculate(filled(book))
    assert openpyxl.load_workbook(recalculated, data_only=True)["附表"]["C1"].value == 19


def test_excel_is_not_asked_when_no_formula_reads_what_was_filled(own: Path) -> None:
    rich.with_sheet(own, "附表", {f"'汇总'!C{FIRST + 1}*2": "B1*2"})
    assert workbooks.changed_parts(own, filled(own)) == FILLED


@pytest.mark.parametrize("formula", ["SUM(O3:O9)", "SUM($A:$Z)", 'INDIRECT("O3")', "SUM(3:3)", "'汇总'!C5"])
def test_excel_is_asked_when_a_formula_on_the_same_sheet_reads_a_computed_column(own: Path, formula: str) -> None:
    rich.with_sheet(own, "附表", {f"'汇总'!C{FIRST + 1}*2": "B1*2"})
    rich.with_sheet(own, "指标", {"SUM(H3:H9)": formula.replace('"', "&quot;")})
    assert "xl/workbook.xml" in workbooks.changed_parts(own, filled(own))


def test_a_calculation_setting_is_added_where_the_schema_wants_it(own: Path) -> None:
    workbook = workbooks.parts(own)["xl/workbook.xml"]
    start = workbook.index(b"<calcPr")
    workbooks.rewrite(own, {"xl/workbook.xml": workbook[:start] + workbook[workbook.index(b">", start) + 1 :]})
    result = filled(own)
    assert b'</definedNames><calcPr fullCalcOnLoad="1"/>' in workbooks.parts(result)["xl/workbook.xml"]
    assert openxml.errors(result) == []


def column(*rows: int, at: int = 8) -> Output:
    """Write 1 into these rows of a column of 指标, by default the weights."""
    return Output((), (OutColumn("指标", at, tuple((row, Decimal(1)) for row in rows)),))


def test_an_overwritten_formula_leaves_the_calculation_chain(own: Path) -> None:
    result = filled(own, column(10))
    chain = workbooks.parts(result)["xl/calcChain.xml"]
    assert b"H10" not in chain and b'<c r="C1" i="6"/>' in chain


def test_the_calculation_chain_goes_when_nothing_is_left_of_it(own: Path) -> None:
    chain = workbooks.parts(own)["xl/calcChain.xml"].replace(b'<c r="C1" i="6"/>', b"")
    workbooks.rewrite(own, {"xl/calcChain.xml": chain})
    result = filled(own, column(10))
    parts = workbooks.parts(result)
    assert "xl/calcChain.xml" not in parts
    assert b"calcChain" not in parts["[Content_Types].xml"] + parts["xl/_rels/workbook.xml.rels"]
    assert openxml.errors(result) == []


def test_an_entry_of_the_chain_without_a_sheet_belongs_to_the_sheet_before() -> None:
    chain = b'<calcChain><c r="A1" i="3"/><c r="A2" l="1"/><c r="B1" i="4"/><c r="A2"/></calcChain>'
    assert pruned_chain(chain, {"3": {"A1"}, "4": {"B1"}}) == (
        b'<calcChain><c r="A2" l="1" i="3"/><c r="A2" i="4"/></calcChain>'
    )
    assert (
        pruned_chain(chain, {"4": {"A2"}})
        == b'<calcChain><c r="A1" i="3"/><c r="A2" l="1"/><c r="B1" i="4"/></calcChain>'
    )


SHARED = {
    '<c r="H3"><v>10</v></c>': '<c r="H3"><f t="shared" ref="H3:H6" si="0">LEN($C3)+ROW(C3)</f><v>6</v></c>',
    **{f'<c r="H{row}"><v>10</v></c>': f'<c r="H{row}"><f t="shared" si="0"/><v>6</v></c>' for row in (4, 5, 6)},
}


def test_cells_that_shared_an_overwritten_formula_get_their_own(own: Path) -> None:
    rich.with_sheet(own, "指标", SHARED)
    result = filled(own, column(3, 5))
    sheet = sheet_of(result, "指标")
    values = [sheet.cell(row, 8).value for row in (3, 4, 5, 6)]
    assert values == [1, "=LEN($C4)+ROW(C4)", 1, "=LEN($C6)+ROW(C6)"]
    assert openxml.errors(result) == []


def test_a_shared_formula_stays_shared_when_its_first_cell_is_not_touched(own: Path) -> None:
    rich.with_sheet(own, "指标", SHARED)
    xml = workbooks.parts(filled(own, column(4)))["xl/worksheets/sheet3.xml"]
    assert b'<f t="shared" ref="H3:H6" si="0">' in xml and xml.count(b'<f t="shared" si="0"/>') == 2


ARRAY = {'<c r="H3"><v>10</v></c>': '<c r="H3"><f t="array" ref="H3:H5">ROW(A1:A3)</f><v>1</v></c>'}


def test_part_of_an_array_formula_is_not_torn_out(own: Path) -> None:
    rich.with_sheet(own, "指标", ARRAY)
    with pytest.raises(InputError) as caught:
        filled(own, column(4))
    assert caught.value.code == "F09" and "H3:H5" in caught.value.message and "指标" in caught.value.message


def test_a_whole_array_formula_can_be_replaced(own: Path) -> None:
    rich.with_sheet(own, "指标", ARRAY)
    assert b't="array"' not in workbooks.parts(filled(own, column(3, 4, 5)))["xl/worksheets/sheet3.xml"]


def test_new_cells_take_the_style_of_the_nearest_above_and_new_rows_come_in_order(own: Path) -> None:
    result = filled(own, column(9, 12, 30, at=15))
    sheet = sheet_of(result, "指标")
    assert [sheet.cell(row, 15).value for row in (9, 12, 30)] == [1, 1, 1]
    assert sheet.cell(30, 15).style_id == sheet.cell(9, 15).style_id
    assert b'<dimension ref="A2:O30"/>' in workbooks.parts(result)["xl/worksheets/sheet3.xml"]
    assert openxml.errors(result) == []


def test_without_exemplar_rows_values_are_written_plainly(own: Path) -> None:
    empty = "xl/worksheets/sheet5.xml"
    xml = workbooks.parts(own)[empty]
    start, end = xml.index(b"<sheetData>"), xml.index(b"</sheetData>")
    tail = b"</sheetData><pageMargins" + xml[end:].partition(b"<pageMargins")[2]
    workbooks.rewrite(own, {empty: xml[:start] + b"<sheetData>" + tail})
    result = filled(own)
    assert [cell.value for cell in sheet_of(result, "校验结果")[2][:4]] == [0, "指标0", 9.5, "指标!H3"]
    assert fill(result.read_bytes(), rich.output()) == result.read_bytes()
    assert openxml.errors(result) == []


def test_a_sheet_without_exemplars_that_holds_something_else_is_left_alone(own: Path) -> None:
    with pytest.raises(InputError) as caught:
        fill(own.read_bytes(), Output((OutSheet("项目信息", (OutRow("line", ("x",)),)),), ()))
    assert caught.value.code == "F11" and "项目信息" in caught.value.message


def test_a_missing_sheet_is_named_with_the_remedy(book: Path) -> None:
    with pytest.raises(InputError) as caught:
        fill(book.read_bytes(), Output((OutSheet("校验", ()),), ()), "表.xlsx")
    assert caught.value.code == "F08" and "表.xlsx" in caught.value.message and "新建" in caught.value.remedy


def test_a_sheet_name_with_spaces_is_found_and_linked_to_as_it_is(own: Path) -> None:
    workbook = workbooks.parts(own)["xl/workbook.xml"]
    workbooks.rewrite(own, {"xl/workbook.xml": workbook.replace('name="指标"'.encode(), 'name="指标 "'.encode())})
    rows = (OutRow("line", (1, "a", None, "指标!H3"), Place("指标", 3, 8)), OutRow("line", (2,), Place("附表")))
    result = filled(own, Output((OutSheet("汇总", rows),), ()))
    links = links_of(result)
    assert links[f"D{FIRST}"].location == "'指标 '!H3" and links[f"D{FIRST + 1}"].location == "'附表'!A1"


def test_a_part_with_name_space_prefixes_is_filled_the_same(own: Path) -> None:
    part = "xl/worksheets/sheet4.xml"
    xml = workbooks.parts(own)[part].decode()
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", xml).replace(f'xmlns="{main}"', f'xmlns:x="{main}"')
    workbooks.rewrite(own, {part: xml.encode()})
    result = filled(own)
    assert [cell.value for cell in sheet_of(result, "汇总")[FIRST + 1][:3]] == [0, "指标0", 9.5]
    assert fill(result.read_bytes(), rich.output()) == result.read_bytes()
    assert openxml.errors(result) == []


@pytest.mark.parametrize(
    "change",
    [{'<row r="3"': '<row r="2"'}, {'<c r="H3"': '<c r="A3"'}, {"<sheetData>": "<!DOCTYPE x><sheetData>"}],
)
def test_a_part_that_no_spreadsheet_program_writes_so_is_left_alone(own: Path, change: dict[str, str]) -> None:
    rich.with_sheet(own, "指标", change)
    with pytest.raises(InputError) as caught:
        filled(own, column(3, 40))
    assert caught.value.code == "F10" and "另存" in caught.value.remedy


def test_nothing_that_a_person_sees_is_lost_when_it_is_printed(book: Path) -> None:
    text = office.printed_text(filled(book))
    for words in ("绩效自评汇总", "右侧的备注", "填报提示", "公共服务经费"):
        assert words in text


VALUES = st.one_of(
    st.none(),
    st.integers(-(10**12), 10**12),
    st.decimals(-(10**9), 10**9, places=4, allow_nan=False),
    st.text(st.characters(codec="utf-8"), max_size=20),
)


@given(st.dictionaries(st.integers(1, 40), st.dictionaries(st.integers(1, 30), VALUES, max_size=5), max_size=8))
def test_whatever_is_written_into_cells_is_read_back_and_no_other_cell_moves(
    book: Path, values: dict[int, dict[int, OutValue]]
) -> None:
    columns = {column for cells in values.values() for column in cells}
    out = tuple(
        OutColumn("预算", column, tuple((row, cells[column]) for row, cells in values.items() if column in cells))
        for column in columns
    )
    data = fill(book.read_bytes(), Output((), out))
    sheet = openpyxl.load_workbook(io.BytesIO(data), rich_text=False)["预算"]
    expected: dict[tuple[int, int], OutValue] = {(1, 1): "序号", (1, 2): "项目明细", (1, 3): "执行率"}
    expected |= {(row, column): value for row, cells in values.items() for column, value in cells.items()}
    found = {(cell.row, cell.column): cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None}
    wanted = {spot: _as_read(value) for spot, value in expected.items()}
    assert found == {spot: value for spot, value in wanted.items() if value is not None}


def _as_read(value: OutValue) -> object:
    if not isinstance(value, str):
        return None if value is None else float(value)
    # openpyxl shows the escapes of Excel as they stand in the file.
    return re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", printable(value)) or None


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1" ht="30"><c r="A1" s="1" {text}><v>{kind:02}</v></c><c r="B1" s="2" t="s"><v>{mark:02}</v></c></row>'
    "</sheetData></worksheet>"
)


def strings(*texts: str) -> bytes:
    """Return a part with these shared strings."""
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{items}</sst>'.encode()


@pytest.mark.parametrize("text", ['t="s"', "t='s'", 't="&#115;"', 't = "s"'])
def test_a_sheet_is_known_again_by_its_texts_whatever_their_numbers_and_its_spelling(text: str) -> None:
    kinds = []
    for kind, mark, texts in (
        (0, 1, ("样式：甲", "链接")),
        (1, 0, ("链接", "样式：甲")),
        (2, 1, ("别的", "链接", "样式：甲")),
        (0, 1, ("样式：乙", "链接")),
        (0, 0, ("样式：甲", "链接")),
    ):
        xml = SHEET.format(text=text, kind=kind, mark=mark).encode()
        model = read_model(xml, strings(*texts), b"")
        assert model.sheet.xml == xml
        assert xml[model.sheet.rows[0].node.start :].startswith(b'<row r="1"')
        kinds += [(name, row.link) for name, row in model.exemplars.of.items()]
    assert kinds == [("甲", 2), ("甲", 2), ("甲", 2), ("乙", 2), ("甲", None)]
