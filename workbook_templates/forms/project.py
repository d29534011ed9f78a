"""The sheet 项目信息: one row for each label, so that the cells of long texts can grow as staff type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.domain.layout import PROJECT_FIELDS, titles
from selfeval_xl.rules import Standard
from workbook_templates.forms import entry, looks
from workbook_templates.forms.table import Value

GROUPS = (
    ("一、基本情况", ("name", "code", "department", "unit", "year", "standard", "money_unit", "approved_total")),
    ("二、项目概况与绩效目标", ("overview", "overall_goal", "annual_goal", "actual_result")),
    ("三、项目管理情况", ("business_management", "financial_management")),
    ("四、经验、问题和建议", ("experience", "problems", "improvements")),
    ("五、填报", ("preparer", "phone", "prepared_on", "head")),
)
TEXTS = {field for _, fields in GROUPS[1:4] for field in fields}
NAME_LABEL = "标准名称"
_TITLES = titles(PROJECT_FIELDS)
FIRST_ROW = 3
_FORMATS = {"approved_total": looks.MONEY, "prepared_on": looks.DATE, "code": looks.TEXT, "phone": looks.TEXT}


def rows() -> dict[str, int]:
    """Return the row of each field, and under ``standard_name`` that of the standard's name."""
    places: dict[str, int] = {}
    row = FIRST_ROW
    for _, fields in GROUPS:
        for field in fields:
            row += 1
            places[field] = row
            if field == "standard":
                row += 1
                places["standard_name"] = row
        row += 1
    return places


def cell(field: str) -> str:
    """Return the address of a field's value for formulas on other sheets."""
    return f"项目信息!$B${rows()[field]}"


def build(sheet: Worksheet, standards: Sequence[Standard], values: Mapping[str, Value]) -> dict[str, object]:
    """Fill the sheet; return the results of its formulas."""
    looks.columns(sheet, (17, 88, 1))
    looks.put(sheet, "A1:B1", "项目支出绩效自评　项目信息", looks.TITLE)
    sheet.row_dimensions[1].height = 36
    looks.put(sheet, "A2:B2", "浅黄格由您填写，浅灰格自动显示。填法见“填报说明”，选中单元格时有提示。", looks.SUBTITLE)
    sheet.row_dimensions[2].height = 24
    places = rows()
    for heading, fields in GROUPS:
        above = places[fields[0]] - 1
        looks.put(sheet, f"A{above}:B{above}", heading, looks.GROUP)
        sheet.row_dimensions[above].height = 21
        for field in fields:
            _field(sheet, places[field], field, values.get(field))
    shown = _standard_name(sheet, places, values, standards)
    looks.page(sheet, landscape=False, area=f"A1:B{max(places.values())}")
    sheet.freeze_panes = "A3"
    return shown


def _field(sheet: Worksheet, row: int, field: str, value: Value) -> None:
    looks.put(sheet, f"A{row}", _TITLES[field], looks.LABEL)
    shown = float(value) if isinstance(value, Decimal) else value
    looks.put(sheet, f"B{row}", shown, looks.INPUT._replace(format=_FORMATS.get(field, looks.GENERAL), indent=1))
    entry.guard(sheet, f"B{row}", _TITLES[field], entry.PROJECT_ENTRIES[field])
    looks.grow(sheet, row, 54 if field in TEXTS else 22, 3)


def _standard_name(
    sheet: Worksheet, places: Mapping[str, int], values: Mapping[str, Value], standards: Sequence[Standard]
) -> dict[str, object]:
    row, standard = places["standard_name"], places["standard"]
    looks.put(sheet, f"A{row}", NAME_LABEL, looks.LABEL)
    formula = f'=IFERROR(INDEX({entry.STANDARD_NAMES},MATCH(B{standard},{entry.STANDARDS},0)),"")'
    looks.put(sheet, f"B{row}", formula, looks.COMPUTED._replace(indent=1))
    looks.grow(sheet, row, 22, 3)
    return {f"B{row}": next(offered.name for offered in standards if offered.id == values["standard"])}
