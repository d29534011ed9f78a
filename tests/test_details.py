"""明细: rows below one with 分值 that say what it is made of; they earn nothing, are counted nowhere, and are told."""

from __future__ import annotations

import pytest

from selfeval_xl.cli import textview
from selfeval_xl.comparison import compare
from selfeval_xl.documents import summary
from selfeval_xl.documents.report import scores
from selfeval_xl.domain.cells import CellValue
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.scoring import score
from selfeval_xl.storage import standards
from selfeval_xl.tasks.assess import by_standard
from selfeval_xl.tasks.evaluation import evaluate
from tests.forms import Row, submission
from tests.test_awkward_forms import FUNDS, HEAD, NAME, ROWS, form
from tests.test_awkward_forms import Row as FormRow

STANDARD = standards.load("mof-2020")
LEVELS: Row = {"一级指标": "满意度指标", "二级指标": "服务对象满意度指标"}


def details(actual: CellValue, typed: CellValue = None, points: CellValue = 10) -> Scorecard:
    """学员满意度, told by two 明细 of which one says ``actual``."""
    bare: Row = {"年度指标值": None, "实际完成值": None, "计量单位": None}
    rows: list[Row] = [
        {**LEVELS, **bare, "三级指标": "学员满意度", "分值": points, "手工得分": typed},
        {**LEVELS, **bare, "三级指标": "对课程的满意度", "年度指标值": "≥90%", "实际完成值": "94%", "分值": None},
        {**LEVELS, **bare, "三级指标": "对场地的满意度", "年度指标值": "≥90%", "实际完成值": actual, "分值": None},
    ]
    return evaluate(submission(rows), STANDARD)


def told(card: Scorecard) -> list[tuple[str, str]]:
    """The findings of the rows 5 to 7 of 指标 that have to be mended, and those of their scores."""
    rows = {row.row for row in card.submission.indicators}
    return [(each.code, each.place.cell) for each in card.findings if each.place.row in rows and each.code[0] in "ISW"]


@pytest.mark.parametrize(
    ("actual", "typed", "points", "score", "findings"),
    [
        ("95%", None, 10, 10, []),
        ("95%", None, 0.5, 0.5, []),
        ("85%", None, 10, None, ["S20"]),
        ("85%", 8, 10, 8, []),
        ("85%", 10, 10, 10, ["S21"]),
        ("93人", None, 10, None, ["I04"]),
        ("93人", 10, 10, 10, ["I04"]),
        ("很满意吧", None, 10, None, ["I03"]),
        ("95%", None, "十分", None, ["W01"]),
    ],
    ids=[
        "reached",
        "half a point",
        "missed",
        "judged",
        "full marks",
        "other unit",
        "other unit, typed",
        "words",
        "points in words",
    ],
)
def test_what_details_say_of_the_row_above_them(
    actual: str, typed: CellValue, points: CellValue, score: int | None, findings: list[str]
) -> None:
    card = details(actual, typed, points)
    assert card.indicators[0].score == score
    assert [(row.system, row.score) for row in card.indicators[1:]] == [(None, None)] * 2
    assert [code for code, _cell in told(card)] == findings


def test_what_stands_in_the_way_of_a_detail_is_told_of_its_own_cell() -> None:
    card = details("93人")
    (code, cell), row = told(card)[0], card.submission.indicators[2].row
    assert (code, cell) == ("I04", card.submission.indicators[2].place("actual").cell) and str(row) in cell


def test_a_row_that_says_only_what_was_wanted_is_no_detail() -> None:
    assert [row.is_detail for row in details("95%").indicators] == [False, True, True]
    assert [row.is_detail for row in details(None).indicators] == [False, True, False]


BARE: Row = {"年度指标值": None, "实际完成值": None, "计量单位": None}
TRAINED: Row = {"三级指标": "培训人数", "年度指标值": "≥100人", "实际完成值": "120人", "计量单位": None, "分值": 10}
WOMEN: Row = {"三级指标": "其中：女性", "年度指标值": "≥40人", "实际完成值": "50人", "计量单位": None, "分值": None}
MEN: Row = {**WOMEN, "三级指标": "男性", "年度指标值": "≥60人", "实际完成值": "70人"}


@pytest.mark.parametrize(
    ("above", "below", "are_details"),
    [
        (TRAINED, WOMEN, True),
        (TRAINED, {**WOMEN, "三级指标": "（其中）女性"}, True),
        (TRAINED, {**WOMEN, "三级指标": "(其中)女性"}, True),
        (TRAINED, {**WOMEN, "三级指标": "　其中：女性"}, True),
        (TRAINED, {**WOMEN, "三级指标": "女性（其中）"}, False),
        (TRAINED, {**WOMEN, "三级指标": "女性"}, False),
        ({**TRAINED, "年度指标值": None}, {**WOMEN, "三级指标": "女性"}, False),
        ({**TRAINED, "实际完成值": None}, {**WOMEN, "三级指标": "女性"}, False),
        ({**TRAINED, **BARE}, {**WOMEN, "三级指标": "女性"}, True),
        ({**TRAINED, **BARE}, {**WOMEN, "手工得分": 5}, False),
        ({**TRAINED, **BARE}, {**WOMEN, "年度指标值": None}, False),
        ({**TRAINED, **BARE}, {**WOMEN, "实际完成值": None}, False),
        ({**TRAINED, **BARE}, {**WOMEN, "分值": 0}, False),
        ({**TRAINED, **BARE, "分值": None}, WOMEN, False),
    ],
)
def test_which_rows_are_details(above: Row, below: Row, are_details: bool) -> None:
    card = evaluate(submission([above, below]), STANDARD)
    assert [row.is_detail for row in card.indicators] == [False, are_details]


