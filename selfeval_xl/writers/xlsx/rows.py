"""A sheet with one native table: its rows are rendered and deflated as they come, and then forgotten."""

import functools
from collections.abc import Callable, Iterable
from typing import NamedTuple

from selfeval_xl.documents.blocks import FILE, MONEY, NUMBERS, PLACE, Column, Rows, Table, Value
from selfeval_xl.documents.rollup.records import sheet_of
from selfeval_xl.domain.place import column_letters
from selfeval_xl.ooxml.xmltext import cell_text, escape
from selfeval_xl.writers.figures import is_exact, ten_thousands
from selfeval_xl.writers.links import Links, inside
from selfeval_xl.writers.spool import Packed, Spool
from selfeval_xl.writers.xlsx import styles
from selfeval_xl.writers.xlsx.package import RELATIONS

MOST_ROWS = 1_048_575
"""Rows of a sheet in Excel, less the one of the header."""
MOST_LINKS = 65_000
"""Links of a sheet; Excel drops all of them when there are more than 65,530."""
GENEROUS = 40_000
"""So many links are given to every row; the rest are kept for the first row of each further file."""
_MOST_TEXT = 32_767
"""UTF-16 units that a cell holds."""
_LINE, _LEAST, _MOST = 14, 18, 409
"""Heights in points: of a line of text, of a row with a single one, and the most that Excel has."""
_STYLE_LINK = b"%d" % styles.NUMBERS["link"]
FORMULA_MARKS = ("=", "+", "-", "@")
"""A text that begins so must not become a formula when somebody edits its cell."""
_RELATION = f'<Relationship Id="rId%d" Type="{RELATIONS}/hyperlink" Target="%b" TargetMode="External"/>'.encode()

_TEXT = b'" t="inlineStr"><is><t%b>%b</t></is></c>'
_NUMBER = b'<c r="%b%b" s="%b"><v>%b</v></c>'
_BLANK = b'<c r="%b%b" s="%b"/>'
_CELL = b'<c r="%b%b" s="%b%b'
_KEPT = b' xml:space="preserve"'
_KNOWN = 512
"""Texts that are remembered: in the rows of one file most stand again and again."""


class _Words(NamedTuple):
    """A text as a cell shows it: its XML behind the style, its length in narrow characters, how many breaks it has."""

    xml: bytes
    length: int
    breaks: int
    is_quoted: bool


class _Place(NamedTuple):
    """A column as the rows need it; ``room`` is how many narrow characters a line holds, a Chinese one counts twice."""

    letters: bytes
    style: bytes
    quoted: bytes
    kind: str
    is_number: bool
    room: int


