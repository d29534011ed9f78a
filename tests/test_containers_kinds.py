"""What a file is, is told by its bytes: read as what it is, or refused with a reason and a way out that are true."""

from __future__ import annotations

import contextlib
import struct
from base64 import b64encode
from collections.abc import Callable
from io import BytesIO

import msoffcrypto.format.ooxml
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from selfeval_xl.domain.errors import InputError
from selfeval_xl.readers.containers import archive, identity, opendocument, spreadsheet2003, word
from selfeval_xl.readers.containers.compound import MAGIC
from selfeval_xl.readers.sheets import read_sheets
from tests import containers
from tests.compound import compound
from tests.containers import docx_of, rows, zipped

ROW = ["一级指标", "三级指标", "得分"]


def workbook() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.active.title = "自评表"
    book.active.append(ROW)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def made(container: str) -> bytes:
    return containers.MAKERS[container]([workbook().active])


def picture(kind: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (2, 2)).save(out, kind)
    return out.getvalue()


def encrypted(data: bytes) -> bytes:
    out = BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(BytesIO(data)).encrypt("密码", out)
    return out.getvalue()


def doc(flags: int = 0) -> bytes:
    return compound("WordDocument", "1Table", first=struct.pack("<10xH", flags << 8))


MHT = (
    b"From: <Saved by WPS>\r\nSubject: =?utf-8?B?6KGo?=\r\n\tmore\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/related; boundary="x"\r\n\r\n--x\r\nContent-Type: image/gif\r\n\r\nGIF8\r\n'
    b"--x\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
)
"""A page in a single file, up to its text."""
FLAT_WORD = b'<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"/>'
ODT = zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"})
LOCKED = zipped(
    {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": "?",
        "META-INF/manifest.xml": "<manifest:encryption-data/>",
    }
)

REFUSED = {
    "空": (b"", "F07", "空文件"),
    "加密的 xlsx": (encrypted(saved(workbook())), "F02", "密码"),
    "加密的 docx": (compound("EncryptedPackage", "EncryptionInfo"), "F02", "密码"),
    "加密的 ods": (LOCKED, "F02", "密码"),
    "加密的 doc": (doc(flags=1), "F02", "密码"),
    "受权限保护": (compound("\x09DRMContent"), "F02", "密码"),
    "doc": (doc(), "F35", "另存为“Word 文档"),
    "rtf": (b"{\\rtf1\\ansi 1}", "F01", "另存为“Word 文档"),
    "odt": (ODT, "F01", "另存为“Word 文档"),
    "单文件 Word": (FLAT_WORD, "F01", "另存为“Word 文档"),
    "pdf": (b"%PDF-1.7\n", "F36", "原件"),
    "pdf 前有空行": (b"\r\n%PDF-1.4\n%\xe2\xe3\xcf\xd3", "F36", "原件"),
    "ofd": (zipped({"OFD.xml": "<ofd:OFD/>"}), "F01", "版式文件"),
    "jpg": (picture("JPEG"), "F37", "原件"),
    "png": (picture("PNG"), "F37", "原件"),
    "bmp": (picture("BMP"), "F37", "原件"),
    "tif": (picture("TIFF"), "F37", "原件"),
    "webp": (picture("WEBP"), "F37", "原件"),
    "ppt": (compound("PowerPoint Document"), "F01", "演示文稿"),
    "文档加密": (bytes.fromhex("62142365") + bytes(range(256)) * 9, "F38", "文档加密软件"),
    "旧办公软件": (compound("别的"), "F01", "别的办公软件"),
    "坏的复合文档": (MAGIC + b"\xff" * 600, "F04", "没有传完整"),
    "csv": ("项目,得分\n甲,90\n".encode("gb18030"), "F01", "纯文本"),
    "rar": (b"Rar!\x1a\x07\x01\0", "F01", "解压"),
    "zip": (zipped({"甲.xlsx": saved(workbook())}), "F98", "解压"),
    "坏的 zip": (zipped({"甲.xlsx": saved(workbook())})[:-30], "F04", "没有传完整"),
    "坏的 xlsx": (saved(workbook())[:-99], "F04", "损坏"),
    "坏的 docx": (docx_of(rows("甲 乙"))[:-50], "F04", "损坏"),
    "坏的 xls": (made(".xls")[:3000], "F04", "损坏"),
}
"""Kind of file: its bytes, the code of the refusal, and words that its sentences have."""
READ = {
    "Excel 工作簿（.xlsx）": saved(workbook()),
    "Excel 97-2003 或 WPS 表格（.xls、.et）": made(".xls"),
    "Excel 二进制工作簿（.xlsb）": made(".xlsb"),
    "Word 文档（.docx）": docx_of(rows(" ".join(ROW))),
    "网页表格（HTML）": made("网页.xls"),
    "单个文件网页（.mht）": MHT + b64encode(made("网页.xls").decode("gb18030").encode()) + b"\r\n--x--\r\n",
    "纯文本（如 .csv、.txt）": ",".join(ROW).encode("gb18030"),
    "XML 电子表格 2003": made("XML.xls"),
}


