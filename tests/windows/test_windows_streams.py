"""What the program says: on a console, in a pipe, in a file; on a Chinese Windows and on a western one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from selfeval_xl.storage import resources
from tests.windows.machine import PYTHON, Hand, Machine
from tests.windows.place import ENGLISH

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
    code, drawn = request.getfixturevalue(locale).on_console(["check", "表.xlsx"])
    assert code == 0 and "总分 89.00分" in drawn
