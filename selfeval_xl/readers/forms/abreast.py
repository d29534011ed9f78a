"""Forms that stand side by side on one sheet: each is read as if the others were not there."""

from __future__ import annotations

from collections.abc import Iterable

from selfeval_xl.domain.grid import Grid
from selfeval_xl.readers.forms import labels
from selfeval_xl.readers.forms.heads import Head
from selfeval_xl.readers.forms.page import Page

_AGAIN = frozenset({"name", "target", "actual"})
"""What a header names twice only where there are two tables in its row."""


def apart(page: Page, tables: Iterable[Head]) -> tuple[Grid, Grid] | None:
    """Return the form at the left and all at its right, every cell in its place; ``None`` where there is but one."""
    for head in tables:
        again = [column for column, field in head.choice.lost.items() if field in _AGAIN or field.startswith("level")]
        if {head.choice.lost[column] for column in again} >= _AGAIN:
            names = (_second_name(page, row, head) for row in range(page.rows.start, head.row))
            start = min([*again, *filter(None, names)])
            return _columns(page.grid, 1, start - 1), _columns(page.grid, start, page.width)
    return None


def _second_name(page: Page, row: int, head: Head) -> int:
    """Return the column of a second 项目名称 in a row, 0 for none."""
    found = [column for column in page.filled(row) if labels.label_of(page.key(row, column)) == "name"]
    return found[1] if len(found) > 1 and found[1] > head.first else 0


def _columns(grid: Grid, first: int, last: int) -> Grid:
    rows = [["" if not first <= column <= last else cell for column, cell in enumerate(row, 1)] for row in grid.rows]
    return grid._replace(
        rows=rows,
        merges=tuple(area for area in grid.merges if first <= area[1] and area[3] <= last),
        uncalculated=frozenset(spot for spot in grid.uncalculated if first <= spot[1] <= last),
    )
