"""T: every approved indicator is there, with its name, target and points; checked only where 批复目标 is given."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval_xl.checks.catalogue import finding
from selfeval_xl.checks.context import CheckContext
from selfeval_xl.domain.cells import normalise, parse_decimal, text_of
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.measures import Measure, read_target
from selfeval_xl.domain.scorecard import IndicatorScore
from selfeval_xl.domain.submission import Indicator

_ALIKE = 0.6
"""From this share of common characters on, two names under one 二级指标 are taken for one that was renamed."""


def check_approved(view: CheckContext) -> Iterator[Finding]:
    """Names, targets and points are those that were approved."""
    approved = view.card.submission.approved
    if not approved:
        return
    reported = {_key(row.indicator): row for row in view.rows}
    pairs = [(promise, reported.pop(_key(promise))) for promise in approved if _key(promise) in reported]
    known = {_key(promise) for promise, _own in pairs}
    for promise in approved:
        if _key(promise) not in known:
            own = _renamed(promise, list(reported.values()))
            if own is None:
                yield finding("T04", promise.place("name"), promise.name, target=_target(promise).text or "空")
            else:
                del reported[_key(own.indicator)]
                yield finding("T01", own.indicator.place("name"), own.indicator.name, approved=promise.name)
                pairs.append((promise, own))
    yield from (finding("T05", own.indicator.place("name"), own.indicator.name) for own in reported.values())
    for promise, own in pairs:
        yield from _differences(promise, own)


def _key(indicator: Indicator) -> str:
    return "".join(normalise(indicator.name).split())


def _renamed(promise: Indicator, others: list[IndicatorScore]) -> IndicatorScore | None:
    """Return the row that most likely is the approved one under another name: like it, or with its very target."""
    from difflib import SequenceMatcher

    def likeness(own: IndicatorScore) -> float:
        return SequenceMatcher(None, _key(promise), _key(own.indicator)).ratio()

    alike = [own for own in others if likeness(own) >= _ALIKE]
    return max(alike, key=likeness, default=None)


def _differences(promise: Indicator, row: IndicatorScore) -> Iterator[Finding]:
    own, target = row.indicator, _target(promise)
    if _meaning(target) != _meaning(row.reading.target):
        approved, shown = target.text or "空", row.target_shown or "空"
        yield finding("T02", own.place("target"), own.name, approved=approved, shown=shown)
    points = parse_decimal(promise.weight)
    if points is not None and points != row.weight:
        yield finding("T03", own.place("weight"), own.name, approved=points, shown=text_of(own.weight) or "空")


def _target(promise: Indicator) -> Measure:
    return read_target(promise.sign, promise.target, promise.unit)


def _meaning(target: Measure) -> tuple[object, ...]:
    """Return what a target says, however it is spelled: ``≥95%`` in one cell or in three is the same promise."""
    if target.number is None:
        return (target.kind, target.date, normalise(target.text))
    return (target.kind, target.sign.replace("≥", ""), target.number, target.unit)


CHECKS = (check_approved,)
