"""Any document -> what was submitted in it: a workbook of our own, or each official form on any of its sheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from selfeval_xl.documents.rollup.tables import PROJECTS
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.layout import BUDGET, INDICATORS, PROJECT, SUMMARY
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.submission import Submission
from selfeval_xl.messages import codes, input_error
from selfeval_xl.ooxml.package import LIMIT
from selfeval_xl.readers import own
from selfeval_xl.readers.flaws import unread
from selfeval_xl.readers.forms.reading import read_forms
from selfeval_xl.readers.grids import NEEDED
from selfeval_xl.readers.past_rollup import is_rollup
from selfeval_xl.readers.results import read_printed
from selfeval_xl.readers.sheets import Sheets, grids_of_workbook, read_sheets
from selfeval_xl.storage import stable_read

_OURS = frozenset({PROJECT, BUDGET, INDICATORS})
_MOST_SHEETS, _MOST_FILLED, _MOST_CELLS = 255, 200_000, 2_000_000
"""Sheets, filled cells and cells in all that are searched for a form; each cell is looked at many times."""
_MANY_SHEETS = "它有 {} 张工作表，请用 --sheet 指定其中一张"
_MUCH = "它的内容太多，不像一张自评表"
_NO_HEADER = "找不到指标或项目资金的表头"
_HIDDEN = "（隐藏的工作表“{}”没有读）"
_TOLD = 10
"""How many sheets are named in a message."""


class Document(NamedTuple):
    """A file as read: its path, its bytes, and what was submitted in it (see :func:`read`)."""

    path: str
    data: bytes
    submissions: tuple[Submission, ...]


def read_document(path: str, sheet: str = "", results: bool = True) -> Document:
    """Read the file at ``path``; raises StorageError when it cannot be read, and InputError as :func:`read` does."""
    return stable_read.made_of(path, LIMIT, lambda data: document_of(data, path, sheet, results))


def document_of(data: bytes, shown: str, sheet: str = "", results: bool = True) -> Document:
    """Read a document whose bytes are at hand."""
    return Document(shown, data, tuple(read(data, shown, sheet, results)))


def read(data: bytes, shown: str, sheet: str = "", results: bool = True) -> list[Submission]:
    """Return what was submitted in the document ``data``: one of our workbooks, or its forms from the first sheet on.

    ``shown`` is what messages call it; ``sheet`` names the only sheet to look for forms on; ``results`` tells whether
    the results are wanted that a workbook of ours prints (those of a form always come with it).  Forms that nobody
    filled in are among them.  Raises InputError when there is neither, or when it is the workbook of a roll-up.
    """
    grids = grids_of_workbook(data, shown, (*NEEDED, SUMMARY) if results else NEEDED)
    ours = _OURS & grids.keys()
    if len(ours) > 1:
        return [_own(grids, results)]
    found = _others(data, shown, sheet)
    forms = [form for grid in _of_a_size(found.grids, shown) for form in read_forms(grid)]
    if forms:
        return [_told(forms[0], found.hidden), *forms[1:]]
    if ours:
        return [_own(grids, results)]
    detail = _NO_HEADER + (_HIDDEN.format("”“".join(found.hidden[:_TOLD])) if found.hidden else "")
    raise input_error(codes.NO_FORM, file=shown, detail=detail)


def _told(form: Submission, hidden: Iterable[str]) -> Submission:
    """Return a form with a word of each hidden sheet, on which nobody has looked for another."""
    told = tuple(unread(Place(name), "", "隐藏的工作表，没有读") for name in hidden)
    return form._replace(form=form.form._replace(unread=(*form.form.unread, *told))) if form.form else form


def _own(grids: Mapping[str, Grid], results: bool) -> Submission:
    submission = own.read(grids)
    return submission._replace(printed=read_printed(grids, submission.indicators)) if results else submission


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


def _of_a_size(grids: Iterable[Grid], shown: str) -> Iterator[Grid]:
    """Yield the sheets that are small enough for a form; refuse a file on which all together are far too large."""
    room = _MOST_FILLED
    for grid in grids:
        if sum(map(len, grid.rows)) <= _MOST_CELLS:
            room -= sum(len(row) - row.count("") for row in grid.rows)
            if room < 0:
                raise input_error(codes.NO_FORM, file=shown, detail=_MUCH)
            yield grid
