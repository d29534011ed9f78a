"""Mutation testing: a slip in what is read, calculated, checked or added up is seen by a quick test.

Slips that :mod:`tests.soak.mutants` can think of are put into the rooms below, one at a time, and the tests named with
the room run against it (:mod:`tests.soak.mutation`): every slip of the rooms that a score comes from, a draw of the
others.  What survives in the former is listed in ``survivors.toml``, each with its reason; of a draw it is printed.
Each name in the variable DRAW is another draw: who has mended what one showed looks at the next.
"""

from __future__ import annotations

import functools
import os
import time
import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.soak.mutants import Mutant, mutants, sample
from tests.soak.mutation import (
    KILLED,
    ROOT,
    STILLBORN,
    SURVIVED,
    TOO_SLOW,
    Survey,
    file_of,
    judge,
    judge_all,
    prepare,
    survey,
)


class Room(NamedTuple):
    """Modules and the tests that judge them; ``drawn`` mutants are tried, all of them where it is 0."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]
    drawn: int = 0


_SCORING = (
    *("scoring_cases", "budget_cases", "totals", "quantities", "standard_words", "standards_refused", "standards"),
    *("bands", "exactness", "targets", "checks", "real_mistakes", "reading", "published_values", "properties"),
    *("check_cases", "plausibility", "deductions", "absent", "project_dates", "signs", "lamps", "lamp", "combining"),
    *("standards_cases", "standards_dated", "points", "awkward_forms", "details"),
    *("standards_language", "overtyped", "forms_scored", "choosing", "switches"),
)
_COMPARISON = ("review", "points", "slips", "choosing", "verify_mistakes", "awkward_forms")
_CHECKS = (
    *("check_cases", "checks", "deductions", "absent", "plausibility", "approved", "budget_cases", "awkward_forms"),
    "standards_language",
)
_FORMS = (
    *("forms_by_cell", "forms_reading", "forms_words", "awkward_forms", "plan_forms", "check_cases", "forms_import"),
    *("project_dates", "forms_scored", "forms_sheets", "joined_tables", "forms_points"),
    *("forms_layouts", "forms_scoring", "monitoring_forms", "forms_published"),
)
_ROLLUP = ("documents.rollup.sums", "documents.rollup.departments", "documents.rollup.distributions")
ROOMS = {
    "scoring": Room(("scoring",), _SCORING),
    "rules": Room(("rules",), _SCORING),
    "money": Room(("domain.money", "domain.decimals", "domain.cells"), _SCORING),
    "checks": Room(("checks",), _CHECKS, 150),
    "comparison": Room(("comparison",), _COMPARISON, 150),
    "readers of forms": Room(("readers.forms",), _FORMS, 150),
    "aggregate": Room(("scoring.aggregate",), ("combining",), 150),
    "sums of the roll-up": Room((*_ROLLUP, "rollup.totals", "rollup.repeats"), ("rollup_totals",), 150),
}
LEAST = 90
"""Percent of the mutants of each room that must be killed."""
DRAW = os.environ.get("DRAW", "")
SURVIVORS = Path(__file__).with_name("survivors.toml")


def modules(names: Sequence[str]) -> list[str]:
    """Return these modules of the program, of a package each of its own."""
    found = []
    for name in names:
        folder = ROOT / "selfeval_xl" / name.replace(".", "/")
        stems = [f"{name}.{path.stem}" for path in sorted(folder.glob("*.py"))] or [name]
        found += [f"selfeval_xl.{stem}".removesuffix(".__init__") for stem in stems]
    return found


def slips(room: Room) -> list[Mutant]:
    """Return the mutants of a room that are tried; a draw leaves out those that are listed as changing nothing."""
    texts = ((module, file_of(module).read_text(encoding="utf-8")) for module in modules(room.modules))
    found = [mutant for module, text in texts for mutant in mutants(text, module)]
    if not room.drawn:
        return found
    listed = tomllib.loads(SURVIVORS.read_text(encoding="utf-8"))
    return sample([slip for slip in found if named(slip) not in listed.get(slip.module, {})], room.drawn, DRAW)


def named(mutant: Mutant) -> str:
    """Return how a survivor is written in the list; lines may move, so they are no part of it."""
    again = f" #{mutant.nth}" if mutant.nth > 1 else ""
    return f"{mutant.where}: {mutant.before} -> {mutant.after}{again}"


@pytest.fixture(scope="module")
def bytecode(tmp_path_factory: pytest.TempPathFactory) -> None:
    prepare(tmp_path_factory.mktemp("bytecode"))


def surveyed(room: Room) -> Survey:
    """Return what each of the tests of a room reaches."""
    return _surveyed(room.tests)


@functools.cache
def _surveyed(tests: Sequence[str]) -> Survey:
    """Run tests once, for all rooms that they judge."""
    rooms = [room for room in ROOMS.values() if room.tests == tests]
    return survey(
        [name for room in rooms for name in modules(room.modules)], [f"tests/test_{name}.py" for name in tests]
    )


@pytest.mark.usefixtures("bytecode")
def test_the_judges_pass_the_program_as_it_is_and_kill_an_obvious_slip() -> None:
    judges = surveyed(ROOMS["money"])
    whole = file_of("selfeval_xl.domain.money").read_text(encoding="utf-8")
    first = mutants(whole, "selfeval_xl.domain.money")[0]
    assert judge(first._replace(source=whole), judges.judges_of(first)) == SURVIVED
    assert (
        judge(first._replace(source=whole.replace('"千元": 100_000', '"千元": 1')), judges.judges_of(first)) == KILLED
    )
    assert judge(first._replace(source="raise ValueError"), judges.judges_of(first)) == STILLBORN


@pytest.mark.usefixtures("bytecode")
def test_judges_that_were_read_once_pass_and_kill_as_those_that_are_read_anew() -> None:
    judges = surveyed(ROOMS["sums of the roll-up"])
    whole = file_of("selfeval_xl.rollup.repeats").read_text(encoding="utf-8")
    some = [slip for slip in mutants(whole, "selfeval_xl.rollup.repeats") if judges.is_late(slip)][:5]
    assert [outcome for _, outcome in judge_all([slip._replace(source=whole) for slip in some], judges)] == [
        SURVIVED
    ] * len(some)
    assert [outcome for _, outcome in judge_all(some, judges)] == [judge(slip, judges.judges_of(slip)) for slip in some]


@pytest.mark.usefixtures("bytecode")
@pytest.mark.parametrize("name", ROOMS)
def test_slips_are_seen(name: str) -> None:
    room = ROOMS[name]
    judges, start = surveyed(room), time.monotonic()
    results, survivors = Counter[str](), Counter[tuple[str, str]]()
    for mutant, outcome in judge_all(slips(room), judges):
        results[outcome] += 1
        if outcome == SURVIVED:
            survivors[mutant.module, named(mutant)] += 1
    killed = results[KILLED] + results[TOO_SLOW]
    whole = killed + results[SURVIVED]
    drawn = "（抽样）" if room.drawn else ""
    print(f"\n变异：{name} {whole} 个{drawn}，发现 {killed} 个（{100 * killed / whole:.1f}%），")
    print(f"其中停不下来的 {results[TOO_SLOW]} 个，", end="")
    print(f"另有 {results[STILLBORN]} 个装不进去，不算。{time.monotonic() - start:.0f} 秒")
    if room.drawn:
        print(*(f"{module} {slip}" for module, slip in sorted(survivors)), sep="\n")
    else:
        _compare_with_the_list(room, set(survivors))
    assert 100 * killed >= LEAST * whole


def _compare_with_the_list(room: Room, survivors: set[tuple[str, str]]) -> None:
    listed = tomllib.loads(SURVIVORS.read_text(encoding="utf-8"))
    known = {(module, name) for module in modules(room.modules) for name in listed.get(module, {})}
    assert sorted(survivors - known) == [], "no test sees these slips: write one, or list them with a reason"
    assert sorted(known - survivors) == [], "these are seen by now, or gone: take them off the list"
