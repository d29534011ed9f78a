"""What stands around the tables of a form: title, year, labels with their values, goals."""

import re
from collections.abc import Callable, Container, Iterator
from typing import NamedTuple

from selfeval_xl.documents.forms import hubei
from selfeval_xl.documents.forms.hubei import CHOICES
from selfeval_xl.domain.cells import CellValue, normalise, parse_decimal, text_of
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.layout import header_key
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.printed import PlacedValue
from selfeval_xl.readers.flaws import unread
from selfeval_xl.readers.forms import labels, points
from selfeval_xl.readers.forms.page import Page

_OWN_NOTES = frozenset(("备注：", *hubei.NOTES))
_LONGEST_TITLE = 80
_NO_TEXT = frozenset({"-", "from", "to"})
"""Labels beside which a box without a tick, or a number alone, says nothing."""
_UNIT_LABELS = ("单位", "金额单位", "资金单位", "货币单位", "计量单位")
_LEADING_YEAR = re.compile(r"((?:19|20)\d\d)(?=[^\d.-])")
"""How a title may begin: 2024项目支出绩效自评表."""
_MONTHS = re.compile(r"\d{1,2}月?\s*[-—~至到]\s*\d{1,2}\s*月")
_GRADE = re.compile(r"[^\W\d_]{1,3}(?![^\W\d_]|、)")
"""A word that may be a grade, and no more of it: 优, 良好."""
_COLON = re.compile("[:：]")
_LABEL = re.compile(r"(?<=[\s)）；;])([^\s:：；;()（）]{2,12}(?:[(（][^)）:：]{1,8}[)）])?)[ 　]*[:：]")


class ResultWords(NamedTuple):
    """How a form prints a result beside its tables: what it is called, how both stand in one cell, how it is read."""

    label: re.Pattern[str]
    inside: re.Pattern[str]
    read: Callable[[CellValue], CellValue]


def _grade_in(value: CellValue) -> CellValue:
    """Return the grade that a text begins with, or that which is ticked of several; ``None`` for what is none."""
    found = _GRADE.match(labels.ticked(text_of(value)))
    return found[0] if found else None


_RESULTS = {
    "total": ResultWords(
        re.compile(f"{labels.TOTAL_LABEL}:?"),
        re.compile(rf"{labels.TOTAL_LABEL}[:为是]\s*(\d+(?:\.\d+)?)\s*分?(?:%|/100分?)?(?![\d/%*×])"),
        points.total_in,
    ),
    "grade": ResultWords(
        re.compile(f"{labels.GRADE_LABEL}:?"),
        re.compile(rf"{labels.GRADE_LABEL}[:为是]\s*(.+)"),
        _grade_in,
    ),
}
"""Total and grade: 自评得分：96.6分, 评价等级：优."""


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
        if any(labels.field_of(page.key(row, column)) for column in columns):
            continue  # a label, and beside it a value that may well be called 自评
        for column in columns:
            text = labels.dated(normalise(page.text(row, column)))
            key = page.key(row, column)
            if not labels.label_of(key) and not labels.RESULT.fullmatch(key.partition(":")[0]):
                _take_heading(page, facts, row, column, text)


def is_heading(text: str) -> bool:
    """Tell whether a normalised text above the tables is 附件, or the year alone, with months of it or without."""
    rest = _MONTHS.sub("", labels.YEAR.sub("", text))
    return labels.ANNEX.fullmatch(text) is not None or not rest.strip("()_ 年度")


def _take_heading(page: Page, facts: Facts, row: int, column: int, text: str) -> None:
    year = labels.YEAR.search(text) or _LEADING_YEAR.match(text)
    if (labels.HEADLINE.search(text) and len(text) < _LONGEST_TITLE) or is_heading(text):
        page.take(row, column)
        if year:
            facts.of.setdefault("year", PlacedValue(int(year[1]), page.place(row, column)))
        if unit := labels.unit_in(text.rpartition("单位:")[2]) if "单位:" in text else "":
            facts.of.setdefault("money_unit", PlacedValue(unit, page.place(row, column)))


