"""Mutation testing: a slip in the scoring, in a standard's reading or in a quantity is seen by a quick test.

Every slip that :mod:`tests.soak.mutants` can think of is put into the rooms below, one at a time, and the tests named
here run against it (:mod:`tests.soak.mutation`).  What survives is listed in ``survivors.toml``, each with its reason.
"""

from __future__ import annotations

import os
import time
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from tests.soak.mutants import Mutant, mutants
from tests.soak.mutation import KILLED, ROOT, STILLBORN, SURVIVED, TOO_SLOW, Survey, file_of, judge, prepare, survey

ROOMS = ("scoring", "standard", "quantities")
TESTS = (
    *("scoring_cases", "budget_cases", "totals", "quantities", "standard_words", "standards_refused", "standards"),
    *("bands", "exactness", "targets", "checks", "real_mistakes", "reading", "published_values", "properties"),
)
LEAST = 90
"""Percent of the mutants of each room that must be killed."""
SURVIVORS = Path(__file__).with_name("survivors.toml")


def modules(room: str) -> list[str]:
    """Return the modules of a room."""
    folder = ROOT / "selfeval_xl" / room
    if not folder.is_dir():
        return [f"selfeval_xl.{room}"]
    names = (f"selfeval_xl.{room}.{path.stem}" for path in sorted(folder.glob("*.py")))
    return [name.removesuffix(".__init__") for name in names]


def named(mutant: Mutant) -> str:
    """Return how a survivor is written in the list; lines may move, so they are no part of it."""
    again = f" #{mutant.nth}" if mutant.nth > 1 else ""
    return f"{mutant.where}: {mutant.before} -> {mutant.after}{again}"


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    os.nice(5)
    prepare(tmp_path_factory.mktemp("bytecode"))
    return survey([name for room in ROOMS for name in modules(room)], [f"tests/test_{name}.py" for name in TESTS])


def test_the_judges_pass_the_program_as_it_is_and_kill_an_obvious_slip(surveyed: Survey) -> None:
    whole = file_of("selfeval_xl.domain.quantities").read_text(encoding="utf-8")
    first = mutants(whole, "selfeval_xl.domain.quantities")[0]
    assert judge(first._replace(source=whole), surveyed.judges_of(first)) == SURVIVED
    assert (
        judge(first._replace(source=whole.replace('"千元": 100_000', '"千元": 1')), surveyed.judges_of(first)) == KILLED
    )
    assert judge(first._replace(source="raise ValueError"), surveyed.judges_of(first)) == STILLBORN


@pytest.mark.parametrize("room", ROOMS)
def test_slips_are_seen(room: str, surveyed: Survey) -> None:
    listed = tomllib.loads(SURVIVORS.read_text(encoding="utf-8"))
    start, results, survivors = time.monotonic(), Counter[str](), Counter[tuple[str, str]]()
    for module in modules(room):
        for mutant in mutants(file_of(module).read_text(encoding="utf-8"), module):
            outcome = judge(mutant, surveyed.judges_of(mutant))
            results[outcome] += 1
            if outcome == SURVIVED:
                survivors[module, named(mutant)] += 1
    killed = results[KILLED] + results[TOO_SLOW]
    whole = killed + results[SURVIVED]
    print(f"\n变异：{room} {whole} 个，发现 {killed} 个（{100 * killed / whole:.1f}%），")
    print(f"其中停不下来的 {results[TOO_SLOW]} 个，", end="")
    print(f"另有 {results[STILLBORN]} 个装不进去，不算。{time.monotonic() - start:.0f} 秒")
    known = {(module, name) for module in modules(room) for name in listed.get(module, {})}
    assert sorted(set(survivors) - known) == [], "no test sees these slips: write one, or list them with a reason"
    assert sorted(known - set(survivors)) == [], "these are seen by now, or gone: take them off the list"
    assert 100 * killed >= LEAST * whole
