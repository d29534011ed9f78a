"""Reading goes by label and header: whatever staff did to the sheet, the same things are read."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from selfeval_xl.domain.cells import CellValue
from selfeval_xl.domain.errors import InputError
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.layout import BUDGET, BUDGET_FIELDS, INDICATOR_FIELDS, INDICATORS, PROJECT, PROJECT_FIELDS
from selfeval_xl.domain.place import column_letters
from selfeval_xl.domain.submission import Submission
from selfeval_xl.readers.own import read
from tests.forms import Row, submission, table

HEADER = [field.title for field in INDICATOR_FIELDS]


def read_indicators(grid: Grid, **others: Grid) -> Submission:
    grids = {
        PROJECT: Grid(PROJECT, [["项目名称", "甲"]]),
        BUDGET: table(BUDGET, [field.title for field in BUDGET_FIELDS], []),
        INDICATORS: grid,
    }
    return read({**grids, **others})


def names(found: Submission) -> list[tuple[str, str, str]]:
    return [(row.level1, row.level2, row.name) for row in found.indicators]


ROW: list[CellValue] = ["产出指标", "数量指标", "人数", "≥", 100.0, "人", 98.0, "", 10.0]


@pytest.mark.parametrize(
    ("title", "alias"), [(field.title, alias) for field in INDICATOR_FIELDS for alias in (field.title, *field.aliases)]
)
def test_every_header_spelling_of_an_indicator_column(title: str, alias: str) -> None:
    position = HEADER.index(title)
    header = [*HEADER[:position], alias, *HEADER[position + 1 :]]
    row: list[CellValue] = [None] * len(HEADER)
    row[0], row[2], row[position] = "产出指标", "人数", "甲"
    found = read_indicators(Grid(INDICATORS, [header, row]))
    field = INDICATOR_FIELDS[position].field
    assert found.indicators[0].columns.of[field] == position + 1
    if not INDICATOR_FIELDS[position].computed:
        assert getattr(found.indicators[0], field) == "甲"


@pytest.mark.parametrize(
    ("title", "alias"), [(field.title, alias) for field in BUDGET_FIELDS for alias in field.aliases]
)
def test_every_header_spelling_of_a_budget_column(title: str, alias: str) -> None:
    header = [alias if field.title == title else field.title for field in BUDGET_FIELDS]
    rows: list[list[CellValue]] = [["1", "甲", "财政", *[12.5] * (len(header) - 3)]]
    found = read_indicators(table(INDICATORS, HEADER, []), **{BUDGET: Grid(BUDGET, [header, *rows])})
    assert found.budget[0].columns.of == {field.field: i for i, field in enumerate(BUDGET_FIELDS, 1)}


@pytest.mark.parametrize("label", [alias for field in PROJECT_FIELDS for alias in (field.title, *field.aliases)])
def test_every_label_spelling_of_a_project_fact(label: str) -> None:
    spelt = "\n".join(label) + "："
    grid = Grid(PROJECT, [[None, None], [None, spelt, None, "值"]])
    project = read_indicators(table(INDICATORS, HEADER, []), **{PROJECT: grid}).project
    assert [place for place in project.places.values()] == [(PROJECT, 2, 4)]
    assert "值" in project


def test_two_labels_in_one_row_keep_to_themselves() -> None:
    grid = Grid(PROJECT, [["主管部门", "", "实施单位", "街道办"]], merges=((1, 1, 1, 2),))
    project = read_indicators(table(INDICATORS, HEADER, []), **{PROJECT: grid}).project
    assert (project.department, project.unit) == (None, "街道办")


def test_the_place_of_a_blank_fact_is_the_cell_beside_its_label() -> None:
    grid = Grid(PROJECT, [["项目名称", "", "", ""]], merges=((1, 1, 1, 2), (1, 3, 1, 4)))
    project = read_indicators(table(INDICATORS, HEADER, []), **{PROJECT: grid}).project
    assert project.place("name").cell == "C1"


def test_inserted_rows_and_columns_and_another_order() -> None:
    usual = Grid(INDICATORS, [HEADER, ROW])
    moved: list[list[CellValue]] = [
        [],
        ["附件1"],
        [],
        ["备注", *reversed(HEADER)],
        ["", *[None] * (len(HEADER) - len(ROW)), *reversed(ROW)],
    ]
    assert names(read_indicators(Grid(INDICATORS, moved))) == names(read_indicators(usual))
    assert read_indicators(Grid(INDICATORS, moved)).indicators[0][3:] == read_indicators(usual).indicators[0][3:]


def test_the_value_of_a_merged_cell_belongs_to_its_whole_block() -> None:
    rows: list[Sequence[CellValue]] = [
        HEADER,
        ["产出指标", "数量指标", "甲", "≥", 1],
        ["", "", "乙", "", 2],
        ["", "质量指标", "丙", "", 3],
        ["效益指标", "", "丁", "=", 4],
    ]
    merges = ((2, 1, 4, 1), (2, 2, 3, 2), (2, 4, 4, 4))
    found = read_indicators(Grid(INDICATORS, rows, merges))
    assert names(found) == [
        ("产出指标", "数量指标", "甲"),
        ("产出指标", "数量指标", "乙"),
        ("产出指标", "质量指标", "丙"),
        ("效益指标", "", "丁"),
    ]
    assert [row.sign for row in found.indicators] == ["≥", "≥", "≥", "="]


def test_names_left_blank_below_the_first_row_are_filled_down_without_a_merge() -> None:
    rows: list[Sequence[CellValue]] = [
        HEADER,
        ["产出指标", "数量指标", "甲", "", 1],
        [None, None, "乙", "", 2],
        ["效益指标", None, "丙", "", 3],
    ]
    assert names(read_indicators(Grid(INDICATORS, rows))) == [
        ("产出指标", "数量指标", "甲"),
        ("产出指标", "数量指标", "乙"),
        ("效益指标", "", "丙"),
    ]


def test_blank_rows_totals_and_rows_below_are_passed_over_but_data_after_a_gap_is_read() -> None:
    rows: list[Sequence[CellValue]] = [
        HEADER,
        ROW,
        [],
        [""] * 5,
        ["产出指标", "", "乙", "", 1],
        ["合计", "", "", "", "", "", "", 100],
    ]
    found = read_indicators(Grid(INDICATORS, rows))
    assert [row.row for row in found.indicators] == [2, 5]
    assert [(flaw.code, flaw.place.cell) for flaw in found.flaws] == [("X09", "A5")]


def test_hidden_rows_count_and_are_pointed_out() -> None:
    found = read_indicators(Grid(INDICATORS, [HEADER, ROW, [""] * 3], hidden=frozenset({2, 3})))
    assert len(found.indicators) == 1
    assert [(flaw.code, flaw.place.row) for flaw in found.flaws] == [("X03", 2)]


def test_formulas_without_a_result_and_error_values_are_flaws_not_zeros() -> None:
    row: list[CellValue] = ["产出指标", "", "甲", "", 100, "", "", 10, *[""] * 4, "#REF!"]
    found = read_indicators(Grid(INDICATORS, [HEADER, row], uncalculated=frozenset({(2, 7), (2, 16)})))
    assert [(flaw.code, flaw.place.cell) for flaw in found.flaws] == [("X01", "G2"), ("X02", "M2")]
    assert found.indicators[0].actual == ""


def test_a_title_given_twice_is_a_flaw_and_the_first_counts() -> None:
    blanks: list[CellValue] = [""] * (len(HEADER) - len(ROW))
    found = read_indicators(Grid(INDICATORS, [[*HEADER, "分值"], [*ROW, *blanks, 20]]))
    assert found.indicators[0].weight == 10
    assert [(flaw.code, flaw.place.cell) for flaw in found.flaws] == [("X04", f"{column_letters(len(HEADER) + 1)}1")]


def test_amounts_in_every_unit_and_writing() -> None:
    amounts: list[CellValue] = ["１，４３７．５", "1437.5万元", "0.14375亿元", "14,375,000元", 1437.5]
    rows: list[Row] = [{"序号": str(i), "项目明细": "甲", "全年执行数": amount} for i, amount in enumerate(amounts, 1)]
    assert {line.executed for line in submission([], rows).budget} == {1_437_500_000}


def test_an_amount_no_one_can_read_and_parts_of_a_fen_are_flaws() -> None:
    rows: list[Row] = [
        {"序号": "1", "项目明细": "甲", "全年执行数": "约3万"},
        {"序号": "2", "项目明细": "乙", "全年执行数": 0.0000015},
    ]
    found = submission([], rows)
    assert [(flaw.code, flaw.place.cell) for flaw in found.flaws] == [("X06", "G2"), ("X07", "G3")]
    assert [line.executed for line in found.budget] == [None, 2]


@pytest.mark.parametrize("sheet", [PROJECT, BUDGET, INDICATORS])
def test_a_missing_sheet_is_told_by_name(sheet: str) -> None:
    grids = {name: Grid(name, [[]]) for name in (PROJECT, BUDGET, INDICATORS) if name != sheet}
    with pytest.raises(InputError, match=sheet):
        read(grids)


def test_missing_columns_are_told_together() -> None:
    with pytest.raises(InputError) as caught:
        read_indicators(Grid(INDICATORS, [["一级指标", "三级指标", "分值"], ["产出", "甲", 1]]))
    assert "“年度指标值”、“实际完成值”" in caught.value.message
