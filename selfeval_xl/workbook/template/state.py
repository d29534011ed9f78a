"""Tells on 汇总 itself that the inputs have changed since it was computed, without the program.

A formula on 项目信息 adds up what stands in the input cells; what it gives is kept with the results, and a conditional
format of 汇总 compares the two.  It names cells in texts only: 汇总 is copied between workbooks, and must not take
links to another one along.  Where the formula has no result yet (nobody has opened the workbook), nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.domain.layout import BUDGET, INDICATORS, PROJECT, STATE, STATE_CELL
from selfeval_xl.rules import Standard
from selfeval_xl.workbook.template import budget, indicators, styles
from selfeval_xl.workbook.template.table import TemplateTable

_FORMAT = 190
"""A number for the format that no other has."""
_REACH = 5000
"""Rows of 汇总 in which the kept state is looked for."""


def build(sheet: Worksheet, standard: Standard, last: int) -> dict[str, object]:
    """Put the formula on 项目信息, whose fields reach down to the row ``last``; return its result, not known yet."""
    own = f"$B$3:$B${last}"
    parts = [f'SUMPRODUCT(({own}<>"")*({_mark(own)}))', f"SUM({own})"]
    for name, table in ((BUDGET, budget.TABLE), (INDICATORS, indicators.TABLE)):
        parts += _sums(name, table.having(standard.extra_fields))
    sheet[STATE_CELL] = f'=IFERROR(ROUND({"+".join(parts)},4),"")'
    styles.dress(sheet[STATE_CELL], styles.NOTE)
    sheet.column_dimensions["D"].hidden = True
    return {STATE_CELL: ""}


def _sums(name: str, table: TemplateTable) -> Iterator[str]:
    """Yield what the input cells of a table add up to, each row bound to its name, so that swapped cells differ too."""
    names = f"{name}!{table.cells('name')}"
    bound = f'({names}<>"")*(LEN({names})+{_code(names, 1)})'
    for number, field in enumerate((each for each in table.fields if not each.computed), 1):
        cells = f"{name}!{table.cells(field.field)}"
        yield f"SUMPRODUCT({bound}*({_mark(cells)}))*{number}"
        yield f"SUM({cells})*{number}"


def _mark(cells: str) -> str:
    last = f'_xlfn.UNICODE(RIGHT(" "&{cells},1))'
    return f"LEN({cells})*31+{_code(cells, 1)}+{_code(cells, 2)}*3+{_code(cells, 3)}*5+{last}*7"


def _code(cells: str, place: int) -> str:
    return f'_xlfn.UNICODE(MID({cells}&"   ",{place},1))'


def watch(sheet: Worksheet) -> None:
    """Make 汇总 look out of date where the inputs have changed since."""
    kept = f'INDEX($B$1:$B${_REACH},MATCH("{STATE}",$A$1:$A${_REACH},0))'
    # A sum has fifteen digits; what lies beyond them may differ from one program to another.
    differs = f'ABS(INDIRECT("{PROJECT}!{STATE_CELL}")-{kept})>MAX(0.01,1E-13*ABS({kept}))'
    changed = f"IFERROR({differs},FALSE)"
    told = NumberFormat(numFmtId=_FORMAT, formatCode='"【填写的内容已改，请重新计算】"@')
    title = DifferentialStyle(font=Font(color="C00000", bold=True), numFmt=told)
    area = f"A1:I{_REACH}"
    heads = f'AND(LEFT($A1,8)="项目支出绩效自评",{changed})'
    sheet.conditional_formatting.add(area, Rule(type="expression", dxf=title, formula=[heads]))
    pale = DifferentialStyle(fill=PatternFill(bgColor="FBE9E7"))
    sheet.conditional_formatting.add(area, Rule(type="expression", dxf=pale, formula=[changed]))
