"""What a filled form says -> what is entered into the sheets 项目信息, 预算 and 指标 of our workbook."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.documents.blocks import OutValue
from selfeval_xl.documents.forms.funds import SOURCES
from selfeval_xl.documents.forms.shape import figure
from selfeval_xl.domain.cells import CellValue, is_blank, normalise, parse_decimal, text_of
from selfeval_xl.domain.decimals import HUNDRED
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard
from selfeval_xl.readers.forms.filled import FilledForm, FundsRow, IndicatorRow
from selfeval_xl.readers.forms.fund_rows import is_total

Cells = Mapping[str, OutValue]
"""The fields of one row, or of 项目信息."""

_AMOUNTS = ("initial", "annual", "executed")
_AS_PRINTED = ("sign", "target", "unit", "actual", "weight", "deduction", "reason", "evidence")
_SOURCE_WORDS = (("结转", SOURCES[1]), ("财政拨款", SOURCES[0]), ("财政资金", SOURCES[0]), ("其他", SOURCES[2]))


class Entry(NamedTuple):
    """The cells to enter.  ``indicators`` stand in the order of the form, each with its row there."""

    project: Cells
    budget: tuple[Cells, ...]
    indicators: tuple[tuple[IndicatorRow, Cells], ...]
    weights_deduced: bool


def entry(form: FilledForm, standard: str) -> Entry:
    """Return what to enter; texts stay as printed, bare numbers become numbers."""
    weights = _deduced_weights(form)
    project: dict[str, OutValue] = {field: _out(said.value) for field, said in form.facts.items()}
    project |= {"standard": standard, "money_unit": form.money_unit or "万元"}
    indicators = tuple((row, _indicator(row, weights.get(row.row))) for row in form.indicators)
    return Entry(project, tuple(_budget(form.funds)), indicators, bool(weights))


def _out(value: CellValue) -> OutValue:
    text = text_of(value)
    if isinstance(value, str):
        return figure(text)
    number = parse_decimal(value)
    return number if number is not None else text


def points_of(value: CellValue) -> Decimal | None:
    """Return printed points (``9.5`` or ``9.5分``), ``None`` where they are no number."""
    number = parse_decimal(value)
    return (
        parse_decimal(normalise(value).removesuffix("分").strip())
        if number is None and isinstance(value, str)
        else number
    )


def _budget(rows: tuple[FundsRow, ...]) -> list[Cells]:
    """Return the lines of 预算: 年度资金总额 is line 1, what it is made of 1.1, 1.2 and so on."""
    lines: list[Cells] = []
    top, below, used = 0, 0, set[str]()
    for row in rows:
        amounts = {field: _out(row.cells[field].value) for field in _AMOUNTS if field in row.cells}
        if not amounts and not (is_total(row) and not lines):
            continue
        if is_total(row) and not top:
            top, number, source = 1, "1", ""
        elif top:
            below += 1
            number, source = f"1.{below}", _source(row.label, used)
        else:
            below += 1
            number, source = f"{below}", _source(row.label, used)
        lines.append({"number": number, "name": row.label or "年度资金总额", "source": source or None, **amounts})
    return lines


def _source(label: str, used: set[str]) -> str:
    """Return the 资金来源 that a label means; a second line of the same keeps its own name, so that both stay apart."""
    own = normalise(label).removeprefix("其中").strip(": ")
    source = next((source for word, source in _SOURCE_WORDS if word in own), own)
    source = own if source in used else source
    used.add(source)
    return source


def _indicator(row: IndicatorRow, weight: Decimal | None) -> Cells:
    cells: dict[str, OutValue] = {"level1": row.level1, "level2": row.level2, "name": text_of(row.value("name"))}
    cells |= {field: _out(row.value(field)) for field in _AS_PRINTED if not is_blank(row.value(field))}
    points = points_of(row.value("weight"))
    if points is not None or weight is not None:
        cells["weight"] = weight if points is None else points
    return cells


def _deduced_weights(form: FilledForm) -> dict[int, Decimal]:
    """Return the 分值 of every row where the form prints none, but full marks in all.

    No score exceeds its 分值 and all 分值 make 100, so printed scores that make 100 are the 分值 themselves.
    """
    scores = {row.row: points_of(row.value("score")) for row in form.indicators}
    execution = points_of(form.funds[0].cells["score"].value) if form.funds and "score" in form.funds[0].cells else None
    known = {row: score for row, score in scores.items() if score is not None}
    weighed = any(points_of(row.value("weight")) is not None for row in form.indicators)
    if weighed or len(known) < len(scores) or not known or execution is None:
        return {}
    return known if sum(known.values(), execution) == HUNDRED else {}


def rows_of(content: Entry, card: Scorecard) -> list[IndicatorScore | None]:
    """Return the scored row of each row entered, ``None`` where the workbook has nothing to score in it."""
    first = min((row.indicator.columns.header_row for row in card.indicators), default=0) + 1
    by_row = {row.indicator.row: row for row in card.indicators}
    return [by_row.get(first + number) for number in range(len(content.indicators))]
