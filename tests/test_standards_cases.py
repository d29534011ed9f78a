"""Every built-in standard as cases that a finance officer can check: tests/cases/standards/<编号>.toml.

A row is 一级指标, 年度指标值, 实际完成值, 分值, 得分; 人工 or 执行率 and a 手工得分 may stand for the two values.
"""

from __future__ import annotations

import tomllib
from itertools import zip_longest
from typing import Any

import pytest

from selfeval_xl.scoring.methods import METHODS
from selfeval_xl.storage import standards
from selfeval_xl.tasks.evaluation import evaluate
from tests.forms import Row, submission
from tests.test_scoring_cases import HERE

FILES = sorted((HERE / "standards").glob("*.toml"))
CASES = [
    pytest.param(path.stem, case, id=f"{path.stem}-{case['name']}")
    for path in FILES
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]


def test_every_standard_has_its_cases() -> None:
    assert {path.stem for path in FILES} == {*standards.available()}


def row_of(number: int, cells: list[Any]) -> Row:
    """Return the row of the sheet 指标 that a line of a case stands for."""
    level1, target, actual, weight, _ = cells
    named = target in METHODS
    return {
        "一级指标": level1,
        "二级指标": "" if not level1 else f"{level1}{number}",
        "三级指标": f"第{number}项",
        "分值": weight,
        "年度指标值": "" if named else target,
        "实际完成值": "" if named else actual,
        "计分方法": target if named else "",
        "手工得分": actual if named else "",
    }


@pytest.mark.parametrize(("standard", "case"), CASES)
def test_the_form_is_scored_as_the_case_says(standard: str, case: dict[str, Any]) -> None:
    rows = [row_of(number, cells) for number, cells in enumerate(case["指标"], 1)]
    rows = [{**row, "得分系数（%）": share} for row, share in zip_longest(rows, case.get("得分系数", ()))]
    budget = [{"序号": "1", "项目明细": "项目资金", **case["预算"]}]
    facts = {"评价年度": case["年度"], "评价标准": standard, "金额单位": "万元"}
    card = evaluate(submission(rows, budget, facts), standards.load(standard))
    assert [str(row.score) for row in card.indicators] == [cells[4] for cells in case["指标"]]
    assert {section.name: str(section.score) for section in card.sections} == case["各部分"]
    total = "暂不评级" if card.total is None else str(card.total)
    assert (total, card.grade) == (case["总分"], case.get("等级"))
    about_points = [finding.code for finding in card.findings if finding.code.startswith("W")]
    assert about_points == case["问题"]


def test_a_score_that_a_coefficient_gives_is_said_at_its_cell_and_needs_points() -> None:
    rows = [{**row_of(1, ["", "明显", "部分达成", 40, ""]), "得分系数（%）": "70.01%"},
            {**row_of(2, ["", "明显", "部分达成", "", ""]), "得分系数（%）": "70%"}]  # fmt: skip
    scored, without = evaluate(submission(rows, project={"评价年度": 2024}), standards.load("chongqing")).indicators
    assert (str(scored.score), str(scored.typed)) == ("28.00", "28")
    assert scored.indicator.place("typed_score") == scored.indicator.place("coefficient")
    assert (without.score, without.obstacle) == (None, "W01")
