"""What Excel must know when formulas have gone or cells that they read have changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from selfeval_xl.ooxml.markup import Edit, Node, edited, opened, prefix_of, put, tree, with_attribute
from selfeval_xl.ooxml.package import key

_UP_TO_NAMES = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups"),
    *("externalReferences", "definedNames", "calcPr"),
)
"""The schema's order within the workbook part (CT_Workbook), as far as the calculation settings."""
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_RELATIONSHIPS, _CONTENT_TYPES = (frozenset({_PACKAGE + each, ""}) for each in ("relationships", "content-types"))


def pruned_chain(xml: bytes, gone: Mapping[str, Collection[str]]) -> bytes | None:
    """Return the calculation chain without the cells ``gone`` (sheet id -> addresses), ``None`` when none is left.

    An entry without a sheet id belongs to the sheet of the entry before, so the id moves on to the next that is kept.
    """
    edits, sheet, stated, kept = list[Edit](), "", "", 0
    for entry in tree(xml).children:
        sheet = entry.attributes.get("i", sheet)
        if entry.attributes.get("r") in gone.get(sheet, ()):
            edits.append((entry.start, entry.end, b""))
            continue
        kept += 1
        if "i" not in entry.attributes and sheet != stated:
            end = opened(xml, entry)
            edits.append((entry.start, end, with_attribute(xml[entry.start : end], b"i", sheet.encode())))
        stated = sheet
    return edited(xml, edits) if kept else None


def without_relation(xml: bytes, kind: str) -> bytes:
    """Return a relationships part without the relationship of that kind."""
    found = [
        each for each in tree(xml, _RELATIONSHIPS).children if each.attributes.get("Type", "").endswith("/" + kind)
    ]
    return edited(xml, [(each.start, each.end, b"") for each in found])


def without_type(xml: bytes, part: str) -> bytes:
    """Return the content types without the one stated for ``part``."""
    types = tree(xml, _CONTENT_TYPES).children
    found = [each for each in types if key(each.attributes.get("PartName", "")) == key(part)]
    return edited(xml, [(each.start, each.end, b"") for each in found])


def reads(formula: str, sheets: Collection[str], names: Collection[str]) -> bool:
    """Tell whether a formula may read one of these sheets: by name, through a defined name, a table, or a text.

    In doubt yes: it costs the user a moment of calculation, the opposite a wrong number.
    """
    if "[" in formula or any(f"{sheet}!" in formula or f"{sheet}'!" in formula for sheet in sheets):
        return True
    return any(name in formula for name in (*names, "INDIRECT(", "OFFSET("))


def names_of(workbook_xml: bytes, sheets: Collection[str]) -> list[str]:
    """Return the defined names that lead to one of these sheets; those for printing do not count."""
    if b"definedNames" not in workbook_xml:
        return []
    defined = tree(workbook_xml).child("definedNames")
    named = {each.attributes.get("name", ""): each.text for each in defined.children} if defined else {}
    return [name for name, text in named.items() if reads(text, sheets, ()) and not name.startswith("_xlnm.")]


def with_recalculation(workbook_xml: bytes) -> bytes:
    """Return the workbook part with the request to calculate everything when it is opened."""
    root = tree(workbook_xml)
    old = root.child("calcPr")
    if old and old.attributes.get("fullCalcOnLoad", "").strip() in ("1", "true"):
        return workbook_xml
    tag = workbook_xml[old.start : old.end] if old else b"<%bcalcPr/>" % prefix_of(workbook_xml, root)
    start = tag[: opened(tag, Node("", {}, 0))]
    new = with_attribute(start, b"fullCalcOnLoad", b"1") + tag[len(start) :]
    return edited(workbook_xml, put(root, "calcPr", new, _UP_TO_NAMES))
