"""Packs a workbook of openpyxl as Office writes one, with what openpyxl cannot write; each run gives the same parts.

openpyxl stamps the time into the package, names other parts from the root (which exceljs cannot follow), leaves the
prefix of drawings out (by which exceljs knows them), stores no result beside a formula (so that a viewer which does not
calculate shows nothing), knows no name or hiding of a chart and no ``ignoredErrors``.
"""

import datetime
import io
import posixpath
import zipfile
from collections.abc import Mapping
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from openpyxl import Workbook

from selfeval_xl.documents.charts import NAMES
from selfeval_xl.ooxml.addresses import parse_range
from selfeval_xl.workbook.template import styles

_EDITION = datetime.datetime(2026, 1, 1)
_ZIP_DATE = (2026, 1, 1, 0, 0, 0)
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OPEN = "http://schemas.openxmlformats.org"
_LETTERS, _CHART = f"{_OPEN}/drawingml/2006/main", f"{_OPEN}/drawingml/2006/chart"
_ON_SHEET, _TERMS = f"{_OPEN}/drawingml/2006/spreadsheetDrawing", "http://purl.org/dc/terms/"
_PREFIXES = {
    "r": f"{_OPEN}/officeDocument/2006/relationships",
    "xdr": _ON_SHEET,
    "a": _LETTERS,
    "c": _CHART,
    "cp": f"{_OPEN}/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": _TERMS,
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
"""The prefixes that Office writes; readers that look for names as they are spelt know only these."""
_USUAL_FONT = {"sz": "11", "name": styles.SONG, "charset": "134"}
_FONT = ("b", "i", "strike", "u", "vertAlign", "sz", "color", "name", "family", "charset", "scheme")
"""The order of what a font says (CT_Font of ECMA-376)."""


class Extras(NamedTuple):
    """What openpyxl cannot write, for one sheet.

    ``results`` are those of its formulas.  Rows from ``growing`` on have a height and still grow with their text.
    In ``numbers_as_text`` text such as ``1.1`` is meant to be text.
    """

    results: Mapping[str, object] = {}
    growing: int | None = None
    numbers_as_text: str = ""


def parts(book: Workbook, extras: Mapping[str, Extras]) -> dict[str, bytes]:
    """Return the parts of the workbook by name, with the extras of its sheets.

    Raises ValueError when a formula has no result or a result no formula.
    """
    book.properties.created = _EDITION
    buffer = io.BytesIO()
    book.save(buffer)
    sheets = {f"xl/worksheets/sheet{index}.xml": name for index, name in enumerate(book.sheetnames, 1)}
    with zipfile.ZipFile(buffer) as made:
        return {
            part: _finished(part, made.read(part), extras.get(sheets.get(part, ""), Extras()))
            for part in sorted(made.namelist(), key=_place_in_package)
        }


def packed(contents: Mapping[str, bytes]) -> bytes:
    """Return the parts as one file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for part, data in contents.items():
            package.writestr(_entry(part), data)
    return buffer.getvalue()


def _finished(part: str, xml: bytes, extras: Extras) -> bytes:
    root = ElementTree.fromstring(xml)
    if part.endswith(".rels"):
        _make_relative(root, posixpath.dirname(posixpath.dirname(part)))
    elif part.startswith("xl/worksheets/"):
        _complete(root, extras)
    elif part.startswith("xl/drawings/"):
        _name_charts(root)
    elif part.startswith("xl/charts/"):
        _complete_chart(root)
    elif part == "xl/styles.xml":
        _complete_fonts(root)
    elif part.startswith("docProps/"):
        _take_time_out(root)
    return _written(root)


def _written(root: Element) -> bytes:
    """Return a part with the prefixes of Office; what has none of these stands in the name space of the root."""
    for each in root.iter():
        each.attrib = dict(sorted(each.attrib.items()))
    space = root.tag[1:].partition("}")[0]
    ElementTree.register_namespace("", space)
    for prefix, uri in _PREFIXES.items():
        ElementTree.register_namespace(prefix, uri)
    # No text of XML can hold what is replaced: ">" is escaped there.
    return (_DECLARATION + ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")).encode()


def _make_relative(root: Element, folder: str) -> None:
    for each in root:
        target = each.get("Target", "")
        if target.startswith("/"):
            each.set("Target", posixpath.relpath(target, f"/{folder}"))


def _take_time_out(root: Element) -> None:
    """Take the time out of the properties, and the claim that Excel wrote the file."""
    for each in list(root):
        match each.tag.rpartition("}")[2]:
            case "modified":
                each.text = f"{_EDITION:%Y-%m-%dT%H:%M:%SZ}"
            case "Application":
                each.text = "selfeval-xl"
            case "AppVersion":
                root.remove(each)


def _complete_fonts(root: Element) -> None:
    """Make 宋体 the font of the style Normal, in whose digits the widths of columns are counted; put all in order."""
    usual = next(root.iter(f"{_MAIN}font"))
    usual[:] = [Element(f"{_MAIN}{name}", {"val": value}) for name, value in _USUAL_FONT.items()]
    for font in root.iter(f"{_MAIN}font"):
        font[:] = sorted(font, key=lambda each: _FONT.index(each.tag.removeprefix(_MAIN)))


def _name_charts(root: Element) -> None:
    """Give each chart the name that it is known by, and hide it until it has something to show."""
    for name, frame in zip(NAMES, root.iter(f"{{{_ON_SHEET}}}cNvPr"), strict=True):
        frame.attrib |= {"name": name, "hidden": "1"}


def _complete_chart(root: Element) -> None:
    """Say that number formats of labels are their own; leave out empty runs where only a look is stated."""
    for each in root.iter(f"{{{_CHART}}}numFmt"):
        each.attrib.setdefault("sourceLinked", "0")
    for paragraph in root.iter(f"{{{_LETTERS}}}p"):
        for run in paragraph.findall(f"{{{_LETTERS}}}r"):
            if len(run) == 1 and not run[0].text:
                paragraph.remove(run)


def _complete(root: Element, extras: Extras) -> None:
    results = dict(extras.results)
    for cell in root.iter(f"{_MAIN}c"):
        if cell.find(f"{_MAIN}f") is not None:
            _store(cell, results.pop(cell.get("r", ""), None))
    if results:
        raise ValueError(f"results without a formula: {sorted(results)}")
    for row in root.iter(f"{_MAIN}row"):
        if extras.growing and int(row.get("r", 0)) >= extras.growing:
            row.attrib.pop("customHeight", None)
    if extras.numbers_as_text:
        _ignore_numbers_as_text(root, extras.numbers_as_text)
    for merges in root.iter(f"{_MAIN}mergeCells"):
        # openpyxl keeps them as a set, whose order differs between a Python of 64 bits and one of 32, as in a browser.
        merges[:] = sorted(merges, key=lambda each: parse_range(each.get("ref", "")))


def _store(cell: Element, result: object) -> None:
    value = cell.find(f"{_MAIN}v")
    if result is None or value is None:
        raise ValueError(f"formula without a result: {cell.get('r')}")
    value.text = str(result)
    if isinstance(result, str):
        cell.set("t", "str")


def _ignore_numbers_as_text(root: Element, cells: str) -> None:
    """Keep Excel from marking every 序号 with a green corner."""
    errors = Element(f"{_MAIN}ignoredErrors")
    errors.append(Element(f"{_MAIN}ignoredError", {"numberStoredAsText": "1", "sqref": cells}))
    root.insert([each.tag for each in root].index(f"{_MAIN}headerFooter") + 1, errors)


def _place_in_package(part: str) -> tuple[bool, bool, str]:
    # Readers expect the content types first, as Office writes them.
    return part != "[Content_Types].xml", not part.startswith("_rels/"), part


def _entry(part: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(part, _ZIP_DATE)
    entry.create_system = 0  # else the machine that packs it shows
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
