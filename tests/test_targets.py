"""What staff write as targets and actual values is read as a person reads it: tests/cases/spellings/*.toml."""

from __future__ import annotations

import datetime
import string
from decimal import Decimal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from selfeval_xl.domain.cells import CellValue, normalise
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.measures import units
from selfeval_xl.domain.measures.comparing import fraction_as_percent, in_target_unit, late_days
from selfeval_xl.domain.measures.measure import (
    AMBIGUITIES,
    BLANK,
    DATE,
    LOST_PERCENT,
    NUMBER,
    PLACEHOLDER,
    TIER,
    UNREADABLE,
    Measure,
)
from selfeval_xl.domain.measures.reading import read_actual, read_target
from tests.readings import CASES, case_file, reading

SECTIONS = ("A数加单位", "B符号连写", "D比率", "F文字", "G零与空")
PAIRS = [
    pytest.param(*row[1:], id=f"{row[0]} {row[1]}")
    for section in SECTIONS
    for row in case_file(f"spellings/{section}.toml")["rows"]
]
COLUMNS = [pytest.param(*row[1:], id=f"{row[0]} {row[2]}") for row in case_file("spellings/C分栏.toml")["rows"]]
DEADLINES = [pytest.param(*row[1:], id=f"{row[0]} {row[1]}") for row in case_file("spellings/E时间.toml")["rows"]]
VARIANTS = [
    pytest.param(spelling, row[0], id=spelling)
    for name in ("字形", "日期")
    for row in case_file(f"spellings/{name}.toml")["rows"]
    for spelling in row[1:]
]


def compared(target: Measure, actual: Measure) -> str:
    number = in_target_unit(target, actual)
    return "无法比较" if number is None else format_decimal(number)


def test_all_131_spellings_are_there() -> None:
    files = sorted((CASES / "spellings").glob("[A-G]*.toml"))
    numbers = {row[0] for file in files for row in case_file(f"spellings/{file.name}")["rows"]}
    assert {str(number) for number in range(1, 132)} <= numbers


@pytest.mark.parametrize(("target", "wanted", "actual", "done", "in_unit"), PAIRS)
def test_spellings(target: str, wanted: str, actual: str, done: str, in_unit: str) -> None:
    promised, achieved = read_target("", target, ""), read_actual(actual)
    assert (reading(promised), reading(achieved), compared(promised, achieved)) == (wanted, done, in_unit)


@pytest.mark.parametrize(("sign", "target", "unit", "wanted", "actual", "done", "in_unit"), COLUMNS)
def test_columns(sign: str, target: str, unit: str, wanted: str, actual: str, done: str, in_unit: str) -> None:
    promised, achieved = read_target(sign, target, unit), read_actual(actual, unit)
    assert (reading(promised), reading(achieved), compared(promised, achieved)) == (wanted, done, in_unit)


@pytest.mark.parametrize(("target", "wanted", "actual", "done", "late"), DEADLINES)
def test_deadlines(target: str, wanted: str, actual: str, done: str, late: str) -> None:
    promised, achieved = read_target(None, target, None), read_actual(actual)
    days = late_days(promised, achieved, 2020)
    assert (reading(promised), reading(achieved)) == (wanted, done)
    assert ("不是日期" if days is None else str(days)) == late


@pytest.mark.parametrize(("spelling", "wanted"), VARIANTS)
def test_variants_are_read_alike(spelling: str, wanted: str) -> None:
    assert reading(read_target(None, spelling, None)) == wanted


