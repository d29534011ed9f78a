"""One file, read and evaluated by the engine that ``score`` and ``import`` use, as a value whatever happens.

Of its scorecard the roll-up keeps a few rows.
"""

import functools
import os
from collections.abc import Generator, Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from selfeval_xl import comparison
from selfeval_xl.documents.forms.kinds import TITLES
from selfeval_xl.documents.rollup import oddities
from selfeval_xl.documents.rollup.records import FileResult, IndicatorRow, ProjectRow, Source, on_disk
from selfeval_xl.domain.cells import is_blank, text_of, year_of
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.errors import InputError, UserError
from selfeval_xl.domain.finding import ERROR, NOTICE, WARNING, Finding
from selfeval_xl.domain.fingerprint import fingerprint
from selfeval_xl.domain.printed import points_in
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard, SectionScore
from selfeval_xl.domain.submission import Submission
from selfeval_xl.messages import codes, input_error, storage_error, unreadable
from selfeval_xl.ooxml.package import LIMIT
from selfeval_xl.readers.documents import Document, document_of
from selfeval_xl.rollup import listing, packed
from selfeval_xl.rollup.fetching import Fetched, Fetcher
from selfeval_xl.rollup.listing import source_of
from selfeval_xl.rules import Standard
from selfeval_xl.storage import os_errors
from selfeval_xl.tasks import assess
from selfeval_xl.tasks.evaluation import Options

CHUNK = 64
"""Files that a process gets at a time: enough to be worth the way, few enough to lose little when it is stopped."""
OURS = "自评工作簿"
"""What a workbook of our own layout is called in the column 表的样式."""


class Batch(NamedTuple):
    """Some files of a folder to be read, and how: the ``standard`` instead of their own, checks that are ``off``."""

    folder: str
    sources: tuple[Source, ...]
    standard: Standard | None = None
    off: frozenset[str] = frozenset()


def in_chunks(batch: Batch, size: int = CHUNK) -> Iterator[Batch]:
    """Cut a batch into smaller ones, in order."""
    for start in range(0, len(batch.sources), size):
        yield batch._replace(sources=batch.sources[start : start + size])


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
    # The files of one archive come one after another, and it is fetched once for all of them.
    groups = [(file, list(group)) for file, group in groupby(batch.sources, key=lambda each: on_disk(each.file)[0])]
    paths = [os.path.join(batch.folder, file) for file, _ in groups]
    fetched = _fetcher().each(paths, [sources[0].size for _, sources in groups])
    for (_, sources), each in zip(groups, fetched, strict=True):
        for source in sources:
            yield from _results(source, each, batch)


def _results(source: Source, fetched: Fetched, batch: Batch) -> list[FileResult]:
    try:
        status = _require(fetched, source.file)
        source = source_of(source.file, status)
        return _evaluated(source, packed.content(source.file, fetched.data), batch)
    except Exception as trouble:
        return [_refused(source, trouble)]


def _refused(source: Source, trouble: Exception) -> FileResult:
    """Return the outcome for what could not be read.  One file must never stop the others, not even by a bug."""
    if isinstance(trouble, InputError):
        if trouble.code == codes.EARLIER:
            return FileResult(source, other=listing.OWN)
        name = os.path.basename(source.file)
        if name.lower().endswith(listing.PERHAPS) and trouble.code not in (codes.EMPTY_FORM, codes.BLANK):
            return FileResult(source, other=listing.kind_by_ending(name))
        return FileResult(source, refusal=unreadable(trouble))
    if not isinstance(trouble, UserError):
        trouble = input_error(codes.PUZZLED, file=source.file, detail=type(trouble).__name__)
    # What stands in the way may be gone the next time, with the file as it is now.
    return listing.refusal(source.file, trouble)


def killed(source: Source) -> FileResult:
    """Return the outcome for a file that the process which read it died of."""
    return FileResult(source, refusal=unreadable(input_error(codes.KILLED, file=source.file)))


def _require(fetched: Fetched, file: str) -> os.stat_result:
    if fetched.error:
        raise os_errors.reading(fetched.error, file)
    if not fetched.status:
        raise storage_error(codes.KEPT_CHANGING, file=file)
    if fetched.status.st_size > LIMIT:
        raise input_error(codes.TOO_LARGE, file=file, limit=LIMIT >> 20)
    return fetched.status


