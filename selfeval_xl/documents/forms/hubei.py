"""The Hubei 项目自评表 of 2019 to 2022 (domain facts, section 3.1): goal blocks, no 分值, one box for all reasons."""

from collections.abc import Iterator, Sequence

from selfeval_xl.documents.amounts import full_marks
from selfeval_xl.documents.blocks import Form, Piece
from selfeval_xl.documents.forms import funds, shape
from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.layout import PROJECT_FIELDS, titles
from selfeval_xl.domain.scorecard import Scorecard

_WIDTHS = (18, 12, 16, 26, 16, 16, 16)
_LAST = len(_WIDTHS)
CHOICES = {
    "category": ("部门预算项目", "省直专项", "省对下转移支付项目"),
    "attribute": ("持续性项目", "新增性项目"),
    "kind": ("常年性项目", "延续性项目", "一次性项目"),
}
"""What is to be ticked for 项目类别, 项目属性 and 项目类型, by the field of 项目信息."""
_TITLES = titles(PROJECT_FIELDS)
_OPEN, _TICKED = "□☑"
_FUNDS = 8
SIGNATURE = "签名：　　　　　　　　年　　月　　日"
NOTES = (
    "1.预算执行情况口径：预算数为调整后财政资金总额（包括上年结余结转），执行数为资金使用单位财政资金实际支出数。",
    "2.定量指标完成数汇总原则：绝对值直接累加计算，相对值按照资金额度加权平均计算。定量指标计分原则：正向指标（目标值为≥X）"
    "得分＝权重×B/A，反向指标（目标值为≤X）得分＝权重×A/B，得分不得突破权重总额。定量指标先汇总完成数，再计算得分。",
    "3.定性指标计分原则：达成预期指标、部分达成预期指标并具有一定效果、未达成预期指标且效果较差三档，分别按照该指标对应分值区间"
    "100%-80%（含80%）、80%-50%（含50%）、50%-0%合理确定分值。汇总时，以资金额度为权重，对分值进行加权平均计算。",
)


def form(card: Scorecard, _rows: object, _standard: object, signed: bool) -> Form:
    """Return the form of a scorecard; the signature, where it is to be ``signed``, is for who answers for it."""
    head = _FUNDS + 2
    after = head + 1 + len(card.indicators)
    pieces = [*_heading(card), *_facts(card), *_funds(card), *_indicators(card, head), *_below(card, after, signed)]
    return Form("项目自评表", _WIDTHS, tuple(pieces), shape.page(head)._replace(fits=True))


def _heading(card: Scorecard) -> Iterator[Piece]:
    project = card.submission.project
    yield shape.piece(1, 1, f"{shape.year_shown(card)}年度{text_of(project.name)}自评表", shape.TITLE, _LAST)
    yield shape.piece(2, 1, f"单位名称：{text_of(project.unit)}", shape.CAPTION, 4)
    yield shape.piece(2, 5, f"填报日期：{text_of(project.prepared_on)}", shape.CAPTION, _LAST)


def _facts(card: Scorecard) -> Iterator[Piece]:
    yield from shape.facts(card, 3, (1, 3, 4, _LAST), "项目实施单位")
    for row, (field, choices) in enumerate(CHOICES.items(), 5):
        boxes = _boxes(choices, text_of(getattr(card.submission.project, field)))
        yield from shape.band(row, "#<", (_TITLES[field], boxes), ends=(1, _LAST))


def _boxes(choices: Sequence[str], ticked: str) -> str:
    """Return the choices with their boxes; what staff wrote that is none of them stands behind."""
    chosen = ticked.split("、") if ticked else []
    boxes = [f"{number}、{each}{_TICKED if each in chosen else _OPEN}" for number, each in enumerate(choices, 1)]
    return "　　".join([*boxes, *(f"{each}{_TICKED}" for each in chosen if each not in choices)])


def _funds(card: Scorecard) -> Iterator[Piece]:
    section, amounts = card.execution_section, funds.total(card)
    marks = f"{format_decimal(section.weight)}分" if section else ""
    bracket = f"\n（{marks}）" if marks else ""
    yield shape.piece(_FUNDS, 1, f"预算执行情况\n（{shape.unit_of(card)}）{bracket}", shape.LABEL, bottom=_FUNDS + 1)
    score_title = f"得分\n（{marks}*执行率）" if marks else "得分"
    ends = (3, 4, 5, 6, 7)
    yield from shape.band(_FUNDS, "#####", ("", "预算数（A）", "执行数（B）", "执行率（B/A）", score_title), 2, ends)
    figures = (amounts.annual, amounts.executed, card.budget.rate, section.score if section else None)
    yield from shape.band(_FUNDS + 1, "#^^%^", ("年度财政资金总额", *figures), 2, ends)


def _indicators(card: Scorecard, head: int) -> Iterator[Piece]:
    section, project = card.execution_section, card.submission.project
    marks = full_marks(card) - (section.weight if section else 0)
    shown = f"（{format_decimal(marks)}分）" if marks else ""
    goal = shape.lines(("年度绩效目标1", shown, project.annual_goal))
    yield shape.piece(head, 1, goal, shape.LABEL, bottom=head + len(card.indicators))
    yield from shape.labels(head, ("一级指标", "二级指标", "三级指标", "年初目标值（A）", "实际完成值（B）", "得分"), 2)
    yield from shape.level_pieces(head + 1, 2, shape.levels(card.indicators))
    for row, scored in enumerate(card.indicators, head + 1):
        values = (scored.indicator.name, shape.figure(scored.wanted), shape.figure(scored.achieved), scored.score)
        yield from shape.band(row, "<^^^", values, 4)


def _below(card: Scorecard, row: int, signed: bool) -> Iterator[Piece]:
    project = card.submission.project
    yield from shape.band(row, "#^", ("总分", card.total), ends=(6, _LAST))
    boxes = [
        ("偏差大或\n目标未完成\n原因分析", shape.lines((*_reasons(card), project.problems))),
        ("改进措施及\n结果应用方案", text_of(project.improvements)),
        *([("单位主要负责人\n签批意见", SIGNATURE)] if signed else []),
    ]
    for offset, box in enumerate(boxes, 1):
        yield from shape.band(row + offset, "#<", box, ends=(1, _LAST))
    for offset, note in enumerate(("备注：", *NOTES), len(boxes) + 1):
        yield shape.piece(row + offset, 1, note, shape.NOTE, _LAST)


def _reasons(card: Scorecard) -> Iterator[str]:
    """Yield the reasons that stand in the rows of the workbook; this form has one box for all of them."""
    for scored in card.indicators:
        reason = text_of(scored.indicator.reason)
        if reason:
            yield f"{scored.indicator.name}：{reason}"
