"""Scorecard + outline -> the report as blocks, with everything that a person still has to add."""

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from selfeval_xl.documents.blocks import Block, Heading, Paragraph, numeral
from selfeval_xl.documents.report import goals, scores, spending, texts
from selfeval_xl.documents.report.formatting import date_shown
from selfeval_xl.documents.report.gaps import MARK, Drafted, Missing, Report
from selfeval_xl.documents.report.outline import ASK, FACTS, SAY, Outline, OutlineVocabulary, fact_names
from selfeval_xl.domain.cells import text_of, year_of
from selfeval_xl.domain.finding import NOTICE, Finding
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.scorecard import Scorecard

Drafter = Callable[[Scorecard], Iterable[Drafted]]

DRAFTERS: Mapping[str, Drafter] = {
    **{f"text.{field}": functools.partial(texts.written, field=field) for field in texts.FIELDS},
    **{f"labelled.{field}": functools.partial(texts.labelled, field=field) for field in texts.FIELDS},
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
_WORD_END = re.compile(
    "[、，；：）)》”]|年度?|单位|部门|中心|街道|社区|委员会|办事处|管理局?|服务|建设|工程|改造|维修|设备|购置|项目|专项|资金|经费|补助|补贴|配套|"
    "缴费|保障|发展|农村|农业|水利|教育|卫生|文化|及|和|与|的"
)
"""After what a long name can be broken: marks, particles, and words that names of projects and units are made of."""
_NEVER_FIRST = "、，；：）)》”"
"""Marks that close, and with which no line begins."""
_LINE = 20
"""Characters of the title's size that fit on a line of the page."""


def draft(card: Scorecard, outline: Outline) -> Report:
    """Return the report of a scorecard; raises nothing, whatever is missing becomes a gap."""
    gaps: list[Finding] = []
    front = tuple(_kept(texts.cover(card, outline.cover), "封面", gaps))
    title = tuple(draft_title(card, outline.title, gaps))
    body = tuple(_body(card, outline, gaps))
    signature = draft_signature(card, gaps)
    return Report(front, title, body, signature, tuple(draft_annex(card, outline, gaps)), tuple(gaps))


def draft_section(card: Scorecard, outline: Outline, number: int, gaps: list[Finding]) -> Iterator[Block]:
    """Yield the body of a report as the ``number``-th part of one over several projects, under the project's name."""
    name = text_of(card.submission.project.name) or MARK
    heading = f"{numeral(number)}、{name}"
    yield Heading(1, heading)
    yield from _body(card, outline, gaps, below=heading)


def draft_annex(card: Scorecard, outline: Outline, gaps: list[Finding]) -> Iterator[Block]:
    """Yield what stands behind the signature."""
    pieces = (piece for entry in outline.annex for piece in _drafted(card, entry))
    yield from _kept(pieces, "附件", gaps)


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


def draft_title(card: Scorecard, pattern: str, gaps: list[Finding]) -> Iterator[str]:
    """Yield the lines of a title after its ``pattern``."""
    project = card.submission.project
    year = year_of(project.year)
    facts = {"unit": text_of(project.unit), "year": str(year or ""), "name": text_of(project.name)}
    for field, text in facts.items():
        if not text and f"{{{field}}}" in pattern:
            label = {"unit": "实施单位", "year": "评价年度", "name": "项目名称"}[field]
            gaps.append(_gap("标题", label, project.place(field)))
            facts[field] = MARK
    yield from lines_of([part.format_map(facts) for part in pattern.split("|")])


def lines_of(parts: Sequence[str]) -> Iterator[str]:
    """Yield a title line by line: it breaks between its parts, and in one that is too long for a line, at a word."""
    line = parts[0]
    for part in parts[1:]:
        # A project called …项目 gives 项目支出 only once.
        joint = part.removeprefix("项目") if line.endswith("项目") else part
        if _width(line + joint) <= _LINE:
            line += joint
        else:
            yield from _broken(line)
            line = joint
    yield from _broken(line)


def _broken(line: str) -> Iterator[str]:
    """Yield a line that fits, or its pieces: broken where a word ends, as near to the middle as can be."""
    if _width(line) <= _LINE:
        yield line
        return
    middle = len(line) // 2
    ends = [match.end() for match in _WORD_END.finditer(line)]
    ends = [end for end in ends if end < len(line) and line[end] not in _NEVER_FIRST]
    at = min(ends or [middle], key=lambda end: abs(end - middle))
    yield from _broken(line[:at])
    yield from _broken(line[at:])


def _width(text: str) -> float:
    return sum(0.5 if char.isascii() else 1 for char in text)


def _body(card: Scorecard, outline: Outline, gaps: list[Finding], below: str = "") -> Iterator[Block]:
    """Yield the parts of an outline; those ``below`` a heading are each a level lower."""
    counts = [0, 0, 0, 0]
    above = below
    for part in outline.parts:
        level = part.level + bool(below)
        counts[level - 1 :] = [counts[level - 1] + 1, *[0] * (4 - level)]
        heading = f"{_number(level, counts, outline.third)}{part.heading}"
        above = heading if level == 1 else above
        yield Heading(min(level, 3), heading)
        section = heading if level == 1 else f"{above} {heading}"
        pieces = (piece for entry in part.content for piece in _drafted(card, entry))
        yield from _kept(pieces, section, gaps)


def _number(level: int, counts: list[int], third: str) -> str:
    """Return how the heading of a level is numbered: 一、（一）1.（1）."""
    number = counts[level - 1]
    numbers = (f"{numeral(number)}、", f"（{numeral(number)}）", f"{number}{third}", f"（{number}）")
    return numbers[level - 1]


def _drafted(card: Scorecard, entry: str) -> Iterable[Drafted]:
    if entry.startswith(SAY):
        return (Paragraph(entry.removeprefix(SAY).strip()),)
    if entry.startswith(ASK):
        return (Missing(entry.removeprefix(ASK).strip()),)
    if entry.startswith(FACTS):
        return texts.facts(card, fact_names(entry))
    return DRAFTERS[entry](card)


def draft_signature(card: Scorecard, gaps: list[Finding]) -> tuple[str, str]:
    """Return who signs, and the day."""
    project = card.submission.project
    unit, date = text_of(project.unit), date_shown(project.prepared_on)
    if not date:
        _note(_gap("落款", "填报日期", project.place("prepared_on")), gaps)
    return unit or MARK, date or f"{MARK}填报日期"
