"""Writing the computed columns of 预算 and 指标: the named cells and nothing else on the sheet."""

import re
from collections.abc import Iterator, Mapping

from selfeval_xl.documents.blocks import OutValue
from selfeval_xl.domain.place import column_letters
from selfeval_xl.ooxml.markup import Edit, opened, with_attribute
from selfeval_xl.ooxml.xmlpass import is_plain
from selfeval_xl.ooxml.xmltext import unescape
from selfeval_xl.workbook.patcher.sheetxml import Row, SheetXml, cell_bytes, frame, with_dimension, with_rows

Values = Mapping[int, Mapping[int, OutValue]]
"""Row -> column -> value."""
_STYLE = re.compile(rb'\ss="([0-9]{1,6})"')
_NOT_QUICK = re.compile(rb"<!|<f[\s/]|<\?(?!xml )")
_CLOSING = re.compile(rb"</c\s*>")
_FORMULA = re.compile(rb"<f>([^<]*)<")


def fill_quickly(xml: bytes, values: Values) -> tuple[bytes, list[str], list[str]] | None:
    """Return a sheet with these cells set where all of them are there, in the usual spelling, and share no formula.

    With it come the addresses whose formulas go and the texts of those that stay, as in ``formulas.Cleared``.  Else
    return ``None``.  Nearly every sheet is of that kind.
    """
    if not is_plain(xml) or _NOT_QUICK.search(xml):
        return None
    pieces, gone, position = list[bytes](), list[str](), 0
    for row in sorted(values):
        digits = b"%d" % row
        for column, value in sorted(values[row].items()):
            start = xml.find(frame(b"", column, "").start + digits + b'"', position)
            bracket = xml.find(b">", start)
            tag = xml[start : bracket + 1]
            if start < 0 or b"'" in tag or tag.count(b'"') & 1:
                return None
            end = bracket + 1
            if not tag.endswith(b"/>"):
                closing = _CLOSING.search(xml, bracket)
                end = closing.end() if closing else end
                gone += [f"{column_letters(column)}{row}"] if b"<f>" in xml[bracket:end] else ()
            look = _STYLE.search(tag)
            around = frame(b"", column, look[1].decode() if look else "")
            pieces += (xml[position:start], cell_bytes(around, digits, value))
            position = end
    filled = b"".join([*pieces, xml[position:]])
    return filled, gone, [unescape(text) for text in _FORMULA.findall(filled)]


def fill_cells(sheet: SheetXml, values: Values) -> list[Edit]:
    """Return the changes that set these cells; each keeps its style, a new one takes that of the nearest cell above."""
    writer = _ColumnWriter(sheet, values)
    for row in sheet.rows:
        writer.take(row)
    return writer.finish()


class _ColumnWriter:
    """Goes down the sheet row by row, and knows the style that each column had last."""

    def __init__(self, sheet: SheetXml, values: Values) -> None:
        self.sheet, self.values = sheet, values
        self.waiting = sorted(values, reverse=True)
        self.columns = {column for cells in values.values() for column in cells}
        self.styles: dict[int, str] = {}
        self.edits: list[Edit] = []
        self.grew = False

    def take(self, row: Row) -> None:
        """Write a row that is there, and before it those that are not."""
        new = self._created_before(row.number)
        if new:
            self.edits.append((row.node.start, row.node.start, new))
        self.styles |= {cell.column: cell.style for cell in row.cells if cell.column in self.columns}
        if self.waiting and self.waiting[-1] == row.number:
            self.waiting.pop()
            self._change(row)

    def finish(self) -> list[Edit]:
        """Write the rows that lie below all others, and return all changes."""
        new = self._created_before(1 << 30)
        if new:
            last = self.sheet.rows[-1].node.end if self.sheet.rows else self.sheet.data.closing
            data = self.sheet.data
            self.edits.append((last, last, new) if data.closing < data.end else with_rows(self.sheet, last, new))
        if self.grew:
            self.edits += with_dimension(self.sheet, max(self.values), max(self.columns))
        return self.edits

    def _created_before(self, number: int) -> bytes:
        written, prefix = list[bytes](), self.sheet.prefix
        while self.waiting and self.waiting[-1] < number:
            row = self.waiting.pop()
            cells = b"".join(self._cell(row, column) for column in sorted(self.values[row]))
            written.append(b'<%brow r="%d">%b</%brow>' % (prefix, row, cells, prefix))
            self.grew = True
        return b"".join(written)

    def _cell(self, row: int, column: int) -> bytes:
        look = frame(self.sheet.prefix, column, self.styles.get(column, ""))
        return cell_bytes(look, b"%d" % row, self.values[row][column])

    def _change(self, row: Row) -> None:
        there = {cell.column: cell.node for cell in row.cells}
        values = self.values[row.number]
        self.edits += ((there[c].start, there[c].end, self._cell(row.number, c)) for c in values if c in there)
        new = sorted(column for column in values if column not in there)
        if new:
            self.grew = True
            self.edits += self._added(row, new)

    def _added(self, row: Row, new: list[int]) -> Iterator[Edit]:
        """Yield the changes that put new cells into a row, each before the first that is further to the right."""
        node, xml = row.node, self.sheet.xml
        end = opened(xml, node)
        # The row's own note of its first and last column would no longer hold; it is optional.
        tag = with_attribute(xml[node.start : end], b"spans", None)
        if node.closing == node.end:
            cells = b"".join(self._cell(row.number, column) for column in new)
            closing = b"</%brow>" % self.sheet.prefix
            yield node.start, node.end, tag.removesuffix(b"/>").rstrip() + b">" + cells + closing
            return
        if tag != xml[node.start : end]:
            yield node.start, end, tag
        behind = row.cells[-1].node.end if row.cells else end
        for column in new:
            at = next((cell.node.start for cell in row.cells if cell.column > column), behind)
            yield at, at, self._cell(row.number, column)
