"""The order in which findings are told: as the sheets, their rows, and how serious they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from selfeval_xl.checks.context import CheckContext
from selfeval_xl.domain.finding import LEVEL_NAMES, Finding

_LEVELS = tuple(LEVEL_NAMES)


def in_order(view: CheckContext, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings as a reader goes through the workbook: 项目信息, 预算, 指标, then every other sheet."""
    project_sheet = view.card.submission.project.place("name").sheet
    names = (project_sheet, view.budget_sheet.sheet, view.indicator_sheet)
    sheets = {name: index for index, name in enumerate(names)}
    return tuple(sorted(findings, key=lambda found: _order(found, sheets)))


def _order(found: Finding, sheets: Mapping[str, int]) -> tuple[int, int, int, int, str]:
    place = found.place
    return (
        sheets.get(place.sheet, len(sheets)), place.row, _LEVELS.index(found.level), place.column, found.code,
    )  # fmt: skip
