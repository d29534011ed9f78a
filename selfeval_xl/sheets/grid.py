"""The seam between the trade and Excel or files: a sheet as a grid of values in, styled rows of values out."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple, Self

from selfeval_xl.model import CellValue, Place

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


OutValue = str | Decimal | int | None
"""What the program writes: text, an exact number (a rate is 0.9091, money is in the workbook's unit), or blank."""


class OutRow(NamedTuple):
    """A row of 汇总 or 校验结果.  ``kind`` names the exemplar row of the template whose look it takes.

    ``values`` start in column A.  ``link`` is the place that the row's link cell leads to, ``about`` the row of the
    same sheet, counted from 0, that explains its code.  ``height`` is what the row must have at least, in points; 0
    hides it.
    """

    kind: str
    values: tuple[OutValue, ...]
    link: Place | None = None
    height: int | None = None
    about: int | None = None


class OutChart(NamedTuple):
    """A chart of that ``name`` which our templates carry: where it goes, and which cells it draws.

    Its rows count from 0 within the appendix of its sheet.  It fills the row ``room`` from the column ``left`` to
    ``right``.  The row ``head`` names the series in columns B and on; below it come ``categories`` rows, each with the
    category in column A and the values beside it.
    """

    name: str
    room: int
    left: int
    right: int
    head: int
    categories: int


class OutSheet(NamedTuple):
    """A sheet that the program rewrites below its hidden exemplar rows.

    The ``appendix`` follows the rows where the sheet has ``charts`` to show it, and is left out where it has none.
    """

    name: str
    rows: tuple[OutRow, ...]
    appendix: tuple[OutRow, ...] = ()
    charts: tuple[OutChart, ...] = ()

    @property
    def whole(self) -> Self:
        """The sheet with its appendix among its rows."""
        return self._replace(rows=self.rows + self.appendix)


class OutColumn(NamedTuple):
    """One computed column of 预算 or 指标: the value for each of the given rows (blank where there is none)."""

    sheet: str
    column: int
    values: tuple[tuple[int, OutValue], ...]


class Output(NamedTuple):
    """Everything that 计算评分 writes into a workbook, and nothing else is touched."""

    sheets: tuple[OutSheet, ...]
    columns: tuple[OutColumn, ...]
