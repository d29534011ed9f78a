"""I: targets and actual values that are missing, or that somebody seems to have mistyped."""

import datetime
import re
from collections.abc import Iterator

from selfeval_xl.checks.context import CheckContext
from selfeval_xl.checks.formatting import on_row
from selfeval_xl.domain.cells import normalise, text_of
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.measures import measure
from selfeval_xl.domain.scorecard import LESS, MORE, TYPED, IndicatorScore
from selfeval_xl.messages import finding, register
from selfeval_xl.messages.sources import CHENGDU, FORM_2020, PLATFORM, PUBLISHED
from selfeval_xl.messages.template import error, notice, warning
from selfeval_xl.rules import fold_level
from selfeval_xl.rules.signs import is_cost, is_less_better, matches
from selfeval_xl.scoring.methods import DATED, NEED_VALUES
from selfeval_xl.scoring.plausibility import RATES

TEXTS = {
    "I01 实际完成值没有填": error(
        "实际完成值是空的，这一项算不出得分。空白不会当作 0。",
        "请填写实际完成值；没有完成请填 0，确实不考核请写“不适用”。",
        "没有完成值就无从评分，平台也把它列为必填。",
        PLATFORM,
    ),
    "I02 年度指标值没有填": error(
        "年度指标值是空的，完成多少算达到目标就无从判断。",
        "请填写年初批复的指标值，例如 ≥95% 或 2400人。",
        "指标值是计分的依据。",
        FORM_2020,
    ),
    "I07 占位符没有换掉": error(
        "这一行还留着“{shown}”，是模板里的占位符，不是真正的内容。",
        "请换成实际内容；用不到的行请整行删除。",
        "空模板行混在表里会算进分值或打印出来。",
        PUBLISHED,
    ),
    "I10 没有任何指标": error(
        "指标表里一个指标也没有，无法评分。",
        "请至少填写一个三级指标，写明指标值、完成值和分值。",
        "自评得分由各项指标得分相加得出。",
        FORM_2020,
    ),
    "I11 三级指标没有名称": error(
        "这一行填了内容，却没有三级指标名称，汇总后不知道评的是什么。",
        "请填写三级指标名称；多余的行请整行删除。",
        "得分按三级指标逐项列出，没有名称就对不上。",
        FORM_2020,
    ),
    "I15 时限年份与评价年度不同": warning(
        "评价年度是 {year} 年，时限目标写的是“{target}”，不是同一年。",
        "请核对年份；跨年项目请填本年度应完成的节点。",
        "年度指标值是当年要达到的目标。",
        FORM_2020,
    ),
    "I16 符号可能写反": warning(
        "目标是 {target}，意思是越低越好，而这类指标一般越高越好，符号可能写反了。",
        "请核对绩效目标申报表，多半应为“≥”。",
        "公开的自评表里有稳定运行率写成“≤99%”的例子。",
        PUBLISHED,
    ),
    "I17 指标值与计量单位不符": warning(
        "指标值写的是“{target}”，计量单位却是“{unit}”。",
        "请改正计量单位，或把它留空（指标值里已写明单位）。",
        "公开的目标表里有 28.8万元 的计量单位填成 % 的例子。",
        PUBLISHED,
    ),
    "I18 同一指标出现两次": warning(
        "与第 {first} 行的指标同名，同一件事可能算了两次分。",
        "若是重复，请删去一行并调整分值；若不是，请把名称写得能区分开。",
        "产出、效益指标重复的，只计一个。",
        CHENGDU,
    ),
    "I20 成本指标用了“≥”": notice(
        "成本指标的目标是 {target}，花得越多得分越高，一般应为“≤”。",
        "请核对指标性质；若评的是投入达到多少，请放到数量指标。",
        "成本指标一般越低越好。",
        FORM_2020,
    ),
    "I21 值的读法有疑问": warning(
        "写作“{shown}”：{why}；程序只能按最可能的意思理解。",
        "请核对“计算说明”与本意是否一致；不一致的，请改写成一个数加单位，例如 ≥95%、2400人、2021年12月31日。",
        "同一个写法可以有两种读法，算错了不容易发现。",
    ),
}
register(TEXTS)

