"""Finds the files of a folder and of all folders below it that may hold forms, always in the same order."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from selfeval_xl.documents.rollup.records import FileResult, Source
from selfeval_xl.domain.errors import InputError, UserError
from selfeval_xl.messages import codes, input_error, storage_error, unreadable
from selfeval_xl.rollup import packed
from selfeval_xl.storage import locks, os_errors, stable_read

ENDINGS = (
    *(".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".et", ".ods", ".fods"),
    *(".docx", ".docm", ".doc", ".wps"),
)
"""What may hold a form.  Those that cannot be read are listed with the reason, not passed over."""
_NOT_OURS_TO_READ = re.compile(r"~|\.|.*\.备份-\d{8}-\d{6}(-\d+)?\.\w+$")
"""Lock files, hidden files, temporary files and the backups that this program made."""


class Listing(NamedTuple):
    """What a folder holds: ``sources`` to read, those ``held`` open by Excel or WPS, and what could not be listed."""

    folder: str
    sources: tuple[Source, ...]
    held: frozenset[str]
    refused: tuple[FileResult, ...]


def find(folder: str, leave_out: Iterable[str] = ()) -> Listing:
    """List the workbooks under ``folder``; ``leave_out`` names files (the roll-up itself) that are not to be read.

    Raises StorageError when the folder itself cannot be listed.
    """
    root = os.path.abspath(folder)
    if not os.path.isdir(root):
        detail = "是文件，不是文件夹" if os.path.exists(root) else "找不到"
        raise storage_error(codes.NO_SUCH_FOLDER, file=folder, detail=detail)
    passed = {os.path.realpath(path) for path in leave_out}
    sources: list[Source] = []
    held: set[str] = set()
    refused: list[FileResult] = []
    for below, entries in _folders(root, refused):
        names = {entry.name for entry in entries}
        for entry in entries:
            file = below + entry.name
            if _is_wanted(entry.name) and os.path.realpath(entry.path) not in passed:
                _take(entry, file, sources, refused)
                if not names.isdisjoint(locks.marks(entry.name)):
                    held.add(file)
    return Listing(root, tuple(sorted(sources)), frozenset(held), tuple(_told_apart(refused, sources)))


def _told_apart(refused: Iterable[FileResult], sources: Iterable[Source]) -> Iterator[FileResult]:
    """Yield what was refused under names that no other file has; two names can look the same where neither is shown."""
    taken = {source.file for source in sources}
    for each in refused:
        name = each.source.file
        while name in taken:
            name += "?"
        taken.add(name)
        yield each._replace(source=each.source._replace(file=name))


def _is_wanted(name: str, endings: tuple[str, ...] = (*ENDINGS, packed.ENDING)) -> bool:
    return name.lower().endswith(endings) and not _NOT_OURS_TO_READ.match(name)


def _folders(root: str, refused: list[FileResult]) -> Iterator[tuple[str, list[os.DirEntry[str]]]]:
    """Yield each folder's path from ``root`` (``""`` or ending in ``/``) with its files; links are not followed."""
    waiting = [""]
    while waiting:
        below = waiting.pop()
        try:
            with os.scandir(os.path.join(root, below)) as found:
                entries = list(found)
        except OSError as error:
            trouble = os_errors.listing(error, _shown(below.rstrip("/") or root))
            if not below:
                raise trouble from error
            refused.append(refusal(_shown(below.rstrip("/")), trouble))
            continue
        waiting += (f"{below}{each.name}/" for each in entries if _is_folder(each, follow=False))
        yield below, [each for each in entries if not _is_folder(each, follow=True)]


def _is_folder(entry: os.DirEntry[str], follow: bool) -> bool:
    """Tell whether it is a folder; what cannot be told, such as a link that leads nowhere or in a circle, is none."""
    try:
        return entry.is_dir(follow_symlinks=follow)
    except OSError:
        return False


def _take(entry: os.DirEntry[str], file: str, sources: list[Source], refused: list[FileResult]) -> None:
    shown = _shown(file)
    try:
        status = entry.stat()
        if shown != file:
            refused.append(refusal(shown, storage_error(codes.ODD_NAME, file=shown)))
        elif not stat.S_ISREG(status.st_mode):
            raise stable_read.no_file()
        elif file.lower().endswith(packed.ENDING):
            sources.extend(source_of(each, status) for each in _packed(entry.path, file))
        else:
            sources.append(source_of(file, status))
    except OSError as error:
        refused.append(refusal(shown, os_errors.reading(error, shown)))
    except InputError as error:
        refused.append(refusal(shown, error))


def _packed(path: str, file: str) -> list[str]:
    """Return the files in an archive that may hold a form.  Raises InputError when there is none."""
    found = [each for each in packed.names(path, file) if _is_wanted(each.rpartition("/")[2])]
    if not found:
        raise input_error(codes.ARCHIVE, file=file, detail="是压缩包，里面没有表格，也没有 Word 文档")
    return found


def _shown(name: str) -> str:
    """Return a name as it can be shown: what is no text in it as the numbers of its bytes."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def source_of(file: str, status: os.stat_result) -> Source:
    """Return the source for what the file system says of a file."""
    return Source(file, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def refusal(file: str, trouble: UserError) -> FileResult:
    """Return the outcome for what could not even be listed."""
    return FileResult(Source(file, 0, 0, 0), refusal=unreadable(trouble))
