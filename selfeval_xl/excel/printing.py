"""A workbook printed by the Excel that is open, as PDF."""

from __future__ import annotations

import os

import xlwings

from selfeval_xl.excel import session
from selfeval_xl.messages import codes, storage_error
from selfeval_xl.storage import temp_dir
from selfeval_xl.writers import pdf


def printed(app: xlwings.App, workbook: bytes) -> bytes:
    """Return the workbook as Excel prints it.  Raises StorageError when no whole PDF comes of it."""
    with temp_dir.folder() as folder, session.Quiet(app):
        path = os.path.join(folder, f"selfeval-{os.getpid()}-{os.path.basename(folder)}.xlsx")
        temp_dir.put(path, workbook)
        made = os.path.join(folder, "summary.pdf")
        book = app.books.open(path, update_links=False, read_only=True, add_to_mru=False)
        try:
            book.to_pdf(made)
        except Exception as refused:
            # Without a printer Excel lays out no page; what it raises then depends on its version.
            raise storage_error(codes.NOT_PRINTED, detail="Excel 没有打印成功，这台电脑可能没有装打印机") from refused
        finally:
            book.close()
        return pdf.checked(made)
