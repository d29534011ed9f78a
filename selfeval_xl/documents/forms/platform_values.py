"""Indicators as the 预算管理一体化平台 stores them: operator, bare value, bare number or one of three words, unit."""

from __future__ import annotations

from decimal import Decimal

from selfeval_xl.documents.forms.platform import Parted
from selfeval_xl.documents.forms.shape import actual_text, target_text
from selfeval_xl.domain.cells import normalise, text_of
from selfeval_xl.domain.measures import NUMBER, in_target_unit, read_actual, read_target
from selfeval_xl.domain.measures.measure import MET, MISSED, PARTLY
from selfeval_xl.domain.scorecard import IndicatorScore
from selfeval_xl.rules import Standard, fold_level

_SIGNS = frozenset("≥>=<≤")
_QUALITY = "定性"
_TIERS = ((Decimal("0.8"), MET), (Decimal("0.6"), PARTLY), (Decimal(0), MISSED))
"""The shares of the 分值 that the platform accepts a score in, by the word beside it."""


def parted(scored: IndicatorScore, standard: Standard) -> Parted:
    """Return an indicator in the platform's fields.

    What is no pair of comparable numbers goes as 定性: the platform refuses digits with units and dates.
    """
    indicator = scored.indicator
    target = read_target(indicator.sign, indicator.target, indicator.unit)
    actual = read_actual(indicator.actual, indicator.unit)
    number = in_target_unit(target, actual)
    sign = target.sign or _unwritten(indicator.level2, standard)
    compared = target.kind == NUMBER and target.number is not None and number is not None
    if compared and sign in _SIGNS and normalise(text_of(indicator.method)) != _QUALITY:
        return Parted(sign, target.number, number, target.unit, "")
    description = actual_text(indicator)
    return Parted(_QUALITY, target_text(indicator), _word(scored, actual.tier), "", description)


def _unwritten(level2: str, standard: Standard) -> str:
    rule = standard.scoring
    return rule.cost_sign if fold_level(level2) in rule.cost_level2 else rule.default_sign


def _word(scored: IndicatorScore, written: str) -> str:
    """Return the platform's word: the 定性档次 chosen or written, else the one whose range the score lies in."""
    chosen = normalise(text_of(scored.indicator.tier)) or written
    if chosen in (MET, PARTLY, MISSED):
        return chosen
    if scored.score is None or not scored.weight:
        return ""
    return next(word for share, word in _TIERS if scored.score >= share * scored.weight)
