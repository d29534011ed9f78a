"""The table 绩效指标 of a form: where it begins, which column is which, row by row down to 总分."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from selfeval_xl.domain.cells import parse_decimal
from selfeval_xl.readers.forms import labels
from selfeval_xl.readers.forms.filled import IndicatorRow, Said, Unread
from selfeval_xl.readers.forms.page import Page

_OWN = ("name", "target", "actual", "weight", "score", "deduction")
"""Columns where a merged cell speaks for its first row alone."""
_SHARED = ("sign", "unit", "reason", "evidence")
"""Columns where a vertically merged cell speaks for every row beside it."""
_POINTS = frozenset({"weight", "score", "deduction"})
_NEEDED = {"name": "三级指标", "target": "年度指标值", "actual": "实际完成值"}


class Head(NamedTuple):
    """A header: its first row, the row below it, the column of each field, and columns nobody here knows."""

    row: int
    below: int
    columns: Mapping[str, int]
    unknown: Mapping[int, str]


class Rows(NamedTuple):
    """What a table held."""

    indicators: list[IndicatorRow]
    total: Said | None
    grade: Said | None
    unread: list[Unread]


def heads(page: Page, end: int) -> list[Head]:
    """Return every header of a table of indicators above row ``end``; a page break or a second goal repeats it."""
    found = []
    for row in range(1, end):
        columns = _columns(page, row)
        if len({"level1", "name", "target", "actual"} & columns.keys()) < 3 or "executed" in columns:
            continue
        below = row + 1
        second = _columns(page, below) if below < end else {}
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


def read_rows(page: Page, head: Head, end: int, levels: Levels) -> Rows:
    """Read the rows from below a header to 总分 or ``end``; lines about the form as a whole are left to others.

    ``levels`` go on from the table before: a page break repeats the header, not the names that run on.
    """
    rows = Rows([], None, None, _missing(page, head))
    rows.unread.extend(_take_head(page, head))
    for row in range(head.below, end):
        first = next(page.filled(row), 0)
        if not first:
            continue
        if _is_total(page, row, head, first):
            total, grade = _total(page, row, head)
            if page.key(row, first) == labels.SUBTOTAL:
                rows.unread.append(Unread(page.place(row, first), labels.SUBTOTAL, "小计由程序计算，不必导入"))
                continue
            return rows._replace(total=total, grade=grade)
        if _is_label(page, row, head, first):
            continue
        levels.go_on(page, row, head)
        cells = dict(_cells(page, row, head))
        if cells.keys() & set(_OWN):
            _add(page, rows, head, IndicatorRow(row, levels.level1, levels.level2, cells), levels)
    return rows


def _take_head(page: Page, head: Head) -> Iterator[Unread]:
    """Tick the header off; a column that nobody here knows is told."""
    for row in range(head.row, head.below):
        for column in page.filled(row):
            is_block = column < min(head.columns.values()) and labels.BLOCK.match(page.key(row, column))
            if is_block or column in head.columns.values() or column in head.unknown:
                page.take(row, column)
            if column in head.unknown:
                yield Unread(page.place(row, column), page.text(row, column), "工作簿里没有对应的栏目")


def _missing(page: Page, head: Head) -> list[Unread]:
    return [
        Unread(page.place(head.row, min(head.columns.values())), "", f"表头里没有“{title}”这一栏，这一栏空着")
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


def _total(page: Page, row: int, head: Head) -> tuple[Said | None, Said | None]:
    """Tick off the row 总分 and return its 得分 (the last number where that column is blank) and 等级."""
    numbers = [column for column in page.filled(row) if parse_decimal(page.value(row, column)) is not None]
    weight, score = head.columns.get("weight", 0), head.columns.get("score", 0)
    column = score if score in numbers or weight not in numbers[-1:] else 0
    column = column if column in numbers else next(iter(set(numbers[-1:]) - {weight}), 0)
    grade = next((each for each in page.filled(row) if each > max(score, weight) and len(page.text(row, each)) < 4), 0)
    for each in page.filled(row):
        if each in (column, weight, grade) or page.key(row, each) in labels.TOTALS:
            page.take(row, each)
    total = Said(page.value(row, column), page.place(row, column)) if column else None
    is_grade = grade and grade != column
    return total, Said(page.value(row, grade), page.place(row, grade)) if is_grade else None


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


def _cells(page: Page, row: int, head: Head) -> Iterator[tuple[str, Said]]:
    for field, column in head.columns.items():
        home = page.home(row, column)
        shared = field in _SHARED and home[0] >= head.below
        if home[1] != column or (home[0] != row and not shared):
            continue
        value = page.value(row, column)
        if value is None or field not in (*_OWN, *_SHARED):
            continue
        if field not in _POINTS or page.text(row, column) not in labels.DASHES:
            yield field, Said(value, page.place(row, column))


def _add(page: Page, rows: Rows, head: Head, indicator: IndicatorRow, levels: Levels) -> None:
    """Add a row and tick it off, unless it is a line of the blank form; columns of other forms are told."""
    row, name = indicator.row, indicator.cells.get("name")
    for spot in (*levels.spots.values(), *((row, column) for column in head.columns.values())):
        page.take(*spot)
    if name and indicator.cells.keys() <= {"name", "weight"} and labels.PLACEHOLDER.fullmatch(page.text(*_at(name))):
        whole = "　".join(" ".join(page.text(row, column).split()) for column in page.filled(row))
        rows.unread.append(Unread(name.place, whole, "空白表上的占位行，没有填内容"))
        return
    rows.indicators.append(indicator)
    for column, title in head.unknown.items():
        if page.home(row, column) == (row, column) and page.value(row, column) is not None:
            page.take(row, column)
            why = f"“{''.join(title.split())}”这一栏，工作簿里没有对应的栏目"
            rows.unread.append(Unread(page.place(row, column), page.text(row, column), why))


def _at(said: Said) -> tuple[int, int]:
    return said.place.row, said.place.column
