"""For reviewers: re-score a filled workbook or official form and hold what it prints against the result."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl import comparison
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.fingerprint import fingerprint
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.domain.submission import Submission
from selfeval_xl.readers.documents import Document, read_document
from selfeval_xl.rules import Standard
from selfeval_xl.scoring import score
from selfeval_xl.scoring.methods import JUDGED
from selfeval_xl.scoring.overtyped import with_overtyped
from selfeval_xl.tasks.assess import by_standard, only, submitted, written_in
from selfeval_xl.tasks.evaluation import chosen_for, evaluate

_MOST_NAMED = 3
"""Cells that are named of which the same is said."""


class Verified(NamedTuple):
    """The result by rule and, where that is for a person to say, by the form; each printed figure beside it.

    ``remarks`` are what is to be said of the whole.  ``part`` says which form it is, as that of an ``Assessment``.
    """

    card: Scorecard
    comparisons: tuple[Finding, ...]
    remarks: tuple[str, ...]
    part: str = ""

    @property
    def told(self) -> Iterator[str]:
        """The remarks for a person to read: those that say the same of several cells as one."""
        places: dict[str, list[str]] = {}
        for remark in self.remarks:
            place, colon, why = remark.partition("：")
            places.setdefault(why if colon else remark, []).append(place if colon else "")
        for why, alike in places.items():
            more = f" 等 {len(alike)} 处" if len(alike) > _MOST_NAMED else ""
            where = "、".join(alike[:_MOST_NAMED]) + more
            yield f"{where}：{why}" if where else why


def verify(
    path: str, standard: str | None = None, tolerance: Decimal = comparison.TOLERANCE, sheet: str = ""
) -> Verified:
    """Re-score the workbook or form at ``path``, the only one in the file; the arguments are those of :func:`assess`.

    Figures count as equal when they differ by less than ``tolerance``.  Raises InputError or StorageError.
    """
    document = read_document(path, sheet)
    return verify_submission(document, only(document), standard, tolerance)


def verify_each(
    path: str, standard: str | None = None, tolerance: Decimal = comparison.TOLERANCE, sheet: str = ""
) -> list[Verified]:
    """Re-score the workbook or every form at ``path``, as :func:`verify` does."""
    document = read_document(path, sheet)
    found = submitted(document)
    return [verify_submission(document, each, standard, tolerance)._replace(part=part) for part, each in found]


def verify_submission(
    document: Document, submission: Submission, standard: str | None = None, tolerance: Decimal = comparison.TOLERANCE
) -> Verified:
    """Re-score one submission of a document that was read, as :func:`verify` does."""
    submission, rules = by_standard(submission, standard)
    typed = with_overtyped(score(submission, rules), lambda: written_in(document))
    by_rule = score(_without_opinions(typed, rules), rules)
    card = evaluate(comparison.with_judgements(by_rule, rules, tolerance), rules, written=lambda: None)
    return Verified(
        card,
        comparison.compare(by_rule, rules, tolerance),
        (*_chosen(submission, rules, standard), *_remarks(typed)),
    )


def _without_opinions(submission: Submission, rules: Standard) -> Submission:
    """Take out typed scores that stand beside a score by rule, so that they cannot confirm themselves."""
    if submission.form:
        return submission  # what a form prints was never taken for typed
    by_rule = score(submission, rules).indicators
    kept = (
        row.indicator if row.system is None or row.method in JUDGED else row.indicator._replace(typed_score=None)
        for row in by_rule
    )
    return submission._replace(indicators=tuple(kept))


def _chosen(submission: Submission, rules: Standard, standard: str | None) -> Iterator[str]:
    """Say by which standard a form is judged where it is not the usual one, and what of the form spoke for it."""
    told = chosen_for(submission).told if submission.form and not standard else ""
    if told:
        yield f"按“{rules.name}”核对，因为{told}；另有规定的，请另选评价标准（命令行用 --standard 指定）。"


def _remarks(submission: Submission) -> Iterator[str]:
    if submission.form:
        yield from (each.message for each in submission.form.unread)
    printed = submission.printed.fingerprint
    if printed == "":
        yield "“汇总”还没有计算过，没有可以核对的总分和等级。"
    elif printed and printed != fingerprint(submission):
        yield "“汇总”比填写的内容旧：计算之后又改过输入，请重新计算。"
