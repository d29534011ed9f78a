"""What the checks look at: a scorecard and its rows, sorted once."""

from collections.abc import Sequence
from typing import NamedTuple

from selfeval_xl.domain.cells import CellValue, normalise, year_of
from selfeval_xl.domain.money import money_unit
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.scorecard import IndicatorScore, Scorecard
from selfeval_xl.rules import Standard

Rows = Sequence[IndicatorScore]

NOTHING = frozenset({"", "无", "暂无", "没有", "无偏差", "无原因", "-", "--", "—", "——", "/", "*", "0"})
"""What staff write where they have nothing to say."""


class CheckContext(NamedTuple):
    """What the checks look at.  ``rows`` are all indicators.

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
    blocked: Rows
    unweighted: bool
    typed: Rows
    below: Rows
    silent: frozenset[CellValue]
    unread: frozenset[Place]

    @property
    def indicator_sheet(self) -> Place:
        """The sheet 指标 as a whole."""
        form = self.card.submission.form
        return Place(self.rows[0].indicator.columns.sheet if self.rows else form.sheet if form else "指标")

    @property
    def budget_sheet(self) -> Place:
        """The sheet 预算 as a whole."""
        lines, form = self.card.submission.budget, self.card.submission.form
        return Place(lines[0].columns.sheet if lines else form.sheet if form else "预算")

    def has_reason(self, row: IndicatorScore) -> bool:
        """Tell whether the row says why it deviates."""
        return row.indicator.reason not in self.silent


def context_of(card: Scorecard, standard: Standard) -> CheckContext:
    """Return what the checks look at, sorted once for all of them."""
    rows, project = card.indicators, card.submission.project
    return CheckContext(
        card=card,
        standard=standard,
        money_unit=money_unit(project.money_unit),
        year=year_of(project.year),
        rows=rows,
        blocked=[row for row in rows if row.obstacle],
        unweighted=any(row.weight is None and not row.is_detail for row in rows),
        typed=[row for row in rows if row.typed is not None],
        below=[row for row in rows if row.lost],
        unread=frozenset(flaw.place for flaw in card.submission.flaws if flaw.code in ("X01", "X02")),
        silent=frozenset(filter(_says_nothing, {row.indicator.reason for row in rows})),
    )


def _says_nothing(reason: CellValue) -> bool:
    # Long texts say something; looking at their length first saves folding ten thousand of them.
    if not isinstance(reason, str):
        return not reason  # a 0 is no reason either, whether it was typed as a number or as a text
    return (len(reason) < 12 and normalise(reason).rstrip("。") in NOTHING) or not reason.strip()
