"""Formulas whose cells are overwritten: what becomes of the cells that share them, and what Excel must know of it."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.documents.blocks import OutValue
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.grid import Range
from selfeval_xl.domain.place import column_letters
from selfeval_xl.ooxml.addresses import COLUMNS, ROWS, letters_number, parse_range
from selfeval_xl.ooxml.markup import Edit, Node, edited, opened, prefix_of, put, tree, with_attribute
from selfeval_xl.ooxml.package import key
from selfeval_xl.ooxml.xmltext import escape
from selfeval_xl.workbook.patcher.sheetxml import SheetXml

Taken = Callable[[Range], int]
"""Tells how many cells of a range are about to be overwritten."""
_TOKEN = r"""
    "(?:[^"]|"")*"                                   # a text
    | '(?:[^']|'')*'                                 # a sheet name in quotes
    | \[(?:[^\[\]]|\[[^\]]*\])*\]                    # a table column, or the number of another workbook
    | [\w.]+:[\w.]+(?=!)                              # a run of sheets
    | (?P<name>[A-Za-z_\\\u0080-\uffff][\w.\\?]*(?=[(!\[])|[A-Za-z_\\\u0080-\uffff][\w.\\?]*\.[\w.\\?]*)
    | (?P<cell>(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})(?![\w.(!]))
    | (?P<columns>(\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3})(?![\w.(!]))
    | (?P<rows>(\$?)([0-9]{1,7}):(\$?)([0-9]{1,7})(?![\w.]))
    | [\w.\\?]+
    """

_TEXT = r'"[^"]*"'
_COLUMNS_IN = r"(?<![\w.!])([A-Z]{1,3})[0-9]{0,7}(?::([A-Z]{1,3})[0-9]{0,7})?(?![\w.(!])"
_WHOLE_ROWS = r"(?<![\w.!])[0-9]+:[0-9]+"
_UP_TO_NAMES = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups"),
    *("externalReferences", "definedNames", "calcPr"),
)
"""The schema's order within the workbook part (CT_Workbook), as far as the calculation settings."""
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_RELATIONSHIPS, _CONTENT_TYPES = (frozenset({_PACKAGE + each, ""}) for each in ("relationships", "content-types"))


class Formula(NamedTuple):
    """A formula in a sheet part: its cell, and its ``f`` element."""

    row: int
    column: int
    node: Node

    @property
    def text(self) -> str:
        """What it says; ``""`` for one that shares the formula of another cell."""
        return self.node.text

    def get(self, name: str) -> str:
        """Return an attribute of the ``f`` element, ``""`` where it has none."""
        return self.node.attributes.get(name, "")


def formulas(sheet: SheetXml) -> list[Formula]:
    """Return all formulas of a sheet."""
    return [
        Formula(row.number, cell.column, each)
        for row in sheet.rows
        for cell in row.cells
        for each in cell.node.children
        if each.name == "f"
    ]


class SplitArray(Exception):
    """Only a part of an array formula (or what-if table) would be overwritten; its range is the argument."""


class Cleared(NamedTuple):
    """What clearing changes on a sheet, addresses whose formulas will go, and the texts of those that stay."""

    edits: list[Edit]
    gone: list[str]
    stayed: list[str]


def clear(sheet: SheetXml, taken: Taken) -> Cleared:
    """See to it that no formula outside the cells ``taken`` loses anything; raise :class:`SplitArray` if one would."""
    found = formulas(sheet)
    for formula in found:
        _require_whole(formula, taken)
    gone, stayed = list[Formula](), list[Formula]()
    for each in found:
        (gone if taken((each.row, each.column, each.row, each.column)) else stayed).append(each)
    addresses = [f"{column_letters(each.column)}{each.row}" for each in gone]
    return Cleared(list(_unshared(sheet, gone, stayed)), addresses, list(_expanded(found, stayed)))


def _require_whole(formula: Formula, taken: Taken) -> None:
    if formula.get("t") not in ("array", "dataTable") or not formula.get("ref"):
        return
    top, left, bottom, right = area = parse_range(formula.get("ref"))
    if 0 < taken(area) < (bottom - top + 1) * (right - left + 1):
        raise SplitArray(formula.get("ref"))


def _unshared(sheet: SheetXml, gone: list[Formula], stayed: list[Formula]) -> Iterator[Edit]:
    """Give every cell its own formula that shared one of which the text goes; all else stays as it is."""
    lost = _masters(gone)
    for each in stayed if lost else ():
        master = lost.get(each.get("si")) if not each.text else None
        if master:
            text = escape(shifted(master.text, each.row - master.row, each.column - master.column))
            new = b"<%bf>%b</%bf>" % (sheet.prefix, text, sheet.prefix)
            yield each.node.start, each.node.end, new


def _masters(found: list[Formula]) -> dict[str, Formula]:
    """Return the formulas that others share, by their number."""
    return {each.get("si"): each for each in found if each.get("t") == "shared" and each.text}


def _expanded(found: list[Formula], stayed: list[Formula]) -> Iterator[str]:
    """Yield the text of each formula that stays; a shared one as it reads in its own column (rows are the master's)."""
    masters = _masters(found)
    for each in stayed:
        master = masters.get(each.get("si")) if not each.text else None
        if each.text:
            yield each.text
        elif master and master.column != each.column:
            yield shifted(master.text, 0, each.column - master.column)


def with_results(sheet: SheetXml, results: Mapping[str, OutValue]) -> Iterator[Edit]:
    """Yield the changes that store results beside the formulas of these cells; a cell without one stays as it is."""
    for row in sheet.rows:
        for cell in row.cells:
            address, formula = f"{column_letters(cell.column)}{row.number}", cell.node.child("f")
            if formula and address in results:
                yield _with_result(sheet, cell.node, formula, results[address])


def _with_result(sheet: SheetXml, cell: Node, formula: Node, result: OutValue) -> Edit:
    text = format_decimal(result) if isinstance(result, Decimal) else "" if result is None else str(result)
    tag = sheet.xml[cell.start : opened(sheet.xml, cell)]
    start = with_attribute(tag, b"t", b"str" if isinstance(result, str) else None)
    kept, end = sheet.xml[formula.start : formula.end], sheet.xml[cell.closing : cell.end]
    value = b"<%bv>%b</%bv>" % (sheet.prefix, escape(text), sheet.prefix)
    return cell.start, cell.end, start + kept + value + end


def texts(xml: bytes) -> list[str]:
    """Return the formulas of a sheet part, one for all that share it; the part need not be fit to be written to."""
    if not re.search(rb"[<:]f[\s>]", xml):
        return []
    return [node.text for node in tree(xml).walk() if node.name == "f" and node.text]


def shifted(formula: str, rows: int, columns: int) -> str:
    """Return a formula as it reads after copying it ``rows`` down and ``columns`` to the right."""

    def moved(match: re.Match[str]) -> str:
        if match["cell"] and letters_number(match[4]) <= COLUMNS:
            return _column(match[3], match[4], columns) + _row(match[5], match[6], rows)
        if match["columns"]:
            return _column(match[8], match[9], columns) + ":" + _column(match[10], match[11], columns)
        if match["rows"]:
            return _row(match[13], match[14], rows) + ":" + _row(match[15], match[16], rows)
        return match[0]

    # Compiled here, and kept by re: few workbooks need it, and every start of the program would pay for it.
    return re.compile(_TOKEN, re.VERBOSE).sub(moved, formula)


def _column(fixed: str, letters: str, by: int) -> str:
    number = letters_number(letters)
    # Excel goes on at the other edge of the sheet.
    return fixed + (letters if fixed else column_letters((number - 1 + by) % COLUMNS + 1))


def _row(fixed: str, digits: str, by: int) -> str:
    return fixed + (digits if fixed else str((int(digits) - 1 + by) % ROWS + 1))


def mentions(formula: str, areas: Sequence[Range]) -> bool:
    """Tell whether a formula refers, without naming a sheet, to one of the columns of these areas, whatever the row."""
    bare = re.sub(_TEXT, '""', formula).replace("$", "").upper()
    for left, right in re.findall(_COLUMNS_IN, bare):
        first, last = letters_number(left), letters_number(right or left)
        if any(first <= area[3] and area[1] <= last for area in areas):
            return True
    return bool(re.search(_WHOLE_ROWS, bare))


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
