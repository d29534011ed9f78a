"""Writing results into a user's workbook: the filled cells change, every other part stays byte for byte."""

import contextlib
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from selfeval_xl.documents.blocks import OutColumn, Output, OutSheet, OutValue
from selfeval_xl.domain.grid import Range
from selfeval_xl.messages import codes, input_error
from selfeval_xl.ooxml import parts
from selfeval_xl.ooxml.markup import as_before, edited
from selfeval_xl.ooxml.package import Package
from selfeval_xl.ooxml.xmlpass import Malformed, Unusual
from selfeval_xl.workbook.patcher import charts, formulas
from selfeval_xl.workbook.patcher.blocks import Foreign, fill_block, read_block, read_model
from selfeval_xl.workbook.patcher.columns import Values, fill_cells, fill_quickly
from selfeval_xl.workbook.patcher.sheetxml import read_sheet

_TYPES = "[Content_Types].xml"
_LAST_ROW = 1_048_576


class _Filled(NamedTuple):
    """A sheet after filling: where we wrote, the addresses whose formulas went, the texts of those that stayed.

    ``drawn`` are the parts of its charts that changed.
    """

    where: parts.SheetPart
    xml: bytes
    areas: list[Range]
    gone: list[str]
    stayed: list[str]
    drawn: Mapping[str, bytes] = MappingProxyType({})


def fill(source: bytes, output: Output, shown: str = "工作簿") -> bytes:
    """Return the workbook ``source`` with ``output`` written into it; ``shown`` is what error messages call it.

    Raises InputError when a sheet to write to is missing, or when writing would damage what others put there.
    """
    package, where = parts.opened(source, shown)
    filled = [_filled_block(package, where, _part(package, where, out.name), out) for out in output.sheets]
    for name, values in _by_sheet(output.columns).items():
        filled.append(_filled_cells(package, _part(package, where, name), values))
    changes: dict[str, bytes | None] = {each.where.part: each.xml for each in filled}
    for each in filled:
        changes |= each.drawn
    with _spoken(shown, where.workbook):
        changes |= _chain_changes(package, where, filled)
        if _must_recalculate(package, where, filled):
            changes[where.workbook] = formulas.with_recalculation(where.workbook_xml)
    return package.replaced(dict(_changed(package, changes)))


def store_results(source: bytes, results: Mapping[str, Mapping[str, OutValue]], shown: str = "工作簿") -> bytes:
    """Return the workbook with these results (sheet -> cell -> value) stored beside its formulas.

    Whoever only looks at a workbook calculates nothing.  Raises InputError as :func:`fill` does.
    """
    package, where = parts.opened(source, shown)
    changes: dict[str, bytes | None] = {}
    for name, found in results.items():
        part = _part(package, where, name)
        with _spoken(shown, part.name):
            sheet = read_sheet(parts.text_part(package, part.part))
            changes[part.part] = edited(sheet.xml, formulas.with_results(sheet, found))
    return package.replaced(dict(_changed(package, changes)))


def _changed(package: Package, changes: Mapping[str, bytes | None]) -> Iterator[tuple[str, bytes | None]]:
    """Yield the parts that really change, each in the encoding that it had."""
    for part, new in changes.items():
        old = package.read(part)
        if new is None or (new := as_before(old, new)) != old:
            yield part, new


def _part(package: Package, where: parts.Parts, name: str) -> parts.SheetPart:
    part = where.sheet(name)
    if not part:
        raise input_error(codes.NO_SHEET, file=package.shown, sheet=name)
    return part


def _filled_block(package: Package, where: parts.Parts, part: parts.SheetPart, out: OutSheet) -> _Filled:
    drawn = charts.find(package, part.part) if out.charts else None
    appended = len(out.rows)
    out = out.whole if drawn else out
    strings, looks = (package.read(each) if each else b"" for each in (where.strings, where.styles))

    def real_name(name: str) -> str:
        named = where.sheet(name)
        return named.name if named else name

    with _spoken(package.shown, part.name):
        model = read_model(parts.text_part(package, part.part), strings, looks)
        block = read_block(model, out)
        cleared = formulas.clear(model.sheet, block.held)
        if cleared.edits:
            block = read_block(read_model(edited(model.sheet.xml, cleared.edits), strings, looks), out)
        first = block.exemplars.last_row + 1
        changed = charts.changes(package, drawn, out, part.name, first + appended) if drawn else {}
        xml = edited(block.model.sheet.xml, fill_block(block, out, real_name))
        return _Filled(part, xml, [(first, 1, _LAST_ROW, block.width)], cleared.gone, cleared.stayed, changed)


