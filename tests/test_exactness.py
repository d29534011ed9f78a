"""Half-up is never wrong, and a total of exactly 90.00 is graded as 90.00."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval_xl.domain.cells import CellValue, parse_decimal
from selfeval_xl.domain.decimals import format_decimal, half_up, prorate, rate_of
from selfeval_xl.domain.money import money
from selfeval_xl.scoring import score
from selfeval_xl.storage import standards
from tests.forms import BUDGET_LINE, submission


def half_up_in_integers(numerator: int, denominator: int) -> int:
    """The oracle: the nearest whole number, halves upwards, in whole numbers only."""
    return (2 * numerator + denominator) // (2 * denominator)


def test_every_weight_actual_target_combination_rounds_half_up() -> None:
    numbers = [Decimal(n) for n in range(201)]
    combinations = wrong = 0
    for doubled in range(1, 61):
        weight = Decimal(doubled) / 2
        for target in range(2, 201):
            whole = numbers[target]
            for actual in range(1, target):
                cents = int(prorate(weight, numbers[actual], whole).scaleb(2))
                wrong += cents != half_up_in_integers(doubled * 50 * actual, target)
                combinations += 1
    assert (combinations, wrong) == (1_194_000, 0)


@given(
    weight=st.decimals("0.01", "100", places=2),
    actual=st.decimals("0", "999999999", places=6),
    target=st.decimals("0.000001", "999999999", places=6),
)
def test_share_agrees_with_fractions(weight: Decimal, actual: Decimal, target: Decimal) -> None:
    if actual > target:
        actual, target = target, actual
    cents = Fraction(weight) * Fraction(actual) / Fraction(target) * 100
    assert prorate(weight, actual, target).scaleb(2) == half_up_in_integers(cents.numerator, cents.denominator)


def test_literals_that_floats_get_wrong() -> None:
    assert [half_up(Decimal(text)) for text in ("2.675", "9.165", "1.005", "8.345")] == [
        Decimal(text) for text in ("2.68", "9.17", "1.01", "8.35")
    ]
    assert parse_decimal(0.1 + 0.2) == Decimal("0.3")
    assert parse_decimal(9.165) == Decimal("9.165")


def test_money_is_whole_fen() -> None:
    assert money(155.387019, "万元").fen == 155_387_019
    assert money("1,553,870.19", "元").fen == 155_387_019
    assert money("170.92万", "元").fen == 170_920_000
    assert money("2.6亿元", "元").fen == 26_000_000_000
    assert money(0.1 + 0.2, "元").fen == 30
    assert money("1.234", "元") == (123, "fraction")
    assert money("约3万", "元") == (None, "text")
    assert money("", "元") == (None, "")


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=50))
def test_sums_of_money_do_not_drift(amounts: list[int]) -> None:
    in_wan = [Decimal(fen) / 1_000_000 for fen in amounts]
    assert sum(money(float(f"{wan:.15g}"), "万元").fen or 0 for wan in in_wan) == sum(amounts)


def scores_summing_to(total_cents: int, parts: int, seed: int) -> list[int]:
    draw = random.Random(seed)
    cuts = sorted(draw.sample(range(1, total_cents), parts - 1))
    return [b - a for a, b in zip([0, *cuts], [*cuts, total_cents], strict=True)]


def test_totals_of_exactly_90_are_graded_as_90() -> None:
    standard = standards.load("mof-2020")
    for seed in range(300):
        cents = scores_summing_to(8000, 15, seed)
        rows: list[dict[str, CellValue]] = [
            {"年度指标值": "规范", "实际完成值": "规范", "计分方法": "人工", "分值": c / 100, "手工得分": c / 100}
            for c in cents
            if c
        ]
        rows[-1]["分值"] = (round(float(str(rows[-1]["手工得分"])) * 100) + 1000) / 100
        card = score(submission(rows), standard)
        assert (card.total, card.grade) == (Decimal("90.00"), "优")
    rows[0]["手工得分"] = (round(float(str(rows[0]["手工得分"])) * 100) - 1) / 100
    card = score(submission(rows), standard)
    assert (card.total, card.grade) == (Decimal("89.99"), "良")


def test_execution_is_multiplied_before_it_is_divided() -> None:
    line = {**BUDGET_LINE, "全年预算数": 170.92, "全年执行数": 155.387019}
    card = score(submission([], [line]), standards.load("mof-2020"))
    assert card.budget.rate == Decimal("0.9091") == rate_of(155387019, 170920000)
    assert card.sections[0].score == Decimal("9.09")
    line = {**BUDGET_LINE, "全年预算数": 4764453.11, "全年执行数": 4614453.11}
    card = score(submission([], [line], {"金额单位": "元"}), standards.load("mof-2020"))
    assert card.sections[0].score == Decimal("9.69")


@pytest.mark.parametrize(
    ("number", "shown"),
    [("-0.00", "0"), ("-0", "0"), ("0.00", "0"), ("-0.50", "-0.5"), ("100", "100"), ("1E+3", "1000"), ("0.10", "0.1")],
)
def test_numbers_are_written_as_people_do(number: str, shown: str) -> None:
    assert format_decimal(Decimal(number)) == shown
