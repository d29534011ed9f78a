"""Whatever lies in a folder, everything that can be read is listed, and the rest is told by name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from selfeval_xl.documents.rollup.oddities import kind
from selfeval_xl.documents.rollup.records import FileResult
from selfeval_xl.messages import codes
from selfeval_xl.rollup import job, listing
from selfeval_xl.rollup.fetching import fetch
from tests import folders


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good workbook."""
    folders.sample(tmp_path / "报来" / "好.xlsx")
    return tmp_path / "报来"


def refused(folder: Path) -> dict[str, str]:
    """What the roll-up refuses, with the code."""
    found = list(job.begin(job.Plan(str(folder))).outcomes)
    assert [each.source.file for each in found if each.project] == ["好.xlsx"]
    return {each.source.file: each.refusal.code for each in found if each.refusal}


def test_links_that_lead_nowhere_or_in_a_circle_stop_nothing(folder: Path) -> None:
    (folder / "圈").symlink_to("圈")
    (folder / "空.xlsx").symlink_to("没有.xlsx")
    (folder / "圈.xlsx").symlink_to("圈.xlsx")
    assert refused(folder) == {"圈.xlsx": codes.OTHER, "空.xlsx": codes.MISSING}


def test_a_pipe_is_told_and_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "管道.xlsx")
    assert refused(folder) == {"管道.xlsx": codes.OTHER}
    assert isinstance(fetch(str(folder / "管道.xlsx")).error, IsADirectoryError)


def test_names_of_another_encoding_are_told_apart(folder: Path) -> None:
    for name in ("甲", "乙"):
        (folder / os.fsdecode(f"{name}.xlsx".encode("gbk"))).write_bytes(b"x")
    (folder / r"\xbc\xd7.xlsx").write_bytes(b"")
    found = refused(folder)
    assert found == {r"\xbc\xd7.xlsx": codes.EMPTY, r"\xbc\xd7.xlsx?": codes.ODD_NAME,
                     r"\xd2\xd2.xlsx": codes.ODD_NAME}  # fmt: skip


def test_what_is_no_form_is_told_in_the_order_in_which_names_are_read(folder: Path) -> None:
    """However the disk orders its folders, here and on another machine."""
    names = [f"附件{number}.txt" for number in range(10, 40)]
    for name in reversed(names):
        (folder / name).touch()
    assert [each.source.file for each in listing.find(str(folder)).settled] == names


def test_a_folder_with_a_name_of_another_encoding_can_be_rolled_up(folder: Path, tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xbc\xd7"))
    folder.rename(odd)
    plan = job.Plan(str(odd), journal=str(tmp_path / "汇总表.进度"), resume=True)
    assert [bool(each.project) for each in job.begin(plan).outcomes] == [True]
    assert job.begin(plan).reused == 1


@pytest.mark.parametrize("mark", ["~$好.xlsx", ".~好.xlsx", ".~lock.好.xlsx#"])
def test_what_excel_wps_or_libreoffice_hold_open_is_marked(folder: Path, mark: str) -> None:
    (folder / mark).write_bytes(b"")
    assert listing.find(str(folder)).held == {"好.xlsx"}


def kinds(outcome: FileResult) -> list[str]:
    return [kind(each) for each in outcome.oddities if kind(each) == "正被打开"]


def test_the_mark_is_that_of_the_moment(folder: Path, tmp_path: Path) -> None:
    mark, plan = folder / "~$好.xlsx", job.Plan(str(folder), journal=str(tmp_path / "汇总表.进度"), resume=True)
    for held in (True, True, False, True):
        mark.write_bytes(b"") if held else mark.unlink()
        (outcome,) = (each for each in job.begin(plan).outcomes if each.project)
        assert kinds(outcome) == ["正被打开"] * held
