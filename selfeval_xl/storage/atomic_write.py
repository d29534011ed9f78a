"""Files that appear whole or not at all: written beside their place, waited for until the disk has them, then named.

A program that is killed can leave its temporary file behind.  Whoever next writes into that folder takes it away.
"""

import contextlib
import errno
import os
import re
import stat
import time
from collections.abc import Callable, Iterable, Iterator

from selfeval_xl.storage.system import IS_ALONE

Content = bytes | Callable[[], Iterable[bytes]]
"""What a file is to hold: its bytes, or a function that makes them, piece by piece."""

_OURS = re.compile(r"~selfeval-(?:[0-9a-f]{12}\.tmp|[0-9a-f]{8}\.lock)")
"""The names of our temporary files, and of nothing else."""
_LONG = 600
"""Seconds after which nobody can still be at work on a temporary file.  A save takes less than one."""
_HELD = (5, 32, 33)
"""What Windows says when another program holds a file: access denied, sharing violation, lock violation."""
_PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds to wait for a virus scanner or a program that synchronises folders; they look at each new file."""
_NO_SYNC = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}
"""What a file system says that has no way to wait for the disk; any other refusal means that data may be lost."""
_RENAMING_KEEPS = os.name == "nt"
"""Whether renaming fails when the new name is taken.  Elsewhere it would replace what is there."""
_AT_CWD, _NO_REPLACE = -100, 1
"""Linux' own numbers for its system call ``renameat2``."""


@contextlib.contextmanager
def written(folder: str, data: Content, mode: int = 0o666) -> Iterator[str]:
    """Write ``data`` to a new file in ``folder``, yield its path once the disk has it, and in the end take it away.

    ``mode`` is what the user's umask leaves of it, as for any file saved by a program.
    """
    temporary = os.path.join(folder, f"~selfeval-{os.urandom(6).hex()}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, flags, mode)
    try:
        try:
            # By the clock of the file system itself: that of this machine may differ from a file server's.
            sweep(folder, os.fstat(descriptor).st_mtime)
            _fill(descriptor, data)
        finally:
            os.close(descriptor)
        yield temporary
    finally:
        # Whatever has happened by now must be told as it is, and not be lost to a file that cannot be removed.
        with contextlib.suppress(OSError):
            os.unlink(temporary)


def _fill(descriptor: int, data: Content) -> None:
    for piece in [data] if isinstance(data, bytes) else data():
        rest = memoryview(piece)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise


def sweep(folder: str, now: float) -> None:
    """Remove the temporary files that a killed run left in ``folder``; nothing that may still be in use."""
    for path, status in found(folder, _OURS):
        if stat.S_ISREG(status.st_mode) and now - status.st_mtime > _LONG:
            with contextlib.suppress(OSError):
                os.unlink(path)


def found(folder: str, ours: re.Pattern[str]) -> list[tuple[str, os.stat_result]]:
    """Return path and status of what bears such a name in ``folder``; never fails."""
    here = []
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if ours.fullmatch(entry.name):
                with contextlib.suppress(OSError):
                    here.append((entry.path, entry.stat(follow_symlinks=False)))
    return here


def claim(temporary: str, target: str) -> None:
    """Give the file its name.  Raises FileExistsError when that name is taken."""
    if _RENAMING_KEEPS:
        _patiently(os.rename, temporary, target)
        return
    if IS_ALONE:
        _rename_alone(temporary, target)
        return
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:
        # Many USB sticks and network shares know no links.
        if not _renamed(temporary, target):
            _claim_by_placeholder(temporary, target)


def _rename_alone(temporary: str, target: str) -> None:
    """Rename where nobody could take the name meanwhile."""
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), target)
    os.rename(temporary, target)


def _renamed(temporary: str, target: str) -> bool:
    """Rename where the system can do so without replacing anything; return False where it cannot."""
    import ctypes

    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    failed = rename(_AT_CWD, os.fsencode(temporary), _AT_CWD, os.fsencode(target), _NO_REPLACE)
    if failed and ctypes.get_errno() == errno.EEXIST:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), target)
    return not failed


def _claim_by_placeholder(temporary: str, target: str) -> None:
    """Take the name with an empty file first; the one way left where the file system knows nothing better."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        os.close(descriptor)
        replace(temporary, target)
    except BaseException:
        # Interrupted after the renaming, the file under that name is the new one.
        if os.path.lexists(temporary):
            with contextlib.suppress(OSError):
                os.unlink(target)
        raise


def replace(temporary: str, target: str) -> None:
    """Put the file in the place of ``target``, in one step; where nobody sees the step between, in two."""
    if IS_ALONE and os.path.lexists(target):
        os.unlink(target)  # or a ghost of it would stay
    _patiently(os.replace, temporary, target)


def _patiently(act: Callable[[str, str], None], source: str, target: str) -> None:
    for pause in _PAUSES:
        try:
            return act(source, target)
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _HELD:
                raise
        time.sleep(pause)
    return act(source, target)


def settle(folder: str) -> None:
    """Make new names last through a power cut, where the system has a way to ask for that; never fails."""
    if hasattr(os, "O_DIRECTORY"):
        # The files are whole already; some shares refuse this.
        with contextlib.suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
