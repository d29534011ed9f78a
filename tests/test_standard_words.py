"""What is said about a standard is said from its data: tests/cases/standards_own/*.txt, read and approved by eye.

The standards beside them are made up, so that between them every rule is there once, and absent once.
"""

from __future__ import annotations

from argparse import Namespace
from decimal import Decimal
from pathlib import Path

import pytest

from selfeval_xl.cli import explain
from selfeval_xl.domain.reference import Reference
from selfeval_xl.rules import explanation, fold_level
from selfeval_xl.rules.records import Preset
from selfeval_xl.scoring import methods
from selfeval_xl.storage import standards

CASES = Path(__file__).parent / "cases"
OWN = sorted((CASES / "standards_own").glob("*.toml"))
TOLD = sorted((CASES / "standards_told").glob("*.txt"))


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_a_standard_is_told_whole(path: Path) -> None:
    told = "\n".join(explain.standard(standards.load(str(path)))) + "\n"
    assert told == path.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", TOLD, ids=lambda path: path.stem)
def test_a_standard_or_the_rules_of_a_stage_are_told_whole(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    explain.show_standard(Namespace(id=path.stem, year=None))
    assert capsys.readouterr().out == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_its_tiers_are_told_for_the_form_as_well(path: Path) -> None:
    standard = standards.load(str(path))
    assert explanation.tiers(standard) in "".join(explain.standard(standard))


def test_a_source_without_a_clause_is_cited_by_its_title() -> None:
    printed = Reference("某通知", "", "", "W")
    assert (printed.text, printed.label) == ("某通知", "某通知")
    unknown = Reference("某要求", "第一条", "", "U")
    assert (unknown.text, unknown.label) == ("某要求，第一条（未核实）", "某要求（未核实）")


def test_the_rows_that_a_form_starts_with() -> None:
    first, second = standards.load(str(OWN[0])), standards.load(str(OWN[1]))
    assert [standard.id for standard in (first, second)] == ["乙县试行", "甲县试行"]
    assert (second.presets.rows, second.presets.reference) == ((), None)
    assert first.presets.rows == (
        Preset("产出指标", "数量指标", "", Decimal(30), "", ""),
        Preset("成本指标", "单位成本", "人均成本", Decimal(20), "扣分", "每超1元扣1分"),
        Preset("效益指标", "社会效益", "", None, "", ""),
    )


def test_what_the_made_up_standards_lack() -> None:
    mof = standards.load("mof-2020")
    told = {name: entry for name, _, entry in methods.explained(mof)}
    assert told["定性"] == "选“定性档次”；“达成”不填手工得分时按100%计，“部分达成”、“未达成”须填“手工得分”。"
    assert dict(explanation.rules(mof))["偏差原因"] == "得分低于分值的，在该行“偏差原因分析及改进措施”说明。"
    assert explanation.day(mof.effective) == "2020年1月1日"


@pytest.mark.parametrize(
    ("level", "folded"),
    [
        ("一、产出指标（50分）", "产出"),
        ("(一)产出目标", "产出"),
        ("（1）、产出指标", "产出"),
        ("① 产出 指标50分", "产出"),
        ("2.效益指标 30", "效益"),
        ("十二、满意度目标指标", "满意度"),
        ("产出指标12.5分", "产出"),
        ("（二）.产出指标", "产出"),
        ("（二）：产出指标", "产出"),
        ("3：产出指标", "产出"),
        ("⑳产出指标", "产出"),
        ("指标", ""),
        ("2.5产出", "2.5产出"),
        ("(产出)指标", ""),
    ],
)
def test_a_level_is_folded_to_what_it_is_called(level: str, folded: str) -> None:
    assert fold_level(level) == folded


def test_whatever_counts_a_level_is_no_part_of_it() -> None:
    counted = [f"{number}、产出指标" for number in "一二三四五六七八九十0123456789"]
    assert {fold_level(level) for level in counted} == {"产出"}
