"""M11 to M13: what 运行监控 said in summer, beside what 自评 says of the whole year; offered, and never copied.

Imported only for a workbook that has the sheet.
"""

from collections.abc import Iterator

from selfeval_xl.checks.context import CheckContext
from selfeval_xl.checks.formatting import amount, on_row
from selfeval_xl.checks.progress import is_reached
from selfeval_xl.domain.cells import is_blank, text_of
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.monitoring import IndicatorProgress, Monitoring, row_key
from selfeval_xl.domain.scorecard import IndicatorScore
from selfeval_xl.messages import finding, register
from selfeval_xl.messages.sources import PRACTICE
from selfeval_xl.messages.template import notice

TEXTS = {
    "M11 年中有预计，完成数还空着": notice(
        "{when}运行监控预计全年{what}“{expected}”，这里还没有填。",
        "请按年底的实际情况填写；年中的预计供参考，不会自动填。",
        "自评报告全年的实际完成情况，年中的预计只是参考。",
        PRACTICE,
    ),
    "M12 年中写过原因，这里没有写": notice(
        "得分 {score} 低于分值 {weight}，没有写原因；{when}运行监控写的是“{reason}”。",
        "请核对年中的原因是不是还说明问题，按年底的情况写上原因和改进措施。",
        "年中已经说明过的偏差，年底要讲清后来怎样。",
        PRACTICE,
    ),
    "M13 年中预计完成，年底没有完成": notice(
        "{when}运行监控预计全年完成“{expected}”，实际完成 {actual}，没有达到 {target}。",
        "请核对实际完成值；数字没有错的，请在偏差原因里写明年中以后发生了什么。",
        "年中预计能完成而年底没有完成的，审核时会问原因。",
        PRACTICE,
    ),
}
register(TEXTS)


def check_foreseen(view: CheckContext) -> Iterator[Finding]:
    """The summer's expectation where the result is missing or behind it, its reason where one is due."""
    monitoring = view.card.submission.monitoring
    if monitoring is None:
        return
    when, progress = _when(monitoring), monitoring.by_name()
    for row in view.rows:
        summer = progress.get(row_key(row.indicator.level2, row.indicator.name))
        if summer and row.applicable:
            yield from _of_row(view, row, summer, when)


def check_money(view: CheckContext) -> Iterator[Finding]:
    """The amount that was expected to be spent, where none is filled in."""
    monitoring = view.card.submission.monitoring
    if monitoring is None:
        return
    for line in view.card.submission.budget:
        place, fund = line.place("executed"), monitoring.fund(line.name)
        if fund and fund.expected is not None and line.executed is None and place not in view.unread:
            facts = {"when": _when(monitoring), "what": "执行", "expected": amount(fund.expected, view.money_unit)}
            yield finding("M11", place, line.name, **facts)


def _of_row(view: CheckContext, row: IndicatorScore, summer: IndicatorProgress, when: str) -> Iterator[Finding]:
    expected = text_of(summer.expected)
    if is_blank(row.indicator.actual):
        if expected and row.indicator.place("actual") not in view.unread:
            yield on_row("M11", row, "actual", when=when, what="完成", expected=expected)
        return
    if not row.lost:
        return
    if expected and is_reached(row, summer.expected, view.standard):
        yield on_row("M13", row, "actual", when=when, expected=expected)
    said = "：".join(filter(None, map(text_of, (summer.cause, summer.explanation))))
    if said and not view.has_reason(row):
        yield on_row("M12", row, "reason", when=when, reason=said)


def _when(monitoring: Monitoring) -> str:
    return f"{monitoring.month}月" if monitoring.month else "年中"


CHECKS = (check_foreseen, check_money)
