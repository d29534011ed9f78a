"""Any document -> what was submitted in it: a workbook of our own, or each official form on any of its sheets."""

from collections.abc import Mapping
from typing import NamedTuple

from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.layout import BUDGET, INDICATORS, PROJECT, SUMMARY
from selfeval_xl.domain.submission import Submission
from selfeval_xl.ooxml.package import LIMIT
from selfeval_xl.readers import own
from selfeval_xl.readers.grids import NEEDED
from selfeval_xl.readers.named_sheets import grids_of_workbook
from selfeval_xl.storage import stable_read

_OURS = frozenset({PROJECT, BUDGET, INDICATORS})


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
    # What reads forms and all kinds of files is imported for them alone: it would be a sixth of a click otherwise.
    from selfeval_xl.readers.searching import forms_in

    return forms_in(data, shown, sheet, required=not ours) or [_own(grids, results)]


def _own(grids: Mapping[str, Grid], results: bool) -> Submission:
    submission = own.read(grids)
    if not results:
        return submission
    from selfeval_xl.readers.results import read_printed

    return submission._replace(printed=read_printed(grids, submission))
