"""运行监控 off a sheet: our own, or the form that is handed in, by its headers wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from selfeval_xl.domain.cells import is_blank, normalise, text_of
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.money import money
from selfeval_xl.domain.monitoring import FundProgress, IndicatorProgress, Monitoring
from selfeval_xl.domain.place import Columns
from selfeval_xl.readers.forms.columns import HeaderWords, choose
from selfeval_xl.readers.forms.page import Page

_MONTH = re.compile(r"(?:1|一)?月?\s*[-–—~～至到]\s*(\d{1,2})\s*月|(?:监控月份|截至|截止)\D{0,6}(\d{1,2})\s*月?")
_HEAD_ROWS = 60
_NAMES = frozenset({"name", "level2", "done", "expected"})
_FUNDS = frozenset({"executed", "expected"})


def _words(**rules: str) -> list[tuple[str, re.Pattern[str]]]:
    return [(field.strip("_"), re.compile(pattern)) for field, pattern in rules.items()]


ROWS = HeaderWords(
    {},
    _words(
        level1="^一级", level2="^二级", name="^三级|^(?:绩效)?指标名称$", likelihood="可能性", basis="依据",
        lamp="灯|预警", expected="预计", explanation="说明", cause="原因", remark="备注",
        target="指标值|目标值", done="执行情况|完成情况|执行数|完成值",
    ),
    [],
    {},
)  # fmt: skip
"""Headers of the table of indicators."""
FUNDS = HeaderWords(
    {}, _words(expected="预计", rate="率", executed="执行数|执行额|支出数|已?执行$", budget="预算"), [], {}
)
"""Headers of the block 项目资金."""


def read_monitoring(grid: Grid, unit: str) -> Monitoring | None:
    """Return what a sheet of 运行监控 says, ``None`` where it is none; amounts are in ``unit``."""
    page = Page(grid)
    head = _head(page, ROWS, _NAMES)
    if head is None:
        return None
    funds = _head(page, FUNDS, _FUNDS, head[0])
    lines = tuple(_funds(page, *funds, head[0], unit)) if funds else ()
    return Monitoring(grid.name, _month(page, head), tuple(_rows(page, *head)), lines)


def _head(
    page: Page, words: HeaderWords, needed: frozenset[str], end: int = _HEAD_ROWS
) -> tuple[int, Mapping[str, int]] | None:
    for row in page.rows[: end - 1]:
        keys = {column: page.key(row, column) for column in page.filled(row)}
        columns = choose(keys, words).columns
        if needed <= columns.keys():
            return row, columns
    return None


def _month(page: Page, head: tuple[int, Mapping[str, int]]) -> int | None:
    """Return the month: that in the header of 执行情况, else the first that is named above."""
    row, columns = head
    texts = [page.text(row, columns["done"])]
    texts += [page.text(above, column) for above in range(1, row) for column in page.filled(above)]
    for text in map(normalise, texts):
        found = _MONTH.search(text)
        month = int(found[1] or found[2]) if found else 0
        if 1 <= month <= 12:
            return month
    return None


def _rows(page: Page, head: int, columns: Mapping[str, int]) -> Iterator[IndicatorProgress]:
    level1 = level2 = ""
    where = Columns(page.grid.name, head, {"": columns["name"], **columns})
    for row in range(head + 1, page.height + 1):
        level1 = _text(page, row, columns.get("level1", 0)) or level1
        level2 = _text(page, row, columns["level2"]) or level2
        name = _text(page, row, columns["name"])
        said = {
            field: page.value(row, columns[field])
            for field in IndicatorProgress._fields[5:]
            if field in columns and page.home(row, columns[field])[0] == row
        }
        if name and not all(map(is_blank, (name, level2))):
            yield IndicatorProgress(where, row, level1, level2, name, **said)


def _text(page: Page, row: int, column: int) -> str:
    return text_of(page.value(row, column)).strip() if column else ""


def _funds(page: Page, head: int, columns: Mapping[str, int], end: int, unit: str) -> Iterator[FundProgress]:
    first = min(columns.values())
    where = Columns(page.grid.name, head, {"": max(first - 1, 1), **columns})
    for row in range(head + 1, end):
        label = next((column for column in range(first - 1, 0, -1) if not is_blank(page.value(row, column))), 0)
        amounts = {field: money(page.value(row, columns[field]), unit).fen for field in _FUNDS}
        if label and page.home(row, label)[0] == row:
            yield FundProgress(where, row, page.text(row, label).strip(), **amounts)
