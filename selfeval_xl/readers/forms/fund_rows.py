"""The block 项目资金 of a form: 年度资金总额 and what it is made of, as lines of a budget."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from selfeval_xl.documents.forms.funds import SOURCES
from selfeval_xl.domain.cells import normalise, parse_decimal
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.layout import BUDGET_FIELDS, header_key, titles
from selfeval_xl.domain.money import money
from selfeval_xl.domain.place import Columns, Place
from selfeval_xl.domain.printed import PlacedValue, PrintedFunds
from selfeval_xl.domain.submission import BudgetLine
from selfeval_xl.messages import finding
from selfeval_xl.readers import flaws
from selfeval_xl.readers.flaws import assumed, unread_column
from selfeval_xl.readers.forms import labels
from selfeval_xl.readers.forms.columns import FUNDS, choose
from selfeval_xl.readers.forms.page import Page

_TITLES = titles(BUDGET_FIELDS)
AMOUNTS = ("initial", "adjustment", "annual", "executed")
_MOST_CELLS = 20_000
"""Cells above the table of indicators that are looked at for a block on its side."""
USUAL_UNIT = "万元"
"""The 金额单位 of the official forms, where one names none."""
_SHORT = 20
"""Characters of a label."""
_BLANK_ROWS = 2
"""Blank rows that may lie within the block."""
_FUND = ("资金", "拨款", "结转", "其他", "财政", "总额", "合计")
_SOURCE_WORDS = (("结转", SOURCES[1]), ("财政拨款", SOURCES[0]), ("财政资金", SOURCES[0]), ("其他", SOURCES[2]))


FundsRow = tuple[str, int, Mapping[str, PlacedValue]]
"""Label, row, and the filled cells of a row by field."""


class FundsHead(NamedTuple):
    """The header of the block: its row, the column of each field, and the columns that mean something else."""

    row: int
    columns: Mapping[str, int]
    unknown: tuple[int, ...] = ()
    guessed: tuple[int, ...] = ()
    is_beside: bool = False
    """Whether each figure stands at the right of what it is called; ``row`` is then the row above the block."""


class Funds(NamedTuple):
    """What the block held; ``printed`` has every row, ``lines`` those with amounts, and 年度资金总额.

    ``texts`` are the amounts that are typed as text, by their cells.
    """

    lines: list[BudgetLine]
    printed: list[PrintedFunds]
    flaws: list[Finding]
    texts: dict[Place, str]

    @property
    def is_filled(self) -> bool:
        """Whether any amount stands there, or what was to be one."""
        amounts = (getattr(line, field) for line in self.lines for field in AMOUNTS)
        return bool(self.flaws) or any(amount is not None for amount in amounts)


def find_head(page: Page) -> FundsHead | None:
    """Return the header of the block, ``None`` when the form has none."""
    for row in page.rows:
        # The names of the rows stand at the left, so that no figure can stand in the first column.
        keys = {column: page.key(row, column) for column in page.filled(row) if column > 1}
        if not any("执行" in key or "支" in key or "使用" in key for key in keys.values()):
            continue
        choice = choose(keys, FUNDS)
        found = choice.columns
        if "executed" in found and found.keys() & {"annual", "initial", "rate"}:
            first = min(found.values())
            beside = {
                field: min((each for each in keys if each > column), default=0) for field, column in found.items()
            }
            if all(
                parse_decimal(page.value(row, each)) is not None for field, each in beside.items() if field in AMOUNTS
            ):
                return FundsHead(row - 1, beside, is_beside=True)
            unknown = (each for each in keys if each > first and each not in found.values())
            return FundsHead(row, found, tuple(unknown), tuple(choice.guessed))
    return None


def turned(page: Page, end: int) -> tuple[Page, FundsHead] | None:
    """Return the block as it stands above row ``end`` with its headers at the left, turned on its side."""
    if end * page.width > _MOST_CELLS:
        return None
    found = find_head(page.turned(range(page.rows.start, end)))
    if not found:
        return None
    rows = range(min(found.columns.values()), max(found.columns.values()) + 1)
    above = [page.text(rows.start - 1, column) for column in range(found.row + 1, page.width + 1)]
    if any(word in text for text in above for word in _FUND):
        rows = range(rows.start - 1, rows.stop)
    return page.turned(rows), found._replace(unknown=())


def money_unit(page: Page, head: FundsHead) -> PlacedValue | None:
    """Return the 金额单位 printed in the block's label or headers, ``None`` when none is."""
    for row in (head.row, head.row + 1, head.row - page.is_turned):
        for column in page.filled(row) if row in page.rows else ():
            found = labels.UNIT.search(page.text(row, column))
            if found and (row <= head.row or column < min(head.columns.values())):
                return PlacedValue(found[0], page.place(row, column))
    return None


