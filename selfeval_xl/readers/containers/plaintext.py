"""Files that are text: in which encoding, and what kind of text they are."""

from __future__ import annotations

import codecs
import re

WEB, XML_2003, FLAT_ODS, WORD_XML, MIME, TEXT = "html", "xml 2003", "fods", "word xml", "mime", "text"
_HEAD = 4096
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?([\w-]{1,40})", re.I)
_TAIWAN = (b"big5", b"big5-hkscs", b"cp950")
_LINE = r"[^\r\n]{0,400}\r?\n"
_MARKS = (
    (re.compile(r"<(?:\w{1,20}:)?Workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet"), XML_2003),
    (re.compile(r"<(?:\w{1,20}:)?document\b[^>]*urn:oasis:names:tc:opendocument"), FLAT_ODS),
    (re.compile(r"<\w{1,20}:(?:wordDocument|package)\b"), WORD_XML),
    (re.compile(rf"\A\s*(?:[\w-]{{1,40}}:{_LINE}(?:[ \t]{_LINE}){{0,9}}){{0,9}}MIME-Version:", re.I), MIME),
    (re.compile(r"<(?:!doctype html|html|head|meta|body|table|style|div)\b", re.I), WEB),
)
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def kind_of(data: bytes) -> str:
    """Return what kind of text it is, ``""`` for bytes that are none."""
    wide = next((encoding for mark, encoding in _BOMS[1:] if data.startswith(mark)), "")
    head = data[:_HEAD].decode(wide or "latin-1", "replace")
    return next((kind for mark, kind in _MARKS if mark.search(head)), "" if _NO_TEXT.search(head) else TEXT)


def decoded(data: bytes) -> str:
    """Return the text.  A page that is sound UTF-8 is that, whatever it declares; else the code page of Chinese Windows
    is meant, unless it declares that of Taiwan.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        declared = _DECLARED.search(data, 0, _HEAD)
        return data.decode("big5hkscs" if declared and declared[1].lower() in _TAIWAN else "gb18030", "replace")
