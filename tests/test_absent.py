"""What a form has no column or cell for is not asked for; a workbook of ours is asked for it."""

from __future__ import annotations

from typing import Any

import pytest

from selfeval_xl.checks.order import with_hints
from selfeval_xl.checks.project import REQUIRED
from selfeval_xl.domain.finding import ERROR, NOTICE, WARNING
from selfeval_xl.domain.submission import OfficialForm, Project
from selfeval_xl.tasks.evaluation import evaluate
from tests import tiny
from tests.forms import RECEIVED

COLUMNS = {
    "B07": "reason", "B11": "reason", "W01": "weight", "I01": "actual", "I02": "target", "I11": "name", "R01": "reason",
    "R04": "reason", "R05": "reason",
}  # fmt: skip


def without(row: Any, field: str) -> Any:
    """Return a row of a table that has no such column."""
    columns = row.columns
    return row._replace(columns=columns._replace(of={key: at for key, at in columns.of.items() if key != field}))


NEEDED = {"W01": "分值", "I01": "实际完成值", "I02": "年度指标值", "R01": "偏差原因分析及改进措施"}
"""Columns that a form has to have, by what asks for them."""


def told(case: tiny.Case, lacking: str = "", form: OfficialForm | None = RECEIVED) -> dict[str, str]:
    """Return the messages of a case by their codes."""
    given = tiny.submission(case)
    rows: dict[str, Any] = {
        name: tuple(without(row, lacking) for row in getattr(given, name)) for name in ("budget", "indicators")
    }
    found = evaluate(given._replace(form=form, **rows), tiny.standard_of(case)).findings
    return {each.code: each.message for each in found}


@pytest.mark.parametrize("code", COLUMNS)
def test_a_form_is_not_asked_for_a_column_that_it_lacks(code: str) -> None:
    case = {**tiny.load(tiny.CASES / "findings" / f"{code}.toml"), "空行": ["指标!1"] * 20}  # no row number twice
    assert code in told(case)  # the column is there and blank
    assert code in told(case, COLUMNS[code], form=None)
    assert code not in told(case, COLUMNS[code])


@pytest.mark.parametrize("code", NEEDED)
def test_a_column_that_a_form_has_to_have_is_asked_for_once(code: str) -> None:
    case = tiny.load(tiny.CASES / "findings" / f"{code}.toml")
    assert f"没有“{NEEDED[code]}”列" in told(case, COLUMNS[code])["X08"]
    assert "X08" not in told(case)


@pytest.mark.parametrize(("method", "is_asked"), [("", True), ("人工", False)])
def test_a_form_need_not_have_a_column_for_what_a_person_judges(method: str, is_asked: bool) -> None:
    row = {"计分方法": method, "手工得分": 9, "实际完成值": "", "偏差原因分析及改进措施": "抽查时给的分。"}
    assert ("X08" in told({"指标": {"学员满意度": row}}, "actual")) is is_asked


def test_a_form_without_funds_is_said_to_have_none_on_its_own_sheet() -> None:
    given = tiny.submission({})
    found = evaluate(given._replace(form=RECEIVED, budget=()), tiny.standard_of({})).findings
    assert [each.place.sheet for each in found if each.code == "B01"] == [RECEIVED.sheet]


def test_facts_that_a_form_never_asked_for_are_only_hints() -> None:
    case = {"项目信息": {"实施单位": "", "填报人": "", "存在的问题": ""}}
    given = tiny.submission(case)
    found = evaluate(given, tiny.standard_of(case)).findings
    place = given.project.place
    asked = Project({"": place("name"), "unit": place("unit"), "preparer": place("preparer")})
    levels = [
        {each.place.cell: each.level for each in with_hints(found, given.project, form) if each.code[0] == "P"}
        for form in (asked, Project({"": given.project.place("name")}))
    ]
    unit, preparer = (given.project.place(field).cell for field in ("unit", "preparer"))
    assert "unit" in REQUIRED
    assert [levels[0][unit], levels[0][preparer]] == [ERROR, WARNING]
    assert [levels[1][unit], levels[1][preparer]] == [NOTICE, NOTICE]
