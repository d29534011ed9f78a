"""The same sheet in every container: what openpyxl wrote once is written again by other programs, or by hand."""

from __future__ import annotations

import csv
import datetime
import io
import struct
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from html import escape
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import xlwt
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from tests.judges import office

Span = tuple[int, int]
"""How many rows and columns a cell covers."""


def spans(sheet: Worksheet) -> dict[tuple[int, int], Span]:
    """Return what the first cell of each merged area covers."""
    areas = sheet.merged_cells.ranges
    return {(a.min_row, a.min_col): (a.max_row - a.min_row + 1, a.max_col - a.min_col + 1) for a in areas}


def seen(cell: Cell) -> str:
    """Return what a person sees in a cell, in a document that holds text only."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float | int) and "%" in cell.number_format:
        return f"{value * 100:.10g}%"
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def xls(sheets: list[Worksheet]) -> bytes:
    """Write the sheets as Excel 97-2003 does, by xlwt; WPS writes .et the same way."""
    out = BytesIO()
    _xls(sheets).save(out)
    return out.getvalue()


def biff(sheets: list[Worksheet]) -> bytes:
    """Write the sheets as the bare records of such a workbook."""
    data: bytes = _xls(sheets).get_biff_data()
    return data


def _xls(sheets: list[Worksheet]) -> xlwt.Workbook:
    book = xlwt.Workbook(encoding="utf-8")
    looks: dict[str, xlwt.XFStyle] = {}
    for sheet in sheets:
        target, covered = book.add_sheet(sheet.title), spans(sheet)
        target.visibility = {"visible": 0, "hidden": 1, "veryHidden": 2}[sheet.sheet_state]
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            look = looks.setdefault(cell.number_format, xlwt.easyxf(num_format_str=cell.number_format))
            down, across = covered.get((cell.row, cell.column), (1, 1))
            row, column = cell.row - 1, cell.column - 1
            if (down, across) != (1, 1):
                target.write_merge(row, row + down - 1, column, column + across - 1, cell.value, look)
            elif cell.value is not None:
                target.write(row, column, cell.value, look)
        for row, told in sheet.row_dimensions.items():
            target.row(row - 1).hidden = bool(told.hidden)
    return book


def xls_with_error() -> bytes:
    """Write a cell that shows an error, which xlwt has no value for but by its number."""
    book = xlwt.Workbook()
    book.add_sheet("表").row(0).set_cell_error(0, "#DIV/0!")
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def word(sheets: list[Worksheet]) -> bytes:
    """Write each sheet as a report in Word has it: its title and year as lines, below them the table."""
    report = docx.Document()
    report.add_paragraph("一、项目基本情况。本单位认真组织开展了绩效自评，现将结果报告如下。")
    for sheet in sheets:
        head = heading_rows(sheet)
        for row in range(1, head + 1):
            report.add_paragraph(seen(sheet.cell(row, 1)))
        add_table(report, sheet, head)
    out = BytesIO()
    report.save(out)
    return out.getvalue()


def heading_rows(sheet: Worksheet) -> int:
    """Return how many rows at the top are one cell over the whole width: title and year."""
    row, covered = 0, spans(sheet)
    while covered.get((row + 1, 1), (1, 1))[1] > 4:
        row += 1
    return row


def add_table(report: docx.document.Document, sheet: Worksheet, head: int = 0, last: int = 0) -> None:
    """Add the rows of a sheet from below row ``head`` to ``last`` as a table."""
    last = last or sheet.max_row
    table = report.add_table(last - head, sheet.max_column)
    cells = [row.cells for row in table.rows]
    for row in range(head + 1, last + 1):
        for column in range(1, sheet.max_column + 1):
            if text := seen(sheet.cell(row, column)):
                cells[row - head - 1][column - 1].text = text
    for (row, column), (down, across) in spans(sheet).items():
        if head < row <= last:
            first = cells[row - head - 1][column - 1]
            kept = first.text
            first.merge(cells[min(row + down - 1, last) - head - 1][column + across - 2]).text = kept


def page(sheets: list[Worksheet], encoding: str = "gb18030") -> bytes:
    """Write the sheets as a platform exports them under the name .xls: a web page."""
    head = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={encoding}"></head><body>'
    tables = "".join(f"<table border=1>{''.join(_page_rows(sheet))}</table>" for sheet in sheets)
    return f"{head}{tables}</body></html>".encode(encoding)


def _page_rows(sheet: Worksheet) -> Iterator[str]:
    for row in sheet.iter_rows():
        yield "<tr>"
        for cell, (down, across) in _own(sheet, row):
            text = escape(seen(cell)).replace("\n", "<br/>")
            yield f'<td rowspan="{down}" colspan={across}>{text}</td>'
        yield "</tr>\n"


def _own(sheet: Worksheet, row: tuple[Cell, ...]) -> Iterator[tuple[Cell, Span]]:
    """Yield the cells of a row that are not covered by another, with what they cover."""
    covered = spans(sheet)
    for cell in row:
        if not isinstance(cell, openpyxl.cell.MergedCell):
            yield cell, covered.get((cell.row, cell.column), (1, 1))


def archived(sheets: list[Worksheet]) -> bytes:
    """Write the sheets as a web page in a single file (.mht), as Excel and browsers save one."""
    head = 'From: <Saved by WPS>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n'
    html = "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return f"{head}{html}{b64encode(page(sheets, 'utf-8')).decode()}\r\n--x--\r\n".encode()


def delimited(sheets: list[Worksheet], delimiter: str = ",", encoding: str = "gb18030") -> bytes:
    """Write the first sheet as comma-separated values, as Excel in China saves it."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([[seen(cell) for cell in row] for row in sheets[0].iter_rows()])
    return out.getvalue().encode(encoding)


