"""A folder among the temporary files, for what is handed to Excel or LibreOffice and must not stay."""

import contextlib
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator

from selfeval_xl.storage import atomic_write, os_errors

_OURS = re.compile(r"selfeval-[a-z0-9_]{8}\.tmp")
_DAY = 86_400
"""Seconds after which nobody can still be at work in a folder of ours; a click or a print takes some of them."""


@contextlib.contextmanager
def folder(place: str | os.PathLike[str] | None = None) -> Iterator[str]:
    """Yield a new folder; take it away in the end, and with it those of runs that were killed long ago.

    It lies in ``place``, else where the system keeps such.  Raises StorageError when there can be none there, OSError
    when there can be none in ``place``.
    """
    try:
        # A file in it that Excel has not let go of yet is no reason to fail when the work is done.
        made = tempfile.TemporaryDirectory(prefix="selfeval-", suffix=".tmp", dir=place, ignore_cleanup_errors=True)
    except OSError as error:
        if place is not None:
            raise
        raise os_errors.in_temp_dir(error) from error
    with made:
        _sweep(made.name)
        yield made.name


def put(path: str, data: bytes) -> None:
    """Write a file into the folder; raises StorageError."""
    try:
        with open(path, "wb") as file:
            file.write(data)
    except OSError as error:
        raise os_errors.in_temp_dir(error) from error


def _sweep(made: str) -> None:
    now = os.stat(made).st_mtime
    for path, status in atomic_write.found(os.path.dirname(made), _OURS):
        if stat.S_ISDIR(status.st_mode) and now - status.st_mtime > _DAY:
            shutil.rmtree(path, ignore_errors=True)
