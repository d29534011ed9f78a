"""运行监控 off a sheet: our own, or the form that is handed in, by its headers wherever they stand."""

import functools
import re
from collections.abc import Iterator, Mapping, Sequence

from selfeval_xl.documents.forms.kinds import MONITORING
from selfeval_xl.domain.cells import is_blank, normalise, text_of
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.money import money
from selfeval_xl.domain.monitoring import FundProgress, IndicatorProgress, Monitoring
from selfeval_xl.domain.place import Columns
from selfeval_xl.domain.printed import Printed
from selfeval_xl.domain.submission import Submission
from selfeval_xl.readers.forms import labels
from selfeval_xl.readers.forms.columns import PROGRESS, PROGRESS_FUNDS, HeaderWords, choose
from selfeval_xl.readers.forms.page import Page

_MONTH = re.compile(r"[-—~至到]\s*(\d{1,2})\s*月|(?:监控月份|截至|截止)\D{0,6}(?:\d{4}\s*年)?\s*(\d{1,2})")
_HEAD_ROWS = 60
_NAMES = (frozenset({"name", "done", "expected"}), frozenset({"name", "done", "likelihood"}))
"""What its header has, one or the other: some forms ask for no 全年预计, others for no 完成目标可能性."""
_FUNDS = (frozenset({"executed", "expected"}),)
_LATER = frozenset({"expected", "likelihood"})
"""The fields of which each of them has one: what is to come until the end of the year."""
_AMOUNTS = ("executed", "expected")
_TICKED = ("cause", "likelihood")
"""What many forms print as a column for each choice, to be ticked."""


def read_monitoring(grid: Grid, unit: str) -> Monitoring | None:
    """Return what a sheet of 运行监控 says, ``None`` where it is none; amounts are in ``unit``."""
    return monitoring_on(Page(grid), unit)


def monitoring_on(page: Page, unit: str) -> Monitoring | None:
    """Return what one form on a sheet says."""
    head = _head(page, PROGRESS, _NAMES, page.rows.start + _HEAD_ROWS)
    if head is None:
        return None
    funds = _head(page, PROGRESS_FUNDS, _FUNDS, head[0])
    lines = tuple(_funds(page, *funds, head[0], unit)) if funds else ()
    return Monitoring(page.grid.name, _month(page, head), tuple(_rows(page, *head)), lines)


def as_monitoring(found: Submission, page: Page, monitoring: Monitoring) -> Submission:
    """Return a form that was read as one of results for what it is: its results are those of part of the year."""
    assert found.form is not None  # it has just been read from one
    tables = [each.columns for each in monitoring.rows] + [each.columns for each in monitoring.funds]
    heads = {each.header_row for each in tables}
    below = {spot for each in tables for spot in _choice_spots(page, each)}
    unread = tuple(each for each in found.form.unread if each.place.row not in heads and each.place[1:] not in below)
    indicators = tuple(row._replace(actual=None, reason=None) for row in found.indicators)
    budget = tuple(line._replace(executed=None, executed_other=None, reason=None) for line in found.budget)
    project = found.project
    if is_blank(project.year):
        project = project._replace(year=_year(page, monitoring))
    spent = {line.place("executed") for line in found.budget}
    amounts = {place: text for place, text in found.form.amounts.items() if place not in spent}
    form = found.form._replace(
        kind=MONITORING, amounts=amounts, unread=unread, is_blank=found.form.is_blank and not monitoring.rows
    )
    return found._replace(
        project=project,
        budget=budget,
        indicators=indicators,
        printed=Printed((None,) * len(indicators)),
        form=form,
        monitoring=monitoring,
    )


def _year(page: Page, monitoring: Monitoring) -> int | None:
    """Return the year that is named above the table, as in （2024年1-7月）."""
    end = monitoring.rows[0].columns.header_row if monitoring.rows else page.rows.start
    texts = (normalise(page.text(row, column)) for row in range(page.rows.start, end) for column in page.filled(row))
    found = next(filter(None, map(labels.YEAR.search, texts)), None)
    return int(found[1]) if found else None


