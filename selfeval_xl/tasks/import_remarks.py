"""What a person should look at after an import: cells not understood, scores kept by hand, figures that differ."""

from collections.abc import Iterator
from decimal import Decimal

from selfeval_xl import comparison
from selfeval_xl.documents.forms.hubei import CHOICES
from selfeval_xl.documents.forms.kinds import HUBEI
from selfeval_xl.domain.cells import CellValue, is_blank, normalise, parse_decimal, text_of
from selfeval_xl.domain.decimals import HUNDRED, format_decimal, half_up, percent
from selfeval_xl.domain.finding import NOTICE, UNVERIFIABLE, Finding
from selfeval_xl.domain.layout import AMOUNTS, OPTIONAL, PROJECT_FIELDS, titles
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.printed import PlacedValue, PrintedFunds, points_in
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard
from selfeval_xl.domain.submission import BudgetLine, OfficialForm, Project, Submission
from selfeval_xl.readers.flaws import ASSUMED
from selfeval_xl.rules import Standard
from selfeval_xl.storage import standards
from selfeval_xl.tasks.assess import Assessment
from selfeval_xl.tasks.evaluation import chosen_for

UNREAD, BROKEN, TYPED, DIFFERS = "没有导入", "照填待核", "手工得分", "与计算不一致"
KINDS = (UNREAD, BROKEN, TYPED, DIFFERS, ASSUMED)
"""Kinds of remarks, what needs a person first; it is the ``subject`` of the finding."""
_TITLES = titles(PROJECT_FIELDS)


def remarks_on(assessment: Assessment, chosen: bool) -> Iterator[Finding]:
    """Yield every remark on the import of a form; ``chosen`` tells that a person named the standard."""
    card, by_rule = assessment.card, assessment.by_rule
    submission, form = card.submission, card.submission.form
    assert form is not None  # only a form is imported
    yield from (each._replace(subject=each.subject or UNREAD) for each in form.unread)
    if assessment.standard.form != HUBEI:
        yield from _boxes(submission.project)
    yield from _optional(submission, assessment.standard)
    yield from _broken(submission)
    yield from _differing(by_rule, comparison.compare(by_rule, assessment.standard))
    yield from _funds(card, assessment.standard)
    sheet = Place(form.sheet)
    if not chosen:
        told = chosen_for(submission).told
        why = (
            f"评价标准选了“{card.standard_name}”，因为{told}"
            if told
            else f"评价标准按表的样式选了“{card.standard_name}”"
        )
        yield _remark(ASSUMED, sheet, "", f"{why}，可用 --standard 另选")
    yield from _assumed(submission, form)
    if not standards.is_built_in(card.standard_id):
        why = f"评价标准“{card.standard_name}”不是内置的，核对和评分时请同样加上 --standard"
        yield _remark(ASSUMED, sheet, "", why)


def _boxes(project: Project) -> Iterator[Finding]:
    """Yield what is ticked on a form where the workbook of the standard has no cell for it."""
    for field in CHOICES:
        if not is_blank(getattr(project, field)):
            why = f"“{_TITLES[field]}”在这个评价标准的工作簿里没有对应的栏目"
            yield _remark(UNREAD, project.place(field), text_of(getattr(project, field)), why)


def _optional(submission: Submission, standard: Standard) -> Iterator[Finding]:
    """Yield each column of the form that the workbook of the standard does not have, once with what stands in it."""
    given = {
        "executed_other": [row.place("executed_other") for row in submission.budget if row.executed_other is not None],
        "coefficient": [row.place("coefficient") for row in submission.indicators if not is_blank(row.coefficient)],
    }
    for field, places in given.items():
        if places and field not in standard.extra_fields:
            why = f"“{OPTIONAL[field]}”在这个评价标准的工作簿里没有对应的栏目"
            yield _remark(UNREAD, places[0], f"共{len(places)}行", why)


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
        for field, title in AMOUNTS.items():
            place = line.place(field)
            if field in line.columns.of and place in amounts:
                yield _remark(BROKEN, place, amounts[place], f"{title}不是金额，照原样填入，请核对原件后改正")


def _differing(by_rule: Scorecard, compared: tuple[Finding, ...]) -> Iterator[Finding]:
    """Yield each printed figure that is not the computed one, with the verdict that ``verify`` gives on it."""
    scores = by_rule.submission.printed.scores
    shown = {said.place: text_of(said.value) for said in by_rule.submission.printed.cells()}
    rows = {said.place: row for row, said in zip(by_rule.indicators, scores, strict=True) if said}
    for each in compared:
        if each.agrees:
            continue
        row, reason = rows.get(each.place), f"（{each.reason}）"
        if row:
            told = f"{each.subject}：{_why_typed(row)}，表上的得分填在“手工得分”{reason}"
        elif each.verdict == UNVERIFIABLE:
            told = f"{each.subject}现在核对不了，表上印的没有导入{reason}"
        else:
            told = f"{each.subject}计算出来是{each.computed}，以计算的为准{reason}"
        yield _remark(TYPED if row else DIFFERS, each.place, shown.get(each.place, each.printed), told)


def _why_typed(row: IndicatorScore) -> str:
    if row.system is not None:
        return f"按评价标准应得{row.system}分"
    return "表上没有印分值，算不出得分" if row.weight is None else "按评价标准不能由程序计分"


def _funds(card: Scorecard, standard: Standard) -> Iterator[Finding]:
    """Yield what stands beside the lines of 项目资金, and points for 预算执行率 that a workbook cannot have."""
    printed = card.submission.printed.funds
    rates = {line.line.row: line.rate for line in reversed(card.budget.lines)}  # parts of a row stand behind it
    for funds in printed[1:]:
        yield from _rate(funds, rates.get(funds.row))
        for part in filter(None, (funds.weight, funds.score)):
            yield _remark(UNREAD, *_placed(part), f"“{funds.label}”一行不单独计分，没有导入")
    weight = standard.execution_weight
    said = printed[0].weight if printed else None
    if said and weight and points_in(said.value) != weight:
        told = f"预算执行率分值所用标准是{format_decimal(weight)}分，工作簿按标准计"
        yield _remark(DIFFERS, *_placed(said), told)


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


def _assumed(submission: Submission, form: OfficialForm) -> Iterator[Finding]:
    sheet = Place(form.sheet)
    if submission.printed.funds and "money_unit" not in submission.project.places:
        yield _remark(ASSUMED, sheet, "", "表上没有写金额单位，按万元读；不对的请改“项目信息”的金额单位")
    if form.weights_deduced:
        yield _remark(ASSUMED, sheet, "", "表上没有分值一栏；分值由标题里的分数和各行得分推算填入，请核对")
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
