"""What every document is laid out as, before a writer makes a file of it: headings, paragraphs, tables and sheets.

All of it is pure data with exact values; no writer computes anything.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple, Self

from selfeval_xl.domain.grid import Range
from selfeval_xl.domain.place import Place

Value = str | int | None
"""What stands in a cell of a table; ``None`` and ``""`` are blank."""
OutValue = Value | Decimal
"""What the program writes into a sheet; an exact number is a rate of 1, points, or money in the workbook's unit."""
Rows = tuple[tuple[Value, ...], ...]

TEXT, LONG, FILE, PLACE = "text", "long", "file", "place"
COUNT, MONEY, POINTS, RATE = "count", "money", "points", "rate"
"""Kinds of columns.  TEXT and LONG (wrapped) hold text; FILE a path from the folder, which links to the file; PLACE
``工作表!单元格`` in the file of the same row.  COUNT is a whole number, MONEY whole 分, POINTS and RATE exact decimal
text (a rate of 0.9091 is shown as 90.91 %)."""
NUMBERS = frozenset({COUNT, MONEY, POINTS, RATE})
_NUMERALS = "一二三四五六七八九"


class Heading(NamedTuple):
    """A numbered heading; ``level`` 1 is 一、, 2 is （一）, 3 is 1、."""

    level: int
    text: str


def numeral(number: int) -> str:
    """Write 1 to 99 in Chinese: 十二."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _NUMERALS[tens - 1]) + "十" if tens else ""
    return head + (_NUMERALS[ones - 1] if ones else "")


class Paragraph(NamedTuple):
    """Text of one paragraph.  ``kind`` is ``body``, ``unit`` (金额单位 above a table), ``cover``, ``annex`` (starts
    the annex on a page of its own) or ``annex-title``.
    """

    text: str
    kind: str = "body"


class Column(NamedTuple):
    """A column: its title, its kind, its width (in characters on a sheet, in mm on paper), its name in data frames.

    ``align`` is ``<``, ``^`` or ``>`` where the kind does not say it.
    """

    title: str
    kind: str = TEXT
    width: int = 0
    field: str = ""
    align: str = "<"


def columns(titles: Sequence[str], aligns: str, widths: Sequence[int] = ()) -> tuple[Column, ...]:
    """Return the columns of a table of texts, with ``<``, ``^`` or ``>`` for each."""
    each = zip(titles, aligns, widths or [0] * len(titles), strict=True)
    return tuple(Column(title, TEXT, width, align=align) for title, align, width in each)


class BarChart(NamedTuple):
    """A chart of the first column of counts of a table, named by its first column; the row 合计 is not shown.

    Its bars stand, or ``lie``, which leaves room for longer names.
    """

    title: str
    colour: str
    lies: bool = False


class Table(NamedTuple):
    """A table: ``name`` is that of its sheet, or says which facts of a report it shows.

    In the columns of ``merged`` a blank cell belongs to the one above it.  ``total`` marks the last row as a sum;
    ``small`` tables are set in the smaller size of an annex.  A table without titles names its rows on the left.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Rows = ()
    merged: tuple[int, ...] = ()
    total: bool = False
    small: bool = False
    chart: BarChart | None = None

    @property
    def has_titles(self) -> bool:
        """Whether there is a header row."""
        return any(column.title for column in self.columns)

    @property
    def texts(self) -> tuple[tuple[str, ...], ...]:
        """All rows as texts, the header row first where there is one."""
        header = (tuple(column.title for column in self.columns),) if self.has_titles else ()
        return *header, *(tuple("" if value is None else str(value) for value in row) for row in self.rows)

    def filled(self, rows: Iterable[tuple[Value, ...]]) -> Self:
        """Return the table with these rows."""
        return self._replace(rows=tuple(rows))


Block = Heading | Paragraph | Table


class PageSetup(NamedTuple):
    """How a sheet is printed on A4; its margins in cm, those of header and footer last.

    It is one page wide, or ``across`` several, and as long as it takes unless it ``fits`` one page.  ``titles`` are the
    first and the last row that each page repeats.
    """

    margins: tuple[float, float, float, float, float, float]
    footer: str
    header: str = ""
    titles: tuple[int, int] | None = None
    landscape: bool = False
    across: int = 1
    fits: bool = False


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
    A ``header`` stands at the head of every printed page, where the sheet is written alone.
    """

    name: str
    rows: tuple[OutRow, ...]
    appendix: tuple[OutRow, ...] = ()
    charts: tuple[OutChart, ...] = ()
    header: str = ""

    @property
    def whole(self) -> Self:
        """The sheet with its appendix among its rows."""
        return self._replace(rows=self.rows + self.appendix)

    def cells(self) -> Iterator[tuple[int, int, OutValue]]:
        """Yield row, column and value of every cell above the appendix."""
        for number, row in enumerate(self.rows, 1):
            yield from ((number, column, value) for column, value in enumerate(row.values, 1))


class Piece(NamedTuple):
    """One cell of a form, or several merged into one; ``look`` says how it is set."""

    area: Range
    value: OutValue
    look: str

    @property
    def merged(self) -> bool:
        """Whether the piece covers more than one cell."""
        return self.area[:2] != self.area[2:]


class Form(NamedTuple):
    """A sheet set cell by cell: its name, the widths of its columns in digits, its pieces, its page."""

    name: str
    widths: tuple[float, ...]
    pieces: tuple[Piece, ...]
    page: PageSetup

    def cells(self) -> Iterator[tuple[int, int, OutValue]]:
        """Yield row, column and value of every cell that holds one."""
        yield from ((*piece.area[:2], piece.value) for piece in self.pieces)


class OutColumn(NamedTuple):
    """One computed column of 预算 or 指标: the value for each of the given rows (blank where there is none)."""

    sheet: str
    column: int
    values: tuple[tuple[int, OutValue], ...]


class Output(NamedTuple):
    """Everything that 计算评分 writes into a workbook, and nothing else is touched."""

    sheets: tuple[OutSheet, ...]
    columns: tuple[OutColumn, ...]
