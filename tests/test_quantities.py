"""The one door from a cell to an exact number: tests/cases/quantities.toml, as staff and programs write them."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from selfeval_xl.domain.cells import (
    NOT_APPLICABLE,
    CellValue,
    is_blank,
    is_not_applicable,
    normalise,
    parse_decimal,
    text_of,
    year_of,
)
from selfeval_xl.domain.decimals import format_decimal, half_up, percent, prorate, rate_of, truncate
from selfeval_xl.domain.money import FEN_PER, Money, in_unit, money, money_unit

CASES = tomllib.loads((Path(__file__).parent / "cases" / "quantities.toml").read_text(encoding="utf-8"))


def _amount(cell: CellValue, unit: str) -> str:
    read = money(cell, unit)
    return f"{'无' if read.fen is None else read.fen}{f'（{read.flaw}）' if read.flaw else ''}"


READINGS: dict[str, Callable[..., object]] = {
    "规整": normalise,
    "数": lambda cell: "无" if (number := parse_decimal(cell)) is None else format_decimal(number),
    "金额": _amount,
    "金额单位": money_unit,
    "年度": lambda cell: year_of(cell) or "无",
    "显示": text_of,
}


@pytest.mark.parametrize(
    ("kind", "cells", "wanted"),
    [pytest.param(kind, row[:-1], row[-1], id=f"{kind} {row[:-1]}") for kind in READINGS for row in CASES[kind]],
)
def test_a_cell_is_read_as_the_case_says(kind: str, cells: list[CellValue], wanted: object) -> None:
    assert READINGS[kind](*cells) == wanted


def test_blank_and_not_applicable_are_two_things() -> None:
    blanks: list[CellValue] = [None, "", " ", "\u3000", "\t\n"]
    told: list[CellValue] = ["不适用", " 不涉及 ", "N/A", "NA", "n/a", "na", "Ｎ／Ａ"]
    others: list[CellValue] = [0, 0.0, "0", False, "无", "—", datetime.date(2021, 1, 1), "不适用的"]
    assert [(is_blank(cell), is_not_applicable(cell)) for cell in blanks] == [(True, False)] * len(blanks)
    assert [(is_blank(cell), is_not_applicable(cell)) for cell in told] == [(False, True)] * len(told)
    assert [(is_blank(cell), is_not_applicable(cell)) for cell in others] == [(False, False)] * len(others)
    assert all(is_not_applicable(word) for word in NOT_APPLICABLE)


def test_dates_and_numbers_are_shown_as_a_person_reads_them() -> None:
    assert text_of(datetime.datetime(2021, 12, 31)) == "2021-12-31"
    assert text_of(datetime.datetime(2021, 12, 31, 8, 30)) == "2021-12-31 08:30:00"
    assert text_of(datetime.date(2021, 12, 31)) == "2021-12-31"
    assert text_of(datetime.time(8, 30)) == "08:30:00"
    assert (text_of(0.1 + 0.2), text_of(2400.0), text_of(1e15 + 0.5)) == ("0.3", "2400", "1000000000000000")
    assert (year_of(datetime.date(2021, 5, 1)), year_of(datetime.datetime(2019, 5, 1))) == (2021, 2019)


def test_true_is_no_number_and_no_money() -> None:
    """TRUE equals 1 to Python, also to what it remembers."""
    assert money(1, "元") == money(1.0, "元") == Money(100)
    assert money(True, "元") == Money(None, "text")
    assert (parse_decimal(True), parse_decimal(False), parse_decimal(1)) == (None, None, Decimal(1))


def test_a_cell_of_a_damaged_file_is_no_number() -> None:
    assert [parse_decimal(float(text)) for text in ("nan", "inf", "-inf")] == [None, None, None]
    assert money(float("nan"), "元") == Money(None, "text")
    assert money("", "元") == money(None, "元") == Money(None, "")


def test_fifteen_digits_as_excel_shows_them() -> None:
    assert parse_decimal(0.1) == Decimal("0.1")
    assert parse_decimal(1234567.12345678) == Decimal("1234567.12345678")
    assert parse_decimal(0.123456789012345678) == Decimal("0.123456789012346")
    assert parse_decimal(1e300) == Decimal("1E+300")
    assert parse_decimal(999999999999999.0) == 999999999999999
    assert parse_decimal(1234567890123456.0) == 1234567890123460
    assert parse_decimal(-1234567890123456.0) == -1234567890123460
    assert parse_decimal(1234567890123456) == 1234567890123456
    assert text_of(1e15) == "1" + "0" * 15


def test_more_than_any_budget_is_no_amount() -> None:
    most = 10**16
    assert money(most - 1, "元") == Money((most - 1) * 100)
    assert money(1 - most, "元") == Money((1 - most) * 100)
    assert money(most, "元") == money(-most, "元") == Money(None, "text")


@pytest.mark.parametrize(("unit", "fen"), [("元", 100), ("千元", 100_000), ("万元", 1_000_000), ("亿元", 10**10)])
def test_units_of_money(unit: str, fen: int) -> None:
    assert FEN_PER[unit] == fen
    assert money(1, unit) == money(f"1{unit}", "元") == money(f"1{unit}", "亿元") == Money(fen)
    assert in_unit(fen, unit) == 1
    assert format_decimal(in_unit(1, unit)) == format_decimal(Decimal(1) / fen)


def test_rounding() -> None:
    assert [half_up(Decimal(text)) for text in ("0.005", "-0.005", "0.0049", "2.675")] == [
        Decimal(text) for text in ("0.01", "-0.01", "0.00", "2.68")
    ]
    assert half_up(Decimal("2.5"), Decimal(1)) == 3
    assert str(half_up(Decimal("1E+300"))) == "1" + "0" * 300 + ".00"
    assert [truncate(Decimal(text)) for text in ("9.68517", "9.689", "9.68")] == [Decimal("9.68")] * 3
    assert truncate(Decimal("9.68517"), Decimal("0.1")) == Decimal("9.6")
    assert truncate(Decimal("-0.001")) == Decimal("-0.01")
    assert str(prorate(Decimal(10), Decimal(1), Decimal(800))) == "0.01"


def test_rates() -> None:
    assert [rate_of(1, 3), rate_of(2, 3), rate_of(1, 20000)] == [
        Decimal(text) for text in ("0.3333", "0.6667", "0.0001")
    ]
    assert (rate_of(0, 5), rate_of(5, 0), rate_of(Decimal(5), Decimal(0))) == (Decimal(0), None, None)
    assert [percent(Decimal(text)) for text in ("0.9091", "1", "-0.05", "0.00005", "0")] == [
        "90.91%",
        "100.00%",
        "-5.00%",
        "0.01%",
        "0.00%",
    ]


def test_what_is_typed_in_full_width_means_the_same() -> None:
    assert money_unit("（元）") == "元"
    assert money("￥１２．５万元", "元").fen == 12_500_000
    assert parse_decimal("．５５") == parse_decimal("+.55") == Decimal("0.55")
