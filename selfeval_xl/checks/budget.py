"""B: amounts that are missing, impossible, or do not add up."""

from collections.abc import Iterator, Sequence

from selfeval_xl.checks.context import CheckContext
from selfeval_xl.checks.formatting import amount, amounts
from selfeval_xl.domain.cells import is_blank, normalise
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.layout import AMOUNTS
from selfeval_xl.domain.scorecard import LineResult
from selfeval_xl.domain.submission import BudgetLine
from selfeval_xl.messages import finding, register
from selfeval_xl.messages.sources import BUDGET_LAW, FORM_2020, HUBEI, PLATFORM, PUBLISHED
from selfeval_xl.messages.template import error, warning

TEXTS = {
    "B01 缺预算数或执行数": error(
        "没有{missing}，预算执行率算不出来。",
        "请在预算表填写每一行的全年预算数和全年执行数；只有总预算时，把它填在项目信息的“核定预算总额”。",
        "执行率＝全年执行数÷全年预算数，缺一个就算不出。",
        FORM_2020,
    ),
    "B02 预算为 0": error(
        "全年预算数合计为 0，除以 0 得不出执行率。",
        "请核对预算数；确实没有安排预算的，请与主管部门商定怎么处理。",
        "预算数为 0 时平台亮黄灯，要求核实。",
        PLATFORM,
    ),
    "B03 执行数超过预算数": warning(
        "执行 {executed}，预算 {budget}，超出 {over}。超出预算的支出要有调整预算的依据。",
        "请核对执行数；预算调整过的，请填“调整数”和全年预算数，并在“差异说明”写明依据。",
        "预算数是调整后的数，执行数是实际支出数。",
        HUBEI,
    ),
    "B04 上级金额不等于下级之和": error(
        "{label}是 {parent}，下级各行合计 {children}，相差 {difference}。",
        "请改正其中一个数，使上级等于下级之和。",
        "资金总额等于其中各项之和。",
        FORM_2020,
    ),
    "B05 年初数加调整数不等于全年数": error(
        "年初预算数 {initial}，加调整数{adjustment}，应为 {sum}，全年预算数填的却是 {annual}。",
        "请改正三个数中写错的一个；年中追加填正数，调减填负数。",
        "全年预算数＝年初预算数＋调整数。",
        PLATFORM,
    ),
    "B06 预算合计与核定总额不符": error(
        "各行全年预算数合计 {budget}，项目信息的核定预算总额是 {approved}，相差 {difference}。",
        "请核对批复文件，改正其中一个数。",
        "自评的对象是批复的预算，两处应当一致。",
        FORM_2020,
    ),
    "B08 金额为负": error(
        "{label}是 {shown}。预算数和执行数不能是负数。",
        "请改成正数；年中调减请填在“调整数”列。",
        "只有调整数可以为负。",
        PLATFORM,
    ),
    "B09 总额为 0 而下级有数": error(
        "{label}是 0，下级各行却有 {children}。上级没有合计，按它算出来的执行率不对。",
        "请把这一格改为下级之和；也可以留空，由程序合计。",
        "公开的自评表里有总额行印成 0、执行率得 0 分的例子。",
        PUBLISHED,
    ),
    "B10 金额全部为 0": error(
        "预算表里填的金额全部是 0，像是还没有填写，执行率算不出来。",
        "请填写实际的预算数和执行数。",
        "没有预算和支出的项目无法评价执行情况。",
        PUBLISHED,
    ),
    "B12 支出超过核定总额": warning(
        "执行数合计 {executed}，超过核定预算总额 {approved}。",
        "请核对执行数；总额调整过的，请更新“核定预算总额”。",
        "支出要以批准的预算为依据。",
        BUDGET_LAW,
    ),
    "B16 执行数（其他）没有计入": warning(
        "“执行数（其他）”填了 {shown}，所用标准的执行率只算全年执行数，这个数没有计入。",
        "应当计入的，请并入“全年执行数”；评价标准选错的，请在项目信息改选。",
        "只有个别地方（如浙江）的执行率把“执行数（其他）”加进分子。",
        PLATFORM,
    ),
    "X10 序号重复或断档": error(
        "序号“{shown}”重复，或者它的上一级没有出现，无法确定这一行归在谁的名下，合计可能重复计算。",
        "请按 1、1.1、1.2、2 的样式重新编号；序号请用文本格式，以免 1.10 变成 1.1。",
        "序号表示明细的层级，上级金额等于下级之和。",
    ),
}
register(TEXTS)


def check_missing(view: CheckContext) -> Iterator[Finding]:
    """Without budget or execution there is no 执行率; everything 0 was probably not filled in."""
    budget, place = view.card.budget, view.budget_sheet
    missing = [label for label, total in (("预算数", budget.budget), ("执行数", budget.executed)) if total is None]
    if missing:
        yield finding("B01", place, missing="和".join(missing))
    elif budget.budget == 0 and view.standard.execution.without_budget is None:
        filled_in = any(getattr(line, field) for line in view.card.submission.budget for field in AMOUNTS)
        yield finding("B10" if budget.executed == 0 and not filled_in else "B02", place)


