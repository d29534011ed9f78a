"""The fingerprint of what was typed: kept from version to version, and another one for whatever is typed otherwise."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from selfeval_xl.domain.fingerprint import fingerprint
from tests import tiny

CELL = st.text("甲乙1 ", max_size=3)


def of(**fields: object) -> str:
    """Return the fingerprint of the clean self-evaluation with these cells in the row 学员满意度."""
    return fingerprint(tiny.submission({"指标": {"学员满意度": fields}}))


def test_a_workbook_computed_by_an_older_version_is_not_out_of_date() -> None:
    assert of() == "2d62ee115a6e9aebbb2e642f3293c33081848bfcab4860ebec7086407689e138"


@given(CELL, CELL, CELL, CELL)
def test_what_stands_in_another_cell_is_typed_otherwise(a: str, b: str, c: str, d: str) -> None:
    assume((a.strip(), b.strip()) != (c.strip(), d.strip()))
    assert of(年度指标值=a, 计量单位=b) != of(年度指标值=c, 计量单位=d)


@pytest.mark.parametrize("first", ["", "满", "满意度", "满意度指标"])
def test_a_text_moved_from_the_end_of_a_row_to_the_next_is_typed_otherwise(first: str) -> None:
    rest = "满意度指标".removeprefix(first)
    moved = {"指标": {"培训资料共享机制": {"佐证材料": first}, "学员满意度": {"一级指标": rest}}}
    assert (fingerprint(tiny.submission(moved)) == of()) == (not first)