@pytest.mark.parametrize("what", REFUSED)
class TestRefused:
    def test_with_a_reason_and_a_way_out(self, what: str) -> None:
        data, code, words = REFUSED[what]
        with pytest.raises(InputError) as refused:
            read_sheets(data, "某单位自评表.xls")
        assert refused.value.code == code
        assert words in str(refused.value)
        assert str(refused.value).endswith("。") and "某单位自评表.xls" in refused.value.message

    def test_a_word_document_is_never_to_be_saved_by_excel(self, what: str) -> None:
        data, _, words = REFUSED[what]
        with pytest.raises(InputError) as refused:
            read_sheets(data, "表.doc")
        assert "Word" not in words or "Excel" not in refused.value.remedy


@pytest.mark.parametrize("kind", READ)
@pytest.mark.parametrize("name", ["表.xls", "表.docx", "表"])
def test_the_name_decides_nothing(kind: str, name: str) -> None:
    found = read_sheets(READ[kind], name)
    assert found.kind == kind
    assert [[text for text in row if text] for row in found.grids[0].rows] == [ROW]


def test_an_embedded_document_does_not_make_a_workbook_one() -> None:
    assert identity.kind_of(compound("Workbook", "MBD0001")) == identity.XLS


class TestBareStreams:
    """Some platforms write the records of a workbook into the file as they are, without the compound file around."""

    def test_are_read(self) -> None:
        assert read_sheets(containers.biff([workbook().active]), "表.xls").grids[0].rows == [ROW]

    def test_encrypted_ones_are_told_as_that(self) -> None:
        stream = containers.biff([workbook().active])
        with pytest.raises(InputError) as refused:
            read_sheets(stream[:20] + struct.pack("<HHH4x", 0x2F, 6, 1) + stream[20:], "表.xls")
        assert refused.value.code == "F02"


class TestWebPages:
    @pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gb2312", "utf-8-sig", "utf-16", "big5"])
    def test_are_read_in_the_encoding_they_are_in(self, encoding: str) -> None:
        page = f'<html><meta charset="{encoding}"><table><tr><td>項目</td><td>95%</td></tr></table>'
        page = page.replace("項", "项") if encoding == "gb2312" else page
        (grid,) = read_sheets(page.encode(encoding, "replace"), "表.xls").grids
        assert grid.rows[0][1] == "95%" and "目" in str(grid.rows[0][0])

    def test_cells_span_rows_and_columns(self) -> None:
        page = "<table><tr><td rowspan=2>产出<td colspan='2'>数量<tr><td>甲<td>乙<tr><td>丙</table>"
        (grid,) = read_sheets(page.encode(), "表").grids
        assert [list(row) for row in grid.rows] == [["产出", "数量"], ["", "甲", "乙"], ["丙"]]
        assert set(grid.merges) == {(1, 1, 2, 1), (1, 2, 1, 3)}

    def test_lines_spaces_and_signs_are_as_shown(self) -> None:
        page = "<table><tr><td> 一&nbsp;&lt;5\n <br>二<script>1<2</script><p>三</p><!-- <td>x --></td></tr></table>"
        assert read_sheets(page.encode(), "表").grids[0].rows[0] == ["一 <5\n二\n三"]

    def test_the_lines_above_a_table_are_its_heading(self) -> None:
        page = "<html><h2>项目支出绩效自评表</h2><p>（2024年度）</p><table><tr><td>甲<td>乙</tr></table>"
        (grid,) = read_sheets(page.encode(), "表").grids
        assert [list(row) for row in grid.rows] == [["项目支出绩效自评表"], ["（2024年度）"], ["甲", "乙"]]

    def test_a_table_within_a_table_is_one_of_its_own(self) -> None:
        page = "<table><tr><td><table><tr><td>里</td></tr></table></td><td>外</td></tr></table>"
        assert [grid.name for grid in read_sheets(page.encode(), "表").grids] == ["第1张表", "第2张表"]

    @pytest.mark.parametrize(
        "trap",
        [
            "<table><tr><td>" + piece * 200_000
            for piece in ("<!--", "<a ", '<a b="', "<td x='", "<", "&", "<![", "</", "<a =")
        ],
    )
    def test_broken_ones_take_no_longer_than_others(self, trap: str) -> None:
        read_sheets(f"<html>{trap}".encode(), "表")

    def test_a_cell_that_spans_too_much_is_refused_or_cut(self) -> None:
        row = "<tr>" + "<td colspan=999999 rowspan=999999>1</td>" * 200 + "</tr>"
        try:
            grids = read_sheets(f"<table>{row * 200}</table>".encode(), "表").grids
        except InputError as refused:
            assert refused.code == "F06"
        else:
            assert len(grids) == 1


SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"


def test_a_comment_on_a_blank_cell_of_xml_2003_is_not_its_value() -> None:
    ns = 'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    note = "<Comment><ss:Data>请填写</ss:Data></Comment>"
    row = f"<Row><Cell>{note}</Cell><Cell><Data ss:Type='String'>甲</Data>{note}</Cell></Row>"
    xml = f"<Workbook {ns}><Worksheet ss:Name='a'><Table>{row}</Table></Worksheet></Workbook>"
    assert read_sheets(xml.encode(), "表").grids[0].rows == [["", "甲"]]


class TestTraps:
    ENTITIES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'

    def test_entities_are_refused(self) -> None:
        ns = f'xmlns="{SPREADSHEET}"'
        with pytest.raises(InputError) as refused:
            read_sheets(f"{self.ENTITIES}<Workbook {ns}>&b;</Workbook>".encode(), "表.xls")
        assert refused.value.code == "F04"

    def test_a_far_cell_is_refused(self) -> None:
        ns = f'xmlns="{SPREADSHEET}" xmlns:ss="{SPREADSHEET}"'
        row = '<Row ss:Index="1048576"><Cell ss:Index="9"><Data ss:Type="String">x</Data></Cell></Row>'
        with pytest.raises(InputError) as refused:
            read_sheets(
                f"<Workbook {ns}><Worksheet ss:Name='a'><Table>{row}</Table></Worksheet></Workbook>".encode(), "表"
            )
        assert refused.value.code == "F06"

    @pytest.mark.parametrize("container", list(containers.MAKERS))
    def test_torn_and_changed_bytes_give_a_sentence_or_sheets(self, container: str) -> None:
        data = made(container)
        step = max(len(data) // 150, 1)
        for at in range(0, len(data), step):
            for torn in (data[:at], data[:at] + b"\xff\xff\xff\x7f" + data[at + 4 :], data[:at] + data[at + 7 :]):
                try:
                    read_sheets(torn, "表")
                except InputError as refused:
                    assert str(refused).endswith("。")

    def test_repeated_cells_of_ods_do_not_fill_the_memory(self) -> None:
        head = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="t" xmlns:text="x"'
        wide = 'table:number-columns-repeated="16384" office:value-type="string"'
        cell = f"<table:table-cell {wide}><text:p>1</text:p></table:table-cell>"
        row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
        with pytest.raises(InputError) as refused:
            read_sheets(
                f'<office:document {head}><table:table table:name="a">{row}</table:table></office:document>'.encode(),
                "表",
            )
        assert refused.value.code == "F06"

    @pytest.mark.parametrize(
        ("read", "outer", "inner"),
        [
            (word.sheets, "body", "sdt"),
            (word.sheets, "body", "p"),
            (word.sheets, "body", "tbl><a:tr><a:tc"),
            (opendocument.flat_sheets, "table><a:table-row", "table-cell"),
            (spreadsheet2003.sheets, "Worksheet><a:Row", "Cell"),
        ],
    )
    def test_elements_within_elements_take_no_longer_than_others(
        self, read: Callable[[bytes, str], object], outer: str, inner: str
    ) -> None:
        def closed(names: str) -> str:
            return "".join(f"</{name.removeprefix('<')}>" for name in reversed(f"a:{names}".split("><")))

        deep = f"<a:{inner}>" * 20_000 + closed(inner) * 20_000
        with contextlib.suppress(InputError):
            read(f'<a:d xmlns:a="x"><a:{outer}>{deep}{closed(outer)}</a:d>'.encode(), "表")


class TestArchives:
    def test_names_of_chinese_windows_are_read(self) -> None:
        data = zipped({"AAAA/BBBB.xlsx": b"1"})
        data = data.replace(b"AAAA", "某局".encode("gbk")).replace(b"BBBB", "自评".encode("gbk"))
        assert [member.name for member in archive.members(data, "报送.zip")] == ["某局/自评.xlsx"]

    def test_names_in_utf8_are_read_with_and_without_the_flag(self) -> None:
        data = zipped({"A" * len("自评".encode()) + ".xlsx": b"1", "某局/表.xlsx": b"2"})
        data = data.replace(b"A" * len("自评".encode()), "自评".encode())
        assert [member.name for member in archive.members(data, "报送.zip")] == ["自评.xlsx", "某局/表.xlsx"]

    def test_files_come_as_they_were(self) -> None:
        (member,) = archive.members(zipped({"甲.xlsx": READ["Excel 工作簿（.xlsx）"], "空文件夹/": b""}), "报送.zip")
        assert member.read("报送.zip › 甲.xlsx") == READ["Excel 工作簿（.xlsx）"]

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (zipped({"里.zip": zipped({"甲.xlsx": b"1"})}), "压缩包里的压缩包"),
            (zipped({"零.xlsx": bytes(140 << 20)}), "展开后超过 128 MB"),
        ],
    )
    def test_what_is_nested_or_a_bomb_is_refused(self, data: bytes, words: str) -> None:
        (member,) = archive.members(data, "报送.zip")
        with pytest.raises(InputError, match=words):
            member.read("报送.zip › 甲.xlsx")

    def test_what_is_encrypted_is_refused(self) -> None:
        data = bytearray(zipped({"甲.xlsx": b"1"}))
        data[6] |= 1
        data[data.index(b"PK\x01\x02") + 8] |= 1
        (member,) = archive.members(bytes(data), "报送.zip")
        with pytest.raises(InputError, match="加了密码"):
            member.read("报送.zip › 甲.xlsx")

    def test_what_is_torn_is_refused(self) -> None:
        data = zipped({"甲.xlsx": b"1" * 5000 + bytes(range(256))})
        (member,) = archive.members(data.replace(data[60:80], bytes(20)), "报送.zip")
        with pytest.raises(InputError, match="损坏"):
            member.read("报送.zip › 甲.xlsx")
        with pytest.raises(InputError, match="没有传完整"):
            list(archive.members(data[:-10], "报送.zip"))


