"""Hand-written 年度指标值 and 实际完成值 -> what they mean, and the two compared."""

from selfeval_xl.domain.measures.comparing import fraction_as_percent, in_target_unit, late_days
from selfeval_xl.domain.measures.measure import (
    AMBIGUITIES,
    BLANK,
    DATE,
    NOT_APPLICABLE,
    NUMBER,
    PLACEHOLDER,
    TEXT,
    TIER,
    TWO_VALUES,
    UNREADABLE,
    Measure,
)
from selfeval_xl.domain.measures.reading import read_actual, read_target

__all__ = [
    "AMBIGUITIES",
    "BLANK",
    "DATE",
    "NOT_APPLICABLE",
    "NUMBER",
    "PLACEHOLDER",
    "TEXT",
    "TIER",
    "TWO_VALUES",
    "UNREADABLE",
    "Measure",
    "fraction_as_percent",
    "in_target_unit",
    "late_days",
    "read_actual",
    "read_target",
]
