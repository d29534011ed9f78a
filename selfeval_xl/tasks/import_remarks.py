"""What a person should look at after an import: cells not understood, scores kept by hand, figures that differ."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from selfeval_xl.domain.cells import CellValue, is_blank, normalise, parse_decimal, text_of
from selfeval_xl.domain.decimals import HUNDRED, format_decimal, half_up, percent
from selfeval_xl.domain.finding import NOTICE, Finding
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.printed import PlacedValue, PrintedFunds, points_in
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard
from selfeval_xl.domain.submission import BudgetLine, OfficialForm, Submission
from selfeval_xl.storage import standards
from selfeval_xl.tasks.assess import Assessment

UNREAD, BROKEN, TYPED, DIFFERS, ASSUMED = "没有导入", "照填待核", "手工得分", "与计算不一致", "导入时的处理"
KINDS = (UNREAD, BROKEN, TYPED, DIFFERS, ASSUMED)
"""Kinds of remarks, what needs a person first; it is the ``subject`` of the finding."""
_AMOUNTS = {"initial": "年初预算数", "adjustment": "调整数", "annual": "全年预算数", "executed": "全年执行数"}


def remarks_on(assessment: Assessment, chosen: bool) -> Iterator[Finding]:
    """Yield every remark on the import of a form; ``chosen`` tells that a person named the standard."""
    card, by_rule = assessment.card, assessment.by_rule
    submission, form = card.submission, card.submission.form
    assert form is not None  # only a form is imported
    yield from (each._replace(subject=UNREAD) for each in form.unread)
    yield from _broken(submission)
    yield from _typed(by_rule)
    yield from _funds(card)
    yield from _totals(card)
    sheet = Place(form.sheet)
    if not chosen:
        yield _remark(ASSUMED, sheet, "", f"评价标准按表的样式选了“{card.standard_name}”，可用 --standard 另选")
    yield from _assumed(submission, form)
    if card.standard_id not in standards.available():
        why = f"评价标准“{card.standard_name}”不是内置的，核对和评分时请同样加上 --standard"
        yield _remark(ASSUMED, sheet, "", why)


def _broken(submission: Submission) -> Iterator[Finding]:
    """Yield figures that are no numbers: what a scan made of them stands in the workbook to be mended."""
    for row, score in zip(submission.indicators, submission.printed.scores, strict=True):
        weight = PlacedValue(row.weight, row.place("weight"))
        deduction = PlacedValue(row.deduction, row.place("deduction"))
        for title, said in (("分值", weight), ("得分", score), ("扣减分数", deduction)):
            if said and not is_blank(said.value) and points_in(said.value) is None:
                yield _remark(BROKEN, *_placed(said), f"{title}不是数字，照原样填入，请核对原件后改正")
    amounts = {flaw.place: flaw.printed for flaw in submission.flaws if flaw.code == "X06"}
    for line in submission.budget:
        for field, title in _AMOUNTS.items():
            place = line.place(field)
            if field in line.columns.of and place in amounts:
                yield _remark(BROKEN, place, amounts[place], f"{title}不是金额，照原样填入，请核对原件后改正")


def _typed(by_rule: Scorecard) -> Iterator[Finding]:
    for row, said in zip(by_rule.indicators, by_rule.submission.printed.scores, strict=True):
        points = points_in(said.value) if said else None
        if said and points is not None and row.system != points:
            yield _remark(TYPED, *_placed(said), f"{row.indicator.name}：{_why_typed(row)}，表上的得分填在“手工得分”")


def _why_typed(row: IndicatorScore) -> str:
    if row.system is not None:
        return f"按评价标准应得{row.system}分"
    return "表上没有印分值，算不出得分" if row.weight is None else "按评价标准不能由程序计分"


def _funds(card: Scorecard) -> Iterator[Finding]:
    """Yield the printed 执行率 and its points where the amounts give others; the workbook has no cell for them."""
    printed = card.submission.printed.funds
    section = card.execution_section
    rates = {line.line.row: line.rate for line in card.budget.lines}
    for number, funds in enumerate(printed):
        yield from _rate(funds, rates.get(funds.row) if number else card.budget.rate)
        if number:
            for part in filter(None, (funds.weight, funds.score)):
                yield _remark(UNREAD, *_placed(part), f"“{funds.label}”一行不单独计分，没有导入")
            continue
        for said, title, points in (
            (funds.score, "预算执行率得分", section.score if section else None),
            (funds.weight, "预算执行率分值", section.weight if section else None),
        ):
            if said and points_in(said.value) != points:
                yield _remark(DIFFERS, *_placed(said), _differing(title, points))


def _rate(funds: PrintedFunds, rate: Decimal | None) -> Iterator[Finding]:
    if funds.rate and not _same_rate(funds.rate.value, rate):
        told = f"按金额计算是{percent(rate)}，以计算的为准" if rate is not None else "现在还算不出，表上印的没有导入"
        yield _remark(DIFFERS, *_placed(funds.rate), f"执行率{told}")


def _same_rate(printed: CellValue, rate: Decimal | None) -> bool:
    """Tell whether a printed rate is ours, rounded to the places that were printed; a share of 1 will do as well."""
    text = normalise(text_of(printed))
    number = parse_decimal(text.removesuffix("%"))
    if number is None or rate is None:
        return is_blank(printed)
    exponent = number.as_tuple().exponent
    quantum = Decimal(1).scaleb(exponent) if isinstance(exponent, int) and exponent < 0 else Decimal(1)
    return number in (half_up(rate * HUNDRED, quantum), rate)


def _totals(card: Scorecard) -> Iterator[Finding]:
    total, grade = card.submission.printed.total, card.submission.printed.grade
    if total and points_in(total.value) != card.total:
        yield _remark(DIFFERS, *_placed(total), _differing("总分", card.total))
    if grade and text_of(grade.value) != (card.grade or ""):
        yield _remark(DIFFERS, *_placed(grade), f"等级按评价标准是{card.grade or '暂不评级'}，以计算的为准")


def _differing(title: str, number: Decimal | None) -> str:
    if number is None:
        return f"{title}现在还算不出，表上印的没有导入"
    return f"{title}计算出来是{format_decimal(number)}分，以计算的为准"


def _assumed(submission: Submission, form: OfficialForm) -> Iterator[Finding]:
    sheet = Place(form.sheet)
    if submission.printed.funds and "money_unit" not in submission.project.places:
        yield _remark(ASSUMED, sheet, "", "表上没有写金额单位，按万元读；不对的请改“项目信息”的金额单位")
    if form.weights_deduced:
        yield _remark(ASSUMED, sheet, "", "表上没有分值一栏；各行得分合计正好100分，可见都是满分，分值按得分填入")
    elif submission.indicators and all(is_blank(row.weight) for row in submission.indicators):
        yield _remark(ASSUMED, sheet, "", "表上没有分值，“指标”里的分值空着，请补填")
    if with_adjustments(submission.budget) != submission.budget:
        why = "表上没有调整数一栏；全年预算数与年初预算数不同，差额填在“预算”的“调整数”"
        yield _remark(ASSUMED, sheet, "", why)
    if form.goals > 1:
        yield _remark(ASSUMED, sheet, "", f"表上有{form.goals}个年度绩效目标，各目标的指标都排在同一张“指标”表里")


def with_adjustments(budget: tuple[BudgetLine, ...]) -> tuple[BudgetLine, ...]:
    """Return the lines with 调整数 where the form has no such column: it is what makes 年初 into 全年预算数.

    Only where every line has both or neither: sums over some of the lines would not agree with their parent's.
    """
    if any("adjustment" in line.columns.of or (line.initial is None) != (line.annual is None) for line in budget):
        return budget
    changes = [(line.annual or 0) - (line.initial or 0) for line in budget]
    return tuple(line._replace(adjustment=each or None) for line, each in zip(budget, changes, strict=True))


def _remark(kind: str, place: Place, shown: str, message: str) -> Finding:
    return Finding("", NOTICE, place, f"{place.address}：{message}", "", kind, printed=shown, reason=message)


def _placed(said: PlacedValue) -> tuple[Place, str]:
    return said.place, text_of(said.value)
