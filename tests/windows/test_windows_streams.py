"""What the program says: on a console, in a pipe, in a file; on a Chinese Windows and on a western one."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from selfeval_xl.storage import resources
from tests.windows.machine import LIMIT, PYTHON, Hand, Machine
from tests.windows.place import ENGLISH, WINE

PROGRAM = f'"{PYTHON}" -m selfeval_xl'
SCRIPT = rf"""@echo off
{PROGRAM} check 表.xlsx > shown.txt
{PROGRAM} check 没有.xlsx 2> said.txt
echo %errorlevel% > code.txt
{PROGRAM} check 表.xlsx | find "提示" > found.txt
{PROGRAM} check 表.xlsx | more > more.txt
{PROGRAM} check 表.xlsx --json > shown.json
{PROGRAM} doctor --json > doctor.json
set PYTHONIOENCODING=utf-8
{PROGRAM} check 表.xlsx > utf8.txt
"""


@pytest.fixture(scope="module")
def folder(machine: Machine, program: Hand) -> Path:
    (machine.folder / "表.xlsx").write_bytes(resources.read(resources.SAMPLE))
    return machine.folder


@pytest.fixture(scope="module")
def western(machine: Machine) -> Machine:
    return Machine(machine.folder, ENGLISH)


def test_what_is_piped_and_redirected_can_be_read_by_the_programs_of_a_chinese_windows(
    machine: Machine, folder: Path
) -> None:
    assert machine.script("问.cmd", SCRIPT).code == 0
    read = {file.name: file.read_bytes() for file in folder.glob("*.txt")}
    assert "总分 89.00分　等级 良好" in read["shown.txt"].decode("gbk")
    assert "找不到文件“没有.xlsx”" in read["said.txt"].decode("gbk") and read["code.txt"].strip() == b"2"
    found = read["found.txt"].decode("gbk").splitlines()
    assert found and all("提示" in line for line in found)
    # Wine's own "more" tears a character apart at every 512th byte.
    assert "总分 89.00分　等级 良好" in read["more.txt"].decode("gbk", "replace")
    assert "总分 89.00分　等级 良好" in read["utf8.txt"].decode("utf-8")
    for name in ("shown.json", "doctor.json"):
        assert "：" in str(json.loads((folder / name).read_text(encoding="utf-8")))


def test_a_code_page_without_chinese_is_passed_over_for_utf8(western: Machine, folder: Path) -> None:
    done = western.program("check", "表.xlsx")
    assert done.code == 0 and "总分 89.00分　等级 良好" in done.shown("utf-8")
    assert "找不到文件“没有.xlsx”" in western.program("check", "没有.xlsx").said("utf-8")


@pytest.mark.parametrize("locale", ["machine", "western"])
def test_a_console_shows_chinese(request: pytest.FixtureRequest, folder: Path, locale: str) -> None:
    code, drawn = on_console(request.getfixturevalue(locale), ["check", "表.xlsx"])
    assert code == 0 and "总分 89.00分" in drawn and "必改" in drawn + "必改 "


def on_console(machine: Machine, words: list[str], until: Callable[[], bool] | None = None) -> tuple[int, str]:
    """Run the program on a console; return its exit code and what was drawn.  Press Ctrl-C when ``until`` says so."""
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(machine.folder)
        command = [WINE, PYTHON, "-m", "selfeval_xl", *words]
        os.execve(WINE, command, machine.variables(TERM="xterm", COLUMNS="80"))
    drawn, code, end = b"", None, time.monotonic() + LIMIT
    while code is None and time.monotonic() < end:
        if until and until():
            os.write(terminal, b"\x03")
            until = None
        if select.select([terminal], [], [], 0.05)[0]:
            try:
                drawn += os.read(terminal, 65536)
            except OSError:
                code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    if code is None:
        os.kill(process, signal.SIGKILL)
    assert code is not None, drawn.decode("utf-8", "replace")
    return code, drawn.decode("utf-8", "replace")
