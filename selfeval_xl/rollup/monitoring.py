"""运行监控 of a whole folder: workbooks with the sheet and official forms, whatever kind of file they are."""

from collections.abc import Iterator
from typing import NamedTuple

from selfeval_xl import scoring
from selfeval_xl.checks.progress import check_progress
from selfeval_xl.documents.blocks import Table
from selfeval_xl.documents.forms.kinds import TITLES
from selfeval_xl.documents.rollup import lamps as tables
from selfeval_xl.documents.rollup.lamps import MonitoredProject, MonitoredRow
from selfeval_xl.documents.rollup.records import FileResult, Source
from selfeval_xl.domain.cells import text_of, year_of
from selfeval_xl.domain.errors import UserError
from selfeval_xl.domain.finding import ERROR
from selfeval_xl.domain.submission import Submission
from selfeval_xl.messages import codes, input_error, unreadable
from selfeval_xl.readers.documents import document_of
from selfeval_xl.rollup import listing, packed
from selfeval_xl.rules.monitoring import MonitorRules
from selfeval_xl.scoring.lamps import by_row_key, lamps
from selfeval_xl.storage import standards
from selfeval_xl.tasks.assess import by_standard, submitted

_NO_MONITORING = "自评表，没有运行监控"
_YEAR = 12


class MonitoredFolder(NamedTuple):
    """A folder with its projects, in the order of the files, and the files that are none or were not read."""

    folder: str
    rules: MonitorRules
    projects: tuple[MonitoredProject, ...]
    others: tuple[FileResult, ...]

    def tables(self) -> list[Table]:
        """Return everything that the workbook of the roll-up holds."""
        found = [*tables.tables(self.projects), *listing.not_taken(self.others)]
        return [each for each in found if each.rows or each.name == tables.PROJECTS.name]


def monitor_folder(
    folder: str,
    output: str,
    rules: str = standards.MONITOR,
    month: int | None = None,
    standard: str | None = None,
    off: frozenset[str] = frozenset(),
) -> MonitoredFolder:
    """Light the lamps of every form and workbook in ``folder``; ``output``, the roll-up itself, is left out.

    Raises InputError where nothing is there, StorageError where the folder cannot be listed.
    """
    taken, found = standards.monitor_rules(rules), listing.find(folder, (output,))
    projects: list[MonitoredProject] = []
    others = list(found.settled)
    for source in found.sources:
        try:
            some = list(_file(found.folder, source, taken, month, standard, off))
        except UserError as error:
            others.append(FileResult(source, refusal=unreadable(error)))
            continue
        projects += (each for each in some if isinstance(each, MonitoredProject))
        others += (each for each in some if isinstance(each, FileResult))
    if not projects:
        raise input_error(codes.NOTHING_FOUND, file=folder)
    return MonitoredFolder(found.folder, taken, tuple(projects), tuple(others))


def _file(
    folder: str, source: Source, rules: MonitorRules, month: int | None, standard: str | None, off: frozenset[str]
) -> Iterator[MonitoredProject | FileResult]:
    data = packed.read(folder, source.file)
    for part, each in submitted(document_of(data, source.file, results=False), plans=True):
        if each.monitoring is None:
            other = TITLES[each.form.kind] if each.form else _NO_MONITORING
            yield FileResult(source, other=other, part=part)
        else:
            yield _project(each, f"{source.file} › {part}" if part else source.file, rules, month, standard, off)


def _project(
    submission: Submission, file: str, rules: MonitorRules, month: int | None, standard: str | None, off: frozenset[str]
) -> MonitoredProject:
    submission, used = by_standard(submission, standard)
    card, found = scoring.score(submission, used), submission.monitoring
    assert found is not None  # the caller asked only for these
    found = found._replace(month=month or found.month or _YEAR)
    lit = lamps(card, found, used, rules)
    told = check_progress(card, found, used, rules, lit, off)
    project = submission.project
    wanted = {key: row.wanted for key, row in by_row_key(card.indicators).items()}
    rows = tuple(
        MonitoredRow(
            row.key, row.name, wanted.get(row.key, ""), text_of(row.done),
            text_of(row.expected), lamp.colour if lamp else "", lamp.derivation if lamp else "", text_of(row.cause),
            text_of(row.explanation), row.place("done").address,
        )
        for row in found.rows
        for lamp in [lit.get(row.row)]
    )  # fmt: skip
    return MonitoredProject(
        name=text_of(project.name),
        department=text_of(project.department),
        unit=text_of(project.unit),
        year=str(year_of(project.year) or ""),
        month=found.month or _YEAR,
        file=file,
        errors=sum(each.level == ERROR for each in told),
        rows=rows,
    )
