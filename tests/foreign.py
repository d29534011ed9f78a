"""One self-evaluation with all that a form can hold, written by programs that have nothing to do with ours."""

from __future__ import annotations

import csv
import datetime
import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from tarfile import open as open_tar
from typing import Any, NamedTuple

import openpyxl
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from python_calamine import CalamineWorkbook

from selfeval_xl.domain.cells import CellValue
from selfeval_xl.domain.errors import UserError
from selfeval_xl.domain.layout import BUDGET, INDICATORS, PROJECT
from selfeval_xl.ooxml import parts
from selfeval_xl.ooxml.package import Package
from selfeval_xl.readers.grids import read_grids
from tests import tiny

Cells = dict[tuple[str, int, int], CellValue]
"""What is read from a workbook: (sheet, row, column) -> value."""
SHIPPED = Path(__file__).parents[1] / ".judges" / "shipped"
NAME = "培训就业困难人员数"
_MERGED, _HIDDEN = "A3:A6", 5
"""In 指标, the cells of the 一级指标 产出指标; in 预算, the row of a line."""


class Cell(NamedTuple):
    """What a maker writes into a cell, and what a person reads there, who is given ``shown``."""

    value: Any
    shown: CellValue
    number_format: str = ""
    formula: str = ""
    rich: bool = False


def _special() -> Mapping[str, Mapping[tuple[str, str], Cell]]:
    ends, done, filled = datetime.date(2024, 11, 30), datetime.date(2024, 11, 20), datetime.date(2025, 2, 20)
    return {
        PROJECT: {("填报日期", ""): Cell(filled, filled, "yyyy-mm-dd")},
        INDICATORS: {
            ("培训合格率", "指标性质"): Cell("≥", "≥"),
            ("培训合格率", "年度指标值"): Cell(0.95, "95%", "0%"),
            ("培训合格率", "实际完成值"): Cell(0.965, "96.5%", "0.0%"),
            ("学员培训后就业率", "指标性质"): Cell("≥", "≥"),
            ("学员培训后就业率", "年度指标值"): Cell(0.6, "60%", "0%"),
            ("学员培训后就业率", "实际完成值"): Cell(0.58, "58%", "0.00%"),
            ("学员满意度", "佐证材料"): Cell("#N/A", "#N/A"),
            ("培训完成时间", "年度指标值"): Cell(ends, ends, "yyyy-mm-dd"),
            ("培训完成时间", "实际完成值"): Cell(done, done, "yyyy-mm-dd"),
            (NAME, "三级指标"): Cell(NAME, NAME, rich=True),
        },
        BUDGET: {},
    }


def content() -> dict[str, dict[tuple[int, int], Cell]]:
    """Return the cells of each sheet by (row, column)."""
    sheets, special = tiny.cells({}), _special()
    found: dict[str, dict[tuple[int, int], Cell]] = {}
    for sheet, rows in sheets.items():
        cells = {
            (row, column): Cell(value, value)
            for row, values in enumerate(rows, 1)
            for column, value in enumerate(values, 1)
            if value is not None
        }
        titles = list(rows[1])
        for (name, title), cell in special[sheet].items():
            row = next(number for number, values in enumerate(rows, 1) if name in values)
            cells[row, titles.index(title) + 1 if title else 2] = cell
        found[sheet] = cells
    _add_formulas(found[BUDGET], list(sheets[BUDGET][1]), len(sheets[BUDGET]))
    # A merged cell shows the value of its first only.
    for row in range(4, 7):
        del found[INDICATORS][row, 1]
    return found


def _add_formulas(cells: dict[tuple[int, int], Cell], titles: list[Any], last: int) -> None:
    """Make 全年预算数 the sum of 年初预算数 and 调整数, one formula for all lines."""
    initial, adjustment, annual = (titles.index(name) + 1 for name in ("年初预算数", "调整数", "全年预算数"))
    for row in range(3, last + 1):
        value = cells[row, annual].value
        text = f"{get_column_letter(initial)}{row}+{get_column_letter(adjustment)}{row}"
        cells[row, adjustment] = Cell(0, 0)
        cells[row, annual] = Cell(value, value, formula=text)


def expected() -> Cells:
    """Return what is to be read from the form, whoever wrote it."""
    return {(sheet, *at): cell.shown for sheet, cells in content().items() for at, cell in cells.items()}


# --- the makers


