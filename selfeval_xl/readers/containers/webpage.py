"""Tables of a web page (HTML), as platforms export them under the name .xls.

The pages are cut into tags here, and not by :mod:`html.parser`, which takes for ever on some broken ones.  A tag or a
comment that is not closed runs to the end of the page, as in the HTML standard; so no place is looked at twice.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from selfeval_xl.messages import codes, input_error
from selfeval_xl.readers.containers import plaintext
from selfeval_xl.readers.containers.table import CellTable, Headings, Room, SheetCells, count

_MOST = {"rowspan": 65_534, "colspan": 1000}
"""The largest there are, by the HTML standard."""
_TAG = re.compile(
    r"<!--(?:.*?-->|.*)|<[!?][^>]*+>?"  # a comment, a declaration
    r"|<(/?)([A-Za-z][^\s/>]*+)((?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+)>"
    r"|</?[A-Za-z].*",  # not closed
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"(?<![\w:-])(colspan|rowspan|style)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))", re.I)
_PAGES = ("text/html", "application/xhtml+xml")
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BREAKS = frozenset({"br", "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "title", "center", "hr"})
_RAW = {name: re.compile(rf"</{name}[\s/>]", re.I) for name in ("script", "style", "textarea")}
"""Elements whose content is no text for a reader and holds no tags."""


def sheets(page: str, shown: str) -> list[SheetCells]:
    """Return the tables of a page in reading order, each below its heading: 第1张表, 第2张表 …"""
    reader = _HtmlReader(shown)
    for text, name, is_end, attributes in _pieces(page):
        reader.text(text)
        reader.tag(name, is_end, attributes)
    reader.end()
    return [SheetCells(table.name, table.grid()) for table in reader.found if table.rows]


def archived_sheets(data: bytes, shown: str) -> list[SheetCells]:
    """Return the tables of all pages in a single file (.mht), of which Excel writes one for each sheet.

    Raises InputError where there is nothing to take out.
    """
    from email import message_from_bytes  # a tenth of a second, for this kind of file alone

    try:
        parts = [part for part in message_from_bytes(data).walk() if part.get_content_type() in _PAGES]
        pages = [part.get_payload(decode=True) for part in parts]
    except (RecursionError, ValueError, LookupError, AssertionError) as error:
        raise input_error(codes.DAMAGED, file=shown, detail="里面的网页取不出来") from error
    return sheets("\n".join(plaintext.decoded(page) for page in pages if isinstance(page, bytes)), shown)


def _pieces(page: str) -> Iterator[tuple[str, str, bool, str]]:
    """Yield (text before a tag, name of the tag, whether it closes, attributes as written)."""
    start = 0
    while found := _TAG.search(page, start):
        yield page[start : found.start()], (found[2] or "").lower(), bool(found[1]), found[3] or ""
        start = _behind(page, found)
    yield page[start:], "", False, ""


def _behind(page: str, tag: re.Match[str]) -> int:
    """Return where the text goes on behind a tag: for a script behind its end."""
    raw = _RAW.get((tag[2] or "").lower()) if not tag[1] else None
    if not raw:
        return tag.end()
    end = raw.search(page, tag.end())
    return end.start() if end else len(page)


class _HtmlCell(NamedTuple):
    """An open cell: the text found so far, and how many rows and columns it spans."""

    pieces: list[str]
    down: int
    across: int


class _OpenTag:
    """A table while it is read.  ``taken`` has the last row that a cell from above reaches, by column."""

    def __init__(self, table: CellTable, heading: list[str]) -> None:
        self.table, self.heading = table, heading
        self.row, self.column = len(heading), 1
        self.taken: dict[int, int] = {}
        self.cell: _HtmlCell | None = None
        self.headings = Headings()

    def open_row(self, is_hidden: bool) -> None:
        self.close_cell()
        self.row, self.column = self.row + 1, 1
        if is_hidden:
            self.table.hidden.add(self.row)

    def open_cell(self, down: int, across: int) -> None:
        self.close_cell()
        self.row = max(self.row, len(self.heading) + 1)
        while self.taken.get(self.column, 0) >= self.row:
            self.column += 1
        self.cell = _HtmlCell([], down, across)

    def close_cell(self) -> None:
        if self.cell is None:
            return
        pieces, down, across = self.cell
        bottom, right = self.row + down - 1, self.column + across - 1
        self.table.put(self.row, self.column, _text(pieces), bottom, right)
        if down > 1:
            self.taken.update(dict.fromkeys(range(self.column, right + 1), bottom))
        self.column, self.cell = right + 1, None

    def close(self) -> None:
        """Put the heading above, as wide as the table has become."""
        self.close_cell()
        width = max((len(row) for row in self.table.rows), default=0)
        for row, line in enumerate(self.heading, 1):
            self.table.put(row, 1, line, right=width)


class _HtmlReader:
    def __init__(self, shown: str) -> None:
        self.found: list[CellTable] = []
        self._room = Room(shown)
        self._tables: list[_OpenTag] = []
        self._line: list[str] = []
        self._headings = Headings()

    def text(self, text: str) -> None:
        """Take a piece of text into the open cell, or into the line outside of all tables."""
        cell = self._tables[-1].cell if self._tables else None
        if text:
            (cell.pieces if cell else self._line).append(_SPACE.sub(" ", unescape(text)))

    def tag(self, name: str, is_end: bool, attributes: str) -> None:
        """Take a tag; those that say nothing about tables and lines are passed over."""
        if name == "table":
            self._end_line()
            self._close() if is_end else self._begin()
        elif name in _BREAKS:
            self._break(is_end)
        elif self._tables and name in ("tr", "td", "th"):
            self._part(self._tables[-1], name, is_end, attributes)

    def _part(self, table: _OpenTag, name: str, is_end: bool, attributes: str) -> None:
        if is_end:
            table.close_cell()
            return
        told = {key.lower(): one or two or bare for key, one, two, bare in _ATTRIBUTE.findall(attributes)}
        if name == "tr":
            table.open_row(bool(_HIDDEN.search(told.get("style", ""))))
        else:
            down, across = (count(told.get(name), 1, most) for name, most in _MOST.items())
            table.open_cell(max(down, 1), max(across, 1))

    def _begin(self) -> None:
        outer = self._tables[-1].headings if self._tables else self._headings
        if self._tables and (cell := self._tables[-1].cell):
            outer = Headings()
            for line in _text(cell.pieces).splitlines():
                outer.add(line)
        table = CellTable(f"第{len(self.found) + 1}张表", self._room)
        self.found.append(table)
        self._tables.append(_OpenTag(table, outer.take()))

    def _close(self) -> None:
        if self._tables:
            self._tables.pop().close()

    def _break(self, is_end: bool) -> None:
        cell = self._tables[-1].cell if self._tables else None
        if not cell:
            self._end_line()
        elif not is_end or cell.pieces:
            cell.pieces.append("\n")

    def _end_line(self) -> None:
        line, self._line = "".join(self._line), []
        (self._tables[-1].headings if self._tables else self._headings).add(line)

    def end(self) -> None:
        """Close what the page left open."""
        while self._tables:
            self._close()


def _text(pieces: list[str]) -> str:
    lines = (line.strip(" ") for line in "".join(pieces).replace("\xa0", " ").split("\n"))
    return "\n".join(line for line in lines if line)
