"""Hostile wiring: relationships, sheet and defined names that lead elsewhere, and content that wants to run."""

from __future__ import annotations

import re
from random import Random

from selfeval_xl.ooxml.xmltext import escape
from tests.hostile.corpus import packed, parts_of

_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_TARGETS = (
    "../../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "..\\..\\x.xml", "worksheets\\sheet1.xml",
    "/xl/workbook.xml",
    "http://127.0.0.1:9/x.xml", "\\\\127.0.0.1\\share\\x.xml", "worksheets/..%2f..%2fx.xml",
    "worksheets/sheet1%2exml", "", ".", "..",
    "worksheets/sheet1.xml#a", "worksheets/sheet1.xml?x", "../xl/workbook.xml", "_rels/workbook.xml.rels",
    "workbook.xml", "styles.xml",
    "sharedStrings.xml", "theme/theme1.xml", "worksheets/sheet1.xml", "worksheets/sheet2.xml",
    "WORKSHEETS/SHEET1.XML", "/" * 9000,
    "../" * 9000 + "x", "a/" * 9000, "worksheets/sheet1.xml\0", "[Content_Types].xml", "/[Content_Types].xml",
    "worksheets/不存在.xml",
    "calcChain.xml", "charts/chart1.xml", "drawings/drawing1.xml", "//xl//worksheets//sheet1.xml",
    "xl/worksheets/sheet1.xml",
)  # fmt: skip
_NAMES = (
    "", " ", "../../x", "/etc/passwd", "C:\\x", "con", "a" * 40, "a" * 40_000, "'", "''", "a'b'!A1", "[x]a", "a:b",
    "a?b*", "指标 ", " 指标",
    "指标", "汇总", "预算", "项目信息", "校验结果", "批复目标", "<b>", "\u202e", "{0}", "%s", "\n", "=1+1", "-",
    "{file}", "指标\u200b",
    "𠮷", "A1",
)  # fmt: skip
_TYPES = ("worksheet", "styles", "sharedStrings", "calcChain", "chartsheet", "dialogsheet", "macrosheet",
"externalLink", "officeDocument",
          "vbaProject", "drawing", "theme", "", "worksheet/", "package", "x" * 5000)  # fmt: skip


def _sub(
    rng: Random, parts: dict[str, bytes], name: str, pattern: bytes, values: tuple[str, ...], most: int = 3
) -> None:
    def changed(match: re.Match[bytes]) -> bytes:
        return match[1] + escape(rng.choice(values).replace("\0", "")) + b'"'

    parts[name] = re.sub(pattern, changed, parts[name], count=rng.randint(1, most))


def targets(rng: Random, book: bytes) -> bytes:
    """Relationships that lead out of the package, in circles, to the wrong kind of part, or nowhere."""
    parts = parts_of(book)
    name = rng.choice([each for each in parts if each.endswith(".rels")] or list(parts))
    _sub(rng, parts, name, rb"( Target=\")[^\"]*\"", tuple(rng.sample(_TARGETS, 3)), 9)
    if rng.random() < 0.3:
        _sub(rng, parts, name, rb"( Type=\")[^\"]*\"", tuple(_KIND + each for each in _TYPES))
    if rng.random() < 0.3:
        _sub(rng, parts, name, rb"( Id=\")[^\"]*\"", ("rId1", "rId2", "", "x"), 9)
    if rng.random() < 0.2:
        parts[name] = parts[name].replace(b" Target=", b' TargetMode="External" Target=', rng.randint(1, 3))
    if rng.random() < 0.2:
        parts[name] = parts[name].replace(
            b"</Relationships>", re.findall(rb"<Relationship [^>]*>", parts[name])[0] * 3000 + b"</Relationships>"
        )
    if "xl/calcChain.xml" in parts and rng.random() < 0.3:
        parts["xl/calcChain.xml"] = parts["xl/calcChain.xml"].replace(
            b' i="', rng.choice((b' j="', b' i="x', b' i="-'))
        )
    return packed(parts)


def names(rng: Random, book: bytes) -> bytes:
    """Sheet names and defined names that are paths, formulas, empty, endless, or taken already; absurd numbers."""
    parts, name = parts_of(book), "xl/workbook.xml"
    if rng.random() < 0.7:
        _sub(rng, parts, name, rb"(<sheet [^>]*?name=\")[^\"]*\"", _NAMES, 6)
    if rng.random() < 0.3:
        _sub(rng, parts, name, rb"(sheetId=\")[^\"]*\"", ("1", "0", "-1", "x", "9" * 400, ""), 6)
    if rng.random() < 0.3:
        _sub(rng, parts, name, rb"(r:id=\")[^\"]*\"", ("rId1", "rId2", "rId999", ""), 6)
    defined = b"".join(
        b'<definedName name="%b" localSheetId="%d">%b</definedName>'
        % (
            escape(rng.choice(_NAMES)),
            rng.choice((0, -1, 10**9)),
            escape(rng.choice(("汇总!A1", "[1]x!A1", "#REF!", "(" * 999, "INDIRECT(A1)"))),
        )
        for _ in range(rng.choice((0, 1, 500)))
    )
    many = b"".join(b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (n, n) for n in range(rng.choice((0, 0, 5000))))
    xml = parts[name].replace(
        b"</sheets>", many + b"</sheets>" + rng.choice((b"", b"<definedNames>" + defined + b"</definedNames>"))
    )
    return packed(parts | {name: xml})


