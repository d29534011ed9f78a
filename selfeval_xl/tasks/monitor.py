"""运行监控: the sheet is added to a workbook once; after that, what was typed into it is read and the lamps are lit."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from selfeval_xl import scoring
from selfeval_xl.checks.progress import check_progress
from selfeval_xl.documents.blocks import OutColumn, Output
from selfeval_xl.documents.forms import monitoring
from selfeval_xl.documents.forms.kinds import MONITORING as MONITORING_FORM
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.layout import MONITORING
from selfeval_xl.domain.money import money_unit
from selfeval_xl.domain.monitoring import LAMPS, Lamp, Monitoring
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.domain.submission import Submission
from selfeval_xl.messages import codes, input_error
from selfeval_xl.readers.documents import Document, document_of, read_document
from selfeval_xl.readers.forms.progress import read_monitoring
from selfeval_xl.rules import Standard
from selfeval_xl.rules.monitoring import MonitorRules
from selfeval_xl.scoring.lamps import lamps
from selfeval_xl.storage import standards
from selfeval_xl.tasks import entering
from selfeval_xl.tasks.assess import by_standard
from selfeval_xl.tasks.reconcile import form_bytes
from selfeval_xl.workbook.patcher import grafting, patch

MONTH_NOW = 7
"""The month that is usually reported on, see the notes of ``rules/stages/monitor-general.toml``."""


class Monitored(NamedTuple):
    """A workbook with its sheet 运行监控: ``data`` to be written, lamps by the row they stand in, and the findings.

    ``is_new`` tells that the sheet was added just now, and has still to be filled in; ``unplaced`` is what stood on a
    form and did not go into the sheet.  Of a form, which is not written into, there are no ``data``.
    """

    document: Document
    card: Scorecard
    standard: Standard
    rules: MonitorRules
    monitoring: Monitoring
    lamps: dict[int, Lamp]
    findings: tuple[Finding, ...]
    data: bytes
    is_new: bool = False
    unplaced: tuple[Finding, ...] = ()

    @property
    def counted(self) -> str:
        """How many lamps are of which colour."""
        counts = Counter(lamp.colour for lamp in self.lamps.values())
        return "　".join(f"{colour} {counts[colour]}" for colour in LAMPS) + f"　没有亮灯 {counts['']}"

    def form(self, shown: str) -> bytes:
        """Return the official form as an .xlsx that ``shown`` is what messages call.

        Raises StorageError when the file, opened again, does not say what the sheet says.
        """
        return form_bytes(monitoring.form(self.card, self.monitoring), shown, self._misread)

    def _misread(self, grid: Grid) -> list[str]:
        read = read_monitoring(grid, money_unit(self.card.submission.project.money_unit))
        return [] if read and entering.said(read) == entering.said(self.monitoring) else ["指标"]

    def output(self) -> Output:
        """Return what the program fills in, nothing on a sheet that was added just now."""
        return Output((), () if self.is_new else tuple(_columns(self.monitoring, self.lamps)))


def monitor(
    path: str,
    month: int | None = None,
    rules: str = standards.MONITOR,
    standard: str | None = None,
    off: frozenset[str] = frozenset(),
    source: str = "",
) -> Monitored:
    """Return the workbook at ``path`` with the sheet 运行监控 for everything up to ``month``; of a form, its lamps.

    Without a month, that on the sheet is taken, 7 where it is new.  What stands on the form of 运行监控 in the file
    ``source`` goes into the blank cells of the sheet.  Raises InputError for what is neither a workbook of ours nor
    such a form, StorageError for the disk.
    """
    document, taken = read_document(path, results=False), standards.monitor_rules(rules)
    submission, used = by_standard(monitored_in(document), standard)
    card = scoring.score(submission, used)
    given = monitored_in(read_document(source)).monitoring if source else None
    if submission.monitoring is None:
        made = _with_new_sheet(document, card, used, taken, month or (given and given.month) or MONTH_NOW)
        if given is None:
            return made
        document, card = made.document, made.card
    told: tuple[Finding, ...] = ()
    if given is not None:
        data, told = entering.entered(document, card, given)
        document = document_of(data, path, results=False)
        card = scoring.score(by_standard(monitored_in(document), standard)[0], used)
    return _lit(document, card, used, taken, month, off)._replace(unplaced=told)


def _lit(
    document: Document, card: Scorecard, used: Standard, taken: MonitorRules, month: int | None, off: frozenset[str]
) -> Monitored:
    found = card.submission.monitoring
    assert found is not None  # it was read, or added just now
    found = found._replace(month=month or found.month or MONTH_NOW)
    lit = lamps(card, found, used, taken)
    told = check_progress(card, found, used, taken, lit, off)
    done = Monitored(document, card, used, taken, found, lit, told, b"")
    if card.submission.form:
        return done
    return done._replace(data=patch.fill(document.data, done.output(), document.path))


def monitored_in(document: Document) -> Submission:
    """Return the workbook, or the only form of 运行监控 in a document; raises InputError where there is none."""
    found = [each for each in document.submissions if not each.form or each.form.kind == MONITORING_FORM]
    if not found:
        raise input_error(codes.NO_MONITORING, file=document.path)
    if len(found) > 1:
        parts = "”“".join(each.form.sheet for each in found if each.form)
        raise input_error(codes.TWO_FORMS, file=document.path, sheet=parts)
    return found[0]


def _with_new_sheet(
    document: Document, card: Scorecard, standard: Standard, rules: MonitorRules, month: int
) -> Monitored:
    from selfeval_xl.workbook.template import monitoring as sheet  # with openpyxl, which only a new sheet needs

    data = grafting.with_sheet(document.data, MONITORING, sheet.donor(card, rules, month), document.path)
    document = document_of(data, document.path, results=False)
    card = scoring.score(by_standard(monitored_in(document), standard)[0], standard)
    made = card.submission.monitoring
    assert made is not None  # it was added just now
    return Monitored(document, card, standard, rules, made, {}, (), data, is_new=True)


def _columns(found: Monitoring, lit: dict[int, Lamp]) -> Iterator[OutColumn]:
    """Yield what the program fills in: lamps, how they came about, and the month in the header."""
    if not found.rows:
        return
    columns = found.rows[0].columns
    for field, texts in (
        ("lamp", {row: lamp.colour or None for row, lamp in lit.items()}),
        ("basis", {row: lamp.derivation or None for row, lamp in lit.items()}),
    ):
        if field in columns.of and texts:
            yield OutColumn(columns.sheet, columns.of[field], tuple(sorted(texts.items())))
    header = ((columns.header_row, f"1-{found.month}月执行情况"),)
    yield OutColumn(columns.sheet, columns.of["done"], header)
