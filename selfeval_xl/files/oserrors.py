"""From what the operating system says to what a person can do about it."""

from __future__ import annotations

import errno
import os

from selfeval_xl.files import errors
from selfeval_xl.trouble import FileTrouble

_WINDOWS_SHARING = (32, 33)
"""Windows' own numbers for a file that another program holds open, or a part of it."""
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


def reading(error: OSError, path: str) -> FileTrouble:
    """Return the trouble behind an error met while reading ``path``."""
    if os.path.isdir(path):
        return errors.trouble(errors.IS_FOLDER, file=path)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return errors.trouble(errors.MISSING, file=path)
    return _common(error, path) or errors.trouble(errors.NO_PERMISSION, file=path)


def writing(error: OSError, path: str) -> FileTrouble:
    """Return the trouble behind an error met while writing ``path`` or beside it."""
    folder = os.path.dirname(path) or os.curdir
    if isinstance(error, FileExistsError):
        return errors.trouble(errors.EXISTS, file=path)
    if os.path.isdir(path):
        return errors.trouble(errors.IS_FOLDER, file=path)
    if not os.path.isdir(folder):
        return errors.trouble(errors.NO_FOLDER, folder=folder)
    return _common(error, path) or errors.trouble(errors.FOLDER_UNWRITABLE, folder=folder)


def _common(error: OSError, path: str) -> FileTrouble | None:
    """Return the trouble where reading and writing do not differ; ``None`` for a lack of permission."""
    if error.errno in _FULL:
        return errors.trouble(errors.DISK_FULL, file=path)
    if getattr(error, "winerror", None) in _WINDOWS_SHARING:
        return errors.trouble(errors.LOCKED, file=path, lock="~$" + os.path.basename(path))
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return None
    return errors.trouble(errors.OTHER, file=path, detail=error.strerror or type(error).__name__)