def test_every_variant_reads_the_same_as_an_actual_value() -> None:
    differing = {
        spelling: reading(read_actual(spelling))
        for spelling, wanted in (map(str, param.values) for param in VARIANTS)
        if reading(read_actual(spelling)) != wanted
    }
    assert differing == {}


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (("≥", 95.0, "%"), "≥ 95 %"),
        (("≥", 95, "％"), "≥ 95 %"),
        (("=", 2400.0, "人"), "= 2400 人"),
        ((None, 0.0, None), "0"),
        ((None, 0.1 + 0.2, None), "0.3"),
        ((None, 9.165, "万元"), "9.165 万元"),
        ((None, -3.5, "%"), "-3.5 %"),
        ((None, 1e-7, None), "0.0000001"),
        ((None, 1e21, None), "1000000000000000000000"),
        (("大于等于", 5, "个"), "≥ 5 个"),
        (("正向指标", 5, "个"), "≥ 5 个"),
        (("反向指标", 5, "个"), "≤ 5 个"),
        (("大概", 5, "个"), "5 个（unknown-sign）"),
        (("≥", 0.95, "%"), "≥ 0.95 %（fraction）"),
        (("≤", 0.5, "%"), "≤ 0.5 %"),
        (("≤", "≥5个", ""), "≥ 5 个（sign-twice）"),
        (("≥", "98%以上", "%"), "≥ 98 %"),
        (("≥", "超13万元", "万元"), "> 13 万元"),
        (("=", "≥5个", ""), "≥ 5 个（sign-twice）"),
        (("≥", "300万", "元"), "≥ 300 万元"),
        (("≥", "300万", "万元"), "≥ 300 万元"),
        (("≥", "3亿", "万元"), "≥ 3 亿元"),
        (("≥", "3万", "元/人"), "≥ 3 万"),
        (("≥", "12个", "家"), "≥ 12 个"),
        (("≥", "12台", "辆"), "≥ 12 台"),
        (("≥", "12个", "%"), "≥ 12 个（wrong-unit）"),
        (("≥", 12, "标准化厂房"), "≥ 12 标准化厂房"),
        (("≥", 12, "/"), "≥ 12"),
        (("定性", "效果明显", "%"), "文字"),
        (("定性", "≥95%", ""), "≥ 95 %（number-as-quality）"),
        (("定性", 95.0, "%"), "95 %（number-as-quality）"),
        (("定性", "组织2次培训并形成长效机制", ""), "文字"),
        (("定性", "2021年底", ""), "文字"),
        (("定性", "3个以上、5个以下", ""), "文字"),
        (("时限", "2小时", ""), "≤ 2 小时"),
        (("时限", 30.0, "天"), "≤ 30 天"),
        (("时限", "不少于30天", ""), "≥ 30 天"),
        (("时限", "12月底", ""), "日期 —-12-31"),
        ((None, True, None), "文字"),
        ((None, datetime.date(2021, 12, 31), None), "日期 2021-12-31"),
        ((None, datetime.datetime(2021, 12, 31), None), "日期 2021-12-31"),
        ((None, datetime.time(8, 30), None), "文字"),
        ((None, float("inf"), None), "读不准"),
        ((None, float("nan"), None), "读不准"),
        ((None, "#DIV/0!", None), "读不准"),
        ((None, "每亩300", None), "300"),
        ((None, "每亩300元", None), "300 元"),
    ],
)
def test_cells_of_a_target(cells: tuple[CellValue, CellValue, CellValue], wanted: str) -> None:
    assert reading(read_target(*cells)) == wanted


@pytest.mark.parametrize(
    ("actual", "wanted"),
    [
        ("达成预期指标", "档次 达成"),
        ("达成年度指标", "档次 达成"),
        ("已达成预期目标（95%）", "档次 达成"),
        ("已完成", "档次 达成"),
        ("全部完成", "档次 达成"),
        ("按时完成", "档次 达成"),
        ("已完成100%", "档次 达成 100 %"),
        ("达标", "档次 达成"),
        ("达成预期指标，效果良好", "档次 达成"),
        ("部分达成预期指标", "档次 部分达成"),
        ("部分达成年度指标并具有一定效果", "档次 部分达成"),
        ("部分完成80%", "档次 部分达成 80 %"),
        ("未达成预期指标", "档次 未达成"),
        ("未达成年度指标且效果较差", "档次 未达成"),
        ("未完成", "档次 未达成"),
        ("不达标", "档次 未达成"),
        ("没有完成", "档次 未达成"),
        ("不达标5%", "读不准（negated）"),
        ("完成95%", "95 %"),
        ("超额完成120%", "120 %"),
        ("已完成，2400人", "2400 人"),
        ("已完成，共培训2400人", "2400 人"),
        ("0起，未发生", "0 起"),
        ("已完成，2021年12月20日", "日期 2021-12-20"),
        # None of these says which tier it is.
        ("基本完成", "文字"),
        ("完成情况良好", "文字"),
        ("不断提升", "文字"),
        ("按规定拨付", "文字"),
        ("达成预期指标但效果一般", "文字"),
        (412.0, "412"),
        (datetime.date(2021, 12, 20), "日期 2021-12-20"),
        (None, "空白"),
    ],
)
def test_actual_values(actual: CellValue, wanted: str) -> None:
    assert reading(read_actual(actual)) == wanted


