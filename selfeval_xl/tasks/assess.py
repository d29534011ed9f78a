"""A document on disk, evaluated: read it, find its standard, score and check it."""

import datetime
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from selfeval_xl import __version__
from selfeval_xl.checks.rules import explained
from selfeval_xl.documents import findings, summary
from selfeval_xl.documents.blocks import Output, OutSheet
from selfeval_xl.documents.forms.kinds import MONITORING, TARGET, TITLES
from selfeval_xl.domain.cells import normalise, text_of, year_of
from selfeval_xl.domain.errors import InputError
from selfeval_xl.domain.fingerprint import fingerprint
from selfeval_xl.domain.layout import APPROVED, BUDGET, INDICATORS, RESULTS, SUMMARY
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.domain.submission import Indicator, Submission
from selfeval_xl.domain.written import Written
from selfeval_xl.messages import codes, input_error
from selfeval_xl.ooxml.package import LIMIT
from selfeval_xl.readers.documents import Document, read_document
from selfeval_xl.readers.named_sheets import grids_of_workbook
from selfeval_xl.readers.own import read_approved
from selfeval_xl.readers.results import is_as_written, read_fingerprint, read_written
from selfeval_xl.rules import Standard, in_force
from selfeval_xl.scoring import score
from selfeval_xl.storage import stable_read, standards
from selfeval_xl.tasks.evaluation import USUAL, Options, as_given, chosen_for, evaluate, with_findings

OTHER_STAGES = {
    TARGET: "检查目标用“目标检查”（selfeval-xl target）；年底自评，先变成自评工作簿（selfeval-xl import）再填",
    MONITORING: "看预警灯用“运行监控”（selfeval-xl monitor）；抄进自评工作簿用 monitor 工作簿 --from 这个文件",
}
"""Forms of other times of the year, which have no results to be scored, and what they are for."""
_SHOWN = 40
"""How much of a name is shown that no standard has; a cell can hold a whole book."""
_TOLD = 10
"""How many forms are named in a message."""


class Assessment(NamedTuple):
    """A document as read, its result, and by which standard.

    ``by_rule`` is the result without the printed scores of a form; in ``card`` those that the rule does not arrive at
    count as 手工得分, as they do on the form.  ``part`` says which form of the document it is where it has several:
    表2, or 表2 › 第3张 where that sheet has several.
    """

    document: Document
    card: Scorecard
    standard: Standard
    by_rule: Scorecard
    part: str = ""

    def stamp(self) -> summary.Stamp:
        """Return when and from what the summary is computed; the time stays while inputs and program stay the same."""
        now = datetime.datetime.now().strftime("%Y-%m-%d %H:%M")
        stamp = summary.Stamp(now, __version__, fingerprint(self.card.submission))
        grid = grids_of_workbook(self.document.data, self.document.path, (SUMMARY,)).get(SUMMARY)
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

        try:
            return patch.fill(self.document.data, output, self.document.path)
        except InputError:
            from selfeval_xl.readers.containers import identity

            # What can be read and not written to, as an old .xls, has a better reason than that it is no package.
            identity.require_workbook(self.document.data, self.document.path)
            raise


def assess(path: str, standard: str | None = None, options: Options = USUAL) -> Assessment:
    """Read, check and score the workbook or official form at ``path``, the only one in the file.

    ``standard`` (an id or a TOML file of one's own) overrides the document's 评价标准.  Raises InputError, also where
    there are several forms (F13), or StorageError.
    """
    return assessed(read_document(path, options.sheet, results=False), standard, options)


def assess_each(
    path: str, standard: str | None = None, options: Options = USUAL, plans: bool = False
) -> list[Assessment]:
    """Read, check and score the workbook or every official form at ``path``, as :func:`assess` does.

    With ``approved`` there must be only one: the targets of one project say nothing of another.  ``plans`` tells
    whether forms of targets alone are wanted, too.
    """
    if options.approved:
        return [assess(path, standard, options)]
    return list(assessed_each(read_document(path, options.sheet, results=False), standard, options, plans))


def assessed(document: Document, standard: str | Standard | None = None, options: Options = USUAL) -> Assessment:
    """Check and score the only form of a document that was read; the arguments are those of :func:`assess`."""
    submission = only(document)
    if options.approved:
        submission = submission._replace(approved=approved_in(options.approved))
    return evaluated(document, submission, standard, options)


def assessed_each(
    document: Document, standard: str | Standard | None = None, options: Options = USUAL, plans: bool = False
) -> Iterator[Assessment]:
    """Check and score every form of a document that was read, in its order."""
    for part, submission in submitted(document, plans):
        yield evaluated(document, submission, standard, options)._replace(part=part)


def evaluated(
    document: Document, submission: Submission, standard: str | Standard | None = None, options: Options = USUAL
) -> Assessment:
    """Check and score one submission of a document."""
    submission, rules = by_standard(submission, standard)
    if not submission.form:
        card = evaluate(submission, rules, options, lambda: written_in(document))
        return Assessment(document, card, rules, card)
    by_rule = score(submission, rules)
    given = as_given(by_rule)
    card = by_rule if given is submission else score(given, rules, by_rule)
    return Assessment(document, with_findings(card, rules, options), rules, by_rule)


