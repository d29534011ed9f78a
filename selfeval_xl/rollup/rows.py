"""From a scorecard to the rows that the roll-up keeps of it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from selfeval_xl.documents.rollup import oddities
from selfeval_xl.documents.rollup.records import FileResult, IndicatorRow, ProjectRow, Source
from selfeval_xl.domain.cells import text_of, year_of
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.finding import ERROR, NOTICE, WARNING, Finding
from selfeval_xl.domain.fingerprint import fingerprint
from selfeval_xl.domain.printed import points_in
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard, SectionScore


def outcome(source: Source, form: str, card: Scorecard, compared: Iterable[Finding]) -> FileResult:
    """Return what is kept of a file that was read and evaluated."""
    odd = [*filter(oddities.kind, card.findings), *filter(oddities.kind, compared)]
    return FileResult(source, _project(form, card, odd), tuple(map(_indicator, card.indicators)), tuple(odd))


def _project(form: str, card: Scorecard, odd: list[Finding]) -> ProjectRow:
    project, budget = card.submission.project, card.budget
    kinds = [*map(oddities.kind, odd)]
    levels = [finding.level for finding in card.findings]
    year = year_of(project.year)
    total, grade = _printed(card)
    return ProjectRow(
        form=form,
        code=text_of(project.code),
        name=text_of(project.name),
        department=text_of(project.department),
        unit=text_of(project.unit),
        year=str(year) if year else text_of(project.year),
        standard=card.standard_id,
        standard_name=card.standard_name,
        unverified=bool(card.standard_evidence),
        initial=_initial(card),
        budget=budget.budget,
        executed=budget.executed,
        rate=exact_text(budget.rate),
        total=exact_text(card.total),
        grade=card.grade or "",
        sections="；".join(map(_section, card.sections)),
        printed_total=total,
        printed_grade=grade,
        errors=levels.count(ERROR),
        warnings=levels.count(WARNING),
        notices=levels.count(NOTICE),
        lamp="红" if oddities.RED in kinds else "黄" if oddities.YELLOW in kinds else "",
        all_full=oddities.ALL_FULL in kinds,
        copied=oddities.COPIED in kinds,
        unexplained=kinds.count(oddities.UNEXPLAINED),
        differing=kinds.count(oddities.DIFFERING),
        inputs=fingerprint(card.submission),
        impossible=not budget.is_possible,
    )


def _printed(card: Scorecard) -> tuple[str, str]:
    """Return the printed total and grade."""
    printed = card.submission.printed
    total = points_in(printed.total.value) if printed.total else None
    grade = printed.grade_beside(card.grade)
    return "" if total is None else format_decimal(total), text_of(grade.value) if grade else ""


def _initial(card: Scorecard) -> int | None:
    """Return the sum of 年初预算数 over the lines of the first level, ``None`` where none says any."""
    amounts = [line.line.initial for line in card.budget.lines if line.depth == 0 and line.line.initial is not None]
    return sum(amounts) if amounts else None


def _section(section: SectionScore) -> str:
    return f"{section.name} {'—' if section.score is None else section.score}/{format_decimal(section.weight)}"


def _indicator(row: IndicatorScore) -> IndicatorRow:
    indicator, place = row.indicator, row.indicator.place("actual")
    return IndicatorRow(
        place.sheet,
        place.cell,
        indicator.level1,
        indicator.level2,
        indicator.name,
        row.target_shown,
        row.actual_shown,
        exact_text(row.deviation),
        row.method,
        "" if row.weight is None else format_decimal(row.weight),
        exact_text(row.system),
        exact_text(row.typed),
        exact_text(row.score) if row.applicable else "",
        row.explained(brief=True),
        text_of(indicator.reason),
    )


def exact_text(number: Decimal | None) -> str:
    """Return a number with every digit it has, ``""`` for none."""
    return "" if number is None else f"{number:f}"
