"""One file, read and evaluated by the engine that ``score`` and ``import`` use, as a value whatever happens."""

from __future__ import annotations

import functools
import os
from collections.abc import Generator
from typing import NamedTuple

from selfeval_xl import comparison
from selfeval_xl.documents.forms.kinds import TITLES
from selfeval_xl.documents.rollup.records import FileResult, Source
from selfeval_xl.documents.rollup.tables import PROJECTS
from selfeval_xl.domain.cells import is_blank
from selfeval_xl.domain.errors import UserError
from selfeval_xl.domain.layout import INDICATORS, PROJECT, SUMMARY
from selfeval_xl.domain.submission import Submission
from selfeval_xl.messages import codes, input_error, storage_error, unreadable
from selfeval_xl.ooxml.package import LIMIT
from selfeval_xl.readers.grids import NEEDED, workbook_of
from selfeval_xl.readers.past_rollup import is_rollup
from selfeval_xl.rollup import origins, rows
from selfeval_xl.rollup.fetching import Changing, Fetched, Fetcher
from selfeval_xl.rollup.listing import source_of
from selfeval_xl.rules import Standard
from selfeval_xl.storage import os_errors
from selfeval_xl.tasks import assess, import_form, verify

OURS = "自评工作簿"
"""What a workbook of our own layout is called in the column 表的样式."""
_SHEETS = (*NEEDED, SUMMARY, PROJECTS.name)


class Batch(NamedTuple):
    """Some files of a folder to be read, and how: the ``standard`` instead of their own, checks that are ``off``."""

    folder: str
    sources: tuple[Source, ...]
    standard: Standard | None = None
    off: frozenset[str] = frozenset()


@functools.cache
def _fetcher() -> Fetcher:
    """Return the fetcher of this process, which knows by now how slow the folder is."""
    return Fetcher()


# A process that was forked has the fetcher of its parent but none of its threads: it would wait for them for ever.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_fetcher.cache_clear)


def read_batch(batch: Batch) -> list[FileResult]:
    """Return what became of each file of a batch; this is what every worker runs, wherever it is."""
    return list(outcomes(batch))


def outcomes(batch: Batch) -> Generator[FileResult]:
    """Yield what became of each file, in order."""
    paths = [os.path.join(batch.folder, source.file) for source in batch.sources]
    fetched = _fetcher().each(paths, [source.size for source in batch.sources])
    for source, path, each in zip(batch.sources, paths, fetched, strict=True):
        yield _outcome(source, path, each, batch)


def _outcome(source: Source, path: str, fetched: Fetched, batch: Batch) -> FileResult:
    try:
        status = _require(fetched, source.file)
        return _evaluated(source_of(source.file, status), path, fetched.data, batch)
    except UserError as trouble:
        return FileResult(source, refusal=unreadable(trouble))
    except Exception as bug:
        # One file must never stop the others; what failed is told beside its name.
        puzzled = input_error(codes.PUZZLED, file=source.file, detail=type(bug).__name__)
        return FileResult(source, refusal=unreadable(puzzled))


def _require(fetched: Fetched, file: str) -> os.stat_result:
    if isinstance(fetched.error, Changing):
        raise storage_error(codes.KEPT_CHANGING, file=file)
    if fetched.error or not fetched.status:
        raise os_errors.reading(fetched.error or OSError(), file)
    if fetched.status.st_size > LIMIT:
        raise input_error(codes.TOO_LARGE, file=file, limit=LIMIT >> 20)
    return fetched.status


def _evaluated(source: Source, path: str, data: bytes, batch: Batch) -> FileResult:
    workbook = workbook_of(data, source.file, _SHEETS)
    if PROJECT not in workbook.grids and INDICATORS not in workbook.grids:
        if PROJECTS.name in workbook.grids and is_rollup(workbook.grids[PROJECTS.name].rows):
            raise input_error(codes.EARLIER, file=source.file)
        return _evaluated_form(source, data, batch.standard)
    _, card, rules = assess.assessed(workbook, batch.standard, batch.off)
    if _is_blank(card.submission):
        raise input_error(codes.BLANK, file=source.file)
    printed = verify.printed_in(workbook.grids, card, rules)
    return rows.outcome(source, OURS, card, printed, comparison.compare(card, printed, rules))


def _is_blank(submission: Submission) -> bool:
    """Tell whether nobody filled in anything that makes a project."""
    amounts = any(line.annual is not None or line.executed is not None for line in submission.budget)
    return (
        not amounts and is_blank(submission.project.name) and all(is_blank(row.actual) for row in submission.indicators)
    )


def _evaluated_form(source: Source, data: bytes, standard: Standard | None) -> FileResult:
    """Take an official form as ``import`` makes a workbook of it, and compare as ``verify`` does."""
    imported = import_form.imported(data, source.file, standard)
    printed = verify.printed_on_form(imported)
    compared = verify.verified_form(imported, standard).comparisons
    outcome = rows.outcome(source, TITLES[imported.form.kind], imported.card, printed, compared)
    return origins.on_form(outcome, imported)
