"""What a method of scoring looks at (a case), what it gives back (a mark), and what can stand in the way of one."""

from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.domain.decimals import CENT, ZERO, half_up
from selfeval_xl.domain.measures import BLANK, DATE, NUMBER, PLACEHOLDER, TEXT, UNREADABLE, Measure
from selfeval_xl.domain.scorecard import BudgetResult, Derivation
from selfeval_xl.domain.submission import Indicator
from selfeval_xl.rules import Standard

NO_POINTS = ZERO.quantize(CENT)


class Clauses(NamedTuple):
    """The citations that derivations end with, as text, made once for a workbook."""

    scoring: str
    qualitative: str
    late: str


class ScoringContext(NamedTuple):
    """What a method looks at: the row, its weight and target, the actual value (``number``: in the target's unit)."""

    indicator: Indicator
    weight: Decimal
    target: Measure
    actual: Measure
    number: Decimal | None
    sign: str
    typed: Decimal | None
    standard: Standard
    clauses: Clauses
    budget: BudgetResult
    money_unit: str
    year: int | None


class MethodResult(NamedTuple):
    """The score by rule and how it came about, or ``score=None`` and the code of the obstacle."""

    score: Decimal | None
    derivation: Derivation
    obstacle: str = ""


def blocked(code: str, rule: str) -> MethodResult:
    """Return the mark for an obstacle, with the words that stand where the derivation would."""
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
        "B01": "没有预算数或执行数",
    }.items()
}


def obstacle(case: ScoringContext) -> str:
    """Return the code of what stands in the way of comparing two numbers, or ``""``."""
    if case.number is not None:
        return ""
    target, actual = case.target, case.actual
    if target.kind == BLANK:
        return "I02"
    if actual.kind == BLANK:
        return "I01"
    if PLACEHOLDER in (target.kind, actual.kind):
        return "I07"
    if UNREADABLE in (target.kind, actual.kind):
        return "I06"
    if target.kind == TEXT:
        return "I05"
    return "I04" if actual.kind == NUMBER else "I03"


def reached(case: ScoringContext, number: Decimal, target: Decimal) -> bool:
    """Tell whether the target is met; ``=`` counts as met beyond the target too, unless the target is 0."""
    match case.sign:
        case "≤" | "<":
            return number <= target
        case "±":
            return abs(number) <= target
        case "=":
            return number >= target if target else number <= target
    return number >= target


def full(case: ScoringContext) -> MethodResult:
    """Return the mark for a target that was met."""
    values = (case.actual.text, sign_shown(case), case.target.text)
    return MethodResult(
        case.weight,
        Derivation("达到目标，得满分", "", "完成值{0}，目标{1}{2}", values, case.weight, case.clauses.scoring),
    )


def sign_shown(case: ScoringContext) -> str:
    """Return the sign to show before a target, nothing where its text has one already or where it is a date."""
    return "" if case.sign in case.target.text or case.target.kind == DATE else case.sign


def nothing(case: ScoringContext) -> MethodResult:
    """Return the mark for a target that was missed where there is nothing in between."""
    values = (case.actual.text, sign_shown(case), case.target.text)
    return MethodResult(
        NO_POINTS,
        Derivation("未达到目标，不得分", "", "完成值{0}，目标{1}{2}", values, NO_POINTS, case.clauses.scoring),
    )


def short(number: Decimal) -> str:
    """Write a number with at most two decimals."""
    return f"{half_up(number).normalize():f}"
