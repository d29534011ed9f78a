"""Which rules of 复核 speak against an indicator: tests/cases/deductions.toml, for a reviewer to check."""

from __future__ import annotations

import tomllib
from decimal import Decimal

import pytest

from selfeval_xl.checks.reviewed import Decision, ReviewedProject, ReviewedRow
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


def reviewed(*scores: tuple[str | None, str | None]) -> ReviewedProject:
    """A project of rows with these 自评得分 and 复核得分, each of 20 points."""
    plain = ReviewedRow("产出", "数量", "", "≥", "1", "个", Decimal(20), "1", None, "", (), Decision(), Decision())
    points = [[None if each is None else Decimal(each) for each in pair] for pair in scores]
    rows = [
        plain._replace(name=f"第{number}项", own=own, decided=Decision(score=score))
        for number, (own, score) in enumerate(points)
    ]
    return ReviewedProject("培训", "人社局", "", "甲.xlsx", None, "2024", tuple(rows))


@pytest.mark.parametrize(
    ("scores", "sums"),
    [
        ([("20", "20"), ("19", "9.5")], ["39", "29.5", "9.5", "0.2436"]),  # 9.5÷39
        ([("20", "20"), ("0", "0")], ["20", "20", "0", "0.0000"]),
        ([("20", "20"), (None, "5")], ["", "25", "", ""]),
        ([("20", "20"), ("19", None)], ["39", "", "", ""]),
        ([("0", "0")], ["0", "0", "0", ""]),
        ([], ["", "", "", ""]),
    ],
)
def test_the_sums_of_a_review_lack_nothing(scores: list[tuple[str | None, str | None]], sums: list[str]) -> None:
    project = reviewed(*scores)
    found = (project.own, project.score, project.deviation, project.rate)
    assert ["" if each is None else str(each) for each in found] == sums


@pytest.mark.parametrize(
    ("own", "score", "weight", "deviation", "share"),
    [
        ("19", "9.5", "20", "9.5", "0.475"), ("20", "20", "20", "0", "0"), (None, "5", "20", "", ""),
        ("5", None, "20", "", ""), ("5", "4", None, "1", ""), ("5", "4", "0", "1", ""),
    ],
)  # fmt: skip
def test_what_a_review_took_off_a_row(
    own: str | None, score: str | None, weight: str | None, deviation: str, share: str
) -> None:
    row = reviewed((own, score)).rows[0]._replace(weight=None if weight is None else Decimal(weight))
    assert ["" if each is None else str(each) for each in (row.deviation, row.share)] == [deviation, share]


def test_a_row_is_found_again_by_file_and_names() -> None:
    project = reviewed(("1", "1"))
    assert project.key(project.rows[0]) == ("甲.xlsx", "数量", "第0项")
