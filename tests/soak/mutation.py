"""Runs the quick tests of the trade against mutants: which test sees which slip.

Each mutant gets a copy of a process (fork) that runs only tests which reached the changed lines, until one fails.
Where these lie in a function that is not run before the tests are, the tests were read once, and the copy puts the
mutant's code into the function; else it imports the program afresh, the one module from the mutant's text, and reads
the tests again, which takes ten times as long.  Nothing is written into the checkout.
"""

from __future__ import annotations

import ast
import builtins
import functools
import gc
import importlib.abc
import importlib.util
import inspect
import json
import os
import resource
import signal
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.soak.mutants import Mutant

ROOT = Path(__file__).parent.parent.parent
KILLED, SURVIVED, STILLBORN, TOO_SLOW = "killed", "survived", "stillborn", "too slow"
_NOT_HERE = "not here"
_OUTCOMES = {0: SURVIVED, 1: KILLED, 2: KILLED, 7: STILLBORN, 8: _NOT_HERE}
"""By the exit code of pytest; 2 is a file of tests that can't even be read any more, others that it stumbled itself."""
_SECONDS = 120
"""Of the processor, so that a mutant is not called endless because the machine has other work."""
_MEMORY = 6 << 30
_THIRD_PARTY = ("hypothesis.strategies", "hypothesis.extra", "openpyxl", "tomllib", "lxml.etree")

_PROFILE = "judges"
_PHASES = (Phase.explicit, Phase.generate)
"""One counterexample is enough; nobody looks for a smaller one."""

Lines = frozenset[tuple[str, int]]


class Reached(NamedTuple):
    """What a test reached, module by module, outside of imports."""

    test: str
    lines: Lines


class Survey(NamedTuple):
    """What each test reached, and the lines inside functions that run when program or ``files`` of tests are imported.

    The tests stand in the order of their files, those that see most first.
    """

    files: Sequence[str]
    tests: list[Reached]
    at_import: Lines
    at_reading: Lines

    def judges_of(self, mutant: Mutant) -> list[str]:
        """Return the tests that reached the mutant's lines; all tests where it lies outside of functions.

        What a module holds besides functions, others use without ever running a line of it.
        """
        here = {(mutant.module, line) for line in mutant.lines}
        everywhere = not here or here & self.at_import
        return [test.test for test in self.tests if everywhere or test.lines & here]

    def is_late(self, mutant: Mutant) -> bool:
        """Tell whether nothing that a mutant changes is run before the tests are."""
        here = {(mutant.module, line) for line in mutant.lines}
        return bool(here) and not here & (self.at_import | self.at_reading)


def survey(modules: Sequence[str], files: Sequence[str]) -> Survey:
    """Run all judging tests once on the unchanged program; raises when one of them fails."""
    (line,) = _lines_of_a_copy(lambda pipe: _look(modules, files, pipe))
    told = json.loads(line)
    assert told["failed"] == [], told["failed"]
    tests = [Reached(name, _lines(lines)) for name, lines in told["tests"]]
    return Survey(files, tests, _lines(told["at_import"]), _lines(told["at_reading"]))


def judge_all(slips: Sequence[Mutant], judges: Survey) -> Iterator[tuple[Mutant, str]]:
    """Yield these mutants and what became of each: first those that the tests judge without being read again."""
    late: list[Mutant] = []
    early: list[Mutant] = []
    for slip in slips:
        (late if judges.is_late(slip) else early).append(slip)
    bench = _Bench([(slip, judges.judges_of(slip)) for slip in late])
    for slip, outcome in zip(late, _lines_of_a_copy(lambda pipe: bench.work(judges.files, pipe)), strict=True):
        if outcome == _NOT_HERE:
            early.append(slip)
        else:
            yield slip, outcome
    for slip in early:
        yield slip, judge(slip, judges.judges_of(slip))


