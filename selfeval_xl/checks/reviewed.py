"""V: a review: projects, their rows as reported, what is proposed, what was decided, and what is wrong with that.

Every deduction has a reason that names its rule, and the share it states is the real one.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.checks.formatting import points
from selfeval_xl.domain.cells import normalise
from selfeval_xl.domain.decimals import HUNDRED, RATE, ZERO, half_up
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.place import Place
from selfeval_xl.messages import finding, register
from selfeval_xl.messages.sources import REVIEWERS
from selfeval_xl.messages.template import error, warning
from selfeval_xl.rules.reviewing import Deduction, ReviewRules

TEXTS = {
    "V01 扣分没有写依据": error(
        "扣了 {lost} 分，备注{shown}，没有写依据哪一条规则。",
        "请在备注写明规则的名称，例如“没有佐证材料，扣全部分值”。",
        "每一处扣分都要写明依据哪一条。",
        REVIEWERS,
    ),
    "V02 写的比例与实际扣的不同": error(
        "备注写的是扣 {stated}，实际扣了 {lost} 分，占分值的 {real}。",
        "请改正备注里的比例，或复核得分。",
        "备注里写明的比例要与实际扣的一致。",
        REVIEWERS,
    ),
    "V03 复核得分超出范围": error(
        "复核得分是 {score}，分值是 {weight}。",
        "请改为 0 到 {weight} 之间的数。",
        "复核得分不低于 0，不超过分值。",
        REVIEWERS,
    ),
    "V04 复核得分高于自评得分": warning(
        "复核得分 {score}，比自评得分 {own} 高。",
        "请核对复核得分；确要加分的，请在备注写明原因。",
        "复核一般只减不加。",
        REVIEWERS,
    ),
    "V05 自评得分全部是满分": warning(
        "这个项目 {count} 项自评全部得满分。",
        "请重点核对佐证材料。",
        "全部满分的自评，复核时往往经不起核对。",
        REVIEWERS,
    ),
}
register(TEXTS)

Key = tuple[str, str, str]
"""By which a row is found again in a review sheet of before: its file, 二级指标 and 三级指标."""
EXECUTION = "预算执行率"
_STATED = re.compile(r"扣(?:除)?(?:该项|该指标|全部)?(?:分值|权重)?的?\s*(\d+(?:\.\d+)?)%")
_TOLERANCE = Decimal("0.5")
"""Percent points by which a stated share may differ: scores have two places."""
SHEET = "复核表"


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
        return None if deviation is None or not self.own else half_up(deviation / self.own, RATE)

    def key(self, row: ReviewedRow) -> Key:
        """Return by what a row of this project is found again."""
        return self.file, row.level2, row.name


def _sum(scores: Iterable[Decimal | None]) -> Decimal | None:
    given = list(scores)
    known = [score for score in given if score is not None]
    return sum(known, ZERO) if given and len(known) == len(given) else None


def check_decisions(
    projects: Iterable[ReviewedProject], review: ReviewRules, columns: dict[str, int]
) -> tuple[Finding, ...]:
    """Return what is wrong with the decisions; ``columns`` are those of the review sheet, which has one header row."""
    titles = [rule.title for rule in review.deductions]
    found: list[Finding] = []
    row_number = 1
    for project in projects:
        if len(project.rows) > 1 and all(row.own is not None and row.own == row.weight for row in project.rows):
            place = Place(SHEET, row_number + 1, columns["own"])
            found.append(finding("V05", place, project.name, count=len(project.rows)))
        for row in project.rows:
            row_number += 1
            found += _of_row(row, row_number, titles, columns)
    return tuple(found)


def _of_row(row: ReviewedRow, number: int, titles: list[str], columns: dict[str, int]) -> Iterator[Finding]:
    score, weight, deviation = row.decided.score, row.weight, row.deviation
    place = Place(SHEET, number, columns["checked"])
    if score is not None and weight is not None and not 0 <= score <= weight:
        yield finding("V03", place, row.name, score=points(score), weight=points(weight))
        return
    if not deviation:
        return
    if deviation < 0:
        if not row.decided.remark:
            yield finding("V04", place, row.name, score=points(score), own=points(row.own))
        return
    remark = Place(SHEET, number, columns["remark"])
    lost, said = points(deviation), normalise(row.decided.remark)
    is_own = row.decided == row.proposed._replace(actual=row.decided.actual)
    if not is_own and not any(title in said for title in map(normalise, titles)):
        shown = f"写的是“{row.decided.remark}”" if said else "是空的"
        yield finding("V01", remark, row.name, lost=lost, shown=shown)
    stated = _STATED.search(said)
    real = (row.share or ZERO) * HUNDRED
    if stated and abs(Decimal(stated[1]) - real) > _TOLERANCE:
        share = f"{points(half_up(real))}%"
        yield finding("V02", remark, row.name, stated=f"{stated[1]}%", lost=lost, real=share)
