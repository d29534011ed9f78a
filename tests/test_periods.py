"""项目起止时间 as staff write it: the first and the last day that it names."""

from __future__ import annotations

import pytest

from selfeval_xl.domain.cells import normalise
from selfeval_xl.domain.measures.deadlines import span


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023年4月-2024年2月", (2023, 4, 1), (2024, 2, 29)),
        ("2025.1.15－2025.11.30", (2025, 1, 15), (2025, 11, 30)),
        ("2026年3月至11月", (2026, 3, 1), (2026, 11, 30)),
        ("2025年1月1日—12月31日", (2025, 1, 1), (2025, 12, 31)),
        ("2025年", None, (2025, 12, 31)),
        ("三年", None, None),
        ("", None, None),
    ],
)
def test_a_period_has_a_first_and_a_last_day(text: str, first: object, last: object) -> None:
    assert span(normalise(text)) == (first, last)
