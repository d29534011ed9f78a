"""Which part of the package holds which sheet, the styles, the strings and the calculation chain."""

from collections.abc import Mapping
from typing import NamedTuple

from selfeval_xl.messages import codes, input_error
from selfeval_xl.ooxml.package import Package
from selfeval_xl.ooxml.xmltext import tags

_LONGEST = 1000
"""Most characters of a relationship's target that count; no part has a longer name."""
_START, _USUAL = "_rels/.rels", "xl/workbook.xml"


class SheetPart(NamedTuple):
    """A sheet: its name exactly as in the workbook, its part, and the number that the calculation chain uses."""

    name: str
    part: str
    sheet_id: str


class Parts(NamedTuple):
    """The parts of a workbook by their role; ``""`` where there is none."""

    workbook: str
    workbook_xml: bytes
    relations: str
    sheets: tuple[SheetPart, ...]
    styles: str
    strings: str
    chain: str

    def sheet(self, wanted: str) -> SheetPart | None:
        """Return the sheet of that name; spaces around a name, which people do not see, do not count."""
        same = [sheet for sheet in self.sheets if sheet.name.strip() == wanted.strip()]
        return next((sheet for sheet in same if sheet.name == wanted), same[0] if same else None)


def find(package: Package) -> Parts:
    """Follow the relationships from the package to the workbook and on to its parts."""
    workbook = _workbook(package)
    folder, _, base = workbook.rpartition("/")
    relations = f"{folder}/_rels/{base}.rels".lstrip("/")
    targets = related(package, workbook)
    role = {kind: part for kind, part in targets.values()}
    xml = text_part(package, workbook)
    found = [(sheet, targets.get(_relation_id(sheet), ("", ""))) for sheet in tags(xml, b"sheet")]
    sheets = [
        SheetPart(sheet.get("name", ""), part, sheet.get("sheetId", ""))
        for sheet, (kind, part) in found
        if kind == "worksheet"
    ]
    extras = [role.get(kind, "") for kind in ("styles", "sharedStrings", "calcChain")]
    styles, strings, chain = (part if part in package else "" for part in extras)
    return Parts(workbook, xml, relations, tuple(sheets), styles, strings, chain)


def _workbook(package: Package) -> str:
    """Return the part that holds the workbook; Excel and WPS always call it by the same name."""
    if _USUAL in package:
        return _USUAL
    if _START in package:
        for kind, part in _relations(package, _START, "").values():
            if kind == "officeDocument" and part.endswith("workbook.xml") and part in package:
                return part
    raise input_error(codes.NOT_A_WORKBOOK, file=package.shown)


def related(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Return the relationships of a part to others of the package: id -> (kind, target part)."""
    folder, _, base = part.rpartition("/")
    relations = f"{folder}/_rels/{base}.rels".lstrip("/")
    return _relations(package, relations, folder) if relations in package else {}


def text_part(package: Package, name: str) -> bytes:
    """Return a part that is to be understood; one with a document type or not in UTF-8 is refused.

    Office never writes a document type, and entities declared in one are a well-known weapon.
    """
    xml = package.read(name)
    head = xml[:4096]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise input_error(codes.UNUSUAL, file=package.shown, sheet=name)
    return xml


def _relations(package: Package, part: str, folder: str) -> dict[str, tuple[str, str]]:
    """Return the relationships in ``part`` that lead to parts of the package: id -> (kind, target part)."""
    return {
        each.get("Id", ""): (
            each.get("Type", "").rpartition("/")[2],
            _resolved(each.get("Target", "")[:_LONGEST], folder),
        )
        for each in tags(text_part(package, part), b"Relationship")
        if each.get("TargetMode") != "External"
    }


def _resolved(target: str, folder: str) -> str:
    """Return the part that a relationship's target names, seen from ``folder``."""
    if target.startswith("/"):
        return target[1:]
    while target.startswith("../"):
        target, folder = target[3:], folder.rpartition("/")[0]
    return f"{folder}/{target}" if folder else target


def _relation_id(sheet: Mapping[str, str]) -> str:
    """Return the relationship id of a sheet, whatever prefix the file gives that name space."""
    return next((value for name, value in sheet.items() if name.endswith(":id")), "")
