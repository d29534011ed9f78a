"""The parts of a 评价标准: sections and weights, how points are earned, tiers, grades, caps, each with its source.

The fields are the keys of the TOML files; their types say what may stand there (:mod:`selfeval_xl.rules.kinds`).
"""

from decimal import Decimal
from typing import Annotated, NamedTuple

from selfeval_xl.domain.reference import Reference
from selfeval_xl.rules.kinds import (
    CITED,
    FOLDED,
    SHARE_OR_NONE,
    SIGN,
    TEXTS,
    AnyText,
    Cited,
    Flag,
    Folded,
    Interval,
    MultipleOrNone,
    Points,
    Share,
    ShareOrNone,
    Text,
    Texts,
    Weights,
    choice,
    number,
)


class SectionRule(NamedTuple):
    """A first-level part of the 100 points.

    ``source`` is ``indicators`` (rows of the sheet 指标 whose 一级指标 folds to one of ``level1``; ``()`` takes every
    row that no other section takes, as on forms without 一级指标) or ``execution`` (the sheet 预算).  ``fixed`` weights
    are errors when they differ, others only warnings; ``between`` are the least and the most points a project may give
    the section.  ``bonus`` points (加分) come on top of the 100.
    """

    name: Text
    weight: Points
    reference: Cited
    source: Annotated[str, choice("indicators", "execution")] = "indicators"
    level1: Folded = ()
    fixed: Flag = False
    between: Interval = None
    bonus: Flag = False

    def admits(self, points: Decimal) -> bool:
        """Tell whether the rows of this section may carry ``points`` together."""
        if self.between or self.bonus:
            least, most = self.between or (Decimal(0), self.weight)
            return least <= points <= most
        return points == self.weight


class WeightSet(NamedTuple):
    """Other points for the sections (``weights``, by name), where rows of all ``present`` sections and of no ``absent``
    one are there; a section of 0 points is left out."""

    weights: Weights
    reference: Cited
    present: Texts = ()
    absent: Texts = ()


SignNames = Annotated[tuple[str, ...], TEXTS.by("sign_reference")]


class ScoringRule(NamedTuple):
    """How indicators earn points where the row itself says nothing else.

    ``reverse`` names the formula for ≤ indicators that miss their target: ``target-over-actual`` (w·A/B) or
    ``excess-over-target`` (w·(1-(a-t)/t), nothing from twice the target on).  ``default_sign`` is the reading of a
    target without an operator, ``cost_sign`` the same where less is better: by the name of the indicator
    (``less_names``, and ``less_amounts`` for what is no rate, unless one of ``more_names`` is in it) or by its 二级指标
    (folded, ``cost_level2``); a ≤ beside one of ``high_names`` is probably a slip; see :mod:`selfeval_xl.rules.signs`.
    ``pass_mark`` (及格线) is the share of a ≥ target below which nothing is earned; from there the points rise to the
    full weight, w·(share-mark)/(1-mark); ``None`` where there is none.
    With ``coefficient`` the sheet has a column 得分系数 (score = points x coefficient): it scores what no other rule
    can, and is held against the others.
    ``reference`` is for the points of a target that was reached or missed, ``reverse_reference`` for ``reverse``,
    ``sign_reference`` for the reading of signs, ``pass_reference`` for ``pass_mark``.
    """

    default_method: Text
    reverse: Annotated[str, choice("target-over-actual", "excess-over-target").by("reverse_reference")]
    default_sign: Annotated[str, SIGN.by("sign_reference")]
    cost_sign: Annotated[str, SIGN.by("sign_reference")]
    cost_level2: Annotated[tuple[str, ...], FOLDED.by("sign_reference")]
    reference: Cited
    reverse_reference: Cited
    sign_reference: Cited
    less_names: SignNames = ()
    less_amounts: SignNames = ()
    more_names: SignNames = ()
    high_names: SignNames = ()
    coefficient: Flag = False
    pass_mark: Annotated[Decimal | None, SHARE_OR_NONE.by("pass_reference")] = None
    pass_reference: Annotated[Reference | None, CITED] = None


class ExecutionStep(NamedTuple):
    """From this execution ``rate`` on (0.8 is 80 %) a fixed ``share`` of the weight is earned."""

    rate: Share
    share: Share


class ExecutionRule(NamedTuple):
    """Points for 预算执行率: rate x weight, never above the weight.

    ``denominator`` is ``annual`` (全年预算数), ``initial`` (年初预算数) or ``adjusted`` (年初预算数＋调整数).
    ``rate_first`` rounds the rate to two decimals of a percent before it is multiplied, as the platform does.
    ``steps``, highest rate first, give the points by steps instead; below the last one there are none.
    ``counts_other`` adds 执行数（其他）, which then has a column of its own, to what was spent.
    ``without_budget`` is the rate where the budget is 0, ``None`` where it is then open (暂不评级).
    """

    denominator: Annotated[str, choice("annual", "initial", "adjusted")]
    rate_first: Flag
    reference: Cited
    steps: tuple[ExecutionStep, ...] = ()
    without_budget: ShareOrNone = None
    counts_other: Flag = False


class Tier(NamedTuple):
    """One 定性档次: the interval of the weight's share that its score must lie in, and the share given by default.

    ``default`` is ``None`` where staff must type the score themselves.
    """

    name: Text
    lower: Share
    upper: Share
    lower_inclusive: Flag
    upper_inclusive: Flag
    default: ShareOrNone

    def holds(self, share: Decimal) -> bool:
        """Tell whether ``share`` of the weight lies in this tier's interval."""
        above = share >= self.lower if self.lower_inclusive else share > self.lower
        return above and (share <= self.upper if self.upper_inclusive else share < self.upper)


