"""Where something stands in a user's own file: a sheet, a row, a column."""

from collections.abc import Mapping
from typing import NamedTuple


def column_letters(column: int) -> str:
    """Return the letters of a 1-based column number: 1 is ``A``, 27 is ``AA``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class Place(NamedTuple):
    """Where something stands: a sheet, and a 1-based row and column; row 0 means the sheet as a whole."""

    sheet: str
    row: int = 0
    column: int = 0

    @property
    def cell(self) -> str:
        """The address as Excel writes it (``H7``), or ``""`` when the sheet as a whole is meant."""
        return f"{column_letters(self.column)}{self.row}" if self.row else ""

    @property
    def address(self) -> str:
        """The place as it is told to users: ``指标!H7``, or the sheet alone."""
        return f"{self.sheet}!{self.cell}" if self.row else self.sheet


class Columns(NamedTuple):
    """Which column of a sheet holds which field; a field whose header is absent is not in ``of``.

    Under ``""`` stands the column that a row is called by, where it is not the first.
    """

    sheet: str
    header_row: int
    of: Mapping[str, int]

    def place(self, row: int, field: str) -> Place:
        """Return the place of ``field`` in ``row``, or of what the row is called where the column is absent."""
        return Place(self.sheet, row, self.of.get(field) or self.of.get("", 1))
