"""A 评价标准 as a value: sections and weights, how each method scores, bands, caps, thresholds, each with its source.

Every number comes from a ``standards/*.toml`` (read by :mod:`selfeval_xl.rules.loading`); nothing here knows a
province or a year.  What nobody could check in print carries evidence ``U`` and is shown as 未核实.
"""

import datetime
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.domain.cells import normalise
from selfeval_xl.domain.decimals import HUNDRED, format_decimal
from selfeval_xl.domain.errors import InputError
from selfeval_xl.domain.reference import Reference
from selfeval_xl.messages import codes, filled

METHODS = ("比例", "达标", "扣分", "分档", "定性", "检查项", "人工", "执行率", "时限")
"""计分方法 as they are named on the sheet."""


def shortened(text: str, most: int = 300) -> str:
    """Return what a file says as far as a message has room for it."""
    return text if len(text) <= most else f"{text[:most]}……"


class StandardError(InputError):
    """A standard's file cannot be used: which ``file``, which ``key`` in it, what is wrong, what to write instead.

    ``key`` counts entries of a list from 1 (``sections[2].weight``); it is empty when the file as a whole is meant.
    """

    def __init__(self, file: str, key: str, problem: str, remedy: str) -> None:
        where, code = f" 的 {shortened(key)}" if key else "", codes.WRONG_STANDARD
        super().__init__(code, *filled(code, file=file, key=where, problem=shortened(problem), remedy=remedy))
        self.file, self.key = file, key


class SectionRule(NamedTuple):
    """A first-level part of the 100 points.

    ``source`` is ``indicators`` (rows of the sheet 指标 whose 一级指标 folds to one of ``level1``) or ``execution``
    (the sheet 预算).  ``fixed`` weights are errors when they differ, others only warnings.
    """

    name: str
    weight: Decimal
    source: str
    level1: tuple[str, ...]
    fixed: bool
    reference: Reference


class ScoringRule(NamedTuple):
    """How indicators earn points where the row itself says nothing else.

    ``reverse`` names the formula for ≤ indicators that miss their target: ``target-over-actual`` (w·A/B) or
    ``excess-over-target`` (w·(1-(a-t)/t), nothing from twice the target on).  ``default_sign`` is the reading of a
    target without an operator, ``cost_sign`` the same for the second-level names (folded) in ``cost_level2``.
    ``reference`` is for the points of a target that was reached or missed, ``reverse_reference`` for ``reverse``,
    ``sign_reference`` for the reading of signs.
    """

    default_method: str
    reverse: str
    default_sign: str
    cost_sign: str
    cost_level2: tuple[str, ...]
    reference: Reference
    reverse_reference: Reference
    sign_reference: Reference


class ExecutionRule(NamedTuple):
    """Points for 预算执行率: rate x weight, never above the weight.

    ``denominator`` is ``annual`` (全年预算数) or ``initial`` (年初预算数).  ``rate_first`` rounds the rate to two
    decimals of a percent before it is multiplied, as the platform does.
    """

    denominator: str
    rate_first: bool
    reference: Reference


class Tier(NamedTuple):
    """One 定性档次: the interval of the weight's share that its score must lie in, and the share given by default.

    ``default`` is ``None`` where staff must type the score themselves.
    """

    name: str
    lower: Decimal
    upper: Decimal
    lower_inclusive: bool
    upper_inclusive: bool
    default: Decimal | None

    def holds(self, share: Decimal) -> bool:
        """Tell whether ``share`` of the weight lies in this tier's interval."""
        above = share >= self.lower if self.lower_inclusive else share > self.lower
        return above and (share <= self.upper if self.upper_inclusive else share < self.upper)


class QualitativeRule(NamedTuple):
    """The 定性 tiers, best first; ``description_required`` asks for 完成情况简要描述 beside the tier."""

    tiers: tuple[Tier, ...]
    description_required: bool
    reference: Reference

    def tier(self, name: str) -> Tier | None:
        """Return the tier of that name, or ``None``."""
        return next((tier for tier in self.tiers if tier.name == name), None)


class LateRule(NamedTuple):
    """时限 missed: ``per_day`` is the share of the weight lost for each day late; the rest is kept, never below 0.

    ``None`` where no rule is known: whatever is late gets no score by rule and must be judged by hand (手工得分).
    """

    per_day: Decimal | None
    reference: Reference


class OverRule(NamedTuple):
    """Over-completion of ≥ > = indicators, as multiples of the target (1.3 is 130 %); ``None`` where there is no rule.

    From ``flag`` on it is pointed out, from ``reason`` on a reason is mandatory, from ``deduct_from`` on ``deduct``
    points are lost.
    """

    flag: Decimal | None
    reason: Decimal | None
    deduct_from: Decimal | None
    deduct: Decimal
    reference: Reference


class ReasonRule(NamedTuple):
    """When 偏差原因 must be given: ``below_weight`` (得分<分值), ``execution_below`` (a rate, for 差异说明), and where.

    ``scope`` is ``row`` (in the row itself) or ``table`` (one box for the whole form: 存在的问题 will do).
    """

    below_weight: bool
    execution_below: Decimal | None
    scope: str
    reference: Reference


