"""The block 项目资金 of a form: 年度资金总额 and what it is made of, as lines of a budget."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from selfeval_xl.documents.forms.funds import SOURCES
from selfeval_xl.domain.cells import normalise
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.money import money
from selfeval_xl.domain.place import Columns, Place
from selfeval_xl.domain.printed import PlacedValue, PrintedFunds
from selfeval_xl.domain.submission import BudgetLine
from selfeval_xl.messages import finding
from selfeval_xl.readers import flaws
from selfeval_xl.readers.forms import labels
from selfeval_xl.readers.forms.page import Page

AMOUNTS = ("initial", "adjustment", "annual", "executed")
_BLANK_ROWS = 2
"""Blank rows that may lie within the block."""
_FUND = ("资金", "拨款", "结转", "其他", "财政", "总额", "合计")
_SOURCE_WORDS = (("结转", SOURCES[1]), ("财政拨款", SOURCES[0]), ("财政资金", SOURCES[0]), ("其他", SOURCES[2]))


FundsRow = tuple[str, int, Mapping[str, PlacedValue]]
"""Label, row, and the filled cells of a row by field."""


class FundsHead(NamedTuple):
    """The header of the block: its row and the column of each field."""

    row: int
    columns: Mapping[str, int]


class Funds(NamedTuple):
    """What the block held; ``printed`` has every row, ``lines`` those with amounts, and 年度资金总额.

    ``texts`` are the amounts that are typed as text, by their cells.
    """

    lines: list[BudgetLine]
    printed: list[PrintedFunds]
    flaws: list[Finding]
    texts: dict[Place, str]

    @property
    def is_filled(self) -> bool:
        """Whether any amount stands there, or what was to be one."""
        amounts = (getattr(line, field) for line in self.lines for field in AMOUNTS)
        return bool(self.flaws) or any(amount is not None for amount in amounts)


def find_head(page: Page) -> FundsHead | None:
    """Return the header of the block, ``None`` when the form has none."""
    for row in page.rows:
        found: dict[str, int] = {}
        for column in page.filled(row):
            field = labels.known(page.key(row, column), labels.FUNDS)
            if field:
                found.setdefault(field, column)
        if "executed" in found and found.keys() & {"annual", "initial", "rate"}:
            return FundsHead(row, found)
    return None


def money_unit(page: Page, head: FundsHead) -> PlacedValue | None:
    """Return the 金额单位 printed in the block's label or headers, ``None`` when none is."""
    for column in page.filled(head.row):
        found = labels.UNIT.search(page.text(head.row, column))
        if found:
            return PlacedValue(found[0], page.place(head.row, column))
    return None


def read_rows(page: Page, head: FundsHead, end: int) -> list[FundsRow]:
    """Return what stands in the rows from below the header to ``end``; dashes are blank."""
    first = min(head.columns.values())
    _take_head(page, head, first)
    rows: list[FundsRow] = []
    for row, label_column in _rows(page, head, end, first):
        label = ""
        if label_column:
            page.take(row, label_column)
            label = "".join(page.text(row, label_column).split())
        rows.append((label, row, dict(_cells(page, row, head))))
    return rows


def read_funds(page: Page, head: FundsHead, rows: list[FundsRow], unit: str) -> Funds:
    """Turn the rows into lines of a budget, amounts being in ``unit``."""
    funds, numbers = Funds([], [], [], {}), _Numbers()
    label_column = max(min(head.columns.values()) - 1, 1)
    columns = Columns(page.grid.name, head.row, {"": label_column, **head.columns})
    for label, row, cells in rows:
        funds.printed.append(PrintedFunds(label, row, *(cells.get(field) for field in ("rate", "weight", "score"))))
        amounts = {field: cells[field] for field in AMOUNTS if field in cells}
        funds.flaws.extend(_flaws(page, head, row, amounts, unit))
        funds.texts.update((place, value) for value, place in amounts.values() if isinstance(value, str))
        if amounts or (is_total(label) and not funds.lines):
            number, source = numbers.next(label)
            fen = (money(amounts[field].value, unit).fen if field in amounts else None for field in AMOUNTS)
            funds.lines.append(BudgetLine(columns, row, number, label or "年度资金总额", source or None, *fen))
    return funds


def _flaws(page: Page, head: FundsHead, row: int, amounts: Mapping[str, PlacedValue], unit: str) -> Iterator[Finding]:
    for field in AMOUNTS:
        if field in amounts:
            value, place = amounts[field]
            yield from flaws.in_value(value, place)
            yield from flaws.in_amount(value, unit, place)
        elif (row, head.columns.get(field)) in page.grid.uncalculated:
            yield finding("X01", page.place(row, head.columns[field]))


def _take_head(page: Page, head: FundsHead, first: int) -> None:
    for column in page.filled(head.row):
        is_block = column < first and labels.FUNDS_BLOCK.search(page.text(head.row, column))
        if is_block or column in head.columns.values():
            page.take(head.row, column)


def _rows(page: Page, head: FundsHead, end: int, first: int) -> Iterator[tuple[int, int]]:
    """Yield each row of the block with the column of its label, 0 where it has none."""
    blank = count = 0
    for row in range(head.row + 1, end):
        columns = list(page.filled(row))
        blank = 0 if columns else blank + 1
        if blank > _BLANK_ROWS:
            return
        if not columns:
            continue
        label_column = max((column for column in columns if column < first), default=0)
        label = page.key(row, label_column) if label_column else ""
        # A name of the block beside the label can only stand in its first row.
        is_other = count and sum(column < first for column in columns) > 1
        if is_other or _is_next_block(label) or not _is_line(label, columns, first):
            return
        count += 1
        for column in columns:
            if column < first and labels.FUNDS_BLOCK.search(page.text(row, column)):
                page.take(row, column)  # the name of the block
        yield row, label_column


def _is_next_block(label: str) -> bool:
    return bool(labels.known(label, labels.FACTS)) or label in labels.HOMELESS or label.startswith("年度绩效目标")


def _is_line(label: str, columns: list[int], first: int) -> bool:
    return any(column >= first for column in columns) or any(word in label for word in _FUND)


def _cells(page: Page, row: int, head: FundsHead) -> Iterator[tuple[str, PlacedValue]]:
    for field, column in head.columns.items():
        if page.home(row, column) != (row, column) or page.value(row, column) is None:
            continue
        page.take(row, column)
        if page.text(row, column) not in labels.DASHES:
            yield field, page.placed(row, column)


def is_total(label: str) -> bool:
    """Tell whether a row is 年度资金总额 or has another name for it."""
    return not label or bool(labels.GRAND.fullmatch(label.strip(":：")))


class _Numbers:
    """序号 and 资金来源 of the lines: 年度资金总额 is 1, what it is made of 1.1, 1.2 and so on."""

    def __init__(self) -> None:
        self.has_total = False
        self.parts = 0
        self.sources: set[str] = set()

    def next(self, label: str) -> tuple[str, str]:
        """Return both for the next line."""
        if is_total(label) and not self.has_total:
            self.has_total = True
            return "1", ""
        self.parts += 1
        return f"1.{self.parts}" if self.has_total else f"{self.parts}", self._source(label)

    def _source(self, label: str) -> str:
        """Return what a label means; a second line of the same keeps its own name, so that both stay apart."""
        own = normalise(label).removeprefix("其中").strip(": ")
        source = next((source for word, source in _SOURCE_WORDS if word in own), own)
        source = own if source in self.sources else source
        self.sources.add(source)
        return source
