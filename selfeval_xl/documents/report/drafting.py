"""Scorecard + outline -> the report as blocks, with everything that a person still has to add."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping

from selfeval_xl.documents.blocks import Block, Heading, Paragraph
from selfeval_xl.documents.report import goals, scores, spending, texts
from selfeval_xl.documents.report.formatting import date_shown
from selfeval_xl.documents.report.gaps import MARK, Drafted, Missing, Report
from selfeval_xl.documents.report.outline import ASK, FACTS, SAY, Outline, OutlinePart, OutlineVocabulary, fact_names
from selfeval_xl.domain.cells import text_of, year_of
from selfeval_xl.domain.finding import NOTICE, Finding
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.scorecard import Scorecard

Drafter = Callable[[Scorecard], Iterable[Drafted]]

_TEXTS = (
    *("overview", "overall_goal", "annual_goal", "actual_result", "business_management", "financial_management"),
    *("experience", "problems", "improvements"),
)
DRAFTERS: Mapping[str, Drafter] = {
    **{f"text.{field}": functools.partial(texts.written, field=field) for field in _TEXTS},
    **{f"labelled.{field}": functools.partial(texts.labelled, field=field) for field in _TEXTS},
    **{f"goals.{kind}": functools.partial(goals.goals, kind=kind) for kind in goals.KINDS},
    **{f"completion.{kind}": functools.partial(goals.completion, kind=kind) for kind in goals.KINDS},
    **{f"summary.{kind}": functools.partial(goals.summary, kind=kind) for kind in goals.KINDS},
    "spending.execution": spending.execution,
    "spending.details": spending.details,
    "spending.lines": spending.lines,
    "spending.vouchers": spending.vouchers,
    "spending.table": spending.table,
    "spending.sources": spending.sources,
    "spending.arrival": spending.arrival,
    "score.conclusion": scores.conclusion,
    "score.sections": scores.sections,
    "score.losses": scores.losses,
    "score.shortfalls": scores.shortfalls,
    "score.basis": scores.basis,
    "score.annex-note": scores.annex_note,
    "score.annex": scores.annex,
}
"""Everything that an outline can name in ``content``."""

KNOWN = OutlineVocabulary(frozenset(DRAFTERS), texts.FACT_NAMES)
_NUMERALS = "一二三四五六七八九"
_LINE = 20
"""Characters of the title's size that fit on a line of the page."""


def draft(card: Scorecard, outline: Outline) -> Report:
    """Return the report of a scorecard; raises nothing, whatever is missing becomes a gap."""
    gaps: list[Finding] = []
    front = tuple(_kept(texts.cover(card, outline.cover), "封面", gaps))
    title = tuple(_title(card, outline.title, gaps))
    body = tuple(_body(card, outline, gaps))
    signature = _signature(card, gaps)
    pieces = (piece for entry in outline.annex for piece in _drafted(card, entry))
    return Report(front, title, body, signature, tuple(_kept(pieces, "附件", gaps)), tuple(gaps))


def _kept(pieces: Iterable[Drafted], section: str, gaps: list[Finding]) -> Iterator[Block]:
    """Yield the blocks; what is missing is noted, and marked in a paragraph of its own unless a block tells it."""
    for piece in pieces:
        if isinstance(piece, Missing):
            _note(_gap(section, piece.what, piece.place), gaps)
            if not piece.told:
                yield Paragraph(f"{MARK}{piece.what}。")
        else:
            yield piece


def _gap(section: str, what: str, place: Place | None) -> Finding:
    """Return what is missing under which heading, and where to fill it in (``None``: in the report itself)."""
    if place is None:
        return Finding("", NOTICE, Place(""), what, "请在报告里直接补写。", section)
    where = place.address if place.row else f"工作表“{place.sheet}”"
    return Finding("", NOTICE, place, what, f"请填写 {where}，再生成一次；也可以在报告里直接补写。", section)


def _note(gap: Finding, gaps: list[Finding]) -> None:
    """Add a gap unless the same is missing further up already."""
    if (gap.message, gap.place) not in [(known.message, known.place) for known in gaps]:
        gaps.append(gap)


def _title(card: Scorecard, pattern: str, gaps: list[Finding]) -> Iterator[str]:
    project = card.submission.project
    year = year_of(project.year)
    facts = {"unit": text_of(project.unit), "year": str(year or ""), "name": text_of(project.name)}
    for field, text in facts.items():
        if not text and f"{{{field}}}" in pattern:
            label = {"unit": "实施单位", "year": "评价年度", "name": "项目名称"}[field]
            gaps.append(_gap("标题", label, project.place(field)))
            facts[field] = MARK
    parts = [part.format_map(facts) for part in pattern.split("|")]
    line = parts[0]
    for part in parts[1:]:
        # A project called …项目 gives 项目支出 only once.
        joint = part.removeprefix("项目") if line.endswith("项目") else part
        if _width(line + joint) <= _LINE:
            line += joint
        else:
            yield line
            line = joint
    yield line


def _width(text: str) -> float:
    return sum(0.5 if char.isascii() else 1 for char in text)


def _body(card: Scorecard, outline: Outline, gaps: list[Finding]) -> Iterator[Block]:
    counts = [0, 0, 0]
    above = ""
    for part in outline.parts:
        counts[part.level - 1 :] = [counts[part.level - 1] + 1, *[0] * (3 - part.level)]
        heading = f"{_number(part, counts, outline.third)}{part.heading}"
        above = heading if part.level == 1 else above
        yield Heading(part.level, heading)
        section = heading if part.level == 1 else f"{above} {heading}"
        pieces = (piece for entry in part.content for piece in _drafted(card, entry))
        yield from _kept(pieces, section, gaps)


def _number(part: OutlinePart, counts: list[int], third: str) -> str:
    number = counts[part.level - 1]
    if part.level == 3:
        return f"{number}{third}"
    return f"{_numeral(number)}、" if part.level == 1 else f"（{_numeral(number)}）"


def _numeral(number: int) -> str:
    """Write 1 to 99 in Chinese: 十二."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _NUMERALS[tens - 1]) + "十" if tens else ""
    return head + (_NUMERALS[ones - 1] if ones else "")


def _drafted(card: Scorecard, entry: str) -> Iterable[Drafted]:
    if entry.startswith(SAY):
        return (Paragraph(entry.removeprefix(SAY).strip()),)
    if entry.startswith(ASK):
        return (Missing(entry.removeprefix(ASK).strip()),)
    if entry.startswith(FACTS):
        return texts.facts(card, fact_names(entry))
    return DRAFTERS[entry](card)


def _signature(card: Scorecard, gaps: list[Finding]) -> tuple[str, str]:
    project = card.submission.project
    unit, date = text_of(project.unit), date_shown(project.prepared_on)
    if not date:
        _note(_gap("落款", "填报日期", project.place("prepared_on")), gaps)
    return unit or MARK, date or f"{MARK}填报日期"
