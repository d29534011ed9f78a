"""Which part of the package holds which sheet, the styles, the strings and the calculation chain."""

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from selfeval_xl.domain.errors import InputError
from selfeval_xl.messages import codes, input_error
from selfeval_xl.ooxml.markup import as_utf8
from selfeval_xl.ooxml.package import Package
from selfeval_xl.ooxml.xmlpass import FEWER_TAGS, MAIN, Malformed, Unusual, parse
from selfeval_xl.ooxml.xmltext import remembered

_LONGEST = 1000
"""Most characters of a relationship's target that count; no part has a longer name."""
_START, _USUAL = "_rels/.rels", "xl/workbook.xml"
_RELATIONSHIPS = frozenset({"http://schemas.openxmlformats.org/package/2006/relationships", ""})
_MOST = 70_000
VISIBLE = "visible"
_Result = TypeVar("_Result")


class SheetPart(NamedTuple):
    """A sheet: its name exactly as in the workbook, its part, and the number that the calculation chain uses.

    ``state`` is ``visible``, ``hidden`` or ``veryHidden`` (ST_SheetState); the last is in no menu of Excel either.
    """

    name: str
    part: str
    sheet_id: str
    state: str = VISIBLE


class Parts(NamedTuple):
    """The parts of a workbook by their role; ``""`` where there is none."""

    workbook: str
    workbook_xml: bytes
    relations: str
    sheets: tuple[SheetPart, ...]
    styles: str
    strings: str
    chain: str
    from_1904: bool = False

    def sheet(self, wanted: str) -> SheetPart | None:
        """Return the sheet of that name; spaces around a name, which people do not see, do not count."""
        return self.named((wanted,)).get(wanted)

    def named(self, names: Iterable[str]) -> dict[str, SheetPart]:
        """Return the sheets of these names, as far as they are there, each as :meth:`sheet` finds it."""
        alike = {sheet.name.strip(): sheet for sheet in reversed(self.sheets)}
        same = {sheet.name: sheet for sheet in reversed(self.sheets)}
        return {name: part for name in names if (part := same.get(name) or alike.get(name.strip()))}


@functools.lru_cache(maxsize=1)
def opened(data: bytes, shown: str) -> tuple[Package, Parts]:
    """Return the package of a workbook and its parts; ``shown`` is what error messages call it.

    The last one stays open: a workbook is asked for its inputs, then for what was written into it, then filled.
    """
    package = Package(data, shown)
    return package, find(package)


def find(package: Package) -> Parts:
    """Follow the relationships from the package to the workbook and on to its parts."""
    workbook = _workbook(package)
    targets = related(package, workbook)
    role = {kind: part for kind, part in targets.values()}
    xml = text_part(package, workbook)
    elements = read(package, workbook)
    if not elements or elements[0].name != "workbook":
        raise _no_workbook(package)
    sheets = list[SheetPart]()
    for each in elements:
        kind, part = targets.get(_relation_id(each.attributes), ("", "")) if each.name == "sheet" else ("", "")
        if kind == "worksheet":
            get = each.attributes.get
            sheets.append(SheetPart(get("name", ""), part, get("sheetId", ""), get("state", VISIBLE)))
    old = any(is_true(each.attributes.get("date1904")) for each in elements if each.name == "workbookPr")
    extras = [role.get(kind, "") for kind in ("styles", "sharedStrings", "calcChain")]
    styles, strings, chain = (part if part in package else "" for part in extras)
    return Parts(workbook, xml, _relations_of(workbook), tuple(sheets), styles, strings, chain, old)


def is_true(text: str | None) -> bool:
    """Tell whether an attribute says yes, as XML Schema spells it."""
    return text is not None and text.strip() in ("1", "true")


def _workbook(package: Package) -> str:
    """Return the part that holds the workbook: the one the package names, else the one of the usual name."""
    if _START in package:
        for kind, part in _relations(package, _START, "").values():
            if kind == "officeDocument" and part in package and not part.endswith(".bin"):
                return part
    if _USUAL in package:
        return _USUAL
    raise _no_workbook(package)


