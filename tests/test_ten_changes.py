"""The ten changes of ARCHITECTURE.md stay small: what can be held by a test is held here."""

from __future__ import annotations

import io
import re
import shutil
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest

from selfeval_xl.cli import build_parser
from selfeval_xl.documents.blocks import Form
from selfeval_xl.documents.forms import kinds, mof
from selfeval_xl.domain.layout import BUDGET_FIELDS, INDICATOR_FIELDS, PROJECT_FIELDS
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.domain.submission import BudgetLine, Indicator, Project
from selfeval_xl.rules import Standard
from selfeval_xl.scoring.methods import METHODS
from selfeval_xl.storage import standards
from selfeval_xl.storage.resources import SAMPLE
from selfeval_xl.tasks import export, export_form
from selfeval_xl.tasks.assess import assess
from selfeval_xl.writers import formats

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "selfeval_xl"
CHECKS = sorted(PACKAGE.glob("checks/*.py"))
_DECLARED = re.compile(r'"([A-Z]\d\d) [^"]+": (?:error|warning|notice)\(')
_YIELDED = re.compile(r'(?:finding|on_row)\(\s*"([A-Z]\d\d)"')


def test_a_province_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shutil.copytree(PACKAGE / "rules" / "standards", tmp_path / "standards")
    (folder / "new-city.toml").write_text(
        'id = "new-city"\nname = "新市"\nversion = "1"\neffective = 2026-01-01\nbase = "mof-2020"\nregion = "新市"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(standards, "_BUILT_IN", str(folder))
    for function in (standards.available, standards._load_built_in, standards._mentioning):
        getattr(function, "cache_clear", lambda: None)()
    assert "new-city" in standards.available()
    assert standards.load("新市").id == "new-city"
    for function in (standards.available, standards._load_built_in, standards._mentioning):
        getattr(function, "cache_clear", lambda: None)()


def test_a_check_and_its_words_are_one_file() -> None:
    apart = {
        path.name: set(_YIELDED.findall(text)) - set(_DECLARED.findall(text))
        for path in CHECKS
        if (text := path.read_text(encoding="utf-8"))
    }
    assert {name: codes for name, codes in apart.items() if codes} == {}


def test_a_method_is_one_record_with_a_case() -> None:
    cases = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "cases" / "scoring").glob("*.toml")
    )
    for name in METHODS:
        declared = [
            path.name
            for path in PACKAGE.glob("scoring/*.py")
            if re.search(rf'Method\(\s*(?:name=)?"{name}"', path.read_text(encoding="utf-8"))
        ]
        assert len(declared) == 1, (name, declared)
        assert name in cases


def test_a_column_is_its_field_and_its_title() -> None:
    for record, fields in ((Project, PROJECT_FIELDS), (BudgetLine, BUDGET_FIELDS), (Indicator, INDICATOR_FIELDS)):
        titled = {field.field for field in fields if not field.computed}
        assert titled <= set(record._fields)


def test_an_outline_is_one_file() -> None:
    for path in (PACKAGE / "documents" / "report" / "outlines").glob("*.toml"):
        assert tomllib.loads(path.read_text(encoding="utf-8"))["name"]
        elsewhere = [
            each.name for each in PACKAGE.rglob("*.py") if f'"{path.stem}"' in each.read_text(encoding="utf-8")
        ]
        assert set(elsewhere) <= {"outlines.py"}, path.stem  # which names the one that is used where none is chosen


def test_the_caption_of_a_button_stands_in_the_ribbon_alone() -> None:
    ribbon = (ROOT / "addin" / "ribbon" / "customUI14.xml").read_text(encoding="utf-8")
    captions = re.findall(r'<button [^>]*label="([^"]+)"', ribbon)
    assert len(captions) >= 10
    assert [caption for caption in captions if captions.count(caption) > 1] == []


@pytest.mark.parametrize(
    ("listed", "name", "command"),
    [(formats, "KINDS", "rollup"), (export, "WRITERS", "export"), (kinds, "EXPORTED", "export")],
)
def test_a_format_or_a_form_is_on_the_command_line_once_it_is_listed(
    listed: ModuleType, name: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listed, name, dict.fromkeys((*getattr(listed, name), "新的")))
    option = "--form" if listed is kinds else "--to"
    assert vars(build_parser(command).parse_args([command, "表.xlsx", option, "新的"]))[option[2:]] == "新的"


def test_a_form_is_written_by_a_layout_and_its_line_in_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    layout = ModuleType("selfeval_xl.documents.forms.ours")

    def form(card: Scorecard, rows: Sequence[mof.Row], standard: Standard, _signed: bool) -> Form:
        return mof.form(card, rows, standard)._replace(name="我市自评表")

    monkeypatch.setattr(layout, "form", form, raising=False)
    monkeypatch.setitem(sys.modules, layout.__name__, layout)
    monkeypatch.setattr(kinds, "EXPORTED", {"ours": kinds.ExportedForm("ours", name="我市-{stem}.xlsx")})
    monkeypatch.setattr(export_form, "EXPORTED", kinds.EXPORTED)
    done = assess(str(ROOT / "workbook_templates" / SAMPLE))
    name = export_form.file_name("ours", "表.xlsx")
    assert name == "我市-表.xlsx"
    data = export_form.make("ours", done.card, done.standard, name)
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == ["我市自评表"]
