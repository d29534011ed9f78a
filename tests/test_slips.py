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
from selfeval_xl.rules import Standard
from selfeval_xl.storage import standards
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
        row.update({FIELDS[key]: None if value == "" else value for key, value in each.items() if key in FIELDS})
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
    assert (told[subject].verdict, told[subject].reason) == (verdict, reason)
    touched = {subject, *FOLLOWS} | ({"预算执行率", "预算执行率得分"} if "资金" in case["改"] else set())
    touched |= {"考试合格率"} if "另" in case["改"] else set()
    assert [each.message for each in told.values() if each.subject not in touched and each.level != NOTICE] == []


@pytest.mark.parametrize("name", CASES["表"])
def test_a_right_form_is_not_accused(name: str, tmp_path: Path) -> None:
    assert [each.message for each in found(changed({"用": name}), tmp_path) if each.level != NOTICE] == []


def right(standard: Standard, year: int) -> dict[str, Any]:
    """Return a form with rows of every section of a standard: beyond the target, just at it, and short of it."""
    rules = standard.for_year(year)
    rows = [
        (rule, name, target, actual)
        for rule in rules.sections
        if rule.source == "indicators" and not rule.bonus
        for name, target, actual in (("人数", "≥100人", "105人"), ("用时", "≤30天", "30天"), ("场次", "≥40场", "37场"))
    ]
    indicators = [
        {"level1": f"{''.join(rule.level1[:1]) or '产出'}指标", "level2": "数量指标", "name": f"{rule.name}{name}",
         "target_text": target, "actual_text": actual, "weight": float(rule.weight) / 4 * (2 if name == "人数" else 1),
         "score_printed": None, "reason": "雨天停工" if name == "场次" else None}
        for rule, name, target, actual in rows
    ]  # fmt: skip
    points = next((float(rule.weight) for rule in rules.sections if rule.source == "execution"), None)
    funds = {"unit": "万元", "initial": "100", "annual": "100", "executed": "93.17", "weight": points,
             "rate_printed": None, "score_printed": None}  # fmt: skip
    return {"standard_family": "", "title": "技能培训", "year": year, "funds": funds, "funds_sub": [],
            "indicators": indicators, "total_weight_printed": None, "total_printed": None}  # fmt: skip


@pytest.mark.parametrize("name", standards.available())
def test_a_right_form_by_any_standard_gets_nothing_but_agreement(name: str, tmp_path: Path) -> None:
    standard = standards.load(name)
    form = right(standard, max(standard.effective.year, 2022))
    card = verify(str(paper.lay_out(form, tmp_path / "空.xlsx")), name).card
    for row, scored in zip(form["indicators"], card.indicators, strict=True):
        row["score_printed"] = float(scored.system or 0)
    section = card.execution_section
    form["funds"] |= {"rate_printed": "93.17%", "score_printed": float(section.score or 0) if section else None}
    parts = [row["score_printed"] for row in form["indicators"]] + [form["funds"]["score_printed"] or 0]
    form["total_printed"] = float(sum(Decimal(str(part)) for part in parts))
    told = verify(str(paper.lay_out(form, tmp_path / "表.xlsx")), name).comparisons
    assert [each.message for each in told if not each.agrees] == []
    assert len(told) >= len(form["indicators"]) + 2
