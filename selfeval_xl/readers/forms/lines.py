"""Which rows between a header and 总分 are no indicators: sums, signatures, notes, text across the table."""

import re
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import takewhile

from selfeval_xl.domain.cells import is_blank, normalise, text_of
from selfeval_xl.domain.decimals import HUNDRED
from selfeval_xl.domain.printed import PlacedValue, points_in, points_together
from selfeval_xl.domain.submission import Indicator
from selfeval_xl.readers.forms import labels, points
from selfeval_xl.readers.forms.heads import Head, is_header
from selfeval_xl.readers.forms.page import Page
from selfeval_xl.readers.forms.project_facts import is_heading

_LONGEST_LEVEL = 30
"""Characters that the name of a level has at most; what is longer and stands alone is a text."""
_LOOKED_AT = 100
"""Rows of a table that are looked at for points."""
USUAL = Decimal(10)
"""The points for 预算执行率 that the rows leave."""


def is_about_the_form(page: Page, row: int, head: Head, first: int) -> bool:
    """Tell whether a row says something about the form as a whole: 存在问题, 财务负责人：…, 备注, a page number."""
    key = page.key(row, first)
    is_label = labels.NOTE.match(key) or labels.label_of(key) or labels.RESULT.fullmatch(key)
    if is_label and first <= head.columns.get("level1", head.first - 1):
        return True
    if list(page.filled(row)) != [first]:
        return False
    if labels.TITLE.search(key) or is_heading(normalise(page.text(row, first))):
        return True  # printed again at a page break
    is_across = first < head.values <= page.area(row, first)[3]
    is_text = len(key) > _LONGEST_LEVEL and first < head.columns.get("name", head.values)
    return is_across or is_text or labels.NUMBERED.match(key) is not None or labels.label_of(key) != ""


def is_sum(page: Page, row: int, head: Head, first: int, pattern: re.Pattern[str]) -> bool:
    """Tell whether a row is 总分 or 小计, as ``pattern`` says."""
    for column in (first, *head.names):
        if pattern.fullmatch(page.key(row, column)) and page.home(row, column)[0] == row:
            return True
    return False


def is_total(page: Page, row: int, head: Head, first: int) -> bool:
    """Tell whether a row is the last one of a table: 总分, or 自评得分 with a figure in the column 得分."""
    if is_sum(page, row, head, first, labels.TOTAL) or _is_of_hundred(page, row, head):
        return True
    is_named = is_sum(page, row, head, first, labels.SCORE) and is_own(page, row, head, "score")
    return is_named and points_in(page.value(row, head.columns["score"])) is not None


def _is_of_hundred(page: Page, row: int, head: Head) -> bool:
    """Tell whether a row has 100 points and a score and nothing that an indicator has, and none stands below it."""
    names, values = ("name", "level2"), ("target", "actual")
    if any(is_own(page, row, head, each) for each in (*names, *values)):
        return False
    points = [page.value(row, head.columns.get(field, 0)) for field in ("weight", "score")]
    if points_in(points[0]) != HUNDRED or points_in(points[1]) is None:
        return False
    rows = range(row + 1, min(row + _LOOKED_AT, page.rows.stop))
    return not any(is_own(page, each, head, value) for each in rows for value in values)


def goes_on(page: Page, row: int, head: Head, end: int, is_part: bool) -> bool:
    """Tell whether rows of indicators stand below a sum, or 总分 below 合计, so that it is not the last row.

    Below one that is no ``is_part`` of the whole, the next row has to say of what level it is: another table may stand
    there.
    """
    fields = [field for field in ("weight", "target", "actual") if field in head.columns]
    for below in range(row + 1, end):
        first = next(page.filled(below), 0)
        if not first:
            continue
        if is_total(page, below, head, first):
            is_of_table = is_sum(page, row, head, next(page.filled(row)), labels.OF_TABLE)
            return is_of_table and not is_sum(page, below, head, first, labels.OF_TABLE)
        if is_about_the_form(page, below, head, first):
            continue
        levels = "".join(page.text(below, head.columns.get(field, 0)) for field in ("level1", "level2"))
        if not is_part and levels and not labels.LEVEL.search(levels):
            return False
        has_points = "weight" not in head.columns or points_in(page.value(below, head.columns["weight"])) is not None
        if has_points and all(is_own(page, below, head, field) for field in fields):
            return True
    return False


