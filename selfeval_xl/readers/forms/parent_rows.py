"""Rows of a form that are the sums of the rows below them: printed sums, not indicators of their own."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from selfeval_xl.domain.cells import is_blank
from selfeval_xl.domain.printed import PlacedValue, PrintedSum, points_in
from selfeval_xl.domain.submission import Indicator

_FEWEST = 2
"""One row with the points of the row above it is a row like any other."""


def split(
    indicators: Sequence[Indicator], scores: Sequence[PlacedValue | None], sums: Sequence[PrintedSum]
) -> tuple[list[int], list[PrintedSum]]:
    """Return which rows are indicators, and the sums with those that are none; all rows counted as they are left."""
    below = {row: _below(indicators, row) for row in range(len(indicators))}
    left = [row for row in below if not below[row]]
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
