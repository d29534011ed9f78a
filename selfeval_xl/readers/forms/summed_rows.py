"""Rows of a table that are no indicators once all are read: sums of those below them, and 预算执行率."""

from collections.abc import Collection, Sequence
from decimal import Decimal

from selfeval_xl.domain.cells import is_blank
from selfeval_xl.domain.layout import header_key
from selfeval_xl.domain.printed import PlacedValue, PrintedFunds, PrintedSum, points_in
from selfeval_xl.domain.submission import Indicator
from selfeval_xl.readers.forms import labels

_FEWEST = 2
"""One row with the points of the row above it is a row like any other."""


def execution_row(indicators: Sequence[Indicator], funds: Sequence[PrintedFunds]) -> int | None:
    """Return the row 预算执行率 of a table, ``None`` for none; where the funds say what they earn, it says so again."""
    keys = [_level_key(row.level1) for row in indicators]
    found = [
        number
        for number, (key, row) in enumerate(zip(keys, indicators, strict=True))
        if labels.EXECUTION.fullmatch(key)
        or (labels.INPUT.fullmatch(key) and keys.count(key) == 1 and _is_execution(row.level2, row.name))
    ]
    if not funds or len(found) != 1:
        return None
    beside = points_in(funds[0].weight.value) if funds[0].weight else None
    is_told = beside is not None and beside != points_in(indicators[found[0]].weight)
    return None if is_told else found[0]


def _is_execution(*names: str) -> bool:
    return any(labels.EXECUTION.fullmatch(_level_key(name)) for name in names)


def _level_key(name: str) -> str:
    return labels.bare(header_key(name)).removesuffix("指标")


def without_parents(
    indicators: Sequence[Indicator],
    scores: Sequence[PlacedValue | None],
    sums: Sequence[PrintedSum],
    apart: Collection[int] = (),
) -> tuple[list[int], list[PrintedSum]]:
    """Tell indicators from rows that are the sums of those below them, and from those that are read ``apart``.

    Return which rows are indicators, and the sums with those that are none; all rows counted as they are left.
    """
    below = {row: _below(indicators, row) for row in range(len(indicators))}
    left = [row for row in below if not below[row] and row not in apart]
    numbers = {row: number for number, row in enumerate(left)}
    parents = [
        PrintedSum(
            indicators[row].name or indicators[row].level2 or indicators[row].level1,
            tuple(part for part in parts if part in numbers),
            scores[row],
            PlacedValue(indicators[row].weight, indicators[row].place("weight")),
        )
        for row, parts in below.items()
        if parts
    ]
    every = [*sums, *parents]
    return left, [each._replace(rows=tuple(numbers[row] for row in each.rows if row in numbers)) for each in every]


def _below(indicators: Sequence[Indicator], row: int) -> tuple[int, ...]:
    """Return the rows that a row without values of its own is the sum of, ``()`` where it is an indicator."""
    parent = indicators[row]
    weight = points_in(parent.weight)
    if not weight or not (is_blank(parent.target) and is_blank(parent.actual)):
        return ()
    summed = Decimal(0)
    for number in range(row + 1, len(indicators)):
        child = indicators[number]
        points = points_in(child.weight)
        if points is None or is_blank(child.target) or child.level1 != parent.level1:
            return ()
        summed += points
        if summed >= weight:
            is_sum = summed == weight and number - row >= _FEWEST
            return tuple(range(row + 1, number + 1)) if is_sum else ()
    return ()
