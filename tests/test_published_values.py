"""Every target and actual value in published self-evaluation tables is read as a person reads it.

``cases/published_tables.jsonl`` holds the tables as they were printed, with their sources; ``published_values.toml``
what a person reads in them.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from selfeval_xl.domain.measures.comparing import in_target_unit
from selfeval_xl.domain.measures.measure import NUMBER
from selfeval_xl.domain.measures.reading import read_actual, read_target
from tests.readings import CASES, case_file, reading

LINES = (CASES / "published_tables.jsonl").read_text(encoding="utf-8").splitlines()
TABLES: list[dict[str, Any]] = [json.loads(line) for line in LINES]
ROWS: list[dict[str, Any]] = [row for table in TABLES for row in table["indicators"]]
READ = case_file("published_values.toml")
TARGETS: dict[str, str] = READ["指标值"]
ACTUALS: dict[str, str] = READ["完成值"]
UNREADABLE_TARGETS: dict[str, str] = READ["读不准的指标值"]
MISPRINTED_ACTUALS: dict[str, str] = READ["读得通但印错的完成值"]
INCOMPARABLE: dict[str, str] = READ["无法比较"]


def printed(field: str) -> set[str]:
    """Every distinct text of a column, over all tables."""
    return {row[field] for row in ROWS if row[field] is not None}


def test_there_is_an_expectation_for_every_text_and_none_to_spare() -> None:
    assert printed("target_text") == set(TARGETS) | set(UNREADABLE_TARGETS)
    assert printed("actual_text") == set(ACTUALS) | set(MISPRINTED_ACTUALS)
    assert (len(TABLES), len(ROWS)) == (25, 143)


@pytest.mark.parametrize(("text", "wanted"), TARGETS.items())
def test_targets(text: str, wanted: str) -> None:
    assert reading(read_target(None, text, None)) == wanted


@pytest.mark.parametrize(("text", "wanted"), ACTUALS.items())
def test_actual_values(text: str, wanted: str) -> None:
    assert reading(read_actual(text)) == wanted


@pytest.mark.parametrize("text", UNREADABLE_TARGETS)
def test_what_no_one_can_read_is_not_guessed(text: str) -> None:
    assert reading(read_target(None, text, None)) == "读不准（two-values）"


@pytest.mark.parametrize("text", MISPRINTED_ACTUALS)
def test_a_misprint_that_looks_like_a_number_is_one(text: str) -> None:
    assert read_actual(text).number == Decimal(text.rstrip("%"))


def test_all_numbers_can_be_compared_but_those_listed() -> None:
    pairs = [(row["target_text"], row["actual_text"]) for row in ROWS]
    quantified = {pair for pair in pairs if read_target(None, pair[0], None).kind == NUMBER}
    stuck = {
        f"{target} → {actual or ''}"
        for target, actual in quantified
        if in_target_unit(read_target(None, target, None), read_actual(actual)) is None
    }
    assert stuck == set(INCOMPARABLE)


def met(target: str, actual: str) -> bool:
    wanted, done = read_target(None, target, None), read_actual(actual)
    number = in_target_unit(wanted, done)
    assert number is not None and wanted.number is not None
    return number <= wanted.number if wanted.sign in ("≤", "<") else number >= wanted.number


def test_exactly_these_rows_lie_below_their_target() -> None:
    """The last one is a cost that was written without 不超过; which way it is meant, the scoring decides."""
    numeric = [row for row in ROWS if row["target_text"] in TARGETS and row["actual_text"] in ACTUALS]
    missed = {
        (row["target_text"], row["actual_text"])
        for row in numeric
        if in_target_unit(read_target(None, row["target_text"], None), read_actual(row["actual_text"])) is not None
        and not met(row["target_text"], row["actual_text"])
    }
    assert missed == {
        ("8755", "8676"),
        ("100%", "94%"),
        ("10场", "9场"),
        ("≥95%", "94.60%"),
        ("1100万元", "1093万元"),
        ("2.6亿元", "2.45亿元"),
        ("15万元。", "按合同10.5万元。"),
    }
