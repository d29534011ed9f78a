"""The parts of a 评价标准: sections and weights, how points are earned, tiers, grades, caps, each with its source."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.domain.cells import normalise
from selfeval_xl.domain.decimals import HUNDRED, format_decimal

EVIDENCE = {
    "G": "政府网站",
    "W": "官方表格的文库副本",
    "N": "新闻或咨询网页",
    "C": "一体化平台的公开行为",
    "S": "佛祖岭街道2017年度自评报告",
    "U": "未核实",
}
"""Evidence grades of a reference, best known first; ``U`` means that no printed source was found."""

METHODS = ("比例", "达标", "扣分", "分档", "定性", "检查项", "人工", "执行率", "时限")
"""计分方法 as they are named on the sheet."""


def fold_level(level: str) -> str:
    """Fold a 一级 or 二级 name: no points in brackets, no ``指标`` or ``目标`` at the end.

    ``产出指标（50分）`` is ``产出``.
    """
    name = normalise(level).partition("(")[0]
    return "".join(name.split()).removesuffix("指标").removesuffix("目标")


class Reference(NamedTuple):
    """Where a rule comes from: document, clause or place in it, address, evidence grade (see ``EVIDENCE``)."""

    title: str
    clause: str
    url: str
    evidence: str

    @property
    def label(self) -> str:
        """The document alone, for the end of a line, marked 未核实 where it is."""
        return f"{self.title}（未核实）" if self.evidence == "U" else self.title

    @property
    def text(self) -> str:
        """The citation as it is shown to users, marked 未核实 where it is."""
        cited = f"{self.title}{'，' if self.clause else ''}{self.clause}"
        return f"{cited}（未核实）" if self.evidence == "U" else cited


class SectionRule(NamedTuple):
    """A first-level part of the 100 points.

    ``source`` is ``indicators`` (rows of the sheet 指标 whose 一级指标 folds to one of ``level1``; ``()`` takes every
    row that no other section takes, as on forms without 一级指标) or ``execution`` (the sheet 预算).  ``fixed`` weights
    are errors when they differ, others only warnings; ``between`` are the least and the most points a project may give
    the section.  ``bonus`` points (加分) come on top of the 100.
    """

    name: str
    weight: Decimal
    source: str
    level1: tuple[str, ...]
    fixed: bool
    between: tuple[Decimal, Decimal] | None
    bonus: bool
    reference: Reference

    def admits(self, points: Decimal) -> bool:
        """Tell whether the rows of this section may carry ``points`` together."""
        if self.between or self.bonus:
            least, most = self.between or (Decimal(0), self.weight)
            return least <= points <= most
        return points == self.weight


class WeightSet(NamedTuple):
    """Other points for the sections (``weights``, by name), where rows of all ``present`` sections and of no ``absent``
    one are there; a section of 0 points is left out."""

    present: tuple[str, ...]
    absent: tuple[str, ...]
    weights: Mapping[str, Decimal]
    reference: Reference


class ScoringRule(NamedTuple):
    """How indicators earn points where the row itself says nothing else.

    ``reverse`` names the formula for ≤ indicators that miss their target: ``target-over-actual`` (w·A/B) or
    ``excess-over-target`` (w·(1-(a-t)/t), nothing from twice the target on).  ``default_sign`` is the reading of a
    target without an operator, ``cost_sign`` the same for the second-level names (folded) in ``cost_level2``.
    ``pass_mark`` (及格线) is the share of a ≥ target below which nothing is earned; from there the points rise to the
    full weight, w·(share-mark)/(1-mark); ``None`` where there is none.
    ``reference`` is for the points of a target that was reached or missed, ``reverse_reference`` for ``reverse``,
    ``sign_reference`` for the reading of signs, ``pass_reference`` for ``pass_mark``.
    """

    default_method: str
    reverse: str
    default_sign: str
    cost_sign: str
    cost_level2: tuple[str, ...]
    pass_mark: Decimal | None
    reference: Reference
    reverse_reference: Reference
    sign_reference: Reference
    pass_reference: Reference | None


class ExecutionStep(NamedTuple):
    """From this execution ``rate`` on (0.8 is 80 %) a fixed ``share`` of the weight is earned."""

    rate: Decimal
    share: Decimal


class ExecutionRule(NamedTuple):
    """Points for 预算执行率: rate x weight, never above the weight.

    ``denominator`` is ``annual`` (全年预算数), ``initial`` (年初预算数) or ``adjusted`` (年初预算数＋调整数).
    ``rate_first`` rounds the rate to two decimals of a percent before it is multiplied, as the platform does.
    ``steps``, highest rate first, give the points by steps instead; below the last one there are none.
    ``without_budget`` is the rate where the budget is 0, ``None`` where it is then open (暂不评级).
    """

    denominator: str
    rate_first: bool
    steps: tuple[ExecutionStep, ...]
    without_budget: Decimal | None
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
    """A 等级 and the total from which it holds; ``inclusive`` says whether the boundary itself belongs to it.

    ``also`` are other spellings of the grade that forms print (优秀 for 优).
    """

    grade: str
    lower: Decimal
    inclusive: bool
    also: tuple[str, ...]


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

    def named(self, spelling: str) -> str:
        """Return the grade that a form spells so, or the spelling itself where it is none."""
        return next((band.grade for band in self.bands if spelling in band.also), spelling)


class NotApplicableRule(NamedTuple):
    """不适用 rows: with ``rescale`` they drop out and the rest is scaled to 100, else the form is 暂不评级."""

    rescale: bool
    reference: Reference


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
