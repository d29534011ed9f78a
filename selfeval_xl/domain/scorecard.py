"""How a submission scored: budget, indicators, sections, total and grade, each with its derivation."""

from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.measures.measure import NUMBER, Measure
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
    remark: str = ""
    """What the program had to assume, in brackets behind the rule; whoever only reads what was sent is spared it."""

    @property
    def text(self) -> str:
        """All of it in one line."""
        return self.sentence()

    def sentence(self, cited: bool = True, brief: bool = False) -> str:
        """Return one line that an auditor can follow with a pocket calculator: rule, formula, figures, score, clause.

        Not ``cited``, without clause and remark, for whoever only reads what was sent.  ``brief`` for the narrow column
        beside the inputs: no formula and no clause, and figures only where they were worked with.
        """
        rule, clause = (self.rule + self.remark, self.clause if not brief else "") if cited else (self.rule, "")
        worked = "" if brief and not self.formula else self._worked()
        result = f"{self.result:.2f}分" if isinstance(self.result, Decimal) else self.result
        given = " = ".join(filter(None, ("" if brief else self.formula, worked, result)))
        return f"{rule}{'：' if given else ''}{given}{f'【{clause}】' if clause else ''}"

    def _worked(self) -> str:
        return self.filled.format(*(format_decimal(v) if isinstance(v, Decimal) else v for v in self.values))


IN_CELL, IN_COLUMN, BY_NAME, BY_LEVEL, BY_ZERO, BY_DEFAULT = "cell", "column", "name", "level", "zero", "default"
"""Where the sign of a target comes from: typed (指标值, 指标性质), or deduced (三级指标, 二级指标, the standard)."""
TYPED = frozenset({IN_CELL, IN_COLUMN})
LESS, MORE = frozenset("≤<"), frozenset("≥>")
"""Signs of targets of which less is better, and more."""
_OPERATORS = frozenset("≥≤=<>±")


class Reading(NamedTuple):
    """What a row's cells mean, read once.

    ``number`` is the actual value in the target's unit, ``None`` where the two cannot be compared.  ``sign`` is the one
    that counts (``≥ > = < ≤ ±`` or 时限), and ``sign_from`` says where it comes from, see ``IN_CELL`` and the others.
    """

    target: Measure
    actual: Measure
    number: Decimal | None
    sign: str
    sign_from: str
    lost_percent: str = ""
    """``target`` or ``parameter``, whichever was a percentage without its sign and is read as one."""
    since: str = ""
    """From when a target that is a length of time was counted, so that it is a date now."""


