"""A form is a form in whatever file it comes: what was laid out is what is read, container by container."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from selfeval_xl.domain.cells import CellValue, text_of
from selfeval_xl.domain.grid import Grid
from selfeval_xl.readers.sheets import read_sheets
from tests import containers
from tests.judges import office
from tests.paper import PUBLISHED, lay_out

TABLES = sorted(PUBLISHED)
FEW = TABLES[:: max(len(TABLES) // 6, 1)]
"""Some tables, of every family, where LibreOffice does the work."""

HIDDEN = "藏起来的一行"
SPECIAL = ((0.95, "0%"), (0.9534, "0.00%"), (1.2, "0%"), (datetime.datetime(2024, 11, 30), "yyyy-mm-dd"))


def published(name: str, folder: Path) -> Worksheet:
    """Lay a published table out, with a percentage that is one by its format, a date, and a hidden row at the end."""
    path = lay_out(PUBLISHED[name], folder / f"{name}.xlsx")
    sheet = openpyxl.load_workbook(path)["自评表"]
    last = sheet.max_row + 1
    for column, (value, look) in enumerate(SPECIAL, 1):
        sheet.cell(last, column, value).number_format = look
    sheet.cell(last + 1, 1, HIDDEN)
    sheet.row_dimensions[last + 1].hidden = True
    return sheet


def cells(grid: Grid, above: int = 0) -> dict[tuple[int, int], str]:
    """Return the filled cells of a grid as a person reads them, blanks folded, from below row ``above``."""
    rows = enumerate(grid.rows[above:], above + 1)
    found = {(r, c): "".join(text_of(value).split()) for r, row in rows for c, value in enumerate(row, 1)}
    return {at: text for at, text in found.items() if text}


def expected(sheet: Worksheet) -> dict[tuple[int, int], str]:
    """Return the filled cells as they were laid out."""
    found = {(c.row, c.column): "".join(containers.seen(c).split()) for row in sheet.iter_rows() for c in row}
    return {at: text for at, text in found.items() if text}


def areas(sheet: Worksheet) -> set[tuple[int, int, int, int]]:
    return {(a.min_row, a.min_col, a.max_row, a.max_col) for a in sheet.merged_cells.ranges}


@pytest.mark.parametrize("container", containers.MAKERS)
@pytest.mark.parametrize("name", TABLES)
class TestWhatWasLaidOut:
    def test_is_what_is_read(self, name: str, container: str, tmp_path: Path) -> None:
        sheet = published(name, tmp_path)
        (grid,) = read_sheets(containers.MAKERS[container]([sheet]), f"某项目{container}").grids
        assert cells(grid) == expected(sheet)
        assert set(grid.merges) == areas(sheet)


@pytest.mark.parametrize("container", [".xls", "XML.xls", ".xlsb"])
class TestWorkbooks:
    def test_dates_are_dates_and_hidden_rows_are_known(self, container: str, tmp_path: Path) -> None:
        sheet = published(TABLES[0], tmp_path)
        (grid,) = read_sheets(containers.MAKERS[container]([sheet]), "表").grids
        dates = [value for row in grid.rows for value in row if isinstance(value, datetime.date)]
        assert dates == [datetime.date(2024, 11, 30)]
        assert grid.hidden == {sheet.max_row}

    def test_hidden_sheets_are_listed_and_not_read(self, container: str, tmp_path: Path) -> None:
        sheet = published(TABLES[0], tmp_path)
        old = sheet.parent.copy_worksheet(sheet)
        old.title, old.sheet_state = "去年的", "hidden"
        older = sheet.parent.copy_worksheet(sheet)
        older.title = "第二张"
        found = read_sheets(containers.MAKERS[container]([sheet, old, older]), "表").sheets
        assert [(each.name, each.hidden) for each in found] == [("自评表", False), ("去年的", True), ("第二张", False)]


class TestXls:
    @pytest.mark.parametrize("value", [True, 1e300, -0.05, 1234567.891, "≥95%", "  两边有空格  ", 0])
    def test_values_come_as_they_are(self, value: CellValue) -> None:
        sheet = openpyxl.Workbook().active
        sheet["B2"] = value
        assert read_sheets(containers.xls([sheet]), "表").grids[0].rows[1][1] == value

    def test_errors_are_shown_as_in_excel(self) -> None:
        assert "#DIV/0!" in cells(read_sheets(containers.xls_with_error(), "表").grids[0]).values()


class TestBinaryWorkbooks:
    def test_are_for_others_what_they_are_for_us(self, tmp_path: Path) -> None:
        sheet = published(TABLES[0], tmp_path)
        path = tmp_path / "表.xlsb"
        path.write_bytes(containers.xlsb([sheet]))
        ours = read_sheets(path.read_bytes(), "表").grids[0]
        theirs = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
        assert {at: text for at, text in cells(ours).items() if "%" not in text}.items() <= cells(
            Grid("", theirs)
        ).items()
        (stored,) = office.convert([path], ".xlsx", "xlsx")
        again = openpyxl.load_workbook(stored)["自评表"]
        assert areas(again) == set(ours.merges) == areas(sheet)
        assert expected(again) == cells(ours)
        assert {row for row, told in again.row_dimensions.items() if told.hidden} == ours.hidden


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Worksheet, Path]]:
    """Some tables on disk, for LibreOffice."""
    folder = tmp_path_factory.mktemp("表")
    made = []
    for number, name in enumerate(FEW):
        sheet = published(name, folder)
        sheet.parent.save(folder / f"{number}.xlsx")
        made.append((sheet, folder / f"{number}.xlsx"))
    return made


@pytest.mark.parametrize("ending", containers.OFFICE)
def test_what_libreoffice_stores_is_read_as_it_was_laid_out(
    laid_out: list[tuple[Worksheet, Path]], ending: str
) -> None:
    stored = containers.by_office([path for _, path in laid_out], ending)
    for (sheet, _), data in zip(laid_out, stored, strict=True):
        grid = read_sheets(data, "表").grids[0]
        assert cells(grid) == {at: text for at, text in expected(sheet).items() if ending != "html" or text != HIDDEN}
        assert areas(sheet) == set(grid.merges)
