"""The import template of the 预算管理一体化平台 (domain facts, section 5): exact headers, bare numbers, three words."""

from decimal import Decimal

from selfeval_xl.documents.blocks import Form, OutValue
from selfeval_xl.documents.forms.shape import band, bare_level, labels, page
from selfeval_xl.domain.cells import normalise, text_of
from selfeval_xl.domain.measures.measure import MET, MISSED, NUMBER, PARTLY
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard
from selfeval_xl.scoring.methods import TIERED

_COLUMNS = (
    ("level1", 12, "一级指标"),
    ("level2", 16, "二级指标"),
    ("name", 26, "三级指标名称"),
    ("sign", 9, "计算符号"),
    ("target", 14, "指标值"),
    ("actual", 18, "*实际完成值(定量填数字,定性填达成、部分达成、未达成)"),
    ("unit", 10, "计量单位"),
    ("weight", 20, "*分值 数量(20)、质量(10)、时效(10)、成本(10)、效益(30)、满意度(10)"),
    ("score", 20, "*指标得分(定量系统自动计算,定性必填,所填值为原指标得分,不包含扣减分数。)"),
    ("deduction", 10, "扣减分数"),
    ("evidence", 24, "完成情况简要描述(定量选填,定性必填)"),
    ("reason", 28, "偏差原因及改进措施(指标未完成时必填)"),
)
FIELDS = tuple(field for field, _width, _header in _COLUMNS)
"""The field of the workbook behind each header."""
HEADERS = tuple(header for _field, _width, header in _COLUMNS)
_WIDTHS = tuple(width for _field, width, _header in _COLUMNS)
_SIGNS = {"≥": "≥", ">": ">", "=": "＝", "<": "<", "≤": "≤"}
"""The operators as the platform knows them, one in full width only."""
_QUALITY = "定性"
_TIERS = ((Decimal("0.8"), MET), (Decimal("0.6"), PARTLY), (Decimal(0), MISSED))
"""The shares of the 分值 that the platform accepts a score in, by the word beside it."""


def form(card: Scorecard, *_: object) -> Form:
    """Return the template filled, one row for each indicator, nothing merged."""
    pieces = [*labels(1, HEADERS)]
    for number, scored in enumerate(card.indicators, 2):
        pieces += band(number, "^^<^^^^^^^<<", _row(scored))
    return Form("绩效自评指标完成情况", _WIDTHS, tuple(pieces), page(1, landscape=True))


def _row(scored: IndicatorScore) -> tuple[OutValue, ...]:
    indicator = scored.indicator
    sign, target, actual, unit, description = _parted(scored)
    original = scored.typed if scored.typed is not None else scored.system
    return (
        bare_level(indicator.level1), bare_level(indicator.level2), indicator.name, sign, target, actual, unit,
        scored.weight, original, scored.deduction or None, description, text_of(indicator.reason),
    )  # fmt: skip


def _parted(scored: IndicatorScore) -> tuple[str, OutValue, OutValue, str, str]:
    """Return operator, bare value or words, bare number or one of three words, unit, and 完成情况简要描述.

    What is no pair of comparable numbers goes as 定性: the platform refuses digits with units and dates.  The
    description is what was written where it takes one of its three words only.
    """
    target, actual, number, sign = scored.reading[:4]
    is_compared = target.kind == NUMBER and number is not None and sign in _SIGNS
    if is_compared and scored.method not in TIERED:
        return _SIGNS[sign], target.number, number, target.unit, ""
    return _QUALITY, scored.wanted, _word(scored, actual.tier), "", scored.achieved


def _word(scored: IndicatorScore, written: str) -> str:
    """Return the platform's word: the 定性档次 chosen or written, else the one whose range the score lies in."""
    chosen = normalise(text_of(scored.indicator.tier)) or written
    if chosen in (MET, PARTLY, MISSED):
        return chosen
    if scored.score is None or not scored.weight:
        return ""
    return next(word for share, word in _TIERS if scored.score >= share * scored.weight)
