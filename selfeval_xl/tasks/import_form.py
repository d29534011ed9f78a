"""A filled official form on disk -> our workbook, and a report of every cell that went no straight way."""

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from selfeval_xl.checks.order import with_hints
from selfeval_xl.documents.blocks import OutColumn, Output, OutValue
from selfeval_xl.documents.forms.shape import figure
from selfeval_xl.domain.cells import CellValue, parse_decimal, text_of
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.layout import (
    AMOUNTS,
    BUDGET,
    BUDGET_FIELDS,
    INDICATOR_FIELDS,
    INDICATORS,
    PROJECT,
    computed,
    present,
)
from selfeval_xl.domain.money import in_unit, money_unit
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.domain.submission import BudgetLine, Indicator, OfficialForm, Submission
from selfeval_xl.messages import codes, input_error
from selfeval_xl.readers.documents import document_of
from selfeval_xl.readers.grids import read_grids
from selfeval_xl.readers.headers import find_columns, find_labels
from selfeval_xl.rules import Standard
from selfeval_xl.tasks.assess import Assessment, assess_each, assessed
from selfeval_xl.tasks.evaluation import USUAL, Options
from selfeval_xl.tasks.import_remarks import remarks_on, with_adjustments
from selfeval_xl.workbook.patcher import patch
from selfeval_xl.workbook.template import empty_workbook, native

Cells = Mapping[str, OutValue]
"""The fields of one row, or of 项目信息."""

_COMPUTED = {BUDGET: computed(BUDGET_FIELDS), INDICATORS: computed(INDICATOR_FIELDS)}
_OWN = "它已经是本工具的工作簿，不用再导入"


class Imported(NamedTuple):
    """The workbook made of a form, how it scores, and what a person should look at.

    ``by_rule`` is scored without the printed scores; ``part`` says which form it is, as that of an ``Assessment``.
    """

    data: bytes
    form: OfficialForm
    card: Scorecard
    remarks: tuple[Finding, ...]
    by_rule: Scorecard
    part: str = ""


def import_each(path: str, standard: str | None = None, sheet: str = "") -> list[Imported]:
    """Make our workbook of each filled form at ``path``.

    ``standard`` is an id or a TOML file, else the usual one of the form; ``sheet`` names the only sheet that is looked
    at.  Raises InputError where there is no form, or an empty one, StorageError for the disk.
    """
    done = assess_each(path, standard, Options(sheet=sheet), plans=True)
    return [_imported(each, bool(standard)) for each in done]


def _imported(done: Assessment, chosen: bool) -> Imported:
    form = done.card.submission.form
    if form is None:
        raise input_error(codes.NO_FORM, file=done.document.path, detail=_OWN)
    return Imported(workbook_bytes(done), form, done.card, tuple(remarks_on(done, chosen)), done.by_rule, done.part)


def workbook_bytes(assessment: Assessment) -> bytes:
    """Return our workbook with what a form says, empty of results: the template of the standard, filled."""
    shown = os.path.basename(assessment.document.path)
    return _filled(empty_workbook(assessment.standard), assessment.standard, assessment.card.submission, shown)


def as_workbook(assessment: Assessment, options: Options = USUAL) -> Assessment:
    """Return the assessment of the workbook made of a form, by the ``options`` that it was assessed with."""
    document = document_of(workbook_bytes(assessment), assessment.document.path, results=False)
    done = assessed(document, assessment.standard, options)
    projects = (each.card.submission.project for each in (done, assessment))
    return done._replace(card=done.card._replace(findings=with_hints(done.card.findings, *projects)))


def _filled(template: bytes, standard: Standard, submission: Submission, shown: str) -> bytes:
    grids = read_grids(template, shown)
    values, places = find_labels(grids[PROJECT])
    project = {field: entered(getattr(submission.project, field)) for field in places}
    columns = [
        OutColumn(PROJECT, place.column, ((place.row, project[field]),))
        for field, place in places.items()
        if project[field] is not None
    ]
    unit = money_unit(submission.project.money_unit)
    typed = submission.form.amounts if submission.form else {}
    lines = [_line(line, unit, typed) for line in with_adjustments(submission.budget)]
    indicators = [_row(row) for row in submission.indicators]
    for sheet, rows in ((BUDGET, lines), (INDICATORS, indicators)):
        header = find_columns(grids[sheet], [])
        last = max(len(grids[sheet].rows), header.header_row + len(rows))
        columns += _columns(sheet, header.of, rows, range(header.header_row + 1, last + 1))
    filled = patch.fill(template, Output((), tuple(columns)), shown)
    facts = {field: entered(values[field]) if value is None else value for field, value in project.items()}
    return patch.store_results(filled, _shown_above(standard, facts, lines, indicators), shown)


def _shown_above(
    standard: Standard, facts: Cells, lines: Sequence[Cells], indicators: Sequence[Cells]
) -> Mapping[str, Mapping[str, OutValue]]:
    """Return what the formulas above the tables give, by sheet and cell: nobody has calculated them yet."""
    known = present(BUDGET_FIELDS, standard.extra_fields)
    entered_lines = [{field.field: line.get(field.field) for field in known} for line in lines]
    return {
        BUDGET: native.subtitle(facts, "money_unit") | native.budget(facts.get("approved_total"), entered_lines),
        INDICATORS: native.subtitle(facts, "standard") | native.indicators(standard, indicators),
    }


def _line(line: BudgetLine, unit: str, typed: Mapping[Place, str]) -> Cells:
    """Return the cells of a budget line in ``unit``; what nobody can read as an amount stays as it was typed."""
    cells: dict[str, OutValue] = {"number": line.number, "name": line.name, "source": text_of(line.source) or None}
    for field in AMOUNTS:
        fen = getattr(line, field)
        text = typed.get(line.place(field), "").strip() if fen is None and field in line.columns.of else ""
        cells[field] = in_unit(fen, unit) if fen is not None else figure(text) if text else None
    return cells


def _row(row: Indicator) -> Cells:
    cells = {field: entered(value) for field, value in zip(Indicator._fields[2:], row[2:], strict=True)}
    texts = {"level1": row.level1, "level2": row.level2, "name": row.name}
    return cells | texts | {field: _points(getattr(row, field)) for field in ("weight", "typed_score")}


def _points(value: CellValue) -> OutValue:
    number = parse_decimal(value)
    return entered(value) if number is None else number


def entered(value: CellValue) -> OutValue:
    """Return what is entered: texts as printed, bare numbers as numbers."""
    if value is None:
        return None
    number = None if isinstance(value, str) else parse_decimal(value)
    return figure(text_of(value)) if number is None else number


def _columns(sheet: str, of: Mapping[str, int], lines: Sequence[Cells], rows: range) -> Iterator[OutColumn]:
    """Yield every input column; the template's own rows go, where the form has fewer or other ones."""
    for field, column in of.items():
        if field not in _COMPUTED[sheet]:
            values = [line.get(field) for line in lines]
            values += [None] * (len(rows) - len(values))
            yield OutColumn(sheet, column, tuple(zip(rows, values, strict=True)))
