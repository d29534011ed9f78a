"""全套报送材料: three workbooks of two standards and a form in Word; one command, and every document says the same."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from docx import Document as Word

from selfeval_xl.cli import main
from selfeval_xl.documents import delivery, drafts
from selfeval_xl.domain.errors import StorageError
from selfeval_xl.readers.documents import Document, document_of, read_document
from selfeval_xl.storage import folders
from selfeval_xl.tasks import agreement, deliver
from selfeval_xl.tasks.agreement import KeyFigures
from selfeval_xl.tasks.assess import assess
from selfeval_xl.tasks.write_report import ReportLook
from selfeval_xl.writers import docx, pdf
from tests import handed_in, tiny
from tests.judges import office, openxml

EXPECTED = {
    handed_in.WATER: KeyFigures(Decimal(100), 880_000_000, 880_000_000),
    handed_in.SCIENCE: KeyFigures(Decimal("99.39"), 104_000_000, 103_970_000),
    handed_in.INSURANCE: KeyFigures(Decimal("95.77"), 65_660_000, 65_070_000),
    handed_in.FISHING: KeyFigures(Decimal(100), 1_560_000, 1_560_000),
}
"""What a finance officer works out by hand: points, budget and execution in 分."""


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("单位") / "自评 2025"
    folder.mkdir()
    handed_in.build(folder)
    return folder


@pytest.fixture(scope="module")
def made(unit: Path) -> Path:
    """The folder that one command makes."""
    target = unit.with_name("报送材料")
    assert main(["deliver", str(unit), "-o", str(target)]) == 0
    return target


def files(folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def text_of(data: bytes, name: str) -> str:
    """All that stands in a workbook or a document, the heads of its pages with it."""
    if name.endswith(".docx"):
        read = docx.contents(data)
        heads = [line.text for part in Word(io.BytesIO(data)).sections for line in part.header.paragraphs]
        return "\n".join((*heads, *read.paragraphs, *(cell for table in read.tables for row in table for cell in row)))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    values = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    return "\n".join((sheet.title, str(sheet.oddHeader.center.text), *values))


def read_by_others(made: Mapping[str, bytes]) -> dict[str, str]:
    """The texts of all that is handed in and not printed."""
    names = [name for name in made if name.endswith((".xlsx", ".docx")) and name != "内部校验单.xlsx"]
    return {name: text_of(made[name], name) for name in names}


def title(name: str) -> str:
    return re.sub(r"^.*/|^\d+-|-自评表\..*$", "", name.rpartition("/")[2])


def test_there_is_a_form_a_pdf_and_an_import_file_for_each_and_one_of_all_the_rest(made: Path) -> None:
    names = list(files(made))
    assert len(names) == 4 * 3 + 4
    for ending in ("-自评表.xlsx", "-自评表.pdf"):
        assert {title(name) for name in names if name.endswith(ending)} == set(EXPECTED)
    assert sum("导入模板" in name for name in names) == 4
    assert {"自评报告.docx", "项目清单.xlsx", "佐证材料目录.xlsx", "内部校验单.xlsx"} <= set(names)


def test_every_document_says_the_same_numbers(made: Path) -> None:
    there = files(made)
    for name, path in there.items():
        if name.endswith("-自评表.xlsx"):
            assert agreement.in_form(path.read_bytes(), name) == EXPECTED[title(name)], name
            (read,) = read_document(str(path)).submissions
            assert assess(str(path)).card.total == EXPECTED[title(name)].total
            assert read.project.name == title(name)
    order = sorted(name for name in there if name.endswith("-自评表.xlsx"))
    wanted = [EXPECTED[title(name)] for name in order]
    assert agreement.in_listing(there["项目清单.xlsx"].read_bytes(), "项目清单.xlsx") == wanted
    assert agreement.in_overview(docx.contents(there["自评报告.docx"].read_bytes())) == wanted
    for name in order:
        printed = office.pdf_text(there[name.replace(".xlsx", ".pdf")])
        assert f"{EXPECTED[title(name)].total}" in printed, name


def test_what_others_open_is_sound(made: Path) -> None:
    for name, path in files(made).items():
        if path.suffix in (".xlsx", ".docx") and not re.search("/0[24]-", name):  # one form of each kind
            assert openxml.errors(path) == [], name
    pages = office.printed_text(made / "自评报告.docx").rstrip("\f\n").split("\f")
    assert all(project in "".join("".join(pages).split()) for project in EXPECTED)
    assert not any("".join(page.split()).startswith("附件") and len("".join(page.split())) < 40 for page in pages)


def test_a_form_is_one_page(made: Path) -> None:
    for name, path in files(made).items():
        if path.suffix == ".pdf":
            assert pdf.pages(path.read_bytes()) == 1, name


def test_only_the_internal_sheet_tells_what_is_for_the_office_and_says_so(made: Path) -> None:
    there = files(made)
    inside = openpyxl.load_workbook(there["内部校验单.xlsx"])
    text = text_of(there["内部校验单.xlsx"].read_bytes(), "内部校验单.xlsx")
    assert inside.sheetnames == ["内部校验单（不报送）"] and text.splitlines()[1].endswith("不报送")
    assert "S11" in text and "没有写佐证材料" in text and "【待补充】" not in text and "自评结果怎样应用" in text
    for name, text in read_by_others({name: path.read_bytes() for name, path in there.items()}).items():
        assert not any(word in text for word in ("S11", "未核实", "指纹", "selfeval", "必改")), name


def test_the_list_of_evidence_names_what_is_missing(made: Path) -> None:
    sheet = openpyxl.load_workbook(made / "佐证材料目录.xlsx").active
    assert sheet is not None
    rows = [row for row in sheet.iter_rows(min_row=4, values_only=True)]
    missing = {(row[1], row[2]) for row in rows if row[4] == delivery.NOT_GIVEN}
    assert len(rows) == 28 and len(missing) == 9
    assert ("科普经费", "科普知识网络竞赛") in missing


class TestRefusals:
    @pytest.fixture
    def wrong(self, tmp_path: Path) -> Path:
        tiny.workbook({"指标": {"培训合格率": {"实际完成值": None}}}, tmp_path / "错.xlsx")
        return tmp_path

    def test_nothing_is_written_while_something_must_be_mended(
        self, wrong: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        tiny.workbook({"项目信息": {"项目名称": "好项目"}}, wrong / "好.xlsx")
        assert main(["deliver", str(wrong), "-o", str(wrong / "报送材料")]) == 1
        told = capsys.readouterr().out
        assert "培训合格率" in told and "--draft" in told and "好项目" not in told
        assert sorted(path.name for path in wrong.iterdir()) == ["好.xlsx", "错.xlsx"]

    def test_a_draft_says_so_everywhere(self, wrong: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pdf, "_office", lambda: None)
        assert main(["deliver", str(wrong), "-o", str(wrong / "报送材料"), "--draft"]) == 1
        monkeypatch.undo()
        made = {name: path.read_bytes() for name, path in files(wrong / "报送材料").items()}
        assert all("草稿" in text for text in read_by_others(made).values())

    def test_what_is_there_stays_unless_it_is_to_be_replaced(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(pdf, "_office", lambda: None)
        book = str(tiny.workbook({}, tmp_path / "表.xlsx"))
        target = tmp_path / "报送材料"
        target.mkdir()
        assert main(["deliver", book, "-o", str(target)]) == 0, "an empty folder is free"
        assert "没有找到 LibreOffice" in capsys.readouterr().out, "the rest is done, and what is missing is said"
        (target / "我的批注.txt").write_text("留着", encoding="utf-8")
        assert main(["deliver", book, "-o", str(target)]) == 2
        assert "已经有了" in capsys.readouterr().err and (target / "我的批注.txt").exists()
        assert main(["deliver", book, "-o", str(target), "--force"]) == 0
        (backup,) = tmp_path.glob("报送材料.备份-*")
        assert (backup / "我的批注.txt").exists() and not (target / "我的批注.txt").exists()
        assert main(["deliver", str(tmp_path), "-o", str(target), "--force"]) == 0
        assert "1 个项目" in capsys.readouterr().out, "what was made before is not handed in again"

    def test_nothing_half_written_stays(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        target = tmp_path / "报送材料"
        target.mkdir()
        (target / "旧.txt").write_text("旧", encoding="utf-8")
        rename, calls = os.rename, list[str]()

        def refused(source: str, goal: str) -> None:
            calls.append(goal)
            if goal == str(target) and len(calls) == 2:
                raise PermissionError(13, "denied", goal)
            rename(source, goal)

        monkeypatch.setattr(os, "rename", refused)
        with pytest.raises(StorageError):
            folders.put(str(target), {"甲/乙.txt": b"1"}, force=True)
        assert [path.name for path in tmp_path.iterdir()] == ["报送材料"]
        assert (target / "旧.txt").read_text(encoding="utf-8") == "旧"

    def test_a_document_that_says_something_else_is_not_handed_in(self, unit: Path) -> None:
        projects, _ = deliver.gathered([read_document(str(unit / f"{handed_in.WATER}.xlsx"), results=False)])
        (project,) = projects
        made = dict(deliver.made(projects).files)
        other = project.card._replace(total=Decimal(99))
        with pytest.raises(StorageError, match=r"应为得分99、.*读到得分100"):
            agreement.require([(project.name, other)], made)


class TestFromBytes:
    """As the page does it: bytes in, files out, no printer, and perhaps nothing that writes Word or old Excel."""

    @staticmethod
    def documents(*books: Path) -> list[Document]:
        return [document_of(book.read_bytes(), book.name, results=False) for book in books]

    def test_without_what_writes_word_the_rest_is_made_and_it_is_said(
        self, unit: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in [name for name in sys.modules if name.partition(".")[0] in ("docx", "lxml", "xlwt")]:
            monkeypatch.delitem(sys.modules, name)
        for name in ("docx", "lxml", "xlwt"):
            monkeypatch.setitem(sys.modules, name, None)
        steps: list[tuple[int, int, str]] = []
        projects, again = deliver.gathered(self.documents(unit / "科普经费.xlsx", unit / "科普经费.xlsx"))
        done = deliver.made(projects, tell=lambda *step: steps.append(step))
        assert len(projects) == 1 and again == ["科普经费.xlsx"]
        assert [told[:7] for told in done.lacking] == ["PDF 没有做", "自评报告没有做"]
        assert sorted(name.rpartition("/")[2] for name in done.files) == [
            "01-科普经费-自评表.xlsx", "佐证材料目录.xlsx", "内部校验单.xlsx",
            "项目支出绩效自评指标完成情况导入模板-01-科普经费.xlsx", "项目清单.xlsx",
        ]  # fmt: skip
        assert steps[0][0] == 0 and steps[-1][:2] == (4, 4)

    def test_each_unit_has_a_report_of_its_own(self, unit: Path, tmp_path: Path) -> None:
        other = tiny.workbook({}, tmp_path / "别的单位.xlsx")
        projects, _ = deliver.gathered(self.documents(unit / "科普经费.xlsx", other))
        reports = [name for name in deliver.made(projects).files if name.endswith(".docx")]
        assert reports == ["01-自评报告-临江区农业农村和水利局-2025.docx", "02-自评报告-市就业服务中心-2024.docx"]

    @pytest.mark.parametrize("name", ['a/b\\c:*?"<>|', "..", "  . ", "CON", "\u202eslx", "长" * 300])
    def test_no_name_of_a_project_leads_out_of_the_folder(self, name: str, tmp_path: Path) -> None:
        book = tiny.workbook({"项目信息": {"项目名称": name}}, tmp_path / "表.xlsx")
        projects, _ = deliver.gathered(self.documents(book))
        for path in deliver.made(projects, ReportLook(draft=True)).files:
            *inside, last = path.split("/")
            assert inside in ([], ["各项目材料"]) and not re.search(r'[\\/:*?"<>|\x00-\x1f\u202e]', last)
            assert len(last) < 100 and last.rpartition(".")[0].strip(" .") == last.rpartition(".")[0]

    def test_the_public_set_names_nobody(self, unit: Path) -> None:
        projects, _ = deliver.gathered(self.documents(unit / "科普经费.xlsx"))
        done = deliver.made(projects, ReportLook(public=True))
        for name, text in read_by_others(done.files).items():
            assert not any(word in text for word in ("王小明", "李大山", "027-12345678", "签名")), name


def test_a_form_among_the_results_is_no_other_project(made: Path, tmp_path: Path) -> None:
    """Whoever gets the folder rolls it up, and every project counts once; nothing in it is told as unreadable."""
    shutil.copytree(made, tmp_path / "收到")
    forms = {name for name in files(made) if name.endswith("-自评表.xlsx")}
    assert rolled_up(tmp_path / "收到") == forms
    assert drafts.DRAFT not in (tmp_path / "汇总表.json").read_text(encoding="utf-8")


def test_what_was_handed_in_counts_once_beside_the_workbooks(unit: Path, made: Path, tmp_path: Path) -> None:
    own = shutil.copytree(unit, tmp_path / "本单位")
    shutil.copytree(made, own / "报送材料")
    assert rolled_up(own) == files(unit).keys()
    # A form that was changed since is not left out without a word.
    (form,) = own.glob(f"报送材料/*/*{handed_in.SCIENCE}-自评表.xlsx")
    book = openpyxl.load_workbook(form)
    cell = next(cell for row in book.active.iter_rows() for cell in row if cell.value == "800篇")
    cell.value = "801篇"
    book.save(form)
    assert form.relative_to(own).as_posix() in rolled_up(own)


def rolled_up(folder: Path) -> set[str]:
    """The files whose projects count in a roll-up."""
    target = folder.with_name("汇总表.json")
    assert main(["rollup", str(folder), "-o", str(target), "--force"]) == 0
    return {row["file"] for row in json.loads(target.read_text(encoding="utf-8"))["项目汇总"]}
