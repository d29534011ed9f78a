"""A target that is a length of time (1年内) beside a date is counted from the day on which the project begins."""

from __future__ import annotations

import datetime

import pytest

from selfeval_xl.domain.cells import CellValue
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.submission import Project
from selfeval_xl.readers.forms.reading import read_forms
from selfeval_xl.scoring import score
from selfeval_xl.scoring.reading import spans_years, starts_on
from selfeval_xl.storage import standards
from tests.forms import Row, submission

RUNS = "项目自2025年1月1日至2025年12月31日实施。"


def scored(target: str, actual: str, overview: str = RUNS, method: str = "") -> tuple[object, str]:
    """Return the score of a row of 10 and what stands in its way."""
    row: Row = {"一级指标": "产出指标", "年度指标值": target, "实际完成值": actual, "分值": 10, "计分方法": method}
    facts: Row = {"评价年度": 2025, "项目概况": overview}
    (found,) = score(submission([row], project=facts), standards.load("mof-2020")).indicators
    return found.score and str(found.score), found.obstacle


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("1年内", "2025年12月31日"),
        ("12个月", "2025-12-20"),
        ("≤6个月", "2025年6月30日"),
        ("1个月内", "2025年1月31日"),
        ("1天内", "2025年1月1日"),
        ("2个季度内", "6月30日"),
        ("90天内", "2025年3月31日"),
        ("13周内", "2025年4月1日"),
        ("90日内", "2025年3月31日"),
        ("3660天内", "2026年1月1日"),
    ],
)
def test_what_is_done_by_its_end_is_in_time(target: str, actual: str) -> None:
    assert scored(target, actual) == ("10.00", "")
    assert scored(target, actual, method="时限") == ("10.00", "")


@pytest.mark.parametrize(
    ("target", "actual"), [("1年内", "2026年1月1日"), ("≤6个月", "2025年7月1日"), ("90天内", "2025年4月1日")]
)
def test_what_is_done_a_day_later_is_late(target: str, actual: str) -> None:
    assert scored(target, actual) == (None, "S05")  # what lateness costs is not known


@pytest.mark.parametrize(
    "overview",
    ["", "项目2025年实施。", "2025年13月1日至2026年1月1日", "自2025年1月1日起", "共花费2025年1月1日的5万元"],
)
def test_without_the_day_it_begins_it_is_asked_for(overview: str) -> None:
    assert scored("1年内", "2025年11月", overview) == (None, "I25")


def test_what_cannot_be_a_date_is_left_as_it_was() -> None:
    assert scored("1.05个月内", "2025年1月15日") == (None, "I25")
    assert scored("1.5天内", "2025年1月1日") == (None, "I25")
    assert scored("30个工作日内", "2025年1月15日") == (None, "I25")
    assert scored("100人", "2025年1月15日") == (None, "I03")
    assert scored("99999年内", "2025年1月15日") == (None, "I25")
    assert scored("3661天内", "2025年1月15日") == (None, "I25")
    assert scored("0天内", "2025年1月15日") == (None, "I25")


@pytest.mark.parametrize("label", ["项目起止时间", "起止日期", "项目起止年限", "实施期限"])
def test_a_form_says_when_it_begins(label: str) -> None:
    rows: list[list[CellValue]] = [
        ["2025年度项目支出绩效自评表"],
        ["项目名称", "甲项目", label, "2025年3月1日—2025年12月31日"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
        ["产出指标", "时效指标", "完成时间", "6个月内", "2025年8月31日", 10, 10],
    ]
    (form,) = read_forms(Grid("表", rows))
    assert form.project.period == "2025年3月1日—2025年12月31日"
    (row,) = score(form, standards.load("mof-2020")).indicators
    assert str(row.score) == "10.00" and "（自2025年3月1日起算）：" in row.explained(brief=True)


@pytest.mark.parametrize(
    ("text", "start", "spans"),
    [
        ("2025年6月1日至2026年5月31日", (2025, 6, 1), True),
        ("2025年6月1至7月1日", (2025, 6, 1), False),
        ("2025年6月至9月", (2025, 6, 1), False),
        ("2025.6.1-2025.9.1", (2025, 6, 1), False),
        ("2025-6-1—2025-9-1", (2025, 6, 1), False),
        ("2025/6/1到2025/9/1", (2025, 6, 1), False),
        ("2025.06-2025.12", (2025, 6, 1), False),
        ("2025年6月～2025年12月", (2025, 6, 1), False),
        ("2025年6月1日——2025年12月1日", (2025, 6, 1), False),
        ("2025年16月1日至2025年12月", None, False),
        ("2025年12月31日~2026年1月1日", (2025, 12, 31), True),
        ("2025年6月1日(开工)至2026年5月", (2025, 6, 1), True),
        ("2025.6-2026.5", (2025, 6, 1), True),
        ("2025-06—2026-05", (2025, 6, 1), True),
        ("2025/6~2026/5", (2025, 6, 1), True),
        ("2025年至2025年", None, False),
        ("2025年到2026年", None, True),
        ("2025-2026", None, False),
        ("2025年花10万元，2026年花5万元-全部", None, False),
        ("2125年6月至2126年5月", None, False),
        ("2025年6月1日；至2026年5月", None, False),
        ("自2025年1月起至2027年1月止", (2025, 1, 1), True),
    ],
)
def test_a_span_of_time_as_it_is_written(text: str, start: tuple[int, int, int] | None, spans: bool) -> None:
    project = Project({}, period=text)
    assert starts_on(project) == (start and datetime.date(*start))
    assert spans_years(project) == spans
