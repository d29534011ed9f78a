"""Formulas whose cells are overwritten: what becomes of the other cells that share them."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from selfeval_xl.domain.grid import Range
from selfeval_xl.domain.place import column_letters
from selfeval_xl.ooxml.glance import column_number
from selfeval_xl.ooxml.xmltext import attributes, escape, unescape
from selfeval_xl.workbook.patcher.sheetxml import Sheet, parse_range

Taken = Callable[[Range], int]
"""Tells how many cells of a range are about to be overwritten."""
_ROWS, _COLUMNS = 1_048_576, 16_384
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


class Formula(NamedTuple):
    """A formula in a sheet part: its cell, the attributes and text of its ``f`` element, and where that stands."""

    row: int
    column: int
    attributes: dict[str, str]
    text: str
    span: tuple[int, int]


def formulas(sheet: Sheet) -> list[Formula]:
    """Return all formulas of a sheet; spans count from the first row."""
    found, rows, opening = [], sheet.rows, b"<" + sheet.prefix + b"f"
    start = rows.find(opening)
    while start >= 0:
        if rows[start + len(opening)] in b" />":
            found.append(_formula(rows, start, b"</" + sheet.prefix + b"f>"))
        start = rows.find(opening, start + 1)
    return found


def _formula(rows: bytes, start: int, closing: bytes) -> Formula:
    end = rows.find(b">", start) + 1
    tag, text = rows[start:end], b""
    if tag[-2] != 0x2F:
        close = rows.find(closing, end)
        text, end = rows[end:close], close + len(closing)
    cell = attributes(rows[rows.rfind(b"<", 0, start) : start])
    row, column, *_ = parse_range(cell.get("r", ""))
    return Formula(row, column, attributes(tag), unescape(text), (start, end))


class SplitArray(Exception):
    """Only a part of an array formula (or what-if table) would be overwritten; its range is the argument."""


class Cleared(NamedTuple):
    """A sheet ready to be written on: addresses whose formulas will go, and the texts of those that stay."""

    sheet: Sheet
    gone: list[str]
    stayed: list[str]


def clear(sheet: Sheet, taken: Taken) -> Cleared:
    """See to it that no formula outside the cells ``taken`` loses anything; raise :class:`SplitArray` if one would."""
    found = formulas(sheet)
    for formula in found:
        _require_whole(formula, taken)
    gone, stayed = list[Formula](), list[Formula]()
    for each in found:
        (gone if taken((each.row, each.column, each.row, each.column)) else stayed).append(each)
    addresses = [f"{column_letters(each.column)}{each.row}" for each in gone]
    return Cleared(_unshared(sheet, gone, stayed), addresses, list(_expanded(found, stayed)))


def _require_whole(formula: Formula, taken: Taken) -> None:
    if formula.attributes.get("t") not in ("array", "dataTable") or "ref" not in formula.attributes:
        return
    top, left, bottom, right = area = parse_range(formula.attributes["ref"])
    if 0 < taken(area) < (bottom - top + 1) * (right - left + 1):
        raise SplitArray(formula.attributes["ref"])


def _unshared(sheet: Sheet, gone: list[Formula], stayed: list[Formula]) -> Sheet:
    """Give every cell its own formula that shared one of which the text goes; all else stays as it is."""
    lost = _masters(gone)
    written, position = [], 0
    for each in stayed if lost else ():
        master = lost.get(each.attributes.get("si")) if not each.text else None
        if master:
            text = escape(shifted(master.text, each.row - master.row, each.column - master.column))
            written += [sheet.rows[position : each.span[0]], b"<%bf>%b</%bf>" % (sheet.prefix, text, sheet.prefix)]
            position = each.span[1]
    return sheet._replace(rows=b"".join([*written, sheet.rows[position:]])) if written else sheet


def _masters(found: list[Formula]) -> dict[str | None, Formula]:
    """Return the formulas that others share, by their number."""
    return {each.attributes.get("si"): each for each in found if each.attributes.get("t") == "shared" and each.text}


def _expanded(found: list[Formula], stayed: list[Formula]) -> Iterator[str]:
    """Yield the text of each formula that stays; a shared one as it reads in its own column (rows are the master's)."""
    masters = _masters(found)
    for each in stayed:
        master = masters.get(each.attributes.get("si")) if not each.text else None
        if each.text:
            yield each.text
        elif master and master.column != each.column:
            yield shifted(master.text, 0, each.column - master.column)


def texts(xml: bytes) -> list[str]:
    """Return the formulas of a sheet part, one for all that share it; the part need not be fit to be written to."""
    if b"</f>" not in xml and b":f>" not in xml:
        return []
    return [unescape(text) for text in re.findall(rb"<(?:[\w.-]+:)?f(?:\s[^>]*)?>([^<]*)<", xml)]


def shifted(formula: str, rows: int, columns: int) -> str:
    """Return a formula as it reads after copying it ``rows`` down and ``columns`` to the right."""

    def moved(match: re.Match[str]) -> str:
        if match["cell"] and column_number(match[4].upper().encode()) <= _COLUMNS:
            return _column(match[3], match[4], columns) + _row(match[5], match[6], rows)
        if match["columns"]:
            return _column(match[8], match[9], columns) + ":" + _column(match[10], match[11], columns)
        if match["rows"]:
            return _row(match[13], match[14], rows) + ":" + _row(match[15], match[16], rows)
        return match[0]

    # Compiled here, and kept by re: few workbooks need it, and every start of the program would pay for it.
    return re.compile(_TOKEN, re.VERBOSE).sub(moved, formula)


def _column(fixed: str, letters: str, by: int) -> str:
    number = column_number(letters.upper().encode())
    # Excel goes on at the other edge of the sheet.
    return fixed + (letters if fixed else column_letters((number - 1 + by) % _COLUMNS + 1))


def _row(fixed: str, digits: str, by: int) -> str:
    return fixed + (digits if fixed else str((int(digits) - 1 + by) % _ROWS + 1))


def mentions(formula: str, areas: Sequence[Range]) -> bool:
    """Tell whether a formula refers, without naming a sheet, to one of the columns of these areas, whatever the row."""
    bare = re.sub(_TEXT, '""', formula).replace("$", "").upper()
    for left, right in re.findall(_COLUMNS_IN, bare):
        first, last = column_number(left.encode()), column_number((right or left).encode())
        if any(first <= area[3] and area[1] <= last for area in areas):
            return True
    return bool(re.search(_WHOLE_ROWS, bare))
