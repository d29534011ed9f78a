"""The 金额单位 of a form whose funds name none: what else on the form settles it, and what does not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.test_awkward_forms import FUNDS, HEAD, NAME, READ, ROWS, N, Row, form, indicators, money, told

YUAN: Sequence[Row] = [["项目资金", *FUNDS[0][1:]], [N, "年度资金总额", 1_000_000, 1_000_000, 900_000, 10, "90%", 9]]
COST: Row = ["产出指标", "成本指标", "培训成本", "≤100万元", "90万元", 10, 10, N]


@pytest.mark.parametrize(
    "said",
    [
        "金额单位：人民币元", "单位：人民币（元）", "计量单位：元", "货币单位：元", "资金单位：元", "单位:元",
        "注：1.资金单位为元。2.得分保留两位小数。", "注：本表金额单位均为元",
    ],
)  # fmt: skip
def test_it_may_be_said_anywhere(said: str) -> None:
    for rows in ([NAME[0], [said], NAME[1], *YUAN, HEAD, *ROWS], [*NAME, *YUAN, HEAD, *ROWS, [said]]):
        found = form(rows)
        assert (money(found), found.project.money_unit) == ([("1", "年度资金总额", 100, 90)], "元")
        assert (indicators(found), told(found).count("看不出")) == (READ, 0)


def test_an_amount_that_has_its_unit_elsewhere_tells_it_and_it_is_said() -> None:
    found = form([*NAME, *YUAN, HEAD, [*ROWS[0][:5], 40, 40, N], COST, *ROWS[1:]])
    assert money(found) == [("1", "年度资金总额", 100, 90)]
    assert found.project.place("money_unit").cell == "E7"
    assert told(found) == "表!E7：表上没有写金额单位，按这里的“90万元”，资金当作元读，请核对"


@pytest.mark.parametrize(
    "said", ["投入100元/人", "投入100万元", "投入1000万元", "投入100万元，追加1000000万元", "投入100亿元"]
)
def test_what_settles_nothing_leaves_it_at_the_usual_one(said: str) -> None:
    """A price, another amount, and amounts that speak for two units."""
    plain: Sequence[Row] = [["项目资金", *FUNDS[0][1:]], FUNDS[1]]
    for funds, wanted in ((plain, 100), (YUAN, 1_000_000)):
        found = form([*NAME, *funds, HEAD, *ROWS, [said]])
        is_told = funds is YUAN and said == "投入100万元"
        assert money(found)[0][2] == (100 if is_told else wanted)
