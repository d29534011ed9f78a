"""B: budget lines that do not add up, and execution that needs a word of explanation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from selfeval_xl.checks.catalogue import finding
from selfeval_xl.checks.context import CheckContext
from selfeval_xl.checks.formatting import amount, share_of
from selfeval_xl.domain.cells import is_blank, normalise, text_of
from selfeval_xl.domain.decimals import HUNDRED, half_up, percent
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.scorecard import LineResult
from selfeval_xl.domain.submission import BudgetLine

AMOUNTS = {"initial": "年初预算数", "adjustment": "调整数", "annual": "全年预算数", "executed": "全年执行数"}
_PERCENT = r"[^\d-]*(\d+(?:\.\d+)?)%"
_WRITTEN = r"执行率[^\d，。；,;]{0,6}(\d+(?:\.\d+)?)%"
_ADJUSTED = ("追加", "调增", "调减", "追减")


def check_missing(view: CheckContext) -> Iterator[Finding]:
    """Without budget or execution there is no 执行率; everything 0 was probably not filled in."""
    budget, place = view.card.budget, view.budget_sheet
    missing = [label for label, total in (("预算数", budget.budget), ("执行数", budget.executed)) if total is None]
    if missing:
        yield finding("B01", place, missing="和".join(missing))
    elif budget.budget == 0:
        yield finding("B10" if budget.executed == 0 and not _any_amount(view) else "B02", place)


def _any_amount(view: CheckContext) -> bool:
    return any(getattr(line, field) for line in view.card.submission.budget for field in AMOUNTS)


def check_lines(view: CheckContext) -> Iterator[Finding]:
    """Each line by itself: 年初＋调整＝全年, no negative amounts, no more spent than budgeted."""
    unit = view.money_unit
    for result in view.card.budget.lines:
        line = result.line
        for field in ("initial", "annual", "executed"):
            value = getattr(line, field)
            if value is not None and value < 0:
                place, label = line.place(field), AMOUNTS[field]
                yield finding("B08", place, line.name, label=label, shown=amount(value, unit))
        # The official form has no column 调整数; there the two amounts may differ.
        if line.initial is not None and line.annual is not None and "adjustment" in line.columns.of:
            yield from _adjusted(line, unit)
        if result.difference is not None and result.difference > 0:
            yield from _overspent(result, unit)


def _adjusted(line: BudgetLine, unit: str) -> Iterator[Finding]:
    initial, adjustment, annual = line.initial or 0, line.adjustment or 0, line.annual or 0
    if initial + adjustment != annual:
        yield finding(
            "B05",
            line.place("annual"),
            line.name,
            initial=amount(initial, unit),
            adjustment="（空白）" if line.adjustment is None else f" {amount(adjustment, unit)}",
            sum=amount(initial + adjustment, unit),
            annual=amount(annual, unit),
        )


def _overspent(result: LineResult, unit: str) -> Iterator[Finding]:
    executed, budget, over = result.executed, result.budget, result.difference
    if executed is not None and budget is not None and over is not None and is_blank(result.line.reason):
        yield finding(
            "B03",
            result.line.place("executed"),
            result.line.name,
            executed=amount(executed, unit),
            budget=amount(budget, unit),
            over=amount(over, unit),
        )


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
    place, label, shown = line.place(field), AMOUNTS[field], amount(total, unit)
    if own == 0:
        return finding("B09", place, line.name, label=label, children=shown)
    difference = amount(abs(own - total), unit)
    return finding(
        "B04", place, line.name, label=label, parent=amount(own, unit), children=shown, difference=difference
    )


def check_approved(view: CheckContext) -> Iterator[Finding]:
    """The lines add up to the 核定预算总额, and no more than that was spent."""
    budget, unit, project = view.card.budget, view.money_unit, view.card.submission.project
    approved, place = budget.approved, project.place("approved_total")
    if approved is None or misnumbered(view):
        return
    if budget.budget is not None and budget.budget != approved:
        yield finding(
            "B06",
            place,
            budget=amount(budget.budget, unit),
            approved=amount(approved, unit),
            difference=amount(abs(budget.budget - approved), unit),
        )
    elif budget.executed is not None and budget.executed > approved and all(r.budget is None for r in budget.lines):
        yield finding("B12", place, executed=amount(budget.executed, unit), approved=amount(approved, unit))


def check_rate(view: CheckContext) -> Iterator[Finding]:
    """Where the standard says so, a low 执行率 has to be explained somewhere in 差异说明."""
    budget, limit = view.card.budget, view.standard.reasons.execution_below
    if limit is None or not budget.budget or budget.executed is None or not budget.lines:
        return
    silent = all(is_blank(result.line.reason) for result in budget.lines)
    if silent and budget.rate is not None and budget.executed < limit * budget.budget:
        worst = min(budget.lines, key=lambda result: result.difference or 0)
        yield finding(
            "B07", worst.line.place("reason"), worst.line.name, rate=percent(budget.rate), limit=share_of(limit)
        )


def check_adjustments(view: CheckContext) -> Iterator[Finding]:
    """追加 or 调减, in the column 调整数 or in the line's name, calls for a word in 差异说明."""
    lines, unit = view.card.budget.lines, view.money_unit
    parents = children(lines)
    for index, result in enumerate(lines):
        line = result.line
        if index in parents or not is_blank(line.reason):
            continue
        if line.adjustment:
            what = f"年中{'追加' if line.adjustment > 0 else '调减'}了 {amount(abs(line.adjustment), unit)}"
            yield finding("B11", line.place("reason"), line.name, what=what)
        elif any(word in line.name for word in _ADJUSTED):
            yield finding("B11", line.place("reason"), line.name, what="名称写明是年中追加或调减的")


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


def check_written_rate(view: CheckContext) -> Iterator[Finding]:
    """A 执行率 that somebody wrote, as an indicator's actual value or in a text, is the one that the amounts give."""
    budget, unit, project = view.card.budget, view.money_unit, view.card.submission.project
    if not budget.budget or budget.executed is None or budget.rate is None:
        return
    rate, shown = budget.rate * HUNDRED, percent(budget.rate)
    sums = {"budget": amount(budget.budget, unit), "executed": amount(budget.executed, unit)}
    for row in [row for row, name in zip(view.rows, view.names, strict=True) if "预算执行率" in name]:
        match = re.fullmatch(_PERCENT, normalise(row.actual_shown))
        if match and Decimal(match[1]) != rate:
            place, name = row.indicator.place("actual"), row.indicator.name
            yield finding("B13", place, name, typed=f"{match[1]}%", rate=shown, **sums)
    for field in ("actual_result", "financial_management"):
        text = text_of(getattr(project, field))
        for typed in re.findall(_WRITTEN, normalise(text)) if "执行率" in text else ():
            # In a text people round: 90.9% for 90.91% is right, 90.8% is not.
            if half_up(rate, Decimal(typed)) != Decimal(typed):
                yield finding("B13", project.place(field), typed=f"{typed}%", rate=shown, **sums)


CHECKS = (
    check_missing,
    check_numbers,
    check_lines,
    check_parents,
    check_approved,
    check_rate,
    check_adjustments,
    check_written_rate,
)
