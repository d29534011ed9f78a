"""Total and grade that a form prints beside its tables: 自评得分：96.6分, 评价等级：优."""

from __future__ import annotations

import re
from typing import NamedTuple

from selfeval_xl.domain.cells import normalise
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.printed import PlacedValue, points_in
from selfeval_xl.readers.forms.page import Page

_TOTAL = r"(?:项目)?(?:单位)?(?:绩效)?(?:自评|评价)?(?:总得分|得分|总分|总评分|评分)(?:\(100分\))?"
_GRADE = r"(?:项目)?(?:单位)?(?:绩效)?(?:自评|评价)?(?:等级|等次)"
_POINTS_BESIDE = re.compile(rf"{_TOTAL}[:为是]\s*(\d+(?:\.\d+)?)\s*分?(?![\d/%*×])")
_GRADE_BESIDE = re.compile(rf"{_GRADE}[:为是]\s*([^\W\d_]{{1,3}})(?![^\W\d_])")
_LONGEST_GRADE = 3


class Results(NamedTuple):
    """What was found, ``None`` where it was not."""

    total: PlacedValue | None
    grade: PlacedValue | None


def read_results(page: Page, rows: range) -> Results:
    """Take total and grade out of those cells of ``rows`` that nobody has understood yet."""
    total = grade = None
    for row in rows:
        for column in list(page.open(row)):
            text = "".join(normalise(page.text(row, column)).split())
            total = total or _total(page, row, column, text)
            grade = grade or _grade(page, row, column, text)
    return Results(total, grade)


def _total(page: Page, row: int, column: int, text: str) -> PlacedValue | None:
    if re.fullmatch(f"{_TOTAL}:?", text):
        beside = _beside(page, row, column)
        return _taken(page, (row, column), beside) if beside and points_in(beside.value) is not None else None
    return _inside(page, row, column, _POINTS_BESIDE.search(text))


def _grade(page: Page, row: int, column: int, text: str) -> PlacedValue | None:
    if re.fullmatch(f"{_GRADE}:?", text):
        beside = _beside(page, row, column)
        is_short = beside and len(str(beside.value).strip()) <= _LONGEST_GRADE
        return _taken(page, (row, column), beside) if beside and is_short else None
    return _inside(page, row, column, _GRADE_BESIDE.search(text))


def _beside(page: Page, row: int, column: int) -> PlacedValue | None:
    """Return the next cell to the right, where nothing has taken it."""
    column = next((each for each in page.open(row) if each > column), 0)
    return page.placed(row, column) if column else None


def _taken(page: Page, label: tuple[int, int], said: PlacedValue) -> PlacedValue:
    page.take(*label)
    page.take(said.place.row, said.place.column)
    return said


def _inside(page: Page, row: int, column: int, found: re.Match[str] | None) -> PlacedValue | None:
    if not found:
        return None
    page.take(row, column)
    place: Place = page.place(row, column)
    return PlacedValue(found[1], place)
