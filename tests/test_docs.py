"""Nothing ships undocumented: every command, standard and finding is explained where a user looks for it."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from selfeval_xl.cli import build_parser
from selfeval_xl.scoring import methods
from selfeval_xl.storage import resources, standards

ROOT = Path(__file__).parents[1]
PAPERS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
README = "\n".join(paper.read_text(encoding="utf-8") for paper in PAPERS)
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def commands() -> dict[str, argparse.ArgumentParser]:
    (actions,) = (action for action in build_parser()._actions if isinstance(action, argparse._SubParsersAction))
    return dict(actions.choices)


@pytest.mark.parametrize("name", commands())
def test_every_command_is_in_the_readme_and_has_help(name: str) -> None:
    assert f"`selfeval-xl {name}" in README
    parser = commands()[name]
    assert parser.description
    assert all(action.help for action in parser._actions if not isinstance(action, argparse._SubParsersAction))


def test_the_readme_names_no_command_that_is_not_there() -> None:
    assert set(re.findall(r"`selfeval-xl (\w+)", README)) <= set(commands())


@pytest.mark.parametrize("name", standards.available())
def test_every_standard_is_in_the_readme_with_what_is_unverified(name: str) -> None:
    (row,) = (line for line in README.splitlines() if line.startswith(f"| `{name}` |"))
    standard = standards.load(name)
    assert standard.name in row
    assert row.endswith(f"| {'、'.join(standard.unverified()) or '—'} |")


def test_every_method_is_explained() -> None:
    for name in standards.available():
        assert [row[0] for row in methods.explained(standards.load(name))] == list(methods.METHODS)


def test_every_template_named_in_the_readme_exists() -> None:
    assert {"mof-2020", "hubei-2019", "donghu-2017"} == set(resources.templates())


@pytest.mark.parametrize("paper", [*PAPERS, *ROOT.glob("*.md")], ids=lambda paper: paper.name)
def test_every_link_to_a_file_leads_somewhere(paper: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", paper.read_text(encoding="utf-8"))
    assert [link for link in links if not (paper.parent / link).exists()] == []


def test_every_room_of_the_house_is_in_the_architecture() -> None:
    rooms = {path.parent.name for path in (ROOT / "selfeval_xl").glob("*/__init__.py")}
    missing = [room for room in rooms if f"`{room}/`" not in ARCHITECTURE]
    assert missing == []
