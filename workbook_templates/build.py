"""Makes the workbooks beside it: an empty form for each standard, and the filled sample.

Run it after a change to a standard, to the layout of the sheets or to ``forms/``: ``make build``.  Every run gives the
same bytes, so that git shows a change exactly when there is one.
"""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.domain.layout import BUDGET, GUIDE, INDICATORS, PROJECT, RESULTS, SHEETS, SUMMARY
from selfeval_xl.rules import Standard
from selfeval_xl.storage import standards
from workbook_templates.forms import budget, guide, indicators, marks, package, project, results, table
from workbook_templates.forms.sample import Contents, read
from workbook_templates.forms.table import Value

HERE = Path(__file__).resolve().parent
TEMPLATES = ("mof-2020", "hubei-2019", "donghu-2017")
SAMPLE, SAMPLE_DATA = "样例-佛祖岭街道2017.xlsx", "sample.toml"
_TABS = {PROJECT: "E2C44B", BUDGET: "E2C44B", INDICATORS: "E2C44B", SUMMARY: "8C96A3", RESULTS: "8C96A3"}


def build(folder: Path) -> list[Path]:
    """Make all workbooks in ``folder`` and return their paths."""
    made = []
    for name in TEMPLATES:
        standard = standards.load(name)
        made.append(_make(folder / f"{name}.xlsx", standard, _blank(standard)))
    sample = read(HERE / SAMPLE_DATA)
    made.append(_make(folder / SAMPLE, standards.load(str(sample.project["standard"])), sample))
    return made


def _blank(standard: Standard) -> Contents:
    rows: list[dict[str, Value]] = [
        {
            "level1": preset.level1,
            "level2": preset.level2,
            "name": preset.name or None,
            "weight": preset.weight,
            "method": preset.method or None,
            "parameter": preset.parameter or None,
        }
        for preset in standard.presets.rows
    ]
    return Contents({"standard": standard.id, "money_unit": "万元"}, (), tuple(rows))


def _make(path: Path, standard: Standard, contents: Contents) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    sheets = {name: book.create_sheet(name) for name in SHEETS}
    offered = [standards.load(name) for name in standards.available()]
    guide.build(sheets[GUIDE], standard, offered)
    # First, so that a mark is seen over any other conditional format.
    for name in (PROJECT, BUDGET, INDICATORS):
        marks.colour(sheets[name])
    marks.name_cells(sheets[RESULTS])
    about = project.build(sheets[PROJECT], offered, contents.project)
    money = budget.build(sheets[BUDGET], contents.project, contents.budget)
    goals = indicators.build(sheets[INDICATORS], standard, contents.project, contents.indicators)
    results.build_summary(sheets[SUMMARY])
    results.build_results(sheets[RESULTS])
    _finish(book, sheets, standard)
    extras = {
        PROJECT: package.Extras(about, project.FIRST_ROW),
        BUDGET: package.Extras(money, table.FIRST_ROW, budget.NUMBERS),
        INDICATORS: package.Extras(goals, table.FIRST_ROW),
    }
    package.write(book, path, extras)
    return path


def _finish(book: Workbook, sheets: dict[str, Worksheet], standard: Standard) -> None:
    for name, colour in _TABS.items():
        sheets[name].sheet_properties.tabColor = colour
    sheets[INDICATORS].sheet_view.zoomScale = 90
    book.properties.creator = "selfeval-xl"
    book.properties.title = f"项目支出绩效自评表（{standard.name}）"
    book.calculation.fullCalcOnLoad = True


if __name__ == "__main__":
    for workbook in build(HERE):
        print(workbook.relative_to(Path.cwd()) if workbook.is_relative_to(Path.cwd()) else workbook)
