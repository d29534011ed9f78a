"""Scores a submission by a standard and says everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from selfeval_xl import checks, scoring
from selfeval_xl.domain.cells import is_blank, text_of
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.printed import PlacedValue, points_in
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard
from selfeval_xl.domain.submission import Submission
from selfeval_xl.domain.written import Written
from selfeval_xl.rules import Standard, in_force
from selfeval_xl.scoring.overtyped import with_overtyped
from selfeval_xl.storage import standards

if TYPE_CHECKING:  # only forms are chosen for
    from selfeval_xl.rules.choosing import StandardChoice


class Options(NamedTuple):
    """How a document is evaluated.

    ``off`` names finding codes to leave out and ``on`` those to look for beyond the usual; ``approved`` is a workbook
    with the approved targets; ``sheet`` names the one with the form, where there are several.
    """

    off: frozenset[str] = frozenset()
    on: frozenset[str] = frozenset()
    approved: str | None = None
    sheet: str = ""


USUAL = Options()


def evaluate(
    submission: Submission,
    standard: Standard,
    options: Options = USUAL,
    written: Callable[[], Written | None] = lambda: Written({}, ()),
) -> Scorecard:
    """Return the scorecard with all findings, sorted as the sheets are.

    ``written`` returns the record of what the program wrote into a workbook of ours, see
    :func:`scoring.overtyped.with_overtyped`.
    """
    rules = in_force(standard, submission)
    card = scoring.score(submission, rules)
    typed = with_overtyped(card, written)
    if typed is not submission:
        card = scoring.score(typed, rules, card)
    return with_findings(card, rules, options)


def with_findings(card: Scorecard, standard: Standard, options: Options = USUAL) -> Scorecard:
    """Return a scorecard with all that is found in it."""
    return card._replace(findings=checks.run(card, standard, options.off, options.on))


def as_given(by_rule: Scorecard) -> Submission:
    """Return a form with its printed scores as 手工得分 where the rule, by which it was scored, gives others.

    It is the very same submission where there are none.
    """
    submission = by_rule.submission
    given = [*map(_given, by_rule.indicators, submission.printed.scores)]
    if not any(given):
        return submission
    rows = zip(submission.indicators, given, strict=True)
    indicators = tuple(row if points is None else row._replace(typed_score=points) for row, points in rows)
    return submission._replace(indicators=indicators)


def _given(row: IndicatorScore, printed: PlacedValue | None) -> str | None:
    if printed is None or is_blank(printed.value):
        return None
    points = points_in(printed.value)
    if points is None:
        return text_of(printed.value)
    return None if points == row.system else format_decimal(points)


def chosen_for(submission: Submission) -> StandardChoice:
    """Return the built-in standard that a form speaks for where nobody names one, and what of it does."""
    from selfeval_xl.documents.forms.kinds import USUAL_STANDARD
    from selfeval_xl.rules.choosing import chosen

    assert submission.form is not None
    usual = standards.load(USUAL_STANDARD[submission.form.kind])
    return chosen(submission, usual, map(standards.load, standards.available()))
