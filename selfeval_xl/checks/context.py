"""A scorecard turned into columns, so that a check over ten thousand rows is one comprehension over what it needs."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from selfeval_xl.domain.cells import CellValue, normalise, year_of
from selfeval_xl.domain.money import money_unit
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard
from selfeval_xl.domain.submission import Indicator
from selfeval_xl.rules import Standard

Rows = Sequence[IndicatorScore]

NOTHING = frozenset({"", "无", "暂无", "没有", "无偏差", "无原因", "-", "--", "—", "——", "/", "*", "0"})
"""What staff write where they have nothing to say."""


class CheckContext(NamedTuple):
    """What the checks look at.  ``rows`` are all indicators; every other sequence of theirs runs alongside.

    ``blocked`` have no score by rule, ``typed`` a hand-typed score, ``below`` a score under their weight;
    ``unweighted`` says that some have no points.  ``silent`` holds the spellings in the column 偏差原因 that say
    nothing, so that whether a row gives a reason is one look-up; ``unread`` are the cells that reading could make
    nothing of, and that need not be called blank as well.
    """

    card: Scorecard
    standard: Standard
    money_unit: str
    year: int | None
    rows: Rows
    names: Sequence[str]
    level1: Sequence[str]
    level2: Sequence[str]
    signs: Sequence[CellValue]
    targets: Sequence[CellValue]
    units: Sequence[CellValue]
    reasons: Sequence[CellValue]
    deductions: Sequence[CellValue]
    sections: Sequence[str]
    methods: Sequence[str]
    applicable: Sequence[bool]
    weights: Sequence[Decimal | None]
    scores: Sequence[Decimal | None]
    completions: Sequence[Decimal | None]
    targets_shown: Sequence[str]
    actuals_shown: Sequence[str]
    blocked: Rows
    unweighted: bool
    typed: Rows
    below: Rows
    silent: frozenset[CellValue]
    unread: frozenset[Place]

    @property
    def indicator_sheet(self) -> str:
        """What the sheet 指标 is called."""
        return self.rows[0].indicator.columns.sheet if self.rows else "指标"

    @property
    def budget_sheet(self) -> Place:
        """The sheet 预算 as a whole."""
        lines = self.card.submission.budget
        return Place(lines[0].columns.sheet if lines else "预算")

    def has_reason(self, row: IndicatorScore) -> bool:
        """Tell whether the row says why it deviates."""
        return row.indicator.reason not in self.silent


def context_of(card: Scorecard, standard: Standard) -> CheckContext:
    """Turn a scorecard into columns; costs one pass over the rows whatever the number of checks."""
    rows = card.indicators
    scored = _columns(rows, IndicatorScore._fields)
    typed_in = _columns(card.submission.indicators, Indicator._fields)
    weights, scores = scored["weight"], scored["score"]
    project = card.submission.project
    return CheckContext(
        card=card,
        standard=standard,
        money_unit=money_unit(project.money_unit),
        year=year_of(project.year),
        rows=rows,
        names=typed_in["name"],
        level1=typed_in["level1"],
        level2=typed_in["level2"],
        signs=typed_in["sign"],
        targets=typed_in["target"],
        units=typed_in["unit"],
        reasons=typed_in["reason"],
        deductions=typed_in["deduction"],
        sections=scored["section"],
        methods=scored["method"],
        applicable=scored["applicable"],
        weights=weights,
        scores=scores,
        completions=scored["completion"],
        targets_shown=scored["target_shown"],
        actuals_shown=scored["actual_shown"],
        blocked=[row for row, obstacle in zip(rows, scored["obstacle"], strict=True) if obstacle],
        unweighted=any(weight is None for weight in weights),
        typed=[row for row, score in zip(rows, scored["typed"], strict=True) if score is not None],
        below=[
            row
            for row, score, weight in zip(rows, scores, weights, strict=True)
            if score is not weight and score is not None and weight is not None and score < weight
        ],
        unread=frozenset(flaw.place for flaw in card.submission.flaws if flaw.code in ("X01", "X02")),
        silent=frozenset(reason for reason in set(typed_in["reason"]) if _says_nothing(reason)),
    )


def _columns(rows: Sequence[tuple[Any, ...]], fields: Sequence[str]) -> dict[str, Sequence[Any]]:
    columns = zip(*rows, strict=True) if rows else ((),) * len(fields)
    return dict(zip(fields, columns, strict=True))


def _says_nothing(reason: CellValue) -> bool:
    # Long texts say something; looking at their length first saves folding ten thousand of them.
    if not isinstance(reason, str):
        return reason is None
    return (len(reason) < 12 and normalise(reason).rstrip("。") in NOTHING) or not reason.strip()
