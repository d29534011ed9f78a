"""The one use case: score a submission by a standard and say everything that is wrong with it."""

from __future__ import annotations

from selfeval_xl import checks, scoring
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.domain.submission import Submission
from selfeval_xl.rules import Standard, in_force


def evaluate(
    submission: Submission,
    standard: Standard,
    off: frozenset[str] = frozenset(),
    on: frozenset[str] = frozenset(),
) -> Scorecard:
    """Return the scorecard with all findings, sorted as the sheets are.

    ``off`` names finding codes to leave out, ``on`` those to look for that are usually left out.
    """
    rules = in_force(standard, submission)
    card = scoring.score(submission, rules)
    return card._replace(findings=checks.run(card, rules, off, on))
