"""A sheet as a grid of values: what every reader of files yields."""

from collections.abc import Sequence
from typing import NamedTuple

from selfeval_xl.domain.cells import CellValue

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column; all 1-based and inclusive."""


class Grid(NamedTuple):
    """A sheet as read.  ``rows[0][0]`` is A1; rows may differ in length and blank cells are ``""`` or ``None``.

    Percent-formatted numbers arrive as the text a person sees (``95%``); error values as ``#DIV/0!`` text.
    ``uncalculated`` holds (row, column) of formulas that carry no stored result; ``hidden`` the hidden row numbers.
    """

    name: str
    rows: Sequence[Sequence[CellValue]]
    merges: tuple[Range, ...] = ()
    uncalculated: frozenset[tuple[int, int]] = frozenset()
    hidden: frozenset[int] = frozenset()
