"""What the rows of a roll-up come to: 总览, 部门汇总, 等级分布, 执行率分布, kept as counters while the rows pass by."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from selfeval_xl.documents.blocks import Table
from selfeval_xl.documents.rollup import overview
from selfeval_xl.documents.rollup.departments import NOT_FILLED, Departments
from selfeval_xl.documents.rollup.distributions import Distributions
from selfeval_xl.documents.rollup.overview import Largest, OverviewFacts
from selfeval_xl.documents.rollup.records import FileResult, ProjectRow
from selfeval_xl.documents.rollup.sums import Group
from selfeval_xl.messages import catalogue, codes
from selfeval_xl.storage import standards


class Totals:
    """Sums and counts over all outcomes.  The order of the outcomes does not matter, and none of them is kept."""

    def __init__(self) -> None:
        self._whole = Group()
        self._departments = Departments()
        self._distributions = Distributions()
        self._read: set[str] = set()
        self._unread: dict[str, list[str]] = {}
        self._others: dict[str, str] = {}
        self._standards: Counter[str] = Counter()
        self._unverified: Counter[str] = Counter()
        self._ids: set[str] = set()
        self._years: Counter[str] = Counter()
        self._notable: Counter[str] = Counter()
        self._largest: Largest | None = None

    def add(self, outcome: FileResult) -> None:
        """Count what became of one more form."""
        file = outcome.source.file
        if outcome.refusal:
            self._unread.setdefault(file, []).append(outcome.refusal.code)
        elif outcome.project:
            self._read.add(file)
            self._add_project(outcome.project, outcome)
        else:
            self._others[file] = outcome.other

    def _add_project(self, project: ProjectRow, outcome: FileResult) -> None:
        self._whole.add(project)
        self._departments.add(project)
        self._distributions.add(project)
        self._standards[project.standard_name] += 1
        self._unverified[project.standard_name] += project.unverified
        self._ids.add(project.standard)
        self._years[project.year or NOT_FILLED] += 1
        self._notable["all_full"] += project.all_full
        self._notable["copied"] += project.copied
        self._notable["differing"] += project.differing > 0
        self._notable["repeated"] += any(each.code == codes.REPEATED for each in outcome.oddities)
        self._largest = _larger(self._largest, project, outcome.name)

    def tables(self) -> tuple[Table, ...]:
        """Return 总览, 部门汇总, 等级分布 and 执行率分布."""
        facts = OverviewFacts(
            whole=self._whole,
            read=len(self._read),
            refused=Counter(min(found) for file, found in self._unread.items() if file not in self._read),
            left_out=sum(len(found) for file, found in self._unread.items() if file in self._read),
            others=Counter(kind for file, kind in self._others.items() if file not in self._read | self._unread.keys()),
            titles={code: template.title for code, template in catalogue().items()},
            standards=self._standards,
            unverified=+self._unverified,
            years=self._years,
            all_full=self._notable["all_full"],
            copied=self._notable["copied"],
            differing=self._notable["differing"],
            repeated=self._notable["repeated"],
            largest=self._largest,
        )
        grades = self._distributions.grades(_lowest(self._ids))
        departments = self._departments.table(self._whole, grades)
        return overview.table(facts), departments, *self._distributions.tables(self._whole.projects, grades)


def _lowest(ids: Iterable[str]) -> dict[str, Decimal]:
    """Return from which total each grade of the built-in standards among ``ids`` holds."""
    known = (standards.load(name) for name in ids if standards.is_built_in(name))
    bands = [band for each in known for band in each.bands.grades]
    return {band.grade: max(other.lower for other in bands if other.grade == band.grade) for band in bands}


def _larger(largest: Largest | None, project: ProjectRow, file: str) -> Largest | None:
    """Return the larger budget; of two that are equal the one whose file comes first, whatever the order."""
    if project.budget is None or project.impossible:
        return largest
    this = Largest(project.budget, file, project.name)
    return this if largest is None or (-this.budget, file) < (-largest.budget, largest.file) else largest
