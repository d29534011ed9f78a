"""What reviewers of the bureau go by (复核规则): which slips cost an indicator how much of its points, and their words.

The numbers and words stand in ``rules/stages/*.toml``; they are the rules of one place, each cited, and whoever
reviews may switch single ones off.  What a rule finds is code (``checks``, ``tasks``), called by its ``id``.
"""

from decimal import Decimal
from typing import Annotated, NamedTuple

from selfeval_xl.domain.reference import Reference
from selfeval_xl.rules.kinds import CITED, Cited, Date, Folded, Share, Text, Texts, number_or_none

OVER = number_or_none(1, 10, "1.3（即目标值的130%）").by("over_reference")


class Deduction(NamedTuple):
    """One rule of reviewers: ``share`` of an indicator's points is lost (1 is all, 0: it is pointed out only).

    ``title`` is what it is called in a notice, ``said`` why the points go, as the end of a sentence.
    """

    id: Text
    title: Text
    share: Share
    said: Text
    reference: Cited


class Misfit(NamedTuple):
    """Names that do not fit a 二级指标 (folded, ``level2``): those with one of ``words`` and none of ``unless``."""

    level2: Folded
    words: Texts
    reference: Cited
    unless: Texts = ()


class ReviewWords(NamedTuple):
    """By which words a rule knows its cases.

    ``empty`` say nothing that could be measured (有效提升), ``rises`` only which way it goes; names that end in one of
    ``rates`` say themselves how the number is worked out; ``surveys`` are ways of asking people; ``based`` is what a
    change is measured against (比上年); ``spending`` is money that was paid out; ``common`` are words that every
    project has, so that sharing them makes no indicator related to it.
    """

    empty: Texts
    rises: Texts
    rates: Texts
    based: Texts
    surveys: Texts
    spending: Texts
    common: Texts
    reference: Cited


class ReviewRules(NamedTuple):
    """One place's rules of review, as a whole; from a completion of ``over`` on (1.3 is 130 %) it is pointed out."""

    id: Text
    name: Text
    version: Text
    effective: Date
    region: Text
    notes: Texts
    over: Annotated[Decimal | None, OVER]
    over_reference: Annotated[Reference, CITED]
    deductions: tuple[Deduction, ...]
    misfits: tuple[Misfit, ...]
    words: ReviewWords

    def deduction(self, id: str) -> Deduction | None:
        """Return the rule of that id, or ``None`` where this place has none."""
        return next((each for each in self.deductions if each.id == id), None)

    def references(self) -> tuple[tuple[str, Reference], ...]:
        """Return (what it governs, reference) for every rule, in the order in which they are explained to users."""
        return (
            *((each.title, each.reference) for each in self.deductions),
            ("超额完成", self.over_reference),
            *((f"不属于{'、'.join(each.level2)}指标的", each.reference) for each in self.misfits),
            ("词语", self.words.reference),
        )
