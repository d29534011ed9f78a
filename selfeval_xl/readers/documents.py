"""Any document -> what was submitted in it: a workbook of our own, or each official form on any of its sheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from selfeval_xl.documents.rollup.tables import PROJECTS
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.layout import BUDGET, INDICATORS, PROJECT, SUMMARY
from selfeval_xl.domain.submission import Submission
from selfeval_xl.messages import codes, input_error
from selfeval_xl.ooxml import parts
from selfeval_xl.ooxml.package import LIMIT, Package
from selfeval_xl.readers import own
from selfeval_xl.readers.forms.reading import read_forms
from selfeval_xl.readers.grids import NEEDED, read_grids
from selfeval_xl.readers.past_rollup import is_rollup
from selfeval_xl.readers.results import read_printed
from selfeval_xl.storage import stable_read

_OURS = frozenset({PROJECT, BUDGET, INDICATORS})
_MOST_SHEETS, _MOST_FILLED, _MOST_CELLS = 255, 200_000, 2_000_000
"""Sheets, filled cells and cells in all that are searched for a form; each cell is looked at many times."""
_MANY_SHEETS = "它有 {} 张工作表，请用 --sheet 指定其中一张"
_MUCH = "它的内容太多，不像一张自评表"
_NO_HEADER = "找不到指标或项目资金的表头"


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
    grids = read_grids(data, shown, (*NEEDED, SUMMARY) if results else NEEDED)
    ours = _OURS & grids.keys()
    if len(ours) > 1:
        return [_own(grids, results)]
    forms = [form for grid in _of_a_size(_others(data, shown, sheet), shown) for form in read_forms(grid)]
    if forms:
        return forms
    if ours:
        return [_own(grids, results)]
    raise input_error(codes.NO_FORM, file=shown, detail=_NO_HEADER)


def _own(grids: Mapping[str, Grid], results: bool) -> Submission:
    submission = own.read(grids)
    return submission._replace(printed=read_printed(grids, submission.indicators)) if results else submission


def _others(data: bytes, shown: str, sheet: str) -> Iterable[Grid]:
    """Return the sheets on which a form may stand."""
    names = [part.name for part in parts.find(Package(data, shown)).sheets]
    if sheet and sheet not in names:
        raise input_error(codes.NO_SHEET, file=shown, sheet=sheet)
    if PROJECTS.name in names and is_rollup(read_grids(data, shown, (PROJECTS.name,))[PROJECTS.name].rows):
        raise input_error(codes.EARLIER, file=shown)
    if not sheet and len(names) > _MOST_SHEETS:
        raise input_error(codes.NO_FORM, file=shown, detail=_MANY_SHEETS.format(len(names)))
    return read_grids(data, shown, [sheet] if sheet else names).values()


def _of_a_size(grids: Iterable[Grid], shown: str) -> Iterator[Grid]:
    """Yield the sheets that are small enough for a form; refuse a file on which all together are far too large."""
    room = _MOST_FILLED
    for grid in grids:
        if sum(map(len, grid.rows)) <= _MOST_CELLS:
            room -= sum(len(row) - row.count("") for row in grid.rows)
            if room < 0:
                raise input_error(codes.NO_FORM, file=shown, detail=_MUCH)
            yield grid
