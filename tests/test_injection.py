"""What somebody types into a form stays text in everything that is made of it: no formula, no link, no escape."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import docx
import openpyxl
import pytest

from selfeval_xl.cli import main
from selfeval_xl.domain.layout import BUDGET, INDICATORS, PROJECT, RESULTS, SUMMARY
from selfeval_xl.ooxml.xmltext import storable
from selfeval_xl.storage import resources
from selfeval_xl.storage.csv_text import as_text, field
from selfeval_xl.writers import terminal
from tests import injected
from tests.judges import office, openxml, workbooks

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning:openpyxl")
TYPED = (*injected.TEXTS, *injected.STORED)
KEPT = {injected.as_kept(text) for text in TYPED}
FORMS = ("mof-2020", "hubei", "platform")
ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
FORMULA = re.compile("[ \u00a0\u200b\ufeff\u3000]*[=+\\-@＝＋－＠\t\r\n]")
Say = Callable[..., str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Everything that the program makes of a form full of such texts, in the ways a person would."""
    folder = tmp_path_factory.mktemp("=cmd|' & calc;\t1")
    source = injected.workbook(folder / "=1+1;甲.xlsx")
    files = {"source": source, "scored": folder / "=1+1;甲-已评分.xlsx", "xlsx": folder / "汇总.xlsx"}
    files |= {"csv": folder / "汇总.csv", "report": folder / "报告.docx"}
    files |= {form: folder / f"{form}.xlsx" for form in FORMS} | {"import": folder / "导入.xlsx"}
    run("score", source)
    for kind in ("xlsx", "csv"):
        run("export", files["scored"], "--to", kind, "-o", files[kind], "--draft")
    for form in FORMS:
        run("export", source, "--form", form, "-o", files[form], "--draft")
    run("report", source, "-o", files["report"])
    run("import", files["mof-2020"], "-o", files["import"])
    return files


def run(*words: object) -> None:
    assert main([str(word) for word in words]) < 2, words


def workbooks_of(made: dict[str, Path]) -> list[str]:
    return [name for name, path in made.items() if path.suffix == ".xlsx" and name != "source"]


# --- workbooks


@pytest.mark.parametrize("name", ["scored", "xlsx", "import", *FORMS])
def test_no_cell_that_was_written_is_a_formula(made: dict[str, Path], name: str) -> None:
    own = set(injected.formulas_in(made["source"])) if name == "scored" else set()
    if name == "import":
        own = {each for each in injected.formulas_in(_template(made)) if each.split("!")[0] not in (SUMMARY, RESULTS)}
    assert set(injected.formulas_in(made[name])) <= own


def _template(made: dict[str, Path]) -> Path:
    path = made["source"].parent / "mof.xlsx"
    path.write_bytes(resources.read("mof-2020.xlsx"))
    return path


def test_nor_does_libreoffice_take_one_for_a_formula(made: dict[str, Path]) -> None:
    names = ("scored", "xlsx")
    anew = office.convert([made[name] for name in names], ".xlsx", "xlsx:Calc MS Excel 2007 XML")
    # LibreOffice decodes escapes and does not write them back.
    plain = {text for text in KEPT if "_x" not in text}
    for name, path in zip(names, anew, strict=True):
        sheets = (SUMMARY, RESULTS) if name == "scored" else None
        assert injected.formulas_in(path, sheets) == [], name
        assert injected.texts_in(path, sheets) >= plain, name


def test_a_person_sees_in_the_summary_what_was_typed(made: dict[str, Path]) -> None:
    for name, sheets in (("scored", (SUMMARY,)), ("xlsx", None), ("mof-2020", None), ("import", (INDICATORS,))):
        assert injected.texts_in(made[name], sheets) >= KEPT, name


def test_what_was_typed_is_still_there(made: dict[str, Path]) -> None:
    sheets = (PROJECT, BUDGET, INDICATORS)
    assert injected.texts_in(made["scored"], sheets) >= injected.texts_in(made["source"], sheets)


