"""What the rows of a roll-up come to: sums to the cent, departments, distributions, and when a reviewer is warned."""

from __future__ import annotations

import random
import tomllib
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selfeval_xl.documents.blocks import MONEY as MONEY_KIND
from selfeval_xl.documents.blocks import NUMBERS, Table, Value
from selfeval_xl.documents.rollup import oddities
from selfeval_xl.documents.rollup.distributions import BINS, bin_of
from selfeval_xl.documents.rollup.records import FileResult, IndicatorRow
from selfeval_xl.domain.money import money
from selfeval_xl.rollup.listing import OWN
from selfeval_xl.rollup.repeats import Seen
from selfeval_xl.rollup.totals import Totals
from tests.projects import WAN, read, records, refused

Facts = dict[str, Any]
EXCELLENT: Facts = {"total": "95.00", "grade": "优"}
GOOD: Facts = {"total": "85.00", "grade": "良"}
FAIR: Facts = {"total": "70.00", "grade": "中"}


def tables(*outcomes: FileResult) -> dict[str, Table]:
    """The tables of these outcomes by name."""
    totals = Totals()
    for outcome in outcomes:
        totals.add(outcome)
    return {filled.name: filled for filled in totals.tables()}


def overview(*outcomes: FileResult) -> dict[str, str]:
    """What 总览 says, by its first column; the remark behind the figure."""
    return {str(row[0]).strip(): f"{row[1]} {row[2]}".strip() for row in tables(*outcomes)["总览"].rows}


def warnings(*outcomes: FileResult) -> str:
    """All that 总览 warns of."""
    return "\n".join(str(row[2]) for row in tables(*outcomes)["总览"].rows if row[0] == "请注意")


SIX = tomllib.loads((Path(__file__).parent / "cases" / "rollup_sums.toml").read_text(encoding="utf-8"))


def six_projects() -> list[FileResult]:
    """The projects of tests/cases/rollup_sums.toml."""
    return [
        read(
            each["文件"], department=each["主管部门"], unit=each["实施单位"], rate=each.get("执行率", ""),
            budget=money(each.get("预算"), "万元").fen, executed=money(each.get("执行"), "万元").fen,
            total=each.get("得分", ""), grade=each.get("等级", ""), lamp=each.get("灯", ""),
        )
        for each in SIX["项目"]
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["部门汇总", "等级分布", "执行率分布"])
def test_every_cell_of_the_sums_is_what_a_person_works_out(name: str) -> None:
    filled = tables(*six_projects())[name]
    assert [[column.title, column.kind, column.field] for column in filled.columns] == SIX[name]["列"]
    rows = [
        [_shown(cell, column.kind) for cell, column in zip(row, filled.columns, strict=True)] for row in filled.rows
    ]
    assert rows == SIX[name]["行"]


def test_charts_say_what_they_count() -> None:
    charts = {name: filled.chart for name, filled in tables(*six_projects()).items() if filled.chart}
    assert {name: (chart.title, chart.lies) for name, chart in charts.items()} == {
        "等级分布": ("各等级的项目数", False), "执行率分布": ("各档预算执行率的项目数", True),
    }  # fmt: skip
    assert [chart.colour for chart in charts.values()] == ["1F3864", "5B7FB4"]


def _shown(cell: Value, kind: str) -> str:
    """Write a cell as text; money in 万元, exactly."""
    if cell is None:
        return "空"
    return f"{Decimal(cell) / WAN:f}" if kind == MONEY_KIND else str(cell)


def three_projects() -> tuple[FileResult, ...]:
    """教育局: 100万元 at 95 and 300万元 at 85 分; 卫健局: 暂不评级, and no budget."""
    return (
        read("甲.xlsx", department="教育局", unit="一小", budget=100 * WAN, executed=90 * WAN, rate="0.9000",
             lamp="红", **EXCELLENT),
        read("乙.xlsx", department="教育局", unit="二小", budget=300 * WAN, executed=300 * WAN, rate="1.0000", **GOOD),
        read("丙.xlsx", department="卫健局", unit="医院", executed=5 * WAN),
        refused("丁.xlsx", "F04"),
    )  # fmt: skip


def test_a_total_that_has_no_grade_is_no_share_of_100_and_counts_in_no_average() -> None:
    of_forty = read("戊.xlsx", department="教育局", unit="二小", total="35.00")
    with_it, without = overview(*three_projects(), of_forty), overview(*three_projects())
    assert (
        {key: with_it[key] for key in with_it if "平均" in key}
        == {key: without[key] for key in without if "平均" in key}
        != {}
    )
    assert with_it["已评分"] == "2个" and with_it["暂不评级"].startswith("2个")


