"""Tables and sheets as text: comma-separated values that Excel opens as they are, or one JSON object."""

import json
from collections.abc import Callable, Iterator, Sequence

from selfeval_xl import __version__
from selfeval_xl.documents.blocks import MONEY, NUMBERS, Column, OutSheet, OutValue, Rows, Table, Value
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.storage.csv_text import field
from selfeval_xl.writers.figures import is_exact, shown
from selfeval_xl.writers.sinks import FileEach, Pieces, TableSink
from selfeval_xl.writers.spool import Spool

_MARK = b"\xef\xbb\xbf"
"""By this Excel knows UTF-8."""
_END = "\r\n"


class _Put:
    """A table put aside as text, row by row."""

    def __init__(self, table: Table, line: Callable[[Table, tuple[Value, ...]], str], between: bytes = b"") -> None:
        self.table, self.rows, self.scratch = table, 0, Spool()
        self._line, self._between = line, between

    def add(self, rows: Rows) -> None:
        for row in rows:
            text = self._line(self.table, row).encode("utf-8", "replace")
            self.scratch.write(self._between + text if self.rows else text)
            self.rows += 1

    def close(self) -> None:
        self.scratch.close()


class CsvSink(FileEach[_Put]):
    """UTF-8 with its mark and CRLF; no text can become a formula.

    Money is in 万元 as the titles say, a rate of 90.91 % is 0.9091; every figure is exact.
    """

    def _begun(self, table: Table) -> _Put:
        return _Put(table, _csv_line)

    def _pieces(self, put: _Put) -> Pieces:
        def pieces() -> Iterator[bytes]:
            yield _MARK + (",".join(field(column.title) for column in put.table.columns) + _END).encode()
            yield from put.scratch.pieces()

        return pieces


def _csv_line(table: Table, row: tuple[Value, ...]) -> str:
    return ",".join(map(_csv_field, row, table.columns)) + _END


def _csv_field(value: Value, column: Column) -> str:
    if value is None or value == "":
        return ""
    text = shown(value, column.kind)
    # A minus in front makes no formula of a figure.
    return text if column.kind in NUMBERS and is_exact(text) else field(text)


def sheet_bytes(sheet: OutSheet) -> bytes:
    """Return the sheet as comma-separated values, as many in each row."""
    width = max((len(row.values) for row in sheet.rows), default=0)
    lines = [",".join(map(_sheet_field, (*row.values, *(None,) * (width - len(row.values))))) for row in sheet.rows]
    return _MARK + "".join(line + _END for line in lines).encode()


def _sheet_field(value: OutValue) -> str:
    if value is None or isinstance(value, str):
        return field(value or "")
    return str(value) if isinstance(value, int) else format_decimal(value)


class JsonSink(TableSink[_Put]):
    """Writes one JSON object: each table by its name as a list of objects by ``Column.field``, and ``meta``.

    Money is whole 分 and counts are numbers; points and rates are exact decimal text; ``null`` where there is none.
    """

    def _begun(self, table: Table) -> _Put:
        return _Put(table, _json_line, b",\n")

    def _products(self, closing: Sequence[Table]) -> dict[str, Pieces]:
        return {self._target: self._contents}

    def _contents(self) -> Iterator[bytes]:
        yield b"{\n"
        for name, put in self._all.items():
            yield f"{_json(name)}: [\n".encode()
            yield from put.scratch.pieces()
            yield b"\n],\n"
        rows = {name: put.rows for name, put in self._all.items()}
        titles = {name: _titles(put.table) for name, put in self._all.items()}
        meta = {"program": "selfeval-xl", "version": __version__, "rows": rows, "titles": titles}
        yield f'"meta": {_json(meta)}\n}}\n'.encode()


def _titles(table: Table) -> dict[str, str]:
    return {each.field: each.title.removesuffix("（万元）") + "（分）" * (each.kind == MONEY) for each in table.columns}


def _json_line(table: Table, row: tuple[Value, ...]) -> str:
    return _json({column.field: _json_value(value, column) for value, column in zip(row, table.columns, strict=True)})


def _json_value(value: Value, column: Column) -> Value:
    if column.kind in NUMBERS:
        return None if value == "" else value
    return "" if value is None else value


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
