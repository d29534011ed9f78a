"""G: indicators that seem to belong to another project, and targets that were copied from one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from selfeval_xl.checks.plans.context import TargetContext, folded, is_of, texts_of
from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.scorecard import IndicatorScore
from selfeval_xl.messages import finding, register
from selfeval_xl.messages.sources import PUBLISHED_TARGETS, REVIEWERS
from selfeval_xl.messages.template import notice, warning
from selfeval_xl.rules.reviewing import ReviewRules

TEXTS = {
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


def check_related(targets: TargetContext) -> Iterator[Finding]:
    """The words of an indicator are those of the project."""
    project = targets.view.card.submission.project
    facts = (project.name, project.overview, project.overall_goal, project.annual_goal)
    said = folded("".join(map(text_of, facts)))
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
        yield finding("G20", Place(targets.view.indicator_sheet), what=what, other=_named(copied))


def _named(names: list[str], things: str = "项目") -> str:
    shown = "".join(f"“{name}”" for name in names[:_MOST_NAMED])
    return f"{shown}等 {len(names)} 个{things}" if len(names) > _MOST_NAMED else shown


CHECKS = (check_related, check_copied)
