"""The functions for scripts: ``from selfeval_xl import score, check, verify, read_documents``.

A file may hold several official forms: ``score_each`` and ``verify_each`` take all of them, in their order.

They do what the commands of the same name do, print nothing and write nothing.  Roll-ups as pandas frames are
:func:`selfeval_xl.rollup.frame`.
"""

import os
from collections.abc import Iterable

from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.domain.submission import Submission
from selfeval_xl.readers import documents
from selfeval_xl.tasks import assess
from selfeval_xl.tasks import verify as verifying
from selfeval_xl.tasks.evaluation import Options
from selfeval_xl.tasks.verify import Verified


def score(
    path: str | os.PathLike[str], standard: str | None = None, off: Iterable[str] = (), on: Iterable[str] = ()
) -> Scorecard:
    """Return the scorecard of the workbook at ``path``, its findings included.

    ``standard`` is an id (``mof-2020``) or a TOML file and overrides the workbook's 评价标准; ``off`` are codes of
    checks to leave out, ``on`` those to look for beyond the usual.  ``total`` and ``grade`` are ``None`` while anything
    is open (暂不评级); points are :class:`~decimal.Decimal`, money is in whole 分.

    >>> card = score(sample)
    >>> card.total, card.grade
    (Decimal('89.00'), '良好')
    >>> [(part.name, part.score) for part in card.sections]
    [('投入管理', Decimal('14.00')), ('过程管理', Decimal('17.00')), ('项目绩效', Decimal('58.00'))]

    Raises InputError for what cannot be worked on, StorageError when the file cannot be read.  Where the file holds
    several forms (F13), use :func:`score_each`.
    """
    return assess.assess(os.fspath(path), standard, Options(frozenset(off), frozenset(on))).card


def score_each(
    path: str | os.PathLike[str], standard: str | None = None, off: Iterable[str] = (), on: Iterable[str] = ()
) -> list[Scorecard]:
    """Return the scorecard of every form in the file at ``path``, of its one workbook else; as :func:`score` does.

    >>> [card.total for card in score_each(sample)]
    [Decimal('89.00')]

    ``card.submission.form.sheet`` is where a form stands.
    """
    done = assess.assess_each(os.fspath(path), standard, Options(frozenset(off), frozenset(on)))
    return [each.card for each in done]


def check(path: str | os.PathLike[str], standard: str | None = None) -> tuple[Finding, ...]:
    """Return everything that is to be said of the workbook at ``path``, in the order of its sheets.

    >>> for finding in check(sample)[:2]:
    ...     print(finding.code, finding.level_name, finding.place.cell)
    P02 建议 B27
    P02 建议 B29

    Raises what :func:`score` raises.
    """
    return score(path, standard).findings


def read_documents(path: str | os.PathLike[str]) -> list[Submission]:
    """Return what was submitted in the file at ``path``: one workbook of ours, or each official form on its sheets.

    Every value is as it stands in its cell, with the cell; ``printed`` is what the document says of its own results.

    >>> [submission] = read_documents(scored)
    >>> submission.project.name, len(submission.indicators)
    ('公共服务经费', 18)
    >>> submission.printed.total.value, submission.printed.total.place.sheet
    (89.0, '汇总')

    Raises InputError when there is neither, StorageError when the file cannot be read.
    """
    return list(documents.read_document(os.fspath(path)).submissions)


def verify(path: str | os.PathLike[str], standard: str | None = None) -> Verified:
    """Hold what the workbook or form at ``path`` prints against the result by rule.

    >>> verified = verify(scored)
    >>> verified.card.total, all(each.agrees for each in verified.comparisons)
    (Decimal('89.00'), True)

    Raises what :func:`score` raises; where there are several forms (F13), use :func:`verify_each`.
    """
    return verifying.verify(os.fspath(path), standard)


def verify_each(path: str | os.PathLike[str], standard: str | None = None) -> list[Verified]:
    """Do the same for every form in the file at ``path``; ``part`` says which one it is where there are several.

    >>> [(each.part, each.card.total) for each in verify_each(scored)]
    [('', Decimal('89.00'))]
    """
    return verifying.verify_each(os.fspath(path), standard)
