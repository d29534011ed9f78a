"""A workbook on disk, evaluated: read it, find its standard, score and check it."""

import datetime
from typing import NamedTuple

from selfeval_xl import __version__
from selfeval_xl.checks.rules import explained
from selfeval_xl.documents import findings, summary
from selfeval_xl.documents.blocks import Output, OutSheet
from selfeval_xl.domain.cells import normalise, text_of, year_of
from selfeval_xl.domain.errors import InputError
from selfeval_xl.domain.fingerprint import fingerprint
from selfeval_xl.domain.layout import APPROVED, INDICATORS, SUMMARY
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.domain.submission import Indicator, Submission
from selfeval_xl.messages import codes, input_error
from selfeval_xl.readers.approved import read_approved
from selfeval_xl.readers.grids import Workbook, read_grids, read_workbook
from selfeval_xl.readers.own import read
from selfeval_xl.rules import Standard, in_force
from selfeval_xl.storage import standards
from selfeval_xl.tasks.evaluation import evaluate

_SHOWN = 40
"""How much of a name is shown that no standard has; a cell can hold a whole book."""


class Assessment(NamedTuple):
    """A workbook as read, its result, and by which standard."""

    workbook: Workbook
    card: Scorecard
    standard: Standard

    def stamp(self) -> summary.Stamp:
        """Return when and from what the summary is computed; the time stays while inputs and program stay the same."""
        now = datetime.datetime.now().strftime("%Y-%m-%d %H:%M")
        stamp = summary.Stamp(now, __version__, fingerprint(self.card.submission))
        grid = read_grids(self.workbook.data, self.workbook.path, (SUMMARY,)).get(SUMMARY)
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

        return patch.fill(self.workbook.data, output, self.workbook.path)


def assess(
    path: str,
    standard: str | None = None,
    off: frozenset[str] = frozenset(),
    approved: str | None = None,
    on: frozenset[str] = frozenset(),
) -> Assessment:
    """Read, check and score the workbook at ``path``.

    ``standard`` (an id or a TOML file of one's own) overrides the workbook's 评价标准; ``off`` names finding codes to
    leave out and ``on`` those to look for beyond the usual; ``approved`` is a workbook with the approved targets.
    Raises InputError or StorageError.
    """
    return assessed(read_workbook(path), standard, off, approved, on)


def assessed(
    workbook: Workbook,
    standard: str | Standard | None = None,
    off: frozenset[str] = frozenset(),
    approved: str | None = None,
    on: frozenset[str] = frozenset(),
) -> Assessment:
    """Check and score a workbook that was read; the arguments are those of :func:`assess`."""
    submission = read(workbook.grids)
    if approved:
        submission = submission._replace(approved=approved_in(approved))
    rules = standard_for(submission, standard)
    return Assessment(workbook, evaluate(submission, rules, off, on), rules)


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
    """Return the standard asked for, else the one the workbook names, as it is in force for its 评价年度.

    Only built-in standards can be named in a workbook: a file that was received must not choose what is loaded.
    """
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
