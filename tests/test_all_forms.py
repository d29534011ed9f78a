"""A file with several forms: each command tells all of them, one after another, and ``import`` writes all or none."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

import selfeval_xl
from selfeval_xl.cli import main
from selfeval_xl.domain.errors import InputError
from selfeval_xl.tasks.assess import assess
from selfeval_xl.tasks.import_form import import_each
from selfeval_xl.tasks.verify import verify, verify_each
from tests.paper import PUBLISHED, lay_out

ONE, TWO = sorted(PUBLISHED)[:2]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A cover, a sheet with two forms below each other, and a third form on a sheet of its own."""
    path = lay_out(PUBLISHED[ONE], tmp_path / "三张.xlsx")
    lay_out(PUBLISHED[TWO], tmp_path / "另.xlsx")
    whole, other = openpyxl.load_workbook(path), openpyxl.load_workbook(tmp_path / "另.xlsx")["自评表"]
    whole.create_sheet("目录", 0)["A1"] = "自评表目录"
    for offset, sheet in ((whole["自评表"].max_row + 1, whole["自评表"]), (0, whole.create_sheet("丙"))):
        for cell in (cell for row in other.iter_rows() for cell in row if cell.value is not None):
            copied = sheet.cell(cell.row + offset, cell.column, cell.value)
            copied.number_format, copied.data_type = cell.number_format, cell.data_type
        for area in other.merged_cells.ranges:
            sheet.merge_cells(None, area.min_row + offset, area.min_col, area.max_row + offset, area.max_col)
    whole.save(path)
    return path


PARTS = ["自评表 › 第1张", "自评表 › 第2张", "丙"]


def test_each_form_is_verified_as_it_is_alone(book: Path) -> None:
    done = verify_each(str(book))
    assert [each.part for each in done] == PARTS
    alone = verify(str(book.with_name("另.xlsx")))
    said = [(each.subject, each.printed, each.computed) for each in alone.comparisons]
    for each in done[1:]:
        assert [(one.subject, one.printed, one.computed) for one in each.comparisons] == said


@pytest.mark.parametrize("command", ["check", "score", "verify"])
def test_a_command_tells_all_forms_one_after_another(
    command: str, book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([command, str(book)])
    said = capsys.readouterr().out
    assert [line for line in said.splitlines() if line.startswith("【")] == [
        f"【第 {number} 张，共 3 张】{part}" for number, part in enumerate(PARTS, 1)
    ]
    main([command, str(book), "--json"])
    forms = json.loads(capsys.readouterr().out)["forms"]
    assert [each["form"] for each in forms] == PARTS
    main([command, str(book), "--json", "--sheet", "丙"])
    alone = json.loads(capsys.readouterr().out)
    assert alone == (forms[2]["findings"] if command == "check" else {k: v for k, v in forms[2].items() if k != "form"})


def test_import_of_many_writes_one_workbook_each(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["import", str(book)])
    made = sorted(path.name for path in book.parent.glob("三张-自评*"))
    assert made == ["三张-自评-1.xlsx", "三张-自评-2.xlsx", "三张-自评-3.xlsx"]
    assert [assess(str(book.with_name(name))).card.total for name in made] == [
        each.card.total for each in import_each(str(book))
    ]
    assert "丙" in capsys.readouterr().out


@pytest.mark.parametrize("command", [["import"], ["score", "--beside"]])
def test_all_are_written_or_none(command: list[str], book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taken = book.with_name("三张-自评-2.xlsx" if command == ["import"] else "三张-已评分-2.xlsx")
    taken.write_bytes(b"mine")
    assert main([*command, str(book)]) == 2
    assert taken.name in capsys.readouterr().err
    assert sorted(path.name for path in book.parent.iterdir()) == sorted(["三张.xlsx", "另.xlsx", taken.name])
    assert main([*command, str(book), "--force"]) in (0, 1)
    assert taken.read_bytes() != b"mine"
    (backup,) = book.parent.glob("*备份*")
    assert backup.read_bytes() == b"mine"


@pytest.mark.parametrize("command", [["export"], ["report"], ["check", "--approved", "批复.xlsx"]])
def test_what_is_about_one_project_asks_which(
    command: list[str], book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, str(book)]) == 2
    said = capsys.readouterr().err
    assert "而这一步一次只做一张" in said and "“自评表 › 第1张”“自评表 › 第2张”“丙”" in said


def test_the_functions_for_one_project_refuse_several(book: Path) -> None:
    for one in (assess, verify):
        with pytest.raises(InputError) as refusal:
            one(str(book))
        assert refusal.value.code == "F13"


def test_scripts_take_all_of_them(book: Path) -> None:
    verified = selfeval_xl.verify_each(book)
    assert [each.part for each in verified] == ["自评表 › 第1张", "自评表 › 第2张", "丙"]
    scored = selfeval_xl.score_each(book)
    assert [card.total for card in scored] == [each.card.total for each in verified]
    assert [card.submission.form.sheet for card in scored if card.submission.form] == ["自评表", "自评表", "丙"]


def test_thirty_forms_of_one_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = lay_out(PUBLISHED[ONE], tmp_path / "三十张.xlsx")
    book = openpyxl.load_workbook(path)
    for number in range(2, 31):
        book.copy_worksheet(book["自评表"]).title = f"表{number}"
    book.save(path)
    main(["verify", str(path)])
    said = capsys.readouterr().out.splitlines()
    assert said[-1].startswith("共 30 张自评表：") and "【第 30 张，共 30 张】表30" in said
