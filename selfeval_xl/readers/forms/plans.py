"""The funds of a 绩效目标申报表, which nobody has spent yet: each amount at the right of what it is called.

Two blocks may stand beside each other or below: the whole project (项目资金总额), and the year (年度资金总额).
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from selfeval_xl.documents.forms.kinds import TARGET
from selfeval_xl.domain.cells import is_blank, normalise, text_of
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.money import money
from selfeval_xl.domain.place import Columns, Place
from selfeval_xl.domain.printed import PlacedValue
from selfeval_xl.domain.submission import BudgetLine, Indicator, Submission
from selfeval_xl.readers import flaws
from selfeval_xl.readers.forms import labels
from selfeval_xl.readers.forms.fund_units import USUAL_UNIT, printed_unit
from selfeval_xl.readers.forms.heads import Head
from selfeval_xl.readers.forms.line_numbers import LineNumbers
from selfeval_xl.readers.forms.page import Page
from selfeval_xl.readers.forms.project_facts import Facts

_KINDS = labels.rules("planned")
"""What a label of funds means: a ``part`` of a total, or the total of the ``whole`` project or of the ``year``."""
_TITLE_ROWS = 7
"""Rows at the head of a form in which its title stands."""
_NOTE = re.compile(r"[(（][^)）]*[)）]")


class PlannedFunds(NamedTuple):
    """The funds of the year and those of the whole project; what is wrong with them, and typed as text."""

    year: tuple[BudgetLine, ...]
    whole: tuple[BudgetLine, ...]
    flaws: tuple[Finding, ...]
    texts: dict[Place, str]


class _Amount(NamedTuple):
    """One amount: whether it is a total, and of the whole project; what it is called, and where both stand."""

    is_total: bool
    is_whole: bool
    label: str
    columns: Columns
    row: int
    said: PlacedValue


def is_plan(page: Page, tables: list[Head], has_results: bool) -> bool:
    """Tell whether a form has targets and no place for results, as a 绩效目标申报表 has.

    ``has_results`` tells that its funds have a column of what was spent.
    """
    if has_results or not tables or any(head.columns.keys() & {"actual", "score"} for head in tables):
        return False
    keys = [page.key(row, column) for row in page.rows[:_TITLE_ROWS] for column in list(page.filled(row))[:1]]
    titles = list(itertools.takewhile(lambda key: not labels.label_of(key), keys))
    return not any("自评" in title for title in titles) or any(labels.PLAN.search(title) for title in titles)


def planned(page: Page, facts: Facts, end: int) -> PlannedFunds:
    """Take the funds above row ``end``, in the 金额单位 that the form prints; their total is 核定预算总额."""
    printed = facts.of.get("money_unit") or printed_unit(page, end)
    if printed:
        facts.of["money_unit"] = printed
    unit = text_of(printed.value) if printed else USUAL_UNIT
    found = list(_amounts(page, end))
    whole = tuple(_lines((each for each in found if each.is_whole), unit))
    year = tuple(_lines((each for each in found if not each.is_whole), unit))
    total = next((each.said for each in found if each.is_whole and each.is_total), None)
    if total:
        facts.of.setdefault("approved_total", total)
    wrong = tuple(flaw for each in found for flaw in flaws.in_amount(each.said.value, unit, each.said.place))
    texts = {place: value for value, place in (each.said for each in found) if isinstance(value, str)}
    return PlannedFunds(year or whole, whole if year else (), wrong, texts)


def as_plan(found: Submission, funds: PlannedFunds) -> Submission:
    """Return a form as one of targets, with the funds that are planned for them."""
    assert found.form is not None  # it has just been read from one
    form = found.form._replace(kind=TARGET, amounts=funds.texts, is_blank=found.form.is_blank and not funds.year)
    rows = tuple(map(_with_evidence, found.indicators))
    told = (*found.flaws, *funds.flaws)
    return found._replace(budget=funds.year, whole_funds=funds.whole, indicators=rows, flaws=told, form=form)


def _with_evidence(row: Indicator) -> Indicator:
    """Take 备注 for what will prove the result: nothing has deviated before the year begins."""
    if is_blank(row.evidence) and "reason" in row.columns.of:
        columns = row.columns._replace(of={**row.columns.of, "evidence": row.columns.of["reason"]})
        row = row._replace(columns=columns, evidence=row.reason)
    return row._replace(reason=None)


def _amounts(page: Page, end: int) -> Iterator[_Amount]:
    """Yield each amount above ``end``; parts belong to the last total in their column, else to the last at all."""
    totals: dict[int, bool] = {}
    latest = False
    for row in range(page.rows.start, end):
        for column in list(page.open(row)):
            label = _NOTE.sub("", normalise("".join(page.text(row, column).split()))).rstrip(":")
            kind = next((kind for kind, pattern in _KINDS if pattern.fullmatch(label)), "")
            value = _beside(page, row, column) if kind else None
            if value is None:
                continue
            is_whole = totals.get(column, latest) if kind == "part" else kind == "whole"
            if kind != "part":
                totals[column] = latest = is_whole
            for each in (*_names_of_block(page, row, column), column, value):
                page.take(row, each)
            if normalise(page.text(row, value)) not in labels.DASHES:
                columns = Columns(page.grid.name, row, {"": page.home(row, value - 1)[1], "initial": value})
                yield _Amount(kind != "part", is_whole, label, columns, row, page.placed(row, value))


def _names_of_block(page: Page, row: int, column: int) -> Iterator[int]:
    """Yield the cells at the left of a label that name the block: 项目资金（万元）."""
    return (each for each in page.filled(row) if each < column and labels.FUNDS_BLOCK.search(page.text(row, each)))


def _beside(page: Page, row: int, column: int) -> int | None:
    """Return the column of the amount at the right of a label; ``None`` where another label or nothing stands there."""
    right = page.area(row, column)[3] + 1
    if page.home(row, right)[0] != row:
        return None
    text = normalise(page.text(row, right))
    return right if any(map(str.isdigit, text)) or text in labels.DASHES else None


def _lines(amounts: Iterable[_Amount], unit: str) -> Iterator[BudgetLine]:
    """Yield a budget line for each amount: the total is 1, what it is made of 1.1, 1.2 and so on."""
    numbers = LineNumbers()
    for is_total, _is_whole, label, columns, row, said in amounts:
        number, source = numbers.next(label, is_total)
        name, fen = label.removeprefix("其中").strip(":"), money(said.value, unit).fen
        yield BudgetLine(columns, row, number, name, None if is_total else source, initial=fen)