def xml_2003(sheets: list[Worksheet]) -> bytes:
    """Write the sheets as XML Spreadsheet 2003."""
    ns = 'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    styles = '<Styles><Style ss:ID="Default"/><Style ss:ID="p"><NumberFormat ss:Format="0.0%"/></Style></Styles>'
    body = "".join(
        f'<Worksheet ss:Name="{escape(sheet.title)}"><Table>{"".join(_xml_rows(sheet))}</Table>'
        f"{'' if sheet.sheet_state == 'visible' else _XML_HIDDEN}</Worksheet>"
        for sheet in sheets
    )
    return f'<?xml version="1.0"?>\n<Workbook {ns}>{styles}{body}</Workbook>'.encode()


_XML_HIDDEN = (
    '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions>'
)


def _xml_rows(sheet: Worksheet) -> Iterator[str]:
    for number, row in enumerate(sheet.iter_rows(), 1):
        hidden = ' ss:Hidden="1"' if sheet.row_dimensions[number].hidden else ""
        yield f'<Row ss:Index="{number}"{hidden}>'
        for cell, (down, across) in _own(sheet, row):
            style = ' ss:StyleID="p"' if "%" in cell.number_format else ""
            yield f'<Cell ss:Index="{cell.column}" ss:MergeDown="{down - 1}" ss:MergeAcross="{across - 1}"{style}>'
            yield f"{_xml_data(cell.value)}</Cell>"
        yield "</Row>"


def _xml_data(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return f'<Data ss:Type="DateTime">{value.isoformat()}.000</Data>'
    if isinstance(value, int | float):
        return f'<Data ss:Type="Number">{value}</Data>'
    return f'<Data ss:Type="String">{escape(str(value))}</Data>'


def xlsb(sheets: list[Worksheet]) -> bytes:
    """Write the sheets as a binary workbook, record by record; calamine is the judge of that."""
    plain, percent, date = 0, 1, 2
    xf = struct.Struct("<HH10xBx")
    base = _record(626, struct.pack("<I", 1)) + _record(47, xf.pack(0xFFFF, 0, 0)) + _record(627)
    own = b"".join(_record(47, xf.pack(0, number, 0x3F)) for number in (0, 10, 14))
    styles = base + _record(617, struct.pack("<I", 3)) + own + _record(618)
    parts = {"xl/styles.bin": _record(278) + styles + _record(279)}
    bundle = b""
    for number, sheet in enumerate(sheets, 1):
        state = {"visible": 0, "hidden": 1, "veryHidden": 2}[sheet.sheet_state]
        bundle += _record(156, struct.pack("<II", state, number) + _wide(f"rId{number}") + _wide(sheet.title))
        extent = struct.pack("<4I", 0, sheet.max_row - 1, 0, sheet.max_column - 1)
        body = _record(129) + _record(148, extent) + _record(145)
        for row, cells in enumerate(sheet.iter_rows()):
            hidden = 0x10 if sheet.row_dimensions[row + 1].hidden else 0
            body += _record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, hidden, 0, 0))
            for column, cell in enumerate(cells):
                is_date = isinstance(cell.value, datetime.datetime)
                style = date if is_date else percent if "%" in cell.number_format else plain
                body += _binary(struct.pack("<II", column, style), cell.value)
        merged = bool(sheet.merged_cells.ranges)
        areas = [(a.min_row - 1, a.max_row - 1, a.min_col - 1, a.max_col - 1) for a in sheet.merged_cells.ranges]
        body += _record(146) + (_record(177, struct.pack("<I", len(areas))) if merged else b"")
        body += b"".join(_record(176, struct.pack("<4I", *area)) for area in areas)
        parts[f"xl/worksheets/sheet{number}.bin"] = body + (_record(178) if merged else b"") + _record(130)
    parts["xl/workbook.bin"] = _record(131) + _record(143) + bundle + _record(144) + _record(132)
    return _package(parts, len(sheets))


