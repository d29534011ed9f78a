"""The scoring rules as cases that a finance officer can check: tests/cases/scoring/*.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from selfeval_xl.domain.cells import parse_decimal
from selfeval_xl.domain.computed import score_shown
from selfeval_xl.domain.decimals import percent
from selfeval_xl.scoring import score
from selfeval_xl.storage import standards
from tests.forms import submission

HERE = Path(__file__).parent / "cases"
CASES = [
    pytest.param(case, id=f"{path.stem}-{case['name']}")
    for path in sorted((HERE / "scoring").glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]


def standard_named(name: str) -> str:
    """Return where a standard is: a built-in one by its name, or one of tests/cases/standards_own."""
    own = HERE / "standards_own" / f"{name}.toml"
    return str(own) if own.exists() else name


def test_there_are_cases_for_every_method() -> None:
    assert len(CASES) > 40


@pytest.mark.parametrize("case", CASES)
def test_scores_as_the_case_says(case: dict[str, Any]) -> None:
    card = score(submission([case["row"]]), standards.load(standard_named(case["standard"])))
    (row,) = card.indicators
    found = {
        "得分": str(score_shown(row)),
        "系统得分": str(row.system),
        "偏差率": "" if row.deviation is None else percent(row.deviation),
        "问题": [row.obstacle] if row.obstacle else [],
        "计算说明": row.explanation,
        "方法": row.method,
        "疑问": dict(row.ambiguities),
    }
    assert {key: found[key] for key in case["expect"]} == case["expect"]
    assert row.deduction == (parse_decimal(row.indicator.deduction) or 0)
