"""A fresh workbook as a package, as Office writes one: its parts with their relationships, and the zip around them.

The order of the parts, targets relative to the part that names them, theme and properties are those of Excel: programs
that upload pages use know no other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from selfeval_xl.messages import codes, storage_error
from selfeval_xl.ooxml import zipformat
from selfeval_xl.ooxml.package import Package
from selfeval_xl.ooxml.xmltext import cell_text, escape
from selfeval_xl.storage import resources
from selfeval_xl.writers.spool import Packed, packed

XML = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
THEME = "xl/theme/theme1.xml"
LIMIT = 0xFFFFFFFE
"""Most bytes of a part, and of the file, without the zip64 extension, which not every program for workbooks reads."""
_ROOM = 4096
"""More than the headers of a member take, with its name."""
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
    THEME: f"{_TYPE}.theme+xml",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "docProps/app.xml": f"{_TYPE}.extended-properties+xml",
}
"""The content types, by how the name of a part begins."""
_MAKER = "selfeval-xl"
_APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    f"<Application>{_MAKER}</Application></Properties>"
)
_STARTS = (
    ("officeDocument", "xl/workbook.xml"),
    (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    ("extended-properties", "docProps/app.xml"),
)
"""What a package begins with."""
_RELATIONS_HEAD = XML + f'<Relationships xmlns="{_PACKAGE}/relationships">'.encode()
_RELATIONS_TAIL = b"</Relationships>"


class WrittenSheet(NamedTuple):
    """A sheet that is written: its name, its part, the rows (first, last) that each printed page repeats."""

    name: str
    part: Packed
    titles: tuple[int, int] | None


def relation(name: str, kind: str, target: str) -> bytes:
    """Return a relationship to another part; ``kind`` is one of Office's, or a whole type."""
    kind = kind if ":" in kind else f"{RELATIONS}/{kind}"
    return f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'.encode()


def relations(items: Iterable[bytes]) -> Packed:
    """Return a part with these relationships."""
    part = Packed(_RELATIONS_HEAD)
    for item in items:
        part.write(item)
    part.write(_RELATIONS_TAIL)
    part.finish()
    return part


def finished(
    title: str, sheets: Sequence[WrittenSheet], styles: bytes, others: Mapping[str, Packed], strings: Iterable[str] = ()
) -> dict[str, Packed]:
    """Return all parts of a workbook by name, in order; ``others`` are those that the sheets lead to.

    ``title`` may be empty, ``strings`` are the shared ones.
    """
    strings = list(strings)
    made = {
        "_rels/.rels": _numbered(_STARTS),
        "xl/workbook.xml": packed(_workbook(sheets)),
        "xl/_rels/workbook.xml.rels": _of_workbook(len(sheets), bool(strings)),
        **{f"xl/worksheets/sheet{number}.xml": sheet.part for number, sheet in enumerate(sheets, 1)},
        THEME: packed(Package(resources.read(f"{resources.templates()[0]}.xlsx"), THEME).read(THEME)),
        "xl/styles.xml": packed(styles),
        **({"xl/sharedStrings.xml": packed(_shared_strings(strings))} if strings else {}),
        **others,
        "docProps/core.xml": packed(_core(title)),
        "docProps/app.xml": packed(XML + _APP.encode()),
    }
    return {"[Content_Types].xml": packed(_content_types(made))} | made


def require_room(parts: Mapping[str, Packed], shown: str) -> None:
    """Raise StorageError when the parts do not fit into a plain zip; ``shown`` is the name of the file."""
    whole = sum(part.packed + _ROOM for part in parts.values())
    if whole > LIMIT or any(part.size > LIMIT for part in parts.values()):
        raise storage_error(codes.TOO_BIG, file=shown)


def pieces(parts: Mapping[str, Packed]) -> Iterator[bytes]:
    """Yield the file, piece by piece: the parts, deflated before, one behind the other in the order given."""
    position, records = 0, []
    for name, part in parts.items():
        head, record = zipformat.described(name, part.crc, part.packed, part.size)
        records.append(zipformat.placed(record, position))
        yield head
        yield from part.pieces()
        position += len(head) + part.packed
    yield b"".join(records)
    yield zipformat.end(records, position, b"")


def _numbered(targets: Iterable[tuple[str, str]]) -> Packed:
    return relations(relation(f"rId{number}", *each) for number, each in enumerate(targets, 1))


def _core(title: str) -> bytes:
    spaces = f'xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    named = f"<dc:title>{title}</dc:title>" * bool(title) + f"<dc:creator>{_MAKER}</dc:creator>"
    return XML + f"<cp:coreProperties {spaces}>{named}</cp:coreProperties>".encode()


def _content_types(names: Iterable[str]) -> bytes:
    """Return the part that says of every other what it is."""
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>'
        for name in names
        for start, kind in _KINDS.items()
        if name.startswith(start)
    )
    defaults = (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    return XML + f"{defaults}{overrides}</Types>".encode()


def _workbook(sheets: Sequence[WrittenSheet]) -> bytes:
    """Return the list of sheets, with the rows that each printed page of them repeats."""
    listed = b"".join(
        b'<sheet name="%b" sheetId="%d" r:id="rId%d"/>' % (escape(sheet.name), number, number)
        for number, sheet in enumerate(sheets, 1)
    )
    titles = b"".join(
        b'<definedName name="_xlnm.Print_Titles" localSheetId="%d">\'%b\'!$%d:$%d</definedName>'
        % (index, escape(sheet.name.replace("'", "''")), *sheet.titles)
        for index, sheet in enumerate(sheets)
        if sheet.titles
    )
    head = f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><bookViews><workbookView activeTab="0" tabRatio="850"/>'
    names = b"<definedNames>%b</definedNames>" % titles if titles else b""
    return XML + head.encode() + b"</bookViews><sheets>" + listed + b"</sheets>" + names + b"</workbook>"


def _of_workbook(count: int, has_strings: bool) -> Packed:
    """Return the relationships of the workbook to its sheets, theme, styles and strings."""
    targets = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, count + 1)]
    targets += [("theme", "theme/theme1.xml"), ("styles", "styles.xml")]
    targets += [("sharedStrings", "sharedStrings.xml")] if has_strings else []
    return _numbered(targets)


def _shared_strings(strings: Iterable[str]) -> bytes:
    """Return titles of columns.  Excel wants those of a table in this part; all other text is in its cells."""
    items = b"".join(b"<si><t>%b</t></si>" % cell_text(text) for text in strings)
    return XML + f'<sst xmlns="{MAIN}">'.encode() + items + b"</sst>"
