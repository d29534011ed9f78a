"""The .xlam itself: a workbook of two sheets that nobody sees, with the VBA project and the ribbon.

Stored, not deflated, and with one fixed date, because the bytes of a deflated package depend on the zlib at hand.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

_DATE = (1980, 1, 1, 0, 0, 0)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FORMATS = "http://schemas.openxmlformats.org"
_OFFICE = f"{_FORMATS}/officeDocument/2006/relationships"
_PACKAGE = f"{_FORMATS}/package/2006"
_MAIN = f"{_FORMATS}/spreadsheetml/2006/main"
_RIBBON = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_VBA = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


class Sheet(NamedTuple):
    """A sheet of text: its tab, its name in VBA, and its rows; None leaves a cell empty."""

    tab: str
    code_name: str
    hidden: bool
    rows: Sequence[Sequence[str | None]]


class About(NamedTuple):
    """What Excel shows in its list of add-ins."""

    title: str
    description: str


def package(sheets: Sequence[Sheet], vba: bytes, ribbon: bytes, about: About) -> bytes:
    """Return the file."""
    parts: dict[str, bytes] = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _root_relationships(),
        "docProps/core.xml": _core(about),
        "xl/workbook.xml": _workbook(sheets),
        "xl/_rels/workbook.xml.rels": _workbook_relationships(len(sheets)),
        **{f"xl/worksheets/sheet{number}.xml": _sheet(sheet) for number, sheet in enumerate(sheets, 1)},
        "xl/vbaProject.bin": vba,
        "customUI/customUI14.xml": ribbon,
    }
    return _zipped(parts)


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system = 0  # else it tells on which system it was made
            archive.writestr(entry, data)
    return out.getvalue()


def _content_types(sheets: int) -> bytes:
    kinds = {"/xl/workbook.xml": "application/vnd.ms-excel.addin.macroEnabled.main+xml"}
    kinds |= {f"/xl/worksheets/sheet{number}.xml": f"{_SHEET_TYPE}.worksheet+xml" for number in range(1, sheets + 1)}
    kinds["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
    defaults["bin"] = "application/vnd.ms-office.vbaProject"
    rows = [f'<Default Extension="{ending}" ContentType="{kind}"/>' for ending, kind in defaults.items()]
    rows += [f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items()]
    return _xml(f'<Types xmlns="{_PACKAGE}/content-types">{"".join(rows)}</Types>')


def _root_relationships() -> bytes:
    targets = [
        (f"{_OFFICE}/officeDocument", "xl/workbook.xml"),
        (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        (_RIBBON, "customUI/customUI14.xml"),
    ]
    return _relationships(targets)


def _workbook_relationships(sheets: int) -> bytes:
    targets = [(f"{_OFFICE}/worksheet", f"worksheets/sheet{number}.xml") for number in range(1, sheets + 1)]
    return _relationships([*targets, (_VBA, "vbaProject.bin")])


def _relationships(targets: Sequence[tuple[str, str]]) -> bytes:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return _xml(f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>')


def _core(about: About) -> bytes:
    spaces = f'xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    texts = f"<dc:title>{escape(about.title)}</dc:title><dc:description>{escape(about.description)}</dc:description>"
    return _xml(f"<cp:coreProperties {spaces}>{texts}</cp:coreProperties>")


def _workbook(sheets: Sequence[Sheet]) -> bytes:
    rows = "".join(
        f"<sheet name={quoteattr(sheet.tab)} sheetId={quoteattr(str(number))}"
        f'{" state=" + quoteattr("veryHidden") if sheet.hidden else ""} r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, 1)
    )
    inside = '<workbookPr codeName="ThisWorkbook"/><bookViews><workbookView visibility="hidden"/></bookViews>'
    return _xml(f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{inside}<sheets>{rows}</sheets></workbook>')


def _sheet(sheet: Sheet) -> bytes:
    rows = "".join(_row(number, row) for number, row in enumerate(sheet.rows, 1))
    head = f"<sheetPr codeName={quoteattr(sheet.code_name)}/>"
    return _xml(f'<worksheet xmlns="{_MAIN}">{head}<sheetData>{rows}</sheetData></worksheet>')


def _row(number: int, values: Sequence[str | None]) -> str:
    cells = "".join(
        f'<c r="{chr(65 + column)}{number}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        for column, value in enumerate(values)
        if value is not None
    )
    return f'<row r="{number}">{cells}</row>'


def _xml(text: str) -> bytes:
    return (_HEAD + text).encode("utf-8")
