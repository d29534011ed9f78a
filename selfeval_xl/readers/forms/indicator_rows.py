"""The table 绩效指标 of a form: where it begins, which column is which, row by row down to 总分."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from selfeval_xl.domain.cells import CellValue, parse_decimal, text_of
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.place import Columns, Place
from selfeval_xl.domain.printed import PlacedValue, points_in
from selfeval_xl.domain.submission import Indicator
from selfeval_xl.messages import finding
from selfeval_xl.readers import flaws
from selfeval_xl.readers.flaws import unread
from selfeval_xl.readers.forms import labels
from selfeval_xl.readers.forms.page import Page

_OWN = ("name", "target", "actual", "weight", "score", "deduction")
"""Columns where a merged cell speaks for its first row alone."""
_SHARED = ("sign", "unit", "reason", "evidence")
"""Columns where a vertically merged cell speaks for every row beside it."""
_READ = frozenset({*_OWN, *_SHARED})
_INPUTS = (*_OWN[:4], *_SHARED, "deduction")
_POINTS = frozenset({"weight", "score", "deduction"})
_NEEDED = {"name": "三级指标", "target": "年度指标值", "actual": "实际完成值"}


class Head(NamedTuple):
    """A header: its first row, the row below it, the column of each field, and columns nobody here knows."""

    row: int
    below: int
    columns: Mapping[str, int]
    unknown: Mapping[int, str]

    def of(self, sheet: str) -> Columns:
        """Return the columns as a submission keeps them; what stands in 得分 is what a person gave (手工得分)."""
        given = {"typed_score": self.columns["score"]} if "score" in self.columns else {}
        return Columns(sheet, self.below - 1, {"": self.columns.get("name", 1), **self.columns, **given})


class Rows:
    """What the tables of a form held; ``scores`` and what stands beside 小计 are the printed ones."""

    def __init__(self) -> None:
        self.indicators: list[Indicator] = []
        self.scores: list[PlacedValue | None] = []
        self.sections: dict[str, PlacedValue] = {}
        self.total: PlacedValue | None = None
        self.grade: PlacedValue | None = None
        self.unread: list[Finding] = []
        self.flaws: list[Finding] = []
        self.levels = Levels()
        self.is_filled = False
        """Whether any row holds more than its 分值."""


def heads(page: Page) -> list[Head]:
    """Return every header of a table of indicators; a page break or a second goal repeats it."""
    found = []
    for row in page.rows:
        columns = _columns(page, row)
        if len({"level1", "name", "target", "actual"} & columns.keys()) < 3 or "executed" in columns:
            continue
        below = row + 1
        second = _columns(page, below) if below in page.rows else {}
        if len(second) >= 2 and not second.keys() & {"level1", "name"}:
            # 指标性质, 指标值 and 度量单位 below a common header.
            columns, below = columns | second, below + 1
        found.append(Head(row, below, columns, _unknown(page, row, below, columns)))
    return found


def _columns(page: Page, row: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for column in page.filled(row):
        field = labels.known(page.key(row, column), labels.INDICATORS)
        if field:
            found.setdefault(field, column)
    return found


def _unknown(page: Page, row: int, below: int, columns: Mapping[str, int]) -> dict[int, str]:
    first = min(columns.values())
    return {
        column: page.text(each, column)
        for each in range(row, below)
        for column in page.filled(each)
        if column > first and column not in columns.values()
    }


def read_rows(page: Page, head: Head, end: int, rows: Rows) -> None:
    """Read the rows from below a header to 总分 or ``end``; lines about the form as a whole are left to others.

    The names of the levels go on from the table before: a page break repeats the header, not the names that run on.
    """
    rows.unread += [*_missing(page, head), *_take_head(page, head)]
    levels, columns = rows.levels, head.of(page.grid.name)
    for row in range(head.below, end):
        first = next(page.filled(row), 0)
        if not first or _is_label(page, row, head, first):
            continue
        if _is_total(page, row, head, first):
            total, grade = _total(page, row, head)
            if page.key(row, first) != labels.SUBTOTAL:
                rows.total, rows.grade = total or rows.total, grade or rows.grade
                return
            rows.unread.append(unread(page.place(row, first), labels.SUBTOTAL, "小计由程序计算，不必导入"))
            if total:
                rows.sections.setdefault(levels.level1, total)
            continue
        levels.go_on(page, row, head)
        cells = dict(_cells(page, row, head))
        if not cells.keys().isdisjoint(_OWN) and not _is_placeholder(page, row, head, cells, rows):
            rows.indicators.append(_indicator(columns, row, cells, levels))
            rows.scores.append(cells.get("score"))
            rows.is_filled = rows.is_filled or cells.keys() != {"weight"}
            rows.flaws += _flaws(page, row, head, cells)
            rows.unread += _elsewhere(page, row, head)


def _take_head(page: Page, head: Head) -> Iterator[Finding]:
    """Tick the header off; a column that nobody here knows is told."""
    for row in range(head.row, head.below):
        for column in page.filled(row):
            is_block = column < min(head.columns.values()) and labels.BLOCK.match(page.key(row, column))
            if is_block or column in head.columns.values() or column in head.unknown:
                page.take(row, column)
            if column in head.unknown:
                yield unread(page.place(row, column), page.text(row, column), "工作簿里没有对应的栏目")


def _missing(page: Page, head: Head) -> list[Finding]:
    return [
        unread(page.place(head.row, min(head.columns.values())), "", f"表头里没有“{title}”这一栏，这一栏空着")
        for field, title in _NEEDED.items()
        if field not in head.columns
    ]


def _is_total(page: Page, row: int, head: Head, first: int) -> bool:
    looked_at = {first, *(head.columns[field] for field in ("level1", "name") if field in head.columns)}
    return any(page.home(row, column)[0] == row and page.key(row, column) in labels.TOTALS for column in looked_at)


def _is_label(page: Page, row: int, head: Head, first: int) -> bool:
    """Tell whether a row says something about the form as a whole: 存在问题, 其他需要说明事项, 备注."""
    key = page.key(row, first)
    before_names = first <= head.columns.get("level1", min(head.columns.values()) - 1)
    return before_names and bool(labels.NOTE.match(key) or labels.known(key, labels.FACTS) or key in labels.HOMELESS)


def _total(page: Page, row: int, head: Head) -> tuple[PlacedValue | None, PlacedValue | None]:
    """Tick off the row 总分 and return its 得分 (the last number where that column is blank) and 等级."""
    numbers = [column for column in page.filled(row) if parse_decimal(page.value(row, column)) is not None]
    weight, score = head.columns.get("weight", 0), head.columns.get("score", 0)
    column = score if score in numbers or weight not in numbers[-1:] else 0
    column = column if column in numbers else next(iter(set(numbers[-1:]) - {weight}), 0)
    grade = next((each for each in page.filled(row) if each > max(score, weight) and len(page.text(row, each)) < 4), 0)
    for each in page.filled(row):
        if each in (column, weight, grade) or page.key(row, each) in labels.TOTALS:
            page.take(row, each)
    total = page.placed(row, column) if column else None
    return total, page.placed(row, grade) if grade and grade != column else None


class Levels:
    """The names of both levels; a blank cell, merged or not, goes on with the name above it."""

    def __init__(self) -> None:
        self.level1 = self.level2 = ""
        self.spots: dict[str, tuple[int, int]] = {}

    def go_on(self, page: Page, row: int, head: Head) -> None:
        """Take in what the next row says."""
        own1, own2 = (self._own(page, row, head, field) for field in ("level1", "level2"))
        if own1 and own1 != self.level1:
            self.level1, self.level2 = own1, ""
        self.level2 = own2 or self.level2

    def _own(self, page: Page, row: int, head: Head, field: str) -> str:
        column = head.columns.get(field, 0)
        if not column or page.home(row, column)[1] != column or page.value(row, column) is None:
            return ""
        self.spots[field] = page.home(row, column)
        return "".join(page.text(row, column).splitlines())


def _cells(page: Page, row: int, head: Head) -> Iterator[tuple[str, PlacedValue]]:
    for field, column in head.columns.items():
        if field not in _READ:
            continue
        top, left = home = page.home(row, column)
        if left != column or (top != row and not (field in _SHARED and top >= head.below)):
            continue
        value = page.value(*home)
        if value is not None and (field not in _POINTS or text_of(value) not in labels.DASHES):
            yield field, PlacedValue(value, Place(page.grid.name, top, left))


def _is_placeholder(page: Page, row: int, head: Head, cells: Mapping[str, PlacedValue], rows: Rows) -> bool:
    """Tick a row off, and tell whether it is a line of the blank form that nobody filled in."""
    for spot in (*rows.levels.spots.values(), *((row, column) for column in head.columns.values())):
        page.take(*spot)
    name = cells.get("name")
    if not name or not cells.keys() <= {"name", "weight"} or not labels.PLACEHOLDER.fullmatch(text_of(name.value)):
        return False
    whole = "　".join(" ".join(page.text(row, column).split()) for column in page.filled(row))
    rows.unread.append(unread(name.place, whole, "空白表上的占位行，没有填内容"))
    return True


def _indicator(columns: Columns, row: int, cells: Mapping[str, PlacedValue], levels: Levels) -> Indicator:
    said = {field: cells[field].value for field in _INPUTS if field in cells}
    said["weight"] = _points(said.get("weight"))
    name = text_of(said.pop("name", None))
    return Indicator(columns, row, levels.level1, levels.level2, name, **said)


def _points(value: CellValue) -> CellValue:
    """Return points without the 分 behind them; what is no number stays as it is."""
    points = points_in(value)
    return value if points is None or parse_decimal(value) is not None else format_decimal(points)


def _flaws(page: Page, row: int, head: Head, cells: Mapping[str, PlacedValue]) -> Iterator[Finding]:
    for field, column in head.columns.items():
        if field in cells:
            yield from flaws.in_value(*cells[field])
        elif field in _INPUTS and (row, column) in page.grid.uncalculated:
            yield finding("X01", page.place(row, column))


def _elsewhere(page: Page, row: int, head: Head) -> Iterator[Finding]:
    """Yield what stands in columns of other forms."""
    for column, title in head.unknown.items():
        if page.home(row, column) == (row, column) and page.value(row, column) is not None:
            page.take(row, column)
            why = f"“{''.join(title.split())}”这一栏，工作簿里没有对应的栏目"
            yield unread(page.place(row, column), page.text(row, column), why)
