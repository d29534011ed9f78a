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

from selfeval_xl.comparison import Comparison, Printed, Shown, compare
from selfeval_xl.domain.place import Place
from selfeval_xl.scoring import score
from selfeval_xl.storage import standards
from tests import tiny
from tests.forms import BUDGET_LINE, submission

CASES = tomllib.loads((tiny.CASES / "comparison.toml").read_text(encoding="utf-8"))["case"]


def printed_in(case: Mapping[str, Any]) -> Printed:
    """Return what the form of a case prints: the indicators' scores in P2, P3 and so on, all else below."""
    place = (Place("自评表", row, 16) for row in count(2))
    rows, told = case.get("指标", ()), case.get("印", {})
    scores = [(row.get("印"), next(place)) for row in rows]
    rate, points, total, grade = ((told.get(what), next(place)) for what in ("执行率", "执行率得分", "总分", "等级"))
    return Printed(tuple(_shown(*each) for each in scores), *(_shown(*each) for each in (rate, points, total)),
                   grade if grade[0] else None)  # fmt: skip


def _shown(number: str | None, place: Place) -> Shown | None:
    return None if number is None else Shown(Decimal(number), place)


def compared(case: Mapping[str, Any]) -> tuple[Comparison, ...]:
    """Return the comparisons of a case."""
    rules = standards.load(case.get("标准", "mof-2020"))
    card = score(submission(case.get("指标", ()), case.get("预算", [BUDGET_LINE])), rules)
    return compare(card, printed_in(case), rules, *map(Decimal, filter(None, [case.get("容差")])))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["名称"])
def test_each_printed_figure_is_told_as_the_case_says(case: Mapping[str, Any]) -> None:
    found = compared(case)
    assert [[each.what, each.printed, each.computed, each.reason] for each in found] == case["预期"]
    assert all(each.agrees is not bool(each.reason) for each in found)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["名称"])
def test_each_comparison_says_the_cell_of_the_printed_figure(case: Mapping[str, Any]) -> None:
    printed = printed_in(case)
    cells = [printed.rate, printed.execution, *printed.scores, printed.total]
    expected = [each.place for each in cells if each] + [place for _grade, place in filter(None, [printed.grade])]
    assert [each.place for each in compared(case)] == expected
