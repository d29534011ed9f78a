"""How a submission scored: budget, indicators, sections, total and grade, each with its derivation."""

from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.submission import BudgetLine, Indicator, Submission


class Derivation(NamedTuple):
    """How a score came about: 规则 -> 公式 -> 代入 -> 得分, with the clause.  The sentence is made when it is read.

    ``filled`` is a format string for ``values``, so that thousands of rows cost no text until someone looks.
    """

    rule: str
    formula: str
    filled: str
    values: tuple[object, ...]
    result: Decimal | str
    clause: str = ""

    @property
    def text(self) -> str:
        """One line that an auditor can follow with a pocket calculator: rule, formula, figures, score, clause."""
        clause = f"【{self.clause}】" if self.clause else ""
        return self._told(self.formula, self._worked, self._result) + clause

    @property
    def brief(self) -> str:
        """The same for the narrow column beside the inputs: no clause, and figures only where they were worked with."""
        return self._told(self._worked if self.formula else "", self._result)

    @property
    def _worked(self) -> str:
        return self.filled.format(*(format_decimal(v) if isinstance(v, Decimal) else v for v in self.values))

    @property
    def _result(self) -> str:
        return f"{self.result:.2f}分" if isinstance(self.result, Decimal) else self.result

    def _told(self, *steps: str) -> str:
        given = " = ".join(step for step in steps if step)
        return f"{self.rule}：{given}" if given else self.rule


class IndicatorScore(NamedTuple):
    """What one indicator earned.

    ``system`` is the score by rule (系统得分), ``typed`` the hand-typed one (手工得分), ``score`` what
    counts (得分) after deductions and limits; ``None`` means that it cannot be said yet, never 0.
    ``deviation`` is (完成-目标)/目标 as a rate rounded half-up to four places (0.0211 is 2.11 %), ``None``
    when there is none.
    """

    indicator: Indicator
    section: str
    method: str
    weight: Decimal | None
    system: Decimal | None
    typed: Decimal | None
    deduction: Decimal
    score: Decimal | None
    deviation: Decimal | None
    derivation: Derivation
    target_shown: str
    actual_shown: str
    applicable: bool = True
    completion: Decimal | None = None
    """完成值/目标值 in the target's unit, unrounded; ``None`` when the two cannot be compared."""
    obstacle: str = ""
    """Code of the finding that says why there is no score by rule; empty when there is one."""
    ambiguities: tuple[tuple[str, str], ...] = ()
    """(field, why) for each cell of the row that a person would hesitate over; see ``measures.AMBIGUITIES``."""

    @property
    def explanation(self) -> str:
        """计算说明: the derivation, then what staff changed by hand, then what counts."""
        return self._with_changes(self.derivation.text)

    @property
    def brief(self) -> str:
        """计算说明 without formula and clause, as it stands beside the inputs."""
        return self._with_changes(self.derivation.brief)

    def _with_changes(self, derivation: str) -> str:
        steps = [derivation]
        if self.typed is not None and self.typed != self.system:
            steps.append(f"手工得分{format_decimal(self.typed)}分")
        if self.deduction:
            steps.append(f"扣减{format_decimal(self.deduction)}分")
        if self.score is not None and len(steps) > 1:
            steps.append(f"得{self.score}分")
        return "；".join(steps)

    @property
    def lost(self) -> Decimal | None:
        """分值 less 得分, ``None`` while either is open or the row is 不适用."""
        if self.score is None or self.weight is None or not self.applicable:
            return None
        return self.weight - self.score


class LineResult(NamedTuple):
    """One budget line worked out.  Amounts are whole 分; rates are rounded half-up to four places."""

    line: BudgetLine
    depth: int
    budget: int | None
    executed: int | None
    rate: Decimal | None
    difference: int | None
    deviation: Decimal | None


class BudgetResult(NamedTuple):
    """Budget against execution in whole 分; ``rate`` is 执行/预算 half-up to four places, ``None`` for budget 0."""

    lines: tuple[LineResult, ...]
    budget: int | None
    executed: int | None
    rate: Decimal | None
    approved: int | None
    """核定预算总额 as typed on 项目信息, ``None`` when blank."""


class SectionScore(NamedTuple):
    """A first-level section: its weight, and its score or ``None`` while any part of it is open."""

    name: str
    weight: Decimal
    score: Decimal | None
    derivation: Derivation | None = None


class Scorecard(NamedTuple):
    """The whole result for one submission.  ``total`` and ``grade`` are ``None`` while 暂不评级."""

    submission: Submission
    standard_id: str
    standard_name: str
    standard_version: str
    standard_evidence: str
    """``""``, or 未核实 when any rule of the standard that was used rests on evidence that nobody could check."""
    budget: BudgetResult
    indicators: tuple[IndicatorScore, ...]
    sections: tuple[SectionScore, ...]
    total: Decimal | None
    total_derivation: Derivation | None
    grade: str | None
    findings: tuple[Finding, ...] = ()
