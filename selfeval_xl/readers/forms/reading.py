"""A filled official form, as any region prints it -> what it says, and every cell that was not understood."""

from __future__ import annotations

import re

from selfeval_xl.documents.forms.kinds import HUBEI, MOF, PLATFORM
from selfeval_xl.documents.forms.platform import HEADERS
from selfeval_xl.domain.cells import normalise
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.layout import header_key
from selfeval_xl.domain.place import Place
from selfeval_xl.readers.forms import labels, project_facts
from selfeval_xl.readers.forms.filled import FilledForm, IndicatorRow, Said, Unread
from selfeval_xl.readers.forms.fund_rows import find_head, money_unit, read_funds
from selfeval_xl.readers.forms.indicator_rows import Head, Levels, heads, read_rows
from selfeval_xl.readers.forms.page import Page
from selfeval_xl.readers.forms.project_facts import Facts

_GOAL = re.compile(r"年度绩效目标\s*\d*\s*(?:[(（][^)）]*[)）])?")
_IN_TITLE = re.compile(r"(?:(?:19|20)\d\d)\s*年度?|(?:项目?)?(?:支出)?(?:绩效)?(?:目标)?自评(?:结果|表)?|\(\s*\)")
_PLATFORM_KEY = header_key(HEADERS[5])
_ABOVE = 3
"""Rows above 项目名称 in which the title of a second form may stand."""


def read_form(grid: Grid) -> FilledForm | None:
    """Read the form on a sheet; ``None`` when there is neither a table of indicators nor a block of funds on it.

    Of two forms on one sheet the first is read; the second is told in ``unread``.
    """
    page = Page(grid)
    end = _end(page)
    tables, money = heads(page, end), find_head(page, end)
    if not tables and not money:
        return None
    facts = Facts({}, [], [])
    first = min([head.row for head in tables] + ([money.row] if money else []))
    unit = money_unit(page, money) if money else ""
    project_facts.read_heading(page, facts, first)
    funds = read_funds(page, money, tables[0].row if tables and tables[0].row > money.row else end) if money else []
    goals = sum(_goal(page, facts, head) for head in tables)
    indicators, total, grade, unread = _tables(page, tables, end)
    project_facts.read_goals(page, facts, end)
    project_facts.read_labels(page, facts, end)
    _name_from_title(page, facts, first)
    unread += [*facts.unread, *project_facts.rest(page, end), *_uncalculated(grid, end), *_second(page, end)]
    unread.sort(key=lambda each: each.place)
    return FilledForm(
        grid.name, _kind(page, tables), facts.of, unit or next(iter(facts.unit), ""), tuple(funds), tuple(indicators),
        total, grade, goals, tuple(unread),
    )  # fmt: skip


def _end(page: Page) -> int:
    """Return the first row that is no longer part of the first form."""
    seen = False
    for row in range(1, page.height + 1):
        named = any(page.key(row, column) == "项目名称" for column in page.filled(row))
        if named and seen:
            titles = (each for each in range(row - _ABOVE, row) if _is_title(page, each))
            return next(titles, row)
        seen = seen or named
    return page.height + 1


def _is_title(page: Page, row: int) -> bool:
    return any(labels.HEADLINE.search(page.text(row, column)) for column in page.filled(row))


def _second(page: Page, end: int) -> list[Unread]:
    if end > page.height:
        return []
    column = next(page.filled(end), 1)
    why = "从这一行起是另一张自评表，没有读；请把它另存成单独的文件再导入"
    return [Unread(page.place(end, column), page.text(end, column), why)]


def _uncalculated(grid: Grid, end: int) -> list[Unread]:
    why = "这一格是公式，文件里没有存下计算结果；请用 Excel 打开、保存后再导入"
    return [Unread(Place(grid.name, *spot), "", why) for spot in sorted(grid.uncalculated) if spot[0] < end]


def _tables(
    page: Page, tables: list[Head], end: int
) -> tuple[list[IndicatorRow], Said | None, Said | None, list[Unread]]:
    indicators: list[IndicatorRow] = []
    unread: list[Unread] = []
    total = grade = None
    levels = Levels()
    for number, head in enumerate(tables, 1):
        rows = read_rows(page, head, tables[number].row if number < len(tables) else end, levels)
        indicators += rows.indicators
        unread += rows.unread
        total, grade = rows.total or total, rows.grade or grade
    if not tables:
        why = "没有找到指标表的表头（三级指标、年度指标值、实际完成值），指标没有读"
        unread.append(Unread(Place(page.grid.name), "", why))
    return indicators, total, grade, unread


def _goal(page: Page, facts: Facts, head: Head) -> int:
    """Take the label at the left of a table; on the Hubei form the goal itself may stand below its points."""
    for column in range(1, min(head.columns.values())):
        text = page.text(head.row, column)
        match = _GOAL.match(text)
        if match:
            goal = text[match.end() :].strip(" \n:：")
            if goal:
                facts.add(page, "annual_goal", goal, page.place(head.row, column))
            return 1
    return 0


def _name_from_title(page: Page, facts: Facts, end: int) -> None:
    """Take the 项目名称 out of a title such as 2020年度长江禁捕项目自评表 where no label says it."""
    if "name" in facts.of:
        return
    for row in range(1, end):
        for column in page.filled(row):
            text = normalise(page.text(row, column))
            name = _IN_TITLE.sub("", text).strip(" ()")
            if labels.HEADLINE.search(text) and name and (row, column) in page.taken:
                facts.of["name"] = Said(name, page.place(row, column))
                return


def _kind(page: Page, tables: list[Head]) -> str:
    for head in tables:
        if page.key(head.row, head.columns.get("actual", 0)) == _PLATFORM_KEY:
            return PLATFORM
        if "score" in head.columns and "weight" not in head.columns:
            return HUBEI
    return MOF
