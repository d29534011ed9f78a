"""What stands where other forms have it not: 总分 below the funds, levels across the table, reasons below it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from selfeval_xl.comparison import compare
from selfeval_xl.domain.cells import CellValue
from selfeval_xl.domain.decimals import half_up
from selfeval_xl.domain.finding import AGREES, UNVERIFIABLE
from selfeval_xl.domain.grid import Grid
from selfeval_xl.readers.forms.reading import read_forms
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


class TestTablesPerLevel:
    """Each 一级指标 has a table of its own: the level above its header, at its left, or nowhere else."""

    def read(self, rows: Sequence[Row], *merges: tuple[int, int, int, int]) -> None:
        found = form([*NAME, *FUNDS, *rows, ["总分", N, N, N, 100, 98, N]], *merges)
        assert (indicators(found), told(found)) == (READ, "")
        assert [row.level1[:2] for row in found.indicators] == ["产出", "效益", "满意"]
        assert [row.level2 for row in found.indicators] == ["数量指标", "社会效益", "满意度"]

    def test_above_its_header(self) -> None:
        levels: list[Row] = [["产出指标（50分）"], ["效益指标（30分）"], ["满意度指标（10分）"]]
        pairs = zip(levels, ROWS, strict=False)
        self.read([each for level, row in pairs for each in (level, HEAD[1:], row[1:])])

    def test_at_its_left(self) -> None:
        rows = [each for row in ROWS[:3] for each in ([row[0], *HEAD[1:]], [N, *row[1:]])]
        found = form([*NAME, *FUNDS, *rows, ROWS[3]], *((top, 1, top + 1, 1) for top in (5, 7, 9)))
        assert (indicators(found), told(found)) == (READ, "")
        assert [row.level1 for row in found.indicators] == ["产出指标", "效益指标", "满意度指标"]

    def test_a_second_level_may_stand_above_its_rows_where_the_names_are(self) -> None:
        pairs = [([row[0], f"{row[1]}："], [N, *row[2:]]) for row in ROWS[:3]]
        self.read([[HEAD[0], *HEAD[2:]], *(row for pair in pairs for row in pair)])
        blank = form([*NAME, *FUNDS, [HEAD[0], *HEAD[2:]], [ROWS[0][0], *ROWS[0][2:]], [N, "指标2："], [N, "回访次数"]])
        assert [row.name for row in blank.indicators] == ["培训人数", "回访次数"] and "占位" in told(blank)


@pytest.mark.parametrize("title", ["二级指标及三级指标", "二、三级指标"])
def test_both_levels_may_share_a_column(title: str) -> None:
    rows: list[Row] = [[row[0], f"{row[1]}：{row[2]}", *row[3:]] for row in ROWS[:3]]
    found = form([*NAME, *FUNDS, [HEAD[0], title, *HEAD[3:]], *rows])
    assert [row.name for row in found.indicators] == ["数量指标：培训人数", "社会效益：就业率", "满意度：学员满意度"]


@pytest.mark.parametrize(
    "label", ["总分值/总得分", "本年度考核结果", "累计得分", "自评得分（总分）", "得分总计", "最终自评得分"]
)
def test_a_last_row_of_a_hundred_points_is_the_total_whatever_it_is_called(label: str) -> None:
    found, rules = by_standard(form([*NAME, *FUNDS, HEAD, *ROWS[:3], [label, N, N, N, N, 100, 98, N]]))
    assert (indicators(found), printed(found), told(found)) == (READ, (98, N, N), "")
    assert str(score(found, rules).total) == "98.00"


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


@pytest.mark.parametrize(
    "numbers", [range(1, 9), "①②③④⑤⑥⑦⑧", [f"（{letter}）" for letter in "ABCDEFGH"]], ids=["1", "①", "(A)"]
)
def test_a_row_that_counts_the_columns_is_none_of_the_table(numbers: Sequence[CellValue]) -> None:
    funds: list[Row] = [FUNDS[0], [N, N, *numbers[:6]], FUNDS[1]]
    found = form([*NAME, *funds, HEAD, [*numbers], *ROWS])
    assert (indicators(found), money(found)) == (READ, [("1", "年度资金总额", 100, 90)])
    assert told(found) == ""


def test_points_may_stand_in_brackets_and_scores_beside_their_points() -> None:
    rows: list[Row] = [[*row[:5], f"（{row[5]}）", f"{row[6]}/{row[5]}", *row[7:]] for row in ROWS]
    found, rules = by_standard(form([*NAME, *FUNDS, HEAD, *rows]))
    assert {each.verdict for each in compare(score(found, rules), rules)} == {AGREES}
    other: list[Row] = [[*ROWS[0][:6], "50/60", N], *ROWS[1:]]
    found, rules = by_standard(form([*NAME, *FUNDS, HEAD, *other]))
    assert [each.verdict for each in compare(score(found, rules), rules) if each.place.cell == "G6"] == [UNVERIFIABLE]


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (["一级项目名称", "某类", "二级项目名称", "甲项目"], "甲项目"),
        (["一级项目名称", "甲项目"], "甲项目"),
        (["子项目名称", "甲项目"], "甲项目"),
    ],
)
def test_a_project_may_be_one_of_a_group(row: Row, name: str) -> None:
    found = form([NAME[0], row, *FUNDS, HEAD, *ROWS])
    assert found.project.name == name and ("某类" in row) == ("一级项目名称" in told(found))


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("二〇二四年度项目支出绩效自评表", 2024), ("二○二三年度项目支出绩效自评表", 2023),
        ("2024项目支出绩效自评表", 2024), ("二级单位项目支出绩效自评表", N), ("20240101项目支出绩效自评表", N),
    ],
)  # fmt: skip
def test_the_year_may_be_written_in_characters_or_alone(title: str, year: int | None) -> None:
    found = form([[title], NAME[1], *FUNDS, HEAD, *ROWS])
    assert (found.project.year, indicators(found)) == (year, READ)
    named = form([["二〇二四年度甲工程绩效自评表"], *FUNDS, HEAD, *ROWS])
    assert (named.project.name, named.project.year) == ("甲工程", 2024)


def test_a_list_of_projects_is_no_form() -> None:
    head: Row = ["序号", "项目名称", "全年预算数", "全年执行数", "执行率", "自评得分", "等级"]
    assert read_forms(Grid("表", [["绩效自评汇总表"], [*head], [1, "甲", 100, 90, "90%", 98, "优"]])) == []


def test_parts_of_the_funds_without_amounts_leave_the_rows_below_them() -> None:
    parts: list[Row] = [[N, "其中：中央、省补助"], [N, "县级资金", 100, 100, 90]]
    assert money(form([*NAME, *FUNDS, *parts, HEAD, *ROWS]))[1:] == [("1.1", "县级资金", 100, 90)]


@pytest.mark.parametrize(
    ("said", "system"),
    [
        ("120人，完成率120%", "50.00"),
        ("120人/120%", "50.00"),
        ("90人（完成90%）", "45.00"),
        ("90人，完成率95%", "None"),
    ],
)
def test_what_was_done_may_say_how_much_of_the_target_it_is(said: str, system: str) -> None:
    found, rules = by_standard(form([*NAME, *FUNDS, HEAD, [*ROWS[0][:4], said, 50, 50, N], *ROWS[1:]]))
    scored = score(found, rules).indicators[0].system
    assert str(scored if scored is None else half_up(scored)) == system


class TestOnlyACompletionRate:
    """完成率 without 实际完成值: it cannot be scored, and what it makes of the points is said."""

    HEAD: Row = (*HEAD[:4], "完成率", *HEAD[5:])

    def compared(self, *rates: CellValue) -> list[str]:
        rows: list[Row] = [[*row[:4], rate, *row[5:]] for row, rate in zip(ROWS, (*rates, N), strict=True)]
        found, rules = by_standard(form([*NAME, *FUNDS, self.HEAD, *rows]))
        assert score(found, rules).total is None and "完成率" not in told(found)
        assert "X08" in {each.code for each in evaluate(found, rules).findings}
        return [each.reason for each in compare(score(found, rules), rules) if each.verdict == UNVERIFIABLE]

    def test_what_it_makes_of_the_points_is_said(self) -> None:
        assert self.compared("120%", "96.67%", 1)[:3] == [
            f"实际完成值没有填；分值乘完成率 {rate} 是 {points} 分，与印的相符，完成率本身无从核对"
            for rate, points in (("120.00%", 50), ("96.67%", 29), ("100.00%", 10))
        ]
        assert self.compared("120%", "90%", "100%")[1] == "实际完成值没有填；分值乘完成率 90.00% 是 27 分，与印的不符"
        assert self.compared("120%", N, "见附件")[1:3] == ["实际完成值没有填"] * 2

    def test_of_less_is_better_it_says_nothing(self) -> None:
        less: Row = ["产出指标", "数量指标", "投诉次数", "≤3次", "60%", 50, 50, N]
        found, rules = by_standard(form([*NAME, *FUNDS, self.HEAD, less]))
        assert {each.reason for each in compare(score(found, rules), rules)} >= {"实际完成值没有填"}

    def test_beside_an_actual_value_it_is_told_as_not_read(self) -> None:
        rows: list[Row] = [[*row[:5], "1%", *row[5:]] for row in ROWS[:3]]
        found = form([*NAME, *FUNDS, [*HEAD[:5], "完成率", *HEAD[5:]], *rows])
        assert indicators(found) == READ and "“完成率”这一栏，工作簿里没有对应的栏目" in told(found)


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


def test_a_row_of_figures_behind_a_word_for_the_total_is_none() -> None:
    found = form([*NAME, *FUNDS, ["三级指标", "甲", "乙"], ["实际完成值", "1人", "2人"], ["得分", 50, 40]])
    assert printed(found) == (N, N, N)


class TestPartsOfTheYear:
    TITLES: Sequence[Row] = [
        ("一季度完成值", "二季度完成值", "三季度完成值", "四季度完成值"),
        ("上半年完成值", "下半年完成值"),
        ("1-6月完成情况", "7-12月完成情况"),
    ]

    @staticmethod
    def rows(titles: Row) -> list[Row]:
        rows = [[*row[:4], *("1人" if row[3] else N for _title in titles), *row[5:]] for row in ROWS]
        return [[*HEAD[:4], *titles, *HEAD[5:]], *rows]

    @pytest.mark.parametrize("titles", TITLES)
    def test_none_of_them_is_the_actual_value(self, titles: Row) -> None:
        found, rules = by_standard(form([*NAME, *FUNDS, *self.rows(titles)]))
        assert [row.actual for row in found.indicators] == [N] * 3 and len(found.indicators) == 3
        assert {each.verdict for each in compare(score(found, rules), rules)} == {AGREES, UNVERIFIABLE}
        assert all(f"“{title}”这一栏" in told(found) for title in titles)

    @pytest.mark.parametrize("title", ["1-12月完成值", "截至12月完成值", "四季度累计完成值"])
    def test_what_counts_to_the_end_of_the_year_is(self, title: str) -> None:
        head, *rows = self.rows(("1-6月完成值", title))
        rows = [[*row[:5], own[4], *row[6:]] for row, own in zip(rows, ROWS, strict=True)]
        found = form([*NAME, *FUNDS, head, *rows])
        assert indicators(found) == READ and "“1-6月完成值”这一栏没有读" in told(found)


def test_parts_of_the_funds_that_nobody_filled_in_are_none() -> None:
    parts: list[Row] = [[N, "其中：当年财政拨款", N, N, N, "—"], [N, "其他资金", 0, 0, 0, "—"]]
    found, rules = by_standard(form([*NAME, *FUNDS, *parts, HEAD, *ROWS]))
    assert money(found) == [("1", "年度资金总额", 100, 90)]
    zero: list[Row] = [[N, "其中：当年财政拨款", 0, 0, 0], parts[1]]
    found, rules = by_standard(form([*NAME, *FUNDS, *zero, HEAD, *ROWS]))
    assert "B04" in {each.code for each in evaluate(found, rules).findings}


def test_the_levels_may_stand_below_what_they_are_called_together() -> None:
    head: list[Row] = [["绩效指标", N, N, *HEAD[3:]], [*HEAD[:3]]]
    found = form([*NAME, *FUNDS, *head, *ROWS])
    assert (indicators(found), told(found)) == (READ, "")
    assert [row.level1 for row in found.indicators] == ["产出指标", "效益指标", "满意度指标"]


def test_how_the_score_is_made_is_no_indicator() -> None:
    found = form([*NAME, *FUNDS, HEAD, [N, N, N, N, N, N, "得分=分值×完成率"], *ROWS])
    assert (indicators(found), told(found)) == (READ, "表!G6：这一行没有指标，分值、得分两栏写的不是数")


def test_what_was_carried_over_is_no_part_of_the_amount_at_its_left() -> None:
    funds: list[Row] = [
        [FUNDS[0][0], N, "年初预算数", "上年结转", *FUNDS[0][3:]],
        [N, "年度资金总额", 80, 20, 100, 90, 10, "90%", 9],
    ]
    found, rules = by_standard(form([*NAME, *funds, HEAD, *ROWS]))
    assert money(found) == [("1", "年度资金总额", 100, 90)]
    assert told(found) == "表!D3：“上年结转”这一栏，工作簿里没有对应的栏目"
    assert "B04" not in {each.code for each in evaluate(found, rules).findings}


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
