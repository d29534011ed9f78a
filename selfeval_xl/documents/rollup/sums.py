"""Sums over projects that lose nothing: money in whole 分, points in whole hundredths, rounded once when told."""

import functools
from decimal import Decimal

from selfeval_xl.documents.rollup.records import ProjectRow
from selfeval_xl.domain.cells import normalise
from selfeval_xl.domain.decimals import HUNDRED, rate_of

UNGRADED = "暂不评级"


class Sum:
    """What a number of projects come to, grown project by project.

    ``mean`` is the plain mean of the scores.  ``weighted`` is their mean weighted by 全年预算数; a project without a
    score, or without a budget above 0, has no part in it, and ``weighed`` counts those that have.  ``rate`` is that of
    the projects with both amounts, which ``rated`` counts: a blank 执行数 is not 0.  Amounts that cannot be true are in
    none of them; ``impossible`` counts such projects.
    """

    __slots__ = ("_of_budget", "_points", "_rated_spent", "_weight", "_weighted", "budget", "budgeted", "executed",
                 "impossible", "projects", "rated", "scored", "spent", "weighed")  # fmt: skip

    def __init__(self) -> None:
        self.projects = self.scored = self.weighed = 0
        self.budget = self.budgeted = self.executed = self.spent = 0
        self.impossible = 0
        self.rated = self._of_budget = self._rated_spent = 0
        self._points = self._weighted = self._weight = 0

    def add(self, project: ProjectRow) -> None:
        """Count one more project."""
        self.projects += 1
        if project.impossible:
            self.impossible += 1
        else:
            self._add_money(project.budget, project.executed)
        if project.grade:  # points that do not make 100 give a total that is no share of it
            self._add_score(int(Decimal(project.total) * HUNDRED), project.budget or 0)

    def _add_money(self, budget: int | None, executed: int | None) -> None:
        if budget is not None:
            self.budgeted += 1
            self.budget += budget
        if executed is not None:
            self.spent += 1
            self.executed += executed
        if budget is not None and executed is not None:
            self.rated += 1
            self._of_budget += budget
            self._rated_spent += executed

    def _add_score(self, hundredths: int, budget: int) -> None:
        self.scored += 1
        self._points += hundredths
        if budget > 0:
            self.weighed += 1
            self._weight += budget
            self._weighted += hundredths * budget

    @property
    def budget_fen(self) -> int | None:
        """全年预算数 in 分, ``None`` when nobody gave any, which is not 0."""
        return self.budget if self.budgeted else None

    @property
    def executed_fen(self) -> int | None:
        """全年执行数 in 分, ``None`` when nobody gave any."""
        return self.executed if self.spent else None

    @property
    def rate(self) -> str:
        """全年执行数 / 全年预算数 of the projects with both, half-up to four places, ``""`` where there is none."""
        return part_of(self._rated_spent, self._of_budget)

    @property
    def mean(self) -> str:
        """The mean score, half-up to two places, ``""`` while nothing is scored."""
        return _points(self._points, self.scored)

    @property
    def weighted(self) -> str:
        """The mean score weighted by 全年预算数, half-up to two places, ``""`` while nothing has both."""
        return _points(self._weighted, self._weight)


class Group(Sum):
    """The projects of a department or a unit, with their grades and warning lamps."""

    __slots__ = ("grades", "red", "yellow")

    def __init__(self) -> None:
        super().__init__()
        self.red = self.yellow = 0
        self.grades: dict[str, int] = {}

    def add(self, project: ProjectRow) -> None:
        """Count one more project."""
        super().add(project)
        self.red += project.lamp == "红"
        self.yellow += project.lamp == "黄"
        grade = project.grade or UNGRADED
        self.grades[grade] = self.grades.get(grade, 0) + 1


def _points(hundredths: int, count: int) -> str:
    """Return hundredths of points over ``count``, rounded half-up once; none of the two is ever negative."""
    if not count:
        return ""
    whole, rest = divmod((2 * hundredths + count) // (2 * count), 100)
    return f"{whole}.{rest:02d}"


def part_of(count: int, whole: int) -> str:
    """Return a share of 1, half-up to four places, ``""`` of nothing."""
    rate = rate_of(count, whole)
    return "" if rate is None else f"{rate:f}"


@functools.lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Fold a name so that spellings that differ by spaces or full-width glyphs alone are one."""
    return "".join(normalise(text).split())