def by_xlsxwriter(path: Path, **options: bool) -> Path:
    """Write the form with XlsxWriter."""
    book = xlsxwriter.Workbook(path, options)
    bold = book.add_format({"bold": True})
    formats: dict[str, Any] = {}
    for name, cells in content().items():
        sheet = book.add_worksheet(name)
        if name == BUDGET:
            sheet.set_row(_HIDDEN - 1, None, None, {"hidden": True})
        if name == INDICATORS and not options.get("constant_memory"):
            sheet.merge_range(_MERGED, "")
        for (row, column), cell in sorted(cells.items()):
            at = (row - 1, column - 1)
            if cell.number_format and cell.number_format not in formats:
                formats[cell.number_format] = book.add_format({"num_format": cell.number_format})
            look = formats.get(cell.number_format)
            if cell.formula:
                sheet.write_formula(*at, "=" + cell.formula, look, cell.value)
            elif cell.rich:
                sheet.write_rich_string(*at, cell.value[:2], bold, cell.value[2:])
            elif isinstance(cell.value, datetime.date):
                sheet.write_datetime(*at, cell.value, look)
            elif cell.value == "#N/A":
                sheet.write_formula(*at, "=NA()", look, "#N/A")
            else:
                sheet.write(*at, cell.value, look)
    book.close()
    return path


def by_xlsxwriter_inline(path: Path) -> Path:
    """Write it row by row, which leaves the texts in the cells themselves."""
    return by_xlsxwriter(path, constant_memory=True)


def by_xlsxwriter_1904(path: Path) -> Path:
    """Write it with dates counted from 1904, as Excel for the Mac used to."""
    return by_xlsxwriter(path, date_1904=True)


def by_openpyxl(path: Path, from_1904: bool = False) -> Path:
    """Write the form with openpyxl, which stores no results of formulas."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    if from_1904:
        book.epoch = CALENDAR_MAC_1904
    for name, cells in content().items():
        sheet = book.create_sheet(name)
        for at, cell in cells.items():
            target = sheet.cell(*at)
            rich = CellRichText(cell.value[:2], TextBlock(InlineFont(b=True), cell.value[2:])) if cell.rich else None
            target.value = rich or cell.value
            if cell.number_format:
                target.number_format = cell.number_format
        if name == INDICATORS:
            sheet.merge_cells(_MERGED)
        if name == BUDGET:
            sheet.row_dimensions[_HIDDEN].hidden = True
    book.save(path)
    return path


def by_openpyxl_1904(path: Path) -> Path:
    """The same with dates counted from 1904."""
    return by_openpyxl(path, from_1904=True)


def by_excelize(path: Path) -> Path:
    """Write the form with excelize: its formula for 全年预算数 is one shared by all lines."""
    import excelize

    book = excelize.new_file()
    for number, (name, cells) in enumerate(content().items()):
        book.set_sheet_name("Sheet1", name) if number == 0 else book.new_sheet(name)
        rows = [row for (row, _), cell in cells.items() if cell.formula]
        for (row, column), cell in sorted(cells.items()):
            at = f"{get_column_letter(column)}{row}"
            if cell.rich:
                runs = [cell.value[:2], cell.value[2:]]
                book.set_cell_rich_text(name, at, [excelize.RichTextRun(text=text) for text in runs])
            elif isinstance(cell.value, datetime.date):
                book.set_cell_value(name, at, (cell.value - datetime.date(1899, 12, 30)).days)
            else:
                book.set_cell_value(name, at, cell.value)
            if cell.number_format:
                style = book.new_style(excelize.Style(custom_num_fmt=cell.number_format))
                book.set_cell_style(name, at, at, style)
            if cell.formula and row == rows[0]:
                span = f"{at}:{get_column_letter(column)}{rows[-1]}"
                book.set_cell_formula(name, at, cell.formula, excelize.FormulaOpts(type="shared", ref=span))
        if name == INDICATORS:
            book.merge_cell(name, *_MERGED.split(":"))
        if name == BUDGET:
            book.set_row_visible(name, _HIDDEN, False)
    book.save_as(str(path))
    book.close()
    return path


MAKERS = {
    "xlsxwriter": by_xlsxwriter,
    "xlsxwriter inline": by_xlsxwriter_inline,
    "xlsxwriter 1904": by_xlsxwriter_1904,
    "openpyxl": by_openpyxl,
    "openpyxl 1904": by_openpyxl_1904,
    "excelize": by_excelize,
}
"""Who writes the form: name -> path in, path out."""


# --- reading


def read_by_us(data: bytes, shown: str) -> Cells:
    """Return what we read from every sheet of a workbook."""
    return {
        (name, row, column): value
        for name, grid in read_grids(data, shown, worksheets(data)).items()
        for row, cells in enumerate(grid.rows, 1)
        for column, value in enumerate(cells, 1)
        if value not in ("", None)
    }


def read_by_openpyxl(data: bytes) -> Cells:
    """Return what openpyxl reads from it, told as we tell it: percentages and dates as a person sees them."""
    book = openpyxl.load_workbook(BytesIO(data), data_only=True)
    return {
        (sheet.title, cell.row, cell.column): _as_we_say(cell)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in ("", None) and not _only_linked(cell)
    }


def _only_linked(cell: Any) -> bool:
    """Tell whether a cell holds nothing but a link: openpyxl makes the address its value."""
    return cell.hyperlink is not None and cell.value in (cell.hyperlink.target, cell.hyperlink.location)


def _as_we_say(cell: Any) -> Any:
    value = cell.value
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date()
    return value


def is_same(ours: CellValue, theirs: Any) -> bool:
    """Tell whether two readings of a cell say the same.

    We give a percentage as its text, and decode the escapes of Excel, of which openpyxl leaves most as they stand.
    """
    if ours == theirs:
        return True
    if isinstance(ours, str) and isinstance(theirs, str):
        return ours == re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), theirs)
    if isinstance(ours, str) and ours.endswith("%") and isinstance(theirs, int | float):
        bare = float(ours[:-1])
        return any(abs(bare / scale - theirs) <= 1e-12 * max(1, abs(theirs)) for scale in (100, 1))
    return False


def shipped(most: int | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield the workbooks in the packages of tests/judges/shipped.txt, each once, up to a size in bytes."""
    seen: set[bytes] = set()
    archives = sorted(path for path in SHIPPED.iterdir() if path.suffix in (".gz", ".zip"))
    for archive in archives:
        for name, data in _members(archive):
            if name.lower().endswith(_ENDINGS) and data not in seen and (most is None or len(data) <= most):
                seen.add(data)
                yield f"{archive.name.rsplit('-', 1)[0]}/{name.split('/', 1)[-1]}", data


_ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")


def _members(archive: Path) -> Iterator[tuple[str, bytes]]:
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as package:
            yield from ((name, package.read(name)) for name in package.namelist() if name.lower().endswith(_ENDINGS))
        return
    with open_tar(archive) as package:
        for member in package:
            file = package.extractfile(member) if member.isfile() and member.name.lower().endswith(_ENDINGS) else None
            if file:
                yield member.name, file.read()


def judged(name: str, data: bytes) -> str:
    """Return what becomes of a shipped workbook: ``same``, ``refused``, ``openpyxl gives up``, or what differs."""
    try:
        ours = read_by_us(data, name)
    except UserError as trouble:
        return "refused" if is_chinese(trouble.message) and is_chinese(trouble.remedy) else f"{name}: {trouble}"
    try:
        wrong = differing(ours, data)
    except Exception:
        # openpyxl demands parts that Excel itself does without, and some of these files are its known failures.
        return "openpyxl gives up"
    return f"{name}: {wrong[:3]}" if wrong else "same"


def is_chinese(sentence: str) -> bool:
    """Tell whether a text is one whole Chinese sentence or more."""
    return sentence.endswith("。") and any("\u4e00" <= char <= "\u9fff" for char in sentence)


def differing(ours: Cells, data: bytes) -> list[tuple[str, int, int]]:
    """Return the cells that we read otherwise than openpyxl.

    Of merged cells openpyxl forgets all but the first, where a file holds more.  The old macro sheets are none to us.
    """
    theirs, covered, sheets = read_by_openpyxl(data), _covered(data), set(worksheets(data))
    if not theirs and ours:
        raise LookupError("openpyxl finds no cells where there are some")
    return sorted(
        at
        for at in ours.keys() | theirs.keys()
        if at not in covered and at[0] in sheets and not is_same(ours.get(at), theirs.get(at))
    )


def worksheets(data: bytes) -> list[str]:
    """Return the sheets of a workbook that are no charts, dialogs or macros."""
    return [sheet.name for sheet in parts.find(Package(data, "")).sheets]


def _covered(data: bytes) -> set[tuple[str, int, int]]:
    book = openpyxl.load_workbook(BytesIO(data))
    return {
        (sheet.title, row, column)
        for sheet in book.worksheets
        for area in sheet.merged_cells.ranges
        for row, column in area.cells
        if (row, column) != (area.min_row, area.min_col)
    }


def lost(before: Path, after: Path, sheets: tuple[str, ...] = ()) -> list[str]:
    """Return the cells of a workbook of ours that another program has not kept, and the merged cells it has undone."""
    old, new = CalamineWorkbook.from_path(str(before)), CalamineWorkbook.from_path(str(after))
    found = []
    for name in sheets or old.sheet_names:
        theirs, ours = new.get_sheet_by_name(name), old.get_sheet_by_name(name)
        kept = _cells(theirs)
        found += [f"{name}!{at}" for at, value in _cells(ours).items() if not _kept(value, kept.get(at))]
        gone = set(ours.merged_cell_ranges or ()) - set(theirs.merged_cell_ranges or ())
        found += [f"{name}!({top + 1}, {left + 1}) merged" for (top, left), _ in sorted(gone)]
    return found


def _cells(sheet: Any) -> dict[tuple[int, int], Any]:
    rows = enumerate(sheet.to_python(skip_empty_area=False), 1)
    return {(row, column): value for row, cells in rows for column, value in enumerate(cells, 1) if value != ""}


def _kept(before: Any, after: Any) -> bool:
    if isinstance(before, int | float) and isinstance(after, int | float):
        return abs(before - after) <= 1e-12 * max(1, abs(before))
    return before == after


def texts_in_csv(path: Path) -> list[str]:
    """Return the filled fields of a text file, in order."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [text.strip() for row in csv.reader(file) for text in row if text.strip()]
