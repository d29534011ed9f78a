"""Planted slips: two right forms, one thing changed on each, and what it is called; and right forms by every standard.

The cases are in tests/cases/slips.toml, for a finance officer to check.
"""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from selfeval_xl.domain.finding import NOTICE, Finding
from selfeval_xl.tasks.verify import verify
from tests import paper, tiny

CASES = tomllib.loads((tiny.CASES / "slips.toml").read_text(encoding="utf-8"))
KEYS = ("level1", "level2", "name", "target_text", "actual_text", "weight", "score_printed", "reason")
FIELDS = {"指标值": "target_text", "完成值": "actual_text", "分值": "weight", "得分": "score_printed", "原因": "reason"}
FOLLOWS = frozenset({"总分", "评价等级", "分值合计"})
"""What changes with every row."""


def table(name: str) -> dict[str, Any]:
    """Return a right form as ``paper`` lays it out."""
    base = copy.deepcopy(CASES["表"][name])
    rows = [{key: cell or None for key, cell in zip(KEYS, row, strict=True)} for row in base.pop("rows")]
    return {**base, "funds_sub": [], "indicators": rows, "total_weight_printed": 100}


def changed(case: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form of a case, with the total of its printed scores."""
    form, change = table(case["用"]), case.get("改", {})
    for each in filter(None, (change if "行" in change else None, change.get("另"))):
        row = form["indicators"][each["行"] - 1]
        row.update({FIELDS[key]: value or None for key, value in each.items() if key in FIELDS})
    form["funds"].update(change.get("资金", {}))
    scores = [form["funds"]["score_printed"], *(row["score_printed"] for row in form["indicators"])]
    form["total_printed"] = change.get("总分", float(sum(Decimal(str(score)) for score in scores)))
    for field in ("initial", "weight"):
        form["funds"].setdefault(field, None)
    return form


def found(form: Mapping[str, Any], folder: Path) -> tuple[Finding, ...]:
    return verify(str(paper.lay_out(form, folder / "自评表.xlsx"))).comparisons


@pytest.mark.parametrize("case", CASES["slip"], ids=lambda case: f"{case['用']}：{case['名称']}")
def test_each_slip_is_called_by_its_name(case: Mapping[str, Any], tmp_path: Path) -> None:
    subject, verdict, reason = case["见"]
    told = {each.subject: each for each in found(changed(case), tmp_path)}
    assert (told[subject].verdict, reason in told[subject].reason) == (verdict, True), told[subject].reason
    touched = {subject, *FOLLOWS} | ({"预算执行率", "预算执行率得分"} if "资金" in case["改"] else set())
    touched |= {"考试合格率"} if "另" in case["改"] else set()
    assert [each.message for each in told.values() if each.subject not in touched and each.level != NOTICE] == []


@pytest.mark.parametrize("name", CASES["表"])
def test_a_right_form_is_not_accused(name: str, tmp_path: Path) -> None:
    assert [each.message for each in found(changed({"用": name}), tmp_path) if each.level != NOTICE] == []
