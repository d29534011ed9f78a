"""The optional sheet 批复目标: the targets as they were approved, to hold the self-evaluation against."""

from __future__ import annotations

from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.layout import INDICATORS
from selfeval_xl.domain.place import Columns
from selfeval_xl.domain.submission import Indicator
from selfeval_xl.readers.headers import columns_of_header

_NEEDED = {"name", "target"}


def read_approved(grid: Grid) -> tuple[Indicator, ...]:
    """Return the approved indicators; ``()`` when no row names 三级指标 and 年度指标值.  Other columns are optional."""
    columns = approved_columns(grid)
    return tuple(_rows(grid, columns)) if columns else ()


def approved_columns(grid: Grid) -> Columns | None:
    """Return the columns of the table, by the first row that names 三级指标 and 年度指标值."""
    for number, header in enumerate(grid.rows, 1):
        found = columns_of_header(INDICATORS, header)
        if found.keys() >= _NEEDED:
            return Columns(grid.name, number, found)
    return None


def _rows(grid: Grid, columns: Columns) -> list[Indicator]:
    approved = []
    level1 = level2 = ""
    for number, cells in enumerate(grid.rows[columns.header_row :], columns.header_row + 1):
        row = {field: cells[column - 1] for field, column in columns.of.items() if column <= len(cells)}
        level1, level2 = text_of(row.get("level1")) or level1, text_of(row.get("level2")) or level2
        name = text_of(row.get("name"))
        if name:
            said = {field: row.get(field) for field in ("sign", "target", "unit", "actual", "weight")}
            approved.append(Indicator(columns, number, level1, level2, name, **said))
    return approved
