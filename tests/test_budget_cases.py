"""Budget against execution as cases that a finance officer can check: tests/cases/budget.toml."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from selfeval_xl.checks.formatting import amount
from selfeval_xl.domain.decimals import percent
from selfeval_xl.domain.scorecard import BudgetResult, LineResult
from selfeval_xl.scoring import score
from selfeval_xl.storage import standards
from tests.forms import Row, submission
from tests.test_scoring_cases import standard_named

HERE = Path(__file__).parent / "cases"
CASES = tomllib.loads((HERE / "budget.toml").read_text(encoding="utf-8"))["case"]


def told(budget: BudgetResult, unit: str) -> dict[str, object]:
    """Write what was worked out, as the case does."""
    return {
        "预算": _money(budget.budget, unit),
        "执行": _money(budget.executed, unit),
        "执行率": "无" if budget.rate is None else percent(budget.rate),
        "各行": [_line(line, unit) for line in budget.lines],
    }


def _money(fen: int | None, unit: str) -> str:
    return "无" if fen is None else amount(fen, unit)


def _line(line: LineResult, unit: str) -> str:
    """One line: indented as it is deep, budget, execution, rate, difference, deviation, 执行数（其他）."""
    figures = [_money(fen, unit) for fen in (line.budget, line.executed)]
    figures.append("无" if line.rate is None else percent(line.rate))
    figures.append(_money(line.difference, unit))
    figures.append("无" if line.deviation is None else percent(line.deviation))
    figures += [f"其他{_money(line.other, unit)}"] * (line.other is not None)
    return "　" * line.depth + line.line.name + "：" + " ".join(figures)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_budget_is_worked_out_as_the_case_says(case: dict[str, Any]) -> None:
    facts: dict[str, str] = {"金额单位": "元", **case.get("项目信息", {})}
    row: Row = {"年度指标值": "100%", "实际完成值": "100%", "分值": 10, "计分方法": "执行率"}
    card = score(
        submission([row], case["预算"], facts), standards.load(standard_named(case.get("standard", "mof-2020")))
    )
    found = told(card.budget, facts["金额单位"])
    section = next(section for section in card.sections if section.name == "预算执行率")
    found["得分"] = "未计分" if section.score is None else str(section.score)
    found["说明"] = "" if section.derivation is None else section.derivation.text
    found["封顶"] = card.total_derivation.text if card.total_derivation else ""
    found["指标"] = f"{card.indicators[0].score} {card.indicators[0].obstacle}{card.indicators[0].explanation}"
    assert {key: found[key] for key in case["预期"]} == case["预期"]
    share, budget = card.budget.share, card.budget
    assert (share is None) == (budget.rate is None)
    assert share is None or (budget.budget and share == Decimal(budget.executed or 0) / budget.budget)
