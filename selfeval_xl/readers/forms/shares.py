"""Points that are written as shares, where a form is not of 100 points: of 1 (0.5, 0.3), or in percent (50%)."""

from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from selfeval_xl.domain.decimals import HUNDRED, ONE, ZERO, format_decimal
from selfeval_xl.domain.printed import PlacedValue, PrintedFunds, PrintedSum, points_in, points_together
from selfeval_xl.readers.flaws import assumed
from selfeval_xl.readers.forms import lines, points
from selfeval_xl.readers.forms.fund_rows import Funds
from selfeval_xl.readers.forms.indicator_rows import Rows

_Changed = Callable[[PlacedValue | None], PlacedValue | None]
_Printed = TypeVar("_Printed", PrintedFunds, PrintedSum)


def turn_into_points(rows: Rows, funds: Funds) -> None:
    """Take weights that are shares for points of 100, and tell it where they are shares of 1.

    All points of a form together are never so few; where its scores are as small as they, it is one of 1 point.
    """
    _change_percent(rows, funds)
    weights = [points_in(row.weight) for row in rows.indicators]
    known = [each for each in weights if each is not None]
    scores = [number for each in rows.scores if each and (number := points_in(each.value)) is not None]
    is_small = bool(scores) and sum(scores) <= ONE
    if len(known) <= 1 or len(known) < len(weights) or not 0 < sum(known) <= ONE:
        return
    if is_small and not _is_of_one(sum(known, ZERO), funds):
        return
    place = rows.indicators[0].place("weight")
    why = "各项分值和得分按1分的表写，都乘以100读" if is_small else "各项权重写的是小数，按占100分的多少读"
    rows.unread.append(assumed(place, format_decimal(known[0]), why))
    pairs = zip(rows.indicators, known, strict=True)
    rows.indicators = [row._replace(weight=format_decimal(each * HUNDRED)) for row, each in pairs]
    _change(rows, funds, _hundredfold, _hundredfold if is_small else _as_it_is)


def _is_of_one(weights: Decimal, funds: Funds) -> bool:
    """Tell whether the points of a form make 1, with those for 预算执行率."""
    beside = funds.printed[0].weight if funds.printed else None
    left = (ZERO, lines.USUAL / HUNDRED) if beside is None else (points_together([beside.value]),)
    return ONE - weights in left


def _change(rows: Rows, funds: Funds, weight: _Changed, score: _Changed) -> None:
    """Change every 分值 and every 得分 that is printed, but the 分值 of the rows."""

    def changed(said: PrintedSum) -> PrintedSum:
        return said._replace(weight=weight(said.weight), score=score(said.score))

    rows.scores = [*map(score, rows.scores)]
    rows.sums = [*map(changed, rows.sums)]
    rows.parents = [(changed(said), first, names) for said, first, names in rows.parents]
    rows.total_weight, rows.total, rows.total_again = (
        weight(rows.total_weight),
        score(rows.total),
        score(rows.total_again),
    )
    funds.printed[:1] = [
        first._replace(weight=weight(first.weight), score=score(first.score)) for first in funds.printed[:1]
    ]


def _as_it_is(said: PlacedValue | None) -> PlacedValue | None:
    return said


def _hundredfold(share: PlacedValue | None) -> PlacedValue | None:
    number = points_in(share.value) if share else None
    is_share = number is not None and number <= ONE
    return PlacedValue(format_decimal((number or ZERO) * HUNDRED), share.place) if share and is_share else share


def _change_percent(rows: Rows, funds: Funds) -> None:
    """Make points of what sums and funds print in percent; those of the rows were made as they were read."""
    rows.sums = [*map(_of_percent, rows.sums)]
    rows.parents = [(_of_percent(said), first, names) for said, first, names in rows.parents]
    funds.printed[:1] = map(_of_percent, funds.printed[:1])


def _of_percent(said: _Printed) -> _Printed:
    score = points.of_weight(said.score, said.weight)[0] if said.score and said.weight else said.score
    weight = said.weight._replace(value=points.without_unit(said.weight.value)) if said.weight else None
    return said._replace(weight=weight, score=score)