def test_blank_zero_and_not_applicable_are_three_things() -> None:
    kinds = {read_actual(cell).kind for cell in (None, 0.0, "不适用", "—")}
    assert len(kinds) == 4


def test_true_is_not_one() -> None:
    """1, 1.0 and TRUE are equal to Python, also to its caches."""
    assert [reading(read_actual(cell)) for cell in (1, 1.0, True, 1)] == ["1", "1", "文字", "1"]
    assert [reading(read_actual("5", cell)) for cell in (True, 1.0, "1")] == ["5 TRUE", "5 1", "5 1"]


def test_text_is_kept_as_typed() -> None:
    assert read_target("≥", " ９５％ ", "").text == "９５％"
    assert read_target("≥", 95.0, "%").text == "95"
    assert read_actual("已完成100%").text == "已完成100%"
    assert read_actual("2021年2月30日").text == "2021年2月30日"


@pytest.mark.parametrize(
    ("target", "actual", "number"),
    [
        ("2.6亿元", "2.45亿元", "2.45"),
        ("2.6亿元", "24500万元", "2.45"),
        ("300万", "3000000元", "300"),
        ("300万元", "300万", "300"),
        ("300万元", "2900000", "2900000"),
        ("300万元", "￥2900000", "290"),
        ("4万人次", "44000人次", "4.4"),
        ("1.2万亩", "12000亩", "1.2"),
        ("1公顷", "15亩", "1"),
        ("15亩", "1公顷", "15"),
        ("2公里", "1500米", "1.5"),
        ("2km", "1.5千米", "1.5"),
        ("50厘米", "0.5m", "50"),
        ("1吨", "250公斤", "0.25"),
        ("1吨", "500斤", "0.25"),
        ("2小时", "90分钟", "1.5"),
        ("3天", "48小时", "2"),
        ("1年内", "6个月", "0.5"),
        ("1年", "2个季度", "0.5"),
        ("0.9‰", "0.05%", "0.5"),
        ("5%", "30‰", "3"),
        ("95%", "0.93", "93"),
        ("95%", "1", "100"),
        ("95%", "0", "0"),
        ("1%", "1", "1"),
        ("0.95", "93%", "0.93"),
        ("1", "100%", "1"),
        ("100", "100%", "100"),
        ("90%", "已完成100%", "100"),
        ("6", "6艘", "6"),
        ("12个", "9家", "9"),
        ("400元/人、天", "180元", "无法比较"),
        ("400元/人", "380元", "380"),
        ("75元", "75元/人", "75"),
        ("13万元/年", "14万元", "14"),
        ("1次/月", "12次", "无法比较"),
        ("1次/月", "1次/月", "1"),
        ("每月2次", "每月2次", "2"),
        ("620万/月", "600万元/月", "600"),
        ("300公里", "300人", "无法比较"),
        ("400人", "412次", "无法比较"),
        ("10万元", "已完成100%", "无法比较"),
        ("63", "已完成100%", "无法比较"),
        ("63", "94%", "无法比较"),
        ("63", "63万元", "无法比较"),
        ("80TB", "120000GB", "无法比较"),
        ("3个月", "90天", "无法比较"),
        ("提升10%", "提高12%", "12"),
        ("下降10%", "降低12%", "12"),
        ("下降10%", "提升12%", "无法比较"),
        ("下降10%", "12%", "12"),
        ("95%", "", "无法比较"),
        ("效果明显", "100%", "无法比较"),
    ],
)
def test_in_target_unit(target: str, actual: str, number: str) -> None:
    assert compared(read_target(None, target, None), read_actual(actual)) == number


def test_a_bare_number_takes_the_unit_of_the_target_not_of_the_column() -> None:
    assert in_target_unit(read_target(None, "202.6万元", "元"), read_actual(132.9, "元")) == Decimal("132.9")


def test_a_fraction_in_place_of_a_percentage_is_said_so() -> None:
    target = read_target("≥", 95.0, "%")
    assert fraction_as_percent(target, read_actual(0.93, "%"))
    assert in_target_unit(target, read_actual(0.93, "%")) == 93
    assert not fraction_as_percent(target, read_actual("0.93%"))
    assert in_target_unit(target, read_actual("0.93%")) == Decimal("0.93")
    assert not fraction_as_percent(target, read_actual(93.0, "%"))
    assert not fraction_as_percent(read_target(None, "0.9%", None), read_actual(0.5))
    assert not fraction_as_percent(read_target(None, "95人", None), read_actual(0.93))


