"""What the mutator and the fuzzer found, each as the smallest file that does it, with how it ends now."""

from __future__ import annotations

import functools
import re
import struct
from collections.abc import Callable, Mapping

from tests.hostile.corpus import SHARED, books, packed, parts_of
from tests.hostile.rawzip import bomb, build, member

_PROJECT, _BUDGET, _INDICATORS = (f"xl/worksheets/sheet{number}.xml" for number in (2, 3, 4))
_SUMMARY = "xl/worksheets/sheet5.xml"
_STRINGS, _WORKBOOK, _STYLES = "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"
Change = Callable[[bytes], bytes]


def _with(part: str, change: Change, book: str = SHARED) -> bytes:
    parts = parts_of(books()[book])
    changed = change(parts[part])
    assert changed != parts[part], f"nothing changed in {part}"
    return packed(parts | {part: changed}, compressed=True)


def _row(content: bytes, dimension: bytes = b"") -> Change:
    """Put rows into a sheet between its first two rows, and state a dimension."""

    def change(xml: bytes) -> bytes:
        xml = re.sub(rb"<dimension[^>]*/>", dimension, xml)
        return xml.replace(b"</row>", b"</row>" + content, 1)

    return change


def _before(mark: bytes, content: bytes) -> Change:
    return lambda xml: xml.replace(mark, content + mark, 1)


def _text(length: int, unit: str = "很长的内容") -> Change:
    """Put a text into the cells of a column that staff fill."""
    cell = f' t="inlineStr"><is><t>{(unit * length)[:length]}</t></is></c>'.encode()
    return lambda xml: re.sub(rb"(<c r=\"[CFIR](?:[5-9]|1[0-9])\"[^>]*?) t=\"s\"><v>\d+</v></c>", rb"\1" + cell, xml)


def _second_name() -> bytes:
    """A member that other readers know by the name in its extra field: the shared strings are another part for them."""
    parts = parts_of(books()[SHARED])
    members = [member(name, data) for name, data in parts.items()]
    other = b"\1\0\0\0\0" + _STRINGS.encode()
    extra = struct.pack("<2H", 0x7075, len(other)) + other
    return build([*members, member("xl/other.xml", b"<sst/>", extra=extra)])


def _another_format() -> bytes:
    """A workbook that some programs cannot open as .xlsx, and then open as the .ods that stands in the same zip."""
    parts = parts_of(books()[SHARED])
    cells = (
        b'<table:table-row table:number-rows-repeated="9999999"><table:table-cell office:value="1"/></table:table-row>'
    )
    ods = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<office:body>" + cells}
    return packed(parts | {"xl/styles.xml": b"<styleSheet><cellXfs>"} | ods)


def _text_multiplied() -> bytes:
    parts = parts_of(books()[SHARED]) | {_STRINGS: b""}
    strings = b'<sst uniqueCount="1"><si><t>%b</t></si>%b</sst>' % (b"x" * 1_000_000, b"<si/>" * 999)
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (row, row) for row in range(1, 20_001))
    sheet = b"<worksheet><sheetData>%b</sheetData></worksheet>" % rows
    return packed(parts | {_STRINGS: strings, _BUDGET: sheet}, compressed=True)


def _many_sheets() -> bytes:
    space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    one = '<sheet name="s{0}" sheetId="{0}" q:id="rId1" xmlns:q="' + space + '"/>'
    more = "".join(one.format(number) for number in range(100, 5000)).encode()
    return _with(_WORKBOOK, _before(b"</sheets>", more), "form-mof-2020")


def _unfolding() -> bytes:
    parts = parts_of(books()[SHARED])
    kept = [member(name, data) for name, data in parts.items() if name != _BUDGET]
    return build([*kept, bomb(_BUDGET, b"<worksheet><sheetData>", b"<row/>" * 100, 300 << 20)])


_FAR = b'<row r="3"><c r="XFD1048576"><v>1</v></c></row>'
_ODD = tuple(
    b'<row r="1048576"%b</row>' % cell
    for cell in (
        b"><c r='XFD1048576'><v>1</v></c>",
        b'><c r="A1" r="XFD1048576"><v>1</v></c>',
        b'><c r = "xfd1048576"><v>1</v></c>',
        b">" + b"<c><v>1</v></c>" * 30,
        b'><x:c r="XFD1048576"><v>1</v></x:c>',
        b'><c r="A99999999999"><v>1</v></c>',
        b'><c r="AAAAAAA1"><v>1</v></c>',
        b'><c a=">" r="XFD1048576"><v>1</v></c>',
    )
)
_ENDS = ("F06", "F04", "F06", "F06", "F10", "F10", "F10", "F06")
_DATE = b'<row r="2"><c r="Z2" s="1"><v>123456789012345</v></c></row>'
_AS_DATE = b'<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'


