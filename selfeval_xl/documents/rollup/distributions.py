"""等级分布 and 执行率分布: how many projects, and how much money, fall where.  Each table is what its chart draws."""

import functools
from collections.abc import Mapping, Sequence
from decimal import Decimal

from selfeval_xl.documents.blocks import COUNT, MONEY, POINTS, RATE, TEXT, BarChart, Column, Table, Value
from selfeval_xl.documents.rollup.records import ProjectRow
from selfeval_xl.documents.rollup.sums import UNGRADED, Sum, part_of

GRADES = Table(
    "等级分布",
    (
        Column("等级", TEXT, 12, "grade"),
        Column("项目数", COUNT, 9, "projects"),
        Column("占比", RATE, 10, "share"),
        Column("全年预算数（万元）", MONEY, 16, "budget_fen"),
        Column("平均得分", POINTS, 10, "mean"),
    ),
    chart=BarChart("各等级的项目数", "1F3864"),
)
RATES = Table(
    "执行率分布",
    (
        Column("预算执行率", TEXT, 22, "rate"),
        Column("项目数", COUNT, 9, "projects"),
        Column("占比", RATE, 10, "share"),
        Column("全年预算数（万元）", MONEY, 16, "budget_fen"),
        Column("全年执行数（万元）", MONEY, 16, "executed_fen"),
    ),
    chart=BarChart("各档预算执行率的项目数", "5B7FB4", lies=True),
)
_BELOW = {
    "50%以下": Decimal("0.5"),
    "50%（含）至70%": Decimal("0.7"),
    "70%（含）至80%": Decimal("0.8"),
    "80%（含）至90%": Decimal("0.9"),
    "90%（含）至95%": Decimal("0.95"),
    "95%（含）至100%": Decimal(1),
}
_WHOLE, _ABOVE, _NO_RATE = "100%", "100%以上", "没有执行率"
BINS = (*_BELOW, _WHOLE, _ABOVE, _NO_RATE)


@functools.lru_cache(maxsize=1024)
def bin_of(rate: str) -> str:
    """Return where a rate belongs, as it stands in 项目汇总: what is shown there as 100.00% is 100%."""
    if not rate:
        return _NO_RATE
    number = Decimal(rate)
    below = next((name for name, bound in _BELOW.items() if number < bound), "")
    return below or (_WHOLE if number == 1 else _ABOVE)


class Distributions:
    """Counts projects by grade and by execution rate."""

    def __init__(self) -> None:
        self._grades: dict[str, Sum] = {}
        self._rates = {name: Sum() for name in BINS}

    def add(self, project: ProjectRow) -> None:
        """Count one more project."""
        self._grades.setdefault(project.grade or UNGRADED, Sum()).add(project)
        self._rates[bin_of(project.rate)].add(project)

    def grades(self, lowest: Mapping[str, Decimal]) -> list[str]:
        """Return the grades of the standards and any others that occur, best first, 暂不评级 not among them.

        ``lowest`` says from which total each grade of a standard holds.  The names differ between standards (良, 良好);
        one of a standard that is not at hand stands where its mean score puts it.
        """
        means = {grade: Decimal(each.mean or 0) for grade, each in self._grades.items() if grade != UNGRADED}
        ranks = {**means, **lowest}
        return sorted(ranks, key=lambda grade: (-ranks[grade], grade))

    def tables(self, projects: int, grades: Sequence[str]) -> tuple[Table, Table]:
        """Return 等级分布 and 执行率分布, with shares of all ``projects``."""
        by_grade = ((name, self._grades.get(name, Sum())) for name in (*grades, UNGRADED))
        return (
            GRADES.filled((*_counted(name, each, projects), each.mean) for name, each in by_grade),
            RATES.filled((*_counted(name, each, projects), _money(each)[1]) for name, each in self._rates.items()),
        )


def _counted(name: str, each: Sum, projects: int) -> tuple[Value, ...]:
    return name, each.projects, part_of(each.projects, projects), _money(each)[0]


def _money(each: Sum) -> tuple[int | None, int | None]:
    """Return 预算 and 执行; where there is no project there is no money either, which is 0 and not unknown."""
    return (each.budget_fen, each.executed_fen) if each.projects else (0, 0)