def test_nothing_leads_out_of_a_workbook(made: dict[str, Path]) -> None:
    for name in workbooks_of(made):
        for part, xml in workbooks.parts(made[name]).items():
            assert b'TargetMode="External"' not in xml, (name, part)
            assert not re.search("externallink|connection|oleobject|vba|activex|webextension", part.lower()), name
            for target in re.findall(rb"<hyperlink\b[^>]*>", xml):
                assert b" location=" in target and b"r:id" not in target, (name, target)


def test_links_lead_to_the_cell_of_the_finding(made: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(made["scored"])
    linked = [cell for row in book[RESULTS].iter_rows() for cell in row if cell.hyperlink]
    targets = {"C": r"'校验结果'!A[0-9]{1,3}", "D": r"'(项目信息|预算|指标)'![A-Z]{1,2}[0-9]{1,3}"}
    assert {cell.column_letter for cell in linked} == set(targets)
    assert all(re.fullmatch(targets[cell.column_letter], cell.hyperlink.location) for cell in linked)


def test_names_headers_and_properties_are_those_of_the_program(made: dict[str, Path]) -> None:
    template = openpyxl.load_workbook(_template(made))
    for name in workbooks_of(made):
        book = openpyxl.load_workbook(made[name])
        assert set(book.defined_names) <= set(template.defined_names), name
        assert (book.properties.creator, book.properties.description) == ("selfeval-xl", None)
        assert book.properties.title in (None, template.properties.title)
        for sheet in book:
            edges = (sheet.oddHeader, sheet.oddFooter, sheet.evenHeader, sheet.firstHeader, sheet.firstFooter)
            shown = "".join(each.text or "" for edge in edges for each in (edge.left, edge.center, edge.right))
            assert not any(text in shown for text in TYPED), (name, shown)


@pytest.mark.parametrize("name", ["scored", "xlsx", "hubei"])
def test_the_workbooks_are_sound(made: dict[str, Path], name: str) -> None:
    assert openxml.errors(made[name]) == []


def test_numbers_where_text_is_due_and_text_where_numbers_are_due(tmp_path: Path) -> None:
    some = TYPED[::4]
    source = injected.workbook(tmp_path / "表.xlsx", some, everywhere=True)
    before = set(injected.formulas_in(source))
    run("score", source)
    assert set(injected.formulas_in(tmp_path / "表-已评分.xlsx")) <= before
    assert injected.texts_in(tmp_path / "表-已评分.xlsx", (SUMMARY,)) >= set(map(injected.as_kept, some))


def test_the_sheet_of_a_form_may_be_called_anything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = injected.workbook(tmp_path / "表.xlsx")
    run("export", source, "--form", "mof-2020", "-o", tmp_path / "自评表.xlsx", "--draft")
    book = openpyxl.load_workbook(tmp_path / "自评表.xlsx")
    book.active.title = "=cmd|'!A1\u202e&calc"[:31].replace("'", "’")
    book.save(tmp_path / "自评表.xlsx")
    run("import", tmp_path / "自评表.xlsx", "-o", tmp_path / "导入.xlsx")
    assert not ACTING.search(capsys.readouterr().out.replace("\n", ""))
    assert openpyxl.load_workbook(tmp_path / "导入.xlsx").sheetnames == openpyxl.load_workbook(source).sheetnames


@pytest.mark.parametrize("text", ["_x003D_1", "_x005F_x003D_1", "_x000D_", "a_x0041_b", "_X003D_", "_x3D_"])
def test_what_looks_like_an_escape_is_escaped(text: str) -> None:
    from openpyxl.utils.escape import unescape

    assert unescape(storable(text)) == text


# --- text files


def test_no_field_of_the_csv_is_a_formula(made: dict[str, Path]) -> None:
    content = made["csv"].read_text(encoding="utf-8-sig")
    fields = [value for row in csv.reader(io.StringIO(content, newline="")) for value in row]
    started = [value for value in fields if FORMULA.match(value)]
    assert started and all(re.fullmatch(r"-?[0-9.]+", value) for value in started), "only numbers of our own"
    assert not ACTING.search(re.sub("[\r\n\t\u202a-\u202e\u2066-\u2069\x7f-\x9f]", "", content))
    assert {as_text(injected.as_kept(text)) for text in TYPED} <= set(fields)


@pytest.mark.parametrize("separator", [44, 59], ids=["comma", "semicolon"])
def test_a_spreadsheet_finds_none_in_it_whatever_separator_it_is_set_to(
    made: dict[str, Path], tmp_path: Path, separator: int
) -> None:
    bad = tmp_path / "坏.csv"
    bad.write_text(f"a{chr(separator)}=1+1{chr(separator)}b\r\n", encoding="utf-8")
    options = f"--infilter=CSV:{separator},34,76,1,,0,false,true,false,false,0,true"
    ours, theirs = office.convert([made["csv"], bad], ".xlsx", "xlsx:Calc MS Excel 2007 XML", options)
    assert injected.formulas_in(ours) == []
    assert injected.formulas_in(theirs) != [], "the judge does take formulas for formulas"


def test_the_apostrophe_stands_only_where_a_formula_could_begin() -> None:
    assert [as_text(text) for text in ("安全=1", "95%", "甲；=1", "'=1", "1-2", "a;b")] == [
        "安全=1", "95%", "甲；=1", "'=1", "1-2", "a;b",
    ]  # fmt: skip
    assert [as_text(text) for text in ("=1", "a;=1", "a\n-1", " ＝1", "\x01=1", "a\t@b")] == [
        "'=1", "a;'=1", "a\n'-1", "' ＝1", "'=1", "a\t'@b",
    ]  # fmt: skip
    assert field('a"b') == '"a""b"' and field("甲") == "甲"


# --- the report


def test_the_report_holds_text_and_no_fields(made: dict[str, Path]) -> None:
    document = docx.Document(str(made["report"]))
    lines = {line.text for line in document.paragraphs}
    lines |= {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    whole = "\n".join(lines)
    assert all(injected.as_kept(text) in whole for text in TYPED)
    template = workbooks.parts(carried_template(made))
    for name, part in workbooks.parts(made["report"]).items():
        for mark in (b"<w:instrText", b"<w:fldSimple", b"<w:hyperlink", b"<w:altChunk"):
            assert part.count(mark) == template.get(name, b"").count(mark), (name, mark)
        assert b'TargetMode="External"' not in part
    assert openxml.errors(made["report"]) == []


def carried_template(made: dict[str, Path]) -> Path:
    path = made["source"].parent / "模板.docx"
    run("new", "--report", "-o", path, "--force")
    return path


def test_a_fact_longer_than_a_property_of_a_document_is_no_obstacle(tmp_path: Path) -> None:
    source = injected.workbook(tmp_path / "表.xlsx", ["长" * 2000])
    run("report", source, "-o", tmp_path / "报告.docx")
    assert len(docx.Document(str(tmp_path / "报告.docx")).core_properties.author) == 255


# --- the terminal and JSON


@pytest.mark.parametrize("everywhere", [False, True])
@pytest.mark.parametrize("command", ["check", "score", "report", "export"])
def test_the_terminal_is_given_nothing_to_obey(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, everywhere: bool
) -> None:
    some = TYPED[::4] if everywhere else TYPED
    source = injected.workbook(tmp_path / "\x1b]0;evil\x07\u202exslx.表.xlsx", some, everywhere=everywhere)
    arguments = ["--to", "csv", "--draft"] if command == "export" else []
    run(command, source, *arguments)
    said = capsys.readouterr()
    assert not ACTING.search(said.out.replace("\n", "")) and not ACTING.search(said.err.replace("\n", ""))
    assert command == "check" or "\\u001b]0;evil\\u0007\\u202exslx" in said.out


def test_nothing_typed_passes_for_a_line_of_the_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = [f"甲\n总分 100.00分　等级 优\n  [提示] C{number}" for number in range(30)]
    run("score", injected.workbook(tmp_path / "表.xlsx", texts))
    lines = capsys.readouterr().out.splitlines()
    assert len([line for line in lines if line.startswith("总分")]) == 1
    assert not any(re.match(r" +\[提示\] C\d+$", line) for line in lines)


def test_a_name_with_such_characters_is_shown_in_what_goes_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "a\x1b[2J\nb\u202e.xlsx"]) == 2
    said = capsys.readouterr().err
    assert "“a\\u001b[2J b\\u202e.xlsx”" in said and not ACTING.search(said.replace("\n", ""))


