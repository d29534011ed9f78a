"""Which 评价标准 a form was filled in by: what it prints speaks for one standard and against others."""

import functools
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.domain.cells import text_of, year_of
from selfeval_xl.domain.decimals import HUNDRED, ZERO, format_decimal
from selfeval_xl.domain.layout import OPTIONAL
from selfeval_xl.domain.printed import points_in, points_in_name
from selfeval_xl.domain.submission import Submission
from selfeval_xl.rules import Standard, in_force
from selfeval_xl.rules.records import SectionRule

_EVERYWHERE = "全国"
_PLACE = 2
"""Characters of a province's name, before that of a place in it: 宁夏固原."""
_STRONG, _FAIR, _WEAK = 3, 2, 1
"""How much a clue counts."""


class StandardChoice(NamedTuple):
    """A standard, and what of the form speaks for it: ``""`` where it is the usual one of such a form."""

    standard: Standard
    told: str = ""


class _Clue(NamedTuple):
    """What of the form speaks for a standard, and with how many ``points`` where it is a section."""

    counts: int
    what: str = ""
    points: Decimal | None = None

    def told(self) -> str:
        return self.what if self.points is None else f"{self.what} {format_decimal(self.points)} 分"


def chosen(submission: Submission, usual: Standard, others: Iterable[Standard]) -> StandardChoice:
    """Return the standard that the form speaks for: the usual one, unless another is clearly the better."""
    year, points, where = year_of(submission.project.year), _points(submission), _said(submission)
    others = list(others)
    places = {each.id: _of_region(each, where) for each in (usual, *others)}
    clues = {usual.id: [places[usual.id], *_clues(usual, submission, points)]}
    enough, most = sum(clue.counts for clue in clues[usual.id]) + _FAIR, _most(submission, points)
    held = [
        each
        for each in others
        if each.id != usual.id and (year is None or each.holds_in(year)) and places[each.id].counts + most > enough
    ]
    clues |= {each.id: [places[each.id], *_clues(each, submission, points)] for each in held}
    count = {name: sum(clue.counts for clue in found) for name, found in clues.items()}
    best = max(held, key=lambda each: (count[each.id], -each.effective.toordinal()), default=usual)
    if count[best.id] <= enough:
        return StandardChoice(usual)
    told = dict.fromkeys(clue.told() for clue in clues[best.id] if clue.counts > 0)
    return StandardChoice(best, "、".join(told))


def _most(submission: Submission, points: Mapping[str, Decimal]) -> int:
    """Return what all but the place can speak for a standard at most: most are of a place that the form does not name.

    Who cannot be the better by so much need not be looked at.
    """
    return _STRONG + _FAIR * (len(points) + len(_optional(submission)))


def _said(submission: Submission) -> str:
    """Return what the form says of where it comes from."""
    start = submission.form.start.value if submission.form else None
    return "".join(map(text_of, (start, submission.project.department, submission.project.unit)))


def _clues(standard: Standard, submission: Submission, points: Mapping[str, Decimal]) -> Iterator[_Clue]:
    rules = in_force(standard, submission)
    yield from _of_execution(rules, submission)
    yield from _of_sections(rules, points)
    yield from _of_columns(rules, submission)


def _of_region(standard: Standard, said: str) -> _Clue:
    if standard.region.startswith(_EVERYWHERE):
        return _Clue(0)
    found = next((name for name in _names(standard.region) if name in said), "")
    return _Clue(_STRONG, f"表上写着“{found}”") if found else _Clue(-_FAIR)


@functools.cache
def _names(regions: str) -> list[str]:
    """Return what the places of a standard are called: 宁夏固原, 固原."""
    return [name for region in regions.split("、") for name in (region, region[_PLACE:]) if len(name) >= _PLACE]


def _of_execution(rules: Standard, submission: Submission) -> Iterator[_Clue]:
    printed = submission.printed.execution_weight
    if printed is not None:
        fits = printed == rules.execution_weight
        yield _Clue(_STRONG if fits else -_STRONG, "预算执行率", printed)


def _of_sections(rules: Standard, points_of: Mapping[str, Decimal]) -> Iterator[_Clue]:
    """Yield a clue for each 一级指标 that the standard does not know, and for each section by its points."""
    sums: dict[str, Decimal] = {}
    found: dict[str, SectionRule] = {}
    for level1, points in points_of.items():
        section = rules.section_of(level1) if level1 else None
        if level1 and not (section and section.level1):
            yield _Clue(-_STRONG - 1)
        if section:
            found[section.name] = section
            sums[section.name] = sums.get(section.name, ZERO) + points
    is_whole = sum(sums.values(), rules.execution_weight) == HUNDRED
    for name, section in found.items():
        if section.admits(sums[name]):
            yield _Clue(_FAIR if section.fixed else _WEAK, name, sums[name])
        elif is_whole:
            yield _Clue(-_STRONG if section.fixed else -_WEAK)


def _of_columns(rules: Standard, submission: Submission) -> Iterator[_Clue]:
    """Yield a clue for each column that only some standards have, where the form has it."""
    for field in filter(rules.extra_fields.__contains__, OPTIONAL):
        if field in _optional(submission):
            yield _Clue(_FAIR, f"有“{OPTIONAL[field]}”一栏")


def _optional(submission: Submission) -> set[str]:
    """Return which columns the form has that only some standards have."""
    columns = [row.columns.of for row in submission.budget] + [row.columns.of for row in submission.indicators]
    return OPTIONAL.keys() & set().union(*columns)


def _points(submission: Submission) -> Mapping[str, Decimal]:
    """Return the points of every 一级指标: printed in its name, else those of its rows together."""
    sums: dict[str, Decimal] = {}
    for row in submission.indicators:
        sums[row.level1] = sums.get(row.level1, ZERO) + (points_in(row.weight) or ZERO)
    printed = {level1: points_in_name(level1) for level1 in sums}
    return {level1: points if (points := printed[level1]) is not None else sums[level1] for level1 in sums}
