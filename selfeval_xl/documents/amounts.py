"""Amounts and sums of a document, any of which may be lacking: ``None`` is never 0."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from selfeval_xl.domain import money
from selfeval_xl.domain.decimals import ZERO, percent, rate_of
from selfeval_xl.domain.scorecard import Scorecard


def in_unit(fen: int | None, unit: str) -> Decimal | None:
    """Return whole 分 as an exact number of ``unit``."""
    return None if fen is None else money.in_unit(fen, unit)


def sum_given(amounts: Iterable[int | None]) -> int | None:
    """Return the sum of what was given, ``None`` when nothing was."""
    given = [fen for fen in amounts if fen is not None]
    return sum(given) if given else None


def sum_whole(amounts: Sequence[int | None]) -> int | None:
    """Return the sum, ``None`` while one of the amounts is open."""
    return None if None in amounts else sum(fen for fen in amounts if fen is not None)


def rate_shown(part: int | None, whole: int | None) -> str:
    """Write part/whole as a percentage, blank where there is none."""
    rate = rate_of(part, whole)
    return "" if rate is None else percent(rate)


def full_marks(card: Scorecard) -> Decimal:
    """Return the sum of all 分值."""
    return sum((section.weight for section in card.sections), ZERO)