def _head(
    page: Page, words: HeaderWords, needed: Sequence[frozenset[str]], end: int
) -> tuple[int, Mapping[str, int]] | None:
    later = _later(words)
    for row in range(page.rows.start, min(end, page.rows.stop)):
        keys = {column: page.key(row, column) for column in page.filled(row)}
        # Nearly every row of nearly every form is no such header; to see that takes a look at all its words at once.
        if not later.search(" ".join(keys.values())):
            continue
        fields = set(map(words.field, keys.values()))
        if any(each <= fields for each in needed):
            return row, choose(keys, words).columns
    return None


@functools.cache
def _later(words: HeaderWords) -> re.Pattern[str]:
    return re.compile("|".join(pattern.pattern for field, pattern in words.clear if field in _LATER))


def _month(page: Page, head: tuple[int, Mapping[str, int]]) -> int | None:
    """Return the month: that in the header of 执行情况, else the first that is named above."""
    row, columns = head
    texts = [page.text(row, columns["done"])]
    texts += [page.text(above, column) for above in range(page.rows.start, row) for column in page.filled(above)]
    for text in map(normalise, texts):
        found = _MONTH.search(text)
        month = int(found[1] or found[2]) if found else 0
        if 1 <= month <= 12:
            return month
    return None


def _rows(page: Page, head: int, columns: Mapping[str, int]) -> Iterator[IndicatorProgress]:
    level1 = level2 = ""
    ticks = {field: _choices(page, head, columns[field]) for field in _TICKED if field in columns}
    below = {column: key for choices in ticks.values() for column, key in choices.items()}
    in_words = next((column for column, key in below.items() if "说明" in key), 0)
    columns = {**columns, **({"explanation": in_words} if in_words else {})}
    where = Columns(page.grid.name, head, {"": columns["name"], **columns})
    for row in range(head + 1 + bool(below), page.rows.stop):
        level1 = _text(page, row, columns.get("level1", 0)) or level1
        level2 = _text(page, row, columns.get("level2", 0)) or level2
        name = _text(page, row, columns["name"])
        said = {
            field: page.value(row, columns[field])
            for field in IndicatorProgress._fields[5:]
            if field in columns and page.home(row, columns[field])[0] == row
        }
        for field, choices in ticks.items():
            if choices:
                said[field] = _ticked(page, row, choices)
        if name:
            yield IndicatorProgress(where, row, level1, level2, name, **said)


def _choices(page: Page, head: int, column: int) -> dict[int, str]:
    """Return the columns below a header over several, each a choice to tick: 经费保障, 制度保障 and so on."""
    _top, left, bottom, right = page.area(head, column)
    return {each: page.key(bottom + 1, each) for each in range(left, right + 1)} if right > left else {}


def _choice_spots(page: Page, columns: Columns) -> Iterator[tuple[int, int]]:
    """Yield the cells in the second row of the header that name what is to be ticked."""
    for column in (columns.of[field] for field in _TICKED if field in columns.of):
        bottom = page.area(columns.header_row, column)[2]
        yield from ((bottom + 1, each) for each in _choices(page, columns.header_row, column))


def _ticked(page: Page, row: int, choices: Mapping[int, str]) -> str:
    """Return the choices with anything in their cells; what is written there instead of a tick goes with it."""
    marked = [
        (key, page.text(row, column).strip())
        for column, key in choices.items()
        if "说明" not in key and not is_blank(page.value(row, column))
    ]
    return "、".join(key if len(text) == 1 else f"{key}：{text}" for key, text in marked)


def _text(page: Page, row: int, column: int) -> str:
    return text_of(page.value(row, column)).strip() if column else ""


def _funds(page: Page, head: int, columns: Mapping[str, int], end: int, unit: str) -> Iterator[FundProgress]:
    first = min(columns.values())
    where = Columns(page.grid.name, head, {"": max(first - 1, 1), **columns})
    for row in range(head + 1, end):
        label = next((column for column in range(first - 1, 0, -1) if not is_blank(page.value(row, column))), 0)
        amounts = {field: money(page.value(row, columns[field]), unit).fen for field in _AMOUNTS}
        apart = all(page.home(row, columns[field]) == (row, columns[field]) for field in _AMOUNTS)
        if label and apart and page.home(row, label)[0] == row:
            yield FundProgress(where, row, page.text(row, label).strip(), **amounts)
