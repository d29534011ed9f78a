"""Builds submissions from rows written as on our sheets: a header's title and what stands below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from selfeval_xl.domain.cells import CellValue
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.layout import BUDGET, BUDGET_FIELDS, INDICATOR_FIELDS, INDICATORS, PROJECT
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.printed import PlacedValue
from selfeval_xl.domain.submission import OfficialForm, Submission
from selfeval_xl.readers.own import read

Row = Mapping[str, CellValue]
PROJECT_FACTS: Row = {
    "项目名称": "公共服务经费",
    "评价年度": 2021,
    "评价标准": "mof-2020",
    "金额单位": "万元",
}
BUDGET_LINE: Row = {"序号": "1", "项目明细": "运行经费", "全年预算数": 100, "全年执行数": 100}
INDICATOR: Row = {"一级指标": "产出指标", "二级指标": "数量指标", "三级指标": "服务人数"}


def table(name: str, titles: Sequence[str], rows: Sequence[Row]) -> Grid:
    """Return a grid with a header in row 1 and the rows below it."""
    return Grid(name, [list(titles), *([row.get(title) for title in titles] for row in rows)])


RECEIVED = OfficialForm("mof-2020", "自评表", PlacedValue("自评表", Place("自评表", 1, 1)), 0, False, {}, ())
"""What makes a submission one that was read off a form."""


def submission(
    indicators: Sequence[Row] = (), budget: Sequence[Row] = (BUDGET_LINE,), project: Row = PROJECT_FACTS
) -> Submission:
    """Return what reading makes of a workbook with these rows; what a row leaves out comes from a plain one."""
    facts = {**PROJECT_FACTS, **project}
    return read(
        {
            PROJECT: Grid(PROJECT, [[label, value] for label, value in facts.items()]),
            BUDGET: table(BUDGET, [field.title for field in BUDGET_FIELDS], budget),
            INDICATORS: table(
                INDICATORS, [field.title for field in INDICATOR_FIELDS], [{**INDICATOR, **row} for row in indicators]
            ),
        }
    )