def _no_workbook(package: Package) -> InputError:
    remedy = "请用 Excel 或 WPS 打开它，另存为“Excel 工作簿 (*.xlsx)”，再用另存的文件"
    return input_error(codes.NOT_A_WORKBOOK, file=package.shown, kind="没有工作簿的压缩文件", remedy=remedy)


def related(package: Package, part: str) -> Mapping[str, tuple[str, str]]:
    """Return the relationships of a part to others of the package: id -> (kind, target part)."""
    relations = _relations_of(part)
    return _relations(package, relations, part.rpartition("/")[0]) if relations in package else {}


def _relations_of(part: str) -> str:
    folder, _, base = part.rpartition("/")
    return f"{folder}/_rels/{base}.rels".lstrip("/")


class Element(NamedTuple):
    """An element as it starts."""

    name: str
    attributes: Mapping[str, str]


@remembered
def _elements(xml: bytes, own: frozenset[str]) -> Sequence[Element]:
    """Return the elements of a small part in document order; no workbook has more than the first so many."""
    found = list[Element]()

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if len(found) < _MOST:
            found.append(Element(name, attributes))

    parse(xml, start, own=own, most=FEWER_TAGS)
    return found


def read(package: Package, part: str, own: frozenset[str] = MAIN) -> Sequence[Element]:
    """Return the elements of a small part; what may not stand in a workbook is refused in a sentence."""
    return guarded(package, part, lambda: _elements(package.read(part), own))


def guarded(package: Package, part: str, work: Callable[[], _Result]) -> _Result:
    """Do what reads a part; unsound XML becomes a sentence that names the part."""
    try:
        return work()
    except Malformed as error:
        raise input_error(codes.DAMAGED, file=package.shown, detail=f"“{part[:_LONGEST]}”的内容有误") from error
    except Unusual as error:
        raise input_error(codes.UNUSUAL, file=package.shown, sheet=part[:_LONGEST]) from error


def text_part(package: Package, name: str) -> bytes:
    """Return a part in UTF-8; one with a document type is refused.

    Office never writes a document type, and entities declared in one are a well-known weapon.
    """
    xml = guarded(package, name, lambda: as_utf8(package.read(name)))
    if b"<!DOCTYPE" in xml[:4096] or b"<!ENTITY" in xml[:4096]:
        raise input_error(codes.UNUSUAL, file=package.shown, sheet=name[:_LONGEST])
    return xml


def _relations(package: Package, part: str, folder: str) -> Mapping[str, tuple[str, str]]:
    """Return the relationships in ``part`` that lead to parts of the package: id -> (kind, target part)."""
    return guarded(package, part, lambda: _targets(package.read(part), folder))


@remembered
def _targets(xml: bytes, folder: str) -> Mapping[str, tuple[str, str]]:
    return {
        each.get("Id", ""): (
            each.get("Type", "").rpartition("/")[2],
            resolved(each.get("Target", "")[:_LONGEST], folder),
        )
        for name, each in _elements(xml, _RELATIONSHIPS)
        if name == "Relationship" and each.get("TargetMode") != "External"
    }


def resolved(target: str, folder: str) -> str:
    """Return the part that a relationship's target names, seen from ``folder`` (RFC 3986, 5.2)."""
    path = target.replace("\\", "/").partition("#")[0]
    steps = [] if path.startswith("/") else folder.split("/")
    if "%" in path:
        from urllib.parse import unquote  # as costly as all of expat, and next to no package needs it

        path = unquote(path)
    for step in path.split("/"):
        if step == "..":
            del steps[-1:]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(step for step in steps if step)


def _relation_id(sheet: Mapping[str, str]) -> str:
    """Return the relationship id of a sheet, whatever prefix the file gives that name space."""
    return next((value for name, value in sheet.items() if name.endswith(("relationships id", ":id"))), "")
