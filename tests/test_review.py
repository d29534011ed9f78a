"""Printed beside computed: each habit and slip seen in published tables is told for what it is.

The cases are in tests/cases/comparison.toml, for a finance officer to check.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from selfeval_xl.comparison import compare
from selfeval_xl.domain.decimals import HUNDRED
from selfeval_xl.domain.finding import AGREES, JUDGED, MISTAKE, UNVERIFIABLE, Finding
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.printed import PlacedValue, Printed, PrintedFunds
from selfeval_xl.scoring import score
from selfeval_xl.storage import standards
from tests import tiny
from tests.forms import BUDGET_LINE, RECEIVED, submission

CASES = tomllib.loads((tiny.CASES / "comparison.toml").read_text(encoding="utf-8"))["case"]


def printed_in(case: Mapping[str, Any]) -> Printed:
    """Return what the form of a case prints: the indicators' scores in P2, P3 and so on, all else below."""
    place = (Place("自评表", row, 16) for row in count(2))
    rows, told = case.get("指标", ()), case.get("印", {})
    scores = [(row.get("印"), next(place)) for row in rows]
    share, points, total, grade = ((told.get(what), next(place)) for what in ("执行率", "执行率得分", "总分", "等级"))
    rate = (share[0] and f"{Decimal(share[0]) * HUNDRED}%", share[1])
    funds = PrintedFunds("年度资金总额", 1, rate=_shown(*rate), score=_shown(*points))
    return Printed(tuple(_shown(*each) for each in scores), (funds,), total=_shown(*total), grade=_shown(*grade))


def _shown(text: str | None, place: Place) -> PlacedValue | None:
    return PlacedValue(text, place) if text else None


def compared(case: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Return the comparisons of a case."""
    rules = standards.load(case.get("标准", "mof-2020"))
    given = submission(case.get("指标", ()), case.get("预算", [BUDGET_LINE]))
    card = score(given._replace(printed=printed_in(case), form=RECEIVED), rules)
    return compare(card, rules, *map(Decimal, filter(None, [case.get("容差")])))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["名称"])
def test_each_printed_figure_is_told_as_the_case_says(case: Mapping[str, Any]) -> None:
    found = compared(case)
    assert [[each.subject, each.printed, each.computed, each.reason] for each in found] == case["预期"]
    assert all(each.agrees is not bool(each.reason) for each in found)


VERDICTS = {"算不出": UNVERIFIABLE, "人工评判": JUDGED, "给了满分": JUDGED, "加总差错": MISTAKE, "截去": MISTAKE}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["名称"])
def test_each_figure_gets_the_verdict_that_its_reason_gives(case: Mapping[str, Any]) -> None:
    for each in compared(case):
        assert (each.verdict == AGREES) is (not each.reason)
        assert all(each.verdict == verdict for word, verdict in VERDICTS.items() if word in each.reason)
        assert each.message.startswith(f"{each.place.address} {each.subject}：表上是 {each.printed}")


def test_a_sum_counts_the_points_for_execution_also_where_the_standard_has_none() -> None:
    case = {"标准": "donghu-2017", "印": {"执行率得分": "10", "总分": "100"},
            "指标": [{"一级指标": "项目绩效", "三级指标": "甲", "年度指标值": "1件", "实际完成值": "1件", "分值": 90,
                    "印": "90"}]}  # fmt: skip
    assert not any("加总差错" in each.reason for each in compared(case))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["名称"])
def test_each_comparison_says_the_cell_of_the_printed_figure(case: Mapping[str, Any]) -> None:
    printed = printed_in(case)
    cells = [printed.funds[0].rate, printed.funds[0].score, *printed.scores, printed.total, printed.grade]
    assert [each.place for each in compared(case)] == [each.place for each in cells if each]
