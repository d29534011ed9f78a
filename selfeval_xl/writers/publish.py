"""The files of a roll-up are put in their places together: all, or none."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from selfeval_xl.documents.rollup.tables import CLOSING, PROJECTS, STREAMED
from selfeval_xl.messages import codes, storage_error
from selfeval_xl.storage import backups, os_errors, saving


class Product(NamedTuple):
    """A file to be: where, and what goes into it, piece by piece."""

    path: str
    pieces: Callable[[], Iterator[bytes]]


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


def place(products: Sequence[Product], force: bool) -> list[str]:
    """Write the files and return the backups of those they replace; raises StorageError.

    When one cannot be written, those of before it that are new go again; those replaced stay, beside their backups.
    """
    require_free((each.path for each in products), force)
    kept = saving.save_all({each.path: each.pieces for each in products}, force)
    return [backup for backup in kept.values() if backup]