@pytest.mark.parametrize(
    ("target", "actual", "year", "late"),
    [
        ("2021年12月31日", "2022年1月15日", 2021, 15),
        ("2021年12月31日", "2021年12月20日", 2021, -11),
        ("12月底", "12月20日", 2021, -11),
        ("11月底", "12月1日", None, None),
        ("2021年11月底", "12月1日", None, 1),
        ("11月底", "2021年12月1日", None, 1),
        ("11月底", "12月1日", 2021, 1),
        ("2月底", "3月1日", 2020, 1),
        ("2月底", "3月1日", 2021, 1),
        ("2020年全年。", "2020年全年。", None, 0),
        ("2021年底", 44561.0, None, 0),
        ("2021年底", 44562.0, None, 1),
        ("2021年底", 20220102.0, None, 2),
        ("2021年底", "20211231", None, 0),
        ("2021年底", 95.0, None, None),
        ("2021年底", "44562人", None, None),
        ("95%", "2021年底", None, None),
        ("1年内", "1年内", 2021, None),
        ("2021年底", "及时", 2021, None),
        ("2021年底", None, 2021, None),
    ],
)
def test_late_days(target: str, actual: CellValue, year: int | None, late: int | None) -> None:
    assert late_days(read_target(None, target, None), read_actual(actual), year) == late


def test_a_deadline_that_has_lost_its_date_format() -> None:
    assert late_days(read_target(None, 44561.0, None), read_actual(datetime.date(2022, 1, 1)), None) == 1


UNITS = [
    "",
    "%",
    "‰",
    "人",
    "人次",
    "万元",
    "亿元",
    "个",
    "公里",
    "万亩",
    "平方米",
    "小时",
    "元/人",
    "次/月",
    "TB",
    "个工作日",
]
SPELT_SIGNS = {
    "≥": (
        "≥{}",
        "≧{}",
        ">={}",
        "＞={}",
        "不少于{}",
        "不低于 {}",
        "至少{}",
        "{}以上",
        "{}及以上",
        "达{}以上",
        "比例达到{}以上。",
    ),
    "≤": ("≤{}", "≦{}", "<={}", "不超过{}", "不高于{}", "{}以内", "{}及其以下", "控制在{}以内"),
    ">": (">{}", "＞{}", "超{}", "大于{}", "超过{}"),
    "<": ("<{}", "＜{}", "小于{}", "低于{}"),
    "=": ("={}", "＝{}", "﹦{}", "═ {}", "等于{}"),
    "±": ("±{}", "正负{}"),
    "": ("{}", " {} ", "{}。", "按合同{}", "{}（上年数）"),
}
WIDE = str.maketrans(string.digits + ".,%", "０１２３４５６７８９．，％")
amounts = st.decimals(min_value=0, max_value=10**9, places=4).map(lambda n: Decimal(format_decimal(n)))


@given(
    sign=st.sampled_from(sorted(SPELT_SIGNS)),
    number=amounts,
    unit=st.sampled_from(UNITS),
    data=st.data(),
)
def test_what_is_written_is_read_back(sign: str, number: Decimal, unit: str, data: st.DataObject) -> None:
    digits = data.draw(st.sampled_from([format_decimal(number), f"{number:,f}", f"{number:f}"]))
    spelling = data.draw(st.sampled_from(SPELT_SIGNS[sign])).format(
        f"{digits}{data.draw(st.sampled_from(['', ' ']))}{unit}"
    )
    text = spelling.translate(WIDE) if data.draw(st.booleans()) else spelling
    value = read_target(None, text, None)
    assert (value.kind, value.sign, value.number, value.unit) == (NUMBER, sign, number, units.fold(unit))
    assert value.text == text.strip()
    assert read_actual(text)[:4] == value[:4]


@given(number=amounts, sign=st.sampled_from(["≥", "≤", "="]), unit=st.sampled_from(UNITS))
def test_columns_say_the_same_as_one_cell(number: Decimal, sign: str, unit: str) -> None:
    assume(not 0 < number < 1)
    apart, together = (
        read_target(sign, format_decimal(number), unit),
        read_target("", f"{sign}{format_decimal(number)}{unit}", ""),
    )
    assert (apart.kind, apart.sign, apart.number, apart.unit) == together[:4]