def _binary(place: bytes, value: object) -> bytes:
    if value is None:
        return b""
    if isinstance(value, datetime.datetime):
        return _record(5, place + struct.pack("<d", (value - datetime.datetime(1899, 12, 30)).days))
    if isinstance(value, int) and 0 <= value < 1 << 28:
        return _record(2, place + struct.pack("<I", value << 2 | 2))
    if isinstance(value, int | float):
        return _record(5, place + struct.pack("<d", value))
    return _record(6, place + _wide(str(value)))


def _wide(text: str) -> bytes:
    raw = text.encode("utf-16-le")
    return struct.pack("<I", len(raw) // 2) + raw


def _record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = len(body)
    while length >= 0x80:
        head, length = head + bytes([length & 0x7F | 0x80]), length >> 7
    return head + bytes([length]) + body


def _package(parts: Mapping[str, bytes], count: int) -> bytes:
    office_ns = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    one = '<Relationship Id="{}" Type="' + office_ns + '/{}" Target="{}"/>'
    types = '<Override PartName="/{}" ContentType="application/vnd.ms-excel.{}"/>'
    kinds = {"workbook": "sheet.binary.macroEnabled.main", "styles": "styles", "sheet": "worksheet"}
    overrides = (types.format(name, kinds[name.rpartition("/")[2].rstrip("0123456789.bin")]) for name in parts)
    sheets = "".join(one.format(f"rId{n}", "worksheet", f"worksheets/sheet{n}.bin") for n in range(1, count + 1))
    texts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{''.join(overrides)}</Types>",
        "_rels/.rels": rels.format(one.format("rId1", "officeDocument", "xl/workbook.bin")),
        "xl/_rels/workbook.bin.rels": rels.format(sheets + one.format("rIdS", "styles", "styles.bin")),
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


MAKERS: Mapping[str, Callable[[list[Worksheet]], bytes]] = {
    ".xls": xls,
    ".docx": word,
    "网页.xls": page,
    "XML.xls": xml_2003,
    ".xlsb": xlsb,
}
"""Programs and hands that write the sheets of a workbook in another container."""
OFFICE = ("ods", "fods", "xls", "html")
"""What LibreOffice stores a workbook as."""


def by_office(paths: list[Path], ending: str) -> list[bytes]:
    """Return the workbooks as LibreOffice stores them."""
    return [path.read_bytes() for path in office.convert(paths, f".{ending}", ending)]


def docx_of(body: str, prefix: str = "w") -> bytes:
    """Return a Word document with this text; ``w:`` in it becomes ``prefix``."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    text = f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    types = f'<Types xmlns="{space}"><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    rels = f'<Relationships><Relationship Id="r" Type="{relation}" Target="word/document.xml"/></Relationships>'
    text = text.replace("<w:", f"<{prefix}:").replace("</w:", f"</{prefix}:").replace("xmlns:w=", f"xmlns:{prefix}=")
    return zipped(
        {"[Content_Types].xml": types, "_rels/.rels": rels, "word/document.xml": text.replace(" w:", f" {prefix}:")}
    )


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Return an archive of these files."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def line(text: str, more: str = "") -> str:
    """Return a paragraph of Word."""
    return f"<w:p><w:r>{more}<w:t>{escape(text)}</w:t></w:r></w:p>"


def rows(*texts: str, more: str = "") -> str:
    """Return a table of Word: a row for each text, a cell for each word of it; ``more`` stands in each row's head."""
    width = max(len(text.split()) for text in texts)
    grid = "<w:tblGrid>" + '<w:gridCol w:w="900"/>' * width + "</w:tblGrid>"
    body = "".join(
        f"<w:tr>{more}{''.join(f'<w:tc>{line(word)}</w:tc>' for word in text.split())}</w:tr>" for text in texts
    )
    return f"<w:tbl>{grid}{body}</w:tbl>"
