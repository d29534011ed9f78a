"""One folder as a reviewer gets it, with a form in every container and shape: every file of it stands somewhere."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import docx
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.cli import main
from selfeval_xl.rollup import job, listing
from selfeval_xl.storage import resources
from selfeval_xl.writers.links import Links
from tests import containers
from tests.compound import compound
from tests.paper import PUBLISHED, lay_out

ID = "js-suzhou-czj-2021-zaibei"
"""The published table that all units report, each under a name of its own."""
ALONE = (
    *("甲.xlsx", "乙.xls", "丙.et", "丁.docx", "戊网页.xls", "己XML.xls", "庚.xlsb", "辛.xlsm"),
    *("寅.html", "卯.mht", "辰.csv", "巳.xml"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("报送") / "各单位"
    (folder / "下面").mkdir(parents=True)
    makers = {
        **containers.MAKERS,
        **{".xlsx": workbook, ".et": containers.xls, ".xlsm": workbook, ".xml": containers.xml_2003},
        **{".html": containers.page, ".mht": containers.archived, ".csv": containers.delimited},
    }
    for name in ALONE:
        ending = name[1:]
        (folder / name).write_bytes(makers[ending]([form(name[0])]))
    (folder / "下面" / "两张.xlsx").write_bytes(workbook([below(form("壬一"), form("壬二"))]))
    (folder / "三张.xlsx").write_bytes(workbook([form("癸一"), form("癸二"), form("癸三")]))
    report = docx.Document()
    for name in ("子一", "子二", "子三"):
        report.add_paragraph(f"附件  {name}项目支出绩效自评表")
        containers.add_table(report, form(name))
        report.add_paragraph("以上为自评情况。")
    report.save(str(folder / "报告.docx"))
    (folder / "打包.zip").write_bytes(containers.zipped({"某局/丑.xlsx": workbook([form("丑")]), "说明.txt": "请查收"}))
    (folder / "扫描件.pdf").write_bytes(b"%PDF-1.4\n" + bytes(9_000))
    (folder / "照片.JPG").write_bytes(b"\xff\xd8\xff\xe0" + bytes(9_000))
    (folder / "旧.doc").write_bytes(compound("WordDocument"))
    (folder / "首页.htm").write_bytes(b"<html><h1>News</h1><table><tr><td>1</td></tr></table></html>")
    (folder / "台账.csv").write_text("序号,单位,金额\n1,城管局,5\n", encoding="utf-8-sig")
    (folder / "配置.xml").write_text("<?xml version='1.0'?><a/>", encoding="utf-8")
    for name in ("通知.txt", "名单.csv", "没有扩展名", "~$甲.xlsx", ".DS_Store", "Thumbs.db", "汇报.pptx"):
        (folder / name).write_bytes(b"1")
    return folder


def form(name: str) -> Worksheet:
    """The form of that project, filled in as published."""
    out = io.BytesIO()
    lay_out({**PUBLISHED[ID], "title": f"{name}项目"}, out)
    sheet = openpyxl.load_workbook(out)["自评表"]
    sheet.title = name
    return sheet


def workbook(sheets: list[Worksheet]) -> bytes:
    """Write the forms into a workbook, a sheet each, behind a cover."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = "目录"
    for sheet in sheets:
        put(sheet, book.create_sheet(sheet.title), 0)
    book.save(out)
    return out.getvalue()


def below(first: Worksheet, second: Worksheet) -> Worksheet:
    """Put a second form below the first, on the same sheet."""
    put(second, first, first.max_row + 1)
    return first


def put(sheet: Worksheet, target: Worksheet, offset: int) -> None:
    for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
        copied = target.cell(cell.row + offset, cell.column, cell.value)
        copied.number_format, copied.data_type = cell.number_format, cell.data_type
    for area in sheet.merged_cells.ranges:
        target.merge_cells(None, area.min_row + offset, area.min_col, area.max_row + offset, area.max_col)


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


PARTS = {
    "下面/两张.xlsx › 壬一 › 第1张": "壬一项目",
    "下面/两张.xlsx › 壬一 › 第2张": "壬二项目",
    "三张.xlsx › 癸一": "癸一项目",
    "三张.xlsx › 癸二": "癸二项目",
    "三张.xlsx › 癸三": "癸三项目",
    "报告.docx › 第1张表": "子一项目",
    "报告.docx › 第2张表": "子二项目",
    "报告.docx › 第3张表": "子三项目",
    "打包.zip › 某局/丑.xlsx": "丑项目",
}