class CredibilityRule(NamedTuple):
    """The warning lamp: red when the indicators' score rate exceeds the execution rate by more than ``red_gap`` of
    itself, yellow when nothing was budgeted or more than ``yellow_unspent`` of the budget is unspent."""

    red_gap: Decimal
    yellow_unspent: Decimal
    reference: Reference


class Cap(NamedTuple):
    """The total may not exceed ``total`` while the execution rate is below ``execution_below``."""

    execution_below: Decimal
    total: Decimal
    reference: Reference

    @property
    def label(self) -> str:
        """What it governs, as it is told to users."""
        below, total = format_decimal(self.execution_below * HUNDRED), format_decimal(self.total)
        return f"执行率低于{below}%时总分不超过{total}分"


class Band(NamedTuple):
    """A 等级 and the total from which it holds; ``inclusive`` says whether the boundary itself belongs to it."""

    grade: str
    lower: Decimal
    inclusive: bool


class Bands(NamedTuple):
    """The 等级 of a standard, best first; the last one takes whatever is left."""

    bands: tuple[Band, ...]
    reference: Reference

    def grade(self, total: Decimal) -> str:
        """Return the grade of a total; the total is not rounded again."""
        for band in self.bands[:-1]:
            if total > band.lower or (band.inclusive and total == band.lower):
                return band.grade
        return self.bands[-1].grade


class AggregationRule(NamedTuple):
    """How one project of several units is put together: figures first, then the score (先汇总完成数，再计算得分).

    Absolute values are added up; ratios (``relative_units``), and the scores of 定性 indicators, are weighted by money:
    ``weight`` is ``annual`` (全年预算数) or ``executed`` (全年执行数).  What is in ``unclear_units``, or has one of
    ``unclear_names`` (人均, 单价) in its name, may be either, and is not put together.
    """

    weight: str
    relative_units: tuple[str, ...]
    unclear_units: tuple[str, ...]
    unclear_names: tuple[str, ...]
    reference: Reference
    qualitative_reference: Reference
    weight_reference: Reference
    unit_reference: Reference


class Preset(NamedTuple):
    """A row that the template of this standard starts with on the sheet 指标."""

    level1: str
    level2: str
    name: str
    weight: Decimal | None
    method: str
    parameter: str


class Standard(NamedTuple):
    """One 评价标准, complete: overlays have been laid over their base already."""

    id: str
    name: str
    version: str
    effective: datetime.date
    expires: datetime.date | None
    base: str
    region: str
    notes: tuple[str, ...]
    sections: tuple[SectionRule, ...]
    scoring: ScoringRule
    execution: ExecutionRule
    qualitative: QualitativeRule
    late: LateRule
    over: OverRule
    reasons: ReasonRule
    credibility: CredibilityRule
    caps: tuple[Cap, ...]
    bands: Bands
    rescale: bool
    """True: 不适用 rows drop out and the rest is scaled to 100; False: they leave the form 暂不评级."""
    rescale_reference: Reference
    presets: tuple[Preset, ...]
    presets_reference: Reference | None
    """Where the points of the presets come from; ``None`` when there are no presets."""
    aggregation: AggregationRule | None
    """``None`` where no rule is known for putting the figures of several units together."""

    @property
    def weight(self) -> Decimal:
        """The points of all sections together, 100 on every known form."""
        return sum((section.weight for section in self.sections), Decimal(0))

    def section_of(self, level1: str) -> SectionRule | None:
        """Return the section that a 一级指标 belongs to, or ``None``; ``产出指标(50分)`` is read as ``产出``."""
        folded = fold_level(level1)
        return next((section for section in self.sections if folded in section.level1), None)

    def references(self) -> tuple[tuple[str, Reference], ...]:
        """Return (what it governs, reference) for every rule, in the order in which they are explained to users."""
        return (
            *((f"{section.name} {format_decimal(section.weight)}分", section.reference) for section in self.sections),
            ("预算执行率得分", self.execution.reference),
            ("指标计分", self.scoring.reference),
            ("反向指标计分", self.scoring.reverse_reference),
            ("未写符号的指标值", self.scoring.sign_reference),
            ("定性档次", self.qualitative.reference),
            ("时限", self.late.reference),
            ("超额完成", self.over.reference),
            ("偏差原因", self.reasons.reference),
            ("可信度预警", self.credibility.reference),
            *((cap.label, cap.reference) for cap in self.caps),
            ("评价等级", self.bands.reference),
            ("不适用指标", self.rescale_reference),
            *((("预置指标分值", self.presets_reference),) if self.presets_reference else ()),
            *_of_aggregation(self.aggregation),
        )

    def unverified(self) -> tuple[str, ...]:
        """Return what rests on evidence that nobody could check (未核实)."""
        return tuple(what for what, reference in self.references() if reference.evidence == "U")


def _of_aggregation(rule: AggregationRule | None) -> tuple[tuple[str, Reference], ...]:
    if rule is None:
        return ()
    return (
        ("同项目合并", rule.reference),
        ("定性得分的合并", rule.qualitative_reference),
        ("合并时的资金额度", rule.weight_reference),
        ("绝对值和相对值的区分", rule.unit_reference),
    )


def fold_level(level: str) -> str:
    """Fold a 一级 or 二级 name: no points in brackets, no ``指标`` or ``目标`` at the end.

    ``产出指标（50分）`` is ``产出``.
    """
    name = normalise(level).partition("(")[0]
    return "".join(name.split()).removesuffix("指标").removesuffix("目标")