class QualitativeRule(NamedTuple):
    """The 定性 tiers, best first; ``description_required`` asks for 完成情况简要描述 beside the tier."""

    tiers: tuple[Tier, ...]
    description_required: Flag
    reference: Cited

    def tier(self, name: str) -> Tier | None:
        """Return the tier of that name, or ``None``."""
        return next((tier for tier in self.tiers if tier.name == name), None)


class LateRule(NamedTuple):
    """时限 missed: ``per_day`` is the share of the weight lost for each day late; the rest is kept, never below 0.

    ``None`` where no rule is known: whatever is late gets no score by rule and must be judged by hand (手工得分).
    """

    per_day: ShareOrNone
    reference: Cited


class OverRule(NamedTuple):
    """Over-completion of ≥ > = indicators, as multiples of the target (1.3 is 130 %); ``None`` where there is no rule.

    From ``flag`` on it is pointed out, from ``reason`` on a reason is mandatory, from ``deduct_from`` on ``deduct``
    points are lost.
    """

    flag: MultipleOrNone
    reason: MultipleOrNone
    deduct_from: MultipleOrNone
    deduct: Points
    reference: Cited


class ReasonRule(NamedTuple):
    """When 偏差原因 must be given: ``below_weight`` (得分<分值), ``execution_below`` (a rate, for 差异说明), and where.

    ``scope`` is ``row`` (in the row itself) or ``table`` (one box for the whole form: 存在的问题 will do).
    """

    below_weight: Flag
    execution_below: ShareOrNone
    scope: Annotated[str, choice("row", "table")]
    reference: Cited


class CredibilityRule(NamedTuple):
    """The warning lamp: red when the indicators' score rate exceeds the execution rate by more than ``red_gap`` of
    itself, yellow when nothing was budgeted or more than ``yellow_unspent`` of the budget is unspent.

    Every section but execution counts for the score rate, or those that ``sections`` names.
    """

    red_gap: Share
    yellow_unspent: Share
    reference: Cited
    sections: Texts = ()


class PlausibilityRule(NamedTuple):
    """What cannot be true and is not scored, so that total and grade stay open.

    执行数 of more than ``most_spent`` times the budget; of less than ``least_spent`` of it where ``money_slip`` times
    as much would be between ``slip_from`` and ``slip_to`` of it.  More than 100 % of what is a part of a whole: a name
    with one of ``shares`` and none of ``not_shares``.  Rates a hundredfold apart: two numbers, the larger between
    ``rate_from`` and ``rate_to`` percent, that agree to ``hundredfold`` when one is multiplied by 100 (``tenfold`` is
    pointed out); of names with one of ``changes`` (增长率) nothing is said, since they may be anything.  A cost of less
    than ``least_cost`` of its target is pointed out too.
    """

    most_spent: Annotated[Decimal, number(1, 100, "2（即预算数的2倍）")]
    least_spent: Share
    money_slip: Annotated[Decimal, number(1, 1_000_000, "10000（即元与万元之差）")]
    slip_from: Share
    slip_to: Annotated[Decimal, number(1, 2, "1.05")]
    shares: Texts
    not_shares: Texts
    rate_from: Points
    rate_to: Annotated[Decimal, number(100, 1000, "125")]
    hundredfold: Share
    tenfold: Share
    least_cost: Share
    changes: Texts
    reference: Cited


class NotApplicableRule(NamedTuple):
    """不适用 rows: with ``rescale`` they drop out and the rest is scaled to 100, else the form is 暂不评级."""

    rescale: Flag
    reference: Cited


class AggregationRule(NamedTuple):
    """How one project of several units is put together: figures first, then the score (先汇总完成数，再计算得分).

    Absolute values are added up; ratios (``relative_units``), and the scores of 定性 indicators, are weighted by money:
    ``weight`` is ``annual`` (全年预算数) or ``executed`` (全年执行数).  What is in ``unclear_units``, or has one of
    ``unclear_names`` (人均, 单价) in its name, may be either, and is not put together.
    """

    weight: Annotated[str, choice("annual", "executed").by("weight_reference")]
    relative_units: Annotated[tuple[str, ...], TEXTS.by("unit_reference")]
    unclear_units: Annotated[tuple[str, ...], TEXTS.by("unit_reference")]
    unclear_names: Annotated[tuple[str, ...], TEXTS.by("unit_reference")]
    reference: Cited
    qualitative_reference: Cited
    weight_reference: Cited
    unit_reference: Cited

    def references(self) -> tuple[tuple[str, Reference], ...]:
        """Return (what it governs, reference) for each part of it."""
        return (
            ("同项目合并", self.reference),
            ("定性得分的合并", self.qualitative_reference),
            ("合并时的资金额度", self.weight_reference),
            ("绝对值和相对值的区分", self.unit_reference),
        )


class Preset(NamedTuple):
    """A row that the template of this standard starts with on the sheet 指标."""

    level1: AnyText
    level2: AnyText
    name: AnyText
    weight: Annotated[Decimal | None, number(0, 100, "10")] = None
    method: AnyText = ""
    parameter: AnyText = ""


class Presets(NamedTuple):
    """The rows that the template starts with; ``reference`` says where their points come from, ``None`` where there
    are no rows."""

    rows: tuple[Preset, ...]
    reference: Annotated[Reference | None, CITED]

    @property
    def levels(self) -> tuple[tuple[str, str], ...]:
        """一级指标 and 二级指标 that the rows have, each pair once."""
        return tuple(dict.fromkeys((row.level1, row.level2) for row in self.rows))
