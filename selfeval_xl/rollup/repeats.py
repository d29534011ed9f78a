"""The same project in two files: the very same content is not counted twice, differing contents are pointed out."""

import os
import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple, Self

from selfeval_xl.documents.rollup.oddities import repeated
from selfeval_xl.documents.rollup.records import FileResult, IndicatorRow, ProjectRow, is_handed_in, original
from selfeval_xl.documents.rollup.sums import folded
from selfeval_xl.domain.cells import normalise
from selfeval_xl.messages import codes, input_error, unreadable
from selfeval_xl.rollup.listing import OWN

_MARK = "\x1f"
_DIGIT = re.compile(r"\d")


class _Figures(NamedTuple):
    """What a project is recognised by in another layout: budget, execution, a hash of what its indicators say.

    ``numbers`` is that hash without 完成值 in words, for which the platform has words of its own (达成).
    """

    form: str
    inputs: str
    budget: int | None
    executed: int | None
    rows: int
    numbers: int

    def are_those_of(self, other: Self) -> bool:
        """Tell whether they are the same; the form for a platform has no budget."""
        if self.form == other.form:
            return self.inputs == other.inputs
        if self.budget is None:
            return self.numbers == other.numbers
        return (self.rows, self.budget, self.executed) == (other.rows, other.budget, other.executed)


def _figures(project: ProjectRow, indicators: Sequence[IndicatorRow]) -> _Figures:
    rows = [(folded(row.name), _number(row.target), _number(row.actual)) for row in indicators]
    numbers = [(name, target, actual if _DIGIT.search(actual) else "") for name, target, actual in rows]
    money = project.budget, project.executed
    return _Figures(project.form, project.inputs, *money, hash(tuple(rows)), hash(tuple(numbers)))


def _number(value: str) -> str:
    """Return the number of a value, which a form may print without sign and unit; the text where there is none."""
    return re.sub(r"[^\d.]", "", value) or folded(value)


def _whose(project: ProjectRow) -> str:
    return folded(project.unit) or folded(project.department)


class Seen:
    """What was read so far.  Which of two files comes first is the order in which they are looked at.

    A project is known by 项目编码, or else by 项目名称, within one 实施单位 (or else 主管部门) and 评价年度.  One
    项目编码 may well be reported by several units, and one name used under several codes: those are not the same.
    """

    def __init__(self) -> None:
        self._contents: dict[str, str] = {}
        self._codes: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._names_without_code: dict[str, str] = {}
        self._made_of: dict[str, list[_Figures]] = defaultdict(list)

    def look(self, outcome: FileResult) -> FileResult:
        """Return the outcome; refused where a form before had the same content, with an oddity where the same project.

        What this program made of a file that is there too is no form of its own.  What could not be read is returned as
        it is.
        """
        project, file = outcome.project, outcome.name
        if project is None:
            return outcome
        if self._is_made_of_another(outcome, project):
            return FileResult(outcome.source, part=outcome.part, other=OWN)
        first = self._contents.setdefault(project.inputs, file) if project.inputs else file
        if first != file:
            duplicate = input_error(codes.DUPLICATE, file=file, first=first)
            return FileResult(outcome.source, refusal=unreadable(duplicate), part=outcome.part)
        same = self._same(project, file)
        return outcome._replace(oddities=(*outcome.oddities, repeated(file, *same))) if same else outcome

    def _is_made_of_another(self, outcome: FileResult, project: ProjectRow) -> bool:
        """Tell whether a file is, by its name and figures, what was scored, imported or exported from one before it.

        What was handed in goes by the names of project and unit: ``deliver`` puts it into a folder of its own.
        """
        stem, plain = original(outcome.source.file), os.path.splitext(outcome.source.file)[0]
        own = _figures(project, outcome.indicators)
        same_project = f"{folded(project.name)}{_MARK}{_whose(project)}"
        names = (stem, same_project) if is_handed_in(outcome.source.file) else (stem,)
        known = [figures for name in names for figures in self._made_of[name]]
        is_made = stem != plain and bool(outcome.indicators) and any(map(own.are_those_of, known))
        for name in (stem,) if is_made else (stem, same_project):
            self._made_of[name].append(own)
        return is_made

    def _same(self, project: ProjectRow, file: str) -> tuple[str, str] | None:
        """Return the first file with that project and by what it is the same, and remember this one."""
        where = f"{_whose(project)}{_MARK}{normalise(project.year)}{_MARK}"
        code, name = where + folded(project.code), where + folded(project.name)
        by_code = self._codes.setdefault(code, file) if code != where else file
        by_name = self._by_name(name, code != where, file) if name != where else file
        if by_code != file:
            return by_code, "项目编码、单位和年度"
        return (by_name, "项目名称、单位和年度") if by_name != file else None

    def _by_name(self, name: str, has_code: bool, file: str) -> str:
        """Return the first file of that name that may be the same project, else this one; two codes are two."""
        first = self._names.setdefault(name, file)
        if has_code:
            return self._names_without_code.get(name, file)
        self._names_without_code.setdefault(name, file)
        return first
