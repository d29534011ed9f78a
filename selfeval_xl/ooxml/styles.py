"""What the styles part says about cells: how numbers are shown, which wrap their text, at which size."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from selfeval_xl.ooxml.xmlpass import FEWER_TAGS, parse
from selfeval_xl.ooxml.xmltext import remembered

_LONGEST, _MOST, _USUAL_SIZE = 255, 70_000, 11.0
"""Excel takes a format of so many characters and so many cell styles; the usual size of a font in points."""
DAY, TIME = -1, -2
"""How a number is shown: as a date or a moment, as a duration."""
NumberStyle = int | None
"""``DAY``, ``TIME``, or by how many places the point moves before ``%`` is shown; ``None`` for a number as it is.

``0.00%`` shows 0.95 as 95 %: two places.  ``0.00"%"`` shows 95 as 95 %: none.
"""
_BUILT_IN: Mapping[int, int] = {
    **dict.fromkeys((9, 10), 2),
    **dict.fromkeys((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)), DAY),
    46: TIME,
}
"""Formats without a code (18.8.30 of ECMA-376, with those of Chinese, Japanese and Korean programs)."""
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[(?!h+\]|m+\]|s+\])[^\]]*\]|_.|\*.', re.IGNORECASE | re.DOTALL)
_CLOCK = frozenset("ymdhs")


class TextStyle(NamedTuple):
    """How a cell style sets its text: font size in points, and whether it wraps."""

    size: float
    wraps: bool


class Styles(NamedTuple):
    """The cell styles in the order that a cell's ``s`` counts."""

    numbers: tuple[NumberStyle, ...]
    texts: tuple[TextStyle, ...]


def number(text: str, otherwise: float, least: float, most: float) -> float:
    """Return the number that an attribute states, ``otherwise`` where it is none or out of all reason."""
    try:
        stated = float(text)
    except ValueError:
        return otherwise
    return stated if least <= stated <= most else otherwise


@remembered
def cell_styles(xml: bytes) -> Styles:
    """Return the cell styles of a styles part, ``b""`` for a workbook that has none."""
    reader = _StylesReader()
    if xml:
        parse(xml, reader.start, reader.end, most=FEWER_TAGS)
    sizes = reader.sizes or [_USUAL_SIZE]
    looks = {index: number_style(reader.codes.get(index), index) for index in {each.format for each in reader.styles}}
    texts = [TextStyle(sizes[min(each.font, len(sizes) - 1)], each.wraps) for each in reader.styles]
    return Styles(tuple(looks[each.format] for each in reader.styles), tuple(texts))


class _Style(NamedTuple):
    format: int
    font: int
    wraps: bool


class _StylesReader:
    """The handlers; a section is an element right below the root."""

    def __init__(self) -> None:
        self.codes: dict[int, str] = {}
        self.sizes: list[float] = []
        self.styles: list[_Style] = []
        self.path: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        section = self.path[1] if len(self.path) > 1 else ""
        self.path.append(name)
        if name == "numFmt" and section == "numFmts":
            self.codes[_natural(attributes.get("numFmtId", ""))] = attributes.get("formatCode", "")
        elif section == "fonts" and name == "font":
            self.sizes.append(_USUAL_SIZE)
        elif section == "fonts" and name == "sz" and self.sizes:
            self.sizes[-1] = number(attributes.get("val", ""), _USUAL_SIZE, 1, 409)
        elif section == "cellXfs" and name == "xf" and len(self.styles) < _MOST:
            shown, font = (_natural(attributes.get(each, "0")) for each in ("numFmtId", "fontId"))
            self.styles.append(_Style(shown, font, wraps=False))
        elif section == "cellXfs" and name == "alignment" and self.styles:
            wraps = attributes.get("wrapText", "").strip() in ("1", "true")
            self.styles[-1] = self.styles[-1]._replace(wraps=wraps)

    def end(self, _: str) -> None:
        self.path.pop()


def _natural(text: str) -> int:
    return int(number(text, 0, 0, 1 << 31))


def number_style(code: str | None, built_in: int) -> NumberStyle:
    """Return how a format shows a number: by its code, else by the number of a built-in format."""
    if code is None:
        return _BUILT_IN.get(built_in)
    code = code[:_LONGEST]
    bare = _LITERAL.sub("", code)
    if "%" in bare:
        return 2
    if any("%" in (match[1] or match[2] or "") for match in _LITERAL.finditer(code)):
        return 0
    first = bare.partition(";")[0].lower()
    if not _CLOCK.isdisjoint(first) and "general" not in first:
        return TIME if "[" in first else DAY
    return None
