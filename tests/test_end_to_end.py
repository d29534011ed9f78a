"""The main job on the real report of 2017, judged by those who would open the result: LibreOffice and Open XML."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from selfeval_xl.cli import main
from selfeval_xl.domain.layout import BUDGET, INDICATORS, RESULTS, SHEETS, SUMMARY
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.storage import resources
from selfeval_xl.storage.saving import save_new
from selfeval_xl.tasks.assess import assess
from tests.judges import office, openxml, workbooks


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("报送")
    save_new(str(folder / "样例.xlsx"), resources.read(resources.SAMPLE), force=False)
    assert main(["score", str(folder / "样例.xlsx")]) == 0
    assert main(["export", str(folder / "样例.xlsx")]) == 0
    return folder


@pytest.fixture(scope="module")
def card(folder: Path) -> Scorecard:
    return assess(str(folder / "样例.xlsx")).card


def values(path: Path, sheet: str) -> list[list[object]]:
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return [[value for value in row if value != ""] for row in rows]


def test_the_sample_comes_out_as_the_report_says(card: Scorecard) -> None:
    assert [(part.name, str(part.score), str(part.weight)) for part in card.sections] == [
        ("投入管理", "14.00", "16"),
        ("过程管理", "17.00", "24"),
        ("项目绩效", "58.00", "60"),
    ]
    assert (card.total, card.grade) == (Decimal("89.00"), "良好")
    assert (card.budget.budget, card.budget.executed) == (170_920_000, 155_387_019)
    assert card.budget.rate == Decimal("0.9091")


def test_its_third_level_scores(card: Scorecard) -> None:
    assert [(row.indicator.name, f"{row.score}/{row.weight}") for row in card.indicators] == [
        ("项目立项规范性", "4.00/4"),
        ("绩效目标合理性", "4.00/4"),
        ("绩效指标明确性", "2.00/4"),
        ("资金到位率", "2.00/2"),
        ("到位及时率", "2.00/2"),
        ("业务管理制度健全性", "0.00/4"),
        ("制度执行有效性", "4.00/4"),
        ("项目质量可控性", "4.00/4"),
        ("财务管理制度健全性", "4.00/4"),
        ("资金使用合规性", "4.00/4"),
        ("财务监控有效性", "1.00/4"),
        ("新增就业人数", "10.00/10"),
        ("组织培训人数", "8.00/8"),
        ("建设政务服务分中心", "8.00/8"),
        ("年度工作目标完成率", "8.00/8"),
        ("完成时间", "6.00/6"),
        ("社区及群众对惠民项目的满意度", "10.00/10"),
        ("社会公众对公共服务满意度", "8.00/10"),
    ]


def test_its_findings_name_the_reports_own_oddities(card: Scorecard) -> None:
    """实效指标, the supplement of 67,860 without a reason, the red lamp, a satisfaction indicator under 社会效益."""
    assert {finding.code for finding in card.findings} == {"P02", "B11", "C01", "Q03", "Q06", "R07"}


def test_only_the_parts_that_are_filled_change(folder: Path) -> None:
    before, after = (workbooks.parts(folder / name) for name in ("样例.xlsx", "样例-已评分.xlsx"))
    assert set(before) == set(after)
    filled = {SUMMARY, RESULTS, INDICATORS, BUDGET}
    parts = {f"xl/worksheets/sheet{SHEETS.index(sheet) + 1}.xml" for sheet in filled}
    charts = {"xl/drawings/drawing1.xml", *(f"xl/charts/chart{number}.xml" for number in (1, 2, 3))}
    assert {name for name in before if before[name] != after[name]} <= parts | charts


@pytest.mark.parametrize("name", ["样例-已评分.xlsx", "样例-汇总.xlsx"])
def test_what_is_written_is_valid_and_survives_recalculation(folder: Path, name: str) -> None:
    assert openxml.errors(folder / name) == []
    again = office.recalculate(folder / name)
    assert values(again, SUMMARY) == values(folder / name, SUMMARY)
    told = [value for row in values(again, SUMMARY) for value in row]
    assert told.index(89.0) < told.index("良好")


def test_native_checks_recalculated_agree_with_ours(folder: Path, card: Scorecard) -> None:
    again = office.recalculate(folder / "样例-已评分.xlsx")
    shown = [value for sheet in (BUDGET, INDICATORS) for row in values(again, sheet)[:6] for value in row]
    assert card.budget.budget is not None and card.budget.executed is not None and card.budget.rate is not None
    assert float(Decimal(card.budget.budget) / 1_000_000) in shown
    assert float(Decimal(card.budget.executed) / 1_000_000) in shown
    rates = [value for value in shown if isinstance(value, float) and 0.9 < value < 1]
    assert [f"{rate:.4f}" for rate in rates] == [str(card.budget.rate)]
    assert float(sum((row.weight or Decimal(0) for row in card.indicators), Decimal(0))) in shown


def test_the_summary_prints_on_a4_and_can_be_read(folder: Path) -> None:
    printed = office.printed_text(folder / "样例-汇总.xlsx")
    for text in ("项目支出绩效自评汇总表", "89.00", "良好", "90.91%", "社会公众对公共服务满意度", "单位负责人"):
        assert text in printed
    assert "###" not in printed and "样式:" not in printed
    assert len(office.render(folder / "样例-汇总.xlsx")) <= 5


def test_the_export_has_no_formula_macro_or_link(folder: Path) -> None:
    parts = workbooks.parts(folder / "样例-汇总.xlsx")
    assert not [name for name in parts if "vba" in name.lower() or "external" in name.lower()]
    sheets = [content for name, content in parts.items() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 1
    assert not re.search(rb"<(f|hyperlink)[ >/]", sheets[0])
