"""部门汇总: what the projects of each 主管部门, and below it of each 实施单位, come to."""

from collections.abc import Sequence

from selfeval_xl.documents.blocks import COUNT, MONEY, POINTS, RATE, TEXT, Column, Table, Value
from selfeval_xl.documents.rollup.records import ProjectRow
from selfeval_xl.documents.rollup.sums import UNGRADED, Group, folded

NOT_FILLED = "（未填）"
_NAMES = (
    Column("层级", TEXT, 8, "level"),
    Column("主管部门", TEXT, 22, "department"),
    Column("实施单位", TEXT, 24, "unit"),
)
_FIGURES = (
    Column("项目数", COUNT, 8, "projects"),
    Column("已评分", COUNT, 8, "scored"),
    Column("全年预算数（万元）", MONEY, 14, "budget_fen"),
    Column("全年执行数（万元）", MONEY, 14, "executed_fen"),
    Column("预算执行率", RATE, 10, "rate"),
    Column("平均得分", POINTS, 9, "mean"),
    Column("按资金加权得分", POINTS, 10, "weighted"),
    Column("未计入加权", COUNT, 9, "not_weighed"),
)
_LAMPS = (Column("红灯", COUNT, 7, "red"), Column("只亮黄灯", COUNT, 9, "yellow"))
DEPARTMENT, UNIT, ALL = "部门", "单位", "合计"


class Departments:
    """Sums by 主管部门 and 实施单位; spellings that differ by spaces or full-width glyphs alone are one."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, ...], Group] = {}
        self._shown: dict[tuple[str, ...], str] = {}

    def add(self, project: ProjectRow) -> None:
        """Count one more project for its department and its unit."""
        department, unit = folded(project.department), folded(project.unit)
        for key, name in (((department,), project.department), ((department, unit), project.unit)):
            self._groups.setdefault(key, Group()).add(project)
            # Of several spellings the same one is shown whatever the order of the files.
            self._shown[key] = min(self._shown.get(key, name), name)

    def table(self, whole: Group, grades: Sequence[str]) -> Table:
        """Return the table: each department, its units below it, ``whole`` at the end; a column for each grade."""
        columns = tuple(Column(grade, COUNT, 9, f"grade_{grade}") for grade in (*grades, UNGRADED))
        blank_last = sorted(self._groups, key=lambda key: [(not part, part) for part in key])
        rows = [self._row(key, grades) for key in blank_last]
        rows.append((ALL, "", "", *_figures(whole, grades)))
        return Table("部门汇总", (*_NAMES, *_FIGURES, *columns, *_LAMPS), tuple(rows))

    def _row(self, key: tuple[str, ...], grades: Sequence[str]) -> tuple[Value, ...]:
        department = self._shown[key[:1]] or NOT_FILLED
        unit = self._shown[key] or NOT_FILLED if len(key) > 1 else ""
        return (UNIT if len(key) > 1 else DEPARTMENT, department, unit, *_figures(self._groups[key], grades))


def _figures(group: Group, grades: Sequence[str]) -> tuple[Value, ...]:
    return (
        group.projects, group.scored, group.budget_fen, group.executed_fen, group.rate, group.mean, group.weighted,
        group.projects - group.weighed, *(group.grades.get(grade, 0) for grade in (*grades, UNGRADED)),
        group.red, group.yellow,
    )  # fmt: skip
