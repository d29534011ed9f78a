"""Forms in odd shapes: what a person reads off them is what is read, and what is not read is said."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from selfeval_xl.comparison import compare
from selfeval_xl.domain.cells import CellValue
from selfeval_xl.domain.finding import AGREES
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.submission import Submission
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
    assert money(found) == [("1", "合计", 100, 90), ("1.1", "财政拨款", 80, 72), ("1.2", "其他资金", 20, 18)]
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
