"""One form on several sheets of a workbook: joined where the later can only belong to the earlier, and never else."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from selfeval_xl.domain.cells import CellValue, text_of
from selfeval_xl.domain.finding import ERROR
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.submission import Submission
from selfeval_xl.readers.documents import read_document
from selfeval_xl.readers.forms.sheets import gathered
from selfeval_xl.tasks.assess import by_standard
from selfeval_xl.tasks.evaluation import evaluate
from tests.protocol import protocol
from tests.test_awkward_forms import FUNDS, HEAD, NAME, ROWS, N, Row

TABLE = [HEAD, *ROWS]
OTHER: list[Row] = [NAME[0], ["项目名称", "乙项目"]]
IN_YUAN: list[Row] = [["项目资金", *FUNDS[0][1:]], [N, "年度资金总额", 1_000_000, 1_000_000, 900_000, 10, "90%", 9]]
EXECUTION: Row = ["预算执行率", N, "预算执行率", "100%", "90%", 10, 9, N]
MONITORED: list[Row] = [
    ["2024年度项目支出绩效运行监控表"],
    ["项目名称", "甲项目"],
    ["二级指标", "三级指标", "年度指标值", "1-7月执行情况", "全年预计完成情况", "原因"],
    ["数量指标", "培训人数", "≥100人", "60人", "120人", N],
]
RUNNING_ON: Row = [N, N, "培训场次", "≥3场", "3场", 20, 20, N]


def read(folder: Path, sheets: dict[str, list[Row]]) -> list[Submission]:
    book = openpyxl.Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    book.save(folder / "表.xlsx")
    return list(read_document(str(folder / "表.xlsx")).submissions)


@pytest.mark.parametrize(
    "sheets",
    [
        {"表1": [*NAME, *FUNDS], "表2": TABLE},
        {"表1": [*NAME, *TABLE], "表2": FUNDS},
        {"基本情况": [*NAME, ["主管部门", "某局"]], "资金": FUNDS, "指标": TABLE},
        {"表1": [*NAME, ["金额单位：元"]], "表2": [*IN_YUAN, *TABLE]},
        {"表1": [*NAME, FUNDS[0][:5], FUNDS[1][:5]], "表2": [HEAD, EXECUTION, *ROWS]},
        {"表1": [*NAME, *FUNDS, *TABLE[:2]], "表1续": [HEAD, *ROWS[1:]]},
        {"表1": [*NAME, *FUNDS, *TABLE[:2]], "表1续": [*NAME, HEAD, *ROWS[1:]]},
        {"封面": [["项目名称", "甲项目"], ["填报单位", "某局"]], "表": [*NAME, *FUNDS, *TABLE]},
        {"说明": [["填表说明"]], "表": [*NAME, *FUNDS, *TABLE]},
        {"表1": [*NAME, *FUNDS, *TABLE[:2]], "表2": [HEAD, *ROWS[1:]]},
    ],
    ids=["funds first", "funds last", "three", "unit on the first", "execution in the table", "continued",
         "named again", "cover", "no form", "goes on without a word"],
)  # fmt: skip
def test_it_comes_out_as_on_one_sheet(sheets: dict[str, list[Row]], tmp_path: Path) -> None:
    (found,) = read(tmp_path, sheets)
    card = evaluate(*by_standard(found))
    assert (text_of(found.project.name), str(card.total), card.grade) == ("甲项目", "98.00", "优")
    assert [each for each in card.findings if each.level == ERROR] == []
    assert found.printed.total and found.printed.total.place.sheet == next(
        n for n, each in sheets.items() if ROWS[3] in each
    )


def test_every_thing_keeps_its_own_cell_and_levels_run_on(tmp_path: Path) -> None:
    first = [*NAME, *FUNDS, HEAD, [*ROWS[0][:5], 30, 30, N]]
    (found,) = read(tmp_path, {"表1": first, "续表": [HEAD, RUNNING_ON, *ROWS[1:]]})
    assert [row.place("actual").address for row in found.indicators] == ["表1!E6", "续表!E2", "续表!E3", "续表!E4"]
    assert found.indicators[1][2:4] == found.indicators[0][2:4] == ("产出指标", "数量指标")
    assert str(evaluate(*by_standard(found)).total) == "98.00"


@pytest.mark.parametrize(
    ("sheets", "names"),
    [
        ({"甲": [*NAME, *FUNDS], "乙": [*OTHER, *TABLE]}, ["甲项目", "乙项目"]),
        ({"甲": [*NAME, *FUNDS, *TABLE], "乙": [*OTHER, *FUNDS, *TABLE]}, ["甲项目", "乙项目"]),
        ({"甲": [*NAME, *FUNDS, *TABLE], "乙": [*NAME, *FUNDS, *TABLE]}, ["甲项目", "甲项目"]),
        ({"甲": [["甲绩效自评表"], *TABLE], "乙": [["乙绩效自评表"], *TABLE]}, ["甲", "乙"]),
        ({"目录": [["序号", "项目名称"], [1, "丙项目"]], "乙": [*NAME, *FUNDS, *TABLE]}, ["甲项目"]),
        ({"甲": [*NAME, *FUNDS, *TABLE[:4]], "乙": TABLE[:4]}, ["甲项目", ""]),
        ({"监控": MONITORED, "自评": [*NAME, *FUNDS]}, ["甲项目", "甲项目"]),
        ({"自评": [*NAME, *FUNDS], "监控": MONITORED}, ["甲项目", "甲项目"]),
    ],
    ids=[
        "other project",
        "both whole",
        "twice",
        "other title",
        "contents",
        "all points there",
        "monitored before",
        "monitored behind",
    ],
)
def test_forms_of_their_own_stay_apart(sheets: dict[str, list[Row]], names: list[str], tmp_path: Path) -> None:
    assert [text_of(each.project.name) for each in read(tmp_path, sheets)] == names


def test_the_goals_of_all_sheets_are_counted(tmp_path: Path) -> None:
    goal: Row = ["年度绩效目标1：培训一百人", *HEAD]
    first = [*NAME, *FUNDS, goal, [N, *ROWS[0]]]
    second: list[Row] = [["年度绩效目标2：就业过半", *HEAD], *([N, *row] for row in ROWS[1:])]
    (found,) = read(tmp_path, {"表1": first, "表1续": second})
    assert found.form and found.form.goals == 2 and len(found.indicators) == 3


def test_a_sum_on_a_later_sheet_counts_the_rows_of_that_sheet(tmp_path: Path) -> None:
    second = [HEAD, ROWS[1], ["小计", N, N, N, N, 30, 29, N], *ROWS[2:]]
    (found,) = read(tmp_path, {"表1": [*NAME, *FUNDS, *TABLE[:2]], "表1续": second})
    assert [(each.rows, each.score and each.score.value) for each in found.printed.sums] == [((1,), 29)]


def test_what_no_sheet_has_a_place_for_is_told_of_each_of_them(tmp_path: Path) -> None:
    (found,) = read(tmp_path, {"表1": [*NAME, ["另有说明一"], *FUNDS], "表2": [["另有说明二"], *TABLE]})
    assert found.form and [each.printed for each in found.form.unread] == ["另有说明一", "另有说明二"]


def test_a_table_may_begin_without_a_level_on_a_sheet_of_its_own(tmp_path: Path) -> None:
    (found,) = read(tmp_path, {"表1": [*NAME, *FUNDS], "表2": [HEAD, [N, N, *ROWS[0][2:]], *ROWS[1:]]})
    assert [row.level1 for row in found.indicators] == ["", "效益指标", "满意度指标"]


SHEETS = tomllib.loads((Path(__file__).parent / "cases" / "forms_sheets.toml").read_text(encoding="utf-8"))["case"]


def grid(name: str, rows: Sequence[Sequence[CellValue]]) -> Grid:
    width = max(map(len, rows))
    return Grid(name, [[*row, *[""] * (width - len(row))] for row in rows])


@pytest.mark.parametrize("case", SHEETS, ids=lambda case: case["名称"])
def test_forms_on_several_sheets_are_read_as_listed(case: dict[str, Any]) -> None:
    forms = gathered(grid(*sheet) for sheet in case["表"].items())
    assert "\n\n".join("\n".join(protocol(form)) for form in forms).splitlines() == case["读到"].splitlines()
