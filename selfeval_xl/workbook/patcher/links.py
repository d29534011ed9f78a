"""What a sheet lists after its rows and what goes with them: merged ranges and links."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from selfeval_xl.domain.grid import Range
from selfeval_xl.ooxml.addresses import parse_range, range_text
from selfeval_xl.ooxml.markup import Edit, Node, prefix_of, put
from selfeval_xl.ooxml.xmltext import escape
from selfeval_xl.workbook.patcher.sheetxml import AFTER_ROWS, SheetXml


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
    """Return the elements within the top-level element ``name``."""
    parent = sheet.root.child(name)
    return [each for each in parent.children if each.name == item] if parent else []


def _with_list(sheet: SheetXml, name: str, extra: bytes, items: Sequence[bytes]) -> list[Edit]:
    """Return the change that makes one top-level element list ``items``; an empty list is no element at all."""
    tag = prefix_of(sheet.xml, sheet.root) + name.encode()
    element = b"<%b%b>%b</%b>" % (tag, extra, b"".join(items), tag) if items else b""
    return put(sheet.root, name, element, AFTER_ROWS)
