"""The words that forms use beside their headers: each is known for what it means, and what looks like it is not."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.grid import Grid
from selfeval_xl.readers.forms import labels
from selfeval_xl.readers.forms.labels import ticked
from selfeval_xl.readers.forms.reading import read_forms
from tests.test_forms_reading import CASES, HEAD, ROW, WORDS, facts, form_of, indicators, read_rows, shown, words

FUNDS = ["项目资金", "", "全年预算数", "全年执行数"], ["", "年度资金总额", 10, 9]
MONITORED = ["二级指标", "三级指标", "指标值", "执行情况", "预计完成", "偏差原因"]


def unread(*rows: list[Any]) -> list[str]:
    """Return what is told as not read of a form of these rows."""
    return [each.printed for each in form_of(read_rows(*rows)).unread]


@pytest.mark.parametrize(("what", "label"), words("末行的叫法"))
def test_a_row_is_the_total_or_a_subtotal_by_its_name(what: str, label: str) -> None:
    form = read_rows(["自评表"], HEAD, ROW, [label, "", "", "", 100, 96.5], ROW)
    assert (shown(form.printed.total), len(form.printed.sums)) == ("96.5" * (what == "总分"), int(what == "小计"))
    assert len(form.indicators) == {"总分": 2, "小计": 2, "指标": 3}[what]


@pytest.mark.parametrize(("what", "level"), words("总分下面的级次"))
def test_a_row_below_the_total_is_an_indicator_where_it_says_of_what_level(what: str, level: str) -> None:
    form = read_rows(["自评表"], HEAD, ROW, ["总分", "", "", "", 20, 16], [level, "桥梁", "2座", "2座", 10, 10])
    assert [row.name for row in form.indicators] == ["里程", "桥梁"][: 1 + (what == "还是指标")]


@pytest.mark.parametrize(("what", "level"), words("只有预算执行率的一级指标"))
def test_the_rate_of_execution_alone_under_its_level_is_no_indicator(what: str, level: str) -> None:
    form = read_rows(["自评表"], *FUNDS, HEAD, [level, "预算执行率", "100%", "90%", 10, 9], ROW)
    assert [row.name for row in form.indicators] == [*["预算执行率"] * (what == "不是"), "里程"]
    assert shown(form.printed.funds[0].score) == "9" * (what == "叫法")


@pytest.mark.parametrize(("what", "level"), words("加分项的叫法"))
def test_a_row_that_counts_on_top_of_the_points_is_no_indicator(what: str, level: str) -> None:
    form = read_rows(["自评表"], HEAD, ROW, [level, "获市级表彰", "1次", "1次", "", 2])
    assert [row.name for row in form.indicators] == ["里程", *["获市级表彰"] * (what == "是指标")]


@pytest.mark.parametrize(("what", "level"), words("没有填的级次"))
def test_a_level_with_nothing_beside_it_was_not_filled_in(what: str, level: str) -> None:
    form = read_rows(["自评表"], HEAD, ROW, [level, "", "", "", "", ""])
    (told,) = form_of(form).unread
    assert (told.printed, told.reason == "这一行没有填指标") == (level, what == "空着")


@pytest.mark.parametrize("figure", WORDS["总分和等级写在一格"]["写法"])
def test_total_and_grade_may_stand_in_one_cell(figure: str) -> None:
    form = read_rows(["自评表"], HEAD, ROW, ["总分", "", "", "", 20, figure])
    assert (shown(form.printed.total), shown(form.printed.grade)) == ("97.5", "优")


@pytest.mark.parametrize("figure", ["98", "98.5", "98.5分"])
def test_a_total_may_stand_behind_its_name(figure: str) -> None:
    form = read_rows(["自评表"], HEAD, ROW, [f"自评总分：{figure}"])
    assert shown(form.printed.total) == figure.removesuffix("分") and len(form.indicators) == 1


@pytest.mark.parametrize(("cells", "total", "grade"), WORDS["表外的得分"]["行"])
def test_total_and_grade_outside_the_tables(cells: list[Any], total: str, grade: str) -> None:
    form = read_rows(["自评表"], cells, HEAD, ROW)
    assert (shown(form.printed.total), shown(form.printed.grade)) == (total, grade)
    assert (cells[0] in unread(["自评表"], cells, HEAD, ROW)) is not bool(total or grade)


@pytest.mark.parametrize(("what", "title"), words("下面一张的题名"))
def test_a_second_form_begins_at_its_title(what: str, title: str) -> None:
    rows = [["自评表"], ["项目名称", "甲"], HEAD, ROW, ["总分", "", "", "", 20, 16], [title], HEAD, ROW]
    assert len(read_forms(Grid("表", rows))) == 1 + (what == "题名")


@pytest.mark.parametrize("word", WORDS["第二行表头"]["词"])
def test_a_header_goes_on_in_a_second_row(word: str) -> None:
    head = ["一级指标", "三级指标", "年度指标值", "", "实际完成值", "分值", "得分"]
    form = read_rows(["自评表"], head, ["", "", "数值" if word == "值" else "值", word], [*ROW[:3], "", *ROW[3:]])
    assert [row.name for row in form.indicators] == ["里程"]


@pytest.mark.parametrize("header", WORDS["编号"]["栏目"])
def test_a_column_that_counts_the_rows_is_known(header: str) -> None:
    assert unread(["自评表"], [header, *HEAD], ["1", *ROW]) == []


@pytest.mark.parametrize(("what", "mark"), [each for each in words("编号") if each[0] != "栏目"])
def test_what_counts_the_rows_is_no_part_of_a_name(what: str, mark: str) -> None:
    head = ["一级指标", "三级指标", "", "目标值", "完成值", "权重", "得分"]
    form = read_rows(["自评表"], ["序号", *head], [mark, "产出指标", mark, *ROW[1:]])
    assert form.indicators[0].name == ("里程" if what == "编号" else f"{mark}：里程")
    assert [each.printed for each in form_of(form).unread] == [mark] * (what != "编号")


@pytest.mark.parametrize("sign", WORDS["符号一栏"]["符号"])
def test_a_sign_may_stand_in_a_cell_of_its_own(sign: str) -> None:
    (form,) = read_forms(Grid("表", [["三级指标", "目标值", "", "完成值"], ["里程", sign, 5, 4]], ((1, 2, 1, 3),)))
    (row,) = form.indicators
    assert (row.sign, row.target, row.actual) == (sign, 5, 4)


@pytest.mark.parametrize("level1", WORDS["级次写在一格"]["一级"])
@pytest.mark.parametrize("dash", WORDS["级次写在一格"]["横线"])
def test_both_levels_may_stand_in_one_cell(level1: str, dash: str) -> None:
    (row,) = read_rows(["自评表"], HEAD, [f"{level1}{dash}某某指标", *ROW[1:]]).indicators
    assert (row.level1, row.level2) == (level1, "某某指标")


@pytest.mark.parametrize("text", WORDS["表中间的话"]["行"])
def test_what_stands_between_the_rows_names_no_level(text: str) -> None:
    form = read_rows(["自评表"], ["项目名称", "甲"], HEAD, ROW, [text], ["", *ROW[1:]])
    assert [row.level1 for row in form.indicators] == ["产出指标"] * 2
    assert [each.printed for each in form_of(form).unread] == [text]


@pytest.mark.parametrize(("what", "text"), words("标题里的分值"))
def test_the_points_of_the_execution_may_stand_in_a_heading(what: str, text: str) -> None:
    form = read_rows(["自评表"], [f"预算执行情况{text}", *FUNDS[0][1:]], FUNDS[1], HEAD, ROW)
    assert shown(form.printed.funds[0].weight) == ("20" if what == "写法" else "")


@pytest.mark.parametrize(("what", "box"), words("打勾的符号"))
def test_a_box_is_ticked_or_not(what: str, box: str) -> None:
    chosen = "甲" * (what == "勾上")
    for text in (f"1、甲{box} 2、乙□", f"1.甲{box}2.乙☐", f"{box}甲 □乙", f"1．甲 {box}"):
        assert ticked(text) == chosen


@pytest.mark.parametrize(
    "text", ["（2025年1至8月）", "2025年1月-8月", "2025年1到8月", "2025年 1 ~ 8 月", "2025年10—12月"]
)
def test_months_may_stand_with_the_year(text: str) -> None:
    form = read_rows(["自评表"], [text], HEAD, ROW)
    assert (facts(form)["year"], form_of(form).unread) == ("2025", ())


def test_letters_are_no_boxes() -> None:
    assert (ticked("X光机☑ B超□"), ticked("□X光机 ☑XX项目")) == ("X光机", "XX项目")


@pytest.mark.parametrize("tick", WORDS["监控表的勾"]["勾"])
def test_a_cause_is_ticked_by_any_sign(tick: str) -> None:
    row: list[Any] = ["数量指标", "里程", 5, 3, 5, "", tick]
    (form,) = read_forms(Grid("表", [MONITORED, ["", *[""] * 4, "经费保障", "人员保障"], row], ((1, 6, 1, 7),)))
    assert form.monitoring and [each.cause for each in form.monitoring.rows] == ["人员保障"]


@pytest.mark.parametrize(("what", "text"), words("监控的月份"))
def test_the_month_of_a_monitoring_form_is_found_in_its_heading(what: str, text: str) -> None:
    row: list[Any] = ["数量指标", "里程", 5, 3, 5, ""]
    (form,) = read_forms(Grid("表", [["绩效运行监控表"], [text], MONITORED, row]))
    assert form.monitoring and form.monitoring.month == (int(what) or None)


@pytest.mark.parametrize(("what", "label"), words("资金的名称"))
def test_a_row_of_the_funds_may_have_no_amount(what: str, label: str) -> None:
    form = read_rows(["自评表"], *FUNDS, ["", label], HEAD, ROW)
    assert [row.label for row in form.printed.funds[1:]] == [label] * (what == "没有数也是一行")
    assert [each.printed for each in form_of(form).unread] == [label] * (what == "不是一行")


@pytest.mark.parametrize("dash", WORDS["表示没有的符号"]["符号"])
def test_a_row_of_the_funds_may_have_nothing_but_dashes(dash: str) -> None:
    form = read_rows(["自评表"], *FUNDS, ["", "非税收入", dash, dash], HEAD, ROW)
    assert [row.label for row in form.printed.funds[1:]] == ["非税收入"] and form_of(form).unread == ()


@pytest.mark.parametrize("source", WORDS["资金来源的栏目"]["来源"])
def test_sources_of_the_funds_may_stand_below_the_amounts(source: str) -> None:
    below = ["", "", source, "甲", source, "甲"]
    form = read_rows(["项目资金", "", "全年预算数", "", "全年执行数", ""], below, ["", "总额", 6, 4, 5, 3], HEAD, ROW)
    assert [(each.name, each.annual, each.executed) for each in form.budget[1:]] == [
        (source, 6_000_000, 5_000_000),
        ("甲", 4_000_000, 3_000_000),
    ]


@pytest.mark.parametrize("total", WORDS["资金来源的栏目"]["合计"])
def test_the_whole_of_the_sources_may_stand_below_the_amounts(total: str) -> None:
    below = ["", "", total, "甲", total, "甲"]
    form = read_rows(["项目资金", "", "全年预算数", "", "全年执行数", ""], below, ["", "总额", 6, 4, 5, 3], HEAD, ROW)
    assert [(each.number, each.annual) for each in form.budget] == [("1", 6_000_000), ("1.1", 4_000_000)]


@pytest.mark.parametrize("title", WORDS["资金来源的栏目"]["一样是中央"])
def test_a_source_is_called_the_same_below_every_amount(title: str) -> None:
    below = ["", "", "合计", title, "合计", "中央"]
    form = read_rows(["项目资金", "", "全年预算数", "", "全年执行数", ""], below, ["", "总额", 6, 4, 5, 3], HEAD, ROW)
    assert [(each.name, each.annual, each.executed) for each in form.budget[1:]] == [("中央", 4_000_000, 3_000_000)]


@pytest.mark.parametrize("header", WORDS["支出的栏目"]["叫法"])
def test_what_was_spent_makes_a_block_of_funds(header: str) -> None:
    form = read_rows(["项目资金", "", "全年预算数", header], ["", "年度资金总额", 10, 9], HEAD, ROW)
    assert [(line.annual, line.executed) for line in form.budget] == [(10_000_000, 9_000_000)]


@pytest.mark.parametrize("header", WORDS["表上的计算栏目"]["栏目"])
def test_what_our_sheet_computes_or_chooses_is_not_taken_from_a_form(header: str) -> None:
    form = read_rows(["自评表"], [*HEAD, "偏差原因", header], [*ROW, "", "7"])
    assert [each.printed for each in form_of(form).unread] == [f"{header}：7"]
    assert "7" not in [text_of(value) for value in form.indicators[0][5:]]
    assert indicators(form) == [["产出指标", "", "里程", "", "5公里", "", "4公里", "20", "16", ""]]


@pytest.mark.parametrize("label", WORDS["表上的计算栏目"]["标签"])
def test_a_standard_is_not_taken_from_a_form(label: str) -> None:
    form = read_rows(["自评表"], [label, "七"], HEAD, ROW)
    assert facts(form) == {} and [each.printed for each in form_of(form).unread] == [label, "七"]


@pytest.mark.parametrize("text", WORDS["一格两项"]["写法"])
def test_more_than_one_fact_may_stand_in_a_cell(text: str) -> None:
    form = read_rows(["自评表"], HEAD, ROW, [text])
    found = facts(form)
    assert (found["preparer"].partition("（")[0].partition("(")[0].partition(" ")[0], found["phone"]) == ("张三", "123")


class TestHowLongSomethingMayBe:
    """Longer than any header or label is a text, and further away than any heading belongs to another form."""

    @pytest.mark.parametrize(("length", "is_read"), [(24, True), (25, False)])
    def test_a_header(self, length: int, is_read: bool) -> None:
        header = f"指标{'甲' * (length - 3)}值"
        form = read_rows(["自评表"], ["一级指标", "三级指标", header, "完成值", "得分"], [*ROW[:4], 16])
        assert [row.target for row in form.indicators] == ["5公里" if is_read else None]
        told = [each.printed for each in form_of(form).unread]
        assert (f"{header}：5公里" in told) is not is_read

    @pytest.mark.parametrize(("notes", "is_read"), [(65, True), (66, False)])
    def test_a_header_with_notes_in_brackets(self, notes: int, is_read: bool) -> None:
        """Each note has three characters, and a header at most 200 with them."""
        header = "完成值" + "(注)" * notes
        form = read_rows(["自评表"], [*HEAD[:3], header, *HEAD[4:]], ROW)
        assert [row.actual for row in form.indicators] == ["4公里" if is_read else None]

    @pytest.mark.parametrize(("label", "is_read"), [("预期" * 10, True), (f"{'预期' * 10}总", False)])
    def test_a_label(self, label: str, is_read: bool) -> None:
        form = read_rows(["自评表"], [f"年度{label}目标", "修好五公里"], HEAD, ROW)
        assert ("annual_goal" in facts(form)) is is_read

    @pytest.mark.parametrize(("length", "is_title"), [(79, True), (80, False)])
    def test_a_title(self, length: int, is_title: bool) -> None:
        title = f"{'甲' * (length - 3)}自评表"
        assert (title in unread([title], ["项目名称", "甲"], HEAD, ROW)) is not is_title

    @pytest.mark.parametrize(("length", "is_level"), [(30, True), (31, False)])
    def test_the_name_of_a_level(self, length: int, is_level: bool) -> None:
        name = "甲" * length
        form = read_rows(["自评表"], HEAD, ROW, [name], ["", *ROW[1:]])
        assert form.indicators[1].level1 == (name if is_level else "产出指标")

    @pytest.mark.parametrize(("between", "belongs"), [(5, True), (6, False)])
    def test_the_way_from_a_heading_to_the_name(self, between: int, belongs: bool) -> None:
        facts_between = [["主管部门", "甲局"]] * between
        rows = [["项目名称", "甲"], HEAD, ROW, ["附件2"], *facts_between, ["项目名称", "乙"], HEAD, ROW]
        _first, second = read_forms(Grid("表", rows))
        assert (form_of(second).start.value == "附件2") is belongs

    @pytest.mark.parametrize(("above", "is_plan"), [(6, False), (7, True)])
    def test_the_rows_in_which_a_title_stands(self, above: int, is_plan: bool) -> None:
        rows: list[list[Any]] = [[f"第{row}行"] for row in range(above)]
        form = read_rows(*rows, ["自评表"], ["一级指标", "三级指标", "年度指标值"], ROW[:3])
        assert (form_of(form).kind == "target") is is_plan

    @pytest.mark.parametrize(("length", "is_read"), [(20, True), (21, False)])
    def test_the_name_of_the_funds_with_their_unit(self, length: int, is_read: bool) -> None:
        label = f"{'甲' * (length - 5)}资金（元）"
        rows = ["项目支出绩效目标申报表"], [label, "年度资金总额", 5]
        form = read_rows(*rows, ["一级指标", "三级指标", "年度指标值"], ROW[:3])
        assert [line.initial for line in form.budget] == [500 if is_read else 5_000_000]


LABELS = tomllib.loads((CASES.parent / "form_labels.toml").read_text(encoding="utf-8"))
HOW = {"整格": "fullmatch", "含有": "search", "开头": "match", "就是": "__contains__"}


def spellings(are_known: bool) -> Iterator[tuple[str, str, str]]:
    """Yield the name of a pattern, how it is asked, and a text that it knows, or one that it does not."""
    for name, table in LABELS.items():
        (how,) = table.keys() & HOW.keys()
        yield from ((name, HOW[how], text) for text in table[how if are_known else "不是"])


@pytest.mark.parametrize(("name", "how", "text"), [*spellings(are_known=True)])
def test_a_label_is_known_in_each_of_its_spellings(name: str, how: str, text: str) -> None:
    assert getattr(getattr(labels, name), how)(text)


@pytest.mark.parametrize(("name", "how", "text"), [*spellings(are_known=False)])
def test_what_only_looks_like_a_label_is_none(name: str, how: str, text: str) -> None:
    assert not getattr(getattr(labels, name), how)(text)


@pytest.mark.parametrize(
    "text", ["", " ", "无", "暂无", "没有", "不涉及", "不适用", "—", "／", "指标1：无", "指标１:", "指标12:无", "指标2"]
)
def test_these_say_that_there_is_nothing(text: str) -> None:
    assert labels.is_none(text)


@pytest.mark.parametrize("text", ["有", "0", "指标1：5人", "指标1：指标2：", "无锡"])
def test_these_say_something(text: str) -> None:
    assert not labels.is_none(text)


def test_a_list_of_words_has_none_but_those_that_are_named() -> None:
    for name in (name for name, table in LABELS.items() if "就是" in table):
        assert getattr(labels, name) == {*LABELS[name]["就是"]}


def test_levels_in_one_cell_are_parted_at_the_dash() -> None:
    found = [labels.BOTH_LEVELS.match(text) for text in ("产出指标 —— 数量指标", "效益-社会-效益")]
    assert [each and each.groups() for each in found] == [("产出指标", "数量指标"), ("效益", "社会")]


@pytest.mark.parametrize(
    ("key", "bare"),
    [
        ("预算数(万元)", "预算数"),
        ("预算数(A)", "预算数A"),
        ("(B)执行数(元)", "B执行数"),
        ("率(C)", "率C"),
        ("率(D)", "率"),
        ("率", "率"),
    ],
)
def test_a_header_without_what_stands_in_brackets(key: str, bare: str) -> None:
    assert labels.bare(key) == bare


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        *((f"甲{box} 乙□ 丙☐", "甲") for box in "☑√✓✔■☒"),
        *((f"□甲 ☐丙 {box}乙", "乙") for box in "☑√✓✔■☒"),
        ("1、甲☑ 2.乙□ 12．丙√", "甲、丙"),
        ("1 、甲☑☑", "甲"),
        ("甲□ 乙☐", ""),
        ("新增", "新增"),
    ],
)
def test_of_choices_those_that_are_ticked_are_read(text: str, chosen: str) -> None:
    assert ticked(text) == chosen
