"""总览: the whole roll-up on one page, and what a reviewer should be warned of before trusting it."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.documents.amounts import rate_shown
from selfeval_xl.documents.blocks import LONG, TEXT, Column, Table
from selfeval_xl.documents.rollup.departments import NOT_FILLED
from selfeval_xl.documents.rollup.records import FileResult, ProjectRow
from selfeval_xl.documents.rollup.sums import UNGRADED, Group
from selfeval_xl.domain.decimals import format_decimal, percent
from selfeval_xl.domain.money import in_unit
from selfeval_xl.messages import catalogue, codes

OVERVIEW = Table(
    "总览", (Column("内容", TEXT, 24, "item"), Column("数值", TEXT, 22, "value"), Column("说明", LONG, 84, "remark"))
)
WARNED, OTHERS = "请注意", "不是自评表"

FEW = 10
"""Below so many projects shares say nothing."""
NEARLY_ALL, MANY = Decimal("0.9"), Decimal("0.2")
"""From these shares on a reviewer is warned.  They are limits of this tool, no rule of any standard."""

Line = tuple[str, str, str]


class Largest(NamedTuple):
    """The project with the largest budget, and the file it came from."""

    budget: int
    file: str
    name: str


class OverviewFacts:
    """What the overview tells, counted form by form: sums, and how often each thing occurred.

    The order of the outcomes does not matter.
    """

    def __init__(self) -> None:
        self.whole = Group()
        self.standards, self.unverified, self.years = Counter[str](), Counter[str](), Counter[str]()
        self.all_full = self.copied = self.differing = self.repeated = 0
        self.largest: Largest | None = None
        self._read: set[str] = set()
        self._unread: dict[str, list[str]] = {}
        self._others: dict[str, str] = {}

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
        self.whole.add(project)
        self.standards[project.standard_name] += 1
        self.unverified[project.standard_name] += project.unverified
        self.years[project.year or NOT_FILLED] += 1
        self.all_full += project.all_full
        self.copied += project.copied
        self.differing += project.differing > 0
        self.repeated += any(each.code == codes.REPEATED for each in outcome.oddities)
        self.largest = _larger(self.largest, project, outcome.name)

    @property
    def read(self) -> int:
        """How many files were read."""
        return len(self._read)

    @property
    def refused(self) -> Counter[str]:
        """How many files nothing was read of, by the reason."""
        return Counter(min(found) for file, found in self._unread.items() if file not in self._read)

    @property
    def left_out(self) -> int:
        """How many forms were not taken of files that were read."""
        return sum(len(found) for file, found in self._unread.items() if file in self._read)

    @property
    def others(self) -> Counter[str]:
        """How many files are no forms, by their kind."""
        known = self._read | self._unread.keys()
        return Counter(kind for file, kind in self._others.items() if file not in known)


def _larger(largest: Largest | None, project: ProjectRow, file: str) -> Largest | None:
    """Return the larger budget; of two that are equal the one whose file comes first, whatever the order."""
    if project.budget is None or project.impossible:
        return largest
    this = Largest(project.budget, file, project.name)
    return this if largest is None or (-this.budget, file) < (-largest.budget, largest.file) else largest


def table(facts: OverviewFacts) -> Table:
    """Return the table 总览."""
    warnings = ((WARNED, "", text) for text in (*_on_scores(facts), *_on_money(facts), *_on_files(facts)))
    return OVERVIEW.filled((*_files(facts), *_money(facts.whole), *_scores(facts), *warnings))


def _files(facts: OverviewFacts) -> Iterator[Line]:
    whole, titles = facts.whole, catalogue()
    refused, others = facts.refused.total(), facts.others.total()
    told = f"读出{facts.read}个，没有读{refused}个，不是自评表{others}个" if others else ""
    yield "文件", f"{facts.read + refused + others}个", told
    yield "已读取的项目", f"{whole.projects}个", "逐个列在“项目汇总”"
    yield "已评分", f"{whole.scored}个", ""
    yield UNGRADED, f"{whole.projects - whole.scored}个", "有必填内容空着或还不能计分，得分和等级空着，不按 0 分算"
    yield "没有读的文件", f"{refused}个", "原因和办法逐个列在“未读文件”" if refused else ""
    for code, count in sorted(facts.refused.items()):
        yield f"　其中：{titles[code].title if code in titles else code}", f"{count}个", f"编号 {code}"
    if facts.left_out:
        yield "没有计入的表", f"{facts.left_out}张", "所在的文件里别的表读了；原因逐张列在“未读文件”"
    if others:
        yield OTHERS, f"{others}个", "逐个列在“不是自评表”"
        for kind, count in sorted(facts.others.items(), key=lambda each: (-each[1], each[0])):
            yield f"　其中：{kind}", f"{count}个", ""


def _money(whole: Group) -> Iterator[Line]:
    given = whole.projects - whole.impossible
    odd = f"{whole.impossible}个项目的预算数和执行数不可能（B14），未计入" if whole.impossible else ""
    for title, fen, count, what in (
        ("全年预算数合计", whole.budget_fen, whole.budgeted, "预算数"),
        ("全年执行数合计", whole.executed_fen, whole.spent, "执行数"),
    ):
        lacking = f"{given - count}个项目没有{what}，未计入" if given > count else ""
        yield title, _wan(fen), "；".join(filter(None, (lacking, odd)))
    left = given - whole.rated
    note = f"；{left}个项目缺其中一项，未计入" if left else ""
    yield "预算执行率", percent(Decimal(whole.rate)) if whole.rate else "—", f"全年执行数合计÷全年预算数合计{note}"


def _scores(facts: OverviewFacts) -> Iterator[Line]:
    whole = facts.whole
    yield "平均得分", f"{whole.mean}分" if whole.mean else "—", "已评分项目得分的算术平均"
    left = whole.projects - whole.weighed
    note = f"；{left}个项目没有得分或没有预算，未计入" if left else ""
    yield "按资金加权得分", f"{whole.weighted}分" if whole.weighted else "—", f"以全年预算数为权重的平均得分{note}"
    yield "可信度红灯", f"{whole.red}个", "指标得分率明显高于预算执行率，见“异常清单”"
    yield "可信度黄灯", f"{whole.yellow}个", "只亮黄灯、没有亮红灯的；预算结余较多，见“异常清单”"
    for name, count in sorted(facts.standards.items(), key=lambda each: (-each[1], each[0])):
        yield "评价标准", f"{count}个", name


def _on_scores(facts: OverviewFacts) -> Iterator[str]:
    whole = facts.whole
    graded = [each for each in whole.grades.items() if each[0] != UNGRADED]
    grade, count = max(graded, key=lambda each: each[1], default=("", 0))
    if whole.scored >= FEW and count >= NEARLY_ALL * whole.scored:
        yield (
            f"{whole.scored}个已评分项目中有{count}个（{rate_shown(count, whole.scored)}）的等级是“{grade}”，"
            "等级区分度不足。请抽查指标值是否定得过低、完成值有没有佐证材料。"
        )
    for number, what in ((facts.all_full, "每个指标都得满分"), (facts.copied, "完成值与指标值写得一样")):
        if whole.projects >= FEW and number >= MANY * whole.projects:
            yield f"有{number}个项目（{rate_shown(number, whole.projects)}）{what}，请抽查佐证材料，见“异常清单”。"
    if facts.differing:
        yield f"有{facts.differing}个项目表上的得分、等级等与重算的不同，见“异常清单”的“得分不符”；这里一律用重算的。"


def _on_money(facts: OverviewFacts) -> Iterator[str]:
    whole, largest = facts.whole, facts.largest
    if largest and whole.budgeted >= FEW and largest.budget >= NEARLY_ALL * whole.budget:
        yield (
            f"“{largest.name}”一个项目的预算（{_wan(largest.budget)}）就占全部预算的"
            f"{rate_shown(largest.budget, whole.budget)}，请核对金额单位是不是把元填成了万元（{largest.file}）。"
        )


def _on_files(facts: OverviewFacts) -> Iterator[str]:
    if facts.repeated:
        yield (
            f"有{facts.repeated}个文件与别的文件是同一个项目、内容却不同，合计里算了两次，见“异常清单”的“重复报送”。"
            "请把不作数的移出文件夹，再汇总一次。"
        )
    if len(facts.standards) > 1:
        yield f"用了{len(facts.standards)}个评价标准，分值和等级界限各不相同，平均得分和等级只宜在同一标准内比较。"
    if len(facts.years) > 1:
        told = "、".join(f"{year}（{count}个）" for year, count in sorted(facts.years.items()))
        yield f"评价年度不止一个：{told}，请确认是不是混进了别的年度的文件。"
    for name, count in sorted((+facts.unverified).items()):
        yield f"有{count}个项目用的“{name}”里有未核实的规则，哪几条见 selfeval-xl standards show。"


def _wan(fen: int | None) -> str:
    return "—" if fen is None else f"{format_decimal(in_unit(fen, '万元'))}万元"
