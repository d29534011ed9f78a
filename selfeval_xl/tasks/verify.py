"""For reviewers: re-score a filled workbook or official form and hold what it prints against the result."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl import comparison
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.fingerprint import fingerprint
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.domain.submission import Submission
from selfeval_xl.readers.documents import read_document
from selfeval_xl.rules import Standard
from selfeval_xl.scoring import score
from selfeval_xl.scoring.methods import JUDGED
from selfeval_xl.tasks.assess import submitted
from selfeval_xl.tasks.evaluation import evaluate


class Verified(NamedTuple):
    """The result by rule, each printed figure beside it, and what is to be said of the whole (``remarks``)."""

    card: Scorecard
    comparisons: tuple[Finding, ...]
    remarks: tuple[str, ...]


def verify(
    path: str, standard: str | None = None, tolerance: Decimal = comparison.TOLERANCE, sheet: str = ""
) -> Verified:
    """Re-score the workbook or form at ``path``; the arguments are those of :func:`assess`.

    Figures count as equal when they differ by less than ``tolerance``.  Raises InputError or StorageError.
    """
    submission, rules = submitted(read_document(path, sheet), standard)
    card = evaluate(_without_opinions(submission, rules), rules)
    return Verified(card, comparison.compare(card, rules, tolerance), tuple(_remarks(submission)))


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


def _remarks(submission: Submission) -> Iterator[str]:
    if submission.form:
        yield from (each.message for each in submission.form.unread)
    printed = submission.printed.fingerprint
    if printed == "":
        yield "“汇总”还没有计算过，没有可以核对的总分和等级。"
    elif printed and printed != fingerprint(submission):
        yield "“汇总”比填写的内容旧：计算之后又改过输入，请重新计算。"