def _by_sheet(columns: tuple[OutColumn, ...]) -> dict[str, dict[int, dict[int, OutValue]]]:
    """Turn columns into sheet -> row -> column -> value."""
    sheets: dict[str, dict[int, dict[int, OutValue]]] = {}
    for column in columns:
        for row, value in column.values:
            sheets.setdefault(column.sheet, {}).setdefault(row, {})[column.column] = value
    return sheets


def _filled_cells(package: Package, part: parts.SheetPart, values: Values) -> _Filled:
    with _spoken(package.shown, part.name):
        xml = parts.text_part(package, part.part)
        columns = sorted({column for cells in values.values() for column in cells})
        areas = [(min(values), column, max(values), column) for column in columns]
        quick = fill_quickly(xml, values)
        if quick:
            filled, gone, stayed = quick
            return _Filled(part, filled, areas, gone, stayed)
        sheet = read_sheet(xml)
        cleared = formulas.clear(sheet, lambda area: _held(values, area))
        new = edited(xml, [*cleared.edits, *fill_cells(sheet, values)])
        return _Filled(part, new, areas, cleared.gone, cleared.stayed)


def _held(values: Values, area: Range) -> int:
    """Return for how many cells of an area there is a value."""
    top, left, bottom, right = area
    if top == bottom and left == right:
        return left in values.get(top, ())
    rows = (cells for row, cells in values.items() if top <= row <= bottom)
    return sum(left <= column <= right for cells in rows for column in cells)


@contextlib.contextmanager
def _spoken(shown: str, sheet: str) -> Iterator[None]:
    """Turn what the writers stumble over into a sentence that names the file and the sheet."""
    try:
        yield
    except formulas.SplitArray as split:
        raise input_error(codes.PART_OF_ARRAY, file=shown, sheet=sheet, range=split.args[0]) from split
    except Foreign as foreign:
        raise input_error(codes.FOREIGN_SUMMARY, file=shown, sheet=sheet) from foreign
    except Unusual as unusual:
        raise input_error(codes.UNUSUAL, file=shown, sheet=sheet) from unusual
    except Malformed as malformed:
        raise input_error(codes.DAMAGED, file=shown, detail=f"“{sheet}”的内容有误") from malformed


def _chain_changes(package: Package, where: parts.Parts, filled: list[_Filled]) -> dict[str, bytes | None]:
    """Return the parts that change because formulas went: a chain that names one makes Excel repair the file."""
    gone = {each.where.sheet_id: frozenset(each.gone) for each in filled if each.gone}
    if not gone or not where.chain:
        return {}
    chain = formulas.pruned_chain(parts.text_part(package, where.chain), gone)
    if chain is not None:
        return {where.chain: chain}
    relations = formulas.without_relation(parts.text_part(package, where.relations), "calcChain")
    types = formulas.without_type(parts.text_part(package, _TYPES), where.chain)
    return {where.chain: None, where.relations: relations, _TYPES: types}


def _must_recalculate(package: Package, where: parts.Parts, filled: list[_Filled]) -> bool:
    """Tell whether a formula that is still there reads a cell that was filled."""
    sheets = [each.where.name.replace("'", "''") for each in filled]
    names = formulas.names_of(where.workbook_xml, sheets)
    for each in filled:
        if any(formulas.mentions(text, each.areas) or formulas.reads(text, sheets, names) for text in each.stayed):
            return True
    untouched = {sheet.part for sheet in where.sheets} - {each.where.part for each in filled}
    texts = (text for part in untouched for text in formulas.texts(parts.text_part(package, part)))
    return any(formulas.reads(text, sheets, names) for text in texts)
