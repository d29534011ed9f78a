"""一级 and 二级指标 of the rows of a table, as they run on from one row to the next."""

import re

from selfeval_xl.readers.forms import labels
from selfeval_xl.readers.forms.heads import Head
from selfeval_xl.readers.forms.page import Page

_SECOND_ALONE = re.compile("(?:经济|社会|生态)效益|可持续影响")
"""The whole name of a 二级指标 that goes without the word 指标."""
_MOST_FILLED = 2
"""Cells of a row that only names levels."""
_SECOND = re.compile("数量|质量|时效|经济|社会|生态|可持续")
"""What only a 二级指标 has in its name."""


def is_level_alone(key: str) -> bool:
    """Tell whether a folded text is the name of a level and nothing more: （一）产出指标（50分）, 社会效益."""
    is_named = labels.BARE_LEVEL.fullmatch(key) and labels.LEVEL.search(key) and not labels.BLOCK.match(key)
    return bool(is_named or _SECOND_ALONE.fullmatch(key))


class Levels:
    """The names of both levels; a blank cell, merged or not, goes on with the name above it."""

    def __init__(self) -> None:
        self.level1 = self.level2 = ""
        self.spots: dict[str, tuple[int, int]] = {}

    def go_on(self, page: Page, row: int, head: Head) -> None:
        """Take in what the next row says."""
        own1, own2 = (self._own(page, row, head, field) for field in ("level1", "level2"))
        if "level2" not in head.columns:
            both = labels.BOTH_LEVELS.match(own1 or page.text(row, head.columns.get("name", 0)))
            own1, own2 = both.groups() if both else (own1, own2)
        if own1 and own1 != self.level1:
            self.level1, self.level2 = own1, ""
        self.level2 = own2 or self.level2

    def _own(self, page: Page, row: int, head: Head, field: str) -> str:
        column = head.columns.get(field, 0)
        home = page.home(row, column)
        if home[1] != column or page.value(row, column) is None:
            return ""
        self.spots[field] = home
        return "".join(page.text(row, column).splitlines())

    def above(self, page: Page, head: Head) -> tuple[int, int] | None:
        """Take in the level that a table without a column for it is headed by: above its header, or at its left.

        Return the cell that names it.
        """
        if "level1" in head.columns:
            return None
        left = ((head.row, column) for column in range(1, head.first) if page.home(head.row, column)[1] == column)
        over = head.row - 1
        alone = [*page.filled(over)] if over in page.rows else []
        spots = [*left, *((over, column) for column in alone if len(alone) == 1)]
        spot = next((each for each in spots if is_level_alone(page.key(*each))), None)
        if spot:
            self.level1, self.level2 = "".join(page.text(*spot).splitlines()), ""
            page.take(*spot)
        return spot

    @staticmethod
    def _is_second(page: Page, row: int, head: Head) -> bool:
        """Tell whether a row only has a 二级指标 where the names stand, of a table without a column for it."""
        if "level2" in head.columns or "name" not in head.columns:
            return False
        name, filled = head.columns["name"], [*page.filled(row)]
        if name not in filled or not {*filled} <= {name, head.columns.get("level1", name)}:
            return False
        key, is_headline = page.key(row, name), page.text(row, name)[-1:] in (":", "：")
        named = labels.LEVEL.search(key) and not labels.PLACEHOLDER.fullmatch(key)
        return is_level_alone(key) or bool(is_headline and named)

    def head(self, page: Page, row: int, head: Head, first: int) -> bool:
        """Take in the name of a level that stands across the table, alone in its row; tell whether it is one."""
        filled = [*page.filled(row)]
        if len(filled) > _MOST_FILLED:
            return False
        is_across = first < head.values <= page.area(row, first)[3]
        is_second = not is_across and self._is_second(page, row, head)
        if is_second:
            self.go_on(page, row, head)
            first = head.columns["name"]
        elif not is_across or filled != [first] or not is_level_alone(page.key(row, first)):
            return False
        name = "".join(page.text(row, first).splitlines()).rstrip(":：")
        if is_second or (_SECOND.search(name) and "level2" not in head.columns):
            self.level2 = name
        else:
            self.level1, self.level2 = name, ""
        page.take(row, first)
        return True
