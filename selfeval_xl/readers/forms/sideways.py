"""A table of indicators on its side: 三级指标, 年度指标值 at the left, and each indicator a column of the sheet."""

from collections.abc import Iterator
from typing import NamedTuple

from selfeval_xl.readers.forms import labels
from selfeval_xl.readers.forms.columns import INDICATORS
from selfeval_xl.readers.forms.heads import Head, first_level, heads
from selfeval_xl.readers.forms.page import Page

_MOST_CELLS = 20_000
"""Cells of a form beyond which nobody looks for one."""
_FEWEST, _MOST_LEFT = 3, 3
"""Rows that it has at least, and columns in which its headers may stand."""


class Sideways(NamedTuple):
    """A table on its side: the page turned, its header there, and its rows on the sheet."""

    page: Page
    head: Head
    rows: range


def sideways(page: Page) -> list[Sideways]:
    """Return every table on its side; one may be too wide for the paper, and goes on below with its headers again."""
    if len(page.rows) * page.width > _MOST_CELLS:
        return []
    return [found for rows, column in _lying(page) if (found := _table(page, rows, column))]


def _table(page: Page, rows: range, column: int) -> Sideways | None:
    turned = page.turned(rows)
    found = [head for head in heads(turned) if head.row == column]
    if not found:
        return None
    for row in rows:
        for left in page.filled(row):
            if left < column and labels.BLOCK.match(page.key(row, left)):
                page.take(row, left)
    return Sideways(turned, found[0], rows)


def _lying(page: Page) -> Iterator[tuple[range, int]]:
    """Yield the rows that begin with a header each, from one that names a level on, and the column of these."""
    stop = 0
    for row in page.rows:
        column = first_level(page, row)
        if 0 < column <= _MOST_LEFT and row >= stop:
            stop = _end(page, row, column)
            if stop - row >= _FEWEST:
                yield range(row, stop), column


def _end(page: Page, first: int, column: int) -> int:
    """Return the row below the last header: what stands there is none, or the first of them again."""
    seen: set[str] = set()
    for row in range(first, page.rows.stop):
        key = page.key(row, column)
        if key in seen or labels.TOTAL.fullmatch(key) or not INDICATORS.may_mean(key):
            return row
        seen.add(key)
    return page.rows.stop
