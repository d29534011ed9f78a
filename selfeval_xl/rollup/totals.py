"""What the rows of a roll-up come to: 总览, 部门汇总, 等级分布, 执行率分布, kept as counters while the rows pass by."""

from collections.abc import Iterable
from decimal import Decimal

from selfeval_xl.documents.blocks import Table
from selfeval_xl.documents.rollup import overview
from selfeval_xl.documents.rollup.departments import Departments
from selfeval_xl.documents.rollup.distributions import Distributions
from selfeval_xl.documents.rollup.records import FileResult
from selfeval_xl.storage import standards


class Totals:
    """Sums and counts over all outcomes.  The order of the outcomes does not matter, and none of them is kept."""

    def __init__(self) -> None:
        self._facts = overview.OverviewFacts()
        self._departments = Departments()
        self._distributions = Distributions()
        self._ids: set[str] = set()

    def add(self, outcome: FileResult) -> None:
        """Count what became of one more form."""
        self._facts.add(outcome)
        if outcome.project:
            self._departments.add(outcome.project)
            self._distributions.add(outcome.project)
            self._ids.add(outcome.project.standard)

    def tables(self) -> tuple[Table, ...]:
        """Return 总览, 部门汇总, 等级分布 and 执行率分布."""
        grades, whole = self._distributions.grades(_lowest(self._ids)), self._facts.whole
        departments = self._departments.table(whole, grades)
        return overview.table(self._facts), departments, *self._distributions.tables(whole.projects, grades)


def _lowest(ids: Iterable[str]) -> dict[str, Decimal]:
    """Return from which total each grade of the built-in standards among ``ids`` holds."""
    known = (standards.load(name) for name in ids if standards.is_built_in(name))
    bands = [band for each in known for band in each.bands.grades]
    return {band.grade: max(other.lower for other in bands if other.grade == band.grade) for band in bands}
