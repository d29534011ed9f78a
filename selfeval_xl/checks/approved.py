"""T: every approved indicator is there, with its name, target and points; checked only where 批复目标 is given."""

from collections.abc import Iterable, Iterator

from selfeval_xl.checks.context import CheckContext
from selfeval_xl.checks.formatting import on_row
from selfeval_xl.domain.cells import normalise, parse_decimal, text_of
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.measures.measure import Measure
from selfeval_xl.domain.measures.reading import read_target
from selfeval_xl.domain.scorecard import IndicatorScore
from selfeval_xl.domain.submission import Indicator
from selfeval_xl.messages import finding, register
from selfeval_xl.messages.sources import MEASURES, PRACTICE, STREET
from selfeval_xl.messages.template import error, warning

TEXTS = {
    "T01 指标名称与批复的不同": warning(
        "批复的绩效目标里是“{approved}”，自评表里改了名称。名称不同，审核时会当作换了指标。",
        "请改回批复的名称；经批准调整过的，请在偏差原因里写明文件。",
        "街道2017年度的报告里，满意度指标在目标表和完成表里名称不同，无法确认评的是不是同一件事。",
        STREET,
    ),
    "T02 指标值与批复的不同": warning(
        "批复的指标值是“{approved}”，自评表里是“{shown}”。自评应对照批复的目标。",
        "请改回批复的指标值；年中经批准调整过的，请在偏差原因里写明文件。",
        "自评是对预算批复的项目绩效目标完成情况的自我评价。",
        MEASURES,
    ),
    "T03 分值与批复的不同": warning(
        "批复的分值是 {approved}，自评表里是 {shown}。",
        "请改回批复的分值；确需调整的，请先商主管部门。",
        "分值一般随绩效目标一起申报和批复；事后改分值，得分就不能与目标对照。",
        PRACTICE,
    ),
    "T04 批复的指标没有自评": error(
        "批复的绩效目标里有这一项（指标值 {target}），自评表里没有。",
        "请在“指标”表补上这一项；不再考核的，实际完成值写“不适用”并说明原因。",
        "自评针对批复的绩效目标，批复的指标都要有结果。",
        MEASURES,
    ),
    "T05 批复里没有这个指标": warning(
        "批复的绩效目标里没有这一项。",
        "请核对名称；是新增的指标，请附批准文件。",
        "自评针对批复的绩效目标，多出来的指标会改变其他指标的分值。",
        MEASURES,
    ),
}
register(TEXTS)

_ALIKE = 0.6
"""From this share of common characters on, two names under one 二级指标 are taken for one that was renamed."""


def check_approved(view: CheckContext) -> Iterator[Finding]:
    """Names, targets and points are those that were approved."""
    approved = view.card.submission.approved
    if not approved:
        return
    rows = {row.indicator.row: row for row in view.rows}
    for promise, own in paired(approved, [row.indicator for row in view.rows]):
        if promise and own:
            yield from _differences(promise, rows[own.row])
        elif promise:
            yield finding("T04", promise.place("name"), promise.name, target=_target(promise).text or "空")
        elif own:
            yield on_row("T05", rows[own.row], "name")


def paired(approved: Iterable[Indicator], own: Iterable[Indicator]) -> list[tuple[Indicator | None, Indicator | None]]:
    """Return each approved indicator with the row that reports on it, by name, else by likeness; ``None`` has no other.

    Those of one name come first, and the rows that nobody approved last.
    """
    of_name: dict[str, list[Indicator]] = {}
    for row in own:
        of_name.setdefault(_key(row), []).append(row)
    pairs: list[tuple[Indicator | None, Indicator | None]] = []
    unnamed = list[Indicator]()
    for promise in approved:
        same = of_name.get(_key(promise))
        if same:
            pairs.append((promise, same.pop(0)))
        else:
            unnamed.append(promise)
    left = [row for rows in of_name.values() for row in rows]
    for promise in unnamed:
        like = _renamed(promise, left)
        pairs.append((promise, like))
        if like:
            left.remove(like)
    return pairs + [(None, row) for row in left]


def says_the_same(promise: Indicator, own: Indicator) -> bool:
    """Tell whether two targets promise the same, however they are spelled."""
    return _meaning(_target(promise)) == _meaning(_target(own))


def _key(indicator: Indicator) -> str:
    return "".join(normalise(indicator.name).split())


def _renamed(promise: Indicator, others: list[Indicator]) -> Indicator | None:
    """Return the row that most likely is the approved one under another name: like it, or with its very target."""
    from difflib import SequenceMatcher

    def likeness(own: Indicator) -> float:
        return SequenceMatcher(None, _key(promise), _key(own)).ratio()

    alike = [own for own in others if likeness(own) >= _ALIKE]
    return max(alike, key=likeness, default=None)


def _differences(promise: Indicator, row: IndicatorScore) -> Iterator[Finding]:
    target, points = _target(promise), parse_decimal(promise.weight)
    if _key(promise) != _key(row.indicator):
        yield on_row("T01", row, "name", approved=promise.name)
    if _meaning(target) != _meaning(row.reading.target):
        yield on_row("T02", row, "target", approved=target.text or "空", shown=row.target_shown or "空")
    if points is not None and points != row.weight:
        yield on_row("T03", row, "weight", approved=points, shown=text_of(row.indicator.weight) or "空")


def _target(promise: Indicator) -> Measure:
    return read_target(promise.sign, promise.target, promise.unit)


def _meaning(target: Measure) -> tuple[object, ...]:
    """Return what a target says, however it is spelled: ``≥95%`` in one cell or in three is the same promise."""
    if target.number is None:
        return (target.kind, target.date or normalise(target.text))
    return (target.kind, target.sign.replace("≥", ""), target.number, target.unit)


CHECKS = (check_approved,)
