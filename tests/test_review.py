"""Printed beside computed: each habit and slip seen in published tables is recognised for what it is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from selfeval_xl.comparison import Comparison, Printed, Shown, compare
from selfeval_xl.domain.place import Place
from selfeval_xl.scoring import score
from selfeval_xl.storage import standards
from tests.forms import BUDGET_LINE, Row, submission


def shown(number: str) -> Shown:
    return Shown(Decimal(number), Place("指标", 2, 16))


def verdict(row: Row, printed: str, standard: str = "mof-2020") -> Comparison:
    rules = standards.load(standard)
    (comparison,) = compare(score(submission([row]), rules), Printed((shown(printed),)), rules)
    return comparison


def goal(target: str, actual: str, weight: float, reason: str = "") -> Row:
    return {"年度指标值": target, "实际完成值": actual, "分值": weight, "偏差原因分析及改进措施": reason}


@pytest.mark.parametrize(
    ("row", "printed", "reason"),
    [
        (goal("≥95%", "96%", 10), "10", ""),
        (goal("8755", "8676", 15), "14.86", ""),
        (goal("8755", "8676", 15), "14.9", "只保留一位小数"),
        (goal("8755", "8676", 15), "15", "四舍五入到了整数"),
        (goal("8755", "8676", 15), "14", "只取整数，小数舍去了"),
        (goal("3", "2", 10), "6.66", "多余的小数截去了，没有四舍五入"),
        (goal("98%", "98%", 20), "19.6", "用完成值 98% 直接乘了分值"),
        (goal("100%", "100%", 10), "7", "达到目标而扣了 3 分，是人工评判，没有写原因"),
        (goal("100%", "100%", 10, "问卷偏少"), "9", "达到目标而扣了 1 分，是人工评判，原因已写明"),
        (goal("3807", "3224", 2), "1.9", "比按规则多 0.21 分，是人工评判，没有写原因"),
        (goal("120", "69", 2), "1", "四舍五入到了整数"),
        (goal("100", "50", 10), "10", "没有达到目标而给了满分，没有写原因"),
        (goal("100", "50", 10), "11", "超过分值 10"),
        (goal("≤30万元", "完成", 90), "90", "按规则算不出（完成值不能与目标比较），印的分数没有依据"),
        (goal("≥95%", "", 10), "10", "按规则算不出（实际完成值没有填），印的分数没有依据"),
    ],
)
def test_a_printed_score(row: Row, printed: str, reason: str) -> None:
    said = verdict(row, printed)
    assert said.reason.startswith(reason) if reason else said.agrees


def money(budget: float, executed: float, initial: float | None = None) -> Row:
    return {**BUDGET_LINE, "年初预算数": initial, "全年预算数": budget, "全年执行数": executed}


@pytest.mark.parametrize(
    ("line", "rate", "points", "rate_reason", "points_reason"),
    [
        (money(170.92, 155.387019), "0.9091", "9.09", "", ""),
        (money(25, 21.54576), "0.8619", "8.62", "计算或抄写差错", ""),
        (money(43.2, 37.24), "0.86", "9", "取整到了百分之一", "四舍五入到了整数"),
        (money(310.2, 154.74), "0.5", "5", "取整到了百分之一", "按取整后的执行率计分"),
        (money(4764453.11, 4614453.11), "0.9685", "9.68", "", "多余的小数截去了，没有四舍五入"),
        (money(100, 50, initial=200), "0.25", "2.5", "用了年初预算数作分母", "与执行率×分值不符"),
        (money(4753.66, 3824.26), "1", "10", "计算或抄写差错", "与执行率×分值不符"),
        (money(30, 30), "1", "99", "", "超过分值 10，像是把总分填进了这一格"),
    ],
)
def test_the_printed_execution(line: Row, rate: str, points: str, rate_reason: str, points_reason: str) -> None:
    rules = standards.load("mof-2020")
    printed = Printed(rate=shown(rate), execution=shown(points))
    first, second = compare(score(submission([], [line]), rules), printed, rules)
    assert first.reason.startswith(rate_reason) and first.agrees == (not rate_reason)
    assert second.reason.startswith(points_reason) and second.agrees == (not points_reason)


@pytest.mark.parametrize(
    ("line", "computed"), [(money(100, 0), "0.00%"), ({**BUDGET_LINE, "全年执行数": None}, "算不出")]
)
def test_nothing_spent_is_a_rate_of_nought_and_not_an_unknown_one(line: Row, computed: str) -> None:
    rules = standards.load("mof-2020")
    (rate,) = compare(score(submission([], [line]), rules), Printed(rate=shown("0.5")), rules)
    assert (rate.printed, rate.computed, rate.agrees) == ("50.00%", computed, False)


def test_a_total_that_is_not_the_sum_of_its_parts() -> None:
    """稷山: 9+13+15+10+10+27+9 is 93, printed 94."""
    rules = standards.load("mof-2020")
    rows = [goal("100%", "100%", weight) for weight in (15, 15, 10, 10, 30, 10)]
    parts = tuple(map(shown, ("13", "15", "10", "10", "27", "9")))
    printed = Printed(parts, execution=shown("9"), total=shown("94"), grade=("优", Place("指标", 9, 1)))
    *_rest, total, grade = compare(score(submission(rows), rules), printed, rules)
    assert total.reason == "加总差错：印出的各项相加是 93"
    assert (total.printed, total.computed, grade.agrees) == ("94", "100.00", True)


def test_a_grade_that_follows_from_another_total() -> None:
    rules = standards.load("mof-2020")
    printed = Printed(total=shown("79"), grade=("中", Place("指标", 9, 1)))
    rows = [{**goal("100%", "100%", 90), "一级指标": "产出指标"}]
    total, grade = compare(score(submission(rows), rules), printed, rules)
    assert total.reason and grade.reason == "由印的总分而来，总分不同等级就不同"
