"""同比: each project beside what it was in last year's roll-up."""

from collections.abc import Iterable
from decimal import Decimal

from selfeval_xl.documents.blocks import FILE, LONG, MONEY, POINTS, RATE, TEXT, Column, Table, Value
from selfeval_xl.documents.rollup.records import FileResult, ProjectRow
from selfeval_xl.documents.rollup.sums import folded
from selfeval_xl.domain.decimals import HUNDRED, rate_of
from selfeval_xl.readers.past_rollup import Past, read_past
from selfeval_xl.rollup.progress import Progress

TABLE = Table(
    "同比",
    (
        Column("项目编码", TEXT, 21, "code"),
        Column("项目名称", LONG, 30, "name"),
        Column("实施单位", TEXT, 18, "unit"),
        Column("上年得分", POINTS, 9, "last_total"),
        Column("本年得分", POINTS, 9, "total"),
        Column("得分增减", POINTS, 9, "total_change"),
        Column("上年等级", TEXT, 9, "last_grade"),
        Column("本年等级", TEXT, 9, "grade"),
        Column("上年预算数（万元）", MONEY, 13, "last_budget_fen"),
        Column("本年预算数（万元）", MONEY, 13, "budget_fen"),
        Column("预算增减", RATE, 10, "budget_change"),
        Column("上年执行率", RATE, 10, "last_rate"),
        Column("本年执行率", RATE, 10, "rate"),
        Column("执行率增减（百分点）", POINTS, 11, "rate_change_points"),
        Column("说明", LONG, 44, "note"),
        Column("文件", FILE, 40, "file"),
    ),
)
NEW, GONE, GONE_OR_UNREAD = "新增", "今年没有报送", "今年没有报送，或文件没有读出来（见“未读文件”）"
SEVERAL = "上年的汇总表里这个项目不止一行，没有比较"
_WITH_UNIT = 3
_NOTHING = Past("", "", "", "", "", "", "", None, "", "")


class LastYear:
    """Sets this year's projects beside those of the roll-up at ``path``, as they pass by.

    A project is found again by 项目编码 and 实施单位, else by 项目名称 and 实施单位, else by a 项目编码 that only one
    project had.  Kept in memory are last year's projects and one row for each of this year's.
    Raises what :func:`read_past` raises.
    """

    def __init__(self, path: str) -> None:
        self._past = read_past(path)
        self._by_key = _by_key(self._past)
        self._found: dict[int, str] = {}
        self._rows: list[tuple[Value, ...]] = []
        self._unread = False

    def add(self, outcome: FileResult) -> None:
        """Compare one more project."""
        project, file = outcome.project, outcome.name
        if project is None:
            self._unread |= outcome.refusal is not None
            return
        numbers = self._numbers(project)
        past = self._past[numbers[0]] if len(numbers) == 1 else _NOTHING
        notes = _notes(past, project) if past is not _NOTHING else [SEVERAL if numbers else NEW]
        again = {first: None for number in numbers if (first := self._found.setdefault(number, file)) != file}
        notes = [*notes, *(f"“{first}”对应的也是上年这个项目" for first in again)]
        self._rows.append(_row(past, project, "；".join(notes), file))

    def tables(self, progress: Progress) -> tuple[Table, ...]:
        """Return 同比: this year's projects in their order, then those that nobody reported any more."""
        note = GONE_OR_UNREAD if self._unread else GONE
        gone = (_gone(past, note) for number, past in enumerate(self._past) if number not in self._found)
        return (TABLE.filled((*self._rows, *gone)),)

    def _numbers(self, project: ProjectRow) -> list[int]:
        """Return the numbers of last year's rows for a project: mostly one, none for a new one."""
        for key in _keys(project.code, project.name, project.unit):
            found = self._by_key.get(key, [])
            # A 项目编码 alone says nothing while several units report under it.
            if len(found) == 1 or (found and len(key) == _WITH_UNIT):
                return found
        return []


def _notes(past: Past, project: ProjectRow) -> Iterable[str]:
    if past.year and past.year == project.year:
        yield f"两份都是{past.year}年度，请核对 --last 给的是不是上年的汇总表"
    if past.standard and past.standard != project.standard_name:
        yield f"换了评价标准（上年：{past.standard}），得分和等级不宜直接比较"
    if past.total and not project.total:
        yield "本年暂不评级"
    if project.total and not past.total:
        yield "上年暂不评级"


def _keys(code: str, name: str, unit: str) -> list[tuple[str, ...]]:
    """Return the ways in which a project may be known, the surest first."""
    code, name, unit = folded(code), folded(name), folded(unit)
    keys: list[tuple[str, ...]] = [("code", code, unit)] if code else []
    keys += [("name", name, unit)] if name else []
    return [*keys, ("code", code)] if code else keys


def _by_key(past: Iterable[Past]) -> dict[tuple[str, ...], list[int]]:
    """Return the numbers of the projects under their keys."""
    numbers: dict[tuple[str, ...], list[int]] = {}
    for number, each in enumerate(past):
        for key in _keys(each.code, each.name, each.unit):
            numbers.setdefault(key, []).append(number)
    return numbers


def _row(past: Past, project: ProjectRow, note: str, file: str) -> tuple[Value, ...]:
    return (
        project.code, project.name, project.unit, past.total, project.total, _less(project.total, past.total),
        past.grade, project.grade, past.budget, project.budget, _growth(project.budget, past.budget),
        past.rate, project.rate, _less(project.rate, past.rate, HUNDRED), note, file,
    )  # fmt: skip


def _gone(past: Past, note: str) -> tuple[Value, ...]:
    return (
        past.code, past.name, past.unit, past.total, "", "", past.grade, "", past.budget, None, "", past.rate, "", "",
        note, "",
    )  # fmt: skip


def _less(this: str, last: str, times: Decimal = Decimal(1)) -> str:
    """Return this less last, two exact texts of as many places; a rate ``times`` 100 is in percentage points."""
    return f"{(Decimal(this) - Decimal(last)) * times:.2f}" if this and last else ""


def _growth(this: int | None, last: int | None) -> str:
    """Return (this-last)/last half-up to four places, ``""`` where last is 0 or either is not there."""
    rate = rate_of(this - last, last) if this is not None and last else None
    return "" if rate is None else f"{rate:f}"
