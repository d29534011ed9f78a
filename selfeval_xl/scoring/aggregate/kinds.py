"""绝对值 or 相对值: which of the two a figure is follows from its unit, and is left open where it does not."""

from __future__ import annotations

from selfeval_xl.domain.measures import units
from selfeval_xl.rules.records import AggregationRule

ABSOLUTE, RELATIVE, UNCLEAR = "absolute", "relative", ""


def kind_of(unit: str, name: str, rule: AggregationRule) -> str:
    """Return the kind of a figure in ``unit`` (folded) of the indicator ``name``.

    UNCLEAR are unknown units, one per another (元/人), no unit at all, and whatever the ``rule`` lists as such.
    """
    root, plain_name = units.root(unit), "".join(name.split())
    if root in map(units.fold, rule.relative_units):
        return RELATIVE
    unclear = not root or root in map(units.fold, rule.unclear_units)
    return UNCLEAR if unclear or any(word in plain_name for word in rule.unclear_names) else ABSOLUTE
