"""From what the operating system says to what a person can do about it."""

import errno
import os

from selfeval_xl.domain.errors import StorageError
from selfeval_xl.messages import codes, storage_error
from selfeval_xl.storage import system

_WINDOWS_DENIED = 5
"""Windows' own number for a refusal; for a file that was about to be replaced, too, because somebody holds it open."""
_TOO_LONG = 206
"""Windows' own number for a name or a path that is too long."""
_TEMPORARY = "系统的临时文件夹"
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "这个盘只许读",
    errno.EIO: "磁盘或网络盘没有响应",
    errno.ENODEV: "这个盘已经不在了",
    errno.ENXIO: "这个盘已经不在了",
    errno.ETIMEDOUT: "等了很久没有响应",
    errno.EINVAL: "文件名里有不能用的字符",
    errno.ENOENT: "路径中有文件夹不在了",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EMFILE: "打开的文件太多",
    errno.ENOSPC: "磁盘空间不够",
}
"""What the system says in English, in the words of the user; the rarer ones stay as they are."""


def reason(error: OSError) -> str:
    """Return the system's reason in Chinese where it can be, without a full stop; Windows has the user's language."""
    said = error.strerror or type(error).__name__
    return said.rstrip("。.") if getattr(error, "winerror", None) else _REASONS.get(error.errno or 0, said)


def reading(error: OSError, path: str) -> StorageError:
    """Return the trouble behind an error met while reading the file ``path``."""
    # Windows does not say that it is a folder, but that it may not be opened.
    if isinstance(error, IsADirectoryError | PermissionError) and os.path.isdir(path):
        return storage_error(codes.IS_FOLDER, file=path)
    return listing(error, path)


def listing(error: OSError, path: str) -> StorageError:
    """Return the trouble behind an error met while listing the folder ``path``, whatever that is called from here."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return storage_error(codes.MISSING, file=path)
    return _common(error, path) or storage_error(codes.NO_PERMISSION, file=path)


def writing(error: OSError, path: str) -> StorageError:
    """Return the trouble behind an error met while writing ``path`` or beside it."""
    folder = os.path.dirname(path) or os.curdir
    if isinstance(error, FileExistsError):
        return storage_error(codes.EXISTS, file=path)
    if os.path.isdir(path):
        return storage_error(codes.IS_FOLDER, file=path)
    if not os.path.isdir(folder):
        return storage_error(codes.NO_FOLDER, folder=folder)
    return _common(error, path) or storage_error(codes.FOLDER_UNWRITABLE, folder=folder)


def in_temp_dir(error: OSError) -> StorageError:
    """Return the trouble when the folder for temporary files takes nothing."""
    return _common(error, _TEMPORARY) or storage_error(codes.FOLDER_UNWRITABLE, folder=_TEMPORARY)


def replacing(error: PermissionError, path: str) -> StorageError:
    """Return the trouble when a file may not be replaced although its folder can be written to."""
    if getattr(error, "winerror", None) == _WINDOWS_DENIED:
        return _locked(path)
    return _common(error, path) or storage_error(codes.NO_PERMISSION, file=path)


def _locked(path: str) -> StorageError:
    return storage_error(codes.LOCKED, file=path, lock="~$" + os.path.basename(path))


def _is_held(error: OSError, path: str) -> bool:
    """Tell whether another program holds the file; where the C library does not say why, Windows is asked."""
    number = getattr(error, "winerror", None)
    if number is None and isinstance(error, PermissionError):
        return system.is_held(os.fspath(error.filename or path))
    return number in system.SHARING or error.errno == errno.EBUSY


def _common(error: OSError, path: str) -> StorageError | None:
    """Return the trouble where reading and writing do not differ; ``None`` for a lack of permission."""
    if error.errno in _FULL:
        return storage_error(codes.DISK_FULL, file=path)
    if _is_held(error, path):
        return _locked(path)
    if error.errno == errno.ENAMETOOLONG or getattr(error, "winerror", None) == _TOO_LONG:
        return storage_error(codes.OTHER, file=path, detail="文件名或路径太长")
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return None
    return storage_error(codes.OTHER, file=path, detail=reason(error))
