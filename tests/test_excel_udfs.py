"""The functions for cells, called as Excel calls them: through xlwings' own call_udf, over a made-up COM."""

from pathlib import Path
from typing import Any

import pytest

from selfeval_xl.domain.layout import BUDGET, INDICATORS
from selfeval_xl.domain.scorecard import IndicatorScore
from selfeval_xl.tasks.assess import assess
from tests.fakewin.com import CDispatch
from tests.fakewin.desk import SAMPLE, Desk
from tests.fakewin.windows import Windows

MODULE = "selfeval_xl.excel.udfs"
LEFT_OUT = -2147352572
"""What Excel passes for an argument that is left out."""


@pytest.fixture
def at(windows: Windows, tmp_path: Path) -> Desk:
    return Desk(windows, tmp_path)


class Cell:
    """A cell with a formula in it, on the sheet 指标 of the sample."""

    def __init__(self, at: Desk) -> None:
        self.book = at.book

    def area(self, address: str, sheet: str = INDICATORS) -> CDispatch:
        return CDispatch(self.book.Worksheets.Item(sheet).Range(address))

    def calls(self, function: str, *arguments: Any) -> Any:
        from xlwings import udfs

        return udfs.call_udf(MODULE, function, arguments, CDispatch(self.book), self.area("X1"))

    def shows(self, function: str, *arguments: Any) -> Any:
        ((value,),) = self.calls(function, *arguments)
        return value


@pytest.fixture
def cell(at: Desk) -> Cell:
    return Cell(at)


@pytest.mark.parametrize(
    ("function", "arguments", "value"),
    [
        ("SE_EXECUTION_RATE", (155.387019, 170.92), 0.9091),
        ("SE_EXECUTION_RATE", ("1,500元", "2000"), "预算数和执行数要填数"),
        ("SE_EXECUTION_RATE", (5.0, 0.0), "预算数为0，没有执行率"),
        ("SE_EXECUTION_RATE", (980_000.0, 100.0), "未计算：执行数与预算数差得不可能"),
        ("SE_EXECUTION_RATE", (5.0, None), "预算数和执行数要填数"),
        ("SE_DEVIATION", ("≥50个", "45个"), -0.1),
        ("SE_DEVIATION", (0.0, 3.0), "指标值为0或不是数，没有偏差率"),
        ("SE_SCORE", ("≥50个", 45.0, 10.0, LEFT_OUT, LEFT_OUT, LEFT_OUT), 9.0),
        ("SE_SCORE", (50.0, 60.0, 10.0, "比例", None, "mof-2020"), 10.0),
        ("SE_SCORE", (0.95, 0.93, 10.0, "扣分", "每低1个百分点扣1分", "donghu-2017"), 8.0),
        ("SE_SCORE", (1.0, 0.98, 10.0, "扣分", "每低1个百分点扣1分", "donghu-2017"), 8.0),
        ("SE_SCORE", ("95%", "93%", 10.0, "扣分", "每低1个百分点扣1分", "donghu-2017"), 8.0),
        ("SE_GRADE", (89.0, "donghu-2017"), "良好"),
        ("SE_GRADE", (89.0, LEFT_OUT), "良"),
        ("SE_GRADE", ("很好", LEFT_OUT), "总分要填数"),
    ],
)
def test_a_formula_shows(cell: Cell, function: str, arguments: tuple[Any, ...], value: Any) -> None:
    assert cell.shows(function, *arguments) == value


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("SE_SCORE", ("若干", "好", 10.0, LEFT_OUT, LEFT_OUT, LEFT_OUT)),
        ("SE_SCORE", (50.0, 45.0, "十", LEFT_OUT, LEFT_OUT, LEFT_OUT)),
        ("SE_SCORE", (50.0, 45.0, 10.0, "猜", LEFT_OUT, LEFT_OUT)),
        ("SE_SCORE", (50.0, 45.0, 10.0, LEFT_OUT, LEFT_OUT, "atlantis-1999")),
        ("SE_SCORE", (None, None, None, LEFT_OUT, LEFT_OUT, LEFT_OUT)),
        ("SE_EXPLAIN", ("若干", "好", 10.0, LEFT_OUT, LEFT_OUT, LEFT_OUT)),
        ("SE_GRADE", (89.0, "atlantis-1999")),
    ],
)
def test_what_cannot_be_computed_is_said_in_a_few_chinese_words(
    cell: Cell, function: str, arguments: tuple[Any, ...]
) -> None:
    said = cell.shows(function, *arguments)
    assert isinstance(said, str) and 4 <= len(said) <= 60
    assert any("一" <= letter <= "龥" for letter in said)
    assert "Traceback" not in said and "Error" not in said


def test_many_cells_where_one_is_meant_are_no_stack_trace(cell: Cell) -> None:
    assert cell.shows("SE_SCORE", cell.area("E5:E7"), 1.0, 10.0, LEFT_OUT, LEFT_OUT, LEFT_OUT).startswith("算不出来")


def as_shown(row: IndicatorScore) -> float:
    assert row.score is not None
    return float(row.score)


def test_every_indicator_of_the_sample_scores_as_with_the_button(cell: Cell, at: Desk) -> None:
    card = assess(str(at.folder / SAMPLE)).card
    for row in card.indicators:
        if row.method in ("检查项", "人工"):
            continue
        number = row.indicator.row
        arguments = [cell.area(f"{column}{number}") for column in "EGHIJ"]
        assert cell.shows("SE_SCORE", *arguments, "donghu-2017") == as_shown(row), row.indicator.name


def test_a_range_with_its_header_goes_in_and_a_column_comes_out(cell: Cell, at: Desk) -> None:
    card = assess(str(at.folder / SAMPLE)).card
    scores = cell.calls("SE_SCORES", cell.area("A4:T24"), "donghu-2017")
    assert scores == [["实时得分"], *([as_shown(row)] for row in card.indicators), [""], [""]]


def test_a_range_without_a_header_is_taken_by_position(cell: Cell) -> None:
    sheet = cell.book.content[INDICATORS]
    for column, value in enumerate(("≥50个", 45, 10, None, None), 30):
        sheet.cell(1, column).value = value
    assert cell.calls("SE_SCORES", cell.area("AD1:AH1"), "mof-2020") == [[9.0]]
    assert cell.calls("SE_SCORES", cell.area("AD1:AH2"), LEFT_OUT) == [[9.0], [""]]


def test_the_execution_rate_of_cells(cell: Cell) -> None:
    sheet = cell.book.content[BUDGET]
    sheet["F5"].value, sheet["G5"].value = 200, 150
    assert cell.shows("SE_EXECUTION_RATE", cell.area("G5", BUDGET), cell.area("F5", BUDGET)) == 0.75


def test_the_explanation_tells_rule_formula_and_clause(cell: Cell) -> None:
    said = cell.shows("SE_EXPLAIN", "≥50个", "45个", 10.0, LEFT_OUT, LEFT_OUT, LEFT_OUT)
    assert "9.00" in said and "45" in said and "50" in said
