"""What a 计分方法 is, what it looks at (a context), what it gives back, and what can stand in the way of a score."""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.domain.decimals import CENT, ZERO, half_up
from selfeval_xl.domain.measures.measure import BLANK, DATE, NUMBER, PLACEHOLDER, TEXT, UNREADABLE
from selfeval_xl.domain.measures.units import lasts
from selfeval_xl.domain.scorecard import LESS, BudgetResult, Derivation, Reading
from selfeval_xl.domain.submission import Indicator
from selfeval_xl.rules import Standard

NO_POINTS = ZERO.quantize(CENT)


class ScoringContext(NamedTuple):
    """What a method looks at: the row, its reading and weight, and what is the same for all rows of a workbook."""

    indicator: Indicator
    reading: Reading
    weight: Decimal
    typed: Decimal | None
    standard: Standard
    budget: BudgetResult
    money_unit: str
    year: int | None

    @property
    def clause(self) -> str:
        """What the derivation of most methods ends with."""
        return self.standard.scoring.reference.label

    @property
    def numbers(self) -> tuple[Decimal, Decimal]:
        """Actual value and target in one unit; for methods that need numbers, and so are asked only if there are."""
        number, target = self.reading.number, self.reading.target.number
        assert number is not None and target is not None
        return number, target


class MethodResult(NamedTuple):
    """The score by rule and how it came about, or ``score=None`` and the code of the obstacle."""

    score: Decimal | None
    derivation: Derivation
    obstacle: str = ""


Words = Callable[[Standard], str]
FIGURES, SCORES, BUDGET = "figures", "scores", "budget"
"""What is put together where several units report one indicator."""


class Method(NamedTuple):
    """One 计分方法: everything that the program knows about it.

    ``rule`` and ``entry`` say how it scores and what to fill in; ``examples`` are 方法参数 as staff may write them, the
    usual one first.  Traits: ``needs_number`` (scores only what can be compared as numbers), ``needs_values`` (target
    and actual value are missed even beside a typed score), ``is_judged`` (the typed score is the rule's own input),
    ``has_tiers``, ``is_dated``, ``has_deviation`` (偏差率 says something), ``combines`` (see ``FIGURES``),
    ``per_step`` (its 方法参数 is made for the figures of a single unit).
    """

    name: str
    function: Callable[[ScoringContext], MethodResult]
    rule: Words
    entry: Words
    examples: tuple[str, ...] = ()
    needs_number: bool = False
    needs_values: bool = False
    is_judged: bool = False
    has_tiers: bool = False
    is_dated: bool = False
    has_deviation: bool = True
    combines: str = ""
    per_step: bool = False

    def score(self, case: ScoringContext) -> MethodResult:
        """Score a row, or say what stands in the way."""
        blocked = obstacle(case.reading) if self.needs_number else ""
        return BLOCKED[blocked] if blocked else self.function(case)


def worked(
    score: Decimal, rule: str, formula: str, filled: str, values: tuple[object, ...], clause: str = ""
) -> MethodResult:
    """Return a score by rule and how it came about, see :class:`Derivation`."""
    return MethodResult(score, Derivation(rule, formula, filled, values, score, clause))


def blocked(code: str, rule: str) -> MethodResult:
    """Return the result for an obstacle, with the words that stand where the derivation would."""
    return MethodResult(None, Derivation(rule, "", "", (), "暂不计分"), code)


BLOCKED = {
    code: blocked(code, rule)
    for code, rule in {
        "I01": "没有填写实际完成值",
        "I02": "没有填写年度指标值",
        "I03": "完成值不是可以同指标值比较的数",
        "I04": "完成值与指标值的计量单位对不上",
        "I05": "指标值是文字，须先选定性档次",
        "I06": "有一格里的数读不准",
        "I07": "占位符还没有换成实际内容",
        "I09": "指标值为0或负数，按比例无法计分",
        "S01": "须填手工得分",
        "S02": "方法参数缺少或看不懂",
        "S04": "定性档次的名称不认识",
        "S05": "已逾期，须由人工评分",
        "S20": "明细没有全部达到，须由人工评分",
        "B01": "没有预算数或执行数",
        "B14": "执行数与预算数差得不可能，须先核对",
        "I25": "目标是一段时间，完成值是日期，比不出是否按时",
        "I22": "占全部的比率超过100%，须先核对",
        "I23": "两个比率差了一百倍，须先核对",
    }.items()
}


def missing(reading: Reading, otherwise: str) -> MethodResult:
    """Return the result where the actual value says nothing that a method could use."""
    return BLOCKED[{BLANK: "I01", PLACEHOLDER: "I07"}.get(reading.actual.kind, otherwise)]


def obstacle(reading: Reading) -> str:
    """Return the code of what stands in the way of comparing two numbers, or ``""``."""
    target, actual = reading.target.kind, reading.actual.kind
    if reading.number is not None:
        return ""
    if target == BLANK:
        return "I02"
    if actual == BLANK:
        return "I01"
    if PLACEHOLDER in (target, actual):
        return "I07"
    if UNREADABLE in (target, actual):
        return "I06"
    if target == TEXT:
        return "I05"
    if actual == DATE and lasts(reading.target.unit):
        return "I25"
    return "I04" if actual == NUMBER else "I03"


def reached(case: ScoringContext) -> bool:
    """Tell whether the target is met; ``=`` counts as met beyond the target too, unless the target is 0."""
    (number, target), sign = case.numbers, case.reading.sign
    if sign in LESS or (sign == "=" and not target):
        return number <= target
    return abs(number) <= target if sign == "±" else number >= target


def met(case: ScoringContext, is_met: bool = True) -> MethodResult:
    """Return full marks for a target that was met, nothing for one that was missed with nothing in between."""
    (target, actual), sign = case.reading[:2], case.reading.sign
    shown = "" if sign in target.text or target.kind == DATE else sign
    score, told = (case.weight, "达到目标，得满分") if is_met else (NO_POINTS, "未达到目标，不得分")
    return worked(score, told, "", "完成值{0}，目标{1}{2}", (actual.text, shown, target.text), case.clause)


def short(number: Decimal) -> str:
    """Write a number with at most two decimals."""
    return f"{half_up(number).normalize():f}"