def written_in(document: Document) -> Written | None:
    """Return the record of what the program wrote into a workbook of ours, see :func:`read_written`."""
    return read_written(grids_of_workbook(document.data, document.path, (SUMMARY,)).get(SUMMARY))


def is_outdated(done: Assessment) -> bool:
    """Tell whether 汇总 of a workbook was computed from other inputs than stand there now."""
    if done.card.submission.form:
        return False
    grid = grids_of_workbook(done.document.data, done.document.path, (SUMMARY,)).get(SUMMARY)
    known = read_fingerprint(grid) if grid else ""
    return bool(known) and known != fingerprint(done.card.submission)


def is_untouched(document: Document) -> bool:
    """Tell whether a workbook still holds what the program wrote: its inputs, computed columns and result pages.

    False as well for what an earlier version wrote, which left no record.
    """
    submission = document.submissions[0]
    grids = grids_of_workbook(document.data, document.path, (SUMMARY, RESULTS))
    written = read_written(grids.get(SUMMARY))
    if not written or grids.keys() < {SUMMARY, RESULTS} or not is_as_written(grids[SUMMARY], grids[RESULTS], written):
        return False
    printed = submission.printed
    names = [row.name for row in submission.indicators], [line.name for line in submission.budget]
    held = (
        *written.holds(INDICATORS, list(zip(names[0], printed.indicator_cells, strict=True))),
        *written.holds(BUDGET, list(zip(names[1], printed.line_cells, strict=True))),
    )
    return printed.fingerprint == fingerprint(submission) and all(map(all, held))


def by_standard(submission: Submission, standard: str | Standard | None = None) -> tuple[Submission, Standard]:
    """Return a submission as it is taken by its standard, or by the one asked for, and that standard."""
    rules = standard_for(submission, standard)
    if not submission.form:
        return submission, rules
    from selfeval_xl.comparison import with_points  # for forms alone: a click on a workbook of ours need not pay for it

    # By its name, as the list in the cell 评价标准 offers it.
    named = submission._replace(project=submission.project._replace(standard=rules.name))
    return with_points(named, rules), rules


def submitted(document: Document, plans: bool = False) -> list[tuple[str, Submission]]:
    """Return what was submitted in a document, each with its ``part`` (see :class:`Assessment`).

    Blank forms beside filled ones are left out, and without ``plans`` those of targets alone (绩效目标申报表) and of
    运行监控; raises InputError where there is nothing else (F14, F39).
    """
    sheets = [each.form.sheet if each.form else "" for each in document.submissions]
    whole, seen = Counter(sheets), Counter[str]()
    found: list[tuple[str, Submission]] = []
    for sheet, each in zip(sheets, document.submissions, strict=True):
        seen[sheet] += 1
        if not each.form or not each.form.is_blank:
            found.append((f"{sheet} › 第{seen[sheet]}张" if whole[sheet] > 1 else sheet, each))
    if not found:
        raise input_error(codes.EMPTY_FORM, file=document.path, sheet=sheets[0])
    if not plans:
        results = [(part, each) for part, each in found if not each.form or each.form.kind not in OTHER_STAGES]
        if not results:
            kind = found[0][1].form.kind if found[0][1].form else ""
            facts = {"kind": TITLES[kind], "what": OTHER_STAGES[kind]}
            raise input_error(codes.OTHER_STAGE, file=document.path, sheet=sheets[0], **facts)
        found = results
    return found if len(found) > 1 else [("", found[0][1])]


def only(document: Document) -> Submission:
    """Return the only thing submitted in a document; raises InputError where there are several forms (F13)."""
    found = submitted(document)
    if len(found) > 1:
        raise input_error(codes.TWO_FORMS, file=document.path, sheet="”“".join(part for part, _ in found[:_TOLD]))
    return found[0][1]


def approved_in(path: str) -> tuple[Indicator, ...]:
    """Return the approved indicators in any file: of its sheet 批复目标, else 指标, else the first table of targets.

    Raises InputError when none names 三级指标 and 年度指标值, StorageError for the disk.
    """
    return stable_read.made_of(path, LIMIT, lambda data: _approved(data, path))


def _approved(data: bytes, path: str) -> tuple[Indicator, ...]:
    from selfeval_xl.readers.searching import targets_in  # for any kind of file, which a click need not pay for

    grids = grids_of_workbook(data, path, (APPROVED, INDICATORS))
    found = (read_approved(grids[name]) for name in (APPROVED, INDICATORS) if name in grids)
    rows = next(filter(None, found), ()) or targets_in(data, path)
    if not rows:
        raise input_error(codes.NOTHING_APPROVED, file=path, sheet=APPROVED)
    return rows


def standard_for(submission: Submission, override: str | Standard | None = None) -> Standard:
    """Return the standard asked for, else the one the workbook names or the form speaks for.

    It is taken as it is in force for the 评价年度.

    Only built-in standards can be named in a workbook: a file that was received must not choose what is loaded.
    """
    if submission.form and not override:
        return in_force(chosen_for(submission).standard, submission)
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
