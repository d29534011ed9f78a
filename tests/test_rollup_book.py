"""The roll-up as a workbook: what Excel takes, what LibreOffice shows, where its links lead, and what never happens."""

from __future__ import annotations

import ntpath
import os
import re
import tracemalloc
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from bench import rollup_writing
from selfeval_xl.documents.blocks import COUNT, LONG, MONEY, NUMBERS, POINTS, RATE, TEXT, BarChart, Column, Table, Value
from selfeval_xl.documents.rollup import tables
from selfeval_xl.documents.rollup.records import FileResult
from selfeval_xl.domain.errors import StorageError
from selfeval_xl.domain.finding import ERROR, Finding
from selfeval_xl.domain.place import Place
from selfeval_xl.messages import codes
from selfeval_xl.writers.figures import ten_thousands
from selfeval_xl.writers.links import Links, inside
from selfeval_xl.writers.xlsx import package
from selfeval_xl.writers.xlsx import rows as table_rows
from selfeval_xl.writers.xlsx.book import BookSink
from selfeval_xl.writers.xlsx.styles import NUMBERS as NUMBERS_OF_STYLES
from tests import rollups
from tests.judges import office, openxml

COMPARED = Table(
    "同比",
    (
        Column("项目名称", LONG, 30, "name"),
        Column("去年执行数（万元）", MONEY, 13, "last_fen"),
        Column("得分变化", POINTS, 9, "change"),
        Column("项目数", COUNT, 9, "count"),
        Column("执行率变化", RATE, 9, "rate"),
        Column("说明", TEXT, 20, "remark"),
    ),
    (
        ("劳动技能培训", -17092000, "-5.25", 0, "-0.0909", "=1+1"),
        ("", None, "", None, "", None),
        ("新增项目", 0, "无", 12, "说不清", "a&b<c>\"d\"'e'"),
    ),
)
SHEETS = ["总览", "项目汇总", "部门汇总", "等级分布", "执行率分布", "同比", "异常清单", "指标明细", "未读文件",
          "不是自评表"]  # fmt: skip
HOSTILE = (
    "=HYPERLINK(\"http://evil\",\"点我\")", "+1", "-1", "@SUM(A1)", "＝1+1", "_x0041_", "a\x00b\x0bc", "\ud800孤",
    "两行\r\n文字", "  前后有空格  ", "<b>&amp;</b>", "]]>", "\U0001f600" * 20_000, "\ufffe", "'", "{1,2}",
)  # fmt: skip
NAMES = (
    "普通.xlsx", "子 文件夹/甲 乙.xlsx", "一#二.xlsx", "100%完成.xlsx", "a%20b.xlsx", "甲&乙'丙\".xlsx",
    "[草稿]？?.xlsx", "http://evil/x.xlsx".replace("//", "/"), "http:evil.xlsx", "\\\\host\\share.xlsx",
    "javascript:alert(1).xlsx", "file:甲.xlsx", "<甲>.xlsx", "＃全角.xlsx", "C:甲.xlsx", "a;b+c=d@e!f.xlsx",
    "tab\t.xlsx",
)  # fmt: skip