@pytest.mark.parametrize(
    ("points", "execution", "are_details"),
    [(50, 10, True), (60, None, True), (40, 20, True), (49, 10, False), (50, None, True), (50, 20, False)],
    ids=["100", "100 without 执行率", "80 and 20", "99", "90, and nothing beside the funds", "110"],
)
def test_rows_without_points_are_details_where_the_others_have_all(
    points: int, execution: int | None, are_details: bool
) -> None:
    funds: list[FormRow] = [FUNDS[0], [*FUNDS[1][:5], execution, "90%", execution and execution - 1]]
    below: FormRow = [None, None, "女性", "≥40人", "50人", None, None, None]
    rows = [[*ROWS[0][:5], points, points, None], below, *ROWS[1:3]]
    found, rules = by_standard(form([*NAME, *funds, HEAD, *rows]))
    assert [row.is_detail for row in score(found, rules).indicators] == [False, are_details, False, False]


def test_a_row_without_points_that_a_form_gives_a_score_is_no_detail() -> None:
    below: FormRow = [None, None, "女性", "≥40人", "50人", None, 5, None]
    found, rules = by_standard(form([*NAME, *FUNDS, HEAD, ROWS[0], below, *ROWS[1:3]]))
    assert not any(row.is_detail for row in score(found, rules).indicators)


def test_a_row_with_figures_has_its_own_score_whatever_those_of_which_it_is_made_up_say() -> None:
    card = evaluate(submission([TRAINED, {**WOMEN, "实际完成值": "30人"}, MEN]), STANDARD)
    first = card.indicators[0]
    assert [first.system, first.score, first.obstacle, first.is_told_in_detail] == [10, 10, "", False]


def test_full_marks_by_details_are_those_by_rule_less_deductions() -> None:
    bare: Row = {**TRAINED, **BARE, "扣减分数": 2}
    card = evaluate(submission([bare, WOMEN, MEN]), STANDARD)
    first = card.indicators[0]
    assert [first.system, first.score, first.obstacle, first.is_told_in_detail] == [10, 8, "", True]


@pytest.mark.parametrize("points", [0, -1, None])
def test_details_say_nothing_of_a_row_that_has_no_points(points: int | None) -> None:
    card = evaluate(submission([{**TRAINED, **BARE, "分值": points}, WOMEN]), STANDARD)
    assert card.indicators[0].system is None and card.indicators[0].derivation.rule == "暂不计分"


@pytest.mark.parametrize(
    ("actual", "above"),
    [("85%", "明细没有全部达到，须由人工评分：暂不计分"), ("93人", "下面有明细比不出是否达到，暂不计分")],
)
def test_what_is_said_of_details(actual: str, above: str) -> None:
    card = details(actual)
    said = "上面一项的明细，不另计分"
    assert [row.derivation.text for row in card.indicators] == [above, said, said]


def test_details_stand_below_their_row_in_one_level() -> None:
    bare: Row = {"年度指标值": None, "实际完成值": None, "计量单位": None}
    rows: list[Row] = [
        {**LEVELS, **bare, "三级指标": "学员满意度", "分值": 10},
        {**LEVELS, **bare, "三级指标": "对课程的满意度", "年度指标值": "≥90%", "实际完成值": "94%", "分值": None},
        {**bare, "一级指标": "效益指标", "三级指标": "就业率", "年度指标值": "≥90%", "实际完成值": "94%", "分值": None},
    ]
    assert [row.is_detail for row in evaluate(submission(rows), STANDARD).indicators] == [False, True, False]


def test_it_is_said_that_the_details_give_full_marks() -> None:
    assert details("95%").indicators[0].derivation.text == "下面的明细全部达到，得满分：10 = 10.00分"


def test_details_have_no_score_to_show() -> None:
    card = details("95%")
    annex = [cell for block in scores.annex(card) for row in getattr(block, "rows", ()) for cell in row]
    shown = [*textview.scorecard(card, 200), *map(str, annex)]
    assert any("对场地的满意度" in line for line in shown)
    assert [line for line in shown if "None" in line] == []


def test_details_are_no_indicators_in_what_is_sent() -> None:
    values = [value for row in summary.sent(details("95%")).rows for value in row.values]
    assert "1项，得满分1项" in values


@pytest.mark.parametrize(
    ("actual", "verdict"),
    [
        ("95%", ""),
        ("85%", "下面的明细没有全部达到而给了满分，没有写原因"),
        ("93人", "下面有明细比不出是否达到，暂不计分"),
    ],
    ids=["reached", "missed", "other unit"],
)
def test_a_printed_score_is_held_against_the_details_below_it(actual: str, verdict: str) -> None:
    above: FormRow = [*ROWS[2][:3], None, None, 10, 10, None]
    below: FormRow = ["", "", "对场地的满意度", "≥90%", actual, None, None, None]
    found, rules = by_standard(form([*NAME, *FUNDS, HEAD, *ROWS[:2], above, below]))
    said = {each.subject: each.reason for each in compare(score(found, rules), rules)}
    assert said["学员满意度"] == verdict
