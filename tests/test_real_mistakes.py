"""Real mistakes of published self-evaluations, each as it was published, and the findings that catch it."""

from __future__ import annotations

from collections.abc import Sequence

from selfeval_xl import checks
from selfeval_xl.domain.cells import CellValue
from selfeval_xl.domain.finding import Finding
from selfeval_xl.scoring import score
from selfeval_xl.storage import standards
from tests.forms import Row, submission


def row(
    level1: str, level2: str, name: str, target: CellValue, actual: CellValue, weight: CellValue, **rest: CellValue
) -> Row:
    """Return an indicator as published; a printed score is one that staff had typed (手工得分)."""
    published = {"一级指标": level1, "二级指标": level2, "三级指标": name}
    return {**published, "年度指标值": target, "实际完成值": actual, "分值": weight, **rest}


def line(number: str, name: str, annual: CellValue, executed: CellValue, initial: CellValue = None) -> Row:
    """Return a budget line as published."""
    return {"序号": number, "项目明细": name, "年初预算数": initial, "全年预算数": annual, "全年执行数": executed}


def findings(standard: str, indicators: Sequence[Row], budget: Sequence[Row], **project: CellValue) -> list[Finding]:
    """Return what the checks say about the published table."""
    rules = standards.load(standard)
    return list(checks.run(score(submission(indicators, budget, project), rules), rules))


def codes(found: Sequence[Finding], name: str = "") -> set[str]:
    """Return the codes, of one row when ``name`` is given."""
    return {finding.code for finding in found if name in finding.message}


SPENT = [line("1", "项目支出", 100, 100)]


def test_1_chizhou_a_total_of_0_above_lines_with_money() -> None:
    budget = [line("1", "年度资金总额", 0, 0, 0), line("1.1", "其中：本年财政拨款", 89.974, 89.974, 90)]
    assert {"B09", "B02"} <= codes(
        findings("mof-2020", [row("产出指标", "数量指标", "委托业务数", "≥50个", 50, 8)], budget)
    )


def test_2_putuo_a_rate_that_is_off_by_a_hundredth() -> None:
    budget = [line("1", "项目支出", 250000, 215457.6)]
    [found] = [
        finding
        for finding in findings("mof-2020", [], budget, 金额单位="元", 财务管理情况="预算执行率86.19%，得8.62分。")
        if finding.code == "B13"
    ]
    assert "86.19%" in found.message and "86.18%" in found.message


def test_3_langfang_a_rounded_score_and_money_as_a_quantity() -> None:
    budget = [line("1", "项目支出", 43.2, 37.24)]
    indicators = [
        row("产出指标", "数量指标", "资金金额", 43.2, 37.24, 10, 手工得分=9, 计量单位="万元"),
        row("投入", "资金投入", "预算执行率", "100%", "86%", 10, 手工得分=9, 计分方法="执行率"),
    ]
    found = findings("mof-2020", indicators, budget)
    assert {"Q02", "S11", "R01"} <= codes(found, "资金金额")
    assert {"S11", "B13"} <= codes(found, "预算执行率")


def test_4_haidian_a_rate_of_49_88_printed_as_50() -> None:
    budget = [line("1", "保洁经费", 310.2, 154.74)]
    indicators = [row("投入", "资金投入", "预算执行率", "100%", "50%", 10, 手工得分=5, 计分方法="执行率")]
    found = findings("mof-2020", indicators, budget)
    [rate] = [finding for finding in found if finding.code == "B13"]
    assert "50%" in rate.message and "49.88%" in rate.message
    [typed] = [finding for finding in found if finding.code == "S11"]
    assert "手工得分 5" in typed.message and "4.99" in typed.message


def test_5_huanggang_a_target_met_but_scored_actual_times_weight() -> None:
    indicators = [row("产出指标", "质量指标", "成活率", "98%", "98%", 20, 手工得分=19.6)]
    found = findings("hubei-2019", indicators, SPENT)
    assert "R05" in codes(found, "成活率")
    assert "R02" in codes(found)


def test_6_lijiang_and_yongde_targets_met_yet_points_lost_without_a_word() -> None:
    lijiang = [
        row("产出指标", "数量指标", "发放人数", 72890, 72890, 10, 手工得分=9, 指标性质="﹦", 计量单位="元"),
        row("产出指标", "质量指标", "发放准确率", "100%", "100%", 20, 手工得分=19),
        row("效益指标", "社会效益指标", "政策知晓率", "95%", "95%", 30, 手工得分=27),
    ]
    found = findings("mof-2020", lijiang, SPENT)
    assert all({"S11", "R01"} <= codes(found, name) for name in ("发放人数", "发放准确率", "政策知晓率"))
    assert "C04" in codes(found)
    yongde = [
        row("产出指标", "质量指标", "验收合格率", 100, "100%", 10, 手工得分=7, 指标性质="≧", 计量单位="%"),
        row("产出指标", "质量指标", "资金到位率", 100, "98%", 10, 手工得分=9, 指标性质="═", 计量单位="%"),
    ]
    found = findings("mof-2020", yongde, SPENT)
    assert all({"S11", "R01"} <= codes(found, name) for name in ("验收合格率", "资金到位率"))