PLACEHOLDER = re.compile(r"(?:指标\s*\d+|[.…]{2,}|X{2,}|×{2,})[:：]?", re.IGNORECASE)
_OF_TARGETS = frozenset({measure.WRONG_UNIT, measure.CHOICE_LIST})
"""Ambiguities of a target that a check of their own speaks of, for the row as a whole (I17, Q04)."""
_YEAR = re.compile(r"20\d\d(?=\s*[年./-])")


def check_any(view: CheckContext) -> Iterator[Finding]:
    """There is at least one indicator, and each has a name."""
    if not view.rows:
        yield finding("I10", view.indicator_sheet)
    for row in view.rows:
        if not row.indicator.name:
            yield on_row("I11", row, "name")


def check_blank(view: CheckContext) -> Iterator[Finding]:
    """Target and actual value are there, also where a typed score hides it from the scoring."""
    for row in (row for row in view.rows if not row.is_told_in_detail):
        for code, field, shown in (("I02", "target", row.target_shown), ("I01", "actual", row.actual_shown)):
            is_needed = row.obstacle == code or (row.applicable and row.method in NEED_VALUES)
            if not shown and is_needed and row.indicator.place(field) not in view.unread:
                yield on_row(code, row, field)


def check_placeholders(view: CheckContext) -> Iterator[Finding]:
    """No 指标2, …… or XX of the template is left in names or values."""
    for row in view.rows:
        if row.obstacle == "I07":
            field = "target" if row.reading.target.kind == measure.PLACEHOLDER else "actual"
            yield on_row("I07", row, field, shown=row.target_shown if field == "target" else row.actual_shown)
        elif PLACEHOLDER.fullmatch(row.indicator.name):
            yield finding("I07", row.indicator.place("name"), shown=row.indicator.name)


def check_deadline_year(view: CheckContext) -> Iterator[Finding]:
    """A 时限 lies in the year that is evaluated."""
    for row in [row for row in view.rows if row.method in DATED]:
        target = row.indicator.target
        named = [str(target.year)] if isinstance(target, datetime.date) else _YEAR.findall(normalise(text_of(target)))
        if view.year is not None and named and str(view.year) not in named:
            yield on_row("I15", row, "target", year=view.year, target=row.target_shown)


def check_reversed(view: CheckContext) -> Iterator[Finding]:
    """≤ does not go with what should be high, nor ≥ with a cost, unless it says how much was saved."""
    rule = view.standard.scoring
    for row in view.rows:
        name, sign, unit = row.indicator.name, row.reading.sign, row.reading.target.unit
        if row.reading.sign_from not in TYPED:
            continue
        if sign in LESS and unit in RATES and matches(rule.high_names, name) and not is_less_better(rule, name, unit):
            yield on_row("I16", row, "target")
        if sign in MORE and fold_level(row.indicator.level2) in rule.cost_level2 and is_cost(rule, name, unit):
            yield on_row("I20", row, "target")


def check_repeated(view: CheckContext) -> Iterator[Finding]:
    """No indicator stands there twice, by name and target."""
    first: dict[tuple[str, str], IndicatorScore] = {}
    for row in view.rows:
        name = row.indicator.name
        seen = first.setdefault((name, row.target_shown or row.indicator.level2), row)
        if seen is not row and name:
            yield on_row("I18", row, "name", first=seen.indicator.row)


def check_ambiguities(view: CheckContext) -> Iterator[Finding]:
    """No value is written so that it can be read in two ways, or with a unit that the column 计量单位 contradicts."""
    for row, field, why in [(seen, *each) for seen in view.rows for each in seen.ambiguities]:
        shown = text_of(getattr(row.indicator, field))
        if why == measure.WRONG_UNIT and field == "target":
            yield on_row("I17", row, "unit", target=shown, unit=text_of(row.indicator.unit))
        # A typed score takes I06 away, but whoever reads the row still sees two numbers in one cell.
        elif (why, row.obstacle) != (measure.TWO_VALUES, "I06") and not (
            why in _OF_TARGETS and ("target", why) in row.ambiguities
        ):
            yield on_row("I21", row, field, shown=shown, why=measure.AMBIGUITIES[why])


CHECKS = (
    *(check_ambiguities, check_any, check_blank, check_placeholders),
    *(check_deadline_year, check_reversed, check_repeated),
)
