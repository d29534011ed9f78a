"""Goals and how far they were reached: the tables 产出 and 效果, and the sentence that sums them up."""

from collections.abc import Callable, Iterable, Iterator

from selfeval_xl.documents.blocks import Column, Paragraph, Table, columns
from selfeval_xl.documents.report.formatting import listed
from selfeval_xl.documents.report.gaps import MARK, Drafted, Missing
from selfeval_xl.domain.layout import INDICATORS
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard

OUTPUT, EFFECT, BENEFIT, SATISFACTION, ALL = "output", "effect", "benefit", "satisfaction", "all"
KINDS = {OUTPUT: "产出指标", EFFECT: "效果指标", BENEFIT: "效益指标", SATISFACTION: "满意度指标", ALL: "绩效指标"}
"""Kinds of goals; 效果 is 效益 together with 满意度."""
_HEADS = ("一级指标", "二级指标", "指标内容", "指标值")
_WIDTHS = (26, 34, 46, 25, 25)


def kind_of(row: IndicatorScore) -> str:
    """Return the kind of goal an indicator is, or ``""`` for those that judge inputs and procedure (投入、过程)."""
    level1, level2 = row.indicator.level1, row.indicator.level2
    if "满意度" in level1 or (("效益" in level1 or "效果" in level1) and "满意度" in level2):
        return SATISFACTION
    if "产出" in level1 or "成本" in level1:
        return OUTPUT
    return BENEFIT if "效益" in level1 or "效果" in level1 else ""


def rows_of(card: Scorecard, kind: str) -> list[IndicatorScore]:
    """Return the indicators of a kind, in the order of the sheet."""
    kinds = {ALL: (OUTPUT, BENEFIT, SATISFACTION), EFFECT: (BENEFIT, SATISFACTION)}.get(kind, (kind,))
    return [row for row in card.indicators if kind_of(row) in kinds]


def goals(card: Scorecard, kind: str) -> Iterator[Drafted]:
    """Yield the table of goals with a blank column 备注."""
    return _table(card, kind, "goals", columns((*_HEADS, "备注"), "^^<^<", _WIDTHS), lambda row: "")


def completion(card: Scorecard, kind: str) -> Iterator[Drafted]:
    """Yield the table of goals with what was reached."""
    yield from _table(card, kind, "completion", columns((*_HEADS, "完成值"), "^^<^^", _WIDTHS), reached)
    yield from (_lacks(row, "actual", "完成值") for row in rows_of(card, kind) if reached(row) == MARK)


def _table(
    card: Scorecard, kind: str, name: str, heads: tuple[Column, ...], last: Callable[[IndicatorScore], str]
) -> Iterator[Drafted]:
    rows = rows_of(card, kind)
    if not rows:
        yield Missing(KINDS[kind], Place(INDICATORS))
        return
    cells = tuple((*names, row.indicator.name, row.wanted or MARK, last(row)) for names, row in named(rows))
    yield Table(f"{name}.{kind}", heads, cells, merged=(0, 1))
    yield from (_lacks(row, "target", "指标值") for row in rows if not row.wanted)


def summary(card: Scorecard, kind: str) -> Iterator[Drafted]:
    """Yield how many indicators of a kind reached full points, and name the others."""
    rows = [row for row in rows_of(card, kind) if row.applicable]
    if not rows:
        return
    full = [row for row in rows if row.lost is not None and row.lost <= 0]
    short = [row.indicator.name for row in rows if row.lost is not None and row.lost > 0]
    undecided = [row.indicator.name for row in rows if row.lost is None]
    told = f"{KINDS[kind]}共{len(rows)}项，得满分{len(full)}项"
    told += f"，未得满分{len(short)}项（{listed(short)}）" if short else ""
    told += f"，尚未计分{len(undecided)}项（{listed(undecided)}）" if undecided else ""
    yield Paragraph(f"{told}。")


def named(rows: Iterable[IndicatorScore]) -> Iterator[tuple[tuple[str, str], IndicatorScore]]:
    """Yield each row with its 一级 and 二级 names, blank where they are those of the row above."""
    above = ("", "")
    for row in rows:
        names = (row.indicator.level1, row.indicator.level2)
        first = "" if names[0] == above[0] else names[0]
        yield (first, "" if names == above else names[1]), row
        above = names


def reached(row: IndicatorScore) -> str:
    """Return what was reached, 不适用, or the mark of a gap."""
    return row.achieved or MARK if row.applicable else "不适用"


def _lacks(row: IndicatorScore, field: str, title: str) -> Missing:
    return Missing(f"“{row.indicator.name}”的{title}", row.indicator.place(field), told=True)
