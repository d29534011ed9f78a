"""Every code once: name, level, words, remedy and the rule behind it.  The words stand in ``texts``, by topic."""

from __future__ import annotations

from selfeval_xl.checks.entry import Entry
from selfeval_xl.checks.texts import (
    approved,
    budget,
    clarity,
    credibility,
    project,
    reasons,
    scores,
    sheet,
    values,
    weights,
)
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.place import Place

TOPICS = {
    "P": "项目信息",
    "B": "预算",
    "W": "分值",
    "I": "指标值与完成值",
    "S": "得分",
    "R": "原因",
    "C": "可信度",
    "Q": "措辞与设置",
    "T": "批复目标",
    "X": "表格读取",
}
"""What the letter of a code stands for, in the order in which they are explained."""

ENTRIES: tuple[Entry, ...] = (
    *project.ENTRIES,
    *budget.ENTRIES,
    *weights.ENTRIES,
    *values.ENTRIES,
    *scores.ENTRIES,
    *reasons.ENTRIES,
    *credibility.ENTRIES,
    *clarity.ENTRIES,
    *approved.ENTRIES,
    *sheet.ENTRIES,
)
CATALOGUE = {entry.code: entry for entry in ENTRIES}
OFF_BY_DEFAULT = frozenset(entry.code for entry in ENTRIES if not entry.on)


def finding(code: str, place: Place, subject: str = "", **fields: object) -> Finding:
    """Return the finding of that code: ``工作表!单元格 对象：现状与原因``, and the remedy.

    ``subject`` names the row (a 三级指标 or a budget line); ``fields`` fill the words of the catalogue.
    """
    entry = CATALOGUE[code]
    where = f"{place.sheet}!{place.cell}" if place.row else place.sheet
    named = f"{where} {subject}" if subject else where
    return Finding(
        code, entry.level, place, f"{named}：{entry.message.format(**fields)}", entry.remedy.format(**fields)
    )
