"""去年的汇总表: the projects of a roll-up that was written before, from its workbook or from its 项目汇总 as CSV."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.documents.rollup.sums import UNGRADED
from selfeval_xl.documents.rollup.tables import PROJECTS
from selfeval_xl.domain.cells import CellValue, is_blank, normalise, parse_decimal, text_of
from selfeval_xl.domain.decimals import CENT, HUNDRED, RATE, half_up
from selfeval_xl.domain.errors import InputError
from selfeval_xl.domain.money import money
from selfeval_xl.messages import codes, input_error
from selfeval_xl.readers.grids import read_workbook
from selfeval_xl.storage import os_errors
from selfeval_xl.storage.csv_text import as_text

_SEARCHED_ROWS = 10
_NEEDED = {"name": "项目名称", "unit": "实施单位", "total": "得分", "grade": "等级"}
_OURS = {"printed_total", "printed_grade", "file"}
"""Columns that a bureau's own list of projects has not, even where it has those that are needed."""
_UNIT = re.compile(r"\((元|千元|万元|亿元)\)$")
_FEN = "分"
UNVERIFIED = "（未核实）"
Row = Sequence[CellValue]


class Past(NamedTuple):
    """A project as a roll-up before had it; ``budget`` in 分, ``rate`` and ``total`` exact text, ``""`` for none."""

    code: str
    name: str
    unit: str
    year: str
    standard: str
    total: str
    grade: str
    budget: int | None
    rate: str
    file: str


class _Header(NamedTuple):
    column: dict[str, int]
    money_unit: str

    def value(self, row: Row, field: str) -> CellValue:
        at = self.column.get(field, len(row))
        return row[at] if at < len(row) else None


def read_past(path: str) -> tuple[Past, ...]:
    """Return the projects of the roll-up at ``path``, a workbook or a CSV file.

    Raises StorageError when it cannot be read, InputError when it is no roll-up (F73).
    """
    rows = iter(_csv(path) if path.lower().endswith(".csv") else _sheet(path))
    header = _header(rows, path)
    return tuple(_past(header, row) for row in rows if not is_blank(header.value(row, "name")))


def is_rollup(rows: Sequence[Row]) -> bool:
    """Tell whether a sheet 项目汇总 with these rows was written by a roll-up."""
    found = _search(iter(rows))
    return isinstance(found, _Header) and found.column.keys() >= _OURS


def _sheet(path: str) -> Sequence[Row]:
    try:
        grids = read_workbook(path, (PROJECTS.name,)).grids
    except InputError as error:
        if error.code not in (codes.NOT_A_WORKBOOK, codes.OLD_FORMAT):
            raise
        detail = f"它既不是 .xlsx 的汇总表，也不是“{PROJECTS.name}”的 CSV"
        raise input_error(codes.NO_ROLLUP, file=path, detail=detail) from None
    if PROJECTS.name not in grids:
        raise input_error(codes.NO_ROLLUP, file=path, detail=f"里面没有工作表“{PROJECTS.name}”")
    return grids[PROJECTS.name].rows


def _csv(path: str) -> list[Row]:
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise os_errors.reading(error, os.fspath(path)) from error
    try:
        rows = csv.reader(io.StringIO(_text(data), newline=""), strict=True)
        return [[_without_guard(cell) for cell in row] for row in rows]
    except (UnicodeDecodeError, csv.Error):
        raise input_error(codes.NO_ROLLUP, file=path, detail="里面不是逗号分隔的文字") from None


def _text(data: bytes) -> str:
    """Decode as we write it, or as Excel in China saves it."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _without_guard(cell: str) -> str:
    """Take off the apostrophe that was written before what might have been read as a formula."""
    return cell[1:] if cell[:1] == "'" and as_text(cell[1:]) == cell else cell


def _header(rows: Iterator[Row], path: str) -> _Header:
    found = _search(rows)
    if isinstance(found, _Header):
        return found
    names = "、".join(f"“{title}”" for title in found)
    raise input_error(codes.NO_ROLLUP, file=path, detail=f"“{PROJECTS.name}”里没有{names}这样的表头")


def _search(rows: Iterator[Row]) -> _Header | list[str]:
    """Return the columns by field, under their titles or their names in data frames; else the titles that lack."""
    known = {_plain(name): column.field for column in PROJECTS.columns for name in (column.title, column.field)}
    missing = list(_NEEDED.values())
    for _number, row in zip(range(_SEARCHED_ROWS), rows, strict=False):
        titles = [normalise(text_of(cell)) for cell in row]
        fields = {field: at for at, title in reversed(list(enumerate(titles))) if (field := known.get(_plain(title)))}
        lacking = [title for field, title in _NEEDED.items() if field not in fields]
        if not lacking:
            return _Header(fields, _money_unit(titles, fields))
        missing = min(missing, lacking, key=len)
    return missing


def _plain(title: str) -> str:
    return _UNIT.sub("", normalise(title))


def _money_unit(titles: list[str], fields: dict[str, int]) -> str:
    title = titles[fields["budget_fen"]] if "budget_fen" in fields else ""
    unit = _UNIT.search(title)
    return unit[1] if unit else _FEN


def _past(header: _Header, row: Row) -> Past:
    texts = {field: text_of(header.value(row, field)) for field in ("code", "name", "unit", "year", "standard", "file")}
    texts["standard"] = texts["standard"].removesuffix(UNVERIFIED)
    grade = text_of(header.value(row, "grade"))
    total = parse_decimal(header.value(row, "total"))
    return Past(
        **texts,
        total="" if total is None else f"{half_up(total, CENT):f}",
        grade="" if grade == UNGRADED else grade,
        budget=_fen(header.value(row, "budget_fen"), header.money_unit),
        rate=_rate(header.value(row, "rate")),
    )


def _fen(value: CellValue, unit: str) -> int | None:
    if unit != _FEN:
        return money(value, unit).fen
    number = parse_decimal(value)
    return None if number is None else int(number)


def _rate(value: CellValue) -> str:
    """Read 0.9091 and ``90.91%`` alike, to four places."""
    text = text_of(value)
    number = parse_decimal(text.removesuffix("%"))
    if number is None:
        return ""
    rate: Decimal = number / HUNDRED if text.endswith("%") else number
    return f"{half_up(rate, RATE):f}"
