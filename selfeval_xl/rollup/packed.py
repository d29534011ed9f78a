"""Files that a unit sent packed into an archive: each is one of the folder's, read out of the archive in memory."""

import functools
import os
from collections.abc import Mapping

from selfeval_xl.documents.rollup.records import in_archive, on_disk
from selfeval_xl.messages import codes, input_error
from selfeval_xl.ooxml.package import LIMIT
from selfeval_xl.readers.containers import archive
from selfeval_xl.readers.containers.archive import Member
from selfeval_xl.storage import stable_read

ENDING = ".zip"


def names(path: str, shown: str) -> list[str]:
    """Return what the files in the archive at ``path`` are called.  Raises OSError, and InputError for a broken one."""
    with open(path, "rb") as file:
        return list(dict.fromkeys(in_archive(shown, member.name) for member in archive.members(file, shown)))


def read(folder: str, file: str) -> bytes:
    """Return the bytes of a file of ``folder``, wherever in it; raises StorageError, and InputError as ``content``."""
    return content(file, stable_read.made_of(os.path.join(folder, on_disk(file)[0]), LIMIT, bytes))


def content(file: str, data: bytes) -> bytes:
    """Return the bytes of a file, ``data`` being what was read from the disk: the file itself, or its archive."""
    path, name = on_disk(file)
    if not name:
        return data
    member = _members(data, path).get(name)
    if not member:
        raise input_error(codes.ARCHIVE, file=file, detail="在压缩包里已经找不到")
    return member.read(file)


@functools.lru_cache(maxsize=1)
def _members(data: bytes, shown: str) -> Mapping[str, Member]:
    """Return the files of an archive by name; the one at hand is asked for file by file."""
    return {member.name: member for member in archive.members(data, shown)}