SOUP = {
    "word": (
        "tbl tblGrid gridCol tr trPr del gridBefore tc tcPr gridSpan vMerge hMerge p r t br sym drawing",
        "val w type",
    ),
    "ods": (
        "style table-properties table table-row table-cell p s annotation",
        "name number-columns-repeated c display",
    ),
    "2003": ("Style NumberFormat Worksheet Row Cell Data Visible", "Index MergeDown MergeAcross Type Format Span"),
}
"""Elements and attributes of three vocabularies."""
VALUES = ["", "0", "1", "7", "99999999", "-1", "x", "restart", "Number", "false", "0%"]


def soup(names: list[str], attributes: list[str]) -> st.SearchStrategy[str]:
    """Well-formed XML in which anything may stand in anything."""
    pair = st.dictionaries(st.sampled_from(attributes), st.sampled_from(VALUES), max_size=3)
    told = pair.map(lambda found: "".join(f' a:{name}="{value}"' for name, value in found.items()))
    leaf = st.sampled_from(["", "1", "得分"])

    def element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        parts = st.tuples(st.sampled_from(names), told, st.lists(inner, max_size=4).map("".join))
        return parts.map(lambda part: f"<a:{part[0]}{part[1]}>{part[2]}</a:{part[0]}>")

    return st.recursive(leaf, element, max_leaves=30)


@pytest.mark.parametrize("vocabulary", SOUP)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_elements_where_none_belong_give_a_sentence_or_sheets(vocabulary: str, data: st.DataObject) -> None:
    names, attributes = (each.split() for each in SOUP[vocabulary])
    xml = f'<a:root xmlns:a="x">{data.draw(soup(names, attributes))}</a:root>'
    read = {"word": word.sheets, "ods": opendocument.flat_sheets, "2003": spreadsheet2003.sheets}[vocabulary]
    with contextlib.suppress(InputError):
        read(xml.encode(), "表")
