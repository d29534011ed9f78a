"""Writing 汇总 and 校验结果: the rows below the exemplar rows, with their merged cells, heights and links."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from selfeval_xl.files import annexes
from selfeval_xl.files.exemplars import PLAIN, Exemplar, Exemplars, Texts, cell_value, read_exemplars
from selfeval_xl.files.heights import column_widths, row_height
from selfeval_xl.files.sheetxml import (
    Cell,
    Row,
    Sheet,
    cell_bytes,
    parse_row,
    range_text,
    raw_rows,
    row_bytes,
    with_dimension,
)
from selfeval_xl.files.styles import TextStyle
from selfeval_xl.model import Place
from selfeval_xl.sheets.grid import OutRow, OutSheet, Range


class Foreign(Exception):
    """The sheet has no exemplar rows but content that does not come from us; the caller says so."""


class Surroundings(NamedTuple):
    """What is needed from the rest of the workbook: shared strings, cell styles, and how a sheet is really called."""

    texts: Texts
    styles: Sequence[TextStyle]
    sheet_name: Callable[[str], str]


class Block(NamedTuple):
    """A sheet about to be rewritten: its rows, its merged ranges, its exemplars, and the columns that are ours."""

    sheet: Sheet
    rows: list[Row]
    merges: list[Range]
    exemplars: Exemplars
    width: int

    def ours(self, row: int, column: int) -> bool:
        """Tell whether a cell lies where the program writes."""
        return row > self.exemplars.last_row and column <= self.width

    def overlaps(self, area: Range) -> bool:
        """Tell whether a range reaches into where the program writes."""
        return self.ours(area[2], area[1])


def read_block(sheet: Sheet, out: OutSheet, around: Surroundings) -> Block:
    """Take the sheet apart; raise :class:`Foreign` rather than write over what somebody else put there."""
    rows = [parse_row(number, xml, sheet.prefix) for number, xml in raw_rows(sheet)]
    merges = annexes.merges(sheet)
    exemplars = read_exemplars(rows, merges, around.texts)
    width = max([exemplars.last_column, *(len(row.values) for row in out.rows)])
    block = Block(sheet, rows, merges, exemplars, width)
    if not exemplars.of:
        _require_own(block, out, around.texts)
    return block


def _require_own(block: Block, out: OutSheet, texts: Texts) -> None:
    """Accept a sheet without exemplars when it is empty, or begins as our own output does."""
    begins = next((text for row in block.rows for cell in row.cells if (text := cell_value(cell, texts))), "")
    ours = next((value for row in out.rows for value in row.values if value not in (None, "")), "")
    if begins and begins != str(ours):
        raise Foreign


def fill_block(block: Block, out: OutSheet, around: Surroundings) -> Sheet:
    """Return the sheet with the rows of ``out`` below its exemplar rows; cells to the right of them stay."""
    sheet, last = block.sheet, block.exemplars.last_row
    written = dict(enumerate(out.rows, last + 1))
    kept = [xml for number, xml in raw_rows(sheet) if number <= last]
    new = [row_bytes(row, sheet.prefix) for row in _below(block, written, around)]
    head = with_dimension(sheet.head, max(written, default=1), max(block.width, 1))
    sheet = sheet._replace(head=head, rows=b"".join(kept + new))
    sheet = annexes.with_merges(sheet, [*_kept_merges(block), *_new_merges(block, written)])
    return annexes.with_links(sheet, block.overlaps, _links(block, written, around))


def _below(block: Block, written: Mapping[int, OutRow], around: Surroundings) -> list[Row]:
    """Return the rows below the exemplars: those of the output, with what others keep at their right."""
    widths = column_widths(block.sheet.head)
    right = {row.number: [cell for cell in row.cells if cell.column > block.width] for row in block.rows}
    numbers = {number for number, cells in right.items() if cells and number > block.exemplars.last_row}
    rows = []
    for number in sorted(numbers | written.keys()):
        others = right.get(number, [])
        tag = b'<%brow r="%d"' % (block.sheet.prefix, number)
        if number in written:
            out = written[number]
            exemplar = block.exemplars.of.get(out.kind, PLAIN)
            tag += exemplar.row_look + _height(row_height(exemplar, out.values, around.styles, widths))
            others = [*_cells(block, number, out, exemplar), *others]
        rows.append(Row(number, tag, others))
    return rows


def _height(points: float | None) -> bytes:
    return f' ht="{points:g}" customHeight="1"'.encode() if points else b""


def _cells(block: Block, number: int, out: OutRow, exemplar: Exemplar) -> list[Cell]:
    values = dict(enumerate(out.values, 1))
    return [
        Cell(
            column, cell_bytes(block.sheet.prefix, number, column, exemplar.styles.get(column, ""), values.get(column))
        )
        for column in sorted(exemplar.styles.keys() | values.keys())
    ]


def _kept_merges(block: Block) -> list[Range]:
    return [area for area in block.merges if not block.overlaps(area)]


def _new_merges(block: Block, written: Mapping[int, OutRow]) -> list[Range]:
    return [
        (number, left, number, right)
        for number, row in written.items()
        for left, right in block.exemplars.of.get(row.kind, PLAIN).merges
    ]


def _links(block: Block, written: Mapping[int, OutRow], around: Surroundings) -> dict[str, str]:
    """Return where our links stand and lead to."""
    links = {}
    for number, row in written.items():
        column = block.exemplars.of.get(row.kind, PLAIN).link
        if row.link and column:
            links[range_text((number, column, number, column))] = _location(row.link, around)
    return links


def _location(place: Place, around: Surroundings) -> str:
    name = around.sheet_name(place.sheet).replace("'", "''")
    return f"'{name}'!{place.cell or 'A1'}"
