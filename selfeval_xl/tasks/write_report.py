"""Word documents, read back and compared before they are said to be done: the report, and the notice of a review."""

import os
import tomllib
from collections.abc import Sequence
from typing import Any, NamedTuple

from selfeval_xl.checks.reviewed import ReviewedProject
from selfeval_xl.documents import drafts
from selfeval_xl.documents.blocks import Heading, Paragraph
from selfeval_xl.documents.report.drafting import draft
from selfeval_xl.documents.report.gaps import Report
from selfeval_xl.documents.report.outline import Outline, without_facts
from selfeval_xl.documents.report.reconciling import differences
from selfeval_xl.documents.review import notice
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.messages import codes, storage_error
from selfeval_xl.ooxml.xmltext import writable
from selfeval_xl.storage import saving
from selfeval_xl.tasks import outlines
from selfeval_xl.writers import docx

ENDING = "-自评报告.docx"
"""What the report of a workbook is called, after the workbook's own name."""
_NOTICE = os.path.join(os.path.dirname(notice.__file__), "notice.toml")


class ReportLook(NamedTuple):
    """How what is handed in is written: by which outline and template, else those of the 评价标准; for whom."""

    outline: str | None = None
    template: str | None = None
    draft: bool = False
    public: bool = False

    def plan(self, card: Scorecard) -> Outline:
        """Return the outline.  Raises InputError."""
        plan = outlines.load(self.outline) if self.outline else outlines.for_standard(card.standard_id)
        return without_facts(plan, drafts.PERSONAL) if self.public else plan


class WrittenReport(NamedTuple):
    """A report that has been written: by which outline, what a person has to add, the backup of the one before."""

    outline: Outline
    gaps: tuple[Finding, ...]
    backup: str | None = None


AS_USUAL = ReportLook()


def write(card: Scorecard, target: str, look: ReportLook = AS_USUAL, force: bool = False) -> WrittenReport:
    """Write the report to ``target``.

    The document is read back from the disk and compared with the scorecard.  Raises InputError or StorageError;
    a report that would say something else than the scorecard is not written at all.
    """
    data, report, plan = made(card, target, look)
    backup = saving.save_new(target, data, force)
    _reconcile(card, report, outlines.read(target), target)
    return WrittenReport(plan, report.gaps, backup)


def made(card: Scorecard, shown: str, look: ReportLook) -> tuple[bytes, Report, Outline]:
    """Return the report as a document that was read back and compared; ``shown`` is the name of the file.

    Raises as :func:`write` does.
    """
    plan = look.plan(card)
    report = drafted(draft(drafts.published(card) if look.public else card, plan), look)
    data = document_bytes(report, look)
    _reconcile(card, report, data, shown)
    return data, report, plan


def drafted(report: Report, look: ReportLook) -> Report:
    """Return a report as it can be written: with such characters only as a document can hold."""
    printable: Report = _printable(report._replace(is_draft=look.draft))
    return printable


def document_bytes(report: Report, look: ReportLook) -> bytes:
    """Return the Word document of a report."""
    return docx.document_bytes(report, outlines.template(look.template), look.template or outlines.TEMPLATE)


def _reconcile(card: Scorecard, report: Report, data: bytes, target: str) -> None:
    wrong = list(differences(card, report, docx.contents(data)))
    if wrong:
        raise storage_error(codes.REPORT_NOT_RECONCILED, file=target, detail="；".join(wrong[:3]))


def _printable(value: Any) -> Any:
    """Return a record with only such characters in its texts as a document can hold."""
    if isinstance(value, str):
        return writable(value)
    if not isinstance(value, tuple):
        return value
    items = map(_printable, value)
    return value._make(items) if hasattr(value, "_make") else tuple(items)


def notice_bytes(projects: Sequence[ReviewedProject], review: str, year: str) -> bytes:
    """Return the notice; raises StorageError when the document, opened again, does not say what it should."""
    with open(_NOTICE, "rb") as file:
        outline = tomllib.load(file)
    report = notice.notice(projects, outline, review, year)
    data = docx.document_bytes(report, outlines.template(None), outlines.TEMPLATE)
    said = "\n".join(docx.contents(data).paragraphs)
    texts = [each.text for each in report.body if isinstance(each, Heading | Paragraph)]
    lacking = [text for text in texts if text not in said]
    if lacking:
        raise storage_error(codes.REPORT_NOT_RECONCILED, file="复核通知", detail=lacking[0][:60])
    return data
