"""A workbook rich in what Excel can do, as a bureau's own might be: nothing of it may be lost when it is filled.

The sheets 汇总 and 校验结果 carry small exemplar rows of their own, so that these tests do not hang on the templates.
"""

import io
import re
import struct
import zipfile
import zlib
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from selfeval_xl.documents.blocks import OutColumn, Output, OutRow, OutSheet
from selfeval_xl.domain.place import Place
from tests.judges import workbooks

EXEMPLARS = ("title", "line", "text")
FIRST = len(EXEMPLARS) + 1
"""The first row below the exemplars of 汇总 and 校验结果."""

_X14_VALIDATION = (
    '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"'
    ' xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    '<x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    '<x14:dataValidation type="list" allowBlank="1" showErrorMessage="1">'
    "<x14:formula1><xm:f>附表!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>F3:F9</xm:sqref>"
    "</x14:dataValidation></x14:dataValidations></ext></extLst>"
)
_CUSTOM = {
    "customXml/item1.xml": b'<?xml version="1.0"?><bureau xmlns="urn:bureau"><secret>1</secret></bureau>',
    "customXml/itemProps1.xml": b'<?xml version="1.0"?><ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/'
    b'officeDocument/2006/customXml" ds:itemID="{3C2F1B0A-0000-4000-8000-000000000001}"/>',
    "customXml/_rels/item1.xml.rels": b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/'
    b'package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/customXmlProps" Target="itemProps1.xml"/></Relationships>',
}


def output(value: Decimal = Decimal("9.5"), lines: int = 3) -> Output:
    """What 计算评分 might write into the rich workbook."""
    rows = [OutRow("title", ("绩效自评汇总",))]
    rows += [
        OutRow("line", (number, f"指标{number}", value, "指标!H3"), Place("指标", 3, 8)) for number in range(lines)
    ]
    rows += [OutRow("text", ("说明", '=HYPERLINK("http://x")是文字，不是公式。' * 6))]
    computed = OutColumn("指标", 15, ((3, value), (4, Decimal("0.0211")), (5, None), (6, "不适用")))
    return Output((OutSheet("汇总", tuple(rows)), OutSheet("校验结果", tuple(rows[:2]))), (computed,))


def build(path: Path) -> Path:
    """Make the workbook; every feature is on a sheet that is filled or reads one that is."""
    book = xlsxwriter.Workbook(path)
    sheets = {name: book.add_worksheet(name) for name in ("项目信息", "预算", "指标", "汇总", "校验结果", "附表")}
    sheets["项目信息"].write_row(0, 0, ["项目名称", "公共服务经费"])
    sheets["预算"].write_row(0, 0, ["序号", "项目明细", "执行率"])
    _indicators(book, sheets["指标"])
    for name in ("汇总", "校验结果"):
        _exemplars(book, sheets[name])
    _features(book, sheets["附表"])
    book.close()
    return _by_hand(path)


