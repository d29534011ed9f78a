"""A filled official form, as any region prints it -> what it says, and every cell that was not understood."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selfeval_xl.documents.forms.kinds import HUBEI, MOF, PLATFORM
from selfeval_xl.documents.forms.platform import HEADERS
from selfeval_xl.domain.cells import CellValue, is_blank, normalise, text_of, year_of
from selfeval_xl.domain.decimals import HUNDRED, format_decimal
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.layout import header_key
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.printed import PlacedValue, Printed, points_in
from selfeval_xl.domain.submission import OfficialForm, Project, Submission
from selfeval_xl.messages import finding
from selfeval_xl.readers import flaws
from selfeval_xl.readers.flaws import unread
from selfeval_xl.readers.forms import fund_rows, labels, project_facts
from selfeval_xl.readers.forms.fund_rows import Funds, find_head, money_unit, read_funds
from selfeval_xl.readers.forms.indicator_rows import Head, Rows, heads, read_rows
from selfeval_xl.readers.forms.page import Page
from selfeval_xl.readers.forms.project_facts import Facts

USUAL_UNIT = "万元"
"""The 金额单位 of the official forms, where one names none."""
_GOAL = re.compile(r"年度绩效目标\s*\d*\s*(?:[(（][^)）]*[)）])?")
_IN_TITLE = re.compile(r"(?:(?:19|20)\d\d)\s*年度?|(?:项目?)?(?:支出)?(?:绩效)?(?:目标)?自评(?:结果|表)?|\(\s*\)")
_NAME = header_key("项目名称")
_PLATFORM_KEY = header_key(HEADERS[5])
_ABOVE = 3
"""Rows above 项目名称 in which the title of a second form may stand."""


def read_forms(grid: Grid) -> list[Submission]:
    """Return the forms on a sheet, from top to bottom; what holds neither indicators nor funds is none."""
    page = Page(grid)
    forms: list[Submission] = []
    for rows in _parts(page):
        part = page.part(rows)
        found = _read(part)
        if found:
            forms.append(found)
        elif forms and (start := _start(part)).value is not None:
            forms[-1] = with_unread(forms[-1], start)
    return forms


def with_unread(submission: Submission, start: PlacedValue) -> Submission:
    """Return a form with the remark that nobody read on from the cell ``start`` below it."""
    form = submission.form
    assert form is not None  # every caller has read it from a form
    why = "从这一行起是另一张自评表，没有读；请把它另存成单独的文件再导入"
    told = unread(start.place, text_of(start.value), why)
    return submission._replace(form=form._replace(unread=(*form.unread, told)))


def _parts(page: Page) -> Iterator[range]:
    """Yield the rows of each form: one begins at every second 项目名称, or at its title above that."""
    start = 1
    for row in page.rows_with(_NAME)[1:]:
        first = next((each for each in range(max(row - _ABOVE, start + 1), row) if _is_title(page, each)), row)
        yield range(start, first)
        start = first
    yield range(start, page.height + 1)


def _is_title(page: Page, row: int) -> bool:
    return any(labels.HEADLINE.search(page.text(row, column)) for column in page.filled(row))


def _start(page: Page) -> PlacedValue:
    row = next((row for row in page.rows if any(page.filled(row))), page.rows.start)
    return page.placed(row, next(page.filled(row), 1) if row in page.rows else 1)


def _read(page: Page) -> Submission | None:
    tables, head = heads(page), find_head(page)
    if not tables and not head:
        return None
    start, end = _start(page), page.rows.stop
    facts = Facts({}, {}, [])
    unit = money_unit(page, head) if head else None
    if unit:
        facts.of["money_unit"] = unit
    first = min([table.row for table in tables] + ([head.row] if head else []))
    project_facts.read_heading(page, facts, first)
    below = tables[0].row if head and tables and tables[0].row > head.row else end
    funds = fund_rows.read_rows(page, head, below) if head else []
    goals = sum(_goal(page, facts, table) for table in tables)
    rows = _tables(page, tables)
    project_facts.read_goals(page, facts)
    project_facts.read_labels(page, facts)
    _name_from_title(page, facts, first)
    rows.unread += [*facts.unread, *project_facts.rest(page), *_uncalculated(page)]
    project = _project(page, facts)
    budget = read_funds(page, head, funds, text_of(project.money_unit)) if head else Funds([], [], [], {})
    return _submission(page, tables, project, budget, rows, start, goals)


def _submission(
    page: Page, tables: list[Head], project: Project, funds: Funds, rows: Rows, start: PlacedValue, goals: int
) -> Submission:
    weights = _deduced_weights(rows, funds)
    weighed = (row._replace(weight=weight) for row, weight in zip(rows.indicators, weights, strict=False))
    return Submission(
        project,
        tuple(funds.lines),
        tuple(weighed if weights else rows.indicators),
        (*_flaws(project), *funds.flaws, *rows.flaws),
        printed=Printed(tuple(rows.scores), tuple(funds.printed), rows.sections, rows.total, rows.grade),
        form=OfficialForm(
            kind=_kind(page, tables),
            sheet=page.grid.name,
            start=start,
            goals=goals,
            weights_deduced=bool(weights),
            is_blank=is_blank(project.name) and not rows.is_filled and not funds.is_filled,
            amounts=funds.texts,
            unread=tuple(sorted(rows.unread, key=lambda each: each.place)),
        ),
    )


def _project(page: Page, facts: Facts) -> Project:
    """Return the facts; a form that names no 金额单位 means 万元, as the official ones do."""
    places = {"": Place(page.grid.name), **facts.blank, **{field: said.place for field, said in facts.of.items()}}
    values = {field: said.value for field, said in facts.of.items()}
    return Project(places, **{"money_unit": USUAL_UNIT, **values})


def _flaws(project: Project) -> Iterator[Finding]:
    for field, value in zip(Project._fields[1:], project[1:], strict=True):
        yield from flaws.in_value(value, project.place(field))
    if not is_blank(project.year) and year_of(project.year) is None:
        yield finding("X05", project.place("year"), shown=text_of(project.year))


def _uncalculated(page: Page) -> Iterator[Finding]:
    why = "这一格是公式，文件里没有存下计算结果；请用 Excel 打开、保存后再导入"
    for row in page.rows:
        for column in page.uncalculated.get(row, ()):
            yield unread(Place(page.grid.name, row, column), "", why)


def _tables(page: Page, tables: list[Head]) -> Rows:
    rows = Rows()
    for number, head in enumerate(tables, 1):
        read_rows(page, head, tables[number].row if number < len(tables) else page.rows.stop, rows)
    if not tables:
        why = "没有找到指标表的表头（三级指标、年度指标值、实际完成值），指标没有读"
        rows.unread.append(unread(Place(page.grid.name), "", why))
    return rows


def _deduced_weights(rows: Rows, funds: Funds) -> tuple[CellValue, ...]:
    """Return the printed scores where the form prints no 分值, but full marks in all; else nothing.

    No score exceeds its 分值 and all 分值 make 100, so printed scores that make 100 are the 分值 themselves.
    """
    scores = [points_in(said.value) if said else None for said in rows.scores]
    printed = funds.printed[0].score if funds.printed else None
    execution = points_in(printed.value) if printed else None
    known = [score for score in scores if score is not None]
    weighed = any(points_in(row.weight) is not None for row in rows.indicators)
    if weighed or len(known) < len(scores) or not known or execution is None or sum(known, execution) != HUNDRED:
        return ()
    return tuple(map(format_decimal, known))


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
    for row in range(page.rows.start, end):
        for column in page.filled(row):
            text = normalise(page.text(row, column))
            name = _IN_TITLE.sub("", text).strip(" ()")
            if labels.HEADLINE.search(text) and name and (row, column) in page.taken:
                facts.of["name"] = PlacedValue(name, page.place(row, column))
                return


def _kind(page: Page, tables: list[Head]) -> str:
    for head in tables:
        if page.key(head.row, head.columns.get("actual", 0)) == _PLATFORM_KEY:
            return PLATFORM
        if "score" in head.columns and "weight" not in head.columns:
            return HUBEI
    return MOF
