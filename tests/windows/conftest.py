"""The Windows machine of a test file, and two programs that run on it meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.windows.machine import Hand, Machine, new_folder


@pytest.fixture(scope="module")
def machine(request: pytest.FixtureRequest) -> Iterator[Machine]:
    """A Chinese Windows with a folder of its own."""
    name = request.module.__name__.rpartition("_")[2]
    with new_folder(f"绩效 自评 {name}") as folder:
        yield Machine(folder)


@pytest.fixture(scope="module")
def program(machine: Machine) -> Iterator[Hand]:
    """The program, ready for one command after another; as long as it runs, so does Windows."""
    with Hand(machine) as hand:
        yield hand


@pytest.fixture(scope="module")
def other(machine: Machine) -> Iterator[Hand]:
    """Another program, which holds files."""
    with Hand(machine) as hand:
        yield hand