def _indicators(book: Workbook, sheet: Worksheet) -> None:
    score = book.add_format({"num_format": "0.00", "bg_color": "#EDEDED", "border": 1})
    sheet.write_row(1, 0, ["一级指标", "二级指标", "三级指标"])
    for row in range(2, 9):
        sheet.write(row, 2, f"指标{row}")
        sheet.write(row, 7, 10)
        sheet.write_blank(row, 14, None, score)
    sheet.write_formula("H10", "=SUM(H3:H9)", None, 70)
    sheet.data_validation("D3:D9", {"validate": "list", "source": ["≥", "≤"]})
    sheet.conditional_format("O3:O9", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("H3:H9", {"type": "cell", "criteria": ">", "value": 9, "format": score})
    sheet.write_comment("C3", "批注：请核对")
    sheet.insert_textbox("Q2", "填报提示")
    sheet.freeze_panes(2, 3)
    sheet.set_paper(9)
    sheet.repeat_rows(1)
    sheet.set_footer("&C第 &P 页")
    sheet.autofilter("A2:O9")


def _exemplars(book: Workbook, sheet: Worksheet) -> None:
    title = book.add_format({"bold": True, "font_size": 18, "align": "center"})
    body = book.add_format({"border": 1, "text_wrap": True})
    number = book.add_format({"border": 1, "num_format": "0.00"})
    link = book.add_format({"font_color": "blue", "underline": 1})
    sheet.set_column("A:D", 12)
    sheet.merge_range("A1:D1", "样式:title", title)
    for column, (text, look) in enumerate((("样式:line", body), ("", body), ("", number), ("链接", link))):
        sheet.write(1, column, text or None, look)
    sheet.write("A3", "样式:text", body)
    sheet.merge_range("B3:D3", None, body)
    for row, height in enumerate((36, 20, 18)):
        sheet.set_row(row, height, None, {"hidden": True})
    sheet.merge_range("F1:G1", "我的备注")
    sheet.write("A4", "尚未计算")
    sheet.write("F5", "右侧的备注")
    sheet.write_url("F6", "https://www.mof.gov.cn/", string="财政部")
    sheet.write_url("F7", "internal:'指标'!A1", string="回到指标")


def _features(book: Workbook, sheet: Worksheet) -> None:
    sheet.write_column("A1", ["甲", "乙", "丙"])
    sheet.write_column("B1", [1, 2, 3])
    sheet.write_formula("C1", f"='汇总'!C{FIRST + 1}*2", None, 0)
    sheet.add_sparkline("D1", {"range": "附表!B1:B3"})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=附表!$B$1:$B$3", "trendline": {"type": "linear"}})
    sheet.insert_chart("F2", chart)
    sheet.insert_image("F20", "dot.png", {"image_data": io.BytesIO(_png())})
    sheet.add_table("A10:B12", {"columns": [{"header": "科目"}, {"header": "金额"}]})
    sheet.write_rich_string("A15", "半", book.add_format({"bold": True}), "粗")
    sheet.protect("", {"objects": True})
    book.define_name("档次", "=附表!$A$1:$A$3")


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0"))
        + chunk(b"IEND", b"")
    )


def _by_hand(path: Path) -> Path:
    """Add what XlsxWriter cannot make: a validation of the newer kind, custom XML, and a calculation chain."""
    old = workbooks.parts(path)
    sheet = old["xl/worksheets/sheet6.xml"].decode()
    sheet = re.sub("<extLst>", _X14_VALIDATION.removesuffix("</extLst>"), sheet, count=1)
    types = old["[Content_Types].xml"].decode()
    types = types.replace(
        "</Types>",
        '<Override PartName="/customXml/itemProps1.xml" ContentType="application/vnd.openxmlformats-officedocument'
        '.customXmlProperties+xml"/><Override PartName="/xl/calcChain.xml" ContentType="application/vnd.'
        'openxmlformats-officedocument.spreadsheetml.calcChain+xml"/></Types>',
    )
    chain = (
        b'<?xml version="1.0"?><calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<c r="H10" i="3"/><c r="C1" i="6"/></calcChain>'
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    added = [("calcChain", "calcChain.xml"), ("customXml", "../customXml/item1.xml")]
    relations = old["xl/_rels/workbook.xml.rels"].decode()
    for number, (name, target) in enumerate(added, 97):
        relation = f'<Relationship Id="rId{number}" Type="{kind}{name}" Target="{target}"/></Relationships>'
        relations = relations.replace("</Relationships>", relation)
    workbook = old["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    return workbooks.rewrite(
        path,
        {
            **_CUSTOM,
            "xl/worksheets/sheet6.xml": sheet.encode(),
            "[Content_Types].xml": types.encode(),
            "xl/calcChain.xml": chain,
            "xl/_rels/workbook.xml.rels": relations.encode(),
            "xl/workbook.xml": workbook,
        },
    )


def with_sheet(path: Path, name: str, change: dict[str, str]) -> Path:
    """Replace text in the part of one sheet; every text must be there."""
    part = f"xl/worksheets/sheet{('项目信息', '预算', '指标', '汇总', '校验结果', '附表').index(name) + 1}.xml"
    xml = workbooks.parts(path)[part].decode()
    for old, new in change.items():
        assert old in xml, f"{old} is not in {part}"
        xml = xml.replace(old, new)
    return workbooks.rewrite(path, {part: xml.encode()})


def raw_members(data: bytes) -> dict[str, bytes]:
    """The members of a zip as they stand in the file: local header, compressed data and all."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        entries = sorted(package.infolist(), key=lambda entry: entry.header_offset)
        ends = [*(entry.header_offset for entry in entries[1:]), package.start_dir]
        return {entry.filename: data[entry.header_offset : end] for entry, end in zip(entries, ends, strict=True)}
