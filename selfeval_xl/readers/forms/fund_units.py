"""The 金额单位 of the funds of a form: as it is printed beside them, else as anything else on the form settles it."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from selfeval_xl.domain.cells import normalise
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.layout import AMOUNTS
from selfeval_xl.domain.money import FEN_PER, money
from selfeval_xl.domain.printed import PlacedValue
from selfeval_xl.readers.flaws import assumed
from selfeval_xl.readers.forms import labels
from selfeval_xl.readers.forms.fund_head import FundsHead
from selfeval_xl.readers.forms.fund_rows import FundsRow
from selfeval_xl.readers.forms.page import Page

USUAL_UNIT = "万元"
"""The 金额单位 of the official forms, where one names none."""
_SHORT = 20
"""Characters of a label."""
_LEAST = FEN_PER["万元"]
"""An amount that may be the funds of a project; less, as 100元/人, is a price."""
_SAID = re.compile(
    rf"(?:(?:金额|货币|资金|计量)单位(?:均|都|统一)*(?:为|是|:)?|单位(?:为|是|:))(?:{labels.MONEY_UNIT.pattern})"
)
"""How a note or a title says the 金额单位: 资金单位为元."""
_MENTIONED = re.compile(rf"(\d[\d,]*(?:\.\d+)?)({labels.UNIT.pattern})")


def money_unit(page: Page, head: FundsHead) -> PlacedValue | None:
    """Return the 金额单位 printed in the block's label or headers, ``None`` when none is."""
    for row in (*head.rows, head.row + 1, head.row - page.is_turned):
        for column in page.filled(row) if row in page.rows else ():
            found = labels.unit_in(page.text(row, column))
            if found and (row <= head.row or column < head.first):
                return PlacedValue(found, page.place(row, column))
    return None


def printed_unit(page: Page, end: int) -> PlacedValue | None:
    """Return the 金额单位 that a label of funds above row ``end`` prints: 项目资金（万元）."""
    for row in range(page.rows.start, end):
        for column in page.filled(row):
            text = "".join(page.text(row, column).split())
            found = labels.unit_in(text)
            if found and len(text) <= _SHORT and labels.FUNDS_BLOCK.search(text.replace(found, "")):
                return PlacedValue(found, page.place(row, column))
    return None


def settled_unit(page: Page, rows: Sequence[FundsRow]) -> tuple[PlacedValue | None, Finding | None]:
    """Return the 金额单位 that the form says elsewhere, and what is to be told where it only follows from an amount.

    That is one which is written with its unit, 100万元, and stands among the funds as 1000000.
    """
    texts = list(_texts(page))
    for text, said in texts:
        if found := _SAID.search(text):
            return said._replace(value=found["unit"]), None
    typed = {fen for row in rows for field, cell in row.cells.items() if field in AMOUNTS if (fen := _bare(cell))}
    meant = {unit: (said, found) for text, said in texts for unit, found in _fitting(text, typed)}
    if len(meant) != 1 or USUAL_UNIT in meant:
        return None, None
    ((unit, (said, shown)),) = meant.items()
    why = f"表上没有写金额单位，按这里的“{shown}”，资金当作{unit}读"
    return said._replace(value=unit), assumed(said.place, shown, why)


def _texts(page: Page) -> Iterator[tuple[str, PlacedValue]]:
    """Yield every text of a form that may speak of money, without blanks, and its cell."""
    for row in page.rows:
        for column in page.filled(row):
            value = page.value(row, column)
            if isinstance(value, str) and "元" in value:
                yield "".join(normalise(value).split()), page.placed(row, column)


def _bare(cell: PlacedValue) -> int:
    """Return an amount without a unit as 分 were it in 元, 0 for any other."""
    return money(cell.value, "元").fen or 0 if labels.unit_in(str(cell.value)) == "" else 0


def _fitting(text: str, typed: set[int]) -> Iterator[tuple[str, str]]:
    """Yield each 金额单位 in which an amount of a text is one of those that are ``typed``, and that amount."""
    for number, own in _MENTIONED.findall(text) if typed else ():
        fen = Decimal(number.replace(",", "")) * FEN_PER[own]
        fitting = (unit for unit in ("元", USUAL_UNIT) if fen * FEN_PER["元"] / FEN_PER[unit] in typed)
        yield from ((unit, number + own) for unit in fitting if fen >= _LEAST)
