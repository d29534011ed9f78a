"""Where the tables of a roll-up go, row by row, until all files are put in their places together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, Protocol, TypeVar

from selfeval_xl.documents.blocks import Rows, Table
from selfeval_xl.documents.rollup.tables import STREAMED
from selfeval_xl.writers.publish import Product, path_of, paths_of, place, require_free, set_aside
from selfeval_xl.writers.spool import telling


class Put(Protocol):
    """A table under way: its rows are put aside as they come, so that memory does not grow with them."""

    def add(self, rows: Rows) -> None:
        """Append rows."""

    def close(self) -> None:
        """Forget it."""


_Put = TypeVar("_Put", bound=Put)


class TableSink(Generic[_Put]):
    """Takes tables and writes them to ``target``; nothing appears under its name before ``close``.

    Without ``force`` an existing file stays; ``backups`` are those of files replaced.  Raises StorageError, and
    InputError when what is needed for a kind of file is not installed.
    """

    def __init__(self, target: str, force: bool = False, streamed: Sequence[Table] = STREAMED) -> None:
        self._target, self._force = target, force
        require_free(self._may_write(), force)
        self._all: dict[str, _Put] = {table.name: self._begun(table) for table in streamed}
        self.backups: list[str] = []

    def add(self, table: str, rows: Rows) -> None:
        """Append rows to one of the streamed tables."""
        with telling():
            self._all[table].add(rows)

    def close(self, closing: Sequence[Table]) -> list[str]:
        """Write the tables worked out at the end, put everything in its place, and return the paths written."""
        try:
            with telling():
                for each in closing:
                    self._all[each.name] = self._begun(each)
                    self._all[each.name].add(each.rows)
                products = self._products(closing)
            self.backups += place(products, self._force)
            written = [product.path for product in products]
            self.backups += set_aside(path for path in self._may_write() if path not in written)
            return written
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Leave nothing behind."""
        for put in self._all.values():
            put.close()

    def _may_write(self) -> list[str]:
        """Return all files that may be written."""
        return [self._target]

    def _begun(self, table: Table) -> _Put:
        raise NotImplementedError

    def _products(self, closing: Sequence[Table]) -> list[Product]:
        raise NotImplementedError


class FileEach(TableSink[_Put]):
    """Writes a file for each table: 项目汇总 to ``target``, the others beside it (``汇总表-指标明细.csv``)."""

    def _may_write(self) -> list[str]:
        return paths_of(self._target)

    def _products(self, closing: Sequence[Table]) -> list[Product]:
        return [Product(path_of(self._target, name), self._pieces(put)) for name, put in self._all.items()]

    def _pieces(self, put: _Put) -> Callable[[], Iterator[bytes]]:
        raise NotImplementedError


Sink = TableSink[Any]
"""One of them, whatever it puts its tables aside as."""
