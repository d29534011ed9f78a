"""What is written into a workbook: styled rows of values, charts and computed columns."""

from decimal import Decimal
from typing import NamedTuple, Self

from selfeval_xl.domain.place import Place

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
