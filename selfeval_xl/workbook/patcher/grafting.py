"""Adding a sheet to a user's workbook: its looks are appended to the styles, and every other part stays as it is."""

import re
from collections.abc import Mapping
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from selfeval_xl.messages import codes, input_error
from selfeval_xl.ooxml import parts
from selfeval_xl.ooxml.markup import Edit, Node, as_before, edited, opened, prefix_of, put, tree, with_attribute
from selfeval_xl.ooxml.package import Package
from selfeval_xl.ooxml.xmlpass import Malformed, Unusual
from selfeval_xl.ooxml.xmltext import escape, printable

_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_MAIN = f"{{{_SPACE}}}"
_PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_RELATIONSHIPS, _CONTENT_TYPES = (frozenset({_PACKAGE + each, ""}) for each in ("relationships", "content-types"))
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_TYPES = "[Content_Types].xml"
_SECTIONS = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
"""The schema's order within the styles part, as far as it matters."""
_OWN_FORMATS = 164
"""The first number of a format that is no built-in one."""
_ATTRIBUTES = re.compile(rb"""\s([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')""")
_USES = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}


class Donor(NamedTuple):
    """A sheet as a part, and the styles that its cells count from 0."""

    sheet: bytes
    strings: bytes
    styles: bytes


def with_sheet(source: bytes, name: str, donor: Donor, shown: str = "工作簿") -> bytes:
    """Return the workbook ``source`` with one more sheet, the last; ``shown`` is what messages call the file.

    Raises InputError for a workbook that is spelled so that nobody can tell where it would go.
    """
    package, where = parts.opened(source, shown)
    if not where.styles or not where.sheets:
        raise input_error(codes.UNUSUAL, file=shown, sheet=name)
    try:
        strict = _STRICT.encode() in where.workbook_xml
        styles, offsets = _merged(parts.text_part(package, where.styles), ElementTree.fromstring(donor.styles))
        folder = where.workbook.rpartition("/")[0]
        part = _free_name(package, folder)
        # Named from the workbook's folder, as Office does.
        relations, relation_id = _related(parts.text_part(package, where.relations), part.removeprefix(f"{folder}/"))
        changes = {
            where.styles: styles,
            where.relations: relations,
            where.workbook: _listed(where.workbook_xml, name, relation_id),
            _TYPES: _typed(parts.text_part(package, _TYPES), part),
        }
        sheet = _sheet(donor, offsets).replace(_SPACE.encode(), (_STRICT if strict else _SPACE).encode())
    except (Unusual, Malformed, StopIteration) as odd:
        raise input_error(codes.UNUSUAL, file=shown, sheet=name) from odd
    kept = {each: as_before(package.read(each), new) for each, new in changes.items()}
    return package.replaced(kept, {part: sheet})


def _merged(xml: bytes, own: Element) -> tuple[bytes, dict[str, int]]:
    """Append the donor's looks to the styles; return them, and from where on each section counts the donor's."""
    root = tree(xml)
    prefix = prefix_of(xml, root)
    offsets = {name: len(node.children) if (node := root.child(name)) else 0 for name in _SECTIONS}
    known = root.child("numFmts")
    numbers = [int(each.attributes.get("numFmtId", "0")) for each in known.children] if known else []
    shift = max([_OWN_FORMATS - 1, *numbers]) + 1 - _OWN_FORMATS
    edits: list[Edit] = []
    for section in _SECTIONS:
        added = [] if section in ("cellStyleXfs", "cellStyles") else list(own.find(f"{_MAIN}{section}") or ())
        for each in added:
            _count_from(each, offsets, shift)
        if added:
            edits += _appended(xml, root, section, b"".join(_spelled(each, prefix) for each in added), len(added))
    return edited(xml, edits), offsets


def _count_from(look: Element, offsets: Mapping[str, int], shift: int) -> None:
    for attribute, section in _USES.items():
        if attribute in look.attrib:
            look.set(attribute, str(int(look.attrib[attribute]) + offsets[section]))
    if int(look.get("numFmtId", "0")) >= _OWN_FORMATS:
        look.set("numFmtId", str(int(look.attrib["numFmtId"]) + shift))
    if "xfId" in look.attrib:
        look.set("xfId", "0")


def _appended(xml: bytes, root: Node, section: str, new: bytes, count: int) -> list[Edit]:
    """Return the changes that put elements at the end of a section, which may not be there yet."""
    prefix, old = prefix_of(xml, root), root.child(section)
    name = prefix + section.encode()
    if old is None:
        return put(root, section, b'<%b count="%d">%b</%b>' % (name, count, new, name), _SECTIONS)
    end = opened(xml, old)
    tag = with_attribute(xml[old.start : end], b"count", b"%d" % (len(old.children) + count))
    if old.closing == old.end:
        return [(old.start, old.end, tag[:-2].rstrip() + b">" + new + b"</" + name + b">")]
    return [(old.start, end, tag), (old.closing, old.closing, new)]


