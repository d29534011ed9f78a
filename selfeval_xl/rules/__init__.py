"""A 评价标准 as a value: sections and weights, how each method scores, bands, caps, thresholds, each with its source.

Every number comes from a ``standards/*.toml`` (read by :mod:`selfeval_xl.rules.loading`); nothing here knows a
province or a year.  What nobody could check in print carries evidence ``U`` and is shown as 未核实.
"""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, NamedTuple

from selfeval_xl.domain.cells import year_of
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.errors import InputError
from selfeval_xl.domain.reference import Reference
from selfeval_xl.domain.submission import Submission
from selfeval_xl.messages import codes, filled
from selfeval_xl.rules import grades, records
from selfeval_xl.rules.kinds import DATE, FORM, Date, Flag, Text, Texts, fold_level

__all__ = ["Standard", "StandardError", "fold_level", "in_force", "shortened"]


def shortened(text: str, most: int = 300) -> str:
    """Return what a file says as far as a message has room for it."""
    return text if len(text) <= most else f"{text[:most]}……"


class StandardError(InputError):
    """A standard's file cannot be used: which ``file``, which ``key`` in it, what is wrong, what to write instead.

    ``key`` counts entries of a list from 1 (``sections[2].weight``); it is empty when the file as a whole is meant.
    """

    def __init__(self, file: str, key: str, problem: str, remedy: str) -> None:
        where, problem = f" 的 {shortened(key)}" if key else "", shortened(problem)
        texts = filled(codes.WRONG_STANDARD, file=file, key=where, problem=problem, remedy=remedy)
        super().__init__(codes.WRONG_STANDARD, *texts)
        self.file, self.key = file, key


