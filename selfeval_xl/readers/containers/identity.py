"""What a file is, by its bytes and never by its name."""

import re
from typing import NamedTuple

from selfeval_xl.domain.errors import InputError
from selfeval_xl.messages import codes, input_error
from selfeval_xl.ooxml import parts
from selfeval_xl.ooxml.package import Package
from selfeval_xl.readers.containers import compound, plaintext


class ContainerKind(NamedTuple):
    """A kind of file: what people call it, and for one that is not read the code of the reason and what to do."""

    name: str
    refused: str = ""
    remedy: str = ""


XLSX = ContainerKind("Excel 工作簿（.xlsx）")
XLSB = ContainerKind("Excel 二进制工作簿（.xlsb）")
XLS = ContainerKind("Excel 97-2003 或 WPS 表格（.xls、.et）")
ODS, FLAT_ODS = ContainerKind("ODF 电子表格（.ods）"), ContainerKind("ODF 单文件电子表格（.fods）")
DOCX = ContainerKind("Word 文档（.docx）")
WEB, XML_2003 = ContainerKind("网页表格（HTML）"), ContainerKind("XML 电子表格 2003")
MIME = ContainerKind("单个文件网页（.mht）")
ARCHIVE = ContainerKind("压缩包", codes.ARCHIVE)

EMPTY, ENCRYPTED = ContainerKind("空文件", codes.EMPTY), ContainerKind("加了密码的文件", codes.ENCRYPTED)
OLD_WORD, PDF = ContainerKind("旧格式 Word 文档（.doc）", codes.OLD_WORD), ContainerKind("PDF", codes.PDF)
PICTURE, SCRAMBLED = ContainerKind("图片", codes.PICTURE), ContainerKind("认不出的文件", codes.SCRAMBLED)

_SAVE_AS_WORD = "请用 Word 或 WPS 文字打开它，另存为“Word 文档 (*.docx)”，再用另存的文件"
_SAVE_AS_SHEET = "请用 Excel 或 WPS 表格打开它，另存为“Excel 工作簿 (*.xlsx)”，再用另存的文件"
_ASK = "请核对是不是放错了文件；自评表请给出 Excel、WPS 表格或 Word 文档"
_UNPACK = "请先解压，把里面的文件放进文件夹"


_IMPORT = "里面是填好的自评表的，请先把它变成工作簿（selfeval-xl import）"


def _foreign(name: str, remedy: str = _ASK) -> ContainerKind:
    return ContainerKind(name, codes.NOT_A_WORKBOOK, remedy)


