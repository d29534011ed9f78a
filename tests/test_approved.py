"""Approved targets: a self-evaluation that leaves what was approved says so, however the approval is spelled."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from selfeval_xl.cli import main
from selfeval_xl.domain.cells import CellValue
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.layout import APPROVED
from selfeval_xl.readers.own import read_approved
from selfeval_xl.storage import resources, standards
from selfeval_xl.tasks.assess import assess
from selfeval_xl.tasks.evaluation import Options, evaluate
from tests.forms import INDICATOR, Row, submission

HEADER = ["一级指标", "二级指标", "指标内容", "性质", "指标值", "单位", "权重"]


def codes(own: Row, *approved: CellValue) -> list[str]:
    rows = read_approved(Grid(APPROVED, [["批复表"], HEADER, list(approved)]))
    submitted = submission([{**INDICATOR, **own}])._replace(approved=rows)
    card = evaluate(submitted, standards.load("mof-2020"))
    return [found.code for found in card.findings if found.code.startswith("T")]


OWN: Row = {"三级指标": "服务人数", "年度指标值": "≥95%", "实际完成值": "96%", "分值": 90}


@pytest.mark.parametrize(
    ("approved", "expected"),
    [
        (("", "", "服务人数", "", "≥95%", "", 90), []),
        (("", "", "服务 人数", "≥", 95, "%", ""), []),
        (("", "", "服务人数", "", "不低于９５％", "", 90), []),
        (("", "", "服务人数", "", "≥98%", "", 90), ["T02"]),
        (("", "", "服务人数", "", "95人", "", 80), ["T02", "T03"]),
        (("", "", "服务人次数", "", "≥95%", "", 90), ["T01"]),
        (("", "", "发放补贴额", "", "≥95%", "", 90), ["T04", "T05"]),
    ],
)
def test_what_counts_as_the_same_promise(approved: tuple[CellValue, ...], expected: list[str]) -> None:
    assert sorted(codes(OWN, *approved)) == expected


def test_without_approved_targets_nothing_is_said() -> None:
    card = evaluate(submission([OWN]), standards.load("mof-2020"))
    assert not [found for found in card.findings if found.code.startswith("T")]


@pytest.fixture
def approval(tmp_path: Path) -> Path:
    """The goal table of the report of 2017, in which the satisfaction indicator has its first name."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = APPROVED
    sheet.append(["一级指标", "二级指标", "指标内容", "指标值", "备注"])
    for row in (
        ("产出指标", "数量指标", "新增就业人数", "2400人"),
        ("", "", "组织培训人数", "400人"),
        ("效益指标", "社会效益指标", "社区及群众对就业服务项目的满意度", "100%"),
    ):
        sheet.append(row)
    book.save(tmp_path / "批复.xlsx")
    return tmp_path / "批复.xlsx"


def test_the_renamed_satisfaction_indicator_of_the_real_report(approval: Path, tmp_path: Path) -> None:
    sample = tmp_path / "样例.xlsx"
    sample.write_bytes(resources.read(resources.SAMPLE))
    findings = assess(str(sample), options=Options(approved=str(approval))).card.findings
    (renamed,) = (found for found in findings if found.code == "T01")
    assert "社区及群众对就业服务项目的满意度" in renamed.message and "惠民项目" in renamed.message
    assert not [found for found in findings if found.code in ("T02", "T03", "T04")]


def test_a_file_without_approved_targets_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample, empty = tmp_path / "样例.xlsx", tmp_path / "空.xlsx"
    sample.write_bytes(resources.read(resources.SAMPLE))
    openpyxl.Workbook().save(empty)
    assert main(["check", str(sample), "--approved", str(empty)]) == 2
    assert "没有找到批复的绩效目标" in capsys.readouterr().err
