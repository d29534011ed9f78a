"""What 预算 and 指标 have in common: a header row under the native checks, then rows to fill in."""

import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, Self

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.domain.layout import Field, present
from selfeval_xl.domain.place import column_letters
from selfeval_xl.workbook.template import entry, native, project, styles
from selfeval_xl.workbook.template.native import CHECK_ROW, SUBTITLE_ROW, Value

TITLE_ROW, HEADER_ROW = 1, 4
FIRST_ROW = HEADER_ROW + 1
LAST_CHECKED = 500
"""Formulas, drop-downs and hints reach so far down, for staff who add rows below the ones we drew."""

_PERCENT = re.compile(r"\d+%")


class TemplateTable(NamedTuple):
    """One of the two tables: its fields and what is said of each, its title, and how many rows there is room for.

    Below the title stands the project's name with one more ``fact`` of it.  Columns before ``frozen`` stay in sight.
    """

    fields: tuple[Field, ...]
    entries: Mapping[str, entry.Entry]
    title: str
    fact: str
    room: int
    frozen: str

    def having(self, extra: Collection[str]) -> Self:
        """Return the table as a standard with these ``extra`` fields has it."""
        return self._replace(fields=present(self.fields, extra))

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.fields)

    def letter(self, field: str) -> str:
        """Return the letters of a field's column."""
        return column_letters([known.field for known in self.fields].index(field) + 1)

    def cells(self, field: str) -> str:
        """Return the cells of a field as formulas use them."""
        letter = self.letter(field)
        return f"${letter}${FIRST_ROW}:${letter}${LAST_CHECKED}"


def build(
    sheet: Worksheet, table: TemplateTable, values: Mapping[str, Value], rows: Sequence[Mapping[str, Value]]
) -> native.Results:
    """Write the header, the given rows and some blank ones, with drop-downs and hints, and what stands above them.

    Below the blank rows there is room for rows that look blank and turn into rows of the form as staff reach them, so
    that a printed form does not end in pages of empty boxes.  Return the results of the formulas.
    """
    styles.columns(sheet, [*(table.entries[field.field].width for field in table.fields), 1])
    _header(sheet, table)
    _rows(sheet, table, rows)
    for field in table.fields:
        if not field.computed:
            letter = table.letter(field.field)
            cells = f"{letter}{FIRST_ROW}:{letter}{LAST_CHECKED}"
            entry.guard(sheet, cells, field.title, table.entries[field.field])
    styles.page(sheet, landscape=True, repeat=f"{HEADER_ROW}:{HEADER_ROW}")
    sheet.freeze_panes = f"{table.frozen}{FIRST_ROW}"
    return _titles(sheet, table, values)


def _rows(sheet: Worksheet, table: TemplateTable, rows: Sequence[Mapping[str, Value]]) -> None:
    drawn = max(len(rows) + 3, 12)
    for offset in range(table.room):
        row = FIRST_ROW + offset
        values = rows[offset] if offset < len(rows) else {}
        for index, field in enumerate(table.fields, 1):
            look = styles.named(table.entries[field.field].look)
            if offset >= drawn:
                look = look._replace(fill="", boxed=False)
            _cell(sheet, row, index, look, values.get(field.field))
        styles.grow(sheet, row, 22, table.width + 1)
    _grow(sheet, table, FIRST_ROW + drawn, FIRST_ROW + table.room - 1)


def _titles(sheet: Worksheet, table: TemplateTable, values: Mapping[str, Value]) -> native.Results:
    last, label = column_letters(table.width), native.TITLES[table.fact]
    formula = f'="项目名称："&{project.cell("name")}&"　　{label}："&{project.cell(table.fact)}'
    styles.put(sheet, f"A{TITLE_ROW}:{last}{TITLE_ROW}", f"项目支出绩效自评　{table.title}", styles.TITLE)
    styles.put(sheet, f"A{SUBTITLE_ROW}:{last}{SUBTITLE_ROW}", formula, styles.SUBTITLE)
    for row, height in ((TITLE_ROW, 34), (SUBTITLE_ROW, 24), (CHECK_ROW, 26)):
        sheet.row_dimensions[row].height = height
    return native.subtitle(values, table.fact)


def _grow(sheet: Worksheet, table: TemplateTable, first: int, last: int) -> None:
    """Draw a row of the room below as soon as it, or one of the two above it, holds anything."""
    reached = f"COUNTA($A{first - 2}:${column_letters(table.width)}{first})>0"
    for computed in (False, True):
        columns = [table.letter(field.field) for field in table.fields if field.computed is computed]
        ranges = " ".join(f"{letter}{first}:{letter}{last}" for letter in columns)
        fill = PatternFill(bgColor=(styles.COMPUTED if computed else styles.INPUT).fill)
        sheet.conditional_formatting.add(ranges, FormulaRule(formula=[reached], fill=fill, border=styles.BOX))


def _header(sheet: Worksheet, table: TemplateTable) -> None:
    for index, field in enumerate(table.fields, 1):
        look = styles.HEAD_COMPUTED if field.computed else styles.HEAD_REQUIRED if field.required else styles.HEAD
        styles.put(sheet, f"{column_letters(index)}{HEADER_ROW}", field.title, look)
    sheet.row_dimensions[HEADER_ROW].height = 34


def _cell(sheet: Worksheet, row: int, column: int, look: styles.CellLook, value: Value) -> None:
    cell = sheet.cell(row, column)
    styles.dress(cell, look)
    if isinstance(value, str) and _PERCENT.fullmatch(value):
        # As Excel keeps it when staff type 95%.
        cell.value, cell.number_format = int(value[:-1]) / 100, "0%"
    elif isinstance(value, Decimal):
        cell.value = float(value)
    else:
        cell.value = value
