"""I: targets and actual values that are missing, or that somebody seems to have mistyped."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from selfeval_xl.checks.context import CheckContext
from selfeval_xl.checks.formatting import HIGH, LOW, spelled, wanted
from selfeval_xl.domain import measures
from selfeval_xl.domain.cells import CellValue, normalise, text_of
from selfeval_xl.domain.finding import ERROR, NOTICE, WARNING, Finding
from selfeval_xl.domain.measures import read_target
from selfeval_xl.domain.money import FEN_PER
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.scorecard import IndicatorScore
from selfeval_xl.messages import finding, register
from selfeval_xl.messages.sources import CHENGDU, FORM_2020, PLATFORM, PUBLISHED
from selfeval_xl.messages.template import MessageTemplate

register(
    MessageTemplate(
        "I01 实际完成值没有填",
        "实际完成值是空的，这一项算不出得分。空白不会当作 0。",
        "请填写实际完成值；没有完成请填 0，确实不考核请写“不适用”。",
        "没有完成值就无从评分，平台也把它列为必填。",
        ERROR,
        PLATFORM,
    ),
    MessageTemplate(
        "I02 年度指标值没有填",
        "年度指标值是空的，完成多少算达到目标就无从判断。",
        "请填写年初批复的指标值，例如 ≥95% 或 2400人。",
        "指标值是计分的依据。",
        ERROR,
        FORM_2020,
    ),
    MessageTemplate(
        "I07 占位符没有换掉",
        "这一行还留着“{shown}”，是模板里的占位符，不是真正的内容。",
        "请换成实际内容；用不到的行请整行删除。",
        "空模板行混在表里会算进分值或打印出来。",
        ERROR,
        PUBLISHED,
    ),
    MessageTemplate(
        "I10 没有任何指标",
        "指标表里一个指标也没有，无法评分。",
        "请至少填写一个三级指标，写明指标值、完成值和分值。",
        "自评得分由各项指标得分相加得出。",
        ERROR,
        FORM_2020,
    ),
    MessageTemplate(
        "I11 三级指标没有名称",
        "这一行填了内容，却没有三级指标名称，汇总后不知道评的是什么。",
        "请填写三级指标名称；多余的行请整行删除。",
        "得分按三级指标逐项列出，没有名称就对不上。",
        ERROR,
        FORM_2020,
    ),
    MessageTemplate(
        "I15 时限年份与评价年度不同",
        "评价年度是 {year} 年，时限目标写的是“{target}”，不是同一年。",
        "请核对年份；跨年项目请填本年度应完成的节点。",
        "年度指标值是当年要达到的目标。",
        WARNING,
        FORM_2020,
    ),
    MessageTemplate(
        "I16 符号可能写反",
        "目标是 {target}，意思是越低越好，而这类指标一般越高越好，符号可能写反了。",
        "请核对绩效目标申报表，多半应为“≥”。",
        "公开的自评表里有稳定运行率写成“≤99%”的例子。",
        WARNING,
        PUBLISHED,
    ),
    MessageTemplate(
        "I17 指标值与计量单位不符",
        "指标值写的是“{target}”，计量单位却是“{unit}”。",
        "请改正计量单位，或把它留空（指标值里已写明单位）。",
        "公开的目标表里有 28.8万元 的计量单位填成 % 的例子。",
        WARNING,
        PUBLISHED,
    ),
    MessageTemplate(
        "I18 同一指标出现两次",
        "与第 {first} 行的指标同名，同一件事可能算了两次分。",
        "若是重复，请删去一行并调整分值；若不是，请把名称写得能区分开。",
        "产出、效益指标重复的，只计一个。",
        WARNING,
        CHENGDU,
    ),
    MessageTemplate(
        "I20 成本指标用了“≥”",
        "成本指标的目标是 {target}，花得越多得分越高，一般应为“≤”。",
        "请核对指标性质；若评的是投入达到多少，请放到数量指标。",
        "成本指标一般越低越好。",
        NOTICE,
        FORM_2020,
    ),
    MessageTemplate(
        "I21 值的读法有疑问",
        "写作“{shown}”：{why}；程序只能按最可能的意思理解。",
        "请核对“计算说明”与本意是否一致；不一致的，请改写成一个数加单位，例如 ≥95%、2400人、2021年12月31日。",
        "同一个写法可以有两种读法，算错了不容易发现。",
        WARNING,
    ),
)

COMPARING = frozenset({"比例", "达标", "扣分", "分档", "时限"})
"""Methods that need a target and an actual value, whatever has been typed as a score."""

PLACEHOLDER = re.compile(r"(?:指标\s*\d+|[.…]{2,}|X{2,}|×{2,})[:：]?", re.IGNORECASE)
_SAID_ELSEWHERE = frozenset({"wrong-unit", "choice-list"})
"""Doubts that a check of their own speaks of (I17, Q04)."""

_OWN_UNIT = r"\D*[\d.,]+\s*(%|‰|[^\d\W]+)"
_YEAR = re.compile(r"20\d\d(?=\s*[年./-])")
_PLACEHOLDER_STARTS = frozenset("指.…XxＸｘ×")
_MONEY = frozenset(FEN_PER) | {"万", "亿"}
_LESS_IS_BETTER = (
    "失业|死亡|变质|投诉|事故|差错|错误|发病|流失|超支|空置|返贫|退化|污染|排放|损失|损耗|病虫害|故障|违规|违法|信访|逾期|"
    "不良|不合格|不达标|负债|漏|死|误|增长|成本|费用|费率|控制率|变动率|偏差|消耗|能耗|火灾|受灾|下降|节约|犯罪|发案|未"
)


def check_any(view: CheckContext) -> Iterator[Finding]:
    """There is at least one indicator, and each has a name."""
    if not view.rows:
        yield finding("I10", Place(view.indicator_sheet))
    elif not all(view.names):
        for row in [row for row, name in zip(view.rows, view.names, strict=True) if not name]:
            yield finding("I11", row.indicator.place("name"))


def check_blank(view: CheckContext) -> Iterator[Finding]:
    """Target and actual value are there, also where a typed score hides it from the scoring."""
    for code, field, shown in (("I02", "target", view.targets_shown), ("I01", "actual", view.actuals_shown)):
        if all(shown):
            continue
        for row in [row for row, text in zip(view.rows, shown, strict=True) if not text]:
            place = row.indicator.place(field)
            needed = row.obstacle == code or (row.applicable and row.method in COMPARING)
            if needed and place not in view.unread:
                yield finding(code, place, row.indicator.name)


def check_placeholders(view: CheckContext) -> Iterator[Finding]:
    """No 指标2, …… or XX of the template is left in names or values."""
    for row in view.blocked:
        if row.obstacle == "I07":
            indicator = row.indicator
            kind = read_target(indicator.sign, indicator.target, indicator.unit).kind
            field = "target" if kind == measures.PLACEHOLDER else "actual"
            shown = row.target_shown if field == "target" else row.actual_shown
            yield finding("I07", row.indicator.place(field), row.indicator.name, shown=shown)
    suspects = [row for row, name in zip(view.rows, view.names, strict=True) if name[:1] in _PLACEHOLDER_STARTS]
    for row in suspects:
        if row.obstacle != "I07" and PLACEHOLDER.fullmatch(row.indicator.name):
            yield finding("I07", row.indicator.place("name"), shown=row.indicator.name)


def check_deadline_year(view: CheckContext) -> Iterator[Finding]:
    """A 时限 lies in the year that is evaluated."""
    if view.year is None or "时限" not in view.methods:
        return
    dated = [row for row, method in zip(view.rows, view.methods, strict=True) if method == "时限"]
    elsewhere = {target for target in {row.indicator.target for row in dated} if _elsewhere(target, view.year)}
    for row in [row for row in dated if row.indicator.target in elsewhere] if elsewhere else ():
        place, name = row.indicator.place("target"), row.indicator.name
        yield finding("I15", place, name, year=view.year, target=row.target_shown)


def _elsewhere(target: CellValue, year: int) -> bool:
    years = [target.year] if isinstance(target, datetime.date) else map(int, _YEAR.findall(normalise(text_of(target))))
    named = list(years)
    return bool(named) and year not in named


def check_reversed(view: CheckContext) -> Iterator[Finding]:
    """≤ does not go with a rate or a satisfaction that should be high."""
    signs = spelled(view.signs, LOW)
    for row in [
        row
        for row, name, sign, target in zip(view.rows, view.names, view.signs, view.targets_shown, strict=True)
        if (sign in signs or target[:1] in LOW) and ("率" in name or "满意" in name)
    ]:
        name = row.indicator.name
        if not re.search(_LESS_IS_BETTER, name):
            yield finding("I16", row.indicator.place("target"), name, target=wanted(row))


def check_cost(view: CheckContext) -> Iterator[Finding]:
    """≥ does not go with a cost, unless it is a rate of saving or of control."""
    signs, costs = spelled(view.signs, HIGH), {level2 for level2 in set(view.level2) if "成本" in level2}
    for row in [
        row
        for row, level2, sign, target in zip(view.rows, view.level2, view.signs, view.targets_shown, strict=True)
        if level2 in costs and (sign in signs or target[:1] in HIGH)
    ]:
        name = row.indicator.name
        if "率" not in name and "节约" not in name:
            yield finding("I20", row.indicator.place("target"), name, target=wanted(row))


def check_unit(view: CheckContext) -> Iterator[Finding]:
    """A target in money has no percentage as its 计量单位, nor the other way round.

    Other units are left alone: people write 人 and 人次, 个 and 处 for the same thing.
    """
    for row in [
        row
        for row, target, unit in zip(view.rows, view.targets, view.units, strict=True)
        if unit and isinstance(target, str) and not target.endswith(str(unit))
    ]:
        target, unit = text_of(row.indicator.target), text_of(row.indicator.unit)
        own = re.fullmatch(_OWN_UNIT, normalise(target))
        if own and {_kind(own[1]), _kind(normalise(unit))} == {"money", "percent"}:
            yield finding("I17", row.indicator.place("unit"), row.indicator.name, target=target, unit=unit)


def _kind(unit: str) -> str:
    return "money" if unit in _MONEY else "percent" if unit in ("%", "‰", "百分比") else ""


def check_repeated(view: CheckContext) -> Iterator[Finding]:
    """No indicator stands there twice, by name and target."""
    if len(set(view.names)) == len(view.names):
        return
    first: dict[tuple[str, str], IndicatorScore] = {}
    for row, name, level2, target in zip(view.rows, view.names, view.level2, view.targets_shown, strict=True):
        seen = first.setdefault((name, target or level2), row)
        if seen is not row and name:
            yield finding("I18", row.indicator.place("name"), name, first=seen.indicator.row)


def check_doubts(view: CheckContext) -> Iterator[Finding]:
    """No value is written so that it can be read in two ways."""
    for row in [row for row in view.rows if row.ambiguities]:
        for field, ambiguity in row.ambiguities:
            # A typed score takes I06 away, but whoever reads the row still sees two numbers in one cell.
            if ambiguity not in _SAID_ELSEWHERE and not (ambiguity == measures.TWO_VALUES and row.obstacle == "I06"):
                shown = row.target_shown if field == "target" else row.actual_shown
                place = row.indicator.place(field)
                yield finding("I21", place, row.indicator.name, shown=shown, why=measures.AMBIGUITIES[ambiguity])


CHECKS = (
    check_doubts,
    check_any,
    check_blank,
    check_placeholders,
    check_deadline_year,
    check_reversed,
    check_cost,
    check_unit,
    check_repeated,
)
