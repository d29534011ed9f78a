"""The checks at their limits, as cases that a finance officer can check: tests/cases/checks/*.toml.

Each case says what it changes in the clean self-evaluation (findings_base.toml) and every finding that comes of it.
"""

from __future__ import annotations

import tomllib

import pytest

from selfeval_xl.domain.finding import Finding
from tests import tiny

CASES = [
    pytest.param(case, id=f"{path.stem}-{case['名称']}")
    for path in sorted((tiny.CASES / "checks").glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]


def where(found: Finding) -> str:
    """Return code and cell of a finding: ``C01 指标``, ``B04 预算!G3``."""
    place = found.place
    return f"{found.code} {place.sheet}{f'!{place.cell}' if place.row else ''}"


@pytest.mark.parametrize("case", CASES)
def test_the_checks_find_what_the_case_says_and_nothing_else(case: tiny.Case) -> None:
    findings = tiny.findings(case)
    assert [where(found) for found in findings] == case["发现"]
    told = "\n".join(f"{found.message}{found.remedy}" for found in findings)
    assert [words for words in case.get("写着", []) if words not in told] == []
