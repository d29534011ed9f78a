"""运行监控: the sheet is added to a workbook once; after that, what was typed into it is read and the lamps are lit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from selfeval_xl import scoring
from selfeval_xl.checks.progress import check_progress
from selfeval_xl.documents.blocks import OutColumn, Output
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.layout import MONITORING
from selfeval_xl.domain.monitoring import Lamp, Monitoring
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.messages import codes, input_error
from selfeval_xl.readers.documents import Document, document_of, read_document
from selfeval_xl.rules import Standard
from selfeval_xl.rules.monitoring import MonitorRules
from selfeval_xl.scoring.lamps import lamps
from selfeval_xl.storage import standards
from selfeval_xl.tasks.assess import by_standard, only
from selfeval_xl.workbook.patcher import grafting, patch

_MONTH_NOW = 7
"""The month that is usually reported on, see the notes of ``rules/stages/monitor-general.toml``."""


class Monitored(NamedTuple):
    """A workbook with its sheet 运行监控: ``data`` to be written, lamps by the row they stand in, and the findings.

    ``is_new`` tells that the sheet was added just now, and has still to be filled in.
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


def monitor(
    path: str,
    month: int | None = None,
    rules: str = standards.MONITOR,
    standard: str | None = None,
    off: frozenset[str] = frozenset(),
) -> Monitored:
    """Return the workbook at ``path`` with the sheet 运行监控 for everything up to ``month``.

    Without a month, that on the sheet is taken, 7 where it is new.  Raises InputError for what is no workbook of ours,
    StorageError for the disk.
    """
    document = read_document(path, results=False)
    submission, used = by_standard(only(document), standard)
    if submission.form:
        raise input_error(codes.NOT_OUR_BOOK, file=path)
    card, taken = scoring.score(submission, used), standards.monitor_rules(rules)
    found = card.submission.monitoring
    if found is None:
        return _with_new_sheet(document, card, used, taken, month or _MONTH_NOW)
    found = found._replace(month=month or found.month or _MONTH_NOW)
    lit = lamps(card, found, used, taken)
    told = check_progress(card, found, used, taken, lit, off)
    data = patch.fill(document.data, Output((), tuple(_columns(found, lit))), path)
    return Monitored(document, card, used, taken, found, lit, told, data)


def _with_new_sheet(
    document: Document, card: Scorecard, standard: Standard, rules: MonitorRules, month: int
) -> Monitored:
    from selfeval_xl.workbook.template import monitoring  # with openpyxl, which only a new sheet needs

    data = grafting.with_sheet(document.data, MONITORING, monitoring.donor(card, rules, month), document.path)
    made = only(document_of(data, document.path, results=False)).monitoring
    assert made is not None  # it was added just now
    return Monitored(document, card, standard, rules, made, {}, (), data, is_new=True)


def _columns(monitoring: Monitoring, lit: dict[int, Lamp]) -> Iterator[OutColumn]:
    """Yield what the program fills in: lamps, how they came about, and the month in the header."""
    if not monitoring.rows:
        return
    columns = monitoring.rows[0].columns
    for field, texts in (
        ("lamp", {row: lamp.colour or None for row, lamp in lit.items()}),
        ("basis", {row: lamp.derivation or None for row, lamp in lit.items()}),
    ):
        if field in columns.of and texts:
            yield OutColumn(columns.sheet, columns.of[field], tuple(sorted(texts.items())))
    header = ((columns.header_row, f"1-{monitoring.month}月执行情况"),)
    yield OutColumn(columns.sheet, columns.of["done"], header)
