"""How high a row must be for its wrapped text; Excel does not work that out for merged cells, nor when a file opens."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from selfeval_xl.documents.output import OutValue
from selfeval_xl.ooxml.markup import Node
from selfeval_xl.ooxml.styles import TextStyle, number
from selfeval_xl.workbook.patcher.style_rows import WIDEST, StyleRow

_MOST = 409.0
"""The greatest height that Excel allows, in points."""
_LINE = 1.4
"""Height of a line by font size: between 宋体 (1.25) and 微软雅黑 (1.5)."""
_PADDING, _CELL_PADDING = 4.0, 0.8
"""Points above and below the text; column units left and right of it."""
_USUAL_SIZE, _USUAL_WIDTH = 11.0, 9.14


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
    for column, room, line in wraps:
        value = values[column - 1] if column <= len(values) else None
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
