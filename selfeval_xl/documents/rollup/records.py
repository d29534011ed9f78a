"""What the roll-up keeps of one file: a row for the project, a row for each indicator, what is odd, or why not read.

The records travel between processes and through files, so every field is text, a whole number or a truth value.
Points and rates are exact decimal text (``"89.00"``, a rate ``"0.9091"``), ``""`` where there is none; money is whole
分, ``None`` where there is none.
"""

import posixpath
import re
from typing import NamedTuple

from selfeval_xl.documents.delivery import OF_PROJECTS
from selfeval_xl.domain.finding import Finding

_PACKED = re.compile(r"(.+?\.zip) › (.+)", re.IGNORECASE)
"""An archive, and the name of a file in it."""
_FORM = re.compile(r"(.+\.\w{2,5}) › (.+?)(?: › 第\d+张)?")
"""A file, and the sheet of the form in it that is meant."""
_MADE = re.compile(
    r"((?:.*/)?)(?:项目支出绩效自评指标完成情况导入模板-)?(.+?)(?:-(?:已评分|自评表|自评)(?:-\d+)?)?(\.[^./]*)"
)
"""The folder, the stem and the ending of a file, without what this program adds to the name of what it makes of it."""


def in_archive(archive: str, name: str) -> str:
    """Return what a file in an archive is called: 报送.zip › 某局/自评表.xlsx."""
    return f"{archive} › {name}"


def on_disk(file: str) -> tuple[str, str]:
    """Return the path of the file that lies in the folder, and the name within it where that is an archive."""
    packed = _PACKED.fullmatch(file)
    return (packed[1], packed[2]) if packed else (file, "")


def sheet_of(name: str) -> str:
    """Return the sheet that the name of a form says (see ``FileResult.name``), ``""`` where it is the only form."""
    match = _FORM.fullmatch(on_disk(name)[1] or name)
    return match[2] if match else ""


def file_to_open(name: str) -> str:
    """Return the path of the file in the folder in which a form of that name lies."""
    path, member = on_disk(name)
    match = None if member else _FORM.fullmatch(name)
    return match[1] if match else path


def original(file: str) -> str:
    """Return what a file is called without its ending and what this program adds, as to x in x-已评分.xlsx."""
    match = _MADE.fullmatch(file)
    return f"{match[1]}{match[2]}" if match else file


def is_handed_in(file: str) -> bool:
    """Tell whether a file lies where ``deliver`` puts what is handed in of each project."""
    return posixpath.basename(posixpath.dirname(on_disk(file)[0])) == OF_PROJECTS


def reading_order(file: str) -> tuple[bool, str, bool, str]:
    """Return the key by which files are read and listed: by name, but what was made of a file right behind it.

    What is handed in comes last: the workbooks that it was made of may lie beside it.
    """
    stem, plain = original(file), posixpath.splitext(file)[0]
    if is_handed_in(file):  # the form before the file for the platform, which says less, whatever their endings
        return (True, stem, True, file)
    made = stem != plain
    return (False, f"{stem}{file[len(plain) :]}" if made else file, made, file)


class Source(NamedTuple):
    """A file as it lay in the folder: its path from there with ``/``, its size, and when it changed.

    Of a file in an archive (see :func:`in_archive`) they are those of the archive.
    ``changed`` and ``ctime`` are the times of the file system in nanoseconds; with the size they tell whether a file is
    still the one that was read; all three are 0 where it must be read again whatever it looks like.
    """

    file: str
    size: int = 0
    changed: int = 0
    ctime: int = 0


class IndicatorRow(NamedTuple):
    """One indicator as it scored; ``explanation`` is 计算说明 in short, ``cell`` where its 实际完成值 stands."""

    sheet: str
    cell: str
    level1: str
    level2: str
    name: str
    target: str
    actual: str
    deviation: str
    method: str
    weight: str
    system: str
    typed: str
    score: str
    explanation: str
    reason: str


class ProjectRow(NamedTuple):
    """One project.  ``initial``, ``budget``, ``executed`` are 年初预算数, 全年预算数, 全年执行数 in 分.

    ``form`` says what the file is (我们的工作簿 or which official form).  ``total`` and ``grade`` are what ``score``
    says, ``""`` while 暂不评级; ``printed_total`` and ``printed_grade`` what the file itself prints.  ``sections`` is
    one line of text.  ``lamp`` is 红, 黄 or ``""``.  ``differing`` counts printed figures that differ from the computed
    ones, ``unexplained`` scores below their weight without a reason.
    ``inputs`` is the fingerprint of what was typed.  ``impossible`` tells that the amounts cannot be true (B14): they
    stand in the row, and in no sum.
    """

    form: str
    code: str
    name: str
    department: str
    unit: str
    year: str
    standard: str
    standard_name: str
    unverified: bool
    initial: int | None
    budget: int | None
    executed: int | None
    rate: str
    total: str
    grade: str
    sections: str
    printed_total: str
    printed_grade: str
    errors: int
    warnings: int
    notices: int
    lamp: str
    all_full: bool
    copied: bool
    unexplained: int
    differing: int
    inputs: str
    impossible: bool = False


class FileResult(NamedTuple):
    """What became of a form: a ``project`` with its indicators and what a reviewer should look at, or a ``refusal``.

    ``part`` says which form of the file it is, where that has several (see ``tasks.assess.Assessment``).  A file that
    is no form at all has one record, which says as ``other`` what it is.  ``oddities`` are findings of one of the kinds
    in ``selfeval_xl.documents.rollup.oddities``.
    """

    source: Source
    project: ProjectRow | None = None
    indicators: tuple[IndicatorRow, ...] = ()
    oddities: tuple[Finding, ...] = ()
    refusal: Finding | None = None
    part: str = ""
    other: str = ""

    @property
    def name(self) -> str:
        """What the form is called in the tables: the file, and which of its forms it is."""
        return f"{self.source.file} › {self.part}" if self.part else self.source.file
