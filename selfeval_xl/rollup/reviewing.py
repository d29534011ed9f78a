"""The review of a whole folder: every file, the sums, the checks of the review itself, a sample drawn by its seed."""

import functools
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from selfeval_xl.checks.reviewed import ReviewedProject, check_decisions
from selfeval_xl.documents.blocks import Table
from selfeval_xl.documents.review import tables
from selfeval_xl.documents.rollup.records import FileResult
from selfeval_xl.domain.decimals import ZERO, format_decimal, percent
from selfeval_xl.domain.finding import Finding
from selfeval_xl.messages import codes, input_error
from selfeval_xl.readers.past_review import PastReview, read_past_review
from selfeval_xl.rollup import listing, packed
from selfeval_xl.rules.reviewing import ReviewRules
from selfeval_xl.storage import standards
from selfeval_xl.tasks.review import review_file
from selfeval_xl.writers.terminal import one_line

OUTPUT = "复核表.xlsx"
"""What the review sheet is called when nobody says."""
_MOST_TOLD = 10
_BANDS = 3
"""Amounts are parted into so many bands of equally many projects before a sample is drawn: small, middle, large."""


class FolderReview(NamedTuple):
    """A reviewed folder: the projects in the order of the files, what was not read, and what is wrong with the review.

    ``kept`` counts the rows in which the reviewer had typed before; ``sample`` are the projects drawn with ``seed``.
    """

    folder: str
    review: ReviewRules
    projects: tuple[ReviewedProject, ...]
    others: tuple[FileResult, ...]
    findings: tuple[Finding, ...]
    kept: int = 0
    sample: tuple[ReviewedProject, ...] = ()
    seed: int = 0
    year: str = ""

    def tables(self) -> list[Table]:
        """Return everything that the workbook of the review holds."""
        filled = [*tables.tables(self.projects, self.findings, self.sample), *listing.not_taken(self.others)]
        return [each for each in filled if each.rows or each.name in (tables.PROJECTS.name, tables.ROWS.name)]

    def write(self, target: str) -> str | None:
        """Write the workbook at ``target``, and return where the review sheet of before is now, if there was one."""
        from selfeval_xl.writers.xlsx.book import ReviewSink

        # It was read, and what was typed is in this one: so it makes way, and stays as a backup.
        sink = ReviewSink(target, self.folder, force=os.path.exists(target))
        sink.close(self.tables())
        return next(iter(sink.backups), None)


def review_folder(
    folder: str,
    output: str,
    review: str = standards.REVIEW,
    standard: str | None = None,
    off: frozenset[str] = frozenset(),
    tell: Callable[[int, int], object] = lambda done, found: None,
) -> FolderReview:
    """Review every file of ``folder``; what a reviewer typed into the review sheet at ``output`` before is kept.

    ``review`` is an id or a TOML file of one's own, ``off`` names rules of it to leave out; ``tell`` hears how many
    files are done.  Raises InputError where there is nothing to review, or where ``output`` is another file or holds
    what a new review sheet would lose.
    """
    rules = standards.review_rules(review)
    rules = rules._replace(deductions=tuple(each for each in rules.deductions if each.id not in off))
    past = _past(output)
    found = listing.find(folder, (output,))
    if found.is_empty:
        raise input_error(codes.NOTHING_FOUND, file=folder)
    projects: list[ReviewedProject] = []
    others = list(found.settled)
    for number, source in enumerate(found.sources, 1):
        read = functools.partial(packed.read, found.folder, source.file)
        done = review_file(source, read, rules, standard, past.typed)
        projects += done.projects
        others += done.others
        tell(number, len(found.sources))
    columns = {column.field: number for number, column in enumerate(tables.ROWS.columns, 1)}
    findings = check_decisions(projects, rules, columns)
    years = {each.year for each in projects if each.year}
    year = years.pop() if len(years) == 1 else ""
    kept = sum(row.decided != row.proposed for project in projects for row in project.rows)
    return FolderReview(found.folder, rules, tuple(projects), tuple(others), findings, kept, year=year)


def _past(output: str) -> PastReview:
    if not os.path.exists(output):
        return PastReview({}, ())
    past = read_past_review(output)
    if past is None:
        raise input_error(codes.NOT_A_REVIEW, file=output)
    if past.foreign:
        raise input_error(codes.FOREIGN_IN_REVIEW, file=output, names="、".join(past.foreign[:5]))
    return past


def drawn(projects: Sequence[ReviewedProject], count: int, seed: int) -> tuple[ReviewedProject, ...]:
    """Return a sample of so many projects: the same for the same seed, spread over departments and amounts.

    Each department, and within it each band of amounts, gives in turn one project drawn by chance.
    """
    chance = random.Random(seed)
    ordered = sorted(projects, key=lambda each: (each.amount or 0, each.file))
    bands = {each.file: number * _BANDS // len(ordered) for number, each in enumerate(ordered)}
    strata: dict[tuple[str, int], list[ReviewedProject]] = {}
    for each in sorted(projects, key=lambda each: each.file):
        strata.setdefault((each.department, bands[each.file]), []).append(each)
    turns = [chance.sample(strata[key], len(strata[key])) for key in sorted(strata)]
    chance.shuffle(turns)
    taken: list[ReviewedProject] = []
    while len(taken) < min(count, len(projects)):
        for turn in turns:
            if turn and len(taken) < count:
                taken.append(turn.pop())
    return tuple(sorted(taken, key=lambda each: (each.department, each.file)))


def render(done: FolderReview) -> Iterator[str]:
    """Yield what came of it, the projects that lost most first."""
    kinds = Counter("未读" if each.refusal else each.other for each in done.others)
    others = "".join(f"，{one_line(kind)} {count} 个" for kind, count in kinds.items())
    indicators = sum(len(each.rows) for each in done.projects)
    yield f"复核了 {len(done.projects)} 个项目、{indicators} 个指标（{done.review.name}）{others}。"
    lost = [gap for each in done.projects for row in each.rows if (gap := row.deviation) is not None and gap > 0]
    yield f"扣分的指标 {len(lost)} 个，合计扣 {format_decimal(sum(lost, ZERO))} 分。"
    if done.kept:
        yield f"保留复核时填写的内容 {done.kept} 行。"
    rates = [each for each in done.projects if each.rate]
    for each in sorted(rates, key=lambda each: -(each.rate or 0))[:_MOST_TOLD]:
        assert each.rate is not None and each.own is not None and each.score is not None  # they have a rate
        yield (
            f"  {one_line(each.name)}：自评 {format_decimal(each.own)}，复核 {format_decimal(each.score)}，"
            f"偏离度 {percent(each.rate)}"
        )
    for found in done.findings[:_MOST_TOLD]:
        yield f"  [{found.level_name}] {found.code}  {one_line(found.message)}"
        yield f"         → {one_line(found.remedy)}"
    if len(done.findings) > _MOST_TOLD:
        yield f"  还有 {len(done.findings) - _MOST_TOLD} 条，见“核对”表。"
    if done.sample:
        yield f"抽查 {len(done.sample)} 个项目（随机种子 {done.seed}，同一种子抽出的相同），见“抽查名单”。"