def _wanting_to_run(noise: bytes, outside: str) -> dict[tuple[str, str], dict[str, bytes]]:
    """Return what wants to run: (kind of relationship, its target) -> the parts."""
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise
    path = f'<Relationship Id="rId1" Type="{_KIND}externalLinkPath" Target="{outside}" TargetMode="External"/>'
    book = b'<externalBook r:id="rId1"><sheetNames><sheetName val="a"/></sheetNames></externalBook>'
    dde = b'<ddeLink ddeService="cmd" ddeTopic="/C calc"><ddeItems><ddeItem name="A0" advise="1"/></ddeItems></ddeLink>'
    query = b'<dbPr connection="DRIVER={SQL};SERVER=127.0.0.1" command="EXEC xp_cmdshell"/>'
    return {
        ("vbaProject", "vbaProject.bin"): {"xl/vbaProject.bin": ole, "xl/vbaProjectSignature.bin": noise},
        ("externalLink", "externalLinks/externalLink1.xml"): {
            "xl/externalLinks/externalLink1.xml": b"<externalLink>%b</externalLink>" % book,
            "xl/externalLinks/_rels/externalLink1.xml.rels": f"<Relationships>{path}</Relationships>".encode(),
        },
        ("externalLink", "externalLinks/dde.xml"): {
            "xl/externalLinks/dde.xml": b"<externalLink>%b</externalLink>" % dde
        },
        ("connections", "connections.xml"): {
            "xl/connections.xml": b'<connections><connection id="1" refreshOnLoad="1">%b</connection></connections>'
            % query
        },
        ("oleObject", "embeddings/oleObject1.bin"): {
            "xl/embeddings/oleObject1.bin": ole,
            "xl/embeddings/a.exe": b"MZ" + noise,
        },
        ("control", "activeX/activeX1.xml"): {"xl/activeX/activeX1.xml": b"<ax:ocx/>", "xl/activeX/activeX1.bin": ole},
        ("customXml", "../customXml/item1.xml"): {
            "customXml/item1.xml": b"<DataMashup>%b</DataMashup>" % noise.hex().encode()
        },
        ("xlMacrosheet", "macrosheets/sheet1.xml"): {"xl/macrosheets/sheet1.xml": b"<xm:macrosheet/>"},
        ("printerSettings", "printerSettings/p.bin"): {
            "xl/printerSettings/p.bin": "\\\\127.0.0.1\\p".encode("utf-16-le")
        },
    }


_RIBBON = (
    b'<Relationship Id="ui" Type="http://schemas.microsoft.com/office/2007/relationships/ui/extensibility" '
    b'Target="customUI/customUI14.xml"/></Relationships>'
)


def active(rng: Random, book: bytes) -> bytes:
    """Macros, links to other workbooks, DDE, OLE, queries, a ribbon of its own, controls: all that wants to run."""
    parts = parts_of(book)
    outside = ("file:///C:/x.xlsx", "http://127.0.0.1:9/x.xlsx", "\\\\127.0.0.1\\share\\x.xlsx", "../x.xlsx")
    extras = _wanting_to_run(rng.randbytes(3000), rng.choice(outside))
    relations, types = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
    for kind, target in rng.sample(list(extras), rng.choice((1, 2, len(extras)))):
        parts |= extras[kind, target]
        line = f'<Relationship Id="x{target}" Type="{_KIND}{kind}" Target="{target}"/></Relationships>'
        parts[relations] = parts[relations].replace(b"</Relationships>", line.encode())
    if rng.random() < 0.5:
        parts["customUI/customUI14.xml"] = b'<customUI onLoad="Evil"><ribbon><tabs/></ribbon></customUI>'
        parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"</Relationships>", _RIBBON)
    if rng.random() < 0.7:
        macros = rng.choice((b"sheet.macroEnabled", b"addin.macroEnabled", b"template.macroEnabled"))
        usual = b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        parts[types] = parts[types].replace(usual, b"ms-excel." + macros + b".main+xml")
    return packed(parts)


def drawings(rng: Random, book: bytes) -> bytes:
    """Charts and drawings torn, endless, or numbered absurdly; the drawing of a sheet leading to something else."""
    parts = parts_of(book)
    names = [name for name in parts if "/charts/" in name or "/drawings/" in name] or list(parts)
    for name in rng.sample(names, min(2, len(names))):
        how = rng.randrange(6)
        xml = parts[name]
        if how == 0:
            xml = re.sub(
                rb"(idx val=\")\d+", lambda m: m[1] + rng.choice((b"-1", b"9" * 5000, b"99", b"x", "³".encode())), xml
            )
        elif how == 1:
            xml = re.sub(rb"</[\w:]*(twoCellAnchor|ser|from|to|val|cat|tx)>", b"", xml, count=rng.choice((0, 1)))
        elif how == 2:
            xml = xml.replace(
                b"<",
                rng.choice((b"<c:ser>", b"<xdr:twoCellAnchor>", b"<")) * rng.choice((1, 50)) + b"<",
                rng.choice((1, 40)),
            )
        elif how == 3:
            xml = re.sub(
                rb"(r:id=\"|r:embed=\")[^\"]*", lambda m: m[1] + rng.choice((b"rId1", b"rId9", b"", b"x")), xml
            )
        elif how == 4:
            xml = re.sub(rb"name=\"[^\"]*\"", lambda m: m[0] if rng.random() < 0.5 else b'name=""', xml)
        else:
            xml = xml[: rng.randrange(len(xml) + 1)]
        parts[name] = xml
    return packed(parts)
