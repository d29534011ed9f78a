"""Writing 汇总 and 校验结果: the rows below the exemplar rows, with their merged cells, heights and links."""

import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from selfeval_xl.documents.blocks import OutRow, OutSheet, OutValue
from selfeval_xl.domain.grid import Range
from selfeval_xl.domain.place import Place, column_letters
from selfeval_xl.ooxml.addresses import range_text
from selfeval_xl.ooxml.markup import Edit, opened, with_attribute
from selfeval_xl.ooxml.strings import shared_strings
from selfeval_xl.ooxml.styles import TextStyle, cell_styles
from selfeval_xl.workbook.patcher import sheetxml, style_rows

_SMALL = 1 << 16
"""Most bytes of the parts that a sheet's model is kept of, for the next workbook of the same template."""
_SHARED, _RENUMBERED = re.compile(rb't="s"><v>([0-9]{1,7})<'), b't="s"><v>%0*d<'
"""The number of a shared string, in a cell spelled as nearly all programs do."""
_Name = Callable[[str], str]


class Foreign(Exception):
    """The sheet has no exemplar rows but content that does not come from us; the caller says so."""


class _Pattern(NamedTuple):
    """An exemplar prepared for writing many rows: the frame of each of our columns, and whether it has a cell there."""

    cells: list[tuple[sheetxml.Frame, bool]]
    wraps: tuple[tuple[int, float, float], ...]
    height: float | None
    row_look: bytes


class Model(NamedTuple):
    """A sheet of a template before it is written to: its merged ranges, its style rows, the widths of its columns.

    ``strings`` are those that its cells refer to, ``styles`` the workbook's; ``patterns`` the kinds of rows that were
    prepared by now.
    """

    sheet: sheetxml.SheetXml
    merges: list[Range]
    exemplars: style_rows.StyleRows
    widths: Mapping[int, float]
    strings: Sequence[str]
    styles: Sequence[TextStyle]
    patterns: dict[tuple[str, int], _Pattern]


def read_model(xml: bytes, strings: bytes, styles: bytes) -> Model:
    """Take a sheet apart, and the shared strings and styles (``b""`` for none).  Raises Unusual and Malformed."""
    texts = shared_strings(strings) if strings else []
    own = _with_own_strings(xml, texts) if len(xml) + len(styles) <= _SMALL else None
    if not own:
        return _read_model.__wrapped__(xml, texts, styles)
    model = _read_model(*own, styles)
    return model._replace(sheet=model.sheet._replace(xml=xml))


def _with_own_strings(xml: bytes, strings: Sequence[str]) -> tuple[bytes, tuple[str, ...]] | None:
    """Return a sheet with its shared strings numbered from 0, and just these; byte for byte as long as it was.

    So the sheets of one template are the same in every workbook, whatever strings its other sheets have.  Return
    ``None`` where a cell is spelled in an unusual way, or the new numbers do not fit in the place of the old.
    """
    numbers = {old: index for index, old in enumerate(dict.fromkeys(_SHARED.findall(xml)))}
    renumbered, count = _SHARED.subn(lambda match: _RENUMBERED % (len(match[1]), numbers[match[1]]), xml)
    is_usual = count == xml.count(b'"s"') and b"'s'" not in xml and b"&#" not in xml
    if not is_usual or len(renumbered) != len(xml) or max(map(int, numbers), default=-1) >= len(strings):
        return None
    return renumbered, tuple(strings[int(old)] for old in numbers)


@functools.lru_cache(maxsize=4)
def _read_model(xml: bytes, texts: Sequence[str], styles: bytes) -> Model:
    sheet = sheetxml.read_sheet(xml)
    areas = sheetxml.merges(sheet)
    exemplars = style_rows.read_style_rows(sheet.rows, areas, texts)
    return Model(sheet, areas, exemplars, style_rows.column_widths(sheet.root), texts, cell_styles(styles).texts, {})


class Block(NamedTuple):
    """A sheet about to be rewritten, and how many columns are ours."""

    model: Model
    width: int

    @property
    def exemplars(self) -> style_rows.StyleRows:
        """The style rows of the sheet."""
        return self.model.exemplars

    def held(self, area: Range) -> int:
        """Tell how many cells of a range lie where the program writes."""
        top, left, bottom, right = area
        rows, columns = bottom - max(top, self.exemplars.last_row + 1) + 1, min(right, self.width) - left + 1
        return max(rows, 0) * max(columns, 0)

    def overlaps(self, area: Range) -> bool:
        """Tell whether a range reaches into where the program writes."""
        return area[2] > self.exemplars.last_row and area[1] <= self.width


def read_block(model: Model, out: OutSheet) -> Block:
    """Make ready to write; raise :class:`Foreign` rather than write over what somebody else put there."""
    if not model.exemplars.of:
        _require_own(model.sheet, out, model.strings)
    return Block(model, max([model.exemplars.last_column, *(len(row.values) for row in out.rows)]))


def _require_own(sheet: sheetxml.SheetXml, out: OutSheet, strings: Sequence[str]) -> None:
    """Accept a sheet without exemplars when it is empty, or begins as our own output does."""
    begins = next(
        (text for row in sheet.rows for cell in row.cells if (text := sheetxml.value_of(cell.node, strings))), ""
    )
    ours = next((value for row in out.rows for value in row.values if value not in (None, "")), "")
    if begins and begins != str(ours):
        raise Foreign


