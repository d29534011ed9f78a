"""Word documents (.docx): every table in one pass over the text, after ECMA-376, part 1, section 17.4.

A table becomes a sheet, the lines of its heading its first rows.  A table that goes on behind a page break or below
续表 is one with the part before.  Not read: deleted text and rows (tracked changes), hidden text, text boxes.
"""

from __future__ import annotations

from typing import NamedTuple

from selfeval_xl.messages import codes, input_error
from selfeval_xl.readers.containers.headings import Headings
from selfeval_xl.readers.containers.markup import Attributes, End, Start, Walk
from selfeval_xl.readers.containers.table import CellTable, Room, SheetCells

_MOST_COLUMNS = 63
"""The columns that Word allows in a table."""
_SKIPPED = (
    *("del", "moveFrom", "drawing", "pict", "object", "Fallback", "rt"),
    *("rPrChange", "pPrChange", "tcPrChange", "trPrChange", "tblPrChange", "tblGridChange"),
)
"""Elements whose content is not there for a reader: deleted, drawn, or how it looked before a tracked change."""
_OFF = ("0", "false", "off")
_SIGNS = {"F0FE": "☑", "F052": "☑", "F0FD": "☒", "F053": "☒", "F054": "☒", "F0FC": "√", "F050": "√"}
"""Ticked boxes of the symbol fonts that Word offers for forms (Wingdings, Wingdings 2); other signs count as □."""


def sheets(xml: bytes, shown: str) -> list[SheetCells]:
    """Return the tables of a document, whose main part is ``xml``, in reading order: 第1张表, 第2张表 …

    Raises InputError for what is no sound document, or far too large.
    """
    try:
        return [SheetCells(table.name, table.grid()) for table in _WordReader(shown).read(xml, shown)]
    except IndexError as error:  # a row or a cell outside of every table
        raise input_error(codes.DAMAGED, file=shown, detail="表格的结构有误") from error


class _WordCell(NamedTuple):
    """A cell of a row: its first and last column, its text, and whether it opens or continues a merged cell."""

    left: int
    right: int
    text: str
    down: str
    across: str


class _OpenElement:
    """A table while it is read.  ``row`` is the row of the sheet at hand, ``above`` the merged cell of each column."""

    def __init__(self, heading: list[str], before: _OpenElement | None) -> None:
        self.heading, self.before = heading, before
        self.table: CellTable | None = None
        self.row, self.column = 0, 1
        self.widths: list[str] = []
        self.cells: list[_WordCell] = []
        self.is_deleted = False
        self.above: dict[int, tuple[int, int]] = {}

    def begin(self, name: str, room: Room) -> CellTable | None:
        """Start a sheet, or go on with that of the table before; return the sheet when it is new."""
        if self.before and self.before.table and self.before.widths == self.widths:
            self.table, self.row = self.before.table, self.before.row
            return None
        self.table = CellTable(name, room)
        for row, line in enumerate(self.heading, 1):
            self.table.put(row, 1, line, right=len(self.widths))
        self.row = len(self.heading)
        return self.table

    def end_row(self) -> None:
        """Put the cells of the row into the sheet, unless the row was deleted."""
        if not self.table or self.is_deleted:
            return
        self.row += 1
        above: dict[int, tuple[int, int]] = {}
        for cell in _across(self.cells):
            top, left = self.row, cell.left
            if cell.down == "continue" and left in self.above:
                top = self.above[left][0]
            else:
                self.table.put(self.row, left, cell.text)
            if cell.down:
                above[left] = (top, cell.right)
            elif cell.right > left:
                self.table.put(self.row, left, None, right=cell.right)
        self._close(above)
        self.above = above

    def _close(self, kept: dict[int, tuple[int, int]]) -> None:
        """Note the merged cells that end above this row."""
        for left, (top, right) in self.above.items():
            if self.table and (left not in kept or kept[left][0] != top):
                self.table.put(top, left, None, self.row - 1, right)

    def end(self) -> None:
        """Note the merged cells that reach the last row."""
        self.row += 1
        self._close({})
        self.row -= 1
        self.above = {}


def _across(cells: list[_WordCell]) -> list[_WordCell]:
    """Join what old documents merge sideways cell by cell."""
    joined: list[_WordCell] = []
    for cell in cells:
        if cell.across == "continue" and joined:
            joined[-1] = joined[-1]._replace(right=cell.right)
        else:
            joined.append(cell)
    return joined


