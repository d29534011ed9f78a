"""The records of the trade: what was submitted, how it scored, and what is wrong with it.

All records are immutable.  A value that staff typed is kept as it stood in its cell (``CellValue``) and is
turned into an exact number only by :mod:`selfeval_xl.quantities` and :mod:`selfeval_xl.targets`.
"""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

CellValue = str | float | int | bool | datetime.datetime | datetime.date | datetime.time | datetime.timedelta | None
"""What a cell holds.  Blank is ``None`` or ``""``; a percent cell has become the text that a person sees (``95%``)."""

ERROR, WARNING, NOTICE = "error", "warning", "notice"
LEVEL_NAMES = {ERROR: "必改", WARNING: "建议", NOTICE: "提示"}


def column_letters(column: int) -> str:
    """Return the letters of a 1-based column number: 1 is ``A``, 27 is ``AA``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class Place(NamedTuple):
    """Where something stands: a sheet, and a 1-based row and column; row 0 means the sheet as a whole."""

    sheet: str
    row: int = 0
    column: int = 0

    @property
    def cell(self) -> str:
        """The address as Excel writes it (``H7``), or ``""`` when the sheet as a whole is meant."""
        return f"{column_letters(self.column)}{self.row}" if self.row else ""


class Columns(NamedTuple):
    """Which column of a sheet holds which field; a field whose header is absent is not in ``of``."""

    sheet: str
    header_row: int
    of: Mapping[str, int]

    def place(self, row: int, field: str) -> Place:
        """Return the place of ``field`` in ``row``; the first column stands in for a column that is absent."""
        return Place(self.sheet, row, self.of.get(field, 1))


class Project(NamedTuple):
    """The sheet 项目信息: facts about the project, as typed.  ``places`` says where each field stands."""

    places: Mapping[str, Place]
    name: CellValue = None
    code: CellValue = None
    department: CellValue = None
    unit: CellValue = None
    year: CellValue = None
    standard: CellValue = None
    money_unit: CellValue = None
    approved_total: CellValue = None
    overview: CellValue = None
    overall_goal: CellValue = None
    annual_goal: CellValue = None
    actual_result: CellValue = None
    business_management: CellValue = None
    financial_management: CellValue = None
    experience: CellValue = None
    problems: CellValue = None
    improvements: CellValue = None
    preparer: CellValue = None
    phone: CellValue = None
    prepared_on: CellValue = None
    head: CellValue = None

    def place(self, field: str) -> Place:
        """Return where ``field`` stands, or the sheet as a whole when its label is absent."""
        return self.places.get(field, Place("项目信息"))


class BudgetLine(NamedTuple):
    """One row of the sheet 预算.  Amounts are whole 分; ``None`` is a blank cell, or one that a flaw speaks of."""

    columns: Columns
    row: int
    number: str
    name: str
    source: CellValue = None
    initial: int | None = None
    adjustment: int | None = None
    annual: int | None = None
    executed: int | None = None
    reason: CellValue = None

    def place(self, field: str) -> Place:
        """Return where ``field`` of this line stands."""
        return self.columns.place(self.row, field)


class Indicator(NamedTuple):
    """One row of the sheet 指标 (一个三级指标), as typed; merged 一级 and 二级 names are filled down."""

    columns: Columns
    row: int
    level1: str
    level2: str
    name: str
    sign: CellValue = None
    target: CellValue = None
    unit: CellValue = None
    actual: CellValue = None
    weight: CellValue = None
    method: CellValue = None
    parameter: CellValue = None
    tier: CellValue = None
    typed_score: CellValue = None
    deduction: CellValue = None
    reason: CellValue = None
    evidence: CellValue = None

    def place(self, field: str) -> Place:
        """Return where ``field`` of this indicator stands."""
        return self.columns.place(self.row, field)


class Flaw(NamedTuple):
    """Something the reading of a sheet could not take at face value; ``checks`` turns it into a :class:`Finding`."""

    code: str
    place: Place
    shown: str = ""


class Submission(NamedTuple):
    """A workbook as submitted: project, budget lines, indicators, and what reading stumbled over.

    ``approved`` are the indicators of the optional sheet 批复目标, ``()`` where nobody gave them.
    """

    project: Project
    budget: tuple[BudgetLine, ...]
    indicators: tuple[Indicator, ...]
    flaws: tuple[Flaw, ...] = ()
    approved: tuple[Indicator, ...] = ()


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
        return self.filled.format(*(plain(v) if isinstance(v, Decimal) else v for v in self.values))

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
    doubts: tuple[tuple[str, str], ...] = ()
    """(field, why) for each cell of the row that a person would hesitate over; see ``targets.DOUBTS``."""

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
            steps.append(f"手工得分{plain(self.typed)}分")
        if self.deduction:
            steps.append(f"扣减{plain(self.deduction)}分")
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


class Finding(NamedTuple):
    """One problem, as a value: which check, how serious, where, what is there and why it matters, what to do."""

    code: str
    level: str
    place: Place
    message: str
    remedy: str

    @property
    def level_name(self) -> str:
        """必改, 建议 or 提示."""
        return LEVEL_NAMES[self.level]


class Explained(NamedTuple):
    """What there is to know about a code besides message and remedy: its name, why it matters, the rule behind it."""

    code: str
    name: str
    why: str
    rule: str


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


def plain(number: Decimal) -> str:
    """Write an exact number as people do: no exponent, no trailing zeros after the point."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
