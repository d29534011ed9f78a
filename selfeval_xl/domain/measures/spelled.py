"""Numbers written in characters (三次, 百分之九十) and targets that are a range (3至5个), where they are plain.

What may mean something else stays as it is: 一级, 十分, 四五次, 一百余人.
"""

import re
from decimal import Decimal

from selfeval_xl.domain.cells import CellValue, normalise
from selfeval_xl.domain.decimals import HUNDRED, ZERO
from selfeval_xl.domain.measures import units, vocabulary
from selfeval_xl.domain.measures.comparing import in_target_unit
from selfeval_xl.domain.measures.measure import NUMBER, TEXT, TWO_VALUES, Measure
from selfeval_xl.domain.measures.reading import read_actual, read_target

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_RANKS = frozenset("级类期批度字点分档层路段届轮等号")
"""Units that make a rank, or a word, of the numeral before them: 一级, 一期, 十分."""
_CALENDAR = frozenset("年月日号")


_LONGEST = 60
"""Characters beyond which a text says more than what was done and how much of the target that is."""
_NEVER = frozenset({"无", "没有", "零", "未发生", "无发生", "没有发生", "零发生", "未出现"})
"""What is written for 0 beside a target of 0: 事故 0 起, 未发生."""
_SHAPES = tuple(
    shape.replace("N", r"(\d+(?:\.\d+)?)")
    for shape in (r"N(\D*?)(?:[-~—–至到])+N(\D*)", r"≥N([^\d≤]*?)[且和,、;]?≤N(\D*)", r"N([^\d≤]*)≤[^\d≤]*≤N(\D*)")
)
"""How a range is written: 3至5个, ≥90%且≤95%, 90%≤X≤95%."""


def clearer(target: Measure, actual: Measure, sign: CellValue, unit: CellValue) -> tuple[Measure, Measure]:
    """Return both with numbers where each says one, by digits or in characters; both as they are otherwise."""
    if target.number == 0 and normalise(actual.text) in _NEVER:
        return target, Measure(NUMBER, "", ZERO, target.unit, text=actual.text)
    if actual.ambiguity == TWO_VALUES and target.number and not target.ambiguity:
        return target, _without_rate(target, actual, unit)
    if target.ambiguity == TWO_VALUES:
        return _within(target, actual), actual
    one, other = target, actual
    if target.kind == TEXT and (digits := in_digits(target.text)):
        one = read_target(sign, digits, unit)._replace(text=target.text)
    if actual.kind == TEXT and (digits := in_digits(actual.text)):
        other = read_actual(digits, unit)._replace(text=actual.text)
    return (one, other) if one.kind == other.kind == NUMBER else (target, actual)


def _without_rate(target: Measure, actual: Measure, unit: CellValue) -> Measure:
    """Return what was done without how much of the target that is, where it is that much: 120人，完成率120%."""
    shape = r"(.*?\d.*?)(?:[,;/、(]+(?:完成)?|完成)(?:率|比例)?:?为?(\d+(?:\.\d+)?)%\)?"
    found = re.fullmatch(shape, "".join(normalise(actual.text).split())) if len(actual.text) < _LONGEST else None
    read = read_actual(found[1], unit) if found else actual
    number = in_target_unit(target, read) if read.kind == NUMBER else None
    if not found or not target.number or target.unit == "%" or number is None:
        return actual
    is_so_much = abs(number * HUNDRED / target.number - Decimal(found[2])) < 1
    return read._replace(text=actual.text) if is_so_much else actual


def _within(target: Measure, actual: Measure) -> Measure:
    """Return a range as the point of it that the actual value is; unread where that lies outside."""
    whole = "".join(normalise(target.text).split())
    found = next(filter(None, (re.fullmatch(shape, whole) for shape in _SHAPES)), None)
    if not found or found[2] not in ("", found[4]) or found[4] in _CALENDAR:
        return target
    low, high, unit = Decimal(found[1]), Decimal(found[3]), units.KNOWN.get(found[4])
    number = in_target_unit(Measure(NUMBER, "", low, unit or "", text=target.text), actual)
    is_inside = unit is not None and number is not None and low <= number <= high
    return Measure(NUMBER, "=", number, unit or "", text=target.text) if is_inside else target


def in_digits(text: str) -> str:
    """Return a text that is little more than a numeral and its unit with digits, ``""`` for any other."""
    whole = normalise(text).replace("百分之百", "百分之一百")
    found = re.fullmatch(r"(\D*?)(百分之)?([零一二两三四五六七八九十百千万]+)(\D*?)(及?以[上下内])?", whole)
    number = numeral(found[3]) if found else None
    if not found or number is None or not vocabulary.is_comparison(found[1]):
        return ""
    unit = "%" * (found[4] == "") if found[2] else found[4]
    is_unit = unit in units.KNOWN and unit not in _RANKS | _CALENDAR and unit != ""
    return f"{found[1]}{number}{unit}{found[5] or ''}" if is_unit else ""


def numeral(text: str) -> int | None:
    """Read 三, 十二, 二百零五, 三千; ``None`` where it is not written out in full: 四五, 一百二, 百."""
    whole, digit, last = 0, 0, 10_000
    for character in text:
        power = _POWERS.get(character, 0)
        if not power and (character not in _DIGITS or digit):
            return None
        if power and (power >= last or not (digit or (power == _POWERS["十"] and not whole))):
            return None
        whole, last = whole + (digit or 1) * power, power or last
        digit = 0 if power else _DIGITS[character]
    return whole + digit if digit == 0 or last == _POWERS["十"] or len(text) == 1 or "零" in text else None
