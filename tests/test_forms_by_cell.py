"""Forms cell by cell: everything that is read off a sheet, each thing with its cell, as a person would list it."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from selfeval_xl.domain.grid import Grid
from selfeval_xl.readers.forms.page import Page
from selfeval_xl.readers.forms.reading import read_forms
from tests.protocol import protocol
from tests.test_forms_reading import CASES, grid_of, load

BY_CELL = CASES.parent / "forms_by_cell"
LISTED = [
    pytest.param(case, id=f"{path.stem}-{case['名称']}")
    for path in sorted(BY_CELL.glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]


def by_cell(case: dict[str, Any]) -> list[str]:
    """Return what is read of the forms on a sheet, a blank line between two of them."""
    return "\n\n".join("\n".join(protocol(form)) for form in read_forms(grid_of(case))).splitlines()


@pytest.mark.parametrize("case", LISTED)
def test_everything_on_the_form_is_read_as_listed(case: dict[str, Any]) -> None:
    assert by_cell(case) == case["读到"].splitlines()


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.toml")))
def test_every_layout_is_read_as_listed(name: str) -> None:
    case = load(name)
    assert by_cell(case) == case["读到"]["逐格"].splitlines()


def test_merged_areas_that_overlap_are_read_no_further_than_the_sheet_has_room() -> None:
    whole, part = (1, 1, 2, 3), (1, 2, 2, 3)
    page = Page(Grid("表", [["甲", "", ""], ["", "", "丁"]], (whole, part)))
    assert page.area(2, 3) == whole and page.value(2, 3) == "甲"


def test_a_sheet_may_be_merged_from_end_to_end_and_say_so_of_cells_that_it_has_not() -> None:
    beyond, rows = [(5, 1, 6, 2), (1, 9, 2, 9), (8, 8, 9, 9)], [["甲", "", "乙", ""], ["", "", "", ""]]
    page = Page(Grid("表", rows, (*beyond, (1, 1, 2, 2), (1, 3, 9, 9))))
    assert [page.value(2, column) for column in range(1, 5)] == ["甲", "甲", "乙", "乙"]
