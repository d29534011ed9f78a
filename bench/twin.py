"""The same form as a workbook of native formulas, as bureaus build them by hand: the input of IronCalc."""

from __future__ import annotations

from pathlib import Path

import ironcalc

from bench.books import FIRST_ROW, HEADER_ROW, Book, budget_rows
from bench.forms import SECTIONS, Cell, Form, Row, Size, form
from selfeval_xl.domain.layout import BUDGET, BUDGET_FIELDS, INDICATOR_FIELDS, INDICATORS, SUMMARY
from selfeval_xl.domain.place import column_letters

_AT = {field.field: column_letters(i) for i, field in enumerate(INDICATOR_FIELDS, 1)}
_LINE_AT = {field.field: column_letters(i) for i, field in enumerate(BUDGET_FIELDS, 1)}

_SYSTEM = (
    'IF({method}="定性",IF({tier}="达成",{weight},{typed_score}),'
    'IF({method}="扣分",MAX(0,ROUND({weight}-ROUNDDOWN(MAX(0,ROUND({target}-{actual},4)),0)*0.1,2)),'
    'IF({method}="时限",IF({actual}<={target},{weight},0),'
    'IF({sign}="≤",IF({actual}<={target},{weight},ROUND({weight}*{target}/{actual},2)),'
    "IF({actual}>={target},{weight},ROUND({weight}*{actual}/{target},2))))))"
)
_FORMULAS = {
    "deviation": '=IF(OR({method}="定性",{method}="时限",{target}=0),"",ROUND(({actual}-{target})/{target},4))',
    "system": f"={_SYSTEM}",
    "score": "=MAX(0,MIN({weight},{system}-{deduction}))",
}
_LINE_FORMULAS = {
    "rate": '=IF({annual}=0,"",ROUND({executed}/{annual},4))',
    "difference": "={executed}-{annual}",
    "deviation": '=IF({annual}=0,"",ROUND(({executed}-{annual})/{annual},4))',
}


def write(size: Size, path: Path, seed: int = 1) -> None:
    """Write the formula workbook; none of its formulas carries a result yet."""
    filled = form(size, seed)
    book = Book(path)
    book.project(filled.project)
    lines = range(FIRST_ROW, FIRST_ROW + len(filled.lines))
    rows = range(FIRST_ROW, FIRST_ROW + len(filled.rows))
    line_formulas = _formulas(_LINE_FORMULAS, _LINE_AT, lines)
    book.table(BUDGET, BUDGET_FIELDS, budget_rows(filled), line_formulas, (), 0)
    formulas = _formulas(_FORMULAS, _AT, rows)
    book.table(INDICATORS, INDICATOR_FIELDS, [_numeric(row) for row in filled.rows], formulas, (), 0)
    _summary(book, filled)
    book.book.close()


def _formulas(formulas: dict[str, str], letters: dict[str, str], rows: range) -> dict[tuple[int, int], object]:
    columns = {field: index for index, field in enumerate(letters, 1)}
    return {
        (row, columns[field]): formula.format(**{name: f"{letter}{row}" for name, letter in letters.items()})
        for row in rows
        for field, formula in formulas.items()
    }


def _numeric(row: Row) -> dict[str, Cell]:
    """Return the cells with target and actual value as bare numbers, which formulas need."""
    qualitative = row.cells.get("method") == "定性"
    return row.cells if qualitative else {**row.cells, "target": row.target, "actual": row.actual}


def _summary(book: Book, filled: Form) -> None:
    sheet = book.book.add_worksheet(SUMMARY)
    last, rows = HEADER_ROW + len(filled.lines), HEADER_ROW + len(filled.rows)
    numbers = f"{BUDGET}!A{FIRST_ROW}:A{last}"
    # Lines of the first level have no point in their 序号.
    executed, annual = (
        f'SUMIF({numbers},"<>*.*",{BUDGET}!{_LINE_AT[field]}{FIRST_ROW}:{_LINE_AT[field]}{last})'
        for field in ("executed", "annual")
    )
    sheet.write_formula("A1", f"=MIN(10,ROUND(10*{executed}/{annual},2))")
    level1, score = (f"{INDICATORS}!{_AT[field]}{FIRST_ROW}:{_AT[field]}{rows}" for field in ("level1", "score"))
    for row, (name, _points, _part) in enumerate(SECTIONS, 1):
        sheet.write_formula(row, 0, f'=SUMIF({level1},"{name}",{score})')
    sheet.write_formula("A5", "=ROUND(SUM(A1:A4),2)")
    sheet.write_formula("A6", '=IF(A5>=90,"优",IF(A5>=80,"良",IF(A5>=60,"中","差")))')


def recalculated(path: Path) -> ironcalc.Model:
    """Load the formula workbook into IronCalc and calculate all of it."""
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    model.evaluate()
    return model


def results(model: ironcalc.Model, count: int) -> tuple[list[float], float, str]:
    """Return the scores of the rows, the total and the grade."""
    column = [field.field for field in INDICATOR_FIELDS].index("score") + 1
    sheets = [each["name"] for each in model.get_worksheets_properties()]
    indicators, summary = sheets.index(INDICATORS), sheets.index(SUMMARY)
    scores = [float(str(model.get_cell_value(indicators, FIRST_ROW + i, column))) for i in range(count)]
    return scores, float(str(model.get_cell_value(summary, 5, 1))), str(model.get_cell_value(summary, 6, 1))
