"""Writes a form as a workbook of our layout: every cell styled as in the templates, computed cells as after a score."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from bench.forms import Cell, Form, Percent, Size, form
from selfeval_xl.documents import summary
from selfeval_xl.documents.blocks import OutValue
from selfeval_xl.domain.cells import CellValue
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.layout import (
    BUDGET,
    BUDGET_FIELDS,
    GUIDE,
    INDICATOR_FIELDS,
    INDICATORS,
    PROJECT,
    PROJECT_FIELDS,
    RESULTS,
    SUMMARY,
    Field,
)
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.readers.own import read
from selfeval_xl.storage import standards
from selfeval_xl.tasks.evaluation import evaluate
from selfeval_xl.workbook.template import entry
from selfeval_xl.workbook.template.results import KIND, MARKS

HEADER_ROW, FIRST_ROW = 4, 5
"""Title, subtitle and native checks stand above the header, as on the templates."""

Computed = Mapping[tuple[int, int], object]
"""Row and column of a computed cell, 1-based, and what stands in it: a value, or a formula that begins with ``=``."""

_BOX: dict[str, Any] = {"border": 1, "font_name": "宋体", "font_size": 10.5, "valign": "vcenter", "text_wrap": True}
_LOOKS: dict[str, dict[str, Any]] = {
    "input": {"bg_color": "#FFFBE5"},
    "percent": {"bg_color": "#FFFBE5", "num_format": "0.00%"},
    "date": {"bg_color": "#FFFBE5", "num_format": "yyyy-mm-dd"},
    "computed": {"bg_color": "#EDEDED"},
    "rate": {"bg_color": "#EDEDED", "num_format": "0.00%"},
    "points": {"bg_color": "#EDEDED", "num_format": "0.00"},
    "label": {"bg_color": "#DCE3ED", "align": "center", "font_name": "黑体"},
}
_COMPUTED_LOOKS = {"rate": "rate", "deviation": "rate", "system": "points", "score": "points"}


class Book:
    """A workbook under way."""

    def __init__(self, path: Path) -> None:
        self.book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_numbers": False})
        self.looks = {name: self.book.add_format(_BOX | look) for name, look in _LOOKS.items()}

    def project(self, facts: Mapping[str, Cell]) -> None:
        """Write the sheet 项目信息: labels in A, facts in B."""
        sheet = self.book.add_worksheet(PROJECT)
        sheet.merge_range("A1:B1", "项目支出绩效自评　项目信息", self.looks["label"])
        for row, field in enumerate(PROJECT_FIELDS, 2):
            sheet.write(row, 0, field.title, self.looks["label"])
            self._put(sheet, row, 1, facts.get(field.field), "input")

    def table(
        self,
        name: str,
        fields: Sequence[Field],
        rows: Sequence[Mapping[str, Cell]],
        computed: Computed,
        checks: Iterable[tuple[int, str, float]],
        formatted: int,
    ) -> None:
        """Write 预算 or 指标; ``checks`` are column, formula and result of the native checks in row 3."""
        sheet = self.book.add_worksheet(name)
        sheet.merge_range(0, 0, 0, len(fields) - 1, f"项目支出绩效自评　{name}", self.looks["label"])
        for column, formula, result in checks:
            sheet.write_formula(2, column, formula, self.looks["points"], result)
        for column, field in enumerate(fields):
            sheet.write(HEADER_ROW - 1, column, field.title, self.looks["label"])
        # Staff draw down a few rows more than they fill.
        for offset in range(len(rows) + 3 + formatted):
            cells = rows[offset] if offset < len(rows) else {}
            for column, field in enumerate(fields):
                at = (FIRST_ROW + offset, column + 1)
                value: Any = computed.get(at) if field.computed else cells.get(field.field)
                look = _COMPUTED_LOOKS.get(field.field, "computed") if field.computed else "input"
                self._put(sheet, at[0] - 1, column, value, look)
        sheet.freeze_panes(HEADER_ROW, 3)

    def exemplars(self, name: str, kinds: Mapping[str, Mapping[str, Any]]) -> None:
        """Write 汇总 or 校验结果 with the hidden exemplar rows, and nothing computed yet."""
        sheet = self.book.add_worksheet(name)
        for row, (kind, said) in enumerate(kinds.items()):
            for span, look in zip(said["spans"].split(), said["looks"].split(), strict=True):
                first, _, last = span.partition(":")
                column = ord(first) - ord("A")
                text = f"{KIND}{kind}" if not column else MARKS.get(look, "")
                if last:
                    sheet.merge_range(row, column, row, ord(last) - ord("A"), text, self.looks["computed"])
                else:
                    sheet.write(row, column, text, self.looks["computed"])
            sheet.set_row(row, said["height"], None, {"hidden": True})

    def guide(self) -> None:
        """Write a page of help as long as the real one."""
        sheet = self.book.add_worksheet(GUIDE)
        for row in range(40):
            sheet.write(row, 0, f"第{row + 1}条　浅黄格由您填写，浅灰格自动显示。", self.looks["input"])

    def _put(self, sheet: Any, row: int, column: int, value: Any, look: str) -> None:
        if value is None or value == "":
            sheet.write_blank(row, column, None, self.looks[look])
        elif isinstance(value, Percent):
            sheet.write_number(row, column, value, self.looks["percent"])
        elif isinstance(value, datetime.date):
            sheet.write_datetime(row, column, value, self.looks["date"])
        elif isinstance(value, str) and value.startswith("="):
            sheet.write_formula(row, column, value, self.looks[look])
        elif isinstance(value, str):
            sheet.write_string(row, column, value, self.looks[look])
        else:
            sheet.write_number(row, column, float(value), self.looks[look])


def write(size: Size, path: Path, seed: int = 1) -> Scorecard:
    """Write the workbook of that size as it stands after a score; return that score."""
    filled = form(size, seed)
    card = evaluate(read(grids(filled)), standards.load("mof-2020"))
    columns = summary.output(card, summary.Stamp("2025-03-15 10:00", "0", "")).columns
    book = Book(path)
    book.guide()
    book.project(filled.project)
    _tables(book, filled, size, lambda sheet: _as_written(columns, sheet))
    book.exemplars(SUMMARY, entry.SUMMARY_ROWS)
    book.exemplars(RESULTS, entry.RESULT_ROWS)
    book.book.close()
    return card


def _tables(book: Book, filled: Form, size: Size, computed: Callable[[str], Computed]) -> None:
    annual = sum(line.annual for line in filled.lines if "." not in line.number)
    points = sum(float(str(row.cells["weight"])) for row in filled.rows)
    last = FIRST_ROW + max(len(filled.lines), len(filled.rows))
    book.table(BUDGET, BUDGET_FIELDS, budget_rows(filled), computed(BUDGET),
               [(2, f'=SUMPRODUCT(ISERROR(FIND(".",A5:A{last}))*1,F5:F{last})', annual)], size.formatted)  # fmt: skip
    book.table(INDICATORS, INDICATOR_FIELDS, [row.cells for row in filled.rows], computed(INDICATORS),
               [(2, f"=SUM(H5:H{last})", points)], size.formatted)  # fmt: skip


def budget_rows(filled: Form) -> list[dict[str, Cell]]:
    """Return the lines as cells by field."""
    return [{**line._asdict(), "initial": line.annual, "source": "区级财政"} for line in filled.lines]


def _as_written(columns: Iterable[Any], sheet: str) -> dict[tuple[int, int], OutValue]:
    return {(row, each.column): value for each in columns if each.sheet == sheet for row, value in each.values}


def grids(filled: Form) -> dict[str, Grid]:
    """Return the input sheets as reading the workbook would."""
    facts = [[field.title, _as_read(filled.project.get(field.field))] for field in PROJECT_FIELDS]
    return {
        PROJECT: Grid(PROJECT, facts),
        BUDGET: _grid(BUDGET, BUDGET_FIELDS, budget_rows(filled)),
        INDICATORS: _grid(INDICATORS, INDICATOR_FIELDS, [row.cells for row in filled.rows]),
    }


def _grid(name: str, fields: Sequence[Field], rows: Sequence[Mapping[str, Cell]]) -> Grid:
    above: list[list[CellValue]] = [[] for _ in range(HEADER_ROW - 1)]
    body = [[_as_read(row.get(field.field)) for field in fields] for row in rows]
    return Grid(name, [*above, [field.title for field in fields], *body])


def _as_read(value: Cell) -> CellValue:
    if isinstance(value, Percent):
        return f"{value * 100:.6g}%"
    return float(value) if isinstance(value, int | float) else value
