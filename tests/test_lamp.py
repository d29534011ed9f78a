"""The credibility lamp: the score rate of every section but execution, whatever the sections are called."""

from __future__ import annotations

import pytest

from selfeval_xl.storage import standards
from selfeval_xl.tasks.evaluation import evaluate
from tests.forms import Row, submission
from tests.test_standards_cases import row_of

BUDGET: list[Row] = [{"序号": "1", "项目明细": "资金", "年初预算数": 100, "全年预算数": 100, "全年执行数": 50}]
FULL = "≥50人", "50人"


@pytest.mark.parametrize(
    ("standard", "year", "rows", "counted"),
    [
        ("mof-2020", 2024, [("产出指标", 50), ("效益指标", 30), ("满意度指标", 10)], "90/90"),
        ("mof-2021", 2024, [("成本指标", 20), ("产出指标", 40), ("效益指标", 20), ("满意度指标", 10)], "90/90"),
        ("transfer-2025", 2025, [("资金管理", 40), ("产出指标", 30), ("效益指标", 20)], "90/90"),
        ("hubei-2019", 2024, [("产出指标", 40), ("效益指标", 40)], "80/80"),
        ("chongqing", 2024, [("", 90)], "90/90"),
        ("yinchuan-2021", 2021, [("决策", 10), ("管理", 15), ("产出指标", 30), ("效益指标", 35)], "90/90"),
        ("donghu-2017", 2017, [("投入", 20), ("过程", 20), ("产出指标", 60)], "60/60"),  # as the standard says
    ],
)
def test_every_section_but_execution_counts(
    standard: str, year: int, rows: list[tuple[str, int]], counted: str
) -> None:
    given: list[Row] = [row_of(number, [level1, *FULL, points, ""]) for number, (level1, points) in enumerate(rows, 1)]
    if standard == "yinchuan-2021":  # its 执行率 is a row of 管理
        given.append(row_of(9, ["管理", "执行率", "", 10, ""]))
    facts: Row = {"评价年度": year, "评价标准": standard, "金额单位": "万元"}
    card = evaluate(submission(given, BUDGET, facts), standards.load(standard))
    told = next(each.message for each in card.findings if each.code == "C01")
    assert f"得分率 100.00%（{counted}），预算执行率 50.00%" in told
