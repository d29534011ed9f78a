"""The roll-up as text: a CSV file for each table, or one JSON object with all of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence

from selfeval_xl import __version__
from selfeval_xl.documents.rollup.tables import MONEY, NUMBERS, STREAMED, Column, Filled, Rows, Table, Value
from selfeval_xl.storage.csv_text import field
from selfeval_xl.writers.rollup.figures import is_exact, shown
from selfeval_xl.writers.rollup.publish import Product, path_of, paths_of, place, require_free, set_aside
from selfeval_xl.writers.rollup.spool import Spool, telling

_MARK = b"\xef\xbb\xbf"
"""By this Excel knows UTF-8."""


class _Put:
    """A table put aside as text, row by row."""

    def __init__(self, table: Table) -> None:
        self.table, self.rows, self.scratch = table, 0, Spool()

    def add(self, rows: Rows, line: Callable[[Table, tuple[Value, ...]], str], between: bytes = b"") -> None:
        for row in rows:
            text = line(self.table, row).encode("utf-8", "replace")
            self.scratch.write(between + text if self.rows else text)
            self.rows += 1


class CsvSink:
    """Writes a CSV file for each table: 项目汇总 to ``target``, the others beside it (``汇总表-指标明细.csv``).

    UTF-8 with its mark and CRLF, so that Excel opens it as it is; no text can become a formula.  Money is in 万元 as
    the titles say, a rate of 90.91 % is 0.9091; every figure is exact.  ``backups`` are those of files replaced.
    """

    def __init__(self, target: str, force: bool = False) -> None:
        require_free(paths_of(target), force)
        self._target, self._force = target, force
        self._all = {table.name: _Put(table) for table in STREAMED}
        self.backups: list[str] = []

    def add(self, table: str, rows: Rows) -> None:
        """Append rows to one of the streamed tables."""
        with telling():
            self._all[table].add(rows, _csv_line)

    def close(self, closing: Sequence[Filled]) -> list[str]:
        """Write the tables worked out at the end and put all files in their places."""
        try:
            for each in closing:
                self._all[each.table.name] = _Put(each.table)
                self.add(each.table.name, each.rows)
            products = [Product(path_of(self._target, name), _csv_pieces(put)) for name, put in self._all.items()]
            self.backups += place(products, self._force)
            written = [product.path for product in products]
            self.backups += set_aside(path for path in paths_of(self._target) if path not in written)
            return written
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Leave nothing behind."""
        for put in self._all.values():
            put.scratch.close()


def _csv_pieces(put: _Put) -> Callable[[], Iterator[bytes]]:
    def pieces() -> Iterator[bytes]:
        yield _MARK + (",".join(field(column.title) for column in put.table.columns) + "\r\n").encode()
        yield from put.scratch.pieces()

    return pieces


def _csv_line(table: Table, row: tuple[Value, ...]) -> str:
    return ",".join(map(_csv_field, row, table.columns)) + "\r\n"


def _csv_field(value: Value, column: Column) -> str:
    if value is None or value == "":
        return ""
    text = shown(value, column.kind)
    # A minus in front makes no formula of a figure.
    return text if column.kind in NUMBERS and is_exact(text) else field(text)


class JsonSink:
    """Writes one JSON object: each table by its name as a list of objects by ``Column.field``, and ``meta``.

    Money is whole 分 and counts are numbers; points and rates are exact decimal text; ``null`` where there is none.
    ``backups`` are those of files replaced.
    """

    def __init__(self, target: str, force: bool = False) -> None:
        require_free((target,), force)
        self._target, self._force = target, force
        self._all = {table.name: _Put(table) for table in STREAMED}
        self.backups: list[str] = []

    def add(self, table: str, rows: Rows) -> None:
        """Append rows to one of the streamed tables."""
        with telling():
            self._all[table].add(rows, _json_line, b",\n")

    def close(self, closing: Sequence[Filled]) -> list[str]:
        """Write the tables worked out at the end and put the file in its place."""
        try:
            for each in closing:
                self._all[each.table.name] = _Put(each.table)
                self.add(each.table.name, each.rows)
            self.backups += place((Product(self._target, self._pieces),), self._force)
            return [self._target]
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Leave nothing behind."""
        for put in self._all.values():
            put.scratch.close()

    def _pieces(self) -> Iterator[bytes]:
        yield b"{\n"
        for name, put in self._all.items():
            yield f"{_json(name)}: [\n".encode()
            yield from put.scratch.pieces()
            yield b"\n],\n"
        rows = {name: put.rows for name, put in self._all.items()}
        titles = {
            name: {column.field: column.title.removesuffix("（万元）") + "（分）" * (column.kind == MONEY)
                   for column in put.table.columns}
            for name, put in self._all.items()
        }  # fmt: skip
        meta = {"program": "selfeval-xl", "version": __version__, "rows": rows, "titles": titles}
        yield f'"meta": {_json(meta)}\n}}\n'.encode()


def _json_line(table: Table, row: tuple[Value, ...]) -> str:
    return _json({column.field: _json_value(value, column) for value, column in zip(row, table.columns, strict=True)})


def _json_value(value: Value, column: Column) -> Value:
    if column.kind in NUMBERS:
        return None if value == "" else value
    return "" if value is None else value


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
