"""What the sheets show by themselves, without the program: that the inputs have changed, and which cells to look at.

A formula on 项目信息 adds up what stands in the input cells; what it gives is kept with the results, and a conditional
format of 汇总 compares the two.  It names cells in texts only: 汇总 is copied between workbooks, and must not take
links to another one along.  Where the formula has no result yet (nobody has opened the workbook), nothing is said.

The cells that 校验结果 speaks of are coloured by conditional formats that look each cell up in its column 位置.
Nothing that a user formatted is touched, so that switching the marks off shows everything as it was.  The switch is the
cell beside the title of 校验结果; every new result turns it on again.
"""

from collections.abc import Iterator

from openpyxl.formatting.rule import FormulaRule, Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.documents.findings import MARKS_ON
from selfeval_xl.domain.finding import ERROR, LEVEL_NAMES, NOTICE, WARNING
from selfeval_xl.domain.layout import BUDGET, INDICATORS, PROJECT, RESULTS, STATE, STATE_CELL
from selfeval_xl.rules import Standard
from selfeval_xl.workbook.template import budget, entry, indicators, results, styles
from selfeval_xl.workbook.template.table import TemplateTable

_FORMAT = 190
"""A number for the format that no other has."""
_REACH = 5000
"""Rows of 汇总 and 校验结果 that are looked through, and rows of the input sheets that are marked."""
_SWITCH, _PLACES, _LEVELS = "标记_开关", "标记_位置", "标记_级别"
_FILLS = {ERROR: "F8CBAD", WARNING: "FFE08A", NOTICE: "D5E0F0"}


def keep_state(sheet: Worksheet, standard: Standard, last: int) -> dict[str, object]:
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


def name_cells(sheet: Worksheet) -> None:
    """Name the cells of 校验结果 that the marks look at; a name stays right when rows are inserted."""
    first = len(entry.RESULT_ROWS) + 1
    for name, cells in (
        (_SWITCH, f"${results.SWITCH_COLUMN}${first}"),
        (_PLACES, f"$D${first}:$D${_REACH}"),
        (_LEVELS, f"$B${first}:$B${_REACH}"),
    ):
        sheet.parent.defined_names[name] = DefinedName(name, attr_text=f"'{RESULTS}'!{cells}")


def colour(sheet: Worksheet) -> None:
    """Let the cells of an input sheet take the colour of the worst finding about them."""
    here = f'"{sheet.title}!"&ADDRESS(ROW(),COLUMN(),4)'
    for level, shade in _FILLS.items():
        found = f'COUNTIFS({_PLACES},{here},{_LEVELS},"{LEVEL_NAMES[level]}")>0'
        marked = f'AND({_SWITCH}="{MARKS_ON}",{found})'
        rule = FormulaRule(formula=[marked], fill=PatternFill(bgColor=shade), stopIfTrue=True)
        sheet.conditional_formatting.add(f"A1:Z{_REACH}", rule)
