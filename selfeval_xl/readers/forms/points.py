"""分值 and 得分 of a row as points, however they are typed: with 分 or % behind them, both in one cell."""

from __future__ import annotations

import re
from decimal import Decimal

from selfeval_xl.domain.cells import CellValue, normalise, parse_decimal, text_of
from selfeval_xl.domain.decimals import HUNDRED, format_decimal, half_up
from selfeval_xl.domain.printed import PlacedValue, points_in
from selfeval_xl.readers.forms import labels
from selfeval_xl.readers.forms.heads import Head

_BOTH = re.compile(r"(\d+(?:\.\d+)?)\s*分?\s*[/、(]\s*(\d+(?:\.\d+)?)\s*分?\s*\)?")
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
    elif said and (share := _percent(said.value)) is not None and "weight" in cells:
        weight = cells["weight"].value
        whole = HUNDRED if _percent(weight) is not None else points_in(weight)
        if whole and max(whole, abs(share)) <= _MOST:
            cells["score"] = said._replace(value=format_decimal(half_up(whole * share / HUNDRED)))
            return whole != HUNDRED
    return False


def _percent(value: CellValue) -> Decimal | None:
    text = normalise(value) if isinstance(value, str) else ""
    return parse_decimal(text.removesuffix("%")) if text.endswith("%") else None


def without_unit(value: CellValue) -> CellValue:
    """Return points without the 分 or % behind them; what is no number stays as it is."""
    points = points_in(text_of(value).strip().removesuffix("%").removesuffix("％") if isinstance(value, str) else value)
    return value if points is None or parse_decimal(value) is not None else format_decimal(points)
