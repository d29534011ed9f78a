"""一级 and 二级指标 of the rows of a table, as they run on from one row to the next."""

from __future__ import annotations

import re

from selfeval_xl.readers.forms import labels
from selfeval_xl.readers.forms.heads import Head
from selfeval_xl.readers.forms.page import Page

_SECOND = re.compile("数量|质量|时效|经济|社会|生态|可持续")
"""What only a 二级指标 has in its name."""


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

    def head(self, page: Page, row: int, head: Head, first: int) -> bool:
        """Take in the name of a level that stands across the table, alone in its row; tell whether it is one."""
        key = page.key(row, first)
        is_across = first < head.values <= page.area(row, first)[3] and labels.BARE_LEVEL.fullmatch(key)
        if not is_across or not labels.LEVEL.search(key) or [*page.filled(row)] != [first]:
            return False
        name = "".join(page.text(row, first).splitlines())
        if _SECOND.search(key) and "level2" not in head.columns:
            self.level2 = name
        else:
            self.level1, self.level2 = name, ""
        page.take(row, first)
        return True
