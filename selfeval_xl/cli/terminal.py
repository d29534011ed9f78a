"""What the terminal shows: total and grade first, then what must be mended, then every score and how it came about."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from selfeval_xl.documents.findings import count_by_level
from selfeval_xl.documents.summary import score_shown
from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.decimals import format_decimal, percent
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.money import in_unit, money_unit
from selfeval_xl.domain.printed import UNGRADED
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.writers.screen import one_line

RULE = "─"


def scorecard(card: Scorecard, width: int) -> Iterator[str]:
    """Yield the lines that ``score`` prints, fitted to a terminal of ``width`` columns."""
    yield from headline(card)
    yield ""
    yield from findings(card.findings)
    yield ""
    yield from _sections(card)
    yield ""
    yield from _indicators(card, width)


def headline(card: Scorecard) -> Iterator[str]:
    """Yield project, total, grade and execution rate."""
    project, unit = card.submission.project, money_unit(card.submission.project.money_unit)
    total = f"{card.total}分" if card.total is not None else UNGRADED
    yield one_line(text_of(project.name)) or "（未填项目名称）"
    yield f"总分 {total}　等级 {card.grade or UNGRADED}　（{card.standard_name}）"
    budget = card.budget
    if budget.budget is not None and budget.executed is not None:
        rate = percent(budget.rate) if budget.rate is not None else "算不出" if budget.budget else "预算为0"
        planned, spent = (format_decimal(in_unit(fen, unit)) for fen in (budget.budget, budget.executed))
        yield f"预算 {planned}　执行 {spent} {unit}　执行率 {rate}"


def findings(found: Sequence[Finding]) -> Iterator[str]:
    """Yield every finding: level, code, place, what it is, what to do; the worst first."""
    if not found:
        yield "没有发现问题。"
        return
    yield f"发现的问题：{count_by_level(found)}"
    order = {"error": 0, "warning": 1, "notice": 2}
    for finding in sorted(found, key=lambda finding: order[finding.level]):
        yield f"  [{finding.level_name}] {finding.code}  {one_line(finding.message)}"
        yield f"         → {one_line(finding.remedy)}"
    yield f"每个编号的说明：selfeval-xl help 编号，例如 selfeval-xl help {found[0].code}"


def _sections(card: Scorecard) -> Iterator[str]:
    rows = [
        (section.name, format_decimal(section.weight), "未完" if section.score is None else str(section.score))
        for section in card.sections
    ]
    weight = format_decimal(sum((section.weight for section in card.sections), Decimal(0)))
    rows.append(("合计", weight, UNGRADED if card.total is None else str(card.total)))
    yield from table(("指标", "分值", "评价得分"), rows, align="<>>")


def _indicators(card: Scorecard, width: int) -> Iterator[str]:
    rows = [
        (
            row.indicator.name,
            row.target_shown,
            row.actual_shown,
            "" if row.deviation is None else percent(row.deviation),
            "" if row.weight is None else format_decimal(row.weight),
            str(score_shown(row)),
            row.explanation,
        )
        for row in card.indicators
    ]
    titles = ("三级指标", "指标值", "完成值", "偏差率", "分值", "得分", "计算说明")
    yield from table(titles, rows, align="<<<>>><", width=width)


def columns_of(text: str) -> int:
    """Return how many terminal columns a text takes: Chinese characters take two."""
    return len(text) if text.isascii() else sum(map(_column, text))


def _column(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def table(titles: Sequence[str], rows: Iterable[Sequence[str]], align: str, width: int = 0) -> Iterator[str]:
    """Yield an aligned table; the last column is cut to ``width`` terminal columns when that is given."""
    lines = [tuple(map(one_line, row)) for row in (titles, *rows)]
    widths = [max(map(columns_of, column)) for column in zip(*lines, strict=True)]
    if width:
        widths[-1] = max(min(widths[-1], width - sum(widths[:-1]) - 2 * len(widths)), 12)
    for number, line in enumerate(lines):
        yield "  ".join(map(_pad, line, widths, align)).rstrip()
        if number == 0:
            yield RULE * (sum(widths) + 2 * (len(widths) - 1))


def _cut(text: str, width: int) -> str:
    """Return as much of a text as fits into ``width`` columns."""
    for end, taken in enumerate(itertools.accumulate(map(_column, text))):
        if taken > width:
            return text[:end]
    return text


def _pad(text: str, width: int, align: str) -> str:
    taken = columns_of(text)
    if taken > width:
        text = _cut(text, width - 1) + "…"
        taken = columns_of(text)
    space = " " * (width - taken)
    return space + text if align == ">" else text + space
