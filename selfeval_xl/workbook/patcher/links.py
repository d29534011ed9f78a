"""What a sheet lists after its rows and what goes with them: merged ranges and links."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from selfeval_xl.domain.grid import Range
from selfeval_xl.ooxml.xmltext import attributes, elements, escape, put
from selfeval_xl.workbook.patcher.sheetxml import AFTER_ROWS, Sheet, parse_range, range_text


def merges(sheet: Sheet) -> list[Range]:
    """Return the merged ranges of a sheet."""
    return [parse_range(attributes(tag).get("ref", "")) for tag in _items(sheet, "mergeCells", b"mergeCell")]


def with_merges(sheet: Sheet, areas: Sequence[Range]) -> Sheet:
    """Return the sheet with just these merged ranges."""
    items = [b'mergeCell ref="%b"' % range_text(area).encode() for area in areas]
    return _with_list(sheet, "mergeCells", b' count="%d"' % len(items), items)


def with_links(sheet: Sheet, ours: Callable[[Range], bool], links: Mapping[str, str]) -> Sheet:
    """Return the sheet with these links (cell -> location in the workbook) besides those of others.

    A link that leads into the workbook and stands where we write is one of our own of old, and goes.  A link that leads
    outside stays even there: it is somebody's, and its address is kept in another part.
    """
    kept = [tag for tag in _items(sheet, "hyperlinks", b"hyperlink") if not _is_own(attributes(tag), ours)]
    taken = {attributes(tag).get("ref") for tag in kept}
    new = [
        b'hyperlink ref="%b" location="%b"' % (ref.encode(), escape(location))
        for ref, location in links.items()
        if ref not in taken
    ]
    return _with_list(sheet, "hyperlinks", b"", [*kept, *new])


def _is_own(link: Mapping[str, str], ours: Callable[[Range], bool]) -> bool:
    leads_out = any(name.endswith(":id") for name in link)
    return not leads_out and ours(parse_range(link.get("ref", "")))


def _items(sheet: Sheet, name: str, item: bytes) -> list[bytes]:
    """Return the elements within the top-level element ``name``: each without brackets, slash and prefix."""
    piece = next((piece for each, piece in elements(sheet.tail) if each == name), b"")
    found = re.findall(rb"<(?:[\w.-]{1,40}:)?(" + item + rb"\s[^>]{1,4000}+)>", piece)
    return [bytes(each).rstrip(b"/ \t\r\n") for each in found]


def _with_list(sheet: Sheet, name: str, extra: bytes, items: Sequence[bytes]) -> Sheet:
    """Return the sheet with one top-level element that lists ``items``; an empty list is no element at all."""
    tag = sheet.prefix + name.encode()
    content = b"".join(b"<" + sheet.prefix + item + b"/>" for item in items)
    element = b"<" + tag + extra + b">" + content + b"</" + tag + b">" if items else b""
    pieces = elements(sheet.tail)
    if not element and all(each != name for each, _ in pieces):
        return sheet
    return sheet._replace(tail=put(pieces, name, element, AFTER_ROWS))
