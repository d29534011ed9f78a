"""Where the tables of a roll-up go, row by row, until all files are put in their places together: all, or none."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, Protocol, TypeVar

from selfeval_xl.documents.blocks import Rows, Table
from selfeval_xl.documents.rollup.tables import CLOSING, PROJECTS, STREAMED
from selfeval_xl.messages import codes, storage_error
from selfeval_xl.storage import backups, os_errors, saving
from selfeval_xl.writers.spool import spool_errors

Pieces = Callable[[], Iterator[bytes]]
"""What gives the contents of a file, piece by piece."""


def path_of(target: str, table: str) -> str:
    """Return where a table goes when each has a file of its own: 项目汇总 to the target, the others beside it."""
    stem, suffix = os.path.splitext(target)
    return target if table == PROJECTS.name else f"{stem}-{table}{suffix}"


def require_free(paths: Iterable[str], force: bool) -> None:
    """Raise StorageError when a file cannot have its name, before long work is done in vain."""
    for path in paths:
        folder = os.path.dirname(os.path.realpath(path))
        if not os.path.isdir(folder):
            raise storage_error(codes.NO_FOLDER, folder=folder)
        saving.require_free(path, force)


def paths_of(target: str) -> list[str]:
    """Return where all tables may go when each has a file of its own."""
    return [path_of(target, name) for name in (*(table.name for table in STREAMED), *CLOSING)]


def set_aside(paths: Iterable[str]) -> list[str]:
    """Turn files that must not stay under their names into backups; return these.  Raises StorageError."""
    kept = []
    for path in paths:
        target = os.path.realpath(path)
        if not os.path.lexists(target):
            continue
        try:
            backup, is_new = backups.make(target)
            try:
                os.unlink(target)  # the backup may be the very same file under another name, and must not be written to
            except OSError:
                if is_new:
                    os.unlink(backup)
                raise
        except OSError as error:
            raise os_errors.writing(error, path) from error
        backups.keep_newest(target)
        kept.append(backup)
    return kept


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
        with spool_errors():
            self._all[table].add(rows)

    def close(self, closing: Sequence[Table]) -> list[str]:
        """Write the tables worked out at the end, put everything in its place, and return the paths written.

        When a file cannot be written, those of before it that are new go again; those replaced stay, beside their
        backups.
        """
        try:
            with spool_errors():
                for each in closing:
                    self._all[each.name] = self._begun(each)
                    self._all[each.name].add(each.rows)
                products = self._products(closing)
            require_free(products, self._force)
            self.backups += filter(None, saving.save_all(products, self._force).values())
            self.backups += set_aside(path for path in self._may_write() if path not in products)
            return list(products)
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

    def _products(self, closing: Sequence[Table]) -> dict[str, Pieces]:
        """Return what goes into which file."""
        raise NotImplementedError


class FileEach(TableSink[_Put]):
    """Writes a file for each table: 项目汇总 to ``target``, the others beside it (``汇总表-指标明细.csv``)."""

    def _may_write(self) -> list[str]:
        return paths_of(self._target)

    def _products(self, closing: Sequence[Table]) -> dict[str, Pieces]:
        return {path_of(self._target, name): self._pieces(put) for name, put in self._all.items()}

    def _pieces(self, put: _Put) -> Pieces:
        raise NotImplementedError


Sink = TableSink[Any]
"""One of them, whatever it puts its tables aside as."""
