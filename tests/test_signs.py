"""Which way an indicator goes when its target has no sign: by its name, with exceptions, as data of the standard."""

from __future__ import annotations

from decimal import Decimal

import pytest

from selfeval_xl.rules.signs import deduced_sign, matches
from selfeval_xl.scoring import score
from selfeval_xl.storage import standards
from tests.forms import Row, submission

LESS = [
    "服务对象投诉率", "预算结余率", "预算调整率", "产品返工率", "安全事故数", "重大安全事故发生次数", "三公经费控制率",
    "培训差错率", "不合格率", "企业空置率", "城镇登记失业率", "单位面积造价", "人均培训成本", "日常办公费用（万元）",
]  # fmt: skip
MORE = [
    "成本节约率", "投诉办结率", "投诉处理及时率", "事故隐患整改率", "违规行为查处率", "返贫防控率", "资金使用合规率",
    "成本利润率", "节约成本", "三公经费公开率", "培训人次", "费用报销及时率", "群众满意度", "合格率",
]  # fmt: skip


@pytest.mark.parametrize("standard", ["mof-2020", "donghu-2017", "hubei-2019", "platform", "guangxi"])
def test_names_tell_which_way_is_better(standard: str) -> None:
    rule = standards.load(standard).scoring
    signs = {name: deduced_sign(rule, "质量", name, "%" if "率" in name else "")[0] for name in (*LESS, *MORE)}
    assert signs == dict.fromkeys(LESS, "≤") | dict.fromkeys(MORE, "≥")


def test_the_level_alone_decides_amounts_and_no_rates() -> None:
    rule = standards.load("mof-2020").scoring
    assert deduced_sign(rule, "成本指标（10分）", "项目总支出", "万元") == ("≤", "level")
    assert deduced_sign(rule, "成本指标", "资金支付率", "%") == ("≥", "default")
    assert deduced_sign(rule, "成本指标", "节约金额", "万元") == ("≥", "default")


def test_a_name_for_an_amount_says_nothing_of_a_rate() -> None:
    rule = standards.load("mof-2020").scoring
    assert deduced_sign(rule, "质量指标", "管理费用", "万元") == ("≤", "name")
    assert deduced_sign(rule, "质量指标", "管理费用", "%") == ("≥", "default")


def test_a_target_of_0_says_that_there_should_be_none_where_more_would_be_better() -> None:
    rule = standards.load("mof-2020").scoring
    assert deduced_sign(rule, "质量指标", "安全生产", "起", is_zero=True) == ("≤", "zero")
    assert deduced_sign(rule, "质量指标", "隐患整改数", "起", is_zero=True) == ("≥", "default")
    exactly = rule._replace(default_sign="=")
    assert deduced_sign(exactly, "质量指标", "安全生产", "起", is_zero=True) == ("=", "default")


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("病虫害PM率", True),
        ("病虫害ＰＭ率", True),
        ("事故未发生", True),
        ("事故发生", True),
        ("发生事故", False),
        ("投诉未办结", True),
        ("投诉", False),
    ],
)
def test_a_pattern_is_a_word_or_words_with_a_gap(name: str, fits: bool) -> None:
    assert matches(("PM率", "事故…发生", "投诉…办结"), name) is fits


@pytest.mark.parametrize(
    ("name", "level2", "target", "actual", "points", "told"),
    [
        ("群众投诉率", "质量指标", "5%", "4%", "10.00", "按名称越低越好，读作“≤”"),
        ("群众投诉率", "质量指标", "5%", "10%", "5.00", "按名称越低越好，读作“≤”"),
        ("成本节约率", "成本指标", "5%", "8%", "10.00", "目标≥5%"),
        ("群众投诉率", "质量指标", "下降5%", "下降8%", "10.00", "达到目标"),
        ("安全生产", "社会效益指标", "0起", "1起", "0.00", "指标值是0、没写符号，读作“≤”"),
        ("安全生产", "社会效益指标", "0起", "0起", "10.00", "达到目标"),
        ("税收增长", "经济效益指标", "0%", "3%", "10.00", "目标≥0%"),
        ("项目总支出", "成本指标", "100万元", "80万元", "10.00", "按二级指标越低越好，读作“≤”"),
    ],
)
def test_the_deduced_sign_scores_and_is_told(
    name: str, level2: str, target: str, actual: str, points: str, told: str
) -> None:
    cells: Row = {"三级指标": name, "二级指标": level2, "年度指标值": target, "实际完成值": actual, "分值": 10}
    (row,) = score(submission([cells]), standards.load("mof-2020")).indicators
    assert row.score == Decimal(points)
    assert told in row.explanation
