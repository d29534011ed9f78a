"""Backups of files that are replaced: beside the file, with the time in their names, and never more than a few."""

import contextlib
import errno
import os
import re
import time

from selfeval_xl.storage import atomic_write, system
from selfeval_xl.storage.system import IS_ALONE

MARK = r"\.备份-(?P<when>[0-9]{8}-[0-9]{6})(?:-(?P<number>[0-9]+))?"
"""What the name of a backup has more than that of its file, before the ending."""
_KEPT = 5
"""How many backups of a file are kept."""
_TRIES = 20
"""How many names to try for a backup, should others take them."""
_BY_LINK = os.name != "nt"
"""Whether a second name will do.  On Windows it could not be taken away again while another program holds the file."""


def next_backup(target: str, later: int = 0) -> str:
    """Return the path that the next backup of ``target`` takes, or one ``later``: beside it, with the time in its name.

    Names are in the order of making, also when the clock was set back: then the time of the last backup stays and the
    number after it grows, as for two backups within a second.
    """
    stem, suffix = os.path.splitext(target)
    before = _backups(target)
    stamp = max(time.strftime("%Y%m%d-%H%M%S"), before[-1][0] if before else "")
    number = 1 + later + max((number for when, number, _ in before if when == stamp), default=0)
    return f"{stem}.备份-{stamp}{f'-{number}' if number > 1 else ''}{suffix}"


def keep_newest(target: str) -> None:
    """Remove all but the newest few backups of ``target``, so that they never pile up; never fails."""
    with contextlib.suppress(OSError):
        for _, _, old in _backups(target)[:-_KEPT]:
            with contextlib.suppress(OSError):
                os.unlink(old)


def make(target: str) -> tuple[str, bool]:
    """Return the path of a backup of ``target``, and whether it was made just now.

    A run that was killed may have left a backup of the very file that is still there; a second one of it is not made,
    or the older contents would be pushed out.  Raises OSError.
    """
    before = _backups(target)
    if before and holds_same(before[-1][2], target):
        return before[-1][2], False
    for later in range(_TRIES):
        backup = next_backup(target, later)
        with contextlib.suppress(FileExistsError):  # somebody else's backup took the name just now
            _copy(target, backup)
            return backup, True
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), backup)


def _copy(target: str, backup: str) -> None:
    if _BY_LINK and not IS_ALONE:
        with contextlib.suppress(OSError):
            os.link(target, backup)
            return
    with open(target, "rb") as old:
        content, mode = old.read(), os.fstat(old.fileno()).st_mode & 0o777
    # What only its owner may read is not shown to others by a backup, nor is what was hidden.
    with atomic_write.written(os.path.dirname(target), content, 0o600) as temporary:
        with contextlib.suppress(OSError):
            os.chmod(temporary, mode)
        system.keep_marks(target, temporary)
        atomic_write.claim(temporary, backup)


def holds_same(path: str, other: str) -> bool:
    """Tell whether two files hold the same; False when that cannot be told."""
    try:
        if os.path.samefile(path, other):
            return True
        return os.path.getsize(path) == os.path.getsize(other) and _content(path) == _content(other)
    except OSError:
        return False


def _content(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _backups(target: str) -> list[tuple[str, int, str]]:
    """Return the backups of ``target`` as (time, number within the second, path), the oldest first."""
    folder, name = os.path.split(target)
    stem, suffix = os.path.splitext(name)
    pattern = re.compile(re.escape(stem) + MARK + re.escape(suffix))
    found = ((match, os.path.join(folder, each)) for each in os.listdir(folder) if (match := pattern.fullmatch(each)))
    return sorted((match["when"], int(match["number"] or 1), path) for match, path in found)
