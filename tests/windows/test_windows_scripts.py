"""The scripts of the folder on an English Windows, for a user of a Chinese name, and where files got lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from selfeval_xl.install import bootstrap, bundling, drag_drop, embedded
from selfeval_xl.storage import resources
from tests.windows.machine import PLACE, Done, Machine, new_folder, path
from tests.windows.place import ENGLISH

PROFILE = "张三 李"
PYTHON = "python/python.exe"


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    """A Windows whose user never had anything of ours, and no Python: the one of the other tests is not looked for."""
    with new_folder("绩效 自评 scripts") as folder:
        for name in ("AppData/Local", "AppData/Roaming/Microsoft/Windows/SendTo", "Temp"):
            (folder / PROFILE / name).mkdir(parents=True)
        yield Machine(folder)


@pytest.fixture(scope="module")
def stick(machine: Machine) -> Path:
    """The folder, on a stick of that machine."""
    target = machine.folder / "U 盘 & (1)" / "绩效自评"
    bundling.bundle(target, embedded.looked_at(PLACE.embeddable()), PLACE.wheels)
    return target


@pytest.fixture
def sample(machine: Machine) -> Iterator[Path]:
    """A workbook in a folder of its own."""
    file = machine.folder / "送审" / "收入&支出 (1).xlsx"
    file.parent.mkdir()
    file.write_bytes(resources.read(resources.SAMPLE))
    yield file
    shutil.rmtree(file.parent)


def run(machine: Machine, line: str, program: Path, **more: str) -> Done:
    """Run a line of cmd.exe as that user; ``%PROGRAM%`` stands for the program, whose name no code page garbles."""
    folders = {"USERPROFILE": "", "LOCALAPPDATA": r"\AppData\Local", "APPDATA": r"\AppData\Roaming", "TEMP": r"\Temp"}
    own = [f'set "{name}=%OWN%{place}"' for name, place in {**folders, "TMP": r"\Temp"}.items()]
    more |= {"OWN": path(machine.folder / PROFILE), "PROGRAM": path(program)}
    file = machine.folder / "run.cmd"
    file.write_bytes("\r\n".join(["@echo off", *own, line, ""]).encode("ascii"))
    return machine.run("cmd", "/c", file.name, at=None, **more)


def script(machine: Machine, file: Path, **more: str) -> Done:
    """Run a script; without ``call``, which in Wine forgets exit codes."""
    return run(machine, '"%PROGRAM%" /quiet', file, **more)


def drop(machine: Machine, python: Path, file: Path, **more: str) -> Done:
    """What 计算评分.cmd runs; Wine's cmd.exe does not say what it was called with."""
    command = rf'C:\windows\system32\cmd.exe /c ""计算评分.cmd" "{path(file)}""'
    line = '"%PROGRAM%" -I -m selfeval_xl.install.drag_drop'
    return run(machine, line, python, **{drag_drop.COMMAND: command, **more})


def tree(machine: Machine) -> set[str]:
    """Everything in the user's profile."""
    profile = machine.folder / PROFILE
    return {file.relative_to(profile).as_posix() for file in profile.rglob("*")}


def test_an_english_windows_scores_from_the_stick_and_says_so_in_chinese(
    machine: Machine, stick: Path, sample: Path
) -> None:
    before = tree(machine)
    done = drop(machine, stick / PYTHON, sample, LC_ALL=ENGLISH)
    assert (done.code, done.err) == (0, b"")
    assert "总分 89.00分　等级 良好" in done.shown("utf-8") and sample.name in done.shown("utf-8")
    assert sample.with_name("收入&支出 (1)-已评分.xlsx").is_file()
    assert tree(machine) == before


def test_an_english_windows_installs_it_without_the_stick_and_nothing_is_left_of_it(
    machine: Machine, stick: Path, sample: Path
) -> None:
    before = tree(machine)
    done = script(machine, stick / "install.cmd", LC_ALL=ENGLISH)
    assert (done.code, done.err) == (0, b"")
    assert "第 1 步" in done.shown("utf-8") and "装好了" in done.shown("utf-8")
    away = stick.rename(stick.with_name("拔掉了"))
    home = machine.folder / PROFILE / "AppData/Local/selfeval-xl"
    doctor = run(machine, '"%PROGRAM%" -I -m selfeval_xl doctor', home / PYTHON).shown()
    for line in ("Python：", "xlwings：0.37.8", "pywin32：已安装", "加载项：", "配置："):
        assert f"[正常] {line}" in doctor
    away.rename(stick)
    assert script(machine, stick / "uninstall.cmd", LC_ALL=ENGLISH).code == 0
    assert tree(machine) == before


@pytest.mark.parametrize("lost", [PYTHON, f"{embedded.SITE}/xlrd/book.py"])
def test_a_folder_that_lost_a_file_changes_nothing(machine: Machine, stick: Path, lost: str) -> None:
    file = stick / (lost if lost == PYTHON else f"{bootstrap.PYTHON}/{lost}")
    file.rename(stick / "lost")
    try:
        before = tree(machine)
        done = script(machine, stick / "install.cmd")
        assert done.code == 2
        # Without Python it is cmd.exe that shows a text, of which Wine's makes nothing readable.
        assert lost == PYTHON or "book.py”：没有复制完整" in done.shown()
        assert {name for name in tree(machine) - before if name != "AppData/Local/selfeval-xl"} == set()
    finally:
        (stick / "lost").rename(file)
