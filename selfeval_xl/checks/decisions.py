"""V: the review itself: every deduction has a reason that names its rule, and the share it states is the real one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from selfeval_xl.checks.reviewed import ReviewedProject, ReviewedRow
from selfeval_xl.domain.cells import normalise
from selfeval_xl.domain.decimals import HUNDRED, ZERO, format_decimal, half_up
from selfeval_xl.domain.finding import ERROR, WARNING, Finding
from selfeval_xl.domain.place import Place
from selfeval_xl.messages import finding, register
from selfeval_xl.messages.sources import REVIEWERS
from selfeval_xl.messages.template import MessageTemplate
from selfeval_xl.rules.reviewing import ReviewRules

register(
    MessageTemplate(
        "V01 扣分没有写依据",
        "扣了 {lost} 分，备注{shown}，没有写依据哪一条规则。",
        "请在备注写明规则的名称，例如“没有佐证材料，扣全部分值”。",
        "每一处扣分都要写明依据哪一条。",
        ERROR,
        REVIEWERS,
    ),
    MessageTemplate(
        "V02 写的比例与实际扣的不同",
        "备注写的是扣 {stated}，实际扣了 {lost} 分，占分值的 {real}。",
        "请改正备注里的比例，或复核得分。",
        "备注里写明的比例要与实际扣的一致。",
        ERROR,
        REVIEWERS,
    ),
    MessageTemplate(
        "V03 复核得分超出范围",
        "复核得分是 {score}，分值是 {weight}。",
        "请改为 0 到 {weight} 之间的数。",
        "复核得分不低于 0，不超过分值。",
        ERROR,
        REVIEWERS,
    ),
    MessageTemplate(
        "V04 复核得分高于自评得分",
        "复核得分 {score}，比自评得分 {own} 高。",
        "请核对复核得分；确要加分的，请在备注写明原因。",
        "复核一般只减不加。",
        WARNING,
        REVIEWERS,
    ),
    MessageTemplate(
        "V05 自评得分全部是满分",
        "这个项目 {count} 项自评全部得满分。",
        "请重点核对佐证材料。",
        "全部满分的自评，复核时往往经不起核对。",
        WARNING,
        REVIEWERS,
    ),
)

_STATED = re.compile(r"扣(?:除)?(?:该项|该指标|全部)?(?:分值|权重)?的?\s*(\d+(?:\.\d+)?)%")
_TOLERANCE = Decimal("0.5")
"""Percent points by which a stated share may differ: scores have two places."""
SHEET = "复核表"


def check_decisions(
    projects: Iterable[ReviewedProject], review: ReviewRules, columns: dict[str, int]
) -> tuple[Finding, ...]:
    """Return what is wrong with the decisions; ``columns`` are those of the review sheet, which has one header row."""
    titles = [rule.title for rule in review.deductions]
    found: list[Finding] = []
    row_number = 1
    for project in projects:
        if len(project.rows) > 1 and all(row.own is not None and row.own == row.weight for row in project.rows):
            place = Place(SHEET, row_number + 1, columns["own"])
            found.append(finding("V05", place, project.name, count=len(project.rows)))
        for row in project.rows:
            row_number += 1
            found += _of_row(row, row_number, titles, columns)
    return tuple(found)


def _of_row(row: ReviewedRow, number: int, titles: list[str], columns: dict[str, int]) -> Iterator[Finding]:
    score, weight, deviation = row.decided.score, row.weight, row.deviation
    place = Place(SHEET, number, columns["checked"])
    if score is not None and weight is not None and not 0 <= score <= weight:
        yield finding("V03", place, row.name, score=format_decimal(score), weight=format_decimal(weight))
        return
    if deviation is None or not deviation:
        return
    if deviation < 0:
        if not row.decided.remark:
            yield finding(
                "V04", place, row.name, score=format_decimal(score or ZERO), own=format_decimal(row.own or ZERO)
            )
        return
    remark = Place(SHEET, number, columns["remark"])
    lost, said = format_decimal(deviation), normalise(row.decided.remark)
    is_own = row.decided == row.proposed._replace(actual=row.decided.actual)
    if not is_own and not any(title in said for title in map(normalise, titles)):
        shown = f"写的是“{row.decided.remark}”" if said else "是空的"
        yield finding("V01", remark, row.name, lost=lost, shown=shown)
    stated = _STATED.search(said)
    real = (row.share or ZERO) * HUNDRED
    if stated and abs(Decimal(stated[1]) - real) > _TOLERANCE:
        shown_share = f"{format_decimal(half_up(real))}%"
        yield finding("V02", remark, row.name, stated=f"{stated[1]}%", lost=lost, real=shown_share)
