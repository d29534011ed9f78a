"""Table forms as regions print them: what is read of each, and that every other cell is told."""

from __future__ import annotations

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
from selfeval_xl.readers.forms.reading import read_form

CASES = Path(__file__).parent / "cases" / "forms"
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


def test_a_formula_without_a_result_is_told() -> None:
    case = load("sichuan_footer")
    form = read_form(grid_of(case)._replace(uncalculated=frozenset({(13, 9)})))
    assert form is not None
    (told,) = (each for each in form.unread if "公式" in each.why)
    assert told.place.cell == "I13"


ALIASES = {
    "target": "年度指标值|指标值|年初目标值(A)|年度指标值(A)|年初指标值|指标(目标)值|目标值|年初设定目标",
    "actual": "实际完成值|完成值|全年实际值(B)|全年实际值|全年完成值|年终完成值|实际完成指标值|实施进度|实际完成值(B)",
    "weight": "分值|权重|指标权重(分)|分值(10分)|权重(%)",
    "score": "得分|自评得分|自评分|评价得分|指标得分(分)|实际得分",
    "reason": "偏差原因分析及改进措施|未完成原因分析|未完成原因和改进措施|未完成原因及拟采取的改进措施|未达到指标值原因"
    "|偏差大或目标未完成原因分析|说明|偏差原因及改进措施",
    "name": "三级指标|指标内容|指标名称|指标名称(三级指标)",
}
FUNDS_ALIASES = {
    "initial": "年初预算数|年初预算",
    "annual": "全年预算数|全年预算数(A)|预算数(A)|调整后预算数|全年(调整)预算数",
    "executed": "全年执行数|全年执行数(B)|执行数(B)|预算执行数",
    "rate": "执行率|执行率(B/A)|预算执行率",
}


@pytest.mark.parametrize(
    ("field", "header"), [(field, header) for field, names in ALIASES.items() for header in names.split("|")]
)
def test_a_column_is_known_by_every_name_seen(field: str, header: str) -> None:
    titles = {"level1": "一级指标", "name": "三级指标", "target": "目标值", "actual": "完成值", "weight": "权重"}
    titles[field] = header
    values = {"level1": "产出指标", "name": "里程", "target": "5公里", "actual": "4公里", "weight": 20, field: 7}
    form = read_form(Grid("表", [["自评表"], ["项目名称", "甲"], list(titles.values()), list(values.values())]))
    assert form is not None and form.unread == ()
    assert form.indicators[0].value(field) == 7


@pytest.mark.parametrize(
    ("field", "header"), [(field, header) for field, names in FUNDS_ALIASES.items() for header in names.split("|")]
)
def test_a_column_of_funds_is_known_by_every_name_seen(field: str, header: str) -> None:
    titles = {
        "initial": "年初预算数",
        "annual": "全年预算数",
        "executed": "全年执行数",
        "rate": "执行率",
        field: header,
    }
    form = read_form(Grid("表", [["项目资金(万元)", "", *titles.values()], ["", "年度资金总额", *[7] * len(titles)]]))
    assert form is not None and form.funds[0].cells[field].value == 7


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
