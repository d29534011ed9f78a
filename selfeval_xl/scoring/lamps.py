"""运行监控: which lamp each indicator gets for what was done up to a month, by the rules of a place."""

from collections.abc import Sequence
from decimal import Decimal

from selfeval_xl.domain.cells import CellValue, year_of
from selfeval_xl.domain.decimals import format_decimal, percent
from selfeval_xl.domain.measures import measure
from selfeval_xl.domain.measures.comparing import holds, late_days
from selfeval_xl.domain.monitoring import BLUE, GREEN, RED, YELLOW, Lamp, Monitoring, row_key
from selfeval_xl.domain.scorecard import MORE, IndicatorScore, Scorecard
from selfeval_xl.rules import Standard, fold_level
from selfeval_xl.rules.monitoring import LampRule, MonitorRules
from selfeval_xl.scoring.reading import read_row

_MONTHS = 12
_BY_TIER = {measure.MET: GREEN, measure.PARTLY: YELLOW, measure.MISSED: RED}
_OPEN = frozenset({measure.BLANK, measure.PLACEHOLDER, measure.NOT_APPLICABLE})
UNREADABLE = "看不出完成了多少，亮不了灯"


def by_row_key(rows: Sequence[IndicatorScore]) -> dict[str, IndicatorScore]:
    """Return the indicators by their folded names, by which 运行监控 finds them; of two with one name the first."""
    return {row_key(row.indicator.level2, row.indicator.name): row for row in reversed(rows)}


def lamps(card: Scorecard, monitoring: Monitoring, standard: Standard, rules: MonitorRules) -> dict[int, Lamp]:
    """Return the lamp of each row of 运行监控 by the row it stands in; a row that is no indicator has none."""
    rows = by_row_key(card.indicators)
    year, month = year_of(card.submission.project.year), monitoring.month or _MONTHS
    return {
        each.row: lamp(rows[each.key], each.done, month, year, standard, rules.lamps)
        for each in monitoring.rows
        if each.key in rows
    }


def lamp(
    row: IndicatorScore, done: CellValue, month: int, year: int | None, standard: Standard, rule: LampRule
) -> Lamp:
    """Return the lamp of an indicator of which ``done`` was reached by the end of ``month``."""
    reading = read_row(row.indicator._replace(actual=done), standard.scoring)
    target, number = reading.target.number, reading.number
    if reading.actual.kind in _OPEN:
        return Lamp("", "")
    if reading.target.kind == measure.DATE:
        days = late_days(reading.target, reading.actual, year)
        if days is not None:
            return Lamp(RED, f"逾期{days}天") if days > 0 else Lamp(GREEN, "按期")
    elif target is not None and number is not None:
        level = fold_level(row.indicator.level2) or fold_level(row.indicator.level1)
        if level.endswith(rule.by_month) and (reading.sign in MORE or reading.sign == "=") and target > 0:
            return _by_month(number, target, month, rule)
        shown = f"{reading.actual.text}与指标值{row.wanted}"
        return Lamp(GREEN, f"{shown}相符") if holds(reading.sign, number, target) else Lamp(RED, f"{shown}不符")
    colour = _BY_TIER.get(reading.actual.tier, "")
    return Lamp(colour, reading.actual.tier if colour else UNREADABLE)


def _by_month(number: Decimal, target: Decimal, month: int, rule: LampRule) -> Lamp:
    """Hold what was done against 指标值 × month ÷ 12, multiplied before divided."""
    share = number * _MONTHS / (target * month)
    colour = GREEN
    if share < rule.red_below:
        colour = RED
    elif share < rule.yellow_below:
        colour = YELLOW
    elif rule.blue_from is not None and share >= rule.blue_from:
        colour = BLUE
    due = f"{format_decimal(target)}×{month}÷12"
    return Lamp(colour, f"{format_decimal(number)}÷（{due}）＝{percent(share)}", share)
