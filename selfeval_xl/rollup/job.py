"""The whole roll-up: what lies in the folder, what was read before, who reads the rest, and where the rows go."""

import contextlib
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple, Protocol, Self

from selfeval_xl import __version__
from selfeval_xl.documents.blocks import Table
from selfeval_xl.documents.rollup import oddities
from selfeval_xl.documents.rollup.records import FileResult, reading_order
from selfeval_xl.documents.rollup.tables import rows_of
from selfeval_xl.messages import codes, input_error
from selfeval_xl.rollup import cluster, journal, listing, running
from selfeval_xl.rollup.progress import Progress
from selfeval_xl.rollup.reading import Batch
from selfeval_xl.rollup.repeats import Seen
from selfeval_xl.rollup.sharing import Shard
from selfeval_xl.rollup.totals import Totals
from selfeval_xl.rules import Standard
from selfeval_xl.storage import os_errors
from selfeval_xl.writers.sinks import Sink


class Extra(Protocol):
    """Something else that looks at every outcome and has tables of its own at the end, such as 同比."""

    def add(self, outcome: FileResult) -> None:
        """Look at one more outcome."""

    def tables(self, progress: Progress) -> tuple[Table, ...]:
        """Return the tables that came of it; ``progress`` is told where files are read once more."""


class Plan(NamedTuple):
    """What to roll up, and how.

    ``journal`` is where progress is kept (``""`` for nowhere), ``resume`` takes up what it holds.  ``jobs`` is a number
    of processes, ``None`` for as many as pay; ``scheduler`` the address of a cluster instead; ``shard`` reads a part.
    """

    folder: str
    standard: Standard | None = None
    off: frozenset[str] = frozenset()
    jobs: int | None = None
    scheduler: str = ""
    shard: Shard | None = None
    journal: str = ""
    resume: bool = False
    leave_out: tuple[str, ...] = ()


class Tally(NamedTuple):
    """How many files were found, read, refused, and no forms; how many forms were read in them, and scored.

    ``found`` is ``read`` and ``refused`` and ``others`` together; ``reused`` were known from the last time.
    """

    found: int = 0
    read: int = 0
    forms: int = 0
    scored: int = 0
    refused: int = 0
    others: int = 0
    reused: int = 0

    def with_file(self, results: Sequence[FileResult]) -> Self:
        """Return the tally with one file more; one of whose forms at least one was read counts as read."""
        projects = [each.project for each in results if each.project]
        refused = not projects and any(each.refusal for each in results)
        return self._replace(
            read=self.read + bool(projects),
            forms=self.forms + len(projects),
            scored=self.scored + sum(project.total != "" for project in projects),
            refused=self.refused + refused,
            others=self.others + (not projects and not refused),
        )


class Work(NamedTuple):
    """A roll-up that was begun: the ``outcomes`` as they come, of ``found`` files, ``reused`` of which are known."""

    outcomes: Generator[FileResult]
    folder: str
    found: int
    reused: int


def begin(plan: Plan) -> Work:
    """List the folder and take up what was read before; the files are read as the outcomes are asked for.

    Raises InputError when there is nothing to read, StorageError when the folder or the journal is out of reach.
    """
    left_out = (*plan.leave_out, *((plan.journal,) if plan.journal else ()))
    found = _mine(listing.find(plan.folder, left_out), plan.shard)
    if found.is_empty and not plan.shard:
        raise input_error(codes.NOTHING_FOUND, file=plan.folder)
    options = repr((plan.standard, sorted(plan.off)))
    begun = journal.Made(__version__, options, found.folder, str(plan.shard or ""))
    try:
        before = journal.kept(plan.journal) if plan.resume and plan.journal else None
    except OSError as error:
        raise os_errors.reading(error, plan.journal) from error
    usable = before if before and before.begun == begun else None
    places = usable.places if usable else {}
    # What lies there as it was when it was read.
    known = frozenset(each.file for each in found.sources if each.file in places and places[each.file][0] == each)
    outcomes = _outcomes(plan, found, known, usable, begun)
    return Work(outcomes, found.folder, len(found.sources) + len(found.settled), len(known))


