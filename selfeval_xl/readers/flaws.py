"""X: what reading a cell can stumble over, in our workbook and on a form alike."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval_xl.domain.cells import CellValue, text_of
from selfeval_xl.domain.finding import NOTICE, Finding
from selfeval_xl.domain.money import money
from selfeval_xl.domain.place import Place
from selfeval_xl.messages import finding

ERROR_VALUES = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})


def in_value(value: CellValue, place: Place) -> Iterator[Finding]:
    """Yield the finding about a cell that shows an error (X02)."""
    if isinstance(value, str) and value in ERROR_VALUES:
        yield finding("X02", place, shown=value)


def in_amount(value: CellValue, unit: str, place: Place) -> Iterator[Finding]:
    """Yield the finding about a cell that is no amount (X06), or that has parts of a 分 (X07)."""
    flaw = money(value, unit).flaw
    # An error value has its finding already.
    if flaw and value not in ERROR_VALUES:
        yield finding("X06" if flaw == "text" else "X07", place, shown=text_of(value))._replace(printed=text_of(value))


def unread(place: Place, shown: str, why: str) -> Finding:
    """Return what is to be said of a cell of a form that says ``shown`` and went nowhere."""
    return Finding("", NOTICE, place, f"{place.address}：{why}", "", printed=shown, reason=why)
