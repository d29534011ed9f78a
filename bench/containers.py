"""Reading the published forms out of other files, against the same forms as .xlsx, in one process."""

from __future__ import annotations

import functools
from pathlib import Path

import openpyxl

from bench.goals import Differs, Goal
from bench.harness import Job, in_turn
from selfeval_xl.readers.sheets import read_sheets
from tests import containers
from tests.judges import office
from tests.paper import PUBLISHED, lay_out

USUAL, WORD, OFFICE_WORD, OLD = ".xlsx", ".docx", ".docx stored by LibreOffice", ".xls"
GOALS = (
    Goal(WORD, USUAL, 8),
    Goal(OFFICE_WORD, USUAL, 8),
    Goal(OLD, USUAL, 5),
    Goal("XML.xls", USUAL, None),
    Goal("网页.xls", USUAL, None),
    Goal(".xlsb", USUAL, None),
    Goal("ods", USUAL, None),
)


def jobs(folder: Path) -> dict[str, Job]:
    """Lay the forms out, write them as each kind of file, and return what is timed: one form after another."""
    paths = [lay_out(table, folder / f"{number}.xlsx") for number, table in enumerate(PUBLISHED.values())]
    sheets = [openpyxl.load_workbook(path).worksheets[:1] for path in paths]
    files = {USUAL: [path.read_bytes() for path in paths]}
    files |= {name: list(map(make, sheets)) for name, make in containers.MAKERS.items()}
    files["ods"] = [path.read_bytes() for path in office.convert(paths, ".ods", "ods")]
    files[OFFICE_WORD] = _stored_again(files[WORD], folder)
    _require_same(files)
    return {
        name: in_turn([functools.partial(read_sheets, data, name) for data in found]) for name, found in files.items()
    }


def _stored_again(reports: list[bytes], folder: Path) -> list[bytes]:
    paths = [folder / f"{number}.docx" for number in range(len(reports))]
    for path, data in zip(paths, reports, strict=True):
        path.write_bytes(data)
    return [path.read_bytes() for path in office.convert(paths, ".docx", "docx:Office Open XML Text")]


def _require_same(files: dict[str, list[bytes]]) -> None:
    """Raise Differs unless every kind of file has as many filled cells."""
    for name, found in files.items():
        for data, usual in zip(found, files[USUAL], strict=True):
            if _filled(data) != _filled(usual):
                raise Differs(name)


def _filled(data: bytes) -> int:
    return sum(str(value).strip() not in ("", "None") for row in read_sheets(data, "").grids[0].rows for value in row)
