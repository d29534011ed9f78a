"""Spellings of XML: quotes, space, prefixes, encodings, comments, CDATA, references, name spaces."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from tests.spellings.parts import (
    ALL,
    READ,
    RELATIONS,
    SHEETS,
    START,
    STYLES,
    TYPES,
    WORKBOOK,
    Parts,
    Tag,
    changed,
    one,
    tags,
    written,
)

Change = Callable[[Parts], Parts]
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_GROUPS = {
    "sheets": SHEETS,
    "styles": (STYLES,),
    "workbook": (WORKBOOK,),
    "relationships": (RELATIONS, START),
    "content types": (TYPES,),
    "all": ALL,
}
_DECLARATION = re.compile(r"^<\?xml[^>]*\?>\s*")


def _attributes(form: str) -> Callable[[Tag], str]:
    return lambda tag: written(tag, form)


def _backwards(tag: Tag) -> str:
    end, name, attributes, empty = tag
    return written((end, name, dict(reversed(attributes.items())), empty))


def _opened(tag: Tag) -> str:
    end, name, attributes, empty = tag
    return written((end, name, attributes, False)) + (f"</{name}>" if empty else "")


def _spaced(tag: Tag) -> str:
    return written(tag).replace("/>", " />") if tag[3] else written(tag).replace(">", "\n >")


def _referred(tag: Tag) -> str:
    end, name, attributes, empty = tag
    coded = {
        key: value if key.startswith("xmlns") or "&" in value else "".join(f"&#{ord(each)};" for each in value)
        for key, value in attributes.items()
    }
    return written((end, name, coded, empty))


def prefixed(prefix: str, names: tuple[str, ...] = READ) -> Change:
    """Every element of the main name space under this prefix."""

    def tag(each: Tag) -> str:
        end, name, attributes, empty = each
        own = {("xmlns:" + prefix if key == "xmlns" else key): value for key, value in attributes.items()}
        return written((end, name if ":" in name else f"{prefix}:{name}", own, empty))

    return tags(names, tag)


def _prefixed_package(parts: Parts) -> Parts:
    return prefixed("p", (RELATIONS, START, TYPES))(parts)


def _mixed(xml: str) -> str:
    """Rows under another prefix than all else; both stand for the same name space."""
    xml = one(xml, "<worksheet ", f'<worksheet xmlns:y="{_MAIN}" ')
    return re.sub(r"<(/?)(row|v)(?=[\s/>])", r"<\1y:\2", xml)


def _declared_again(xml: str) -> str:
    return xml.replace("<c ", f'<c xmlns="{_MAIN}" ')


def _texts(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda xml: re.sub(r"(<(?:t|v)(?: [^>]*)?>)([^<]+)(<)", lambda m: m[1] + change(m[2]) + m[3], xml)


def _cdata(text: str) -> str:
    return text if "&" in text else f"<![CDATA[{text}]]>"


def _half_cdata(text: str) -> str:
    return text if "&" in text else f"{text[:1]}<![CDATA[{text[1:]}]]>"


def _half_comment(text: str) -> str:
    return text if "&" in text else f"{text[:1]}<!-- & -->{text[1:]}"


def _decimal(text: str) -> str:
    return text if "&" in text else "".join(f"&#{ord(each)};" for each in text)


def _hexadecimal(text: str) -> str:
    return text if "&" in text else "".join(f"&#x{ord(each):X};" for each in text)


def _commented(xml: str) -> str:
    return re.sub(r"(?=<(?:row|c|/row)[\s>])", '<!-- <c r="A1"><v>9</v></c> \' " > -->', xml)


def _instructed(xml: str) -> str:
    return re.sub(r"(?=<(?:row|c)[\s>])", "<?note <row r='1'> ?>", xml)


def _indented(xml: str) -> str:
    return re.sub(r"(?=<(?:row|/row|c|v|is|f|mergeCell|xf|sheet|font|numFmt)[\s/>])", "\n    ", xml)


def _foreign(xml: str) -> str:
    """Elements and attributes of a name space that may be ignored, some with the very names of ours."""
    spaces = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:o="urn:other" mc:Ignorable="o"'
    )
    xml = one(xml, "<worksheet ", f"<worksheet {spaces} ")
    xml = re.sub(r"<c r", '<c o:r="A1" o:t="s" o:s="9" r', xml)
    return re.sub(r"</c>", "<o:v>7</o:v><o:f>1</o:f></c>", xml)


def _controls(xml: str) -> str:
    more = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" Requires="x14"/>'
        "</mc:AlternateContent>"
        '<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}" '
        'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
        "<x14:conditionalFormattings><x14:c><x14:v>5</x14:v></x14:c></x14:conditionalFormattings></ext></extLst>"
    )
    return one(xml, "</worksheet>", more + "</worksheet>")


def _encoded(code: str, declared: str, mark: bytes = b"") -> Change:
    def spell(parts: Parts) -> Parts:
        head = f'<?xml version="1.0" encoding="{declared}"?>'
        texts = {name: head + _DECLARATION.sub("", parts[name].decode()) for name in ALL}
        return parts | {name: mark + text.encode(code) for name, text in texts.items()}

    return spell


def _strict(parts: Parts) -> Parts:
    """ISO/IEC 29500 Strict: other name spaces and types of relationships, the same elements."""
    old, new = "http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/"

    def told(text: str) -> str:
        text = text.replace(_MAIN, new + "spreadsheetml/main")
        return text.replace(old + "officeDocument/2006/relationships", new + "officeDocument/relationships")

    return changed((*READ, RELATIONS, START), told)(parts)


def _strict_prefixed(parts: Parts) -> Parts:
    return prefixed("x")(_strict(parts))


def _choice(branch: str, other: str, requires: str, uri: str) -> str:
    return (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice xmlns:z="{uri}" Requires="{requires}">{branch}</mc:Choice>'
        f"<mc:Fallback>{other}</mc:Fallback></mc:AlternateContent>"
    )


def _alternatives(uri: str, rest: str) -> Callable[[str], str]:
    """Every cell style (and font) as a choice; the branch that is not shown has another format."""

    def change(xml: str) -> str:
        def chosen(match: re.Match[str]) -> str:
            wrong = re.sub(r'numFmtId="\d+"', 'numFmtId="0"', match[0]) if rest else ""
            pair = (match[0], wrong) if uri.startswith("http://schemas.microsoft.com") else (wrong, match[0])
            return _choice(*pair, "z", uri)

        start, middle, end = re.split(r"(<cellXfs.*?</cellXfs>)", xml, flags=re.DOTALL)
        return start + re.sub(r"<xf [^>]*?/>|<xf [^>]*?[^/]>.*?</xf>", chosen, middle, flags=re.DOTALL) + end

    return change


_HANCOM = "http://schemas.haansoft.com/office/spreadsheet/8.0"
_MICROSOFT = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"

SPELLINGS: Mapping[str, Change] = {
    **{f"single quotes, {each}": tags(names, _attributes(" {}='{}'")) for each, names in _GROUPS.items()},
    **{f"spaces round =, {each}": tags(names, _attributes(' {} =\t"{}"')) for each, names in _GROUPS.items()},
    **{f"attributes on lines, {each}": tags(names, _attributes('\n  {}="{}"')) for each, names in _GROUPS.items()},
    **{f"attributes backwards, {each}": tags(names, _backwards) for each, names in _GROUPS.items()},
    **{f"references in attributes, {each}": tags(names, _referred) for each, names in _GROUPS.items()},
    "empty elements with an end tag": tags(ALL, _opened),
    "space before the end of a tag": tags(ALL, _spaced),
    **{f"prefix {each}": prefixed(each) for each in ("x", "ns0", "very-long.prefix_1", "表")},
    "prefix in relationships and types": _prefixed_package,
    "prefix in sheets alone": prefixed("s", SHEETS),
    "prefix in styles alone": prefixed("s", (STYLES,)),
    "prefix in the workbook alone": prefixed("s", (WORKBOOK,)),
    "two prefixes on a sheet": changed(SHEETS, _mixed),
    "name space declared again on every cell": changed(SHEETS, _declared_again),
    "texts as CDATA": changed(SHEETS, _texts(_cdata)),
    "texts partly as CDATA": changed(SHEETS, _texts(_half_cdata)),
    "texts as decimal references": changed(SHEETS, _texts(_decimal)),
    "texts as hexadecimal references": changed(SHEETS, _texts(_hexadecimal)),
    "comments between cells and rows": changed(SHEETS, _commented),
    "comment on top": changed(ALL, lambda xml: xml.replace("?>", "?><!-- <worksheet/> -->", 1)),
    "comment at the end": changed(ALL, lambda xml: xml + "<!-- </sheetData> -->"),
    "comments inside texts": changed(SHEETS, _texts(_half_comment)),
    "instructions between cells": changed(SHEETS, _instructed),
    "indented": changed((*SHEETS, STYLES, WORKBOOK), _indented),
    "foreign elements of our names": changed(SHEETS, _foreign),
    "extensions behind the rows": changed(SHEETS, _controls),
    "no declaration": changed(ALL, lambda xml: _DECLARATION.sub("", xml)),
    "byte order mark": changed(ALL, lambda xml: "\ufeff" + xml),
    "declared in small letters": changed(ALL, lambda xml: xml.replace('"UTF-8"', '"utf-8"')),
    "UTF-16, little end": _encoded("utf-16-le", "UTF-16", b"\xff\xfe"),
    "UTF-16, big end": _encoded("utf-16-be", "UTF-16", b"\xfe\xff"),
    "Strict": _strict,
    "Strict, prefixed": _strict_prefixed,
    "styles as choices of others": changed((STYLES,), _alternatives(_HANCOM, "wrong")),
    "styles as choices of Office": changed((STYLES,), _alternatives(_MICROSOFT, "wrong")),
    "styles as choices without a last resort": changed((STYLES,), _alternatives(_MICROSOFT, "")),
}

ILLEGAL: Mapping[str, tuple[Change, str]] = {
    "document type": (changed(SHEETS, lambda xml: xml.replace("?>", '?><!DOCTYPE x [<!ENTITY a "b">]>', 1)), "F10"),
    "an encoding that OOXML has not": (
        changed(SHEETS, lambda xml: xml.replace('"UTF-8"', '"GB18030"').encode("gb18030").decode("latin-1")),
        "F10",
    ),
    "not well-formed": (changed(SHEETS, lambda xml: xml.replace("</row>", "", 1)), "F04"),
    "rows out of order": (changed(SHEETS, lambda xml: xml.replace(' r="3"', ' r="2"', 1)), "F10"),
}