def test_a_wrong_command_is_no_way_either(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["import", "a.xlsx", "\x1b[2J\x9b31m"])
    assert not ACTING.search(capsys.readouterr().err.replace("\n", ""))


@pytest.mark.parametrize("everywhere", [False, True])
def test_json_says_exactly_what_was_typed_in_harmless_characters(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], everywhere: bool
) -> None:
    source = injected.workbook(tmp_path / "表.xlsx", everywhere=everywhere)
    assert main(["score", str(source), "--json"]) < 2
    raw = capsys.readouterr().out
    assert not ACTING.search(raw.replace("\n", ""))
    names = [row["name"] for row in json.loads(raw)["indicators"]]
    assert [injected.as_kept(name) for name in names] == [injected.as_kept(text) for text in TYPED]


def test_a_stream_is_guarded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    terminal.guard()
    terminal.guard()
    print("甲\t乙\x1b")
    assert stream.getvalue() == "甲\t乙\\u001b\n"


# --- many at once

NAMES = (
    "=1+1;甲.xlsx",
    "@SUM(1)*cmd|'.xlsx",
    "-2+3\t.xlsx",
    "http:evil.example.xlsx",
    "\\\\evil.example\\share.xlsx",
    "javascript:alert(1).xlsx",
    "..%2f..%2fx.xlsx",
    "a\x1b[2J\u202exslx.xlsx",
    "_x003D_1.xlsx",
    "=cmd/+1#.xlsx",
)


