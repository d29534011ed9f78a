"""The sheet 项目信息: one row for each label, so that the cells of long texts can grow as staff type."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.documents.forms import hubei, kinds
from selfeval_xl.domain.layout import PROJECT_FIELDS, titles
from selfeval_xl.rules import Standard
from selfeval_xl.workbook.template import entry, styles
from selfeval_xl.workbook.template.native import Value

GROUPS = (
    (
        "一、基本情况",
        ("name", "code", "department", "unit", "year", "standard", "money_unit", "approved_total", "period"),
    ),
    ("二、项目概况与绩效目标", ("overview", "overall_goal", "annual_goal", "actual_result")),
    ("三、项目管理情况", ("business_management", "financial_management")),
    ("四、经验、问题和建议", ("experience", "problems", "improvements")),
    ("五、填报", ("preparer", "phone", "prepared_on", "head")),
)
TEXTS = {field for _, fields in GROUPS[1:4] for field in fields}

ID_LABEL = "标准编号"
_TITLES = titles(PROJECT_FIELDS)
FIRST_ROW = 3
_ROW_HEIGHT, _TEXT_HEIGHT = 22.0, 54.0
"""Points; what more rows take, the texts give, so that all of it stays on one page."""
_FORMATS = {"approved_total": styles.MONEY, "prepared_on": styles.DATE, "code": styles.TEXT, "phone": styles.TEXT}


def groups(form: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the groups of a workbook whose standard is handed in on ``form``."""
    (heading, fields), *others = GROUPS
    yield heading, (*fields, *hubei.CHOICES) if form == kinds.HUBEI else fields
    yield from others


def rows(form: str = "") -> dict[str, int]:
    """Return the row of each field, and under ``standard_id`` that of the standard's id."""
    places: dict[str, int] = {}
    row = FIRST_ROW
    for _, fields in groups(form):
        for field in fields:
            row += 1
            places[field] = row
            if field == "standard":
                row += 1
                places["standard_id"] = row
        row += 1
    return places


def last_row(form: str) -> int:
    """Return the row of the last field."""
    return max(rows(form).values())


def cell(field: str) -> str:
    """Return the address of a field of the first group for formulas on other sheets; it is the same for all forms."""
    return f"项目信息!$B${rows()[field]}"


def build(sheet: Worksheet, standard: Standard, values: Mapping[str, Value]) -> dict[str, object]:
    """Fill the sheet; return the results of its formulas."""
    styles.columns(sheet, (17, 88, 1))
    styles.put(sheet, "A1:B1", "项目支出绩效自评　项目信息", styles.TITLE)
    sheet.row_dimensions[1].height = 36
    styles.put(
        sheet, "A2:B2", "浅黄格由您填写，浅灰格自动显示。填法见“填报说明”，选中单元格时有提示。", styles.SUBTITLE
    )
    sheet.row_dimensions[2].height = 24
    places = rows(standard.form)
    text_height = _TEXT_HEIGHT - _ROW_HEIGHT * (len(places) - len(rows())) / len(TEXTS)
    for heading, fields in groups(standard.form):
        above = places[fields[0]] - 1
        styles.put(sheet, f"A{above}:B{above}", heading, styles.GROUP)
        sheet.row_dimensions[above].height = 21
        for field in fields:
            _field(sheet, places[field], field, values.get(field), text_height)
    shown = _standard_id(sheet, places, standard)
    styles.page(sheet, landscape=False, area=f"A1:B{max(places.values())}")
    sheet.freeze_panes = "A3"
    return shown


def _field(sheet: Worksheet, row: int, field: str, value: Value, text_height: float) -> None:
    styles.put(sheet, f"A{row}", _TITLES[field], styles.LABEL)
    shown = float(value) if isinstance(value, Decimal) else value
    styles.put(sheet, f"B{row}", shown, styles.INPUT._replace(format=_FORMATS.get(field, styles.GENERAL), indent=1))
    entry.guard(sheet, f"B{row}", _TITLES[field], entry.PROJECT[field])
    styles.grow(sheet, row, text_height if field in TEXTS else _ROW_HEIGHT, 3)


def _standard_id(sheet: Worksheet, places: Mapping[str, int], standard: Standard) -> dict[str, object]:
    row, typed = places["standard_id"], f"B{places['standard']}"
    styles.put(sheet, f"A{row}", ID_LABEL, styles.LABEL)
    # Who types the id itself sees it here too.
    known = f"INDEX({entry.STANDARD_IDS},MATCH({typed},{entry.STANDARD_IDS},0))"
    formula = f'=IFERROR(INDEX({entry.STANDARD_IDS},MATCH({typed},{entry.STANDARDS},0)),IFERROR({known},""))'
    styles.put(sheet, f"B{row}", formula, styles.COMPUTED._replace(indent=1))
    styles.grow(sheet, row, 22, 3)
    return {f"B{row}": standard.id}
