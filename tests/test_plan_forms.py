"""绩效目标申报表 in: what published targets say when they are laid out as forms, and what is found in them."""

from __future__ import annotations

import pytest

from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.submission import BudgetLine, Submission
from selfeval_xl.readers.forms.reading import read_forms
from tests import plans

LAYOUTS = {"年度": plans.yearly, "项目和年度": plans.long_term}
each_layout = pytest.mark.parametrize("layout", LAYOUTS)
each_plan = pytest.mark.parametrize("plan", plans.PUBLISHED, ids=lambda plan: str(plan["id"]))


def read(layout: str, plan: plans.Plan) -> Submission:
    (form,) = read_forms(LAYOUTS[layout](plan).grid("目标表"))
    return form


def amounts(lines: tuple[BudgetLine, ...]) -> list[tuple[str, int | None]]:
    return [(line.number, line.initial) for line in lines]


@each_layout
@each_plan
def test_what_was_laid_out_is_what_is_read(layout: str, plan: plans.Plan) -> None:
    form = read(layout, plan)
    assert form.form is not None and form.form.kind == "target"
    wanted = [row for row in plan["rows"] if row["name"] or row["target_text"]]
    read_rows = [(row.level2, row.name, text_of(row.target), row.weight) for row in form.indicators]
    assert read_rows == [(row["level2"], row["name"], row["target_text"], row.get("weight")) for row in wanted]
    assert [row.level1 for row in form.indicators] == [row["level1"] for row in wanted]


@each_layout
def test_facts_and_funds_are_read_from_their_own_cells(layout: str) -> None:
    form = read(layout, plans.PUBLISHED[2])
    project = form.project
    assert (project.year, text_of(project.department), text_of(project.unit)) == (2026, "县农业农村局", "县农技站")
    assert text_of(project.annual_goal) == plans.GOAL
    assert "2026" in text_of(project.period) and "11" in text_of(project.period)
    assert amounts(form.budget) == [("1", 50_000_000), ("1.1", 40_000_000), ("1.2", 10_000_000)]
    assert form.form is not None and [each.reason for each in form.form.unread] == []


def test_the_funds_of_the_whole_project_stand_apart() -> None:
    form = read("项目和年度", plans.PUBLISHED[2])
    assert amounts(form.whole_funds) == [("1", 100_000_000), ("1.1", 80_000_000), ("1.2", 20_000_000)]
    assert text_of(form.project.approved_total) == "100"
    assert read("年度", plans.PUBLISHED[2]).whole_funds == ()


def test_a_self_evaluation_that_lacks_a_column_stays_one() -> None:
    sheet = plans.yearly(plans.PUBLISHED[2], title="项目支出绩效自评表")
    (form,) = read_forms(sheet.grid("自评表"))
    assert form.form is not None and form.form.kind == "mof-2020"
