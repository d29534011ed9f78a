"""A sheet part as it is filled: its rows and cells where their bytes stand, cells written anew, merges and links."""

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.documents.blocks import OutValue
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.grid import Range
from selfeval_xl.domain.place import column_letters
from selfeval_xl.ooxml.addresses import column_in_row, parse_range, range_text, row_number
from selfeval_xl.ooxml.markup import Edit, Node, opened, prefix_of, put, tree, with_attribute
from selfeval_xl.ooxml.strings import shown
from selfeval_xl.ooxml.xmlpass import Unusual
from selfeval_xl.ooxml.xmltext import cell_text, decoded, escape

_AFTER_ROWS = (
    *("sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState"),
    *("dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting"),
    *("dataValidations", "hyperlinks"),
)
"""The schema's order of what follows the rows, as far as the hyperlinks (CT_Worksheet of ECMA-376)."""


class Cell(NamedTuple):
    """A cell: its 1-based column, and where it stands."""

    column: int
    node: Node

    @property
    def style(self) -> str:
        """The number of its style, ``""`` when it has none of its own or states none that there can be."""
        stated = self.node.attributes.get("s", "").strip()
        return stated if stated.isdecimal() and stated.isascii() and len(stated) < 7 else ""


class Row(NamedTuple):
    """A row: its 1-based number, where it stands, and its cells."""

    number: int
    node: Node
    cells: list[Cell]


class Frame(NamedTuple):
    """What stands around the row number and the value of a cell that is written, the same all down a column."""

    start: bytes
    empty: bytes
    text_start: bytes
    text_end: bytes
    number_start: bytes
    number_end: bytes


class SheetXml(NamedTuple):
    """A sheet part in UTF-8; ``prefix`` is that of the names of its rows and cells, such as ``b"x:"``, mostly empty."""

    xml: bytes
    root: Node
    data: Node
    prefix: bytes
    rows: list[Row]


def read_sheet(xml: bytes) -> SheetXml:
    """Find the rows and cells of a sheet; raise Unusual for rows or cells that are out of order, Malformed."""
    root = tree(xml)
    data = root.child("sheetData")
    if root.name != "worksheet" or not data:
        raise Unusual("no rows")
    return SheetXml(xml, root, data, prefix_of(xml, data), list(_rows(data)))


def _rows(data: Node) -> Iterator[Row]:
    last = 0
    for node in data.children:
        stated = node.attributes.get("r")
        number = last + 1 if stated is None else row_number(stated)
        if node.name != "row" or number <= last:
            raise Unusual("rows out of order")
        yield Row(number, node, list(_cells(node, str(number))))
        last = number


def _cells(row: Node, digits: str) -> Iterator[Cell]:
    last = 0
    for node in row.children:
        if node.name == "c":
            stated = node.attributes.get("r")
            column = last + 1 if stated is None else column_in_row(stated, digits)
            if column <= last:
                raise Unusual("cells out of order")
            yield Cell(column, node)
            last = column
        elif node.name != "extLst":
            raise Unusual("something else among cells")


def value_of(cell: Node, strings: Sequence[str]) -> str:
    """Return what a cell holds, as text: shared, in the cell itself, or a number's digits."""
    if not cell.children:
        return ""
    kind, value = cell.attributes.get("t"), cell.child("v")
    if kind == "inlineStr":
        inline = cell.child("is")
        runs = [each for each in inline.children if each.name in ("t", "r")] if inline else []
        texts = [each for run in runs if (each := run if run.name == "t" else run.child("t"))]
        return "".join(shown(each.text, each.attributes) for each in texts)
    held = value.text if value else ""
    if kind == "s":
        return strings[int(held)] if held.isdecimal() and len(held) < 10 and int(held) < len(strings) else ""
    return decoded(held)


def with_rows(sheet: SheetXml, start: int, rows: bytes) -> Edit:
    """Return the change that puts ``rows`` in the place of all from ``start`` to the end of the rows."""
    data = sheet.data
    if data.closing < data.end:
        return start, data.closing, rows
    opening = sheet.xml[data.start : data.end].removesuffix(b"/>").rstrip()
    return data.start, data.end, b"%b>%b</%bsheetData>" % (opening, rows, sheet.prefix)


