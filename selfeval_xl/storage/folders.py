"""A folder of files that appears whole or not at all; one that was there before becomes a backup under another name."""

import contextlib
import os
from collections.abc import Mapping

from selfeval_xl.messages import codes, storage_error
from selfeval_xl.storage import atomic_write, backups, os_errors, saving, temp_dir


def put(target: str, files: Mapping[str, bytes], force: bool = False) -> str | None:
    """Make the folder ``target`` with ``files`` (by their paths in it), and return the backup of one that was there.

    It is made beside its place and renamed when all of it is on the disk.  Without ``force`` only an empty folder is
    replaced.  Raises StorageError; then nothing has changed.
    """
    place = os.path.realpath(target)
    require_free(place, force)
    try:
        with temp_dir.folder(os.path.dirname(place)) as scratch:
            made = os.path.join(scratch, "new")
            for path, data in files.items():
                inside = os.path.join(made, *path.split("/"))
                os.makedirs(os.path.dirname(inside), exist_ok=True)
                saving.save_new(inside, data)
            backup = _moved(made, place)
        atomic_write.settle(os.path.dirname(place))
    except OSError as error:
        raise os_errors.writing(error, target) from error
    return backup


def require_free(target: str, force: bool = False) -> None:
    """Raise the StorageError that :func:`put` would meet at once, before long work is done in vain."""
    place = os.path.realpath(target)
    if not os.path.isdir(os.path.dirname(place)):
        raise storage_error(codes.NO_FOLDER, folder=os.path.dirname(place))
    if not os.path.lexists(place):
        return
    if not os.path.isdir(place):
        raise storage_error(codes.EXISTS, file=target)
    try:
        if os.listdir(place) and not force:
            raise storage_error(codes.FOLDER_EXISTS, folder=target)
    except OSError as error:
        raise os_errors.listing(error, target) from error


def _moved(made: str, place: str) -> str | None:
    """Give the folder its name; what is there makes way, and comes back when that fails."""
    if not os.path.lexists(place):
        os.rename(made, place)
        return None
    if not os.listdir(place):
        os.rmdir(place)
        os.rename(made, place)
        return None
    backup = backups.next_backup(place)
    os.rename(place, backup)
    try:
        os.rename(made, place)
    except BaseException:
        with contextlib.suppress(OSError):
            os.rename(backup, place)
        raise
    return backup
