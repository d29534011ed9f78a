"""The result: total and grade, the table of sections, where points were lost and why, the scoring table as annex."""

from collections.abc import Iterator
from decimal import Decimal

from selfeval_xl.checks.formatting import share_of
from selfeval_xl.documents.amounts import full_marks
from selfeval_xl.documents.blocks import Paragraph, Table, columns
from selfeval_xl.documents.report.formatting import listed, points, sentence
from selfeval_xl.documents.report.gaps import MARK, Drafted, Missing
from selfeval_xl.documents.report.goals import ALL, named, reached, rows_of
from selfeval_xl.domain.computed import score_shown
from selfeval_xl.domain.decimals import format_decimal, percent, rate_of
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard, SectionScore
from selfeval_xl.scoring.methods import with_trait

_RATED = with_trait(lambda method: method.has_deviation)
"""计分方法 of which a 偏差率 says something to a reader."""


def conclusion(card: Scorecard) -> Iterator[Drafted]:
    """Yield the sentence with total and grade."""
    if card.total is None or card.grade is None:
        undecided = [row for row in card.indicators if row.counts and row.score is None]
        place = undecided[0].indicator.place("actual") if undecided else None
        names = listed([row.indicator.name for row in undecided])
        yield Missing(f"自评得分和等级（{names}尚未计分）" if names else "自评得分和等级", place)
        return
    yield Paragraph(f"经综合分析，本项目评价得分为{points(card.total)}分，评分结果级别为：{card.grade}。")


def sections(card: Scorecard) -> Iterator[Drafted]:
    """Yield the table of sections as reports print it."""
    yield Paragraph("各项指标得分情况如下：")
    grade = card.grade or MARK
    rows = [
        (str(number), section.name, points(section.weight), points(section.score), grade if number == 1 else "")
        for number, section in enumerate(card.sections, 1)
    ]
    rows.append(("合计", "", points(full_marks(card)), points(card.total), ""))
    titles = ("序号", "指标", "分值", "评价得分", "评分结果级别")
    heads = columns(titles, "^<^^^", (18, 50, 24, 28, 36))
    yield Table("score.sections", heads, tuple(rows), merged=(4,), total=True)


def losses(card: Scorecard) -> Iterator[Drafted]:
    """Yield for each section what it earned, which indicators earned all, and which lost points by which rule."""
    for number, section in enumerate(card.sections, 1):
        rows = [row for row in card.indicators if row.section == section.name and row.counts]
        yield Paragraph(f"（{number}）{section.name}。{_earned(section)}{_full(rows)}{_derived(section)}")
        for row in rows:
            if row.lost:
                yield from _loss(row, explained=True)


def _earned(section: SectionScore) -> str:
    if section.score is None:
        return f"分值{points(section.weight)}分，还有指标没有计分。"
    rate = rate_of(section.score, section.weight)
    shown = f"，得分率{share_of(rate)}" if rate is not None else ""
    return f"分值{points(section.weight)}分，得{points(section.score)}分{shown}。"


def _full(rows: list[IndicatorScore]) -> str:
    full = [row.indicator.name for row in rows if row.lost is not None and row.lost <= 0]
    return f"{listed(full)}得满分。" if full else ""


def _derived(section: SectionScore) -> str:
    """Return how a section that has no indicators earned its points."""
    return f"计分过程：{section.derivation.sentence(cited=False, brief=True)}。" if section.derivation else ""


def _loss(row: IndicatorScore, explained: bool) -> Iterator[Drafted]:
    told = f"{row.indicator.name}：分值{points(row.weight)}分，得{points(row.score)}分，扣{points(row.lost)}分。"
    if row.method in _RATED:
        deviation = f"，偏差率{percent(row.deviation)}" if row.deviation is not None else ""
        told += f"指标值{row.wanted}，完成值{row.achieved}{deviation}。"
    told += f"计分过程：{row.explained(cited=False, brief=True)}。" if explained else ""
    reason = sentence(row.indicator.reason)
    yield Paragraph(f"{told}原因及改进措施：{reason or f'{MARK}。'}")
    if not reason:
        yield Missing(f"“{row.indicator.name}”扣分的原因和改进措施", row.indicator.place("reason"), told=True)


def shortfalls(card: Scorecard) -> Iterator[Drafted]:
    """Yield the goals that were not fully reached, each with its deviation and reason."""
    rows = rows_of(card, ALL)
    short = [row for row in rows if row.lost]
    for row in short:
        yield from _loss(row, explained=False)
    undecided = [row.indicator.name for row in rows if row.counts and row.lost is None]
    if undecided:
        sheet = rows[0].indicator.place("actual")._replace(row=0, column=0)
        yield Missing(f"{listed(undecided)}的完成情况和原因", sheet)
    elif rows and not short:
        yield Paragraph("各项绩效指标均得满分，没有未完成的绩效目标。")


def basis(card: Scorecard) -> Iterator[Drafted]:
    """Yield by which standard the project was scored."""
    yield Paragraph(f"本次自评按“{card.standard_name}”计分。")


def annex_note(_card: Scorecard) -> Iterator[Drafted]:
    """Yield the sentence that leads to the annex."""
    yield Paragraph("具体指标设定及评分情况详见后附的绩效评价评分表。")


def annex(card: Scorecard) -> Iterator[Drafted]:
    """Yield the scoring table: every indicator with weight, score and how it was scored."""
    yield Paragraph("附件", "annex")
    yield Paragraph("绩效评价评分表", "annex-title")
    rows = [
        (*names, row.indicator.name, row.wanted, reached(row).replace(MARK, ""), *_scored(row))
        for names, row in named(card.indicators)
    ]
    rows += [
        (section.name, "", "", "", "", points(section.weight), points(section.score), derivation)
        for section in card.sections
        if (derivation := section.derivation and section.derivation.sentence(cited=False, brief=True))
    ]
    rows.append(("合计", "", "", "", "", points(full_marks(card)), points(card.total), ""))
    titles = ("一级指标", "二级指标", "三级指标", "指标值", "完成值", "分值", "得分", "计分说明")
    heads = columns(titles, "^^<^^^^<", (17, 19, 29, 17, 17, 11, 13, 33))
    yield from basis(card)
    yield Table("score.annex", heads, tuple(rows), merged=(0, 1), total=True, small=True)


def _scored(row: IndicatorScore) -> tuple[str, str, str]:
    weight, score = "" if row.weight is None else points(row.weight), score_shown(row)
    shown = format_decimal(score) if isinstance(score, Decimal) else str(score)
    return weight, shown, row.explained(cited=False, brief=True) if row.applicable else ""
