"""A document of one sheet as a fresh workbook: an official form, or the summary in the looks of our templates."""

import copy
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple
from xml.etree import ElementTree

from selfeval_xl.documents.blocks import Form, OutRow, OutSheet, OutValue, PageSetup, Piece
from selfeval_xl.documents.forms.shape import TITLE, VALUE
from selfeval_xl.ooxml import parts
from selfeval_xl.ooxml.package import Package
from selfeval_xl.ooxml.xmltext import escape
from selfeval_xl.storage import resources
from selfeval_xl.workbook.patcher import charts
from selfeval_xl.workbook.patcher.blocks import Model, new_merges, read_model
from selfeval_xl.workbook.patcher.sheetxml import cell_bytes
from selfeval_xl.workbook.patcher.sheetxml import frame as cell_frame
from selfeval_xl.workbook.patcher.style_rows import PLAIN, row_height, wrapping
from selfeval_xl.writers.spool import Packed, packed
from selfeval_xl.writers.xlsx import frame, package, styles
from selfeval_xl.writers.xlsx.rows import FORMULA_MARKS

_LEAST, _MOST = 21.0, 409.0
"""Points that a row of a form has at least and at most."""
_PADDING, _USUAL_SIZE, _LINE = 0.8, 11.0, 1.4
_A4, _DIGIT = (595.0, 842.0), 6.0
"""The size of the paper, and the width of a digit, in points."""
_SUMMARY_MARGINS = (86.4, 82.8)
"""What the margins of the page of 汇总 take, in points: those at the sides, those above and below."""
_UNSURE = 0.06
"""How far from the end of a page, as a part of it, it is not sure on which page a row comes."""
_SMALLEST = 0.62
"""To fit one page, a form may shrink to this part of the size at which it is as wide as the page."""
_PAGE = ("printOptions", "pageMargins", "pageSetup", "headerFooter")
_MAIN = f"{{{package.MAIN}}}"
_HEADER = re.compile(rb"(<headerFooter[^>]*>)(?:<oddHeader/>|<oddHeader>.*?</oddHeader>)?")


class _LaidRow(NamedTuple):
    """A row as it is written: its height in points, 0 for a hidden one, and column, style and value of its cells."""

    height: float | None
    cells: Sequence[tuple[int, int, OutValue]]


def form_bytes(form: Form) -> bytes:
    """Return an official form as an .xlsx with one sheet, ruled and merged as on paper."""
    cells: dict[int, dict[int, tuple[int, OutValue]]] = defaultdict(dict)
    for piece in form.pieces:
        is_figure = piece.look == VALUE and isinstance(piece.value, Decimal | int)
        look = styles.NUMBERS["form-figure" if is_figure else f"form-{piece.look}"]
        top, left, bottom, right = piece.area
        for row in range(top, bottom + 1):
            cells[row] |= {column: (look, None) for column in range(left, right + 1)}
        cells[top][left] = (look + styles.QUOTED * _is_marked(piece.value), piece.value)
    heights = _heights(form)
    rows = {
        number: _LaidRow(heights.get(number), [(column, *cell) for column, cell in sorted(cells[number].items())])
        for number in sorted(cells)
    }
    merges = [piece.area for piece in form.pieces if piece.merged]
    sheet = _sheet(form.widths, rows, frame.tail(frame.page_setup(_fitted(form, heights)), merges))
    return _workbook(form.name, sheet, styles.styles(), {}, form.page)


def _fitted(form: Form, heights: Mapping[int, float]) -> PageSetup:
    """Return the page of a form that is to fit one; where it would become too small to read, it goes on to the next."""
    top, bottom = form.page.margins[2:4]
    width, height = _A4 if not form.page.landscape else _A4[::-1]
    across = (width - sum(form.page.margins[:2]) / 2.54 * 72) / (sum(form.widths) * _DIGIT)
    down = (height - (top + bottom) / 2.54 * 72) / sum(heights.values())
    return form.page._replace(fits=form.page.fits and down >= min(across, 1) * _SMALLEST)


