"""A file that Excel, a virus scanner or somebody else holds, asked of Windows itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from selfeval_xl.storage import resources
from tests.windows.machine import Hand, Machine, path

EXCEL, PYTHON = ("rw", "r"), ("r", "rw")
"""How they hold a file: what they want of it, and what they let others do."""
HIDDEN, SYSTEM, READ_ONLY, NORMAL = 0x2, 0x4, 0x1, 0x80
SAMPLE = resources.read(resources.SAMPLE)


@pytest.fixture
def folder(machine: Machine, request: pytest.FixtureRequest) -> Iterator[Path]:
    made = machine.folder / re.sub(r"\W+", " ", request.node.name)[:60].strip()
    made.mkdir()
    (made / "表.xlsx").write_bytes(SAMPLE)
    yield made


@pytest.fixture
def scored(folder: Path, program: Hand) -> Path:
    """The result of last time, which the next one differs from."""
    assert program.program("score", "表.xlsx", "--off", "P02", at=folder).code == 0
    return folder / "表-已评分.xlsx"


@pytest.mark.parametrize("held", [EXCEL, PYTHON, ("rw", "")], ids=["excel", "no deleting", "all to itself"])
def test_a_result_that_another_program_holds_is_not_replaced(
    scored: Path, program: Hand, other: Hand, held: tuple[str, str]
) -> None:
    before = scored.read_bytes()
    with other.holding(scored, *held):
        done = program.program("score", "表.xlsx", "--force", at=scored.parent)
        assert program.ask("links", path(scored)) == 1
    assert done.code == 2 and "正被别的程序打开" in done.said()
    assert scored.read_bytes() == before and names(scored.parent) == ["表-已评分.xlsx", "表.xlsx"]


def test_a_workbook_that_nobody_else_may_read_is_said_to_be_open(folder: Path, program: Hand, other: Hand) -> None:
    with other.holding(folder / "表.xlsx"):
        for words in (["check", "表.xlsx"], ["score", "表.xlsx", "-o", "另.xlsx"], ["import", "表.xlsx"]):
            done = program.program(*words, at=folder)
            assert done.code == 2 and "“表.xlsx”正被别的程序打开" in done.said(), done.said()
    assert names(folder) == ["表.xlsx"]


def test_a_workbook_that_excel_holds_is_read(folder: Path, program: Hand, other: Hand) -> None:
    for held in (EXCEL, ("rw", "rw")):
        with other.holding(folder / "表.xlsx", *held):
            assert program.program("check", "表.xlsx", at=folder).code == 0


def test_a_rollup_lists_a_held_file_among_those_not_read(folder: Path, program: Hand, other: Hand) -> None:
    (folder / "另.xlsx").write_bytes(SAMPLE)
    with other.holding(folder / "表.xlsx"):
        done = program.program("rollup", ".", "-o", "汇总.csv", at=folder)
    assert done.code == 1 and "读出 1 个" in done.shown() and "未读 1 个" in done.shown()
    assert "正被别的程序打开" in (folder / "汇总-未读文件.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("words", [["rollup", ".", "-o", "汇.csv"], ["report", "表.xlsx", "-o", "报告.docx"],
                                   ["export", "表.xlsx", "-o", "导.csv"]], ids=lambda words: words[0])  # fmt: skip
def test_other_results_are_kept_from_being_replaced_too(
    folder: Path, program: Hand, other: Hand, words: list[str]
) -> None:
    assert program.program(*words, at=folder).code == 0
    (folder / words[-1]).write_bytes(b"of last year")
    before = names(folder)
    with other.holding(folder / words[-1], *EXCEL):
        done = program.program(*words, "--force", at=folder)
    assert done.code == 2 and "正被别的程序打开" in done.said()
    assert names(folder) == before


def test_an_empty_folder_is_told_and_a_missing_one_is_missing(folder: Path, program: Hand) -> None:
    (folder / "夹").mkdir()
    for name, word in (("夹", "没有自评工作簿"), ("没有.xlsx", "找不到文件"), ("没有\\表.xlsx", "找不到文件")):
        done = program.program("check", name, at=folder)
        assert done.code == 2 and word in done.said()


@pytest.mark.parametrize("marks", [HIDDEN, HIDDEN | SYSTEM])
def test_a_hidden_result_stays_hidden_and_so_does_its_backup(scored: Path, program: Hand, marks: int) -> None:
    before = scored.read_bytes()
    program.ask("mark", path(scored), marks)
    assert program.program("score", "表.xlsx", "--force", at=scored.parent).code == 0
    (backup,) = scored.parent.glob("*.备份-*")
    assert scored.read_bytes() != before
    for file in (scored, backup):
        assert program.ask("marks", path(file)) & (HIDDEN | SYSTEM) == marks


def test_a_read_only_result_stays(scored: Path, program: Hand) -> None:
    before = scored.read_bytes()
    program.ask("mark", path(scored), READ_ONLY)
    done = program.program("score", "表.xlsx", "--force", at=scored.parent)
    program.ask("mark", path(scored), NORMAL)
    assert done.code == 2 and "只读" in done.said() and scored.read_bytes() == before


def test_the_result_of_a_read_only_workbook_can_be_written_to(folder: Path, program: Hand) -> None:
    program.ask("mark", path(folder / "表.xlsx"), READ_ONLY)
    assert program.program("score", "表.xlsx", at=folder).code == 0
    assert not program.ask("marks", path(folder / "表-已评分.xlsx")) & READ_ONLY
    program.ask("mark", path(folder / "表.xlsx"), NORMAL)


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())