def printed_unit(page: Page, end: int) -> PlacedValue | None:
    """Return the 金额单位 that a label of funds above row ``end`` prints: 项目资金（万元）."""
    for row in range(page.rows.start, end):
        for column in page.filled(row):
            text = page.text(row, column)
            found = labels.UNIT.search(text)
            if found and len(text) <= _SHORT and labels.FUNDS_BLOCK.search(text.replace(found[0], "")):
                return PlacedValue(found[0], page.place(row, column))
    return None


def read_rows(page: Page, head: FundsHead, end: int) -> list[FundsRow]:
    """Return what stands in the rows from below the header to ``end``; dashes are blank."""
    first = min(head.columns.values())
    _take_head(page, head, first)
    rows: list[FundsRow] = []
    for row, label_column in _rows(page, head, end, first):
        label = ""
        if label_column:
            page.take(row, label_column)
            label = "".join(page.text(row, label_column).split())
        rows.append((label, row, dict(_cells(page, row, head))))
    return rows


def read_funds(page: Page, head: FundsHead, rows: list[FundsRow], unit: str) -> Funds:
    """Turn the rows into lines of a budget, amounts being in ``unit``."""
    funds, numbers = Funds([], [], [], {}), _Numbers()
    label_column = max(min(head.columns.values()) - 1, 1)
    columns = Columns(page.grid.name, head.row, {"": label_column, **head.columns}, page.is_turned)
    for label, row, cells in rows:
        funds.printed.append(PrintedFunds(label, row, *(cells.get(field) for field in ("rate", "weight", "score"))))
        if len(funds.printed) == 1 and "weight" not in cells:
            funds.printed[0] = funds.printed[0]._replace(weight=_heading_points(page, head))
        amounts = {field: cells[field] for field in AMOUNTS if field in cells}
        funds.flaws.extend(_flaws(page, head, row, amounts, unit))
        funds.texts.update((place, value) for value, place in amounts.values() if isinstance(value, str))
        if amounts or (is_total(label) and not funds.lines):
            number, source = numbers.next(label)
            fen = (money(amounts[field].value, unit).fen if field in amounts else None for field in AMOUNTS)
            funds.lines.append(BudgetLine(columns, row, number, label or "年度资金总额", source or None, *fen))
    return funds


def findings_on(page: Page, head: FundsHead, rows: list[FundsRow]) -> Iterator[Finding]:
    """Yield each column that nothing is read of, once with all that stands in it, and each that was guessed."""
    for column in head.unknown:
        page.take(head.row, column)
        title = "".join(page.text(head.row, column).split())
        spots = [(row, column) for _label, row, _cells in rows if (row, column) not in page.taken]
        texts = [page.text(*spot) for spot in spots if page.home(*spot) == spot and page.value(*spot) is not None]
        for spot in spots:
            page.take(*spot)
        why = f"“{title}”这一栏，工作簿里没有对应的栏目"
        yield unread_column(page.place(head.row, column), title, texts, why)
    for field, column in head.columns.items():
        if column in head.guessed:
            title = "".join(page.text(head.row, column).split())
            yield assumed(page.place(head.row, column), title, f"“{title}”这一栏当作“{_TITLES[field]}”读")


