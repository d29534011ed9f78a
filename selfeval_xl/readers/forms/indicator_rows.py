"""The rows of the table 绩效指标 of a form, from below its header down to 总分."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from selfeval_xl.domain.cells import normalise, text_of
from selfeval_xl.domain.decimals import HUNDRED, ZERO
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.printed import PlacedValue, PrintedSum, points_in, points_together
from selfeval_xl.domain.submission import Indicator
from selfeval_xl.messages import finding
from selfeval_xl.readers import flaws
from selfeval_xl.readers.flaws import assumed, unread, unread_column
from selfeval_xl.readers.forms import extras, labels, lines, points
from selfeval_xl.readers.forms.heads import Head, take_head, why_unknown
from selfeval_xl.readers.forms.levels import Levels
from selfeval_xl.readers.forms.page import Page

_OWN = ("name", "target", "actual", "weight", "score", "deduction", "coefficient", "completion")
"""Columns where a merged cell speaks for its first row alone."""
_SHARED = ("sign", "unit", "reason", "evidence")
"""Columns where a vertically merged cell speaks for every row beside it."""
_INPUTS = (*_OWN[:4], *_SHARED, *_OWN[5:7])
_POINTS = frozenset({"weight", "score", "deduction", "coefficient"})
Cells = dict[str, PlacedValue]


class Rows:
    """What the tables of a form held; ``scores``, ``sums`` and what stands beside 总分 are the printed ones."""

    def __init__(self) -> None:
        self.indicators: list[Indicator] = []
        self.scores: list[PlacedValue | None] = []
        self.completions: dict[Place, PlacedValue] = {}
        self.sums: list[PrintedSum] = []
        self.parents: list[tuple[PrintedSum, int, tuple[str, str]]] = []
        """Rows that only sum up those below: the sum, the first row it counts, and the levels that these have."""
        self.total: PlacedValue | None = None
        self.total_again: PlacedValue | None = None
        self.total_weight: PlacedValue | None = None
        self.grade: PlacedValue | None = None
        self.extra = ZERO
        self.shares: list[Place] = []
        """Cells with a 得分 in percent of the 分值."""
        self.unread: list[Finding] = []
        self.flaws: list[Finding] = []
        self.levels = Levels()
        self.unknown: dict[str, tuple[Place, str, list[str]]] = {}
        """By header, each column that nothing was read of: its place, why, and what stands in it."""
        self.bare: set[tuple[int, int]] = set()
        """Cells that name a level of a row with nothing else in it, as on the blank form."""
        self.has_reasons = False
        """Whether 偏差原因 is said once, below the tables."""
        self.is_filled = False
        """Whether any row holds more than its 分值."""

    def add(self, page: Page, row: int, head: Head, cells: Cells) -> None:
        """Keep a row, and what it scored."""
        self.indicators.append(_indicator(page, row, head, cells, self.levels))
        self.scores.append(cells.get("score"))
        if "completion" in cells:
            self.completions[self.indicators[-1].place("")] = cells["completion"]

    def add_subtotal(self, score: PlacedValue | None, is_of_table: bool = False, points: Decimal | None = None) -> None:
        """Keep a 小计 of the rows above it: those of its 一级指标, or of the table, that no 小计 before it counts.

        It is one of the table, too, where only all of these rows make the ``points`` that are its 分值.
        """
        counted = {row for each in self.sums for row in each.rows if each.score}
        left = [row for row in range(len(self.indicators)) if row not in counted]
        own = [row for row in left if self.indicators[row].level1 == self.levels.level1]
        sums = [points_together(self.indicators[row].weight for row in rows) for rows in (left, own)]
        is_of_table = is_of_table or (points == sums[0] != sums[1])
        every = left or [*range(len(self.indicators))] if is_of_table else left
        levels = {self.indicators[row].level1 for row in every} if is_of_table else {self.levels.level1}
        label = f"{self.levels.level1}{labels.SUBTOTAL_WORD}" if levels == {self.levels.level1} else "指标合计"
        above = tuple(row for row in every if self.indicators[row].level1 in levels)
        self.sums.append(PrintedSum(label, above, score))

    def set_table_apart(self, page: Page) -> None:
        """Take a last row 合计 for the sum of the table where it leaves out what the funds earn: 90 points of 100."""
        weights = [points_in(row.weight) for row in self.indicators]
        scores = [points_in(each.value) if each else None for each in self.scores]
        if not self.total or not self.total_weight or None in weights or None in scores:
            return
        printed = points_in(self.total_weight.value), points_in(self.total.value)
        row, summed = page.spot(self.total.place)[0], (sum(filter(None, weights)), sum(filter(None, scores)))
        is_named = any(labels.OF_TABLE.fullmatch(page.key(row, column)) for column in page.filled(row))
        if is_named and printed == summed and summed[0] != HUNDRED:
            self.sums.append(PrintedSum("指标合计", tuple(range(len(weights))), self.total, self.total_weight))
            self.total = self.total_weight = None

    def add_results(self, total: PlacedValue | None, grade: PlacedValue | None) -> None:
        """Keep what is printed beside the tables; what their last row says goes before."""
        self.total_again = total if self.total else None
        self.total, self.grade = self.total or total, self.grade or grade

    @property
    def all_sums(self) -> Iterator[PrintedSum]:
        """Every printed sum with the rows that it counts."""
        yield from self.sums
        for said, start, names in self.parents:
            below = [(row.level1, row.level2 if names[1] else "") for row in self.indicators[start:]]
            count = next((number for number, each in enumerate(below) if each != names), len(below))
            yield said._replace(rows=tuple(range(start, start + count)))

    @property
    def told(self) -> Iterator[Finding]:
        """What a person should know of the tables: each column that nothing was read of once."""
        yield from self.unread
        if self.shares:
            yield assumed(self.shares[0], "", "得分写的是百分比，按占分值的多少读")
        for title, (place, why, texts) in self.unknown.items():
            yield unread_column(place, title, texts, why)


def read_rows(page: Page, head: Head, end: int, rows: Rows) -> None:
    """Read the rows from below a header to 总分 or ``end``; lines about the form as a whole are left to others.

    The names of the levels go on from the table before: a page break repeats the header, not the names that run on.
    """
    told, before = {each.reason for each in rows.unread}, len(rows.indicators)
    if spot := rows.levels.above(page, head):
        rows.bare.discard(page.place(*spot)[1:])
    rows.unread += [each for each in take_head(page, head) if each.reason not in told]
    for column in head.unknown:
        title = head.titles[column]
        place = page.place(title.row, column)
        rows.unknown.setdefault(title.text, (place, why_unknown(head, column), []))
    counts = [column for column in range(1, head.first) if page.key(head.below - 1, column) in labels.NUMBERS]
    page.take_all((head.below - 1, column) for column in counts)
    for row in range(head.below, end):
        numbers = [column for column in counts if labels.ORDINAL.fullmatch(page.text(row, column))]
        page.take_all((row, column) for column in numbers)
        first = next((column for column in page.filled(row) if column not in numbers), 0)
        if not first:
            continue
        if lines.is_total(page, row, head, first):
            if _take_total(page, row, head, rows, end, len(rows.indicators) > before):
                return
            continue
        if lines.is_sum(page, row, head, first, labels.SUBTOTAL):
            score, weight, _grade = lines.total(page, row, head)
            rows.add_subtotal(score, points=points_in(weight.value) if weight else None)
            _take_sum(page, row, head, rows, labels.SUBTOTAL_WORD)
        elif not (rows.levels.head(page, row, head, first) or lines.is_about_the_form(page, row, head, first)):
            _read_row(page, row, head, rows)


def _take_total(page: Page, row: int, head: Head, rows: Rows, end: int, has_rows: bool) -> bool:
    """Keep 总分, or a 合计 of less than 100 points above further rows as a 小计; tell whether the table ends there."""
    total, weight, grade = lines.total(page, row, head)
    is_whole = weight and points_in(weight.value) == HUNDRED
    is_part = not is_whole and lines.is_sum(page, row, head, next(page.filled(row)), labels.OF_TABLE)
    goes_on = lines.goes_on(page, row, head, end, is_part)
    if goes_on and has_rows and is_part:
        rows.add_subtotal(total, is_of_table=True)
    else:
        rows.total, rows.total_weight, rows.grade = total or rows.total, weight, grade or rows.grade
    return not goes_on


def _read_row(page: Page, row: int, head: Head, rows: Rows) -> None:
    rows.levels.go_on(page, row, head)
    cells = dict(_cells(page, row, head))
    if cells.keys().isdisjoint(_OWN):
        rows.bare |= {page.place(row, column)[1:] for column in page.filled(row)}
        return
    if field := lines.parent_level(page, row, head, cells):
        for spot in rows.levels.spots.values():
            page.take(*spot)
        names = (rows.levels.level1, rows.levels.level2 if field == "level2" else "")
        said = PrintedSum(names[1] or names[0], (), cells.get("score"), cells.get("weight"))
        rows.parents.append((said, len(rows.indicators), names))
        _take_sum(page, row, head, rows, "这一行是下面各行的合计，")
        return
    if lines.runs_on(page, row, head, cells):
        cells |= {field: page.placed(row, head.columns[field]) for field in ("name", "target")}
    lines.fall_back(page, row, head, cells)
    if points.settle(head, cells):
        rows.shares.append(cells["score"].place)
    if _is_placeholder(page, row, head, cells, rows):
        return
    if together := lines.told_together(page, row, head):
        whole = {field: cells.pop(field) for field in _POINTS & cells.keys()}
        whole |= {"name": cells["name"]._replace(value="、".join(together))}
        rows.add(page, row, head, whole | {field: cells[field] for field in ("reason",) if field in cells})
    rows.add(page, row, head, cells)
    rows.is_filled = rows.is_filled or cells.keys() != {"weight"}
    rows.flaws += _flaws(page, row, head, cells)
    _take_unknown(page, row, head, rows)


def _take_sum(page: Page, row: int, head: Head, rows: Rows, why: str) -> None:
    """Tick off a row that sums up others, and tell what it is called."""
    first = next(page.filled(row))
    for column in (first, *(head.columns[field] for field in ("weight", "score") if field in head.columns)):
        page.take(row, column)
    names = [
        page.text(row, column) for column in page.filled(row) if column <= head.values and (row, column) in page.taken
    ]
    rows.unread.append(unread(page.place(row, first), "　".join(names), f"{why}由程序计算，不必导入"))


def _cells(page: Page, row: int, head: Head) -> Iterator[tuple[str, PlacedValue]]:
    """Yield the cells of a row by field: of a field that has more than one column the first filled, the last name."""
    for field, columns in head.spans.items():
        spots = list(_spots(page, row, head, field, columns))
        if field == "target" and len(spots) > 1 and normalise(page.text(*spots[0])) in labels.SIGNS:
            yield from zip(("sign", "target", "unit"), (page.placed(*spot) for spot in spots), strict=False)
        elif spots:
            said = page.placed(*spots[-1 if field == "name" else 0])
            if field not in _POINTS or text_of(said.value) not in labels.DASHES:
                yield field, said


def _spots(page: Page, row: int, head: Head, field: str, columns: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the filled cells among some columns that speak for a row."""
    for column in columns:
        top, left = page.home(row, column)
        is_here = top == row or (top >= head.below and _is_shared(page, row, head, field))
        if is_here and left == column and page.value(top, left) is not None:
            yield top, left


