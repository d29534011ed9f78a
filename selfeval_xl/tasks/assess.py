"""A document on disk, evaluated: read it, find its standard, score and check it."""

import datetime
from typing import NamedTuple

from selfeval_xl import __version__
from selfeval_xl.checks.rules import explained
from selfeval_xl.documents import findings, summary
from selfeval_xl.documents.forms.kinds import USUAL_STANDARD
from selfeval_xl.documents.output import Output, OutSheet
from selfeval_xl.domain.cells import normalise, text_of, year_of
from selfeval_xl.domain.errors import InputError
from selfeval_xl.domain.fingerprint import fingerprint
from selfeval_xl.domain.layout import APPROVED, INDICATORS, SUMMARY
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.domain.submission import Indicator, Submission
from selfeval_xl.messages import codes, input_error
from selfeval_xl.readers.approved import read_approved
from selfeval_xl.readers.documents import Document, read_document
from selfeval_xl.readers.forms.reading import with_unread
from selfeval_xl.readers.grids import read_grids, read_workbook
from selfeval_xl.rules import Standard, in_force
from selfeval_xl.scoring import score
from selfeval_xl.storage import standards
from selfeval_xl.tasks.evaluation import as_given, evaluate

_SHOWN = 40
"""How much of a name is shown that no standard has; a cell can hold a whole book."""
_TOLD = 10
"""How many sheets are named in a message."""


class Assessment(NamedTuple):
    """A document as read, its result, and by which standard.

    ``by_rule`` is the result without the printed scores of a form; in ``card`` those that the rule does not arrive at
    count as 手工得分, as they do on the form.
    """

    document: Document
    card: Scorecard
    standard: Standard
    by_rule: Scorecard

    def stamp(self) -> summary.Stamp:
        """Return when and from what the summary is computed; the time stays while inputs and program stay the same."""
        now = datetime.datetime.now().strftime("%Y-%m-%d %H:%M")
        stamp = summary.Stamp(now, __version__, fingerprint(self.card.submission))
        grid = read_grids(self.document.data, self.document.path, (SUMMARY,)).get(SUMMARY)
        return summary.unchanged_stamp(grid, self.card, stamp) if grid else stamp

    def output(self) -> Output:
        """Return everything that is written into the workbook."""
        return summary.output(self.card, self.stamp(), explained(self.card.findings, self.standard))

    def results(self) -> OutSheet:
        """Return the sheet 校验结果 alone."""
        return findings.results(self.card, explained(self.card.findings, self.standard))

    def filled(self, output: Output) -> bytes:
        """Return the workbook with ``output`` written into it and nothing else changed."""
        from selfeval_xl.workbook.patcher import patch

        return patch.fill(self.document.data, output, self.document.path)


def assess(
    path: str,
    standard: str | None = None,
    off: frozenset[str] = frozenset(),
    approved: str | None = None,
    on: frozenset[str] = frozenset(),
    sheet: str = "",
) -> Assessment:
    """Read, check and score the workbook or official form at ``path``.

    ``standard`` (an id or a TOML file of one's own) overrides the document's 评价标准; ``off`` names finding codes to
    leave out and ``on`` those to look for beyond the usual; ``approved`` is a workbook with the approved targets;
    ``sheet`` names the one with the form, where there are several.  Raises InputError or StorageError.
    """
    return assessed(read_document(path, sheet, results=False), standard, off, approved, on)


def assessed(
    document: Document,
    standard: str | Standard | None = None,
    off: frozenset[str] = frozenset(),
    approved: str | None = None,
    on: frozenset[str] = frozenset(),
) -> Assessment:
    """Check and score a document that was read; the arguments are those of :func:`assess`."""
    submission, rules = submitted(document, standard)
    if approved:
        submission = submission._replace(approved=approved_in(approved))
    if not submission.form:
        card = evaluate(submission, rules, off, on)
        return Assessment(document, card, rules, card)
    by_rule = score(submission, rules)
    return Assessment(document, evaluate(as_given(by_rule), rules, off, on), rules, by_rule)


def submitted(document: Document, standard: str | Standard | None = None) -> tuple[Submission, Standard]:
    """Return what was submitted in a document of one project, and the standard that it is taken by.

    Raises InputError when there is more than one filled form, or only blank ones.
    """
    submission = _only(document)
    rules = standard_for(submission, standard)
    if submission.form:
        submission = submission._replace(project=submission.project._replace(standard=rules.id))
    return submission, rules


def _only(document: Document) -> Submission:
    filled = [each for each in document.submissions if not each.form or not each.form.is_blank]
    sheets = list(dict.fromkeys(each.form.sheet for each in filled or document.submissions if each.form))
    if not filled:
        raise input_error(codes.EMPTY_FORM, file=document.path, sheet=sheets[0])
    if len(sheets) > 1:
        raise input_error(codes.TWO_FORMS, file=document.path, sheet="”“".join(sheets[:_TOLD]))
    first, *below = filled
    return with_unread(first, below[0].form.start) if below and below[0].form else first


def approved_in(path: str) -> tuple[Indicator, ...]:
    """Return the approved indicators of a workbook: its sheet 批复目标, else its sheet 指标.

    Raises InputError when neither names 三级指标 and 年度指标值.
    """
    grids = read_workbook(path, (APPROVED, INDICATORS)).grids
    for name in (APPROVED, INDICATORS):
        rows = read_approved(grids[name]) if name in grids else ()
        if rows:
            return rows
    raise input_error(codes.NOTHING_APPROVED, file=path, sheet=APPROVED)


def standard_for(submission: Submission, override: str | Standard | None = None) -> Standard:
    """Return the standard asked for, else the one the workbook names or the usual one of the form.

    It is taken as it is in force for the 评价年度.

    Only built-in standards can be named in a workbook: a file that was received must not choose what is loaded.
    """
    if submission.form:
        override = override or USUAL_STANDARD[submission.form.kind]
    if override:
        return in_force(standards.load(override), submission)
    written = normalise(text_of(submission.project.standard))
    named, year = written.split(" ")[0], year_of(submission.project.year)
    found = standards.built_in(named, year) or standards.built_in(written, year)
    if found:
        return in_force(found, submission)
    raise _unknown(named, submission.project.place("standard"))


def _unknown(named: str, place: Place) -> InputError:
    where = f"{place.sheet}!{place.cell} 的" if place.cell else f"工作表“{place.sheet}”的"
    return standards.unknown(named if len(named) <= _SHOWN else named[:_SHOWN] + "……", where)