class Standard(NamedTuple):
    """One 评价标准, complete: overlays have been laid over their base already.

    What is dated stands in ``editions``: (评价年度 from which it holds, the whole standard as it is then), earliest
    first; the standard itself holds before.
    """

    id: Text
    name: Text
    version: Text
    effective: Date
    region: Text
    notes: Texts
    sections: tuple[records.SectionRule, ...]
    scoring: records.ScoringRule
    execution: records.ExecutionRule
    qualitative: records.QualitativeRule
    late: records.LateRule
    over: records.OverRule
    reasons: records.ReasonRule
    credibility: records.CredibilityRule
    bands: grades.Bands
    not_applicable: records.NotApplicableRule
    expires: Annotated[datetime.date | None, DATE] = None
    base: Text = ""
    aliases: Texts = ()
    """Other names by which users may ask for it."""
    weight_sets: tuple[records.WeightSet, ...] = ()
    weights_checked: Flag = True
    """False: nobody asks whether the points add up to 100."""
    caps: tuple[grades.Cap, ...] = ()
    presets: records.Presets = records.Presets((), None)
    plausibility: records.PlausibilityRule | None = None
    """``None`` for a standard without a base that says nothing of it: then every number is taken as it stands."""
    form: Annotated[str, FORM] = "mof-2020"
    """Which official form it is handed in on, one of ``documents.forms.kinds.TITLES``."""
    aggregation: records.AggregationRule | None = None
    """``None`` where no rule is known for putting the figures of several units together."""
    editions: "tuple[tuple[int, Standard], ...]" = ()
    switches: "tuple[tuple[str, Standard], ...]" = ()
    """What may be turned on, and the standard with it."""

    @property
    def weight(self) -> Decimal:
        """The points of all sections together but for the bonus, 100 on every known form."""
        return sum((section.weight for section in self.sections if not section.bonus), Decimal(0))

    @property
    def execution_weight(self) -> Decimal:
        """The points for 预算执行率, 0 where it has none."""
        return next((section.weight for section in self.sections if section.source == "execution"), Decimal(0))

    @property
    def extra_fields(self) -> frozenset[str]:
        """The columns that only the workbooks and forms of some standards have (``layout.Field.optional``)."""
        wanted = (("executed_other", self.execution.counts_other), ("coefficient", self.scoring.coefficient))
        return frozenset(field for field, is_wanted in wanted if is_wanted)

    def section_of(self, level1: str, level2: str = "") -> records.SectionRule | None:
        """Return the section that a 一级指标 belongs to, or ``None``; ``产出指标(50分)`` is read as ``产出``.

        A name that nobody has listed belongs where the only section is whose word it has: 群众满意度, 项目产出.  Where
        a form has no 一级指标, the 二级指标 tells: 经济效益 is 效益, and 数量 is what it is in the rows that a template
        starts with.
        """
        folded = fold_level(level1)
        named = next((each for each in self.sections if folded in each.level1), None)
        if named:
            return named
        rows = [section for section in self.sections if section.source == "indicators"]
        named = _only(rows, folded)
        if not folded and level2:
            below = fold_level(level2)
            above = {fold_level(row.level1) for row in self.presets.rows if fold_level(row.level2) == below}
            named = next((each for each in rows if above & {*each.level1} or below.endswith(each.level1)), None)
        return named or next((section for section in rows if not section.level1), None)

    def holds_in(self, year: int) -> bool:
        """Tell whether the standard is in force for a 评价年度."""
        return self.effective.year <= year and (self.expires is None or year <= self.expires.year)

    def for_year(self, year: int | None) -> "Standard":
        """Return the standard as it holds for a 评价年度; without a year, what holds before any dated change."""
        since = [edition for first, edition in self.editions if year is not None and year >= first]
        return since[-1] if since else self

    def for_rows(self, level1: Iterable[str]) -> "Standard":
        """Return the standard with the points of the first weight set that fits the 一级指标 that are there."""
        if not self.weight_sets:
            return self
        there = {section.name for section in map(self.section_of, set(level1)) if section}
        fitting = (each for each in self.weight_sets if there >= {*each.present} and there.isdisjoint(each.absent))
        weights = next((each.weights for each in fitting), {})
        sections = (each._replace(weight=weights.get(each.name, each.weight)) for each in self.sections)
        return self._replace(sections=tuple(each for each in sections if each.weight), weight_sets=())

    def references(self) -> tuple[tuple[str, Reference], ...]:
        """Return (what it governs, reference) for every rule, in the order in which they are explained to users."""
        return (
            *((f"{section.name} {format_decimal(section.weight)}分", section.reference) for section in self.sections),
            *((f"另一套分值{number}", each.reference) for number, each in enumerate(self.weight_sets, 1)),
            ("预算执行率得分", self.execution.reference),
            ("指标计分", self.scoring.reference),
            ("反向指标计分", self.scoring.reverse_reference),
            *((("及格线", self.scoring.pass_reference),) if self.scoring.pass_reference else ()),
            ("未写符号的指标值", self.scoring.sign_reference),
            ("定性档次", self.qualitative.reference),
            ("时限", self.late.reference),
            ("超额完成", self.over.reference),
            ("偏差原因", self.reasons.reference),
            ("可信度预警", self.credibility.reference),
            *((cap.label, cap.reference) for cap in self.caps),
            ("评价等级", self.bands.reference),
            ("不适用指标", self.not_applicable.reference),
            *((("预置指标分值", self.presets.reference),) if self.presets.reference else ()),
            *((("不可能的数", self.plausibility.reference),) if self.plausibility else ()),
            *(self.aggregation.references() if self.aggregation else ()),
        )

    def unverified(self) -> tuple[str, ...]:
        """Return what rests on evidence that nobody could check (未核实)."""
        return tuple(what for what, reference in self.references() if reference.evidence == "U")


def _only(rows: Iterable[records.SectionRule], folded: str) -> records.SectionRule | None:
    """Return the section one of whose words stands in a folded 一级指标, ``None`` where none does, or more than one."""
    found = [section for section in rows if any(word and word in folded for word in section.level1)]
    return found[0] if len(found) == 1 else None


def in_force(standard: Standard, submission: Submission) -> Standard:
    """Return the standard as it holds for a submission: for its 评价年度, and for the 一级指标 that it has."""
    dated = standard.for_year(year_of(submission.project.year))
    return dated.for_rows(row.level1 for row in submission.indicators)