def _is_shared(page: Page, row: int, head: Head, field: str) -> bool:
    return field in _SHARED or (field == "name" and lines.is_own(page, row, head, "target"))


def _is_placeholder(page: Page, row: int, head: Head, cells: Cells, rows: Rows) -> bool:
    """Tick a row off, and tell whether it is no indicator: a line that nobody filled in, or that does not count."""
    page.take_all(rows.levels.spots.values())
    page.take_all((row, column) for column in head.columns.values())
    page.take_all(page.spot(said.place) for said in cells.values())
    why = lines.why_none(page, head, cells)
    name = text_of(cells["name"].value) if "name" in cells else ""
    by = extras.sign((rows.levels.level1, rows.levels.level2, name)) if not why and "weight" not in cells else 0
    if by:
        rows.extra += extras.worth(by, cells.get("score"))
        why = extras.why(by, has_points=False)
    if why:
        place = next(iter(cells.values())).place if "name" not in cells else cells["name"].place
        whole = "　".join(" ".join(page.text(row, column).split()) for column in page.filled(row))
        rows.unread.append(unread(place, whole, why))
    return bool(why)


def _indicator(page: Page, row: int, head: Head, cells: Cells, levels: Levels) -> Indicator:
    columns = head.of(page)
    places = ((field, said.place) for field, said in cells.items())
    elsewhere = {field: place.row if page.is_turned else place.column for field, place in places}
    if elsewhere.items() - columns.of.items():
        columns = columns._replace(of={**columns.of, **elsewhere, "": elsewhere.get("name", columns.of[""])})
    said = {field: cells[field].value for field in _INPUTS if field in cells and field != "name"}
    said["weight"] = points.without_unit(said.get("weight"))
    return Indicator(columns, row, levels.level1, levels.level2, _name(page, row, head, cells, levels.level2), **said)


