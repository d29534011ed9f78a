"""M: what 运行监控 lacks: results so far, reasons for red and yellow lamps, expectations that contradict each other."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from selfeval_xl.checks.formatting import amounts
from selfeval_xl.domain.cells import CellValue, is_blank, normalise, text_of
from selfeval_xl.domain.decimals import percent
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.measures.measure import NUMBER
from selfeval_xl.domain.money import money_unit
from selfeval_xl.domain.monitoring import IndicatorProgress, Lamp, Monitoring
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.scorecard import LESS, IndicatorScore, Scorecard
from selfeval_xl.messages import finding, register
from selfeval_xl.messages.sources import PLATFORM
from selfeval_xl.messages.template import error, notice, warning
from selfeval_xl.rules import Standard
from selfeval_xl.rules.monitoring import EntryRule, MonitorRules
from selfeval_xl.scoring.lamps import by_row_key
from selfeval_xl.scoring.reading import read_row

TEXTS = {
    "M01 执行情况没有填": error(
        "{month}月底的执行情况没有填，亮不了灯。",
        "请填写到{month}月底完成了多少；还没有开始的填 0。",
        "运行监控逐项报告到目前完成了多少。",
        PLATFORM,
    ),
    "M02 亮灯的指标没有写原因": error(
        "亮{lamp}（{derivation}），没有写{missing}。",
        "请选偏差原因，并写清楚为什么、打算怎么办。",
        "进度落后的指标要说明原因。",
        PLATFORM,
    ),
    "M03 不在可选的内容里": warning(
        "“{title}”写的是“{shown}”，不在可选的内容里。",
        "请从下拉列表里选：{choices}。",
        "平台只收规定的几种写法。",
        PLATFORM,
    ),
    "M04 没有把握的指标没有写全": error(
        "完成可能性是“{shown}”，没有写{missing}。",
        "请把全年预计完成、偏差原因和说明都写上。",
        "没有把握完成的指标，要说明预计完成多少和为什么。",
        PLATFORM,
    ),
    "M05 预计与可能性对不上": warning(
        "全年预计完成“{expected}”，指标值是“{target}”，完成可能性却是“{shown}”。",
        "请核对全年预计和完成可能性，改正其中一个。",
        "预计完不成的，不会“确定能”完成；预计完得成的，不会“完全不可能”。",
        PLATFORM,
    ),
    "M06 执行数超过全年预算": warning(
        "到目前执行 {executed}，全年预算只有 {budget}。",
        "请核对执行数和预算数的单位；调整过预算的，请先在“预算”表填调整数。",
        "执行数以调整后的预算为限。",
        PLATFORM,
    ),
    "M07 预计执行数小于已执行数": error(
        "全年预计执行 {expected}，比到目前已执行的 {executed} 还少。",
        "请改正其中一个数。",
        "全年数包含到目前的数。",
        PLATFORM,
    ),
    "M08 超额较多没有写原因": error(
        "已完成全年指标值的 {share}，没有写原因。",
        "请写明超额的原因；指标值定低了的，请按规定申请调整。",
        "超过指标值较多的，要说明原因。",
        PLATFORM,
    ),
    "M09 与指标表对不上": warning(
        "{what}。",
        "请把“运行监控”里的名称改成与“指标”表一致；缺的指标，请在“运行监控”表里加一行。",
        "运行监控按二级、三级指标的名称与指标表对应。",
    ),
    "M10 完成情况看不出来": notice(
        "执行情况写的是“{shown}”，与指标值“{target}”比不了，亮不了灯。",
        "请写成与指标值同类的数或日期，例如“58%”“300人”；定性的写“达到”“部分达到”“未达到”。",
        "亮灯要用它与指标值比较。",
    ),
}
register(TEXTS)

_TITLES = {"cause": "偏差原因", "explanation": "原因说明", "expected": "全年预计完成情况", "likelihood": "完成可能性"}


def is_reached(row: IndicatorScore, expected: CellValue, standard: Standard) -> bool | None:
    """Tell whether what is expected of the year reaches the target; ``None`` where the two are no numbers."""
    reading = read_row(row.indicator._replace(actual=expected), standard.scoring)
    if reading.number is None or reading.target.number is None or reading.target.kind != NUMBER:
        return None
    return reading.number <= reading.target.number if reading.sign in LESS else reading.number >= reading.target.number


class ProgressContext(NamedTuple):
    """The sheet 运行监控, the indicators it is about by their names, and their lamps by the row they stand in."""

    card: Scorecard
    monitoring: Monitoring
    standard: Standard
    entry: EntryRule
    lamps: Mapping[int, Lamp]
    rows: Mapping[str, IndicatorScore]


def check_progress(
    card: Scorecard,
    monitoring: Monitoring,
    standard: Standard,
    rules: MonitorRules,
    lamps: Mapping[int, Lamp],
    off: frozenset[str] = frozenset(),
) -> tuple[Finding, ...]:
    """Return all that is to be said of the sheet 运行监控, in the order of its rows."""
    view = ProgressContext(card, monitoring, standard, rules.entry, lamps, by_row_key(card.indicators))
    found = [each for check in _CHECKS for each in check(view) if each.code not in off]
    return tuple(sorted(found, key=lambda each: (each.place.row, each.place.column)))


def _filled_in(view: ProgressContext) -> Iterator[Finding]:
    for each in view.monitoring.rows:
        row = view.rows.get(each.key)
        if row is None:
            what = f"“指标”表里没有“{each.name}”（{each.level2}）"
            yield finding("M09", each.place("name"), each.name, what=what)
        elif is_blank(each.done):
            yield finding("M01", each.place("done"), each.name, month=view.monitoring.month or 12)
        elif not view.lamps[each.row].colour:
            yield finding("M10", each.place("done"), each.name, shown=text_of(each.done), target=row.wanted)
    there = {each.key for each in view.monitoring.rows}
    for key, row in view.rows.items():
        if key not in there:
            what = f"没有“{row.indicator.name}”（{row.indicator.level2}）一行"
            yield finding("M09", Place(view.monitoring.sheet), what=what)


def _explained(view: ProgressContext) -> Iterator[Finding]:
    for each in view.monitoring.rows:
        lamp = view.lamps.get(each.row)
        missing = _missing(each, ("cause", "explanation") if view.entry.in_words else ("cause",))
        if lamp and lamp.colour in view.entry.explain and missing:
            facts = {"lamp": lamp.colour, "derivation": lamp.derivation, "missing": missing}
            yield finding("M02", each.place("cause"), each.name, **facts)
        yield from _sure(view, each)


def _missing(each: IndicatorProgress, fields: tuple[str, ...]) -> str:
    return "、".join(f"“{_TITLES[field]}”" for field in fields if is_blank(getattr(each, field)))


def _sure(view: ProgressContext, each: IndicatorProgress) -> Iterator[Finding]:
    shown = normalise(text_of(each.likelihood))
    if shown in view.entry.unsure and (missing := _missing(each, ("expected", "cause", "explanation"))):
        yield finding("M04", each.place("likelihood"), each.name, shown=shown, missing=missing)
    row = view.rows.get(each.key)
    if row is None or is_blank(each.expected) or not shown:
        return
    reached = is_reached(row, each.expected, view.standard)
    if reached is None:
        return
    surest, *_unsure, never = view.entry.likelihoods
    if (shown == surest and not reached) or (shown == never and reached):
        facts = {"expected": text_of(each.expected), "target": row.wanted, "shown": shown}
        yield finding("M05", each.place("likelihood"), each.name, **facts)


def _chosen(view: ProgressContext) -> Iterator[Finding]:
    for each in view.monitoring.rows:
        for field, choices in (("cause", view.entry.causes), ("likelihood", view.entry.likelihoods)):
            shown = normalise(text_of(getattr(each, field)))
            if shown and not shown.startswith(choices):
                facts = {"title": _TITLES[field], "shown": shown, "choices": "、".join(choices)}
                yield finding("M03", each.place(field), each.name, **facts)


def _over(view: ProgressContext) -> Iterator[Finding]:
    over = view.entry.over
    for each in view.monitoring.rows if over else ():
        row = view.rows.get(each.key)
        reading = read_row(row.indicator._replace(actual=each.done), view.standard.scoring) if row else None
        if reading is None or reading.number is None or not reading.target.number or reading.sign in LESS:
            continue
        share = reading.number / reading.target.number
        if over is not None and share >= over and is_blank(each.cause) and is_blank(each.explanation):
            yield finding("M08", each.place("cause"), each.name, share=percent(share))


def _funds(view: ProgressContext) -> Iterator[Finding]:
    unit = money_unit(view.card.submission.project.money_unit)
    budgets = {result.line.name: result.budget for result in reversed(view.card.budget.lines)}
    for each in view.monitoring.funds:
        executed, expected, budget = each.executed, each.expected, budgets.get(each.name)
        if executed is not None and budget is not None and executed > budget:
            shown = amounts(unit, executed=executed, budget=budget)
            yield finding("M06", each.place("executed"), each.name, **shown)
        if executed is not None and expected is not None and expected < executed:
            shown = amounts(unit, executed=executed, expected=expected)
            yield finding("M07", each.place("expected"), each.name, **shown)


_CHECKS = (_filled_in, _explained, _chosen, _over, _funds)
