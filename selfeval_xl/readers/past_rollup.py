"""去年的汇总表: the projects of a roll-up that was written before, from its workbook or from its 项目汇总 as CSV."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from selfeval_xl.documents.rollup.sums import UNGRADED
from selfeval_xl.documents.rollup.tables import PROJECTS
from selfeval_xl.domain.cells import CellValue, is_blank, normalise, parse_decimal, text_of
from selfeval_xl.domain.decimals import CENT, HUNDRED, RATE, half_up
from selfeval_xl.domain.errors import InputError
from selfeval_xl.domain.money import money
from selfeval_xl.messages import codes, input_error
from selfeval_xl.ooxml.package import LIMIT
from selfeval_xl.readers.containers import identity, plaintext
from selfeval_xl.readers.named_sheets import grids_of_workbook
from selfeval_xl.storage import stable_read
from selfeval_xl.storage.csv_text import as_typed

_SEARCHED_ROWS = 10
_NEEDED = {"name": "项目名称", "unit": "实施单位", "total": "得分", "grade": "等级"}
_OURS = {"printed_total", "printed_grade", "file"}
"""Columns that a bureau's own list of projects has not, even where it has those that are needed."""
_UNIT = re.compile(r"\((元|千元|万元|亿元)\)$")
_FEN = "分"
_PARQUET = b"PAR1"
_NO_KIND = f"它既不是汇总表，也不是“{PROJECTS.name}”的 CSV、JSON、Parquet"
_OTHER_FILES = frozenset(
    {codes.NOT_A_WORKBOOK, codes.OLD_FORMAT, codes.PDF, codes.PICTURE, codes.OLD_WORD, codes.ARCHIVE, codes.SCRAMBLED}
)
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
    """Return the projects of the roll-up at ``path``: a workbook of any kind, or its 项目汇总 as CSV, JSON or Parquet.

    Raises StorageError when it cannot be read, InputError when it is no roll-up (F73).
    """
    rows = iter(stable_read.made_of(path, LIMIT, lambda data: _rows(data, path)))
    header = _header(rows, path)
    return tuple(_past(header, row) for row in rows if not is_blank(header.value(row, "name")))


def is_rollup(rows: Sequence[Row]) -> bool:
    """Tell whether a sheet 项目汇总 with these rows was written by a roll-up."""
    found = _search(iter(rows))
    return isinstance(found, _Header) and found.column.keys() >= _OURS


def _rows(data: bytes, path: str) -> Sequence[Row]:
    """Return 项目汇总 by what the file is, never by its name."""
    if data.startswith(_PARQUET):
        return _parquet(data, path)
    kind = identity.kind_of(data)
    if kind is identity.TEXT:
        text = plaintext.decoded(data)
        return _json(text, path) if text.lstrip().startswith("{") else _csv(text, path)
    return _sheet(data, path)


def _sheet(data: bytes, path: str) -> Sequence[Row]:
    try:
        grids = grids_of_workbook(data, path, (PROJECTS.name,))
    except InputError as error:
        if error.code not in _OTHER_FILES:
            raise
        raise input_error(codes.NO_ROLLUP, file=path, detail=_NO_KIND) from None
    if PROJECTS.name not in grids:
        raise input_error(codes.NO_ROLLUP, file=path, detail=f"里面没有工作表“{PROJECTS.name}”")
    return grids[PROJECTS.name].rows


def _csv(text: str, path: str) -> list[Row]:
    try:
        return [[*map(as_typed, row)] for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    except csv.Error:
        raise input_error(codes.NO_ROLLUP, file=path, detail="里面不是逗号分隔的文字") from None


def _json(text: str, path: str) -> list[Row]:
    try:
        rows = json.loads(text, parse_float=str)[PROJECTS.name]
        return _by_fields([{key: row[key] for key in row} for row in rows])
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise input_error(codes.NO_ROLLUP, file=path, detail=_NO_KIND) from None


def _parquet(data: bytes, path: str) -> list[Row]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise input_error(codes.NO_PARQUET) from error
    try:
        return _by_fields(parquet.read_table(io.BytesIO(data)).to_pylist())
    except (pyarrow.ArrowException, OSError, ValueError):
        raise input_error(codes.NO_ROLLUP, file=path, detail=_NO_KIND) from None


def _by_fields(rows: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Return rows by field with the fields as their header; what is no value of a cell counts as text."""
    fields = [*dict.fromkeys(field for row in rows for field in row)] or [column.field for column in PROJECTS.columns]
    return [fields, *([_value(row.get(field)) for field in fields] for row in rows)]


def _value(value: object) -> CellValue:
    return value if value is None or isinstance(value, str | int) else str(value)


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
