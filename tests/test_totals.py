"""Sections, total, caps and grade as cases that a finance officer can check: tests/cases/totals.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from selfeval_xl.domain.cells import CellValue
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.scoring import score
from selfeval_xl.storage import standards
from tests.forms import BUDGET_LINE, RECEIVED, submission
from tests.test_scoring_cases import HERE, standard_named

CASES = tomllib.loads((HERE / "totals.toml").read_text(encoding="utf-8"))["case"]
COLUMNS = ("一级指标", "二级指标", "年度指标值", "实际完成值", "分值", "手工得分")


def carded(case: Mapping[str, Any]) -> Scorecard:
    """Score a case: rows as lists in the order of ``COLUMNS``, and what was budgeted and spent."""
    rows: list[dict[str, CellValue]] = [dict(zip(COLUMNS, row, strict=False)) for row in case["指标"]]
    budget, spent = case.get("预算和执行", (100, 100))
    line = {**BUDGET_LINE, "年初预算数": budget, "全年预算数": budget, "全年执行数": spent}
    standard = standards.load(standard_named(case["standard"]))
    return score(submission(rows, [line]), standard)


def told(card: Scorecard) -> dict[str, object]:
    """Write the result as the case does."""
    parts = [
        f"{part.name} {'未计分' if part.score is None else part.score}/{format_decimal(part.weight)}"
        for part in card.sections
    ]
    total = "暂不评级" if card.total is None else f"{card.total} {card.grade}"
    how = "" if card.total_derivation is None else card.total_derivation.text
    return {"各部分": parts, "总分": total, "算式": how}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_total_is_as_the_case_says(case: dict[str, Any]) -> None:
    card = carded(case)
    assert told(card) == case["预期"]
    assert (card.total is None) == (card.grade is None) == (card.total_derivation is None)


def test_a_scorecard_names_its_standard_and_what_nobody_could_check() -> None:
    card = carded({"standard": "甲县试行", "指标": []})
    assert (card.standard_id, card.standard_name, card.standard_version) == (
        "甲县试行",
        "甲县项目支出绩效自评（试行）",
        "试行1",
    )
    assert card.standard_evidence == "未核实"
    checked = standards.load(standard_named("甲县试行"))
    known = checked.execution.reference
    sections = tuple(section._replace(reference=known) for section in checked.sections)
    checked = checked._replace(sections=sections, scoring=checked.scoring._replace(reverse_reference=known))
    assert score(card.submission, checked).standard_evidence == ""


def test_without_an_execution_rate_no_cap_can_apply() -> None:
    case = {"standard": "donghu-2017", "指标": [["投入管理", "立项", "规范", "规范", 16]], "预算和执行": [0, 0]}
    card = carded(case)
    unchecked = standards.load("donghu-2017")._replace(weights_checked=False)
    capped = unchecked._replace(caps=standards.load("manual-2022").caps)
    card = score(card.submission, unchecked)
    assert told(score(card.submission, capped)) == told(card)
    assert card.total == 16


ROWS = [
    ["产出指标", "数量", "≥95%", "95%", 50],
    ["效益指标", "效益", "≥95%", "95%", 30],
    ["满意度指标", "满意度", "≥95%", "95%", 10],
]


@pytest.mark.parametrize(("points", "total"), [(50, "100.00"), (49, None), (51, None), (60, None)])
def test_points_that_do_not_make_100_give_no_total(points: int, total: str | None) -> None:
    card = carded({"standard": "mof-2020", "指标": [[*ROWS[0][:4], points], *ROWS[1:]]})
    assert (card.total, card.grade) == ((Decimal(total), "优") if total else (None, None))


def test_a_section_that_has_more_than_the_standard_fixes_gives_no_total() -> None:
    rows = [
        [part, "甲", "≥95%", "95%", points] for part, points in (("投入管理", 20), ("过程管理", 20), ("项目绩效", 60))
    ]
    assert carded({"standard": "donghu-2017", "指标": rows}).total is None


def test_a_form_that_was_received_shows_what_its_points_give_but_is_graded_only_where_they_make_100() -> None:
    few = carded({"standard": "mof-2020", "指标": ROWS[:1]}).submission._replace(form=RECEIVED)
    many = carded({"standard": "mof-2020", "指标": [*ROWS, ROWS[0]]}).submission._replace(form=RECEIVED)
    mof = standards.load("mof-2020")
    assert (score(few, mof).total, score(few, mof).grade) == (Decimal(60), None)
    assert (score(many, mof).total, score(many, mof).grade) == (Decimal(150), None)


@pytest.mark.parametrize(
    ("points", "total", "how", "uncapped"),
    [
        (3, "98.00", "另加加分，最高100分：95＋3 = 98.00分", None),
        (5, "100.00", "另加加分，最高100分：95＋5 = 100.00分", None),
        (6, "100.00", "另加加分，最高100分：95＋6 = 100.00分", Decimal("101.00")),
        (0, "95.00", "总分为各部分得分之和：10＋45＋30＋10＋0 = 95.00分", None),
    ],
)
def test_bonus_points_come_on_top_up_to_100(points: int, total: str, how: str, uncapped: Decimal | None) -> None:
    mof = standards.load("mof-2020")
    bonus = mof.sections[1]._replace(name="加分", level1=("加分",), weight=Decimal(10), fixed=False, bonus=True)
    with_bonus = mof._replace(sections=(*mof.sections, bonus))
    rows = [[*ROWS[0], 45], *ROWS[1:], ["加分项目", "", "≥1次", "1次", points or 1, points]]
    card = score(carded({"standard": "mof-2020", "指标": rows}).submission, with_bonus)
    assert (str(card.total), card.total_derivation and card.total_derivation.text) == (total, how)
    assert (card.total_made.uncapped, card.total_made.cap) == (uncapped, uncapped and Decimal(100))
    assert card.total_made.summed == 95 + points


@pytest.mark.parametrize(
    ("cost", "output", "benefit", "graded"),
    [(20, 40, 20, True), (21, 40, 19, False), (15, 45, 20, True), (0, 50, 30, True), (10, 51, 19, False)],
)
def test_a_section_may_have_points_between_two_bounds(cost: int, output: int, benefit: int, graded: bool) -> None:
    points = {"成本指标": cost, "产出指标": output, "效益指标": benefit, "满意度指标": 10}
    rows = [[level, "", "≥95%", "95%", each] for level, each in points.items() if each]
    assert (carded({"standard": "mof-2021", "指标": rows}).total is not None) == graded
