"""Hostile XML inside a sound zip: entities, nesting, encodings, namespaces, and torn or repeated elements."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from tests.hostile.corpus import packed, parts_of

_TAG = re.compile(rb"<[^>]*>")
_READ = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/sharedStrings.xml", "_rels/.rels",
         "[Content_Types].xml")  # fmt: skip
_LAUGHS = "".join(f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 12))
_ENTITIES = (
    f'<!DOCTYPE x [<!ENTITY a0 "ha">{_LAUGHS}]>',
    '<!DOCTYPE x [<!ENTITY a11 SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE x [<!ENTITY a11 SYSTEM "http://127.0.0.1:9/x">]>',
    '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd">%p;]>',
    '<!DOCTYPE x SYSTEM "\\\\127.0.0.1\\share\\x.dtd">',
    '<!DOCTYPE x [<!ENTITY a11 "%s">]>' % ("x" * 100_000),
    "<!doctype x>", '<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>',
)  # fmt: skip


def part_of(rng: Random, parts: dict[str, bytes]) -> str:
    """A part to work on: mostly one that is read."""
    sheets = [name for name in parts if "/worksheets/sheet" in name]
    liked = [*sheets, *(name for name in _READ if name in parts)]
    others = [name for name in parts if name.endswith((".xml", ".rels"))]
    return rng.choice(liked if liked and rng.random() < 0.85 else others or list(parts))


def sheet_of(rng: Random, book: bytes) -> str:
    """The name of one of the sheet parts."""
    return rng.choice([name for name in parts_of(book) if "/worksheets/sheet" in name] or ["xl/worksheets/sheet1.xml"])


def _changed(rng: Random, book: bytes, change: Callable[[bytes], bytes], name: str = "") -> bytes:
    parts = parts_of(book)
    chosen = name or part_of(rng, parts)
    return packed(parts | {chosen: change(parts[chosen])})


def entities(rng: Random, book: bytes) -> bytes:
    """A document type: a billion laughs, a file of this machine, an address on the network."""
    entity = rng.choice(_ENTITIES).encode()
    pad = rng.choice((b"", b"\n", b"<!--" + b"x" * 5000 + b"-->"))

    def change(xml: bytes) -> bytes:
        head, root = (
            (xml[: xml.find(b"?>") + 2], xml[xml.find(b"?>") + 2 :]) if xml.startswith(b"<?xml") else (b"", xml)
        )
        root = re.sub(rb">([^<>]{1,40})<", b">&a11;<", root, count=rng.randint(0, 5))
        return head + pad + entity + root

    return _changed(rng, book, change)


def deep(rng: Random, book: bytes) -> bytes:
    """Elements within elements within elements."""
    depth = rng.choice((100, 5000, 200_000))
    name = rng.choice((b"a", b"c", b"row", b"is", b"si", b"r", b"mc:AlternateContent", b"f", b"sheet", b"xf"))
    closed = b"</%b>" % name if rng.random() < 0.7 else b""

    def change(xml: bytes) -> bytes:
        spots = [match.end() for match in _TAG.finditer(xml)] or [0]
        at = rng.choice(spots)
        return xml[:at] + b"<%b>" % name * depth + closed * depth + xml[at:]

    return _changed(rng, book, change)


def encodings(rng: Random, book: bytes) -> bytes:
    """Not UTF-8, or not what it says, or with bytes that are no text."""
    codec = rng.choice(
        ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "gbk", "gb18030", "utf-7", "cp037", "latin-1", "utf-8-sig")
    )
    stated = rng.choice(("", codec, "UTF-8", "GB2312", "x-unknown"))

    def change(xml: bytes) -> bytes:
        text = xml.decode("utf-8", "replace")
        if stated:
            text = re.sub(r"<\?xml[^>]*\?>", f'<?xml version="1.0" encoding="{stated}"?>', text)
        if rng.random() < 0.2:
            at = rng.randrange(len(xml))
            return (
                xml[:at]
                + rng.choice((b"\0", b"\xff\xfe", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf8\x88", b"\x1b[2J"))
                + xml[at:]
            )
        return text.encode(codec, "replace")

    return _changed(rng, book, change)


def namespaces(rng: Random, book: bytes) -> bytes:
    """Prefixes where there are none, none where there are some, unknown and Strict namespaces, twice bound ones."""
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    prefix = rng.choice((b"x:", b"a-b:", b"r:", b"c:", b"_:", "表:".encode()))

    def change(xml: bytes) -> bytes:
        how = rng.randrange(6)
        if how == 0:
            xml = re.sub(rb"<(/?)(?=[A-Za-z])(?![\w.-]+:)", rb"<\1" + prefix, xml)
            return xml.replace(b"xmlns=", b"xmlns:" + prefix[:-1] + b"=")
        if how == 1:
            return xml.replace(
                main, rng.choice((b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"", b"urn:x", b"'"))
            )
        if how == 2:
            return re.sub(rb"\sxmlns(:\w+)?=\"[^\"]*\"", b"", xml)
        if how == 3:
            return re.sub(rb"\b(r|mc|x14ac):", rng.choice((b"", b"q:", b"R:")), xml)
        if how == 4:
            tags = list(_TAG.finditer(xml))
            one, other = sorted(rng.sample(range(len(tags)), 2)) if len(tags) > 1 else (0, 0)
            wrap = (
                b"<mc:AlternateContent><mc:Choice Requires='z'>",
                b"</mc:Choice><mc:Fallback/></mc:AlternateContent>",
            )
            return (
                xml[: tags[one].start()]
                + wrap[0]
                + xml[tags[one].start() : tags[other].end()]
                + wrap[1]
                + xml[tags[other].end() :]
            )
        return xml.replace(b"<c ", b"<C ", rng.randint(1, 9)).replace(b"<row ", b"<ROW ", rng.randint(0, 3))

    return _changed(rng, book, change)


def torn(rng: Random, book: bytes) -> bytes:
    """Elements taken out, doubled, swapped, left open, closed twice, or put within each other."""

    def change(xml: bytes) -> bytes:
        pieces = re.split(rb"(<[^>]*>)", xml)
        for _ in range(rng.choice((1, 1, 2, 5, 30))):
            at, other = rng.randrange(len(pieces)), rng.randrange(len(pieces))
            how = rng.randrange(5)
            if how == 0:
                pieces[at] = b""
            elif how == 1:
                pieces.insert(other, pieces[at])
            elif how == 2:
                pieces[at], pieces[other] = pieces[other], pieces[at]
            elif how == 3:
                one, last = sorted((at, min(other, at + 40)))
                pieces[one:one] = pieces[one:last] * rng.choice((1, 3, 50)) if len(pieces) < 99_999 else []
            else:
                pieces[at] = pieces[at].replace(b"/>", b">") if rng.random() < 0.5 else pieces[at].rstrip(b">")
        return b"".join(pieces)

    return _changed(rng, book, change)


def strange_marks(rng: Random, book: bytes) -> bytes:
    """Comments, CDATA, instructions, single quotes, spaces around ``=``, references to characters that do not exist."""
    bits = (
        b"<!-- <c r=\"A1\"><v>1</v></c> -->", b"<![CDATA[<c r=\"A1\">]]>", b"<?php system('id') ?>", b"<!-- --", b"]]>",
        b"&#0;", b"&#x110000;", b"&#xD800;", b"&#" + b"9" * 5000 + b";", b"&#x" + b"F" * 5000 + b";", b"&nbsp;", b"&",
        b"&;",
        b"_xD800_", b"_x0000_", b"_x005F_x0041_", b"\0", b" " * 70_000, b"<", b">", b"<a", b"<c ", b'<c r="', b"<f",
        b"<v>",
    )  # fmt: skip

    def change(xml: bytes) -> bytes:
        if rng.random() < 0.2:
            return xml.replace(b'"', b"'")
        if rng.random() < 0.1:
            return re.sub(rb"=\"", b' = \n"', xml)
        for _ in range(rng.choice((1, 3, 20))):
            spots = [match.end() for match in re.finditer(rb"[<>\"=]", xml[: rng.randrange(1, len(xml) + 1)])] or [0]
            xml = xml[: spots[-1]] + rng.choice(bits) + xml[spots[-1] :]
        return xml

    return _changed(rng, book, change)


def attributes_absurd(rng: Random, book: bytes) -> bytes:
    """Attributes with values that nobody expects there, doubled, or gone."""
    values = (
        b"", b"-1", b"0", b"1e9", b"NaN", b"99999999999999999999", b"9" * 5000, b"A", b"A0", b"XFE1048577", b"A1:",
        b":",
        b"AAAA1", b"A1:XFD1048576", b"XFD1048576:A1", b"a1", b"$A$1", b"true", b"TRUE", b"\xff", "一".encode(),
        b"x" * 100_000,
        b"A1 B2", b"#REF!", b"../x", b"1.5", b"+1", b" 1", b"\n", "１".encode(), "²".encode(), "٣".encode(), b"rId1",
        b"&lt;",
    )  # fmt: skip

    def change(xml: bytes) -> bytes:
        found = list(re.finditer(rb"\s([\w:]+)=\"([^\"]*)\"", xml))
        for match in sorted(rng.sample(found, min(rng.choice((1, 1, 3, 10)), len(found))), key=lambda m: -m.start()):
            how = rng.randrange(6)
            new = b' %b="%b"' % (match[1], rng.choice(values))
            new = b"" if how == 0 else match[0] + new if how == 1 else new
            xml = xml[: match.start()] + new + xml[match.end() :]
        return xml

    return _changed(rng, book, change)
