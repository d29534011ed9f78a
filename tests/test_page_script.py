"""The page's own script: what it may not do, what old browsers could not read, and that its types fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.judges import scripts

# What no script of ours may hold, one of a kind, and the words with which the judge refuses it.
REFUSED = {
    "eval": ("export const a = eval('1');", "no-eval"),
    "new Function": ("export const a = new Function('return 1');", "no-new-func"),
    "a text as a timer": ("setTimeout('go()', 1);", "no-implied-eval"),
    "text as markup": ("export const a = (e, t) => { e.innerHTML = t; };", "never become markup"),
    "markup put beside": ("export const a = (e, t) => e.insertAdjacentHTML('beforeend', t);", "never become markup"),
    "a network": ("export const a = () => fetch('https://example.org/');", "no-restricted-globals"),
    "syntax of 2021": ("export let a = 0; a ||= 1;", "Parsing error"),
    "a class with a static block": ("export class A { static { A.b = 1; } }", "Parsing error"),
}


def test_the_script_keeps_to_the_rules() -> None:
    assert scripts.lint(scripts.PAGE) == ""


def test_its_types_fit() -> None:
    assert scripts.types(scripts.PAGE) == ""


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the linter says of all scripts that it has to refuse."""
    folder = tmp_path_factory.mktemp("bad")
    for number, (script, _) in enumerate(REFUSED.values()):
        (folder / f"bad{number}.js").write_text(script + "\n", encoding="utf-8")
    return scripts.lint(folder)


@pytest.mark.parametrize("kind", REFUSED)
def test_the_rules_refuse(refused: str, kind: str) -> None:
    number = list(REFUSED).index(kind)
    said = refused.partition(f"bad{number}.js")[2].partition("bad")[0]
    assert REFUSED[kind][1] in said


def test_the_types_refuse_what_old_browsers_lack_and_what_cannot_be(tmp_path: Path) -> None:
    lines = ["[1].at(0);", "'aa'.replaceAll('a', 'b');", "(null).length;"]
    (tmp_path / "bad.js").write_text("export const found = [];\n" + "\n".join(lines), encoding="utf-8")
    said = scripts.types(tmp_path)
    assert all(f"bad.js({number}," in said for number in range(2, 2 + len(lines))), said
