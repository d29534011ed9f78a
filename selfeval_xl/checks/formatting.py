"""How amounts, targets and rows are written in a finding."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from selfeval_xl.domain.cells import CellValue, normalise, parse_decimal, text_of
from selfeval_xl.domain.decimals import HUNDRED, format_decimal, percent
from selfeval_xl.domain.money import in_unit
from selfeval_xl.domain.scorecard import IndicatorScore

HIGH, LOW, EQUAL = frozenset("≥>≧＞⩾"), frozenset("≤<≦＜⩽"), frozenset("=＝﹦═")
"""How the signs are written on forms, look-alikes included."""


def spelled(column: Iterable[CellValue], signs: frozenset[str]) -> set[CellValue]:
    """Return what in the column 指标性质 means one of ``signs``."""
    return {sign for sign in set(column) if isinstance(sign, str) and normalise(sign)[:1] in signs}


def amount(fen: int, unit: str) -> str:
    """Write whole 分 in the workbook's unit: ``170.92万元``."""
    return f"{format_decimal(in_unit(fen, unit))}{unit}"


def share_of(rate: Decimal) -> str:
    """Write a share of 1 as people say it: ``90%`` where it is whole, else with two places."""
    shown = rate * HUNDRED
    return f"{format_decimal(shown)}%" if shown == shown.to_integral_value() else percent(rate)


def points(number: Decimal | None) -> str:
    """Write a score or weight without trailing zeros."""
    return "空白" if number is None else format_decimal(number)


def quoted(value: CellValue) -> str:
    """Say what a cell holds: ``写的是“多”``, or ``没有填写``."""
    text = text_of(value)
    return f"写的是“{text}”" if text else "没有填写"


def wanted(row: IndicatorScore) -> str:
    """Write a target whole, with the sign and the unit that stand in columns of their own: ``≥95%``."""
    indicator = row.indicator
    return _with_unit(f"{sign_before(row)}{row.target_shown}", indicator.target, indicator.unit)


def achieved(row: IndicatorScore) -> str:
    """Write an actual value with the unit of its row: ``93%``."""
    return _with_unit(row.actual_shown, row.indicator.actual, row.indicator.unit)


def sign_before(row: IndicatorScore) -> str:
    """Return the sign from the column 指标性质, unless the target itself begins with one or the sign is a word."""
    sign = normalise(text_of(row.indicator.sign))
    signs = HIGH | LOW | EQUAL
    return sign if sign[:1] in signs and row.target_shown[:1] not in signs else ""


def _with_unit(text: str, value: CellValue, unit: CellValue) -> str:
    return f"{text}{text_of(unit)}" if parse_decimal(value) is not None else text
