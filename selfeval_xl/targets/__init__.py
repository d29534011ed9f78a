"""Hand-written 年度指标值 and 实际完成值 -> what they mean, and the two compared."""

from selfeval_xl.targets.comparing import fraction_as_percent, in_target_unit, late_days
from selfeval_xl.targets.reading import read_actual, read_target
from selfeval_xl.targets.value import (
    BLANK,
    DATE,
    DOUBTS,
    NOT_APPLICABLE,
    NUMBER,
    PLACEHOLDER,
    TEXT,
    TIER,
    TWO_VALUES,
    UNREADABLE,
    Value,
)

__all__ = [
    "BLANK",
    "DATE",
    "DOUBTS",
    "NOT_APPLICABLE",
    "NUMBER",
    "PLACEHOLDER",
    "TEXT",
    "TIER",
    "TWO_VALUES",
    "UNREADABLE",
    "Value",
    "fraction_as_percent",
    "in_target_unit",
    "late_days",
    "read_actual",
    "read_target",
]
