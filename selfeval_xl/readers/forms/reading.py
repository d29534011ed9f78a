"""A filled official form, as any region prints it -> what it says, and every cell that was not understood."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from selfeval_xl.documents.forms.kinds import HUBEI, MOF, PLATFORM
from selfeval_xl.documents.forms.platform import HEADERS
from selfeval_xl.domain.cells import is_blank, normalise, text_of
from selfeval_xl.domain.decimals import HUNDRED, ZERO
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.layout import AMOUNTS, header_key
from selfeval_xl.domain.money import FEN_PER
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.printed import PlacedValue, Printed, PrintedSum, points_in, points_together
from selfeval_xl.domain.submission import BudgetLine, OfficialForm, Project, Submission
from selfeval_xl.readers import flaws
from selfeval_xl.readers.flaws import assumed, unread
from selfeval_xl.readers.forms import extras, fund_rows, labels, lines, plans, progress, project_facts
from selfeval_xl.readers.forms.dividing import apart, names, parts
from selfeval_xl.readers.forms.fund_head import FundsHead, find_block
from selfeval_xl.readers.forms.fund_rows import USUAL_UNIT, Funds, FundsRow, money_unit, read_funds
from selfeval_xl.readers.forms.heads import Head, heads
from selfeval_xl.readers.forms.indicator_rows import Rows, read_rows
from selfeval_xl.readers.forms.page import Page
from selfeval_xl.readers.forms.project_facts import Facts
from selfeval_xl.readers.forms.shares import turn_into_points

_GOAL = re.compile(r"年度绩效目标\s*\d*\s*(?:[(（][^)）]*[)）])?")
_IN_TITLE = re.compile(
    r"^附[件表]\s*\d*\s*:?|(?:(?:19|20)\d\d)\s*年度?|\(\s*\)|\(?(?:金额)?单位:[千万亿]?元\)?|(?:项目?)?(?:支出)?(?:绩效)?(?:目标)?"
    r"(?:(?:自评|自我评价)(?:结果|情况)?(?:表样?)?|绩效评价(?:结果)?表|(?:申报|审批|批复|核定)表|(?:运行)?监控(?:情况)?表)"
)
_OF_PLACE = re.compile(r".*[省市区县旗州盟乡镇局委厅办院]\s*\(?(?:19|20)\d\d\s*年(?!度?(?:部门|单位|整体))度?(.+)")
"""A title that names the place, or who spent the money, before the year, and the project behind it."""
_CONTINUED = re.compile(r"续表?[\d一二三四五六七八九]*")
"""What the title of a sheet that goes on says instead of a name: 自评表（续）."""
_HUGE = 10 * FEN_PER["亿元"]
"""An amount that is rather in 元 where no unit is printed."""
_PLATFORM_KEY = header_key(HEADERS[5])
_MOST_ABREAST = 9


def read_forms(
    grid: Grid, abreast: int = _MOST_ABREAST, with_heads: bool = False, unit: str = USUAL_UNIT
) -> list[Submission]:
    """Return the forms on a sheet, from left to right (at most ``abreast`` beside the first) and from top to bottom.

    What holds neither indicators nor funds is none, but where the form may go on elsewhere (``with_heads``) and it has
    a 项目名称.  ``unit`` is the 金额单位 where none is printed.
    """
    page = Page(grid)
    tables = heads(page)
    if abreast and (both := apart(page, tables)):
        return [form for each in both for form in read_forms(each, abreast - 1)]
    each_form = [(page.part(rows), [head for head in tables if head.row in rows]) for rows in parts(page, tables)]
    return [found for part, inside in each_form if (found := _read(part, inside, with_heads, unit))]


def _start(page: Page) -> PlacedValue:
    row = next((row for row in page.rows if any(page.filled(row))), page.rows.start)
    return page.placed(row, next(page.filled(row), 1) if row in page.rows else 1)


def _read(page: Page, tables: list[Head], with_heads: bool, usual_unit: str) -> Submission | None:
    start, end = _start(page), page.rows.stop
    block, head = find_block(page, tables[0].row if tables else end)
    if not (tables or head or (with_heads and any(names(page, row) for row in page.rows))):
        return None
    is_plan = plans.is_plan(page, tables, bool(head))
    tables = [table._replace(is_plan=is_plan) for table in tables]
    facts = Facts({}, {}, [])
    unit = money_unit(block, head) if head else None
    if unit:
        facts.of["money_unit"] = unit
    first = min([table.row for table in tables] + ([_first_row(block, head)] if head else []), default=end)
    project_facts.read_results(page, facts, range(page.rows.start, first))
    project_facts.read_heading(page, facts, first)
    below = next((table.row for table in tables if head and table.row > head.row), end)
    funds = fund_rows.read_rows(block, head, block.rows.stop if block.is_turned else below) if head else []
    goals = sum(_goal(page, facts, table) for table in tables)
    rows = _tables(page, tables, _rows_of(head, funds) if head and not block.is_turned else range(0))
    project_facts.read_goals(page, facts)
    told = [*fund_rows.findings_on(block, head, funds)] if head else []
    project_facts.read_labels(page, facts)
    planned = plans.planned(page, facts, tables[0].row) if is_plan else None
    project_facts.join_period(facts)
    _name_from_title(page, facts, first)
    project_facts.read_results(page, facts, page.rows)
    rows.set_table_apart(page)
    rows.add_results(*(facts.of.pop(field, None) for field in ("total", "grade")))
    rows.unread = [*rows.told, *told, *facts.unread, *project_facts.rest(page, rows.bare), *_uncalculated(page)]
    project = _project(page, facts, usual_unit)
    budget = read_funds(block, head, funds, text_of(project.money_unit)) if head else Funds()
    rows.unread += [*_huge(budget.lines)] if "money_unit" not in facts.of else []
    found = _submission(page, tables, project, budget, rows, start, goals)
    monitoring = progress.monitoring_on(page, text_of(project.money_unit))
    if monitoring:
        return progress.as_monitoring(found, page, monitoring)
    return plans.as_plan(found, planned) if planned else found


def _first_row(block: Page, head: FundsHead) -> int:
    return min(head.columns.values()) if block.is_turned else head.row


def _submission(
    page: Page,
    tables: list[Head],
    project: Project,
    funds: Funds,
    rows: Rows,
    start: PlacedValue,
    goals: int,
) -> Submission:
    turn_into_points(rows, funds)
    apart = {number for number in (_execution(page, funds, rows),) if number is not None}
    left, sums = lines.without_parents(rows.indicators, rows.scores, tuple(rows.all_sums), apart)
    if beyond := _beyond(page, funds, rows, left):
        left, sums = lines.without_parents(rows.indicators, rows.scores, tuple(rows.all_sums), apart | beyond)
    return Submission(
        project,
        tuple(funds.lines),
        tuple(rows.indicators[row] for row in left),
        (*_flaws(project), *funds.flaws, *rows.flaws),
        printed=Printed(
            tuple(rows.scores[row] for row in left),
            tuple(funds.printed),
            sums=tuple(sums),
            total=rows.total,
            total_weight=rows.total_weight,
            total_again=rows.total_again,
            grade=rows.grade,
            extra=rows.extra,
        ),
        form=OfficialForm(
            kind=_kind(page, tables),
            sheet=page.grid.name,
            start=start,
            goals=goals,
            weights_deduced=False,
            is_blank=is_blank(project.name) and not rows.is_filled and not funds.is_filled,
            amounts=funds.texts,
            unread=tuple(sorted(rows.unread, key=lambda each: each.place)),
        ),
    )


def _beyond(page: Page, funds: Funds, rows: Rows, left: list[int]) -> set[int]:
    """Return the rows whose 分值 are beyond the 100 points, with what they add kept, and each told."""
    beside = Printed((), tuple(funds.printed)).execution_weight
    found = extras.beyond(rows.indicators, left, (ZERO, lines.USUAL) if beside is None else (beside,))
    for number, by in found.items():
        rows.extra += extras.worth(by, rows.scores[number])
        rows.unread.append(_untaken(page, rows.indicators[number].row, extras.why(by, has_points=True)))
    whole = HUNDRED + points_together(rows.indicators[number].weight for number in found)
    if found and rows.total_weight and points_in(rows.total_weight.value) == whole:
        rows.total_weight = None  # it counts them too, and adds up
    return {*found}


def _untaken(page: Page, row: int, why: str) -> Finding:
    """Return a row that was read and is no indicator as it stands there, and why."""
    whole = "　".join(" ".join(page.text(row, column).split()) for column in page.filled(row))
    return unread(page.place(row, next(page.filled(row))), whole, why)


def _execution(page: Page, funds: Funds, rows: Rows) -> int | None:
    """Return the row of the table that says what the funds earn, kept with them and told; ``None`` for none."""
    number = lines.execution_row(rows.indicators, funds.printed)
    if number is not None:
        row = rows.indicators[number]
        funds.add_execution(row, rows.scores[number])
        rows.unread.append(_untaken(page, row.row, "这一行是预算执行率，按资金计算，不当作指标"))
    return number


def _project(page: Page, facts: Facts, usual_unit: str) -> Project:
    """Return the facts; a form that names no 金额单位 means 万元, as the official ones do."""
    places = {"": Place(page.grid.name), **facts.blank, **{field: said.place for field, said in facts.of.items()}}
    values = {field: said.value for field, said in facts.of.items()}
    return Project(places, **{"money_unit": usual_unit, **values})


def _huge(lines: list[BudgetLine]) -> Iterator[Finding]:
    """Yield a word on the first amount that no project has, where nothing says that it is in 万元."""
    amounts = ((each, field) for each in lines for field in AMOUNTS if (getattr(each, field) or 0) >= _HUGE)
    for line, field in itertools.islice(amounts, 1):
        yield assumed(line.place(field), "", f"表上没有写金额单位，按{USUAL_UNIT}读，金额大得少见")


def _flaws(project: Project) -> Iterator[Finding]:
    for field, value in zip(Project._fields[1:], project[1:], strict=True):
        yield from flaws.in_value(value, project.place(field))
    yield from flaws.in_year(project.year, project.place("year"))


def _uncalculated(page: Page) -> Iterator[Finding]:
    why = "这一格是公式，文件里没有存下计算结果；请用 Excel 打开、保存后再导入"
    for row in page.rows:
        for column in page.uncalculated.get(row, ()):
            yield unread(Place(page.grid.name, row, column), "", why)


def _rows_of(head: FundsHead, funds: list[FundsRow]) -> range:
    return range(head.rows.start, max([head.row, *(each.row for each in funds)]) + 1)


def _tables(page: Page, tables: list[Head], funds: range) -> Rows:
    """Read the tables; one ends where the next begins, or the block 项目资金 on the rows ``funds``, if it has rows."""
    rows = Rows()
    for number, head in enumerate(tables, 1):
        first = len(rows.indicators)
        end = tables[number].row if number < len(tables) else page.rows.stop
        if head.row < funds.start < end:
            is_begun = any(any(page.filled(row)) for row in range(head.below, funds.start))
            head, end = (head, funds.start) if is_begun else (head._replace(below=funds.stop), end)
        read_rows(page, head, end, rows)
        for weight, shared in [*lines.shared_points(page, head, rows.indicators[first:], rows.scores[first:])]:
            together = tuple(first + each for each in shared)
            rows.indicators[together[0]] = rows.indicators[together[0]]._replace(weight=None)
            rows.sums.append(PrintedSum(rows.indicators[together[0]].level2, together, weight=weight))
        for score, shared in [*lines.shared_scores(page, head, rows.indicators[first:], rows.scores[first:])]:
            together = tuple(first + each for each in shared)
            rows.scores[together[0]] = None
            rows.sums.append(PrintedSum(rows.indicators[together[0]].level2, together, score))
        points = _goal_points(page, head)
        if points:
            label = f"年度绩效目标{number if len(tables) > 1 else ''}"
            rows.sums.append(PrintedSum(label, tuple(range(first, len(rows.indicators))), weight=points))
    if not tables:
        why = "没有找到指标表的表头（三级指标、年度指标值、实际完成值），指标没有读"
        rows.unread.append(unread(Place(page.grid.name), "", why))
    return rows


def _beside(page: Page, head: Head) -> Iterator[PlacedValue]:
    """Yield what stands at the left of a header."""
    return (page.placed(head.row, column) for column in range(1, head.first))


def _has_goal(page: Page, head: Head) -> bool:
    """Tell whether 年度绩效目标 stands at the left of a table, as on the Hubei form."""
    return any(_GOAL.match(text_of(each.value)) for each in _beside(page, head))


def _goal_points(page: Page, head: Head) -> PlacedValue | None:
    """Return the points in the label at the left of a table: 年度绩效目标1（40分）."""
    for value, place in _beside(page, head):
        if found := labels.POINTS.search(normalise(text_of(value))):
            return PlacedValue(found[1], place)
    return None


def _goal(page: Page, facts: Facts, head: Head) -> bool:
    """Take the label at the left of a table; on the Hubei form the goal itself may stand below its points."""
    for value, place in _beside(page, head):
        text = text_of(value)
        if match := _GOAL.match(text):
            if goal := text[match.end() :].strip(" \n:："):
                facts.add(page, "annual_goal", goal, place)
            return True
    return False


def _name_from_title(page: Page, facts: Facts, end: int) -> None:
    """Take the 项目名称 out of a title such as 2020年度长江禁捕项目自评表 where no label says it."""
    if "name" in facts.of:
        return
    for row in range(page.rows.start, end):
        for column in page.filled(row):
            text = normalise(page.text(row, column))
            placed = _OF_PLACE.match(text)
            name = _in_title(placed[1] if placed else "") or _in_title(text)
            is_title = labels.HEADLINE.search(text) and not labels.RESULT.match(page.key(row, column))
            if is_title and name and (row, column) in page.taken:
                facts.of["name"] = PlacedValue(name, page.place(row, column))
                return


def _in_title(text: str) -> str:
    name = _IN_TITLE.sub("", text).strip(" ()")
    return "" if _CONTINUED.fullmatch(name) else name


def _kind(page: Page, tables: list[Head]) -> str:
    for head in tables:
        if page.key(head.row, head.columns.get("actual", 0)) == _PLATFORM_KEY:
            return PLATFORM
        is_weighed = "weight" in head.columns or any(
            labels.WEIGHT.search(head.titles[each].key) for each in head.unknown
        )
        if "score" in head.columns and not is_weighed and _has_goal(page, head):
            return HUBEI
    return MOF
