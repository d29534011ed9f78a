"""Names and paths as Windows knows them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from selfeval_xl.storage import resources
from tests.windows.machine import PYTHON, Hand, Machine, path

HERE = "{here}"
"""Stands for the folder of the workbook in full."""
LONG = "长" * 75


@pytest.fixture(scope="module")
def folder(machine: Machine) -> Iterator[Path]:
    """A folder with a workbook, and an empty one beside it."""
    made = machine.folder / "收 上来"
    (made / "夹").mkdir(parents=True)
    (made / "表.xlsx").write_bytes(resources.read(resources.SAMPLE))
    yield made


@pytest.mark.parametrize(
    "spelt",
    [
        *(HERE + r"\表.xlsx", r"\\?" + "\\" + HERE + r"\表.xlsx", r".\夹\..\表.xlsx", "夹/../表.xlsx", "C:表.xlsx"),
        *("表.XLSX", "表.xlsx.", "表.xlsx "),
    ],
)
def test_one_file_has_many_names(folder: Path, program: Hand, spelt: str) -> None:
    done = program.program("check", spelt.replace(HERE, path(folder)), at=folder)
    assert done.code == 0 and "总分 89.00分" in done.shown()


@pytest.mark.parametrize(
    "name",
    [
        *(
            "收入&支出.xlsx",
            "百分%TEMP%.xlsx",
            "感叹!号!.xlsx",
            "插^入.xlsx",
            "空 格 (1).xlsx",
            "表情😀.xlsx",
            "﨑é.xlsx",
        ),
        *("夹/样.xlsx", f"{LONG}.xlsx"),
    ],
)
def test_a_result_goes_where_it_was_sent(folder: Path, program: Hand, name: str) -> None:
    done = program.program("score", "表.xlsx", "-o", name, at=folder)
    assert done.code == 0, done.said()
    assert (folder / name).read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        *(
            ("夹\\", "是文件夹"),
            ("夹", "是文件夹"),
            ("样例\\", "是文件夹"),
            ("样例/", "是文件夹"),
            ("C:\\", "是文件夹"),
        ),
        *((r"没有\x.xlsx", "“没有”不存在"), (r"Q:\x.xlsx", "“Q:\\”不存在"), (r"\\没有这台\共享\x.xlsx", "不存在")),
        *(
            ("a?b.xlsx", "系统给出的原因是"),
            ("a<b.xlsx", "系统给出的原因是"),
            ("NUL", "它是设备"),
            ("con.xlsx", "原因是"),
        ),
    ],
)
def test_a_name_that_cannot_be_is_refused_in_whole_sentences(folder: Path, program: Hand, name: str, said: str) -> None:
    done = program.program("new", "-o", name, at=folder)
    assert done.code == 2 and said in done.said(), done.said()
    assert "。。" not in done.said() and "Error" not in done.said()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        *(("NUL", "不是普通的文件"), (r"没有\x.xlsx", "找不到文件")),
        *((r"Q:\x.xlsx", "找不到文件"), (r"\\没有这台\共享\x.xlsx", "找不到文件")),
    ],
)
def test_what_is_no_workbook_is_said_to_be_none(folder: Path, program: Hand, name: str, said: str) -> None:
    done = program.program("check", name, at=folder)
    assert done.code == 2 and said in done.said(), done.said()
    assert "。。" not in done.said()


def test_a_folder_in_quotes_may_end_in_a_backslash(machine: Machine, folder: Path) -> None:
    """cmd.exe hands the line over as it is; the C library takes the last quote for a part of the name."""
    alone = machine.folder / "只 有 一 份"
    alone.mkdir()
    shutil.copy(folder / "表.xlsx", alone)
    line = rf'"{PYTHON}" -m selfeval_xl rollup "{path(alone)}\" --jobs 1 -o "..\汇 总.csv"'
    done = machine.script("汇总.cmd", f"@{line}\n", at=folder)
    assert done.code == 0 and "读出 1 个" in done.shown(), done.said()
    assert (machine.folder / "汇 总.csv").exists()