@pytest.fixture(scope="module")
def rolled(made: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A folder of such forms under such names, rolled up in every format; and what the terminal was told."""
    folder = tmp_path_factory.mktemp("roll") / "收到;=1"
    for name in NAMES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(made["source"], folder / name)
    (folder / "坏=\x07.xlsx").write_bytes(b"PK")
    files = {kind: folder.parent / f"汇总.{kind}" for kind in ("xlsx", "csv", "json")}
    for kind, path in files.items():
        run("rollup", folder, "--to", kind, "-o", path, "--jobs", "1")
    return files


def test_a_roll_up_holds_no_formula_and_leads_to_the_listed_files_only(rolled: dict[str, Path]) -> None:
    assert injected.formulas_in(rolled["xlsx"]) == []
    assert injected.texts_in(rolled["xlsx"]) >= KEPT
    folder = rolled["xlsx"].parent
    led = set()
    for xml in workbooks.parts(rolled["xlsx"]).values():
        for relation in re.findall(rb'<Relationship [^>]*TargetMode="External"[^>]*>', xml):
            address = html.unescape(relation.decode()).split('Target="')[1].split('"')[0]
            assert not re.match(r"[\w.+-]*:|/|\\", address), address
            led.add(str((folder / unquote(address)).resolve().relative_to(folder)))
    assert led <= {str(path.relative_to(folder)) for path in folder.rglob("*.xlsx")}
    assert len(led) >= len(NAMES) - 2
    assert openxml.errors(rolled["xlsx"]) == []


def test_nor_do_its_text_files(rolled: dict[str, Path]) -> None:
    for path in rolled["csv"].parent.glob("汇总*.csv"):
        content = path.read_text(encoding="utf-8-sig")
        fields = [value for row in csv.reader(io.StringIO(content, newline="")) for value in row]
        assert [value for value in fields if FORMULA.match(value) and not re.fullmatch(r"-?[0-9.]+", value)] == []
    assert json.loads(rolled["json"].read_text(encoding="utf-8"))


def test_the_terminal_is_given_nothing_to_obey_by_a_folder_either(
    rolled: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    run("rollup", rolled["xlsx"].parent / "收到;=1", "-o", rolled["xlsx"].parent / "再.xlsx", "--jobs", "1")
    said = capsys.readouterr()
    assert not ACTING.search(re.sub("[\r\n]", "", said.out + said.err))
