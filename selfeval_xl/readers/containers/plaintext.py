"""Files that are text: in which encoding."""

from __future__ import annotations

import codecs
import re

_HEAD = 4096
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?([\w-]{1,40})", re.I)
_TAIWAN = (b"big5", b"big5-hkscs", b"cp950")


def head_of(data: bytes) -> str:
    """Return the beginning of a text as far as its marks can be told in it, whatever its encoding."""
    wide = next((encoding for mark, encoding in _BOMS[1:] if data.startswith(mark)), "latin-1")
    return data[:_HEAD].decode(wide, "replace")


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
