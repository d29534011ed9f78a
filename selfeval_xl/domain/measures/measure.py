"""What a hand-written target or actual value means: one frozen record."""

from decimal import Decimal
from typing import NamedTuple

NUMBER, DATE, TEXT, TIER = "number", "date", "text", "tier"
BLANK, NOT_APPLICABLE, PLACEHOLDER, UNREADABLE = "blank", "not-applicable", "placeholder", "unreadable"

MET, PARTLY, MISSED = "达成", "部分达成", "未达成"
"""The 定性档次 that an actual value can name."""

TWO_VALUES, OCR, WRONG_UNIT, SIGN_TWICE = "two-values", "ocr", "wrong-unit", "sign-twice"
CHOICE_LIST, NEGATED, SENTENCE, ABOUT = "choice-list", "negated", "sentence", "about"
BAD_DATE, LOOSE_DATE, UNKNOWN_SIGN = "bad-date", "loose-date", "unknown-sign"
NUMBER_AS_QUALITY, FRACTION, LOST_PERCENT = "number-as-quality", "fraction", "lost-percent"

AMBIGUITIES = {
    TWO_VALUES: "一格里不止一个数",
    OCR: "符号像是扫描或转换时认错的",
    WRONG_UNIT: "值里写的单位与计量单位一栏不是一类",
    SIGN_TWICE: "值里写的符号与指标性质一栏不一致",
    CHOICE_LIST: "写的是可选项的清单，不是目标",
    NEGATED: "写的是没有达到的数",
    SENTENCE: "一整句话，其中的数不一定是指标值",
    ABOUT: "写的是约数",
    BAD_DATE: "日历上没有这一天",
    LOOSE_DATE: "“某月前”“某年前”含不含当月、当年不清楚",
    UNKNOWN_SIGN: "指标性质一栏的写法不认识",
    NUMBER_AS_QUALITY: "指标性质是定性，值却是数",
    FRACTION: "单位是百分比，值却是小数",
    LOST_PERCENT: "像是丢了百分号，按百分数计分",
}
"""Why a person would hesitate over a reading, by the code that stands in :attr:`Measure.ambiguity`."""

Day = tuple[int | None, int, int]
"""(year or ``None``, month, day): the last day allowed, or the day something was done."""


class Measure(NamedTuple):
    """One reading of a target (年度指标值) or of an actual value (实际完成值).

    ``number`` is exact and as written (95 for ``95%``, 2.6 for ``2.6亿元``); ``unit`` is folded (``％`` and 百分比 are
    ``%``); ``sign`` is one of ``≥ > = < ≤ ±``, 时限, or ``""`` where none is written; ``sign_in_column`` says that it
    stands in the column 指标性质 and not in the cell.  ``text`` is what a person reads in the cell.  ``ambiguity`` is
    ``""`` or a key of :data:`AMBIGUITIES`.
    """

    kind: str
    sign: str = ""
    number: Decimal | None = None
    unit: str = ""
    date: Day | None = None
    tier: str = ""
    text: str = ""
    ambiguity: str = ""
    sign_in_column: bool = False

    @property
    def is_bare(self) -> bool:
        """Whether the cell holds a number without a unit of its own, whatever the column 计量单位 lends it."""
        return self.text[-1:].isdigit() and self.text[0] not in "￥¥"