def test_the_overview_adds_up_what_was_read() -> None:
    told = overview(*three_projects())
    assert told["文件"] == "4个"
    assert told["已读取的项目"].startswith("3个")
    assert told["已评分"] == "2个"
    assert told["暂不评级"].startswith("1个")
    assert told["没有读的文件"].startswith("1个")
    assert told["其中：文件已损坏"] == "1个 编号 F04"
    assert told["全年预算数合计"] == "400万元 1个项目没有预算数，未计入"
    assert told["全年执行数合计"] == "395万元"
    # 390÷400万元；没有预算数的那个项目花的 5万元不算在内
    assert told["预算执行率"] == "97.50% 全年执行数合计÷全年预算数合计；1个项目缺其中一项，未计入"
    assert told["平均得分"].startswith("90.00分 ")
    assert told["按资金加权得分"] == "87.50分 以全年预算数为权重的平均得分；1个项目没有得分或没有预算，未计入"
    assert told["可信度红灯"].startswith("1个")


def test_amounts_that_cannot_be_true_are_in_no_sum_and_are_counted() -> None:
    odd = read("戊.xlsx", department="教育局", unit="三小", budget=100 * WAN, executed=980_000 * WAN, impossible=True)
    told = overview(*three_projects(), odd)
    assert told["已读取的项目"].startswith("4个")
    told_odd = "1个项目的预算数和执行数不可能（B14），未计入"
    assert told["全年预算数合计"] == f"400万元 1个项目没有预算数，未计入；{told_odd}"
    assert told["全年执行数合计"] == f"395万元 {told_odd}"
    assert told["预算执行率"].startswith("97.50% ")
    unit = next(row for row in records(tables(*three_projects(), odd)["部门汇总"]) if row["实施单位"] == "三小")
    assert (unit["项目数"], unit["全年预算数（万元）"], unit["全年执行数（万元）"]) == (1, None, None)


def test_departments_come_with_their_units_and_a_total() -> None:
    rows = records(tables(*three_projects())["部门汇总"])
    assert [(r["层级"], r["主管部门"], r["实施单位"], r["项目数"], r["按资金加权得分"]) for r in rows] == [
        ("部门", "卫健局", "", 1, ""),
        ("单位", "卫健局", "医院", 1, ""),
        ("部门", "教育局", "", 2, "87.50"),
        ("单位", "教育局", "一小", 1, "95.00"),
        ("单位", "教育局", "二小", 1, "85.00"),
        ("合计", "", "", 3, "87.50"),
    ]
    assert [(r["优"], r["良"], r["暂不评级"], r["红灯"], r["未计入加权"]) for r in rows[-1:]] == [(1, 1, 1, 1, 1)]
    assert (rows[0]["全年预算数（万元）"], rows[0]["全年执行数（万元）"]) == (None, 5 * WAN)


def test_a_project_without_money_has_no_part_in_the_weighted_score() -> None:
    whole = records(tables(read("甲", budget=0, **GOOD), read("乙", budget=WAN, **EXCELLENT))["部门汇总"])[-1]
    assert (whole["平均得分"], whole["按资金加权得分"], whole["未计入加权"]) == ("90.00", "95.00", 1)


def test_a_name_written_with_spaces_or_wide_glyphs_is_the_same_department() -> None:
    names = ("教育局", "教 育　局 ", "教育局(本级)", "教育局（本级）", "")
    rows = records(tables(*(read(f"{i}", department=name) for i, name in enumerate(names)))["部门汇总"])
    departments = [(r["主管部门"], r["项目数"]) for r in rows if r["层级"] == "部门"]
    assert departments == [("教 育　局 ", 2), ("教育局(本级)", 2), ("（未填）", 1)]


def test_grades_of_a_standard_that_is_not_at_hand_stand_where_their_scores_put_them() -> None:
    own: list[Facts] = [{"total": "99.00", "grade": "五星"}, {"total": "85.00", "grade": "四星"}]
    rows = records(tables(*(read(facts["grade"], standard="本单位", **facts) for facts in own))["等级分布"])
    assert [r["等级"] for r in rows] == ["五星", "四星", "暂不评级"]
    assert [r["全年预算数（万元）"] for r in rows] == [None, None, 0]


