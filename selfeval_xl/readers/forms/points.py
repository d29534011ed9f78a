"""分值 and 得分 of a row as points, however they are typed: with 分 or % behind them, both in one cell."""

import re
from decimal import Decimal

from selfeval_xl.domain.cells import CellValue, normalise, parse_decimal, text_of
from selfeval_xl.domain.decimals import HUNDRED, format_decimal, half_up
from selfeval_xl.domain.printed import PlacedValue, points_in
from selfeval_xl.readers.forms import labels
from selfeval_xl.readers.forms.heads import Head

_BOTH = re.compile(r"(\d+(?:\.\d+)?)\s*分?\s*[/、(]\s*(\d+(?:\.\d+)?)\s*分?\s*\)?")
_OF_HUNDRED = re.compile(r"(\d+(?:\.\d+)?)\s*分?\s*(?:%|/\s*100\s*分?|\((?:满分|总分|百分制|大写)[^)]*\))")
"""A total that says of what it is one: 98%, 98/100, 98分（满分100分）."""
_GRADED = re.compile(r"(\d+(?:\.\d+)?)\s*分?\s*[(,、;]?\s*([^\W\d_]{1,3})\s*\)?")
_GRADE_FIRST = re.compile(r"([^\W\d_]{1,3})\s*[(,、;]\s*(\d+(?:\.\d+)?)\s*分?\s*\)?")
"""Total and grade in one cell: 97.5(优), 优（97.5分）."""
_IN_WORDS = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰", "一二三四五六七八九十百")
_MOST = 1000
"""Points, or percent of them, beyond which it is no score."""


def both(head: Head, value: CellValue) -> tuple[str, str] | None:
    """Return 分值 and 得分 of a cell that has both, in the order of its header: ``10/8``, ``10（8）``."""
    found = _BOTH.fullmatch(normalise(text_of(value)))
    is_turned = labels.SCORE_FIRST.match(head.titles[head.columns["score"]].key)
    return ((found[2], found[1]) if is_turned else (found[1], found[2])) if found else None


def settle(head: Head, cells: dict[str, PlacedValue]) -> bool:
    """Part the two that stand in one cell, and make points of a 得分 in percent; tell whether that was a share."""
    said = cells.get("score")
    if said and head.columns["score"] == head.columns.get("weight"):
        parted = both(head, said.value)
        del cells["score"]
        if parted:
            cells |= {field: said._replace(value=part) for field, part in zip(("weight", "score"), parted, strict=True)}
    elif said and "weight" in cells:
        cells["score"], is_share = of_weight(said, cells["weight"])
        own = _BOTH.fullmatch(normalise(said.value)) if isinstance(said.value, str) and "/" in said.value else None
        if own and points_in(own[2]) == points_in(without_unit(cells["weight"].value)):
            cells["score"] = said._replace(value=own[1])
        return is_share
    return False


def of_weight(said: PlacedValue, weight: PlacedValue) -> tuple[PlacedValue, bool]:
    """Make points of a 得分 in percent; tell whether it was a share of its 分值, and not of 100 as this is."""
    share = _percent(said.value)
    whole = HUNDRED if _percent(weight.value) is not None else points_in(weight.value)
    if share is None or not whole or max(whole, abs(share)) > _MOST:
        return said, False
    return said._replace(value=format_decimal(half_up(whole * share / HUNDRED))), whole != HUNDRED


def total_in(value: CellValue) -> CellValue:
    """Return a total of 100 points as a number, or as it stands where it is one; ``None`` for what is none."""
    if points_in(value) is not None:
        return value
    text = normalise(text_of(value))
    text = text[1:-1] if labels.IN_BRACKETS.fullmatch(text) else text
    if points_in(text) is not None:
        return text
    if found := _OF_HUNDRED.fullmatch(text):
        return found[1]
    from selfeval_xl.domain.measures.spelled import numeral  # few forms need it

    whole, point, part = text.translate(_IN_WORDS).removesuffix("分").partition("点")
    numerals = [numeral(each) for each in (whole, *part)]
    if not whole or None in numerals or bool(point) != bool(part):
        return None
    return f"{numerals[0]}{'.' * bool(part)}{''.join(map(str, numerals[1:]))}"


def as_total(said: PlacedValue) -> PlacedValue:
    """Return what stands there as a total."""
    return said._replace(value=total_in(said.value))


def with_grade(text: str) -> tuple[str, str] | None:
    """Return total and grade of a cell that has both, ``None`` for any other."""
    whole = normalise(text)
    if found := _GRADED.fullmatch(whole):
        return found[1], found[2]
    found = _GRADE_FIRST.fullmatch(whole)
    return (found[2], found[1]) if found else None


def _percent(value: CellValue) -> Decimal | None:
    text = normalise(value) if isinstance(value, str) else ""
    return parse_decimal(text.removesuffix("%")) if text.endswith("%") else None


def without_unit(value: CellValue) -> CellValue:
    """Return points without the 分 or % behind them, or brackets around; what is no number stays as it is."""
    points = points_in(normalise(value).strip("()").removesuffix("%") if isinstance(value, str) else value)
    return value if points is None or parse_decimal(value) is not None else format_decimal(points)
