"""What the roll-up keeps of one file: a row for the project, a row for each indicator, what is odd, or why not read.

The records travel between processes and through files, so every field is text, a whole number or a truth value.
Points and rates are exact decimal text (``"89.00"``, a rate ``"0.9091"``), ``""`` where there is none; money is whole
分, ``None`` where there is none.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from selfeval_xl.domain.finding import Finding

_PACKED = re.compile(r"(.+?\.zip) › (.+)", re.IGNORECASE)
"""An archive, and the name of a file in it."""


def in_archive(archive: str, name: str) -> str:
    """Return what a file in an archive is called: 报送.zip › 某局/自评表.xlsx."""
    return f"{archive} › {name}"


def on_disk(file: str) -> tuple[str, str]:
    """Return the path of the file that lies in the folder, and the name within it where that is an archive."""
    packed = _PACKED.fullmatch(file)
    return (packed[1], packed[2]) if packed else (file, "")


class Source(NamedTuple):
    """A file as it lay in the folder: its path from there with ``/``, its size, and when it changed.

    Of a file in an archive (see :func:`in_archive`) they are those of the archive.
    ``changed`` and ``ctime`` are the times of the file system in nanoseconds; with the size they tell whether a file is
    still the one that was read.
    """

    file: str
    size: int
    changed: int
    ctime: int


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
    ones, ``unexplained`` scores below their weight without a reason.  ``inputs`` is the fingerprint of what was typed.
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


class FileResult(NamedTuple):
    """What became of one file: a ``project`` with its indicators and what a reviewer should look at, or a ``refusal``.

    ``oddities`` are findings of one of the kinds in ``selfeval_xl.documents.rollup.oddities``.
    """

    source: Source
    project: ProjectRow | None = None
    indicators: tuple[IndicatorRow, ...] = ()
    oddities: tuple[Finding, ...] = ()
    refusal: Finding | None = None
