"""What the checks of targets look at, and how a foretold deduction is said."""

from typing import NamedTuple

from selfeval_xl.checks.context import CheckContext, Rows
from selfeval_xl.checks.formatting import on_row, points, share_of
from selfeval_xl.domain.cells import normalise, text_of
from selfeval_xl.domain.decimals import half_up
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.scorecard import IndicatorScore
from selfeval_xl.domain.submission import Project, Submission
from selfeval_xl.rules import fold_level
from selfeval_xl.rules.reviewing import ReviewRules


class OtherTargets(NamedTuple):
    """What another project's targets say: who it is, its goal, and (name, target) of each row, folded."""

    name: str
    goal: str
    rows: frozenset[tuple[str, str]]


class TargetContext(NamedTuple):
    """A scorecard without results, the rules of review, and the targets of other projects in the same folder."""

    view: CheckContext
    review: ReviewRules
    others: tuple[OtherTargets, ...] = ()

    @property
    def rows(self) -> Rows:
        """All indicators."""
        return self.view.rows


def texts_of(submission: Submission) -> OtherTargets:
    """Return what a submission's targets say, to be compared with those of others."""
    rows = ((folded(each.name), folded(text_of(each.target))) for each in submission.indicators)
    return OtherTargets(
        text_of(submission.project.name), folded(text_of(submission.project.annual_goal)), frozenset(rows)
    )


def said_of(project: Project) -> str:
    """Return what a project says of itself, folded, to find the words of its indicators in."""
    facts = (project.name, project.overview, project.overall_goal, project.annual_goal)
    return folded("".join(map(text_of, facts)))


def folded(text: str) -> str:
    """Fold a text for comparison: half-width, no white space, no star before a mandatory indicator."""
    return "".join(normalise(text).split()).lstrip("*★")


def level2_of(row: IndicatorScore) -> str:
    """Return the folded 二级指标 of a row, or its 一级指标 where a form has no other."""
    return fold_level(row.indicator.level2) or fold_level(row.indicator.level1)


def is_of(row: IndicatorScore, level: str) -> bool:
    """Tell whether a row stands under a 一级 or 二级指标 with these words in its name."""
    level1 = fold_level(row.indicator.level1)
    # Hubei's section 效益和满意度指标 is of two kinds; which of them a row is says its own 一级指标.
    by_section = level in row.section and (not level1 or level1 not in row.section)
    return level in row.indicator.level2 or level in row.indicator.level1 or by_section


def foretold(
    targets: TargetContext, code: str, rule: str, row: IndicatorScore, field: str, **facts: object
) -> list[Finding]:
    """Return the finding of that code with what reviewers deduct by ``rule``; nothing where their rules have it not."""
    deduction = targets.review.deduction(rule)
    if deduction is None:
        return []
    part = "全部分值" if deduction.share == 1 else f"全部分值的{share_of(deduction.share)}"
    lost = f" {points(half_up(row.weight * deduction.share))} 分" if row.weight else part
    return [on_row(code, row, field, lost=lost, said=deduction.said, **facts)]
