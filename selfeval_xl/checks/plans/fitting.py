"""G: indicators that belong elsewhere, to another project too, are counted twice, or count money that is spent."""

import itertools
from collections.abc import Iterator

from selfeval_xl.checks.context import Rows
from selfeval_xl.checks.plans.context import TargetContext, folded, foretold, is_of, level2_of, said_of, texts_of
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.scorecard import IndicatorScore
from selfeval_xl.messages import finding, register
from selfeval_xl.messages.sources import PUBLISHED_TARGETS, REVIEWERS
from selfeval_xl.messages.template import notice, warning
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
    "G12 看不出指标与项目的关系": notice(
        "{names}的用词在项目名称、概况和目标里都没有出现。",
        "请看一眼是不是这个项目的：是的不用改；从别的项目抄来的，请换成本项目的指标。",
        "公开的绩效目标表里有农田项目填公路指标的例子；与项目无关的指标复核时不得分。",
        PUBLISHED_TARGETS,
    ),
    "G20 与另一个项目的目标相同": warning(
        "{what}与{other}的一样，像是照抄的。",
        "请按本项目的内容改写；确实相同的，请说明两个项目的区别。",
        "复核时发现照抄其他单位模板的，要写进复核意见。",
        REVIEWERS,
    ),
}
register(TEXTS)

_LEAST_CONTEXT, _LEAST_GOAL = 20, 10
"""Characters that the project's own texts, and a goal, must have before anything is said of what is not in them."""
_MOST_NAMED = 3
_LEAST_ROWS, _MOST_ALIKE = 4, 0.6
"""From this many rows on, and from this share of them, a table counts as copied."""


def check_place(targets: TargetContext) -> Iterator[Finding]:
    """Money that is paid out is no quantity, and a 三级指标 fits the 二级指标 it stands under."""
    for row in targets.rows:
        if is_spending(targets.review, row):
            yield from foretold(targets, "G11", "spending", row, "name")
        elif is_misplaced(targets.review, row):
            shown = row.indicator.level2 or row.indicator.level1
            yield from foretold(targets, "G17", "misplaced", row, "name", shown=shown)


def is_spending(review: ReviewRules, row: IndicatorScore) -> bool:
    """Tell whether a 数量指标 counts money that was paid."""
    return is_of(row, "数量") and any(word in folded(row.indicator.name) for word in review.words.spending)


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


def check_related(targets: TargetContext) -> Iterator[Finding]:
    """The words of an indicator are those of the project."""
    said = said_of(targets.view.card.submission.project)
    if len(said) < _LEAST_CONTEXT:
        return
    strange = [row for row in targets.rows if is_unrelated(targets.review, row, said)]
    if strange:
        names = _named([row.indicator.name for row in strange], "指标")
        yield finding("G12", strange[0].indicator.place("name"), names=names)


def is_unrelated(review: ReviewRules, row: IndicatorScore, said: str) -> bool:
    """Tell whether a row that speaks of things, not of time, money or people's opinion, shares no word with it."""
    if any(is_of(row, level) for level in ("时效", "成本", "满意")):
        return False
    own = folded(row.indicator.name).partition("(")[0]
    for word in sorted(review.words.common, key=len, reverse=True):
        own = own.replace(word, " ")
    pairs = [first + second for first, second in itertools.pairwise(own) if " " not in (first, second)]
    return len(pairs) > 1 and not any(pair in said for pair in pairs)


def check_copied(targets: TargetContext) -> Iterator[Finding]:
    """Goal and rows are not those of another project."""
    submission = targets.view.card.submission
    own = texts_of(submission)
    same_goal = [other.name for other in targets.others if len(own.goal) >= _LEAST_GOAL and own.goal == other.goal]
    if same_goal:
        yield finding("G20", submission.project.place("annual_goal"), what="年度绩效目标", other=_named(same_goal))
    least = max(_LEAST_ROWS, len(own.rows) * _MOST_ALIKE)
    alike = {other.name: len(own.rows & other.rows) for other in targets.others}
    copied = [name for name, count in alike.items() if count >= least]
    if copied:
        what = f"{len(own.rows)} 个指标里有 {max(alike.values())} 个"
        yield finding("G20", targets.view.indicator_sheet, what=what, other=_named(copied))


def _named(names: list[str], things: str = "项目") -> str:
    shown = "".join(f"“{name}”" for name in names[:_MOST_NAMED])
    return f"{shown}等 {len(names)} 个{things}" if len(names) > _MOST_NAMED else shown


CHECKS = (check_place, check_twice, check_related, check_copied)