def check_lines(view: CheckContext) -> Iterator[Finding]:
    """Each line by itself: 年初＋调整＝全年, no negative amounts, no more spent than budgeted."""
    unit = view.money_unit
    for result in view.card.budget.lines:
        line = result.line
        for field in ("initial", "annual", "executed", "executed_other"):
            value = getattr(line, field)
            if value is not None and value < 0:
                place, label = line.place(field), AMOUNTS[field]
                yield finding("B08", place, line.name, label=label, shown=amount(value, unit))
        # The official form has no column 调整数; there the two amounts may differ.
        if line.initial is not None and line.annual is not None and "adjustment" in line.columns.of:
            yield from _adjusted(line, unit)
        if result.difference is not None and result.difference > 0 and result.is_possible:
            yield from _overspent(result, unit)


def _adjusted(line: BudgetLine, unit: str) -> Iterator[Finding]:
    initial, adjustment, annual = line.initial or 0, line.adjustment or 0, line.annual or 0
    if initial + adjustment != annual:
        added = "（空白）" if line.adjustment is None else f" {amount(adjustment, unit)}"
        shown = amounts(unit, initial=initial, sum=initial + adjustment, annual=annual)
        yield finding("B05", line.place("annual"), line.name, adjustment=added, **shown)


def _overspent(result: LineResult, unit: str) -> Iterator[Finding]:
    line, executed, budget = result.line, result.executed, result.budget
    if executed is not None and budget is not None and is_blank(line.reason):
        shown = amounts(unit, executed=executed, budget=budget, over=executed - budget)
        yield finding("B03", line.place("executed"), line.name, **shown)


def children(lines: Sequence[LineResult]) -> dict[int, list[int]]:
    """Return, for each line that has any, the indexes of the lines one level below it."""
    below: dict[int, list[int]] = {}
    path: list[int] = []
    for index, result in enumerate(lines):
        while path and lines[path[-1]].depth >= result.depth:
            path.pop()
        if path:
            below.setdefault(path[-1], []).append(index)
        path.append(index)
    return below


def check_parents(view: CheckContext) -> Iterator[Finding]:
    """A parent equals the sum of its children, in every column that both fill in; first the numbers must be right."""
    if misnumbered(view):
        return
    lines = view.card.budget.lines
    below = children(lines)
    for field in AMOUNTS:
        sums = _sums(lines, below, field)
        for index, total in sums.items():
            line = lines[index].line
            own = getattr(line, field)
            if own is not None and own != total:
                yield _unequal(line, field, own, total, view.money_unit)


def _sums(lines: Sequence[LineResult], below: dict[int, list[int]], field: str) -> dict[int, int]:
    """Return the sum of its children's ``field`` for each parent of which a child has one, deepest first."""
    amounts: dict[int, int] = {i: v for i, r in enumerate(lines) if (v := getattr(r.line, field)) is not None}
    sums: dict[int, int] = {}
    for parent in sorted(below, reverse=True):
        given = [amounts[child] for child in below[parent] if child in amounts]
        if given:
            sums[parent] = sum(given)
            amounts.setdefault(parent, sums[parent])
    return sums


def _unequal(line: BudgetLine, field: str, own: int, total: int, unit: str) -> Finding:
    shown = amounts(unit, parent=own, children=total, difference=abs(own - total))
    return finding("B04" if own else "B09", line.place(field), line.name, label=AMOUNTS[field], **shown)


def check_approved(view: CheckContext) -> Iterator[Finding]:
    """The lines add up to the 核定预算总额, and no more than that was spent."""
    budget, unit, project = view.card.budget, view.money_unit, view.card.submission.project
    approved, place = budget.approved, project.place("approved_total")
    if approved is None or misnumbered(view):
        return
    if budget.budget is not None and budget.budget != approved:
        difference = abs(budget.budget - approved)
        yield finding("B06", place, **amounts(unit, budget=budget.budget, approved=approved, difference=difference))
    elif budget.executed is not None and budget.executed > approved and all(r.budget is None for r in budget.lines):
        yield finding("B12", place, **amounts(unit, executed=budget.executed, approved=approved))


def check_other(view: CheckContext) -> Iterator[Finding]:
    """执行数（其他） counts only where the standard says so."""
    if not view.standard.execution.counts_other:
        for line in [line for line in view.card.submission.budget if line.executed_other]:
            shown = amount(line.executed_other or 0, view.money_unit)
            yield finding("B16", line.place("executed_other"), line.name, shown=shown)


def misnumbered(view: CheckContext) -> list[BudgetLine]:
    """Return the lines whose 序号 stood there before, or that are a 1.1 without a 1."""
    seen: set[str] = set()
    wrong = []
    for line in view.card.submission.budget:
        number = normalise(line.number).rstrip(".、")
        parent = number.rpartition(".")[0]
        if number and (number in seen or (parent and parent not in seen)):
            wrong.append(line)
        seen.add(number)
    return wrong


def check_numbers(view: CheckContext) -> Iterator[Finding]:
    """Each 序号 stands once and below its parent: the sums go by them."""
    for line in misnumbered(view):
        yield finding("X10", line.place("number"), line.name, shown=line.number)


CHECKS = (check_missing, check_numbers, check_lines, check_parents, check_approved, check_other)
