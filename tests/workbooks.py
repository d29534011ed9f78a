"""A workbook read off the disk, as the program reads it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from selfeval_xl.domain.grid import Grid
from selfeval_xl.ooxml.package import LIMIT
from selfeval_xl.readers.grids import NEEDED, read_grids
from selfeval_xl.storage import stable_read


class Workbook(NamedTuple):
    """The sheets that were asked for, as far as they are there, and the very bytes they were read of."""

    grids: Mapping[str, Grid]
    data: bytes


def read_workbook(path: str | os.PathLike[str], names: Sequence[str] = NEEDED) -> Workbook:
    """Read the sheets ``names`` of the workbook at ``path``."""
    shown = os.fspath(path)
    return stable_read.made_of(shown, LIMIT, lambda data: Workbook(read_grids(data, shown, names), data))
