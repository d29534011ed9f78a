"""同项目合并: one project that several units reported, put together where the standard says how."""

import functools
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from selfeval_xl import scoring
from selfeval_xl.documents.blocks import COUNT, LONG, MONEY, POINTS, RATE, TEXT, Column, Rows, Table, Value
from selfeval_xl.documents.rollup.records import FileResult, ProjectRow, on_disk
from selfeval_xl.documents.rollup.sums import UNGRADED, folded
from selfeval_xl.domain.cells import normalise
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.errors import UserError
from selfeval_xl.domain.fingerprint import fingerprint
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard
from selfeval_xl.domain.submission import Submission
from selfeval_xl.ooxml.package import LIMIT
from selfeval_xl.readers.documents import document_of
from selfeval_xl.rollup import packed
from selfeval_xl.rollup.progress import COMBINING, Progress
from selfeval_xl.rollup.reading import exact_text
from selfeval_xl.rules import Standard, in_force
from selfeval_xl.scoring import aggregate
from selfeval_xl.storage import stable_read, standards
from selfeval_xl.tasks import assess

PROJECTS = Table(
    "同项目合并",
    (
        Column("项目编码", TEXT, 21, "code"),
        Column("项目名称", LONG, 30, "name"),
        Column("评价年度", TEXT, 9, "year"),
        Column("单位数", COUNT, 8, "units"),
        Column("实施单位", LONG, 34, "unit"),
        Column("全年预算数（万元）", MONEY, 13, "budget_fen"),
        Column("全年执行数（万元）", MONEY, 13, "executed_fen"),
        Column("预算执行率", RATE, 10, "rate"),
        Column("合并得分", POINTS, 9, "total"),
        Column("合并等级", TEXT, 9, "grade"),
        Column("评价标准", TEXT, 22, "standard"),
        Column("说明", LONG, 60, "remarks"),
        Column("各单位文件", LONG, 44, "files"),
    ),
)
INDICATORS = Table(
    "同项目合并明细",
    (
        Column("项目编码", TEXT, 21, "code"),
        Column("项目名称", LONG, 26, "project"),
        Column("一级指标", TEXT, 12, "level1"),
        Column("二级指标", TEXT, 14, "level2"),
        Column("三级指标", LONG, 26, "name"),
        Column("合并指标值", TEXT, 13, "target"),
        Column("合并完成值", TEXT, 13, "actual"),
        Column("分值", POINTS, 8, "weight"),
        Column("得分", POINTS, 8, "score"),
        Column("怎么合并", LONG, 60, "worked"),
        Column("计算说明", LONG, 40, "explanation"),
    ),
)
Read = Callable[[str, Standard], Iterable[Submission]]
"""Reads the forms of a file of the folder once more, to be scored by that standard; raises UserError."""
Key = tuple[str, ...]
_CODE, _NAME = "code", "name"
"""What a project is known by."""


class _Member(NamedTuple):
    """One form of a project: the name of its ``file``, where that lies (``path``), and what it is known again by."""

    file: str
    path: str
    name: str
    unit: str
    inputs: str


class _Project(NamedTuple):
    """The first file's facts stand for the project; ``members`` are all its files, ``notes`` what is odd about them."""

    code: str
    name: str
    year: str
    standard: str
    members: list[_Member]
    notes: tuple[str, ...] = ()


class _NotMerged(Exception):
    """Why the files of a project cannot be put together."""


class MergedProjects:
    """Finds the files of one project of several units as they pass by, and reads just those once more at the end.

    A project is one 项目编码 of a year under one standard that has an ``[aggregation]``.  What bears no code, as
    official forms do not, belongs to the one code that has its 项目名称, or else to the others of that name.
    ``standard`` is the one that everything is scored by, where one was asked for.
    """

    def __init__(self, folder: str, standard: str | Standard | None = None, read: Read | None = None) -> None:
        self._standard = standard
        self._read = read or _reader(folder)
        self._projects: dict[Key, _Project] = {}
        self._rules: dict[str, Standard | None] = {}

    def add(self, outcome: FileResult) -> None:
        """Remember a file whose project may have further units."""
        project = outcome.project
        key = _key(project) if project else ()
        if project and key and self._rules_for(project.standard):
            first = _Project(project.code, project.name, project.year, project.standard, [])
            member = _Member(outcome.name, outcome.source.file, project.name, project.unit, project.inputs)
            self._projects.setdefault(key, first).members.append(member)

    def tables(self, progress: Progress) -> tuple[Table, ...]:
        """Return 同项目合并 and 同项目合并明细, or nothing where no project has two units."""
        projects_found = _joined(self._projects)
        shared = [each for each in projects_found if len({folded(member.unit) for member in each.members}) > 1]
        projects: list[tuple[Value, ...]] = []
        indicators: list[tuple[Value, ...]] = []
        done, total = 0, sum(len(project.members) for project in shared)
        for project in shared:
            row, rows = self._combined(project)
            projects.append(row)
            indicators += rows
            done += len(project.members)
            progress(done, total, COMBINING)
        return (PROJECTS.filled(projects), INDICATORS.filled(indicators)) if projects else ()

    def _rules_for(self, name: str) -> Standard | None:
        """Return the standard of that id where it says how to combine, ``None`` else."""
        if name not in self._rules:
            try:
                standard = standards.load(self._standard or name)
                self._rules[name] = standard if standard.aggregation else None
            except UserError:  # one of somebody's own, which was there when the files were read
                self._rules[name] = None
        return self._rules[name]

    def _combined(self, project: _Project) -> tuple[tuple[Value, ...], Rows]:
        standard = self._rules_for(project.standard)
        assert standard is not None  # add() kept no others
        try:
            _require_one_each(project)
            submissions = [self._submission(member, standard) for member in project.members]
        except _NotMerged as why:
            return _row(project, standard, None, str(why)), ()
        standard = in_force(standard, submissions[0])
        assert standard.aggregation is not None  # a year changes the rule, it takes none away
        whole = aggregate.combine(submissions, standard, standard.aggregation)
        remarks = "；".join((*project.notes, *_names(project), *whole.remarks))
        card = scoring.score(whole.submission, standard)
        explained = zip(card.indicators, whole.worked, strict=True)
        rows = tuple(_indicator(project, score, worked) for score, worked in explained)
        return _row(project, standard, card, remarks), rows

    def _submission(self, member: _Member, standard: Standard) -> Submission:
        try:
            submissions = self._read(member.path, standard)
        except UserError as trouble:
            raise _NotMerged(f"合并时要再读一次各单位的文件：{trouble.message}没有合并。") from trouble
        same = next((each for each in submissions if fingerprint(each) == member.inputs), None)
        if not same:
            raise _NotMerged(f"“{member.file}”在汇总的时候被人改过，没有合并；请再汇总一次")
        return same


