"""Hostile sizes: files of a few hundred kilobytes that unfold to hundreds of megabytes, or ask for it."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.hostile.corpus import SHARED, books, parts_of
from tests.hostile.markup import sheet_of
from tests.hostile.rawzip import Member, bomb, build, member

_MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_SIZES = (60 << 20, 200 << 20, 500 << 20, 900 << 20)


def _with(book: bytes, *replaced: Member) -> bytes:
    names = {each.name.decode() for each in replaced}
    kept = [member(name, data) for name, data in parts_of(book).items() if name not in names]
    return build([*kept, *replaced])


def unfolding(rng: Random, book: bytes) -> bytes:
    """One part, read or not, unfolds to far more than a form can need."""
    parts = parts_of(book)
    name = rng.choice([*parts, "xl/sharedStrings.xml", "xl/styles.xml", "xl/media/image1.png"])
    head = parts.get(name, b"")[: rng.choice((0, 300))]
    unit = rng.choice((b" ", b"\0", b"<a>", b"</a>", b"<c", b"<!--", b"&amp;", b'r="', b"x" * 1000))
    lie: dict[str, Any] = rng.choice(({}, {"told_size": 100}, {"told_size": 0xFFFFFFFE}))
    return _with(book, bomb(name, head, unit, rng.choice(_SIZES))._replace(**lie))


def millions_of_cells(rng: Random, book: bytes) -> bytes:
    """A sheet of millions of cells: in one row, in one column, far apart, all at the same place, or without one."""
    head = b"<worksheet %b>%b<sheetData>" % (
        _MAIN,
        rng.choice((b"", b'<dimension ref="A1"/>', b'<dimension ref="A1:XFD1048576"/>', b'<dimension ref="A1:C5"/>')),
    )
    unit = rng.choice(
        (
            b'<row><c><v>1</v></c></row>', b'<c r="A1"><v>1</v></c>', b"<row/>", b'<c t="s"><v>0</v></c>',
            b'<row r="1"><c r="XFD1"><v>1</v></c></row>', b'<row r="7" hidden="1"/>', b'<c r="B2" s="9"/>',
            b'<c r="A1" t="e"><v>#N/A</v></c>', b'<c r="C3"><f>1</f></c>', b'<c t="inlineStr"><is><t>a</t></is></c>',
            b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        )
    )  # fmt: skip
    part = sheet_of(rng, book)
    return _with(book, bomb(part, head, unit, rng.choice(_SIZES[:3]), b"</sheetData></worksheet>"))


def strings_multiplied(rng: Random, book: bytes) -> bytes:
    """One long shared string, shown by a hundred thousand cells: a copy for each would fill any memory."""
    count, length = rng.choice(((100_000, 32_767), (10_000, 1 << 20), (1_000_000, 5000), (2000, 32_767)))
    strings = bomb(
        "xl/sharedStrings.xml", b"<sst %b><si><t>" % _MAIN, b"x" * 64, max(length, 1 << 20), b"</t></si></sst>"
    )
    head = b'<worksheet %b><sheetData><row r="1">' % _MAIN
    unit = rng.choice((b'<c t="s"><v>0</v></c>', b"<c t='s'><v>0</v></c>", b'<c\tt = "s"><v>00</v></c>'))
    sheet = bomb(sheet_of(rng, book), head, unit, count * len(unit), b"</row></sheetData></worksheet>")
    return _with(_with_strings(book), strings, sheet)


def _with_strings(book: bytes) -> bytes:
    """The book with a relationship to shared strings; most of ours do without."""
    parts = parts_of(book)
    if "xl/sharedStrings.xml" not in parts:
        parts = parts_of(books()[SHARED]) if b"sharedStrings" not in parts["xl/_rels/workbook.xml.rels"] else parts
    return build([member(name, data) for name, data in parts.items()])


def strings_without_end(rng: Random, book: bytes) -> bytes:
    """Millions of shared strings, or one of hundreds of megabytes."""
    unit, head = rng.choice(
        ((b"<si><t/></si>", b""), (b"<si/>", b""), (b"x" * 100, b"<si><t>"), (b"<r><t>a</t></r>", b"<si>"))
    )
    part = bomb("xl/sharedStrings.xml", b"<sst %b>%b" % (_MAIN, head), unit, rng.choice(_SIZES[:3]), b"</sst>")
    return _with(_with_strings(book), part)


def styles_without_end(rng: Random, book: bytes) -> bytes:
    """Millions of formats, fonts or cell styles."""
    unit, around = rng.choice(
        (
            (b'<numFmt numFmtId="200" formatCode="0%"/>', b"numFmts"), (b'<font><sz val="11"/></font>', b"fonts"),
            (b'<xf numFmtId="9" fontId="0"/>', b"cellXfs"), (b"<xf/>", b"cellXfs"),
        )
    )  # fmt: skip
    head = b"<styleSheet %b><%b>" % (_MAIN, around)
    return _with(book, bomb("xl/styles.xml", head, unit, rng.choice(_SIZES[:2]), b"</%b></styleSheet>" % around))


def relations_without_end(rng: Random, book: bytes) -> bytes:
    """Millions of sheets, relationships, names or merged ranges."""
    name, head, unit = rng.choice(
        (
            ("xl/_rels/workbook.xml.rels", b"<Relationships>", b'<Relationship Id="a" Type="/worksheet" Target="x"/>'),
            (
                "xl/workbook.xml",
                b"<workbook %b><sheets>" % _MAIN,
                '<sheet name="指标" sheetId="1" r:id="rId1"/>'.encode(),
            ),
            ("xl/workbook.xml", b"<workbook %b><definedNames>" % _MAIN, b'<definedName name="a">A1</definedName>'),
            (sheet_of(rng, book), b"<worksheet %b><sheetData/><mergeCells>" % _MAIN, b'<mergeCell ref="A1:C900"/>'),
            (sheet_of(rng, book), b"<worksheet %b><cols>" % _MAIN, b'<col min="1" max="9999999" width="9"/>'),
            ("[Content_Types].xml", b"<Types>", b'<Override PartName="/x" ContentType="y"/>'),
        )
    )
    return _with(book, bomb(name, head, unit, rng.choice((10 << 20, 100 << 20))))
