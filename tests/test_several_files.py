"""Several files at once: each is told by itself, none keeps the others, and a result of before makes way."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest

from selfeval_xl.cli import main
from selfeval_xl.domain.layout import INDICATORS, PROJECT
from selfeval_xl.storage import resources


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("甲", "乙"):
        sample(tmp_path / f"{name}.xlsx", name)
    return tmp_path


def sample(path: Path, name: str) -> Path:
    """The filled sample as another project."""
    book = openpyxl.load_workbook(io.BytesIO(resources.read(resources.SAMPLE)))
    book[PROJECT]["B4"] = name
    book.save(path)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("command", ["check", "score", "verify", "report"])
def test_the_object_of_each_is_that_of_a_single_file(
    command: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(folder / "甲.xlsx"), str(folder / "乙.xlsx")]
    single = []
    for file in files:
        main([command, file, "--json"])
        single.append(json.loads(capsys.readouterr().out))
    main([command, *files, "--json", *(["--force"] if command == "report" else [])])
    several = json.loads(capsys.readouterr().out)["files"]
    assert [each.pop("file") for each in several] == files
    assert [each["findings"] if command == "check" else each for each in several] == single


def test_one_that_cannot_be_read_stops_no_other(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "坏.xlsx").write_bytes(b"1,2,3")
    files = [str(folder / f"{name}.xlsx") for name in ("甲", "坏", "乙")]
    assert main(["score", *files]) == 2
    told = capsys.readouterr().out
    assert told.count("已写入") == 2 and "selfeval-xl help F01" in told
    assert told.rstrip().endswith("共 3 个文件：2 个完成，0 个有要改或不一致的，1 个没有做成。")
    main(["check", *files, "--json"])
    assert [each.get("error", {}).get("code") for each in json.loads(capsys.readouterr().out)["files"]] == [
        None, "F01", None,
    ]  # fmt: skip


def test_a_folder_stands_for_what_is_in_it_and_not_for_what_was_made_of_that(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        assert main(["score", str(folder)]) == 0
        assert "共 2 个文件：2 个完成" in capsys.readouterr().out
    assert names(folder) == ["乙-已评分.xlsx", "乙.xlsx", "甲-已评分.xlsx", "甲.xlsx"]


def test_a_pattern_stands_for_the_files(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(folder / "*.xlsx")]) == 0
    assert "共 2 个文件" in capsys.readouterr().out


def test_results_of_several_go_into_a_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = folder / "结果"
    assert main(["export", str(folder / "甲.xlsx"), str(folder / "乙.xlsx"), "-o", str(target)]) == 0
    assert names(target) == ["乙-汇总.xlsx", "甲-汇总.xlsx"]
    assert main(["export", str(folder / "甲.xlsx"), str(folder / "乙.xlsx"), "-o", "一份.xlsx"]) == 2
    assert "F67" in capsys.readouterr().err


class TestScoreMendScore:
    @pytest.fixture
    def book(self, tmp_path: Path) -> Path:
        path = tmp_path / "表.xlsx"
        path.write_bytes(resources.read(resources.SAMPLE))
        assert main(["score", str(path)]) == 0
        return path

    @staticmethod
    def change(path: Path, sheet: str, cell: str, value: object) -> None:
        book = openpyxl.load_workbook(path)
        book[sheet][cell] = value
        book.save(path)

    def test_a_result_that_nobody_changed_makes_way(self, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.change(book, INDICATORS, "G22", "95%")
        before = book.with_name("表-已评分.xlsx").read_bytes()
        assert main(["score", str(book)]) == 0
        told = capsys.readouterr().out
        assert "总分 91.00分" in told and "留了备份" in told
        assert before in [path.read_bytes() for path in book.parent.glob("*备份*")]

    def test_one_that_was_changed_is_kept_and_said(self, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
        result = book.with_name("表-已评分.xlsx")
        self.change(result, INDICATORS, "R22", "在结果里补写的原因")
        before = result.read_bytes()
        assert main(["score", str(book)]) == 2
        assert "写出以后又有人改过" in capsys.readouterr().err
        assert result.read_bytes() == before and not list(book.parent.glob("*备份*"))
        assert main(["score", str(book), "--force"]) == 0

    def test_what_is_no_result_of_this_project_is_kept(self, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
        other = sample(book.with_name("别的.xlsx"), "别的项目")
        assert main(["score", str(other), "-o", str(book.with_name("表-已评分.xlsx"))]) == 2
        assert "已经存在" in capsys.readouterr().err
