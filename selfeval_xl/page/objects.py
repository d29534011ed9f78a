"""Results as the page shows them: plain objects of texts, with every number written as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from selfeval_xl.documents.findings import render
from selfeval_xl.documents.forms.kinds import TITLES
from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.computed import score_shown
from selfeval_xl.domain.decimals import format_decimal, percent
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.layout import PROJECT_FIELDS
from selfeval_xl.domain.money import in_unit, money_unit
from selfeval_xl.domain.monitoring import UNLIT
from selfeval_xl.domain.place import Columns, Place
from selfeval_xl.domain.printed import UNGRADED
from selfeval_xl.domain.scorecard import IndicatorScore, LineResult, Scorecard, SectionScore
from selfeval_xl.rules import Standard
from selfeval_xl.tasks.assess import Assessment

if TYPE_CHECKING:
    from selfeval_xl.tasks.help import HelpPage
    from selfeval_xl.tasks.monitor import Monitored
    from selfeval_xl.tasks.target import CheckedTargets
    from selfeval_xl.tasks.verify import Verified

Json = Mapping[str, object]
_Rows = Mapping[tuple[str, str, int], str]
"""Which row of the page shows what of a sheet: (sheet, "row" or "column", number), or (sheet, cell, 0)."""


def standard(rules: Standard) -> Json:
    """Return what a list of 评价标准 shows of one, and what it may be searched by."""
    return {
        "id": rules.id,
        "name": rules.name,
        "region": rules.region,
        "search": " ".join((rules.id, rules.name, rules.region, *rules.aliases)).lower(),
        "unverified": bool(rules.unverified()),
    }


def assessment(done: Assessment) -> Json:
    """Return everything that is shown of one form: total and grade, its parts, and each finding with its row."""
    card = done.card
    project, form = card.submission.project, card.submission.form
    rows = _rows(card)
    return {
        "part": done.part,
        "kind": TITLES[form.kind] if form else "",
        "project": text_of(project.name),
        "unit": text_of(project.unit) or text_of(project.department),
        "year": text_of(project.year),
        "standard": card.standard_name,
        "total": _or(card.total, UNGRADED),
        "grade": card.grade or UNGRADED,
        "totalDerivation": card.total_derivation.text if card.total_derivation else "",
        "facts": list(_facts(card)),
        "budget": _budget(card),
        "sections": [_section(each) for each in card.sections],
        "indicators": [_indicator(number, each) for number, each in enumerate(card.indicators)],
        "findings": [_finding(each, rows) for each in card.findings],
    }


def verified(done: Verified) -> Json:
    """Return every printed figure beside the computed one, and what is said of the whole."""
    told = ("subject", "printed", "computed", "verdict", "reason")
    comparisons = [
        {"place": each.place.address, **{name: getattr(each, name) for name in told}} for each in done.comparisons
    ]
    return {"part": done.part, "remarks": list(done.told), "comparisons": comparisons}


def plan(done: CheckedTargets) -> Json:
    """Return what is found in the targets of one project."""
    return {
        "file": done.document.path,
        "part": done.part,
        "project": text_of(done.card.submission.project.name),
        "indicators": len(done.card.indicators),
        "standard": done.standard.name,
        "review": done.review.name,
        "findings": [_finding(each, {}) for each in done.card.findings],
    }


def monitored(done: Monitored) -> Json:
    """Return every indicator with its lamp, and what is found; nothing yet of a sheet that was added just now."""
    pairs = [(row, done.lamps.get(row.row, UNLIT)) for row in done.monitoring.rows]
    return {
        "project": text_of(done.card.submission.project.name),
        "month": done.monitoring.month,
        "rules": done.rules.name,
        "added": done.is_new,
        "indicators": [
            {
                "cell": row.place("done").cell,
                "name": row.name,
                "done": text_of(row.done),
                "expected": text_of(row.expected),
                "lamp": lamp.colour,
                "derivation": lamp.derivation,
            }
            for row, lamp in pairs
        ],
        "findings": [_finding(each, {}) for each in done.findings],
    }


def explanation(page: HelpPage) -> Json:
    """Return the help page of a code: excerpts of sheets as tables, then terms with their texts."""
    excerpts = [{**each._asdict(), "lines": [line._asdict() for line in each.lines]} for each in page.excerpts]
    facts = [{"term": term, "texts": list(texts)} for term, texts in page.facts]
    return {"code": page.code, "name": page.name, "level": page.level, "excerpts": excerpts, "facts": facts}


def _rows(card: Scorecard) -> _Rows:
    found: dict[tuple[str, str, int], str] = {}

    def shown(columns: Columns, row: int, name: str) -> None:
        found[columns.sheet, "column" if columns.turned else "row", row] = name

    for number, indicator in enumerate(card.submission.indicators):
        shown(indicator.columns, indicator.row, f"i{number}")
    for number, line in enumerate(card.submission.budget):
        shown(line.columns, line.row, f"b{number}")
    for number, field in enumerate(PROJECT_FIELDS):
        place = card.submission.project.places.get(field.field)
        if place and place.row:
            found.setdefault((place.sheet, place.cell, 0), f"p{number}")
    return found


def _row_of(place: Place, rows: _Rows) -> str:
    """Return the row of the page that shows what stands at a place, ``""`` where none does."""
    keys = ((place.sheet, place.cell, 0), (place.sheet, "row", place.row), (place.sheet, "column", place.column))
    return next((rows[key] for key in keys if place.row and key in rows), "")


def _facts(card: Scorecard) -> Iterator[Json]:
    """Yield the facts about the project, and where each stands; a blank one only where something is said of it."""
    project = card.submission.project
    spoken_of = {each.place for each in card.findings if each.place.row}
    for number, field in enumerate(PROJECT_FIELDS):
        text, place = text_of(getattr(project, field.field)), project.places.get(field.field)
        if text or place in spoken_of:
            yield {"row": f"p{number}", "title": field.title, "text": text, "cell": place.address if place else ""}


def _budget(card: Scorecard) -> Json:
    unit, budget = money_unit(card.submission.project.money_unit), card.budget
    return {
        "unit": unit,
        "planned": _amount(budget.budget, unit),
        "executed": _amount(budget.executed, unit),
        "rate": _rate(budget.rate),
        "lines": [_line(number, each, unit) for number, each in enumerate(budget.lines)],
    }


def _line(number: int, line: LineResult, unit: str) -> Json:
    return {
        "row": f"b{number}",
        "cell": line.line.place("name").cell,
        "name": line.line.name,
        "depth": line.depth,
        "planned": _amount(line.budget, unit),
        "executed": _amount(line.executed, unit),
        "rate": _rate(line.rate),
        "reason": text_of(line.line.reason),
    }


def _section(section: SectionScore) -> Json:
    return {
        "name": section.name,
        "weight": format_decimal(section.weight),
        "score": _or(section.score, "未完"),
        "derivation": section.derivation.text if section.derivation else "",
    }


def _indicator(number: int, row: IndicatorScore) -> Json:
    return {
        "row": f"i{number}",
        "cell": row.indicator.place("name").cell,
        "level1": row.indicator.level1,
        "level2": row.indicator.level2,
        "name": row.indicator.name,
        "target": row.wanted,
        "actual": row.achieved,
        "weight": "" if row.weight is None else format_decimal(row.weight),
        "score": str(score_shown(row)),
        "deviation": _rate(row.deviation),
        "derivation": row.explanation,
        "reason": text_of(row.indicator.reason),
    }


def _finding(finding: Finding, rows: _Rows) -> Json:
    return {
        "code": finding.code,
        "level": finding.level,
        "place": finding.place.address,
        "row": _row_of(finding.place, rows),
        "message": render(finding),
        "remedy": finding.remedy,
    }


def _or(number: Decimal | None, otherwise: str) -> str:
    return otherwise if number is None else str(number)


def _rate(rate: Decimal | None) -> str:
    return "" if rate is None else percent(rate)


def _amount(fen: int | None, unit: str) -> str:
    return "" if fen is None else format_decimal(in_unit(fen, unit))
