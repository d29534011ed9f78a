"""Lays a published table out in the ways that provinces and their offices print one, for the readers to find again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import Any, NamedTuple

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.domain.grid import Grid
from tests.paper import Table

Words = Mapping[str, str]
MOF: Words = {
    "level1": "一级指标", "level2": "二级指标", "name": "三级指标", "target": "年度指标值", "actual": "实际完成值",
    "weight": "分值", "score": "得分", "reason": "偏差原因分析及改进措施",
    "initial": "年初预算数", "annual": "全年预算数", "executed": "全年执行数", "rate": "执行率",
    "fund_weight": "分值", "fund_score": "得分",
}  # fmt: skip
OTHERS: Words = {
    "basis": "设定依据", "last": "上年完成值", "rule": "评分标准", "factor": "得分系数(%)", "core": "是否核心指标",
    "review": "复核得分", "note": "备注",
}  # fmt: skip
"""Columns of other provinces that our sheets have no place for."""
TABLE = ("level1", "level2", "name", "target", "actual", "weight", "score", "reason")
FUNDS = ("initial", "annual", "executed", "fund_weight", "rate", "fund_score")
_OF = {"target": "target_text", "actual": "actual_text", "score": "score_printed", "fund_weight": "weight",
       "rate": "rate_printed", "fund_score": "score_printed"}  # fmt: skip
_PARTS = re.compile(r"(≥|≤|=|>|<)?([\d.]+)([^\d.\s]*)")

_PERCENT = re.compile(r"\d+%")


class Style(NamedTuple):
    """How a table is laid out; what is not said is as on the form of the 财政部."""

    title: str = "项目支出绩效自评表"
    inline: bool = False
    """项目名称：某项目 in one cell."""
    names: Words = MappingProxyType({})
    """What headers are called, by field."""
    order: Sequence[str] = TABLE
    notes: bool = False
    """Notes above and below, signatures, a telephone."""
    split_target: bool = False
    """年度指标值 over 指标性质, 指标值 and 度量单位."""
    split_name: bool = False
    """三级指标 over two columns: 指标1, and the name."""
    texts: bool = False
    """Numbers typed as text, 分 behind the points."""
    page_break: bool = False
    sums: bool = False
    """A row above each 一级指标 and a 小计 below it."""
    spacers: bool = False
    block: bool = True
    """绩效指标 at the left."""
    grade: str = ""
    across: bool = False
    """Funds in columns: 资金总额, 其中：财政拨款."""


class Sheet:
    """Rows of cells that grow downwards, with the merged ones."""

    def __init__(self, gap: bool) -> None:
        self.rows: list[list[Any]] = []
        self.merges: list[tuple[int, int, int, int]] = []
        self.gap = gap

    def add(self, *cells: Any) -> int:
        """Add a row and return its number; with gaps, a blank column stands behind the first."""
        row = list(cells)
        self.rows.append([*row[:1], "", *row[1:]] if self.gap else row)
        return len(self.rows)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Merge cells, as numbered without gaps."""
        shift = [column + (self.gap and column > 1) for column in (left, right)]
        if (top, left) != (bottom, right):
            self.merges.append((top, shift[0], bottom, shift[1]))

    def grid(self, name: str = "自评表") -> Grid:
        """Return the cells as a reader of files gives them."""
        width = max(map(len, self.rows))
        rows = [[("" if each is None else each) for each in row] + [""] * (width - len(row)) for row in self.rows]
        return Grid(name, rows, tuple(self.merges))

    def write(self, book: openpyxl.Workbook, title: str) -> Worksheet:
        """Return the cells as a new sheet of a workbook; percents are numbers there, as people enter them."""
        sheet = book.create_sheet(title)
        for number, row in enumerate(self.rows, 1):
            for column, value in enumerate(row, 1):
                if isinstance(value, str) and _PERCENT.fullmatch(value):
                    sheet.cell(number, column, int(value[:-1]) / 100).number_format = "0%"
                elif value not in (None, ""):
                    cell = sheet.cell(number, column, value)
                    cell.data_type = "s" if isinstance(value, str) else cell.data_type
        for top, left, bottom, right in self.merges:
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        return sheet


def lay_out(table: Table, style: Style, sheet: Sheet | None = None) -> Sheet:
    """Lay a table out, below what stands on the sheet already."""
    sheet = sheet or Sheet(style.spacers)
    words = {**MOF, **OTHERS, **style.names}
    if style.title:
        sheet.merge(sheet.add(style.title), 1, len(sheet.rows), 8)
    sheet.add(f"（{table['year']}年度）")
    if style.notes:
        sheet.add("填报单位：某街道办事处　　联系电话：027-1234567")
    sheet.add(*([f"项目名称：{table['title']}"] if style.inline else ["项目名称", table["title"]]))
    if table["funds"]:
        (_across if style.across else _funds)(sheet, table, words, style)
    if style.notes:
        sheet.add("注：1.得分保留两位小数。")
        sheet.add("2.定性指标按三档计分。")
    _indicators(sheet, table, words, style)
    if style.notes:
        day = f"填报日期：{table['year'] + 1}年1月5日"
        sheet.add("单位负责人：张某", "", "财务负责人：李某", "", "填报人：王某", "", day)
        sheet.add("备注：一式两份")
    return sheet


