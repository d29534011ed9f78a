"""Printed beside computed: each habit and slip seen in published tables is told for what it is.

The cases are in tests/cases/comparison.toml, for a finance officer to check.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from selfeval_xl.comparison import compare
from selfeval_xl.domain.decimals import HUNDRED
from selfeval_xl.domain.finding import AGREES, JUDGED, MISTAKE, NOTICE, UNVERIFIABLE, WARNING, Finding
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.printed import PlacedValue, Printed, PrintedFunds, PrintedSum
from selfeval_xl.scoring import score
from selfeval_xl.storage import standards
from tests import tiny
from tests.forms import BUDGET_LINE, RECEIVED, submission

CASES = tomllib.loads((tiny.CASES / "comparison.toml").read_text(encoding="utf-8"))["case"]


def printed_in(case: Mapping[str, Any]) -> Printed:
    """Return what the form of a case prints: the indicators' scores in P2, P3 and so on, all else below."""
    place = (Place("自评表", row, 16) for row in count(2))
    rows, told = case.get("指标", ()), case.get("印", {})
    scores = [(row.get("印"), next(place)) for row in rows]
    share, points, total, grade = ((told.get(what), next(place)) for what in ("执行率", "执行率得分", "总分", "等级"))
    weights, again = ((told.get(what), next(place)) for what in ("分值合计", "自评得分"))
    rate = (share[0] and f"{Decimal(share[0]) * HUNDRED}%", share[1])
    funds = PrintedFunds("年度资金总额", 1, rate=_shown(*rate), score=_shown(*points))
    sums = tuple(
        PrintedSum(each["名称"], tuple(row - 1 for row in each["行"]), _shown(each.get("印"), next(place)))
        for each in case.get("小计", ())
    )
    whole = {"total": total, "grade": grade, "total_weight": weights, "total_again": again}
    shown: dict[str, Any] = {name: _shown(*each) for name, each in whole.items()}
    return Printed(tuple(_shown(*each) for each in scores), (funds,), sums=sums, **shown)


def _shown(text: str | None, place: Place) -> PlacedValue | None:
    return PlacedValue(text, place) if text else None


