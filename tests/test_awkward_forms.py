"""Forms in odd shapes: what a person reads off them is what is read, and what is not read is said."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from selfeval_xl.comparison import compare
from selfeval_xl.domain.cells import CellValue
from selfeval_xl.domain.finding import AGREES
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.submission import Submission
from selfeval_xl.readers.forms.labels import ticked
from selfeval_xl.readers.forms.reading import read_forms
from selfeval_xl.scoring import score
from selfeval_xl.tasks.assess import by_standard
from selfeval_xl.tasks.evaluation import evaluate

Row = Sequence[CellValue]
WAN = 1_000_000
N = None
NAME: list[Row] = [["2024年度项目支出绩效自评表"], ["项目名称", "甲项目"]]
FUNDS: list[Row] = [
    ["项目资金（万元）", N, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    [N, "年度资金总额", 100, 100, 90, 10, "90%", 9],
]
HEAD: Row = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"]
ROWS: list[Row] = [
    ["产出指标", "数量指标", "培训人数", "≥100人", "120人", 50, 50, N],
    ["效益指标", "社会效益", "就业率", "≥60%", "58%", 30, 29, "岗位少"],
    ["满意度指标", "满意度", "学员满意度", "≥90%", "95%", 10, 10, N],
    ["总分", N, N, N, N, 100, 98, N],
]
READ = [("培训人数", "≥100人", "120人", 50), ("就业率", "≥60%", "58%", 29), ("学员满意度", "≥90%", "95%", 10)]


def form(rows: Sequence[Row], *merges: tuple[int, int, int, int]) -> Submission:
    (found,) = read_forms(Grid("表", [list(row) for row in rows], merges))
    return found


def indicators(found: Submission) -> list[tuple[CellValue, ...]]:
    pairs = zip(found.indicators, found.printed.scores, strict=True)
    return [(row.name, row.target, row.actual, said and said.value) for row, said in pairs]


def money(found: Submission) -> list[tuple[object, ...]]:
    """Number, name, 全年预算数 and 全年执行数 in 万元."""
    return [(each.number, each.name, each.annual and each.annual // WAN, each.executed and each.executed // WAN)
            for each in found.budget]  # fmt: skip


def told(found: Submission) -> str:
    return "\n".join(each.message for each in found.form.unread) if found.form else ""


class TestSourcesInColumns:
    def test_below_the_amounts_with_the_whole_beside_them(self) -> None:
        head: list[Row] = [
            ["项目资金（万元）", N, "全年预算数(A)", N, N, "全年执行数(B)", N, N, "执行率"],
            [N, N, "合计", "中央", "地方", "合计", "中央", "地方", N],
            [N, "年度资金总额", 100, 60, 40, 90, 55, 35, "90%"],
        ]
        found = form([*NAME, *head, HEAD, *ROWS], (3, 1, 5, 1), (3, 3, 3, 5), (3, 6, 3, 8), (3, 9, 4, 9))
        assert money(found) == [("1", "年度资金总额", 100, 90), ("1.1", "中央", 60, 55), ("1.2", "地方", 40, 35)]
        assert indicators(found) == READ
        assert (found.flaws, told(found)) == ((), "")

    def test_beside_the_whole_and_what_does_not_add_up_is_an_error(self) -> None:
        head: list[Row] = [
            ["项目资金（万元）", N, "预算总额", "其中：中央资金", "地方资金", "执行总额", "其中：中央资金", "地方资金"],
            [N, "年度资金总额", 100, 60, 30, 90, 55, 35],
        ]
        found, rules = by_standard(form([*NAME, *head, HEAD, *ROWS]))
        assert money(found) == [
            ("1", "年度资金总额", 100, 90),
            ("1.1", "中央资金", 60, 55),
            ("1.2", "地方资金", 30, 35),
        ]
        card = evaluate(found, rules)
        assert [each.place.cell for each in card.findings if each.code == "B04"] == ["C4"]
        assert str(card.execution_section and card.execution_section.score) == "9.00"

    def test_without_the_whole_they_make_it_together(self) -> None:
        head: list[Row] = [
            ["项目资金（万元）", N, "全年预算数", N, "全年执行数", N, "执行率"],
            [N, N, "财政资金", "其他资金", "财政资金", "其他资金", N],
            [N, "年度资金总额", 60, 40, 55, 35, "90%"],
        ]
        found, rules = by_standard(form([*NAME, *head, HEAD, *ROWS], (3, 3, 3, 4), (3, 5, 3, 6)))
        card = evaluate(found, rules)
        assert (card.budget.budget, card.budget.executed) == (100 * WAN, 90 * WAN)

    def test_where_the_rows_have_sources_too_the_columns_are_said_and_not_counted_twice(self) -> None:
        head: list[Row] = [
            ["项目资金（万元）", N, "预算数合计", "中央", "地方", "执行数合计", "中央", "地方"],
            [N, "年度资金总额", 100, 60, 40, 90, 55, 35],
            [N, "其中：当年财政拨款", 80, 50, 30, 70, 45, 25],
            [N, "其他资金", 20, 10, 10, 20, 10, 10],
        ]
        found = form([*NAME, *head, HEAD, *ROWS])
        assert [line[2:] for line in money(found)] == [(100, 90), (80, 70), (20, 20)]
        assert told(found).count("这一栏没有读：各行已经写明资金来源，只读合计") == 4


def test_the_whole_may_stand_below_its_parts() -> None:
    funds: list[Row] = [
        ["资金来源（万元）", "年初预算数", "全年预算数", "全年执行数", "执行率", "得分"],
        ["财政拨款", 80, 80, 72, "90%", N],
        ["其他资金", 20, 20, 18, "90%", N],
        ["合计", 100, 100, 90, "90%", 9],
    ]
    found = form([*NAME, *funds, HEAD, *ROWS])
    assert money(found) == [("1", "年度资金总额", 100, 90), ("1.1", "财政拨款", 80, 72), ("1.2", "其他资金", 20, 18)]
    assert found.printed.funds[0].score and found.printed.funds[0].score.value == 9


def test_amounts_with_their_unit_stand_beside_their_names() -> None:
    found = form([*NAME, ["预算数", "100万元", "执行数", "90万元", "执行率", "90%"], HEAD, *ROWS])
    assert [line[2:] for line in money(found)] == [(100, 90)]


def test_each_column_may_have_a_unit_of_its_own() -> None:
    funds: list[Row] = [
        ["项目资金", N, "年初预算数(万元)", "全年预算数（万元）", "全年执行数（元）", "分值", "执行率", "得分"],
        [N, "年度资金总额", 100, 100, 900_000, 10, "90%", 9],
    ]
    found, rules = by_standard(form([*NAME, *funds, HEAD, *ROWS]))
    assert money(found) == [("1", "年度资金总额", 100, 90)]
    card = evaluate(found, rules)
    assert [each.code for each in card.findings if each.code.startswith("B")] == []
    assert str(card.execution_section and card.execution_section.score) == "9.00"


def test_two_forms_side_by_side_are_two() -> None:
    other = [["自评表"], ["项目名称", "乙项目"], *FUNDS, HEAD, *ROWS]
    rows = [
        [*row, *(N,) * (9 - len(row)), *beside] for row, beside in zip([*NAME, *FUNDS, HEAD, *ROWS], other, strict=True)
    ]
    left, right = read_forms(Grid("表", rows))
    assert (left.project.name, right.project.name) == ("甲项目", "乙项目")
    assert indicators(left) == indicators(right) == READ
    assert (told(left), told(right)) == ("", "")
    assert right.indicators[0].place("actual").cell == "N6"


def test_more_forms_abreast_than_anybody_makes_take_no_time() -> None:
    rows = [[cell for _ in range(300) for cell in row] for row in (HEAD, *ROWS)]
    assert len(read_forms(Grid("表", rows))) <= 10


@pytest.mark.parametrize("title", ["2024年度项目绩效自我评价表", "2024年项目支出绩效自评表（金额单位：万元）"])
def test_the_year_is_taken_from_the_title(title: str) -> None:
    assert form([[title], NAME[1], *FUNDS, HEAD, *ROWS]).project.year == 2024


def test_what_stands_between_the_rows_is_no_indicator() -> None:
    rows = [
        HEAD,
        ROWS[0],
        ["注：人数含线上"],
        [],
        ["产出指标小计", N, N, N, N, 50, 50],
        ROWS[1],
        ["二、效益按社保口径统计"],
    ]
    found = form([*NAME, *FUNDS, *rows, *ROWS[2:], ["填表人：张三　　联系电话：12345678"]])
    assert indicators(found) == READ
    assert (found.project.preparer, found.project.phone) == ("张三", "12345678")


@pytest.mark.parametrize(
    ("titles", "above"),
    [
        (["一级指标", "二级指标", "三级指标", "计划目标", "完成情况", "标准分", "自评打分", "备注"], N),
        (["一级指标", "二级指标", "三级指标", "指标值", "完成值", "权重", "自评分", "未完成说明"], N),
        (
            ["一级指标", "二级指标", "三级指标", "年初设定", "全年完成", "分值", "得分", "原因"],
            ["指标", N, N, "目标值"],
        ),
        (["指标类别", "二级指标", "指标名称", "应完成", "实际", "满分", "评分", "偏离原因"], N),
    ],
)
def test_headers_in_other_words(titles: Row, above: Row | None) -> None:
    head = [above, titles] if above else [titles]
    found = form([*NAME, *FUNDS, *head, *ROWS])
    assert indicators(found) == READ
    assert [row.level1 for row in found.indicators] == ["产出指标", "效益指标", "满意度指标"]
    assert found.indicators[1].reason == "岗位少"
    assert [row.weight for row in found.indicators] == [50, 30, 10]


def test_full_width_figures_and_points_with_their_unit_score_the_same() -> None:
    wide: list[Row] = [
        ["产出指标", "数量指标", "培训人数", "≥１００人", "１２０人", "５０分", "５０分", N],
        ["效益指标", "社会效益", "就业率", "≥６０％", "５８％", "３０", "２９", "岗位少"],
        ["满意度指标", "满意度", "学员满意度", "≥９０％", 0.95, "１０", "１０", N],
        ROWS[3],
    ]
    plain, odd = (by_standard(form([*NAME, *FUNDS, HEAD, *rows])) for rows in (ROWS, wide))
    cards = [evaluate(*each) for each in (plain, odd)]
    assert [row.system for row in cards[0].indicators] == [row.system for row in cards[1].indicators]
    assert cards[0].total == cards[1].total


def test_titles_in_two_rows_that_nothing_merges_are_titles() -> None:
    above: Row = ["指标体系", N, N, "指标情况", N, "评分情况", N, "说明"]
    found = form([*NAME, *FUNDS, above, HEAD, *ROWS])
    assert (money(found), indicators(found)) == ([("1", "年度资金总额", 100, 90)], READ)
    heads: list[Row] = [
        ["一级指标", "二级指标", "三级指标", "指标值", N, "完成值", "分值", "得分"],
        [N, N, N, "年初设定", "年中调整", N, N, N],
    ]
    rows = [[*row[:3], "1人", *row[3:7]] for row in ROWS]
    assert indicators(form([*NAME, *FUNDS, *heads, *rows])) == READ


class TestLevelsInOneCell:
    """产出—数量: 一级 and 二级指标 in a column of their own, or before the name, with any dash."""

    LEVELS = (("产出", "数量"), ("效益", "社会效益"), ("满意度指标", "满意度"))

    @pytest.mark.parametrize("title", ["绩效指标", "一级—二级", "指标类型", "一级指标"])
    @pytest.mark.parametrize("dash", ["—", "-", "－", "——", " – "])
    def test_in_a_column_before_the_name(self, title: str, dash: str) -> None:
        rows = [[dash.join(levels), *row[2:]] for levels, row in zip(self.LEVELS, ROWS, strict=False)]
        found = form([*NAME, *FUNDS, [title, *HEAD[2:]], *rows, [ROWS[-1][0], *ROWS[-1][2:]]])
        assert [(row.level1, row.level2) for row in found.indicators] == [*self.LEVELS]
        assert indicators(found) == READ and "看不出" not in told(found)

    @pytest.mark.parametrize("title", ["指标", "绩效指标"])
    def test_in_the_only_column_with_words(self, title: str) -> None:
        rows = [["—".join(levels), *row[3:]] for levels, row in zip(self.LEVELS, ROWS, strict=False)]
        found = form([*NAME, *FUNDS, [title, *HEAD[3:]], *rows, [ROWS[-1][0], *ROWS[-1][3:]]])
        assert [(row.level1, row.level2) for row in found.indicators] == [*self.LEVELS]
        assert [row[0] for row in indicators(found)] == ["产出—数量", "效益—社会效益", "满意度指标—满意度"]
        assert [row[1:] for row in indicators(found)] == [row[1:] for row in READ]


@pytest.mark.parametrize("label", ["自评得分", "项目自评得分", "综合得分", "总评得分", "共计"])
def test_the_last_row_by_any_name_is_no_indicator(label: str) -> None:
    found = form([*NAME, *FUNDS, HEAD, *ROWS[:-1], [label, N, N, N, N, 100, 98, N]])
    assert indicators(found) == READ and told(found) == ""
    assert found.printed.total and (found.printed.total.value, found.printed.total.place.cell) == (98, "G9")


def test_a_block_with_its_points_beside_the_header_is_no_column() -> None:
    rows: list[Row] = [["绩效指标（90分）", *HEAD], *([N, *row] for row in ROWS[:3]), ["总分", *ROWS[3]]]
    found = form([*NAME, *FUNDS, *rows], (5, 1, 8, 1))
    assert indicators(found) == READ


@pytest.mark.parametrize(
    ("level", "section"),
    [
        ("一、产出指标", "产出指标"),
        ("（1）产出指标", "产出指标"),
        ("产出指标\n50分", "产出指标"),
        ("项目产出", "产出指标"),
        ("产出类指标", "产出指标"),
        ("2.效益指标（30分）", "效益指标"),
        ("群众满意度指标", "满意度指标"),
        ("受益对象满意度", "满意度指标"),
        ("成本效益", "未归类指标"),  # it may be either
        ("绩效指标", "未归类指标"),
    ],
)
def test_a_level_is_known_however_it_is_counted_and_called(level: str, section: str) -> None:
    found, rules = by_standard(form([*NAME, *FUNDS, HEAD, [level, *ROWS[0][1:]], *ROWS[1:]]))
    assert score(found, rules).indicators[0].section == section


class TestDetailRows:
    """萧县: ★ rows carry the points, the rows below them the figures."""

    ROWS: Sequence[Row] = [
        ["产出指标", "数量指标", "★补助果树", N, N, 30, 30, N],
        [N, N, "梨树", "6亩", "6亩", N, N, N],
        [N, N, "桃树", "≥4.5亩", "5亩", N, N, N],
        [N, N, "★补助家畜", N, N, 20, 20, N],
        [N, N, "猪", "80头", "70头", N, N, N],
        *ROWS[1:],
    ]

    def test_what_is_reached_in_every_detail_is_reached(self) -> None:
        found, rules = by_standard(form([*NAME, *FUNDS, HEAD, *self.ROWS]))
        verdicts = {each.subject: each.verdict for each in compare(score(found, rules), rules)}
        assert verdicts["★补助果树"] == AGREES
        assert verdicts["★补助家畜"] != AGREES  # what a detail that was missed costs, nobody has written down
        assert [each.name for each in found.indicators][:3] == ["★补助果树", "梨树", "桃树"]  # none is lost
        assert score(found, rules).total is None  # until a person says what ★补助家畜 earned

    def test_details_are_neither_scored_nor_counted(self) -> None:
        rows = [*self.ROWS[:4], [*self.ROWS[4][:4], "80头", N, N, N], *self.ROWS[5:]]
        found, rules = by_standard(form([*NAME, *FUNDS, HEAD, *rows]))
        card = evaluate(found, rules)
        assert str(card.total) == "98.00" and [row.is_detail for row in card.indicators][:5] == [0, 1, 1, 0, 1]
        assert {each.code for each in card.findings} & {"I01", "I02", "W01", "S20"} == set()

    def test_rows_of_which_a_row_is_made_up_are_details(self) -> None:
        which: list[Row] = [[N, N, "其中：女性", "≥40人", "50人", N, N, N], [N, N, "男性", "≥60人", "70人", N, N, N]]
        found, rules = by_standard(form([*NAME, *FUNDS, HEAD, ROWS[0], *which, *ROWS[1:]]))
        assert str(score(found, rules).total) == "98.00"

    def test_a_row_whose_points_were_forgotten_is_none(self) -> None:
        other: Row = [N, N, "培训场次", "≥4场", "5场", N, N, N]
        less: Row = [*ROWS[0][:5], 40, 40, N]
        found, rules = by_standard(form([*NAME, *FUNDS, HEAD, less, other, *ROWS[1:]]))
        card = evaluate(found, rules)
        assert card.total is None and "W01" in {each.code for each in card.findings}


def printed(found: Submission) -> tuple[CellValue, ...]:
    """Total, total beside the tables, and grade, as printed."""
    whole = (found.printed.total, found.printed.total_again, found.printed.grade)
    return tuple(said and said.value for said in whole)


NOBODY_KNOWS = "看不出这一格是什么内容"


@pytest.mark.parametrize(
    ("row", "wanted", "cells"),
    [
        (["自评得分：96.6分"], ("96.6", N, N), "A9"),
        (["自评得分:", "96.6分"], ("96.6分", N, N), "B9"),
        (["自评得分", 96.6], (96.6, N, N), "B9"),
        (["绩效自评总分（100分）：98"], ("98", N, N), "A9"),
        (["项目单位自评总得分为98.5分，等级为良"], ("98.5", N, "良"), "A9 A9"),
        (["评价等级：优"], (N, N, "优"), "A9"),
        (["自评等次", "良好"], (N, N, "良好"), "B9"),
        (["自评得分：98%"], ("98", N, N), "A9"),
        (["得分：98/100"], ("98", N, N), "A9"),
        (["自评总分（分）", "98/100分"], ("98", N, N), "B9"),
        (["自评等级：优□良☑中□差□"], (N, N, "良"), "A9"),
        (["自评等级", "☑优 □良 □中 □差"], (N, N, "优"), "B9"),
    ],
)
def test_total_and_grade_may_stand_below_the_table(row: Row, wanted: tuple[CellValue, ...], cells: str) -> None:
    found = form([*NAME, *FUNDS, HEAD, *ROWS[:-1], row])
    said = filter(None, (found.printed.total, found.printed.grade))
    assert (printed(found), " ".join(each.place.cell for each in said), told(found)) == (wanted, cells, "")


@pytest.mark.parametrize(
    ("row", "unread"),
    [
        (["评价等级", "优秀良好中等"], "A9 B9"),
        (["评价等级：优秀得很啊"], "A9"),
        (["自评得分：98/120"], "A9"),
        (["自评等级：□优 □良 □中 □差"], "A9"),
        (["自评得分", "没有"], "A9 B9"),
    ],
)
def test_what_is_neither_a_total_nor_a_grade_is_said(row: Row, unread: str) -> None:
    found = form([*NAME, *FUNDS, HEAD, *ROWS[:-1], row])
    assert printed(found) == (N, N, N)
    assert told(found) == "\n".join(f"表!{cell}：{NOBODY_KNOWS}" for cell in unread.split())


def test_a_total_beside_the_tables_stands_beside_that_of_the_table() -> None:
    assert printed(form([*NAME, *FUNDS, HEAD, *ROWS, ["自评得分：96.6分"]])) == (98, "96.6", N)
    above = form([*NAME, ["自评得分：97分", "评价等级：良"], *FUNDS, HEAD, *ROWS[:-1]])
    assert printed(above) == ("97", N, "良")


def test_funds_may_stand_on_their_side() -> None:
    labelled: list[Row] = [
        ["项目资金（万元）", "年初预算数", 100], [N, "全年预算数", 100], [N, "全年执行数", 90], [N, "执行率", "90%"],
        [N, "得分", 9],
    ]  # fmt: skip
    found = form([*NAME, *labelled, HEAD, *ROWS])
    assert money(found) == [("1", "年度资金总额", 100, 90)] and indicators(found) == READ
    (line,) = found.printed.funds
    assert (line.rate and line.rate.value, line.score and line.score.value) == ("90%", 9)
    assert found.budget[0].place("executed").cell == "C5"
    sources: list[Row] = [
        ["资金", "财政拨款", "其他资金"], ["年初预算数", 80, 20], ["全年预算数", 80, 20], ["全年执行数", 72, 18],
    ]  # fmt: skip
    found = form([*NAME, *sources, HEAD, *ROWS])
    assert (money(found), told(found)) == ([("1", "财政拨款", 80, 72), ("2", "其他资金", 20, 18)], "")


def test_a_formula_without_a_result_is_a_flaw_where_something_is_needed() -> None:
    rows = [list(row) for row in (*NAME, *FUNDS, HEAD, *ROWS)]
    rows[3][4] = rows[5][4] = None
    (found,) = read_forms(Grid("表", rows, uncalculated=frozenset({(4, 5), (6, 5)})))
    assert [(flaw.code, flaw.place.cell) for flaw in found.flaws] == [("X01", "E4"), ("X01", "E6")]
    assert told(found).count("这一格是公式，文件里没有存下计算结果；请用 Excel 打开、保存后再导入") == 2


def test_sign_number_and_unit_may_have_a_column_each() -> None:
    head: Row = ["一级指标", "二级指标", "三级指标", "年度指标值", N, N, "实际完成值", "分值", "得分"]
    rows: list[Row] = [
        ["产出指标", "数量指标", "开放天数", "≥", "300", "天", "310天", 50, 50],
        ["产出指标", "数量指标", "场次", "6场", N, N, "6场", 50, 50],
    ]
    found = form([*NAME, *FUNDS, head, *rows], (5, 4, 5, 6))
    assert [(row.sign, row.target, row.unit, row.actual) for row in found.indicators] == [
        ("≥", "300", "天", "310天"), (N, "6场", N, "6场"),
    ]  # fmt: skip


def test_a_year_that_is_none_is_a_flaw() -> None:
    found = form([["项目支出绩效自评表"], NAME[1], ["评价年度", "去年"], *FUNDS, HEAD, *ROWS])
    assert (found.project.year, [(flaw.code, flaw.place.cell) for flaw in found.flaws]) == ("去年", [("X05", "B3")])


def test_a_name_stands_behind_that_of_its_group_and_not_behind_a_number() -> None:
    head: Row = ["一级指标", "二级指标", "三级指标", N, "年度指标值", "实际完成值", "分值", "得分"]
    rows: list[Row] = [
        ["产出指标", "数量指标", "一、", "培训人数", "≥100人", "120人", 50, 50],
        ["产出指标", "数量指标", "培训", "人次", "≥100人", "120人", 50, 50],
    ]
    found = form([*NAME, *FUNDS, head, *rows], (5, 3, 5, 4))
    assert ([row.name for row in found.indicators], told(found)) == (["培训人数", "培训：人次"], "")


def test_lines_of_the_blank_form_are_no_indicators_and_said() -> None:
    blank: list[Row] = [["产出指标", "质量指标", "指标1", N, N, 10], ["产出指标", "质量指标", "……"]]
    found = form([*NAME, *FUNDS, HEAD, ROWS[0], *blank, *ROWS[1:]])
    assert indicators(found) == READ
    assert told(found).splitlines() == [f"表!C{row}：空白表上的占位行，没有填内容" for row in (7, 8)]


def test_the_first_target_holds_where_it_was_not_adjusted() -> None:
    head: Row = ["一级指标", "二级指标", "三级指标", "年初指标值", "调整后指标值", "实际完成值", "分值", "得分"]
    rows: list[Row] = [
        ["产出指标", "数量指标", "甲", "10次", "12次", "12次", 50, 50],
        ["产出指标", "数量指标", "乙", "10次", N, "12次", 40, 40],
    ]
    found = form([*NAME, *FUNDS, head, *rows])
    assert [row.target for row in found.indicators] == ["12次", "10次"]
    assert told(found) == "表!D5：“年初指标值”这一栏没有读，“年度指标值”读的是“调整后指标值”一栏"


def test_a_column_of_the_funds_that_we_have_not_is_said() -> None:
    head, line = [*FUNDS[0], "结余"], [*FUNDS[1], 10]
    found = form([*NAME, head, line, HEAD, *ROWS])
    assert (money(found), told(found)) == (
        [("1", "年度资金总额", 100, 90)], "表!I3：“结余”这一栏，工作簿里没有对应的栏目",
    )  # fmt: skip


def test_amounts_are_read_with_their_units_and_dashes_are_blank() -> None:
    head: Row = ["项目资金（元）", *FUNDS[0][1:]]
    found = form([*NAME, head, [N, "年度资金总额", "约100万", "1,000,000.00", "90万元", 10, "90%", 9], HEAD, *ROWS])
    (line,) = found.budget
    assert (line.initial, line.annual, line.executed) == (None, 100 * WAN, 90 * WAN)
    assert [(flaw.code, flaw.place.cell) for flaw in found.flaws] == [("X06", "C4")]
    assert found.project.money_unit == "元"
    dashes: list[Row] = [
        [N, "年度资金总额", 100, 100, 90, "—", "—", "-"], [N, "其中：当年财政拨款", 60, 60, 55, "—", "—", "—"],
    ]  # fmt: skip
    found = form([*NAME, FUNDS[0], *dashes, HEAD, *ROWS])
    assert money(found) == [("1", "年度资金总额", 100, 90), ("1.1", "其中：当年财政拨款", 60, 55)]
    assert [(each.rate, each.weight, each.score) for each in found.printed.funds] == [(N, N, N)] * 2


class TestRowsBetweenTheIndicators:
    """Rows between the header and 总分 that are no indicators, each of them among rows that are."""

    @pytest.mark.parametrize(
        "row",
        [
            ["备注：分值按批复的目标"],
            ["注1 数据截至12月31日"],
            ["财务负责人：", "王五"],
            ["财务负责人：王五", N, N, N, N, 5, 5],
            ["1、以上数据由业务科室提供"],
            ["本表由各业务科室根据全年实际完成情况逐项填写并经分管领导审核同意后报送"],
        ],
        ids=lambda row: str(row[0])[:6],
    )
    def test_what_is_said_of_the_form_is_no_indicator(self, row: Row) -> None:
        found = form([*NAME, *FUNDS, HEAD, *ROWS[:2], row, *ROWS[2:]])
        assert indicators(found) == READ

    @pytest.mark.parametrize(
        ("row", "total", "grade"),
        [
            (["自评得分", N, 96], 96, None),
            (["评价得分", N, N, 96], 96, None),
            (["自评得分：96"], "96", None),
            (["自评等级", N, "优"], None, "优"),
        ],
        ids=lambda row: str(row[0]) if isinstance(row, list) else "",
    )
    def test_a_total_called_a_score_is_no_indicator(self, row: Row, total: CellValue, grade: CellValue) -> None:
        found = form([*NAME, *FUNDS, HEAD, *ROWS[:-1], row])
        assert indicators(found) == READ
        printed = found.printed
        assert [each and each.value for each in (printed.total, printed.grade)] == [total, grade]

    def test_a_text_across_the_table_is_none_and_short_names_are(self) -> None:
        rows = [*ROWS[:2], ["以下为满意度"], *ROWS[2:]]
        at = len(NAME) + len(FUNDS) + 1 + 3
        assert indicators(form([*NAME, *FUNDS, HEAD, *rows], (at, 1, at, 8))) == READ
        lone = form([*NAME, *FUNDS, HEAD, *ROWS[:2], [N, N, "回访次数"], *ROWS[2:]])
        assert ("回访次数", None, None, None) in indicators(lone)

    @pytest.mark.parametrize("again", ["产出指标", N], ids=["the name again below", "the name once"])
    def test_a_level_with_the_sum_of_its_rows_is_no_indicator(self, again: str | None) -> None:
        sums: list[Row] = [
            ["产出指标", N, N, N, N, 50, 48, N],
            [again, "数量指标", "培训人数", "≥100人", "120人", 30, 30, N],
            [N, "质量指标", "合格率", "≥90%", "80%", 20, 18, "基础弱"],
        ]
        found = form([*NAME, *FUNDS, HEAD, *sums, *ROWS[1:]])
        assert [row.name for row in found.indicators] == ["培训人数", "合格率", "就业率", "学员满意度"]
        assert {row.level1 for row in found.indicators[:2]} == {"产出指标"}
        (said,) = (each for each in found.printed.sums if each.label == "产出指标")
        assert (said.rows, said.score and said.score.value, said.weight and said.weight.value) == ((0, 1), 48, 50)

    def test_a_level_on_its_own_above_another_level_is_told(self) -> None:
        alone: list[Row] = [["产出指标", N, N, N, N, 50, 48, N], *ROWS[1:]]
        found = form([*NAME, *FUNDS, HEAD, *alone])
        assert [each for each in found.printed.sums if each.label == "产出指标"] == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1、延续性项目☑ 2、新增项目□ 3、一次性项目☑", "延续性项目、一次性项目"),
        ("☑延续性项目 □新增项目 ☑一次性项目", "延续性项目、一次性项目"),
        ("延续性项目□ 新增项目□", ""),
        ("延续性项目", "延续性项目"),
    ],
)
def test_of_choices_all_that_are_ticked_are_read(text: str, read: str) -> None:
    assert ticked(text) == read


def test_two_forms_below_one_another_are_told_apart_by_title_or_name() -> None:
    titled = [*NAME, *FUNDS, HEAD, *ROWS]
    bare = [["项目名称", "乙项目"], *FUNDS, HEAD, *ROWS]
    for first, second in ((titled, bare), (bare, titled), (bare, bare)):
        found = read_forms(Grid("表", [list(row) for row in (*first, *second)], ()))
        assert [each.project.name for each in found] == [first[0][1] if first is bare else "甲项目",
                                                         second[0][1] if second is bare else "甲项目"]  # fmt: skip
        assert [indicators(each) for each in found] == [READ, READ]


def test_funds_above_a_second_form_belong_to_the_first() -> None:
    """A form with nothing but funds is one, too, however short."""
    short: list[Row] = [
        ["项目资金（万元）", N, "全年预算数", "全年执行数", "执行率"],
        [N, "年度资金总额", 100, 90, "90%"],
    ]
    second = [["项目名称", "乙项目"], *FUNDS, HEAD, *ROWS]
    found = read_forms(Grid("表", [list(row) for row in (["项目名称", "甲项目"], *short, *second)], ()))
    assert [(each.project.name, len(each.budget), len(each.indicators)) for each in found] == [
        ("甲项目", 1, 0),
        ("乙项目", 1, 3),
    ]


def test_a_form_is_asked_only_for_what_it_has_a_place_for() -> None:
    blank: list[Row] = [NAME[0], ["项目名称", N, "主管部门", N]]
    found, rules = by_standard(form([*blank, *FUNDS, ["三级指标", *HEAD[3:]], *([*row[2:]] for row in ROWS)]))
    asked = [(each.code, each.place.cell) for each in evaluate(found, rules).findings if each.code in ("P01", "W06")]
    assert asked == [("P01", "B2"), ("P01", "D2"), ("W06", "A6")]


@pytest.mark.parametrize(
    ("weight", "printed", "counts"), [(10, 9, "10"), (10, N, "10"), (N, 9, "10"), (N, N, "0")],
    ids=["points and score", "points", "score", "neither"],
)  # fmt: skip
def test_rows_that_make_a_hundred_leave_nothing_for_the_execution_unless_it_is_printed(
    weight: CellValue, printed: CellValue, counts: str
) -> None:
    funds = [FUNDS[0], [*FUNDS[1][:5], weight, "90%", printed]]
    full = [[*ROWS[0][:5], 60, 60, N], *ROWS[1:]]
    found, rules = by_standard(form([*NAME, *funds, HEAD, *full]))
    card = score(found, rules)
    assert card.execution_section and str(card.execution_section.weight) == counts


class TestExecutionInTheTable:
    """预算执行率 as the first row of the table: what the funds earn, and no indicator."""

    FUNDS: Sequence[Row] = (
        ["项目资金（万元）", N, "年初预算数", "全年预算数", "全年执行数", "执行率"],
        [N, "年度资金总额", 100, 100, 90, "90%"],
    )

    @pytest.mark.parametrize("level", ["预算执行率（10分）", "预算执行", "资金使用情况", "预算执行率指标"])
    def test_it_is_what_the_funds_earn(self, level: str) -> None:
        row: Row = [level, N, "预算执行率", "100%", "90%", 10, 9, "有结余"]
        found, rules = by_standard(form([*NAME, *self.FUNDS, HEAD, row, *ROWS]))
        assert indicators(found) == READ
        assert told(found).count("这一行是预算执行率") == 1
        assert found.form and any("有结余" in each.printed for each in found.form.unread)
        assert {each.subject: each.verdict for each in compare(score(found, rules), rules)}["预算执行率得分"] == AGREES

    def test_an_indicator_of_that_name_under_another_level_stays_one(self) -> None:
        row: Row = ["产出指标", "时效指标", "预算执行率", "100%", "90%", 10, 9, N]
        assert len(form([*NAME, *FUNDS, HEAD, row, *ROWS]).indicators) == 4


def test_rows_that_say_there_is_nothing_are_told_and_not_scored() -> None:
    nothing: list[Row] = [
        [N, "质量指标", "无", "/", "/", "/", "/", "/"],
        [N, "时效指标", "——", "——", "——", "——", "——", N],
        [N, "成本指标", "N/A", "N/A", "N/A", "N/A", "N/A", N],
        [N, "生态效益", "不涉及", N, N, N, N, N],
        [N, "可持续影响", "指标1：/", N, N, "/", "/", N],
    ]
    found = form([*NAME, *FUNDS, HEAD, ROWS[0], *nothing, *ROWS[1:]])
    assert indicators(found) == READ
    assert told(found).count("没有要评的内容") == 5
    kept = form([*NAME, *FUNDS, HEAD, ROWS[0], [N, "质量指标", "无", "/", "/", 10, 10, N], *ROWS[1:]])
    assert len(kept.indicators) == 4  # there are points to be earned


def test_a_level_of_the_blank_form_is_said_to_have_no_indicators() -> None:
    found = form([*NAME, *FUNDS, HEAD, ROWS[0], [N, "成本指标"], *ROWS[1:]])
    assert indicators(found) == READ and told(found) == "表!B7：这一行没有填指标"


def test_a_second_row_may_say_which_amount_each_is() -> None:
    head: list[Row] = [
        ["项目资金（万元）", N, "预算数", N, "执行数", "分值", "执行率", "得分"],
        [N, N, "年初", "全年", N, N, N, N],
        [N, "年度资金总额", 110, 100, 90, 10, "90%", 9],
    ]
    found = form([*NAME, *head, HEAD, *ROWS], (3, 1, 5, 1), (3, 3, 3, 4), (3, 5, 4, 5), (3, 6, 4, 6))
    assert money(found) == [("1", "年度资金总额", 100, 90)] and found.budget[0].initial == 110 * WAN
    assert told(found) == ""


def test_an_amount_may_be_said_to_be_none() -> None:
    rows: list[Row] = [[N, "其他资金", "无", "/", "不涉及", N, N, N]]
    found = form([*NAME, *FUNDS, *rows, HEAD, *ROWS])
    assert (found.flaws, money(found)[0]) == ((), ("1", "年度资金总额", 100, 90))


def test_the_whole_year_goes_before_half_of_it() -> None:
    rows = [[*row[:4], "50%", *row[4:]] for row in ROWS[:3]]
    head: Row = [*HEAD[:4], "1-6月完成值", "全年完成值", *HEAD[5:]]
    found = form([*NAME, *FUNDS, head, *rows])
    assert indicators(found) == READ
    assert "“1-6月完成值”这一栏没有读" in told(found)


@pytest.mark.parametrize("number", ["一二三", "123"])
def test_levels_may_be_counted_behind_their_name(number: str) -> None:
    head: Row = [*(f"绩效指标{each}级" for each in number), *HEAD[3:]]
    assert indicators(form([*NAME, *FUNDS, head, *ROWS])) == READ


def test_the_tasks_of_a_department_are_lines_of_its_budget() -> None:
    tasks: list[Row] = [
        ["年度主要任务", "任务名称", "主要内容", "全年预算数", "全年执行数", "执行率", "分值", "得分"],
        [N, "任务一", "培训", 60, 55, N, N, N],
        [N, "任务二", "就业", 40, 35, N, N, N],
        [N, "金额合计", N, 100, 90, "90%", 10, 9],
    ]
    found, rules = by_standard(form([["2024年度部门整体支出绩效自评表"], ["部门名称", "某局"], *tasks, HEAD, *ROWS]))
    assert money(found) == [("1", "金额合计", 100, 90), ("1.1", "任务一", 60, 55), ("1.2", "任务二", 40, 35)]
    assert found.project.unit == "某局"
    assert str(evaluate(found, rules).total) == "98.00"
    assert "表!C4" in told(found) and "表!C5" in told(found)  # what a task is about has no column


@pytest.mark.parametrize(("adjusted", "budget"), [(0, 100), (-5, 95), (95, 95)])
def test_an_adjusted_budget_may_be_by_how_much_it_was(adjusted: int, budget: int) -> None:
    funds: list[Row] = [
        ["预算执行（万元）", "年初预算", "调整预算", "执行数", "执行率"],
        ["年度资金总额", 100, adjusted, 90, "90%"],
    ]
    found, rules = by_standard(form([*NAME, *funds, HEAD, *ROWS]))
    assert evaluate(found, rules).budget.budget == budget * WAN


def test_the_last_row_may_sum_up_the_table_alone() -> None:
    found, rules = by_standard(form([*NAME, *FUNDS, HEAD, *ROWS[:3], ["合计", N, N, N, N, 90, 89, N]]))
    assert found.printed.total is None and str(evaluate(found, rules).total) == "98.00"
    compared = {each.subject: each.verdict for each in compare(score(found, rules), rules)}
    assert compared["指标合计"] == AGREES and "分值合计" not in compared


def test_a_total_that_leaves_out_the_funds_is_told_as_that() -> None:
    funds: list[Row] = [[*FUNDS[0][:5], "执行率"], [*FUNDS[1][:5], "90%"]]
    found, rules = by_standard(form([*NAME, *funds, HEAD, *ROWS[:3], ["总分", N, N, N, N, 90, 89, N]]))
    said = {each.subject: each.reason for each in compare(score(found, rules), rules)}
    assert said["分值合计"] == "只加了各项指标，没有加上预算执行率的 10 分"
    assert said["总分"] == "只加了各项指标的得分，没有加上预算执行率得分"


@pytest.mark.parametrize(
    "text", ["98%", "98/100", "98／100分", "98分（满分100分）", "98（百分制）", "玖拾捌分", "九十八", "九十八点零"]
)
def test_a_total_may_say_of_what_it_is_one(text: str) -> None:
    found, rules = by_standard(form([*NAME, *FUNDS, HEAD, *ROWS[:3], ["综合评分", N, N, N, N, "100分", text, N]]))
    assert {each.verdict for each in compare(score(found, rules), rules)} == {AGREES}
    assert (indicators(found), told(found), found.printed.grade) == (READ, "", N)


@pytest.mark.parametrize("text", ["98/120", "约98", "九十八点", "98%左右"])
def test_what_is_no_total_of_a_hundred_is_said(text: str) -> None:
    found = form([*NAME, *FUNDS, HEAD, *ROWS[:3], ["总分", N, N, N, N, 100, text, N]])
    assert (printed(found), told(found)) == ((N, N, N), f"表!G9：{NOBODY_KNOWS}")


@pytest.mark.parametrize("text", ["98（优）", "98分（优）", "98 优", "优（98分）"])
def test_total_and_grade_may_share_a_cell(text: str) -> None:
    found = form([*NAME, *FUNDS, HEAD, *ROWS[:3], ["总分", N, N, N, N, 100, text, N]])
    assert printed(found) == ("98", N, "优") and told(found) == ""


@pytest.mark.parametrize(
    "title", ["（2023）年度项目支出绩效自评表", "2023 年度项目支出绩效自评表", "项目支出绩效自评表（2023年）"]
)
def test_the_year_may_stand_in_brackets(title: str) -> None:
    assert form([[title], *NAME[1:], *FUNDS, HEAD, *ROWS]).project.year == 2023


def test_points_may_be_written_as_a_share_of_a_hundred() -> None:
    rows = [[*row[:5], f"{row[5]}%", *row[6:]] for row in ROWS[:3]]
    found, rules = by_standard(form([*NAME, *FUNDS, HEAD, *rows, ROWS[3]]))
    assert str(score(found, rules).total) == "98.00"


class TestSumsWithinTheTable:
    def test_a_sum_of_each_level_is_not_the_last_row(self) -> None:
        sums: list[Row] = [["合计", N, N, N, N, row[5], row[6], N] for row in ROWS[:3]]
        rows = [row for pair in zip(ROWS, sums, strict=False) for row in pair]
        found = form([*NAME, *FUNDS, HEAD, *rows, ROWS[3]])
        assert indicators(found) == READ and printed(found) == (98, N, N)
        assert [(each.label, each.rows) for each in found.printed.sums] == [
            ("产出指标小计", (0,)),
            ("效益指标小计", (1,)),
            ("满意度指标小计", (2,)),
        ]

    def test_the_total_may_stand_above_the_rows(self) -> None:
        found = form([*NAME, *FUNDS, HEAD, ROWS[3], *ROWS[:3]])
        assert indicators(found) == READ and printed(found) == (98, N, N)

    def test_the_funds_below_the_table_are_none_of_its_rows(self) -> None:
        found = form([*NAME, HEAD, *ROWS[:3], *FUNDS])
        assert indicators(found) == READ and money(found) == [("1", "年度资金总额", 100, 90)]


@pytest.mark.parametrize("field", [3, 4])
def test_of_several_years_that_of_the_form_is_read(field: int) -> None:
    years = [f"{year}年{('指标值', '完成值')[field - 3]}" for year in (2023, 2024, 2025)]
    head: Row = [*HEAD[:field], *years, *HEAD[field + 1 :]]
    rows = [[*row[:field], "1", row[field], "2", *row[field + 1 :]] for row in ROWS[:3]]
    assert indicators(form([*NAME, *FUNDS, head, *rows])) == READ


def test_target_and_actual_below_one_header() -> None:
    head: list[Row] = [[*HEAD[:3], "指标值", N, *HEAD[5:]], [N, N, N, "目标", "实际", N, N, N]]
    merges = ((5, 4, 5, 5), *((5, column, 6, column) for column in (1, 2, 3, 6, 7, 8)))
    assert indicators(form([*NAME, *FUNDS, *head, *ROWS], *merges)) == READ


def test_points_that_a_level_shares_are_told_apart_by_the_scores() -> None:
    rows: list[Row] = [[*ROWS[0][:6], 30, N], [N, "质量指标", "合格率", "≥90%", "95%", N, 20, N], *ROWS[1:]]
    found, rules = by_standard(form([*NAME, *FUNDS, HEAD, *rows], (6, 6, 7, 6)))
    assert [row.weight for row in found.indicators] == ["30", "20", 30, 10]
    assert str(score(found, rules).total) == "98.00"


def test_rows_that_nobody_sees_are_read_and_told() -> None:
    (found,) = read_forms(Grid("表", [*NAME, *FUNDS, HEAD, *ROWS], hidden=frozenset({2, 4, 7, 9})))
    assert indicators(found) == READ
    assert [(each.code, each.place.cell) for each in found.flaws] == [("X03", "A4"), ("X03", "A7")]
