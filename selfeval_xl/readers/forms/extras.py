"""加分项 and 扣分项: rows whose 得分 counts on top of the 100 points, or against them, and which are no indicators."""

import re
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from selfeval_xl.domain.cells import is_blank
from selfeval_xl.domain.decimals import HUNDRED, ZERO
from selfeval_xl.domain.layout import header_key
from selfeval_xl.domain.printed import PlacedValue, points_in, points_together
from selfeval_xl.domain.submission import Indicator
from selfeval_xl.readers.forms import labels


def sign(names: Iterable[str]) -> int:
    """Return 1 where the levels or the name of a row say 加分项, -1 where they say 扣分项, 0 where neither."""
    keys = map(header_key, names)
    named = next((each for each in keys if labels.EXTRA.fullmatch(each)), "")
    return 0 if not named else -1 if re.search("[扣减]", named) else 1


def why(by: int, has_points: bool) -> str:
    """Return why a row with that sign is no indicator."""
    beside = "分值在100分以外" if has_points else "没有分值"
    return f"这一行是{'加分' if by > 0 else '扣分'}，{beside}，所用标准不计，没有当作指标，请人核定"


def worth(by: int, score: PlacedValue | None) -> Decimal:
    """Return what the 得分 of such a row adds to the total; 扣分 is typed with a minus or without."""
    points = (points_in(score.value) if score else None) or ZERO
    return points if by > 0 else -abs(points)


def beyond(indicators: Sequence[Indicator], rows: Sequence[int], others: Collection[Decimal | int]) -> dict[int, int]:
    """Return the sign of each of the ``rows`` that has 分值 beyond the 100 points that the rest of them make.

    ``others`` are what 预算执行率 may be worth beside them.
    """
    if HUNDRED - points_together(indicators[row].weight for row in rows) in others:
        return {}  # they make 100 with all there is
    signs = {row: sign((indicators[row].level1, indicators[row].level2, indicators[row].name)) for row in rows}
    extra = {row: by for row, by in signs.items() if by and not is_blank(indicators[row].weight)}
    rest = points_together(indicators[row].weight for row in rows if row not in extra)
    return extra if HUNDRED - rest in others else {}