def _sheet(widths: Sequence[float], rows: Mapping[int, _LaidRow], tail: Iterator[bytes]) -> Packed:
    body = b"".join(_row_bytes(number, row) for number, row in rows.items())
    return packed(b"".join((frame.head(widths, rows=body), *tail)))


def _workbook(
    name: str, sheet: Packed, looks: bytes, others: Mapping[str, Packed], page: PageSetup | None = None
) -> bytes:
    made = package.WrittenSheet(name, sheet, page.titles if page else None)
    return b"".join(package.pieces(package.finished("", [made], looks, others)))


def _row_bytes(number: int, row: _LaidRow) -> bytes:
    height = f' ht="{row.height:g}" customHeight="1"' if row.height else ' hidden="1"' if row.height == 0 else ""
    digits = b"%d" % number
    cells = (cell_bytes(cell_frame(b"", column, str(look)), digits, value) for column, look, value in row.cells)
    return b'<row r="%b"%b>%b</row>' % (digits, height.encode(), b"".join(cells))


def _is_marked(value: OutValue) -> bool:
    """Tell whether a text begins like a formula, which it must not become when somebody edits the cell."""
    return isinstance(value, str) and value.startswith(FORMULA_MARKS)


def _heights(form: Form) -> dict[int, float]:
    """Return the height of every row; what stands beside several rows and needs more stretches the last of them."""
    heights: dict[int, float] = {}
    for piece in form.pieces:
        if piece.area[0] == piece.area[2]:
            row = piece.area[0]
            heights[row] = max(heights.get(row, _LEAST), _needed(form, piece))
    for piece in form.pieces:
        top, _left, bottom, _right = piece.area
        lacking = _needed(form, piece) - sum(heights.get(row, _LEAST) for row in range(top, bottom + 1))
        if bottom > top and lacking > 0:
            heights[bottom] = min(heights.get(bottom, _LEAST) + lacking, _MOST)
    return heights


def _needed(form: Form, piece: Piece) -> float:
    size = styles.SIZES[f"form-{piece.look}"]
    width = sum(form.widths[piece.area[1] - 1 : piece.area[3]])
    room = (width - _PADDING) * _USUAL_SIZE / size
    least = size * _LINE + 8 if piece.look == TITLE else _LEAST
    return row_height(least, [(1, room, size * _LINE)], [piece.value]) or least


class _TemplateStyles:
    """The styles of a template, and what a fresh workbook needs beside them."""

    def __init__(self, xml: bytes) -> None:
        self._root = ElementTree.fromstring(xml)
        self._formats = _found(self._root, "cellXfs")
        self._made: dict[tuple[int, bool, bool], int] = {}

    def variant(self, digits: str | None, quoted: bool, plain: bool) -> int:
        """Return the style of those digits, that for text that stays text, or that without the look of a link."""
        number = int(digits or 0)
        if not quoted and not plain:
            return number
        if (number, quoted, plain) not in self._made:
            new = copy.deepcopy(self._formats[number])
            if quoted:
                new.set("quotePrefix", "1")
            if plain:
                new.set("fontId", str(self._plain_font(int(new.get("fontId", "0")))))
            self._formats.append(new)
            self._made[number, quoted, plain] = len(self._formats) - 1
        return self._made[number, quoted, plain]

    def _plain_font(self, number: int) -> int:
        fonts = _found(self._root, "fonts")
        font = copy.deepcopy(fonts[number])
        for each in [*font.findall(f"{_MAIN}u"), *font.findall(f"{_MAIN}color")]:
            font.remove(each)
        fonts.append(font)
        return len(fonts) - 1

    def xml(self) -> bytes:
        """Return the styles part."""
        for name in ("fonts", "cellXfs"):
            each = _found(self._root, name)
            each.set("count", str(len(each)))
        ElementTree.register_namespace("", package.MAIN)
        return package.XML + ElementTree.tostring(self._root, encoding="unicode").encode()


