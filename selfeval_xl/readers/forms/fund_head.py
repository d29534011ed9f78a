"""The header of the block 项目资金: where it stands, on one row or two, upright or at the left, and its columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from selfeval_xl.domain.layout import AMOUNTS
from selfeval_xl.domain.money import money
from selfeval_xl.readers.forms.columns import FUNDS, choose
from selfeval_xl.readers.forms.fund_parts import FundsPart, split
from selfeval_xl.readers.forms.page import Page

_MOST_CELLS = 20_000
"""Cells above the table of indicators that are looked at for a block on its side."""
FUND = ("资金", "拨款", "结转", "其他", "财政", "总额", "合计")
"""Words that the names of its rows have."""


class FundsHead(NamedTuple):
    """The header of the block: its last row, the column of each field, and the columns that mean something else.

    ``top`` is its first row where it has two, ``parts`` are the columns of what the amounts are made of, and
    ``is_summed`` tells that these alone make the whole.
    """

    row: int
    columns: Mapping[str, int]
    unknown: tuple[int, ...] = ()
    guessed: tuple[int, ...] = ()
    top: int = 0
    parts: tuple[FundsPart, ...] = ()
    is_summed: bool = False
    is_beside: bool = False
    """Whether each figure stands at the right of what it is called; ``row`` is then the row above the block."""

    @property
    def rows(self) -> range:
        """The rows of the header."""
        return range(self.top or self.row, self.row + 1)


def find_head(page: Page) -> FundsHead | None:
    """Return the header of the block, ``None`` when the form has none."""
    for row in page.rows:
        titles = {column: page.key(row, column) for column in page.filled(row)}
        if not any("执行" in key or "支" in key or "使用" in key for key in titles.values()):
            continue
        if beside := _beside(page, row, titles):
            return FundsHead(row - 1, beside, is_beside=True)
        # The names of the rows stand at the left, so that no figure can stand in the first column.
        keys = {column: key for column, key in titles.items() if column > 1}
        choice = choose(keys, FUNDS)
        found = choice.columns
        if "executed" in found and found.keys() & {"annual", "initial", "rate"}:
            first = min(found.values())
            last, columns, parts, is_summed = split(page, row, found, keys)
            known = {*columns.values(), *(each for part in parts for each in part.columns.values())}
            titled = keys if last == row else [each for each in page.filled(last) if each > 1] + [*keys]
            unknown = sorted(
                {each for each in titled if each > first and each not in known} - {*choice.columns.values()}
            )
            return FundsHead(last, columns, tuple(unknown), tuple(choice.guessed), row, parts, is_summed)
    return None


def _beside(page: Page, row: int, titles: Mapping[int, str]) -> dict[str, int]:
    """Return the column of the figure at the right of each title, nothing where an amount has none there."""
    found = choose(titles, FUNDS).columns
    if "executed" not in found or not found.keys() & {"annual", "initial", "rate"}:
        return {}
    beside = {field: min((each for each in titles if each > column), default=0) for field, column in found.items()}
    amounts = (page.value(row, column) for field, column in beside.items() if field in AMOUNTS)
    return beside if all(money(value, "元").fen is not None for value in amounts) else {}


def turned(page: Page, end: int) -> tuple[Page, FundsHead] | None:
    """Return the block as it stands above row ``end`` with its headers at the left, turned on its side."""
    if end * page.width > _MOST_CELLS:
        return None
    found = find_head(page.turned(range(page.rows.start, end)))
    if not found:
        return None
    rows = range(min(found.columns.values()), max(found.columns.values()) + 1)
    above = [page.text(rows.start - 1, column) for column in range(found.row + 1, page.width + 1)]
    if any(word in text for text in above for word in FUND):
        rows = range(rows.start - 1, rows.stop)
    return page.turned(rows), found._replace(unknown=())
