"""Where on an official form something stands that was found in the workbook made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from selfeval_xl.documents.rollup.records import FileResult, IndicatorRow
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.layout import BUDGET, INDICATORS, PROJECT
from selfeval_xl.domain.place import Place
from selfeval_xl.tasks.import_form import Imported

_OURS = (PROJECT, BUDGET, INDICATORS)
_Origins = Mapping[tuple[str, str], Place]


def on_form(outcome: FileResult, imported: Imported) -> FileResult:
    """Return the outcome with the places of the form, which is the file that a reviewer opens."""
    origins, sheet = dict(_origins(imported)), Place(imported.form.sheet)
    if sheet.sheet in _OURS:
        return outcome
    return outcome._replace(
        indicators=tuple(_moved(row, origins, sheet) for row in outcome.indicators),
        oddities=tuple(_said(each, origins, sheet) if each.place.sheet in _OURS else each for each in outcome.oddities),
    )


def _origins(imported: Imported) -> Iterator[tuple[tuple[str, str], Place]]:
    form, project = imported.form, imported.card.submission.project
    for field, place in project.places.items():
        if field in form.facts:
            yield (place.sheet, place.cell), form.facts[field].place
    rows = ((printed, row.indicator) for printed, row in zip(form.indicators, imported.rows, strict=True) if row)
    for printed, indicator in rows:
        for field in indicator.columns.of:
            place, said = indicator.place(field), printed.cells.get(field)
            yield (place.sheet, place.cell), said.place if said else Place(form.sheet, printed.row, 1)


def _moved(row: IndicatorRow, origins: _Origins, sheet: Place) -> IndicatorRow:
    place = origins.get((row.sheet, row.cell), sheet)
    return row._replace(sheet=place.sheet, cell=place.cell)


def _said(odd: Finding, origins: _Origins, sheet: Place) -> Finding:
    place, before = origins.get((odd.place.sheet, odd.place.cell), sheet), odd.place.address
    message = odd.message
    if message.startswith(before):
        message = place.address + message.removeprefix(before)
    return odd._replace(place=place, message=message)
