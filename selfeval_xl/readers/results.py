"""Reads the results that stand in a workbook of ours: the column 得分 and what the sheet 汇总 says."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from selfeval_xl.domain.cells import CellValue, text_of
from selfeval_xl.domain.computed import INDICATOR_COLUMNS
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.layout import SUMMARY
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.printed import PlacedValue, Printed, PrintedFunds
from selfeval_xl.domain.submission import Indicator, Submission
from selfeval_xl.domain.written import Written, checksum, is_record, read_record

_FINGERPRINT = "输入指纹："
_STYLE_ROW = "样式"
"""How a hidden row of the template begins that shows how rows look."""
_SCORE = INDICATOR_COLUMNS.index("score")
_SECTION_SCORE, _SUM = "评价得分", "合计"


def read_printed(grids: Mapping[str, Grid], submission: Submission) -> Printed:
    """Return what a workbook of ours says of its own results."""
    pairs = zip(submission.indicators, submission.printed.indicator_cells, strict=True)
    printed = submission.printed._replace(scores=tuple(_score(*pair) for pair in pairs))
    summary = grids.get(SUMMARY)
    if not summary:
        return printed
    return printed._replace(
        funds=(PrintedFunds("", 0, rate=_beside(summary, "预算执行率")),),
        sections=dict(_sections(summary)),
        total=_beside(summary, "总分"),
        grade=_beside(summary, "评价等级"),
        fingerprint=read_fingerprint(summary),
    )


def _score(indicator: Indicator, filled: Sequence[CellValue]) -> PlacedValue | None:
    """Return what stands in the column 得分 beside an indicator, ``None`` where it is blank or absent."""
    value = filled[_SCORE]
    return PlacedValue(value, indicator.place("score")) if text_of(value) else None


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


def read_written(grid: Grid | None) -> Written | None:
    """Return the record on 汇总 of what the program wrote; ``None`` where an earlier version wrote without one.

    Where nothing was ever computed, nothing was written.
    """
    if grid is None or not read_fingerprint(grid):
        return Written({}, ())
    texts = [text for text in _first_cells(grid) if is_record(text)]
    return read_record(texts) if texts else None


def is_as_written(summary: Grid, results: Grid, written: Written) -> bool:
    """Tell whether 汇总 and 校验结果 still say what was written there."""
    pages = (checksum(_below_style_rows(grid)) for grid in (summary, results))
    return list(pages) == list(written.pages)


def _below_style_rows(grid: Grid) -> Iterator[CellValue]:
    """Yield the cells of a page below its style rows, as far as the record."""
    for cells in grid.rows:
        first = text_of(cells[0]) if cells else ""
        if is_record(first):
            return
        if not first.startswith(_STYLE_ROW):
            yield from cells


def _first_cells(grid: Grid) -> Iterator[str]:
    return (text_of(cells[0]) for cells in grid.rows if cells)


def read_fingerprint(grid: Grid) -> str:
    """Return the input fingerprint that 汇总 carries, ``""`` when it was never computed."""
    texts = _first_cells(grid)
    return next((text.removeprefix(_FINGERPRINT) for text in texts if text.startswith(_FINGERPRINT)), "")
