"""Table forms as regions print them: what is read of each, and that every other cell is told."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils.cell import range_boundaries

from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.grid import Grid
from selfeval_xl.readers.forms import labels
from selfeval_xl.readers.forms.filled import FilledForm, Said
from selfeval_xl.readers.forms.fund_rows import is_total
from selfeval_xl.readers.forms.reading import read_form

CASES = Path(__file__).parent / "cases" / "forms"
WORDS = tomllib.loads((CASES.parent / "form_words.toml").read_text(encoding="utf-8"))
FUNDS = ("initial", "annual", "executed", "weight", "rate", "score")
INDICATOR = ("name", "sign", "target", "unit", "actual", "weight", "score", "reason")


def load(name: str) -> dict[str, Any]:
    return tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))


def grid_of(case: Mapping[str, Any]) -> Grid:
    merges = []
    for area in case.get("合并", ()):
        left, top, right, bottom = range_boundaries(area)
        merges.append((top, left, bottom, right))
    return Grid("自评表", case["表"], tuple(merges))


def read(case: Mapping[str, Any]) -> FilledForm:
    form = read_form(grid_of(case))
    assert form is not None
    return form


def shown(said: Said | None) -> str:
    return text_of(said.value) if said else ""


@pytest.fixture(params=sorted(path.stem for path in CASES.glob("*.toml")))
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    return load(request.param)


def test_what_is_read(case: dict[str, Any]) -> None:
    form, wanted = read(case), case["读到"]
    assert form.kind == wanted["样式"]
    assert form.money_unit == wanted.get("金额单位", "")
    assert {field: shown(said) for field, said in form.facts.items()} == wanted["项目信息"]
    assert [[row.label, *(shown(row.cells.get(field)) for field in FUNDS)] for row in form.funds] == wanted["资金"]
    rows = [[row.level1, row.level2, *(shown(row.cells.get(f)) for f in INDICATOR)] for row in form.indicators]
    assert rows == wanted["指标"]
    assert (shown(form.total), shown(form.grade)) == (wanted.get("总分", ""), wanted.get("等级", ""))
    assert form.goals == wanted.get("目标数", 0)


def test_what_is_not_read_is_told_cell_by_cell(case: dict[str, Any]) -> None:
    assert [[place.cell, text, why] for place, text, why in read(case).unread] == case["读到"]["没读"]


def test_every_value_says_the_cell_it_stands_in(case: dict[str, Any]) -> None:
    form, rows = read(case), case["表"]
    said = [*form.facts.values(), form.total, form.grade]
    said += [each for row in (*form.funds, *form.indicators) for each in row.cells.values()]
    for each in said:
        if each is not None:
            assert shown(each) in text_of(rows[each.place.row - 1][each.place.column - 1])


def test_a_sheet_without_a_form_is_none() -> None:
    assert read_form(Grid("说明", [["填表说明"], ["项目名称", "甲"], ["一级指标", "二级指标"]])) is None
    assert read_form(Grid("空", [])) is None


def test_a_form_with_printed_labels_alone_is_empty() -> None:
    case = load("blank_rows_and_extra_columns")
    rows = [[cell if row < 6 else "" for cell in cells] for row, cells in enumerate(case["表"])]
    rows[3][1] = ""
    form = read_form(Grid("表", rows))
    assert form is not None and form.is_empty and not read(case).is_empty


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
    assert read_rows(["项目支出绩效自评表"], *funds, HEAD, row).is_empty is is_empty


def test_a_formula_without_a_result_is_told() -> None:
    case = load("sichuan_footer")
    form = read_form(grid_of(case)._replace(uncalculated=frozenset({(13, 9)})))
    assert form is not None
    (told,) = (each for each in form.unread if "公式" in each.why)
    assert told.place.cell == "I13"


def words(section: str) -> list[tuple[str, str]]:
    """Return what each word of a section of tests/cases/form_words.toml is read as, and the word."""
    return [(what, word) for what, spelled in WORDS[section].items() for word in spelled]


def read_rows(*rows: list[Any]) -> FilledForm:
    """Read a form of these rows; it must be one."""
    form = read_form(Grid("表", list(rows)))
    assert form is not None
    return form


HEAD = ["一级指标", "三级指标", "目标值", "完成值", "权重", "得分"]
ROW = ["产出指标", "里程", "5公里", "4公里", 20, 16]


@pytest.mark.parametrize(("field", "header"), words("指标表的栏目"))
def test_a_column_is_known_by_every_name_seen(field: str, header: str) -> None:
    titles = {"level1": "一级指标", "name": "三级指标", "target": "目标值", "actual": "完成值", "weight": "权重"}
    titles[field] = header
    values = {"level1": "产出指标", "name": "里程", "target": "5公里", "actual": "4公里", "weight": 20, field: 7}
    form = read_rows(["自评表"], ["项目名称", "甲"], list(titles.values()), list(values.values()))
    assert form.unread == ()
    assert form.indicators[0].value(field) == 7


@pytest.mark.parametrize(("field", "header"), words("资金的栏目"))
def test_a_column_of_funds_is_known_by_every_name_seen(field: str, header: str) -> None:
    titles = {"initial": "年初预算数", "annual": "全年预算数", "executed": "全年执行数", "rate": "执行率"}
    titles[field] = header
    form = read_rows(["项目资金(万元)", "", *titles.values()], ["", "年度资金总额", *[7] * len(titles)])
    assert form.funds[0].cells[field].value == 7


@pytest.mark.parametrize(("field", "label"), words("项目信息的栏目"))
def test_a_fact_is_known_by_every_label_seen(field: str, label: str) -> None:
    for row in ([label, "区教育局"], ["", f"{label}：区教育局"]):
        form = read_rows(["自评表"], row, HEAD, ROW)
        assert shown(form.facts.get(field)) == "区教育局"
        assert form.unread == ()


@pytest.mark.parametrize("label", WORDS["没有栏目的标签"]["标签"])
def test_a_label_without_a_place_of_ours_is_told_once_it_is_filled_in(label: str) -> None:
    for what, filled in (("没有填", False), ("填了", True)):
        for value in WORDS["没有栏目的标签"][what]:
            form = read_rows(["自评表"], [label, value], HEAD, ROW)
            assert [each.shown for each in form.unread] == [value] * filled, value


@pytest.mark.parametrize(("what", "label"), words("年度总体目标"))
def test_goals_and_results_are_known_by_every_label_seen(what: str, label: str) -> None:
    titles = {"目标": "预期目标", "结果": "实际完成情况", what: label}
    form = read_rows(["自评表"], ["年度总体目标", *titles.values()], ["", "建成一座", "已建成"], HEAD, ROW)
    assert [shown(form.facts.get(field)) for field in ("annual_goal", "actual_result")] == ["建成一座", "已建成"]
    assert form.unread == ()


@pytest.mark.parametrize("label", WORDS["指标表最后一行"]["总分"])
def test_the_last_row_is_known_by_every_label_seen(label: str) -> None:
    form = read_rows(
        ["自评表"], HEAD, ROW, [label, "", "", "", 100, 96.5, "优"], ["产出指标", "桥", "1座", "1座", 5, 5]
    )
    assert (shown(form.total), shown(form.grade), len(form.indicators)) == ("96.5", "优", 1)


@pytest.mark.parametrize(("cells", "total", "grade"), WORDS["总分行"]["行"])
def test_total_and_grade_are_found_where_the_last_row_has_them(cells: list[Any], total: str, grade: str) -> None:
    form = read_rows(["自评表"], HEAD, ROW, cells)
    assert (shown(form.total), shown(form.grade)) == (total, grade)


@pytest.mark.parametrize("dash", WORDS["表示没有的符号"]["符号"])
def test_a_dash_stands_for_nothing(dash: str) -> None:
    funds = ["项目资金", "", "年初预算数", "全年预算数", "执行数"], ["", "年度资金总额", dash, 9, dash]
    form = read_rows(["主管部门", dash], *funds, HEAD, [*ROW[:4], dash, dash])
    assert form.facts == {} and form.funds[0].cells.keys() == {"annual"}
    assert form.indicators[0].cells.keys() == {"name", "target", "actual"}


@pytest.mark.parametrize(("what", "name"), words("空白表上的占位行"))
def test_rows_of_the_blank_form_are_no_indicators(what: str, name: str) -> None:
    form = read_rows(["自评表"], HEAD, ["产出指标", name, "", "", 20], ROW)
    assert len(form.indicators) == (1 if what == "占位" else 2)
    assert len(form.unread) == (what == "占位")


@pytest.mark.parametrize(("what", "label"), words("资金总额的叫法"))
def test_the_row_of_all_funds_is_known_by_every_label_seen(what: str, label: str) -> None:
    form = read_rows(["项目资金", "", "年初预算数", "全年预算数", "执行数"], ["", label, 9, 9, 9], HEAD, ROW)
    assert is_total(form.funds[0]) == (what == "总额")


@pytest.mark.parametrize(("name", "title"), words("题名里的项目名称"))
def test_a_title_names_the_project_where_no_label_does(name: str, title: str) -> None:
    assert shown(read_rows([title], HEAD, ROW).facts.get("name")) == name


@pytest.mark.parametrize(("what", "text"), words("表头上方"))
def test_what_stands_above_the_tables_is_understood_or_told(what: str, text: str) -> None:
    form = read_rows(["表"], [text], ["项目名称", "甲"], HEAD, ROW)
    told = [each.why for each in form.unread if each.shown == text]
    assert told == {"看不出": ["看不出这一格是什么内容"], "备注": ["备注，工作簿里没有对应的栏目"]}.get(what, [])
    assert shown(form.facts.get("year")) == (re.sub(r"\D", "", text) if what == "年度" else "")
    assert form.money_unit == (re.sub(r"[^元千万亿]", "", text) if what == "金额单位" else "")


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
                form = read_form(Grid(grid.name, rows, grid.merges))
                assert form is not None and "另有说明" in everything(form), (row, column)


def everything(form: FilledForm) -> str:
    said = [*form.facts.values(), form.total, form.grade]
    said += [each for row in (*form.funds, *form.indicators) for each in row.cells.values()]
    names = [row.label for row in form.funds] + [row.level1 + row.level2 for row in form.indicators]
    return "\n".join([*map(shown, said), *names, *(each.shown for each in form.unread)])


def test_what_stands_in_brackets_may_be_new_but_a_header_is_never_endless() -> None:
    names = {"执行率": "rate"}
    assert labels.known("执行率(b/a)", names) == "rate"
    assert labels.known("执行率" + "(b/a)" * 50, names) == ""
    assert labels.known("(" * 1_000_000, names) == ""