def test_grades_stand_in_the_order_of_their_scores_under_the_names_of_the_standards() -> None:
    scored: list[Facts] = [FAIR, EXCELLENT, {"total": "89.00", "grade": "良好"}, GOOD, {}, GOOD]
    rows = records(tables(*(read(f"{i}", budget=WAN, **facts) for i, facts in enumerate(scored)))["等级分布"])
    assert [(r["等级"], r["项目数"], r["占比"], r["平均得分"]) for r in rows] == [
        ("优", 1, "0.1667", "95.00"),
        ("良好", 1, "0.1667", "89.00"),
        ("良", 2, "0.3333", "85.00"),
        ("中", 1, "0.1667", "70.00"),
        ("差", 0, "0.0000", ""),
        ("暂不评级", 1, "0.1667", ""),
    ]


@pytest.mark.parametrize(
    ("rate", "where"),
    [
        ("", "没有执行率"), ("0.0000", "50%以下"), ("-0.1000", "50%以下"), ("0.4999", "50%以下"),
        ("0.5000", "50%（含）至70%"), ("0.7000", "70%（含）至80%"), ("0.8999", "80%（含）至90%"),
        ("0.9000", "90%（含）至95%"), ("0.9500", "95%（含）至100%"), ("0.9999", "95%（含）至100%"),
        ("1.0000", "100%"), ("1.0001", "100%以上"),
    ],
)  # fmt: skip
def test_each_execution_rate_has_its_bin(rate: str, where: str) -> None:
    assert bin_of(rate) == where
    rows = records(tables(read("甲", rate=rate, budget=2, executed=1))["执行率分布"])
    assert [(r["预算执行率"], r["项目数"]) for r in rows] == [(name, int(name == where)) for name in BINS]


def test_nearly_all_excellent_is_warned_of() -> None:
    nine_of_ten = [read(f"{i}", **EXCELLENT) for i in range(9)] + [read("末", **GOOD)]
    assert "10个已评分项目中有9个（90.00%）的等级是“优”，等级区分度不足" in warnings(*nine_of_ten)
    assert "区分度" not in warnings(*nine_of_ten, read("又", **GOOD))
    assert "区分度" not in warnings(*nine_of_ten[:9])


def test_what_else_a_reviewer_is_warned_of() -> None:
    ten = [read(f"{i}", budget=WAN) for i in range(8)]
    ten += [read(f"满{i}", all_full=True, copied=True, differing=3, budget=WAN) for i in range(2)]
    told = warnings(*ten)
    assert "有2个项目（20.00%）每个指标都得满分" in told
    assert "有2个项目（20.00%）完成值与指标值写得一样" in told
    assert "有2个项目表上的得分、等级等与重算的不同" in told
    assert "有1个项目表上的得分、等级等与重算的不同" in warnings(*ten[:8], read("差一处", differing=1))
    assert "满分" not in warnings(*ten, read("又"))


def test_mixed_standards_years_and_unverified_rules_are_warned_of() -> None:
    mixed = (
        read("甲", unverified=True),
        read("乙", standard_name="湖北省项目自评表（2019年起）"),
        read("丙", year="2022"),
    )
    told = warnings(*mixed)
    assert "有1个项目用的“财政部项目支出绩效自评（2020年办法）”里有未核实的规则" in told
    assert "用了2个评价标准" in told
    assert "评价年度不止一个：2022（1个）、2023（2个）" in told
    assert warnings(read("甲"), read("乙")) == ""


def test_each_standard_is_told_with_how_many_projects_go_by_it_the_usual_one_first() -> None:
    rows = tables(read("甲", standard_name="湖北"), read("乙"), read("丙"))["总览"].rows
    assert [row[1:] for row in rows if row[0] == "评价标准"] == [
        ("2个", "财政部项目支出绩效自评（2020年办法）"),
        ("1个", "湖北"),
    ]


def test_projects_that_say_not_what_was_spent_are_counted_beside_the_sum() -> None:
    told = overview(*(read(f"{i}", budget=WAN, executed=WAN if i < 2 else None) for i in range(5)))
    assert told["全年执行数合计"] == "2万元 3个项目没有执行数，未计入"


def test_one_budget_that_dwarfs_all_others_is_perhaps_in_the_wrong_unit() -> None:
    small = [read(f"{i}", budget=20 * WAN) for i in range(9)]
    told = warnings(*small, read("大.xlsx", name="路灯维护", budget=200_000 * WAN))
    assert "“路灯维护”一个项目的预算（200000万元）就占全部预算的99.91%，请核对金额单位" in told
    assert "金额单位" not in warnings(*small, read("大.xlsx", budget=100 * WAN))


