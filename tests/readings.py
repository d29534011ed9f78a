"""How the cases write down what a target or an actual value is read as: ``≥ 95 %``, ``日期 2021-12-31``."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.measures.measure import (
    BLANK,
    DATE,
    NOT_APPLICABLE,
    NUMBER,
    PLACEHOLDER,
    TEXT,
    TIER,
    UNREADABLE,
    Measure,
)

CASES = Path(__file__).parent / "cases"
NAMES = {
    BLANK: "空白",
    TEXT: "文字",
    PLACEHOLDER: "占位符",
    NOT_APPLICABLE: "不适用",
    UNREADABLE: "读不准",
    DATE: "日期",
    TIER: "档次",
}


def reading(value: Measure) -> str:
    """Write a value down as the cases do."""
    words = [NAMES[value.kind]] if value.kind != NUMBER else []
    if value.date:
        year, month, day = value.date
        words.append(f"{year or '—'}-{month:02}-{day:02}")
    words.append(value.tier)
    if value.number is not None:
        words += [value.sign, format_decimal(value.number), value.unit]
    return " ".join(filter(None, words)) + (f"（{value.ambiguity}）" if value.ambiguity else "")


def case_file(name: str) -> dict[str, Any]:
    """Read a TOML file of cases."""
    return tomllib.loads((CASES / name).read_text(encoding="utf-8"))
