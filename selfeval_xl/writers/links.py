"""From a row to its file: addresses that lead to the listed file, and can lead nowhere else.

Characters that mean something in an address are percent-encoded, Chinese ones stand as they are: Excel writes them so,
and Windows reads encoded ones of a file by the code page of the machine
(https://learn.microsoft.com/archive/blogs/ie/file-uris-in-windows).
"""

import os
import re
from types import ModuleType

from selfeval_xl.documents.rollup.records import file_to_open
from selfeval_xl.ooxml.xmltext import printable

MOST = 2079
"""Characters of an address that Excel takes."""
_ENCODED = {ord(each): f"%{ord(each):02X}" for each in '"#%:;<>?[\\]^`{|}' + "".join(map(chr, range(33))) + "\x7f"}
_NO_NAMES = frozenset({"", ".", ".."})
_CELL = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")


class Links:
    """Addresses of the files in ``folder``, as seen from the workbook at ``target``."""

    def __init__(self, folder: str, target: str, paths: ModuleType = os.path) -> None:
        self._base = _base(folder, target, paths)

    def to(self, file: str) -> str | None:
        """Return the address of a file by its path in the folder; ``None`` for what Excel could not follow.

        What lies in an archive has the address of the archive, a form that of its file.
        """
        file = file_to_open(file)
        # A file named “http:…” or “\\host” loses its colon or backslash; a path that is not one from the folder on
        # (it may come from somebody else's list) gets no address at all.
        if not _NO_NAMES.isdisjoint(file.split("/")) or printable(file) != file:
            return None
        address = self._base + file.translate(_ENCODED)
        return address if len(address) <= MOST else None


def inside(place: str) -> str:
    """Return the address within a workbook of ``工作表!H7``, or of a sheet as a whole."""
    sheet, mark, cell = place.rpartition("!")
    if not mark or not _CELL.fullmatch(cell):
        sheet, cell = place, "A1"
    return f"'{sheet.replace(chr(39), chr(39) * 2)}'!{cell}"


def _base(folder: str, target: str, paths: ModuleType) -> str:
    """Return what comes before the path of a file: the way from the workbook, or all of it to another drive."""
    folder, start = paths.realpath(folder), paths.dirname(paths.realpath(target))
    try:
        way = paths.relpath(folder, start)
    except ValueError:
        drive, rest = paths.splitdrive(folder)
        root = f"file:///{drive}" if drive.endswith(":") else "file:" + drive.replace(paths.sep, "/")
        return root + _encoded(rest, paths).rstrip("/") + "/"
    return "" if way == paths.curdir else _encoded(way, paths) + "/"


def _encoded(path: str, paths: ModuleType) -> str:
    return str(path).replace(paths.sep, "/").translate(_ENCODED)
