"""How high a row must be for its wrapped text; Excel does not work that out for merged cells, nor when a file opens."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence

from selfeval_xl.files.exemplars import Exemplar
from selfeval_xl.files.styles import TextStyle
from selfeval_xl.files.xmltext import tags
from selfeval_xl.sheets.grid import OutValue

_MOST = 409.0
"""The greatest height that Excel allows, in points."""
_LINE = 1.4
"""Height of a line by font size: between 宋体 (1.25) and 微软雅黑 (1.5)."""
_PADDING, _CELL_PADDING = 4.0, 0.8
"""Points above and below the text; column units left and right of it."""
_USUAL_SIZE, _USUAL_WIDTH = 11.0, 9.14


def column_widths(head: bytes) -> Mapping[int, float]:
    """Return the widths that a sheet states for its columns, in Excel's units (digits of the standard font)."""
    widths = {}
    for each in tags(head, b"col"):
        for column in range(int(each["min"]), min(int(each["max"]), 256) + 1):
            widths[column] = 0.0 if each.get("hidden") in ("1", "true") else float(each.get("width", _USUAL_WIDTH))
    return widths


def row_height(
    exemplar: Exemplar, values: Sequence[OutValue], styles: Sequence[TextStyle], widths: Mapping[int, float]
) -> float | None:
    """Return the height in points that this row needs, or ``None`` when nothing has to be stated."""
    height = exemplar.height
    for column, value in enumerate(values, 1):
        look = exemplar.styles.get(column, "")
        if isinstance(value, str) and look and int(look) < len(styles) and styles[int(look)].wraps:
            size = styles[int(look)].size
            right = next((right for left, right in exemplar.merges if left == column), column)
            lines = _lines(value, sum(widths.get(each, _USUAL_WIDTH) for each in range(column, right + 1)), size)
            if lines > 1:
                height = max(height or 0.0, lines * size * _LINE + _PADDING)
    return min(height, _MOST) if height else None


def _lines(text: str, width: float, size: float) -> int:
    room = max(width - _CELL_PADDING, 4.0) * _USUAL_SIZE / size
    # Punctuation may not begin a line and takes its neighbour along, so lines of a longer text are not quite full.
    return sum(1 if (units := _units(line)) <= room else math.ceil(units / (room - 1.5)) for line in text.split("\n"))


def _units(line: str) -> int:
    """Return the width of a line in digits; a Chinese character takes the room of two."""
    if line.isascii():
        return len(line)
    return sum(2 if unicodedata.east_asian_width(glyph) in "WFA" else 1 for glyph in line)
