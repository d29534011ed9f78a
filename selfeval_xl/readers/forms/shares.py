"""Weights that are shares of 1 (0.5, 0.3), where a form writes them instead of points."""

from selfeval_xl.domain.decimals import HUNDRED, ONE, ZERO, format_decimal
from selfeval_xl.domain.printed import PlacedValue, points_in
from selfeval_xl.readers.flaws import assumed
from selfeval_xl.readers.forms.fund_rows import Funds
from selfeval_xl.readers.forms.indicator_rows import Rows


def turn_into_points(rows: Rows, funds: Funds) -> None:
    """Take weights that are shares of 1 for points of 100, and tell it.

    All points of a form together are never so few, but where its scores are as small as they.
    """
    weights = [points_in(row.weight) for row in rows.indicators]
    known = [each for each in weights if each is not None]
    scores = [points for each in rows.scores if each and (points := points_in(each.value)) is not None]
    if len(known) <= 1 or len(known) < len(weights) or not 0 < sum(known) <= ONE or (scores and sum(scores) <= ONE):
        return
    place = rows.indicators[0].place("weight")
    rows.unread.append(assumed(place, format_decimal(known[0]), "各项权重写的是小数，按占100分的多少读"))
    pairs = zip(rows.indicators, known, strict=True)
    rows.indicators = [row._replace(weight=format_decimal(each * HUNDRED)) for row, each in pairs]
    rows.total_weight = _hundredfold(rows.total_weight)
    funds.printed[:1] = [first._replace(weight=_hundredfold(first.weight)) for first in funds.printed[:1]]


def _hundredfold(share: PlacedValue | None) -> PlacedValue | None:
    number = points_in(share.value) if share else None
    is_share = number is not None and number <= ONE
    return PlacedValue(format_decimal((number or ZERO) * HUNDRED), share.place) if share and is_share else share