def cell_bytes(frame: Frame, row: bytes, value: OutValue) -> bytes:
    """Return a cell that holds ``value``: text as text whatever it looks like, numbers digit by digit, or nothing.

    ``row`` is the row number in digits.
    """
    start, empty, text_start, text_end, number_start, number_end = frame
    if isinstance(value, str):
        text = cell_text(value)
        if text:
            return start + row + text_start + text + text_end
    elif value is not None:
        digits = format_decimal(value) if isinstance(value, Decimal) else str(value)
        return start + row + number_start + digits.encode() + number_end
    return start + row + empty


@functools.cache
def frame(prefix: bytes, column: int, style: str) -> Frame:
    """Return the frame of the cells in a column that have that style."""
    p, look = prefix, f'" s="{style}"'.encode() if style else b'"'
    return Frame(
        b'<%bc r="%b' % (p, column_letters(column).encode()),
        b"%b/>" % look,
        b'%b t="inlineStr"><%bis><%bt xml:space="preserve">' % (look, p, p),
        b"</%bt></%bis></%bc>" % (p, p, p),
        b"%b><%bv>" % (look, p),
        b"</%bv></%bc>" % (p, p),
    )


def with_dimension(sheet: SheetXml, row: int, column: int) -> list[Edit]:
    """Return the change that stretches the stated range to reach ``row`` and ``column``."""
    node = sheet.root.child("dimension")
    if not node or "ref" not in node.attributes:
        return []
    top, left, bottom, right = parse_range(node.attributes["ref"])
    area: Range = (top, left, max(bottom, row), max(right, column))
    end = opened(sheet.xml, node)
    if area == (top, left, bottom, right):
        return []
    return [(node.start, end, with_attribute(sheet.xml[node.start : end], b"ref", range_text(area).encode()))]


def merges(sheet: SheetXml) -> list[Range]:
    """Return the merged ranges of a sheet."""
    return [parse_range(each.attributes.get("ref", "")) for each in _items(sheet, "mergeCells", "mergeCell")]


def with_merges(sheet: SheetXml, areas: Sequence[Range]) -> list[Edit]:
    """Return the change after which the sheet has just these merged ranges."""
    p = prefix_of(sheet.xml, sheet.root)
    items = [b'<%bmergeCell ref="%b"/>' % (p, range_text(area).encode()) for area in areas]
    return _with_list(sheet, "mergeCells", b' count="%d"' % len(items), items)


def with_links(sheet: SheetXml, ours: Callable[[Range], bool], links: Mapping[str, str]) -> list[Edit]:
    """Return the change after which the sheet has these links (cell -> location) besides those of others.

    A link that leads into the workbook and stands where we write is one of our own of old, and goes.  A link that leads
    outside stays even there: it is somebody's, and its address is kept in another part.
    """
    p = prefix_of(sheet.xml, sheet.root)
    kept = [each for each in _items(sheet, "hyperlinks", "hyperlink") if not _is_own(each.attributes, ours)]
    taken = {each.attributes.get("ref") for each in kept}
    new = [
        b'<%bhyperlink ref="%b" location="%b"/>' % (p, ref.encode(), escape(location))
        for ref, location in links.items()
        if ref not in taken
    ]
    return _with_list(sheet, "hyperlinks", b"", [*(sheet.xml[each.start : each.end] for each in kept), *new])


def _is_own(link: Mapping[str, str], ours: Callable[[Range], bool]) -> bool:
    leads_out = any(name.endswith((":id", "relationships id")) for name in link)
    return not leads_out and ours(parse_range(link.get("ref", "")))


def _items(sheet: SheetXml, name: str, item: str) -> list[Node]:
    parent = sheet.root.child(name)
    return [each for each in parent.children if each.name == item] if parent else []


def _with_list(sheet: SheetXml, name: str, extra: bytes, items: Sequence[bytes]) -> list[Edit]:
    """Return the change that makes one top-level element list ``items``; an empty list is no element at all."""
    tag = prefix_of(sheet.xml, sheet.root) + name.encode()
    element = b"<%b%b>%b</%b>" % (tag, extra, b"".join(items), tag) if items else b""
    return put(sheet.root, name, element, _AFTER_ROWS)
