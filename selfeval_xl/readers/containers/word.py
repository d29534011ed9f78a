"""Word documents (.docx): every table of the text, after ECMA-376, part 1, section 17.4.

A table becomes a sheet, the lines of its heading its first rows.  A table that goes on behind a page break or below
续表 is one with the part before.  Not read: deleted text and rows (tracked changes), hidden text, text boxes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from selfeval_xl.messages import codes, input_error
from selfeval_xl.readers.containers.markup import Walk
from selfeval_xl.readers.containers.table import CellTable, Headings, Room, SheetCells, count

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MOST_COLUMNS = 63
"""The columns that Word allows in a table."""
_SKIPPED = frozenset(
    (
        *("del", "moveFrom", "drawing", "pict", "object", "Fallback", "rt", "pPr"),
        *("rPrChange", "tcPrChange", "trPrChange", "tblPrChange", "tblGridChange"),
    )
)
"""Elements whose content is not there for a reader: deleted, drawn, or how it looked before a tracked change."""
_OFF = ("0", "false", "off")
_BOXES = {"F0FE": "☑", "F052": "☑", "F0FD": "☒", "F053": "☒", "F054": "☒", "F0FC": "√", "F050": "√"}
"""Ticked boxes of the symbol fonts that Word offers for forms (Wingdings, Wingdings 2); other signs count as □."""
_SIGNS = {"tab": " ", "cr": "\n", "noBreakHyphen": "-"}


def sheets(xml: bytes, shown: str) -> list[SheetCells]:
    """Return the tables of a document, whose main part is ``xml``, in reading order: 第1张表, 第2张表 …

    Raises InputError for what is no sound document, or far too large.
    """
    document = _Document(shown)
    try:
        document.read(_body(xml, shown))
    except RecursionError as error:  # tables in tables without end
        raise input_error(codes.DAMAGED, file=shown, detail="表格的结构有误") from error
    return [SheetCells(table.name, table.grid()) for table in document.found]


def _body(xml: bytes, shown: str) -> Element:
    """Return the document without hidden text and without fields of a form in which nobody has put anything.

    单击此处输入文字 is no text of the form.
    """
    is_placeholder = False

    def begin(_: Element) -> None:
        nonlocal is_placeholder
        is_placeholder = True

    def end(_: Element) -> bool:
        nonlocal is_placeholder
        is_placeholder = False
        return False

    ends = {"r": _is_hidden, "t": lambda _: is_placeholder, "sdtContent": end}
    return Walk({"showingPlcHdr": begin}, ends, _SKIPPED).over(xml, shown)


def _is_hidden(run: Element) -> bool:
    return _value(run, "rPr", "vanish") not in (None, *_OFF)


def _value(element: Element, properties: str, name: str) -> str | None:
    """Return the value of a property, ``""`` where it stands there without one."""
    group = element.find(properties)
    found = group.find(name) if group is not None else None
    return found.get("val", "") if found is not None else None


class _WordTable(NamedTuple):
    """A table as read: the widths of its columns, the sheet that it became or goes on with, and that one's last row."""

    widths: list[str]
    sheet: CellTable
    row: int


class _WordCell(NamedTuple):
    """A cell of a row: its first and last column, its text, and how it goes with the cell above."""

    left: int
    right: int
    text: str
    down: str


class _Document:
    def __init__(self, shown: str) -> None:
        self.found: list[CellTable] = []
        self._room = Room(shown)

    def read(self, story: Element) -> str:
        """Read the body or a cell: return its text, its tables become sheets."""
        lines, headings = list[str](), Headings()
        before: _WordTable | None = None
        for each in _within(story, "p", "tbl"):
            if each.tag == "tbl":
                kept = before if headings.is_empty else None
                before = self._table(each, headings.take(), kept) or before
            else:
                lines.append("".join(map(_shown, each.iter())))
                headings.add(lines[-1])
        return "\n".join(lines).strip()

    def _table(self, table: Element, heading: list[str], before: _WordTable | None) -> _WordTable | None:
        widths = [each.get("w", "") for each in table.iterfind("tblGrid/gridCol")][:_MOST_COLUMNS]
        rows = list(_within(table, "tr"))
        if not rows:
            return None
        if before and before.widths == widths:
            sheet, row = before.sheet, before.row
        else:
            sheet, row = CellTable(f"第{len(self.found) + 1}张表", self._room), len(heading)
            self.found.append(sheet)
            for number, line in enumerate(heading, 1):
                sheet.put(number, 1, line, right=len(widths))
        cells = (self._cells(each) for each in rows if _value(each, "trPr", "del") is None)
        return _WordTable(widths, sheet, _put(sheet, row, cells))

    def _cells(self, row: Element) -> list[_WordCell]:
        cells, column = list[_WordCell](), 1 + count(_value(row, "trPr", "gridBefore"), 0, _MOST_COLUMNS)
        for each in _within(row, "tc"):
            span = max(count(_value(each, "tcPr", "gridSpan"), 1, _MOST_COLUMNS), 1)
            right = min(column + span - 1, _MOST_COLUMNS)
            text = self.read(each)
            if cells and _merged(each, "hMerge") == "continue":  # as old documents merge sideways, cell by cell
                cells[-1] = cells[-1]._replace(right=right)
            else:
                cells.append(_WordCell(column, right, text, _merged(each, "vMerge")))
            column = min(right + 1, _MOST_COLUMNS)
        return cells


def _put(sheet: CellTable, above_it: int, rows: Iterator[list[_WordCell]]) -> int:
    """Put rows into a sheet, below the row ``above_it``; return the last one."""
    row = above_it
    tops, ends = dict[int, int](), dict[tuple[int, int], tuple[int, int]]()
    for row, cells in enumerate(rows, above_it + 1):
        above, tops = tops, {}
        for left, right, text, down in cells:
            top = above.get(left, row) if down == "continue" else row
            if top == row:
                sheet.put(row, left, text)
            if down:
                tops[left] = top
            ends[top, left] = row, right
    for (top, left), (bottom, right) in ends.items():
        sheet.put(top, left, None, bottom, right)
    return row


def _within(element: Element, *names: str) -> Iterator[Element]:
    """Yield what is called so in an element, in whatever it is wrapped; not what lies in what was found."""
    waiting = [*reversed(element)]
    while waiting:
        each = waiting.pop()
        if each.tag in names:
            yield each
        else:
            waiting += reversed(each)


def _merged(cell: Element, how: str) -> str:
    """Return whether a cell opens or continues a merged one, ``""`` where it does neither."""
    value = _value(cell, "tcPr", how)
    return "" if value is None else value or "continue"


def _shown(element: Element) -> str:
    """Return what a person sees of an element of a paragraph."""
    match element.tag:
        case "t":
            return element.text or ""
        case "br":
            return "" if element.get("type") in ("page", "column") else "\n"
        case "sym":
            return _BOXES.get(element.get("char", "").upper(), "□")
        case "checkBox":
            marks = [each.get("val", "") for each in element if each.tag in ("default", "checked")]
            return "☑" if marks and marks[-1] not in _OFF else "□"
    return _SIGNS.get(element.tag, "")
