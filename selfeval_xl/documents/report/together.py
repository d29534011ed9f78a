"""One report of a unit over all its projects: a table of how they came out, then each by its standard's outline."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from selfeval_xl.documents.amounts import rate_shown
from selfeval_xl.documents.blocks import Block, Heading, Paragraph, Table, columns
from selfeval_xl.documents.delivery import sums
from selfeval_xl.documents.report import drafting
from selfeval_xl.documents.report.formatting import OPEN, amount, points, yuan
from selfeval_xl.documents.report.gaps import Report
from selfeval_xl.documents.report.outline import Outline
from selfeval_xl.domain.cells import text_of, year_of
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.money import money_unit
from selfeval_xl.domain.scorecard import Scorecard

_TITLE = "{unit}|{year}年度|项目支出绩效自评报告"
HEADS = ("序号", "项目名称", "全年预算数", "全年执行数", "执行率", "得分", "等级")
KEY_TITLES = ("得分", "全年预算数", "全年执行数")
"""The columns by which documents are held against one another."""
_WIDTHS = (11, 48, 29, 29, 17, 12, 10)


def draft_together(cards: Sequence[Scorecard], outlines: Sequence[Outline]) -> tuple[Report, list[Report]]:
    """Return the report of one unit, that of its only project or one over all, and what it says of each project."""
    if len(cards) == 1:
        alone = drafting.draft(cards[0], outlines[0])
        return alone, [alone]
    gaps: list[Finding] = []
    title, signature = tuple(drafting.draft_title(cards[0], _TITLE, gaps)), drafting.draft_signature(cards[0], gaps)
    parts: list[Report] = []
    for number, (card, outline) in enumerate(zip(cards, outlines, strict=True), 1):
        own: list[Finding] = []
        body = tuple(drafting.draft_section(card, outline, number + 1, own))
        annex = tuple(_annex(number, card, drafting.draft_annex(card, outline, own)))
        parts.append(Report((), title, body, signature, annex, tuple(own)))
    body = (*_overview(cards), *(block for part in parts for block in part.body))
    annex = tuple(block for part in parts for block in part.annex)
    told = (*gaps, *(gap for part in parts for gap in part.gaps))
    return Report((), title, body, signature, annex, told), parts


def _overview(cards: Sequence[Scorecard]) -> Iterator[Block]:
    yield Heading(1, "一、自评总体情况")
    yield Paragraph("".join(_told(cards)))
    yield Paragraph("各项目自评结果如下：")
    yield Paragraph("单位：元", "unit")
    rows = [_row(number, card) for number, card in enumerate(cards, 1)]
    rows.append(("合计", f"{len(cards)}个项目", *_amounts(*sums(cards)), "", ""))
    yield Table("report.projects", columns(HEADS, "^<>>^^^", _WIDTHS), tuple(rows), total=True)


def _told(cards: Sequence[Scorecard]) -> Iterator[str]:
    project = cards[0].submission.project
    year, unit = year_of(project.year), money_unit(project.money_unit)
    yield f"{f'{year}年度' if year else ''}共对{len(cards)}个项目开展了绩效自评"
    budget, executed = sums(cards)
    if budget and executed is not None:
        money = f"，全年预算数合计{amount(budget, unit)}，全年执行数合计{amount(executed, unit)}"
        yield f"{money}，执行率{rate_shown(executed, budget)}"
    grades = Counter(card.grade for card in cards if card.grade)
    shown = [f"评为“{grade}”的{count}个" for grade, count in grades.items()]
    still_open = len(cards) - grades.total()
    shown += [f"暂不评级的{still_open}个"] if still_open else []
    yield f"。其中{'，'.join(shown)}。"


def _row(number: int, card: Scorecard) -> tuple[str, ...]:
    name = " ".join(text_of(card.submission.project.name).split())
    return (
        str(number),
        name,
        *_amounts(card.budget.budget, card.budget.executed),
        points(card.total),
        card.grade or OPEN,
    )


def _amounts(budget: int | None, executed: int | None) -> tuple[str, str, str]:
    granted, spent = ("" if fen is None else yuan(fen) for fen in (budget, executed))
    return granted, spent, rate_shown(executed, budget)


def _annex(number: int, card: Scorecard, blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the annex of one project with its number, and with the project's name in its title."""
    for block in blocks:
        if isinstance(block, Paragraph) and block.kind == "annex":
            yield block._replace(text=f"{block.text}{number}")
        elif isinstance(block, Paragraph) and block.kind == "annex-title":
            yield block._replace(text="\n".join(drafting.lines_of([text_of(card.submission.project.name), block.text])))
        else:
            yield block
