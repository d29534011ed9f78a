"""What is said of one printed figure, and what else than the rule may explain it."""

from collections.abc import Iterable, Iterator
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from selfeval_xl.domain.cells import CellValue, is_blank
from selfeval_xl.domain.decimals import half_up, truncate
from selfeval_xl.domain.finding import AGREES, JUDGED, MISTAKE, UNVERIFIABLE

WHOLE, TENTH, WHOLE_PERCENT = Decimal("1"), Decimal("0.1"), Decimal("0.01")


class Verdict(NamedTuple):
    """One of ``VERDICTS`` with its reason; ``is_settled`` where a reviewer need not look at it again."""

    verdict: str
    reason: str = ""
    is_settled: bool = False


Reason = tuple[Decimal | None, Verdict]
"""What a slip or a habit would make of a figure, and what is then to be said; ``None`` where it makes nothing."""
SAME = Verdict(AGREES, is_settled=True)


def mistake(reason: str) -> Verdict:
    """Return 差错, and which one."""
    return Verdict(MISTAKE, reason)


def judged(reason: str, is_settled: bool = False) -> Verdict:
    """Return 人工评判."""
    return Verdict(JUDGED, reason, is_settled)


def open_for(reason: str) -> Verdict:
    """Return 无从核对, and what is missing."""
    return Verdict(UNVERIFIABLE, reason)


def explained(reason: CellValue) -> str:
    """Tell whether a reason is written beside a figure, as the end of a sentence."""
    return "，没有写原因" if is_blank(reason) else "，原因已写明"


def explaining(printed: Decimal, explained_by: Iterable[Reason], otherwise: Verdict) -> Verdict:
    """Return the first verdict whose figure is the printed one."""
    return next((verdict for figure, verdict in explained_by if figure == printed), otherwise)


def roundings(computed: Decimal, exact: Decimal) -> Iterator[Reason]:
    """Yield what habits of rounding make of the ``exact`` points that are ``computed`` by rule."""
    habits = (
        (computed.quantize(WHOLE, ROUND_HALF_UP), "四舍五入到了整数"),
        (computed.quantize(WHOLE, ROUND_FLOOR), "只取整数，小数舍去了"),
        (half_up(computed, TENTH), "只保留一位小数"),
        (truncate(computed, TENTH), "只取一位小数，后面的舍去了"),
        (truncate(exact), "多余的小数截去了，没有四舍五入"),
    )
    return ((figure, mistake(habit)) for figure, habit in habits if figure != computed)
