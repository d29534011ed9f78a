"""Writing the computed columns of 预算 and 指标: the named cells and nothing else on the sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from selfeval_xl.documents.blocks import OutValue
from selfeval_xl.domain.place import column_letters
from selfeval_xl.workbook.patcher.sheetxml import (
    Cell,
    Row,
    Sheet,
    cell_bytes,
    frame,
    parse_row,
    raw_rows,
    row_bytes,
    style,
    with_dimension,
)

Values = Mapping[int, Mapping[int, OutValue]]
"""Row -> column -> value."""


def fill_cells(sheet: Sheet, values: Values) -> Sheet:
    """Return the sheet with these cells set; each keeps its style, a new one takes that of the nearest cell above."""
    writer = _Writer(sheet.prefix, values)
    for number, xml in raw_rows(sheet):
        writer.take(number, xml)
    rows = writer.finish()
    head = with_dimension(sheet.head, max(values), max(writer.columns)) if writer.grew else sheet.head
    return sheet._replace(head=head, rows=rows)


class _Writer:
    """Goes down the sheet row by row, and knows the style that each column had last."""

    def __init__(self, prefix: bytes, values: Values) -> None:
        self.prefix, self.values = prefix, values
        self.waiting = sorted(values)
        self.columns = sorted({column for cells in values.values() for column in cells})
        self.starts = {column: b'<%bc r="%b' % (prefix, column_letters(column).encode()) for column in self.columns}
        self.styles: dict[int, bytes] = {}
        self.written: list[bytes] = []
        self.next, self.grew = 0, False

    def take(self, number: int, xml: bytes) -> None:
        """Write a row that is there, and before it those that are not."""
        self._create_up_to(number)
        if self.next < len(self.waiting) and self.waiting[self.next] == number:
            self.next += 1
            xml = self._changed(number, xml)
        elif self.next < len(self.waiting):
            self._remember(parse_row(number, xml, self.prefix))
        self.written.append(xml)

    def finish(self) -> bytes:
        """Write the rows that lie below all others, and return the whole."""
        self._create_up_to(1 << 30)
        return b"".join(self.written)

    def _create_up_to(self, number: int) -> None:
        while self.next < len(self.waiting) and self.waiting[self.next] < number:
            row = self.waiting[self.next]
            self.next += 1
            self.written.append(self._changed(row, b'<%brow r="%d"/>' % (self.prefix, row)))

    def _changed(self, number: int, xml: bytes) -> bytes:
        quick = self._replaced(number, xml)
        return quick if quick is not None else self._rebuilt(parse_row(number, xml, self.prefix))

    def _replaced(self, number: int, xml: bytes) -> bytes | None:
        """Return the row with its cells replaced where they stand, ``None`` when one of them has to be added."""
        pieces: list[bytes] = []
        digits, closing, position = b"%d" % number, b"</%bc>" % self.prefix, 0
        for column, value in sorted(self.values[number].items()):
            start = xml.find(self.starts[column] + digits + b'"', position)
            if start < 0:
                return None
            bracket = xml.find(b">", start)
            self.styles[column] = look = style(xml[start : bracket + 1])
            pieces += (xml[position:start], cell_bytes(frame(self.prefix, column, look), digits, value))
            position = bracket + 1 if xml[bracket - 1] == 0x2F else xml.find(closing, bracket) + len(closing)
        return b"".join([*pieces, xml[position:]])

    def _rebuilt(self, row: Row) -> bytes:
        self._remember(row)
        cells = {cell.column: cell for cell in row.cells}
        for column, value in self.values[row.number].items():
            look = style(cells[column].xml) if column in cells else self.styles.get(column, b"")
            cells[column] = Cell(column, cell_bytes(frame(self.prefix, column, look), b"%d" % row.number, value))
        self.grew = True
        # The row's own note of its first and last column would no longer hold; it is optional.
        tag = re.sub(rb"\sspans=\"[^\"]*\"", b"", row.tag)
        return row_bytes(Row(row.number, tag, [cells[column] for column in sorted(cells)]), self.prefix)

    def _remember(self, row: Row) -> None:
        for cell in row.cells:
            if cell.column in self.starts:
                self.styles[cell.column] = style(cell.xml)
