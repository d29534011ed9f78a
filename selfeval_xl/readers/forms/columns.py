"""Which column of a table is which: its header by the words in it, and by its place where two could be the same."""

import functools
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from selfeval_xl.readers.forms import labels

_OF_PART = re.compile(r"季度|半年|\d月")
_TO_THE_END = re.compile(r"累计|1\D{1,2}12月|截.{1,2}12月")
_LONGEST = 24
"""Characters that a header has at most, brackets left out; what is longer is a text."""


class HeaderWords:
    """How the headers of one kind of table speak: by ``words.toml``, and by the spellings seen, ``exact``."""

    def __init__(self, table: str, exact: Mapping[str, str] = MappingProxyType({})) -> None:
        self.exact = exact
        self.clear, self.vague, self._preferred = (labels.rules(table, key) for key in ("clear", "vague", "preferred"))

    def field(self, key: str) -> str:
        """Return the field that a folded header means for certain, ``""`` for none."""
        return _meaning(self, key).strip("-")

    def guess(self, key: str) -> str:
        """Return the field that a header may mean, ``""`` where it means something else for certain."""
        return "" if _meaning(self, key) else _vague(self, key)

    def may_mean(self, key: str) -> bool:
        """Tell whether a folded text may be a header, also one of a column that we have not."""
        return bool(_meaning(self, key) or _vague(self, key))

    def order(self, field: str, key: str) -> int:
        patterns = [pattern for owner, pattern in self._preferred if owner == field]
        return next((number for number, pattern in enumerate(patterns) if pattern.search(key)), len(patterns))


class ColumnChoice(NamedTuple):
    """The column of each field, those of them that were guessed, and the columns that lost against another by field."""

    columns: dict[str, int]
    guessed: dict[int, str]
    lost: dict[int, str]


def choose(keys: Mapping[int, str], vocabulary: HeaderWords, year: str = "") -> ColumnChoice:
    """Return what the folded headers of a row mean; ``keys`` has them by column.

    Of several that name a year, that of ``year`` goes before, else the latest.
    """
    choice = ColumnChoice({}, {}, {})
    meant = {column: vocabulary.field(key) for column, key in keys.items()}

    def order(each: tuple[int, str]) -> tuple[int, bool, int, int]:
        column, field = each
        named = labels.YEAR.search(keys[column])
        said = named[1] if named else ""
        return vocabulary.order(field, keys[column]), bool(said) and said != year, -int(said or 0), column

    for column, field in sorted(meant.items(), key=order):
        if field and choice.columns.setdefault(field, column) != column:
            choice.lost[column] = field
    for column, key in keys.items():
        field = "" if meant[column] else vocabulary.guess(key)
        if field == "level1" and choice.columns.get(field) in choice.guessed:
            field = "level2"  # 指标分类 beside 指标类型
        if field and field not in choice.columns:
            choice.columns[field] = column
            choice.guessed[column] = field
    return choice


def without_parts(choice: ColumnChoice, keys: Mapping[int, str], field: str) -> None:
    """Leave a field out whose columns are all of a part of the year, 一季度完成值 and 二季度完成值: none is the whole.

    One that says that it counts from the beginning of the year to its end is.
    """
    others = [column for column, lost in choice.lost.items() if lost == field]
    columns = [choice.columns[field], *others] if others else []
    if not columns or not all(_OF_PART.search(keys[column]) for column in columns):
        return
    for column in others:
        del choice.lost[column]
    whole = next((column for column in columns if _TO_THE_END.search(keys[column])), 0)
    if whole:
        choice.columns[field] = whole
        choice.lost.update((column, field) for column in columns if column != whole)
    else:
        del choice.columns[field]


@functools.lru_cache(maxsize=4096)
def _meaning(vocabulary: HeaderWords, key: str) -> str:
    """Find what a header means once: those of one form stand on every other."""
    return labels.known(key, vocabulary.exact) or _first(vocabulary.clear, labels.bare(key))


@functools.lru_cache(maxsize=4096)
def _vague(vocabulary: HeaderWords, key: str) -> str:
    return _first(vocabulary.vague, labels.bare(key))


def _first(words: Sequence[tuple[str, re.Pattern[str]]], key: str) -> str:
    if not key or len(key) > _LONGEST:
        return ""
    return next((field for field, pattern in words if pattern.search(key)), "")


INDICATORS, FUNDS = HeaderWords("indicators", labels.INDICATORS), HeaderWords("funds", labels.FUNDS)
PROGRESS, PROGRESS_FUNDS = HeaderWords("progress"), HeaderWords("progress_funds")
