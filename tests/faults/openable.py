"""What is left on the disk after a fault: opened by two readers that were not written by us, and added up."""

from __future__ import annotations

import csv
import functools
import io
import os
import zipfile
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
from python_calamine import CalamineWorkbook

from selfeval_xl.writers import pdf


@functools.cache
def openable(data: bytes, ending: str) -> bool:
    """Whether a file of that kind opens and is whole.  A workbook says the same to both readers, sum by sum."""
    if ending == ".xlsx":
        return sums_of_openpyxl(data) == sums_of_calamine(data) != {}
    if ending == ".csv":
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        return data.endswith(b"\r\n") and len({len(row) for row in rows}) == 1 and len(rows) > 5
    if ending == ".pdf":
        return pdf.pages(data) > 0
    assert ending == ".docx"
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
    return len(docx.Document(io.BytesIO(data)).paragraphs) > 5


def sums_of_openpyxl(data: bytes) -> dict[str, Decimal]:
    """The sum of all numbers on each sheet."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return {sheet.title: _sum(cell for row in sheet.iter_rows(values_only=True) for cell in row) for sheet in book}


def sums_of_calamine(data: bytes) -> dict[str, Decimal]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: _sum(cell for row in book.get_sheet_by_name(name).to_python() for cell in row)
            for name in book.sheet_names}  # fmt: skip


def _sum(cells: object) -> Decimal:
    numbers = [cell for cell in cells if isinstance(cell, (int, float)) and not isinstance(cell, bool)]  # type: ignore
    return sum((Decimal(f"{number:.10g}") for number in numbers), Decimal(0))


def temporaries(folder: Path) -> list[Path]:
    """What a killed run left behind of its own."""
    return sorted(folder.glob("~selfeval-*"))


def backups(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if ".备份-" in path.name)


def grow_old(folder: Path) -> None:
    """Make the temporary files older than any save can take."""
    for path in temporaries(folder):
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 3600))
