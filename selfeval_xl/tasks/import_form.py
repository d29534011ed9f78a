"""A filled official form on disk -> our workbook, and a report of every cell that went no straight way."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from selfeval_xl.documents.blocks import OutColumn, Output, OutValue
from selfeval_xl.documents.forms.kinds import USUAL_STANDARD
from selfeval_xl.domain.cells import is_blank
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.layout import BUDGET, BUDGET_FIELDS, INDICATOR_FIELDS, INDICATORS, PROJECT, computed
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard
from selfeval_xl.messages import codes, input_error
from selfeval_xl.ooxml import parts
from selfeval_xl.ooxml.package import Package
from selfeval_xl.readers.forms.entry import Cells, Entry, entry, points_of, rows_of
from selfeval_xl.readers.forms.filled import FilledForm
from selfeval_xl.readers.forms.reading import read_form
from selfeval_xl.readers.grids import read_grids, read_workbook
from selfeval_xl.readers.headers import find_columns
from selfeval_xl.readers.own import read
from selfeval_xl.rules import Standard
from selfeval_xl.storage import resources, standards
from selfeval_xl.tasks.evaluation import evaluate
from selfeval_xl.tasks.import_remarks import ASSUMED, Remark, remarks_on
from selfeval_xl.workbook.patcher import patch

_COMPUTED = {BUDGET: computed(BUDGET_FIELDS), INDICATORS: computed(INDICATOR_FIELDS)}
_USUAL_TEMPLATE = "mof-2020"
"""The template for standards that have none of their own; their 分值 are laid over it."""

_OWN = "它已经是本工具的工作簿，不用再导入"
_MOST_SHEETS, _MOST_FILLED, _MOST_CELLS = 255, 200_000, 2_000_000
"""Sheets, filled cells and cells in all that are searched for a form; each cell is looked at many times."""
_TOLD = 10
"""How many sheets are named in a message."""
_MANY_SHEETS = "它有 {} 张工作表，请用 --sheet 指定其中一张"
_MUCH = "它的内容太多，不像一张自评表"
_NO_HEADER = "找不到指标或项目资金的表头"


class Imported(NamedTuple):
    """The workbook made of a form, what was read, how it scores, and what a person should look at.

    ``by_rule`` is scored without the printed scores; ``rows`` are its indicators alongside those of the form, ``None``
    where the workbook has nothing to score in a row.
    """

    data: bytes
    form: FilledForm
    card: Scorecard
    remarks: tuple[Remark, ...]
    by_rule: Scorecard
    rows: tuple[IndicatorScore | None, ...]


def import_form(path: str, standard: str | None = None, sheet: str = "") -> Imported:
    """Make our workbook of the filled form at ``path``.

    ``standard`` is an id or a TOML file, else the usual one of the form; ``sheet`` names the sheet where several hold
    a form.  Raises InputError when there is no form, more than one, or an empty one, StorageError for the disk.
    """
    return imported(read_workbook(path, ()).data, path, standard, sheet)


def imported(data: bytes, path: str, standard: str | Standard | None = None, sheet: str = "") -> Imported:
    """Do the same with a form whose bytes are at hand; ``path`` is what error messages call it."""
    form = _one_form(data, path, sheet)
    chosen = standards.load(standard or USUAL_STANDARD[form.kind])
    content = entry(form, chosen.id)
    template = resources.read(f"{_template(chosen)}.xlsx")
    shown = os.path.basename(path)
    first = _evaluated(_filled(template, content, {}, shown), chosen, shown)
    typed = dict(_typed(content, first))
    made = _filled(template, content, typed, shown)
    card = _evaluated(made, chosen, shown)
    remarks = (*remarks_on(form, content, card, first, bool(standard)), *_about_own(chosen, form.sheet))
    return Imported(made, form, card, remarks, first, tuple(rows_of(content, first)))


def _about_own(standard: Standard, sheet: str) -> Iterator[Remark]:
    if standard.id not in standards.available():
        why = f"评价标准“{standard.name}”不是内置的，核对和评分时请同样加上 --standard"
        yield Remark(ASSUMED, Place(sheet), "", why)


def _one_form(data: bytes, path: str, sheet: str) -> FilledForm:
    names = [part.name for part in parts.find(Package(data, path)).sheets]
    if {PROJECT, INDICATORS} <= {name.strip() for name in names}:
        raise input_error(codes.NO_FORM, file=path, detail=_OWN)
    if sheet and sheet not in names:
        raise input_error(codes.NO_SHEET, file=path, sheet=sheet)
    if not sheet and len(names) > _MOST_SHEETS:
        raise input_error(codes.NO_FORM, file=path, detail=_MANY_SHEETS.format(len(names)))
    grids = read_grids(data, path, [sheet] if sheet else names)
    forms = [form for form in map(read_form, _of_a_size(grids.values(), path)) if form]
    if not forms:
        raise input_error(codes.NO_FORM, file=path, detail=_NO_HEADER)
    filled = [form for form in forms if not form.is_empty]
    if not filled:
        raise input_error(codes.EMPTY_FORM, file=path, sheet=forms[0].sheet)
    if len(filled) > 1:
        raise input_error(codes.TWO_FORMS, file=path, sheet="”“".join(form.sheet for form in filled[:_TOLD]))
    return filled[0]


def _of_a_size(grids: Iterable[Grid], path: str) -> Iterator[Grid]:
    """Yield the sheets that are small enough for a form; refuse a file on which all together are far too large."""
    room = _MOST_FILLED
    for grid in grids:
        if sum(map(len, grid.rows)) <= _MOST_CELLS:
            room -= sum(len(row) - row.count("") for row in grid.rows)
            if room < 0:
                raise input_error(codes.NO_FORM, file=path, detail=_MUCH)
            yield grid


def _template(standard: Standard) -> str:
    own = resources.templates()
    return next((name for name in (standard.id, standard.base) if name in own), _USUAL_TEMPLATE)


def _filled(template: bytes, content: Entry, typed: Mapping[int, OutValue], shown: str) -> bytes:
    """Return the template with the form's content; ``typed`` has 手工得分 by the row of the form."""
    grids = read_grids(template, shown)
    project = read(grids).project
    columns = [
        OutColumn(PROJECT, project.places[field].column, ((project.places[field].row, value),))
        for field, value in content.project.items()
        if field in project.places
    ]
    rows = [{**cells, "typed_score": typed.get(row.row)} for row, cells in content.indicators]
    for sheet, lines in ((BUDGET, content.budget), (INDICATORS, rows)):
        header = find_columns(grids[sheet], [])
        last = max(len(grids[sheet].rows), header.header_row + len(lines))
        columns += _columns(sheet, header.of, lines, range(header.header_row + 1, last + 1))
    return patch.fill(template, Output((), tuple(columns)), shown)


def _columns(sheet: str, of: Mapping[str, int], lines: Sequence[Cells], rows: range) -> Iterator[OutColumn]:
    """Yield every input column; the template's own rows go, where the form has fewer or other ones."""
    for field, column in of.items():
        if field not in _COMPUTED[sheet]:
            values = [line.get(field) for line in lines]
            values += [None] * (len(rows) - len(values))
            yield OutColumn(sheet, column, tuple(zip(rows, values, strict=True)))


def _evaluated(data: bytes, standard: Standard, shown: str) -> Scorecard:
    return evaluate(read(read_grids(data, shown)), standard)


def _typed(content: Entry, card: Scorecard) -> Iterator[tuple[int, OutValue]]:
    """Yield the printed scores that our rule does not arrive at; they count as 手工得分, as on the form."""
    for (row, _cells), scored in zip(content.indicators, rows_of(content, card), strict=True):
        printed = row.value("score")
        points = points_of(printed)
        if points is not None and (scored is None or scored.system != points):
            yield row.row, points
        elif points is None and not is_blank(printed):
            yield row.row, str(printed)
