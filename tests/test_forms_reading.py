"""Table forms as regions print them: what is read of each, and that every other cell is told."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.money import in_unit
from selfeval_xl.domain.printed import PlacedValue
from selfeval_xl.domain.submission import BudgetLine, OfficialForm, Project, Submission
from selfeval_xl.readers.forms import labels
from selfeval_xl.readers.forms.fund_rows import is_total
from selfeval_xl.readers.forms.page import Page
from selfeval_xl.readers.forms.reading import read_forms

CASES = Path(__file__).parent / "cases" / "forms"
WORDS = tomllib.loads((CASES.parent / "form_words.toml").read_text(encoding="utf-8"))
AMOUNTS = ("initial", "annual", "executed")
INDICATOR = ("name", "sign", "target", "unit", "actual", "weight")


def load(name: str) -> dict[str, Any]:
    return tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))


def grid_of(case: Mapping[str, Any]) -> Grid:
    merges = []
    for area in case.get("合并", ()):
        left, top, right, bottom = range_boundaries(area)
        merges.append((top, left, bottom, right))
    formulas = frozenset(coordinate_to_tuple(cell) for cell in case.get("公式", ()))
    return Grid("自评表", case["表"], tuple(merges), formulas)


def read(case: Mapping[str, Any]) -> Submission:
    return read_forms(grid_of(case))[0]


def form_of(submission: Submission) -> OfficialForm:
    assert submission.form is not None
    return submission.form


def shown(placed: PlacedValue | None) -> str:
    return text_of(placed.value) if placed else ""


def unit_of(submission: Submission) -> str:
    """Return the 金额单位 that the form names, ``""`` where it names none."""
    project = submission.project
    return text_of(project.money_unit) if "money_unit" in project.places else ""


def facts(submission: Submission) -> dict[str, str]:
    """Return what was read of the project; 金额单位 is told apart."""
    values = zip(Project._fields[1:], submission.project[1:], strict=True)
    return {field: text_of(value) for field, value in values if value is not None and field != "money_unit"}


def amount(submission: Submission, line: BudgetLine, field: str) -> str:
    """Return an amount as it was typed."""
    typed, fen = form_of(submission).amounts.get(line.place(field)), getattr(line, field)
    return typed or ("" if fen is None else format_decimal(in_unit(fen, str(submission.project.money_unit))))


def funds(submission: Submission) -> list[list[str]]:
    lines = {line.row: line for line in submission.budget}
    return [
        [row.label, *(amount(submission, lines[row.row], field) if row.row in lines else "" for field in AMOUNTS),
         shown(row.weight), shown(row.rate), shown(row.score)]
        for row in submission.printed.funds
    ]  # fmt: skip


def indicators(submission: Submission) -> list[list[str]]:
    rows = zip(submission.indicators, submission.printed.scores, strict=True)
    return [
        [row.level1, row.level2, *(text_of(getattr(row, field)) for field in INDICATOR), shown(score),
         text_of(row.reason)]
        for row, score in rows
    ]  # fmt: skip


@pytest.fixture(params=sorted(path.stem for path in CASES.glob("*.toml")))
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    return load(request.param)


def test_what_is_read(case: dict[str, Any]) -> None:
    read_back, wanted = read(case), case["读到"]
    form, printed = form_of(read_back), read_back.printed
    assert (form.kind, unit_of(read_back)) == (wanted["样式"], wanted.get("金额单位", ""))
    assert facts(read_back) == wanted["项目信息"]
    assert funds(read_back) == wanted["资金"]
    assert indicators(read_back) == wanted["指标"]
    assert (shown(printed.total), shown(printed.grade)) == (wanted.get("总分", ""), wanted.get("等级", ""))
    assert form.goals == wanted.get("目标数", 0)


def test_what_is_not_read_is_told_cell_by_cell(case: dict[str, Any]) -> None:
    found = form_of(read(case)).unread
    assert [[each.place.cell, each.printed, each.reason] for each in found] == case["读到"]["没读"]


def test_every_value_says_the_cell_it_stands_in(case: dict[str, Any]) -> None:
    found, rows = read(case), case["表"]
    project, printed = found.project, found.printed
    said = [PlacedValue(getattr(project, field), project.place(field)) for field in facts(found)]
    said += [PlacedValue(text, place) for place, text in form_of(found).amounts.items()]
    said += [each for row in printed.funds for each in (row.rate, row.weight, row.score) if each]
    said += [each for each in (*printed.scores, printed.total, printed.grade) if each]
    for each in said:
        assert shown(each) in text_of(rows[each.place.row - 1][each.place.column - 1])
    page = Page(grid_of(case))
    for row in found.indicators:
        for field in ("name", "target", "actual"):
            place = row.place(field)
            own = text_of(rows[place.row - 1][place.column - 1]) if field in row.columns.of else ""
            # What is merged over several rows is seen in each of them; a row may be read without it.
            seen = page.text(place.row, place.column) if field in row.columns.of else ""
            assert text_of(getattr(row, field)) in (own, seen)


def test_a_sheet_without_a_form_is_none() -> None:
    assert read_forms(Grid("说明", [["填表说明"], ["项目名称", "甲"], ["一级指标", "二级指标"]])) == []
    assert read_forms(Grid("空", [])) == []


def test_a_form_with_printed_labels_alone_is_empty() -> None:
    case = load("blank_rows_and_extra_columns")
    rows = [[cell if row < 6 else "" for cell in cells] for row, cells in enumerate(case["表"])]
    rows[3][1] = ""
    (blank,) = read_forms(Grid("表", rows))
    assert form_of(blank).is_blank and not form_of(read(case)).is_blank


@pytest.mark.parametrize(
    ("amounts", "row", "is_empty"),
    [
        (["", "", ""], ["", "", "", "", 20, ""], True),
        ([9, "", ""], ["", "", "", "", 20, ""], False),
        (["", 9, ""], ["", "", "", "", 20, ""], False),
        (["", "", 9], ["", "", "", "", 20, ""], False),
        (["", "", ""], ["", "", "", "", "", 20], False),
    ],
)
def test_points_printed_beforehand_fill_no_form_but_one_amount_does(
    amounts: list[Any], row: list[Any], is_empty: bool
) -> None:
    funds = ["项目资金", "", "年初预算数", "全年预算数", "执行数"], ["", "年度资金总额", *amounts]
    assert form_of(read_rows(["项目支出绩效自评表"], *funds, HEAD, row)).is_blank is is_empty


def test_a_formula_without_a_result_is_told() -> None:
    case = load("sichuan_footer")
    (form,) = read_forms(grid_of(case)._replace(uncalculated=frozenset({(13, 9)})))
    (told,) = (each for each in form_of(form).unread if "公式" in each.reason)
    assert told.place.cell == "I13"


TITLE, AGAIN, TOTAL = [["自评表"], ["项目名称", "甲"]], [["自评表"]], ["总分", "", "", "", 20, 16]
BREAKS = {
    "只有题名的两张": ([["2020年度甲项目自评表"]], [TOTAL], [["2020年度乙项目自评表"]], ["甲", "乙"]),
    "没有总分的两张": (TITLE, [], [*AGAIN, ["项目名称：乙"]], ["甲", "乙"]),
    "分页重印题名": (TITLE, [], AGAIN, ["甲"]),
    "分页重印题名和名称": (TITLE, [["第1页"]], TITLE, ["甲"]),
    "同名的两张": (TITLE, [TOTAL], TITLE, ["甲", "甲"]),
    "附件和年度在前": (TITLE, [["填报人：王某"]], [["附件2"], ["（2022年度）"], ["项目名称", "乙"]], ["甲", "乙"]),
}  # fmt: skip
"""What stands above the first table, below it, and above the second; the forms that these are."""


@pytest.mark.parametrize("case", BREAKS.values(), ids=BREAKS)
def test_a_second_form_begins_where_a_page_break_does_not(case: tuple[Any, ...]) -> None:
    above, below, again, names = case
    forms = read_forms(Grid("表", [*above, HEAD, ROW, *below, *again, HEAD, ROW]))
    assert [facts(form)["name"] for form in forms] == names
    assert sum(len(form.indicators) for form in forms) == 2


def test_a_second_form_may_have_its_name_beside_its_header() -> None:
    forms = read_forms(Grid("表", [*TITLE, HEAD, ROW, ["项目名称：乙", *HEAD], ["", *ROW]]))
    assert [facts(form)["name"] for form in forms] == ["甲", "乙"]


def test_a_column_that_counts_the_rows_is_no_part_of_the_table() -> None:
    form = read_rows(["自评表"], ["序号", *HEAD], [1, *ROW], ["2", *ROW], ["总分", "", "", "", "", 40, 32, "良"])
    assert [row.name for row in form.indicators] == ["里程", "里程"] and form_of(form).unread == ()
    assert (shown(form.printed.total), shown(form.printed.grade)) == ("32", "良")


def test_a_figure_of_somebody_else_beside_the_total_is_no_grade() -> None:
    form = read_rows(["自评表"], [*HEAD, "复核得分"], [*ROW, 15], ["总分", "", "", "", 20, 16, 15])
    assert (shown(form.printed.total), form.printed.grade) == ("16", None)


def test_amounts_may_stand_beside_what_they_are_called() -> None:
    total = ["项目资金（元）", "资金总额", "年初预算", 100, "全年预算", 120, "全年执行", 90, "执行率", "75%"]
    part = ["", "其中：财政拨款", "年初预算", 100, "全年预算", 120, "全年执行", 90]
    form = read_rows(["自评表"], ["主管部门", "区水务局", "", "某街道"], total, part, HEAD, ROW)
    assert funds(form) == [
        ["资金总额", "100", "120", "90", "", "75%", ""],
        ["其中：财政拨款", "100", "120", "90", "", "", ""],
    ]
    assert [each.printed for each in form_of(form).unread] == ["某街道"] and unit_of(form) == "元"
    one = read_rows(["自评表"], ["项目名称", "甲", "预算数（万元）", 100, "执行数", 90, "执行率", 0.9], HEAD, ROW)
    assert (funds(one), facts(one)["name"]) == ([["", "", "100", "90", "", "0.9", ""]], "甲")
    bare = ["", "", "", 100]  # says nothing left of it: still an amount of that column
    assert funds(read_rows(["自评表"], total, bare, HEAD, ROW))[1:] == [["", "100", "", "", "", "", ""]]


def words(section: str) -> list[tuple[str, str]]:
    """Return what each word of a section of tests/cases/form_words.toml is read as, and the word."""
    return [(what, word) for what, spelled in WORDS[section].items() for word in spelled]


def read_rows(*rows: list[Any]) -> Submission:
    """Read a form of these rows; it must be one."""
    return read_forms(Grid("表", list(rows)))[0]


HEAD = ["一级指标", "三级指标", "目标值", "完成值", "权重", "得分"]
ROW: list[Any] = ["产出指标", "里程", "5公里", "4公里", 20, 16]


@pytest.mark.parametrize(("field", "header"), words("指标表的栏目"))
def test_a_column_is_known_by_every_name_seen(field: str, header: str) -> None:
    titles = {"level1": "一级指标", "name": "三级指标", "target": "目标值", "actual": "完成值", "weight": "权重"}
    titles[field] = header
    values = {"level1": "产出指标", "name": "里程", "target": "5公里", "actual": "4公里", "weight": 20, field: 7}
    form = read_rows(["自评表"], ["项目名称", "甲"], list(titles.values()), list(values.values()))
    assert form_of(form).unread == ()
    found = shown(form.printed.scores[0]) if field == "score" else text_of(getattr(form.indicators[0], field))
    assert found == "7"


@pytest.mark.parametrize("header", WORDS["读不了的栏目"]["栏目"])
def test_a_column_that_is_none_of_ours_is_listed_once_with_all_that_stands_in_it(header: str) -> None:
    head, row = [*HEAD, "原因", header], [*ROW, "", "甲"]
    form = read_rows(["自评表"], head, row, ["第2页"], head, [*ROW, "", "乙"])
    (told,) = (each for each in form_of(form).unread if each.place.column == len(head))
    assert (told.place.cell, told.printed) == ("H2", f"{header}：甲；乙")
    assert indicators(form) == [["产出指标", "", "里程", "", "5公里", "", "4公里", "20", "16", ""]] * 2


def test_columns_of_one_name_are_told_from_left_to_right_on_a_sheet_of_many_narrow_columns() -> None:
    between = [""] * 24
    form = read_rows(["自评表"], [*HEAD, *between, "复核意见", "复核意见"], [*ROW, *between, "属实", "已核对"])
    (told,) = form_of(form).unread
    assert (told.place.cell, told.printed) == ("AE2", "复核意见：属实；已核对")


@pytest.mark.parametrize(("field", "header"), words("猜的栏目"))
def test_a_column_that_was_guessed_is_read_and_told(field: str, header: str) -> None:
    titles = {"name": "三级指标", "level1": "一级指标", "level2": "二级指标", "target": "目标值", "actual": "完成值"}
    titles[field] = header
    form = read_rows(["自评表"], list(titles.values()), ["里程", "产出", "数量", *["7"] * (len(titles) - 3)])
    assert text_of(getattr(form.indicators[0], field)) == "7"
    (told,) = form_of(form).unread
    assert told.printed == header and "请核对" in told.message and told.subject == "导入时的处理"
    certain = read_rows(["自评表"], [*HEAD, "偏差原因", header], [*ROW, "雨", "7"])
    assert [each.printed for each in form_of(certain).unread] == [f"{header}：7"]


@pytest.mark.parametrize(("field", "header"), words("资金的栏目"))
def test_a_column_of_funds_is_known_by_every_name_seen(field: str, header: str) -> None:
    titles = {"initial": "年初预算数", "annual": "全年预算数", "executed": "全年执行数", "rate": "执行率"}
    titles[field] = header
    form = read_rows(["项目资金(万元)", "", *titles.values()], ["", "年度资金总额", *[7] * len(titles)])
    (line,), (printed,) = form.budget, form.printed.funds
    beside = {"rate": printed.rate, "weight": printed.weight, "score": printed.score}
    wanted = "0.0007" if header.endswith("（元）") else "7"  # a header may name another unit than the block
    assert (shown(beside[field]) if field in beside else amount(form, line, field)) == wanted


@pytest.mark.parametrize(("field", "label"), words("项目信息的栏目"))
def test_a_fact_is_known_by_every_label_seen(field: str, label: str) -> None:
    for row in ([label, "区绩效评价中心"], ["", f"{label}：区绩效评价中心"]):
        form = read_rows(["自评表"], row, HEAD, ROW)
        assert facts(form).get(field, "") == "区绩效评价中心"
        assert form_of(form).unread == ()


@pytest.mark.parametrize("label", WORDS["没有栏目的标签"]["标签"])
def test_a_label_without_a_place_of_ours_is_told_once_it_is_filled_in(label: str) -> None:
    for what, filled in (("没有填", False), ("填了", True)):
        for value in WORDS["没有栏目的标签"][what]:
            form = read_rows(["自评表"], [label, value], HEAD, ROW)
            assert [each.printed for each in form_of(form).unread] == [value] * filled, value


@pytest.mark.parametrize(("what", "label"), words("年度总体目标"))
def test_goals_and_results_are_known_by_every_label_seen(what: str, label: str) -> None:
    titles = {"目标": "预期目标", "结果": "实际完成情况", what: label}
    form = read_rows(["自评表"], ["年度总体目标", *titles.values()], ["", "建成一座", "已建成"], HEAD, ROW)
    assert [facts(form).get(field, "") for field in ("annual_goal", "actual_result")] == ["建成一座", "已建成"]
    assert form_of(form).unread == ()


@pytest.mark.parametrize("label", WORDS["指标表最后一行"]["总分"])
def test_the_last_row_is_known_by_every_label_seen(label: str) -> None:
    form = read_rows(
        ["自评表"], HEAD, ROW, [label, "", "", "", 100, 96.5, "优"], ["产出指标", "桥", "1座", "1座", 5, 5]
    )
    assert (shown(form.printed.total), shown(form.printed.grade), len(form.indicators)) == ("96.5", "优", 2)


@pytest.mark.parametrize(("cells", "total", "grade"), WORDS["总分行"]["行"])
def test_total_and_grade_are_found_where_the_last_row_has_them(cells: list[Any], total: str, grade: str) -> None:
    form = read_rows(["自评表"], HEAD, ROW, cells)
    assert (shown(form.printed.total), shown(form.printed.grade)) == (total, grade)


@pytest.mark.parametrize("dash", WORDS["表示没有的符号"]["符号"])
def test_a_dash_stands_for_nothing(dash: str) -> None:
    funds = ["项目资金", "", "年初预算数", "全年预算数", "执行数"], ["", "年度资金总额", dash, 9, dash]
    form = read_rows(["主管部门", dash], *funds, HEAD, [*ROW[:4], dash, dash])
    assert facts(form) == {} and [amount(form, form.budget[0], field) for field in AMOUNTS] == ["", "9", ""]
    assert indicators(form) == [["产出指标", "", "里程", "", "5公里", "", "4公里", "", "", ""]]


@pytest.mark.parametrize(("what", "name"), words("空白表上的占位行"))
def test_rows_of_the_blank_form_are_no_indicators(what: str, name: str) -> None:
    form = read_rows(["自评表"], HEAD, ["产出指标", name, "", "", 20], ROW)
    assert len(form.indicators) == (1 if what == "占位" else 2)
    assert len(form_of(form).unread) == (what == "占位")


@pytest.mark.parametrize(("what", "label"), words("资金总额的叫法"))
def test_the_row_of_all_funds_is_known_by_every_label_seen(what: str, label: str) -> None:
    form = read_rows(["项目资金", "", "年初预算数", "全年预算数", "执行数"], ["", label, 9, 9, 9], HEAD, ROW)
    assert is_total(form.printed.funds[0].label) == (what == "总额")


@pytest.mark.parametrize(("name", "title"), words("题名里的项目名称"))
def test_a_title_names_the_project_where_no_label_does(name: str, title: str) -> None:
    assert facts(read_rows([title], HEAD, ROW)).get("name", "") == name


def test_a_long_text_that_speaks_of_the_evaluation_names_no_project() -> None:
    text = "本表由项目单位自评后填写，" * 8
    form = read_rows([text], HEAD, ROW)
    assert "name" not in facts(form) and [each.printed for each in form_of(form).unread] == [text]


@pytest.mark.parametrize("label", ["年度绩效目标", "年度绩效目标1", "年度绩效目标 2(50分)", "年度绩效目标1（50分）"])
@pytest.mark.parametrize("between", ["：", ":", "\n", " ：\n"])
def test_a_goal_may_stand_behind_its_label_at_the_left_of_the_table(label: str, between: str) -> None:
    form = read_rows(["自评表"], [f"{label}{between}新修水渠", *HEAD], ["", *ROW])
    assert (facts(form)["annual_goal"], form_of(form).goals, form_of(form).unread) == ("新修水渠", 1, ())


@pytest.mark.parametrize(("what", "text"), words("表头上方"))
def test_what_stands_above_the_tables_is_understood_or_told(what: str, text: str) -> None:
    form = read_rows(["表"], [text], ["项目名称", "甲"], HEAD, ROW)
    told = [each.reason for each in form_of(form).unread if each.printed == text]
    assert told == {"看不出": ["看不出这一格是什么内容"], "备注": ["备注，工作簿里没有对应的栏目"]}.get(what, [])
    assert facts(form).get("year", "") == (re.sub(r"\D", "", text) if what == "年度" else "")
    assert unit_of(form) == (re.sub(r"[^元千万亿]", "", text) if what == "金额单位" else "")


def test_a_word_written_anywhere_on_a_form_is_read_or_told(case: dict[str, Any]) -> None:
    """Wherever somebody adds something to a form, it goes into the workbook or into the report."""
    grid, second = (
        grid_of(case),
        [row for row, cells in enumerate(case["表"], 1) if cells[:1] == ["项目支出绩效自评表"]],
    )
    last = second[1] - 1 if len(second) > 1 else len(case["表"]) + 2
    width = max(map(len, case["表"])) + 2
    merged = {(row, column) for top, left, bottom, right in grid.merges
              for row in range(top, bottom + 1) for column in range(left, right + 1)}  # fmt: skip
    for row in range(1, last + 1):
        for column in range(1, width + 1):
            rows = [[*cells, *[""] * (width - len(cells))] for cells in (*case["表"], [], [])]
            if rows[row - 1][column - 1] == "" and (row, column) not in merged:
                rows[row - 1][column - 1] = "另有说明"
                forms = read_forms(Grid(grid.name, rows, grid.merges))
                assert "另有说明" in everything(forms[0]), (row, column)


def everything(submission: Submission) -> str:
    printed = submission.printed
    texts = [*facts(submission).values(), shown(printed.total), shown(printed.grade)]
    texts += [each.label for each in printed.sums]
    texts += [text for row in (*funds(submission), *indicators(submission)) for text in row]
    texts += [text_of(each) for row in submission.indicators for each in (row.deduction, row.evidence)]
    return "\n".join([*texts, *(each.printed for each in form_of(submission).unread)])


def test_what_stands_in_brackets_may_be_new_but_a_header_is_never_endless() -> None:
    names = {"执行率": "rate"}
    assert labels.known("执行率(b/a)", names) == "rate"
    assert labels.known("执行率" + "(b/a)" * 50, names) == ""
    assert labels.known("(" * 1_000_000, names) == ""
