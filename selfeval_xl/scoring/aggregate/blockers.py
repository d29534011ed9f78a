"""Why one indicator of several units cannot be combined, in words; nothing is guessed."""

from collections.abc import Callable, Sequence

from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.decimals import ZERO, format_decimal
from selfeval_xl.domain.measures import units
from selfeval_xl.domain.measures.vocabulary import directions
from selfeval_xl.rules.records import AggregationRule
from selfeval_xl.scoring.aggregate.units import ABSOLUTE, UNCLEAR, UnitIndicator, kind_of
from selfeval_xl.scoring.methods import with_trait

_PER_STEP = with_trait(lambda method: method.per_step)


def in_form(parts: Sequence[UnitIndicator]) -> str:
    """Return what differs between the units in 分值, 计分方法, 方法参数 or 不适用, ``""`` when nothing does."""
    return (
        _of_some("没有写分值", parts, lambda part: (part.row.weight or ZERO) <= 0)
        or _differing("分值", parts, lambda part: format_decimal(part.row.weight or ZERO))
        or _differing("计分方法", parts, lambda part: part.row.method)
        or _differing("方法参数", parts, lambda part: "".join(text_of(part.row.indicator.parameter).split()) or "空白")
        or _of_some("填的是“不适用”", parts, lambda part: not part.row.applicable)
    )


def in_figures(parts: Sequence[UnitIndicator], rule: AggregationRule) -> str:
    """Return why the figures cannot be put together, ``""`` when they can."""
    return (
        _of_some("没有可以相加的指标值", parts, lambda part: part.target.number is None)
        or _of_some("没有可以同指标值比较的完成值", parts, lambda part: part.row.reading.number is None)
        or _of_some("这一行还不能计分", parts, lambda part: part.row.system is None)
        or _differing("指标值的符号", parts, lambda part: part.target.sign or "没有写")
        or _in_units(parts, rule)
        or ("各单位的指标值有升有降" if len({directions(part.target.text) for part in parts}) > 1 else "")
    )


def _in_units(parts: Sequence[UnitIndicator], rule: AggregationRule) -> str:
    first = parts[0].target.unit
    if any(not units.comparable(part.target.unit, first) for part in parts):
        return _differing("计量单位", parts, lambda part: part.target.unit or "没有写")
    kinds = {kind_of(part.target.unit, part.row.indicator.name, rule) for part in parts}
    if len(kinds) > 1 or UNCLEAR in kinds:
        shown = f"计量单位是“{first}”" if first else "没有写计量单位"
        return f"{shown}，从这一行看不准是绝对值还是相对值"
    if kinds == {ABSOLUTE} and parts[0].row.method in _PER_STEP:
        return f"“{parts[0].row.method}”的方法参数是按一个单位的数写的，不能用于各单位之和"
    return ""


def in_funds(parts: Sequence[UnitIndicator], fund: str) -> str:
    """Return why the means cannot be weighted by 资金额度, ``""`` when they can."""
    return _of_some(f"没有{fund}，无法按资金加权", parts, lambda part: part.fund is None or part.fund < 0) or (
        "" if sum(part.fund or 0 for part in parts) else f"各单位的{fund}都是0，无法按资金加权"
    )


def in_scores(parts: Sequence[UnitIndicator]) -> str:
    """Return which units have no score yet, ``""`` when all have one."""
    return _of_some("这一行还没有得分", parts, lambda part: part.row.score is None)


def _of_some(what: str, parts: Sequence[UnitIndicator], holds: Callable[[UnitIndicator], bool]) -> str:
    some = [part.unit for part in parts if holds(part)]
    return f"{'、'.join(some)}{what}" if some else ""


def _differing(what: str, parts: Sequence[UnitIndicator], value: Callable[[UnitIndicator], str]) -> str:
    values: dict[str, str] = {}
    for part in parts:
        values.setdefault(value(part), part.unit)
    if len(values) == 1:
        return ""
    return f"各单位的{what}不同（{'，'.join(f'{unit}：{shown}' for shown, unit in values.items())}）"
