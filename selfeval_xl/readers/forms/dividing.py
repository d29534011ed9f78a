"""Where each form on a sheet begins: beside others, and below others."""

from collections.abc import Iterable, Iterator
from itertools import islice

from selfeval_xl.domain.cells import normalise
from selfeval_xl.domain.grid import Grid
from selfeval_xl.readers.forms import labels
from selfeval_xl.readers.forms.fund_head import find_block
from selfeval_xl.readers.forms.heads import Head
from selfeval_xl.readers.forms.page import Page
from selfeval_xl.readers.forms.project_facts import is_heading

_AGAIN = frozenset({"name", "target", "actual"})
"""What a header names twice only where there are two tables in its row."""
_MOST_FORMS, _LONGEST = 1000, 2000
"""Forms on a sheet, and rows of one, beyond which nobody looks for where another begins."""
_ABOVE = 7
"""Rows above 项目名称 in which the title of a form may stand."""


def apart(page: Page, tables: Iterable[Head]) -> tuple[Grid, Grid] | None:
    """Return the form at the left and all at its right, every cell in its place; ``None`` where there is but one."""
    for head in tables:
        again = [column for column, field in head.choice.lost.items() if field in _AGAIN or field.startswith("level")]
        if {head.choice.lost[column] for column in again} >= _AGAIN and min(again) > _end_of_first(head):
            names = (_second_name(page, row, head) for row in range(page.rows.start, head.row))
            start = min([*again, *filter(None, names)])
            return _columns(page.grid, 1, start - 1), _columns(page.grid, start, page.width)
    return None


def _end_of_first(head: Head) -> int:
    """Return the last column of what makes a table; in one with two columns for everything they take turns."""
    return max(head.columns[field] for field in _AGAIN)


def _second_name(page: Page, row: int, head: Head) -> int:
    """Return the column of a second 项目名称 in a row, 0 for none."""
    found = [column for column in page.filled(row) if labels.label_of(page.key(row, column)) == "name"]
    return found[1] if len(found) > 1 and found[1] > head.first else 0


def _columns(grid: Grid, first: int, last: int) -> Grid:
    rows = [["" if not first <= column <= last else cell for column, cell in enumerate(row, 1)] for row in grid.rows]
    return grid._replace(
        rows=rows,
        uncalculated=frozenset(spot for spot in grid.uncalculated if first <= spot[1] <= last),
    )


def parts(page: Page, tables: list[Head]) -> Iterator[range]:
    """Yield the rows of each form: one begins at its title, or at its 项目名称, below the tables of another."""
    start = 1
    begins = (row for row in page.rows if names(page, row) or is_title(page, row))
    for row in islice(begins, _MOST_FORMS):
        first = _heading(page, row)
        before = range(start, first)
        is_form = any(head.row in before for head in tables) or (
            0 < len(before) <= _LONGEST and find_block(page.part(before), first)[1]
        )
        if is_form and not _goes_on(page, tables, row, before):
            yield before
            start = first
    yield range(start, page.height + 1)


def _goes_on(page: Page, tables: list[Head], row: int, before: range) -> bool:
    """Tell whether a title, or 项目名称, begins no form: it may stand there again because a page ended."""
    end = page.height + 1
    below = next((head.row for head in tables if head.row >= before.stop), end)
    _, funds = find_block(page.part(range(before.stop, below)), below)
    if below == end and not funds:
        return True
    if len(before) > _LONGEST:
        return False
    named = [names(page, each) for each in before if names(page, each)]
    if not named and names(page, row) and not any(head.row in before for head in tables):
        return True  # it has had its funds so far, and no name
    if names(page, row) and names(page, row) not in named:
        return False
    is_over = any(labels.TOTAL.fullmatch(page.key(each, column)) for each in before for column in page.filled(each))
    return not is_over and not funds


def names(page: Page, row: int) -> str:
    """Return the row with 项目名称 as it stands there, ``""`` for any other row."""
    is_name = any(labels.label_of(page.key(row, column)) == "name" for column in islice(page.filled(row), 2))
    return "".join(page.text(row, column) for column in page.filled(row)) if is_name else ""


def _heading(page: Page, row: int) -> int:
    """Return the first of the rows above 项目名称 that belong to the same form: title, year, who fills it in."""
    first = row
    for above in range(row - 1, max(row - _ABOVE, 0), -1):
        texts = [normalise(page.text(above, column)) for column in page.filled(above)]
        if is_title(page, above) or all(map(is_heading, texts)):
            first = above
        elif not any(labels.label_of(page.key(above, column)) for column in page.filled(above)):
            break
    return first


def is_title(page: Page, row: int) -> bool:
    return labels.TITLE.search(page.key(row, next(page.filled(row), 0))) is not None