def _impossible_date() -> bytes:
    parts = parts_of(_with(_PROJECT, _row(_DATE)))
    return packed(parts | {_STYLES: re.sub(rb"<cellXfs.*</cellXfs>", _AS_DATE, parts[_STYLES], flags=re.DOTALL)})


FOUND: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "a value far out on a sheet that says it ends at C5": (
        lambda: _with(_INDICATORS, _row(_FAR, b'<dimension ref="A1:C5"/>')), "F10"
    ),
    **{
        f"an odd address, {number}": (functools.partial(_with, _INDICATORS, _row(row)), code)
        for number, (row, code) in enumerate(zip(_ODD, _ENDS, strict=True))
    },
    "more shared strings stated than there are": (
        lambda: _with(_STRINGS, lambda xml: re.sub(rb"uniqueCount=\"\d+\"", b'uniqueCount="4294967295"', xml)), "result"
    ),
    "a long string shown by many cells": (_text_multiplied, "F05"),
    "a date that no calendar has": (_impossible_date, "result"),
    "an array over the whole sheet": (
        lambda: _with(_INDICATORS, _before(b"</sheetData>", b'<row r="900"><c r="P900"><f t="array" '
                      b'ref="A1:XFD1048576">1</f><v>1</v></c></row>')), "F09"
    ),
    "thousands of sheets in one part": (_many_sheets, "F10"),
    "a part that unfolds to 300 MB": (_unfolding, "F05"),
    "a second name in the zip": (_second_name, "F04"),
    "another format in the same zip": (_another_format, "F04"),
    "a percent format of brackets": (
        lambda: _with(_STYLES, _before(b"</styleSheet>",
            b'<numFmt numFmtId="9" formatCode="' + b"[" * 99_999 + b'%"/>')),
        "result",
    ),
    "a font of no size": (lambda: _with(_STYLES, lambda xml: re.sub(rb"<sz val=\"[^\"]*\"", b'<sz val="0"', xml)),
    "result"),
    "columns that are no numbers": (
        lambda: _with(_SUMMARY, _before(b"<sheetData",
            b'<cols><col min="x"/><col min="1" max="9e99" width="NaN"/></cols>')),
        "result",
    ),
    "a row height that is no number": (
        lambda: _with(_SUMMARY, lambda xml: re.sub(rb" ht=\"[^\"]*\"", b' ht="abc"', xml)), "result"
    ),
    "a merged range beyond the sheet": (
        lambda: _with(_INDICATORS, _before(b"</mergeCells>", b'<mergeCell ref="A9:A1048576"/>')), "result"
    ),
    "merged ranges over each other": (
        lambda: _with(_INDICATORS, _before(b"</mergeCells>", b'<mergeCell ref="A6:A1048576"/>' * 9999)),
        "result",
    ),
    "spaces without end after a formula": (
        lambda: _with(_INDICATORS, _row(b'<row r="2"><c r="Z2"><f>1</f>' + b" " * 99_999 + b"<v>1</v></c></row>")),
            "result"
    ),
    "half a character in an error": (
        lambda: _with(_INDICATORS,
            _row(b'<row r="3"><c r="Z3" t="e"><v>#N/A</v></c><c r="C3" t="str" x=\'t="e"\'><v>#_xD800_</v></c></row>')),
        "F10",
    ),
    "a character without end": (
        lambda: _with(_WORKBOOK, lambda xml: xml.replace(b' name="', b' name="&#' + b"9" * 5000 + b";", 1)), "F04"
    ),
    "a name without end": (lambda: _with(_WORKBOOK,
    lambda xml: xml.replace(b"<sheet ", b"<sheet " + b"x" * 99_999 + b" ")), "F04"),
    "a style of five thousand digits": (
        lambda: _with(_SUMMARY, lambda xml: re.sub(rb' s="\d+"', b' s="' + b"9" * 5000 + b'"', xml)), "result"
    ),
    "a style that would write more than itself": (
        lambda: _with(_SUMMARY, lambda xml: re.sub(rb' s="(\d+)"', rb' s="\1&quot; t=&quot;e"', xml)), "result"
    ),
    "a string before the first": (lambda: _with(_PROJECT, lambda xml: xml.replace(b"<v>", b"<v>-", 9)), "F04"),
    "another vocabulary in the workbook's place": (lambda: _with(_WORKBOOK, lambda _: b'<a xmlns="urn:a"/>'), "F01"),
    "texts longer than a cell takes": (lambda: _with(_INDICATORS, _text(40_000)), "result"),
}  # fmt: skip
