"""What was submitted: project, budget lines and indicators, each value as it stood in its cell."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from selfeval_xl.domain.cells import CellValue
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.place import Columns, Place
from selfeval_xl.domain.printed import PlacedValue, Printed

if TYPE_CHECKING:  # only a workbook that has such a sheet needs it
    from selfeval_xl.domain.monitoring import Monitoring


class Project(NamedTuple):
    """Facts about the project, as typed.

    ``places`` says where each field stands, and under ``""`` which sheet it is, where that is not 项目信息.
    """

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
    category: CellValue = None
    attribute: CellValue = None
    kind: CellValue = None
    period: CellValue = None

    def place(self, field: str) -> Place:
        """Return where ``field`` stands, or the sheet as a whole when its label is absent."""
        return self.places.get(field) or self.places.get("") or Place("项目信息")

    def has(self, field: str) -> bool:
        """Tell whether the document has a cell for ``field``: every workbook of ours has, a form may not."""
        return "" not in self.places or field in self.places


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
    executed_other: int | None = None
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
    coefficient: CellValue = None
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


class Overtyped(NamedTuple):
    """What staff typed into a computed column instead of what the program computes; both as they are read.

    ``title`` is what the column is called, ``computed`` is empty where nothing can be computed, ``counts`` tells that
    the value is taken as 手工得分.
    """

    place: Place
    subject: str
    title: str
    typed: str
    computed: str
    counts: bool


class OfficialForm(NamedTuple):
    """What there is to know of the official form that a submission was read from.

    ``kind`` is one of ``documents.forms.kinds.TITLES``; ``start`` is the first filled cell; ``goals`` counts the blocks
    年度绩效目标; ``is_blank`` tells that nothing but printed labels was found; ``amounts`` has the 预算 amounts typed
    as text, by their cells; ``unread`` are the cells that went nowhere, what they say as ``printed``;
    ``weights_deduced`` tells that the 分值 are the printed scores, which make full marks; ``reasons_together`` that
    偏差原因 is said once, below the table, for all rows.
    """

    kind: str
    sheet: str
    start: PlacedValue
    goals: int
    is_blank: bool
    amounts: Mapping[Place, str]
    unread: tuple[Finding, ...]
    weights_deduced: bool = False
    reasons_together: bool = False


class Submission(NamedTuple):
    """A document as submitted: project, budget lines, indicators, what it prints, and what reading stumbled over.

    ``approved`` are the indicators of the optional sheet 批复目标, ``()`` where nobody gave them; ``form`` is ``None``
    for a workbook of our own.  ``overtyped`` are the computed cells of such a workbook that staff typed into;
    ``whole_funds`` the funds of the whole project where a 绩效目标申报表 prints them beside those of the year;
    ``monitoring`` what the optional sheet 运行监控 said in summer.
    """

    project: Project
    budget: tuple[BudgetLine, ...]
    indicators: tuple[Indicator, ...]
    flaws: tuple[Finding, ...] = ()
    approved: tuple[Indicator, ...] = ()
    printed: Printed = Printed()
    overtyped: tuple[Overtyped, ...] = ()
    form: OfficialForm | None = None
    whole_funds: tuple[BudgetLine, ...] = ()
    monitoring: "Monitoring | None" = None

    @property
    def is_received(self) -> bool:
        """Whether it was read off a form, which may not print all points: nobody is asked to make them 100."""
        return self.form is not None
