"""Reads 方法参数: what a step costs (扣分), what each rung earns (分档), how many items there are (检查项)."""

import functools
import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

from selfeval_xl.domain.cells import normalise
from selfeval_xl.domain.decimals import HUNDRED, ZERO
from selfeval_xl.domain.measures.measure import Measure

# For texts that were normalised.  Not compiled, because most workbooks use none or one of these; ``re`` compiles each
# when it is first met.
_NUM = r"(\d+(?:\.\d+)?)"
_STEP = rf"每[^\d]*{_NUM}\s*(%?)([^\d扣]*)扣减?{_NUM}分?(.*)"
_TIER = rf"(≥|>=|>|≤|<=|<|=|±)?{_NUM}[^:\d]*:{_NUM}(%|分)?"
_REST = rf"(?:其余|其他|其它|否则|以外|外):{_NUM}(%|分)?"
_ITEMS = r"(?:共|满)?\s*(\d+)\s*(?:项|条|个|点)?[,;]?(?:每[项条个点].*)?"
_PART = r"[;\n]"


_LEAST_STEP = Decimal("0.1")
"""Nobody takes points off for less than a tenth of a percentage point: a step of 0.01 is one of 1 %."""


class Step(NamedTuple):
    """扣分: every ``size`` away from the target costs ``points``.

    ``relative`` steps are percent of the target (每差3%), others are in the target's own unit (每低1个百分点, 每超1天).
    A started step counts only when the parameter says so (``以内`` or ``不足…按…``): ``round_up``.
    """

    size: Decimal
    points: Decimal
    relative: bool
    round_up: bool

    def in_percent(self) -> "Step":
        """Return the step of a parameter that lost its percent signs."""
        return self._replace(size=self.size * HUNDRED)

    def steps(self, distance: Decimal) -> Decimal:
        """Return how many steps a distance from the target counts as."""
        return (distance / self.size).to_integral_value(ROUND_CEILING if self.round_up else ROUND_FLOOR)


class Rung(NamedTuple):
    """分档: by ``sign`` from ``bound`` on it earns ``points``, or ``share`` of the weight if ``points`` is ``None``."""

    sign: str
    bound: Decimal
    points: Decimal | None
    share: Decimal

    def in_percent(self) -> "Rung":
        """Return the rung of a parameter that lost its percent signs."""
        return self._replace(bound=self.bound * HUNDRED)

    def earned(self, weight: Decimal) -> Decimal:
        """Return the points out of ``weight``."""
        return self.points if self.points is not None else weight * self.share


@functools.lru_cache(maxsize=512)
def step(parameter: str, unit: str) -> Step | None:
    """Read ``每低1个百分点扣1分``.  A ``%`` step on a target that is itself in percent means percentage points."""
    match = re.fullmatch(_STEP, normalise(parameter))
    if not match or Decimal(match[1]) == 0:
        return None
    relative = match[2] == "%" and unit != "%"
    return Step(Decimal(match[1]), Decimal(match[4]), relative, "以内" in match[3] or "不足" in match[5])


@functools.lru_cache(maxsize=512)
def ladder(parameter: str) -> tuple[Rung, ...]:
    """Read ``≥95%：100%；≥90%：80%；其余：0``, best rung first as written; ``()`` when any part cannot be read."""
    rungs = []
    for part in filter(None, re.split(_PART, normalise(parameter).replace(" ", ""))):
        rung = _rung(part)
        if rung is None:
            return ()
        rungs.append(rung)
    return tuple(rungs)


def _rung(part: str) -> Rung | None:
    rest = re.fullmatch(_REST, part)
    if rest:
        return Rung("≥", Decimal("-Infinity"), *_earned(rest[1], rest[2]))
    match = re.fullmatch(_TIER, part)
    if not match:
        return None
    sign = {">=": "≥", "<=": "≤", None: "≥"}.get(match[1], match[1])
    return Rung(sign, Decimal(match[2]), *_earned(match[3], match[4]))


def _earned(number: str, unit: str | None) -> tuple[Decimal | None, Decimal]:
    return (None, Decimal(number) / HUNDRED) if unit == "%" else (Decimal(number), ZERO)


@functools.lru_cache(maxsize=512)
def is_in_shares(parameter: str, target: Measure) -> bool:
    """Tell whether a parameter lost its percent signs: rungs at 0.95, or steps of 0.01, beside a target of 95 %."""
    if target.unit != "%" or target.number is None or target.number <= 1:
        return False
    bounds = [rung.bound for rung in ladder(parameter) if rung.sign != "±" and rung.bound.is_finite()]
    if bounds:
        return max(bounds) <= 1 and any(bounds)
    match = re.fullmatch(_STEP, normalise(parameter))
    return match is not None and not match[2] and not match[3].strip() and Decimal(match[1]) < _LEAST_STEP


@functools.lru_cache(maxsize=512)
def items(parameter: str) -> int:
    """Read ``4项``: how many items there are to check; 0 when the parameter does not say."""
    match = re.fullmatch(_ITEMS, normalise(parameter))
    return int(match[1]) if match else 0
