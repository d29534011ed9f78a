"""Reads the results that stand in a workbook of ours: the column 得分 and what the sheet 汇总 says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import takewhile

from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.layout import INDICATORS, SUMMARY
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.printed import PlacedValue, Printed, PrintedFunds
from selfeval_xl.domain.submission import Indicator

_FINGERPRINT = "输入指纹："
_SECTION_SCORE, _SUM = "评价得分", "合计"


def read_printed(grids: Mapping[str, Grid], indicators: tuple[Indicator, ...]) -> Printed:
    """Return what a workbook of ours says of its own results."""
    printed = Printed(tuple(_scores(grids[INDICATORS], indicators)))
    summary = grids.get(SUMMARY)
    if not summary:
        return printed
    return printed._replace(
        funds=(PrintedFunds("", 0, rate=_beside(summary, "预算执行率")),),
        sections=dict(_sections(summary)),
        total=_beside(summary, "总分"),
        grade=_beside(summary, "评价等级"),
        fingerprint=_fingerprint(summary),
    )


def _scores(grid: Grid, indicators: tuple[Indicator, ...]) -> Iterator[PlacedValue | None]:
    """Yield what stands in the column 得分 beside each indicator, ``None`` where it is blank or absent."""
    for indicator in indicators:
        column = indicator.columns.of.get("score")
        cells = grid.rows[indicator.row - 1]
        value = cells[column - 1] if column and column <= len(cells) else None
        yield PlacedValue(value, indicator.place("score")) if text_of(value) else None


def _beside(grid: Grid, label: str) -> PlacedValue | None:
    """Return the first filled cell to the right of a label on 汇总, ``None`` when there is no such label."""
    for number, cells in enumerate(grid.rows, 1):
        if label in cells:
            start = cells.index(label) + 1
            for column, value in enumerate(cells[start:], start + 1):
                if text_of(value):
                    return PlacedValue(value, Place(grid.name, number, column))
    return None


def _sections(grid: Grid) -> Iterator[tuple[str, PlacedValue]]:
    """Yield every name in the table 三、评价得分 of 汇总, with what stands in its column 评价得分."""
    rows = iter(enumerate(grid.rows, 1))
    head = next((list(cells) for _number, cells in rows if _SECTION_SCORE in cells), [])
    for number, cells in takewhile(lambda row: _SUM not in row[1], rows):
        column = head.index(_SECTION_SCORE) + 1
        value = cells[column - 1] if column <= len(cells) else None
        for name in cells[: column - 1]:
            if isinstance(name, str) and name:
                yield name, PlacedValue(value, Place(grid.name, number, column))


def _fingerprint(grid: Grid) -> str:
    """Return the input fingerprint that 汇总 carries, ``""`` when it was never computed."""
    texts = (text_of(cells[0]) for cells in grid.rows if cells)
    return next((text.removeprefix(_FINGERPRINT) for text in texts if text.startswith(_FINGERPRINT)), "")
