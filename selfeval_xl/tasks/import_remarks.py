"""What a person should look at after an import: cells not understood, scores kept by hand, figures that differ."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.documents.forms.shape import execution_section
from selfeval_xl.domain.cells import CellValue, is_blank, normalise, parse_decimal, text_of
from selfeval_xl.domain.decimals import HUNDRED, format_decimal, half_up, percent, rate_of
from selfeval_xl.domain.money import money
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.readers.forms.entry import Entry, points_of, rows_of
from selfeval_xl.readers.forms.filled import FilledForm, FundsRow, Said

UNREAD, BROKEN, TYPED, DIFFERS, ASSUMED = "没有导入", "照填待核", "手工得分", "与计算不一致", "导入时的处理"
KINDS = (UNREAD, BROKEN, TYPED, DIFFERS, ASSUMED)
"""Kinds of remarks, what needs a person first."""


class Remark(NamedTuple):
    """One thing to look at: which kind, where on the form, what is there, what was made of it."""

    kind: str
    place: Place
    shown: str
    message: str


def remarks_on(form: FilledForm, content: Entry, card: Scorecard, first: Scorecard, chosen: bool) -> Iterator[Remark]:
    """Yield every remark on an import.

    ``first`` is the scoring before printed scores were kept as 手工得分; ``chosen`` tells that a person named the
    standard.
    """
    yield from (Remark(UNREAD, *each) for each in form.unread)
    yield from _broken(form)
    yield from _typed(form, content, first)
    yield from _funds(form, card)
    yield from _totals(form, card)
    yield from _assumed(form, content, card, chosen)


def _broken(form: FilledForm) -> Iterator[Remark]:
    """Yield figures that are no numbers: what a scan made of them stands in the workbook to be mended."""
    for row in form.indicators:
        for field, title in (("weight", "分值"), ("score", "得分"), ("deduction", "扣减分数")):
            said = row.cells.get(field)
            if said and points_of(said.value) is None:
                yield _remark(BROKEN, said, f"{title}不是数字，照原样填入，请核对原件后改正")
    for funds in form.funds:
        for field, title in (("initial", "年初预算数"), ("annual", "全年预算数"), ("executed", "全年执行数")):
            said = funds.cells.get(field)
            if said and money(said.value, form.money_unit or "万元").fen is None:
                yield _remark(BROKEN, said, f"{title}不是金额，照原样填入，请核对原件后改正")


def _typed(form: FilledForm, content: Entry, first: Scorecard) -> Iterator[Remark]:
    for (row, _cells), scored in zip(content.indicators, rows_of(content, first), strict=True):
        said = row.cells.get("score")
        points = points_of(said.value) if said else None
        if said is None or points is None or (scored and scored.system == points):
            continue
        if scored and scored.system is not None:
            why = f"按评价标准应得{scored.system}分"
        elif scored and scored.weight is None:
            why = "表上没有印分值，算不出得分"
        else:
            why = "按评价标准不能由程序计分"
        yield _remark(TYPED, said, f"{text_of(row.value('name'))}：{why}，表上的得分填在“手工得分”")


def _funds(form: FilledForm, card: Scorecard) -> Iterator[Remark]:
    """Yield the printed 执行率 and its points where the amounts give others; the workbook has no cell for them."""
    total = form.funds[0] if form.funds else FundsRow("", 0, {})
    section = execution_section(card)
    yield from _rate(total, card.budget.rate)
    for field, title, number in (
        ("score", "预算执行率得分", section.score if section else None),
        ("weight", "预算执行率分值", section.weight if section else None),
    ):
        said = total.cells.get(field)
        if said and points_of(said.value) != number:
            yield _remark(DIFFERS, said, _differing(title, number))
    for row in form.funds[1:]:
        yield from _rate(row, _own_rate(row, form.money_unit or "万元"))
        for field in ("weight", "score"):
            if field in row.cells:
                yield _remark(UNREAD, row.cells[field], f"“{row.label}”一行不单独计分，没有导入")


def _rate(row: FundsRow, rate: Decimal | None) -> Iterator[Remark]:
    said = row.cells.get("rate")
    if said and not _same_rate(said.value, rate):
        told = f"按金额计算是{percent(rate)}，以计算的为准" if rate is not None else "现在还算不出，表上印的没有导入"
        yield _remark(DIFFERS, said, f"执行率{told}")


def _own_rate(row: FundsRow, unit: str) -> Decimal | None:
    annual, executed = (money(said.value, unit).fen if (said := row.cells.get(field)) else None
                        for field in ("annual", "executed"))  # fmt: skip
    return rate_of(executed, annual) if executed is not None and annual else None


def _same_rate(printed: CellValue, rate: Decimal | None) -> bool:
    """Tell whether a printed rate is ours, rounded to the places that were printed; a share of 1 will do as well."""
    text = normalise(text_of(printed))
    number = parse_decimal(text.removesuffix("%"))
    if number is None or rate is None:
        return is_blank(printed)
    exponent = number.as_tuple().exponent
    quantum = Decimal(1).scaleb(exponent) if isinstance(exponent, int) and exponent < 0 else Decimal(1)
    return number in (half_up(rate * HUNDRED, quantum), rate)


def _totals(form: FilledForm, card: Scorecard) -> Iterator[Remark]:
    if form.total and points_of(form.total.value) != card.total:
        yield _remark(DIFFERS, form.total, _differing("总分", card.total))
    if form.grade and text_of(form.grade.value) != (card.grade or ""):
        yield _remark(DIFFERS, form.grade, f"等级按评价标准是{card.grade or '暂不评级'}，以计算的为准")


def _differing(title: str, number: Decimal | None) -> str:
    if number is None:
        return f"{title}现在还算不出，表上印的没有导入"
    return f"{title}计算出来是{format_decimal(number)}分，以计算的为准"


def _assumed(form: FilledForm, content: Entry, card: Scorecard, chosen: bool) -> Iterator[Remark]:
    sheet = Place(form.sheet)
    if not chosen:
        yield Remark(ASSUMED, sheet, "", f"评价标准按表的样式选了“{card.standard_name}”，可用 --standard 另选")
    if form.funds and not form.money_unit:
        yield Remark(ASSUMED, sheet, "", "表上没有写金额单位，按万元读；不对的请改“项目信息”的金额单位")
    if content.weights_deduced:
        yield Remark(ASSUMED, sheet, "", "表上没有分值一栏；各行得分合计正好100分，可见都是满分，分值按得分填入")
    elif form.indicators and all(is_blank(row.value("weight")) for row in form.indicators):
        yield Remark(ASSUMED, sheet, "", "表上没有分值，“指标”里的分值空着，请补填")
    if form.goals > 1:
        yield Remark(ASSUMED, sheet, "", f"表上有{form.goals}个年度绩效目标，各目标的指标都排在同一张“指标”表里")


def _remark(kind: str, said: Said, message: str) -> Remark:
    return Remark(kind, said.place, text_of(said.value), message)
