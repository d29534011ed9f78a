"""Tables of indicators on their side: what is read of them, where it stands, and what is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from selfeval_xl.comparison import compare
from selfeval_xl.domain.cells import CellValue
from selfeval_xl.domain.finding import AGREES
from selfeval_xl.scoring import score
from selfeval_xl.tasks.assess import by_standard
from selfeval_xl.tasks.evaluation import evaluate
from tests.test_awkward_forms import FUNDS, HEAD, NAME, READ, ROWS, N, Row, form, indicators, told


def turned(*rows: Row) -> list[Sequence[CellValue]]:
    return [list(column) for column in zip_longest(*rows)]


ABOVE = [*NAME, *FUNDS]
BELOW: Row = ["总分", 98]


def test_it_is_read_as_the_same_table_upright_and_every_cell_is_found_again() -> None:
    for rows in ([*turned(HEAD, *ROWS[:3]), BELOW], turned(HEAD, *ROWS)):
        found, rules = by_standard(form([*ABOVE, *rows]))
        assert (indicators(found), told(found)) == (READ, "")
        assert [row.level1 for row in found.indicators] == ["产出指标", "效益指标", "满意度指标"]
        assert (found.indicators[1].place("actual").cell, found.indicators[1].reason) == ("C9", "岗位少")
        assert found.printed.total and found.printed.total.value == 98
        assert {each.verdict for each in compare(score(found, rules), rules)} == {AGREES}


def test_the_block_may_be_named_at_its_left_and_levels_be_merged() -> None:
    another: Row = [N, N, "培训场次", "≥4场", "5场", 20, 20, N]
    rows = turned(HEAD, [*ROWS[0][:5], 30, 30, N], another, *ROWS[1:3])
    named = [["绩效指标（90分）" if not number else N, *row] for number, row in enumerate(rows)]
    found = form([*ABOVE, *named, BELOW], (5, 1, 12, 1), (5, 3, 5, 4), (6, 3, 6, 4))
    assert [(row.level1, row.name) for row in found.indicators][:2] == [
        ("产出指标", "培训人数"),
        ("产出指标", "培训场次"),
    ]
    assert (len(found.indicators), told(found)) == (4, "")


def test_what_is_too_wide_goes_on_below_with_its_headers_again() -> None:
    found = form([*ABOVE, *turned(HEAD, *ROWS[:2]), *turned(HEAD, ROWS[2]), BELOW])
    assert (indicators(found), told(found)) == (READ, "")


def test_a_blank_is_asked_for_in_its_own_cell() -> None:
    found, rules = by_standard(form([*ABOVE, *turned(HEAD, [*ROWS[0][:4], N, 50, N, N], *ROWS[1:3]), BELOW]))
    assert [(each.code, each.place.cell) for each in evaluate(found, rules).findings if each.code == "I01"] == [
        ("I01", "B9")
    ]
    assert evaluate(found, rules).total is None


def test_the_funds_may_lie_beside_it_or_stand_below_it() -> None:
    lying: list[Row] = [["项目资金（万元）", "全年预算数", 100], [N, "全年执行数", 90], [N, "执行率", "90%"]]
    for rows in ([*NAME, *lying, *turned(HEAD, *ROWS[:3])], [*NAME, *turned(HEAD, *ROWS[:3]), *FUNDS]):
        found = form(rows)
        assert indicators(found) == READ and found.budget[0].executed == 90_000_000
        assert told(found) == ""


def test_what_only_begins_like_one_is_none() -> None:
    found = form([*ABOVE, ["三级指标", "培训人数"], ["年度指标值", "≥100人"], HEAD, *ROWS])
    assert indicators(found) == READ and "表!B5" in told(found)


def test_what_nobody_understands_is_told_wherever_it_stands() -> None:
    """The cell of a row and a column is none of that column and that row."""
    odd: Row = [*NAME[1], N, N, N, N, "另有一句话"]
    lying = turned(HEAD, *ROWS[:3])
    found = form([NAME[0], odd, *FUNDS, *lying, BELOW])
    assert (indicators(found), len(odd), len(NAME) + len(FUNDS)) == (READ, 7, 4)
    assert told(found) == "表!G2：看不出这一格是什么内容"
