"""What is compared with what, and the ratios that must hold."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from bench import books, forms, peers, twin
from bench.harness import Job, Times, in_turn, ratio
from selfeval_xl.documents import summary
from selfeval_xl.documents.forms import kinds
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.tasks import export_form
from selfeval_xl.tasks.assess import assess
from selfeval_xl.workbook.patcher import patch

BARE, NEEDED_ONLY, JOB = "calamine, all sheets", "calamine, the three input sheets", "read + check + score"
IRONCALC, SCRIPT = "IronCalc, native formulas", "pandas + openpyxl script"
FORM = "official form: read + check + score"
FILL, OPENPYXL_FILL = "write back", "openpyxl load, set, save"


class Goal(NamedTuple):
    """``job`` takes at most ``limit`` times as long as ``baseline``; without a limit it is told for information."""

    job: str
    baseline: str
    limit: float | None


class Outcome(NamedTuple):
    """A goal after measuring."""

    goal: Goal
    ratio: float

    @property
    def met(self) -> bool:
        """Tell whether the goal is reached; what has no limit always is."""
        return self.goal.limit is None or self.ratio <= self.goal.limit


def _goals(ironcalc: float) -> tuple[Goal, ...]:
    return (
        Goal(JOB, BARE, None),
        Goal(JOB, NEEDED_ONLY, None),
        Goal(JOB, IRONCALC, ironcalc),
        Goal(JOB, SCRIPT, 1 / 3),
        Goal(FILL, JOB, 1),
        Goal(FILL, OPENPYXL_FILL, 1 / 10),
    )


GOALS: Mapping[str, tuple[Goal, ...]] = {
    "small": (*_goals(1.2), Goal(FORM, JOB, 1.5)),
    "medium": (*_goals(1.1), Goal(FORM, JOB, 1.5)),
    "huge": _goals(0.8),
    "bloat": (Goal(JOB, BARE, None), Goal(JOB, NEEDED_ONLY, None)),
}


class Differs(Exception):
    """Candidates came to different results, so their times must not be compared."""


def jobs_for(size: forms.Size, folder: Path) -> dict[str, Job]:
    """Write the workbooks of a size and return everything that is timed on them, each on one workbook after another.

    Raises Differs unless all candidates that score come to the same scores, total and grade.
    """
    sets = [_jobs(size, folder, seed) for seed in range(size.variants)]
    return {name: in_turn([jobs[name] for jobs in sets]) for name in sets[0]}


def _jobs(size: forms.Size, folder: Path, seed: int) -> dict[str, Job]:
    book = folder / f"{size.name}-{seed}.xlsx"
    books.write(size, book, seed)
    jobs: dict[str, Job] = {
        BARE: lambda: peers.bare_read(book),
        NEEDED_ONLY: lambda: peers.bare_read(book, peers.INPUTS),
        JOB: lambda: assess(str(book)),
    }
    if size.formatted:
        return jobs
    done = assess(str(book))
    form = folder / f"{size.name}-{seed}-form.xlsx"
    form.write_bytes(export_form.make(kinds.MOF, done.card, done.standard, form.name))
    return jobs | {FORM: lambda: assess(str(form))} | _peers(size, folder, seed, book, done.card)


def _peers(size: forms.Size, folder: Path, seed: int, book: Path, card: Scorecard) -> dict[str, Job]:
    formulas, written = folder / f"{size.name}-{seed}-formulas.xlsx", folder / f"{size.name}-script.xlsx"
    twin.write(size, formulas, seed)
    _require_same(card, book, formulas)
    data, output = book.read_bytes(), summary.output(card, summary.Stamp("2025-03-15 10:00", "0", "0" * 64))
    return {
        IRONCALC: lambda: twin.recalculated(formulas),
        SCRIPT: lambda: peers.hand_script(book, written),
        FILL: lambda: patch.fill(data, output),
        OPENPYXL_FILL: lambda: peers.openpyxl_fill(data, output),
    }


def _require_same(card: Scorecard, book: Path, formulas: Path) -> None:
    """IronCalc must agree to the cent, the script to a point: it works with float.

    The points of the huge workbook are those of a hundred forms, for which there is no total: there the rows count.
    """
    scores = [row.score for row in card.indicators]
    if None in scores or (card.total is None and len(scores) <= forms.ROWS_OF_A_FORM):
        raise Differs(f"{book.name} is not scored: {[finding.message for finding in card.findings[:5]]}")
    own = [float(score or 0) for score in scores]
    theirs, total, grade = twin.results(twin.recalculated(formulas), len(scores))
    if own != theirs:
        pairs = zip(own, theirs, strict=True)
        wrong = [(row, *pair) for row, pair in enumerate(pairs, books.FIRST_ROW) if pair[0] != pair[1]]
        raise Differs(f"{book.name}: own and IronCalc in rows {wrong[:10]}")
    if card.total is None:
        return
    if (float(card.total), card.grade) != (total, grade):
        raise Differs(f"{book.name}: own {card.total} {card.grade}, IronCalc {total} {grade}")
    _rows, by_script, _grade = peers.hand_score(book)
    if abs(by_script - float(card.total)) > 0.001 * float(card.total):
        raise Differs(f"{book.name}: script {by_script}, own {card.total}")


def outcomes(times: Times, goals: tuple[Goal, ...]) -> list[Outcome]:
    """Return the ratio of each goal."""
    return [Outcome(goal, ratio(times, goal.job, goal.baseline)) for goal in goals]
