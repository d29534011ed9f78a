"""T: every approved indicator is there, with its name, target and points; checked only where 批复目标 is given."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval_xl.checks.catalogue import finding
from selfeval_xl.checks.context import CheckContext
from selfeval_xl.domain.cells import normalise, parse_decimal, text_of
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.measures import read_target
from selfeval_xl.domain.submission import Indicator

_ALIKE = 0.6
"""From this share of common characters on, two names under one 二级指标 are taken for one that was renamed."""


def check_approved(view: CheckContext) -> Iterator[Finding]:
    """Names, targets and points are those that were approved."""
    approved = view.card.submission.approved
    if not approved:
        return
    reported = {_key(row.indicator): row.indicator for row in view.rows}
    pairs = [(promise, reported.pop(_key(promise))) for promise in approved if _key(promise) in reported]
    known = {_key(promise) for promise, _own in pairs}
    for promise in approved:
        if _key(promise) not in known:
            own = _renamed(promise, list(reported.values()))
            if own is None:
                yield finding("T04", promise.place("name"), promise.name, target=_shown(promise))
            else:
                del reported[_key(own)]
                yield finding("T01", own.place("name"), own.name, approved=promise.name)
                pairs.append((promise, own))
    yield from (finding("T05", own.place("name"), own.name) for own in reported.values())
    for promise, own in pairs:
        yield from _differences(promise, own)


def _key(indicator: Indicator) -> str:
    return "".join(normalise(indicator.name).split())


def _renamed(promise: Indicator, others: list[Indicator]) -> Indicator | None:
    """Return the row that most likely is the approved one under another name: like it, or with its very target."""
    from difflib import SequenceMatcher

    def likeness(own: Indicator) -> float:
        return SequenceMatcher(None, _key(promise), _key(own)).ratio()

    alike = [own for own in others if likeness(own) >= _ALIKE]
    return max(alike, key=likeness, default=None)


def _differences(promise: Indicator, own: Indicator) -> Iterator[Finding]:
    if _meaning(promise) != _meaning(own):
        yield finding("T02", own.place("target"), own.name, approved=_shown(promise), shown=_shown(own))
    points = parse_decimal(promise.weight)
    if points is not None and points != parse_decimal(own.weight):
        yield finding("T03", own.place("weight"), own.name, approved=points, shown=text_of(own.weight) or "空")


def _meaning(indicator: Indicator) -> tuple[object, ...]:
    """Return what a target says, however it is spelled: ``≥95%`` in one cell or in three is the same promise."""
    value = read_target(indicator.sign, indicator.target, indicator.unit)
    if value.number is None:
        return (value.kind, value.date, normalise(value.text))
    return (value.kind, value.sign.replace("≥", ""), value.number, value.unit)


def _shown(indicator: Indicator) -> str:
    return read_target(indicator.sign, indicator.target, indicator.unit).text or "空"


CHECKS = (check_approved,)
