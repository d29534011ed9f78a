"""Reports in Word: which tables they hold, what belongs to each, and what a reader of the paper does not see."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from selfeval_xl.domain.errors import InputError
from selfeval_xl.domain.grid import Grid
from selfeval_xl.readers.sheets import read_sheets
from tests.containers import docx_of, line, rows, word
from tests.judges import office
from tests.paper import PUBLISHED, lay_out

TABLES = sorted(PUBLISHED)[:2]
FIELD = '<w:fldChar><w:ffData><w:checkBox><w:default w:val="0"/>{}</w:checkBox></w:ffData></w:fldChar>'
BOX = "<w:drawing><w:txbxContent><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:txbxContent></w:drawing>"


def tables(body: str, prefix: str = "w") -> list[Grid]:
    return list(read_sheets(docx_of(body, prefix), "报告.docx").grids)


def shown(grid: Grid) -> list[list[str]]:
    return [[str(value) for value in row] for row in grid.rows]


def cell(inner: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def table(*rows_: str, columns: int = 2) -> str:
    grid = '<w:gridCol w:w="900"/>' * columns
    return f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{''.join(f'<w:tr>{row}</w:tr>' for row in rows_)}</w:tbl>"


class TestHeadings:
    def test_title_and_year_above_a_table_are_its_first_rows(self) -> None:
        body = (
            line("现将情况报告如下。")
            + line("附件1")
            + line("项目支出绩效自评表")
            + line("（2024年度）")
            + rows("甲 乙 丙")
        )
        (grid,) = tables(body)
        assert shown(grid) == [["项目支出绩效自评表"], ["（2024年度）"], ["甲", "乙", "丙"]]
        assert grid.merges == ((1, 1, 1, 3), (2, 1, 2, 3))
        assert grid.name == "第1张表"

    def test_a_title_may_stand_on_two_lines(self) -> None:
        (grid,) = tables(line("某市2024年度") + line("项目支出绩效自评表") + rows("甲 乙"))
        assert shown(grid) == [["某市2024年度"], ["项目支出绩效自评表"], ["甲", "乙"]]

    def test_the_signature_of_the_form_before_is_not_the_heading_of_the_next(self) -> None:
        signed = line("填表人：张三　联系电话：027-12345678")
        first = line("项目支出绩效自评表") + rows("甲 乙") + signed
        (_, second) = tables(first + line("项目支出绩效自评表（2023年度）") + rows("丙 丁"))
        assert shown(second) == [["项目支出绩效自评表（2023年度）"], ["丙", "丁"]]

    def test_sentences_of_the_report_are_none(self) -> None:
        (grid,) = tables(line("二是加强了管理，成效明显。") + rows("甲 乙"))
        assert shown(grid) == [["甲", "乙"]]

    def test_three_forms_of_a_report_are_three(self) -> None:
        body = "".join(
            line(f"项目支出绩效自评表（{year}年度）") + rows("甲 乙", "丙 丁") for year in (2022, 2023, 2024)
        )
        assert [grid.name for grid in tables(body)] == ["第1张表", "第2张表", "第3张表"]


class TestGoingOn:
    @pytest.mark.parametrize(
        "between", ["<w:p/>", '<w:p><w:r><w:br w:type="page"/></w:r></w:p>', line("续表"), line("（接上页）")]
    )
    def test_a_table_behind_a_page_break_is_one_with_the_first_part(self, between: str) -> None:
        (grid,) = tables(line("自评表") + rows("甲 乙", "丙 丁") + between + rows("甲 乙", "戊 己"))
        assert shown(grid) == [["自评表"], ["甲", "乙"], ["丙", "丁"], ["甲", "乙"], ["戊", "己"]]

    @pytest.mark.parametrize("between", [line("二、下一个项目"), line("以上是第一个项目的情况。")])
    def test_text_between_them_keeps_two_tables_apart(self, between: str) -> None:
        assert len(tables(rows("甲 乙") + between + rows("丙 丁"))) == 2

    def test_other_columns_make_another_table(self) -> None:
        assert len(tables(rows("甲 乙") + "<w:p/>" + rows("丙 丁 戊"))) == 2


class TestMergedCells:
    def test_over_columns_and_rows(self) -> None:
        across = cell(line("资金"), '<w:gridSpan w:val="2"/>') + cell(line("得分"))
        first = cell(line("产出"), '<w:vMerge w:val="restart"/>') + cell(line("数量")) + cell(line("10"))
        second = cell("<w:p/>", "<w:vMerge/>") + cell(line("质量")) + cell(line("20"))
        third = cell(line("效益"), '<w:vMerge w:val="restart"/>') + cell(line("社会")) + cell(line("30"))
        fourth = cell("<w:p/>", '<w:vMerge w:val="continue"/>') + cell(line("生态")) + cell(line("40"))
        (grid,) = tables(table(across, first, second, third, fourth, columns=3))
        assert shown(grid) == [
            ["资金", "", "得分"],
            ["产出", "数量", "10"],
            ["", "质量", "20"],
            ["效益", "社会", "30"],
            ["", "生态", "40"],
        ]
        assert sorted(grid.merges) == [(1, 1, 1, 2), (2, 1, 3, 1), (4, 1, 5, 1)]

    def test_both_ways(self) -> None:
        wide = '<w:gridSpan w:val="2"/><w:vMerge w:val="{}"/>'
        first, second = (
            cell(line(text), wide.format(how)) + cell(line("1")) for text, how in (("大", "restart"), ("", "continue"))
        )
        (grid,) = tables(table(first, second, columns=3))
        assert grid.merges == ((1, 1, 2, 2),)

    def test_of_old_documents_side_by_side(self) -> None:
        row = cell(line("标题"), '<w:hMerge w:val="restart"/>') + cell("<w:p/>", "<w:hMerge/>") + cell(line("得分"))
        (grid,) = tables(table(row, columns=3))
        assert (shown(grid), grid.merges) == ([["标题", "", "得分"]], ((1, 1, 1, 2),))

    def test_a_row_may_begin_further_right(self) -> None:
        row = '<w:trPr><w:gridBefore w:val="1"/></w:trPr>' + cell(line("得分"))
        assert shown(tables(table(row))[0]) == [["", "得分"]]

    def test_a_continuation_of_nothing_is_a_cell(self) -> None:
        assert shown(tables(table(cell(line("甲"), "<w:vMerge/>") + cell(line("乙"))))[0]) == [["甲", "乙"]]


class TestNotOnThePaper:
    def test_deleted_text_and_rows_are_not_read(self) -> None:
        deleted = "<w:del><w:r><w:delText>80</w:delText></w:r></w:del><w:ins><w:r><w:t>95</w:t></w:r></w:ins>"
        row = cell(line("甲")) + cell(f"<w:p>{deleted}</w:p>")
        gone = "<w:trPr><w:del/></w:trPr>" + cell(line("乙")) + cell(line("1"))
        changed = (
            "<w:trPr><w:trPrChange><w:trPr><w:del/></w:trPr></w:trPrChange></w:trPr>"
            + cell(line("丙"))
            + cell(line("2"))
        )
        assert shown(tables(table(row, gone, changed))[0]) == [["甲", "95"], ["丙", "2"]]

    def test_text_that_was_moved_away_is_not_read(self) -> None:
        moved = f"<w:moveFrom>{line('旧')}</w:moveFrom>{line('新')}"
        assert shown(tables(table(cell(moved)))[0]) == [["新"]]

    def test_text_boxes_and_hidden_text_are_not_read(self) -> None:
        inside = f"<w:p><w:r>{BOX.format('框')}</w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r></w:p>" + line(
            "见"
        )
        assert shown(tables(table(cell(inside)))[0]) == [["见"]]

    def test_fields_that_nobody_filled_in_are_blank(self) -> None:
        field = "<w:p><w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent><w:r><w:t>{}</w:t></w:r></w:sdtContent></w:sdt></w:p>"
        row = cell(field.format("<w:showingPlcHdr/>", "单击此处输入文字。")) + cell(field.format("", "95%"))
        assert shown(tables(table(row))[0]) == [["", "95%"]]

    def test_what_is_not_hidden_any_more_is_read(self) -> None:
        assert shown(tables(table(cell(line("见", '<w:rPr><w:vanish w:val="0"/></w:rPr>'))))[0]) == [["见"]]


class TestCells:
    def test_lines_tabs_and_hyphens_are_kept(self) -> None:
        inside = (
            "<w:p><w:r><w:t>一</w:t><w:br/><w:t>二</w:t><w:tab/><w:t>三</w:t><w:noBreakHyphen/></w:r></w:p>"
            + line("四")
        )
        assert shown(tables(table(cell(inside)))[0]) == [["一\n二 三-\n四"]]

    def test_stops_of_tabs_are_no_text(self) -> None:
        inside = "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>"
        assert shown(tables(table(cell(inside)))[0]) == [["甲"]]

    @pytest.mark.parametrize(
        ("box", "seen"),
        [
            ('<w:sym w:font="Wingdings" w:char="F0FE"/>', "☑"),
            ('<w:sym w:font="Wingdings 2" w:char="F0A3"/>', "□"),
            (FIELD.format("<w:checked/>"), "☑"),
            (FIELD.format(""), "□"),
        ],
    )
    def test_boxes_are_ticked_or_not(self, box: str, seen: str) -> None:
        inside = f"<w:p><w:r>{box}</w:r><w:r><w:t>延续项目</w:t></w:r></w:p>"
        assert shown(tables(table(cell(inside)))[0]) == [[f"{seen}延续项目"]]

    def test_a_table_in_a_cell_is_a_table_of_its_own(self) -> None:
        outer, inner = tables(table(cell(line("项目支出绩效自评表") + rows("甲 乙")) + cell(line("外"))))
        assert shown(outer) == [["项目支出绩效自评表", "外"]]
        assert shown(inner) == [["项目支出绩效自评表"], ["甲", "乙"]]

    def test_another_prefix_changes_nothing(self) -> None:
        body = line("自评表") + table(cell(line("甲"), '<w:gridSpan w:val="2"/>'), cell(line("乙")) + cell(line("丙")))
        assert tables(body, "ns0") == tables(body)


def test_a_document_without_tables_has_no_sheets() -> None:
    assert tables(line("关于开展绩效自评的通知")) == []


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with two published forms."""
    folder = tmp_path_factory.mktemp("报告")
    sheets = [openpyxl.load_workbook(lay_out(PUBLISHED[name], folder / f"{name}.xlsx")).active for name in TABLES]
    (folder / "报告.docx").write_bytes(word(sheets))
    return folder / "报告.docx"


class TestByLibreOffice:
    def test_a_report_that_it_has_stored_says_the_same(self, report: Path) -> None:
        (again,) = office.convert([report], ".docx", "docx:Office Open XML Text")
        before, after = (read_sheets(path.read_bytes(), "报告").grids for path in (report, again))
        assert list(map(folded, after)) == list(map(folded, before))
        assert [set(grid.merges) for grid in after] == [set(grid.merges) for grid in before]
        assert len(before) == 2

    @pytest.mark.parametrize(("ending", "code"), [("doc", "F35"), ("rtf", "F01"), ("odt", "F01"), ("pdf", "F36")])
    def test_other_kinds_of_the_report_are_told_as_what_they_are(self, report: Path, ending: str, code: str) -> None:
        (stored,) = office.convert([report], f".{ending}", ending)
        with pytest.raises(InputError) as refused:
            read_sheets(stored.read_bytes(), "报告.docx")
        assert refused.value.code == code


def folded(grid: Grid) -> dict[tuple[int, int], str]:
    cells = {(r, c): "".join(str(v).split()) for r, row in enumerate(grid.rows) for c, v in enumerate(row)}
    return {at: text for at, text in cells.items() if text}