def total(page: Page, row: int, head: Head) -> tuple[PlacedValue | None, PlacedValue | None, PlacedValue | None]:
    """Tick off the row 总分 and return its 得分 (the last number where that column is blank), 分值 and 等级."""
    weight, score = head.columns.get("weight", 0), head.columns.get("score", 0)
    if score and score == weight and (parted := points.both(head, page.value(row, score))):
        page.take_all((row, column) for column in (next(page.filled(row)), score))
        return PlacedValue(parted[1], page.place(row, score)), PlacedValue(parted[0], page.place(row, score)), None
    numbers = [column for column in page.filled(row) if _may_total(page, row, column, (weight, score))]
    numbers = numbers or [column for column in page.filled(row) if points.total_in(page.value(row, column)) is not None]
    column = score if score in numbers else next(iter(set(numbers[-1:]) - {weight}), 0)
    behind = (each for each in page.filled(row) if each > max(score, weight, next(page.filled(row))))
    weighed = points.as_total(page.placed(row, weight)) if weight in numbers and weight != column else None
    grade = next((each for each in behind if len(page.text(row, each)) < 4 and _may_grade(page, row, each)), 0)
    found = points.as_total(page.placed(row, column)) if column else None
    for each in page.filled(row):
        key = page.key(row, each)
        label = labels.TOTAL.fullmatch(key)
        is_read = each in (column, grade) or (each == weight and (weighed or labels.is_none(page.text(row, each))))
        if is_read or label or labels.SUBTOTAL.fullmatch(key) or labels.SCORE.fullmatch(key):
            page.take(row, each)
        if label and label["inline"] and not found:
            found = PlacedValue(label["inline"], page.place(row, each))
    if weighed and not any(labels.TOTAL.fullmatch(page.key(row, each)) for each in page.filled(row)):
        page.take(row, next(page.filled(row)))  # whatever it is called
    if score and not found and (both := points.with_grade(page.text(row, score))):
        page.take(row, score)
        return PlacedValue(both[0], page.place(row, score)), weighed, PlacedValue(both[1], page.place(row, score))
    return found, weighed, page.placed(row, grade) if grade and grade != column else None


def _may_total(page: Page, row: int, column: int, own: Collection[int]) -> bool:
    """Tell whether a cell of the row 总分 has points; in its ``own`` columns they may be written in any way."""
    value = page.value(row, column)
    return points_in(value) is not None or (column in own and points.total_in(value) is not None)


def _may_grade(page: Page, row: int, column: int) -> bool:
    """Tell whether a short text can be a grade: neither a number nor what stands for nothing."""
    text = page.text(row, column)
    return not (points_in(text) is not None or labels.is_none(text) or text.endswith(("%", "％")))


def is_own(page: Page, row: int, head: Head, field: str) -> bool:
    """Tell whether a field stands in this very row, not merged with a cell above it."""
    column = head.columns.get(field, 0)
    return column > 0 and page.home(row, column) == (row, column) and page.value(row, column) is not None


def parent_level(page: Page, row: int, head: Head, cells: Container[str]) -> str:
    """Return the level that a row without a name sums up, ``""`` where it sums up nothing: the rows below go on."""
    if any(field in cells for field in ("name", "target", "actual")):
        return ""
    field = next((each for each in ("level2", "level1") if is_own(page, row, head, each)), "")
    rows = (each for each in range(row + 1, page.rows.stop) if len(list(page.filled(each))) > 1)
    below = next((each for each in rows if not is_header(page, each)), 0)
    if not field or not any(is_own(page, below, head, each) for each in ("name", "target", "actual") if below):
        return ""
    column = head.columns[field]
    goes_on = not is_own(page, below, head, field) or page.key(below, column) == page.key(row, column)
    return field if goes_on else ""


