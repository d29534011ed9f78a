"""Submissions of one project by several units -> one submission, with how each indicator was combined, or why not."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from selfeval_xl.domain.cells import normalise, text_of
from selfeval_xl.domain.place import Columns
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard
from selfeval_xl.domain.submission import BudgetLine, Project, Submission
from selfeval_xl.rules import Standard, fold_level
from selfeval_xl.rules.records import AggregationRule
from selfeval_xl.scoring import score
from selfeval_xl.scoring.aggregate.indicators import SHEET, joined, unreported
from selfeval_xl.scoring.aggregate.units import MergedIndicator, UnitIndicator

NO_BUDGET = "没有预算数或执行数，合并后的预算执行率算不出来"
NO_MONEY = "各单位的预算数合计是0，预算执行率算不出来"
Key = tuple[str, str, str]


class MergedSubmission(NamedTuple):
    """The project as a whole, ready to be scored.  ``worked`` says for each indicator how it was combined, in figures.

    ``remarks`` say what could not be combined and why; such an indicator has no 实际完成值, so the whole is 暂不评级.
    """

    submission: Submission
    worked: tuple[str, ...]
    remarks: tuple[str, ...]


class _UnitFigures(NamedTuple):
    name: str
    card: Scorecard
    fund: int | None
    rows: dict[Key, list[IndicatorScore]]


def combine(submissions: Sequence[Submission], standard: Standard, rule: AggregationRule) -> MergedSubmission:
    """Combine what several units reported of one project, by the ``rule`` of its ``standard``.

    An indicator is the same where 一级, 二级 and 三级 are, spaces and full-width glyphs aside.  The budget of the whole
    has a line for each unit.
    """
    units = [_unit(submission, standard, rule) for submission in submissions]
    joints = tuple(_joints(units, standard, rule))
    lines, lacking = _budget(units)
    told = [f"{joint.indicator.name}：{joint.remark}" for joint in joints if joint.remark]
    whole = Submission(_project(units), lines, tuple(joint.indicator for joint in joints))
    return MergedSubmission(whole, tuple(joint.worked for joint in joints), (*lacking, *told))


def _unit(submission: Submission, standard: Standard, rule: AggregationRule) -> _UnitFigures:
    card = score(submission, standard)
    rows: dict[Key, list[IndicatorScore]] = {}
    for row in card.indicators:
        rows.setdefault(_key(row), []).append(row)
    fund = card.budget.executed if rule.weight == "executed" else card.budget.budget
    return _UnitFigures(text_of(submission.project.unit), card, fund, rows)


def _key(row: IndicatorScore) -> Key:
    indicator = row.indicator
    return fold_level(indicator.level1), fold_level(indicator.level2), "".join(normalise(indicator.name).split())


def _joints(units: Sequence[_UnitFigures], standard: Standard, rule: AggregationRule) -> Iterator[MergedIndicator]:
    """Yield the indicators in the order in which they first appear."""
    keys = dict.fromkeys(key for unit in units for key in unit.rows)
    for number, key in enumerate(keys, 2):
        having = [unit for unit in units if key in unit.rows]
        why = _unmatched(units, having, key)
        if why:
            yield MergedIndicator(unreported(having[0].rows[key][0].indicator, number), remark=why)
        else:
            parts = [UnitIndicator(unit.name, unit.rows[key][0], unit.fund) for unit in units]
            yield joined(parts, number, standard, rule)


def _unmatched(units: Sequence[_UnitFigures], having: Sequence[_UnitFigures], key: Key) -> str:
    twice = [unit.name for unit in having if len(unit.rows[key]) > 1]
    if twice:
        return f"{'、'.join(twice)}有不止一行同名的指标，分不清哪一行对哪一行"
    lacking = [unit.name for unit in units if unit not in having]
    return f"{'、'.join(lacking)}没有这个指标" if lacking else ""


def _budget(units: Sequence[_UnitFigures]) -> tuple[tuple[BudgetLine, ...], tuple[str, ...]]:
    """Return a line for each unit; none at all where one gave no figures, since a rate without it would mislead."""
    budgets = [(unit.name, unit.card.budget) for unit in units]
    lacking = [name for name, each in budgets if each.budget is None or each.executed is None]
    if lacking:
        return (), (f"{'、'.join(lacking)}{NO_BUDGET}",)
    if not sum(each.budget or 0 for _name, each in budgets):
        return (), (NO_MONEY,)
    columns = Columns(SHEET, 1, {})
    return tuple(
        # Whichever of the two the standard divides by, it is what the unit's own rate was divided by.
        BudgetLine(columns, number, "", name, initial=each.budget, annual=each.budget, executed=each.executed)
        for number, (name, each) in enumerate(budgets, 2)
    ), ()


def _project(units: Sequence[_UnitFigures]) -> Project:
    projects = [unit.card.submission.project for unit in units]
    first = projects[0]
    departments = dict.fromkeys(text_of(project.department) for project in projects)
    return Project(
        {},
        name=first.name,
        code=next((project.code for project in projects if text_of(project.code)), None),
        department="、".join(filter(None, departments)),
        unit="、".join(unit.name for unit in units),
        year=first.year,
        standard=first.standard,
        money_unit="万元",
    )