def judge(mutant: Mutant, tests: Sequence[str]) -> str:
    """Run these tests against a mutant, all read anew, and return what became of it."""
    child = os.fork()
    if not child:
        _begin_anew(lambda: _judged(mutant, tests))
    return _outcome(child)


def _outcome(child: int) -> str:
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return TOO_SLOW if os.WTERMSIG(status) == signal.SIGPROF else KILLED
    return _OUTCOMES.get(os.WEXITSTATUS(status), KILLED)


def _limit() -> None:
    signal.setitimer(signal.ITIMER_PROF, _SECONDS)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


class _Bench:
    """Reads the tests once and then, in the place of running them, lets a copy of itself run those of each mutant."""

    def __init__(self, cases: Sequence[tuple[Mutant, Sequence[str]]]) -> None:
        self.cases = cases
        self.pipe = -1

    def work(self, files: Sequence[str], pipe: int) -> int:
        """Write what became of each mutant into the pipe, a line each."""
        self.pipe = pipe
        return _pytest(files, self)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        functions = _functions()
        gc.freeze()
        for mutant, tests in self.cases:
            child = os.fork()
            if not child:
                _leave(lambda: _run(session, tests) if _put(mutant, functions[mutant.module]) else 8)  # noqa: B023
            os.write(self.pipe, f"{_outcome(child)}\n".encode())
        os._exit(0)


def _run(session: pytest.Session, tests: Sequence[str]) -> int:
    """Run these tests until one fails, which is 1."""
    _limit()
    chosen = frozenset(tests)
    items = [item for item in session.items if item.nodeid in chosen]
    for item, following in zip(items, (*items[1:], None), strict=True):
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return 1
    return 0


def _functions() -> Mapping[str, list[FunctionType]]:
    """Return all functions that are there, by their modules."""
    found: dict[str, list[FunctionType]] = defaultdict(list)
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType) and thing.__globals__ is vars(sys.modules.get(thing.__module__, builtins)):
            found[thing.__module__].append(thing)
    return found


def _put(mutant: Mutant, functions: Sequence[FunctionType]) -> bool:
    """Put a mutant's code into the function that it changes; return whether there is just one such.

    What a function has made of functions inside it before would stay as it was.
    """
    names = mutant.where.split(".")
    outermost = {".".join(names[:end]) for end in range(1, len(names) + 1)}
    codes = [
        code for code in _codes(compile(mutant.source, "", "exec", dont_inherit=True)) if code.co_qualname in outermost
    ]
    there = [each for each in functions if each.__code__.co_qualname in outermost]
    if any(
        each.__code__.co_qualname.partition(".<locals>.")[0] in outermost for each in functions if each not in there
    ):
        return False
    if len(codes) != 1 or len(there) != 1 or len(codes[0].co_freevars) != len(there[0].__code__.co_freevars):
        return False
    there[0].__code__ = codes[0]
    return True


def _codes(code: CodeType) -> Iterator[CodeType]:
    """Yield the code of all functions of a module and its classes."""
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from [each] if each.co_flags & inspect.CO_NEWLOCALS else []
            yield from _codes(each)


def _judged(mutant: Mutant, tests: Sequence[str]) -> int:
    _limit()
    sys.meta_path.insert(0, _Instead({mutant.module: mutant.source}))
    try:
        importlib.import_module(mutant.module)
        importlib.import_module("selfeval_xl.tasks.evaluation")
        importlib.import_module("selfeval_xl.rules.loading")
        importlib.import_module("selfeval_xl.rules.explanation")
    except Exception:
        return 7
    for some in _portions(list(dict.fromkeys(test.partition("::")[0] for test in tests))):
        if code := _pytest(some, _Chosen(tests)):
            return code
    return 0


