"""The hidden rows at the top of 汇总 and 校验结果 that show how each kind of row looks, and how high a row must be.

Column A of such a row says ``样式:KIND``; the cell in whose column a row's link stands says ``链接``, that of the link
to an explanation ``说明``.  Everything else about the row (styles, height, merged cells) is copied to each written row
of that kind, which is made as high as its wrapped text needs: Excel does not work that out for merged cells, nor when a
file opens.
"""

import math
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from selfeval_xl.documents.blocks import OutValue
from selfeval_xl.domain.grid import Range
from selfeval_xl.ooxml.markup import Node
from selfeval_xl.ooxml.styles import TextStyle, number
from selfeval_xl.workbook.patcher.sheetxml import Row, value_of

_MARK = re.compile(r"\s*样式[:：]\s*(\S+)\s*")
WIDEST = 256
"""How many columns are looked at for the pattern of a row; ours have a tenth of them."""
LINK, ABOUT = "链接", "说明"
"""What the exemplar cells say in whose columns the links of a row stand: to its place, to what is said about it."""
_MOST = 409.0
"""The greatest height that Excel allows, in points."""
_LINE = 1.4
"""Height of a line by font size: between 宋体 (1.25) and 微软雅黑 (1.5)."""
_PADDING, _CELL_PADDING = 4.0, 0.8
"""Points above and below the text; column units left and right of it."""
_USUAL_SIZE, _USUAL_WIDTH = 11.0, 9.14


class StyleRow(NamedTuple):
    """How a kind of row looks.  ``styles`` and ``merges`` go by 1-based column; ``height`` is in points."""

    styles: Mapping[int, str]
    merges: tuple[tuple[int, int], ...]
    height: float | None
    row_look: bytes
    link: int | None
    about: int | None


class StyleRows(NamedTuple):
    """All exemplar rows of a sheet: by kind, with the last of their rows and columns."""

    of: Mapping[str, StyleRow]
    last_row: int
    last_column: int


PLAIN = StyleRow({}, (), None, b"", None, None)
"""What a row looks like for which there is no exemplar."""


def kind_of(text: str) -> str | None:
    """Return the kind of row that the text of a cell in column A makes an exemplar of."""
    match = _MARK.fullmatch(text)
    return match[1] if match else None


def read_style_rows(rows: Sequence[Row], merges: Sequence[Range], strings: Sequence[str]) -> StyleRows:
    """Find the style rows among the rows of a sheet."""
    found = [
        (kind, row)
        for row in rows
        if row.cells and row.cells[0].column == 1 and (kind := kind_of(value_of(row.cells[0].node, strings)))
    ]
    of = {kind: _style_row(row, merges, strings) for kind, row in found}
    last_row = max((row.number for _, row in found), default=0)
    columns = [column for each in of.values() for column in (*each.styles, *(right for _, right in each.merges))]
    return StyleRows(of, last_row, max(columns, default=0))


def _style_row(row: Row, merges: Sequence[Range], strings: Sequence[str]) -> StyleRow:
    # What stands beyond a gap is somebody's note in a hidden row, not a part of the pattern.
    cells = [cell for index, cell in enumerate(row.cells[:WIDEST], 1) if cell.column == index]
    get = row.node.attributes.get
    look = (
        f' s="{int(number(get("s", ""), 0, 0, 1 << 31))}" customFormat="1"' if get("s") and get("customFormat") else ""
    )
    marks = {value_of(cell.node, strings).strip(): cell.column for cell in reversed(cells)}
    return StyleRow(
        {cell.column: cell.style for cell in cells},
        tuple(
            (left, right)
            for top, left, bottom, right in merges
            if top == bottom == row.number and left <= len(cells) and right <= WIDEST
        ),
        number(get("ht", ""), 0, 0, 409) or None,
        look.encode(),
        marks.get(LINK),
        marks.get(ABOUT),
    )


def column_widths(root: Node) -> Mapping[int, float]:
    """Return the widths that a sheet states for its columns, in Excel's units (digits of the standard font)."""
    widths = {}
    columns = root.child("cols")
    for each in columns.children[:WIDEST] if columns else ():
        get = each.attributes.get
        first, last = (int(number(get(end, ""), 0, 1, 16_384)) for end in ("min", "max"))
        width = 0.0 if get("hidden") in ("1", "true") else number(get("width", ""), _USUAL_WIDTH, 0, 255)
        for column in range(max(first, 1), min(last, WIDEST) + 1):
            widths[column] = width
    return widths


def wrapping(
    exemplar: StyleRow, styles: Sequence[TextStyle], widths: Mapping[int, float]
) -> tuple[tuple[int, float, float], ...]:
    """Return (column, room for a line in digits, height of a line) of the cells whose text wraps."""
    cells = []
    for column, style in exemplar.styles.items():
        look = styles[int(style)] if style and int(style) < len(styles) else None
        if look and look.wraps:
            right = dict(exemplar.merges).get(column, column)
            width = sum([widths.get(each, _USUAL_WIDTH) for each in range(column, right + 1)])
            cells.append((column, max(width - _CELL_PADDING, 4.0) * _USUAL_SIZE / look.size, look.size * _LINE))
    return tuple(cells)


def row_height(
    least: float | None, wraps: Sequence[tuple[int, float, float]], values: Sequence[OutValue]
) -> float | None:
    """Return the height in points that a row needs, or ``None`` when nothing has to be stated."""
    height = least
    last = len(values)
    for column, room, line in wraps:
        value = values[column - 1] if column <= last else None
        if isinstance(value, str) and (len(value) * 2 > room or "\n" in value):
            lines = sum([_lines(_units(each), room) for each in value.split("\n")])
            if lines > 1:
                height = max(height or 0.0, lines * line + _PADDING)
    return min(height, _MOST) if height else None


def _lines(units: int, room: float) -> int:
    # Punctuation may not begin a line and takes its neighbour along, so lines of a longer text are not quite full.
    return 1 if units <= room else math.ceil(units / (room - 1.5))


def _units(line: str) -> int:
    """Return the width of a line in digits; a Chinese character, three bytes in UTF-8, takes the room of two."""
    return (len(line) + len(line.encode("utf-8", "replace"))) // 2
