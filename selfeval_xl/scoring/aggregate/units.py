"""The same indicator in each unit (a part), the sums and means of their figures, and what comes of it (a joint)."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from selfeval_xl.domain.decimals import RATE, format_decimal
from selfeval_xl.domain.measures import units
from selfeval_xl.domain.measures.measure import Measure
from selfeval_xl.domain.money import in_unit
from selfeval_xl.domain.scorecard import IndicatorScore
from selfeval_xl.domain.submission import Indicator
from selfeval_xl.rules.records import AggregationRule

ABSOLUTE, RELATIVE, UNCLEAR = "absolute", "relative", ""
"""Which of the two a figure is follows from its unit, and is left open where it does not."""
_SHOWN = 6
"""So many units are shown in a line of working; with more it could not be followed anyway."""


class UnitIndicator(NamedTuple):
    """The indicator as one unit reported it.  ``fund`` is that unit's 资金额度 in 分, ``None`` where it gave none."""

    unit: str
    row: IndicatorScore
    fund: int | None

    @property
    def target(self) -> Measure:
        """The target as it was read."""
        return self.row.reading.target


class MergedIndicator(NamedTuple):
    """The indicator for all units together: how it was ``worked`` out, and what is to be said of it.

    One that could not be combined has no 实际完成值, so that the whole stays 暂不评级; ``remark`` says why.
    """

    indicator: Indicator
    worked: str = ""
    remark: str = ""


class Figure(NamedTuple):
    """A combined number, and the sum or the mean in figures that it came from."""

    number: Decimal
    shown: str


def kind_of(unit: str, name: str, rule: AggregationRule) -> str:
    """Return the kind of a figure in ``unit`` (folded) of the indicator ``name``.

    UNCLEAR are unknown units, one per another (元/人), no unit at all, and whatever the ``rule`` lists as such.
    """
    root, plain_name = units.root(unit), "".join(name.split())
    if root in map(units.fold, rule.relative_units):
        return RELATIVE
    unclear = not root or root in map(units.fold, rule.unclear_units)
    return UNCLEAR if unclear or any(word in plain_name for word in rule.unclear_names) else ABSOLUTE


def total(numbers: Sequence[Decimal]) -> Figure:
    """Return the sum (直接累加)."""
    number = _rounded(sum(map(Fraction, numbers), Fraction(0)), RATE)
    return Figure(number, f"{_listed([format_decimal(each) for each in numbers])}＝{format_decimal(number)}")


def mean(numbers: Sequence[Decimal], funds: Sequence[int], quantum: Decimal = RATE) -> Figure:
    """Return the mean weighted by ``funds`` (按资金额度加权平均), exact and rounded half-up to ``quantum`` once."""
    pairs = list(zip(numbers, funds, strict=True))
    weighted = sum((Fraction(number) * fund for number, fund in pairs), Fraction(0))
    number = _rounded(weighted / sum(funds), quantum)
    told = _listed([f"{format_decimal(each)}×{_wan(fund)}" for each, fund in pairs])
    return Figure(number, f"({told})÷{_wan(sum(funds))}＝{format_decimal(number)}")


def _rounded(number: Fraction, quantum: Decimal) -> Decimal:
    """Round half away from zero; exactly, whatever the number of digits."""
    steps = abs(number) / Fraction(quantum)
    whole = (2 * steps.numerator + steps.denominator) // (2 * steps.denominator)
    exponent = quantum.as_tuple().exponent
    assert isinstance(exponent, int)  # a quantum is a number
    return Decimal(f"{'-' if number < 0 else ''}{whole}e{exponent}")


def _listed(terms: list[str]) -> str:
    more = ["…"] if len(terms) > _SHOWN else []
    return "＋".join(terms[:_SHOWN] + more)


def _wan(fen: int) -> str:
    return format_decimal(in_unit(fen, "万元"))
