"""The import template of the 预算管理一体化平台 (domain facts, section 5): exact headers, bare numbers, three words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from selfeval_xl.documents.blocks import Form, OutValue, Piece
from selfeval_xl.documents.forms.shape import LABEL, TEXT, VALUE, band, bare_level, page
from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.scorecard import IndicatorScore

HEADERS = (
    "一级指标",
    "二级指标",
    "三级指标名称",
    "计算符号",
    "指标值",
    "*实际完成值(定量填数字,定性填达成、部分达成、未达成)",
    "计量单位",
    "*分值 数量(20)、质量(10)、时效(10)、成本(10)、效益(30)、满意度(10)",
    "*指标得分(定量系统自动计算,定性必填,所填值为原指标得分,不包含扣减分数。)",
    "扣减分数",
    "完成情况简要描述(定量选填,定性必填)",
    "偏差原因及改进措施(指标未完成时必填)",
)
FIELDS = (
    "level1", "level2", "name", "sign", "target", "actual",
    "unit", "weight", "score", "deduction", "evidence", "reason",
)  # fmt: skip
"""The field of the workbook behind each header."""
FULL_WIDTH = {"=": "＝"}
"""Operators that the platform knows in full width only."""
_WIDTHS = (12, 16, 26, 9, 14, 18, 10, 20, 20, 10, 24, 28)


class Parted(NamedTuple):
    """An indicator as the platform stores it: operator, bare value or words, bare number or one of three words.

    ``description`` is 完成情况简要描述: what was written where the platform takes one of its three words only.
    """

    sign: str
    target: OutValue
    actual: OutValue
    unit: str
    description: str


def form(rows: Sequence[IndicatorScore], parted: Sequence[Parted]) -> Form:
    """Return the template filled, one row for each indicator, nothing merged."""
    pieces = [*band(1, *((column, column, title, LABEL) for column, title in enumerate(HEADERS, 1)))]
    for number, (scored, parts) in enumerate(zip(rows, parted, strict=True), 2):
        pieces += _row(number, scored, parts)
    return Form("绩效自评指标完成情况", _WIDTHS, tuple(pieces), page(1, landscape=True))


def _row(number: int, scored: IndicatorScore, parts: Parted) -> Iterator[Piece]:
    indicator = scored.indicator
    original = scored.typed if scored.typed is not None else scored.system
    cells: tuple[tuple[OutValue, str], ...] = (
        (bare_level(indicator.level1), VALUE),
        (bare_level(indicator.level2), VALUE),
        (indicator.name, TEXT),
        (FULL_WIDTH.get(parts.sign, parts.sign), VALUE),
        (parts.target, VALUE),
        (parts.actual, VALUE),
        (parts.unit, VALUE),
        (scored.weight, VALUE),
        (original, VALUE),
        (scored.deduction or None, VALUE),
        (parts.description, TEXT),
        (text_of(indicator.reason), TEXT),
    )
    return band(number, *((column, column, value, look) for column, (value, look) in enumerate(cells, 1)))
