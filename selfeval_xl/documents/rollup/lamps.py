"""运行监控 of many projects: lamps by project and department, what is behind, and what is red twice.

An indicator is red twice where it is red in two months: its project's forms of both lie in the folder.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from selfeval_xl.documents.blocks import COUNT, FILE, LONG, PLACE, TEXT, Column, Table, Value
from selfeval_xl.documents.rollup.sums import folded
from selfeval_xl.domain.monitoring import LAMPS, RED, YELLOW

_LIT = (*(Column(colour, COUNT, 7, colour) for colour in LAMPS), Column("没有亮灯", COUNT, 9, "unlit"))
PROJECTS = Table(
    "监控项目",
    (
        Column("主管部门", TEXT, 20, "department"), Column("项目名称", LONG, 30, "name"),
        Column("实施单位", TEXT, 18, "unit"), Column("年度", TEXT, 7, "year"), Column("月份", COUNT, 6, "month"),
        Column("指标数", COUNT, 8, "indicators"), *_LIT, Column("两次红灯", COUNT, 9, "twice"),
        Column("必改", COUNT, 7, "errors"), Column("文件", FILE, 40, "file"),
    ),
)  # fmt: skip
DEPARTMENTS = Table(
    "监控部门",
    (
        Column("主管部门", TEXT, 26, "department"), Column("项目数", COUNT, 8, "projects"),
        Column("指标数", COUNT, 8, "indicators"), *_LIT, Column("两次红灯", COUNT, 9, "twice"),
    ),
)  # fmt: skip
BEHIND = Table(
    "红灯和黄灯",
    (
        Column("主管部门", TEXT, 20, "department"), Column("项目名称", LONG, 28, "project"),
        Column("三级指标", LONG, 24, "name"), Column("年度指标值", TEXT, 13, "target"),
        Column("月份", COUNT, 6, "month"),
        Column("执行情况", TEXT, 13, "done"), Column("全年预计", TEXT, 13, "expected"),
        Column("预警灯", TEXT, 8, "colour"), Column("两次红灯", TEXT, 9, "twice"),
        Column("亮灯依据", LONG, 32, "basis"),
        Column("偏差原因", TEXT, 12, "cause"), Column("原因说明", LONG, 34, "explanation"),
        Column("位置", PLACE, 14, "place"), Column("文件", FILE, 40, "file"),
    ),
)  # fmt: skip
CAUSES = Table("偏差原因", (Column("偏差原因", TEXT, 30, "cause"), Column("亮红灯、黄灯的指标数", COUNT, 20, "count")))
_NOT_FILLED = "（未填）"
_Key = tuple[str, str, str, str]


class MonitoredRow(NamedTuple):
    """An indicator with its lamp; ``key`` finds it again on another form of the same project."""

    key: str
    name: str
    target: str
    done: str
    expected: str
    colour: str
    basis: str
    cause: str
    explanation: str
    place: str


class MonitoredProject(NamedTuple):
    """A project up to one month; ``errors`` counts what must be mended."""

    name: str
    department: str
    unit: str
    year: str
    month: int
    file: str
    errors: int
    rows: tuple[MonitoredRow, ...]

    @property
    def key(self) -> tuple[str, str, str]:
        """By what the forms of one project are known."""
        return folded(self.name), folded(self.unit), self.year


def tables(projects: Sequence[MonitoredProject]) -> list[Table]:
    """Return all tables; a department counts each project by its latest month."""
    twice = red_twice(projects)
    latest = {each.key: each for each in sorted(projects, key=lambda each: each.month)}.values()
    names = sorted({each.department for each in latest})
    by_name = ((name, [each for each in latest if each.department == name]) for name in names)
    behind = [(each, row) for each in projects for row in each.rows if row.colour in (RED, YELLOW)]
    causes = Counter(row.cause or _NOT_FILLED for each in latest for row in each.rows if row.colour in (RED, YELLOW))
    return [
        PROJECTS.filled((*_about(each), *_counts([each], twice), each.errors, each.file) for each in projects),
        DEPARTMENTS.filled((name or _NOT_FILLED, len(some), *_counts(some, twice)) for name, some in by_name),
        BEHIND.filled(_behind(behind, twice)),
        CAUSES.filled(causes.most_common()),
    ]


def red_twice(projects: Iterable[MonitoredProject]) -> frozenset[_Key]:
    """Return the indicators, with their projects, that are red in two months."""
    months: dict[_Key, set[int]] = {}
    for each in projects:
        for row in each.rows:
            if row.colour == RED:
                months.setdefault((*each.key, row.key), set()).add(each.month)
    return frozenset(key for key, found in months.items() if len(found) > 1)


def _about(each: MonitoredProject) -> tuple[Value, ...]:
    return each.department, each.name, each.unit, each.year, each.month


def _counts(projects: Sequence[MonitoredProject], twice: frozenset[_Key]) -> tuple[int, ...]:
    rows = [(each, row) for each in projects for row in each.rows]
    lit = Counter(row.colour for _, row in rows)
    again = sum((*each.key, row.key) in twice for each, row in rows)
    return (len(rows), *(lit[colour] for colour in LAMPS), lit[""], again)


def _behind(
    rows: Iterable[tuple[MonitoredProject, MonitoredRow]], twice: frozenset[_Key]
) -> Iterator[tuple[Value, ...]]:
    for each, row in sorted(rows, key=lambda found: (LAMPS.index(found[1].colour), found[0].department)):
        again = "是" if row.colour == RED and (*each.key, row.key) in twice else ""
        yield (
            each.department, each.name, row.name, row.target, each.month, row.done, row.expected, row.colour, again,
            row.basis, row.cause, row.explanation, row.place, each.file,
        )  # fmt: skip
