"""The header of a table of indicators: where it stands, on one row or two, and which column is which."""

import itertools
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from selfeval_xl.domain.cells import normalise
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.layout import INDICATOR_FIELDS, titles
from selfeval_xl.domain.place import Columns
from selfeval_xl.readers.flaws import assumed, unread
from selfeval_xl.readers.forms import labels
from selfeval_xl.readers.forms.columns import INDICATORS, ColumnChoice, choose, without_parts
from selfeval_xl.readers.forms.page import Page

_LEVELS = frozenset({"level1", "level2", "name"})
_TABLE = _LEVELS | {"target", "actual"}
_NEEDED = {"name": "三级指标", "target": "年度指标值", "actual": "实际完成值"}
_TITLES = titles(INDICATOR_FIELDS)
_MOST_COLUMNS = 100
"""Columns that a table of indicators may have."""
_MOST_ABOVE = 30
"""Rows above a header in which the year of a form may stand."""
_FEWEST_NUMBERED, _LONGEST_NUMBER = 3, 4
"""Cells of a row that counts the columns, and characters of each."""
_MOST_ROWS = 3
"""Rows that a header may have, one below another."""


class Title(NamedTuple):
    """A header as a person reads it, that above it in front; the cell it stands in, and the last column below it."""

    text: str
    key: str
    row: int
    last: int


class _Head(NamedTuple):
    """What a header is made of."""

    row: int
    below: int
    titles: Mapping[int, Title]
    choice: ColumnChoice
    is_plan: bool = False
    """Whether it heads targets that are still to be worked for, which have no results."""


class Head(_Head):
    """A header: its first row, the first row below it, what stands over each column, and what each column is.

    What every row asks for is worked out once.
    """

    @cached_property
    def columns(self) -> Mapping[str, int]:
        """The column of each field."""
        return self.choice.columns

    @cached_property
    def first(self) -> int:
        """The first column of the table."""
        return min(self.titles)

    @cached_property
    def names(self) -> list[int]:
        """The columns of the levels and of 三级指标."""
        return [self.columns[field] for field in ("level1", "level2", "name") if field in self.columns]

    @cached_property
    def unknown(self) -> list[int]:
        """The columns that no field is read of."""
        return sorted(self.titles.keys() - set(self.columns.values()))

    @cached_property
    def values(self) -> int:
        """The first column of 年度指标值 or 实际完成值."""
        return min(self.columns[field] for field in ("target", "actual") if field in self.columns)

    @cached_property
    def spans(self) -> Mapping[str, range]:
        """The columns of each field but the levels: its header may stand over more than one."""
        fields = {field: column for field, column in self.columns.items() if field not in ("level1", "level2")}
        return {field: range(column, self.titles[column].last + 1) for field, column in fields.items()}

    def of(self, page: Page) -> Columns:
        """Return the columns as a submission keeps them; what stands in 得分 is what a person gave (手工得分)."""
        return Columns(page.grid.name, self.below - 1, self._kept, page.is_turned)

    @cached_property
    def _kept(self) -> Mapping[str, int]:
        given = {"typed_score": self.columns["score"]} if "score" in self.columns else {}
        return {"": self.columns.get("name", 1), **self.columns, **given}


def heads(page: Page) -> list[Head]:
    """Return every header of a table of indicators; a page break or a second goal repeats it."""
    found: list[Head] = []
    for row in page.rows:
        anchor = first_level(page, row)
        if anchor and not (found and row < found[-1].below):
            head = _head(page, row, anchor)
            columns = head.columns.keys()
            if len(_TABLE & columns) >= 3 and columns & {"target", "actual"}:
                found.append(head)
    return found


def first_level(page: Page, row: int) -> int:
    """Return the first column of a row that names a level, 0 for none."""
    anchors = [column for column in page.filled(row) if is_level(page.key(row, column))]
    if len(anchors) > 1 and labels.BLOCK.fullmatch(labels.bare(page.key(row, anchors[0]))):
        del anchors[0]  # what the table is called, at its left
    return anchors[0] if anchors else 0


def is_header(page: Page, row: int) -> bool:
    """Tell whether a row names the levels: 一级指标, 三级指标."""
    return any(is_level(page.key(row, column)) for column in page.filled(row))


def is_level(key: str) -> bool:
    """Tell whether a folded text is the header of a level: 一级指标, 三级指标."""
    return ("级" in key or "指标" in key) and (INDICATORS.field(key) or INDICATORS.guess(key)) in _LEVELS