TEXT = _foreign("纯文本（如 .csv、.txt）", _SAVE_AS_SHEET)
"""Refused but where a table stands in it, see ``readers.sheets``."""
_RTF, _ODT = _foreign("RTF 文档", _SAVE_AS_WORD), _foreign("ODF 文字文档（.odt）", _SAVE_AS_WORD)
_BROKEN = ContainerKind("损坏的文件", codes.DAMAGED)
_OFD = _foreign("版式文件（.ofd）", "请向填报单位要生成它的 Word 或 Excel 原件")
_SLIDES, _OTHER_OFFICE = _foreign("演示文稿"), _foreign("别的办公软件的文件")
_OTHER_ARCHIVE = _foreign("RAR、7z 之类的压缩包", _UNPACK)
_LINE = r"[^\r\n]{0,400}\r?\n"
_MARKS: tuple[tuple[re.Pattern[str], ContainerKind], ...] = (
    (re.compile(r"<(?:\w{1,20}:)?Workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet"), XML_2003),
    (re.compile(r"<(?:\w{1,20}:)?document\b[^>]*urn:oasis:names:tc:opendocument"), FLAT_ODS),
    (re.compile(r"<\w{1,20}:(?:wordDocument|package)\b"), _foreign("单个 XML 文件的 Word 文档", _SAVE_AS_WORD)),
    (re.compile(rf"\A\s*(?:[\w-]{{1,40}}:{_LINE}(?:[ \t]{_LINE}){{0,9}}){{0,9}}MIME-Version:", re.I), MIME),
    (re.compile(r"<(?:!doctype html|html|head|meta|body|table|style|div)\b", re.I), WEB),
)
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MAGIC: tuple[tuple[tuple[bytes, ...], ContainerKind], ...] = (
    ((b"{\\rtf",), _RTF),
    ((b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*"), PICTURE),
    ((b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b"), _OTHER_ARCHIVE),
    # Workbooks before the compound file, and those of some platforms: a bare stream of BIFF records.
    ((b"\x09\x08\x10\0\0\x06", b"\x09\x08\x08\0\0\x05", b"\x09\x04\x06\0", b"\x09\x02\x06\0", b"\x09\0\x04\0"), XLS),
)
_INSIDE = ((8, b"WEBP"), (4, b"ftypheic"), (4, b"ftypmif1"), (6, b"\0\0\0\0\x36\0\0\0"))
"""What pictures of some kinds (the last is .bmp) have further on."""
_PDF_WITHIN = 1024
"""Bytes within which a PDF must say that it is one."""
_CONTENTS = {
    **{"wordprocessingml": DOCX, "ms-word": DOCX, "sheet.binary": XLSB, "presentation": _SLIDES},
    **{"spreadsheetml": XLSX, "ms-excel": XLSX},
}
"""Words of the content type of the main part; the first that is in it decides."""
_USUAL, _TYPES = "xl/workbook.xml", "[Content_Types].xml"
_TYPES_SPACES = frozenset({"http://schemas.openxmlformats.org/package/2006/content-types", ""})
_TAIL = 1 << 16
"""How far before its end a zip says where it ends."""
_ZIP, _END_OF_ZIP = b"PK\x03\x04", b"PK\x05\x06"
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
_WORD_ENCRYPTED = 0x01
"""The bit fEncrypted of the flags in the 12th byte of a Word document (MS-DOC, FibBase)."""


def kind_of(data: bytes) -> ContainerKind:
    """Return what the bytes of a file are."""
    if not data:
        return EMPTY
    if data.startswith(compound.MAGIC):
        return _compound(data)
    if data.startswith((_ZIP, _END_OF_ZIP)):
        return _zip(data)
    known = next((kind for magics, kind in _MAGIC if data.startswith(magics)), None)
    if known or any(data.startswith(magic, at) for at, magic in _INSIDE):
        return known or PICTURE
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return PDF
    if _END_OF_ZIP in data[-_TAIL:]:
        return _zip(data)  # something stands before its first member
    head = plaintext.head_of(data)
    told = next((kind for mark, kind in _MARKS if mark.search(head)), None)
    return told or (SCRAMBLED if _NO_TEXT.search(head) else TEXT)


def require_workbook(data: bytes, shown: str) -> None:
    """Return for a workbook of today; raise InputError for any other file, with what it is and what to do."""
    kind = kind_of(data)
    require_readable(kind, shown)
    if kind is not XLSX:
        remedy = _IMPORT if kind is DOCX else f"{_SAVE_AS_SHEET}；{_IMPORT}"
        raise input_error(codes.OLD_FORMAT, file=shown, format=kind.name, remedy=remedy)


def require_readable(kind: ContainerKind, shown: str) -> None:
    """Raise InputError for a kind of file that nothing is read out of."""
    if kind.refused:
        detail = "文件的目录读不出" if kind.refused == codes.DAMAGED else f"是{kind.name}"
        raise input_error(kind.refused, file=shown, kind=kind.name, remedy=kind.remedy, detail=detail)


def _compound(data: bytes) -> ContainerKind:
    """Office puts encrypted documents of today into one, and everything before 2007."""
    streams = compound.root(data)
    if {"EncryptedPackage", "\x09DRMContent"} & streams.keys():
        return ENCRYPTED
    if {"Workbook", "Book", "WORKBOOK", "BOOK"} & streams.keys():
        return XLS
    if "WordDocument" in streams:
        flags = streams["WordDocument"][11:12]
        return ENCRYPTED if flags and flags[0] & _WORD_ENCRYPTED else OLD_WORD
    if "PowerPoint Document" in streams:
        return _SLIDES
    return _OTHER_OFFICE if streams else _BROKEN


def _zip(data: bytes) -> ContainerKind:
    try:
        return _package(Package(data, ""))
    except InputError:
        # Cut off, or odd in another way; the reader of its kind says so.
        if b"[Content_Types].xml" in data[: 1 << 16]:
            return DOCX if b"word/" in data[: 1 << 20] else XLSX
        if _OPEN_DOCUMENT in data[:256]:
            return ODS
        return ARCHIVE if _END_OF_ZIP in data[-_TAIL:] else _BROKEN


def _package(package: Package) -> ContainerKind:
    if "mimetype" in package and "content.xml" in package:
        kind = package.read("mimetype").strip().removeprefix(_OPEN_DOCUMENT)
        return ODS if kind.startswith(b"spreadsheet") else _ODT if kind.startswith(b"text") else _OTHER_OFFICE
    if "OFD.xml" in package:
        return _OFD
    if _TYPES not in package:
        return ARCHIVE
    content = main_type(package)
    told = next((kind for word, kind in _CONTENTS.items() if word in content), None)
    return told or (XLSX if _USUAL in package else _OTHER_OFFICE)


def main_part(package: Package) -> str:
    """Return the name of the part that a package is about, whatever a program has called it; ``""`` for none."""
    roots = parts.related(package, "").values()
    return next((part for role, part in roots if role == "officeDocument"), "")


def main_type(package: Package) -> str:
    """Return the content type of that part."""
    main, usual = main_part(package).lower(), dict[str, str]()
    for name, told in parts.read(package, _TYPES, _TYPES_SPACES):
        content = told.get("ContentType", "")
        if name == "Override" and told.get("PartName", "").lstrip("/").lower() == main:
            return content
        if name == "Default":
            usual[told.get("Extension", "").lower()] = content
    return usual.get(main.rpartition(".")[2], "")