def _spelled(element: Element, prefix: bytes) -> bytes:
    """Return an element of the donor under the prefix of the workbook that it goes into."""
    name = prefix + element.tag.rpartition("}")[2].encode()
    said = "".join(f" {key}={_quoted(value)}" for key, value in element.attrib.items()).encode()
    inside = b"".join(_spelled(each, prefix) for each in element)
    return b"<%b%b>%b</%b>" % (name, said, inside, name) if inside else b"<%b%b/>" % (name, said)


def _sheet(donor: Donor, offsets: Mapping[str, int]) -> bytes:
    """Return the sheet with its texts in the cells, and its looks counted from where they were appended."""
    texts = ["".join(each.itertext()) for each in ElementTree.fromstring(donor.strings)] if donor.strings else []
    root = ElementTree.fromstring(donor.sheet)
    for each in root.iter():
        for attribute in ("s", "style"):
            if attribute in each.attrib and each.tag in (f"{_MAIN}c", f"{_MAIN}row", f"{_MAIN}col"):
                each.set(attribute, str(int(each.attrib[attribute]) + offsets["cellXfs"]))
        if "dxfId" in each.attrib:
            each.set("dxfId", str(int(each.attrib["dxfId"]) + offsets["dxfs"]))
        if each.tag == f"{_MAIN}c" and each.get("t") == "s":
            _write_in(each, texts[int(each.findtext(f"{_MAIN}v") or "0")])
    for view in root.iter(f"{_MAIN}sheetView"):
        view.attrib.pop("tabSelected", None)
    ElementTree.register_namespace("", _SPACE)
    xml: bytes = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return xml


def _write_in(cell: Element, text: str) -> None:
    cell[:] = []
    cell.set("t", "inlineStr")
    inside = ElementTree.SubElement(ElementTree.SubElement(cell, f"{_MAIN}is"), f"{_MAIN}t", {_PRESERVE: "preserve"})
    inside.text = printable(text)


def _free_name(package: Package, folder: str) -> str:
    names = (f"{folder}/worksheets/sheet{number}.xml".lstrip("/") for number in range(1, 10_000))
    return next(name for name in names if name not in package)


def _related(xml: bytes, target: str) -> tuple[bytes, str]:
    """Return the workbook's relationships with one to the new part, and its id."""
    root = tree(xml, _RELATIONSHIPS)
    sheets = (each.attributes.get("Type", "") for each in root.children)
    kind = next(each for each in sheets if each.endswith("/worksheet"))
    used = {each.attributes.get("Id", "") for each in root.children}
    free = next(name for number in range(1, 100_000) if (name := f"rId{number}") not in used)
    tag = f"Relationship Id={_quoted(free)} Type={_quoted(kind)} Target={_quoted(target)}/>"
    return _with_last(xml, root, tag), free


def _typed(xml: bytes, part: str) -> bytes:
    tag = f"Override PartName={_quoted('/' + part)} ContentType={_quoted(_SHEET_TYPE)}/>"
    return _with_last(xml, tree(xml, _CONTENT_TYPES), tag)


def _with_last(xml: bytes, root: Node, tag: str) -> bytes:
    return edited(xml, [(root.closing, root.closing, b"<" + prefix_of(xml, root) + tag.encode())])


def _listed(xml: bytes, name: str, relation_id: str) -> bytes:
    """Return the workbook part with the new sheet behind the others."""
    root = tree(xml)
    listed = root.child("sheets")
    if listed is None or not listed.children:
        raise Unusual("sheets")
    last = listed.children[-1]
    attributes: list[tuple[bytes, bytes]] = _ATTRIBUTES.findall(xml[last.start : last.end])
    prefix = next(each[:-3].decode() for each, _ in attributes if each.endswith(b":id"))
    # Some programs declare on each sheet anew what the prefix stands for.
    spaces = b"".join(b" %b=%b" % each for each in attributes if each[0].startswith(b"xmlns:")).decode()
    number = max(int(each.attributes.get("sheetId", "0")) for each in listed.children) + 1
    new = f'sheet{spaces} name={_quoted(name)} sheetId="{number}" {prefix}:id={_quoted(relation_id)}/>'
    return edited(xml, [(listed.closing, listed.closing, b"<" + prefix_of(xml, last) + new.encode())])


def _quoted(text: str) -> str:
    """Return the text as the value of an attribute."""
    return f'"{escape(text).decode()}"'
