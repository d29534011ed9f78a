"""An indicator's cells -> its reading, once; every later step takes it from the row."""

from __future__ import annotations

from selfeval_xl.domain.measures.comparing import in_target_unit
from selfeval_xl.domain.measures.measure import NUMBER, Measure
from selfeval_xl.domain.measures.reading import read_actual, read_target
from selfeval_xl.domain.measures.vocabulary import directions
from selfeval_xl.domain.scorecard import BY_DEFAULT, BY_LEVEL, BY_NAME, IN_CELL, IN_COLUMN, Reading
from selfeval_xl.domain.submission import Indicator
from selfeval_xl.rules.records import ScoringRule
from selfeval_xl.rules.signs import deduced_sign

DEDUCED = {BY_NAME: "指标值没写符号，按名称越低越好", BY_LEVEL: "指标值没写符号，按二级指标越低越好"}
"""What is said of a sign that was deduced from the nature of the row, by where from."""


def read_row(indicator: Indicator, rule: ScoringRule) -> Reading:
    """Read target and actual value; a sign that nobody wrote is the one that ``rule`` deduces."""
    target = read_target(indicator.sign, indicator.target, indicator.unit)
    actual = read_actual(indicator.actual, indicator.unit)
    sign, source = _sign(indicator, target, rule)
    return Reading(target, actual, in_target_unit(target, actual), sign, source)


def _sign(indicator: Indicator, target: Measure, rule: ScoringRule) -> tuple[str, str]:
    if target.sign:
        return target.sign, IN_COLUMN if target.sign_in_column else IN_CELL
    # 投诉率下降5% is more than a rate of complaints: what the words say of the way it should go, they decide.
    if target.kind != NUMBER or any(directions(target.text)):
        return rule.default_sign, BY_DEFAULT
    return deduced_sign(rule, indicator.level2, indicator.name, target.unit)