class SheetWriter:
    """A sheet under way.  ``head`` is its XML up to the first row of figures."""

    def __init__(self, name: str, table: Table, links: Links, head: bytes) -> None:
        self.name, self.table, self.rows, self.unlinked = name, table, 0, 0
        self.part, self.relations = Packed(head), Spool()
        self.addresses, self.links = Spool(), 0
        self._to, self._last, self._noted = links.to, "", 0
        self._columns = tuple(map(_placed, range(1, len(table.columns) + 1), table.columns))
        kinds = [column.kind for column in table.columns]
        self._file = kinds.index(FILE) if FILE in kinds else None
        self._place = kinds.index(PLACE) if PLACE in kinds else None

    def add(self, rows: Rows) -> None:
        """Append rows."""
        self.part.write(b"".join(map(self._row, rows)))

    def note(self, lines: Iterable[str]) -> None:
        """Append lines of text below the table, after an empty row."""
        note = styles.NUMBERS["note"]
        self._noted = 1
        for line in lines:
            self._noted += 1
            row = b"%d" % self.last_row
            words = _words(line)
            cell = _CELL % (b"A", row, b"%d" % (note + styles.QUOTED * words.is_quoted), words.xml)
            self.part.write(b'<row r="%b">%b</row>' % (row, cell))

    @property
    def last_row(self) -> int:
        """The number of the last row with anything in it."""
        return max(self.rows, 1) + 1 + self._noted

    def close(self) -> None:
        """Forget it."""
        for each in (self.part, self.relations, self.addresses):
            each.close()

    def _row(self, values: tuple[Value, ...]) -> bytes:
        self.rows += 1
        row, lines = b"%d" % (self.rows + 1), 1
        cells = [b""]
        linked = self._linked(values, row) if self._file is not None else ()
        for index, (column, value) in enumerate(zip(self._columns, values, strict=True)):
            letters, style, quoted, kind, is_number, room = column
            if value is None or value == "":
                cells.append(_BLANK % (letters, row, style))
            elif is_number and (figure := _figure(value, kind)):
                cells.append(_NUMBER % (letters, row, style, figure))
            else:
                xml, length, breaks, is_quoted = _words(str(value))
                if length > room or breaks:
                    lines = max(lines, -(-length // room) + breaks)
                look = quoted if is_quoted else _STYLE_LINK if index in linked else style
                cells.append(_CELL % (letters, row, look, xml))
        cells[0] = b'<row r="%b" ht="%d">' % (row, min(max(lines * _LINE + 4, _LEAST), _MOST))
        cells.append(b"</row>")
        return b"".join(cells)

    def _linked(self, values: tuple[Value, ...], row: bytes) -> tuple[int, ...]:
        """Give a row its links as far as there are any left, and return the columns that have one."""
        assert self._file is not None
        file = str(values[self._file] or "")
        is_first, self._last = file != self._last, file
        if not file or self.links >= (MOST_LINKS if is_first else GENEROUS) or (address := self._to(file)) is None:
            self.unlinked += bool(file)
            return ()
        target = escape(address)
        sheet = sheet_of(file)
        self._link(self._file, row, target, b' location="%b"' % escape(inside(sheet)) if sheet else b"")
        place = str(values[self._place] or "") if self._place is not None else ""
        if self._place is None or not place or self.links >= GENEROUS:
            return (self._file,)
        self._link(self._place, row, target, b' location="%b"' % escape(inside(place)))
        return self._file, self._place

    def _link(self, column: int, row: bytes, target: bytes, location: bytes) -> None:
        self.links += 1
        cell = (self._columns[column].letters, row)
        self.addresses.write(b'<hyperlink ref="%b%b" r:id="rId%d"%b/>' % (*cell, self.links, location))
        self.relations.write(_RELATION % (self.links, target))


def _placed(number: int, column: Column) -> _Place:
    look = styles.of_column(column)
    looks = b"%d" % look, b"%d" % (look + styles.QUOTED)
    return _Place(column_letters(number).encode(), *looks, column.kind, column.kind in NUMBERS, column.width - 1)


@functools.lru_cache(_KNOWN)
def _figure(value: Value, kind: str) -> bytes:
    """Return a figure as exact decimal text; nothing for what is none, which is then written as text."""
    if isinstance(value, int):
        return ten_thousands(value).encode() if kind == MONEY else b"%d" % value
    return value.encode() if value and is_exact(value) else b""


def _fitting(text: str) -> str:
    """Return as much of a text as a cell holds."""
    if len(text) <= _MOST_TEXT // 2 or len(units := text.encode("utf-16-le", "surrogatepass")) <= 2 * _MOST_TEXT:
        return text
    return units[: 2 * _MOST_TEXT - 2].decode("utf-16-le", "ignore") + "…"


@functools.lru_cache(_KNOWN)
def _words(text: str) -> _Words:
    text = _fitting(text)
    markup = cell_text(text)
    kept = _KEPT if text[0] <= " " or text[-1] <= " " else b""
    # In UTF-8 a Chinese character has three bytes, so this counts it twice and a letter once.
    length = (len(markup) + len(text)) // 2
    return _Words(_TEXT % (kept, markup), length, text.count("\n"), text[0] in FORMULA_MARKS)


class SheetWriters:
    """The sheets of one table: one, or more when it has more rows than a sheet."""

    def __init__(self, table: Table, links: Links, head: Callable[[Table], bytes]) -> None:
        self.table, self._links, self._head = table, links, head
        self.all: list[SheetWriter] = []
        self._begin()

    def add(self, rows: Rows) -> None:
        """Append rows; what a sheet has no room for goes to the next."""
        while rows:
            room = MOST_ROWS - self.all[-1].rows
            if not room:
                self._begin()
                continue
            self.all[-1].add(rows[:room])
            rows = rows[room:]

    def close(self) -> None:
        """Forget them."""
        for sheet in self.all:
            sheet.close()

    def _begin(self) -> None:
        number = len(self.all) + 1
        name = self.table.name if number == 1 else f"{self.table.name}（{number}）"
        self.all.append(SheetWriter(name, self.table, self._links, self._head(self.table)))