def written(folder: Path, found: Sequence[FileResult], extra: Sequence[Table] = ()) -> Path:
    """The workbook of these outcomes, in a folder beside that of the projects."""
    target = folder / "汇总 表.xlsx"
    sink = BookSink(str(target), str(folder / "项目"))
    for each in found:
        for table, rows in tables.rows_of(each).items():
            sink.add(table, rows)
    assert sink.close((*rollups.closing(found), *extra)) == [str(target)]
    assert os.listdir(folder) == [target.name]
    return target


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A roll-up with every kind of table."""
    return written(tmp_path_factory.mktemp("汇总"), found(), (COMPARED,))


def found() -> list[FileResult]:
    """Forty projects, and files with names that mean something in an address and could not be read."""
    return [*rollups.outcomes(40), *map(rollups.refusal, NAMES)]


def values(sheet: Worksheet) -> list[tuple[Any, ...]]:
    """What stands in the cells of a table, below its header."""
    (table,) = sheet.tables.values()
    left, top, right, bottom = range_boundaries(table.ref)
    return list(sheet.iter_rows(top + 1, bottom, left, right, values_only=True))


def expected(row: Sequence[Value], columns: Sequence[Column]) -> tuple[Any, ...]:
    """What openpyxl should read of a row."""
    return tuple(map(_expected, row, columns))


def _expected(value: Value, column: Column) -> Any:
    if value is None or value == "":
        return None
    if column.kind == MONEY:
        return float(Decimal(value) / 1_000_000)
    return float(value) if column.kind in NUMBERS else value


def test_excel_takes_every_part(book: Path) -> None:
    assert openxml.errors(book) == []


def test_the_sheets_stand_in_the_order_of_reading_each_with_one_native_table(book: Path) -> None:
    loaded = openpyxl.load_workbook(book)
    assert loaded.sheetnames == SHEETS
    for each in loaded:
        (table,) = each.tables.values()
        assert table.displayName == each.title and table.autoFilter.ref == table.ref
        titles = [cell.value for cell in each[1]][: len(table.tableColumns)]
        assert titles == [column.name for column in table.tableColumns]
        assert each.freeze_panes in ("A2", "C2") and each.print_title_rows == "$1:$1"
        assert each.sheet_properties.pageSetUpPr.fitToPage
    assert len({table.id for each in loaded for table in each.tables.values()}) == len(SHEETS)


def test_every_value_is_there_exactly(book: Path) -> None:
    loaded = openpyxl.load_workbook(book)
    filled = {each.name: each for each in rollups.closing(found())}
    for table in tables.STREAMED:
        rows = (row for each in found() for row in tables.rows_of(each).get(table.name, ()))
        filled[table.name] = table.filled(tuple(rows))
    for name, each in filled.items():
        assert values(loaded[name]) == [expected(row, each.columns) for row in each.rows], name


def test_what_is_no_figure_stays_text(book: Path) -> None:
    assert values(openpyxl.load_workbook(book)["同比"]) == [
        ("劳动技能培训", -17.092, -5.25, 0, -0.0909, "=1+1"),
        (None,) * 6,
        ("新增项目", 0, "无", 12, "说不清", "a&b<c>\"d\"'e'"),
    ]


def test_libreoffice_shows_the_same_and_follows_the_links(book: Path) -> None:
    path = office.recalculate(book)
    shown, own = openpyxl.load_workbook(path), openpyxl.load_workbook(book)
    files = [_leads_to(row[0], path) for row in shown["未读文件"].iter_rows(min_row=2)]
    assert files == [str(book.parent / "项目" / str(row[0])) for row in values(own["未读文件"])]
    assert shown.sheetnames == own.sheetnames
    for name in SHEETS:
        columns = len(next(iter(own[name].tables.values())).tableColumns)
        rows = list(own[name].iter_rows(max_col=columns, values_only=True))
        assert list(shown[name].iter_rows(max_row=len(rows), max_col=columns, values_only=True)) == rows
        assert [table.ref for table in shown[name].tables.values()] == [
            table.ref for table in own[name].tables.values()
        ]


def test_people_see_ten_thousands_percent_and_two_places(tmp_path: Path) -> None:
    text = office.printed_text(written(tmp_path, rollups.outcomes(1)))
    for seen in ("项目支出绩效自评 总览", "100.00", "70.00%", "各等级的项目数", "各档预算执行率的项目数", "第 1 页"):
        assert seen in text


@given(st.integers(-(10**18), 10**18))
def test_money_is_exact_to_the_fen(fen: int) -> None:
    text = ten_thousands(fen)
    assert Decimal(text) * 1_000_000 == fen
    assert not re.search(r"\.$|\.\d*0$|^-?\.|^-0$", text)


def test_figures_stand_in_the_file_as_exact_decimals(tmp_path: Path) -> None:
    sink = BookSink(str(tmp_path / "a.xlsx"), str(tmp_path))
    digits = "123456789012345678.9012345678901234567"
    sink.close((COMPARED._replace(rows=(("", 123456789012345678, digits, 10**30, "1E5", ""),)),))
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        xml = package.read("xl/worksheets/sheet2.xml").decode()
    assert re.findall("<v>(.*?)</v>", xml.partition("</row>")[2]) == ["123456789012.345678", digits, str(10**30)]
    assert "1E5</t>" in xml


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_text_stays_text(tmp_path: Path, text: str) -> None:
    whole = rollups.outcome(1)
    assert whole.project
    path = written(tmp_path, [whole._replace(project=whole.project._replace(name=text, code=text, department=text))])
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            content = package.read(name)
            ElementTree.fromstring(content)
            assert b"<f>" not in content or b"chart" in content
    cells = openpyxl.load_workbook(path)["项目汇总"]["A2:B2"][0]
    kept = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text.replace("\r\n", "\n"))
    for cell in cells:
        assert cell.data_type == "s" or not kept
        shown = re.sub("_x005F_", "_", cell.value or "")
        assert shown == kept if len(kept) < 16_000 else len(shown.encode("utf-16-le")) <= 2 * 32_767
        assert cell.quotePrefix == kept.startswith(("=", "+", "-", "@"))


def test_a_text_that_is_too_long_ends_with_dots(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        [FileResult(rollups.refusal("甲.xlsx").source, refusal=Finding("F01", ERROR, Place(""), "长" * 40_000, ""))],
    )
    text = openpyxl.load_workbook(path)["未读文件"]["C2"].value
    assert text == "长" * 32_766 + "…"


class TestLinks:
    """Where the links of a row lead."""

    def test_every_row_leads_to_its_file(self, tmp_path: Path) -> None:
        found = [rollups.outcome(number, name) for number, name in enumerate(NAMES)]
        found += [rollups.refusal("坏 的/" + name) for name in NAMES]
        path = written(tmp_path, found)
        assert openxml.errors(path) == []
        loaded = openpyxl.load_workbook(path)
        for name in ("项目汇总", "未读文件", "指标明细", "异常清单"):
            titles = [cell.value for cell in loaded[name][1]]
            rows = loaded[name].iter_rows(min_row=2)
            assert [_leads_to(row[titles.index("文件")], path) for row in rows] == [
                str(path.parent / "项目" / str(row[titles.index("文件")])) for row in values(loaded[name])
            ]

    def test_no_link_leaves_the_folder(self, tmp_path: Path) -> None:
        links = Links(str(tmp_path), str(tmp_path / "汇总.xlsx"))
        for name in (
            "../甲.xlsx",
            "甲/../../乙.xlsx",
            "/etc/passwd",
            "//evil/x.xlsx",
            "http://evil/x.xlsx",
            "",
            ".",
            "\ud800",
        ):
            assert links.to(name) is None
        assert links.to("http:evil.xlsx") == "http%3Aevil.xlsx"
        assert links.to("\\\\evil\\x.xlsx") == "%5C%5Cevil%5Cx.xlsx"

    def test_a_file_that_may_lead_astray_is_text(self, tmp_path: Path) -> None:
        path = written(tmp_path, [rollups.refusal("../甲.xlsx"), rollups.refusal("乙.xlsx")])
        first, second = (row[0] for row in openpyxl.load_workbook(path)["未读文件"]["A2:A3"])
        assert first.value == "../甲.xlsx" and first.hyperlink is None and first.font.underline is None
        assert second.hyperlink.target == "项目/乙.xlsx" and second.font.underline == "single"

    def test_places_lead_to_their_cell(self, tmp_path: Path) -> None:
        path = written(tmp_path, [rollups.outcome(1)])
        row = openpyxl.load_workbook(path)["指标明细"][2]
        assert row[16].value == "指标!H5" and row[16].hyperlink.location == "'指标'!H5"
        assert row[16].hyperlink.target == row[17].hyperlink.target
        assert row[17].hyperlink.location is None

    @pytest.mark.parametrize(
        ("place", "address"),
        [
            ("指标!H7", "'指标'!H7"),
            ("指标", "'指标'!A1"),
            ("张三's 表!B2", "'张三''s 表'!B2"),
            ("甲!乙", "'甲!乙'!A1"),
            ("甲!乙!C3", "'甲!乙'!C3"),
        ],
    )
    def test_a_place_is_an_address(self, place: str, address: str) -> None:
        assert inside(place) == address

    @pytest.mark.parametrize(
        ("folder", "target", "address"),
        [
            ("D:\\自评 2024", "D:\\自评 2024\\汇总.xlsx", "甲.xlsx"),
            ("D:\\自评 2024", "D:\\汇总.xlsx", "自评%202024/甲.xlsx"),
            ("D:\\a\\b#", "D:\\c\\汇总.xlsx", "../a/b%23/甲.xlsx"),
            ("D:\\自评 2024", "C:\\桌面\\汇总.xlsx", "file:///D:/自评%202024/甲.xlsx"),
            ("D:\\", "C:\\桌面\\汇总.xlsx", "file:///D:/甲.xlsx"),
            ("\\\\服务器\\共享\\自评", "C:\\桌面\\汇总.xlsx", "file://服务器/共享/自评/甲.xlsx"),
            ("\\\\服务器\\共享\\自评", "\\\\服务器\\共享\\汇总.xlsx", "自评/甲.xlsx"),
        ],
    )
    def test_on_windows_another_drive_is_named_in_full(self, folder: str, target: str, address: str) -> None:
        assert Links(folder, target, ntpath).to("甲.xlsx") == address

    def test_beyond_what_excel_takes_rows_have_none_and_the_overview_says_so(self, tmp_path: Path) -> None:
        many = [rollups.refusal(f"{number}.xlsx") for number in range(70_000)]
        path = written(tmp_path, many)
        with zipfile.ZipFile(path) as package:
            xml = package.read("xl/worksheets/sheet8.xml")
            assert xml.count(b"<hyperlink ") == 65_000 < 65_530
            assert package.read("xl/worksheets/_rels/sheet8.xml.rels").count(b"External") == 65_000
            assert "“未读文件”有 5,000 行没有放打开文件的链接" in package.read("xl/worksheets/sheet1.xml").decode()
        assert xml.count(b"<row ") == 70_001 and xml.count(b's="%d"' % NUMBERS_OF_STYLES["link"]) == 65_000

    def test_with_many_rows_the_first_of_each_file_keeps_its_link(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(table_rows, "GENEROUS", 10)
        monkeypatch.setattr("selfeval_xl.writers.xlsx.book.GENEROUS", 10)
        path = written(tmp_path, [rollups.outcome(number) for number in range(6)])
        loaded = openpyxl.load_workbook(path)
        linked = [row[17].hyperlink is not None for row in loaded["指标明细"].iter_rows(min_row=2)]
        assert linked == [True] * 5 + [False] + [True, False, False] * 4
        assert "“指标明细”有" in str(loaded["总览"].cell(loaded["总览"].max_row, 1).value)


def _leads_to(cell: Any, book: Path) -> str:
    """The path that a link leads to, as a program resolves it; an address with a scheme or a host leads nowhere."""
    target = cell.hyperlink.target
    assert not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\]", target) and "#" not in target and "?" not in target
    return os.path.normpath(book.parent / unquote(target))


def test_charts_show_cells_that_a_person_can_edit(book: Path) -> None:
    loaded = openpyxl.load_workbook(book)
    for name in ("等级分布", "执行率分布"):
        (chart,) = loaded[name]._charts
        (series,) = chart.series
        last = loaded[name].max_row
        assert series.cat.strRef.f == f"'{name}'!$A$2:$A${last}" and series.val.numRef.f == f"'{name}'!$B$2:$B${last}"
        assert [point.v for point in series.cat.strRef.strCache.pt] == [row[0] for row in values(loaded[name])]
        assert [int(point.v) for point in series.val.numRef.numCache.pt] == [row[1] for row in values(loaded[name])]
    assert len(loaded["总览"]._charts) == 2


def test_a_row_of_totals_is_not_drawn(tmp_path: Path) -> None:
    sink = BookSink(str(tmp_path / "a.xlsx"), str(tmp_path))
    columns = (Column("等级", TEXT, 9, "grade"), Column("项目数", COUNT, 9, "projects"))
    sink.close(
        (Table("等级分布", columns, (("优", 3), ("良", 1), ("合计", 4)), chart=BarChart("各等级的项目数", "1F3864")),)
    )
    (chart,) = openpyxl.load_workbook(tmp_path / "a.xlsx")["等级分布"]._charts
    assert chart.series[0].val.numRef.f == "'等级分布'!$B$2:$B$3"


def test_what_stands_out_is_coloured(book: Path) -> None:
    rules = {
        (str(area.sqref), rule.formula[0])
        for area, found in openpyxl.load_workbook(book)["项目汇总"].conditional_formatting._cf_rules.items()
        for rule in found
    }
    assert rules == {("R2:R41", '"红"'), ("R2:R41", '"黄"'), ("K2:K41", '"暂不评级"')}


def test_more_rows_than_a_sheet_has_go_on_in_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_rows, "MOST_ROWS", 40)
    path = written(tmp_path, rollups.outcomes(30))
    assert openxml.errors(path) == []
    loaded = openpyxl.load_workbook(path)
    assert loaded.sheetnames[-5:] == ["指标明细", "指标明细（2）", "指标明细（3）", "未读文件", "不是自评表"]
    assert list(loaded["指标明细（2）"].tables) == ["指标明细_2"]
    parts = [len(values(loaded[name])) for name in loaded.sheetnames[-5:-2]]
    assert parts == [40, 40, 10]
    note = loaded["总览"].cell(loaded["总览"].max_row, 1).value
    assert note == "“指标明细”超过 1,048,575 行，接着写在“指标明细（2）”、“指标明细（3）”里。"


def test_without_a_single_row_it_is_still_a_workbook(tmp_path: Path) -> None:
    path = written(tmp_path, [])
    assert openxml.errors(path) == []
    assert values(openpyxl.load_workbook(path)["项目汇总"]) == [(None,) * len(tables.PROJECTS.columns)]


def test_cells_and_links_are_those_of_xlsxwriter(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    sink = BookSink(str(tmp_path / "own.xlsx"), str(tmp_path))
    for rows in rollup_writing.projects(60):
        sink.add("项目汇总", rows)
    sink.close(())
    own = openpyxl.load_workbook(tmp_path / "own.xlsx")["项目汇总"]
    peer = openpyxl.load_workbook(rollup_writing.peer(tmp_path / "a", rollup_writing.projects(60)))["项目汇总"]
    assert list(own.values) == list(peer.values)
    for row, other in zip(own.iter_rows(min_row=2), peer.iter_rows(min_row=2), strict=True):
        assert row[-1].hyperlink.target == other[-1].hyperlink.target.replace("\\", "/")
        assert [cell.number_format for cell in row] == [cell.number_format for cell in other]


class TestPuttingInPlace:
    """Whole or not at all."""

    def test_abandoned_it_leaves_nothing(self, tmp_path: Path) -> None:
        sink = BookSink(str(tmp_path / "a.xlsx"), str(tmp_path))
        for rows in rollup_writing.projects(3_000):
            sink.add("项目汇总", rows)
        assert os.listdir(tmp_path) == []
        sink.abandon()
        assert os.listdir(tmp_path) == []

    def test_a_name_that_is_taken_is_told_before_the_work(self, tmp_path: Path) -> None:
        target = tmp_path / "a.xlsx"
        target.write_bytes(b"old")
        with pytest.raises(StorageError) as caught:
            BookSink(str(target), str(tmp_path))
        assert caught.value.code == codes.EXISTS and target.read_bytes() == b"old"

    def test_a_missing_folder_is_told_before_the_work(self, tmp_path: Path) -> None:
        with pytest.raises(StorageError) as caught:
            BookSink(str(tmp_path / "没有" / "a.xlsx"), str(tmp_path))
        assert caught.value.code == codes.NO_FOLDER

    def test_with_force_the_old_one_is_kept_as_a_backup(self, tmp_path: Path) -> None:
        target = tmp_path / "a.xlsx"
        target.write_bytes(b"old")
        sink = BookSink(str(target), str(tmp_path), force=True)
        rollups.write(sink, rollups.outcomes(2))
        (backup,) = sink.backups
        assert Path(backup).read_bytes() == b"old" and set(os.listdir(tmp_path)) == {target.name, Path(backup).name}

    @pytest.mark.parametrize(("limit", "projects"), [(100_000, 2), (500_000, 300)], ids=["the file", "a part of it"])
    def test_too_big_for_a_workbook_is_refused_kindly(
        self, tmp_path: Path, limit: int, projects: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(package, "LIMIT", limit)
        with pytest.raises(StorageError) as caught:
            rollups.write(BookSink(str(tmp_path / "a.xlsx"), str(tmp_path)), rollups.outcomes(projects))
        assert caught.value.code == codes.TOO_BIG and "--to csv" in caught.value.remedy
        assert os.listdir(tmp_path) == []

    def test_a_full_temporary_folder_is_told(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        sink = BookSink(str(tmp_path / "a.xlsx"), str(tmp_path))

        def full(_self: object, _data: bytes) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("selfeval_xl.writers.spool.Spool.write", full)
        with pytest.raises(StorageError) as caught:
            rollups.write(sink, rollups.outcomes(1))
        assert caught.value.code == codes.DISK_FULL

    def test_the_same_rows_make_the_same_file(self, tmp_path: Path) -> None:
        for name in ("a", "b"):
            (tmp_path / name).mkdir()
            rollups.write(BookSink(str(tmp_path / name / "a.xlsx"), str(tmp_path / name)), rollups.outcomes(5))
        assert (tmp_path / "a" / "a.xlsx").read_bytes() == (tmp_path / "b" / "a.xlsx").read_bytes()


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    few, many = _peak(tmp_path / "a.xlsx", 4_000), _peak(tmp_path / "b.xlsx", 12_000)
    assert (tmp_path / "b.xlsx").stat().st_size > (tmp_path / "a.xlsx").stat().st_size + 300_000
    assert many < few + 200_000 < 2_000_000


def _peak(target: Path, rows: int) -> int:
    """The most bytes that were in use while so many rows, each with a link, were written."""
    sink = BookSink(str(target), str(target.parent))
    tracemalloc.start()
    try:
        for number in range(rows):
            sink.add("未读文件", ((f"{number}.xlsx", f"{number * 7919 % 100_003}", f"{number * 104_729}", ""),))
        sink.close(())
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
