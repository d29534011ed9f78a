"""Reading a workbook: its bytes once, its values through calamine, and a glance at what calamine leaves out."""

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from selfeval_xl.domain import layout
from selfeval_xl.domain.errors import InputError
from selfeval_xl.domain.grid import Grid
from selfeval_xl.ooxml import glance, parts, styles, values
from selfeval_xl.ooxml.given import too_large
from selfeval_xl.ooxml.package import LIMIT, Package
from selfeval_xl.readers.containers import identity
from selfeval_xl.readers.headers import computed_columns
from selfeval_xl.storage import stable_read

NEEDED = (layout.PROJECT, layout.BUDGET, layout.INDICATORS, layout.APPROVED)
"""The sheets that scoring looks at; 批复目标 need not be there."""


class Workbook(NamedTuple):
    """A workbook as read.  ``grids`` has the sheets that were asked for and are there, under the name asked for.

    ``fingerprint`` is the SHA-256 of the file, in hexadecimal; ``data`` the very bytes it was taken of.
    """

    path: str
    grids: Mapping[str, Grid]
    fingerprint: str
    data: bytes


def read_workbook(path: str | os.PathLike[str], names: Sequence[str] = NEEDED) -> Workbook:
    """Read the sheets ``names`` of the workbook at ``path``; a sheet that is missing is left out.

    Raises StorageError when the file cannot be read, InputError when it is no sound, open .xlsx workbook.
    """
    shown = os.fspath(path)
    return stable_read.made_of(shown, LIMIT, lambda data: workbook_of(data, shown, names))


def workbook_of(data: bytes, shown: str, names: Sequence[str] = NEEDED) -> Workbook:
    """Read the sheets ``names`` of a workbook whose bytes are at hand; ``shown`` is what error messages call it."""
    from hashlib import sha256

    return Workbook(shown, read_grids(data, shown, names), sha256(data).hexdigest(), data)


def read_grids(data: bytes, shown: str, names: Sequence[str] = NEEDED) -> dict[str, Grid]:
    """Read the sheets ``names`` from the bytes of a workbook; ``shown`` is what error messages call it."""
    try:
        return _grids(data, shown, names)
    except InputError:
        # What is no workbook at all has a better reason than where reading it failed.
        identity.require_workbook(data, shown)
        raise


def _grids(data: bytes, shown: str, names: Sequence[str]) -> dict[str, Grid]:
    package = Package(data, shown)
    where = parts.find(package)
    looks = parts.text_part(package, where.styles) if where.styles else b""
    percent = styles.percent_styles(looks)
    wanted = {name: part for name in names if (part := where.sheet(name))}
    found = values.values(package, where, list(wanted.values()), looks)
    for each in found:
        _put_errors(each, package)
    return {name: _grid(name, each, percent) for name, each in zip(wanted, found, strict=True)}


def _grid(name: str, found: values.Values, percent: Mapping[bytes, int]) -> Grid:
    rows, xml = found.rows, found.xml
    for row, column, places in glance.percents(xml, percent, computed_columns(name, rows)):
        if row <= len(rows) and column <= len(rows[row - 1]):
            value = rows[row - 1][column - 1]
            if isinstance(value, float):
                rows[row - 1][column - 1] = glance.percent_text(value, places)
    while rows and rows[-1].count("") == len(rows[-1]):
        rows.pop()
    if name == layout.SUMMARY:
        # Results only, and dozens of exemplar rows that are hidden on purpose.
        return Grid(name, rows, found.merges)
    return Grid(name, rows, found.merges, frozenset(glance.uncalculated(xml)), frozenset(glance.hidden_rows(xml)))


def _put_errors(found: values.Values, package: Package) -> None:
    """Set the cells that show an error, which may lie beyond what the reader found; refuse millions that do."""
    rows, room = found.rows, glance.AREA
    for row, column, text in glance.error_texts(found.xml):
        room -= max(row - len(rows), 0)
        rows.extend([] for _ in range(row - len(rows)))
        cells = rows[row - 1]
        room -= max(column - len(cells), 0)
        if room < 0:
            raise too_large(package)
        cells.extend([""] * (column - len(cells)))
        cells[column - 1] = text
