"""Projects as the roll-up keeps them, made up from the few facts that a test is about."""

from __future__ import annotations

from typing import Any

from selfeval_xl.documents.blocks import Table, Value
from selfeval_xl.documents.rollup.records import FileResult, IndicatorRow, ProjectRow, Source
from selfeval_xl.domain.finding import ERROR, Finding
from selfeval_xl.domain.place import Place

WAN = 1_000_000
"""分 in 1 万元."""

_PLAIN = ProjectRow(
    form="自评工作簿", code="", name="", department="", unit="", year="2023", standard="mof-2020",
    standard_name="财政部项目支出绩效自评（2020年办法）", unverified=False, initial=None, budget=None, executed=None,
    rate="", total="", grade="", sections="", printed_total="", printed_grade="", errors=0, warnings=0, notices=0,
    lamp="", all_full=False, copied=False, unexplained=0, differing=0, inputs="",
)  # fmt: skip


def read(
    file: str, *, indicators: tuple[IndicatorRow, ...] = (), oddities: tuple[Finding, ...] = (), **facts: Any
) -> FileResult:
    """A file that was read: what the facts do not say is as plain as can be, and no two files have the same content."""
    return FileResult(_source(file), _PLAIN._replace(**{"inputs": file, "name": file, **facts}), indicators, oddities)


def refused(file: str, code: str) -> FileResult:
    """A file that was not taken."""
    return FileResult(_source(file), refusal=Finding(code, ERROR, Place(""), "读不出来。", "请核对。"))


def _source(file: str) -> Source:
    return Source(file, 1, 2, 3)


def records(filled: Table) -> list[dict[str, Value]]:
    """The rows of a table by the titles of its columns."""
    titles = [column.title for column in filled.columns]
    return [dict(zip(titles, row, strict=True)) for row in filled.rows]


def unheard(done: int, total: int, what: str = "") -> None:
    """Be told how far the work is, and keep it to oneself."""