def _mine(found: listing.Listing, shard: Shard | None) -> listing.Listing:
    if shard is None:
        return found
    mine = tuple(source for source in found.sources if shard.holds(source))
    return found._replace(sources=mine, settled=tuple(each for each in found.settled if shard.holds(each.source)))


def _outcomes(
    plan: Plan, found: listing.Listing, known: frozenset[str], before: journal.Kept | None, begun: journal.Made
) -> Generator[FileResult]:
    fresh = tuple(source for source in found.sources if source.file not in known)
    batch = Batch(found.folder, fresh, plan.standard, plan.off)
    reader = cluster.run_dask(plan.scheduler, batch) if plan.scheduler else running.run(batch, plan.jobs)
    files = frozenset((*(source.file for source in found.sources), *(each.source.file for each in found.settled)))
    with _written(plan.journal, begun, files, before) as write, contextlib.closing(reader) as new:
        yield from _in_order(found, known, before, new, write)


def _in_order(
    found: listing.Listing,
    known: frozenset[str],
    before: journal.Kept | None,
    new: Iterator[FileResult],
    write: Callable[[Sequence[FileResult]], None],
) -> Iterator[FileResult]:
    """Yield every outcome in the order of the paths: from the journal what is known, else from the reader."""
    settled = {each.source.file: [each] for each in found.settled}
    files = sorted([*(source.file for source in found.sources), *settled], key=reading_order)
    old = journal.read(before, [file for file in files if file in known]) if before else iter(())
    fresh = by_file(new)
    for file in files:
        results = next(old) if file in known else settled.get(file) or next(fresh)
        results = [_marked(each, found.held) for each in results]
        if file not in known:
            write(results)
        yield from results


def by_file(outcomes: Iterable[FileResult]) -> Iterator[list[FileResult]]:
    """Yield the outcomes of the forms of each file together."""
    return (list(results) for _, results in groupby(outcomes, key=lambda each: each.source.file))


@contextlib.contextmanager
def _written(
    path: str, begun: journal.Made, files: frozenset[str], before: journal.Kept | None
) -> Iterator[Callable[[Sequence[FileResult]], None]]:
    """Give what writes an outcome down; whatever stops the work, what is done stays in the journal."""
    if not path:
        yield lambda results: None
        return
    with _naming(path):
        book = journal.Journal(path, begun, files, before)

    def write(results: Sequence[FileResult]) -> None:
        with _naming(path):
            book.add(results)

    finished = False
    try:
        yield write
        finished = True
    finally:
        with _naming(path):
            book.close(finished)


@contextlib.contextmanager
def _naming(path: str) -> Iterator[None]:
    """Say of which file it is when the journal cannot be written."""
    try:
        yield
    except OSError as error:
        raise os_errors.writing(error, path) from error


def _marked(outcome: FileResult, held: frozenset[str]) -> FileResult:
    """Return the outcome with the mark of a file that is open now, and without the one of the last time."""
    marks = (oddities.held(outcome.source.file),) if outcome.project and outcome.source.file in held else ()
    odd = tuple(each for each in outcome.oddities if each.code != codes.HELD)
    return outcome._replace(oddities=odd + marks) if marks or len(odd) < len(outcome.oddities) else outcome


def roll_up(
    outcomes: Iterable[FileResult], sink: Sink, found: int, extras: Iterable[Extra], progress: Progress
) -> Tally:
    """Send every outcome on its way: counted, into the tables, and to whatever else looks at them.

    Nothing is left behind where the work is stopped.
    """
    seen, totals, tally, extras = Seen(), Totals(), Tally(found), tuple(extras)
    try:
        for number, results in enumerate(by_file(outcomes), 1):
            results = list(map(seen.look, results))
            tally = tally.with_file(results)
            for outcome in results:
                totals.add(outcome)
                for extra in extras:
                    extra.add(outcome)
                for table, rows in rows_of(outcome).items():
                    sink.add(table, rows)
            progress(number, found)
        closing = [*totals.tables(), *(filled for extra in extras for filled in extra.tables(progress))]
        sink.close(closing)
    except BaseException:
        sink.abandon()
        raise
    return tally
