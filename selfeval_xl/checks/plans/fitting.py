"""G: indicators in the wrong place, counted twice, or of money that is only spent."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval_xl.checks.context import Rows
from selfeval_xl.checks.plans.context import TargetContext, folded, foretold, is_of, level2_of
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.scorecard import IndicatorScore
from selfeval_xl.messages import register
from selfeval_xl.messages.sources import REVIEWERS
from selfeval_xl.messages.template import warning
from selfeval_xl.rules.reviewing import ReviewRules

TEXTS = {
    "G11 把花钱当作数量指标": warning(
        "{said}：花了多少钱不是做了多少事。复核时这一项可能扣{lost}。",
        "请改为做了多少事（次数、人数、面积等），资金放到成本指标或预算执行率。",
        "复核时，“资金支付”类的数量指标不得分。",
        REVIEWERS,
    ),
    "G17 三级指标放错了地方": warning(
        "放在“{shown}”下，{said}。复核时这一项可能扣{lost}。",
        "请移到与内容相符的二级指标下。",
        "复核时，三级指标与二级指标不匹配的不得分。",
        REVIEWERS,
    ),
    "G18 同一指标设了两次": warning(
        "与 {other} 是同一个指标，{said}。复核时这一项可能扣{lost}。",
        "请只留一处，另一处换成别的内容。",
        "复核时，产出和效益下重复的指标只计一次，另一个不得分。",
        REVIEWERS,
    ),
}
register(TEXTS)


def check_spending(targets: TargetContext) -> Iterator[Finding]:
    """Money that is paid out is no quantity."""
    for row in targets.rows:
        if is_spending(targets.review, row):
            yield from foretold(targets, "G11", "spending", row, "name")


def is_spending(review: ReviewRules, row: IndicatorScore) -> bool:
    """Tell whether a 数量指标 counts money that was paid."""
    return is_of(row, "数量") and any(word in folded(row.indicator.name) for word in review.words.spending)


def check_place(targets: TargetContext) -> Iterator[Finding]:
    """A 三级指标 fits the 二级指标 it stands under."""
    for row in targets.rows:
        if is_misplaced(targets.review, row) and not is_spending(targets.review, row):
            shown = row.indicator.level2 or row.indicator.level1
            yield from foretold(targets, "G17", "misplaced", row, "name", shown=shown)


def is_misplaced(review: ReviewRules, row: IndicatorScore) -> bool:
    """Tell whether the name of a row belongs to another 二级指标."""
    name, level2 = folded(row.indicator.name), level2_of(row)
    return any(
        level2 in misfit.level2
        and any(word in name for word in misfit.words)
        and not any(word in name for word in misfit.unless)
        for misfit in review.misfits
    )


def check_twice(targets: TargetContext) -> Iterator[Finding]:
    """No indicator stands under two 一级指标."""
    for row, first in repeated(targets.rows):
        yield from foretold(targets, "G18", "counted-twice", row, "name", other=first.indicator.place("name").address)


def repeated(rows: Rows) -> Iterator[tuple[IndicatorScore, IndicatorScore]]:
    """Yield each row that stood under another section before, with the row that it repeats."""
    seen: dict[str, IndicatorScore] = {}
    for row in rows:
        name = folded(row.indicator.name)
        first = seen.setdefault(name, row)
        if first.section != row.section and not name.isdigit() and name:
            yield row, first


CHECKS = (check_spending, check_place, check_twice)
