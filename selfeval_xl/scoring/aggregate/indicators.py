"""One indicator of several units -> one indicator: absolute values added, ratios and 定性 scores weighted by money."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.decimals import CENT, format_decimal
from selfeval_xl.domain.measures import units
from selfeval_xl.domain.place import Columns
from selfeval_xl.domain.submission import Indicator
from selfeval_xl.rules import Standard
from selfeval_xl.rules.explanation import FUNDS
from selfeval_xl.rules.records import AggregationRule
from selfeval_xl.scoring.aggregate import blockers
from selfeval_xl.scoring.aggregate.units import RELATIVE, MergedIndicator, UnitIndicator, kind_of, mean, total
from selfeval_xl.scoring.context import BUDGET, FIGURES, SCORES
from selfeval_xl.scoring.judging import BY_HAND
from selfeval_xl.scoring.methods import METHODS

SHEET = "同项目合并"
_UNREPORTED: dict[str, Any] = dict.fromkeys(
    ("actual", "coefficient", "tier", "typed_score", "deduction", "reason", "evidence")
)
_RECOUNTED = "各单位的手工得分、扣减没有带入，得分按合并后的完成值重算"


def joined(parts: Sequence[UnitIndicator], row: int, standard: Standard, rule: AggregationRule) -> MergedIndicator:
    """Combine the same indicator of all units; ``row`` is the number it gets."""
    blank = unreported(parts[0].row.indicator, row)
    why = blockers.in_form(parts) if any(part.row.applicable for part in parts) else ""
    if why:
        return MergedIndicator(blank, remark=why)
    if not parts[0].row.applicable:
        return MergedIndicator(blank._replace(actual="不适用"), "各单位都填“不适用”")
    joint = _by_method(blank, parts, standard, rule)
    return joint if joint.worked or not all(map(_is_full, parts)) else _full(blank)


def _by_method(
    blank: Indicator, parts: Sequence[UnitIndicator], standard: Standard, rule: AggregationRule
) -> MergedIndicator:
    name = parts[0].row.method
    combines = METHODS[name].combines if name in METHODS else ""
    if combines == BUDGET:
        why = blockers.in_scores(parts)
        return MergedIndicator(blank, remark=why) if why else MergedIndicator(blank, "按合并后的预算数和执行数计分")
    if combines == FIGURES:
        return _numeric(blank, parts, rule)
    if combines == SCORES:
        return _qualitative(blank, parts, standard, rule)
    return MergedIndicator(blank, remark=f"计分方法是“{name}”，汇总办法里没有规定怎么合并")


def _is_full(part: UnitIndicator) -> bool:
    row = part.row
    return row.score is not None and row.score == row.weight and row.system in (None, row.weight)


def _full(blank: Indicator) -> MergedIndicator:
    """Return full marks: where every unit reached its target, so do the sums and so does every mean."""
    combined = blank._replace(actual="各单位都达到", method=BY_HAND.name, typed_score=blank.weight)
    return MergedIndicator(combined, "各单位都得满分，怎么合并都是满分")


def unreported(indicator: Indicator, row: int) -> Indicator:
    """Return the indicator with nothing reported in it yet, in a ``row`` of the project as a whole."""
    return indicator._replace(columns=Columns(SHEET, 1, {}), row=row, **_UNREPORTED)


def _numeric(blank: Indicator, parts: Sequence[UnitIndicator], rule: AggregationRule) -> MergedIndicator:
    unit = parts[0].target.unit
    why = blockers.in_figures(parts, rule)
    is_ratio = kind_of(unit, blank.name, rule) == RELATIVE
    why = why or (blockers.in_funds(parts, FUNDS[rule.weight]) if is_ratio else "")
    if why:
        return MergedIndicator(blank, remark=why)
    targets = [_converted(part.target.number, part, unit) for part in parts]
    actuals = [_converted(part.row.reading.number, part, unit) for part in parts]
    funds = [part.fund for part in parts if part.fund is not None]
    target, actual = (mean(each, funds) if is_ratio else total(each) for each in (targets, actuals))
    how = f"按{FUNDS[rule.weight]}加权平均" if is_ratio else "绝对值累加"
    worked = f"{how}：指标值 {target.shown}{unit}；完成值 {actual.shown}{unit}"
    combined = blank._replace(
        sign=parts[0].target.sign,
        target=f"{format_decimal(target.number)}{unit}",
        unit=unit,
        actual=f"{format_decimal(actual.number)}{unit}",
    )
    return MergedIndicator(combined, worked, _RECOUNTED if any(map(_by_hand, parts)) else "")


def _converted(number: Decimal | None, part: UnitIndicator, unit: str) -> Decimal:
    converted = units.convert(number, part.target.unit, unit) if number is not None else None
    assert converted is not None  # obstacles.in_figures() let nothing else through
    return converted


def _by_hand(part: UnitIndicator) -> bool:
    return bool(part.row.deduction) or part.row.typed not in (None, part.row.system)


def _qualitative(
    blank: Indicator, parts: Sequence[UnitIndicator], standard: Standard, rule: AggregationRule
) -> MergedIndicator:
    fund, weight = FUNDS[rule.weight], parts[0].row.weight
    why = blockers.in_scores(parts) or blockers.in_funds(parts, fund)
    if why or not weight:
        return MergedIndicator(blank, remark=why)
    scores = [part.row.score for part in parts if part.row.score is not None]
    score = mean(scores, [part.fund for part in parts if part.fund is not None], CENT)
    tier = next(tier.name for tier in standard.qualitative.tiers if tier.holds(score.number / weight))
    targets = {text_of(part.row.indicator.target) for part in parts}
    combined = blank._replace(
        target=blank.target if len(targets) == 1 else "（各单位不同）",
        actual=tier,
        tier=tier,
        typed_score=format_decimal(score.number),
    )
    return MergedIndicator(combined, f"定性得分按{fund}加权平均：{score.shown}分")
