"""Finds the workbooks of a folder and of all folders below it, always in the same order."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from selfeval_xl.files import oserrors
from selfeval_xl.rollup import errors
from selfeval_xl.rollup.records import Outcome, Refusal, Source
from selfeval_xl.trouble import FileTrouble

ENDINGS = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".xlsb", ".xltx")
"""What may be a filled workbook.  Those that cannot be read are listed with the reason, not passed over."""
_LOCK = "~$"
"""What Excel and WPS put before the name of a workbook while they hold it open."""
_NOT_OURS_TO_READ = re.compile(r"~|\.|.*\.备份-\d{8}-\d{6}(-\d+)?\.\w+$")
"""Lock files, hidden files, temporary files and the backups that this program made."""


class Listing(NamedTuple):
    """What a folder holds: ``sources`` to read, those ``held`` open by Excel or WPS, and what could not be listed."""

    folder: str
    sources: tuple[Source, ...]
    held: frozenset[str]
    refused: tuple[Outcome, ...]


def find(folder: str, leave_out: Iterable[str] = ()) -> Listing:
    """List the workbooks under ``folder``; ``leave_out`` names files (the roll-up itself) that are not to be read.

    Raises FileTrouble when the folder itself cannot be listed.
    """
    root = os.path.abspath(folder)
    if not os.path.isdir(root):
        detail = "是文件，不是文件夹" if os.path.exists(root) else "找不到"
        raise errors.trouble(errors.NO_SUCH_FOLDER, file=folder, detail=detail)
    passed = {os.path.realpath(path) for path in leave_out}
    sources: list[Source] = []
    held: set[str] = set()
    refused: list[Outcome] = []
    for below, entries in _folders(root, refused):
        names = {entry.name for entry in entries}
        for entry in entries:
            file = below + entry.name
            if _is_workbook(entry.name) and os.path.realpath(entry.path) not in passed:
                _take(entry, file, sources, refused)
                if _LOCK + entry.name in names:
                    held.add(file)
    return Listing(root, tuple(sorted(sources)), frozenset(held), tuple(refused))


def _is_workbook(name: str) -> bool:
    return name.lower().endswith(ENDINGS) and not _NOT_OURS_TO_READ.match(name)


def _folders(root: str, refused: list[Outcome]) -> Iterator[tuple[str, list[os.DirEntry[str]]]]:
    """Yield each folder's path from ``root`` (``""`` or ending in ``/``) with its files; links are not followed."""
    waiting = [""]
    while waiting:
        below = waiting.pop()
        try:
            with os.scandir(os.path.join(root, below)) as found:
                entries = list(found)
        except OSError as error:
            trouble = oserrors.reading(error, below.rstrip("/") or root)
            if not below:
                raise trouble from error
            refused.append(refusal(below.rstrip("/"), trouble))
            continue
        waiting += (f"{below}{each.name}/" for each in entries if each.is_dir(follow_symlinks=False))
        yield below, [each for each in entries if not each.is_dir()]


def _take(entry: os.DirEntry[str], file: str, sources: list[Source], refused: list[Outcome]) -> None:
    try:
        file.encode()
        sources.append(source_of(file, entry.stat()))
    except UnicodeEncodeError:
        shown = file.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        refused.append(refusal(shown, errors.trouble(errors.ODD_NAME, file=shown)))
    except OSError as error:
        refused.append(refusal(file, oserrors.reading(error, file)))


def source_of(file: str, status: os.stat_result) -> Source:
    """Return the source for what the file system says of a file."""
    return Source(file, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def refusal(file: str, trouble: FileTrouble) -> Outcome:
    """Return the outcome for what could not even be listed."""
    return Outcome(Source(file, 0, 0, 0), refusal=Refusal(trouble.code, trouble.message, trouble.remedy))