def fill_block(block: Block, out: OutSheet, sheet_name: _Name) -> list[Edit]:
    """Return the changes that put ``out`` below the exemplar rows; cells to the right of our columns stay.

    ``sheet_name`` tells how a sheet is really called.
    """
    sheet, last = block.model.sheet, block.exemplars.last_row
    written = dict(enumerate(out.rows, last + 1))
    kept = (area for area in block.model.merges if not block.overlaps(area))
    start = next((row.node.start for row in sheet.rows if row.number > last), None)
    if start is None:
        start = sheet.rows[-1].node.end if sheet.rows else opened(sheet.xml, sheet.data)
    return [
        *sheetxml.with_dimension(sheet, max(written, default=1), max(block.width, 1)),
        sheetxml.with_rows(sheet, start, b"".join(_below(block, written))),
        *sheetxml.with_merges(sheet, [*kept, *new_merges(block.exemplars, written)]),
        *sheetxml.with_links(sheet, block.overlaps, dict(_links(block, out.name, written, sheet_name))),
    ]


def _below(block: Block, written: Mapping[int, OutRow]) -> Iterator[bytes]:
    """Yield the rows below the exemplars: those of the output, with what others keep at their right."""
    sheet, last = block.model.sheet, block.exemplars.last_row
    right = {row.number: _others(sheet.xml, row, block.width) for row in sheet.rows if row.number > last}
    patterns = {kind: _pattern(block, kind) for kind in {row.kind for row in written.values()}}
    prefix, closing = sheet.prefix, b"</%brow>" % sheet.prefix
    for number in sorted(written.keys() | {number for number, others in right.items() if others}):
        look, cells, out = b"", b"", written.get(number)
        if out:
            pattern = patterns[out.kind]
            look = pattern.row_look + _height(out, style_rows.row_height(pattern.height, pattern.wraps, out.values))
            cells = _cells(b"%d" % number, out.values, pattern.cells)
        yield b'<%brow r="%d"%b>%b%b%b' % (prefix, number, look, cells, right.get(number, b""), closing)


def _others(xml: bytes, row: sheetxml.Row, width: int) -> bytes:
    """Return the cells at the right of our columns, each with its address."""
    return b"".join(_addressed(xml, row, cell) for cell in row.cells if cell.column > width)


def _addressed(xml: bytes, row: sheetxml.Row, cell: sheetxml.Cell) -> bytes:
    node = cell.node
    if "r" in node.attributes:
        return xml[node.start : node.end]
    end = opened(xml, node)
    address = f"{column_letters(cell.column)}{row.number}".encode()
    return with_attribute(xml[node.start : end], b"r", address) + xml[end : node.end]


def _pattern(block: Block, kind: str) -> _Pattern:
    model, known = block.model, block.model.patterns.get((kind, block.width))
    if known:
        return known
    exemplar = block.exemplars.of.get(kind, style_rows.PLAIN)
    cells = [
        (sheetxml.frame(model.sheet.prefix, column, exemplar.styles.get(column, "")), column in exemplar.styles)
        for column in range(1, block.width + 1)
    ]
    pattern = _Pattern(
        cells, style_rows.wrapping(exemplar, model.styles, model.widths), exemplar.height, exemplar.row_look
    )
    model.patterns[kind, block.width] = pattern
    return pattern


def _height(out: OutRow, needed: float | None) -> bytes:
    points = max(needed or 0.0, out.height or 0)
    hidden = b' hidden="1"' if out.height == 0 else b""
    return (f' ht="{points:g}" customHeight="1"'.encode() if points else b"") + hidden


def _cells(row: bytes, values: Sequence[OutValue], cells: Sequence[tuple[sheetxml.Frame, bool]]) -> bytes:
    written = [
        look.start + row + look.empty if value is None else sheetxml.cell_bytes(look, row, value)
        for (look, stays), value in zip(cells, values, strict=False)
        if stays or value is not None
    ]
    return b"".join([*written, *(look.start + row + look.empty for look, stays in cells[len(values) :] if stays)])


def new_merges(exemplars: style_rows.StyleRows, written: Mapping[int, OutRow]) -> list[Range]:
    """Return the merged ranges of the rows that are written, by their numbers."""
    return [
        (number, left, number, right)
        for number, row in written.items()
        for left, right in exemplars.of.get(row.kind, style_rows.PLAIN).merges
    ]


def _links(block: Block, name: str, written: Mapping[int, OutRow], sheet_name: _Name) -> Iterator[tuple[str, str]]:
    """Yield where our links stand and lead to."""
    first = block.exemplars.last_row + 1
    for number, row in written.items():
        exemplar = block.exemplars.of.get(row.kind, style_rows.PLAIN)
        about = Place(name, first + row.about, 1) if row.about is not None else None
        for column, place in ((exemplar.link, row.link), (exemplar.about, about)):
            if column and place:
                yield range_text((number, column, number, column)), _location(place, sheet_name)


def _location(place: Place, sheet_name: _Name) -> str:
    name = sheet_name(place.sheet).replace("'", "''")
    return f"'{name}'!{place.cell or 'A1'}"
