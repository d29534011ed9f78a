"""What the styles part says about cells: which formats show a percentage, which wrap their text, at which size."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from selfeval_xl.ooxml.xmltext import attributes, remembered, tags

_PERCENT_FORMATS = {b"9": 2, b"10": 2}
"""Built-in formats 0% and 0.00%."""
_LONGEST, _MOST, _USUAL_SIZE = 255, 70_000, 11.0
"""Excel takes a format of so many characters and so many cell styles; the usual size of a font in points."""
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.')


class TextStyle(NamedTuple):
    """How a cell style sets its text: font size in points, and whether it wraps."""

    size: float
    wraps: bool


def number(text: str, otherwise: float, least: float, most: float) -> float:
    """Return the number that an attribute states, ``otherwise`` where it is none or out of all reason."""
    try:
        stated = float(text)
    except ValueError:
        return otherwise
    return stated if least <= stated <= most else otherwise


@remembered
def percent_styles(xml: bytes) -> Mapping[bytes, int]:
    """Return the cell styles that show ``%``, as (number in ``s="…"`` -> decimal places the number moves).

    ``0.00%`` shows 0.95 as 95 %: two places.  ``0.00"%"`` shows 95 as 95 %: none.
    """
    formats = dict(_PERCENT_FORMATS)
    if b"%" in xml:
        for each in tags(xml, b"numFmt"):
            code = each.get("formatCode", "")
            places = _places(code) if "%" in code[:_LONGEST] else None
            if places is not None:
                formats[each.get("numFmtId", "").encode()] = places
    styles = {}
    for index, style in enumerate(_cell_styles(xml)):
        number = style.partition(b'numFmtId="')[2]
        places = formats.get(number[: number.find(b'"')])
        if places is not None:
            styles[b"%d" % index] = places
    return styles


def _places(code: str) -> int | None:
    """Return how far the number moves under a format that has a ``%`` somewhere, or ``None``."""
    code = code[:_LONGEST]
    if "%" in _LITERAL.sub("", code):
        return 2
    return 0 if any("%" in (match[1] or match[2] or "") for match in _LITERAL.finditer(code)) else None


def _cell_styles(xml: bytes) -> list[bytes]:
    """Return the ``xf`` elements of cellXfs, which is what a cell's ``s`` counts, each from its attributes on."""
    start = xml.find(b"cellXfs")
    section = xml[start : xml.find(b"cellXfs>", start + 7)]
    return re.split(rb"<(?:\w{1,20}:)?xf(?=[\s/>])", section, maxsplit=_MOST)[1:]


def text_styles(xml: bytes) -> list[TextStyle]:
    """Return how each cell style sets its text, in the order that a cell's ``s`` counts."""
    start = xml.find(b"fonts")
    sizes = [
        number(next((size.get("val", "") for size in tags(font, b"sz")), ""), _USUAL_SIZE, 1, 409)
        for font in re.split(
            rb"<(?:\w{1,20}:)?font(?=[\s/>])", xml[start : xml.find(b"fonts>", start)], maxsplit=_MOST
        )[1:]
    ] or [_USUAL_SIZE]
    result = []
    for style in _cell_styles(xml):
        font = int(number(attributes(style[: style.find(b">")]).get("fontId", ""), 0, 0, _MOST))
        wraps = any(each.get("wrapText") in ("1", "true") for each in tags(style, b"alignment"))
        result.append(TextStyle(sizes[min(font, len(sizes) - 1)], wraps))
    return result