def _portions(files: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield these files, few at first, which see most slips: collecting the others takes longer than running them."""
    start, size = 0, 2
    while start < len(files):
        yield files[start : start + size]
        start, size = start + size, 2 * size


class _Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Puts other code in place of modules."""

    def __init__(self, code: Mapping[str, str | ast.Module]) -> None:
        self.code = code

    def find_spec(self, fullname: str, path: object, target: object = None) -> Any:
        if fullname not in self.code:
            return None
        return importlib.util.spec_from_file_location(
            fullname, file_of(fullname), loader=self, submodule_search_locations=_folder(fullname)
        )

    def exec_module(self, module: ModuleType) -> None:
        code = compile(self.code[module.__name__], str(file_of(module.__name__)), "exec", dont_inherit=True)
        exec(code, module.__dict__)


def file_of(module: str) -> Path:
    """Return the file of a module."""
    path = ROOT / module.replace(".", "/")
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _folder(module: str) -> list[str] | None:
    path = file_of(module)
    return [str(path.parent)] if path.name == "__init__.py" else None


class _Chosen:
    """Makes pytest run these tests only."""

    def __init__(self, tests: Sequence[str]) -> None:
        self.tests = frozenset(tests)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.nodeid in self.tests]


def _noting(module: str) -> ast.Module:
    """Return a module whose functions tell ``note_lines`` which statement they come to.

    Watching with ``sys.settrace`` takes several times as long, since it is asked at every call of everything.
    """
    tree = ast.parse(file_of(module).read_text(encoding="utf-8"))
    inside = {each for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) for each in ast.walk(node)}
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody") if node in inside else ():
            block = getattr(node, field, None)
            if isinstance(block, list):
                setattr(node, field, [each for told in block for each in (*_note(module, told), told)])
    return ast.fix_missing_locations(tree)


