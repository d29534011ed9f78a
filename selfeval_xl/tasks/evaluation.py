"""Scores a submission by a standard and says everything that is wrong with it."""

from __future__ import annotations

from selfeval_xl import checks, scoring
from selfeval_xl.domain.cells import is_blank, text_of
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.printed import PlacedValue, points_in
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard
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


def as_given(by_rule: Scorecard) -> Submission:
    """Return a form with its printed scores as 手工得分 where the rule, by which it was scored, gives others."""
    submission = by_rule.submission
    rows = zip(by_rule.indicators, submission.printed.scores, strict=True)
    indicators = tuple(row.indicator._replace(typed_score=_given(row, score)) for row, score in rows)
    return submission._replace(indicators=indicators)


def _given(row: IndicatorScore, printed: PlacedValue | None) -> str | None:
    if printed is None or is_blank(printed.value):
        return None
    points = points_in(printed.value)
    if points is None:
        return text_of(printed.value)
    return None if points == row.system else format_decimal(points)
