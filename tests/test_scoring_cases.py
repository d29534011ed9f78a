"""The scoring rules as cases that a finance officer can check: tests/cases/scoring/*.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from selfeval_xl.files import standards
from selfeval_xl.quantities import percent
from selfeval_xl.scoring import score
from selfeval_xl.sheets.summary import score_shown
from tests.forms import submission

CASES = [
    pytest.param(case, id=f"{path.stem}-{case['name']}")
    for path in sorted((Path(__file__).parent / "cases" / "scoring").glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]


def test_there_are_cases_for_every_method() -> None:
    assert len(CASES) > 40


@pytest.mark.parametrize("case", CASES)
def test_scores_as_the_case_says(case: dict[str, Any]) -> None:
    card = score(submission([case["row"]]), standards.load(case["standard"]))
    (row,) = card.indicators
    found = {
        "得分": str(score_shown(row)),
        "系统得分": str(row.system),
        "偏差率": "" if row.deviation is None else percent(row.deviation),
        "问题": [row.obstacle] if row.obstacle else [],
    }
    expected = dict(case["expect"])
    explained = expected.pop("计算说明", "")
    assert {key: found[key] for key in expected} == expected
    assert explained in row.explanation
