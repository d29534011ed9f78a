"""复核: a file of self-evaluations -> rows of the review sheet, pre-filled by the reviewers' rules."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.checks.formatting import share_of
from selfeval_xl.checks.reviewed import EXECUTION, Decision, Key, ReviewedProject, ReviewedRow
from selfeval_xl.checks.reviewing import against
from selfeval_xl.documents.forms.kinds import TITLES
from selfeval_xl.documents.rollup.records import FileResult, Source
from selfeval_xl.domain.cells import text_of, year_of
from selfeval_xl.domain.decimals import ZERO, half_up, percent
from selfeval_xl.domain.errors import UserError
from selfeval_xl.domain.finding import MISTAKE, Finding
from selfeval_xl.domain.measures.measure import TEXT
from selfeval_xl.domain.printed import PlacedValue, points_in
from selfeval_xl.domain.scorecard import IndicatorScore, SectionScore
from selfeval_xl.domain.submission import Submission
from selfeval_xl.messages import unreadable
from selfeval_xl.readers.documents import document_of
from selfeval_xl.readers.past_review import decided
from selfeval_xl.rules.reviewing import Deduction, ReviewRules
from selfeval_xl.tasks.assess import OTHER_STAGES, submitted
from selfeval_xl.tasks.verify import Verified, verify_submission

Typed = Mapping[tuple[Key, int], Mapping[str, str]]
"""What a reviewer typed before, by row and by which of several with one name it is."""


class Reviewed(NamedTuple):
    """Projects that were reviewed, and the files that are none, with the reason."""

    projects: tuple[ReviewedProject, ...]
    others: tuple[FileResult, ...]


def review_file(
    source: Source, read: Callable[[], bytes], review: ReviewRules, standard: str | None, typed: Typed
) -> Reviewed:
    """Review each form of a file, whose bytes ``read`` returns; what cannot be read is told, and stops nothing."""
    try:
        document = document_of(read(), source.file)
        projects, others = [], dict[str, FileResult]()
        for part, each in submitted(document, plans=True):
            if each.form and each.form.kind in OTHER_STAGES:
                others.setdefault(TITLES[each.form.kind], FileResult(source, other=TITLES[each.form.kind]))
                continue
            done = verify_submission(document, each, standard)
            projects.append(_project(done, f"{source.file} › {part}" if part else source.file, review, typed))
    except UserError as error:
        return Reviewed((), (FileResult(source, refusal=unreadable(error)),))
    return Reviewed(tuple(projects), () if projects else tuple(others.values()))


def _project(done: Verified, file: str, review: ReviewRules, typed: Typed) -> ReviewedProject:
    card, project = done.card, done.card.submission.project
    rows = list(_rows(done, review))
    shown = ReviewedProject(
        name=text_of(project.name) or file,
        department=text_of(project.department) or "（没有写主管部门）",
        unit=text_of(project.unit),
        file=file,
        amount=card.budget.budget,
        year=str(year_of(project.year) or ""),
        rows=(),
    )
    kept, seen = [], dict[Key, int]()
    for row in rows:
        key = shown.key(row)
        seen[key] = seen.get(key, 0) + 1
        kept.append(row._replace(decided=decided(row.proposed, typed.get((key, seen[key]), {}))))
    return shown._replace(rows=tuple(kept))


def _rows(done: Verified, review: ReviewRules) -> Iterator[ReviewedRow]:
    card = done.card
    section = card.execution_section
    if section and section.weight:
        yield _execution(done, section)
    wrong = {each.place: each for each in done.comparisons if each.verdict == MISTAKE}
    printed = (*card.submission.printed.scores, *[None] * len(card.indicators))
    for row, rules, cell in zip(card.indicators, against(card, review), printed, strict=False):
        yield _row(row, tuple(rules), cell, wrong.get(cell.place) if cell else None)


def _execution(done: Verified, section: SectionScore) -> ReviewedRow:
    """Return the row of 预算执行率: points by the rule, weight × rate with two places."""
    card, submission = done.card, done.card.submission
    cell = submission.printed.execution(section.name)
    own = points_in(cell.value) if cell else section.score
    rate = percent(card.budget.rate) if card.budget.rate is not None else ""
    remark = ""
    if own is not None and section.score is not None and own != section.score:
        remark = f"执行率得分应为分值×执行率，{rate} 得 {section.score} 分"
    elif own is not None and section.score is None and own > section.weight:
        remark = f"自评得分超过分值 {section.weight}"
    known = [points for points in (own, section.score, section.weight) if points is not None]
    proposed = Decision(rate, min(known) if own is not None or section.score is not None else None, remark)
    said = cell.place if cell else submission.budget[0].place("executed") if submission.budget else None
    return ReviewedRow(
        EXECUTION, "", EXECUTION, "=", "100%", "%", section.weight, _printed_rate(submission) or rate, own,
        said.address if said else "", (), proposed, proposed,
    )  # fmt: skip


def _printed_rate(submission: Submission) -> str:
    cell = submission.printed.funds[0].rate if submission.printed.funds else None
    return text_of(cell.value) if cell else ""


def _row(
    row: IndicatorScore, rules: tuple[Deduction, ...], cell: PlacedValue | None, wrong: Finding | None
) -> ReviewedRow:
    indicator = row.indicator
    own = points_in(cell.value) if cell else row.score
    right = own
    if wrong is not None and row.system is not None and own is not None:
        right = min(own, row.system)  # a review takes points off; what a unit gave away by a slip it may ask for
    proposed = Decision(row.achieved, _left(row, rules, right), "；".join(_remarks(row, rules, own, right, wrong)))
    place = (cell.place if cell else indicator.place("actual")).address
    nature = "定性" if row.reading.target.kind == TEXT else row.reading.sign
    return ReviewedRow(
        indicator.level1, indicator.level2, indicator.name, nature, row.target_shown,
        text_of(indicator.unit), row.weight, row.achieved, own, place, rules, proposed, proposed,
    )  # fmt: skip


def _left(row: IndicatorScore, rules: tuple[Deduction, ...], right: Decimal | None) -> Decimal | None:
    """Return what is left of a score when the dearest rule is deducted; never below 0."""
    if right is None or row.weight is None:
        return right
    lost = row.weight * rules[0].share if rules else ZERO
    return half_up(max(right - lost, ZERO)) if lost else right


def _remarks(
    row: IndicatorScore, rules: tuple[Deduction, ...], own: Decimal | None, right: Decimal | None, wrong: Finding | None
) -> Iterator[str]:
    if wrong and right != own:
        yield f"自评得分与按规则计算的不同：{wrong.reason}"
    for number, rule in enumerate(rules):
        if number == 0 and rule.share:
            part = "全部分值" if rule.share == 1 else f"分值的{share_of(rule.share)}"
            yield f"{rule.title}，{rule.said}，扣{part}"
        elif not rule.share:
            yield f"{rule.title}：{rule.said}"
