"""What the reader of values is given: the parts of some sheets, unless they are out of all proportion to a form.

The reader asks for memory before it looks at what there is, and a failed request ends the whole program.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from selfeval_xl.domain.errors import InputError
from selfeval_xl.domain.place import Place
from selfeval_xl.messages import codes, input_error
from selfeval_xl.ooxml import glance, parts
from selfeval_xl.ooxml.package import LIMIT, Package
from selfeval_xl.ooxml.parts import Parts, SheetPart
from selfeval_xl.ooxml.xmltext import tags

_TEXT = 128 << 20
"""Most bytes of text in all cells together; every cell gets a copy of its shared string."""
_TRUE = ("1", "true")
_HARDLY_ANY = 8 << 20
_MOST_STRINGS = 1_000_000
"""How many shared strings, and cells that show one, are looked at; a form has some hundreds."""
_STRINGS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>)?\s*<(?:[\w.-]{1,20}:)?sst(?=[\s/>])([^>]{0,2000})>"
)
_COUNT = re.compile(rb"uniqueCount\s*=\s*[\"']([0-9]*)")
_SHARED = re.compile(rb't="s"[^>]*><v>([0-9]{1,9})</v>')
_LEAST, _LEAST_CELL = len(b"<si/>"), len(b'<c t="s"><v>0</v></c>')


class Given(NamedTuple):
    """The XML of some sheets, the shared strings, the styles (``b""`` for none); whether days count from 1904."""

    sheets: Sequence[bytes]
    strings: bytes
    styles: bytes
    old_dates: bool


def given(package: Package, where: Parts, sheets: Sequence[SheetPart], styles: bytes) -> Given:
    """Return what there is to read.  Raises InputError for what would take memory out of all proportion."""
    if len({each.part for each in sheets}) < len(sheets):
        raise input_error(codes.UNUSUAL, file=package.shown, sheet=sheets[-1].name)
    strings, shared = _strings(package, where), 0
    texts, room = list[bytes](), LIMIT - len(strings.xml) - len(styles)
    for each in sheets:
        xml = parts.text_part(package, each.part)
        room -= len(xml)
        if room < 0:
            raise too_large(package)
        is_usual = _require_near(package, each.name, xml)
        shared += strings.shown_by(xml, is_usual)
        if shared > _TEXT:
            raise too_large(package)
        texts.append(xml)
    old_dates = any(each.get("date1904") in _TRUE for each in tags(where.workbook_xml, b"workbookPr"))
    return Given(texts, strings.xml, styles, old_dates)


def too_large(package: Package) -> InputError:
    """Return the error for a workbook that is larger than any form."""
    return input_error(codes.TOO_LARGE, file=package.shown, limit=LIMIT >> 20)


def _require_near(package: Package, sheet: str, xml: bytes) -> bool:
    """Refuse a sheet with a value so far out that millions of cells lie before it; tell whether it is as usual."""
    try:
        extent = glance.extent(xml)
    except glance.Odd as odd:
        raise input_error(codes.UNUSUAL, file=package.shown, sheet=sheet) from odd
    if extent and extent.too_wide:
        last, count = Place(sheet, extent.row, extent.column).cell, extent.row * extent.column
        raise input_error(codes.FAR_CELL, file=package.shown, sheet=sheet, cell=last, count=count)
    return not extent


class _Strings:
    """The shared strings, as they stand in their part."""

    def __init__(self, xml: bytes) -> None:
        self.xml = xml
        self._sizes: list[int] = []

    def shown_by(self, sheet: bytes, is_usual: bool) -> int:
        """Return at least how many bytes of text the cells of a sheet get from here; 0 when hardly any."""
        cells = len(sheet) // _LEAST_CELL
        if cells * len(self.xml) <= _HARDLY_ANY:
            return 0
        sizes = self._sizes = self._sizes or self._measured()
        longest = max(sizes)
        if is_usual and cells * longest > _HARDLY_ANY:
            cells = sheet.count(b't="s"')
        if cells * longest <= _TEXT:
            return cells * longest
        shown = _SHARED.findall(sheet) if is_usual and cells < _MOST_STRINGS else []
        if len(shown) < cells:
            return cells * longest
        return sum(sizes[int(index)] for index in shown if int(index) < len(sizes))

    def _measured(self) -> list[int]:
        return [len(self.xml)] if b"<!" in self.xml else list(map(len, self.xml.split(b"</si>")))


def _strings(package: Package, where: Parts) -> _Strings:
    """Return the shared strings; their part may state no more of them than there is room for in it."""
    xml = package.read(where.strings) if where.strings else b""
    head = _STRINGS.match(xml)
    stated = [int(digits[:12] or b"0") for digits in _COUNT.findall(head[1])] if head else []
    if xml and (head is None or any(number * _LEAST > len(xml) for number in stated)):
        raise input_error(codes.UNUSUAL, file=package.shown, sheet="共享字符串")
    if len(xml) > _MOST_STRINGS * _LEAST and xml.count(b"<si") > _MOST_STRINGS:
        raise too_large(package)
    return _Strings(xml)
