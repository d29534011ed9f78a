"""G: targets looked over before the year begins (绩效目标检查), when they can still be changed.

Most points are lost when a target is written, not when it is evaluated.  What the bureau's reviewers would deduct for
it is foretold by their rules (:mod:`selfeval_xl.rules.reviewing`), always as 建议.
"""

from collections.abc import Callable, Iterator

from selfeval_xl.checks import budget, obstacles, weights
from selfeval_xl.checks.context import CheckContext, context_of
from selfeval_xl.checks.order import in_order
from selfeval_xl.checks.plans import assessable, content, fitting, needed
from selfeval_xl.checks.plans.context import OtherTargets, TargetContext, texts_of
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.rules import Standard
from selfeval_xl.rules.reviewing import ReviewRules

__all__ = ["OtherTargets", "check_targets", "texts_of"]

_OF_TARGETS: tuple[Callable[[TargetContext], Iterator[Finding]], ...] = (
    *needed.CHECKS,
    *content.CHECKS,
    *assessable.CHECKS,
    *fitting.CHECKS,
)
_AS_EVER: tuple[Callable[[CheckContext], Iterator[Finding]], ...] = (
    obstacles.check_flaws,
    budget.check_numbers,
    weights.check_each,
    weights.check_sorted,
    weights.check_printed,
)
"""What is asked of every workbook, whether there are results or not."""


def check_targets(
    card: Scorecard,
    standard: Standard,
    review: ReviewRules,
    others: tuple[OtherTargets, ...] = (),
    off: frozenset[str] = frozenset(),
) -> tuple[Finding, ...]:
    """Return all that is to be said of targets, in the order of the sheets and their rows.

    ``card`` is the scorecard of a submission without results; ``others`` are the targets of other projects that were
    handed in with it; ``off`` names codes to leave out.
    """
    view = context_of(card, standard)
    targets = TargetContext(view, review, others)
    findings = [found for check in _AS_EVER for found in check(view)]
    findings += [found for planned in _OF_TARGETS for found in planned(targets)]
    return in_order(view, (each for each in findings if each.code not in off))
