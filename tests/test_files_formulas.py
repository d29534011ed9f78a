"""Formulas as text: moved as Excel moves them, and read for what they refer to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator

from selfeval_xl.domain.place import column_letters
from selfeval_xl.workbook.patcher.formulas import mentions, shifted

CELLS = st.builds(
    lambda fixed_column, column, fixed_row, row: f"{fixed_column}{column_letters(column)}{fixed_row}{row}",
    st.sampled_from(["", "$"]), st.integers(40, 900), st.sampled_from(["", "$"]), st.integers(40, 9000),
)  # fmt: skip
PIECES = st.one_of(
    CELLS,
    st.builds("{}:{}".format, CELLS, CELLS),
    st.builds("{}!{}".format, st.sampled_from(["指标", "'A1 表'", "Sheet1"]), CELLS),
    st.sampled_from(['"A1"', "LOG10(2)", "1.5", "TRUE", "_xlfn.IFS(1,2)", "$B:$D", "AX:BC", "$3:$5", "RATE_1"]),
)


@given(st.lists(PIECES, min_size=1, max_size=5), st.integers(-30, 30), st.integers(-30, 30))
def test_formulas_move_as_openpyxl_moves_them(pieces: list[str], rows: int, columns: int) -> None:
    formula = "+".join(pieces)
    origin, target = "AZ100", f"{column_letters(52 + columns)}{100 + rows}"
    assert "=" + shifted(formula, rows, columns) == Translator("=" + formula, origin).translate_formula(target)


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("XFD1048576", "A1"),
        ("Q1:Q2!A1", "Q1:Q2!B2"),
        ("表1[A1]+[1]Sheet1!A1", "表1[A1]+[1]Sheet1!B2"),
        ('"""A1"""&A1', '"""A1"""&B2'),
        ("#REF!+A1", "#REF!+B2"),
        ("XFE1+ABCD1", "XFE1+ABCD1"),
        ("得分A1+得分", "得分A1+得分"),
    ],
)
def test_what_is_no_reference_stays(formula: str, moved: str) -> None:
    assert shifted(formula, 1, 1) == moved


@pytest.mark.parametrize(
    ("formula", "reads"),
    [
        ("SUM(H3:H9)", False), ("O3", True), ("$O$3*2", True), ("SUM(A1:Z9)", True), ("SUM(O:O)", True),
        ("SUM(A:N)", False), ("SUM(3:4)", True), ('"O3"', False), ("预算!O3", False), ("LOG10(A1)", False),
    ],
)  # fmt: skip
def test_a_reference_to_a_computed_column_is_seen(formula: str, reads: bool) -> None:
    assert mentions(formula, [(3, 15, 9, 15)]) is reads
