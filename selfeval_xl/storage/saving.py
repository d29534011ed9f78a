"""Saving a workbook so that nothing is ever lost: whole or not at all, never over a file unasked, with a backup."""

import contextlib
import errno
import os
import stat
from collections.abc import Mapping

from selfeval_xl.messages import codes, storage_error
from selfeval_xl.storage import atomic_write, backups, locks, os_errors, system

_SEPARATORS = (os.sep, os.altsep or os.sep)
_TRIES = 20
"""How often to begin anew when the file comes and goes under our hands."""


def save_new(path: str | os.PathLike[str], data: atomic_write.Content, force: bool = False) -> str | None:
    """Write ``data`` to ``path`` and return the path of the backup of what was there, or ``None``.

    The file appears under its name only when it is complete and on the disk.  Without ``force`` an existing file is
    never replaced, not even one that appears at the last moment; nor is one that is read-only or open elsewhere with
    it, and one that holds the very same bytes is left as it is.  Raises StorageError; then nothing has changed.
    """
    shown = os.fspath(path)
    try:
        target = os.path.realpath(shown)
        if _is_free(target, shown, force) or not _holds(target, data):
            return _saved(target, data, shown, force)
    except OSError as error:
        raise os_errors.writing(error, shown) from error
    return None


def save_all(files: Mapping[str, atomic_write.Content], force: bool = False) -> dict[str, str | None]:
    """Write each of ``files`` (path and data) as :func:`save_new` does, or none; return the backup of each.

    Raises StorageError; then those that are new have gone again, and those replaced stay, beside their backups.
    """
    for path in files:
        require_free(path, force)
    new: list[str] = []
    kept: dict[str, str | None] = {}
    try:
        for path, data in files.items():
            is_new = not os.path.lexists(path)
            kept[path] = save_new(path, data, force)
            new += [path] if is_new else []
    except BaseException:
        for path in new:
            with contextlib.suppress(OSError):
                os.unlink(path)
        raise
    return kept


def require_free(path: str | os.PathLike[str], force: bool = False) -> None:
    """Raise the StorageError that :func:`save_new` would meet at once, before long work is done in vain."""
    shown = os.fspath(path)
    try:
        _is_free(os.path.realpath(shown), shown, force)
    except OSError as error:
        raise os_errors.writing(error, shown) from error


def _is_free(target: str, shown: str, force: bool) -> bool:
    """Tell whether the name is free; raise StorageError when it is not and what is there must stay."""
    if shown.endswith(_SEPARATORS):
        raise storage_error(codes.IS_FOLDER, file=shown)
    if not os.path.lexists(target):
        return True
    mode = os.stat(target).st_mode
    if stat.S_ISDIR(mode):
        raise storage_error(codes.IS_FOLDER, file=shown)
    if not stat.S_ISREG(mode):
        raise storage_error(codes.OTHER, file=shown, detail="它是设备，不是文件")
    if not force:
        raise FileExistsError
    if not mode & 0o222:
        raise storage_error(codes.READ_ONLY, file=shown)
    if mark := locks.mark_of(target):
        raise storage_error(codes.LOCKED, file=shown, lock=mark)
    return False


def _holds(target: str, data: atomic_write.Content) -> bool:
    if not isinstance(data, bytes):
        return False
    try:
        with open(target, "rb") as file:
            return os.fstat(file.fileno()).st_size == len(data) and file.read() == data
    except OSError:
        return False


def _saved(target: str, data: atomic_write.Content, shown: str, force: bool) -> str | None:
    folder = os.path.dirname(target)
    # What replaces a file that only its owner may read is not shown to others either, not even for a moment.
    with atomic_write.written(folder, data, 0o600 if force and os.path.exists(target) else 0o666) as temporary:
        backup = None
        if force:
            backup = _forced(temporary, target, shown)
        else:
            atomic_write.claim(temporary, target)
    atomic_write.settle(folder)
    return backup


def _forced(temporary: str, target: str, shown: str) -> str | None:
    with locks.exclusive(target):
        for _ in range(_TRIES):
            with contextlib.suppress(FileExistsError, FileNotFoundError):
                if not _is_free(target, shown, force=True):
                    return _replaced(temporary, target, shown)
                atomic_write.claim(temporary, target)
                return None
            os.stat(temporary)  # when it has gone with its folder, there is nothing to try again
    raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), target)


def _replaced(temporary: str, target: str, shown: str) -> str:
    """Put the file in the place of ``target``, of which a backup is kept."""
    with contextlib.suppress(OSError):  # not every file system has rights to set
        os.chmod(temporary, os.stat(target).st_mode & 0o777)
    system.keep_marks(target, temporary)
    backup, is_new = backups.make(target)
    try:
        atomic_write.replace(temporary, target)
    except BaseException as error:
        # Interrupted after the replacing, the backup is all that is left of the file before.
        if is_new and os.path.lexists(temporary):
            with contextlib.suppress(OSError):
                os.unlink(backup)
        if isinstance(error, PermissionError):
            raise os_errors.replacing(error, shown) from error
        raise
    backups.keep_newest(target)
    return backup
