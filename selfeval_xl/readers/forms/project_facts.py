"""What stands around the tables of a form: title, year, labels with their values, goals."""

from __future__ import annotations

from typing import NamedTuple

from selfeval_xl.documents.forms import hubei
from selfeval_xl.domain.cells import CellValue, normalise
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.printed import PlacedValue
from selfeval_xl.readers.flaws import unread
from selfeval_xl.readers.forms import labels
from selfeval_xl.readers.forms.page import Page

_OWN_NOTES = frozenset(("备注：", *hubei.NOTES))
_LONGEST_TITLE = 80


class Facts(NamedTuple):
    """What was found, by the field of 项目信息, and the cells beside labels with nothing in them."""

    of: dict[str, PlacedValue]
    blank: dict[str, Place]
    unread: list[Finding]

    def add(self, page: Page, field: str, value: CellValue, place: Place) -> None:
        """Keep the first value of a field; another one that says something else is told."""
        shown = page.text(place.row, place.column)
        if field not in self.of:
            self.of[field] = PlacedValue(value, place)
        elif page.text(*self.of[field].place[1:]) != shown and self.of[field].value != value:
            kept = self.of[field].place.cell
            self.unread.append(unread(place, shown, f"同一项内容 {kept} 已经写过，只留先写的"))


def read_heading(page: Page, facts: Facts, end: int) -> None:
    """Take the title, the year and 附件 from the rows above the first table."""
    for row in range(page.rows.start, end):
        columns = list(page.open(row))
        if any(_field(page.key(row, column)) for column in columns):
            continue  # a label, and beside it a value that may well be called 自评
        for column in columns:
            text = normalise(page.text(row, column))
            if not labels.known("".join(text.partition(":")[0].split()).upper(), labels.FACTS):
                _take_heading(page, facts, row, column, text)


def _take_heading(page: Page, facts: Facts, row: int, column: int, text: str) -> None:
    year = labels.YEAR.search(text)
    is_year = year and not text.replace(year[0], "").strip("()_ 度")
    is_title = labels.HEADLINE.search(text) and len(text) < _LONGEST_TITLE
    if is_title or is_year or labels.ANNEX.fullmatch(text) or not text.strip("()_ 年度"):
        page.take(row, column)
        if year:
            facts.of.setdefault("year", PlacedValue(int(year[1]), page.place(row, column)))


def read_goals(page: Page, facts: Facts) -> None:
    """Take 预期目标 and 实际完成情况, printed side by side with their texts below."""
    for row in page.rows:
        keys = {page.key(row, column): column for column in page.open(row)}
        goal = next((column for key, column in keys.items() if key in labels.GOALS), 0)
        result = next((column for key, column in keys.items() if key in labels.RESULTS), 0)
        if goal and result:
            for column in (keys.get(labels.GOAL_BLOCK, goal), goal, result):
                page.take(row, column)
            for field, column in (("annual_goal", goal), ("actual_result", result)):
                if page.value(row + 1, column) is not None:
                    page.take(row + 1, column)
                    facts.add(page, field, *page.placed(row + 1, column))


def read_labels(page: Page, facts: Facts) -> None:
    """Take every label that we know with the value at its right, or behind its colon."""
    for row in page.rows:
        columns = list(page.open(row))
        named = [column for column in columns if _field(page.key(row, column))]
        for column in columns:
            if column in named:
                stop = next((each for each in named if each > column), page.width + 1)
                _beside(page, facts, row, column, [each for each in columns if column < each < stop])
            else:
                _inline(page, facts, row, column)


def _field(key: str) -> str:
    return labels.known(key, labels.FACTS) or ("-" if key in labels.HOMELESS else "")


def _beside(page: Page, facts: Facts, row: int, label: int, values: list[int]) -> None:
    page.take(row, label)
    field = _field(page.key(row, label))
    if not values:
        facts.blank.setdefault(field, page.place(row, page.area(row, label)[3] + 1))
        return
    column = values[0]
    text = page.text(row, column)
    page.take(row, column)
    is_nothing = labels.NOTHING.fullmatch(text) and (field == "-" or not normalise(text).strip("_ ()"))
    if is_nothing or (field != "-" and text in labels.DASHES):
        facts.blank.setdefault(field, page.place(row, column))
    elif field == "-":
        why = f"“{page.key(row, label)}”在工作簿里没有对应的栏目"
        facts.unread.append(unread(page.place(row, column), text, why))
    else:
        facts.add(page, field, *page.placed(row, column))


def _inline(page: Page, facts: Facts, row: int, column: int) -> None:
    """Take ``单位名称：某某局``, ``金额单位：万元`` and, on the Hubei form, the goal below its label."""
    text = normalise(page.text(row, column))
    label, colon, value = text.strip("()").partition(":")
    label = "".join(label.split())
    if not colon:
        return
    unit = labels.UNIT.fullmatch(value.strip())
    if label in ("单位", "金额单位") and unit:
        facts.of.setdefault("money_unit", PlacedValue(unit[0], page.place(row, column)))
        page.take(row, column)
        return
    field = labels.known(label.upper(), labels.FACTS)
    if field:
        page.take(row, column)
        written = page.text(row, column).replace("：", ":").partition(":")[2].strip()
        if written:
            facts.add(page, field, written, page.place(row, column))
        else:
            facts.blank.setdefault(field, page.place(row, column))


def rest(page: Page) -> list[Finding]:
    """Return every cell of the form that nothing took."""
    left = []
    for row in page.rows:
        for column in page.open(row):
            text = page.text(row, column)
            if text not in _OWN_NOTES:
                why = "备注，工作簿里没有对应的栏目" if labels.NOTE.match(text) else "看不出这一格是什么内容"
                left.append(unread(page.place(row, column), text, why))
    return left
