"""Reading a file that somebody may be writing meanwhile: all of one moment, or not at all.

Excel puts a new file in the place of the old one, which harms no reader.  Programs that copy or synchronise write into
the file itself.
"""

import errno
import os
import stat
import time
from collections.abc import Callable
from typing import BinaryIO, TypeVar

from selfeval_xl.domain.errors import InputError
from selfeval_xl.messages import codes, input_error, storage_error
from selfeval_xl.storage import os_errors

_PAUSES = (0.1, 0.2, 0.4, 0.8)
"""Seconds to wait for a writer before each further attempt."""

_FRESH, _PATIENCE = 5.0, 0.8
"""A file that was written to so many seconds ago may be on its way: after so many more it is looked at again."""
_TORN = frozenset({codes.DAMAGED, codes.NOT_A_WORKBOOK, codes.SCRAMBLED, codes.EMPTY})
"""What a workbook looks like of which only a part has arrived."""

_Made = TypeVar("_Made")
_State = tuple[int, int]
"""What tells one state of a file from another: its size and when it was last written to."""


def made_of(path: str, limit: int, make: Callable[[bytes], _Made]) -> _Made:
    """Return what ``make`` makes of the bytes of a file.

    When it refuses them and the file has changed by then, it was caught half-written and is read again.  Raises
    StorageError (F34 when the file does not come to rest), InputError when it has more than ``limit`` bytes or
    ``make`` says so.
    """
    for pause in (*_PAUSES, None):
        try:
            found = _read(path, limit)
            if found is not None:
                data, state = found
                try:
                    return make(data)
                except InputError as error:
                    if not _is_being_written(path, state, error.code in _TORN):
                        raise
        except OSError as error:
            raise os_errors.reading(error, path) from error
        if pause:
            time.sleep(pause)
    raise storage_error(codes.CHANGING, file=path)


def _read(path: str, limit: int) -> tuple[bytes, _State] | None:
    """Return the file, or ``None`` when it changed while it was read.

    It is read twice: some file systems keep the time of the last change to no more than two seconds.
    """
    if not stat.S_ISREG(os.stat(path).st_mode):
        raise no_file()
    with open(path, "rb") as file:
        before = _state(file)
        if before[0] > limit:
            raise input_error(codes.TOO_LARGE, file=path, limit=limit >> 20)
        # One byte more than there should be tells a file that has grown; room is made for all that is asked for.
        data = file.read(before[0] + 1)
        file.seek(0)
        same = file.read(before[0] + 1) == data and _state(file) == before
    return (data, before) if same and len(data) == before[0] else None


def no_file() -> OSError:
    """Return the error for a pipe, a device or the like, from which reading could wait for ever."""
    return IsADirectoryError(errno.EISDIR, "这不是普通的文件")


def _is_being_written(path: str, state: _State, is_torn: bool) -> bool:
    """Tell whether a file has changed since it was read, or does so after a while where it looks like it."""
    if _state_now(path) != state:
        return True
    if is_torn and abs(time.time() - state[1] / 1e9) < _FRESH:
        time.sleep(_PATIENCE)
        return _state_now(path) != state
    return False


def _state_now(path: str) -> _State:
    # Opened anew, since Windows may tell an older state of a file by its name.
    with open(path, "rb") as file:
        return _state(file)


def _state(file: BinaryIO) -> _State:
    status = os.fstat(file.fileno())
    return status.st_size, status.st_mtime_ns
