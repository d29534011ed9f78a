"""Table forms of any size, the same for the same seed: what staff type, and the numbers that they mean by it."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from typing import NamedTuple

PLACES = ("佛祖岭街道", "关东街道", "豹澥街道", "九峰街道", "滨湖街道", "左岭街道", "花山街道", "龙泉街道")
WORKS = (
    "技能培训",
    "老旧小区改造",
    "河湖巡查",
    "文化惠民演出",
    "困难群众慰问",
    "安全生产检查",
    "食品抽检",
    "绿化养护",
    "健康体检",
)
COUNTED = (("人次", "服务人数"), ("场", "组织场次"), ("处", "完成处数"), ("户", "覆盖户数"), ("份", "发放份数"))
RATED = ("验收合格率", "资料归档率", "按期开工率", "设施完好率", "问题整改率", "资金拨付率")
EFFECTS = ("群众获得感有效提升", "辖区环境明显改善", "长效管护机制基本建立", "公共服务能力持续增强")
CAUSES = ("受汛期影响部分工程顺延", "报名人数少于预期", "供应商交货推迟", "政策调整后部分对象不再符合条件")
CURES = ("将在下年度提前摸排需求并制定分月计划", "已约谈承办单位，落实专人按周督办", "拟调整宣传方式，扩大覆盖面")
YEAR = 2024

SECTIONS = (("产出指标", 50, 0.6), ("效益指标", 30, 0.25), ("满意度指标", 10, 0.15))
"""一级指标, its points by mof-2020, and its part of the rows."""
KINDS = {
    "产出指标": ("count", "rate", "count", "deadline", "count", "rate", "count", "cost"),
    "效益指标": ("effect", "rate", "count", "effect", "count"),
    "满意度指标": ("satisfaction",),
}
ROWS_OF_A_FORM = 100
"""A sheet with more rows holds several forms one below the other, as the lists do that bureaus keep for themselves."""


class Percent(float):
    """A cell that shows a percentage, as Excel stores it: 95 % is 0.95."""


Cell = str | float | int | datetime.date | None


class Line(NamedTuple):
    """A row of the sheet 预算; amounts in 万元.  ``parent`` rows repeat the sum of the rows below them."""

    number: str
    name: str
    annual: float
    executed: float
    reason: str | None


class Row(NamedTuple):
    """A row of the sheet 指标: the cells as staff fill them, by field, and target and actual value as bare numbers."""

    cells: dict[str, Cell]
    target: float
    actual: float


class Form(NamedTuple):
    """All that is typed into one workbook."""

    project: dict[str, Cell]
    lines: tuple[Line, ...]
    rows: tuple[Row, ...]


class Size(NamedTuple):
    """How large a workbook is, and how many different ones are measured.

    ``formatted`` counts the styled but empty rows below the filled ones.
    """

    name: str
    indicators: int
    lines: int
    formatted: int = 0
    variants: int = 2


SIZES = (
    Size("small", 15, 15, variants=12),
    Size("medium", 100, 200, variants=8),
    Size("huge", 10_000, 200),
    Size("bloat", 15, 15, formatted=20_000),
)


def form(size: Size, seed: int = 1) -> Form:
    """Return the form of that size; the same seed gives the same form."""
    chance = random.Random(f"{size.indicators}/{size.lines}/{seed}")
    return Form(_project(chance), tuple(_lines(size.lines, chance)), tuple(_rows(size.indicators, chance)))


def _project(chance: random.Random) -> dict[str, Cell]:
    place = chance.choice(PLACES)
    return {
        "name": f"{place}{YEAR}年公共服务经费",
        "code": "420100240000001234",
        "department": "东湖新技术开发区管委会",
        "unit": place,
        "year": YEAR,
        "standard": "mof-2020",
        "money_unit": "万元",
        "overview": f"{place}按照区财政批复的预算，组织{'、'.join(WORKS[:6])}等公共服务，受益对象为辖区常住居民。" * 3,
        "overall_goal": "完善基层公共服务，提高居民满意度。",
        "annual_goal": f"完成{'、'.join(WORKS)}等年度任务，各项指标达到绩效目标申报表的要求。",
        "actual_result": "年度各项任务基本完成，个别指标受客观因素影响略有偏差，原因见指标表。",
        "business_management": "制定了项目实施方案和验收办法，按月调度。",
        "financial_management": "资金专账核算，支付手续齐全。",
        "experience": "建立部门联席会议制度，问题当场交办。",
        "problems": "部分指标测算依据不足，年中调整较多。",
        "improvements": "编制预算时补充历史数据，细化指标。",
        "preparer": "张明",
        "phone": "027-81234567",
        "prepared_on": datetime.date(YEAR + 1, 3, 15),
        "head": "李华",
    }


def _lines(count: int, chance: random.Random) -> Iterator[Line]:
    """Yield groups of one parent and four children, whose amounts add up to it."""
    for group, first in enumerate(range(0, count, 5), 1):
        children = [_child(f"{group}.{i}", chance) for i in range(1, min(5, count - first))]
        parts = children or [_child(str(group), chance)]
        annual, executed = (round(sum(column), 2) for column in zip(*(line[2:4] for line in parts), strict=True))
        yield Line(str(group), f"{chance.choice(PLACES)}专项", annual, executed, None)
        yield from children


def _child(number: str, chance: random.Random) -> Line:
    annual = round(chance.uniform(2, 80), 2)
    rate = chance.choice((1, 1, 1, chance.uniform(0.85, 1)))
    reason = f"{chance.choice(CAUSES)}，结余资金已交回" if rate < 1 else None
    return Line(number, f"{chance.choice(WORKS)}{chance.choice(('', '补助', '设备费', '劳务费'))}", annual,
                round(annual * rate, 2), reason)  # fmt: skip


def _rows(count: int, chance: random.Random) -> Iterator[Row]:
    for first in range(0, count, ROWS_OF_A_FORM):
        yield from _one_form(first, min(ROWS_OF_A_FORM, count - first), chance)


def _one_form(first: int, count: int, chance: random.Random) -> Iterator[Row]:
    number = first
    for level1, points, part in SECTIONS:
        last = level1 == SECTIONS[-1][0]
        rows = count - (number - first) if last else round(count * part)
        for i in range(rows):
            # Halves of a point, so many to each row that the section comes out whole.
            weight = ((i + 1) * points * 2 // rows - i * points * 2 // rows) / 2
            kind = KINDS[level1][i % len(KINDS[level1])]
            number += 1
            yield _row(level1, kind, number, weight, chance)


def _row(level1: str, kind: str, number: int, weight: float, chance: random.Random) -> Row:
    missed = kind != "deadline" and chance.random() < 0.15
    subject = f"{chance.choice(PLACES)}{chance.choice(WORKS)}（第{number}批）"
    row = _MAKERS[kind](subject, missed, chance)
    cells: dict[str, Cell] = {**row.cells, "level1": level1, "weight": weight}
    if level1 == "效益指标":
        cells["level2"] = "社会效益指标"
    if cells.get("tier") == "部分达成":
        cells["typed_score"] = round(weight * 0.7, 2)
    if missed and chance.random() < 0.97:
        cells["reason"] = f"{chance.choice(CAUSES)}；{chance.choice(CURES)}。"
    if chance.random() < 0.5:
        cells["evidence"] = f"《{YEAR}年{subject}验收单》"
    return row._replace(cells=cells)


def _count(subject: str, missed: bool, chance: random.Random) -> Row:
    unit, what = chance.choice(COUNTED)
    target = chance.randint(10, 5000)
    actual = int(target * chance.uniform(0.8, 0.99)) if missed else int(target * chance.uniform(1, 1.1))
    cells: dict[str, Cell] = {"level2": "数量指标", "name": f"{subject}{what}", "sign": "≥", "unit": unit,
                              "target": target, "actual": actual}  # fmt: skip
    if chance.random() < 0.5:
        cells |= {"sign": None, "unit": None, "target": f"{target}{unit}", "actual": f"{actual}{unit}"}
    return Row(cells, target, actual)


def _rate(subject: str, missed: bool, chance: random.Random) -> Row:
    target = chance.choice((85, 90, 92, 95, 98, 100))
    actual = round(target * chance.uniform(0.8, 0.99), 1) if missed else round(chance.uniform(target, 100), 1)
    cells: dict[str, Cell] = {"level2": "质量指标", "name": f"{subject}{chance.choice(RATED)}",
                              "target": f"≥{target}%", "actual": _percent(actual)}  # fmt: skip
    return Row(cells, target, actual)


def _cost(subject: str, missed: bool, chance: random.Random) -> Row:
    target = round(chance.uniform(5, 300), 2)
    actual = round(target * (chance.uniform(1.01, 1.2) if missed else chance.uniform(0.8, 1)), 2)
    cells: dict[str, Cell] = {"level2": "成本指标", "name": f"{subject}成本控制数", "sign": "≤", "target": target,
                              "unit": "万元", "actual": actual}  # fmt: skip
    return Row(cells, target, actual)


def _deadline(subject: str, missed: bool, chance: random.Random) -> Row:
    due = datetime.date(YEAR, chance.randint(6, 12), 28)
    done = due - datetime.timedelta(days=chance.randint(0, 60))
    cells: dict[str, Cell] = {"level2": "时效指标", "name": f"{subject}完成时间", "sign": "时限", "method": "时限",
                              "target": f"{YEAR}年{due.month}月28日前", "actual": f"{done:%Y年%m月%d日}"}  # fmt: skip
    return Row(cells, due.toordinal(), done.toordinal())


def _effect(subject: str, missed: bool, chance: random.Random) -> Row:
    effect = chance.choice(EFFECTS)
    cells: dict[str, Cell] = {"level2": "社会效益指标", "name": f"{subject}社会效益", "sign": "定性", "method": "定性",
                              "target": effect, "actual": f"通过项目实施，{effect}",
                              "tier": "部分达成" if missed else "达成"}  # fmt: skip
    return Row(cells, 1, 0 if missed else 1)


def _satisfaction(subject: str, missed: bool, chance: random.Random) -> Row:
    target = chance.choice((90, 92, 95))
    actual = round(target - chance.uniform(0.1, 3), 1) if missed else round(chance.uniform(target, 100), 1)
    cells: dict[str, Cell] = {"level2": "服务对象满意度指标", "name": f"{subject}服务对象满意度", "method": "扣分",
                              "target": f"≥{target}%", "actual": _percent(actual),
                              "parameter": "每低1个百分点扣0.1分"}  # fmt: skip
    return Row(cells, target, actual)


def _percent(shown: float) -> Percent:
    return Percent(f"{shown / 100:.4g}")


_MAKERS = {
    "count": _count,
    "rate": _rate,
    "cost": _cost,
    "deadline": _deadline,
    "effect": _effect,
    "satisfaction": _satisfaction,
}
