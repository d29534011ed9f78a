"""New approved targets into a workbook that staff have begun to fill: row by row, and nothing typed is lost."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from selfeval_xl.checks.approved import paired, says_the_same
from selfeval_xl.documents.blocks import OutColumn, Output, OutValue
from selfeval_xl.domain.cells import CellValue, is_blank, parse_decimal, text_of
from selfeval_xl.domain.finding import NOTICE, Finding
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.layout import APPROVED, INDICATOR_FIELDS, INDICATORS, titles
from selfeval_xl.domain.measures.reading import read_target
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.submission import Indicator
from selfeval_xl.messages import codes, input_error
from selfeval_xl.readers.documents import read_document
from selfeval_xl.readers.grids import read_grids
from selfeval_xl.readers.headers import approved_columns, find_columns
from selfeval_xl.tasks.assess import approved_in
from selfeval_xl.tasks.import_form import entered
from selfeval_xl.workbook.patcher import patch

CHANGED, ADDED, UNAPPROVED, UNPLACED = "已更新", "新增的指标", "批复里没有，原样保留", "没有放进去，请手工处理"
KINDS = (CHANGED, ADDED, UNAPPROVED, UNPLACED)
"""Kinds of what is told of a row; it is the ``subject`` of the finding."""
_FIELDS = ("level1", "level2", "name", "sign", "target", "unit", "weight")
"""What an approved table says of an indicator."""
_TITLES = titles(INDICATOR_FIELDS)
Sheet = dict[tuple[int, int], OutValue]
"""What is written, by row and column."""


class Updated(NamedTuple):
    """The workbook with the new targets, how many approved indicators there are, and what was done row by row."""

    data: bytes
    approved: int
    told: tuple[Finding, ...]


def update(path: str, approved_path: str) -> Updated:
    """Bring names, targets and points of the approved table at ``approved_path`` into the workbook at ``path``.

    The sheet 批复目标, where there is one, gets the new version too.  Raises InputError when ``path`` is no workbook of
    ours or nothing is approved, StorageError for the disk.
    """
    document = read_document(path, results=False)
    submission = document.submissions[0]
    if submission.form:
        raise input_error(codes.NOT_OUR_BOOK, file=path)
    approved = approved_in(approved_path)
    grids = read_grids(document.data, path, (INDICATORS, APPROVED))
    rows, told = Sheet(), list[Finding]()
    added = list[Indicator]()
    for promise, own in paired(approved, submission.indicators):
        if promise and own:
            told += _updated(promise, own, rows)
        elif promise:
            added.append(promise)
        elif own:
            told.append(_told(UNAPPROVED, own.place("name"), own.name))
    told += _added(added, submission.indicators, grids[INDICATORS], rows)
    columns = [*_columns(INDICATORS, rows)]
    if APPROVED in grids:
        columns += _columns(APPROVED, _new_version(grids[APPROVED], approved))
    return Updated(patch.fill(document.data, Output((), tuple(columns)), path), len(approved), tuple(told))


def _updated(promise: Indicator, own: Indicator, rows: Sheet) -> Iterator[Finding]:
    for field, new in _news(promise, own).items():
        old = getattr(own, field)
        if text_of(new) == text_of(old):
            continue
        if field in own.columns.of:
            rows[own.row, own.columns.of[field]] = entered(new)
            yield _told(CHANGED, own.place(field), own.name, _TITLES[field], text_of(old), text_of(new))
        else:
            yield _told(UNPLACED, own.place(field), own.name, f"没有“{_TITLES[field]}”一列", "", text_of(new))


def _news(promise: Indicator, own: Indicator) -> Mapping[str, CellValue]:
    """Return what the approved table says otherwise; a 指标性质 or 计量单位 of before gives way to the new target's."""
    news: dict[str, CellValue] = {"name": promise.name}
    if not says_the_same(promise, own):
        alone = read_target(None, promise.target, None)
        news["target"] = promise.target
        for field, stated in (("sign", alone.sign), ("unit", alone.unit)):
            if field in promise.columns.of or stated:
                news[field] = getattr(promise, field)
    if promise.weight is not None and parse_decimal(promise.weight) != parse_decimal(own.weight):
        news["weight"] = promise.weight
    return news


def _added(added: list[Indicator], own: tuple[Indicator, ...], grid: Grid, rows: Sheet) -> Iterator[Finding]:
    """Put new indicators on the blank rows below the last one; yield where, or that there was no room."""
    columns = find_columns(grid, [])
    row = max((each.row for each in own), default=columns.header_row)
    for promise in added:
        row += 1
        taken = row <= len(grid.rows) and not all(map(is_blank, grid.rows[row - 1]))
        if taken:
            row -= 1
            why = f"第{row + 1}行已有别的内容，请先插入一行，再更新一次"
            yield _told(UNPLACED, Place(INDICATORS, row + 1, 1), promise.name, why)
            continue
        for field in _FIELDS:
            if field in columns.of and not is_blank(getattr(promise, field)):
                rows[row, columns.of[field]] = entered(getattr(promise, field))
        yield _told(ADDED, columns.place(row, "name"), promise.name, "", "", text_of(promise.target))


def _new_version(grid: Grid, approved: tuple[Indicator, ...]) -> Sheet:
    """Return the sheet 批复目标 with the new rows under the headers that it has, others behind; what was there goes."""
    found = approved_columns(grid)
    header, of = (found.header_row, dict(found.of)) if found else (1, {})
    filled = [
        (number, column)
        for number, cells in enumerate(grid.rows, 1)
        for column, cell in enumerate(cells, 1)
        if not is_blank(cell) and (number > header or not of)
    ]
    sheet: Sheet = dict.fromkeys(filled)
    titled = [column for column, title in enumerate(grid.rows[header - 1], 1) if of and not is_blank(title)] or [0]
    for field in _FIELDS:
        if field not in of and any(not is_blank(getattr(each, field)) for each in approved):
            of[field] = max([*of.values(), *titled]) + 1
            sheet[header, of[field]] = _TITLES[field]
    for number, promise in enumerate(approved, header + 1):
        for field in of.keys() & set(_FIELDS):
            sheet[number, of[field]] = entered(getattr(promise, field))
    return sheet


def _columns(name: str, sheet: Sheet) -> Iterator[OutColumn]:
    columns: dict[int, list[tuple[int, OutValue]]] = defaultdict(list)
    for (row, column), value in sorted(sheet.items()):
        columns[column].append((row, value))
    yield from (OutColumn(name, column, tuple(values)) for column, values in columns.items())


def _told(kind: str, place: Place, name: str, reason: str = "", old: str = "", new: str = "") -> Finding:
    return Finding("", NOTICE, place, name, "", kind, old, new, reason=reason)
