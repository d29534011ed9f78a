"""The roll-up as Parquet files, one for each table, for pandas, polars or DuckDB.

Money is int64 in 分, counts are int64, points and rates decimal128 with eighteen places, all exact; text is text, and
blank is null except in columns of text.  The columns are called by ``Column.field``.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from selfeval_xl.documents.blocks import COUNT, MONEY, POINTS, RATE, Column, Rows, Table, Value
from selfeval_xl.messages import codes, input_error
from selfeval_xl.ooxml.xmltext import printable
from selfeval_xl.writers.figures import is_exact
from selfeval_xl.writers.sinks import FileEach, Pieces
from selfeval_xl.writers.spool import Spool

_DIGITS, _PLACES = 38, 18
_QUANTUM = Decimal(1).scaleb(-_PLACES)
_AT_A_TIME = 4_000
"""Rows that are kept until they are written together."""
_INT64 = range(-(1 << 63), 1 << 63)


class _Columns:
    """A table on its way into a Parquet file that is put aside."""

    def __init__(self, table: Table) -> None:
        from pyarrow import parquet

        self._table = table
        self.scratch, self._rows = Spool(), list[tuple[Value, ...]]()
        self._file = _File(self.scratch)
        self._writer: Any = parquet.ParquetWriter(self._file, arrow_table(table, ()).schema)

    def add(self, rows: Rows) -> None:
        self._rows += rows
        if len(self._rows) >= _AT_A_TIME:
            self._flush()

    def finish(self) -> None:
        self._flush()
        self._writer.close()

    def close(self) -> None:
        self._file.is_wanted = False
        self.scratch.close()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(arrow_table(self._table, self._rows))
            self._rows.clear()


class ParquetSink(FileEach[_Columns]):
    """Writes a Parquet file for each table; raises InputError where pyarrow is not installed."""

    def __init__(self, target: str, force: bool = False) -> None:
        try:
            import pyarrow.parquet  # noqa: F401 - said now, and not after hours of reading
        except ImportError as error:
            raise input_error(codes.NO_PARQUET) from error
        super().__init__(target, force)

    def _begun(self, table: Table) -> _Columns:
        return _Columns(table)

    def _pieces(self, put: _Columns) -> Pieces:
        put.finish()
        return put.scratch.pieces


def arrow_table(table: Table, rows: Sequence[tuple[Value, ...]]) -> Any:
    """Return rows of a table as a ``pyarrow.Table`` with the types that the head of this file tells."""
    import pyarrow

    decimal = pyarrow.decimal128(_DIGITS, _PLACES)
    types = {COUNT: pyarrow.int64(), MONEY: pyarrow.int64(), POINTS: decimal, RATE: decimal}
    fields = [(column.field, types.get(column.kind, pyarrow.string())) for column in table.columns]
    arrays = [
        pyarrow.array([_value(row[index], column) for row in rows], type_)
        for index, (column, (_, type_)) in enumerate(zip(table.columns, fields, strict=True))
    ]
    return pyarrow.table(arrays, schema=pyarrow.schema(fields))


class _File:
    """What pyarrow wants of a file that it writes to.  It finishes a table also when nobody wants it any more."""

    closed = False

    def __init__(self, scratch: Spool) -> None:
        self._scratch, self.is_wanted = scratch, True

    def write(self, data: Any) -> int:
        if self.is_wanted:
            self._scratch.write(bytes(data))
        return len(data)

    def tell(self) -> int:
        return self._scratch.size

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """The table is still to be put in its place."""


def _value(value: Value, column: Column) -> object:
    if column.kind in (COUNT, MONEY):
        return value if isinstance(value, int) and value in _INT64 else None
    if column.kind in (POINTS, RATE):
        return _decimal(str(value or ""))
    return printable(str(value or ""))


def _decimal(text: str) -> Decimal | None:
    """Return an exact decimal; nothing for what is none, or has more digits than any figure that means something."""
    if not is_exact(text):
        return None
    with localcontext() as context:
        context.prec = len(text) + _PLACES
        number = Decimal(text).quantize(_QUANTUM, ROUND_HALF_UP)
    return number if len(number.as_tuple().digits) <= _DIGITS else None
