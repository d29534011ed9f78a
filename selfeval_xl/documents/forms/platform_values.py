"""Indicators as the 预算管理一体化平台 stores them: operator, bare value, bare number or one of three words, unit."""

from __future__ import annotations

from decimal import Decimal

from selfeval_xl.documents.forms.platform import Parted
from selfeval_xl.domain.cells import normalise, text_of
from selfeval_xl.domain.measures.measure import MET, MISSED, NUMBER, PARTLY
from selfeval_xl.domain.scorecard import IndicatorScore
from selfeval_xl.scoring.methods import TIERED

_SIGNS = frozenset("≥>=<≤")
_QUALITY = "定性"
_TIERS = ((Decimal("0.8"), MET), (Decimal("0.6"), PARTLY), (Decimal(0), MISSED))
"""The shares of the 分值 that the platform accepts a score in, by the word beside it."""


def parted(scored: IndicatorScore) -> Parted:
    """Return an indicator in the platform's fields.

    What is no pair of comparable numbers goes as 定性: the platform refuses digits with units and dates.
    """
    target, actual, number, sign = scored.reading[:4]
    is_compared = target.kind == NUMBER and number is not None and sign in _SIGNS
    if is_compared and scored.method not in TIERED:
        return Parted(sign, target.number, number, target.unit, "")
    return Parted(_QUALITY, scored.wanted, _word(scored, actual.tier), "", scored.achieved)


def _word(scored: IndicatorScore, written: str) -> str:
    """Return the platform's word: the 定性档次 chosen or written, else the one whose range the score lies in."""
    chosen = normalise(text_of(scored.indicator.tier)) or written
    if chosen in (MET, PARTLY, MISSED):
        return chosen
    if scored.score is None or not scored.weight:
        return ""
    return next(word for share, word in _TIERS if scored.score >= share * scored.weight)
