"""Which rules of 复核 speak against an indicator: tests/cases/deductions.toml, for a reviewer to check."""

from __future__ import annotations

import tomllib

import pytest

from selfeval_xl.checks.reviewing import against
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.scoring import score
from selfeval_xl.storage import standards
from tests import tiny

CASES = tomllib.loads((tiny.CASES / "deductions.toml").read_text(encoding="utf-8"))
EVIDENCE = CASES["佐证材料"]


def changed(case: tiny.Case) -> tiny.Case:
    """Return the case with the evidence of all rows, where it says that there is some."""
    told = {name: {"佐证材料": text} for name, text in EVIDENCE.items()} if case.get("佐证材料") else {}
    rows = case.get("指标", {})
    cells = {name: told.get(name, {}) | rows.get(name, {}) for name in (*told, *rows)}
    return {"指标": cells, "缺列": case.get("缺列", []), "项目信息": case.get("项目信息", {})}


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: str(case["名称"]))
def test_the_rules_that_speak_against_a_row(case: tiny.Case) -> None:
    given = changed(case)
    card = score(tiny.submission(given), tiny.standard_of(given))
    found = [
        [f"{row.indicator.row} {row.indicator.name}", *(f"{rule.id} {format_decimal(rule.share)}" for rule in rules)]
        for row, rules in zip(card.indicators, against(card, standards.review_rules()), strict=True)
        if rules
    ]
    assert found == case["规则"]


def test_what_is_only_pointed_out_says_why() -> None:
    given = changed({})
    said = against(score(tiny.submission(given), tiny.standard_of(given)), standards.review_rules())[0][0].said
    assert said == "“佐证材料”一栏全部空着，请看另附的材料"
    strange = changed({"佐证材料": "都有", "指标": {"培训就业困难人员数": {"三级指标": "新建农村公路里程"}}})
    card = score(tiny.submission(strange), tiny.standard_of(strange))
    assert against(card, standards.review_rules())[0][0].said == "请核对是不是本项目的指标"
