"""Colours the cells that 校验结果 speaks of, natively: conditional formats look each cell up in its column 位置.

Nothing that a user formatted is touched, so that switching the marks off shows everything as it was.  The switch is
the cell beside the title of 校验结果; every new result turns it on again.
"""

from __future__ import annotations

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.documents.findings import MARKS_ON
from selfeval_xl.domain.finding import ERROR, LEVEL_NAMES, NOTICE, WARNING
from selfeval_xl.domain.layout import RESULTS
from selfeval_xl.workbook.template import results

SWITCH, PLACES, LEVELS = "标记_开关", "标记_位置", "标记_级别"
AREA = "A1:Z5000"
_LAST = 5000
_FILLS = {ERROR: "F8CBAD", WARNING: "FFE08A", NOTICE: "D5E0F0"}


def name_cells(sheet: Worksheet) -> None:
    """Name the cells of 校验结果 that the marks look at; a name stays right when rows are inserted."""
    first = len(results.RESULT_KINDS) + 1
    for name, cells in (
        (SWITCH, f"${results.SWITCH_COLUMN}${first}"),
        (PLACES, f"$D${first}:$D${_LAST}"),
        (LEVELS, f"$B${first}:$B${_LAST}"),
    ):
        sheet.parent.defined_names[name] = DefinedName(name, attr_text=f"'{RESULTS}'!{cells}")


def colour(sheet: Worksheet) -> None:
    """Let the cells of an input sheet take the colour of the worst finding about them."""
    here = f'"{sheet.title}!"&ADDRESS(ROW(),COLUMN(),4)'
    for level, shade in _FILLS.items():
        found = f'COUNTIFS({PLACES},{here},{LEVELS},"{LEVEL_NAMES[level]}")>0'
        marked = f'AND({SWITCH}="{MARKS_ON}",{found})'
        rule = FormulaRule(formula=[marked], fill=PatternFill(bgColor=shade), stopIfTrue=True)
        sheet.conditional_formatting.add(AREA, rule)
