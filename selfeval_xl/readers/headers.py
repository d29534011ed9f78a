"""Finds the header row of a table and the labels of a form, by any spelling seen on real forms."""

from collections.abc import Mapping, Sequence
from typing import Any

from selfeval_xl.domain.cells import CellValue, is_blank
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.layout import (
    BUDGET,
    BUDGET_FIELDS,
    INDICATOR_FIELDS,
    INDICATORS,
    PROJECT_FIELDS,
    Field,
    header_key,
    spellings,
)
from selfeval_xl.domain.place import Columns, Place
from selfeval_xl.messages import codes, finding, input_error

_SEARCHED_ROWS = 60
_LABELS = spellings(PROJECT_FIELDS)
_FIELDS: dict[str, tuple[Field, ...]] = {BUDGET: BUDGET_FIELDS, INDICATORS: INDICATOR_FIELDS}
_HEADERS = {sheet: spellings(fields) for sheet, fields in _FIELDS.items()}
_TITLES = {sheet: {header_key(field.title) for field in fields} for sheet, fields in _FIELDS.items()}


def find_labels(grid: Grid) -> tuple[dict[str, Any], dict[str, Place]]:
    """Return value and place of each labelled field: the first filled cell to the right of its label.

    A blank field's place is the cell beside the label, where it should be filled in.
    """
    values: dict[str, Any] = {}
    places: dict[str, Place] = {}
    for row, cells in enumerate(grid.rows, 1):
        labels = [(i, field) for i, cell in enumerate(cells) if (field := _label(cell)) and field not in values]
        ends = [*(index for index, _field in labels[1:]), len(cells)]
        for (index, field), end in zip(labels, ends, strict=False):
            filled = next((i for i in range(index + 1, end) if not is_blank(cells[i])), None)
            column = _beside(grid, row, index + 1) if filled is None else filled + 1
            values[field] = cells[filled] if filled is not None else None
            places[field] = Place(grid.name, row, column)
    return values, places


def _label(cell: CellValue) -> str:
    return _LABELS.get(_key(cell, _LABELS), "") if isinstance(cell, str) and len(cell) < 20 else ""


def _key(cell: str, known: Mapping[str, str]) -> str:
    """Fold a header or label, unless it stands there as known, which spares the folding for most."""
    return cell if cell in known else header_key(cell)


def _beside(grid: Grid, row: int, column: int) -> int:
    """Return the first column right of the label at (row, column), past the cells it is merged with."""
    for top, left, bottom, right in grid.merges:
        if top <= row <= bottom and left == column:
            return right + 1
    return column + 1


def find_columns(grid: Grid, flaws: list[Finding]) -> Columns:
    """Return the columns of the sheet 预算 or 指标: the header is the first row with every title that is needed.

    A title given twice is a flaw (X04), the first counts.  Raises InputError when a needed column is not there.
    """
    needed = [field for field in _FIELDS[grid.name] if field.required]
    nearest = [field.title for field in needed]
    for row, cells in enumerate(grid.rows[:_SEARCHED_ROWS], 1):
        found, twice = _match(cells, grid.name)
        missing = [field.title for field in needed if field.field not in found]
        if not missing:
            flaws += (finding("X04", Place(grid.name, row, column), shown=cells[column - 1]) for column in twice)
            return Columns(grid.name, row, found)
        nearest = min(nearest, missing, key=len)
    names = "、".join(f"“{title}”" for title in nearest)
    raise input_error(codes.NO_COLUMN, sheet=grid.name, names=names)


def approved_columns(grid: Grid) -> Columns | None:
    """Return the columns of the sheet 批复目标, by the first row that names 三级指标 and 年度指标值."""
    for number, header in enumerate(grid.rows, 1):
        found = columns_of_header(INDICATORS, header)
        if found.keys() >= {"name", "target"}:
            return Columns(grid.name, number, found)
    return None


def columns_of_header(sheet: str, cells: Sequence[CellValue]) -> dict[str, int]:
    """Return the column of each field that a header row of that sheet names, counted from 1."""
    return _match(cells, sheet)[0]


def _match(cells: Any, sheet: str) -> tuple[dict[str, int], list[int]]:
    known, own = _HEADERS[sheet], _TITLES[sheet]
    found: dict[str, int] = {}
    twice: list[int] = []
    keys = [(column, _key(cell, known)) for column, cell in enumerate(cells, 1) if isinstance(cell, str) and cell]
    for column, key in keys:
        if key in own and found.setdefault(known[key], column) != column:
            twice.append(column)
    for column, key in keys:
        if key in known and key not in own:
            found.setdefault(known[key], column)
    return found, twice
