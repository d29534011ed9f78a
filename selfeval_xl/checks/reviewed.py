"""What a review is made of: projects, their rows as reported, what is proposed, and what the reviewer decided."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.domain.decimals import ZERO, half_up
from selfeval_xl.rules.reviewing import Deduction

Key = tuple[str, str, str]
"""By which a row is found again in a review sheet of before: its file, 二级指标 and 三级指标."""
EXECUTION = "预算执行率"


class Decision(NamedTuple):
    """完成值, score and remark of a review: as proposed, or as the reviewer typed them."""

    actual: str = ""
    score: Decimal | None = None
    remark: str = ""


class ReviewedRow(NamedTuple):
    """One row of the review sheet.

    ``own`` is 自评得分; ``proposed`` what the program would decide and ``decided`` what counts; ``rules`` are those
    that speak against the row, the dearest first.  ``place`` is the cell of the unit's own file.
    """

    level1: str
    level2: str
    name: str
    nature: str
    target: str
    unit: str
    weight: Decimal | None
    actual: str
    own: Decimal | None
    place: str
    rules: tuple[Deduction, ...]
    proposed: Decision
    decided: Decision

    @property
    def deviation(self) -> Decimal | None:
        """自评得分 less 复核得分."""
        if self.own is None or self.decided.score is None:
            return None
        return self.own - self.decided.score

    @property
    def share(self) -> Decimal | None:
        """What was really deducted as a share of the weight."""
        deviation = self.deviation
        return None if deviation is None or not self.weight else deviation / self.weight


class ReviewedProject(NamedTuple):
    """A project under review: ``file`` says which form of which file it is; ``amount`` is its budget in whole 分."""

    name: str
    department: str
    unit: str
    file: str
    amount: int | None
    year: str
    rows: tuple[ReviewedRow, ...]

    @property
    def own(self) -> Decimal | None:
        """The total of the self-evaluation, ``None`` while a score is missing."""
        return _sum(row.own for row in self.rows)

    @property
    def score(self) -> Decimal | None:
        """The total after the review."""
        return _sum(row.decided.score for row in self.rows)

    @property
    def deviation(self) -> Decimal | None:
        """What the review took off."""
        return None if self.own is None or self.score is None else self.own - self.score

    @property
    def rate(self) -> Decimal | None:
        """偏离度 = (自评 - 复核) / 自评, to four places."""
        deviation = self.deviation
        return None if deviation is None or not self.own else half_up(deviation / self.own, Decimal("0.0001"))

    def key(self, row: ReviewedRow) -> Key:
        """Return by what a row of this project is found again."""
        return self.file, row.level2, row.name


def _sum(scores: Iterable[Decimal | None]) -> Decimal | None:
    given = list(scores)
    known = [score for score in given if score is not None]
    return sum(known, ZERO) if given and len(known) == len(given) else None
