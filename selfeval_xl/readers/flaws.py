"""X: what reading a cell can stumble over, in our workbook and on a form alike."""

from collections.abc import Iterator

from selfeval_xl.domain.cells import CellValue, is_blank, text_of, year_of
from selfeval_xl.domain.finding import NOTICE, Finding
from selfeval_xl.domain.money import money
from selfeval_xl.domain.place import Place
from selfeval_xl.messages import finding

ERROR_VALUES = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})

ASSUMED = "导入时的处理"
"""The subject of what reading took for granted."""


def in_value(value: CellValue, place: Place) -> Iterator[Finding]:
    """Yield the finding about a cell that shows an error (X02)."""
    if isinstance(value, str) and value in ERROR_VALUES:
        yield finding("X02", place, shown=value)


def hidden_row(sheet: str, row: int) -> Finding:
    """Return the finding about a row with data that nobody sees (X03)."""
    return finding("X03", Place(sheet, row, 1))


def in_year(value: CellValue, place: Place) -> Iterator[Finding]:
    """Yield the finding about a 评价年度 that is none (X05)."""
    if not is_blank(value) and year_of(value) is None:
        yield finding("X05", place, shown=text_of(value))


def in_amount(value: CellValue, unit: str, place: Place) -> Iterator[Finding]:
    """Yield the finding about a cell that is no amount (X06), or that has parts of a 分 (X07)."""
    flaw = money(value, unit).flaw
    # An error value has its finding already.
    if flaw and value not in ERROR_VALUES:
        yield finding("X06" if flaw == "text" else "X07", place, shown=text_of(value))._replace(printed=text_of(value))


def assumed(place: Place, shown: str, why: str) -> Finding:
    """Return what is to be said of a cell of a form that says ``shown`` and was taken for what it may be."""
    return unread(place, shown, f"{why}，请核对")._replace(subject=ASSUMED)


def unread_column(place: Place, title: str, texts: list[str], why: str) -> Finding:
    """Return what is to be said, once, of a column that went nowhere with all that stands in it."""
    return unread(place, "：".join((title, "；".join(texts))) if texts else title, why)


def unread(place: Place, shown: str, why: str) -> Finding:
    """Return what is to be said of a cell of a form that says ``shown`` and went nowhere."""
    return Finding("", NOTICE, place, f"{place.address}：{why}", "", printed=shown, reason=why)
