"""Filled forms as regions print them: what is read of each, and that every other cell is told."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils.cell import range_boundaries

from selfeval_xl.quantities import text_of
from selfeval_xl.sheets.forms.filled import FilledForm, Said
from selfeval_xl.sheets.forms.reading import read_form
from selfeval_xl.sheets.grid import Grid

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
