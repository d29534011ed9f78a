"""The tables of a document -> its forms: one may be printed as several tables, with headings between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from selfeval_xl.domain.cells import is_blank, text_of
from selfeval_xl.domain.grid import Grid
from selfeval_xl.readers.forms import labels
from selfeval_xl.readers.forms.dividing import is_title, names
from selfeval_xl.readers.forms.fund_head import find_head
from selfeval_xl.readers.forms.heads import heads
from selfeval_xl.readers.forms.page import Page
from selfeval_xl.readers.forms.sideways import sideways

_FEWEST = 3
"""Filled cells that a row of a table of indicators has at least."""


class _Part(NamedTuple):
    """What is there of a form in a table, or in several: title, 项目名称, funds, indicators and their 总分."""

    has_title: bool
    has_name: bool
    has_funds: bool
    has_table: bool
    is_over: bool
    width: int

    @property
    def is_begun(self) -> bool:
        """Whether it says of what project it is, or what the project was given."""
        return self.has_title or self.has_name or self.has_funds

    def with_next(self, other: _Part) -> _Part:
        """Return what is there with the next table."""
        return _Part(
            self.has_title,
            self.has_name or other.has_name,
            self.has_funds or other.has_funds,
            self.has_table or other.has_table,
            self.is_over or other.is_over,
            other.width,
        )


def joined(grids: Iterable[Grid]) -> Iterator[Grid]:
    """Yield each table with those that go on with its form, below each other on one sheet; the first names it."""
    group: list[Grid] = []
    so_far: _Part | None = None
    for grid in grids:
        part = _part(grid)
        if so_far and _goes_on(so_far, part, grid):
            group.append(grid)
            so_far = so_far.with_next(part)
        else:
            yield from _below_each_other(group)
            group, so_far = [grid], part
    yield from _below_each_other(group)


def _part(grid: Grid) -> _Part:
    page = Page(grid)
    tables, funds = heads(page), find_head(page)
    # A 合计 of the funds ends no table of indicators.
    last = range(tables[-1].below if tables else page.rows.stop if funds else 1, page.rows.stop)
    return _Part(
        any(is_title(page, row) for row in page.rows),
        any(names(page, row) for row in page.rows),
        funds is not None,
        bool(tables or sideways(page)),
        any(labels.TOTAL.fullmatch(page.key(row, column)) for row in last for column in page.filled(row)),
        page.width,
    )


def _goes_on(so_far: _Part, part: _Part, grid: Grid) -> bool:
    """Tell whether a table goes on with the form above it, and is neither another form nor something else."""
    if part.has_title or (so_far.is_over and so_far.has_table):
        return False
    if part.has_name:
        return so_far.has_title and not (so_far.has_name or so_far.has_funds or so_far.has_table)
    if part.has_funds:
        return so_far.is_begun and not (so_far.has_funds or so_far.has_table)
    if part.has_table:
        return so_far.is_begun
    filled = [[text_of(cell) for cell in row if not is_blank(cell)] for row in grid.rows]
    first = next(filter(None, filled), [])
    is_row = len(first) >= _FEWEST and (part.is_over or labels.LEVEL.search(first[0]) is not None)
    return so_far.is_begun and so_far.has_table and is_row and part.width <= so_far.width


def _below_each_other(grids: list[Grid]) -> Iterator[Grid]:
    if not grids:
        return
    whole = grids[0]
    for grid in grids[1:]:
        down = len(whole.rows)
        whole = whole._replace(
            rows=[*whole.rows, *grid.rows],
            merges=(
                *whole.merges,
                *((top + down, left, bottom + down, right) for top, left, bottom, right in grid.merges),
            ),
            uncalculated=whole.uncalculated | {(row + down, column) for row, column in grid.uncalculated},
            hidden=whole.hidden | {row + down for row in grid.hidden},
        )
    yield whole
