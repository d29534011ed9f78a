"""分值 that a form does not print: taken from its headings and scores where they follow, and nowhere else.

The cases are in tests/cases/points.toml, for a finance officer to check.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

import pytest

from selfeval_xl.comparison import with_points
from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.printed import PlacedValue, Printed, PrintedFunds, PrintedSum
from selfeval_xl.domain.submission import Submission
from selfeval_xl.storage import standards
from tests import tiny
from tests.forms import BUDGET_LINE, RECEIVED, submission

CASES = tomllib.loads((tiny.CASES / "points.toml").read_text(encoding="utf-8"))["case"]
TITLES = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值")
SOMEWHERE = Place("自评表", 9, 9)


def shown(value: object) -> PlacedValue | None:
    return None if value in (None, "") else PlacedValue(str(value), SOMEWHERE)


def printed_in(case: Mapping[str, Any]) -> Printed:
    funds = PrintedFunds("年度资金总额", 1, None, shown(case.get("执行率分值")), shown(case.get("执行率得分")))
    sums = tuple(
        PrintedSum(each["名称"], tuple(row - 1 for row in each["行"]), None, shown(each["分值"]))
        for each in case.get("合计行", ())
    )
    return Printed(tuple(shown(row[-1]) for row in case["指标"]), (funds,), sums=sums, total=shown(case.get("总分")))


def received(case: Mapping[str, Any]) -> Submission:
    rows = [dict(zip(TITLES, row[:-1], strict=True)) for row in case["指标"]]
    return submission(rows, [BUDGET_LINE])._replace(printed=printed_in(case), form=RECEIVED)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["名称"]))
def test_points_follow_as_the_case_says(case: Mapping[str, Any]) -> None:
    given = received(case)
    found = with_points(given, standards.load(case.get("标准", "mof-2020")))
    assert [text_of(row.weight) for row in found.indicators] == case["预期"]
    assert found.form is not None and found.form.weights_deduced is (found.indicators != given.indicators)


def test_a_workbook_of_ours_is_left_as_it_is() -> None:
    given = received(CASES[0])._replace(form=None)
    assert with_points(given, standards.load("mof-2020")) == given
