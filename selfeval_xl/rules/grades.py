"""From the total to the 等级: the caps on the total, and the bands of the grades."""

from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.domain.decimals import HUNDRED, format_decimal
from selfeval_xl.rules.kinds import Cited, Flag, Points, Share, Text, Texts


class Cap(NamedTuple):
    """The total may not exceed ``total`` while the execution rate is below ``execution_below``."""

    execution_below: Share
    total: Points
    reference: Cited

    @property
    def label(self) -> str:
        """What it governs, as it is told to users."""
        below, total = format_decimal(self.execution_below * HUNDRED), format_decimal(self.total)
        return f"执行率低于{below}%时总分不超过{total}分"


class Band(NamedTuple):
    """A 等级 and the total from which it holds; ``inclusive`` says whether the boundary itself belongs to it.

    ``also`` are other spellings of the grade that forms print (优秀 for 优).
    """

    grade: Text
    lower: Points
    inclusive: Flag = True
    also: Texts = ()


class Bands(NamedTuple):
    """The 等级 of a standard, best first; the last one takes whatever is left."""

    grades: tuple[Band, ...]
    reference: Cited

    def grade(self, total: Decimal) -> str:
        """Return the grade of a total; the total is not rounded again."""
        for band in self.grades[:-1]:
            if total > band.lower or (band.inclusive and total == band.lower):
                return band.grade
        return self.grades[-1].grade

    def named(self, spelling: str) -> str:
        """Return the grade that a form spells so, or the spelling itself where it is none."""
        return next((band.grade for band in self.grades if spelling in band.also), spelling)
