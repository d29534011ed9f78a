"""The sheet 预算, with the native checks 预算合计, 执行合计 and 执行率 above the header."""

from collections.abc import Collection, Mapping, Sequence

from openpyxl.formatting.rule import FormulaRule
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.domain.layout import BUDGET_FIELDS
from selfeval_xl.domain.place import column_letters
from selfeval_xl.workbook.template import entry, native, project, styles, table
from selfeval_xl.workbook.template.native import CHECK_ROW, Value

TABLE = table.TemplateTable(BUDGET_FIELDS, entry.BUDGET, "预算执行情况", "money_unit", 40, "C")
NUMBERS = TABLE.cells("number").replace("$", "")


def build(
    sheet: Worksheet, extra: Collection[str], values: Mapping[str, Value], rows: Sequence[Mapping[str, Value]]
) -> native.Results:
    """Fill the sheet, with the ``extra`` fields of a standard; return the results of its formulas."""
    own = TABLE.having(extra)
    shown = table.build(sheet, own, values, rows)
    _checks(sheet, own)
    return shown | native.budget(values.get("approved_total"), rows)


def _checks(sheet: Worksheet, own: table.TemplateTable) -> None:
    row, last = CHECK_ROW, column_letters(own.width)
    approved = project.cell("approved_total")
    spans = (("A{0}:B{0}", "预算合计（只加一级各行）"), ("E{0}", "执行合计"), ("G{0}", "总执行率"), ("I{0}", "核对"))
    for span, label in spans:
        styles.put(sheet, span.format(row), label, styles.LABEL)
    styles.put(sheet, f"C{row}:D{row}", f"={_budget(own, approved)}", styles.COMPUTED_AMOUNT)
    styles.put(sheet, f"F{row}", f"={_executed(own)}", styles.COMPUTED_AMOUNT)
    styles.put(sheet, f"H{row}", f'=IF(C{row}>0,ROUND(F{row}/C{row},4),"")', styles.COMPUTED_RATE)
    styles.put(sheet, f"J{row}:{last}{row}", f"={_verdict(approved)}", styles.COMPUTED_CENTRE)
    bad = FormulaRule(formula=[f'$J${row}<>"{native.AGREED}"'], font=styles.RED_FONT)
    sheet.conditional_formatting.add(f"J{row}", bad)


def _top() -> str:
    """Return a formula that is true for the lines that count: 序号 without a point, and no total that staff wrote."""
    names = "*".join(f'({TABLE.cells("name")}<>"{total}")' for total in native.SUMS)
    return f'ISERROR(FIND(".",{TABLE.cells("number")}))*{names}'


def _executed(own: table.TemplateTable) -> str:
    """Return the formula for what was spent: 全年执行数, and 执行数（其他） where there is such a column."""
    fields = [field.field for field in own.fields if field.field.startswith("executed")]
    return "+".join(f"SUMPRODUCT({_top()}*1,{own.cells(field)})" for field in fields)


def _budget(own: table.TemplateTable, approved: str) -> str:
    """Return the formula for the budget: 全年预算数, else 年初＋调整数, else 核定预算总额 where no line has any."""
    annual, initial = own.cells("annual"), own.cells("initial")
    given = f'SUMPRODUCT({_top()}*(({annual}<>"")+({initial}<>"")>0))'
    summed = f"SUMPRODUCT({_top()}*1,{annual})"
    early = f'{_top()}*({annual}="")*({initial}<>"")'
    early_sum = f"SUMPRODUCT({early},{initial})+SUMPRODUCT({early},{own.cells('adjustment')})"
    return f"IF({given}=0,N({approved}),{summed}+{early_sum})"


def _verdict(approved: str) -> str:
    row = CHECK_ROW
    gap = f"ROUND(C{row}-N({approved}),6)"
    return (
        f'IF(C{row}=0,"{native.MISSING}",IF(F{row}>C{row},"{native.OVERSPENT}",'
        f'IF(AND(N({approved})<>0,{gap}<>0),"{native.DIFFERENT}"&{gap},"{native.AGREED}")))'
    )
