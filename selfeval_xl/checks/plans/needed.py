"""G: the plan as a whole: what must be there, funds, points, and the time it takes."""

from collections.abc import Iterator

from selfeval_xl.checks.budget import misnumbered
from selfeval_xl.checks.formatting import amounts, on_row, points
from selfeval_xl.checks.plans.context import TargetContext
from selfeval_xl.checks.project import LABELS
from selfeval_xl.domain.cells import is_blank, normalise, text_of
from selfeval_xl.domain.decimals import ZERO
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.layout import AMOUNTS
from selfeval_xl.domain.measures.deadlines import span
from selfeval_xl.domain.measures.measure import DATE, Day
from selfeval_xl.domain.submission import BudgetLine
from selfeval_xl.messages import finding, register
from selfeval_xl.messages.sources import CITY_TOOL, TARGET_FORM
from selfeval_xl.messages.template import error

TEXTS = {
    "G01 项目资金合计不等": error(
        "{label}是 {parent}，其中各项合计 {children}，相差 {difference}。",
        "请改正其中一个数；相差不到 0.1 万元的是进位，不用改。",
        "资金总额等于财政拨款与其他资金之和。",
        CITY_TOOL,
    ),
    "G02 缺少一级指标": error(
        "指标里没有“{missing}”。绩效目标要有产出、效益和满意度，缺的部分自评时没有分。",
        "请至少补上一个属于“{missing}”的三级指标。",
        "绩效目标申报表按产出、效益、满意度设置指标。",
        CITY_TOOL,
    ),
    "G03 分值合计不是100或90分": error(
        "各指标分值合计 {sum} 分，应为 {required} 分。",
        "请调整各指标的分值，使合计正好 {required} 分。",
        "指标分值合计 100 分；预算执行率另占 10 分的，指标合计 90 分。",
        TARGET_FORM,
    ),
    "G04 开始日期晚于完成日期": error(
        "项目起止时间写的是“{shown}”，开始比完成还晚。",
        "请改正项目起止时间，例如“2026年3月至2026年11月”。",
        "项目的开始日期不晚于完成日期。",
        CITY_TOOL,
    ),
    "G05 时效在项目时间以外": error(
        "时效写的是“{target}”，项目起止时间是“{period}”，不在这段时间里。",
        "请核对指标值和项目起止时间，改正其中一个。",
        "时效指标的日期不能晚于项目完成日期。",
        CITY_TOOL,
    ),
    "G21 绩效目标的基本内容没有填": error(
        "“{label}”没有填。",
        "请填写“{label}”。",
        "项目名称、主管部门和绩效目标是申报表的必填内容。",
        CITY_TOOL,
    ),
}
register(TEXTS)

_ROUNDING = 100_000
"""0.1 万元 in 分: sums in 万元 may differ by as much."""
_NEEDED = ("name", "department", "annual_goal")


def check_facts(targets: TargetContext) -> Iterator[Finding]:
    """Name, department and goal are there."""
    project = targets.view.card.submission.project
    for field in _NEEDED:
        goal_elsewhere = field == "annual_goal" and not is_blank(project.overall_goal)
        if project.has(field) and is_blank(getattr(project, field)) and not goal_elsewhere:
            yield finding("G21", project.place(field), label=LABELS[field])


def check_funds(targets: TargetContext) -> Iterator[Finding]:
    """A sum of funds is that of its parts, within 0.1 万元: those of the year, and of the whole project."""
    submission = targets.view.card.submission
    if misnumbered(targets.view):
        return
    for lines in (submission.budget, submission.whole_funds):
        for field in ("initial", "annual"):
            yield from _unequal(lines, field, targets.view.money_unit)


def _unequal(lines: tuple[BudgetLine, ...], field: str, unit: str) -> Iterator[Finding]:
    for parent, parts in _with_parts(lines):
        own, given = getattr(parent, field), [fen for part in parts if (fen := getattr(part, field)) is not None]
        if own is not None and given and abs(own - sum(given)) > _ROUNDING:
            shown = amounts(unit, parent=own, children=sum(given), difference=abs(own - sum(given)))
            yield finding("G01", parent.place(field), parent.name, label=AMOUNTS[field], **shown)


def _with_parts(lines: tuple[BudgetLine, ...]) -> Iterator[tuple[BudgetLine, list[BudgetLine]]]:
    """Yield each line that is numbered above others, with these."""
    for line in lines:
        number = normalise(line.number).rstrip(".、")
        parts = [each for each in lines if normalise(each.number).rstrip(".、").rpartition(".")[0] == number]
        if number and parts:
            yield line, parts


def check_sections(targets: TargetContext) -> Iterator[Finding]:
    """Every part of the 100 points that the standard asks for has an indicator."""
    view = targets.view
    there = {row.section for row in view.rows}
    below = "".join({row.indicator.level2 for row in view.rows})
    for rule in view.standard.sections if view.rows else ():
        is_there = rule.name in there or any(name in below for name in rule.level1)
        if rule.source == "indicators" and not rule.bonus and not is_there and not rule.admits(ZERO):
            yield finding("G02", view.indicator_sheet, missing=rule.name)


def check_points(targets: TargetContext) -> Iterator[Finding]:
    """The points of all indicators make 100, or what 预算执行率 leaves of it."""
    view = targets.view
    given = [row.weight for row in view.rows if row.weight is not None]
    if len(given) < len(view.rows) or not given or not view.standard.weights_checked:
        return
    whole = view.standard.weight
    rest = whole - view.standard.execution_weight
    if sum(given, ZERO) not in (whole, rest):
        required = " 或 ".join(dict.fromkeys(map(points, (whole, rest))))
        yield finding("G03", view.indicator_sheet, sum=points(sum(given, ZERO)), required=required)


def check_period(targets: TargetContext) -> Iterator[Finding]:
    """The project ends after it begins, and every 时效 lies within."""
    project = targets.view.card.submission.project
    shown = text_of(project.period)
    first, last = (_dated(day, targets.view.year) for day in span(normalise(shown)))
    if first and last and first > last:
        yield finding("G04", project.place("period"), shown=shown)
        return
    for row in targets.rows:
        day = _dated(row.reading.target.date, targets.view.year) if row.reading.target.kind == DATE else None
        if day and ((first and day < first) or (last and day > last)):
            yield on_row("G05", row, "target", target=row.target_shown, period=shown)


def _dated(day: Day | None, year: int | None) -> tuple[int, int, int] | None:
    """Return a day with its year, else that of the plan; ``None`` where neither is known."""
    if day is None or (day[0] or year) is None:
        return None
    return day[0] or year or 0, day[1], day[2]


CHECKS = (check_facts, check_funds, check_sections, check_points, check_period)
