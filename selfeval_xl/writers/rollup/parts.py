"""The parts that hold a workbook together: content types, relationships, list of sheets, titles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from selfeval_xl.ooxml.xmltext import cell_text, escape
from selfeval_xl.writers.rollup.frame import MAIN, XML
from selfeval_xl.writers.rollup.sheet import RELATIONS

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument"
_KINDS = {
    "xl/workbook.xml": f"{_TYPE}.spreadsheetml.sheet.main+xml",
    "xl/styles.xml": f"{_TYPE}.spreadsheetml.styles+xml",
    "xl/sharedStrings.xml": f"{_TYPE}.spreadsheetml.sharedStrings+xml",
    "xl/worksheets/sheet": f"{_TYPE}.spreadsheetml.worksheet+xml",
    "xl/tables/": f"{_TYPE}.spreadsheetml.table+xml",
    "xl/drawings/drawing": f"{_TYPE}.drawing+xml",
    "xl/charts/": f"{_TYPE}.drawingml.chart+xml",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
}
"""The content types, by how the name of a part begins."""
START = (
    XML
    + (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
        f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
        "</Relationships>"
    ).encode()
)
ORIGIN = (
    XML
    + (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:title>项目支出绩效自评汇总</dc:title><dc:creator>selfeval-xl</dc:creator></cp:coreProperties>"
    ).encode()
)
RELATIONS_HEAD = XML + f'<Relationships xmlns="{_PACKAGE}/relationships">'.encode()
RELATIONS_TAIL = b"</Relationships>"


def relation(name: str, kind: str, target: str) -> bytes:
    """Return a relationship to another part."""
    return f'<Relationship Id="{name}" Type="{RELATIONS}/{kind}" Target="{target}"/>'.encode()


def content_types(names: Iterable[str]) -> bytes:
    """Return the part that says of every other what it is."""
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>'
        for name in names
        for start, kind in _KINDS.items()
        if name.startswith(start)
    )
    return (
        XML
        + (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
        ).encode()
    )


def workbook(names: Sequence[str]) -> bytes:
    """Return the list of sheets; on paper, each page repeats the header row."""
    sheets = b"".join(
        b'<sheet name="%b" sheetId="%d" r:id="rId%d"/>' % (escape(name), number, number)
        for number, name in enumerate(names, 1)
    )
    titles = b"".join(
        b'<definedName name="_xlnm.Print_Titles" localSheetId="%d">\'%b\'!$1:$1</definedName>' % (index, escape(name))
        for index, name in enumerate(names)
    )
    return XML + (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><bookViews><workbookView activeTab="0" tabRatio="850"/>'
        "</bookViews><sheets>"
    ).encode() + sheets + b"</sheets><definedNames>" + titles + b"</definedNames></workbook>"  # fmt: skip


def workbook_relations(count: int) -> bytes:
    """Return the relationships of the workbook to its sheets, styles and titles."""
    sheets = (relation(f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml") for number in range(1, count + 1))
    others = (
        relation("rIdStyles", "styles", "styles.xml"),
        relation("rIdTitles", "sharedStrings", "sharedStrings.xml"),
    )
    return b"".join((RELATIONS_HEAD, *sheets, *others, RELATIONS_TAIL))


def shared_strings(titles: Iterable[str]) -> bytes:
    """Return the titles of the columns.  Excel wants those of a table in this part; all other text is in its cells."""
    items = b"".join(b"<si><t>%b</t></si>" % cell_text(title) for title in titles)
    return XML + f'<sst xmlns="{MAIN}">'.encode() + items + b"</sst>"