def _evaluated(source: Source, data: bytes, batch: Batch) -> list[FileResult]:
    document = document_of(data, source.file)
    return [
        _form(source, document, part, submission, batch) for part, submission in assess.submitted(document, plans=True)
    ]


def _form(source: Source, document: Document, part: str, submission: Submission, batch: Batch) -> FileResult:
    try:
        form = submission.form
        if form and form.kind in assess.OTHER_STAGES:
            return FileResult(source, other=TITLES[form.kind], part=part)
        if not form and _is_blank(submission):
            raise input_error(codes.BLANK, file=source.file)
        done = assess.evaluated(document, submission, batch.standard, Options(batch.off))
        compared = comparison.compare(done.by_rule, done.standard)
        result = outcome(source, TITLES[form.kind] if form else OURS, done.card, compared)
    except Exception as trouble:
        result = _refused(source, trouble)
    return result._replace(part=part)


def _is_blank(submission: Submission) -> bool:
    """Tell whether nobody filled in anything that makes a project."""
    amounts = any(line.annual is not None or line.executed is not None for line in submission.budget)
    return (
        not amounts and is_blank(submission.project.name) and all(is_blank(row.actual) for row in submission.indicators)
    )


def outcome(source: Source, form: str, card: Scorecard, compared: Iterable[Finding]) -> FileResult:
    """Return what is kept of a file that was read and evaluated."""
    odd = [*filter(oddities.kind, card.findings), *filter(oddities.kind, compared)]
    return FileResult(source, _project(form, card, odd), tuple(map(_indicator, card.indicators)), tuple(odd))


def _project(form: str, card: Scorecard, odd: list[Finding]) -> ProjectRow:
    project, budget = card.submission.project, card.budget
    kinds = [*map(oddities.kind, odd)]
    levels = [finding.level for finding in card.findings]
    year = year_of(project.year)
    total, grade = _printed(card)
    return ProjectRow(
        form=form,
        code=text_of(project.code),
        name=text_of(project.name),
        department=text_of(project.department),
        unit=text_of(project.unit),
        year=str(year) if year else text_of(project.year),
        standard=card.standard_id,
        standard_name=card.standard_name,
        unverified=bool(card.standard_evidence),
        initial=_initial(card),
        budget=budget.budget,
        executed=budget.executed,
        rate=exact_text(budget.rate),
        total=exact_text(card.total),
        grade=card.grade or "",
        sections="；".join(map(_section, card.sections)),
        printed_total=total,
        printed_grade=grade,
        errors=levels.count(ERROR),
        warnings=levels.count(WARNING),
        notices=levels.count(NOTICE),
        lamp="红" if oddities.RED in kinds else "黄" if oddities.YELLOW in kinds else "",
        all_full=oddities.ALL_FULL in kinds,
        copied=oddities.COPIED in kinds,
        unexplained=kinds.count(oddities.UNEXPLAINED),
        differing=kinds.count(oddities.DIFFERING),
        inputs=fingerprint(card.submission),
        impossible=not budget.is_possible,
    )


def _printed(card: Scorecard) -> tuple[str, str]:
    printed = card.submission.printed
    total = points_in(printed.total.value) if printed.total else None
    grade = printed.grade_beside(card.grade)
    return "" if total is None else format_decimal(total), text_of(grade.value) if grade else ""


def _initial(card: Scorecard) -> int | None:
    """Return the sum of 年初预算数 over the lines of the first level, ``None`` where none says any."""
    amounts = [line.line.initial for line in card.budget.lines if line.depth == 0 and line.line.initial is not None]
    return sum(amounts) if amounts else None


def _section(section: SectionScore) -> str:
    return f"{section.name} {'—' if section.score is None else section.score}/{format_decimal(section.weight)}"


def _indicator(row: IndicatorScore) -> IndicatorRow:
    indicator, place = row.indicator, row.indicator.place("actual")
    return IndicatorRow(
        place.sheet,
        place.cell,
        indicator.level1,
        indicator.level2,
        indicator.name,
        row.target_shown,
        row.actual_shown,
        exact_text(row.deviation),
        row.method,
        "" if row.weight is None else format_decimal(row.weight),
        exact_text(row.system),
        exact_text(row.typed),
        exact_text(row.score) if row.counts else "",
        row.explained(brief=True),
        text_of(indicator.reason),
    )


def exact_text(number: Decimal | None) -> str:
    """Return a number with every digit it has, ``""`` for none."""
    return "" if number is None else f"{number:f}"
