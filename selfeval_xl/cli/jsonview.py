"""The one JSON object that ``--json`` prints; every number is a decimal string."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from selfeval_xl import __version__
from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.fingerprint import fingerprint
from selfeval_xl.domain.money import in_unit, money_unit
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard, SectionScore
from selfeval_xl.writers import terminal

if TYPE_CHECKING:
    from selfeval_xl.cli.textview import Result
    from selfeval_xl.tasks.assess import Assessment
    from selfeval_xl.tasks.import_form import Imported
    from selfeval_xl.tasks.update_targets import Updated
    from selfeval_xl.tasks.verify import Verified

Json = Mapping[str, object]


def show(value: object) -> None:
    """Print a value as JSON, which is UTF-8 whoever reads it."""
    import json

    terminal.speak_utf8()
    print(json.dumps(value, ensure_ascii=False, indent=2))


def scorecard(card: Scorecard) -> Json:
    """Return the object of design contract ``--json``; amounts are in 元, rates are shares of 1."""
    project = card.submission.project
    return {
        "project": {
            "name": text_of(project.name),
            "department": text_of(project.department),
            "unit": text_of(project.unit),
            "year": text_of(project.year),
            "money_unit": money_unit(project.money_unit),
        },
        "standard": {"id": card.standard_id, "name": card.standard_name},
        "budget": {
            "budget": _yuan(card.budget.budget),
            "executed": _yuan(card.budget.executed),
            "rate": _number(card.budget.rate),
        },
        "sections": [_section(section) for section in card.sections],
        "indicators": [_indicator(row) for row in card.indicators],
        "total": _score(card.total),
        "grade": card.grade,
        "findings": [finding_object(finding) for finding in card.findings],
        "meta": {
            "version": __version__,
            "standard_version": card.standard_version,
            "input_sha256": fingerprint(card.submission),
        },
    }


_FINDING = ("code", "level", "sheet", "cell", "message", "remedy")


def finding_object(finding: Finding, fields: Iterable[str] = _FINDING, **renamed: str) -> dict[str, object]:
    """Return these fields of a finding as an object; ``renamed`` says what one of them is called there."""
    values = {**finding._asdict(), "sheet": finding.place.sheet, "cell": finding.place.cell}
    return {renamed.get(field, field): values[field] for field in fields}


def one_or_all(done: Sequence[Result], as_object: Callable[[Result], Json]) -> Json:
    """Return the object about the only form of a file, or ``{"forms": [...]}`` with that of each."""
    if len(done) == 1:
        return as_object(done[0])
    return {"forms": [{"form": each.part, **as_object(each)} for each in done]}


def found_in(done: Sequence[Assessment]) -> object:
    """Return what ``check --json`` prints: the findings of the only form of a file, or those of each."""
    found = [[finding_object(finding) for finding in each.card.findings] for each in done]
    forms = [{"form": each.part, "findings": own} for each, own in zip(done, found, strict=True)]
    return {"forms": forms} if len(forms) > 1 else found[0]


def verified_object(done: Verified) -> Json:
    """Return the object that ``verify --json`` prints."""
    fields = ("subject", "sheet", "cell", "printed", "computed", "verdict", "reason")
    return {
        "total": _score(done.card.total),
        "grade": done.card.grade,
        "comparisons": [finding_object(each, fields, subject="what") for each in done.comparisons],
        "remarks": list(done.remarks),
        "findings": [finding_object(finding) for finding in done.card.findings],
    }


def imported_object(done: Imported, target: str) -> Json:
    """Return the object that ``import --json`` prints; numbers are decimal strings."""
    card, names = done.card, {"subject": "kind", "printed": "shown", "reason": "message"}
    fields = ("subject", "sheet", "cell", "printed", "reason")
    return {
        "output": target,
        "sheet": done.form.sheet,
        "form": done.form.kind,
        "standard": card.standard_id,
        "funds": len(card.submission.printed.funds),
        "indicators": len(card.submission.indicators),
        "total": _score(card.total),
        "remarks": [finding_object(remark, fields, **names) for remark in done.remarks],
    }


def updated_object(done: Updated, target: str, backup: str | None) -> Json:
    """Return the object that ``import --into --json`` prints."""
    names = {"subject": "kind", "message": "indicator", "reason": "what", "printed": "before", "computed": "after"}
    fields = ("subject", "sheet", "cell", "message", "reason", "printed", "computed")
    rows = [finding_object(each, fields, **names) for each in done.told]
    return {"output": target, "backup": backup, "approved": done.approved, "rows": rows}


def _section(section: SectionScore) -> Json:
    return {"name": section.name, "weight": format_decimal(section.weight), "score": _score(section.score)}


def _indicator(row: IndicatorScore) -> Json:
    place = row.indicator.place("name")
    return {
        "sheet": place.sheet,
        "cell": place.cell,
        "level1": row.indicator.level1,
        "level2": row.indicator.level2,
        "name": row.indicator.name,
        "target": row.target_shown,
        "actual": row.actual_shown,
        "weight": _number(row.weight),
        "score": _score(row.score),
        "deviation": _number(row.deviation),
        "method": row.method,
        "derivation": row.explanation,
    }


def _number(number: Decimal | None) -> str | None:
    return None if number is None else format_decimal(number)


def _score(score: Decimal | None) -> str | None:
    return None if score is None else str(score)


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else format_decimal(in_unit(fen, "元"))
