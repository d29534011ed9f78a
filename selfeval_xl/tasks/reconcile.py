"""Opens a summary again as it was written, and holds it against what was computed, before anybody gets it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal

from selfeval_xl.documents.output import OutSheet, OutValue
from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.decimals import HUNDRED, format_decimal
from selfeval_xl.messages import codes, storage_error
from selfeval_xl.ooxml.xmltext import printable
from selfeval_xl.readers.grids import read_grids
from selfeval_xl.storage.csv_text import as_text


def reconcile(data: bytes, sheet: OutSheet, shown: str) -> None:
    """Read the bytes of an .xlsx or .csv and compare every value of ``sheet``, in its order.

    ``shown`` is the name of the file.  Raises StorageError at the first difference.
    """
    is_csv = shown.lower().endswith(".csv")
    found = _csv_texts(data) if is_csv else _sheet_texts(data, sheet.name, shown)
    for value in (value for row in sheet.rows for value in row.values if value is not None):
        spellings = _spellings(value, is_csv)
        # A text of which nothing can be seen is as good as none.
        text = next(found, "") if spellings[0] else ""
        if text not in spellings:
            raise storage_error(codes.NOT_RECONCILED, file=shown, detail=f"应为{spellings[0]}，读到{text or '空'}")


def _spellings(value: OutValue, is_csv: bool) -> Sequence[str]:
    """Return how a value may read when it comes back; a rate reads as a percentage where its cell shows one."""
    if isinstance(value, Decimal):
        return (format_decimal(value), f"{format_decimal(value * HUNDRED)}%")
    text = str(value)
    return (_one_line(as_text(text) if is_csv else printable(text)),)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _sheet_texts(data: bytes, name: str, shown: str) -> Iterator[str]:
    """Yield what stands on the sheet, below the exemplar rows that a workbook of ours has at its top."""
    for cells in read_grids(data, shown, (name,))[name].rows:
        texts = [_one_line(text_of(cell)) for cell in cells]
        if texts and not texts[0].startswith("样式:"):
            yield from filter(None, texts)


def _csv_texts(data: bytes) -> Iterator[str]:
    for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        yield from filter(None, map(_one_line, row))
