"""What staff typed over the computed columns: told from what the program wrote there, and a 得分 taken as 手工得分."""

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.domain.cells import CellValue, is_blank, text_of
from selfeval_xl.domain.computed import COLUMNS, UNSCORED, ComputedRow, ComputedValue, indicator_cells, line_cells
from selfeval_xl.domain.decimals import format_decimal, percent
from selfeval_xl.domain.layout import BUDGET, BUDGET_FIELDS, INDICATOR_FIELDS, INDICATORS, titles
from selfeval_xl.domain.money import money_unit
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.printed import points_in
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard
from selfeval_xl.domain.submission import BudgetLine, Indicator, Overtyped, Submission
from selfeval_xl.domain.written import Written, is_same

_TITLES = {INDICATORS: titles(INDICATOR_FIELDS), BUDGET: titles(BUDGET_FIELDS)}
_RATES = frozenset({"rate", "deviation"})
_MOST_SHOWN = 30
"""Characters of a cell that are told."""


class _HeldRow(NamedTuple):
    """A row as submitted, what stands in its computed columns, what the program computes for them, and its score.

    Where nothing stands in them, nothing is computed.
    """

    record: Indicator | BudgetLine
    filled: Sequence[CellValue]
    cells: ComputedRow
    score: IndicatorScore | None = None
    """``None`` for a budget line."""

    @property
    def differing(self) -> list[int]:
        """Which of its computed columns hold something else than what is computed; blank is nothing."""
        pairs = zip(self.filled, self.cells, strict=False)
        return [at for at, (held, cell) in enumerate(pairs) if not is_same(held, cell)]


def with_overtyped(card: Scorecard, written: Callable[[], Written | None]) -> Submission:
    """Return the submission of a workbook of ours with what staff typed over its computed columns.

    A typed 得分 has become 手工得分 where that column is blank.  ``written`` returns the record of what the program
    wrote, ``None`` where an earlier version left none: all of it is the program's.  It is asked only where a cell
    differs from what is computed.
    """
    written, unit = functools.cache(written), money_unit(card.submission.project.money_unit)
    printed = card.submission.printed
    lines = [
        _HeldRow(line.line, filled, line_cells(line, unit) if _holds_anything(filled) else ())
        for line, filled in zip(card.budget.lines, printed.line_cells, strict=False)
    ]
    rows = [
        _HeldRow(row.indicator, filled, indicator_cells(row) if _holds_anything(filled) else (), row)
        for row, filled in zip(card.indicators, printed.indicator_cells, strict=False)
    ]
    found = (*_typed_on(BUDGET, lines, written), *_typed_on(INDICATORS, rows, written))
    if not found:
        return card.submission
    counting = {each.place: each for each in found if each.counts}
    indicators = tuple(_judged(row, counting) for row in card.submission.indicators)
    return card.submission._replace(indicators=indicators, overtyped=found)


def _holds_anything(filled: Sequence[CellValue]) -> bool:
    return any(filled) or 0 in filled


def _typed_on(sheet: str, rows: Sequence[_HeldRow], written: Callable[[], Written | None]) -> Iterator[Overtyped]:
    differing = {at: fields for at, row in enumerate(rows) if (fields := row.differing)}
    record = written() if differing else None
    if record is None:
        return
    held = list(record.holds(sheet, [(row.record.name, row.filled) for row in rows]))
    for at, fields in differing.items():
        yield from (_overtyped(sheet, rows[at], field) for field in fields if not held[at][field])


def _overtyped(sheet: str, row: _HeldRow, at: int) -> Overtyped:
    record, field = row.record, COLUMNS[sheet][at]
    held, is_score = row.filled[at], field == "score" and row.score is not None and row.score.applicable
    has_cell = isinstance(record, Indicator) and is_blank(record.typed_score) and "score" in record.columns.of
    counts = is_score and has_cell and points_in(held) is not None
    told = _cut(text_of(held)), _told(row.cells[at], field in _RATES)
    return Overtyped(record.place(field), record.name, _TITLES[sheet][field], *told, counts)


def _told(value: ComputedValue, is_rate: bool) -> str:
    if isinstance(value, Decimal):
        return percent(value) if is_rate else format_decimal(value)
    return "" if value in (None, UNSCORED) else _cut(str(value))


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}……"


def _judged(row: Indicator, counting: Mapping[Place, Overtyped]) -> Indicator:
    """Return the row with the score that was typed into the column 得分 as 手工得分, whose place is that cell then."""
    typed = counting.get(row.place("score"))
    points = points_in(typed.typed) if typed else None
    if points is None:
        return row
    columns = row.columns._replace(of={**row.columns.of, "typed_score": row.columns.of["score"]})
    return row._replace(typed_score=format_decimal(points), columns=columns)
