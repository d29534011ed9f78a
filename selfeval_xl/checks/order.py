"""Which findings are told of a document, and in which order: as the sheets, their rows, and how serious they are.

What an official form has no column or cell for is absent, not blank: nobody can be asked to fill it in.
"""

from collections.abc import Iterable, Mapping

from selfeval_xl.checks.context import CheckContext
from selfeval_xl.checks.project import ALWAYS, EXPECTED, REQUIRED
from selfeval_xl.domain.finding import LEVEL_NAMES, NOTICE, Finding
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.submission import Project, Submission

_LEVELS = tuple(LEVEL_NAMES)
_FILLED_IN = {"W01": "weight", "I01": "actual", "I02": "target", "I11": "name"}
_FILLED_IN |= dict.fromkeys(("B07", "B11", "R01", "R04", "R05"), "reason")
"""The findings that ask for a cell to be filled in, and its column."""
_ANY = ""


def in_order(view: CheckContext, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return what is told of these findings as a reader goes through the workbook: 项目信息, 预算, 指标, the others."""
    project_sheet = view.card.submission.project.place("name").sheet
    names = (project_sheet, view.budget_sheet.sheet, view.indicator_sheet.sheet)
    sheets = {name: index for index, name in enumerate(names)}

    def order(found: Finding) -> tuple[int, int, int, int, str]:
        sheet, row, column = found.place
        return sheets.get(sheet, len(sheets)), row, _LEVELS.index(found.level), column, found.code

    return tuple(sorted(_without_absent(findings, view.card.submission), key=order))


def _without_absent(findings: Iterable[Finding], submission: Submission) -> Iterable[Finding]:
    """Leave out what asks for columns that a form lacks; X08 says once which of them are needed."""
    if not submission.form:
        return findings
    columns = {(line.columns.turned, line.row): line.columns.of for line in submission.budget}
    columns |= {(row.columns.turned, row.row): row.columns.of for row in submission.indicators}
    return [each for each in findings if _FILLED_IN.get(each.code, _ANY) in (_ANY, *_beside(each.place, columns))]


def _beside(place: Place, columns: Mapping[tuple[bool, int], Mapping[str, int]]) -> Mapping[str, int]:
    """Return the columns of the line that stands at a place, by whether its table is turned and by its number."""
    return columns.get((True, place.column)) or columns.get((False, place.row)) or {}


def with_hints(findings: tuple[Finding, ...], project: Project, form: Project) -> tuple[Finding, ...]:
    """Return the findings of a workbook that was made of a form: facts that the form never asked for are only hints."""
    unasked = {project.place(field) for field in (*REQUIRED, *EXPECTED) if field not in ALWAYS and not form.has(field)}
    return tuple(
        each._replace(level=NOTICE) if each.code in ("P01", "P02") and each.place in unasked else each
        for each in findings
    )
