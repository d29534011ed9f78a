"""The header of the block 项目资金: where it stands, on one row or two, upright or at the left, and its columns.

Some say what an amount is made of: 中央, 地方 beside 合计, on one row or below it.
"""

import itertools
import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from selfeval_xl.domain.cells import parse_decimal
from selfeval_xl.domain.layout import AMOUNTS
from selfeval_xl.domain.money import money
from selfeval_xl.domain.printed import points_in, rate_in
from selfeval_xl.readers.forms import labels
from selfeval_xl.readers.forms.columns import FUNDS, ColumnChoice, choose
from selfeval_xl.readers.forms.page import Page

_MOST_CELLS = 20_000
"""Cells above the table of indicators that are looked at for a block on its side."""
FUND = ("资金", "拨款", "结转", "其他", "财政", "总额", "合计")
"""Words that the names of its rows have."""
_SPENT = ("执行", "支", "使用", "完成", "决算")
"""Words of which its header has one."""
_SOURCE = re.compile(r"中央|省|市|县|区|乡|镇|地方|财政|上级|本级|其他|自筹|单位|社会|结转|债券|专项|捐")
_AMOUNT = re.compile(
    r"其中|:|\([^)]*\)|全年|年初|调整后?|预算|实际|执行|支出|支付|使用|安排|下达|总?数|金额|额度?|[AB]$"
)
_TOTAL = re.compile(r"合计|小计|总计|总额|总数|总金额|总量|金额")
_CARRIED = re.compile("结转")
_ADJUSTED = re.compile(r"(?:年中|年度)?(?:调整预算|预算调整)(?:数|额|金额)?")
_FEWEST = 2


class FundsPart(NamedTuple):
    """What an amount is made of: the name of the source, and the column of each field of it."""

    source: str
    columns: dict[str, int]


class FundsHead(NamedTuple):
    """The header of the block: its last row, the column of each field, and the columns that mean something else.

    ``top`` is its first row, ``parts`` are the columns of what the amounts are made of, and
    ``is_summed`` tells that these alone make the whole.
    """

    row: int
    columns: Mapping[str, int]
    unknown: tuple[int, ...] = ()
    guessed: tuple[int, ...] = ()
    top: int = 0
    parts: tuple[FundsPart, ...] = ()
    is_summed: bool = False
    is_beside: bool = False
    """Whether each figure stands at the right of what it is called; ``row`` is then the row above the block."""

    @property
    def first(self) -> int:
        """The first column with figures."""
        return min(self.columns.values())

    @property
    def read(self) -> set[int]:
        """Every column that something is read of."""
        return {*self.columns.values(), *(column for part in self.parts for column in part.columns.values())}

    @property
    def rows(self) -> range:
        """The rows of the header."""
        return range(self.top, self.row + 1)

    def titled(self, page: Page) -> set[int]:
        """Return the columns left of the figures with a title beside the name of the block: 任务名称, 主要内容."""
        left = [column for column in page.filled(self.row) if column < self.first] if not self.is_beside else []
        return {*left[1:]}


def find_head(page: Page) -> FundsHead | None:
    """Return the header of the block, ``None`` when the form has none."""
    for row in page.rows:
        titles = {column: page.key(row, column) for column in page.filled(row)}
        if not any(word in key for key in titles.values() for word in _SPENT) or _is_of_projects(titles):
            continue
        if beside := _beside(page, row, titles):
            return FundsHead(row - 1, beside, top=row - 1, is_beside=True)
        # The names of the rows stand at the left, so that no figure can stand in the first column.
        keys = {column: key for column, key in titles.items() if column > 1}
        if whole := _completed(page, row, keys):
            return _settled(page, _split(page, row + 1, choose(whole, FUNDS), whole)._replace(top=row))
        choice = choose(keys, FUNDS)
        if _is_head(choice.columns):
            return _settled(page, _split(page, row, choice, keys))
    return None


def _is_of_projects(titles: Mapping[int, str]) -> bool:
    """Tell whether a row heads a list of projects with the result of each: 项目名称, 预算数, 执行数, 自评得分, 等级."""
    is_named = any(labels.field_of(key) == "name" for key in titles.values())
    return is_named and any(labels.RESULT.fullmatch(key) for key in titles.values())


def _is_head(fields: Collection[str]) -> bool:
    return "executed" in fields and not {"annual", "initial", "rate"}.isdisjoint(fields)


def _beside(page: Page, row: int, titles: Mapping[int, str]) -> dict[str, int]:
    """Return the column of the figure at the right of each title, nothing where an amount has none there."""
    following = dict(itertools.pairwise(titles))
    named = (column for column, after in following.items() if not FUNDS.field(titles[after]))
    choice = choose({column: titles[column] for column in named}, FUNDS)
    found = {field: column for field, column in choice.columns.items() if column not in choice.guessed}
    if not _is_head(found):
        return {}
    beside = {field: following[column] for field, column in found.items() if column in following}
    amounts = (page.value(row, column) for field, column in beside.items() if field in AMOUNTS)
    return beside if _is_head(beside) and all(money(value, "元").fen is not None for value in amounts) else {}


def _settled(page: Page, head: FundsHead) -> FundsHead:
    """Tell by its amounts whether 调整预算 is what the budget was adjusted to, or by what it was."""
    column = head.columns.get("annual", 0)
    if "initial" not in head.columns or not _ADJUSTED.fullmatch(labels.bare(page.key(head.row, column))):
        return head
    rows = (row for row in page.rows if row > head.row)
    amounts = ((money(page.value(row, each), "元").fen for each in (column, head.columns["executed"])) for row in rows)
    known = ((by, spent) for by, spent in amounts if by is not None and spent is not None)
    is_by = next((by < 0 or by == 0 < spent for by, spent in known), False)
    fields = {field: each for field, each in head.columns.items() if field != "annual"}
    return head._replace(columns={**fields, "adjustment": column}) if is_by else head


