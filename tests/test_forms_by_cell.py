"""Forms cell by cell: everything that is read off a sheet, each thing with its cell, as a person would list it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from selfeval_xl.domain.grid import Grid
from selfeval_xl.readers.forms.page import Page
from selfeval_xl.readers.forms.reading import read_forms
from tests.protocol import protocol
from tests.test_forms_reading import CASES, grid_of, load
from tests.test_forms_scored import FILES, table

BY_CELL, SCORED = CASES.parent / "forms_by_cell", CASES.parent / "forms_scored_by_cell"
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


def unusual(lines: Sequence[str], usual: Sequence[str]) -> list[str]:
    """Return the lines that most forms have not, and what most have that is missing."""
    kinds = {line.partition(" ")[0] for line in lines}
    missing = [f"没有{kind}" for line in usual if (kind := line.partition(" ")[0]) not in kinds]
    return missing + [line for line in lines if line not in usual]


def scored() -> Iterator[Any]:
    """Yield the forms of tests/cases/forms_scored that are listed cell by cell."""
    for path in FILES:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
        listed = tomllib.loads((SCORED / path.name).read_text(encoding="utf-8"))
        for case in read["case"]:
            if case["名称"] in listed:
                filled = {**case, "表": list(table(case["表"], read["块"]))}
                wanted = listed[case["名称"]].splitlines()
                yield pytest.param(filled, listed["通常"].splitlines(), wanted, id=f"{path.stem}-{case['名称']}")


@pytest.mark.parametrize(("case", "usual", "listed"), list(scored()))
def test_everything_on_a_form_that_is_scored_is_read_as_listed(
    case: dict[str, Any], usual: list[str], listed: list[str]
) -> None:
    assert unusual(by_cell(case), usual) == listed


def test_merged_areas_that_overlap_are_read_no_further_than_the_sheet_has_room() -> None:
    whole, part = (1, 1, 2, 3), (1, 2, 2, 3)
    page = Page(Grid("表", [["甲", "", ""], ["", "", "丁"]], (whole, part)))
    assert page.area(2, 3) == whole and page.value(2, 3) == "甲"


def test_a_sheet_may_be_merged_from_end_to_end_and_say_so_of_cells_that_it_has_not() -> None:
    beyond, rows = [(5, 1, 6, 2), (1, 9, 2, 9), (8, 8, 9, 9)], [["甲", "", "乙", ""], ["", "", "", ""]]
    page = Page(Grid("表", rows, (*beyond, (1, 1, 2, 2), (1, 3, 9, 9))))
    assert [page.value(2, column) for column in range(1, 5)] == ["甲", "甲", "乙", "乙"]