def read_results(page: Page, facts: Facts, rows: range) -> None:
    """Take total and grade out of those cells of ``rows`` that nobody has understood yet."""
    found: dict[str, PlacedValue] = {}
    for row in rows:
        for column in list(page.open(row)):
            text = "".join(normalise(page.text(row, column)).split())
            for field, words in _RESULTS.items():
                said = None if field in {*found, *facts.of} else _result(page, row, column, text, words)
                if said:
                    found[field] = said
    facts.of.update(found)


def _result(page: Page, row: int, column: int, text: str, words: ResultWords) -> PlacedValue | None:
    if words.label.fullmatch(text):
        beside = next((each for each in page.open(row) if each > column), 0)
        value = words.read(page.value(row, beside)) if beside else None
        if value is None or _is_of_funds(page, row, text) or _goes_on(page, row, beside, words):
            return None
        page.take(row, column)
        page.take(row, beside)
        return PlacedValue(value, page.place(row, beside))
    inside = words.inside.search(text)
    value = words.read(inside[1]) if inside else None
    if not inside or value is None or _is_of_funds(page, row, inside[0]):
        return None
    page.take(row, column)
    return PlacedValue(value, page.place(row, column))


def _goes_on(page: Page, row: int, column: int, words: ResultWords) -> bool:
    """Tell whether another such value stands at the right of one: a row of them belongs to a table."""
    following = next((each for each in page.open(row) if each > column), 0)
    return bool(following) and parse_decimal(page.value(row, following)) is not None and words is _RESULTS["total"]


def _is_of_funds(page: Page, row: int, text: str) -> bool:
    """Tell whether a text is 得分 without a word for whose, in a row with 执行率: that is what the funds earn."""
    return text.startswith("得分") and any("执行率" in page.key(row, column) for column in page.filled(row))


def read_goals(page: Page, facts: Facts) -> None:
    """Take 预期目标 and 实际完成情况, printed side by side with their texts below."""
    for row in page.rows[:-1]:
        found = {labels.field_of(page.key(row, column)): column for column in page.open(row)}
        goal, result = found.get("annual_goal", 0), found.get("actual_result", 0)
        is_pair = 0 < goal < result and not any(goal < column < result for column in page.open(row))
        if is_pair and any(column in page.open(row + 1) for column in (goal, result)):
            for column in page.open(row):
                if column <= goal or column == result:
                    page.take(row, column)
            for field, column in (("annual_goal", goal), ("actual_result", result)):
                if page.value(row + 1, column) is not None:
                    page.take(row + 1, column)
                    facts.add(page, field, *page.placed(row + 1, column))


def read_labels(page: Page, facts: Facts) -> bool:
    """Take every label that we know with the value at its right, or behind its colon.

    偏差原因 of all rows together go with 存在的问题; return whether there are any.
    """
    for row in page.rows:
        columns = list(page.open(row))
        named = [column for column in columns if labels.field_of(page.key(row, column))]
        for column in columns:
            if _is_unit(page, row, column):
                _take_unit(page, facts, row, column)
            elif column in named:
                stop = _next_label(page, row, column, columns)
                _beside(page, facts, row, column, [each for each in columns if column < each < stop])
            else:
                _inline(page, facts, row, column)
    return _take_reasons(facts)


def _next_label(page: Page, row: int, column: int, columns: list[int]) -> int:
    """Return the column of the next label in a row: one alone, or another one with its value behind a colon."""
    own = ("", labels.field_of(page.key(row, column)))
    keys = ((each, page.key(row, each)) for each in columns if each > column)
    return next((each for each, key in keys if labels.field_of(key) or labels.label_of(key) not in own), page.width + 1)


def _is_unit(page: Page, row: int, column: int) -> bool:
    """Tell whether a cell says 金额单位, and the one at its right which."""
    right = page.area(row, column)[3] + 1
    return page.key(row, column) in _UNIT_LABELS and labels.MONEY_UNIT.fullmatch(page.key(row, right)) is not None


def _take_unit(page: Page, facts: Facts, row: int, column: int) -> None:
    right = page.area(row, column)[3] + 1
    page.take(row, column)
    page.take(row, right)
    facts.of.setdefault("money_unit", PlacedValue(labels.unit_in(page.key(row, right)), page.place(row, right)))


def _take_reasons(facts: Facts) -> bool:
    reasons = facts.of.pop("reasons", None)
    if blank := facts.blank.pop("reasons", None):
        facts.blank.setdefault("problems", blank)
    if reasons:
        facts.of.setdefault("problems", reasons)
    return reasons is not None