def _completed(page: Page, row: int, keys: Mapping[int, str]) -> dict[int, str]:
    """Return the titles where a second row says which amount or year each is, 年初, 全年 below 预算数, or nothing."""
    below = _second_row(page, row, min(keys)) if keys else {}
    owners = {column: max(each for each in keys if each <= column) for column in below}
    whole = {column: below[column] + keys[owner] for column, owner in owners.items()}
    told = {(field, *labels.YEAR.findall(key)) for key in whole.values() if (field := FUNDS.field(key)) in AMOUNTS}
    titles = {column: key for column, key in keys.items() if column not in owners.values()} | whole
    is_clear = len(told) >= _FEWEST and _is_head(choose(titles, FUNDS).columns)
    return titles if is_clear and not _has_source(below) else {}


def _split(page: Page, row: int, choice: ColumnChoice, keys: Mapping[int, str]) -> FundsHead:
    """Return the header on ``row``, whose folded titles are ``keys``, with the parts of its amounts told apart."""
    columns = choice.columns
    below = _below(page, row, columns)
    totals: dict[str, int] = {}
    parts: dict[str, FundsPart] = {}
    for field, column, key in _under(columns, keys, below) if below else _sources(columns, keys):
        if _TOTAL.fullmatch(key):
            totals.setdefault(field, column)
        else:
            source = _AMOUNT.sub("", key) or key
            parts.setdefault(source, FundsPart(source, {})).columns.setdefault(field, column)
    if [*parts] == [*filter(_CARRIED.search, parts)] and len(parts) == 1:
        parts = {}  # it is no part of an amount but was added to it
    head = FundsHead(row + bool(below), {**columns, **totals}, (), tuple(choice.guessed), row, tuple(parts.values()))
    if below and not {field for part in head.parts for field in part.columns} <= totals.keys():
        # Nothing says what the whole is, or of some amounts alone, and then the first column is taken for it.
        head = head._replace(columns=columns, parts=() if totals else head.parts, is_summed=not totals)
    titled = {*keys, *page.filled(head.row)}
    unknown = (each for each in titled - head.read - {*columns.values()} if each > min(columns.values()))
    return head._replace(unknown=tuple(unknown))


def _below(page: Page, row: int, columns: Mapping[str, int]) -> dict[int, str]:
    """Return the titles of a second row of the header by column, nothing where it is a row of amounts."""
    titles = _second_row(page, row, min(columns.values()))
    return titles if _has_source(titles) else {}


def _has_source(titles: Mapping[int, str]) -> bool:
    return any(_SOURCE.search(key) or _TOTAL.fullmatch(key) for key in titles.values())


def _second_row(page: Page, row: int, first: int) -> dict[int, str]:
    """Return the words in the row below by column, nothing where they are fewer than two, or not words alone."""
    if row + 1 not in page.rows:
        return {}
    filled = [column for column in page.filled(row + 1) if page.home(row + 1, column)[0] == row + 1]
    titles = {column: page.key(row + 1, column) for column in filled if column >= first}
    is_header = len(titles) >= _FEWEST and len(titles) == len(filled)
    return titles if is_header and not any(map(_is_figure, titles.values())) else {}


def _is_figure(key: str) -> bool:
    """Tell whether a cell holds an amount, a rate or points, or a dash for one: 4753.66万元, 100%, 10分."""
    readings = (parse_decimal(key), money(key, "元").fen, rate_in(key), points_in(key))
    return not key or key in labels.DASHES or any(each is not None for each in readings)


def _under(
    columns: Mapping[str, int], keys: Mapping[int, str], below: Mapping[int, str]
) -> Iterator[tuple[str, int, str]]:
    """Yield field, column and title of each second title that stands under a column with an amount."""
    starts = {*keys, *columns.values()}
    for column, key in below.items():
        owner = max(start for start in starts if start <= column)
        field = next((field for field in AMOUNTS if columns.get(field) == owner), "")
        if field:
            yield field, column, key


def _sources(columns: Mapping[str, int], keys: Mapping[int, str]) -> Iterator[tuple[str, int, str]]:
    """Yield field, column and title of each column that names a source, right of the amount that it is a part of."""
    amounts = {column: field for field, column in columns.items() if field in AMOUNTS}
    for column, key in keys.items():
        own = FUNDS.field(key)
        left = [each for each in amounts if each < column]
        if column not in columns.values() and left and _SOURCE.search(key) and own in ("", *AMOUNTS):
            yield own or amounts[max(left)], column, key


def _turned(page: Page, end: int) -> tuple[Page, FundsHead] | None:
    """Return the block as it stands above row ``end`` with its headers at the left, turned on its side."""
    if end * page.width > _MOST_CELLS:
        return None
    found = find_head(page.turned(range(page.rows.start, end)))
    if not found:
        return None
    rows = range(min(found.columns.values()), max(found.columns.values()) + 1)
    above = [page.text(rows.start - 1, column) for column in range(found.row + 1, page.width + 1)]
    if any(word in text for text in above for word in FUND):
        rows = range(rows.start - 1, rows.stop)
    return page.turned(rows), found._replace(unknown=())


def find_block(page: Page, end: int) -> tuple[Page, FundsHead | None]:
    """Return the header of the block, and the page as it is to be read: on its side where that stands so."""
    head = find_head(page)
    return (page, head) if head else _turned(page, end) or (page, None)
