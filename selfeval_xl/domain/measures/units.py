"""计量单位: spellings folded to one name each, and exact conversion between units of one kind."""

import functools
import math
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.domain.cells import CellValue, normalise, text_of

_SPELLINGS = {
    "%": "百分比 百分点 个百分点 百分率 %(百分比)",
    "‰": "千分比 千分点 个千分点",
    "元": "人民币元 元人民币 元整 块钱",
    "公里": "km KM Km 千米",
    "米": "m",
    "厘米": "cm CM 公分",
    "毫米": "mm MM",
    "公斤": "kg KG Kg 千克",
    "克": "g",
    "毫克": "mg",
    "吨": "t",
    "平方米": "㎡ m2 m² M2 平米 平方",
    "平方公里": "km2 km² 平方千米 k㎡",
    "立方米": "m3 m³ M3 立方",
    "升": "L",
    "毫升": "ml mL ML",
    "小时": "h 个小时",
    "分钟": "min",
    "天": "日 个日",
    "工作日": "个工作日",
    "个月": "月",
    "季度": "季 个季度",
    "周": "个周 个星期 星期",
    "年": "个年度 周年",
    "人": "名 位",
    "人次": "人/次",
    "个": "人(次) 户(次)",
    "台套": "台(套) 台/套 套/台 台、套 套(台)",
    "学时": "个学时",
    "TB": "T字节 tb",
    "GB": "gb",
}
"""Folded name -> other spellings."""

_MEASURES = {
    "比例": {"‰": 1, "%": 10},
    "金额": {"元": 1},
    "长度": {"毫米": 1, "厘米": 10, "分米": 100, "米": 1000, "公里": 1_000_000},
    "质量": {"毫克": 1, "克": 1000, "斤": 500_000, "公斤": 1_000_000, "吨": 1_000_000_000},
    "面积": {"平方米": 3, "亩": 2000, "公顷": 30_000, "平方公里": 3_000_000},
    "体积": {"毫升": 1, "升": 1000, "立方米": 1_000_000},
    "时间": {"秒": 1, "分钟": 60, "小时": 3600, "天": 86_400, "周": 604_800},
    "期间": {"个月": 1, "季度": 3, "年": 12},
    "外币": {"美元": 1},
    "欧元": {"欧元": 1},
    "港元": {"港元": 1},
    "存储": {"TB": 1},
    "存储量": {"GB": 1},
    "工作日": {"工作日": 1},
    "电量": {"千瓦时": 1},
}
"""Kind -> unit -> how many of the smallest part there are in one.  15 亩 are 1 公顷, so area counts thirds of a 平方米.

Months and days, TB and GB stand apart because nothing fixed converts one into the other.
"""

_COUNTED = """
个 项 件 份 台 套 台套 件套 辆 只 头 条 处 家 所 座 篇 期 场 场次 次 例 起 户 户次 人 人次 批 批次 本 册 张 幅 块 颗
棵 株 支 部 间 栋 幢 宗 笔 单 门 节 学时 课时 班 班次 届 轮 类 种 标箱 标准箱 把 枚 艘 架 架次 盏 片 段 对 组 队 村
社区 镇 乡 县 车次 台次 床 床位 点 点位 分 级 倍 度 字 档 档次 羽 尾 人天 人日 人月 路 层 孔 眼 口 杆 根 具 道 列 集
款 首
"""
"""Names of what is counted.  个 goes with all of them."""

_SCALES = {
    "十": 10, "百": 100, "千": 1000, "万": 10_000, "十万": 100_000, "百万": 1_000_000, "千万": 10_000_000,
    "亿": 100_000_000, "万亿": 1_000_000_000_000,
}  # fmt: skip
_PERIODS = frozenset({"秒", "分钟", "小时", "天", "周", "月", "季度"})
"""Periods that change a number when they are left out; 年 is not among them, a self-evaluation covers one year."""

_FACTOR = {unit: (kind, factor) for kind, units in _MEASURES.items() for unit, factor in units.items()}
_ROOTS = {unit: unit for unit in (*_FACTOR, *_COUNTED.split())} | {
    spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings.split()
}
_SCALED = {
    f"{scale}{root}": f"{scale}{_ROOTS[root]}" for scale in _SCALES for root in ("元", "人", "亩", "人次", "平方米")
}
KNOWN: dict[CellValue, str] = {None: "", "": ""}
KNOWN.update(_SCALED | _ROOTS)
"""Every common spelling with its folded name, for one look-up."""
_LONGEST = max(map(len, _ROOTS))
_NO_UNIT = frozenset({"-", "--", "—", "——", "/", "*", "无", "无单位", "文字", "定性"})


class _UnitName(NamedTuple):
    scale: int
    root: str
    per: tuple[str, ...]


