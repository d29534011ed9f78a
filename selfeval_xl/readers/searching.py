"""A file that is no workbook of our own -> the official forms on any of its sheets, whatever kind of file it is."""

from collections.abc import Iterable, Iterator

from selfeval_xl.documents.rollup.tables import PROJECTS
from selfeval_xl.domain.cells import is_blank
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.submission import Indicator, Submission
from selfeval_xl.messages import codes, input_error
from selfeval_xl.readers.containers import identity
from selfeval_xl.readers.flaws import unread
from selfeval_xl.readers.forms.joining import joined
from selfeval_xl.readers.forms.reading import read_forms
from selfeval_xl.readers.forms.sheets import gathered
from selfeval_xl.readers.own import read_approved
from selfeval_xl.readers.past_rollup import is_rollup
from selfeval_xl.readers.sheets import Sheets, read_sheets

_MOST_SHEETS, _MOST_FILLED, _MOST_CELLS = 255, 200_000, 2_000_000
"""Sheets, filled cells and cells in all that are searched for a form; each cell is looked at many times."""
_MANY_SHEETS = "它有 {} 张工作表，请只留下要做的一张（命令行用 --sheet 指定）"
_MUCH = "它的内容太多，不像一张自评表"
_NO_HEADER = "找不到指标或项目资金的表头"
_HIDDEN = "（隐藏的工作表“{}”没有读）"
_DOCUMENTS = frozenset({identity.DOCX.name, identity.WEB.name, identity.MIME.name})
"""Kinds of files with tables in a text, of which several may make a form."""
_TOLD = 10
"""How many sheets are named in a message."""


def forms_in(data: bytes, shown: str, sheet: str, required: bool) -> list[Submission]:
    """Return the official forms in a file, from the first sheet on; on ``sheet`` alone where that is given.

    ``shown`` is what messages call the file.  Raises InputError where there is none, if one is ``required``, and for
    the workbook of a roll-up.
    """
    found = _others(data, shown, sheet)
    grids = list(_grids(found, shown, sheet))
    is_several = len(grids) > 1 and found.kind not in _DOCUMENTS
    forms = gathered(grids) if is_several else [form for grid in grids for form in read_forms(grid)]
    if forms:
        return [_told(forms[0], found.hidden), *forms[1:]]
    if required:
        if found.kind == identity.TEXT.name:
            identity.require_readable(identity.TEXT, shown)  # what to do about it is more than that it holds no form
        detail = _NO_HEADER + (_HIDDEN.format("”“".join(found.hidden[:_TOLD])) if found.hidden else "")
        raise input_error(codes.NO_FORM, file=shown, detail=detail)
    return []


def targets_in(data: bytes, shown: str) -> tuple[Indicator, ...]:
    """Return the targets of the first table in a file that has any, whatever its sheet is called."""
    for grid in _grids(read_sheets(data, shown), shown):
        forms = (form.indicators for form in read_forms(grid))
        for rows in (read_approved(grid), *forms):
            named = tuple(row for row in rows if row.name and not is_blank(row.target))
            if named:
                return named
    return ()


def _told(form: Submission, hidden: Iterable[str]) -> Submission:
    """Return a form with a word of each hidden sheet, on which nobody has looked for another."""
    told = tuple(unread(Place(name), "", "隐藏的工作表，没有读") for name in hidden)
    return form._replace(form=form.form._replace(unread=(*form.form.unread, *told))) if form.form else form


def _others(data: bytes, shown: str, sheet: str) -> Sheets:
    """Return the sheets on which a form may stand."""
    found = read_sheets(data, shown, sheet)
    if sheet and not found.sheets:
        raise input_error(codes.NO_SHEET, file=shown, sheet=sheet)
    if any(grid.name == PROJECTS.name and is_rollup(grid.rows) for grid in found.grids):
        raise input_error(codes.EARLIER, file=shown)
    if len(found.sheets) > _MOST_SHEETS:
        raise input_error(codes.NO_FORM, file=shown, detail=_MANY_SHEETS.format(len(found.sheets)))
    return found


def _grids(found: Sheets, shown: str, sheet: str = "") -> Iterable[Grid]:
    """Return the sheets, or what is printed as several tables of a document as one; a table that is asked for alone."""
    grids = _of_a_size(found.grids, shown)
    return joined(grids) if found.kind in _DOCUMENTS and len(found.grids) > 1 and not sheet else grids


def _of_a_size(grids: Iterable[Grid], shown: str) -> Iterator[Grid]:
    """Yield the sheets that are small enough for a form; refuse a file on which all together are far too large."""
    room = _MOST_FILLED
    for grid in grids:
        if sum(map(len, grid.rows)) <= _MOST_CELLS:
            room -= sum(len(row) - row.count("") for row in grid.rows)
            if room < 0:
                raise input_error(codes.NO_FORM, file=shown, detail=_MUCH)
            yield grid
