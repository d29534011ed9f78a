"""A workbook as staff fill it in: scored twice it doesn't change, and in 元 or 万元 it comes out the same."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from decimal import Decimal

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.domain.cells import CellValue
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.layout import BUDGET, INDICATORS, PROJECT
from selfeval_xl.domain.money import FEN_PER
from selfeval_xl.readers.documents import document_of
from selfeval_xl.storage import resources
from selfeval_xl.tasks.assess import Assessment, assessed
from tests import strategies as some
from tests.forms import Row

BOOKS = int(os.environ.get("BOOKS", "4"))
"""How many workbooks are made for each test; the long run asks for more."""


def filled_in(template: str, facts: Row, lines: Sequence[Row], rows: Sequence[Row]) -> bytes:
    """Return a template of ours as staff fill it in, over the rows that it starts with."""
    book = openpyxl.load_workbook(io.BytesIO(resources.read(f"{template}.xlsx")))
    labels = {cell.value: cell for row in book[PROJECT].iter_rows(max_col=1) for cell in row}
    for label, value in facts.items():
        labels[label].offset(column=1).value = value
    _fill(book[BUDGET], "项目明细", lines)
    _fill(book[INDICATORS], "三级指标", rows)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _fill(sheet: Worksheet, key: str, rows: Sequence[Row]) -> None:
    header = next(row for row in sheet.iter_rows() if key in [cell.value for cell in row])
    columns = {cell.value: cell.column for cell in header}
    computed = {"执行率", "差异额", "差异率", "偏差率", "系统得分", "得分", "计算说明"}
    first, last = header[0].row + 1, max(sheet.max_row, header[0].row + len(rows))
    for number in range(first, last + 1):
        row = rows[number - first] if number - first < len(rows) else {}
        for title, column in columns.items():
            if title not in computed:
                cell = sheet.cell(number, column)
                cell.value = row.get(title)
                cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type


def score(data: bytes) -> tuple[Assessment, bytes]:
    """Score a workbook and fill the result in."""
    made = assessed(document_of(data, "我的项目.xlsx", results=False))
    return made, made.filled(made.output())


@given(some.STANDARDS, some.budgets(), st.lists(some.indicators(), min_size=1, max_size=6))
@settings(max_examples=BOOKS)
def test_scoring_a_scored_workbook_changes_nothing(standard: str, lines: list[Row], rows: list[Row]) -> None:
    template = standard if standard in resources.templates() else "mof-2020"
    once, first = score(filled_in(template, {"评价标准": standard, "金额单位": "万元"}, lines, rows))
    again, second = score(first)
    assert second == first
    assert again.card == once.card


@given(some.budgets("元"), st.lists(some.scored(), min_size=1, max_size=3), st.sampled_from(["千元", "万元", "亿元"]))
@settings(max_examples=BOOKS)
def test_the_unit_of_money_changes_no_result(lines: list[Row], rows: list[Row], unit: str) -> None:
    other = [{title: in_unit(title, cell, unit) for title, cell in line.items()} for line in lines]
    one, _ = score(filled_in("mof-2020", {"金额单位": "元"}, lines, rows))
    two, _ = score(filled_in("mof-2020", {"金额单位": unit}, other, rows))
    assert [part[1:] for part in two.card.budget.lines] == [part[1:] for part in one.card.budget.lines]
    assert two.card.budget[1:] == one.card.budget[1:]
    assert [part[:3] for part in two.card.sections] == [part[:3] for part in one.card.sections]
    assert (two.card.total, two.card.grade) == (one.card.total, one.card.grade)


def in_unit(title: str, cell: CellValue, unit: str) -> CellValue:
    """Return an amount of 元 as it is written in another unit."""
    if cell is None or not title.endswith("数"):
        return cell
    fen = Decimal(str(cell)) * 100
    return format_decimal(fen / FEN_PER[unit])
