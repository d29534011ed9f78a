"""One catalogue: every code once, with a text that is used, that gets the facts it needs, and that has a page."""

from __future__ import annotations

import ast
import itertools
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import selfeval_xl
from selfeval_xl import checks
from selfeval_xl.messages import catalogue, codes, input_error, register, stops, storage_error
from selfeval_xl.tasks import help as pages

PACKAGE = Path(selfeval_xl.__file__).parent
NAMES = {name: code for name, code in vars(codes).items() if name.isupper()}
CHECKED = checks.codes()
TEMPLATES = catalogue()
"""All texts, those of every check among them, for what names the checks has brought them in."""
STOPS = {code for code in TEMPLATES if code.startswith("F")}
MAKERS = {"input_error", "storage_error", "filled", "finding"}
TREES = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))]


def fields(code: str) -> set[str]:
    """The facts that the texts of a code name."""
    template = TEMPLATES[code]
    return {
        name for _, name, _, _ in Formatter().parse(template.message + template.remedy + template.in_window) if name
    }


def told(node: ast.expr) -> str:
    """The code that an expression is, ``""`` where only the run knows it."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "codes":
        return NAMES.get(node.attr, "")
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def used() -> Iterator[str]:
    """Every code that the package names outside of the catalogue."""
    for tree in TREES:
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute | ast.Constant):
                yield told(node)


def calls() -> Iterator[tuple[str, set[str | None]]]:
    """The code and the facts of every call that fills a text, as far as they are written out."""
    for tree in TREES:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS and node.args:
                code = told(node.args[0])
                if code:
                    yield code, {keyword.arg for keyword in node.keywords}


def test_a_code_has_one_text() -> None:
    with pytest.raises(ValueError, match="two texts with the code X01"):
        register({TEMPLATES["X01"].heading: TEMPLATES["X01"][1:7]})
    assert len(list(itertools.chain(*stops().values()))) == len(STOPS)


def test_what_stops_the_work_has_a_name_and_every_other_code_is_a_finding() -> None:
    assert sorted(NAMES.values()) == sorted(STOPS)
    assert TEMPLATES.keys() == STOPS | CHECKED


def test_every_text_is_used() -> None:
    assert TEMPLATES.keys() - set(used()) == set()


def test_every_text_gets_the_facts_it_names_and_no_others() -> None:
    found = list(calls())
    wrong = [(code, facts) for code, facts in found if None not in facts and facts != fields(code)]
    lacking = [(code, facts) for code, facts in found if None in facts and facts - {None} - fields(code)]
    assert (wrong, lacking) == ([], [])
    assert len(STOPS - {code for code, _ in found}) < len(STOPS) / 10


def test_every_code_has_its_page() -> None:
    assert sorted(page.code for group in pages.groups().values() for page in group) == sorted(TEMPLATES)


@pytest.mark.parametrize("code", sorted(STOPS))
def test_what_stops_the_work_is_one_sentence_and_a_remedy(code: str) -> None:
    error = storage_error(code, **dict.fromkeys(fields(code), "某"))
    assert error.message.count("。") == 1 and error.message.endswith("。") and error.remedy.endswith("。")
    assert TEMPLATES[code].title and "{" not in (error.message + error.remedy).replace("{{正文}}", "")


@pytest.mark.parametrize("code", [code for about in ("contents", "places", "products") for code in stops()[about]])
def test_what_to_do_on_the_page_and_in_excel_is_no_command(code: str) -> None:
    error = input_error(code, **dict.fromkeys(fields(code), "某"))
    assert not re.search(r"selfeval-xl|--[a-z]", error.in_window) and error.in_window.endswith("。")


def test_a_name_without_end_is_cut() -> None:
    assert input_error(codes.DAMAGED, file="表" * 601, detail="").message.startswith(f"“{'表' * 600}…”")


def test_work_that_goes_well_parses_no_text_of_what_stops_it() -> None:
    sample = PACKAGE.parent / "workbook_templates" / "样例-佛祖岭街道2017.xlsx"
    script = "import sys; from selfeval_xl import cli, messages; cli.main(sys.argv[1:])"
    script += "; sys.exit(messages.stops.cache_info().currsize)"
    assert subprocess.run([sys.executable, "-c", script, "check", sample], capture_output=True).returncode == 0
