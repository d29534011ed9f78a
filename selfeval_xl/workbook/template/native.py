"""What the formulas above the tables of 预算 and 指标 show for what is typed below them.

Their results are stored beside them, since a preview calculates nothing.  Texts and blanks count as Excel counts them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from selfeval_xl.domain.decimals import ZERO, format_decimal, half_up, rate_of
from selfeval_xl.domain.layout import PROJECT_FIELDS, titles
from selfeval_xl.rules import Standard

SUBTITLE_ROW, CHECK_ROW = 2, 3
AGREED = "核对一致"
MISSING = "请填写预算数，或“项目信息”的核定预算总额"
OVERSPENT = "执行数超过预算数，请核对"
DIFFERENT = "与核定预算总额不一致，差"
RIGHT = "分值合计正确"
SUMS = ("合计", "总计", "小计")
"""Names of lines of 预算 that staff add to sum up those above."""
POINT_SUMS = (*SUMS, "总分")
"""The same on 指标."""

TITLES = titles(PROJECT_FIELDS)
"""What the facts of a project are called."""

Value = str | int | Decimal | None
"""What a workbook may start with in a cell: text, an exact number, or nothing."""
Row = Mapping[str, Value]
Results = dict[str, Value]
"""By cell."""
_SIX_PLACES = Decimal("0.000001")


def subtitle(project: Row, fact: str) -> Results:
    """Return the project's name with one more ``fact`` of it, as stands below the title."""
    name, value = (_text(project.get(field)) for field in ("name", fact))
    return {f"A{SUBTITLE_ROW}": f"项目名称：{name}　　{TITLES[fact]}：{value}"}


def budget(approved: Value, rows: Sequence[Row]) -> Results:
    """Return 预算合计, 执行合计, 总执行率 and the verdict; ``approved`` is 核定预算总额."""
    top = [row for row in rows if "." not in _text(row.get("number")) and row.get("name") not in SUMS]
    given = [row for row in top if _is_filled(row, "annual") or _is_filled(row, "initial")]
    planned = sum(map(_budget, given), ZERO) if given else _number(approved)
    spent = sum((_number(row.get(field)) for row in top for field in ("executed", "executed_other")), ZERO)
    rate = rate_of(spent, planned) if planned > 0 else ""
    row = CHECK_ROW
    return {f"C{row}": planned, f"F{row}": spent, f"H{row}": rate, f"J{row}": _verdict(planned, spent, approved)}


def _budget(row: Row) -> Decimal:
    fields = ("annual",) if _is_filled(row, "annual") else ("initial", "adjustment")
    return sum((_number(row.get(field)) for field in fields), ZERO)


def _verdict(planned: Decimal, spent: Decimal, approved: Value) -> str:
    if not planned:
        return MISSING
    if spent > planned:
        return OVERSPENT
    gap = half_up(planned - _number(approved), _SIX_PLACES) if _number(approved) else ZERO
    return f"{DIFFERENT}{format_decimal(gap)}" if gap else AGREED


def due_points(standard: Standard) -> Decimal:
    """Return what the 分值 of all indicators are to make together."""
    sections = (each for each in standard.sections if each.source == "indicators" and not each.bonus)
    return sum((section.weight for section in sections), ZERO)


def indicators(standard: Standard, rows: Sequence[Row]) -> Results:
    """Return the sum of the 分值, its verdict where the standard has one, and how many rows have no actual value."""
    counted = [row for row in rows if not {row.get("level1"), row.get("name")} & {*POINT_SUMS}]
    points = sum((_number(row.get("weight")) for row in counted), ZERO)
    named = [row for row in rows if _is_filled(row, "name")]
    without = [row for row in named if not _is_filled(row, "actual")]
    results: Results = {f"C{CHECK_ROW}": points, f"R{CHECK_ROW}": f"{len(named)} / {len(without)}"}
    gap = half_up(due_points(standard) - points)
    verdict = f"差{format_decimal(gap)}分" if gap else RIGHT
    return results | ({f"I{CHECK_ROW}": verdict} if standard.weights_checked else {})


def _is_filled(row: Row, field: str) -> bool:
    return row.get(field) not in (None, "")


def _number(value: Value) -> Decimal:
    """Return what a cell adds to a sum: text adds nothing."""
    return Decimal(value) if isinstance(value, (int, Decimal)) else ZERO


def _text(value: Value) -> str:
    return format_decimal(value) if isinstance(value, Decimal) else "" if value is None else str(value)
