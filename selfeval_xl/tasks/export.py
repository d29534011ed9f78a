"""The summary alone, ready to send: plain values in a file of its own, with no formula, macro or link in it."""

from collections.abc import Callable, Mapping

from selfeval_xl.documents import drafts, summary
from selfeval_xl.documents.blocks import OutSheet
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.tasks.reconcile import reconcile


def _csv(sheet: OutSheet) -> bytes:
    from selfeval_xl.writers import text

    return text.sheet_bytes(sheet)


def _xlsx(sheet: OutSheet) -> bytes:
    from selfeval_xl.writers.xlsx import layout

    return layout.summary_bytes(sheet)


def _pdf(sheet: OutSheet) -> bytes:
    from selfeval_xl.writers import pdf

    return pdf.from_workbook(_xlsx(sheet))


WRITERS: Mapping[str, Callable[[OutSheet], bytes]] = {"xlsx": _xlsx, "csv": _csv, "pdf": _pdf}
"""What can be exported, by the ending of the file; a PDF needs LibreOffice."""
_RECONCILED = frozenset({"xlsx", "csv"})
"""What can be read back; a PDF is checked where it is printed."""


def summary_of(card: Scorecard, draft: bool = False, public: bool = False) -> OutSheet:
    """Return the summary of a scorecard as it is sent; a ``draft`` says so on every page."""
    sheet = summary.sent(card, public)
    return drafts.marked(sheet) if draft else sheet


def written(kind: str, sheet: OutSheet, shown: str) -> bytes:
    """Return the sheet as a file of that kind, opened again and found to say what was computed.

    Raises StorageError when it does not, or when it cannot be printed; ``shown`` is the name of the file.
    """
    data = WRITERS[kind](sheet)
    if kind in _RECONCILED:
        reconcile(data, sheet, f"{shown}.{kind}" if not shown.lower().endswith(f".{kind}") else shown)
    return data