def summary_bytes(sheet: OutSheet) -> bytes:
    """Return a workbook with ``sheet`` alone; its page, charts and looks are those of the template's sheet."""
    template, where = parts.opened(resources.read(f"{resources.templates()[0]}.xlsx"), sheet.name)
    part = where.sheet(sheet.name)
    assert part is not None  # a template has every sheet of ours
    strings, known = (template.read(each) if each else b"" for each in (where.strings, where.styles))
    model, looks = read_model(template.read(part.part), strings, known), _TemplateStyles(known)
    drawn = charts.find(template, part.part) if sheet.charts else None
    written = dict(enumerate(sheet.whole.rows if drawn else sheet.rows, 1))
    rows = {number: _dressed(row, model, looks) for number, row in written.items()}
    rows |= _pushed(written, rows, sum(model.widths.values()))
    xml, children = model.sheet.xml, model.sheet.root.children
    page = b"".join(xml[each.start : each.end] for each in children if each.name in _PAGE)
    if sheet.header:
        head = b"<oddHeader>%b</oddHeader>" % escape(sheet.header)
        page = _HEADER.sub(lambda found: found[1] + head, page)
    others = _drawn(template, drawn, sheet) if drawn else {}
    drawing = f'<drawing r:id="{frame.DRAWING_ID}"/>' if drawn else ""
    tail = frame.tail(page, new_merges(model.exemplars, written), parts=drawing)
    return _workbook(sheet.name, _sheet(list(model.widths.values()), rows, tail), looks.xml(), others)


def _dressed(row: OutRow, model: Model, looks: _TemplateStyles) -> _LaidRow:
    """Return a row in the styles of its exemplar; where that has a link there is nothing to click, nor looks it so."""
    exemplar, values = model.exemplars.of.get(row.kind, PLAIN), dict(enumerate(row.values, 1))
    cells = []
    for column in sorted(exemplar.styles.keys() | values.keys()):
        value = values.get(column)
        look = looks.variant(exemplar.styles.get(column), _is_marked(value), exemplar.link == column)
        cells.append((column, look, value))
    height = row_height(exemplar.height, wrapping(exemplar, model.styles, model.widths), row.values)
    return _LaidRow(0 if row.height == 0 else max(height or 0, row.height or 0) or None, cells)


def _pushed(
    written: Mapping[int, OutRow], rows: Mapping[int, _LaidRow], width: float
) -> Iterator[tuple[int, _LaidRow]]:
    """Yield the gaps that have to be larger, lest a heading stand at the foot of a page without its table.

    A sheet that fits its page in width has no page breaks of its own: Excel passes them over.
    """
    sides, room = _SUMMARY_MARGINS
    page = (_A4[1] - room) * width * _DIGIT / (_A4[0] - sides)
    spare, done = page * _UNSURE, 0.0
    for number, row in written.items():
        height = rows[number].height or 0.0
        if row.kind == "gap" and number + 3 in rows and written[number + 1].kind == "heading":
            block = height + sum(rows[number + below].height or 0.0 for below in (1, 2, 3))
            left = page - done % page
            if left - spare < block < page / 2:
                height = left + spare
                yield number, rows[number]._replace(height=min(height, _MOST))
        done += height


def _drawn(template: Package, drawn: charts.Drawn, sheet: OutSheet) -> dict[str, Packed]:
    """Return the charts of the template in their places, showing the figures below the rows."""
    found = {drawn.drawing: template.read(drawn.drawing)}
    found |= {part: template.read(part) for part in drawn.charts.values()}
    found |= charts.changes(template, drawn, sheet, sheet.name, len(sheet.rows) + 1)
    made = {part: packed(xml) for part, xml in found.items()}
    folder, _, base = drawn.drawing.rpartition("/")
    own = f"{folder}/_rels/{base}.rels"
    to_drawing = package.relation(frame.DRAWING_ID, "drawing", f"../drawings/{base}")
    return made | {
        own: packed(template.read(own)),
        "xl/worksheets/_rels/sheet1.xml.rels": package.relations([to_drawing]),
    }


def _found(root: ElementTree.Element, name: str) -> ElementTree.Element:
    found = root.find(f"{_MAIN}{name}")
    assert found is not None  # every styles part has it
    return found