def _reader(folder: str) -> Read:
    def read(file: str, standard: Standard) -> list[Submission]:
        path = os.path.join(folder, on_disk(file)[0])
        data = stable_read.made_of(path, LIMIT, functools.partial(packed.content, file))
        done = assess.assessed_each(document_of(data, file, results=False), standard)
        return [each.card.submission for each in done]

    return read


def _joined(projects: Mapping[Key, _Project]) -> list[_Project]:
    """Return the projects with those of no code joined to the one code that has their name."""
    codes: dict[Key, list[Key]] = {}
    for key, project in projects.items():
        if key[0] == _CODE:
            for name in {folded(member.name) for member in project.members}:
                codes.setdefault((name, *key[2:]), []).append(key)
    found = dict(projects)
    for key, project in projects.items():
        bearers = codes.get(key[1:], []) if key[0] == _NAME else []
        if len(bearers) == 1:
            whole = found[bearers[0]]
            members = sorted((*whole.members, *project.members), key=lambda member: member.file)
            found[bearers[0]] = whole._replace(members=members)
            del found[key]
        for bearer in bearers if len(bearers) > 1 else ():
            files = "”“".join(member.file for member in project.members)
            note = f"“{files}”没有写项目编码，叫这个名称的项目又不止一个，分不清属于哪一个，没有并入；请补上项目编码"
            found[bearer] = found[bearer]._replace(notes=(*found[bearer].notes, note))
    return list(found.values())


def _names(project: _Project) -> Iterator[str]:
    """Yield a remark where the units call the project by different names."""
    names = {folded(member.name): member.name for member in reversed(project.members)}
    if len(names) > 1:
        yield f"项目名称不一致：“{'”“'.join(reversed(names.values()))}”，请核对是不是同一个项目"


def _require_one_each(project: _Project) -> None:
    files: dict[str, str] = {}
    for member in project.members:
        other = files.setdefault(folded(member.unit), member.file)
        if other != member.file:
            raise _NotMerged(f"“{member.unit}”报送了不止一份（“{other}”“{member.file}”），没有合并")


def _key(project: ProjectRow) -> Key:
    code, name = folded(project.code), folded(project.name)
    same = (_CODE, code) if code else (_NAME, name) if name else ()
    return (*same, normalise(project.year), project.standard) if same else ()


def _row(project: _Project, standard: Standard, card: Scorecard | None, remarks: str) -> tuple[Value, ...]:
    """Return the row of a project; without ``card`` it was not put together."""
    units = dict.fromkeys(member.unit for member in project.members)
    figures: tuple[Value, ...] = (None, None, "", "", UNGRADED)
    if card:
        budget = card.budget
        amounts = (budget.budget, budget.executed, exact_text(budget.rate))
        figures = (*amounts, exact_text(card.total), card.grade or UNGRADED)
    return (
        project.code, project.name, project.year, len(set(map(folded, units))), "、".join(filter(None, units)),
        *figures, f"{standard.name}（未核实）" if standard.unverified() else standard.name, remarks,
        "\n".join(member.file for member in project.members),
    )  # fmt: skip


def _indicator(project: _Project, row: IndicatorScore, worked: str) -> tuple[Value, ...]:
    indicator = row.indicator
    facts = (project.code, project.name, indicator.level1, indicator.level2, indicator.name)
    if not worked:
        return (*facts, "", "", "", "", "没有合并，原因见“同项目合并”的说明", "")
    return (
        *facts, row.target_shown, row.actual_shown, "" if row.weight is None else format_decimal(row.weight),
        exact_text(row.score) if row.counts else "", worked, row.explained(brief=True),
    )  # fmt: skip