def _fund(row: Table, field: str) -> Any:
    return row[_OF.get(field, field)]


def _funds(sheet: Sheet, table: Table, words: Words, style: Style) -> None:
    unit = table["funds"]["unit"]
    fields = [field for field in FUNDS if field in words]
    sheet.add(f"项目资金\n（{unit}）" if unit else "项目资金", "", *(words[field] for field in fields))
    rows = [{"label": "年度资金总额：", **table["funds"]}, *table["funds_sub"]]
    for row in rows:
        sheet.add("", row["label"], *(_typed(_fund(row, field), style) for field in fields))
    sheet.merge(len(sheet.rows) - len(rows), 1, len(sheet.rows), 1)


def _across(sheet: Sheet, table: Table, words: Words, style: Style) -> None:
    unit = table["funds"]["unit"]
    rows = [{"label": "资金总额", **table["funds"]}, *table["funds_sub"]]
    sheet.add(f"项目资金\n（{unit}）" if unit else "项目资金", "", *(row["label"] for row in rows))
    for field in FUNDS:
        if field in words:
            sheet.add("", words[field], *(_typed(_fund(row, field), style) for row in rows))


def columns(table: Table, style: Style) -> list[str]:
    """Return the fields of the table that are printed: those that any row has, and what the style adds."""
    rows, last = table["indicators"], {"weight": table["total_weight_printed"], "score": table["total_printed"]}
    return [
        field for field in style.order
        if field in OTHERS or last.get(field) or any(row[_OF.get(field, field)] for row in rows)
    ]  # fmt: skip


def _indicators(sheet: Sheet, table: Table, words: Words, style: Style) -> None:
    rows = table["indicators"]
    fields = columns(table, style) if rows else []
    if not fields:
        return
    body, number = _header(sheet, fields, words, style), 0
    for level1, group in groupby(rows, key=lambda row: row["level1"]):
        members = list(group)
        if style.sums:
            _sum(sheet, fields, members, style, level1, "")
        for each in members:
            number += 1
            if style.page_break and number == 3:
                sheet.add(f"第{number}页")
                _header(sheet, fields, words, style)
            if style.spacers and number == 2:
                sheet.add("")
            _add(sheet, style, "", _row(each, fields, number, style))
        if style.sums and not style.page_break:
            _sum(sheet, fields, members, style, "小计", "")
    if style.block and not style.page_break:
        sheet.merge(body, 1, len(sheet.rows), 1)
    last = {"weight": table["total_weight_printed"], "score": table["total_printed"], "reason": style.grade}
    cells = [last.get(field) for field in fields for _part in range(_width(field, style))]
    sheet.add(*(["总分", *cells] if style.block else ["总分", *cells[1:]]))


def _width(field: str, style: Style) -> int:
    return 3 if field == "target" and style.split_target else 2 if field == "name" and style.split_name else 1


def _header(sheet: Sheet, fields: Sequence[str], words: Words, style: Style) -> int:
    upper = [part for field in fields for part in (words[field], *[""] * (_width(field, style) - 1))]
    top = _add(sheet, style, "绩效指标", upper)
    if not (style.split_target or style.split_name):
        return top
    if style.split_target:
        below = {"target": ("指标性质", "指标值", "度量单位")}
        lower = [part for field in fields for part in below.get(field, ("",) * _width(field, style))]
        _add(sheet, style, "", lower)
    column = 1 + style.block
    for field in fields:
        width = _width(field, style)
        bottom = top if field == "target" else len(sheet.rows)
        sheet.merge(top, column, bottom, column + width - 1)
        column += width
    return top


def _add(sheet: Sheet, style: Style, block: str, cells: Sequence[Any]) -> int:
    return sheet.add(block, *cells) if style.block else sheet.add(*cells)


def _row(row: Table, fields: Sequence[str], number: int, style: Style) -> list[Any]:
    cells: list[Any] = []
    for field in fields:
        value = row.get(_OF.get(field, field))
        if field in OTHERS:
            cells.append(f"另{number}")
        elif field == "name" and style.split_name:
            cells += [f"指标{number}" if value else "", value]
        elif field == "target" and style.split_target:
            cells += parts(value)
        else:
            cells.append(_typed(value, style) if field in ("weight", "score") else value)
    return cells


def parts(target: str | None) -> Sequence[str]:
    """Return sign, figure and unit of a target; what is more than these stands whole in the middle."""
    found = _PARTS.fullmatch(target or "")
    return [found[1] or "", found[2], found[3]] if found else ["", target or "", ""]


def _sum(sheet: Sheet, fields: Sequence[str], rows: Sequence[Table], style: Style, label: str, name: str) -> None:
    cells: list[Any] = []
    for field in fields:
        known = [row[_OF.get(field, field)] for row in rows] if field in ("weight", "score") else []
        cells += [label if field == "level1" else sum(each or 0 for each in known) if known else name]
        cells += [""] * (_width(field, style) - 1)
    _add(sheet, style, "", cells)


def _typed(value: Any, style: Style) -> Any:
    if style.texts and isinstance(value, float):
        return f"{value:g}分"
    return value