def _head(page: Page, row: int, first: int) -> Head:
    last = min(page.area(row, first)[2], row + _MOST_ROWS - 1)
    is_above = last == row and (_is_second(page, row + 1) or _has_levels(page, row + 1))
    last = row + 1 if is_above else last
    is_joined = bool(labels.BOTH_LEVELS.match(page.text(last + 1, first - 1)))
    titles = dict(_titles(page, row, last, first - is_joined))
    keys = {column: title.key for column, title in titles.items()}
    choice = choose(keys, INDICATORS, _year(page, row, titles))
    for field in ("target", "actual"):
        without_parts(choice, keys, field)
    if "actual" in choice.columns:
        choice.columns.pop("completion", None)  # it only says again how much of the target that is
    for column, title in titles.items():
        if labels.BOTH_POINTS.fullmatch(title.key) and _is_alone(choice, column):
            choice.columns.update(weight=column, score=column)
    if is_joined:
        choice.columns.setdefault("level1", first - 1)
    top = min(title.row for title in titles.values())
    return Head(top, last + 1 + is_numbering(page, last + 1), titles, choice)


def is_numbering(page: Page, row: int) -> bool:
    """Tell whether a row only counts the columns: 1, 2, 3; ①, ②, ③; (A), (B)."""
    texts = [page.text(row, column) for column in page.filled(row)] if row in page.rows else []
    if len(texts) < _FEWEST_NUMBERED or max(map(len, texts)) > _LONGEST_NUMBER:
        return False
    keys = [normalise(text).strip("()") for text in texts]
    numbers = [int(key) if key.isdecimal() else ord(key) if len(key) == 1 else 0 for key in keys]
    return all(after - before == 1 for before, after in itertools.pairwise(numbers))


def _is_alone(choice: ColumnChoice, column: int) -> bool:
    """Tell whether no other column has 分值 or 得分."""
    return {choice.columns.get(field, column) for field in ("weight", "score")} == {column}


def _year(page: Page, row: int, titles: Mapping[int, Title]) -> str:
    """Return the year that is named nearest above a header with columns of years, ``""`` where none is."""
    is_asked = any(labels.YEAR.search(title.key) for title in titles.values())
    for above in range(row - 1, max(page.rows.start, row - _MOST_ABOVE) - 1, -1) if is_asked else ():
        found = (labels.YEAR.search(normalise(page.text(above, column))) for column in page.filled(above))
        if year := next(filter(None, found), None):
            return year[1]
    return ""


def _is_second(page: Page, row: int) -> bool:
    """Tell whether a row goes on with the header above it: 指标性质, 指标值 and 度量单位 below 年度指标值."""
    keys = [page.key(row, column) for column in page.filled(row)] if row in page.rows else []
    told = [key for key in keys if key in labels.SECOND or key in labels.INDICATORS]
    return len(told) >= 2 and len(told) * 2 > len(keys) and not any(map(is_level, keys))


def _has_levels(page: Page, row: int) -> bool:
    """Tell whether a row names the levels and nothing else, below what they are called together: 绩效指标."""
    keys = [page.key(row, column) for column in page.filled(row)] if row in page.rows else []
    return len(keys) > 1 and all(map(is_level, keys))


def _titles(page: Page, row: int, last: int, first: int) -> Iterator[tuple[int, Title]]:
    """Yield each header with its column; where a row stands below another, the one above comes first."""
    above = (0, 0)
    found: list[tuple[int, tuple[int, int], tuple[int, int]]] = []
    for column in range(first, min(page.width, first + _MOST_COLUMNS) + 1):
        upper, own = page.home(row, column), page.home(last, column)
        if page.value(*upper) is not None:
            above = upper
        is_alone = page.value(*own) is None
        spot = upper if is_alone else own
        if spot[1] == column and page.value(*spot) is not None:
            found.append((column, spot, spot if is_alone else above))
    ends = [column - 1 for column, _spot, _above in found[1:]] + [page.area(*found[-1][1])[3]]
    for (column, spot, over), end in zip(found, ends, strict=True):
        key = page.key(*spot)
        if over != spot and key not in labels.INDICATORS:
            key = page.key(*over) + key
        texts = dict.fromkeys("".join(page.text(*each).split()) for each in (over, spot))
        yield column, Title("".join(texts), key, spot[0], min(max(end, column), page.width))


def take_head(page: Page, head: Head) -> Iterator[Finding]:
    """Tick the header off; yield what a person should know of it."""
    for row in range(head.row, head.below):
        for column in page.filled(row):
            if column >= head.first or labels.BLOCK.match(page.key(row, column)):
                page.take(row, column)
    for field, title in _NEEDED.items():
        if field not in head.columns and not (field == "actual" and head.is_plan):
            yield unread(page.place(head.row, head.first), "", f"表头里没有“{title}”这一栏，这一栏空着")
    for column, field in head.choice.guessed.items():
        text, row = head.titles[column].text, head.titles[column].row
        taken = "evidence" if head.is_plan and field == "reason" else field
        yield assumed(page.place(row, column), text, f"“{text}”这一栏当作“{_TITLES[taken]}”读")


def why_unknown(head: Head, column: int) -> str:
    """Return why nothing is read of a column."""
    other = head.choice.lost.get(column)
    if not other:
        return f"“{head.titles[column].text}”这一栏，工作簿里没有对应的栏目"
    read = head.titles[head.columns[other]].text
    return f"“{head.titles[column].text}”这一栏没有读，“{_TITLES[other]}”读的是“{read}”一栏"