def why_none(page: Page, head: Head, cells: Mapping[str, PlacedValue]) -> str:
    """Return why a row is no indicator, ``""`` where it is one, or 加分."""
    name, weight, score = (_said(cells, field) for field in ("name", "weight", "score"))
    told = (field for field in cells if not labels.is_none(_said(cells, field)))
    if labels.PLACEHOLDER.fullmatch(name):
        return "空白表上的占位行，没有填内容" if {*told} <= {"name", "weight"} else ""
    if not next(told, ""):
        return "各栏都写“无”“不涉及”“/”一类，没有要评的内容"
    if cells.keys() == {"name"} and labels.IN_BRACKETS.fullmatch(normalise(name)):
        return "这一行是上面一项的说明，没有当作指标"
    if cells.keys() <= {"weight", "score"} and points_in(weight) is None and points_in(score) is None:
        return "这一行没有指标，分值、得分两栏写的不是数"
    if all(labels.UNCOUNTED.fullmatch(each) or points_in(each) == 0 for each in (weight, score or "0")):
        return "" if points_in(weight) == 0 and not _is_weighed(page, head) else "这一行不计分，没有当作指标"
    return ""


def _said(cells: Mapping[str, PlacedValue], field: str) -> str:
    return text_of(cells[field].value) if field in cells else ""


def fall_back(page: Page, row: int, head: Head, cells: dict[str, PlacedValue]) -> None:
    """Take the target from 年初指标值 where the column for the adjusted one is blank."""
    for column, field in head.choice.lost.items():
        if field == "target" and field not in cells and page.value(row, column) is not None:
            cells[field] = page.placed(row, column)


def runs_on(page: Page, row: int, head: Head, cells: Container[str]) -> bool:
    """Tell whether a row only has a further 实际完成值 for the name and the target that are merged above it."""
    tops = {page.home(row, head.columns.get(field, 0))[0] for field in ("name", "target")}
    is_alone = "actual" in cells and "weight" not in cells and "score" not in cells
    return is_alone and len(tops) == 1 and head.below <= min(tops) < row


def _is_weighed(page: Page, head: Head) -> bool:
    """Tell whether there are points in a table at all."""
    rows = range(head.below, min(head.below + _LOOKED_AT, page.rows.stop))
    return any(points_in(page.value(row, head.columns["weight"])) for row in rows)


def shared_points(
    page: Page, head: Head, indicators: Sequence[Indicator], scores: Sequence[PlacedValue | None]
) -> Iterator[tuple[PlacedValue, list[int]]]:
    """Yield each 分值 that several rows share, and their numbers: each has a score, and together no more.

    It is merged, or typed in the first of them where those that are typed make 100.
    """
    is_whole = HUNDRED - points_together(row.weight for row in indicators) in (0, USUAL)
    for number, row in enumerate(indicators):
        if is_blank(row.weight):
            continue
        column = head.columns["weight"]
        bottom = indicators[-1].row if is_whole else page.area(row.row, column)[2]
        below = (each for each in range(number + 1, len(indicators)) if indicators[each].row <= bottom)
        rows = [number, *takewhile(lambda each: is_blank(indicators[each].weight), below)]
        if len(rows) < 2:
            continue
        own = [points_in(said.value) if (said := scores[each]) else None for each in rows]
        known = [each for each in own if each is not None]
        if len(known) == len(rows) and sum(known) <= (points_in(row.weight) or 0):
            yield page.placed(row.row, column), rows


def told_together(page: Page, row: int, head: Head) -> list[str]:
    """Return the names of several rows that share one merged 分值 and one merged 得分; none where each has its own."""
    columns = [head.columns[field] for field in ("weight", "score") if field in head.columns]
    spans = {page.area(row, column)[::2] for column in columns}
    top, bottom = spans.pop() if len(spans) == 1 else (0, 0)
    if not row == top < bottom:
        return []
    rows = range(row, bottom + 1)
    are_own = all(is_own(page, each, head, field) for each in rows for field in ("target", "actual"))
    names = dict.fromkeys(page.text(each, head.columns.get("name", 0)) for each in rows)
    return [*names] if are_own and all(names) else []


def shared_scores(
    page: Page, head: Head, indicators: Sequence[Indicator], scores: Sequence[PlacedValue | None]
) -> Iterator[tuple[PlacedValue, list[int]]]:
    """Yield each merged 得分 of several rows that have points of their own, and their numbers."""
    for number, (row, said) in enumerate(zip(indicators, scores, strict=True)):
        if not said:
            continue
        bottom = page.area(row.row, head.columns["score"])[2]
        rows = [each for each in range(number, len(indicators)) if indicators[each].row <= bottom]
        if len(rows) > 1 and not any(is_blank(indicators[each].weight) for each in rows):
            yield said, rows
