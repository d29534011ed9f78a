"""The report as a Word document: text is text, the page is that of an official paper, Word and LibreOffice take it."""

from __future__ import annotations

import io
import json
import re
import tempfile
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from selfeval_xl.cli import main
from selfeval_xl.documents.report import reconciling
from selfeval_xl.documents.report.drafting import draft, lines_of
from selfeval_xl.domain.errors import InputError, StorageError
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.storage import resources
from selfeval_xl.tasks import outlines, write_report
from selfeval_xl.tasks.assess import assess
from selfeval_xl.writers import docx
from tests import tiny
from tests.judges import office, openxml, workbooks
from workbook_templates import report as template_script

ALL = outlines.available()
FORMULAS = ("=1+1", "+86", "-5", "@SUM(A1)")


@pytest.fixture(scope="module")
def sample() -> Scorecard:
    return assess(resources.path(resources.SAMPLE)).card


@pytest.fixture(scope="module")
def report(sample: Scorecard, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the sample."""
    path = tmp_path_factory.mktemp("word") / "佛祖岭 自评报告.docx"
    write_report.write(sample, str(path))
    return path


class TestTemplate:
    def test_is_what_the_script_makes(self, tmp_path: Path) -> None:
        made = template_script.build(tmp_path / "模板.docx")
        assert made.read_bytes() == Path(outlines.TEMPLATE).read_bytes(), "make build"

    def test_is_a_document_that_office_takes(self) -> None:
        assert openxml.errors(Path(outlines.TEMPLATE)) == []

    def test_an_office_keeps_what_it_added_and_changed(self, sample: Scorecard, tmp_path: Path) -> None:
        document = Document(outlines.TEMPLATE)
        document.paragraphs[0].insert_paragraph_before("佛祖岭街道办事处文件")
        document.styles["报告正文"].font.size = Pt(14)
        document.save(str(tmp_path / "本单位.docx"))
        write_report.write(
            sample, str(tmp_path / "报告.docx"), write_report.ReportLook(template=str(tmp_path / "本单位.docx"))
        )
        made = Document(str(tmp_path / "报告.docx"))
        assert made.paragraphs[0].text == "佛祖岭街道办事处文件"
        assert made.styles["报告正文"].font.size == Pt(14)
        assert not any("{{" in paragraph.text for paragraph in made.paragraphs)

    def test_without_the_marker_of_the_body_it_is_refused(self, sample: Scorecard, tmp_path: Path) -> None:
        document = Document(outlines.TEMPLATE)
        for paragraph in document.paragraphs:
            paragraph.text = paragraph.text.replace("{{正文}}", "")
        document.save(str(tmp_path / "本单位.docx"))
        with pytest.raises(InputError, match="没有单独成段的"):
            write_report.write(
                sample, str(tmp_path / "报告.docx"), write_report.ReportLook(template=str(tmp_path / "本单位.docx"))
            )
        assert not (tmp_path / "报告.docx").exists()

    def test_without_a_style_it_is_refused_with_the_name(self, sample: Scorecard, tmp_path: Path) -> None:
        document = Document(outlines.TEMPLATE)
        document.styles["表格文字"].delete()
        document.save(str(tmp_path / "本单位.docx"))
        with pytest.raises(InputError, match="缺少样式：表格文字"):
            write_report.write(
                sample, str(tmp_path / "报告.docx"), write_report.ReportLook(template=str(tmp_path / "本单位.docx"))
            )

    @pytest.mark.parametrize("data", [b"", b"PK no package", b"{\\rtf1}"])
    def test_what_is_no_document_is_refused(self, sample: Scorecard, tmp_path: Path, data: bytes) -> None:
        (tmp_path / "坏.docx").write_bytes(data)
        with pytest.raises(InputError, match="不是 Word 文档"):
            write_report.write(
                sample, str(tmp_path / "报告.docx"), write_report.ReportLook(template=str(tmp_path / "坏.docx"))
            )


class TestLook:
    """§7.10 of the facts: what reviewers check."""

    @pytest.mark.parametrize(
        ("style", "font", "size", "bold"),
        [
            ("Title", "方正小标宋简体", 22, None),
            ("Heading 1", "黑体", 16, None),
            ("Heading 2", "楷体_GB2312", 16, True),
            ("Heading 3", "仿宋_GB2312", 16, None),
            ("报告正文", "仿宋_GB2312", 16, None),
        ],
    )
    def test_fonts_and_line_spacing(self, report: Path, style: str, font: str, size: int, bold: bool | None) -> None:
        look = Document(str(report)).styles[style]
        fonts = look.element.rPr.rFonts
        assert (fonts.get(qn("w:eastAsia")), fonts.get(qn("w:ascii"))) == (font, "Times New Roman")
        assert (look.font.size, look.font.bold) == (Pt(size), bold)
        spacing = look.element.pPr.find(qn("w:spacing"))
        assert (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule"))) == ("600", "exact")

    def test_every_paragraph_has_a_style_of_the_template_and_none_its_own_size(self, report: Path) -> None:
        document = Document(str(report))
        assert {paragraph.style and paragraph.style.name for paragraph in document.paragraphs} <= set(docx.STYLES)
        xml = workbooks.parts(report)["word/document.xml"]
        assert b"<w:sz " not in xml and b"w:lineRule" not in xml

    def test_the_page_is_that_of_an_official_paper(self, report: Path) -> None:
        (page,) = Document(str(report)).sections
        sides = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
        for side, wanted in zip(sides, (37, 35, 28, 26), strict=True):
            assert side is not None and abs(side - Mm(wanted)) < Mm(0.1)
        assert (page.page_width, page.page_height) == (11906 * 635, 16838 * 635)
        footers = (page.footer._element.xml, page.even_page_footer._element.xml)
        assert all(" PAGE " in footer for footer in footers)

    def test_headings_can_be_navigated_and_headers_of_tables_repeat(self, report: Path) -> None:
        xml = workbooks.parts(report)["word/document.xml"].decode()
        assert xml.count("<w:tblHeader/>") == 7
        assert "1" in re.findall(r'<w:outlineLvl w:val="(\d)"/>', workbooks.parts(report)["word/styles.xml"].decode())

    @pytest.mark.parametrize("outline", ALL)
    def test_word_and_libreoffice_take_every_outline(self, sample: Scorecard, tmp_path: Path, outline: str) -> None:
        path = tmp_path / f"{outline}.docx"
        write_report.write(sample, str(path), write_report.ReportLook(outline))
        assert openxml.errors(path) == []
        text = "".join(office.printed_text(path).split())
        assert "公共服务经费" in text and "绩效评价评分表" in text
        assert "{{" not in text

    def test_the_validator_can_say_no_to_a_document(self, report: Path, tmp_path: Path) -> None:
        spoilt = tmp_path / "坏.docx"
        spoilt.write_bytes(report.read_bytes())
        xml = workbooks.parts(spoilt)["word/document.xml"]
        workbooks.rewrite(spoilt, {"word/document.xml": xml.replace(b"<w:body>", b"<w:body><w:paragraph/>", 1)})
        assert openxml.errors(spoilt)

    def test_the_printed_pages_are_numbered_and_nothing_runs_out_of_them(self, report: Path) -> None:
        pages = office.printed_text(report).rstrip("\f\n").split("\f")
        for number, page in enumerate(pages, 1):
            assert "".join(page.split()).endswith(f"—{number}—")
        for picture in office.render(report, 30):
            drawn = Image.open(picture).convert("L")
            width, height = drawn.size
            margin = drawn.crop((int(width * (1 - 24 / 210)), 0, width, height))
            assert min(margin.tobytes()) > 200, "the margin on the right stays white"

    def test_only_what_belongs_together_is_merged(self, tmp_path: Path) -> None:
        write_report.write(assess(str(tiny.workbook({}, tmp_path / "表.xlsx"))).card, str(tmp_path / "报告.docx"))
        rows = Document(str(tmp_path / "报告.docx")).tables[-1]._tbl.tr_lst
        merged = [tuple(cell.vMerge for cell in row.tc_lst[:2]) for row in rows[1:]]
        assert merged[:4] == [("restart", None), ("continue", None), ("continue", None), ("continue", None)]
        assert merged[-2:] == [(None, None), (None, None)], "预算执行率 and 合计 stand alone"

    def test_the_gap_stands_out(self, report: Path) -> None:
        marked = [
            run for line in Document(str(report)).paragraphs for run in line.runs if run.style.name == docx.PageLook.GAP
        ]
        assert [run.text for run in marked] == ["【待补充】", "【待补充】"]


class TestText:
    def test_what_looks_like_a_formula_or_a_field_is_just_text(self, tmp_path: Path) -> None:
        facts = dict(zip(("实际完成情况", "主要经验及做法", "存在的问题", "改进建议"), FORMULAS, strict=True))
        case = {"项目信息": facts | {"项目名称": "=cmd|'/c calc'!A0", "项目概况": "{ PAGE }\n<w:br/>&amp;{{正文}}"}}
        card = assess(str(tiny.workbook(case, tmp_path / "表.xlsx"))).card
        write_report.write(card, str(tmp_path / "报告.docx"), write_report.ReportLook("evaluation-2020"))
        lines = [paragraph.text for paragraph in Document(str(tmp_path / "报告.docx")).paragraphs]
        assert {*FORMULAS, "{ PAGE }", "<w:br/>&amp;{{正文}}"} <= set(lines)
        assert b"instr" not in workbooks.parts(tmp_path / "报告.docx")["word/document.xml"]
        assert openxml.errors(tmp_path / "报告.docx") == []

    def test_characters_that_no_document_can_hold_are_left_out(self, sample: Scorecard, tmp_path: Path) -> None:
        project = sample.submission.project._replace(overview="甲\x00乙\x07丙\ufffe丁")
        card = sample._replace(submission=sample.submission._replace(project=project))
        write_report.write(card, str(tmp_path / "报告.docx"))
        assert "甲乙丙丁" in [paragraph.text for paragraph in Document(str(tmp_path / "报告.docx")).paragraphs]

    @settings(max_examples=40)
    @given(st.text(max_size=30), st.text(max_size=60))
    def test_whatever_was_typed_is_written_and_read_back(self, sample: Scorecard, name: str, text: str) -> None:
        project = sample.submission.project._replace(name=name, overview=text, unit=text)
        first = sample.indicators[0]
        renamed = first._replace(indicator=first.indicator._replace(name=name, reason=text))
        card = sample._replace(
            submission=sample.submission._replace(project=project), indicators=(renamed, *sample.indicators[1:])
        )
        with tempfile.TemporaryDirectory() as folder:
            done = write_report.write(card, f"{folder}/报告.docx")
        assert done.outline.id == "wuhan-2017"

    def test_nothing_in_it_leads_elsewhere(self, report: Path) -> None:
        parts = workbooks.parts(report)
        assert not any("vba" in name.lower() or "embed" in name.lower() for name in parts)
        assert not any(b'TargetMode="External"' in data for name, data in parts.items() if name.endswith(".rels"))

    def test_quotation_marks_are_set_in_the_chinese_font(self, report: Path) -> None:
        for line in Document(str(report)).paragraphs:
            for run in line.runs:
                assert run._r.xpath("string(w:rPr/w:rFonts/@w:hint)") == "eastAsia"


class TestReconciled:
    def test_what_the_document_says_is_what_was_drafted(self, sample: Scorecard, report: Path) -> None:
        plan = draft(sample, outlines.for_standard(sample.standard_id))
        written = docx.contents(report.read_bytes())
        assert list(reconciling.differences(sample, plan, written)) == []

    def test_a_document_that_says_otherwise_is_not_written(
        self, sample: Scorecard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = docx.document_bytes

        def forged(*arguments: object) -> bytes:
            old, new = io.BytesIO(real(*arguments)), io.BytesIO()  # type: ignore[arg-type]
            with zipfile.ZipFile(old) as before, zipfile.ZipFile(new, "w") as after:
                for name in before.namelist():
                    after.writestr(name, before.read(name).replace(b"838,810.19", b"838,810.91"))
            return new.getvalue()

        monkeypatch.setattr(docx, "document_bytes", forged)
        with pytest.raises(StorageError) as trouble:
            write_report.write(sample, str(tmp_path / "报告.docx"))
        assert "表格“项目明细、金额”没有照样写出" in trouble.value.message
        assert list(tmp_path.iterdir()) == []


class TestCommand:
    @pytest.fixture
    def here(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "自评 表.xlsx").write_bytes(resources.read(resources.SAMPLE))
        return tmp_path

    def test_writes_beside_the_workbook_and_lists_the_gaps(
        self, here: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["report", "自评 表.xlsx"]) == 0
        said = capsys.readouterr().out
        assert said.startswith(
            "已生成：自评 表-自评报告.docx（提纲：武汉市街道自评报告（2017年度），数字已与计算结果核对）"
        )
        assert "还有 2 处要补充，报告里标着【待补充】：" in said
        assert "→ 请填写 指标!R22，再生成一次；也可以在报告里直接补写。" in said
        assert (here / "自评 表-自评报告.docx").exists()

    def test_never_overwrites_unasked(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (here / "自评 表-自评报告.docx").write_text("手工改过的", encoding="utf-8")
        assert main(["report", "自评 表.xlsx"]) == 2
        assert "已经存在" in capsys.readouterr().err
        assert (here / "自评 表-自评报告.docx").read_text(encoding="utf-8") == "手工改过的"
        assert main(["report", "自评 表.xlsx", "--force"]) == 0
        assert [path.read_text(encoding="utf-8") for path in here.glob("*备份*")] == ["手工改过的"]

    def test_json_names_every_gap_and_its_cell(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["report", "自评 表.xlsx", "-o", "一.docx", "--outline", "mof-2011", "--json"]) == 0
        said = json.loads(capsys.readouterr().out)
        assert (said["report"], said["outline"]["id"]) == ("一.docx", "mof-2011")
        assert {(gap["sheet"], gap["cell"]) for gap in said["gaps"]} == {("", ""), ("指标", "R22"), ("项目信息", "B29")}

    def test_the_template_to_edit_is_handed_out(self, here: Path) -> None:
        assert main(["new", "--report"]) == 0
        assert (here / "自评报告模板.docx").read_bytes() == Path(outlines.TEMPLATE).read_bytes()
        assert main(["report", "自评 表.xlsx", "--template", "自评报告模板.docx"]) == 0

    def test_an_outline_of_ones_own(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        text = Path(outlines._BUILT_IN, "mof-2011.toml").read_text(encoding="utf-8")
        (here / "我的.toml").write_text(text.replace("基本概况", "单位和项目"), encoding="utf-8")
        assert main(["report", "自评 表.xlsx", "--outline", "我的.toml"]) == 0
        lines = [paragraph.text for paragraph in Document("自评 表-自评报告.docx").paragraphs]
        assert "一、单位和项目" in lines
        assert main(["report", "自评 表.xlsx", "--outline", "没有.toml"]) == 2
        assert "找不到文件" in capsys.readouterr().err

    def test_a_problem_that_must_be_mended_still_gives_a_report_and_says_so(self, here: Path) -> None:
        case = {"指标": {"培训合格率": {"实际完成值": None}}}
        tiny.workbook(case, here / "缺.xlsx")
        assert main(["report", "缺.xlsx"]) == 1
        assert (here / "缺-自评报告.docx").exists()


def test_no_line_of_a_title_begins_with_a_mark_that_closes() -> None:
    lines = list(lines_of(["2020年度", "稷山县项目支出绩效自评表(2020年度)建档立卡个人缴费县级配套资金", "自评报告"]))
    assert len(lines) > 2 and not [line for line in lines if line[0] in ")）》”、，；："]
