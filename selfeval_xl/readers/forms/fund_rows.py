"""The block 项目资金 of a form: 年度资金总额 and what it is made of, as lines of a budget."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from selfeval_xl.domain.cells import normalise, parse_decimal
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.layout import AMOUNTS, BUDGET_FIELDS, TOTAL_NAMES, header_key, titles
from selfeval_xl.domain.money import money
from selfeval_xl.domain.place import Columns, Place
from selfeval_xl.domain.printed import PlacedValue, PrintedFunds
from selfeval_xl.domain.submission import BudgetLine, Indicator
from selfeval_xl.messages import finding
from selfeval_xl.readers import flaws
from selfeval_xl.readers.flaws import assumed, unread_column
from selfeval_xl.readers.forms import labels
from selfeval_xl.readers.forms.columns import FUNDS
from selfeval_xl.readers.forms.fund_head import FUND, FundsHead
from selfeval_xl.readers.forms.heads import is_numbering
from selfeval_xl.readers.forms.line_numbers import LineNumbers
from selfeval_xl.readers.forms.page import Page

_TITLES = titles(BUDGET_FIELDS)
_BLANK_ROWS = 2
"""Blank rows that may lie within the block."""
_MORE = ("其中", "补助", "自筹")
"""Words that the name of a row may have without one of these: 其中：中央、省补助."""
_SENTENCE = re.compile("[,。;]")
"""What a text has and no name of a row."""
Cells = Mapping[str, PlacedValue]


class FundsRow(NamedTuple):
    """Label, row, and the filled cells of a row by field; ``parts`` have those of what it is made of, by source."""

    label: str
    row: int
    cells: Cells
    parts: Mapping[str, Cells]


class Funds:
    """What the block held; ``printed`` has every row, ``lines`` those with amounts, and 年度资金总额.

    ``texts`` are the amounts that are typed as text, by their cells.
    """

    def __init__(self) -> None:
        self.lines: list[BudgetLine] = []
        self.printed: list[PrintedFunds] = []
        self.flaws: list[Finding] = []
        self.texts: dict[Place, str] = {}

    @property
    def is_filled(self) -> bool:
        """Whether any amount stands there, or what was to be one."""
        amounts = (getattr(line, field) for line in self.lines for field in AMOUNTS)
        return self.flaws != [] or any(amount is not None for amount in amounts)

    def add_execution(self, row: Indicator, score: PlacedValue | None) -> None:
        """Keep what a row of the table of indicators says of 预算执行率."""
        rate, weight = (PlacedValue(getattr(row, field), row.place(field)) for field in ("actual", "weight"))
        first = self.printed[0]
        self.printed[0] = first._replace(rate=first.rate or rate, weight=weight, score=first.score or score)


def is_total(label: str) -> bool:
    """Tell whether a row is 年度资金总额 or has another name for it."""
    return not label or labels.GRAND.fullmatch(labels.bare(header_key(label))) is not None


def read_rows(page: Page, head: FundsHead, end: int) -> list[FundsRow]:
    """Return what stands in the rows from below the header to ``end``; dashes are blank."""
    _take_head(page, head)
    rows: list[FundsRow] = []
    for row, label_column in _rows(page, head, end):
        label = ""
        if label_column:
            page.take(row, label_column)
            label = "".join(page.text(row, label_column).split())
        parts = {part.source: dict(_cells(page, row, head, part.columns)) for part in head.parts}
        cells = dict(_cells(page, row, head, head.columns))
        rows.append(FundsRow(label, row, cells, {source: own for source, own in parts.items() if own}))
    totals = [each for each in rows if each.label and is_total(each.label)]
    if len(totals) == 1 and not is_total(rows[0].label):  # 合计 below what it is made of
        rows.insert(0, rows.pop(rows.index(totals[0])))
    return rows


def read_funds(page: Page, head: FundsHead, rows: list[FundsRow], unit: str) -> Funds:
    """Turn the rows into lines of a budget, amounts being in ``unit``."""
    funds, numbers = Funds(), LineNumbers()
    parts = () if _is_divided(rows) else head.parts
    for label, row, cells, made_of in rows:
        funds.printed.append(PrintedFunds(label, row, *(cells.get(field) for field in ("rate", "weight", "score"))))
        if len(funds.printed) == 1 and "weight" not in cells:
            funds.printed[0] = funds.printed[0]._replace(weight=_heading_points(page, head))
        is_made = head.is_summed and parts
        amounts = {field: cells[field] for field in AMOUNTS if field in cells and not is_made}
        funds.flaws.extend(_flaws(page, head.columns, row, amounts, unit))
        funds.texts.update((place, value) for value, place in amounts.values() if isinstance(value, str))
        if not amounts and (funds.lines or not is_total(label)):
            continue
        if amounts and row in page.grid.hidden:
            funds.flaws.append(flaws.hidden_row(page.grid.name, row))
        number, source = numbers.next(label, is_total(label))
        line = _line(page, head, head.columns, row, amounts, unit)
        funds.lines.append(line._replace(number=number, name=_line_name(label), source=source))
        for part in parts:
            own = made_of.get(part.source, {})
            funds.flaws.extend(_flaws(page, part.columns, row, own, unit))
            number, source = numbers.next(part.source, is_total(part.source))
            if own:
                line = _line(page, head, part.columns, row, own, unit)
                funds.lines.append(line._replace(number=number, name=part.source, source=source))
    if _are_blank(rows, funds.lines):
        del funds.lines[1:]
    return funds


def _are_blank(rows: list[FundsRow], lines: list[BudgetLine]) -> bool:
    """Tell whether nobody filled in what the whole is made of: some parts are blank, and the others are 0."""
    parts = [getattr(line, field) for line in lines[1:] for field in AMOUNTS]
    is_blank = any(each.cells.keys().isdisjoint(AMOUNTS) and not is_total(each.label) for each in rows)
    return is_blank and bool(lines) and lines[0].number == "1" and not any(parts)


def _line_name(label: str) -> str:
    """Return what a line is called on our sheet, where 合计 would be left out as a sum of the lines above it."""
    return "年度资金总额" if not label or header_key(label) in TOTAL_NAMES else label


def _line(page: Page, head: FundsHead, columns: Mapping[str, int], row: int, amounts: Cells, unit: str) -> BudgetLine:
    """Return the line of a row, without what it is called."""
    there = Columns(page.grid.name, head.row, {"": max(head.first - 1, 1), **columns}, page.is_turned)
    fen = {field: money(said.value, _own_unit(page, head, said.place, unit)).fen for field, said in amounts.items()}
    return BudgetLine(there, row, "", "", **fen)


def _is_divided(rows: list[FundsRow]) -> bool:
    """Tell whether there are rows of what the whole is made of; its columns are then not read beside them."""
    return sum(not each.cells.keys().isdisjoint(AMOUNTS) for each in rows) > 1


def _own_unit(page: Page, head: FundsHead, place: Place, unit: str) -> str:
    """Return the 金额单位 of an amount: the one that the header of its column prints, else that of the form."""
    column = page.spot(place)[1]
    found = (labels.unit_in(page.text(row, column)) for row in head.rows if row in page.rows)
    return next((each for each in found if each and not head.is_beside), unit)


def findings_on(page: Page, head: FundsHead, rows: list[FundsRow]) -> Iterator[Finding]:
    """Yield each column that nothing is read of, once with all that stands in it, and each that was guessed."""
    for column in head.unknown:
        title = _title(page, head, column)
        spots = [(each.row, column) for each in rows if (each.row, column) not in page.taken]
        texts = [page.text(*spot) for spot in spots if page.home(*spot) == spot and page.value(*spot) is not None]
        for spot in spots:
            page.take(*spot)
        why = f"“{title}”这一栏，工作簿里没有对应的栏目"
        yield unread_column(page.place(head.row, column), title, texts, why)
    for part in head.parts if _is_divided(rows) else ():
        for field, column in part.columns.items():
            texts = [page.text(each.row, column) for each in rows if field in each.parts.get(part.source, {})]
            title = _title(page, head, column)
            why = f"“{title}”这一栏没有读：各行已经写明资金来源，只读合计"
            yield unread_column(page.place(head.row, column), title, texts, why)
    for field, column in head.columns.items():
        if column in head.guessed:
            title = _title(page, head, column)
            yield assumed(page.place(head.row, column), title, f"“{title}”这一栏当作“{_TITLES[field]}”读")


def _title(page: Page, head: FundsHead, column: int) -> str:
    """Tick off the header of a column and return it, that of both rows where it has two."""
    for row in head.rows:
        page.take(row, column)
    texts = ("".join(page.text(row, column).split()) for row in head.rows)
    return "".join(dict.fromkeys(texts))


def _flaws(page: Page, columns: Mapping[str, int], row: int, amounts: Cells, unit: str) -> Iterator[Finding]:
    for field in AMOUNTS:
        if field in amounts:
            value, place = amounts[field]
            yield from flaws.in_value(value, place)
            yield from flaws.in_amount(value, unit, place)
        elif (row, columns.get(field)) in page.grid.uncalculated:
            yield finding("X01", page.place(row, columns[field]))


def _spots(page: Page, head: FundsHead) -> Iterator[tuple[int, int]]:
    """Yield every filled cell in the rows of the header; of a block on its side also what it is called, beside it."""
    rows = range(max(head.rows.start - page.is_turned, 1), head.rows.stop)
    return ((row, column) for row in rows for column in page.filled(row))


def _heading_points(page: Page, head: FundsHead) -> PlacedValue | None:
    """Return the points that the headings of the block print: 预算执行情况（20分）, 得分（20分*执行率）."""
    for row, column in _spots(page, head):
        found = labels.POINTS.search(normalise(page.text(row, column)))
        if found:
            return PlacedValue(found[1], page.place(row, column))
    return None


def _take_head(page: Page, head: FundsHead) -> None:
    known = head.read
    for row, column in _spots(page, head) if not head.is_beside else ():
        is_block = (column < head.first or row not in head.rows) and labels.FUNDS_BLOCK.search(page.text(row, column))
        if is_block or column in known or (head.parts and row < head.row and column not in head.unknown):
            page.take(row, column)


def _rows(page: Page, head: FundsHead, end: int) -> Iterator[tuple[int, int]]:
    """Yield each row of the block with the column of its label, 0 where it has none."""
    blank, is_begun = 0, False
    first, titled = head.first, head.titled(page)
    for row in range(head.row + 1, end):
        columns = list(page.filled(row))
        if is_numbering(page, row):
            for column in columns:
                page.take(row, column)
            continue
        blank = 0 if columns else blank + 1
        if blank > _BLANK_ROWS:
            return
        if not columns:
            continue
        left = [column for column in columns if column < first]
        names = [column for column in left if _is_name(page, head, row, column)]
        label_column = next((column for column in names if column in titled), max(names, default=0))
        label = page.key(row, label_column) if label_column else ""
        # A name of the block beside the label can only stand in its first row.
        is_other = is_begun and len({*left} - titled) > 1 + head.is_beside
        if (
            is_other
            or _is_next_block(label)
            or _means_another(page, head, row)
            or not _is_line(page, row, label, first)
        ):
            return
        is_begun = True
        for column in left:
            if labels.FUNDS_BLOCK.search(page.text(row, column)):
                page.take(row, column)  # the name of the block
        yield row, label_column


def _is_name(page: Page, head: FundsHead, row: int, column: int) -> bool:
    """Tell whether a cell says what a row of the block is called."""
    if head.is_beside:
        text = page.text(row, column)
        return any(word in text for word in FUND) and not FUNDS.field(page.key(row, column))
    return parse_decimal(page.value(row, column)) is None


def _means_another(page: Page, head: FundsHead, row: int) -> bool:
    """Tell whether what stands before the figures of a row is not what they are called in the first: 执行率, 得分."""
    said = (
        {column: FUNDS.field(page.key(row, column - 1)) for column in head.columns.values()} if head.is_beside else {}
    )
    return any(said[column] not in ("", field) for field, column in head.columns.items() if column in said)


def _is_next_block(label: str) -> bool:
    is_total_of_table = "分" in label and labels.TOTAL.fullmatch(label) is not None
    return labels.label_of(label) != "" or is_total_of_table or label.startswith("年度绩效目标")


def _is_line(page: Page, row: int, label: str, first: int) -> bool:
    """Tell whether a row has figures, or a name as those of the block have; titles have neither."""
    texts = [page.text(row, column) for column in page.filled(row) if column >= first]
    is_called = any(word in label for word in (*FUND, *_MORE)) and not _SENTENCE.search(label)
    return is_called or any(text in labels.DASHES or any(each.isdigit() for each in text) for text in texts)


def _cells(page: Page, row: int, head: FundsHead, columns: Mapping[str, int]) -> Iterator[tuple[str, PlacedValue]]:
    for field, column in columns.items():
        if page.home(row, column) != (row, column):
            continue
        page.take(row, column)
        if head.is_beside and (before := [each for each in page.filled(row) if each < column]):
            page.take(row, max(before))
        if not labels.is_none(page.text(row, column)):
            yield field, page.placed(row, column)
