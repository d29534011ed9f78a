"""Why the printed score of a row is not the one by rule: the slips and habits seen on forms, tried in this order."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from selfeval_xl.comparison.verdict import (
    TENTH,
    WHOLE_PERCENT,
    Reason,
    Verdict,
    explained,
    explaining,
    judged,
    mistake,
    roundings,
)
from selfeval_xl.domain.decimals import HUNDRED, ONE, ZERO, half_up, prorate, truncate
from selfeval_xl.domain.decimals import format_decimal as shown
from selfeval_xl.domain.scorecard import LESS, TYPED, IndicatorScore

_FACTORS = (Decimal(10000), Decimal(1000), Decimal(100))
"""What lies between the units that are mixed up: 元 and 万元, 米 and 公里, a share and its percentage."""


class Scored(NamedTuple):
    """A printed score that is not the one by rule, which is ``system`` for the points ``weight``."""

    printed: Decimal
    row: IndicatorScore
    weight: Decimal
    system: Decimal

    @property
    def exact(self) -> Decimal:
        """The score before it was rounded."""
        completion = self.row.completion
        if completion is None or prorate(self.weight, completion, ONE) != self.system:
            return self.system
        return self.weight * completion

    @property
    def is_full(self) -> bool:
        """Whether the rule gives full marks."""
        return self.system == self.weight

    @property
    def numbers(self) -> tuple[Decimal, Decimal] | None:
        """Actual value and target, where both are above 0 and can be compared."""
        number, target = self.row.reading.number, self.row.reading.target.number
        return (number, target) if number is not None and number > 0 and target is not None and target > 0 else None

    @property
    def is_reached(self) -> bool:
        """Whether the target is reached, as far as the two can be compared."""
        if not self.numbers:
            return False
        number, target = self.numbers
        return number <= target if self.row.reading.sign in LESS else number >= target


def of_score(printed: Decimal, row: IndicatorScore, weight: Decimal, system: Decimal) -> Verdict:
    """Return the verdict on a printed score beside another one by rule."""
    if printed < 0:
        return mistake("得分不能是负数")
    if printed > weight:
        return mistake(f"超过分值 {shown(weight)}")
    case = Scored(printed, row, weight, system)
    return explaining(printed, chain.from_iterable(reasons(case) for reasons in REASONS), _by_hand(case))


def other_sign(case: Scored) -> Iterator[Reason]:
    """Less is better by the name alone, and the form takes more for better."""
    reading = case.row.reading
    if reading.sign in LESS and reading.sign_from not in TYPED:
        told = judged("指标值没有写“≥”或“≤”，印的分数按越高越好算，请核对指标的方向")
        yield from ((score, told) for score in _scores(case, False))


def _scores(case: Scored, is_less: bool) -> Iterator[Decimal]:
    """Yield what a target of which less is better, or more, gives; for less there are two formulas."""
    if not case.numbers:
        return
    number, target = case.numbers
    if is_less:
        yield min(prorate(case.weight, target, number), case.weight)
        yield min(prorate(case.weight, max(2 * target - number, ZERO), target), case.weight)
    else:
        yield min(prorate(case.weight, number, target), case.weight)


def full_without_reaching(case: Scored) -> Iterator[Reason]:
    """Full marks for a target that was missed; what was reached and reduced by another rule is a judgement."""
    said = explained(case.row.indicator.reason)
    told = f"没有达到目标而给了满分{said}"
    if case.is_reached:
        yield case.weight, judged("达到了目标，按满分给；标准里减分的规则表上没有印", True)
    yield case.weight, mistake(told) if said.endswith("没有写原因") else judged(told)


def other_formula(case: Scored) -> Iterator[Reason]:
    """The other of the two formulas for less-is-better, of which the form prints none."""
    said = explained(case.row.indicator.reason)
    told = judged(f"按另一种反向指标公式算的；表上没有印公式，两种都有人用{said}")
    yield from ((score, told) for score in _scores(case, True) if case.row.reading.sign in LESS)


def wrong_unit(case: Scored) -> Iterator[Reason]:
    """The right score, were the actual value in the unit of the target."""
    completion = case.row.completion
    if not completion or case.row.reading.sign in LESS:
        return
    for factor in _FACTORS:
        points = half_up(case.weight * completion * factor)
        yield points, mistake(f"像是单位弄错了：完成值乘以 {factor} 才得 {shown(points)} 分，请核对完成值的单位")


def rounded(case: Scored) -> Iterator[Reason]:
    """The score by rule, rounded in a way of one's own."""
    return roundings(case.system, case.exact)


def rate_rounded_first(case: Scored) -> Iterator[Reason]:
    """完成率 rounded or cut before it was multiplied."""
    completion = case.row.completion
    if completion is None or case.is_full:
        return
    for quantum in (WHOLE_PERCENT, TENTH / HUNDRED):
        for rate, how in ((half_up(completion, quantum), "取整"), (truncate(completion, quantum), "截尾")):
            told = f"完成率先{how}成 {shown(rate * HUNDRED)}% 再乘了分值，应先乘后除，最后四舍五入"
            yield half_up(case.weight * rate), mistake(told)


def rate_multiplied(case: Scored) -> Iterator[Reason]:
    """A rate x 分值 without looking at the target (98 % of 98 % as 19.6 of 20)."""
    actual = case.row.reading.actual
    is_rate = actual.text.endswith(("%", "％"))
    if is_rate and actual.number is not None and not actual.ambiguity and not actual.sign:
        told = f"用完成值 {actual.text} 直接乘了分值；达到目标应得满分，没达到应除以目标"
        yield half_up(case.weight * actual.number / HUNDRED), mistake(told)


def wrong_direction(case: Scored) -> Iterator[Reason]:
    """A target that was reached, scored as if it went the other way: ≤50 and 40 as 40/50."""
    if case.is_full and case.numbers and case.row.reading.sign in "≥>≤<":
        less, more = sorted(case.numbers)
        right, wrong = ("低", "高") if case.row.reading.sign in LESS else ("高", "低")
        told = f"这一项越{right}越好，却按越{wrong}越好算了；已经达到目标，应得满分"
        yield prorate(case.weight, less, more), mistake(told)


def weighted_twice(case: Scored) -> Iterator[Reason]:
    """The score by rule times the points once more, as a percentage."""
    once, twice = shown(case.system), half_up(case.system * case.weight / HUNDRED)
    yield twice, mistake(f"分值乘了两次：{once}×{shown(case.weight)}% 是 {shown(twice)}，应得 {once} 分")


REASONS: tuple[Callable[[Scored], Iterator[Reason]], ...] = (
    other_sign,
    full_without_reaching,
    other_formula,
    wrong_unit,
    rounded,
    rate_rounded_first,
    rate_multiplied,
    wrong_direction,
    weighted_twice,
)


def _by_hand(case: Scored) -> Verdict:
    """Say by how much a person went away from the rule."""
    said = explained(case.row.indicator.reason)
    if case.is_full:
        return judged(f"达到目标而扣了 {shown(case.weight - case.printed)} 分，是人工评判{said}")
    change = "少" if case.printed < case.system else "多"
    return judged(f"比按规则{change} {shown(abs(case.printed - case.system))} 分，是人工评判{said}")
