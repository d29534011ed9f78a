"""Other programs that write workbooks: LibreOffice, Gnumeric, excelize (Go), XlsxWriter and openpyxl."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl

from tests.judges import office, program

_SECONDS = 120
_XLSX = "xlsx:Calc MS Excel 2007 XML"
_OTHER = {".ods": "calc8", ".xls": "MS Excel 97"}
_GNUMERIC = {
    ".xlsx": "Gnumeric_Excel:xlsx2",
    ".ods": "Gnumeric_OpenCalc:openoffice",
    ".xls": "Gnumeric_Excel:excel_biff8",
}


def gnumeric(path: Path, suffix: str, folder: Path) -> Path:
    """The file opened by Gnumeric and stored in another format."""
    target = folder / (path.stem + suffix)
    with tempfile.TemporaryDirectory() as home:
        run = subprocess.run(
            [program("ssconvert"), "-T", _GNUMERIC[suffix], str(path), str(target)],
            env=os.environ | {"HOME": home}, capture_output=True, encoding="utf-8", errors="replace",
            timeout=_SECONDS, check=False,
        )  # fmt: skip
    # ssconvert ends with 0 also when it could not load a file.
    if run.returncode or not target.is_file():
        raise RuntimeError(f"Gnumeric made no {suffix} of {path.name}: {run.stderr[-500:]}")
    return target


def by_gnumeric(paths: Sequence[Path], folder: Path) -> list[Path]:
    """The workbooks as Gnumeric writes them."""
    return [gnumeric(path, ".xlsx", folder) for path in paths]


def by_gnumeric_over_ods(paths: Sequence[Path], folder: Path) -> list[Path]:
    """The workbooks as Gnumeric writes them after they have been OpenDocument sheets."""
    return by_gnumeric([gnumeric(path, ".ods", folder) for path in paths], folder)


def by_libreoffice(paths: Sequence[Path], _folder: Path) -> list[Path]:
    """The workbooks as LibreOffice writes them."""
    return office.convert(paths, ".xlsx", _XLSX)


def over(suffix: str) -> Callable[[Sequence[Path], Path], list[Path]]:
    """Return who stores workbooks in LibreOffice in another format, and from that as .xlsx again."""

    def rewritten(paths: Sequence[Path], folder: Path) -> list[Path]:
        return by_libreoffice(office.convert(paths, suffix, f"{suffix[1:]}:{_OTHER[suffix]}"), folder)

    return rewritten


def by_excelize(paths: Sequence[Path], folder: Path) -> list[Path]:
    """The workbooks as excelize writes them."""
    import excelize

    made = []
    for path in paths:
        book = excelize.open_file(str(path))
        # It stores a part anew only when it was used.
        for sheet in book.get_sheet_list():
            book.get_rows(sheet)
            book.set_row_height(sheet, 1, book.get_row_height(sheet, 1))
        made.append(folder / path.name)
        book.save_as(str(made[-1]))
        book.close()
    return made


def by_openpyxl(paths: Sequence[Path], folder: Path) -> list[Path]:
    """The workbooks as openpyxl writes them, formulas with no results."""
    made = []
    for path in paths:
        made.append(folder / path.name)
        openpyxl.load_workbook(path, rich_text=True).save(made[-1])
    return made


QUICK: Mapping[str, Callable[[Sequence[Path], Path], list[Path]]] = {
    "libreoffice": by_libreoffice,
    "gnumeric": by_gnumeric,
    "excelize": by_excelize,
}
REWRITERS = {
    **QUICK,
    "libreoffice over .ods": over(".ods"),
    "libreoffice over .xls": over(".xls"),
    "gnumeric over .ods": by_gnumeric_over_ods,
}
"""Who stores workbooks anew, calculated: name -> paths and a folder in, paths out."""