def _flaws(page: Page, head: FundsHead, row: int, amounts: Mapping[str, PlacedValue], unit: str) -> Iterator[Finding]:
    for field in AMOUNTS:
        if field in amounts:
            value, place = amounts[field]
            yield from flaws.in_value(value, place)
            yield from flaws.in_amount(value, unit, place)
        elif (row, head.columns.get(field)) in page.grid.uncalculated:
            yield finding("X01", page.place(row, head.columns[field]))


def _heading_points(page: Page, head: FundsHead) -> PlacedValue | None:
    """Return the points that the headings of the block print: 预算执行情况（20分）, 得分（20分*执行率）."""
    for column in page.filled(head.row):
        found = labels.POINTS.search(normalise(page.text(head.row, column)))
        if found:
            return PlacedValue(found[1], page.place(head.row, column))
    return None


def _take_head(page: Page, head: FundsHead, first: int) -> None:
    if head.is_beside:
        return
    for column in page.filled(head.row):
        is_block = column < first and labels.FUNDS_BLOCK.search(page.text(head.row, column))
        if is_block or column in head.columns.values():
            page.take(head.row, column)


def _rows(page: Page, head: FundsHead, end: int, first: int) -> Iterator[tuple[int, int]]:
    """Yield each row of the block with the column of its label, 0 where it has none."""
    blank = count = 0
    for row in range(head.row + 1, end):
        columns = list(page.filled(row))
        blank = 0 if columns else blank + 1
        if blank > _BLANK_ROWS:
            return
        if not columns:
            continue
        label_column = max(
            (column for column in columns if column < first and _is_name(page, head, row, column)), default=0
        )
        label = page.key(row, label_column) if label_column else ""
        # A name of the block beside the label can only stand in its first row.
        is_other = count and sum(column < first for column in columns) > 1 + head.is_beside
        if is_other or _is_next_block(label) or not _is_line(label, columns, first):
            return
        count += 1
        for column in columns:
            if column < first and labels.FUNDS_BLOCK.search(page.text(row, column)):
                page.take(row, column)  # the name of the block
        yield row, label_column


def _is_name(page: Page, head: FundsHead, row: int, column: int) -> bool:
    """Tell whether a cell says what a row of the block is called."""
    if head.is_beside:
        text = page.text(row, column)
        return any(word in text for word in _FUND) and not FUNDS.field(page.key(row, column))
    return parse_decimal(page.value(row, column)) is None


def _is_next_block(label: str) -> bool:
    return bool(labels.label_of(label)) or label.startswith("年度绩效目标")


def _is_line(label: str, columns: list[int], first: int) -> bool:
    return any(column >= first for column in columns) or any(word in label for word in _FUND)


def _cells(page: Page, row: int, head: FundsHead) -> Iterator[tuple[str, PlacedValue]]:
    for field, column in head.columns.items():
        if page.home(row, column) != (row, column) or page.value(row, column) is None:
            continue
        page.take(row, column)
        if head.is_beside:
            page.take(row, max(each for each in page.filled(row) if each < column))
        if page.text(row, column) not in labels.DASHES:
            yield field, page.placed(row, column)


def is_total(label: str) -> bool:
    """Tell whether a row is 年度资金总额 or has another name for it."""
    return not label or bool(labels.GRAND.fullmatch(labels.bare(header_key(label))))


class _Numbers:
    """序号 and 资金来源 of the lines: 年度资金总额 is 1, what it is made of 1.1, 1.2 and so on."""

    def __init__(self) -> None:
        self.has_total = False
        self.parts = 0
        self.sources: set[str] = set()

    def next(self, label: str) -> tuple[str, str]:
        """Return both for the next line."""
        if is_total(label) and not self.has_total:
            self.has_total = True
            return "1", ""
        self.parts += 1
        return f"1.{self.parts}" if self.has_total else f"{self.parts}", source_of(label, self.sources)


def source_of(label: str, sources: set[str]) -> str:
    """Return which 资金来源 a label means, and note it in ``sources``; a second line of the same keeps its own name."""
    own = normalise(label).removeprefix("其中").strip(": ")
    source = next((source for word, source in _SOURCE_WORDS if word in own), own)
    source = own if source in sources else source
    sources.add(source)
    return source
