"""From grids to a Submission: finds labels and headers wherever they stand and takes cells as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING

from selfeval_xl.domain.cells import CellValue, parse_decimal, text_of
from selfeval_xl.domain.computed import INDICATOR_COLUMNS, LINE_COLUMNS
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.layout import (
    APPROVED,
    BUDGET,
    INDICATORS,
    MONITORING,
    PROJECT,
    STATE_CELL,
    TOTAL_NAMES,
)
from selfeval_xl.domain.money import money, money_unit
from selfeval_xl.domain.place import Columns, Place
from selfeval_xl.domain.printed import Printed
from selfeval_xl.domain.submission import BudgetLine, Indicator, Project, Submission
from selfeval_xl.messages import codes, finding, input_error
from selfeval_xl.readers.flaws import ERROR_VALUES, hidden_row, in_amount, in_value, in_year
from selfeval_xl.readers.headers import approved_columns, find_columns, find_labels

if TYPE_CHECKING:
    from selfeval_xl.domain.monitoring import Monitoring

_STATE_COLUMN = ord(STATE_CELL[0]) - ord("A")
_INDICATOR_FIELDS = Indicator._fields[2:]
_BUDGET_FIELDS = BudgetLine._fields[2:]
_AMOUNT_FIELDS = _BUDGET_FIELDS[3:-1]
_FILLED_DOWN = ("level1", "level2", "sign", "unit", "method", "reason", "evidence")
"""Columns where a vertically merged cell speaks for every row of its block (points never do)."""


def read(grids: Mapping[str, Grid]) -> Submission:
    """Read the three input sheets.

    Raises InputError when a sheet or a column is missing without which nothing can be scored.
    """
    for name in (PROJECT, BUDGET, INDICATORS):
        if name not in grids:
            raise input_error(codes.NO_INPUT_SHEET, sheet=name)
    project, flaws = _read_project(grids[PROJECT])
    budget = tuple(_read_budget(grids[BUDGET], money_unit(project.money_unit), flaws))
    indicators = tuple(_read_indicators(grids[INDICATORS], flaws))
    printed = Printed(
        indicator_cells=tuple(_filled(grids[INDICATORS], indicators, INDICATOR_COLUMNS)),
        line_cells=tuple(_filled(grids[BUDGET], budget, LINE_COLUMNS)),
        state=_state(grids[PROJECT]),
    )
    approved = read_approved(grids[APPROVED]) if APPROVED in grids else ()
    monitoring = _read_monitoring(grids[MONITORING], project) if MONITORING in grids else None
    return Submission(project, budget, indicators, tuple(flaws), approved, printed, monitoring=monitoring)


def _state(grid: Grid) -> Decimal | None:
    cells = grid.rows[0] if grid.rows else ()
    return parse_decimal(cells[_STATE_COLUMN]) if len(cells) > _STATE_COLUMN else None


def _read_monitoring(grid: Grid, project: Project) -> Monitoring | None:
    from selfeval_xl.readers.forms.progress import read_monitoring  # with what reads forms; few workbooks have it

    return read_monitoring(grid, money_unit(project.money_unit))


def _read_project(grid: Grid) -> tuple[Project, list[Finding]]:
    values, places = find_labels(grid)
    project = Project(places, **values)
    flaws = [flaw for field, value in values.items() for flaw in in_value(value, places[field])]
    flaws += [finding("X01", place) for place in places.values() if (place.row, place.column) in grid.uncalculated]
    flaws += in_year(project.year, project.place("year"))
    flaws += in_amount(project.approved_total, money_unit(project.money_unit), project.place("approved_total"))
    return project, flaws


def _read_budget(grid: Grid, unit: str, flaws: list[Finding]) -> Iterator[BudgetLine]:
    columns = find_columns(grid, flaws)
    for row, cells in _data_rows(grid, columns, _BUDGET_FIELDS, flaws):
        number, name, source, *amounts, reason = cells
        number, name = text_of(number), text_of(name)
        if "".join(name.split()) in TOTAL_NAMES or "".join(number.split()) in TOTAL_NAMES:
            continue
        read = [money(amount, unit) for amount in amounts]
        for at, each in enumerate(read):
            if each.flaw:
                flaws += in_amount(amounts[at], unit, columns.place(row, _AMOUNT_FIELDS[at]))
        initial, adjustment, annual, executed, other = (each.fen for each in read)
        yield BudgetLine(columns, row, number, name, source, initial, adjustment, annual, executed, other, reason)


def _read_indicators(grid: Grid, flaws: list[Finding]) -> Iterator[Indicator]:
    columns = find_columns(grid, flaws)
    level1 = level2 = ""
    for row, cells in _data_rows(grid, columns, _INDICATOR_FIELDS, flaws):
        own1, own2, name = text_of(cells[0]), text_of(cells[1]), text_of(cells[2])
        if own1 in TOTAL_NAMES or name in TOTAL_NAMES:
            continue
        if own1 and own1 != level1:
            level1, level2 = own1, ""
        level2 = own2 or level2
        if any(cells[2:]):
            yield Indicator(columns, row, level1, level2, name, *cells[3:])


def _filled(
    grid: Grid, rows: Sequence[BudgetLine | Indicator], fields: Sequence[str]
) -> Iterator[tuple[CellValue, ...]]:
    """Yield what stands in the computed columns beside each row."""
    if rows:
        pick = _picked(rows[0].columns, fields)
        yield from (pick(grid.rows[each.row - 1]) for each in rows)


def _picked(columns: Columns, fields: Sequence[str]) -> Callable[[Sequence[CellValue]], tuple[CellValue, ...]]:
    """Return what takes the cells of ``fields`` out of a row; an absent column reads as blank."""
    pick = itemgetter(*(columns.of.get(field, 0) - 1 for field in fields))
    width = max(columns.of.values())
    return lambda line: pick([*line, *(None,) * (width - len(line) + 1)])


def _data_rows(
    grid: Grid, columns: Columns, fields: Sequence[str], flaws: list[Finding]
) -> Iterator[tuple[int, tuple[CellValue, ...]]]:
    """Yield (row number, the cells of ``fields``) for every row below the header that holds anything.

    An absent column reads as blank.  What cannot be taken at face value is added to ``flaws``.
    """
    pick = _picked(columns, fields)
    blocks = _blocks(grid, columns, fields)
    read = sorted(columns.of[field] for field in fields if field in columns.of) if grid.uncalculated else ()
    last = columns.header_row
    for row, line in enumerate(grid.rows[columns.header_row :], columns.header_row + 1):
        cells = pick(line)
        # A row of which only a merged block can be seen holds nothing of its own and stays blank.
        if not any(cells):
            continue
        if row in blocks:
            cells = tuple(blocks[row].get(field, cell) for field, cell in zip(fields, cells, strict=True))
        if row != last + 1:
            flaws.append(finding("X09", columns.place(row, fields[0]), shown=row - last - 1))
        last = row
        if row in grid.hidden:
            flaws.append(hidden_row(grid.name, row))
        open_columns = (column for column in read if (row, column) in grid.uncalculated)
        flaws += (finding("X01", Place(grid.name, row, column)) for column in open_columns)
        if not ERROR_VALUES.isdisjoint(cells):
            for field, cell in zip(fields, cells, strict=True):
                flaws += in_value(cell, columns.place(row, field))
        yield row, cells


def _blocks(grid: Grid, columns: Columns, fields: Sequence[str]) -> dict[int, dict[str, CellValue]]:
    """Return, for rows inside a vertically merged cell, the value of the block by field."""
    field_at = {columns.of[field]: field for field in fields if field in _FILLED_DOWN and field in columns.of}
    values: dict[int, dict[str, CellValue]] = {}
    # Merged cells never overlap, so they hold at most so many; a hostile sheet may say otherwise.
    room = len(grid.rows) * len(field_at)
    for top, left, bottom, _right in grid.merges:
        last = min(bottom, len(grid.rows))
        if last > top > columns.header_row and left in field_at and left <= len(grid.rows[top - 1]):
            room -= last - top
            if room < 0:
                break
            for row in range(top + 1, last + 1):
                values.setdefault(row, {})[field_at[left]] = grid.rows[top - 1][left - 1]
    return values


def read_approved(grid: Grid) -> tuple[Indicator, ...]:
    """Return the indicators of the sheet 批复目标, the targets as they were approved; other columns are optional.

    There are none (``()``) when no row names 三级指标 and 年度指标值.
    """
    columns = approved_columns(grid)
    return tuple(_approved(grid, columns)) if columns else ()


def _approved(grid: Grid, columns: Columns) -> Iterator[Indicator]:
    level1 = level2 = ""
    for number, cells in enumerate(grid.rows[columns.header_row :], columns.header_row + 1):
        row = {field: cells[column - 1] for field, column in columns.of.items() if column <= len(cells)}
        level1, level2 = text_of(row.get("level1")) or level1, text_of(row.get("level2")) or level2
        if name := text_of(row.get("name")):
            said = {field: row.get(field) for field in ("sign", "target", "unit", "actual", "weight")}
            yield Indicator(columns, number, level1, level2, name, **said)
