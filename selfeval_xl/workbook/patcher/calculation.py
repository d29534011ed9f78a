"""What Excel must know when formulas have gone or cells that they read have changed."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from selfeval_xl.ooxml.xmltext import attributes, elements, put, unescape

_UP_TO_NAMES = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups"),
    *("externalReferences", "definedNames", "calcPr"),
)
"""The schema's order within the workbook part (CT_Workbook), as far as the calculation settings."""
_ENTRY = rb"<(?:[\w.-]{1,40}:)?c\s[^>]{1,400}+(?<=/)>"


def pruned_chain(xml: bytes, gone: Mapping[str, Collection[str]]) -> bytes | None:
    """Return the calculation chain without the cells ``gone`` (sheet id -> addresses), ``None`` when none is left.

    An entry without a sheet id belongs to the sheet of the entry before, so the id moves on to the next that is kept.
    """
    written, position, sheet, stated, kept = [], 0, "", "", 0
    for match in re.finditer(_ENTRY, xml):
        entry = attributes(match[0])
        sheet = entry.get("i", sheet)
        written.append(xml[position : match.start()])
        position = match.end()
        if entry.get("r") in gone.get(sheet, ()):
            continue
        kept += 1
        named = match[0] if "i" in entry or sheet == stated else match[0][:-2] + f' i="{sheet}"/>'.encode()
        written.append(named)
        stated = sheet
    return b"".join([*written, xml[position:]]) if kept else None


def without_relation(xml: bytes, kind: str) -> bytes:
    """Return a relationships part without the relationship of that kind."""
    return re.sub(rb"<(?:[\w.-]{1,40}:)?Relationship\s[^>]{0,4000}?/" + kind.encode() + rb"\"[^>]{0,4000}/>", b"", xml)


def without_type(xml: bytes, part: str) -> bytes:
    """Return the content types without the one stated for ``part``."""
    name = re.escape("/" + part.lstrip("/")).encode()
    return re.sub(
        rb"<(?:[\w.-]{1,40}:)?Override\s[^>]{0,4000}?PartName=\"" + name + rb"\"[^>]{0,4000}/>",
        b"",
        xml,
        flags=re.IGNORECASE,
    )


def reads(formula: str, sheets: Collection[str], names: Collection[str]) -> bool:
    """Tell whether a formula may read one of these sheets: by name, through a defined name, a table, or a text.

    In doubt yes: it costs the user a moment of calculation, the opposite a wrong number.
    """
    if "[" in formula or any(f"{sheet}!" in formula or f"{sheet}'!" in formula for sheet in sheets):
        return True
    return any(name in formula for name in (*names, "INDIRECT(", "OFFSET("))


def names_of(workbook_xml: bytes, sheets: Collection[str]) -> list[str]:
    """Return the defined names that lead to one of these sheets; those for printing do not count."""
    found = re.findall(rb"<(?:[\w.-]+:)?definedName(\s[^>]*)>([^<]*)<", workbook_xml)
    named = {attributes(tag).get("name", ""): unescape(text) for tag, text in found}
    return [name for name, text in named.items() if reads(text, sheets, ()) and not name.startswith("_xlnm.")]


def with_recalculation(workbook_xml: bytes) -> bytes:
    """Return the workbook part with the request to calculate everything when it is opened."""
    start = re.search(rb"<((?:[\w.-]+:)?)workbook(?=[\s>])[^>]*>", workbook_xml)
    if not start:
        return workbook_xml
    pieces = elements(workbook_xml[start.end() :])
    old = next((piece for name, piece in pieces if name == "calcPr"), b"<" + start[1] + b"calcPr/>")
    if attributes(old).get("fullCalcOnLoad") in ("1", "true"):
        return workbook_xml
    old = re.sub(rb"\sfullCalcOnLoad=[\"'][^\"']*[\"']", b"", old)
    new = re.sub(rb"(calcPr)", rb'\1 fullCalcOnLoad="1"', old, count=1)
    return workbook_xml[: start.end()] + put(pieces, "calcPr", new, _UP_TO_NAMES)
