"""An official form as a value: which cell, merged over what, holds what, and how it is set."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from selfeval_xl.documents.blocks import OutValue, PageSetup, Piece
from selfeval_xl.domain.cells import CellValue, parse_decimal, text_of, year_of
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.money import money_unit
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard

TITLE, CAPTION, LABEL, TEXT, VALUE, RATE, NOTE = "title", "caption", "label", "text", "value", "rate", "note"
"""How a piece is set: the heading, the line below it, a printed label, running text, a figure, a rate, a remark."""
_LOOKS = {"#": LABEL, "<": TEXT, "^": VALUE, "%": RATE}
"""The looks of the cells of a row, a character for each."""
DASH = "—"
"""What the forms print where nothing is to be filled in."""

_POINTS = re.compile(r"[(（][\d.]+分?[)）]$")
_LONGEST = 15
"""Digits that a spreadsheet keeps of a number; a longer one stays text."""


_PAGE = PageSetup((1.8, 1.8, 2.0, 2.0, 1.27, 1.27), "&C第 &P 页　共 &N 页")
"""A4; margins in cm as official papers have them."""


def page(title_row: int, landscape: bool = False) -> PageSetup:
    """Return the page of a form, which repeats its header row."""
    return _PAGE._replace(titles=(title_row, title_row), landscape=landscape)


def piece(row: int, left: int, value: OutValue, look: str, right: int = 0, bottom: int = 0) -> Piece:
    """Return the piece at (row, left), reaching to ``right`` and ``bottom`` where they are given."""
    return Piece((row, left, bottom or row, right or left), value, look)


def heading(title: str, caption: str, last: int) -> Iterator[Piece]:
    """Yield the first two rows of a form, as wide as all its columns."""
    yield piece(1, 1, title, TITLE, last)
    yield piece(2, 1, caption, CAPTION, last)


def band(
    row: int, looks: str, values: Iterable[OutValue], left: int = 1, ends: Sequence[int] | None = None
) -> Iterator[Piece]:
    """Yield the pieces of a row from the column ``left`` on: one column each, or up to the columns ``ends``.

    Of ``looks``, ``#`` is a printed label, ``<`` running text, ``^`` a figure, ``%`` a rate.
    """
    for look, value, right in zip(looks, values, ends or range(left, left + len(looks)), strict=True):
        yield piece(row, left, value, _LOOKS[look], right)
        left = right + 1


def facts(
    card: Scorecard, row: int, ends: tuple[int, int, int, int], unit: str = "实施单位", look: str = "^"
) -> Iterator[Piece]:
    """Yield the rows with the project's name, 主管部门 and 实施单位 (which some forms call otherwise)."""
    project = card.submission.project
    yield from band(row, f"#{look}", ("项目名称", text_of(project.name)), ends=(ends[0], ends[-1]))
    values = ("主管部门", text_of(project.department), unit, text_of(project.unit))
    yield from band(row + 1, f"#{look}" * 2, values, ends=ends)


def labels(row: int, titles: Sequence[str], left: int = 1) -> Iterator[Piece]:
    """Yield printed labels, a column each from ``left`` on."""
    return band(row, "#" * len(titles), titles, left)


def blocks(first_row: int, names: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield (first row, last row, name) for each run of rows with the same name."""
    row = first_row
    for name, run in groupby(names):
        length = len(list(run))
        yield row, row + length - 1, name
        row += length


def levels(rows: Sequence[IndicatorScore]) -> list[tuple[str, str]]:
    """Return 一级指标 and 二级指标 of each row."""
    return [(row.indicator.level1, row.indicator.level2) for row in rows]


def level_pieces(first_row: int, left: int, names: Sequence[tuple[str, str]]) -> Iterator[Piece]:
    """Yield the merged cells of 一级指标 and 二级指标, in the columns ``left`` and the next."""
    level1 = [name for name, _ in names]
    both = ["\n".join(each) for each in names]
    for top, bottom, name in blocks(first_row, level1):
        # 产出指标(50分) stands on two lines, as the column is narrow.
        yield piece(top, left, _POINTS.sub(r"\n\g<0>", name), LABEL, bottom=bottom)
    for top, bottom, name in blocks(first_row, both):
        yield piece(top, left + 1, name.partition("\n")[2], LABEL, bottom=bottom)


def bare_level(name: str) -> str:
    """Return the name of a level without the points that forms print behind it: ``产出指标(50分)`` is 产出指标."""
    return _POINTS.sub("", name)


def figure(text: str) -> OutValue:
    """Return a text as a number where it is written exactly as the number would be, else as it is."""
    number = parse_decimal(text)
    return number if number is not None and format_decimal(number) == text and len(text) <= _LONGEST else text


def unit_of(card: Scorecard) -> str:
    """Return the 金额单位 of the workbook, which the form prints beside 项目资金."""
    return money_unit(card.submission.project.money_unit)


def year_shown(card: Scorecard) -> str:
    """Return 评价年度, or the room to write it in."""
    return str(year_of(card.submission.project.year) or "　　　　")


def lines(texts: Iterable[CellValue]) -> str:
    """Join what was written, one below the other."""
    return "\n".join(text for text in map(text_of, texts) if text)
