"""What keeps Excel from writing into a sheet as it should: protection, a filter, hidden rows."""

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from selfeval_xl.ooxml import parts
from selfeval_xl.ooxml.xmlpass import parse

_CRITERIA = frozenset({"filters", "customFilters", "top10", "dynamicFilter", "colorFilter", "iconFilter"})
"""What stands in a ``filterColumn`` that filters; the arrows alone filter nothing (CT_FilterColumn of ECMA-376)."""
_LONGEST = 10
"""More digits than the number of any row has."""
_OTHER_VIEWS = "customSheetViews"
"""Filters in here are those of views that are not shown."""


class Obstacles(NamedTuple):
    """What stands in the way on the sheet ``name``; ``hidden`` are the rows that do not show, whatever hides them."""

    name: str
    protected: bool
    filtered: bool
    hidden: frozenset[int]


def obstacles(source: bytes, names: Sequence[str], shown: str = "工作簿") -> Iterator[Obstacles]:
    """Yield what stands in the way on each of the sheets that is there; ``shown`` names the workbook in errors."""
    package, where = parts.opened(source, shown)
    for name in names:
        sheet = where.sheet(name)
        if sheet is None:
            continue
        tables = [part for kind, part in parts.related(package, sheet.part).values() if kind == "table"]
        seen = [
            parts.guarded(package, part, functools.partial(_look, package.read(part))) for part in (sheet.part, *tables)
        ]
        protected, _, hidden = seen[0]
        yield Obstacles(name, protected, any(filtered for _, filtered, _ in seen), hidden)


def _look(xml: bytes) -> tuple[bool, bool, frozenset[int]]:
    protected, filtered, row, elsewhere, hidden = False, False, 0, False, set[int]()

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal protected, filtered, row, elsewhere
        if name == "row":
            stated = attributes.get("r", "")
            row = int(stated) if stated.isdecimal() and len(stated) < _LONGEST else row + 1
            if parts.is_true(attributes.get("hidden")) or _is_flat(attributes.get("ht", "")):
                hidden.add(row)
        elif name in _CRITERIA:
            filtered |= not elsewhere
        elif name == "sheetProtection":
            protected |= parts.is_true(attributes.get("sheet"))
        elsewhere |= name == _OTHER_VIEWS

    def end(name: str) -> None:
        nonlocal elsewhere
        elsewhere &= name != _OTHER_VIEWS

    parse(xml, start, end)
    return protected, filtered, frozenset(hidden)


def _is_flat(height: str) -> bool:
    """Tell whether a row is as good as hidden: somebody has dragged it to no height."""
    return height.strip("0.") == "" and "0" in height
