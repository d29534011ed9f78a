"""Makes the Word template of the report, from the texts below: styles of official papers and markers for the contents.

Run it after a change here: ``make build``.  Every run gives the same bytes.  An office edits a copy of the result
(``selfeval-xl new --report``): fonts, spacing, a letterhead; the markers and the names of the styles have to stay.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from selfeval_xl.tasks import outlines
from selfeval_xl.writers.docx import MARKERS, PageLook

FANGSONG, KAITI, HEITI, TITLE, SONGTI = "仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体", "宋体"
ALTERNATIVES = {FANGSONG: "仿宋", KAITI: "楷体", TITLE: "华文中宋", HEITI: "SimHei", SONGTI: "SimSun"}
"""What Word takes where a machine lacks the font; 仿宋 and 楷体 come with every Windows since 7."""
LATIN = "Times New Roman"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NAMES = f'xmlns:w="{W}" xmlns:r="{R}"'


class Style(NamedTuple):
    """A paragraph style: sizes in points; ``indent`` and ``right`` in characters."""

    name: str
    font: str = FANGSONG
    size: float = 16
    bold: bool = False
    align: str = "both"
    line: int = 30
    before: int = 0
    after: int = 0
    indent: int = 0
    right: int = 0
    outline: int | None = None
    keep: bool = False
    new_page: bool = False


STYLES = (
    Style(PageLook.TITLE, TITLE, 22, align="center", after=30),
    Style(PageLook.HEADING_1, HEITI, indent=2, outline=0, keep=True),
    Style(PageLook.HEADING_2, KAITI, bold=True, indent=2, outline=1, keep=True),
    Style(PageLook.HEADING_3, indent=2, outline=2, keep=True),
    Style(PageLook.BODY, indent=2),
    Style(PageLook.UNIT, size=12, align="right", line=22, keep=True),
    Style(PageLook.SIGNATURE, align="right", right=4),
    Style(PageLook.COVER_TITLE, TITLE, 22, align="center", before=160, after=160),
    Style(PageLook.COVER, align="left", indent=4),
    Style(PageLook.ANNEX, HEITI, align="left", new_page=True),
    Style(PageLook.ANNEX_TITLE, TITLE, 22, align="center", after=15, keep=True),
    Style(PageLook.TABLE_HEAD, HEITI, 12, align="center", line=22, keep=True),
    Style(PageLook.TABLE, size=12, align="left", line=22),
    Style(PageLook.SMALL_HEAD, HEITI, 10.5, align="center", line=17, keep=True),
    Style(PageLook.SMALL, size=10.5, align="left", line=17),
)


def _fonts(font: str) -> str:
    return f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{font}" w:cs="{LATIN}"/>'


def _run_look(font: str, size: float, bold: bool = False) -> str:
    half_points = round(size * 2)
    weight = "<w:b/><w:bCs/>" if bold else ""
    return f'<w:rPr>{_fonts(font)}{weight}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>'


def _paragraph_style(style: Style) -> str:
    built_in = style.name.lower().startswith(("title", "heading"))
    name = style.name.lower() if style.name.startswith("Heading") else style.name
    custom = "" if built_in else ' w:customStyle="1"'
    look = "<w:keepNext/>" if style.keep else ""
    look += "<w:pageBreakBefore/>" if style.new_page else ""
    spacing = f'w:before="{style.before * 20}" w:after="{style.after * 20}" w:line="{style.line * 20}"'
    look += f'<w:spacing {spacing} w:lineRule="exact"/>'
    if style.indent or style.right:
        side = 20 * round(style.size)
        first = f'w:firstLineChars="{style.indent * 100}" w:firstLine="{style.indent * side}"' if style.indent else ""
        end = f' w:rightChars="{style.right * 100}" w:right="{style.right * side}"' if style.right else ""
        look += f"<w:ind{end} {first}/>" if first else f"<w:ind{end}/>"
    look += f'<w:jc w:val="{style.align}"/>'
    look += "" if style.outline is None else f'<w:outlineLvl w:val="{style.outline}"/>'
    head = f'<w:style w:type="paragraph"{custom} w:styleId="{_style_id(style.name)}"><w:name w:val="{name}"/>'
    run = _run_look(style.font, style.size, style.bold)
    return f'{head}<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{look}</w:pPr>{run}</w:style>'


def _style_id(name: str) -> str:
    return name.replace(" ", "") if name.isascii() else f"S{[style.name for style in STYLES].index(name):02d}"


def _styles() -> str:
    line = '<w:spacing w:line="600" w:lineRule="exact"/>'
    language = '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    defaults = (
        f'<w:rPrDefault><w:rPr>{_fonts(FANGSONG)}<w:kern w:val="2"/><w:sz w:val="32"/><w:szCs w:val="32"/>{language}'
    )
    defaults += "</w:rPr></w:rPrDefault><w:pPrDefault/>"
    normal = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr>'
    normal += f'<w:widowControl w:val="0"/>{line}<w:jc w:val="both"/></w:pPr></w:style>'
    plain_table = '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    plain_table += (
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    )
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = '<w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/>'
    table = f'<w:style w:type="table" w:customStyle="1" w:styleId="ReportTable"><w:name w:val="{PageLook.GRID}"/>'
    table += f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:jc w:val="center"/><w:tblBorders>{edges}</w:tblBorders>'
    table += f'<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr><w:tcPr><w:vAlign w:val="center"/></w:tcPr></w:style>'
    gap = f'<w:style w:type="character" w:customStyle="1" w:styleId="Gap"><w:name w:val="{PageLook.GAP}"/>'
    gap += '<w:rPr><w:shd w:val="clear" w:color="auto" w:fill="FFFF00"/></w:rPr></w:style>'
    font = '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    font += '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    styles = "".join(map(_paragraph_style, STYLES))
    defaults = f"<w:docDefaults>{defaults}</w:docDefaults>"
    return f"<w:styles {_NAMES}>{defaults}{normal}{font}{plain_table}{styles}{table}{gap}</w:styles>"


def _paragraph(style: str, text: str = "") -> str:
    run = f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t>{escape(text)}</w:t></w:r>' if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{_style_id(style)}"/></w:pPr>{run}</w:p>'


def _document() -> str:
    looks = {"title": PageLook.TITLE, "unit": PageLook.SIGNATURE, "date": PageLook.SIGNATURE}
    paragraphs = "".join(
        ("" if key != "unit" else _paragraph(PageLook.BODY)) + _paragraph(looks.get(key, PageLook.BODY), marker)
        for key, marker in MARKERS.items()
    )
    # GB/T 9704: A4, 37 mm above, 35 below, 28 left, 26 right; 1 mm is 56.7 twentieths of a point.
    page = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588"'
    page += ' w:header="851" w:footer="1361" w:gutter="0"/><w:pgNumType w:start="1"/>'
    footers = '<w:footerReference w:type="even" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/>'
    return f"<w:document {_NAMES}><w:body>{paragraphs}<w:sectPr>{footers}{page}</w:sectPr></w:body></w:document>"


def _footer(align: str) -> str:
    side = "left" if align == "left" else "right"
    look = f'<w:pPr><w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{align}"/></w:pPr>'
    run = _run_look(SONGTI, 14)
    dash = f'<w:r>{run}<w:t xml:space="preserve">{{}}</w:t></w:r>'
    field = f'<w:fldSimple w:instr=" PAGE "><w:r>{run}<w:t>1</w:t></w:r></w:fldSimple>'
    return f"<w:ftr {_NAMES}><w:p>{look}{dash.format('— ')}{field}{dash.format(' —')}</w:p></w:ftr>"


def _settings() -> str:
    mode = '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    spacing = '<w:characterSpacingControl w:val="compressPunctuation"/>'
    return (
        f'<w:settings {_NAMES}><w:zoom w:percent="100"/><w:evenAndOddHeaders/>{spacing}<w:compat>'
        f"<w:useFELayout/>{mode}</w:compat></w:settings>"
    )


def _font_table() -> str:
    fonts = "".join(
        f'<w:font w:name="{font}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for font, other in ALTERNATIVES.items()
    )
    return f"<w:fonts {_NAMES}>{fonts}</w:fonts>"


def _relationships(targets: dict[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(targets.items(), 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def _types() -> str:
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    parts = {
        "document": "document.main",
        "styles": "styles",
        "settings": "settings",
        "fontTable": "fontTable",
        "footer1": "footer",
        "footer2": "footer",
    }
    rows = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{word}.{kind}+xml"/>' for part, kind in parts.items()
    )
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    rows += f'<Override PartName="/docProps/core.xml" ContentType="{core}"/>'
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    xml = '<Default Extension="xml" ContentType="application/xml"/>'
    return f'<Types xmlns="{PACKAGE}/content-types">{rels}{xml}{rows}</Types>'


def _core() -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:title>自评报告模板</dc:title><dc:creator>selfeval-xl</dc:creator></cp:coreProperties>"
    )


def parts() -> dict[str, str]:
    """Return the parts of the document by name."""
    kinds = ("styles", "settings", "fontTable", "footer", "footer")
    targets = ("styles.xml", "settings.xml", "fontTable.xml", "footer1.xml", "footer2.xml")
    main = {target: f"{R}/{kind}" for target, kind in zip(targets, kinds, strict=True)}
    top = {
        "word/document.xml": f"{R}/officeDocument",
        "docProps/core.xml": f"{PACKAGE}/relationships/metadata/core-properties",
    }
    return {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _relationships(top),
        "docProps/core.xml": _core(),
        "word/document.xml": _document(),
        "word/_rels/document.xml.rels": _relationships(main),
        "word/styles.xml": _styles(),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _font_table(),
        "word/footer1.xml": _footer("left"),
        "word/footer2.xml": _footer("right"),
    }


def build(path: Path) -> Path:
    """Write the template; stored, because deflating differs from one zlib to the next."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, text in parts().items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, _HEAD + text)
    return path


if __name__ == "__main__":
    print(build(Path(outlines.TEMPLATE)).name)
