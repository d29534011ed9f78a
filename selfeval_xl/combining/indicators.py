"""One indicator of several units -> one indicator: absolute values added, ratios and 定性 scores weighted by money."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from selfeval_xl.combining import obstacles
from selfeval_xl.combining.kinds import RELATIVE, kind_of
from selfeval_xl.combining.parts import Joint, Part, mean, total
from selfeval_xl.model import Columns, Indicator, plain
from selfeval_xl.quantities import CENT, text_of
from selfeval_xl.standard import AggregationRule, Standard
from selfeval_xl.standard.words import FUNDS
from selfeval_xl.targets import in_target_unit, units

SHEET = "同项目合并"
NUMERIC = frozenset({"比例", "达标", *obstacles.PER_STEP})
_RECOUNTED = "各单位的手工得分、扣减没有带入，得分按合并后的完成值重算"


def joined(parts: Sequence[Part], row: int, standard: Standard, rule: AggregationRule) -> Joint:
    """Combine the same indicator of all units; ``row`` is the number it gets."""
    blank = _blank(parts[0].row.indicator, row)
    why = obstacles.in_form(parts) if any(part.row.applicable for part in parts) else ""
    if why:
        return Joint(blank, remark=why)
    if not parts[0].row.applicable:
        return Joint(blank._replace(actual="不适用"), "各单位都填“不适用”")
    joint = _by_method(blank, parts, standard, rule)
    return joint if joint.worked or not all(map(_is_full, parts)) else _full(blank)


def _by_method(blank: Indicator, parts: Sequence[Part], standard: Standard, rule: AggregationRule) -> Joint:
    method = obstacles.method_of(parts[0])
    if method == "执行率":
        why = obstacles.in_scores(parts)
        return Joint(blank, remark=why) if why else Joint(blank, "按合并后的预算数和执行数计分")
    if method in NUMERIC:
        return _numeric(blank, parts, rule)
    if method == "定性":
        return _qualitative(blank, parts, standard, rule)
    return Joint(blank, remark=f"计分方法是“{method}”，汇总办法里没有规定怎么合并")


def _is_full(part: Part) -> bool:
    row = part.row
    return row.score is not None and row.score == row.weight and row.system in (None, row.weight)


def _full(blank: Indicator) -> Joint:
    """Return full marks: where every unit reached its target, so do the sums and so does every mean."""
    combined = blank._replace(actual="各单位都达到", method="人工", typed_score=blank.weight)
    return Joint(combined, "各单位都得满分，怎么合并都是满分")


def unjoined(indicator: Indicator, row: int, why: str) -> Joint:
    """Return an indicator that cannot be combined, and why."""
    return Joint(_blank(indicator, row), remark=why)


def _blank(indicator: Indicator, row: int) -> Indicator:
    """Return the indicator with nothing reported in it yet."""
    return Indicator(
        Columns(SHEET, 1, {}),
        row,
        indicator.level1,
        indicator.level2,
        indicator.name,
        sign=indicator.sign,
        target=indicator.target,
        unit=indicator.unit,
        weight=indicator.weight,
        method=indicator.method,
        parameter=indicator.parameter,
    )


def _numeric(blank: Indicator, parts: Sequence[Part], rule: AggregationRule) -> Joint:
    unit = parts[0].target.unit
    why = obstacles.in_figures(parts, rule)
    is_ratio = not why and kind_of(unit, blank.name, rule) == RELATIVE
    why = why or (obstacles.in_funds(parts, FUNDS[rule.weight]) if is_ratio else "")
    if why:
        return Joint(blank, remark=why)
    targets = [_converted(part.target.number, part, unit) for part in parts]
    actuals = [_converted(in_target_unit(part.target, part.actual), part, unit) for part in parts]
    funds = [part.fund or 0 for part in parts]
    target, actual = (mean(each, funds) if is_ratio else total(each) for each in (targets, actuals))
    how = f"按{FUNDS[rule.weight]}加权平均" if is_ratio else "绝对值累加"
    worked = f"{how}：指标值 {target.shown}{unit}；完成值 {actual.shown}{unit}"
    combined = blank._replace(
        sign=parts[0].target.sign,
        target=f"{plain(target.number)}{unit}",
        unit=unit,
        actual=f"{plain(actual.number)}{unit}",
    )
    return Joint(combined, worked, _RECOUNTED if any(map(_by_hand, parts)) else "")


def _converted(number: Decimal | None, part: Part, unit: str) -> Decimal:
    converted = units.convert(number, part.target.unit, unit) if number is not None else None
    assert converted is not None  # obstacles.in_figures() let nothing else through
    return converted


def _by_hand(part: Part) -> bool:
    return bool(part.row.deduction) or part.row.typed not in (None, part.row.system)


def _qualitative(blank: Indicator, parts: Sequence[Part], standard: Standard, rule: AggregationRule) -> Joint:
    fund, weight = FUNDS[rule.weight], parts[0].row.weight
    why = obstacles.in_scores(parts) or obstacles.in_funds(parts, fund)
    if why or not weight:
        return Joint(blank, remark=why)
    scores = [part.row.score for part in parts if part.row.score is not None]
    score = mean(scores, [part.fund or 0 for part in parts], CENT)
    tier = next(tier.name for tier in standard.qualitative.tiers if tier.holds(score.number / weight))
    targets = {text_of(part.row.indicator.target) for part in parts}
    combined = blank._replace(
        target=blank.target if len(targets) == 1 else "（各单位不同）",
        actual=tier,
        tier=tier,
        typed_score=plain(score.number),
    )
    return Joint(combined, f"定性得分按{fund}加权平均：{score.shown}分")
