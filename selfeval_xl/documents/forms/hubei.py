"""The Hubei 项目自评表 of 2019 to 2022 (domain facts, section 3.1): goal blocks, no 分值, one box for all reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selfeval_xl.documents.blocks import Form, Piece
from selfeval_xl.documents.forms import funds
from selfeval_xl.documents.forms.shape import (
    CAPTION,
    LABEL,
    NOTE,
    RATE,
    TEXT,
    TITLE,
    VALUE,
    band,
    figure,
    full_marks,
    level_pieces,
    levels,
    lines,
    page,
    piece,
    unit_of,
)
from selfeval_xl.domain.cells import text_of, year_of
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.layout import PROJECT_FIELDS, titles
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard

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


def form(card: Scorecard, signed: bool = True) -> Form:
    """Return the form of a scorecard; the signature, where it is to be ``signed``, is for who answers for it."""
    head = _FUNDS + 2
    after = head + 1 + len(card.indicators)
    pieces = [*_heading(card), *_facts(card), *_funds(card), *_indicators(card, head), *_below(card, after, signed)]
    return Form("项目自评表", _WIDTHS, tuple(pieces), page(head)._replace(fits=True))


def _heading(card: Scorecard) -> Iterator[Piece]:
    project = card.submission.project
    year = year_of(project.year)
    yield piece(1, 1, f"{year or '　　　　'}年度{text_of(project.name)}自评表", TITLE, _LAST)
    unit = text_of(project.unit)
    yield from band(
        2, (1, 4, f"单位名称：{unit}", CAPTION), (5, _LAST, f"填报日期：{text_of(project.prepared_on)}", CAPTION)
    )


def _facts(card: Scorecard) -> Iterator[Piece]:
    project = card.submission.project
    yield from band(3, (1, 1, "项目名称", LABEL), (2, _LAST, text_of(project.name), VALUE))
    yield from band(
        4,
        (1, 1, "主管部门", LABEL),
        (2, 3, text_of(project.department), VALUE),
        (4, 4, "项目实施单位", LABEL),
        (5, _LAST, text_of(project.unit), VALUE),
    )
    for row, (field, choices) in enumerate(CHOICES.items(), 5):
        boxes = _boxes(choices, text_of(getattr(project, field)))
        yield from band(row, (1, 1, _TITLES[field], LABEL), (2, _LAST, boxes, TEXT))


def _boxes(choices: Sequence[str], ticked: str) -> str:
    """Return the choices with their boxes; what staff wrote that is none of them stands behind."""
    chosen = ticked.split("、") if ticked else []
    boxes = [f"{number}、{each}{_TICKED if each in chosen else _OPEN}" for number, each in enumerate(choices, 1)]
    return "　　".join([*boxes, *(f"{each}{_TICKED}" for each in chosen if each not in choices)])


def _funds(card: Scorecard) -> Iterator[Piece]:
    section, amounts = card.execution_section, funds.total(card)
    marks = f"{format_decimal(section.weight)}分" if section else ""
    bracket = f"\n（{marks}）" if marks else ""
    yield piece(_FUNDS, 1, f"预算执行情况\n（{unit_of(card)}）{bracket}", LABEL, bottom=_FUNDS + 1)
    score_title = f"得分\n（{marks}*执行率）" if marks else "得分"
    titles = ("预算数（A）", "执行数（B）", "执行率（B/A）", score_title)
    yield from band(_FUNDS, (2, 3, "", LABEL), *((i, i, title, LABEL) for i, title in enumerate(titles, 4)))
    yield from band(
        _FUNDS + 1,
        (2, 3, "年度财政资金总额", LABEL),
        (4, 4, amounts.annual, VALUE),
        (5, 5, amounts.executed, VALUE),
        (6, 6, card.budget.rate, RATE),
        (7, 7, section.score if section else None, VALUE),
    )


def _indicators(card: Scorecard, head: int) -> Iterator[Piece]:
    section, project = card.execution_section, card.submission.project
    marks = full_marks(card) - (section.weight if section else 0)
    goal = lines(("年度绩效目标1", f"（{format_decimal(marks)}分）" if marks else "", text_of(project.annual_goal)))
    yield piece(head, 1, goal, LABEL, bottom=head + len(card.indicators))
    titles = ("一级指标", "二级指标", "三级指标", "年初目标值（A）", "实际完成值（B）", "得分")
    yield from band(head, *((column, column, title, LABEL) for column, title in enumerate(titles, 2)))
    yield from level_pieces(head + 1, 2, levels(card.indicators))
    for row, scored in enumerate(card.indicators, head + 1):
        yield from _indicator(row, scored)


def _indicator(row: int, scored: IndicatorScore) -> Iterator[Piece]:
    indicator = scored.indicator
    return band(
        row,
        (4, 4, indicator.name, TEXT),
        (5, 5, figure(scored.wanted), VALUE),
        (6, 6, figure(scored.achieved), VALUE),
        (7, 7, scored.score, VALUE),
    )


def _below(card: Scorecard, row: int, signed: bool) -> Iterator[Piece]:
    project = card.submission.project
    yield from band(row, (1, 6, "总分", LABEL), (_LAST, _LAST, card.total, VALUE))
    boxes = [
        ("偏差大或\n目标未完成\n原因分析", lines((*_reasons(card), project.problems))),
        ("改进措施及\n结果应用方案", text_of(project.improvements)),
        *([("单位主要负责人\n签批意见", SIGNATURE)] if signed else []),
    ]
    for offset, (label, text) in enumerate(boxes, 1):
        yield from band(row + offset, (1, 1, label, LABEL), (2, _LAST, text, TEXT))
    for offset, note in enumerate(("备注：", *NOTES), len(boxes) + 1):
        yield piece(row + offset, 1, note, NOTE, _LAST)


def _reasons(card: Scorecard) -> Iterator[str]:
    """Yield the reasons that stand in the rows of the workbook; this form has one box for all of them."""
    for scored in card.indicators:
        reason = text_of(scored.indicator.reason)
        if reason:
            yield f"{scored.indicator.name}：{reason}"
