"""运行监控 in summer: how far each indicator and the money have come, and what staff expect of the year."""

from collections.abc import Iterable
from typing import NamedTuple

from selfeval_xl.domain.cells import CellValue, normalise
from selfeval_xl.domain.place import Columns, Place

RED, YELLOW, GREEN, BLUE = "红灯", "黄灯", "绿灯", "蓝灯"
LAMPS = (RED, YELLOW, GREEN, BLUE)
"""The lamps, the worst first; blue is far ahead of the plan."""


class IndicatorProgress(NamedTuple):
    """One indicator so far, as typed: 执行情况, 全年预计完成, 偏差原因 with 说明, 完成可能性, 备注."""

    columns: Columns
    row: int
    level1: str
    level2: str
    name: str
    done: CellValue = None
    expected: CellValue = None
    cause: CellValue = None
    explanation: CellValue = None
    likelihood: CellValue = None
    remark: CellValue = None

    @property
    def key(self) -> str:
        """By this the row is found again, among the indicators and on other sheets."""
        return row_key(self.level2, self.name)

    def place(self, field: str) -> Place:
        """Return where ``field`` of this row stands."""
        return self.columns.place(self.row, field)


class FundProgress(NamedTuple):
    """One line of the budget so far: executed to date and expected of the year, whole 分."""

    columns: Columns
    row: int
    name: str
    executed: int | None = None
    expected: int | None = None

    def place(self, field: str) -> Place:
        """Return where ``field`` of this line stands."""
        return self.columns.place(self.row, field)


class Monitoring(NamedTuple):
    """The sheet 运行监控: up to which ``month`` (``None`` where that is not to be read), its rows and its funds."""

    sheet: str
    month: int | None
    rows: tuple[IndicatorProgress, ...]
    funds: tuple[FundProgress, ...] = ()

    def by_name(self) -> dict[str, IndicatorProgress]:
        """Return the rows by the folded names of their indicators; of two with one name the first."""
        return {row.key: row for row in reversed(self.rows)}

    def fund(self, name: str) -> FundProgress | None:
        """Return the line of the budget that is called so; of two with one name the first."""
        return next((each for each in self.funds if each.name == name), None)


class Lamp(NamedTuple):
    """The lamp of an indicator: its ``colour`` (``""`` while nothing is filled in), and how it came about."""

    colour: str
    derivation: str
    share: object = None
    """What was done as a share of what should be by now; ``None`` where it is only in or out."""


UNLIT = Lamp("", "")
"""What stands for the lamp of a row that has none."""


def row_key(level2: str, name: str) -> str:
    """Fold the name of an indicator, with its 二级指标, to find it on another sheet."""
    return "/".join("".join(normalise(text).split()) for text in (level2, name))


def worst(colours: Iterable[str]) -> str:
    """Return the worst of these lamps, ``""`` where none is lit."""
    lit = set(colours)
    return next((colour for colour in LAMPS if colour in lit), "")
