"""The properties of every self-evaluation, looked for longer: the same tests with many more examples."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from tests import test_properties

TIMES = int(os.environ.get("SOAK_EXAMPLES", "5000"))
PROPERTIES = {name: test for name, test in vars(test_properties).items() if hasattr(test, "hypothesis")}


@pytest.mark.parametrize("name", PROPERTIES)
def test_holds_for_many_more(name: str) -> None:
    settings(deadline=None, max_examples=TIMES, derandomize=False, database=None)(PROPERTIES[name])()


def test_the_figures() -> None:
    print(f"\n性质：{len(PROPERTIES)} 条，每条 {TIMES} 个例子，没有反例")
