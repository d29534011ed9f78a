"""Excel fails at every call of every button that writes into the workbook, once or from then on."""

from __future__ import annotations

import pytest

from tests.fakewin.desk import Desk
from tests.test_crash_excel import When, calls_of, from_then_on, once, renewed, try_calls


@pytest.mark.parametrize("when", [once, from_then_on], ids=["once", "from then on"])
@pytest.mark.parametrize("macro", ["calculate()", "check()", "live_scores()", "clear_marks()"])
def test_every_call(at: Desk, macro: str, when: When) -> None:
    count = calls_of(at, macro)
    halves = try_calls(renewed(at), macro, when)
    told = f"{halves} times half-written and said so{', with the backup' if macro == 'calculate()' else ''}"
    print(f"\n{macro}: {count} calls to Excel, each failing {when.__name__}: inputs unchanged every time, {told}")