class TestOneRollUp:
    @pytest.fixture(scope="class")
    def made(self, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
        target = tmp_path_factory.mktemp("汇总") / "汇总表.csv"
        assert main(["rollup", str(folder), "-o", str(target)]) == 1
        return target

    def test_every_form_is_there_and_scored_the_same(self, made: Path) -> None:
        rows = table(made)
        assert {row["文件"]: row["项目名称"] for row in rows} == PARTS | {name: f"{name[0]}项目" for name in ALONE}
        figures = ("全年预算数（万元）", "全年执行数（万元）", "预算执行率", "得分", "等级", "表上得分", "不符处数")
        assert len({tuple(row[each] for each in figures) for row in rows}) == 1

    def test_what_may_be_a_form_is_refused_with_its_reason(self, made: Path) -> None:
        refused = {row["文件"]: (row["编号"], row["原因"]) for row in table(made.with_name("汇总表-未读文件.csv"))}
        assert {file: code for file, (code, _) in refused.items()} == {
            "扫描件.pdf": "F36",
            "照片.JPG": "F37",
            "旧.doc": "F35",
        }
        assert "旧格式的 Word 文档" in refused["旧.doc"][1]

    def test_the_rest_is_listed_as_what_it_is(self, made: Path) -> None:
        others = Counter(row["种类"] for row in table(made.with_name("汇总表-不是自评表.csv")))
        assert others == {
            "临时文件和隐藏文件": 3,
            ".txt 文件": 2,
            ".csv 文件": 2,
            ".htm 文件": 1,
            ".xml 文件": 1,
            ".pptx 文件": 1,
            "没有扩展名的文件": 1,
        }

    def test_the_last_line_adds_up(self, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        main(["rollup", str(folder), "-o", str(tmp_path / "汇总表.xlsx")])
        last = capsys.readouterr().out.splitlines()[-1]
        assert last == (
            "共 30 个文件：读出 16 个（21 张自评表），评出得分 21 个，未读 3 个，原因见“未读文件”；不是自评表 11 个。"
        )
        there = sum(path.is_file() for path in folder.rglob("*"))
        assert 30 == 16 + 3 + 11 == there + 1  # two files instead of the archive that holds them
        sheet = openpyxl.load_workbook(tmp_path / "汇总表.xlsx")["总览"]
        told = {str(row[0].value): f"{row[1].value} {row[2].value or ''}" for row in sheet.iter_rows(min_row=2)}
        assert told["文件"] == "30个 读出16个，没有读3个，不是自评表11个"
        assert told["　其中：.txt 文件"].startswith("2个")

    def test_a_link_opens_the_sheet_of_the_form(self, folder: Path, tmp_path: Path) -> None:
        main(["rollup", str(folder), "-o", str(tmp_path / "汇总表.xlsx")])
        sheet = openpyxl.load_workbook(tmp_path / "汇总表.xlsx")["项目汇总"]
        links = {cell.value: cell.hyperlink for row in sheet.iter_rows(min_row=2) for cell in row if cell.hyperlink}
        to = Links(str(folder), str(tmp_path / "汇总表.xlsx")).to
        for name, sheet_name in {"三张.xlsx › 癸二": "癸二", "下面/两张.xlsx › 壬一 › 第2张": "壬一"}.items():
            assert links[name].location == f"'{sheet_name}'!A1"
            assert links[name].target == to(name) and str(to(name)).endswith(name.split(" › ")[0])
        assert links["甲.xlsx"].location is None

    def test_shards_and_a_resumed_run_say_the_same(
        self, folder: Path, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        for number in (1, 2, 3):
            main(["rollup", str(folder), "--shard", f"{number}/3"])
        assert main(["rollup", "merge", "*.分片", "-o", "合并.csv"]) == 1
        plan = job.Plan(str(folder), journal="表.进度", resume=True)
        first, again = (list(job.begin(plan).outcomes) for _ in range(2))
        assert first == again
        assert job.begin(plan).reused == len(listing.find(str(folder)).sources)
        for name in ("", "-未读文件", "-不是自评表", "-总览"):
            assert (tmp_path / f"合并{name}.csv").read_bytes() == made.with_name(f"汇总表{name}.csv").read_bytes()


def test_what_the_program_wrote_itself_is_no_repeat(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = Path("报送")
    folder.mkdir()
    (folder / "甲.xlsx").write_bytes(resources.read(resources.SAMPLE))
    (folder / "乙.xlsx").write_bytes(workbook([form("乙一"), form("乙二")]))
    for command in (
        ["score", "报送/甲.xlsx"],
        ["score", "报送/甲.xlsx", "--force", "--off", "C01"],
        ["export", "报送/甲.xlsx"],
        ["export", "报送/甲.xlsx", "--to", "csv"],
        ["export", "报送/甲.xlsx", "--to", "form", "--form", "mof-2020"],
        ["export", "报送/甲.xlsx", "--form", "platform"],
        ["report", "报送/甲.xlsx"],
        ["import", "报送/乙.xlsx"],
        ["rollup", "报送", "-o", "报送/上次的.xlsx"],
        ["rollup", "报送", "--shard", "1/1", "-o", "报送/一.分片"],
    ):
        assert main(command) in (0, 1), command
    capsys.readouterr()
    assert main(["rollup", "报送", "-o", "报送/这次的.xlsx"]) == 0
    there = len(list(folder.iterdir())) - 2  # the roll-up itself and its journal are only now there
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == (
        f"共 {there} 个文件：读出 2 个（3 张自评表），评出得分 3 个，未读 0 个；不是自评表 {there - 2} 个。"
    )
    sheet = openpyxl.load_workbook("报送/这次的.xlsx")["不是自评表"]
    assert {row[0].value for row in sheet.iter_rows(min_row=2)} == {"本程序写的文件"}


def test_a_scored_copy_that_was_filled_in_further_is_not_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody went on in the copy: both are taken, and said to be one project."""
    (tmp_path / "甲.xlsx").write_bytes(resources.read(resources.SAMPLE))
    main(["score", str(tmp_path / "甲.xlsx")])
    book = openpyxl.load_workbook(tmp_path / "甲-已评分.xlsx")
    book["指标"].cell(8, 7).value = "1项"
    book.save(tmp_path / "甲-已评分.xlsx")
    assert [bool(each.project) for each in job.begin(job.Plan(str(tmp_path))).outcomes] == [True, True]
    main(["rollup", str(tmp_path), "-o", str(tmp_path.parent / "别处.csv")])
    assert "读出 2 个" in capsys.readouterr().out
