"""How amounts and points are written in a finding."""

from decimal import Decimal

from selfeval_xl.domain.cells import CellValue, text_of
from selfeval_xl.domain.decimals import HUNDRED, format_decimal, percent
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.money import in_unit
from selfeval_xl.domain.scorecard import IndicatorScore
from selfeval_xl.messages import finding


def amount(fen: int, unit: str) -> str:
    """Write whole 分 in the workbook's unit: ``170.92万元``."""
    return f"{format_decimal(in_unit(fen, unit))}{unit}"


def amounts(unit: str, **fen: int) -> dict[str, str]:
    """Write several amounts as facts of a finding, by their names."""
    return {name: amount(each, unit) for name, each in fen.items()}


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


def on_row(code: str, row: IndicatorScore, field: str, **facts: object) -> Finding:
    """Return the finding of that code for a cell of a row.  Its values and points are facts unless others are given."""
    known = {
        "target": row.wanted,
        "actual": row.achieved,
        "method": row.method,
        "weight": points(row.weight),
        "score": points(row.score),
        "typed": points(row.typed),
        "system": points(row.system),
    }
    return finding(code, row.indicator.place(field), row.indicator.name, **(known | facts))
