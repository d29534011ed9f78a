"""绩效目标检查: targets read from a workbook or a 绩效目标申报表 and looked over before the year begins."""

import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Self

from selfeval_xl import scoring
from selfeval_xl.checks.plans import OtherTargets, check_targets, texts_of
from selfeval_xl.checks.rules import explained
from selfeval_xl.documents import findings
from selfeval_xl.documents.blocks import Output
from selfeval_xl.documents.forms import target
from selfeval_xl.documents.forms.kinds import TARGET_WHOLE
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.readers.documents import Document, document_of, read_document
from selfeval_xl.readers.forms.reading import read_forms
from selfeval_xl.rules import Standard
from selfeval_xl.rules.reviewing import ReviewRules
from selfeval_xl.storage import standards
from selfeval_xl.tasks.assess import Assessment, by_standard, submitted
from selfeval_xl.tasks.reconcile import form_bytes


class CheckedTargets(NamedTuple):
    """The targets of one project with what was found; ``part`` is as that of an ``Assessment``.

    ``card`` is a scorecard without results, ``review`` the rules by which deductions are foretold.
    """

    document: Document
    card: Scorecard
    standard: Standard
    review: ReviewRules
    others: tuple[OtherTargets, ...]
    off: frozenset[str]
    part: str = ""

    def workbook(self) -> bytes:
        """Return a copy of the workbook with 校验结果 filled in; of a form, the workbook that is made of it."""
        from selfeval_xl.workbook.patcher import patch

        own = self if not self.card.submission.form else self._as_workbook()
        return patch.fill(own.document.data, own.output(), own.document.path)

    def output(self) -> Output:
        """Return what is written into a workbook: the sheet 校验结果."""
        return Output((findings.results(self.card, explained(self.card.findings, self.standard)),), ())

    def form(self, kind: str, shown: str) -> bytes:
        """Return the 绩效目标申报表 in the layout ``kind`` as an .xlsx that ``shown`` is what messages call.

        Raises StorageError when the file, opened again, does not say what the targets say.
        """
        return form_bytes(target.form(self.card, kind == TARGET_WHOLE), shown, self._misread)

    def _misread(self, grid: Grid) -> list[str]:
        read = next(iter(read_forms(grid)), None)
        return [] if read and texts_of(read).rows == texts_of(self.card.submission).rows else ["指标"]

    def _as_workbook(self) -> Self:
        from selfeval_xl.tasks.import_form import workbook_bytes

        made = workbook_bytes(Assessment(self.document, self.card, self.standard, self.card))
        document = document_of(made, self.document.path, results=False)
        ((_part, submission),) = submitted(document)
        card = scoring.score(submission, self.standard)
        return self._replace(document=document, card=card)._checked()

    def _checked(self) -> Self:
        found = check_targets(self.card, self.standard, self.review, self.others, self.off)
        return self._replace(card=self.card._replace(findings=found))


def check_each(
    paths: Sequence[str],
    standard: str | None = None,
    review: str = standards.REVIEW,
    off: frozenset[str] = frozenset(),
    sheet: str = "",
) -> list[CheckedTargets]:
    """Look over the targets in all these files, each beside those of the others.

    ``standard`` and ``review`` are ids or TOML files of one's own; ``off`` names codes to leave out, ``sheet`` the only
    sheet with a form.  Raises InputError for a file that has neither targets nor a form, StorageError for the disk.
    """
    rules = standards.review_rules(review)
    return checked_together([each for path in paths for each in targets_in(path, rules, standard, off, sheet)])


def checked_together(plans: Sequence[CheckedTargets]) -> list[CheckedTargets]:
    """Look over what :func:`targets_in` read, each beside the others."""
    texts = [texts_of(plan.card.submission) for plan in plans]
    return [
        plan._replace(others=tuple(texts[:number] + texts[number + 1 :]))._checked()
        for number, plan in enumerate(plans)
    ]


def file_names(found: Sequence[CheckedTargets], is_form: bool) -> list[str]:
    """Return what is made of each, beside its file: the 申报表, or the copy with 校验结果."""
    ending = "-目标申报表.xlsx" if is_form else "-目标检查.xlsx"
    stems = [os.path.splitext(each.document.path)[0] for each in found]
    return [f"{stem}{f'-{n}' if stems.count(stem) > 1 else ''}{ending}" for n, stem in enumerate(stems, 1)]


def targets_in(
    path: str, review: ReviewRules, standard: str | None = None, off: frozenset[str] = frozenset(), sheet: str = ""
) -> Iterator[CheckedTargets]:
    """Yield the targets of a file, not yet looked over; the arguments and what is raised as by :func:`check_each`."""
    document = read_document(path, sheet, results=False)
    for part, submission in submitted(document, plans=True):
        taken, rules = by_standard(submission, standard)
        yield CheckedTargets(document, scoring.score(taken, rules), rules, review, (), off, part)
