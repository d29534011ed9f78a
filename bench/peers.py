"""What a bureau could use instead: a bare read, a pandas script, openpyxl; written as well as a colleague would."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pandas
from openpyxl.cell.cell import MergedCell
from python_calamine import CalamineWorkbook

from bench.books import HEADER_ROW
from bench.forms import SECTIONS
from selfeval_xl.documents.blocks import Output
from selfeval_xl.domain.layout import BUDGET, INDICATORS, PROJECT

INPUTS = (PROJECT, BUDGET, INDICATORS)
"""The sheets of a filled form that scoring reads."""
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def bare_read(path: Path, sheets: tuple[str, ...] = ()) -> list[list[list[Any]]]:
    """Read all sheets (or only those named) with python-calamine, and do nothing with them."""
    book = CalamineWorkbook.from_path(str(path))
    names = sheets or book.sheet_names
    return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names]


def hand_score(path: Path) -> tuple[Any, float, str]:
    """Score with pandas and float, as scripts that are passed around do; return the table, total and grade."""
    text = {"序号": str}  # else 1.1 becomes a number
    sheets = [BUDGET, INDICATORS]
    tables = pandas.read_excel(path, sheet_name=sheets, header=HEADER_ROW - 1, dtype=text, engine="openpyxl")
    lines = tables[BUDGET].dropna(subset=["项目明细"])
    top = lines[~lines["序号"].str.contains(".", regex=False)]
    execution = min(10.0, round(10 * top["全年执行数"].sum() / top["全年预算数"].sum(), 2))
    rows = tables[INDICATORS].dropna(subset=["三级指标"]).copy()
    rows["得分"] = [_hand_mark(row) for row in rows.to_dict("records")]
    sections = rows.groupby("一级指标")["得分"].sum()
    total = round(execution + sum(sections.get(name, 0) for name, _points, _part in SECTIONS), 2)
    grade = "优" if total >= 90 else "良" if total >= 80 else "中" if total >= 60 else "差"
    return rows, total, grade


def _hand_mark(row: dict[str, Any]) -> float:
    weight, target, actual = float(row["分值"]), row["年度指标值"], row["实际完成值"]
    if row["计分方法"] == "定性":
        return weight if row["定性档次"] == "达成" else float(row["手工得分"])
    if row["计分方法"] == "时限":
        due, done = (tuple(map(int, _NUMBER.findall(str(text)))) for text in (target, actual))
        return weight if done <= due else 0.0
    wanted, reached = _hand_number(target), _hand_number(actual)
    if "%" in str(target) and not isinstance(actual, str):
        reached *= 100
    if row["计分方法"] == "扣分":
        return float(max(0.0, round(weight - int(max(0.0, round(wanted - reached, 4))) * 0.1, 2)))
    if row["指标性质"] == "≤":
        return weight if reached <= wanted else round(weight * wanted / reached, 2)
    return weight if reached >= wanted else round(weight * reached / wanted, 2)


def _hand_number(value: Any) -> float:
    match = _NUMBER.search(str(value))
    return float(match[0]) if match else 0.0


def hand_script(path: Path, target: Path) -> None:
    """Score with pandas and write table and total to a workbook of their own."""
    rows, total, grade = hand_score(path)
    with pandas.ExcelWriter(target, engine="openpyxl") as writer:
        rows.to_excel(writer, sheet_name="得分", index=False)
        pandas.DataFrame({"总分": [total], "等级": [grade]}).to_excel(writer, sheet_name="汇总", index=False)


def openpyxl_fill(data: bytes, output: Output) -> bytes:
    """Write the same cells with openpyxl: load, set, save."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for each in output.columns:
        sheet = book[each.sheet]
        for row, value in each.values:
            sheet.cell(row, each.column).value = value
    for part in output.sheets:
        sheet = book[part.name]
        below = sheet.max_row
        for row, line in enumerate(part.rows, below + 1):
            for column, value in enumerate(line.values, 1):
                if value is not None:
                    _set(sheet.cell(row, column), value)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _set(cell: Any, value: object) -> None:
    # The lower right cells of a merged area cannot be written to.
    if not isinstance(cell, MergedCell):
        cell.value = value
