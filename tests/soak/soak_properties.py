"""What holds for every self-evaluation, looked for longer: the same tests with many more examples."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

os.environ["BOOKS"] = "150"

from tests import test_properties, test_second_run

TIMES = 5000
PROPERTIES = {name: test for name, test in vars(test_properties).items() if hasattr(test, "hypothesis")}
OF_WORKBOOKS = {name: test for name, test in vars(test_second_run).items() if hasattr(test, "hypothesis")}


@pytest.mark.parametrize("name", PROPERTIES)
def test_holds_for_many_more(name: str) -> None:
    settings(deadline=None, max_examples=TIMES, derandomize=False, database=None)(PROPERTIES[name])()


@pytest.mark.parametrize("name", OF_WORKBOOKS)
def test_holds_for_many_more_workbooks(name: str) -> None:
    OF_WORKBOOKS[name]()


def test_the_figures() -> None:
    print(
        f"\n性质：{len(PROPERTIES)} 条，每条 {TIMES} 个例子；{len(OF_WORKBOOKS)} 条对整个工作簿，每条 "
        f"{test_second_run.BOOKS} 个；没有反例"
    )
