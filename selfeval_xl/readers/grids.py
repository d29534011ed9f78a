"""Reading a workbook on disk: its bytes once, and the sheets that are asked for."""

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from selfeval_xl.domain import layout
from selfeval_xl.domain.errors import InputError
from selfeval_xl.domain.grid import Grid
from selfeval_xl.ooxml import workbook
from selfeval_xl.ooxml.package import LIMIT
from selfeval_xl.storage import stable_read

NEEDED = (layout.PROJECT, layout.BUDGET, layout.INDICATORS, layout.APPROVED, layout.MONITORING)
"""The sheets that scoring looks at; 批复目标 and 运行监控 need not be there."""


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
        grids = workbook.read_grids(data, shown, names)
    except InputError:
        # What is no workbook at all has a better reason than where reading it failed; imported when it is asked for.
        from selfeval_xl.readers.containers import identity

        identity.require_workbook(data, shown)
        raise
    if layout.SUMMARY in grids:
        # Results only, and dozens of exemplar rows that are hidden on purpose.
        grids[layout.SUMMARY] = grids[layout.SUMMARY]._replace(uncalculated=frozenset(), hidden=frozenset())
    return grids
