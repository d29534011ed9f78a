"""The sign of a target that has none: by what the indicator is called, with exceptions, as data of the standard."""

import functools
import re

from selfeval_xl.domain.cells import normalise
from selfeval_xl.domain.measures.vocabulary import directions, is_rate
from selfeval_xl.domain.scorecard import BY_DEFAULT, BY_LEVEL, BY_NAME, BY_ZERO, MORE
from selfeval_xl.rules import fold_level
from selfeval_xl.rules.records import ScoringRule


def deduced_sign(rule: ScoringRule, level2: str, name: str, unit: str, is_zero: bool = False) -> tuple[str, str]:
    """Return the sign of a target without one, and what it was deduced from (``BY_NAME``, ``BY_LEVEL``, by default).

    A target of 0 that is no growth says that there should be none: no number of accidents falls short of "at least 0".
    Of what is a rate, 成本 in the name or as 二级指标 says nothing: 成本 should be low, 成本利润率 should not.
    """
    if is_less_better(rule, name, unit):
        return rule.cost_sign, BY_NAME
    if fold_level(level2) in rule.cost_level2 and is_cost(rule, name, unit):
        return rule.cost_sign, BY_LEVEL
    if is_zero and rule.default_sign in MORE and not _is_growth(rule, name):
        return "≤", BY_ZERO
    return rule.default_sign, BY_DEFAULT


def _is_growth(rule: ScoringRule, name: str) -> bool:
    return matches(rule.more_names, fold_level(name)) or any(directions(name))


def is_less_better(rule: ScoringRule, name: str, unit: str) -> bool:
    """Tell whether the name says that less is better: 投诉率, 单位成本, but not 成本节约率."""
    folded = fold_level(name)
    if matches(rule.more_names, folded):
        return False
    return matches(rule.less_names, folded) or (folded.endswith(rule.less_amounts) and not is_rate(folded, unit))


def is_cost(rule: ScoringRule, name: str, unit: str) -> bool:
    """Tell whether a row under a 成本指标 can be a cost: no rate, nothing saved."""
    folded = fold_level(name)
    return not is_rate(folded, unit) and not matches(rule.more_names, folded)


def matches(patterns: tuple[str, ...], name: str) -> bool:
    """Tell whether one of a standard's patterns is in a name: words, with ``…`` for anything between."""
    folded, (words, gapped) = normalise(name), _sorted_out(patterns)
    return any(map(folded.__contains__, words)) or (gapped is not None and gapped.search(folded) is not None)


@functools.cache
def _sorted_out(patterns: tuple[str, ...]) -> tuple[list[str], re.Pattern[str] | None]:
    """Return plain words, of which there are too many to be worth compiling, and an expression for those with gaps."""
    gapped = [".*".join(map(re.escape, pattern.split("…"))) for pattern in patterns if "…" in pattern]
    return [pattern for pattern in patterns if "…" not in pattern], re.compile("|".join(gapped)) if gapped else None
