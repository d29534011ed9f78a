"""X: what reading could not take at face value, and columns that are missing where they are needed."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval_xl.checks.context import CheckContext
from selfeval_xl.checks.obstacles import FIELD_OF
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.layout import INDICATOR_FIELDS, titles
from selfeval_xl.messages import finding, register
from selfeval_xl.messages.template import warning

TEXTS = {
    "X08 缺少要用的列": warning(
        "没有“{shown}”列，而第 {row} 行要用到它，只能按空白处理。",
        "请照模板加上“{shown}”列再填写。",
        "读取按列标题进行，缺少的列不会被猜测。",
    ),
}
register(TEXTS)

_OURS = ("method", "parameter", "tier", "typed_score", "reason")
"""Columns that a table of ours can do without until a row needs them."""
_ON_FORMS = ("target", "actual", "weight", "reason")
"""Columns that an official form can lack, and has to have."""
_TITLES = titles(INDICATOR_FIELDS)


def check_flaws(view: CheckContext) -> Iterator[Finding]:
    """What reading stumbled over."""
    yield from view.card.submission.flaws


def check_columns(view: CheckContext) -> Iterator[Finding]:
    """A column that the remedy of another finding speaks of is there to be filled in."""
    first: dict[str, int] = {}
    for row in view.blocked:
        first.setdefault(FIELD_OF.get(row.obstacle, ""), row.indicator.row)
    if view.below and view.standard.reasons.below_weight and view.standard.reasons.scope == "row":
        first["reason"] = view.below[0].indicator.row
    for field in _ON_FORMS if view.card.submission.form else _OURS:
        if field in first and field not in view.rows[0].indicator.columns.of:
            yield finding("X08", view.indicator_sheet, shown=_TITLES[field], row=first[field])


CHECKS = (check_flaws, check_columns)
