"""The house keeps its shape: arrows run one way, the trade knows no files and no Excel, nothing grows too long."""

import ast
import graphlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1] / "selfeval_xl"
PACKAGE = ROOT.name

MAX_FILE, MAX_FUNCTION = 300, 40

# The storeys of the house, lowest first, and their rooms. A room may import the storeys below it and, on its own, rooms
# that are listed before it; its own modules, and the version in the package itself, it always may.
STOREYS = (
    ("domain", "messages", "rules", "scoring", "checks", "comparison", "documents"),
    ("ooxml", "storage", "workbook", "readers", "writers"),
    ("tasks", "rollup"),
    ("api", "install", "cli", "excel", "page", "__main__"),
)
ROOMS = [room for storey in STOREYS for room in storey]
ARROWS = {room: set(ROOMS[:place]) for place, room in enumerate(ROOMS)}

# What neither the trade nor the shape of the sheets may touch, nor a way round by importing at run time.
OUTSIDE = {"xlwings", "openpyxl", "pandas", "numpy", "docx", "python_calamine", "zipfile", "pathlib", "os", "importlib"}
PURE = set(STOREYS[0])


class Module(NamedTuple):
    """One module of the package: its dotted name, whether it is a package, and its text."""

    name: str
    is_package: bool
    text: str


def modules() -> list[Module]:
    """Every module of the package as it lies on disk."""
    return [module(path) for path in sorted(ROOT.rglob("*.py"))]


def module(path: Path) -> Module:
    """The module in the file."""
    dotted = ".".join(path.relative_to(ROOT.parent).with_suffix("").parts)
    return Module(dotted.removesuffix(".__init__"), path.name == "__init__.py", path.read_text(encoding="utf-8"))


