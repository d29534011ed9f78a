"""The summary alone, ready to send: plain values in a file of its own, with no formula, macro or link in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from selfeval_xl.documents.output import OutSheet, OutValue
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.storage.csv_text import field
from selfeval_xl.tasks.reconcile import reconcile


def export_csv(sheet: OutSheet) -> bytes:
    """Return the sheet as CSV that Excel opens as it is: UTF-8 with its mark, CRLF, no text that could be a formula."""
    width = max((len(row.values) for row in sheet.rows), default=0)
    lines = [",".join(map(_field, (*row.values, *(None,) * (width - len(row.values))))) for row in sheet.rows]
    return "".join(line + "\r\n" for line in lines).encode("utf-8-sig")


def _field(value: OutValue) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value) if isinstance(value, int) else format_decimal(value)
    return field(value)


def export_xlsx(sheet: OutSheet) -> bytes:
    """Return the sheet as a workbook of its own, looking as it does in our templates."""
    from selfeval_xl.writers.summary_book import workbook_bytes

    return workbook_bytes(sheet)


def export_pdf(sheet: OutSheet) -> bytes:
    """Return the sheet as printed by LibreOffice; raises StorageError when there is none, or when it fails."""
    from selfeval_xl.writers import pdf

    return pdf.from_workbook(export_xlsx(sheet))


def written(kind: str, sheet: OutSheet, shown: str) -> bytes:
    """Return the sheet as a file of that kind, opened again and found to say what was computed.

    Raises StorageError when it does not; ``shown`` is the name of the file.
    """
    data = WRITERS[kind](sheet)
    if kind in _RECONCILED:
        reconcile(data, sheet, f"{shown}.{kind}" if not shown.lower().endswith(f".{kind}") else shown)
    return data


_RECONCILED = frozenset({"xlsx", "csv"})
"""What can be read back; a PDF is checked where it is printed."""

WRITERS: Mapping[str, Callable[[OutSheet], bytes]] = {"xlsx": export_xlsx, "csv": export_csv, "pdf": export_pdf}
"""What can be exported, by the ending of the file."""
