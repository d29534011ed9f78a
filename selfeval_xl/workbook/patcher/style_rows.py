"""The hidden rows at the top of 汇总 and 校验结果 that show how each kind of row looks.

Column A of such a row says ``样式:KIND``; the cell in whose column a row's link stands says ``链接``, that of the link
to an explanation ``说明``.  Everything else about the row (styles, height, merged cells) is copied to each written row
of that kind.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from selfeval_xl.domain.grid import Range
from selfeval_xl.ooxml.styles import number
from selfeval_xl.workbook.patcher.sheetxml import Row, value_of

_MARK = re.compile(r"\s*样式[:：]\s*(\S+)\s*")
WIDEST = 256
"""How many columns are looked at for the pattern of a row; ours have a tenth of them."""
LINK, ABOUT = "链接", "说明"
"""What the exemplar cells say in whose columns the links of a row stand: to its place, to what is said about it."""


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
