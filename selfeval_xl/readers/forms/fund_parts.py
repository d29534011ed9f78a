"""Columns of the block 项目资金 that say what an amount is made of: 中央, 地方 beside 合计, on one row or below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from selfeval_xl.domain.cells import parse_decimal
from selfeval_xl.domain.layout import AMOUNTS
from selfeval_xl.readers.forms import labels
from selfeval_xl.readers.forms.columns import FUNDS
from selfeval_xl.readers.forms.page import Page

_SOURCE = re.compile(r"中央|省|市|县|区|乡|镇|地方|财政|上级|本级|其他|自筹|单位|社会|结转|债券|专项|捐")
_AMOUNT = re.compile(
    r"其中|[:：]|\([^)]*\)|全年|年初|调整后?|预算|实际|执行|支出|支付|使用|安排|下达|总?数|金额|额度?|[ABab]$"
)
_TOTAL = re.compile(r"合计|小计|总计|总额|总数|总金额|总量|金额")
_FEWEST = 2


class FundsPart(NamedTuple):
    """What an amount is made of: the name of the source, and the column of each field of it."""

    source: str
    columns: dict[str, int]


class FundsSplit(NamedTuple):
    """The header as it is with its parts: its last row, the column of each field, and the parts.

    ``is_summed`` tells that no column has the whole, which is what the parts come to.
    """

    row: int
    columns: Mapping[str, int]
    parts: tuple[FundsPart, ...]
    is_summed: bool = False


def split(page: Page, row: int, columns: Mapping[str, int], keys: Mapping[int, str]) -> FundsSplit:
    """Return the columns of a header on ``row``, whose folded titles are ``keys``, with their parts told apart."""
    below = _below(page, row, columns)
    totals: dict[str, int] = {}
    parts: dict[str, FundsPart] = {}
    for field, column, key in _under(columns, keys, below) if below else _beside(columns, keys):
        if below and _TOTAL.fullmatch(key):
            totals.setdefault(field, column)
        else:
            source = _AMOUNT.sub("", key) or key
            parts.setdefault(source, FundsPart(source, {})).columns.setdefault(field, column)
    fields = {field for part in parts.values() for field in part.columns}
    if below and not fields <= totals.keys():
        # Nothing says what the whole is, or of some amounts alone, and then the first column is taken for it.
        return FundsSplit(row + 1, columns, () if totals else tuple(parts.values()), not totals)
    return FundsSplit(row + bool(below), {**columns, **totals}, tuple(parts.values()))


def _below(page: Page, row: int, columns: Mapping[str, int]) -> dict[int, str]:
    """Return the titles of a second row of the header by column, nothing where it is a row of amounts."""
    if row + 1 not in page.rows:
        return {}
    first = min(columns.values())
    filled = [column for column in page.filled(row + 1) if page.home(row + 1, column)[0] == row + 1]
    titles = {column: page.key(row + 1, column) for column in filled if column >= first}
    is_header = len(titles) >= _FEWEST and len(titles) == len(filled)
    words = all(key and parse_decimal(key) is None and key not in labels.DASHES for key in titles.values())
    is_told = any(_SOURCE.search(key) or _TOTAL.fullmatch(key) for key in titles.values())
    return titles if is_header and words and is_told else {}


def _under(
    columns: Mapping[str, int], keys: Mapping[int, str], below: Mapping[int, str]
) -> Iterator[tuple[str, int, str]]:
    """Yield field, column and title of each second title that stands under a column with an amount."""
    starts = {*keys, *columns.values()}
    for column, key in below.items():
        owner = max((start for start in starts if start <= column), default=0)
        field = next((field for field in AMOUNTS if columns.get(field) == owner), "")
        if field:
            yield field, column, key


def _beside(columns: Mapping[str, int], keys: Mapping[int, str]) -> Iterator[tuple[str, int, str]]:
    """Yield field, column and title of each column that names a source, right of the amount that it is a part of."""
    amounts = {column: field for field, column in columns.items() if field in AMOUNTS}
    for column, key in keys.items():
        own = FUNDS.field(key)
        left = [each for each in amounts if each < column]
        if column not in columns.values() and left and _SOURCE.search(key) and own in ("", *AMOUNTS):
            yield own or amounts[max(left)], column, key