@given(number=st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_a_number_cell_reads_like_the_text_a_person_sees(number: float) -> None:
    cell = read_actual(number)
    assert cell.number is not None
    assert cell.text == format_decimal(cell.number)
    assert read_actual(cell.text).number == cell.number


@given(day=st.dates(datetime.date(1990, 1, 1), datetime.date(2098, 12, 31)), late=st.integers(-400, 400))
def test_days_late_count_calendar_days(day: datetime.date, late: int) -> None:
    done = day + datetime.timedelta(days=late)
    deadline = read_target(None, f"{day.year}年{day.month}月{day.day}日前完成", None)
    for spelling in (done, done.isoformat(), f"{done.year}年{done.month}月{done.day}日", done.strftime("%Y/%m/%d")):
        assert late_days(deadline, read_actual(spelling), None) == late


PIECES = """
≥ ≤ > < = ± % ‰ 不少于 不超过 以上 以内 已完成 未 部分 达成 指标 年 月 日 底 前 2021 12 31 0 9.5 , 、 / - ( ) （ ）
： 。 万 亿 元 人 次 每 约 XX 无 不适用 第 . 全年 季度 上半年 至 ~ # ! ￥ 台(套) 个 百分比 5G e
"""
WORDS = st.sampled_from([*PIECES.split(), " ", "\n", "\u3000"])
CELLS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.lists(WORDS, max_size=8).map("".join)
    | st.dates()
    | st.datetimes()
    | st.times()
    | st.timedeltas()
)


@given(sign=CELLS, target=CELLS, unit=CELLS, actual=CELLS, year=st.none() | st.integers(1950, 2100))
@example("≥", "１²", "", "²", None)
@example("", "2021年99月99日", "", "99月", 2021)
@example("", "(((", "", "】[(", None)
@example("", "\u200b", "", "\u2060 ", None)
@example("", "9" * 400, "万", "0." + "0" * 400 + "1", None)
def test_nothing_that_a_cell_can_hold_stops_the_reading(
    sign: CellValue, target: CellValue, unit: CellValue, actual: CellValue, year: int | None
) -> None:
    promised, achieved = read_target(sign, target, unit), read_actual(actual, unit)
    in_target_unit(promised, achieved)
    fraction_as_percent(promised, achieved)
    late_days(promised, achieved, year)
    for value in (promised, achieved):
        assert value.kind == TIER or (value.number is not None) == (value.kind == NUMBER)
        assert (value.date is not None) == (value.kind == DATE)
        assert bool(value.tier) == (value.kind == TIER)
        assert value.ambiguity in AMBIGUITIES or value.ambiguity == ""
        assert value.kind in (BLANK, PLACEHOLDER, UNREADABLE) or value.text


@given(st.text() | st.lists(WORDS).map("".join))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text() | st.lists(WORDS, max_size=6).map("".join))
def test_folded_glyphs_change_no_reading(text: str) -> None:
    assert read_actual(text)._replace(text="") == read_actual(normalise(text))._replace(text="")


@given(
    number=amounts,
    pair=st.sampled_from(
        [("元", "万元"), ("亩", "公顷"), ("米", "公里"), ("%", "‰"), ("个月", "年"), ("分钟", "天"), ("人", "亿人")]
    ),
)
def test_converting_there_and_back_gives_the_same_number(number: Decimal, pair: tuple[str, str]) -> None:
    small, large = pair
    there = units.convert(number, small, large)
    assert there is not None
    back = units.convert(there, large, small)
    assert back is not None and abs(back - number) <= Decimal("1e-15")


def test_every_doubt_can_arise() -> None:
    cells: set[tuple[CellValue, CellValue, CellValue]] = {
        (None, "100%1000件", None), (None, "%=99百分比", None), (None, "28.8万元", "%"), ("≤", "≥5", None),
        (None, "优良中差", None), (None, "未达到95%", None), (None, "本地区共1家,运行平稳", None),
        (None, "约300人", None), (None, "2021年2月30日", None), (None, "12月前", None), ("大概", "5", None),
        ("定性", "95%", None), ("≥", 0.95, "%"),
    }  # fmt: skip
    # A lost percent sign shows only beside 方法参数: see test_plausibility.
    assert {read_target(*cell).ambiguity for cell in cells} == set(AMBIGUITIES) - {LOST_PERCENT}
