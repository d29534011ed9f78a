"""A roll-up in several processes on Windows, where each is started anew: killed, stopped by Ctrl-C, taken up again."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from selfeval_xl.rollup import journal
from selfeval_xl.storage import resources
from tests.windows.machine import PYTHON, Hand, Machine, processes, wait_until

FILES = 200
"""So many that the work is not over before it is stopped."""


@pytest.fixture(scope="module")
def folder(machine: Machine, program: Hand) -> Path:
    """Workbooks of two bureaus, in a folder with a space in its name."""
    program.ask("code_page")  # Windows runs by now, so that its services are not among what a test starts
    sample = resources.read(resources.SAMPLE)
    for number in range(FILES):
        path = machine.folder / "收 上来" / "甲乙"[number % 2] / f"项目{number:03d}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(sample)
    return machine.folder


def words(target: str, *more: str) -> list[str]:
    return ["rollup", "收 上来", "-o", target, "--jobs", "2", *more]


def begun(target: Path) -> Callable[[], bool]:
    """Tell whether the first files have been read."""
    path = target.with_name(target.name + journal.ENDING)
    return lambda: path.exists() and path.read_bytes().count(b"\n") > 2


def starting() -> Callable[[], bool]:
    """Tell whether both processes have been started; they take much longer until they can do anything."""
    looks = itertools.count()
    return lambda: len(processes(b"spawn_main")) > 1 and next(looks) > 3


def left(mark: str) -> list[str]:
    """The processes of a run that are still there."""
    return processes(f"SELFEVAL_TEST={mark}".encode(), "environ")


def taken_up(machine: Machine, target: str) -> None:
    """Go on, and find that not all had to be read anew."""
    done = machine.program(*words(target, "--resume"))
    again = re.search(rf"共 {FILES} 个文件（其中 (\d+) 个没有变，没有重读）：", done.shown())
    assert again and 0 < int(again[1]) < FILES, done.shown()
    assert (machine.folder / target).exists()


def test_killed_it_leaves_no_process_and_can_be_taken_up_again(machine: Machine, folder: Path) -> None:
    with machine.start(PYTHON, "-m", "selfeval_xl", *words("一.csv"), SELFEVAL_TEST="killed") as process:
        wait_until(begun(folder / "一.csv"))
        assert len(left("killed")) > 1
        process.kill()
    wait_until(lambda: not left("killed"))
    assert not (folder / "一.csv").exists()
    taken_up(machine, "一.csv")


def test_ctrl_c_while_the_others_are_still_starting_shows_nothing_of_them(machine: Machine, folder: Path) -> None:
    code, drawn = machine.on_console(words("三.csv"), starting(), SELFEVAL_TEST="early")
    assert code == 130 and "已停止" in drawn and "Traceback" not in drawn, drawn
    wait_until(lambda: not left("early"))


def test_ctrl_c_on_a_console_stops_it_in_one_sentence(machine: Machine, folder: Path) -> None:
    code, drawn = machine.on_console(words("二.csv"), begun(folder / "二.csv"), SELFEVAL_TEST="stopped")
    assert code == 130 and "--resume" in drawn and "已停止" in drawn and "Traceback" not in drawn, drawn
    wait_until(lambda: not left("stopped"))
    assert not (folder / "二.csv").exists() and not [name for name in os.listdir(folder) if name.startswith("~")]
    taken_up(machine, "二.csv")
