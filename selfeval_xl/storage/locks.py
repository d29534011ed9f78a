"""Who holds a file: Excel, WPS, Word or LibreOffice, by the mark they put beside it, or another run of this program."""

import contextlib
import errno
import os
import time
import zlib
from collections.abc import Callable, Iterator

from selfeval_xl.storage.system import IS_ALONE

_MARKS = ("~${}", ".~{}", ".~lock.{}#")
"""What Excel, WPS and LibreOffice put beside a file while they hold it open."""
_WORD = (".docx", ".docm", ".doc")
_PATIENCE, _PAUSE = 10.0, 0.02
_ON_WINDOWS = os.name == "nt"


def mark_of(path: str) -> str | None:
    """Return the name of the mark beside ``path`` that says that it is open somewhere; ``None`` when there is none."""
    folder, name = os.path.split(path)
    return next((mark for mark in marks(name) if os.path.lexists(os.path.join(folder, mark))), None)


def marks(name: str) -> Iterator[str]:
    """Yield the names of the marks that programs put beside a file of that name."""
    yield from (mark.format(name) for mark in _MARKS)
    stem, suffix = os.path.splitext(name)
    if suffix.lower() in _WORD:
        # Word puts its two characters in the place of the first of a long name.
        yield f"~${name[min(max(len(stem) - 6, 0), 2) :]}"


@contextlib.contextmanager
def exclusive(target: str, pause: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """Keep other runs of this program from replacing ``target`` meanwhile, or else what one wrote would have no backup.

    The system lets go of the lock when its holder dies.  Where it knows no such lock, the work goes on without.
    Raises OSError (``EDEADLK``) when somebody else has held it for long.
    """
    folder, name = os.path.split(target)
    lock = _by_file if _ON_WINDOWS else _by_folder
    own = os.path.join(folder, f"~selfeval-{zlib.crc32(name.encode('utf-8', 'surrogatepass')):08x}.lock")
    descriptor = None if IS_ALONE else _patiently(lambda: lock(folder, own), pause)
    try:
        yield
    finally:
        if descriptor is not None:
            with contextlib.suppress(OSError):
                os.close(descriptor)


def _patiently(lock: Callable[[], int | None], pause: Callable[[float], None]) -> int | None:
    waited = 0.0
    while waited < _PATIENCE:
        try:
            return lock()
        except BlockingIOError:
            pause(_PAUSE)
            waited += _PAUSE
    raise OSError(errno.EDEADLK, "另一个 selfeval-xl 一直在保存这个文件")


def _by_folder(folder: str, _own: str) -> int | None:
    """Lock the folder itself, so that no file is needed; return what to close, ``None`` where there are no locks."""
    import fcntl

    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        if isinstance(error, BlockingIOError):
            raise
        return None
    return descriptor


def _by_file(_folder: str, own: str) -> int | None:
    """Hold a file that Windows removes by itself with its last handle, however the program ends."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_TEMPORARY", 0) | getattr(os, "O_NOINHERIT", 0)
    try:
        return os.open(own, flags, 0o666)
    except (FileExistsError, PermissionError) as error:
        # Access is denied while the file of the one before is on its way out.
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN)) from error
    except OSError:
        return None
