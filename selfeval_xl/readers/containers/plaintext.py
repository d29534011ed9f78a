"""Files that are text: in which encoding, and the table in them where values stand between commas or tabs."""

import codecs
import csv
import io
import re

from selfeval_xl.readers.containers.table import CellTable, Room, SheetCells
from selfeval_xl.storage.csv_text import as_typed

_HEAD = 4096
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?([\w-]{1,40})", re.I)
_TAIWAN = (b"big5", b"big5-hkscs", b"cp950")
_DELIMITERS = ",\t;"
_BEGINNING = 1 << 16
"""Characters that tell which delimiter a file has."""
_FEWEST = 3
"""Filled cells that some row of a table has at least; less is a text with a comma in it."""


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


def table_in(text: str, shown: str) -> list[SheetCells]:
    """Return the table, nothing where the text is none."""
    head = text[:_BEGINNING]
    delimiter = max(_DELIMITERS, key=head.count)
    table = CellTable("第1张表", Room(shown))
    widest = 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            for column, cell in enumerate(row, 1):
                table.put(number, column, as_typed(cell))
            widest = max(widest, sum(map(bool, row)))
    except csv.Error:
        return []
    return [SheetCells(table.name, table.grid())] if widest >= _FEWEST else []