def imports(source: Module) -> Iterator[str]:
    """Dotted names the module imports anywhere, functions and type checking included; ``from a import b`` is a.b."""
    for node in ast.walk(ast.parse(source.text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parent = ".".join(filter(None, [base(source, node.level), node.module]))
            yield from (f"{parent}.{alias.name}" for alias in node.names)


def base(source: Module, level: int) -> str:
    """The package a relative import with this many dots starts from; empty for an absolute one."""
    if level == 0:
        return ""
    parts = source.name.split(".")
    up = level - 1 if source.is_package else level
    return ".".join(parts[: len(parts) - up])


def unit(name: str) -> str:
    """The room of the house that a dotted name of the package belongs to."""
    return name.split(".")[1]


def wrong_arrows(source: Module) -> list[str]:
    """Imports of the module that the house does not allow."""
    if source.name == PACKAGE:
        return [f"{PACKAGE} itself imports {name}" for name in imports(source) if name.split(".")[0] == PACKAGE]
    here = unit(source.name)
    if here not in ARROWS:
        return [f"{source.name}: no place in the house yet, give {here} one in STOREYS"]
    inside = [name for name in imports(source) if name.startswith(f"{PACKAGE}.") and name != f"{PACKAGE}.__version__"]
    wrong = [name for name in inside if unit(name) not in ARROWS[here] | {here}]
    if here in PURE:
        wrong += [name for name in imports(source) if name.split(".")[0] in OUTSIDE]
    return [f"{source.name} imports {name}" for name in wrong]


def too_long(source: Module) -> list[str]:
    """The module and its functions that exceed the caps."""
    lines = len(source.text.splitlines())
    found = [f"{source.name}: {lines} lines"] if lines > MAX_FILE else []
    for node in ast.walk(ast.parse(source.text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            found += [f"{source.name}.{node.name}: {length} lines"] if length > MAX_FUNCTION else []
    return found


def import_order(sources: list[Module]) -> list[str]:
    """The modules so that each comes after all it imports; CycleError when there is no such order."""
    known = {source.name for source in sources}
    graph = {
        source.name: {near for name in imports(source) if (near := closest(name, known)) is not None}
        for source in sources
    }
    return list(graphlib.TopologicalSorter(graph).static_order())


def closest(name: str, known: set[str]) -> str | None:
    """The module that an imported name is or lies in; None for one that is not ours."""
    parent = name.rpartition(".")[0]
    return name if name in known else parent if parent in known else None


def made_up(name: str, text: str, *, is_package: bool = False) -> Module:
    """A module that is not on disk."""
    return Module(f"{PACKAGE}.{name}", is_package, text)


def test_arrows_run_one_way() -> None:
    assert [wrong for source in modules() for wrong in wrong_arrows(source)] == []


def test_no_two_modules_need_each_other() -> None:
    assert set(import_order(modules())) == {source.name for source in modules()}


def test_files_and_functions_stay_short() -> None:
    assert [long for source in modules() for long in too_long(source)] == []


def test_every_arrow_points_down() -> None:
    order = list(graphlib.TopologicalSorter(ARROWS).static_order())
    assert set(order) == set(ARROWS)


def test_all_modules_are_looked_at() -> None:
    names = {source.name for source in modules()}
    assert {PACKAGE, f"{PACKAGE}.domain", f"{PACKAGE}.domain.place", f"{PACKAGE}.rollup.job"} <= names


@pytest.mark.parametrize(
    ("name", "text", "offence"),
    [
        ("domain.place", "from selfeval_xl import scoring", "selfeval_xl.scoring"),
        ("domain.place", "from ..scoring import methods", "selfeval_xl.scoring.methods"),
        ("messages.template", "from .. import rules", "selfeval_xl.rules"),
        ("rules.loading", "import selfeval_xl.readers.grids", "selfeval_xl.readers.grids"),
        ("documents.summary", "from selfeval_xl.readers.own import read", "selfeval_xl.readers.own.read"),
        ("readers.own", "from ..tasks import assess", "selfeval_xl.tasks.assess"),
        ("readers.grids", "from selfeval_xl.cli import main", "selfeval_xl.cli.main"),
        ("ooxml.package", "from selfeval_xl.storage import saving", "selfeval_xl.storage.saving"),
        ("scoring.methods", "def f():\n    import openpyxl.styles", "openpyxl.styles"),
        ("checks.budget", "if TYPE_CHECKING:\n    from pathlib import Path", "pathlib.Path"),
        ("comparison.scores", "import os.path as p", "os.path"),
        ("documents.summary", "import numpy", "numpy"),
    ],
)
def test_a_wrong_import_is_found(name: str, text: str, offence: str) -> None:
    assert wrong_arrows(made_up(name, text)) == [f"{PACKAGE}.{name} imports {offence}"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("storage.saving", "import os, zipfile, pathlib\nfrom selfeval_xl.ooxml import package"),
        ("scoring.methods", "from decimal import Decimal\nfrom ..rules import Standard\nfrom . import budgeting"),
        ("rules.loading", "from selfeval_xl.rules.schema import Table\nfrom selfeval_xl import __version__"),
        ("cli.commands", "from selfeval_xl import rollup"),
    ],
)
def test_a_right_import_is_let_through(name: str, text: str) -> None:
    assert wrong_arrows(made_up(name, text)) == []


def test_a_package_may_not_reach_up_from_its_own_init() -> None:
    found = wrong_arrows(made_up("domain", "from ..scoring import methods", is_package=True))
    assert found == ["selfeval_xl.domain imports selfeval_xl.scoring.methods"]


def test_the_package_itself_imports_nothing_of_its_own() -> None:
    assert wrong_arrows(Module(PACKAGE, True, "from .cli import main")) == [
        "selfeval_xl itself imports selfeval_xl.cli.main"
    ]


def test_a_module_without_a_place_is_found() -> None:
    assert wrong_arrows(made_up("helpers.misc", "")) == [
        "selfeval_xl.helpers.misc: no place in the house yet, give helpers one in STOREYS"
    ]


def test_a_circle_is_found() -> None:
    here, there = made_up("ooxml.a", "from selfeval_xl.ooxml import b"), made_up("ooxml.b", "from .a import thing")
    with pytest.raises(graphlib.CycleError):
        import_order([here, there])


def test_what_is_too_long_is_found() -> None:
    body = "    x = 1\n" * MAX_FUNCTION
    assert too_long(made_up("cli", f"def f():\n{body}")) == ["selfeval_xl.cli.f: 41 lines"]
    assert too_long(made_up("cli", "x = 1\n" * (MAX_FILE + 1))) == ["selfeval_xl.cli: 301 lines"]
    assert too_long(made_up("cli", "x = 1\n" * MAX_FILE)) == []
