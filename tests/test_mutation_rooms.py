"""The rooms of the mutation trial name modules and tests that are there: it is run more seldom than they move."""

from __future__ import annotations

import tomllib

import pytest

from tests.soak.mutants import mutants
from tests.soak.mutation import ROOT, file_of
from tests.soak.soak_mutants import ROOMS, SURVIVORS, Room, modules, named

EVERY = {module for room in ROOMS.values() for module in modules(room.modules)}


@pytest.mark.parametrize("room", ROOMS.values(), ids=ROOMS)
def test_modules_and_tests_are_there(room: Room) -> None:
    assert [name for name in modules(room.modules) if not file_of(name).exists()] == []
    assert [name for name in room.tests if not (ROOT / "tests" / f"test_{name}.py").exists()] == []


def test_what_is_listed_as_surviving_is_of_a_room() -> None:
    listed = tomllib.loads(SURVIVORS.read_text(encoding="utf-8"))
    assert sorted(listed.keys() - EVERY) == []
    assert all(reason for slips in listed.values() for reason in slips.values())


def test_what_is_listed_as_surviving_still_stands_in_the_code() -> None:
    for module, listed in tomllib.loads(SURVIVORS.read_text(encoding="utf-8")).items():
        there = {named(slip) for slip in mutants(file_of(module).read_text(encoding="utf-8"), module)}
        assert sorted(listed.keys() - there) == []
