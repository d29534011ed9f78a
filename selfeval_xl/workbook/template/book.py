"""The six sheets of a workbook together: empty for a standard, or filled with what is given."""

from collections.abc import Sequence
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.domain.layout import BUDGET, GUIDE, INDICATORS, PROJECT, RESULTS, SHEETS, SUMMARY
from selfeval_xl.rules import Standard
from selfeval_xl.storage import standards
from selfeval_xl.workbook.template import autumn, budget, guide, indicators, live, package, project, results, table
from selfeval_xl.workbook.template.native import Value

_TABS = {PROJECT: "E2C44B", BUDGET: "E2C44B", INDICATORS: "E2C44B", SUMMARY: "8C96A3", RESULTS: "8C96A3"}


class Contents(NamedTuple):
    """What a workbook starts with: fields of the project, budget lines, indicators."""

    project: dict[str, Value]
    budget: tuple[dict[str, Value], ...]
    indicators: tuple[dict[str, Value], ...]


def blank(standard: Standard, year: int | None = None) -> Contents:
    """Return what the empty workbook of a standard starts with: its own indicators."""
    presets = (preset._asdict().items() for preset in standard.presets.rows)
    rows = tuple({field: None if value == "" else value for field, value in preset} for preset in presets)
    return Contents({"year": year, "money_unit": "万元"}, (), rows)


def made(standard: Standard, contents: Contents, targets: bool = False) -> bytes:
    """Return the workbook of a standard as a file; every time the same bytes."""
    return package.packed(parts(standard, contents, targets))


def parts(standard: Standard, contents: Contents, targets: bool = False) -> dict[str, bytes]:
    """Return the parts of the workbook of a standard by name; ``targets`` folds what autumn does not need."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheets = {name: book.create_sheet(name) for name in SHEETS}
    values = contents.project | {"standard": standard.name}
    offered = _offered(standard)
    steps = guide.build(sheets[GUIDE], standard, offered, targets)
    # First, so that a mark is seen over any other conditional format.
    for name in (PROJECT, BUDGET, INDICATORS):
        live.colour(sheets[name])
    live.name_cells(sheets[RESULTS])
    about = project.build(sheets[PROJECT], standard, values)
    money = budget.build(sheets[BUDGET], standard.extra_fields, values, contents.budget)
    goals = indicators.build(sheets[INDICATORS], standard, values, contents.indicators)
    about |= live.keep_state(sheets[PROJECT], standard, project.last_row(standard.form))
    results.build_summary(sheets[SUMMARY])
    live.watch(sheets[SUMMARY])
    results.build_results(sheets[RESULTS])
    if targets:
        autumn.fold(sheets, standard.form, standard.extra_fields)
    _finish(book, sheets, standard)
    extras = {
        GUIDE: package.Extras(steps),
        PROJECT: package.Extras(about, project.FIRST_ROW),
        BUDGET: package.Extras(money, table.FIRST_ROW, budget.NUMBERS),
        INDICATORS: package.Extras(goals, table.FIRST_ROW),
    }
    return package.parts(book, extras)


def _offered(standard: Standard) -> Sequence[Standard]:
    """Return the standards of the drop-down: the built-in ones, and a user's own that the workbook is for."""
    built_in = [*standards.offered()]
    return built_in if standards.is_built_in(standard.id) else [standard, *built_in]


def _finish(book: Workbook, sheets: dict[str, Worksheet], standard: Standard) -> None:
    for name, colour in _TABS.items():
        sheets[name].sheet_properties.tabColor = colour
    sheets[INDICATORS].sheet_view.zoomScale = 90
    book.properties.creator = "selfeval-xl"
    book.properties.title = f"项目支出绩效自评表（{standard.name}）"
    book.calculation.fullCalcOnLoad = True
