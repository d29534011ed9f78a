"""One project of several units put together: figures first, then the score; what cannot be told is not guessed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from selfeval_xl.domain.money import money
from selfeval_xl.domain.place import Columns
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.domain.submission import BudgetLine, Indicator, Project, Submission
from selfeval_xl.scoring.aggregate import MergedSubmission, combine
from selfeval_xl.storage import standards
from selfeval_xl.tasks.evaluation import evaluate

CASES = sorted((Path(__file__).parent / "cases" / "combining").glob("*.toml"))
HUBEI = standards.load("hubei-2019")
RULE = HUBEI.aggregation
FIELDS = {"指标值": "target", "完成值": "actual", "方法": "method", "档次": "tier", "手工得分": "typed_score",
          "符号": "sign", "分值": "weight", "参数": "parameter", "单位": "unit", "扣减": "deduction"}  # fmt: skip


def submissions(case: Mapping[str, Any]) -> list[Submission]:
    """What each unit of the case handed in."""
    return [_submission(name, facts, case["指标"]) for name, facts in case["单位"].items()]


def _submission(unit: str, facts: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> Submission:
    department, code = facts.get("主管部门", "市人社局"), facts.get("项目编码")
    project = Project({}, name="培训", code=code, department=department, unit=unit, year=2020, standard=HUBEI.id)
    annual, executed = (money(facts.get(what), "万元").fen for what in ("预算", "执行"))
    line = BudgetLine(Columns("预算", 1, {}), 2, "1", "培训", annual=annual, executed=executed)
    return Submission(project, (line,), tuple(_indicator(row, row[unit]) for row in rows if unit in row))


def _indicator(row: Mapping[str, Any], reported: Any) -> Indicator:
    own = dict(zip(("指标值", "完成值"), reported, strict=True)) if isinstance(reported, list) else reported
    given = {FIELDS[key]: value for key, value in ({"分值": 5, **row, **own}).items() if key in FIELDS}
    level1, level2 = row.get("一级", "产出指标"), row.get("二级", "数量指标")
    return Indicator(Columns("指标", 1, {}), 2, level1, level2, row["名称"], **given)


def combined(case: Mapping[str, Any]) -> tuple[MergedSubmission, Scorecard]:
    """The units of the case put together, and the score of the whole."""
    assert RULE is not None
    whole = combine(submissions(case), HUBEI, RULE)
    return whole, evaluate(whole.submission, HUBEI)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_project_of_several_units_comes_to_what_a_person_works_out(path: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    whole, card = combined(case)
    wanted = case["应得"]
    assert list(whole.remarks) == wanted["说明"]
    amounts = tuple(money(wanted.get(what), "万元").fen for what in ("预算", "执行"))
    assert (card.budget.budget, card.budget.executed) == amounts
    assert str(card.budget.rate or "") == wanted.get("执行率", "")
    assert (str(card.total or ""), card.grade or "暂不评级") == (wanted.get("得分", ""), wanted["等级"])
    rows = {row.indicator.name: (row, worked) for row, worked in zip(card.indicators, whole.worked, strict=True)}
    for line in wanted.get("指标", ()):
        row, worked = rows[line["名称"]]
        assert (row.actual_shown, str(row.score), worked) == (line["完成值"], line["得分"], line["怎么合并"])
        assert row.indicator.target == line.get("指标值", row.indicator.target)
    project = whole.submission.project
    facts = {
        "项目名称": project.name,
        "项目编码": project.code,
        "主管部门": project.department,
        "实施单位": project.unit,
    }
    assert {what: facts[what] for what in wanted.get("项目", {})} == wanted.get("项目", {})
    lines = [[line.row, line.name, str(line.annual), str(line.executed)] for line in whole.submission.budget]
    assert lines == wanted.get("预算各行", lines)


def two(east: Any, west: Any, budgets: tuple[Any, Any] = (100, 100), **row: Any) -> tuple[MergedSubmission, Scorecard]:
    """An indicator of 80 points as the east and the west reported it."""
    units = {name: {"预算": budget, "执行": 50} for name, budget in zip(("东区", "西区"), budgets, strict=True)}
    return combined({"单位": units, "指标": [{"名称": "合格率", "分值": 80, **row, "东区": east, "西区": west}]})


def test_scoring_each_unit_first_would_give_another_score() -> None:
    _, card = two(["100人", "150人"], ["100人", "50人"])
    assert card.indicators[0].score == 80  # a mean of 80 and 40 would be 60


def test_a_unit_without_budget_leaves_ratios_and_the_rate_open_and_says_so() -> None:
    whole, card = two(["95%", "95%"], ["95%", "90%"], budgets=(100, None))
    assert whole.remarks == (
        "西区没有预算数或执行数，合并后的预算执行率算不出来",
        "合格率：西区没有全年预算数，无法按资金加权",
    )
    assert (card.total, card.budget.budget, card.budget.executed) == (None, None, None)


def test_ratios_cannot_be_weighted_by_nothing() -> None:
    assert two(["95%", "95%"], ["95%", "90%"], budgets=(0, 0))[0].remarks == (
        "各单位的预算数合计是0，预算执行率算不出来",
        "合格率：各单位的全年预算数都是0，无法按资金加权",
    )


def test_nor_by_a_budget_below_nothing() -> None:
    remarks = two(["95%", "95%"], ["95%", "90%"], budgets=(100, -5))[0].remarks
    assert "合格率：西区没有全年预算数，无法按资金加权" in remarks


def test_blanks_in_a_name_hide_no_mean() -> None:
    for name in ("人均收入", "人 均收入"):
        remarks = two(["500元", "500元"], ["600元", "500元"], 名称=name)[0].remarks
        assert f"{name}：计量单位是“元”，从这一行看不准是绝对值还是相对值" in remarks


def test_what_fell_is_combined_as_what_rose() -> None:
    whole, _ = two(["2%", "-3%"], ["2%", "-1%"], 名称="产值增长率")
    assert whole.worked[0].endswith("完成值 (-3×100＋-1×100)÷200＝-2%")


def test_full_marks_of_all_are_given_by_hand() -> None:
    whole, card = two(["≤5天", "4天"], ["≤9天", "9天"], 名称="办结时间")
    assert whole.submission.indicators[0].method == "人工"
    assert card.indicators[0].score == 80
    assert whole.submission.indicators[0].place("actual").sheet == "同项目合并"


def test_numbers_can_be_added_without_any_budget() -> None:
    whole, card = two(["95人", "95人"], ["95人", "90人"], budgets=(100, None))
    assert whole.worked == ("绝对值累加：指标值 95＋95＝190人；完成值 95＋90＝185人",)
    assert card.indicators[0].score == Decimal("77.89")  # 80×185÷190


def test_the_weight_may_be_what_was_spent() -> None:
    assert RULE is not None
    units = {"东区": {"预算": 100, "执行": 30}, "西区": {"预算": 100, "执行": 10}}
    rows = [{"名称": "合格率", "分值": 80, "东区": ["90%", "90%"], "西区": ["90%", "70%"]}]
    whole = combine(submissions({"单位": units, "指标": rows}), HUBEI, RULE._replace(weight="executed"))
    assert whole.worked[0].endswith("完成值 (90×30＋70×10)÷40＝85%")


def test_a_percentage_below_one_stays_a_percentage() -> None:
    whole, card = two(["0.5%", "0.4%"], ["0.3%", "0.2%"], 符号="≤")
    assert [(i.target, i.actual) for i in whole.submission.indicators] == [("0.4%", "0.3%")]
    assert card.indicators[0].score == 80


def test_an_indicator_that_nobody_needs_to_fill_in_stays_out_of_the_score() -> None:
    whole, card = two(["5次", "不适用"], ["5次", "不适用"])
    assert (whole.worked, whole.remarks) == (("各单位都填“不适用”",), ())
    assert not card.indicators[0].applicable


@pytest.mark.parametrize("again", ["走 访（户）", "走访(户)"])
def test_two_rows_of_one_name_cannot_be_told_apart(again: str) -> None:
    rows = [{"名称": name, "东区": ["5次", "5次"], "西区": ["5次", "5次"]} for name in ("走访（户）", again)]
    units = {name: {"预算": 1, "执行": 1} for name in ("东区", "西区")}
    whole, _ = combined({"单位": units, "指标": rows})
    assert whole.remarks == ("走访（户）：东区、西区有不止一行同名的指标，分不清哪一行对哪一行",)


def test_the_rows_of_the_whole_are_numbered_below_their_headers_and_its_amounts_are_in_wan() -> None:
    rows = [{"名称": name, "东区": ["5次", "5次"], "西区": ["5次", "5次"]} for name in ("走访", "宣讲")]
    whole, _ = combined({"单位": {name: {"预算": 1, "执行": 1} for name in ("东区", "西区")}, "指标": rows})
    assert [(line.columns.header_row, line.row) for line in whole.submission.budget] == [(1, 2), (1, 3)]
    assert [(row.columns.header_row, row.row) for row in whole.submission.indicators] == [(1, 2), (1, 3)]
    assert [line.number for line in whole.submission.budget] == ["", ""]
    assert whole.submission.project.money_unit == "万元"


def test_full_marks_by_hand_are_not_those_of_the_rule() -> None:
    late = {"指标值": "5天", "完成值": "6天", "手工得分": 80}
    whole, _ = two(late, {**late, "完成值": "5天"}, 符号="≤")
    assert whole.remarks == ("合格率：计量单位是“天”，从这一行看不准是绝对值还是相对值",)


def test_the_working_of_many_units_stays_readable() -> None:
    names = [f"{number}乡" for number in range(1, 41)]
    row = {"名称": "培训人数", "分值": 80} | {name: ["10人", "9人"] for name in names}
    six, _ = combined({"单位": {name: {"预算": 1, "执行": 1} for name in names[:6]}, "指标": [row]})
    assert six.worked[0].endswith("完成值 9＋9＋9＋9＋9＋9＝54人")
    whole, card = combined({"单位": {name: {"预算": 1, "执行": 1} for name in names}, "指标": [row]})
    assert whole.worked[0].endswith("完成值 9＋9＋9＋9＋9＋9＋…＝360人")
    assert [line.name for line in whole.submission.budget] == names
    assert card.total == 92  # 20 ＋ 80×360÷400


STEP = {"方法": "扣分"}


@pytest.mark.parametrize(
    ("east", "west", "row", "why"),
    [
        ({"分值": 0}, {}, {}, "东区没有写分值"),
        ({"分值": -1}, {"分值": ""}, {}, "东区、西区没有写分值"),
        (
            {"参数": "每少1次扣1分"}, {"参数": "每少1次 扣2分"}, STEP,
            "各单位的方法参数不同（东区：每少1次扣1分，西区：每少1次扣2分）",
        ),
        ({"参数": "每少1次扣1分"}, {}, STEP, "各单位的方法参数不同（东区：每少1次扣1分，西区：空白）"),
        (
            {"参数": "每少1次 扣1分", "完成值": "4次"}, {"参数": "每少1次扣1分"}, STEP,
            "“扣分”的方法参数是按一个单位的数写的，不能用于各单位之和",
        ),
        ({"指标值": "若干"}, {}, {"方法": "比例"}, "东区没有可以相加的指标值"),
        ({"完成值": "若干"}, {}, {}, "东区没有可以同指标值比较的完成值"),
        ({"指标值": "95%", "完成值": "0.95%"}, {"指标值": "95%", "完成值": "95%"}, {}, "东区这一行还不能计分"),
        ({"指标值": "不适用"}, {}, {}, "东区填的是“不适用”"),
        ({"符号": "≥", "完成值": "4次"}, {}, {}, "各单位的指标值的符号不同（东区：≥，西区：没有写）"),
        ({"指标值": "5", "完成值": "4"}, {}, {}, "没有写计量单位，从这一行看不准是绝对值还是相对值"),
        (
            {"指标值": "5人", "完成值": "4人"}, {}, {}, "各单位的计量单位不同（东区：人，西区：次）",
        ),
    ],
)  # fmt: skip
def test_what_differs_between_the_units_is_said_and_not_combined(east: Any, west: Any, row: Any, why: str) -> None:
    plain = {"指标值": "5次", "完成值": "5次"}
    whole, card = two({**plain, **east}, {**plain, **west}, **row)
    assert (whole.worked, whole.remarks) == (("",), (f"合格率：{why}",))
    assert (whole.submission.indicators[0].actual, card.indicators[0].score) == (None, None)


@pytest.mark.parametrize(
    ("east", "remarks"),
    [
        ({"扣减": 1}, ("合格率：各单位的手工得分、扣减没有带入，得分按合并后的完成值重算",)),
        ({"手工得分": 60}, ("合格率：各单位的手工得分、扣减没有带入，得分按合并后的完成值重算",)),
        ({"手工得分": 64}, ()),  # what the rule gives too
    ],
)
def test_what_a_person_decided_in_one_unit_is_not_carried_over_and_said(east: Any, remarks: tuple[str, ...]) -> None:
    whole, card = two({"指标值": "5次", "完成值": "4次", **east}, ["5次", "5次"])
    assert (whole.worked, whole.remarks) == (("绝对值累加：指标值 5＋5＝10次；完成值 4＋5＝9次",), remarks)
    assert card.indicators[0].score == 72


@pytest.mark.parametrize(("other", "target"), [("良好", "良好"), ("优良", "（各单位不同）")])
def test_judged_scores_are_weighted_by_money(other: str, target: str) -> None:
    east = {"指标值": "良好", "完成值": "好", "手工得分": 72}
    west = {"指标值": other, "完成值": "好", "手工得分": 60}
    whole, card = two(east, west, budgets=(300, 100), 方法="定性")
    assert whole.worked == ("定性得分按全年预算数加权平均：(72×300＋60×100)÷400＝69分",)
    (row,) = whole.submission.indicators
    assert [row.target, row.tier, row.typed_score] == [target, "达成", "69"]
    assert card.indicators[0].score == 69


FIGURES = st.lists(st.integers(min_value=1, max_value=200), min_size=2, max_size=5)


@settings(max_examples=100, deadline=None)
@given(FIGURES, st.sampled_from(["人", "%", "万元"]), st.sampled_from(["≥", "≤"]), st.data())
def test_the_whole_scores_between_its_best_and_its_worst_unit(
    targets: list[int], unit: str, sign: str, data: st.DataObject
) -> None:
    reported = [(target, data.draw(st.integers(min_value=1, max_value=300))) for target in targets]
    names = [f"{number}区" for number in range(len(targets))]
    row: dict[str, Any] = {"名称": "指标", "符号": sign, "分值": 80}
    row |= {name: [f"{t}{unit}", f"{a}{unit}"] for name, (t, a) in zip(names, reported, strict=True)}
    case = {"单位": {name: {"预算": 7 * n + 1, "执行": 1} for n, name in enumerate(names)}, "指标": [row]}
    alone = [evaluate(each, HUBEI).indicators[0].score for each in submissions(case)]
    assume(None not in alone)  # a figure that cannot be true is not put together
    whole, card = combined(case)
    score = card.indicators[0].score
    assert whole.worked[0] and score is not None
    assert min(filter(None, alone)) - Decimal("0.01") <= score <= max(filter(None, alone)) + Decimal("0.01")


FUNDS = st.lists(st.integers(min_value=1, max_value=10**13), min_size=2, max_size=8)


@settings(max_examples=60, deadline=None)
@given(FUNDS, st.data())
def test_sums_and_weighted_means_are_exact(funds: list[int], data: st.DataObject) -> None:
    percents = [data.draw(st.integers(min_value=1, max_value=20_000)) for _ in funds]
    numbers = [data.draw(st.integers(min_value=1, max_value=10**9)) for _ in funds]
    names = [f"{number}区" for number in range(len(funds))]
    rows = [
        {"名称": "增长率"} | {name: ["100%", f"{Decimal(p) / 100}%"] for name, p in zip(names, percents, strict=True)},
        {"名称": "人数"} | {name: ["100人", f"{n}人"] for name, n in zip(names, numbers, strict=True)},
    ]
    units: dict[str, Any] = {
        name: {"预算": f"{fen // 100}.{fen % 100:02d}元", "执行": 0} for name, fen in zip(names, funds, strict=True)
    }
    whole, _ = combined({"单位": units, "指标": rows})
    ratio, people = (str(indicator.actual) for indicator in whole.submission.indicators)
    exact = Fraction(sum(p * fen for p, fen in zip(percents, funds, strict=True)), 100 * sum(funds))
    assert ratio.endswith("%") and abs(Fraction(ratio[:-1]) - exact) <= Fraction(1, 20_000)
    assert (Fraction(ratio[:-1]) * 10_000).denominator == 1
    assert people == f"{sum(numbers)}人"