class IndicatorScore(NamedTuple):
    """What one indicator earned.

    ``system`` is the score by rule (系统得分), ``typed`` the hand-typed one (手工得分), ``score`` what
    counts (得分) after deductions and limits; ``None`` means that it cannot be said yet, never 0.
    ``deviation`` is (完成-目标)/目标 as a rate rounded half-up to four places (0.0211 is 2.11 %), ``None``
    when there is none.
    """

    indicator: Indicator
    reading: Reading
    section: str
    method: str
    weight: Decimal | None
    system: Decimal | None
    typed: Decimal | None
    deduction: Decimal
    score: Decimal | None
    deviation: Decimal | None
    derivation: Derivation
    applicable: bool = True
    completion: Decimal | None = None
    """完成值/目标值 in the target's unit, unrounded; ``None`` when the two cannot be compared."""
    obstacle: str = ""
    """Code of the finding that says why there is no score by rule; empty when there is one."""
    ambiguities: tuple[tuple[str, str], ...] = ()
    """(field, why) for each cell of the row that a person would hesitate over; see ``measures.AMBIGUITIES``."""
    is_detail: bool = False
    """Whether it says what the row above it is made of (明细), and has no points of its own."""
    is_told_in_detail: bool = False
    """Whether it has no figures because its 明细 below it have them."""

    @property
    def counts(self) -> bool:
        """Whether it has points to earn: it is neither 不适用 nor 明细."""
        return self.applicable and not self.is_detail

    @property
    def target_shown(self) -> str:
        """年度指标值 as it is read off its cell."""
        return self.reading.target.text

    @property
    def actual_shown(self) -> str:
        """实际完成值 as it is read off its cell."""
        return self.reading.actual.text

    @property
    def wanted(self) -> str:
        """The target whole, with the sign and the unit that stand in columns of their own: ``≥95%``."""
        sign = self.reading.sign if self.reading.sign_from == IN_COLUMN and self.target_shown else ""
        return (sign if sign in _OPERATORS else "") + self._with_unit(self.reading.target)

    @property
    def achieved(self) -> str:
        """The actual value with the unit of its row: ``93%``."""
        return self._with_unit(self.reading.actual)

    def _with_unit(self, value: Measure) -> str:
        bare = value.kind == NUMBER and value.is_bare
        return f"{value.text}{text_of(self.indicator.unit)}" if bare else value.text

    @property
    def explanation(self) -> str:
        """计算说明: the derivation, then what staff changed by hand, then what counts."""
        return self.explained()

    def explained(self, cited: bool = True, brief: bool = False) -> str:
        """Return 计算说明 as :meth:`Derivation.sentence` is asked for.

        Who only reads what was sent is told of a score by hand where no rule gives one what it goes by, not what a rule
        would need.
        """
        is_judged = not cited and self.system is None and self.typed is not None
        steps = ["按完成情况评分" if is_judged else self.derivation.sentence(cited, brief)]
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
    """One budget line worked out.  Amounts are whole 分; rates are rounded half-up to four places.

    ``other`` is the part of ``executed`` that is 执行数（其他）, where the standard counts it.
    Where the amounts cannot be true (``is_possible``), there are no rates.
    """

    line: BudgetLine
    depth: int
    budget: int | None
    executed: int | None
    rate: Decimal | None
    difference: int | None
    deviation: Decimal | None
    is_possible: bool = True
    other: int | None = None


class BudgetResult(NamedTuple):
    """Budget against execution in whole 分; ``rate`` is 执行/预算 half-up to four places.

    There is no rate (``None``) for a budget of 0, and none where amounts cannot be true (``is_possible``).
    """

    lines: tuple[LineResult, ...]
    budget: int | None
    executed: int | None
    rate: Decimal | None
    approved: int | None
    """核定预算总额 as typed on 项目信息, ``None`` when blank."""
    is_possible: bool = True

    @property
    def share(self) -> Decimal | None:
        """The unrounded execution rate as a share of 1; ``None`` where ``rate`` is."""
        if not self.budget or self.executed is None or not self.is_possible:
            return None
        return Decimal(self.executed) / self.budget


class SectionScore(NamedTuple):
    """A first-level section: its weight, and its score or ``None`` while any part of it is open.

    ``source`` is ``execution`` (the sheet 预算) or ``indicators``.
    """

    name: str
    source: str
    weight: Decimal
    score: Decimal | None
    derivation: Derivation | None = None


class Total(NamedTuple):
    """How the total is made: the sections added up (``summed``), scaled to 100, and held under a cap.

    ``summed`` is ``None`` while a section is open.  ``scaled_from`` is the 分值 that was scaled, ``None`` where nothing
    is.  ``cap`` is the limit that held the total down, for an execution rate below ``capped_below``; ``uncapped`` is
    what it would have been.
    """

    summed: Decimal | None
    scaled_from: Decimal | None = None
    uncapped: Decimal | None = None
    cap: Decimal | None = None
    capped_below: Decimal | None = None

    @property
    def is_plain_sum(self) -> bool:
        """Whether the sections' scores are all there is to it."""
        return self.scaled_from is None and self.cap is None


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
    total_made: Total
    total_derivation: Derivation | None
    grade: str | None
    findings: tuple[Finding, ...] = ()

    @property
    def execution_section(self) -> SectionScore | None:
        """The section that earns its points by 预算执行率, ``None`` where the standard gives none for it."""
        return next((section for section in self.sections if section.source == "execution"), None)
