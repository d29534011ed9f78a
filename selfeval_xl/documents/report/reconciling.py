"""Does the document on the disk say what was computed?  Numbers are read back from its text, not from the draft."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.documents.amounts import sum_whole
from selfeval_xl.documents.blocks import Heading, Paragraph, Table
from selfeval_xl.documents.report.gaps import Report
from selfeval_xl.documents.report.goals import KINDS, rows_of
from selfeval_xl.domain.cells import parse_decimal
from selfeval_xl.domain.scorecard import Scorecard

_FEN = 100


class ReadBack(NamedTuple):
    """What a document says: its paragraphs outside of tables, and its tables as rows of texts."""

    paragraphs: tuple[str, ...]
    tables: tuple[tuple[tuple[str, ...], ...], ...]


def differences(card: Scorecard, report: Report, written: ReadBack) -> Iterator[str]:
    """Yield each way in which the document differs from the draft or from the scorecard; none when all is well."""
    yield from _lost_text(report, written)
    found = list(written.tables)
    for table in report.tables:
        rows = table.texts
        if rows not in found:
            yield f"表格“{'、'.join(rows[0])}”没有照样写出"
            continue
        body = found.pop(found.index(rows))[len(rows) - len(table.rows) :]
        yield from _misstated(card, table, body)


def _lost_text(report: Report, written: ReadBack) -> Iterator[str]:
    blocks = (*report.cover, *report.body, *report.annex)
    texts = ["\n".join(report.title), *report.signature]
    texts += [block.text for block in blocks if isinstance(block, Heading | Paragraph)]
    there = set(written.paragraphs)
    yield from (f"“{text[:20]}”没有照样写出" for text in texts if text not in there)


Rows = Sequence[Sequence[str]]


def _misstated(card: Scorecard, table: Table, rows: Rows) -> Iterator[str]:
    """Yield what a table says otherwise than the scorecard."""
    about, _, kind = table.name.partition(".")
    if about in ("goals", "completion") and kind in KINDS:
        yield from _goals_misstated(card, kind, rows, with_actual=about == "completion")
    elif table.name == "spending.details":
        yield from _spending_misstated(card, rows)
    elif table.name == "score.sections":
        yield from _scores_misstated(card, rows)
    elif table.name == "score.annex":
        yield from _annex_misstated(card, rows)


def _goals_misstated(card: Scorecard, kind: str, rows: Rows, with_actual: bool) -> Iterator[str]:
    for row, cells in zip(rows_of(card, kind), rows, strict=True):
        stated = [row.wanted, row.achieved] if with_actual and row.applicable else [row.wanted]
        if any(text and text != cell for text, cell in zip(stated, cells[3:], strict=False)):
            yield f"指标“{row.indicator.name}”的指标值或完成值与工作簿不同"


def _spending_misstated(card: Scorecard, rows: Rows) -> Iterator[str]:
    stated = [_fen(row[1]) for row in rows]
    if stated != [*(line.executed for line in card.budget.lines), card.budget.executed]:
        yield "支出明细表的金额与工作簿不同"
    top = [fen for fen, line in zip(stated, card.budget.lines, strict=False) if line.depth == 0]
    whole = sum_whole(top)
    if whole is not None and whole != stated[-1]:
        yield "支出明细表各行之和不等于合计"


def _fen(text: str) -> int | None:
    yuan = parse_decimal(text)
    return None if yuan is None else int(yuan * _FEN)


def _scores_misstated(card: Scorecard, rows: Rows) -> Iterator[str]:
    scores = [parse_decimal(row[3]) for row in rows]
    if scores != [*(section.score for section in card.sections), card.total]:
        yield "得分表的得分与计算结果不同"
    weights = [parse_decimal(row[2]) or Decimal(0) for row in rows]
    if sum(weights[:-1]) != weights[-1]:
        yield "得分表的分值之和不等于合计"


def _annex_misstated(card: Scorecard, rows: Rows) -> Iterator[str]:
    for row, cells in zip(card.indicators, rows, strict=False):
        if row.applicable and parse_decimal(cells[6]) != row.score:
            yield f"评分表里“{row.indicator.name}”的得分与计算结果不同"
    if parse_decimal(rows[-1][6]) != card.total:
        yield "评分表的总分与计算结果不同"
