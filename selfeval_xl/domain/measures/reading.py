"""The cells 指标性质, 年度指标值, 计量单位 and 实际完成值 -> :class:`Value`.

Number cells and plain ``2400人`` are read without regard to words; whole readings of text cells are remembered, since
tables repeat themselves.
"""

import datetime
import functools
import re
from decimal import Decimal

from selfeval_xl.domain.cells import CellValue, normalise, parse_decimal, text_of
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.measures import measure, units, vocabulary
from selfeval_xl.domain.measures.measure import Measure
from selfeval_xl.domain.measures.phrases import DOWN, UP, begins_with_number, read_text

_FIFTEEN_DIGITS = 1e15
"""Up to here Excel keeps every digit of a whole number."""
QUALITY, DEADLINE = "定性", "时限"

_PLAIN = re.compile(r"([≥≤=<>]?)([0-9]+(?:\.[0-9]+)?)([^0-9.,]*)")
_CALENDAR = frozenset({"年", "月", "季度"})
"""Units that make a date of the number before them, perhaps: 2021年, 12月, 3季度."""


def read_target(sign: CellValue, target: CellValue, unit: CellValue) -> Measure:
    """Read a target from its three cells; sign and unit may stand in the target itself (``≥95%``) instead."""
    if target.__class__ is not float and target.__class__ is not int:
        return _target(sign, target, unit)
    number, text = _number_cell(target)
    if number is None:
        return Measure(measure.UNREADABLE, text=text)
    column, folded = vocabulary.COLUMN.get(sign), units.KNOWN.get(unit)
    if column is None or column == QUALITY or folded is None or (folded == "%" and target < 1):
        return _beside_columns(Measure(measure.NUMBER, number=number, text=text), sign, unit)
    return Measure(measure.NUMBER, column, number, folded, None, "", text, "", column != "")


def read_actual(actual: CellValue, unit: CellValue = None) -> Measure:
    """Read an actual value.  An operator before it (``≥266米``) is kept in ``sign`` and is no part of the number.

    ``unit`` is the column 计量单位 of the row; a cell that holds a number alone is in that unit.
    """
    if actual.__class__ is not float and actual.__class__ is not int:
        return _actual(actual, unit)
    number, text = _number_cell(actual)
    if number is None:
        return Measure(measure.UNREADABLE, text=text)
    folded = units.KNOWN.get(unit)
    return Measure(measure.NUMBER, "", number, units.fold(unit) if folded is None else folded, None, "", text)


def _number_cell(cell: float | int) -> tuple[Decimal | None, str]:
    """Return a number cell exactly and as it is read; inf and nan, which a damaged file can hold, are no numbers."""
    if isinstance(cell, int) or (cell.is_integer() and abs(cell) < _FIFTEEN_DIGITS):
        text = str(int(cell))
        return Decimal(text), text
    text = f"{cell:.15g}"
    if "e" not in text and "n" not in text:
        return Decimal(text), text
    number = parse_decimal(cell)
    return number, text if number is None else format_decimal(number)


@functools.lru_cache(maxsize=4096, typed=True)
def _target(sign: CellValue, target: CellValue, unit: CellValue) -> Measure:
    value = _cell(target, is_actual=False)
    return _beside_columns(value, sign, unit) if sign or unit else value


@functools.lru_cache(maxsize=4096, typed=True)
def _actual(actual: CellValue, unit: CellValue) -> Measure:
    value = _cell(actual, is_actual=True)
    return value if not unit or value.number is None else _in_column_unit(value, unit)


def _plain(text: str) -> Measure | None:
    """Read ``2400人``, ``≥95%`` or ``6``, which nearly all cells are; ``None`` when it takes a closer look."""
    match = _PLAIN.fullmatch(text)
    if match is None:
        return None
    sign, number, own_unit = match.groups()
    unit = units.KNOWN.get(own_unit)
    if unit is None or own_unit in _CALENDAR:
        return None
    return Measure(measure.NUMBER, sign, Decimal(number), unit, None, "", text)


def _beside_columns(value: Measure, sign: CellValue, unit: CellValue) -> Measure:
    """Complete a target by the columns 指标性质 and 计量单位, and note where they contradict it."""
    column = vocabulary.column_sign(sign)
    if column == QUALITY:
        value, column = _as_quality(value), ""
    if value.number is not None:
        value = _in_column_unit(value, unit)
    value = _with_column_sign(value, column)
    return value._replace(ambiguity=measure.FRACTION) if _is_fraction(value) else value


def _as_quality(value: Measure) -> Measure:
    """Take a target with 定性 beside it for text, unless it is clearly a number: 定性 | ≥95%."""
    if value.number is not None and begins_with_number(value.text):
        return value._replace(ambiguity=measure.NUMBER_AS_QUALITY)
    if value.kind in (measure.NUMBER, measure.DATE, measure.UNREADABLE):
        return Measure(measure.TEXT, text=value.text)
    return value


def _with_column_sign(value: Measure, column: str | None) -> Measure:
    """Add the sign of the column.  One in the cell itself wins; 时限 beside a duration means 不超过."""
    if column is None:
        return value._replace(ambiguity=value.ambiguity or measure.UNKNOWN_SIGN)
    if not column or (value.sign and column == DEADLINE):
        return value
    if not value.sign:
        lasts = column == DEADLINE and value.kind == measure.NUMBER and units.lasts(value.unit)
        return value._replace(sign="≤" if lasts else column, sign_in_column=True)
    alike = value.sign == column or {value.sign, column} in (UP, DOWN)
    return value if alike or value.ambiguity else value._replace(ambiguity=measure.SIGN_TWICE)


def _in_column_unit(value: Measure, cell: CellValue) -> Measure:
    """Add the unit of the column 计量单位.  One in the cell itself wins, and is doubted when it is of another kind."""
    column = units.fold(cell)
    if not column or column == value.unit:
        return value
    if not value.unit:
        return value._replace(unit=column)
    own = units.joined(value.unit, column)
    contradicts = not units.comparable(own, column) and (units.measured(own) or units.measured(column))
    return value._replace(unit=own, ambiguity=value.ambiguity or (measure.WRONG_UNIT if contradicts else ""))


def _is_fraction(value: Measure) -> bool:
    """Tell whether a target is 0.95 beside a column %, where 95 may be meant; ≤0.5 % is common."""
    if value.unit != "%" or value.number is None or value.sign in DOWN or value.ambiguity:
        return False
    return 0 < value.number < 1 and value.is_bare


def _cell(cell: CellValue, is_actual: bool) -> Measure:
    """Read any cell that is not a number cell."""
    if isinstance(cell, str) and (plain := _plain(cell)):
        return plain
    text = text_of(cell)
    if not normalise(text):  # nothing, or nothing that can be seen
        return Measure(measure.BLANK)
    if isinstance(cell, datetime.date):
        return Measure(measure.DATE, date=(cell.year, cell.month, cell.day), text=text)
    return read_text(text, is_actual)._replace(text=text) if isinstance(cell, str) else Measure(measure.TEXT, text=text)