def test_projects_reported_twice_are_warned_of() -> None:
    twice = oddities.repeated("乙", "甲", "项目编码、单位和年度")
    assert "有1个文件与别的文件是同一个项目" in warnings(read("甲"), read("乙", oddities=(twice,)))


MONEY = st.none() | st.integers(min_value=0, max_value=10**18)
SCORE = st.just("") | st.integers(min_value=0, max_value=10_000).map(lambda n: f"{n // 100}.{n % 100:02d}")
PROJECTS = st.lists(
    st.builds(
        lambda department, unit, budget, executed, total, rate: {
            "department": department, "unit": unit, "budget": budget, "executed": executed, "total": total,
            "grade": "优" if total else "", "rate": rate,
        },
        st.sampled_from(["教育局", " 教育局", "卫健局", ""]),
        st.sampled_from(["甲", "乙", ""]),
        MONEY,
        MONEY,
        SCORE,
        st.sampled_from(["", "0.3000", "0.9500", "1.0000", "1.2000"]),
    ),
    max_size=25,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(PROJECTS, st.randoms(use_true_random=False))
def test_sums_of_the_rollup_are_the_sums_of_its_rows_whatever_the_order(
    facts: list[Facts], chance: random.Random
) -> None:
    outcomes = [read(f"{number}", **each) for number, each in enumerate(facts)]
    made = tables(*outcomes)
    whole = records(made["部门汇总"])[-1]
    scored = [(Fraction(r["total"]), r["budget"] or 0) for r in facts if r["total"]]
    weight = sum(budget for _score, budget in scored)
    for title, field in (("全年预算数（万元）", "budget"), ("全年执行数（万元）", "executed")):
        given_amounts = [row[field] for row in facts if row[field] is not None]
        assert whole[title] == (sum(given_amounts) if given_amounts else None)
        for name in ("等级分布", "执行率分布"):
            parts: list[Any] = [row[title] for row in records(made[name]) if row.get(title) is not None]
            assert title not in records(made[name])[0] or sum(parts) == sum(given_amounts)
    assert whole["平均得分"] == _two_places(sum((score for score, _ in scored), Fraction(0)), len(scored))
    assert whole["按资金加权得分"] == _two_places(
        sum((score * budget for score, budget in scored), Fraction(0)), weight
    )
    for level in ("部门", "单位"):
        rows: list[dict[str, Any]] = [row for row in records(made["部门汇总"]) if row["层级"] == level]
        for column in made["部门汇总"].columns:
            if column.kind in NUMBERS - {"points", "rate"}:
                assert sum(row[column.title] or 0 for row in rows) == (whole[column.title] or 0)
    chance.shuffle(outcomes)
    assert tables(*outcomes) == made


def _two_places(part: Fraction, whole: int) -> str:
    """The quotient half-up to two places, by the fractions of schoolbooks."""
    if not whole:
        return ""
    hundredths = Fraction(part, whole) * 100
    return f"{Decimal(int(hundredths + Fraction(1, 2))).scaleb(-2).quantize(Decimal('0.01'), ROUND_HALF_UP)}"


def seen(*outcomes: FileResult) -> list[FileResult]:
    """The outcomes after each was looked at."""
    look = Seen().look
    return [look(outcome) for outcome in outcomes]


def test_the_same_content_is_counted_once() -> None:
    first, second = seen(read("甲.xlsx", inputs="同"), read("备份/甲.xlsx", inputs="同"))
    assert first.project and not first.oddities
    assert second.project is None and second.refusal
    assert second.refusal.code == "F71"
    assert "“备份/甲.xlsx”填的内容与“甲.xlsx”完全相同" in second.refusal.message


def test_two_versions_of_a_project_are_pointed_out_at_the_later_one() -> None:
    one: Facts = {"name": "路灯维护", "unit": "城管局", "code": "P1"}
    first, second = seen(read("一稿.xlsx", **one), read("二稿.xlsx", **one))
    assert not first.oddities
    assert second.project and [oddities.kind(each) for each in second.oddities] == [oddities.REPEATED]
    assert "“二稿.xlsx”与“一稿.xlsx”是同一个项目（项目编码、单位和年度相同）" in second.oddities[0].message


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({"code": "P1", "name": "路灯"}, True),
        ({"code": "", "name": "路灯维护"}, True),
        ({"code": "", "name": "路 灯维护", "unit": "城管局 "}, True),
        ({"code": "P2", "name": "路灯维护"}, False),
        ({"code": "P1", "unit": "水务局"}, False),
        ({"code": "P1", "year": "2022"}, False),
        ({"code": "", "name": "绿化养护"}, False),
    ],
)
def test_what_makes_two_files_the_same_project(other: Facts, same: bool) -> None:
    one: Facts = {"name": "路灯维护", "unit": "城管局", "code": "P1"}
    assert bool(seen(read("甲", **one), read("乙", **(one | other)))[1].oddities) is same
    assert bool(seen(read("乙", **(one | other)), read("甲", **one))[1].oddities) is same


