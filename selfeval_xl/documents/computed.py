"""The computed columns of 指标 and 预算 as they are filled, and the record of it that 汇总 carries in hidden rows."""

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.documents.blocks import OutColumn, OutRow, OutSheet, OutValue
from selfeval_xl.domain import written
from selfeval_xl.domain.computed import INDICATOR_COLUMNS, LINE_COLUMNS, ComputedRow, indicator_cells, line_cells
from selfeval_xl.domain.layout import BUDGET, INDICATORS, STATE
from selfeval_xl.domain.money import money_unit
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.domain.submission import BudgetLine, Indicator


class Filling(NamedTuple):
    """What is filled in on a sheet: each row with its computed cells, in the order of ``fields``.

    The cells ``kept`` are left as staff typed them.
    """

    sheet: str
    fields: Sequence[str]
    rows: Sequence[tuple[Indicator | BudgetLine, ComputedRow]]
    kept: Collection[Place]

    def columns(self) -> Iterator[OutColumn]:
        """Yield the computed columns that the sheet has."""
        columns = self.rows[0][0].columns if self.rows else None
        for at, field in enumerate(self.fields):
            if columns and field in columns.of:
                values = [(row.row, cells[at]) for row, cells in self.rows if not self._keeps(row, field)]
                yield OutColumn(columns.sheet, columns.of[field], tuple(values))

    def record(self) -> Iterator[str]:
        """Yield the texts that tell later what was written here."""
        rows = self.rows
        if self.kept:
            rows = [(row, self._written(row, cells)) for row, cells in rows]
        return written.record(self.sheet, [(row.name, cells) for row, cells in rows])

    def _written(self, row: Indicator | BudgetLine, cells: ComputedRow) -> ComputedRow:
        pairs = zip(self.fields, cells, strict=True)
        return tuple(None if self._keeps(row, field) else cell for field, cell in pairs)

    def _keeps(self, row: Indicator | BudgetLine, field: str) -> bool:
        return bool(self.kept) and row.place(field) in self.kept


def fillings(card: Scorecard) -> tuple[Filling, ...]:
    """Return what is filled into 指标 and 预算."""
    unit = money_unit(card.submission.project.money_unit)
    kept = frozenset(each.place for each in card.submission.overtyped)
    rows = [(row.indicator, indicator_cells(row)) for row in card.indicators]
    lines = [(line.line, line_cells(line, unit)) for line in card.budget.lines]
    return Filling(INDICATORS, INDICATOR_COLUMNS, rows, kept), Filling(BUDGET, LINE_COLUMNS, lines, kept)


def with_record(
    filled: Sequence[Filling], summary: OutSheet, results: OutSheet, state: Decimal | None = None
) -> OutSheet:
    """Return 汇总 with the record of what is written: into the computed columns, on this page and on 校验结果.

    With it goes the ``state`` that the inputs are in, see ``layout.STATE``.
    """
    pages = (checksum(page) for page in (summary, results))
    texts = [*(text for each in filled for text in each.record()), written.record_of_pages(pages)]
    rows: list[tuple[OutValue, ...]] = [*((text,) for text in texts), *([(STATE, state)] if state is not None else [])]
    return summary._replace(rows=(*summary.rows, *(OutRow("chart-data", values, height=0) for values in rows)))


def checksum(page: OutSheet) -> str:
    """Return the checksum of what stands on a page, without its appendix."""
    return written.checksum(value for row in page.rows for value in row.values)
