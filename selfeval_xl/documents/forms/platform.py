"""The import template of the 预算管理一体化平台 (domain facts, section 5): exact headers, bare numbers, three words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.documents.blocks import Form, OutValue
from selfeval_xl.documents.forms.shape import band, bare_level, labels, page
from selfeval_xl.domain.cells import normalise, text_of
from selfeval_xl.domain.measures.measure import MET, MISSED, NUMBER, PARTLY
from selfeval_xl.domain.scorecard import IndicatorScore
from selfeval_xl.scoring.methods import TIERED

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
_SIGNS = frozenset("≥>=<≤")
_QUALITY = "定性"
_TIERS = ((Decimal("0.8"), MET), (Decimal("0.6"), PARTLY), (Decimal(0), MISSED))
"""The shares of the 分值 that the platform accepts a score in, by the word beside it."""


class _Parted(NamedTuple):
    """An indicator as the platform stores it: operator, bare value or words, bare number or one of three words.

    ``description`` is 完成情况简要描述: what was written where the platform takes one of its three words only.
    """

    sign: str
    target: OutValue
    actual: OutValue
    unit: str
    description: str


def form(rows: Sequence[IndicatorScore]) -> Form:
    """Return the template filled, one row for each indicator, nothing merged."""
    pieces = [*labels(1, HEADERS)]
    for number, scored in enumerate(rows, 2):
        pieces += band(number, "^^<^^^^^^^<<", _row(scored))
    return Form("绩效自评指标完成情况", _WIDTHS, tuple(pieces), page(1, landscape=True))


def _row(scored: IndicatorScore) -> tuple[OutValue, ...]:
    indicator, parts = scored.indicator, _parted(scored)
    original = scored.typed if scored.typed is not None else scored.system
    return (
        bare_level(indicator.level1), bare_level(indicator.level2), indicator.name,
        FULL_WIDTH.get(parts.sign, parts.sign), parts.target, parts.actual, parts.unit,
        scored.weight, original, scored.deduction or None, parts.description, text_of(indicator.reason),
    )  # fmt: skip


def _parted(scored: IndicatorScore) -> _Parted:
    """Return an indicator in the platform's fields.

    What is no pair of comparable numbers goes as 定性: the platform refuses digits with units and dates.
    """
    target, actual, number, sign = scored.reading[:4]
    is_compared = target.kind == NUMBER and number is not None and sign in _SIGNS
    if is_compared and scored.method not in TIERED:
        return _Parted(sign, target.number, number, target.unit, "")
    return _Parted(_QUALITY, scored.wanted, _word(scored, actual.tier), "", scored.achieved)


def _word(scored: IndicatorScore, written: str) -> str:
    """Return the platform's word: the 定性档次 chosen or written, else the one whose range the score lies in."""
    chosen = normalise(text_of(scored.indicator.tier)) or written
    if chosen in (MET, PARTLY, MISSED):
        return chosen
    if scored.score is None or not scored.weight:
        return ""
    return next(word for share, word in _TIERS if scored.score >= share * scored.weight)