def test_it_is_told_by_what_they_are_the_same_project() -> None:
    one: Facts = {"name": "路灯维护", "unit": "城管局"}
    _, by_name = seen(read("甲", code="P1", **one), read("乙", **one))
    assert "是同一个项目（项目名称、单位和年度相同）" in by_name.oddities[0].message


@pytest.mark.parametrize(("department", "same"), [("城管局", True), ("城 管局", True), ("水务局", False)])
def test_where_no_unit_is_named_the_department_tells_whose_project_it_is(department: str, same: bool) -> None:
    for known in ({"code": "P1"}, {"name": "路灯维护"}):
        one, other = (Facts(known, department=name) for name in ("城管局", department))
        assert bool(seen(read("甲", **one), read("乙", **other))[1].oddities) is same


def test_what_could_not_be_read_and_blank_names_are_no_repeats() -> None:
    blank: Facts = {"name": "", "code": ""}
    assert [o.oddities for o in seen(read("甲", **blank), read("乙", **blank), refused("丙", "F04"))] == [(), (), ()]


def _rows(*targets: str) -> tuple[IndicatorRow, ...]:
    """Rows of a form with these 年度指标值, all reached."""
    return tuple(
        IndicatorRow("指标", "G5", "产出", "数量", f"第{n}项", each, each, "", "比例", "9", "9", "", "9", "", "")
        for n, each in enumerate(targets)
    )


@pytest.mark.parametrize(
    ("other", "is_own"),
    [
        ({"indicators": _rows("≥300天", "95%")}, True),
        ({"indicators": _rows("300", "95")}, True),  # a form prints sign and unit elsewhere
        ({"indicators": _rows("≥300天", "96%")}, False),
        ({"indicators": _rows("≥300天")}, False),
        ({"indicators": _rows("≥300天", "95%"), "executed": 89 * WAN}, False),
        ({"indicators": _rows("≥300天", "95%"), "budget": None, "executed": None}, True),  # that of a platform has none
        ({"indicators": ()}, False),
    ],
)  # fmt: skip
def test_what_was_made_of_a_file_beside_it_is_no_project_of_its_own(other: Facts, is_own: bool) -> None:
    """By its name alone nothing is left out: its figures must be those of one file of that name, in another layout."""
    money: Facts = {"budget": 100 * WAN, "executed": 90 * WAN}
    made = read("甲-自评.xlsx", form="我们的工作簿", **{**money, **other})._replace(part="自评表")
    first = read("甲.xlsx", form="财政部自评表", indicators=_rows("≥300天", "95%"), **money)
    another = read("甲.docx", form="财政部自评表", indicators=_rows("五", "六"), **money)
    for files in ((first, made), (another, first, made), (first, another, made)):
        *_, last = seen(*files)
        assert (last.other, last.project is None) == ((OWN, True) if is_own else ("", False))
        assert last.part == "自评表"


def test_in_one_layout_the_whole_content_must_be_the_same() -> None:
    first, same, changed = (
        read(file, indicators=_rows("1"), inputs=inputs, budget=1, executed=1)
        for file, inputs in (("甲.xlsx", "同"), ("甲-已评分.xlsx", "同"), ("甲-已评分.xlsx", "改过"))
    )
    assert [seen(first, each)[1].other for each in (same, changed)] == [OWN, ""]


def test_forms_that_were_not_taken_are_counted_by_the_file_and_its_first_reason() -> None:
    left = refused("甲.xlsx", "F71"), refused("甲.xlsx", "F14")
    whole = [refused("乙.xlsx", code) for code in ("F38", "F04", "F38")]
    told = overview(read("甲.xlsx", **GOOD), *left, *whole)
    assert told["没有计入的表"].startswith("2张")
    assert told["没有读的文件"].startswith("1个") and told["其中：文件已损坏"] == "1个 编号 F04"
