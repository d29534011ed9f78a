"""What stands where other forms have it not: 总分 below the funds, levels across the table, reasons below it."""

from __future__ import annotations

import pytest

from selfeval_xl.comparison import compare
from selfeval_xl.domain.finding import AGREES
from selfeval_xl.scoring import score
from selfeval_xl.tasks.assess import by_standard
from selfeval_xl.tasks.evaluation import evaluate
from tests.test_awkward_forms import FUNDS, HEAD, NAME, READ, ROWS, N, Row, form, indicators, money, printed, told


def test_the_funds_may_stand_between_the_rows_and_the_total() -> None:
    found, rules = by_standard(form([*NAME, HEAD, *ROWS[:3], *FUNDS, ROWS[3]]))
    assert (indicators(found), printed(found)) == (READ, (98, N, N))
    assert money(found) == [("1", "年度资金总额", 100, 90)] and len(found.printed.funds) == 1
    assert {each.verdict for each in compare(score(found, rules), rules)} == {AGREES}


def test_a_level_may_stand_across_the_table_above_its_rows() -> None:
    across: list[Row] = [["一、产出指标（50分）"], ["二、效益指标（30分）"], ["三、满意度指标（10分）"]]
    rows = [row for level, own in zip(across, ROWS, strict=False) for row in (level, [N, *own[1:]])]
    found = form([*NAME, *FUNDS, HEAD, *rows, ROWS[3]], *((top, 1, top, 8) for top in (6, 8, 10)))
    assert (indicators(found), told(found)) == (READ, "")
    assert [row.level1[2:4] for row in found.indicators] == ["产出", "效益", "满意"]
    seconds: list[Row] = [["一、产出指标"], ["（一）数量指标"], *([N, *row[2:]] for row in ROWS[:3])]
    merges = ((6, 1, 6, 7), (7, 1, 7, 7))
    found = form([*NAME, *FUNDS, ["一级指标", *HEAD[2:]], *seconds, [ROWS[3][0], *ROWS[3][2:]]], *merges)
    assert (found.indicators[0].level1, found.indicators[0].level2) == ("一、产出指标", "（一）数量指标")


@pytest.mark.parametrize("label", ["偏差原因分析及改进措施", "未完成原因分析", "未达标原因及下一步改进措施："])
def test_the_reasons_may_stand_below_the_table_for_all_rows_together(label: str) -> None:
    found, rules = by_standard(form([*NAME, *FUNDS, HEAD[:7], *(row[:7] for row in ROWS), [label, "岗位少，明年加强"]]))
    assert (found.project.problems, told(found)) == ("岗位少，明年加强", "")
    assert "X08" not in {each.code for each in evaluate(found, rules).findings}
    blank, _rules = by_standard(form([*NAME, *FUNDS, HEAD[:7], *(row[:7] for row in ROWS), [label]]))
    assert "X08" in {each.code for each in evaluate(blank, rules).findings}


def test_sign_number_and_unit_may_stand_below_a_target_by_any_name() -> None:
    head: list[Row] = [
        ["一级指标", "二级指标", "三级指标", "年度指标值", N, N, "实际完成值", "分值", "得分", "偏差原因"],
        [N, N, N, "符号", "数值", "单位", N, N, N, N],
    ]
    rows: list[Row] = [
        [*row[:3], "≥", target, unit, *row[4:]]
        for row, target, unit in zip(ROWS, (100, 60, 90), ("人", "%", "%"), strict=False)
    ]
    merges = ((5, 4, 5, 6), *((5, column, 6, column) for column in (1, 2, 3, 7, 8, 9, 10)))
    found = form([*NAME, *FUNDS, *head, *rows], *merges)
    assert [(row.sign, row.target, row.unit) for row in found.indicators] == [
        ("≥", 100, "人"), ("≥", 60, "%"), ("≥", 90, "%"),
    ]  # fmt: skip
    assert told(found) == ""


def test_a_sum_of_the_whole_table_is_none_of_its_last_level() -> None:
    found, rules = by_standard(form([*NAME, *FUNDS, HEAD, *ROWS[:3], ["指标小计", N, N, N, N, 90, 89, N], ROWS[3]]))
    assert [(each.label, each.rows) for each in found.printed.sums] == [("指标合计", (0, 1, 2))]
    assert {each.verdict for each in compare(score(found, rules), rules)} == {AGREES}


def test_the_score_of_a_level_is_a_sum_and_an_indicator_of_such_a_name_is_none() -> None:
    rows: list[Row] = [ROWS[0], ["产出指标得分", N, N, N, N, 50, 50, N], *ROWS[1:]]
    assert indicators(form([*NAME, *FUNDS, HEAD, *rows])) == READ
    named: list[Row] = [[*ROWS[0][:2], "考核指标得分", *ROWS[0][3:]], *ROWS[1:]]
    assert form([*NAME, *FUNDS, HEAD, *named]).indicators[0].name == "考核指标得分"


def test_what_only_goes_on_with_a_name_is_no_indicator() -> None:
    found = form([*NAME, *FUNDS, HEAD, ROWS[0], [N, N, "（含线上）"], *ROWS[1:]])
    assert (indicators(found), told(found)) == (READ, "表!C7：这一行是上面一项的说明，没有当作指标")


def test_a_rate_beside_the_total_is_no_grade() -> None:
    head, total = [*HEAD[:7], "得分率", HEAD[7]], [*ROWS[3][:7], "98%", N]
    rows = [[*row[:7], "100%", row[7]] for row in ROWS[:3]]
    assert printed(form([*NAME, *FUNDS, head, *rows, total])) == (98, N, N)


@pytest.mark.parametrize("levels", [("项目管理", "资金管理"), ("资金管理", "预算执行"), ("过程指标", "资金管理")])
def test_the_execution_may_stand_under_any_level_of_its_own(levels: tuple[str, str]) -> None:
    funds: list[Row] = [[*FUNDS[0][:5], "执行率"], [*FUNDS[1][:5], "90%"]]
    own: Row = [*levels, "预算资金执行率", "100%", "90%", 10, 9, N]
    found, rules = by_standard(form([*NAME, *funds, HEAD, own, *ROWS]))
    assert indicators(found) == READ
    assert {each.verdict for each in compare(score(found, rules), rules)} == {AGREES}


class TestFundsBesideTheirNames:
    def test_the_name_of_the_block_is_no_figure_of_them(self) -> None:
        row: Row = ["预算执行率（10分）", "预算数（万元）", 100, "执行数（万元）", 90, "执行率", "90%", "得分", 9]
        found, rules = by_standard(form([*NAME, row, HEAD, *ROWS]))
        assert (money(found), told(found)) == ([("1", "年度资金总额", 100, 90)], "")
        assert {each.verdict for each in compare(score(found, rules), rules)} == {AGREES}

    def test_a_second_row_of_them_is_no_line_of_the_budget_and_its_points_are_no_total(self) -> None:
        rows: list[Row] = [
            ["预算资金（万元）", 100, "实际支出（万元）", 90],
            ["执行率", "90%", "得分", 9],
        ]
        found = form([*NAME, *rows, HEAD, *ROWS])
        assert (money(found), printed(found)) == ([("1", "年度资金总额", 100, 90)], (98, N, N))
        assert told(found).count("看不出这一格是什么内容") == 4

    def test_points_in_a_sentence_about_them_are_no_total(self) -> None:
        found = form([*NAME, *FUNDS, ["执行：90万元；执行率：90%；得分：9分"], HEAD, *ROWS])
        assert printed(found) == (98, N, N)
