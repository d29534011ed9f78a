"""Settings for all tests."""

from __future__ import annotations

import importlib
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from tests.fakewin.desk import Desk
    from tests.fakewin.windows import Windows

# No deadline: a slow machine is no finding. The same examples every time, so that a red run can be repeated by anyone;
# make soak looks for others, and for many more.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=1000)
settings.load_profile("same")


@pytest.fixture(scope="module")
def windows() -> Iterator[Windows]:
    """A made-up Windows, in which xlwings' own Windows engine runs."""
    from tests.fakewin import desk

    with desk.windows() as started:
        yield started


@pytest.fixture
def at(windows: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk in it: Excel with the sample open, in a folder of its own."""
    from tests.fakewin.desk import Desk

    folder = tmp_path / "自评 2017"
    folder.mkdir()
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    return Desk(windows, folder)


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """What a click starts in a process of its own does its work, after the click, when this is called."""
    session = importlib.import_module("selfeval_xl.excel.session")
    started: list[list[str]] = []
    monkeypatch.setattr(session.subprocess, "Popen", lambda command, **_: started.append(command))

    def work() -> None:
        ((python, *switches, module, what, folder, target, window),) = started
        assert (python, switches) == (sys.executable, ["-I", "-B", "-m"])
        started.clear()
        importlib.import_module(module).main([what, folder, target, window])

    return work
