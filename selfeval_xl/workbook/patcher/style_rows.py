"""The hidden rows at the top of 汇总 and 校验结果 that show how each kind of row looks.

Column A of such a row says ``样式:KIND``; the cell in whose column a row's link stands says ``链接``, that of the link
to an explanation ``说明``.  Everything else about the row (styles, height, merged cells) is copied to each written row
of that kind.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from selfeval_xl.domain.grid import Range
from selfeval_xl.ooxml.styles import number
from selfeval_xl.ooxml.xmltext import attributes, shown_text
from selfeval_xl.workbook.patcher.sheetxml import Cell, Row, style

_MARK = re.compile(r"\s*样式[:：]\s*(\S+)\s*")
WIDEST = 256
"""How many columns are looked at for the pattern of a row; ours have a tenth of them."""
LINK, ABOUT = "链接", "说明"
"""What the exemplar cells say in whose columns the links of a row stand: to its place, to what is said about it."""

Texts = Callable[[int], str]
"""Returns the shared string of that number."""


class StyleRow(NamedTuple):
    """How a kind of row looks.  ``styles`` and ``merges`` go by 1-based column; ``height`` is in points."""

    styles: Mapping[int, bytes]
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


def read_style_rows(rows: Sequence[Row], merges: Sequence[Range], texts: Texts) -> StyleRows:
    """Find the exemplar rows among the rows of a sheet."""
    found = [
        (kind, row)
        for row in rows
        if row.cells and row.cells[0].column == 1 and (kind := kind_of(cell_value(row.cells[0], texts)))
    ]
    of = {kind: _exemplar(row, merges, texts) for kind, row in found}
    last_row = max((row.number for _, row in found), default=0)
    columns = [column for each in of.values() for column in (*each.styles, *(right for _, right in each.merges))]
    return StyleRows(of, last_row, max(columns, default=0))


def _exemplar(row: Row, merges: Sequence[Range], texts: Texts) -> StyleRow:
    # What stands beyond a gap is somebody's note in a hidden row, not a part of the exemplar.
    cells = [cell for index, cell in enumerate(row.cells[:WIDEST], 1) if cell.column == index]
    tag = attributes(row.tag)
    look = f' s="{tag["s"]}" customFormat="1"'.encode() if tag.get("s") and tag.get("customFormat") else b""
    marks = {cell_value(cell, texts).strip(): cell.column for cell in reversed(cells)}
    return StyleRow(
        {cell.column: style(cell.xml) for cell in cells},
        tuple(
            (left, right)
            for top, left, bottom, right in merges
            if top == bottom == row.number and left <= len(cells) and right <= WIDEST
        ),
        number(tag.get("ht", ""), 0, 0, 409) or None,
        look,
        marks.get(LINK),
        marks.get(ABOUT),
    )


def cell_value(cell: Cell, texts: Texts) -> str:
    """Return what a cell holds, as text: shared, in the cell itself, or a number's digits."""
    if cell.xml.endswith(b"/>"):
        return ""
    raw = re.findall(rb"<(?:[\w.-]+:)?[tv](?:\s[^>]*)?>([^<]*)</", cell.xml)
    if attributes(cell.xml[: cell.xml.find(b">")]).get("t") == "s":
        return texts(int(raw[0])) if raw and raw[0].isdigit() and len(raw[0]) < 10 else ""
    return shown_text(b"".join(raw))


def shared_texts(xml: bytes) -> Texts:
    """Return the look-up of shared strings; the part is cut up only when the first one is asked for."""
    pieces: list[bytes] = []

    def text(index: int) -> str:
        if not pieces:
            pieces.extend(re.split(rb"<(?:[\w.-]+:)?si(?=[\s/>])", xml))
        item = pieces[index + 1] if index + 1 < len(pieces) else b""
        return shown_text(b"".join(re.findall(rb"<(?:[\w.-]+:)?t(?:\s[^>]*)?>([^<]*)</", item)))

    return text