def join_period(facts: Facts) -> None:
    """Make 项目起止时间 of 开始日期 and 完成日期; one without the other goes nowhere."""
    first, last = (facts.of.pop(field, None) for field in ("from", "to"))
    if first and last:
        text = f"{text_of(first.value)}至{text_of(last.value)}"
        facts.of.setdefault("period", PlacedValue(text, first.place))
        return
    for each in filter(None, (first, last)):
        why = "只有开始或完成日期中的一个，工作簿里没有对应的栏目"
        facts.unread.append(unread(each.place, text_of(each.value), why))


def _beside(page: Page, facts: Facts, row: int, label: int, values: list[int]) -> None:
    page.take(row, label)
    field = labels.field_of(page.key(row, label))
    if not values:
        facts.blank.setdefault(field, page.place(row, page.area(row, label)[3] + 1))
        return
    said = page.placed(row, values[0])
    page.take(row, values[0])
    if field in CHOICES:
        said = said._replace(value=labels.ticked(page.text(row, values[0])))
    _keep(page, facts, field, said, page.key(row, label))


def _keep(page: Page, facts: Facts, field: str, said: PlacedValue, label: str, shown: str = "") -> None:
    """Keep what a label says; ``shown`` is how both stand in one cell."""
    text = text_of(said.value)
    if _is_nothing(field, text) or (field != "-" and text in labels.DASHES):
        facts.blank.setdefault(field, said.place)
    elif field == "-":
        facts.unread.append(unread(said.place, shown or text, f"“{label}”在工作簿里没有对应的栏目"))
    else:
        facts.add(page, field, *said)


def _is_nothing(field: str, text: str) -> bool:
    """Tell whether a value is none: a blank signature, boxes without a tick."""
    return labels.NOTHING.fullmatch(text) is not None and (field in _NO_TEXT or not normalise(text).strip("_ ()"))


def _inline(page: Page, facts: Facts, row: int, column: int) -> None:
    """Take ``单位名称：某某局``, ``金额单位：万元``, and more than one of these in one cell."""
    text = page.text(row, column).strip()
    text = text[1:-1] if text[:1] in ("(", "（") and text[-1:] in (")", "）") else text
    found = list(_labels_in(text))
    ends = [*(start for start, _end, _field in found[1:]), len(text)]
    for (start, begin, field), end in zip(found, ends, strict=False):
        written = text[begin:end].strip().rstrip("；;")
        said = PlacedValue(written, page.place(row, column))
        page.take(row, column)
        if field != "money_unit":
            label = header_key(_COLON.split(text[start:begin])[0])
            _keep(page, facts, field, said, label, text[start:end].strip())
        elif unit := labels.MONEY_UNIT.fullmatch(normalise(written)):
            facts.of.setdefault(field, said._replace(value=unit["unit"]))


def _labels_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield each label of a text that a colon stands behind: where it begins, where its value does, and its field."""
    first = _COLON.search(text)
    if not first or not (field := _inline_field(text[: first.start()], text[first.end() :])):
        return
    yield 0, first.end(), field
    for found in _LABEL.finditer(text, first.end()):
        if field := _inline_field(found[1], text[found.end() :]):
            yield found.start(1), found.end(), field


def _inline_field(label: str, behind: str) -> str:
    key = header_key(label)
    is_unit = key in _UNIT_LABELS and labels.MONEY_UNIT.match(normalise(behind))
    return "money_unit" if is_unit else labels.field_of(key)


def rest(page: Page, levels: Container[tuple[int, int]]) -> list[Finding]:
    """Return every cell of the form that nothing took; ``levels`` name one with nothing beside it."""
    left = []
    for row in page.rows:
        for column in page.open(row):
            text = page.text(row, column)
            if text not in _OWN_NOTES:
                is_level = (row, column) in levels and labels.BARE_LEVEL.fullmatch(page.key(row, column))
                unknown = "这一行没有填指标" if is_level else "看不出这一格是什么内容"
                why = "备注，工作簿里没有对应的栏目" if labels.NOTE.match(text) else unknown
                left.append(unread(page.place(row, column), text, why))
    return left
