"""The same project in two files: the very same content is not counted twice, differing contents are pointed out."""

from selfeval_xl.documents.rollup.oddities import repeated
from selfeval_xl.documents.rollup.records import FileResult, ProjectRow
from selfeval_xl.documents.rollup.sums import folded
from selfeval_xl.domain.cells import normalise
from selfeval_xl.messages import codes, input_error, unreadable

_MARK = "\x1f"


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

    def look(self, outcome: FileResult) -> FileResult:
        """Return the outcome; refused where a file before had the same content, with an oddity where the same project.

        What could not be read is returned as it is.
        """
        project, file = outcome.project, outcome.source.file
        if project is None:
            return outcome
        first = self._contents.setdefault(project.inputs, file) if project.inputs else file
        if first != file:
            duplicate = input_error(codes.DUPLICATE, file=file, first=first)
            return FileResult(outcome.source, refusal=unreadable(duplicate))
        same = self._same(project, file)
        return outcome._replace(oddities=(*outcome.oddities, repeated(file, *same))) if same else outcome

    def _same(self, project: ProjectRow, file: str) -> tuple[str, str] | None:
        """Return the first file with that project and by what it is the same, and remember this one."""
        whose = folded(project.unit) or folded(project.department)
        where = f"{whose}{_MARK}{normalise(project.year)}{_MARK}"
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
