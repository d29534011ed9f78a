"""What is sent is for the reader; what must not be sent says so on every page; public copies name nobody."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import openpyxl
import pytest
import xlrd
from docx import Document

from selfeval_xl.cli import main
from selfeval_xl.documents import drafts, personal, summary
from selfeval_xl.documents.blocks import OutSheet, Table
from selfeval_xl.documents.report.drafting import draft
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.messages import catalogue
from selfeval_xl.storage import resources, standards
from selfeval_xl.tasks import outlines
from selfeval_xl.tasks.assess import assess
from selfeval_xl.tasks.export import summary_of
from tests import tiny
from tests.judges import office

CODE = re.compile(rf"(?<![A-Z0-9])(?:{'|'.join(catalogue())})(?!\d)")
INSIDE = ("未核实", "selfeval", "指纹", "必改", "提示 ", "怎么改", "【东湖", "【财", "版）", "程序")
"""Words that only the office that fills in can make sense of."""
PEOPLE = {"填报人": "张三丰", "联系电话": "027-87654321", "单位负责人": "李四光"}


def sample() -> Scorecard:
    return assess(resources.path(resources.SAMPLE)).card


def wrong(tmp_path: Path) -> Path:
    """A workbook of which one figure must be mended."""
    return tiny.workbook({"指标": {"培训合格率": {"实际完成值": None}}}, tmp_path / "表.xlsx")


def text_of(sheet: OutSheet) -> str:
    return "\n".join(str(value) for row in sheet.whole.rows for value in row.values if value is not None)


def report_text(card: Scorecard, outline: str) -> str:
    report = draft(card, outlines.load(outline))
    blocks = (*report.cover, *report.body, *report.annex)
    return "\n".join(str(block.texts if isinstance(block, Table) else block.text) for block in blocks)


@pytest.mark.parametrize("standard", standards.available())
def test_no_summary_that_is_sent_speaks_of_what_is_only_for_the_office(standard: str, tmp_path: Path) -> None:
    card = assess(str(tiny.workbook({}, tmp_path / "表.xlsx")), standard).card
    for told in (text_of(summary.sent(card)), report_text(card, outlines.for_standard(standard).id)):
        assert not CODE.search(told) and not any(word in told for word in INSIDE), told


def test_the_summary_in_the_workbook_keeps_what_the_office_wants_to_know() -> None:
    inside = text_of(summary.summary(sample(), summary.Stamp("2026-01-01 00:00", "0", "指纹")))
    assert CODE.search(inside) and "未核实" in inside and "输入指纹" in inside


@pytest.mark.parametrize("case", [{}, {"指标": {"学员培训后就业率": {"实际完成值": "61%"}}}])
def test_sections_are_numbered_without_gaps(case: tiny.Case, tmp_path: Path) -> None:
    card = assess(str(tiny.workbook(case, tmp_path / "表.xlsx"))).card
    for sheet in (summary.sent(card), summary.summary(card, summary.Stamp("", "", ""))):
        numbers = [str(row.values[0])[0] for row in sheet.rows if row.kind == "heading"]
        assert "".join(numbers) == "一二三四五六七八九"[: len(numbers)]


class TestMustMend:
    @pytest.mark.parametrize("to", ["xlsx", "csv", "pdf", "form"])
    def test_nothing_is_written_and_all_that_is_wrong_is_told(
        self, to: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        book = wrong(tmp_path)
        assert main(["export", str(book), "--to", to]) == 1
        told = capsys.readouterr().out
        found = [each for each in assess(str(book)).card.findings if each.level == "error"]
        assert found and all(f"{each.code} {each.message}" in told for each in found)
        assert "--draft" in told and list(tmp_path.iterdir()) == [book]

    def test_a_draft_says_so_on_every_page(self, tmp_path: Path) -> None:
        book = str(wrong(tmp_path))
        for words in (["--to", "xlsx"], ["--to", "csv"], ["--to", "form"]):
            assert main(["export", book, *words, "--draft"]) == 1
        assert main(["export", book, "--form", "platform", "-o", str(tmp_path / "平台.xls"), "--draft"]) == 1
        first = next(csv.reader(io.StringIO((tmp_path / "表-汇总.csv").read_text(encoding="utf-8-sig"))))
        assert first[0] == drafts.NOTICE
        for name in ("表-汇总.xlsx", "表-自评表.xlsx"):
            pages = office.printed_text(tmp_path / name).rstrip("\f\n").split("\f")
            assert all("草稿" in page for page in pages), name
        assert openpyxl.load_workbook(tmp_path / "表-自评表.xlsx").sheetnames == ["草稿-项目支出绩效自评表"]
        assert xlrd.open_workbook(tmp_path / "平台.xls").sheet_names()[0].startswith("草稿")

    def test_a_report_with_something_to_mend_is_a_draft(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["report", str(wrong(tmp_path))]) == 1
        assert "每页标了“草稿”" in capsys.readouterr().out
        pages = office.printed_text(tmp_path / "表-自评报告.docx").rstrip("\f\n").split("\f")
        assert len(pages) > 2 and all("草稿" in page for page in pages)

    def test_what_needs_no_mending_is_no_draft(self, tmp_path: Path) -> None:
        book = tiny.workbook({}, tmp_path / "表.xlsx")
        assert main(["export", str(book)]) == 0
        assert main(["report", str(book)]) == 0
        assert not any(
            "草稿" in office.printed_text(tmp_path / f"表-{name}") for name in ("汇总.xlsx", "自评报告.docx")
        )


class TestPublic:
    def test_nobody_is_named_and_nobody_signs(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        book = str(tiny.workbook({"项目信息": PEOPLE}, tmp_path / "表.xlsx"))
        for words in (
            ["--to", "xlsx"],
            ["--form", "hubei"],
            ["--form", "mof-2020", "-o", str(tmp_path / "财政部.xlsx")],
        ):
            assert main(["export", book, *words, "--public"]) == 0
        for outline in ("beijing", "yueyang-2017"):
            target = tmp_path / f"{outline}.docx"
            assert main(["report", book, "--outline", outline, "--public", "-o", str(target)]) == 0
        for path in tmp_path.iterdir():
            if path.name != "表.xlsx":
                printed = office.printed_text(path)
                assert not any(word in printed for pair in PEOPLE.items() for word in pair), path.name
                assert not any(word in printed for word in ("签字", "签名", "签批")), path.name
        assert "文字里没有看到像个人信息的内容" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("联系人：王小明，电话13812345678", ["13812345678", "王小明"]),
            ("村民李四，身份证420102199001011234", ["420102199001011234", "李四"]),
            ("账号6222021234567890123", ["6222021234567890123"]),
            ("由张主任负责", ["张主任"]),
            ("座机027-87654321，邮箱a.b@c.gov.cn", ["027-87654321", "a.b@c.gov.cn"]),
            ("完成13812345678元的支出", ["13812345678"]),
            ("安排资金1700万元，培训400人，完成高标准农田2400亩", []),
            ("落实《意见》（武新创治[2016]4号），项目负责人制度健全", []),
            ("居民对公共服务满意度95%，学生满意度92%", []),
        ],
    )
    def test_what_looks_personal_is_listed(self, text: str, found: list[str], tmp_path: Path) -> None:
        card = assess(str(tiny.workbook({"项目信息": {"项目概况": text}}, tmp_path / "表.xlsx"))).card
        seen = personal.seen(card.submission)
        assert [each.printed for each in seen] == found
        assert {each.place.address for each in seen} <= {card.submission.project.place("overview").address}

    def test_the_text_itself_stays(self, tmp_path: Path) -> None:
        case = {"项目信息": {"项目概况": "联系人：王小明"}}
        card = assess(str(tiny.workbook(case, tmp_path / "表.xlsx"))).card
        assert "联系人：王小明" in text_of(summary_of(drafts.published(card), public=True))


def test_a_draft_of_a_form_reads_as_the_form_does(tmp_path: Path) -> None:
    book = str(tiny.workbook({}, tmp_path / "表.xlsx"))
    assert main(["export", book, "--to", "form", "--draft"]) == 0
    assert assess(str(tmp_path / "表-自评表.xlsx")).card.total == assess(book).card.total


def test_a_template_of_ones_own_keeps_its_head_in_a_draft(tmp_path: Path) -> None:
    document = Document(outlines.TEMPLATE)
    document.sections[0].header.paragraphs[0].text = "某某街道办事处"
    document.save(str(tmp_path / "本单位.docx"))
    book = str(tiny.workbook({}, tmp_path / "表.xlsx"))
    assert main(["report", book, "--template", str(tmp_path / "本单位.docx"), "--draft"]) == 0
    head = Document(str(tmp_path / "表-自评报告.docx")).sections[0].header
    assert [line.text for line in head.paragraphs] == [drafts.NOTICE, "某某街道办事处"]
