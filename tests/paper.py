"""Lays a published table out as the form it was printed on, with its merged cells, the way offices send them in."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

CASES = Path(__file__).parent / "cases" / "published_tables.jsonl"
Table = Mapping[str, Any]
_Target = TypeVar("_Target", Path, io.BytesIO)
PUBLISHED: dict[str, Table] = {
    table["id"]: table for table in map(json.loads, CASES.read_text(encoding="utf-8").splitlines())
}
HUBEI = "hubei-20-80"

FUNDS = ("initial", "annual", "executed", "weight", "rate_printed", "score_printed")
INDICATOR = ("name", "target_text", "actual_text", "weight", "score_printed", "reason")


def lay_out(table: Table, path: _Target) -> _Target:
    """Write the table as its form: the Hubei one, or the one of the 财政部."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "自评表"
    (_hubei if table["standard_family"] == HUBEI else _mof)(sheet, table)
    book.save(path)
    return path


def _mof(sheet: Worksheet, table: Table) -> None:
    _merged(sheet, 1, 1, "项目支出绩效自评表", right=9)
    _merged(sheet, 2, 1, f"({table['year']}年度)", right=9)
    _put(sheet, 3, ["项目名称", table["title"]])
    row = 4
    if table["funds"]:
        unit = table["funds"]["unit"]
        titles = [None, None, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]
        _put(sheet, row, [f"项目资金\n({unit})" if unit else "项目资金", *titles])
        rows = [{"label": "年度资金总额:", **table["funds"]}, *table["funds_sub"]]
        for number, funds in enumerate(rows, row + 1):
            dash = None if number == row + 1 else "—"
            cells = [dash if funds[field] is None and field in FUNDS[3:] else funds[field] for field in FUNDS]
            _put(sheet, number, [None, funds["label"], None, *cells])
        _merged(sheet, row, 1, None, bottom=row + len(rows))
        row += 1 + len(rows)
    _put(sheet, row, ["年度总\n体目标", "预期目标", None, None, None, "实际完成情况"])
    _put(sheet, row + 1, [None, "按批复的目标完成全年工作", None, None, None, "=已按目标完成"])
    _merged(sheet, row, 1, None, bottom=row + 1)
    row += 2
    titles = ["一级指标", "二级指标", "三级指标", "年度\n\n指标值", "实际\n完成值", "分值", "得分"]
    _put(sheet, row, ["绩\n效\n指\n标", *titles, "偏差原因分析及改进措施"])
    end = _indicators(sheet, row + 1, table["indicators"], INDICATOR)
    _merged(sheet, row, 1, None, bottom=max(end - 1, row))
    _put(sheet, end, ["总分", *[None] * 5, table["total_weight_printed"], table["total_printed"]])
    _merged(sheet, end, 1, None, right=6)


def _hubei(sheet: Worksheet, table: Table) -> None:
    _merged(sheet, 1, 1, f"{table['year']}年度项目自评表", right=7)
    _put(sheet, 2, ["单位名称：某街道办事处", None, None, None, "填报日期：2023年1月5日"])
    _put(sheet, 3, ["项目名称", table["title"]])
    _put(sheet, 4, ["项目类别", "1、部门预算项目□ 2、省直专项□ 3、省对下转移支付项目□"])
    funds = table["funds"]
    titles = ["预算数(A)", "执行数(B)", "执行率(B/A)", "得分\n(20分*执行率)"]
    _put(sheet, 5, [f"预算执行情况\n({funds['unit']})\n(20分)", None, None, *titles])
    values = [funds[field] for field in ("annual", "executed", "rate_printed", "score_printed")]
    _put(sheet, 6, [None, "年度财政资金总额", None, *values])
    _merged(sheet, 5, 1, None, bottom=6)
    titles = ["一级指标", "二级指标", "三级指标", "年初目标值\n(A)", "实际完成值\n(B)", "得分"]
    _put(sheet, 7, ["年度绩效目标1\n(80分)", *titles])
    fields = tuple(field for field in INDICATOR if field not in ("weight", "reason"))
    end = _indicators(sheet, 8, table["indicators"], fields)
    _merged(sheet, 7, 1, None, bottom=end - 1)
    _put(sheet, end, ["总分", *[None] * 5, table["total_printed"]])
    _merged(sheet, end, 1, None, right=6)
    reasons = "\n".join(each["reason"] for each in table["indicators"] if each["reason"])
    _put(sheet, end + 1, ["偏差大或\n目标未完成\n原因分析", reasons or None])
    _put(sheet, end + 2, ["改进措施及\n结果应用方案", "明年按季度检查进度"])


def _indicators(sheet: Worksheet, first: int, rows: Sequence[Table], fields: Sequence[str]) -> int:
    """Write the rows below a header and return the row below them; both levels are merged over their rows."""
    for number, each in enumerate(rows, first):
        _put(sheet, number, [None, each["level1"], each["level2"], *(each[field] for field in fields)])
    row = first
    for _level1, group in groupby(rows, key=lambda each: each["level1"]):
        members = list(group)
        _merged(sheet, row, 2, members[0]["level1"], bottom=row + len(members) - 1)
        top = row
        for level2, run in groupby(members, key=lambda each: each["level2"]):
            length = len(list(run))
            _merged(sheet, top, 3, level2, bottom=top + length - 1)
            top += length
        row += len(members)
    return row


def _put(sheet: Worksheet, row: int, values: Sequence[object]) -> None:
    for column, value in enumerate(values, 1):
        if value is not None:
            cell = sheet.cell(row, column, value)
            if isinstance(value, str):
                cell.data_type = "s"


def _merged(sheet: Worksheet, row: int, column: int, value: object, bottom: int = 0, right: int = 0) -> None:
    bottom, right = bottom or row, right or column
    kept = sheet.cell(row, column).value if value is None else value
    for each_row in range(row, bottom + 1):
        for each in range(column, right + 1):
            sheet.cell(each_row, each).value = None
    _put(sheet, row, [None] * (column - 1) + [kept])
    if (bottom, right) != (row, column):
        sheet.merge_cells(start_row=row, end_row=bottom, start_column=column, end_column=right)