def compared(case: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Return the comparisons of a case."""
    rules = standards.load(case.get("标准", "mof-2020"))
    if "执行率分值" in case:
        points = Decimal(case["执行率分值"])
        sections = (rule._replace(weight=points) if rule.source == "execution" else rule for rule in rules.sections)
        rules = rules._replace(sections=tuple(sections))
    if "加分" in case:
        bonus = rules.sections[-1]._replace(name="加分", weight=Decimal(case["加分"]), level1=("加分",), bonus=True)
        rules = rules._replace(sections=(*rules.sections, bonus))
    if "部分达成含上限" in case:
        best, middle, *rest = rules.qualitative.tiers
        tiers = (best._replace(lower_inclusive=False), middle._replace(upper_inclusive=True), *rest)
        rules = rules._replace(qualitative=rules.qualitative._replace(tiers=tiers))
    given = submission(case.get("指标", ()), case.get("预算", [BUDGET_LINE]))
    card = score(given._replace(printed=printed_in(case), form=RECEIVED), rules)
    return compare(card, rules, *map(Decimal, filter(None, [case.get("容差")])))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["名称"])
def test_each_printed_figure_is_told_as_the_case_says(case: Mapping[str, Any]) -> None:
    found = compared(case)
    assert [[each.subject, each.printed, each.computed, each.reason] for each in found] == case["预期"]
    assert all(each.agrees is not bool(each.reason) for each in found)


VERDICTS = {
    "没有填": UNVERIFIABLE,
    "算不出，": UNVERIFIABLE,
    "人工评判": JUDGED,
    "由人评分": JUDGED,
    "给了满分，没有写原因": MISTAKE,
    "给了满分，原因已写明": JUDGED,
    "加总差错": MISTAKE,
    "截去": MISTAKE,
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["名称"])
def test_each_figure_gets_the_verdict_that_its_reason_gives(case: Mapping[str, Any]) -> None:
    for each in compared(case):
        assert (each.verdict == AGREES) is (not each.reason)
        assert all(each.verdict == verdict for word, verdict in VERDICTS.items() if word in each.reason)
        assert each.message.startswith(f"{each.place.address} {each.subject}：表上是 {each.printed}")
        assert each.message.endswith(f"；{each.reason}。" if each.reason else f"，重算是 {each.computed}。")


def test_a_sum_counts_the_points_for_execution_also_where_the_standard_has_none() -> None:
    case = {"标准": "donghu-2017", "印": {"执行率得分": "10", "总分": "100"},
            "指标": [{"一级指标": "项目绩效", "三级指标": "甲", "年度指标值": "1件", "实际完成值": "1件", "分值": 90,
                    "印": "90"}]}  # fmt: skip
    assert not any("加总差错" in each.reason for each in compared(case))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["名称"])
def test_each_comparison_says_the_cell_of_the_printed_figure(case: Mapping[str, Any]) -> None:
    printed = printed_in(case)
    sums = [each.score for each in printed.sums]
    whole = [printed.total_weight, printed.total, printed.total_again, printed.grade]
    cells = [printed.funds[0].rate, printed.funds[0].score, *printed.scores, *sums, *whole]
    told = [each.place for each in cells if each and each.value not in case.get("不说", ())]
    assert [each.place for each in compared(case)] == told


FORM = {
    "指标": [
        {"三级指标": "甲", "年度指标值": "3人", "实际完成值": "2人", "分值": 10, "印": "6.67"},
        {"三级指标": "乙", "年度指标值": "3人", "实际完成值": "2人", "分值": 10, "印": "6.66"},
        {"三级指标": "丙", "年度指标值": "3人", "实际完成值": "3人", "分值": 10, "印": "9"},
        {"三级指标": "丁", "年度指标值": "3人", "实际完成值": "", "分值": 10, "印": "9"},
        {"三级指标": "戊", "年度指标值": "良好", "实际完成值": "达成", "分值": 10, "印": "9",
         "偏差原因分析及改进措施": "办法待印发"},
        {"三级指标": "己", "年度指标值": "良好", "实际完成值": "部分达成", "分值": 10, "印": "7"},
        {"三级指标": "庚", "年度指标值": "有所提高", "实际完成值": "群众反映好", "分值": 10, "印": "9"},
        {"三级指标": "辛", "年度指标值": "有所提高", "实际完成值": "群众反映好", "分值": 10, "印": "9",
         "偏差原因分析及改进措施": "样本少"},
    ]
}  # fmt: skip
REMEDY = "请与填报单位核对这一项。"


@pytest.mark.parametrize(
    ("row", "verdict", "message", "level", "remedy"),
    [
        (0, AGREES, "P2 甲：表上是 6.67，重算是 6.67。", NOTICE, ""),
        (1, MISTAKE, "P3 乙：表上是 6.66，重算是 6.67；多余的小数截去了，没有四舍五入。", WARNING, REMEDY),
        (2, JUDGED, "P4 丙：表上是 9，重算是 10.00；达到目标而扣了 1 分，是人工评判，没有写原因。", WARNING, REMEDY),
        (3, UNVERIFIABLE, "P5 丁：表上是 9，按规则算不出；实际完成值没有填。", WARNING, REMEDY),
        (
            4, JUDGED, "P6 戊：表上是 9，重算是 10.00；“达成”可得 8 至 10 分，9 分在档内，由人评分，原因已写明。",
            NOTICE, "",
        ),
        (
            5, JUDGED, "P7 己：表上是 7，这一项由人评分；“部分达成”可得 6 至 8 分，7 分在档内，由人评分，没有写原因。",
            NOTICE, "",
        ),
        (
            6, JUDGED, "P8 庚：表上是 9，这一项由人评分；定性指标由人评分，9 分相当于“达成”，照此采用，没有写原因。",
            WARNING, REMEDY,
        ),
        (
            7, JUDGED, "P9 辛：表上是 9，这一项由人评分；定性指标由人评分，9 分相当于“达成”，照此采用，原因已写明。",
            NOTICE, "",
        ),
    ],
)  # fmt: skip
def test_a_reviewer_is_told_what_to_look_at(row: int, verdict: str, message: str, level: str, remedy: str) -> None:
    found = compared(FORM)[row]
    assert (found.verdict, found.message, found.level, found.remedy) == (verdict, f"自评表!{message}", level, remedy)
    assert found.code == "", "there is no help page to look up"


def test_full_marks_for_what_was_reached_need_no_second_look() -> None:
    row = {"三级指标": "甲", "年度指标值": "100人", "实际完成值": "200人", "分值": 10, "印": "10"}
    (found,) = compared({"标准": "manual-2022", "指标": [row]})
    assert (found.verdict, found.level, found.remedy) == (JUDGED, NOTICE, "")


def test_points_that_are_too_many_are_told_beside_the_total_where_no_sum_of_them_is_printed() -> None:
    row = {"一级指标": "产出指标", "三级指标": "甲", "年度指标值": "3人", "实际完成值": "3人", "印": "95"}
    for points, told in ((95, ["甲", "分值合计", "总分"]), (90, ["甲", "总分"])):
        found = compared({"指标": [row | {"分值": points}], "印": {"总分": "95"}})
        assert [each.subject for each in found] == told
    many = compared({"指标": [row | {"分值": 95}], "印": {"总分": "95"}})[1]
    assert (many.printed, many.computed, many.reason) == ("105", "100", "各项分值相加是 105 分，多 5 分")
    assert many.place.cell == compared({"指标": [row | {"分值": 95}], "印": {"总分": "95"}})[2].place.cell