def _note(module: str, statement: ast.stmt) -> list[ast.stmt]:
    """Return the call that notes the lines of a statement, without those of the statements in it; none for texts."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return []
    within = [line for node in ast.walk(statement) if isinstance(node, ast.stmt) and node is not statement
              for line in range(node.lineno, (node.end_lineno or 0) + 1)]  # fmt: skip
    own = {*range(statement.lineno, (statement.end_lineno or 0) + 1)} - {*within} | {statement.lineno}
    return ast.parse(f"note_lines({', '.join(str((module, line)) for line in sorted(own))})").body


class _Watch:
    """Notes which lines of some modules each test reaches, what it runs at the import of its own file included."""

    def __init__(self) -> None:
        self.reached: dict[str, set[tuple[str, int]]] = defaultdict(set)
        self.run: list[str] = []
        self.failed: list[str] = []
        self.fixtures: set[str] = set()
        self.here: set[tuple[str, int]] = set()

    def note(self, *lines: tuple[str, int]) -> None:
        self.here.update(lines)

    def noted(self, name: str) -> Iterator[None]:
        self.here = self.reached[name]
        _forget()
        yield
        self.here = set()

    @pytest.hookimpl(hookwrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Iterator[None]:
        if isinstance(collector, pytest.Module):
            _forget_helpers()
        yield from self.noted(collector.nodeid)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.run.append(item.nodeid)
        yield from self.noted(item.nodeid)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Iterator[None]:
        """Note apart what a fixture does for several tests: only the first of them sees it being done."""
        if fixturedef.scope == "function":
            yield
            return
        asked, name = self.here, f"{fixturedef.baseid}::{fixturedef.argname}"
        self.fixtures.add(name)
        yield from self.noted(name)
        self.here = asked

    def of_test(self, item: str) -> set[tuple[str, int]]:
        """Return what a test reaches by itself, with its file, and with the fixtures that it may share with others."""
        file = item.partition("::")[0]
        shared = (self.reached[name] for name in self.fixtures if file.startswith(name.partition("::")[0]))
        return self.reached[item].union(self.reached[file], *shared)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)


def _forget_helpers() -> None:
    """Let the next file of tests import its helpers anew, so that what they do then is noted for it as well."""
    for name in [name for name in sys.modules if name.startswith("tests.") and not name.endswith("conftest")]:
        above, _, own = name.rpartition(".")
        vars(sys.modules.get(above, builtins)).pop(own, None)
        del sys.modules[name]


def _forget() -> None:
    """Empty what the program remembers, so that a test does by itself what it would do alone."""
    for thing in _remembering(sum(name.startswith("selfeval_xl") for name in sys.modules)):
        thing.cache_clear()


@functools.lru_cache(maxsize=1)
def _remembering(_modules: int) -> list[Any]:
    """Return the functions of the program that remember results, looked for anew once more ``_modules`` are there."""
    every = (thing for thing in gc.get_objects() if isinstance(thing, functools._lru_cache_wrapper))
    return [thing for thing in every if str(thing.__module__).startswith("selfeval_xl")]


def _look(modules: Sequence[str], files: Sequence[str], pipe: int) -> int:
    watch = _Watch()
    builtins.note_lines = watch.note  # type: ignore[attr-defined]
    sys.meta_path.insert(0, _Instead({module: _noting(module) for module in modules}))
    for _ in watch.noted("import"):
        for module in modules:
            importlib.import_module(module)
    at_import = set(watch.reached.pop("import"))
    if (code := _pytest(files, watch)) and not watch.failed:
        watch.failed.append(f"pytest ended with {code}")
    run = watch.fixtures.union(watch.run)
    read = set().union(*(lines for name, lines in watch.reached.items() if name not in run))
    tests = [(name, sorted(watch.of_test(name))) for name in watch.run]
    with open(pipe, "w", encoding="utf-8") as out:
        told = {"tests": tests, "at_import": sorted(at_import), "at_reading": sorted(read), "failed": watch.failed}
        json.dump(told, out)
    return 0


def _lines(pairs: list[list[Any]]) -> Lines:
    return frozenset((module, line) for module, line in pairs)


def _pytest(files: Sequence[str], plugin: object) -> int:
    quietly = [
        "-x",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:faulthandler",
        "--tb=no",
        f"--hypothesis-profile={_PROFILE}",
        f"--basetemp={sys.pycache_prefix}-tests",
    ]
    paths = [str(ROOT / file) for file in files]
    return int(pytest.main([*quietly, "--rootdir", str(ROOT), *paths], plugins=[plugin]))


def _lines_of_a_copy(work: Callable[[int], int]) -> Iterator[str]:
    """Do some work in a copy of this process and yield the lines that it writes into the pipe."""
    there, here = os.pipe()
    child = os.fork()
    if not child:
        os.close(there)
        _begin_anew(lambda: work(here))
    os.close(here)
    with open(there, encoding="utf-8") as pipe:
        yield from (line.rstrip("\n") for line in pipe)
    os.waitpid(child, 0)


def _begin_anew(work: Callable[[], int]) -> None:
    """Do the work of a copy in silence and without the program of this process."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    for name in [name for name in sys.modules if name.partition(".")[0] in ("selfeval_xl", "tests")]:
        del sys.modules[name]
    _leave(work)


def _leave(work: Callable[[], int]) -> None:
    """Do the work of a copy, and end it at once, whatever happens."""
    code = 9
    try:
        code = work()
    finally:
        os._exit(code)


def prepare(folder: Path) -> None:
    """Import once, before the copies are made, what every copy needs and no mutant is in.

    Bytecode of all else is kept in ``folder``, so that it is compiled once only.
    """
    for name in _THIRD_PARTY:
        importlib.import_module(name)
    sys.dont_write_bytecode, sys.pycache_prefix = False, str(folder)
    # The same few examples for every mutant: what they would see, the cases see as well.
    # A busy machine, or watching every line, is slow and no failure.
    unhurried: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck)}
    settings.register_profile(_PROFILE, derandomize=True, max_examples=20, phases=_PHASES, **unhurried)
