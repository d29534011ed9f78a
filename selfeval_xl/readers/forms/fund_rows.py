"""The block 项目资金 of a form: 年度资金总额 and what it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from selfeval_xl.readers.forms import labels
from selfeval_xl.readers.forms.filled import FundsRow, Said
from selfeval_xl.readers.forms.page import Page

_BLANK_ROWS = 2
"""Blank rows that may lie within the block."""
_FUND = ("资金", "拨款", "结转", "其他", "财政", "总额", "合计")


class FundsHead(NamedTuple):
    """The header of the block: its row and the column of each field."""

    row: int
    columns: Mapping[str, int]


def find_head(page: Page, end: int) -> FundsHead | None:
    """Return the header of the block above row ``end``, ``None`` when the form has none."""
    for row in range(1, end):
        found: dict[str, int] = {}
        for column in page.filled(row):
            field = labels.known(page.key(row, column), labels.FUNDS)
            if field:
                found.setdefault(field, column)
        if "executed" in found and found.keys() & {"annual", "initial", "rate"}:
            return FundsHead(row, found)
    return None


def money_unit(page: Page, head: FundsHead) -> str:
    """Return the 金额单位 printed in the block's label or headers, ``""`` when none is."""
    for column in page.filled(head.row):
        found = labels.UNIT.search(page.text(head.row, column))
        if found:
            return found[0]
    return ""


def read_funds(page: Page, head: FundsHead, end: int) -> list[FundsRow]:
    """Read the rows below the header; dashes are blank."""
    first = min(head.columns.values())
    for column in page.filled(head.row):
        is_block = column < first and labels.FUNDS_BLOCK.search(page.text(head.row, column))
        if is_block or column in head.columns.values():
            page.take(head.row, column)
    rows: list[FundsRow] = []
    blank = 0
    for row in range(head.row + 1, end):
        columns = list(page.filled(row))
        blank = 0 if columns else blank + 1
        if blank > _BLANK_ROWS:
            break
        if not columns:
            continue
        label_column = max((column for column in columns if column < first), default=0)
        label = page.key(row, label_column) if label_column else ""
        # A name of the block beside the label can only stand in its first row.
        is_other = bool(rows) and sum(column < first for column in columns) > 1
        if is_other or _is_next_block(label) or not _is_line(label, columns, first):
            break
        for column in columns:
            if column < first and labels.FUNDS_BLOCK.search(page.text(row, column)):
                page.take(row, column)  # the name of the block
        rows.append(_read(page, row, label_column, head))
    return rows


def _is_next_block(label: str) -> bool:
    return bool(labels.known(label, labels.FACTS)) or label in labels.HOMELESS or label.startswith("年度绩效目标")


def _is_line(label: str, columns: list[int], first: int) -> bool:
    return any(column >= first for column in columns) or any(word in label for word in _FUND)


def _read(page: Page, row: int, label_column: int, head: FundsHead) -> FundsRow:
    cells = {}
    for field, column in head.columns.items():
        if page.home(row, column) != (row, column) or page.value(row, column) is None:
            continue
        page.take(row, column)
        if page.text(row, column) not in labels.DASHES:
            cells[field] = Said(page.value(row, column), page.place(row, column))
    label = ""
    if label_column:
        page.take(row, label_column)
        label = "".join(page.text(row, label_column).split())
    return FundsRow(label, row, cells)


def is_total(row: FundsRow) -> bool:
    """Tell whether a row is 年度资金总额 or has another name for it."""
    return not row.label or bool(labels.GRAND.fullmatch(row.label.strip(":：")))