def _name(page: Page, row: int, head: Head, cells: Cells, level2: str) -> str:
    """Return the name, behind that of its group where 三级指标 has a column for both; what counts it is left out."""
    if "name" not in cells:  # the second level may be the last there is
        return "" if "name" in head.columns or labels.BARE_LEVEL.fullmatch(level2) else level2
    place = cells["name"].place
    spots = [page.home(row, column) for column in range(head.columns["name"], page.spot(place)[1])]
    for spot in spots:
        page.take(*spot)
    texts = [page.text(*spot) for spot in dict.fromkeys(spots)]
    groups = [text for text in texts if text and not labels.ORDINAL.fullmatch(text.strip())]
    return "：".join([*groups, text_of(cells["name"].value)])


def _flaws(page: Page, row: int, head: Head, cells: Cells) -> Iterator[Finding]:
    if row in page.grid.hidden:
        yield flaws.hidden_row(page.grid.name, row)
    for field, column in head.columns.items():
        if field in cells:
            yield from flaws.in_value(*cells[field])
        elif field in _INPUTS and (row, column) in page.grid.uncalculated:
            yield finding("X01", page.place(row, column))


def _take_unknown(page: Page, row: int, head: Head, rows: Rows) -> None:
    """Keep what stands in columns that nothing is read of."""
    for column in head.unknown:
        for each in range(column, head.titles[column].last + 1):
            is_own = page.home(row, each) == (row, each) and page.value(row, each) is not None
            if is_own and (row, each) not in page.taken:
                page.take(row, each)
                rows.unknown[head.titles[column].text][2].append(page.text(row, each))
