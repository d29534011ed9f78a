"""Looks a scorecard over and says everything that is wrong with it, at once, in words that help.

Each check is a small generator over a :class:`~selfeval_xl.checks.context.CheckContext`; they run in the order of
``CHECKS``, none knows of another, and all of them always run.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from selfeval_xl.checks import (
    approved,
    budget,
    clarity,
    credibility,
    execution,
    obstacles,
    plausibility,
    project,
    reasons,
    scores,
    values,
    weights,
)
from selfeval_xl.checks.context import CheckContext, context_of
from selfeval_xl.checks.order import in_order
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.messages import TEMPLATES, TOPICS
from selfeval_xl.rules import Standard

Check = Callable[[CheckContext], Iterator[Finding]]

_FAMILIES = (
    *(project, budget, execution, weights, values, plausibility, obstacles, scores, reasons),
    *(credibility, clarity, approved),
)
CHECKS: tuple[Check, ...] = tuple(check for family in _FAMILIES for check in family.CHECKS)
OPTIONAL: Mapping[str, Check] = MappingProxyType(clarity.OPTIONAL)
"""Checks that run only when their code is asked for."""


def run(
    card: Scorecard, standard: Standard, off: frozenset[str] = frozenset(), on: frozenset[str] = frozenset()
) -> tuple[Finding, ...]:
    """Return all findings, in the order of the sheets, their rows, and how serious they are.

    ``off`` and ``on`` name codes to leave out and optional ones to add.
    """
    view = context_of(card, standard)
    checks = (*CHECKS, *(check for code, check in OPTIONAL.items() if code in on), *_of_summer(card))
    return in_order(view, (found for check in checks for found in check(view) if found.code not in off))


def _of_summer(card: Scorecard) -> tuple[Check, ...]:
    """Return the checks of a workbook with a sheet 运行监控; only that need pay for them."""
    if card.submission.monitoring is None:
        return ()
    from selfeval_xl.checks import foreseen

    return foreseen.CHECKS


def codes() -> frozenset[str]:
    """Return the codes of all findings, of targets too."""
    import selfeval_xl.checks.foreseen
    import selfeval_xl.checks.plans
    import selfeval_xl.checks.progress
    import selfeval_xl.checks.reviewed  # noqa: F401 - they register texts; a click on 计算评分 need not pay for it

    return frozenset(code for code in TEMPLATES if code[0] in TOPICS)


def title(code: str) -> str:
    """Return what a finding of that code is called."""
    return TEMPLATES[code].title
