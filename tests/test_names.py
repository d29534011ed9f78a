"""One word, one meaning: no class is called as another, and the private words of old are gone."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "selfeval_xl"
OLD_NAMES = {
    *("Trouble", "UnusableInput", "FileTrouble", "Case", "Mark", "Value", "View", "Outcome", "Oddity", "Refusal"),
    *("Joint", "Flaw", "Unread", "Remark", "Comparison", "Gap", "Answers", "Line", "doubt", "plain", "cut", "share"),
    *("exact", "alone", "side_by_side", "over", "together", "told", "born", "Part"),
}
OLD_MODULES = {
    *(
        "trouble",
        "model",
        "quantities",
        "targets",
        "standard",
        "whole",
        "steady",
        "glance",
        "given",
        "carried",
        "looks",
    ),
    *("workshop", "filling", "exemplars", "annexes", "sending", "wording", "words", "combining", "setup"),
    *("answers", "dropping", "placing", "scratch", "telling", "view"),
}


def definitions(kind: type[ast.AST] | tuple[type[ast.AST], ...]) -> Iterator[tuple[str, str]]:
    """The name of each such definition at the top of a module, and the module's path."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, kind):
                yield node.name, str(path.relative_to(PACKAGE))  # type: ignore[attr-defined]


def test_no_two_classes_have_one_name() -> None:
    found = list(definitions(ast.ClassDef))
    twice = {name for name, count in Counter(name for name, _ in found).items() if count > 1}
    assert [(name, path) for name, path in found if name in twice] == []


def test_the_old_names_are_gone() -> None:
    found = definitions((ast.ClassDef, ast.FunctionDef))
    assert [(name, path) for name, path in found if name in OLD_NAMES] == []


def test_the_old_modules_are_gone() -> None:
    paths = [path.relative_to(PACKAGE).with_suffix("") for path in PACKAGE.rglob("*.py")]
    assert [str(path) for path in paths if OLD_MODULES & set(path.parts)] == []
