"""Every hostile text in every free cell of the form, through every exit; LibreOffice opens them all."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path

import docx
import pytest

from selfeval_xl.cli import main
from selfeval_xl.domain.layout import RESULTS, SUMMARY
from tests import injected, test_injection
from tests.judges import office, openxml
from tests.test_injection import ACTING, FORMS, FORMULA, KEPT, TYPED, made, run

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning:openpyxl")
__all__ = ["made"]
_XLSX = "xlsx:Calc MS Excel 2007 XML"
_FIGURES: Counter[str] = Counter()


def exits(source: Path) -> dict[str, Path]:
    """Send a form out in every way; every product by the name of its exit."""
    folder, stem = source.parent, source.stem
    run("score", source)
    run("export", source, "--draft")
    run("export", source, "--to", "csv", "--draft")
    run("report", source)
    for form in FORMS:
        run("export", source, "--form", form, "-o", folder / f"{form}.xlsx", "--draft")
    run("import", folder / "mof-2020.xlsx", "-o", folder / "导入.xlsx")
    endings = {"scored": "-已评分.xlsx", "xlsx": "-汇总.xlsx", "csv": "-汇总.csv", "report": "-自评报告.docx"}
    files = {name: folder / (stem + ending) for name, ending in endings.items()}
    return files | {form: folder / f"{form}.xlsx" for form in FORMS} | {"import": folder / "导入.xlsx"}


@pytest.mark.parametrize("turn", range(len(TYPED)))
def test_every_fact_is_every_text_once(turn: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = injected.workbook(tmp_path / "表.xlsx", turn=turn, everywhere=turn % 2 == 1)
    before = set(injected.formulas_in(source))
    files = exits(source)
    said = capsys.readouterr()
    assert not ACTING.search(re.sub("\n", "", said.out + said.err))
    assert main(["score", str(source), "--json", "-o", str(tmp_path / "j.xlsx")]) < 2
    assert not ACTING.search(capsys.readouterr().out.replace("\n", ""))
    assert set(injected.formulas_in(files["scored"])) <= before
    assert injected.texts_in(files["scored"], (SUMMARY,)) >= KEPT
    for name in ("xlsx", *FORMS):
        assert injected.formulas_in(files[name]) == [], name
    assert injected.texts_in(files["xlsx"]) >= KEPT
    fields = csv.reader(io.StringIO(files["csv"].read_text(encoding="utf-8-sig"), newline=""))
    assert [each for row in fields for each in row if FORMULA.match(each) and not re.fullmatch("-?[0-9.]+", each)] == []
    docx.Document(str(files["report"]))
    for name, path in files.items():
        if name != "csv":
            assert openxml.errors(path) == [], name
        _FIGURES["products"] += 1
    _FIGURES["turns"] += 1


def test_libreoffice_opens_every_product(made: dict[str, Path]) -> None:
    names = [name for name, path in made.items() if path.suffix == ".xlsx" and name != "source"]
    plain = {text for text in KEPT if "_x" not in text}
    for name, path in zip(names, office.convert([made[name] for name in names], ".xlsx", _XLSX), strict=True):
        sheets = (SUMMARY, RESULTS) if name in ("scored", "import") else None
        assert injected.formulas_in(path, sheets) == [], name
        if name not in ("platform", "hubei", "import"):
            assert injected.texts_in(path, sheets) >= plain, name
        _FIGURES["opened"] += 1


@pytest.mark.parametrize("separator", [44, 59, 9], ids=["comma", "semicolon", "tab"])
def test_no_separator_makes_a_formula_of_the_csv(made: dict[str, Path], tmp_path: Path, separator: int) -> None:
    test_injection.test_a_spreadsheet_finds_none_in_it_whatever_separator_it_is_set_to(made, tmp_path, separator)


def test_the_pdf_leads_nowhere_and_does_nothing(made: dict[str, Path], tmp_path: Path) -> None:
    run("export", made["scored"], "--to", "pdf", "-o", tmp_path / "汇总.pdf", "--draft")
    pdf = (tmp_path / "汇总.pdf").read_bytes()
    assert not re.search(rb"/(URI|Launch|JavaScript|JS|SubmitForm|ImportData|GoToR|EmbeddedFile)\b", pdf)
    text = office.pdf_text(tmp_path / "汇总.pdf")
    assert "=cmd|'/c calc'!A0" in text and "_x003D_1+1" in text


def test_the_figures() -> None:
    print(
        f"\n注入：{len(TYPED)} 种文字填进每个可填的格（轮换 {_FIGURES['turns']} 次），{_FIGURES['products']} 个产物"
        f"用 openpyxl、csv、python-docx、Open XML 校验打开，{_FIGURES['opened']} 个再用 LibreOffice 打开："
        "没有公式，没有外部链接"
    )
