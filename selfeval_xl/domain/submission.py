"""What was submitted: project, budget lines and indicators, each value as it stood in its cell."""

from collections.abc import Mapping
from typing import NamedTuple

from selfeval_xl.domain.cells import CellValue
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.place import Columns, Place


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


class Submission(NamedTuple):
    """A workbook as submitted: project, budget lines, indicators, and what reading stumbled over.

    ``approved`` are the indicators of the optional sheet 批复目标, ``()`` where nobody gave them.
    """

    project: Project
    budget: tuple[BudgetLine, ...]
    indicators: tuple[Indicator, ...]
    flaws: tuple[Finding, ...] = ()
    approved: tuple[Indicator, ...] = ()
