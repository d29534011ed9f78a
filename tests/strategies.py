"""What staff may hand in, for hypothesis: rows as on our sheets, in the words of the trade."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from hypothesis import strategies as st

from selfeval_xl.domain.cells import CellValue
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.layout import BUDGET_FIELDS, INDICATOR_FIELDS, PROJECT_FIELDS
from selfeval_xl.domain.money import FEN_PER
from selfeval_xl.scoring.methods import METHODS
from selfeval_xl.storage import standards
from tests.forms import Row

WIDE = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
LEVELS = (("产出指标", "数量指标"), ("产出指标", "成本指标"), ("效益指标", "社会效益"), ("满意度指标", "满意度"))
UNITS = ("", "%", "人", "万元", "公里", "元/人")
PARAMETERS: tuple[str | None, ...] = (
    None,
    "每低1个百分点扣1分",
    "每差3%扣0.5分",
    "每少10个以内扣2分",
    "≥95%：100%；≥60%：50%；其余：0",
    "±10%：5分；其余：0",
    "4项",
    "多扣",
)
_SPELLED = (
    "≥95% ≤3天 2400人 0 -5 ±5% ＝1 不少于12次 效果明显 达成 4项 2/4 不适用 …… 2021年底 2021年6月30日 1年内 12个、3万元",
    "#REF! 约300人 0.5",
)
TARGETS: tuple[str | None, ...] = (None, "", *" ".join(_SPELLED).split())
ACTUALS = (*TARGETS, "部分达成", "未达成", "已完成100%", "2022年1月15日", "3万", "２４００人")
STANDARDS = st.sampled_from(standards.available())
WEIGHTS = st.decimals("0.01", "60", places=2)
AMOUNTS = st.decimals("0", "9999999", places=4).map(lambda number: Decimal(format_decimal(number)))
ANYTHING: st.SearchStrategy[CellValue] = st.one_of(
    st.sampled_from([*ACTUALS, *PARAMETERS, *METHODS, "1.1", "万元", " ", "{0}", "=1+1", "1e5"]),
    st.text(max_size=6),
    st.integers(-(10**6), 10**6),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.times(),
)
"""What a cell can hold, sensible or not."""


def cell(number: Decimal) -> float:
    """Return a number as a number cell holds it."""
    return float(number)


@st.composite
def spelled(draw: st.DrawFn, number: Decimal, unit: str) -> tuple[CellValue, str]:
    """Return one way to write a quantity: the cell itself, and what stands in the column 计量单位."""
    text = format_decimal(number)
    ways: list[tuple[CellValue, str]] = [
        (f"{text}{unit}", ""),
        (f"{text} {unit}", unit),
        (f"{text}{unit}".translate(WIDE), unit),
        (f"{number:,f}{unit}", ""),
        (cell(number), unit),
        (text, unit),
    ]
    return draw(st.sampled_from(ways))


@st.composite
def indicators(draw: st.DrawFn, methods: tuple[str | None, ...] = (None, *METHODS)) -> Row:
    """A row of the sheet 指标 that is filled in well or badly; its weight is a number above 0."""
    level1, level2 = draw(st.sampled_from(LEVELS))
    row: dict[str, CellValue] = {
        "一级指标": level1,
        "二级指标": level2,
        "三级指标": draw(st.sampled_from(["培训人数", "验收合格率", "单位成本"])),
        "指标性质": draw(st.sampled_from([None, "≥", "≤", "=", ">", "<", "定性", "时限"])),
        "年度指标值": draw(st.sampled_from(TARGETS) | AMOUNTS.map(cell)),
        "计量单位": draw(st.sampled_from(UNITS)),
        "实际完成值": draw(st.sampled_from(ACTUALS) | AMOUNTS.map(cell)),
        "分值": cell(draw(WEIGHTS | st.decimals("0.001", "60", places=3))),
        "计分方法": draw(st.sampled_from(methods)),
        "方法参数": draw(st.sampled_from(PARAMETERS)),
        "定性档次": draw(st.sampled_from([None, None, "达成", "部分达成", "未达成"])),
        "手工得分": draw(st.sampled_from([None, None, 0, 3.5, 70, -1, "优"])),
        "扣减分数": draw(st.sampled_from([None, None, 1.5, 99, -2])),
    }
    return row


@st.composite
def scored(draw: st.DrawFn, unit: str = "人") -> Row:
    """A row that compares two numbers and can be scored."""
    sign, target, actual = draw(st.sampled_from("≥≤=><")), draw(AMOUNTS), draw(AMOUNTS)
    level1, level2 = draw(st.sampled_from(LEVELS))
    return {
        "一级指标": level1,
        "二级指标": level2,
        "三级指标": "服务人数",
        "年度指标值": f"{sign}{format_decimal(target + 1)}{unit}",
        "实际完成值": f"{format_decimal(actual)}{unit}",
        "分值": cell(draw(WEIGHTS)),
    }


@st.composite
def budgets(draw: st.DrawFn, unit: str = "万元") -> list[Row]:
    """Lines of the sheet 预算 in whole 分, some of them with children."""
    lines: list[Row] = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        lines.append(_line(draw, str(number), unit))
        lines.extend(_line(draw, f"{number}.{child}", unit) for child in range(1, draw(st.integers(0, 2)) + 1))
    return lines


def _line(draw: Callable[[st.SearchStrategy[int | None]], int | None], number: str, unit: str) -> Row:
    line: dict[str, CellValue] = {"序号": number, "项目明细": f"第{number}项"}
    for title in ("年初预算数", "全年预算数", "全年执行数"):
        line[title] = money_cell(draw(st.none() | st.integers(0, 10**11)), unit)
    return line


def money_cell(fen: int | None, unit: str) -> CellValue:
    """Return whole 分 as staff type them in a 金额单位."""
    return None if fen is None else format_decimal(Decimal(fen) / FEN_PER[unit])


def _titles(fields: tuple[object, ...], *but: str) -> list[str]:
    return [field.title for field in fields if not field.computed and field.title not in but]  # type: ignore[attr-defined]


def anywhere(fields: tuple[object, ...], *but: str) -> st.SearchStrategy[Row]:
    """A row of which every cell may hold anything."""
    return st.dictionaries(st.sampled_from(_titles(fields, *but)), ANYTHING, max_size=8)


ANY_INDICATOR, ANY_LINE = anywhere(INDICATOR_FIELDS), anywhere(BUDGET_FIELDS)
ANY_FACTS = anywhere(PROJECT_FIELDS, "评价标准")