class _Story:
    """The body of the document, or a cell: its lines, those above its next table, and its last table."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.headings = Headings()
        self.before: _OpenElement | None = None
        self.span, self.down, self.across = 1, "", ""


class _WordReader:
    def __init__(self, shown: str) -> None:
        self.found: list[CellTable] = []
        self._room = Room(shown)
        self._tables: list[_OpenElement] = []
        self._stories = [_Story()]
        self._pieces: list[str] = []
        self._in_row_properties = self._in_run = self._listens = False
        self._is_hidden = self._is_placeholder = self._is_ticked = False

    def read(self, xml: bytes, shown: str) -> list[CellTable]:
        """Return the tables, each below its heading."""
        starts: dict[str, Start] = {
            "tbl": self._table,
            "gridCol": self._grid_column,
            "tr": self._row,
            "trPr": self._row_properties,
            "del": self._deleted,
            "gridBefore": self._before,
            "tc": self._cell,
            "gridSpan": self._span,
            "vMerge": self._down,
            "hMerge": self._across,
            "r": self._run,
            "t": self._listen,
            "vanish": self._vanish,
            "showingPlcHdr": self._placeholder,
            "tab": lambda _: self._sign(" "),
            "br": lambda told: self._sign("" if _value(told, "type") in ("page", "column") else "\n"),
            "cr": lambda _: self._sign("\n"),
            "noBreakHyphen": lambda _: self._sign("-"),
            "sym": lambda told: self._sign(_SIGNS.get(_value(told, "char").upper(), "□")),
            "checkBox": lambda _: self._tick({"val": "0"}),
            "default": self._tick,
            "checked": self._tick,
        }
        ends: dict[str, End] = {
            "tbl": self._end_table,
            "tr": self._end_row,
            "trPr": self._end_row_properties,
            "tc": self._end_cell,
            "p": self._end_paragraph,
            "sdtContent": self._end_placeholder,
            "r": self._end_run,
            "t": self._end_listen,
            "checkBox": lambda: self._sign("☑" if self._is_ticked else "□"),
        }
        Walk(starts, ends, self._text, _SKIPPED).over(xml, shown)
        return self.found

    def _table(self, _: Attributes) -> None:
        story = self._stories[-1]
        before = story.before if story.headings.is_empty else None
        self._tables.append(_OpenElement(story.headings.take(), before))

    def _end_table(self) -> None:
        table = self._tables.pop()
        table.end()
        self._stories[-1].before = table

    def _grid_column(self, told: Attributes) -> None:
        if len(self._tables[-1].widths) < _MOST_COLUMNS:
            self._tables[-1].widths.append(_value(told, "w"))

    def _row(self, _: Attributes) -> None:
        table = self._tables[-1]
        if not table.table and (new := table.begin(f"第{len(self.found) + 1}张表", self._room)):
            self.found.append(new)
        table.column, table.cells, table.is_deleted = 1, [], False

    def _end_row(self) -> None:
        self._tables[-1].end_row()

    def _row_properties(self, _: Attributes) -> None:
        self._in_row_properties = True

    def _end_row_properties(self) -> None:
        self._in_row_properties = False

    def _deleted(self, _: Attributes) -> None:
        """Note a row that was deleted; deleted text is passed over anyway."""
        if self._in_row_properties:
            self._tables[-1].is_deleted = True

    def _before(self, told: Attributes) -> None:
        self._tables[-1].column += _count(told, 0)

    def _cell(self, _: Attributes) -> None:
        self._stories.append(_Story())

    def _end_cell(self) -> None:
        story, table = self._stories.pop(), self._tables[-1]
        right = min(table.column + story.span - 1, _MOST_COLUMNS)
        text = "\n".join(story.lines).strip()
        table.cells.append(_WordCell(table.column, right, text, story.down, story.across))
        table.column = min(right + 1, _MOST_COLUMNS)

    def _span(self, told: Attributes) -> None:
        self._stories[-1].span = max(_count(told, 1), 1)

    def _down(self, told: Attributes) -> None:
        self._stories[-1].down = _value(told, "val") or "continue"

    def _across(self, told: Attributes) -> None:
        self._stories[-1].across = _value(told, "val") or "continue"

    def _end_paragraph(self) -> None:
        line, self._pieces = "".join(self._pieces), []
        story = self._stories[-1]
        story.lines.append(line)
        story.headings.add(line)

    def _run(self, _: Attributes) -> None:
        self._in_run, self._is_hidden = True, False

    def _end_run(self) -> None:
        self._in_run = self._is_hidden = False

    def _vanish(self, told: Attributes) -> None:
        self._is_hidden = self._in_run and _value(told, "val") not in _OFF

    def _placeholder(self, _: Attributes) -> None:
        """Note a field of a form in which nobody has put anything: 单击此处输入文字 is no text of the form."""
        self._is_placeholder = True

    def _end_placeholder(self) -> None:
        self._is_placeholder = False

    def _listen(self, _: Attributes) -> None:
        self._listens = not self._is_hidden and not self._is_placeholder

    def _end_listen(self) -> None:
        self._listens = False

    def _tick(self, told: Attributes) -> None:
        self._is_ticked = _value(told, "val") not in _OFF

    def _sign(self, sign: str) -> None:
        if self._in_run and not self._is_hidden:
            self._pieces.append(sign)

    def _text(self, text: str) -> None:
        if self._listens:
            self._pieces.append(text)


def _value(told: Attributes, name: str) -> str:
    return told.get(f"w:{name}") or next((told[each] for each in told if each.rpartition(":")[2] == name), "")


def _count(told: Attributes, otherwise: int) -> int:
    digits = _value(told, "val")
    return min(int(digits), _MOST_COLUMNS) if digits.isascii() and digits.isdigit() and len(digits) < 9 else otherwise
