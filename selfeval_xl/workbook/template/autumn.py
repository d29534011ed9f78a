"""The workbook as it is needed when targets are written: what reports results is folded, and stays.

In spring staff unfold it, by the ＋ above the columns and beside the rows, and go on in the same workbook.
"""

from collections.abc import Iterable, Iterator, Mapping

from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.domain import layout
from selfeval_xl.domain.place import column_letters
from selfeval_xl.workbook.template import budget, entry, indicators, project, styles
from selfeval_xl.workbook.template.native import CHECK_ROW
from selfeval_xl.workbook.template.table import TITLE_ROW, TemplateTable

_RESULT_GROUPS = (3, 4)
"""The groups of 项目信息 that report, counted from 1: management; experience, problems and advice."""


def fold(sheets: Mapping[str, Worksheet], form: str, extra: Iterable[str]) -> None:
    """Fold what is not needed yet on the sheets of a workbook just built, and let the prompts speak of the next year.

    ``form`` and ``extra`` are those of its standard.
    """
    for name, fields, hints in (
        (layout.PROJECT, layout.PROJECT_FIELDS, entry.AUTUMN["project"]),
        (layout.BUDGET, layout.BUDGET_FIELDS, entry.AUTUMN["budget"]),
        (layout.INDICATORS, layout.INDICATOR_FIELDS, entry.AUTUMN["indicators"]),
    ):
        sheets[name].cell(TITLE_ROW, 1).value = f"项目支出绩效目标和自评　{name}"
        own = {title: hints[field] for field, title in layout.titles(fields).items() if field in hints}
        for rule in sheets[name].data_validations.dataValidation:
            rule.prompt = own.get(rule.promptTitle, rule.prompt)
    for name, table in ((layout.BUDGET, budget.TABLE), (layout.INDICATORS, indicators.TABLE)):
        _fold_columns(sheets[name], table.having(frozenset(extra)))
    _count_under_folded(sheets[layout.INDICATORS])
    _fold_rows(sheets[layout.PROJECT], sorted(_rows_of_results(form)))


def _fold_columns(sheet: Worksheet, own: TemplateTable) -> None:
    sheet.column_dimensions.max_outline = 1  # which openpyxl would count too late
    before = False
    for number, field in enumerate(own.fields, 1):
        column, is_folded = sheet.column_dimensions[column_letters(number)], own.entries[field.field].result
        if is_folded:
            column.outlineLevel, column.hidden = 1, True
        elif before:
            column.collapsed = True  # here Office draws the ＋
        before = is_folded


def _count_under_folded(sheet: Worksheet) -> None:
    """Let the count of blank results end with the folded columns: alone, beside nothing, it would say nothing."""
    (area,) = [each for each in sheet.merged_cells.ranges if each.min_row == CHECK_ROW and each.min_col > 16]
    first, last = sheet.cell(CHECK_ROW, area.min_col), sheet.cell(CHECK_ROW, area.max_col)
    sheet.unmerge_cells(area.coord)
    if area.max_col - area.min_col > 1:
        sheet.merge_cells(f"{first.coordinate}:{sheet.cell(CHECK_ROW, area.max_col - 1).coordinate}")
    styles.dress(last, styles.LABEL)


def _rows_of_results(form: str) -> Iterator[int]:
    places = project.rows(form)
    yield places["actual_result"]
    for number, (_heading, fields) in enumerate(project.groups(form), 1):
        if number in _RESULT_GROUPS:
            yield places[fields[0]] - 1
            yield from (places[field] for field in fields)


def _fold_rows(sheet: Worksheet, rows: list[int]) -> None:
    sheet.sheet_format.outlineLevelRow = 1
    for row in rows:
        sheet.row_dimensions[row].outlineLevel, sheet.row_dimensions[row].hidden = 1, True
    sheet.row_dimensions[rows[-1] + 1].collapsed = True
