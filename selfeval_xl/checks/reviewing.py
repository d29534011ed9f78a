"""复核: which rules of the reviewers (:mod:`selfeval_xl.rules.reviewing`) speak against an indicator as reported.

What a rule knows its case by is the same as when targets are looked over (``checks.plans``), so that what was foretold
in autumn is what is deducted in spring.
"""

from collections.abc import Callable, Iterator

from selfeval_xl.checks.plans.assessable import has_no_formula, has_no_source, is_empty_words, is_no_survey
from selfeval_xl.checks.plans.context import is_of, said_of
from selfeval_xl.checks.plans.fitting import is_misplaced, is_spending, is_unrelated, repeated
from selfeval_xl.domain.cells import is_blank
from selfeval_xl.domain.decimals import ZERO
from selfeval_xl.domain.measures.measure import PARTLY, TEXT
from selfeval_xl.domain.scorecard import LESS, IndicatorScore, Scorecard
from selfeval_xl.rules.reviewing import Deduction, ReviewRules

Case = Callable[[ReviewRules, IndicatorScore], bool]


def _has_no_evidence(_review: ReviewRules, row: IndicatorScore) -> bool:
    return "evidence" in row.indicator.columns.of and is_blank(row.indicator.evidence)


_CASES: dict[str, Case] = {
    "no-evidence": _has_no_evidence,
    "empty-words": is_empty_words,
    "no-formula": has_no_formula,
    "no-source": has_no_source,
    "no-survey": is_no_survey,
    "over-completed": lambda review, row: row.reading.sign not in LESS and (row.completion or 0) >= (review.over or 99),
    "quantity-as-words": lambda review, row: is_of(row, "数量") and row.reading.target.kind == TEXT,
    "partly-done": lambda review, row: is_of(row, "时效") and row.reading.actual.tier == PARTLY,
    "real-effect": lambda review, row: (
        is_of(row, "效益") and row.reading.target.kind == TEXT and not is_empty_words(review, row)
    ),
    "misplaced": is_misplaced,
    "spending": is_spending,
}
"""What each rule looks for in a row by itself; those of the whole table stand in :func:`against`."""
_UNUSED = "“佐证材料”一栏全部空着，请看另附的材料"
RULES = frozenset({*_CASES, "unrelated", "counted-twice"})
"""The ids that a file of rules may use."""


def against(card: Scorecard, review: ReviewRules) -> list[list[Deduction]]:
    """Return, for each indicator, the rules that speak against it, the dearest first."""
    said = said_of(card.submission.project)
    twice = {row.indicator.row for row, _first in repeated(card.indicators)}
    # A column that nobody used says nothing of single rows: the evidence may well come on paper.
    unused = all(_has_no_evidence(review, row) for row in card.indicators)
    rules = [each._replace(share=ZERO, said=_UNUSED) if unused and each.id == "no-evidence" else each
             for each in review.deductions]  # fmt: skip
    known = review._replace(deductions=tuple(rules))
    return [sorted(_of_row(row, known, said, twice), key=lambda each: -each.share) for row in card.indicators]


def _of_row(row: IndicatorScore, review: ReviewRules, said: str, twice: set[int]) -> Iterator[Deduction]:
    for rule in review.deductions:
        if rule.id == "counted-twice":
            applies = row.indicator.row in twice
        elif rule.id == "unrelated":
            # Words alone cannot tell for certain, so this is pointed out, and the reviewer decides.
            if is_unrelated(review, row, said):
                yield rule._replace(share=ZERO, said="请核对是不是本项目的指标")
            continue
        else:
            applies = _CASES[rule.id](review, row)
        if applies:
            yield rule
