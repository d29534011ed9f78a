"""Saving a workbook so that nothing is ever lost: whole or not at all, never over a file unasked, with a backup."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Iterator

from selfeval_xl.files import errors, oserrors

_BACKUPS = 5
"""How many backups of a file are kept."""
_LOCKS = ("~${}", ".~{}", ".~lock.{}#")
"""What Excel, WPS and LibreOffice put beside a file while they hold it open."""


def save_new(path: str | os.PathLike[str], data: bytes, force: bool = False) -> str | None:
    """Write ``data`` to ``path`` and return the path of the backup of what was there, or ``None``.

    The file appears under its name only when it is complete and on the disk.  Without ``force`` an existing file is
    never replaced, not even one that appears at the last moment.  Raises FileTrouble; then nothing has changed.
    """
    shown = os.fspath(path)
    target = os.path.realpath(shown)
    try:
        _require_free(target, shown, force)
        with _written(target, data) as temporary:
            backup = _replaced(temporary, target) if force and os.path.exists(target) else None
            if not backup:
                _claimed(temporary, target)
        _settle(os.path.dirname(target))
        return backup
    except OSError as error:
        raise oserrors.writing(error, shown) from error


def _require_free(target: str, shown: str, force: bool) -> None:
    if not os.path.lexists(target):
        return
    if os.path.isdir(target):
        raise errors.trouble(errors.IS_FOLDER, file=shown)
    if not force:
        raise FileExistsError
    folder, name = os.path.split(target)
    for lock in (pattern.format(name) for pattern in _LOCKS):
        if os.path.exists(os.path.join(folder, lock)):
            raise errors.trouble(errors.LOCKED, file=shown, lock=lock)


@contextlib.contextmanager
def _written(target: str, data: bytes) -> Iterator[str]:
    """Write ``data`` to a new file beside ``target``, wait until the disk has it, and in the end take it away."""
    temporary = os.path.join(os.path.dirname(target), f"~selfeval-{os.urandom(6).hex()}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    # 0o666 lets the user's umask decide, as for any file saved by a program.
    descriptor = os.open(temporary, flags, 0o666)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        yield temporary
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)


def _claimed(temporary: str, target: str) -> None:
    """Give the file its name, unless that name is taken."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:
        # Many USB sticks and network shares know no links: take the name with an empty file first.
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        try:
            os.replace(temporary, target)
        except BaseException:
            os.unlink(target)
            raise


def _replaced(temporary: str, target: str) -> str:
    """Put the file in the place of ``target``, of which a backup is kept."""
    with contextlib.suppress(OSError):  # not every file system has rights to set
        os.chmod(temporary, os.stat(target).st_mode & 0o777)
    backup = _backed_up(target)
    try:
        os.replace(temporary, target)
    except BaseException:
        os.unlink(backup)
        raise
    keep_newest_backups(target)
    return backup


def keep_newest_backups(target: str) -> None:
    """Remove all but the newest few backups of ``target``, so that they never pile up."""
    for _, _, old in _backups(target)[:-_BACKUPS]:
        with contextlib.suppress(OSError):
            os.unlink(old)


def next_backup(target: str) -> str:
    """Return the path that the next backup of ``target`` takes: beside it, with the time in its name."""
    stem, suffix = os.path.splitext(target)
    stamp = time.strftime("%Y%m%d-%H%M%S")
    # Saved twice within a second, the later backup gets the higher number.
    number = 1 + max((number for when, number, _ in _backups(target) if when == stamp), default=0)
    return f"{stem}.备份-{stamp}{f'-{number}' if number > 1 else ''}{suffix}"


def _backed_up(target: str) -> str:
    backup = next_backup(target)
    try:
        os.link(target, backup)
    except OSError:
        with open(target, "rb") as old:
            content = old.read()
        with _written(target, content) as temporary:
            _claimed(temporary, backup)
    return backup


def _backups(target: str) -> list[tuple[str, int, str]]:
    """Return the backups of ``target`` as (time, number within the second, path), the oldest first."""
    folder, name = os.path.split(target)
    stem, suffix = os.path.splitext(name)
    pattern = re.compile(re.escape(stem) + r"\.备份-(\d{8}-\d{6})(?:-(\d+))?" + re.escape(suffix))
    found = ((match, os.path.join(folder, each)) for each in os.listdir(folder) if (match := pattern.fullmatch(each)))
    return sorted((match[1], int(match[2] or 1), path) for match, path in found)


def _settle(folder: str) -> None:
    """Make the new name itself last through a power cut, where the system has a way to ask for that."""
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            with contextlib.suppress(OSError):  # the file is whole already, and some shares refuse this
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
