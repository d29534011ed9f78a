"""分值 that a form does not print, where they follow from what it does: points in headings, scores of full marks."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.domain.cells import is_blank
from selfeval_xl.domain.decimals import CENT, HUNDRED, ONE, ZERO, format_decimal, half_up
from selfeval_xl.domain.printed import PlacedValue, points_in, points_in_name
from selfeval_xl.domain.scorecard import IndicatorScore
from selfeval_xl.domain.submission import Submission
from selfeval_xl.rules import Standard
from selfeval_xl.scoring import score
from selfeval_xl.scoring.details import details_of

_HALF = Decimal("0.5")
"""Points of a row are printed in wholes or halves."""
_ROUND = (ONE, Decimal(5))
_LARGEST_GAP = Decimal("0.25")
"""A row that lost more than this share of its points is not told apart from rows that are not there."""


class _Group(NamedTuple):
    """Rows that carry ``points`` together."""

    points: Decimal
    rows: tuple[int, ...]


def with_points(submission: Submission, standard: Standard) -> Submission:
    """Return a form with the 分值 of its rows, as far as they follow from its headings and printed scores.

    No score exceeds its 分值: where the scores of a group make its points, they are the 分值 themselves; where one row
    can have lost what is lacking, its 分值 is what the others leave.
    """
    weights = [points_in(row.weight) for row in submission.indicators]
    blank = [is_blank(row.weight) for row in submission.indicators]
    if not submission.form or not any(blank) or blank != [points is None for points in weights]:
        return submission  # none is missing, or what stands there cannot be read
    scores = [_number(cell) for cell in submission.printed.scores]
    details = {row for below in details_of(submission, standard).values() for row in below}
    whole = [each for row, each in enumerate(scores) if row not in details]
    largest = ONE if _is_whole(submission, whole) else _LARGEST_GAP
    for group in sorted(_groups(submission, standard), key=lambda group: len(group.rows)):
        unknown = [row for row in group.rows if weights[row] is None and row not in details]
        left = group.points - sum((weights[row] or ZERO for row in group.rows), ZERO)
        for row, points in zip(unknown, _shared(submission, standard, unknown, scores, left, largest), strict=False):
            weights[row] = points
    rows = zip(submission.indicators, weights, strict=True)
    found = tuple(
        row._replace(weight=format_decimal(points)) if points is not None and points_in(row.weight) is None else row
        for row, points in rows
    )
    form = submission.form._replace(weights_deduced=found != submission.indicators)
    return submission._replace(indicators=found, form=form)


def _is_whole(submission: Submission, scores: Sequence[Decimal | None]) -> bool:
    """Tell whether the printed scores make the printed total, so that no row can be lacking."""
    parts = [*scores, _number(submission.printed.execution(""))]
    known = [part for part in parts if part is not None]
    return len(known) == len(parts) and _number(submission.printed.total) == sum(known, ZERO)


def _number(cell: PlacedValue | None) -> Decimal | None:
    return points_in(cell.value) if cell else None


def _groups(submission: Submission, standard: Standard) -> Iterator[_Group]:
    """Yield every group of rows whose points a heading prints, then all rows with what the funds leave of 100."""
    for each in submission.printed.sums:
        points = _number(each.weight)
        if points is not None:
            yield _Group(points, each.rows)
    names: dict[tuple[str, ...], list[int]] = {}
    for number, row in enumerate(submission.indicators):
        names.setdefault((row.level1,), []).append(number)
        names.setdefault((row.level1, row.level2), []).append(number)
    for levels, rows in names.items():
        points = points_in_name(levels[-1])
        if points is not None:
            yield _Group(points, tuple(rows))
    yield _Group(HUNDRED - _execution_points(submission, standard), tuple(range(len(submission.indicators))))


def _execution_points(submission: Submission, standard: Standard) -> Decimal:
    """Return the points for 预算执行率: those that the form prints, else those of the standard."""
    printed = submission.printed.execution_weight
    return printed if printed is not None else standard.execution_weight


def _shared(
    submission: Submission,
    standard: Standard,
    rows: list[int],
    scores: Sequence[Decimal | None],
    left: Decimal,
    largest: Decimal,
) -> list[Decimal]:
    """Return the points of these rows, which carry what is ``left``; nothing where they do not follow.

    ``largest`` is the largest share of its points that a row may have lost.
    """
    if len(rows) == 1 and _is_near(scores[rows[0]], left, largest):
        return [left]
    known = [scores[row] for row in rows]
    points = [each for each in known if each is not None]
    gap = left - sum(points, ZERO)
    if len(points) < len(known) or gap < 0:
        return []
    if not gap:
        return points
    by_figures = [
        _by_figures(row, each) for row, each in zip(_tried(submission, standard, rows, points), points, strict=True)
    ]
    if sum(by_figures, ZERO) == left:
        return by_figures
    short = list(_short(_tried(submission, standard, rows, [each + gap for each in points]), points, gap, largest))
    if len(short) != 1:
        return []
    return [each + gap if number == short[0] else each for number, each in enumerate(points)]


def _tried(
    submission: Submission, standard: Standard, rows: list[int], points: list[Decimal]
) -> tuple[IndicatorScore, ...]:
    """Return how these rows score were these their 分值."""
    indicators = (submission.indicators[row] for row in rows)
    weighed = (row._replace(weight=format_decimal(each)) for row, each in zip(indicators, points, strict=True))
    return score(submission._replace(indicators=tuple(weighed)), standard).indicators


def _by_figures(row: IndicatorScore, printed: Decimal) -> Decimal:
    """Return the points of which the figures of a row make the printed score, where those are wholes or halves."""
    if not row.system:
        return printed
    points = half_up(printed * printed / row.system / _HALF, ONE) * _HALF
    return points if half_up(points * row.system / printed, CENT) == printed else printed


def _is_near(printed: Decimal | None, points: Decimal, largest: Decimal) -> bool:
    return printed is not None and ZERO <= points - printed <= points * largest


def _short(scored: Sequence[IndicatorScore], points: list[Decimal], gap: Decimal, largest: Decimal) -> Iterator[int]:
    """Yield which of the rows may have lost ``gap``: the one whose score is what its figures make of the full points.

    Where there is none, the only one whose score is less round than its points can be.
    """
    fitting = [
        number for number, (row, each) in enumerate(zip(scored, points, strict=True)) if _makes(row, each, each + gap)
    ]
    yield from fitting or _odd_one(points, gap, largest)


def _odd_one(points: list[Decimal], gap: Decimal, largest: Decimal) -> tuple[int, ...]:
    for unit in _ROUND:
        odd = [number for number, each in enumerate(points) if each % unit]
        whole = [points[number] + gap for number in odd]
        if len(odd) == 1 and not whole[0] % unit and _is_near(points[odd[0]], whole[0], largest):
            return tuple(odd)
    return ()


def _makes(row: IndicatorScore, printed: Decimal, points: Decimal) -> bool:
    """Tell whether the figures of a row make the printed score of these points: by rule, or rate x points."""
    number, text = row.reading.actual.number, row.reading.actual.text
    if number is not None and text.endswith(("%", "％")) and printed == half_up(points * number / HUNDRED):
        return True
    return printed == row.system
