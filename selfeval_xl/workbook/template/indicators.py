"""The sheet 指标, with the native check 分值合计 above the header."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from openpyxl.formatting.rule import FormulaRule
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.layout import INDICATOR_FIELDS
from selfeval_xl.domain.place import column_letters
from selfeval_xl.rules import Standard
from selfeval_xl.workbook.template import entry, native, styles, table
from selfeval_xl.workbook.template.native import CHECK_ROW, Value
from selfeval_xl.workbook.template.table import FIRST_ROW, LAST_CHECKED

_UNCHECKED = "这个标准不核对分值合计"
TABLE = table.TemplateTable(INDICATOR_FIELDS, entry.INDICATORS, "指标完成情况", "standard", 60, "D")


def build(
    sheet: Worksheet, standard: Standard, values: Mapping[str, Value], rows: Sequence[Mapping[str, Value]]
) -> native.Results:
    """Fill the sheet; return the results of its formulas."""
    own = TABLE.having(standard.extra_fields)
    shown = table.build(sheet, own, values, rows)
    due = native.due_points(standard)
    _checks(sheet, own, standard, due)
    _fade_repeated_names(sheet)
    _fold(sheet, own)
    return shown | native.indicators(standard, rows)


def _fold(sheet: Worksheet, own: table.TemplateTable) -> None:
    """Fold the columns that only few need, so that the rest is seen at once on a small screen."""
    for field, said in own.entries.items():
        if said.expert:
            column = sheet.column_dimensions[own.letter(field)]
            column.outlineLevel, column.hidden = 1, True
    for field in ("deviation", "score"):
        sheet.column_dimensions[own.letter(field)].collapsed = True
    sheet.sheet_format.outlineLevelCol = 1


def _checks(sheet: Worksheet, own: table.TemplateTable, standard: Standard, due: Decimal) -> None:
    row = CHECK_ROW
    execution = standard.weight - due
    label = f"合计应为{format_decimal(due)}" + (f"（另有预算执行{format_decimal(execution)}分）" if execution else "")
    styles.put(sheet, f"A{row}:B{row}", "分值合计", styles.LABEL)
    styles.put(sheet, f"C{row}", f"={_points(own)}", styles.COMPUTED_CENTRE._replace(font=styles.HEI))
    styles.put(sheet, f"D{row}:H{row}", label if standard.weights_checked else _UNCHECKED, styles.LABEL)
    verdict = (
        f'=IF(ROUND(C{row}-{format_decimal(due)},2)=0,"{native.RIGHT}","差"&ROUND({format_decimal(due)}-C{row},2)&"分")'
    )
    styles.put(sheet, f"I{row}:N{row}", verdict if standard.weights_checked else None, styles.COMPUTED_CENTRE)
    styles.put(sheet, f"O{row}:Q{row}", "已填指标行数 / 其中没有填实际完成值的行数", styles.LABEL)
    styles.put(sheet, f"R{row}:{column_letters(own.width)}{row}", f"={_filled(own)}", styles.COMPUTED_CENTRE)
    if standard.weights_checked:
        wrong = FormulaRule(formula=[f'$I${row}<>"{native.RIGHT}"'], font=styles.RED_FONT)
        sheet.conditional_formatting.add(f"I{row}", wrong)


def _points(own: table.TemplateTable) -> str:
    """Return the formula for the sum of the 分值, without total rows that staff may have added."""
    weights = own.cells("weight")
    totals = "{" + ",".join(f'"{name}"' for name in native.POINT_SUMS) + "}"
    named = "+".join(f"SUMPRODUCT(SUMIF({own.cells(field)},{totals},{weights}))" for field in ("level1", "name"))
    return f"SUM({weights})-({named})"


def _filled(own: table.TemplateTable) -> str:
    names, actuals = own.cells("name"), own.cells("actual")
    return f'SUMPRODUCT(({names}<>"")*1)&" / "&SUMPRODUCT(({names}<>"")*({actuals}=""))'


def _fade_repeated_names(sheet: Worksheet) -> None:
    """Show 一级 and 二级 names that repeat the row above in grey: every row names its own, the eye sees blocks."""
    below = FIRST_ROW + 1
    same1 = f'AND($A{below}<>"",$A{below}=$A{FIRST_ROW})'
    same2 = f'AND($B{below}<>"",$B{below}=$B{FIRST_ROW},$A{below}=$A{FIRST_ROW})'
    for letter, same in (("A", same1), ("B", same2)):
        rule = FormulaRule(formula=[same], font=styles.FAINT_FONT)
        sheet.conditional_formatting.add(f"{letter}{below}:{letter}{LAST_CHECKED}", rule)