def test_7_jishan_hand_scores_beside_the_ratio() -> None:
    table = [
        ("高血压管理", 3807, 3224, 2, 1.9),
        ("0至36月儿童管理", 1228, 770, 2, 1.8),
        ("精神障碍管理", 212, 209, 2, 1.8),
        ("早孕建册", 120, 69, 2, 1.0),
        ("建立健康档案", 38508, 37442, 3, 3.0),
    ]
    indicators = [
        row("产出指标", "数量指标", name, f"{target}人", f"{actual}人", weight, 手工得分=printed)
        for name, target, actual, weight, printed in table
    ]
    indicators.append(row("产出指标", "数量指标", "宣传咨询活动", "12次", "96次", 1, 手工得分=1))
    found = findings("mof-2020", indicators, SPENT)
    for name, *_numbers, printed in table:
        assert codes(found, name) & {"S11", "R05"}, name
        assert any(f"{printed:g}" in finding.message for finding in found if name in finding.message)
    [over] = [finding for finding in found if "宣传咨询活动" in finding.message]
    assert (over.code, "800%" in over.message) == ("I12", True)


def test_8_zhongjiang_parts_that_add_up_to_110() -> None:
    indicators = [
        row("产出指标", "数量指标", "整治面积", "≥266米", "≥266米", 70),
        row("效益指标", "社会效益指标", "受益人数", "≥1000人", "≥1000人", 20),
        row("满意度指标", "服务对象满意度指标", "群众满意度", "≥90%", "≥90%", 10),
    ]
    found = findings("mof-2020", indicators, SPENT)
    [total] = [finding for finding in found if finding.code == "W03"]
    assert "合计 110 分" in total.message and "多 10 分" in total.message
    assert len([finding for finding in found if finding.code == "W05"]) == 2


def test_9_commerce_bureau_a_goal_of_80_points_that_carries_100() -> None:
    indicators = [
        row("产出指标", "数量指标", "进出口额", "20000万美元", "23333.56万美元", 60),
        row("效益指标", "满意度指标", "企业满意度", "98%以上", "100%", 40),
    ]
    found = findings("hubei-2019", indicators, SPENT)
    [section] = [finding for finding in found if finding.code == "W04"]
    assert "100 分" in section.message and "80 分" in section.message
    assert "W03" in codes(found)


def test_10_daying_words_where_a_number_is_needed() -> None:
    cost = [row("产出指标", "经济成本指标", "成本控制数", 30, "完成", 90, 指标性质="≤", 计量单位="万元")]
    assert "I03" in codes(findings("sichuan-2022", cost, SPENT), "成本控制数")
    scored = [{**cost[0], "手工得分": 90}]
    assert "S16" in codes(findings("sichuan-2022", scored, SPENT), "成本控制数")
    choice = [row("效益指标", "社会效益指标", "群众评价", "好坏", "好坏", 30, 指标性质="定性")]
    assert "Q04" in codes(findings("sichuan-2022", choice, SPENT), "群众评价")


def test_11_tongzhou_and_hunan_a_sign_and_a_unit_mistyped() -> None:
    sign = [row("产出指标", "质量指标", "系统稳定运行率", "≤99%", "99.5%", 10)]
    assert "I16" in codes(findings("mof-2020", sign, SPENT), "系统稳定运行率")
    unit = [row("产出指标", "成本指标", "经费控制数", "28.8万元", 28.8, 10, 计量单位="%")]
    assert "I17" in codes(findings("mof-2020", unit, SPENT), "经费控制数")


SEED_BUDGET: list[Row] = [
    {"序号": "1", "项目明细": "基层组织经费", "全年执行数": 83.881019},
    {"序号": "2", "项目明细": "政务服务分中心运行经费", "全年执行数": 21.6},
    {"序号": "3", "项目明细": "追加社区工作者体检经费", "全年执行数": 6.786},
    {"序号": "4", "项目明细": "劳务派遣人员经费", "全年执行数": 43.12},
]
BY_STEPS: Row = {"计分方法": "扣分", "方法参数": "每低1个百分点扣1分"}
SEED = [
    row("产出指标", "数量指标", "新增就业人数", "2400人", "2400人", 10),
    row("产出指标", "数量指标", "组织培训人数", "400人", "400人", 8),
    row("产出指标", "数量指标", "建设政务服务分中心", "1个", "1个", 8),
    row("产出指标", "质量指标", "年度工作目标完成率", "100%", "100%", 8),
    row("产出指标", "实效指标", "完成时间", "1年内", "1年内", 6),
    row("效益指标", "社会效益指标", "社区及群众对惠民项目的满意度", "100%", "100%", 10),
    row("效益指标", "社会公众满意度指标", "社会公众对公共服务满意度", "95%", "93%", 10, **BY_STEPS),
]
SEED_FACTS: Row = {
    "评价年度": 2017,
    "核定预算总额": 170.92,
    "实际完成情况": "社区及群众对就业服务项目的满意度为100%，社会公众对公共服务满意度为93%。",
    "存在的问题": "没有建立专门的项目业务管理制度；会计核算时未按项目归集；未明确量化社会公众对项目满意度指标。",
}


def test_12_the_seed_report_a_typo_a_renamed_indicator_and_nothing_explained() -> None:
    found = findings("donghu-2017", SEED, SEED_BUDGET, **SEED_FACTS)
    assert "Q03" in codes(found, "实效指标")
    assert "Q06" in codes(found, "社区及群众对惠民项目的满意度")
    assert "R07" in codes(found, "社会公众对公共服务满意度")
    assert "B11" in codes(found, "追加社区工作者体检经费")
    [renamed] = [finding for finding in found if finding.code == "Q05"]
    assert "社区及群众对就业服务项目的满意度" in renamed.message


def test_13_the_seed_report_would_show_a_red_lamp() -> None:
    found = findings("donghu-2017", SEED, SEED_BUDGET, **SEED_FACTS)
    [lamp] = [finding for finding in found if finding.code == "C01"]
    assert "58/60" in lamp.message and "90.91%" in lamp.message