def split_off(text: str) -> tuple[str, str]:
    """Take the unit off the front of what follows a number: ``次宣传`` is (次, 宣传), ``元/人、天`` is all unit.

    Returns ``""`` as the unit when the text begins with none that is known.
    """
    name, rest = _root(text)
    if not name:
        scale = _scale(text)
        name, rest = _root(text[len(scale) :])
        name = scale + name
    while name and rest:
        if not (rest[0] == "/" or ("/" in name and rest[0] in "、·")):
            break
        below, after = _root(rest[1:])
        if not below:
            break
        name, rest = f"{name}{'、' if '/' in name else '/'}{below.removeprefix('个')}", after
    return name, rest


def _scale(text: str) -> str:
    """Return the 万, 亿 and the like that a text begins with, or ``""``."""
    return next((text[:length] for length in (2, 1) if text[:length] in _SCALES), "")


def _root(text: str) -> tuple[str, str]:
    for length in range(min(_LONGEST, len(text)), 0, -1):
        root = _ROOTS.get(text[:length])
        if root is not None and not _word_goes_on(text, length):
            return root, text[length:]
    return "", text


def _word_goes_on(text: str, length: int) -> bool:
    """Tell whether an ASCII unit is only the beginning of a word, as m is in mol."""
    after = text[length : length + 1]
    return text[length - 1].isascii() and after.isascii() and after.isalnum()


@functools.lru_cache(maxsize=1024, typed=True)
def fold(cell: CellValue) -> str:
    """Fold the spelling of a unit: ``百分比`` is ``%``, ``m2`` is ``平方米``; an unknown one stays as it is."""
    known = KNOWN.get(cell)
    if known is not None:
        return known
    text = "".join(normalise(text_of(cell)).split())
    if text in _NO_UNIT:
        return ""
    if text in KNOWN:
        return KNOWN[text]
    outside = text.partition("(")[0] or text.strip("()")
    name, rest = split_off(outside)
    return outside if rest else name


@functools.lru_cache(maxsize=1024)
def _taken_apart(unit: str) -> _UnitName:
    whole, _, below = unit.partition("/")
    per = tuple(sorted(below.split("、"))) if below else ()
    scale = "" if whole in _ROOTS else _scale(whole)
    return _UnitName(_SCALES.get(scale, 1), whole[len(scale) :], per)


@functools.lru_cache(maxsize=1024)
def _ratio(source: str, wanted: str) -> tuple[Decimal, Decimal] | None:
    have, want = _taken_apart(source), _taken_apart(wanted)
    if not _same_per(have.per, want.per):
        return None
    up, down = have.scale, want.scale
    if not _same_thing(have.root, want.root):
        kind, factor = _FACTOR.get(have.root, ("", 0))
        other, divisor = _FACTOR.get(want.root, ("?", 0))
        if kind != other:
            return None
        up, down = up * factor, down * divisor
    common = math.gcd(up, down)
    return Decimal(up // common), Decimal(down // common)


def _same_per(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether ``/人`` and the like agree; one side may leave it out, as staff do, unless it is a period."""
    if one == other:
        return True
    missing = one or other
    return not (one and other) and not _PERIODS.intersection(missing)


def _same_thing(one: str, other: str) -> bool:
    if one == other or not one or not other:
        return True
    return "个" in (one, other) and one not in _FACTOR and other not in _FACTOR


def comparable(one: str, other: str) -> bool:
    """Tell whether a number in one unit can be expressed in the other."""
    return _ratio(one, other) is not None


def measured(unit: str) -> bool:
    """Tell whether a unit measures (元, %, 公里, 天) rather than counts (个, 场, 人)."""
    return _taken_apart(unit).root in _FACTOR


def root(unit: str) -> str:
    """Return the known unit below 万, 亿 and the like, ``""`` for an unknown one and for one per another (元/人)."""
    apart = _taken_apart(unit)
    return apart.root if apart.root in _ROOTS and not apart.per else ""


def lasts(unit: str) -> bool:
    """Tell whether a unit is a length of time."""
    return _FACTOR.get(unit, ("",))[0] in ("时间", "期间", "工作日")


def scaled(unit: str) -> bool:
    """Tell whether a unit multiplies its number, as 万 in 万元 does."""
    return _taken_apart(unit).scale != 1


def joined(own: str, column: str) -> str:
    """Complete a bare 万 or 亿 by the column 计量单位: ``300万`` beside 元 or 万元 is in 万元."""
    have, want = _taken_apart(own), _taken_apart(column)
    return own if have.root or want.per else f"{own}{want.root}"


def convert(number: Decimal, source: str, wanted: str) -> Decimal | None:
    """Express a number of ``source`` in ``wanted``, or ``None`` when they are of different kinds.

    Exact wherever the result has an end; 100 亩 are 6.666… 公顷 to 28 digits.
    """
    ratio = _ratio(source, wanted)
    if ratio is None:
        return None
    up, down = ratio
    return number * up if down == 1 else number * up / down
