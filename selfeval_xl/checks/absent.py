"""What an official form has no column or cell for is absent, not blank: nobody can be asked to fill it in."""

from __future__ import annotations

from selfeval_xl.checks.project import ALWAYS, EXPECTED, REQUIRED
from selfeval_xl.domain.finding import NOTICE, Finding
from selfeval_xl.domain.submission import Project, Submission

_FILLED_IN = {
    "B07": "reason",
    "B11": "reason",
    "W01": "weight",
    "I01": "actual",
    "I02": "target",
    "I11": "name",
    "R01": "reason",
    "R04": "reason",
    "R05": "reason",
}
"""The findings that ask for a cell to be filled in, and its column."""
_ANY = ""


def without_absent(findings: list[Finding], submission: Submission) -> list[Finding]:
    """Leave out what asks for columns that a form lacks; X08 says once which of them are needed."""
    if not submission.form:
        return findings
    columns = {line.row: line.columns.of for line in submission.budget}
    columns |= {row.row: row.columns.of for row in submission.indicators}
    return [each for each in findings if _FILLED_IN.get(each.code, _ANY) in (_ANY, *columns.get(each.place.row, ()))]


def with_hints(findings: tuple[Finding, ...], project: Project, form: Project) -> tuple[Finding, ...]:
    """Return the findings of a workbook that was made of a form: facts that the form never asked for are only hints."""
    unasked = {project.place(field) for field in (*REQUIRED, *EXPECTED) if field not in ALWAYS and not form.has(field)}
    return tuple(
        each._replace(level=NOTICE) if each.code in ("P01", "P02") and each.place in unasked else each
        for each in findings
    )
