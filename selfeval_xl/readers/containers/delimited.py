"""A table written as plain text, comma- or tab-separated, as programs export it."""

from __future__ import annotations

import csv
import io

from selfeval_xl.readers.containers.table import CellTable, Room, SheetCells
from selfeval_xl.storage.csv_text import as_typed

_DELIMITERS = ",\t;"
_HEAD = 1 << 16
"""Characters that tell which delimiter a file has."""
_FEWEST = 3
"""Filled cells that some row of a table has at least; less is a text with a comma in it."""
NAME = "第1张表"


def sheets(text: str, shown: str) -> list[SheetCells]:
    """Return the table, nothing where the text is none."""
    head = text[:_HEAD]
    delimiter = max(_DELIMITERS, key=head.count)
    table = CellTable(NAME, Room(shown))
    widest = 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            for column, cell in enumerate(row, 1):
                table.put(number, column, as_typed(cell))
            widest = max(widest, sum(map(bool, row)))
    except csv.Error:
        return []
    return [SheetCells(NAME, table.grid())] if widest >= _FEWEST else []
