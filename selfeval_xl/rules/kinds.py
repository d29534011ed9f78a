"""What may stand in a standard's TOML file: how a value is read, and what to write instead of anything else.

The fields of :mod:`selfeval_xl.rules.records` are the keys; their types name the kinds here (``Points``, ``Share`` …).
A record is a table ``[name]``, a tuple of records a list ``[[name]]``, a field with a default may be left out.
"""

import datetime
import functools
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Annotated, Any, NamedTuple, get_args, get_origin

from selfeval_xl.domain.cells import normalise, parse_decimal
from selfeval_xl.domain.reference import EVIDENCE, Reference

_COUNTER = r"[\d一二三四五六七八九十]{1,2}"
_COUNTED = rf"(?:{_COUNTER}[、.:](?!\d)|\({_COUNTER}\)[、.:]?|[①-⑳])"
"""What counts a level: 一、产出指标, (一)产出指标."""
_WORTH = re.compile(r"\(.*|[\d.]+分?$")
"""What a level is worth, printed behind its name: 产出指标(50分), 产出指标50分."""


@functools.lru_cache(maxsize=1024)
def fold_level(level: str) -> str:
    """Fold a 一级 or 二级 name: nothing that counts it, no points behind it, no ``指标`` or ``目标`` at the end.

    ``一、产出指标（50分）`` is ``产出``.
    """
    name = "".join(normalise(level).split())
    counted = re.match(_COUNTED, name) if name[:1].isnumeric() or name.startswith("(") else None
    name = _WORTH.sub("", name[counted.end() :] if counted else name)
    return name.removesuffix("指标").removesuffix("目标")


_MOST_DIGITS = 12
"""No rule states a number more finely; one of a million places would take all memory when it is written out."""
_WEB = ("https://", "http://")
NO_RULE = "无"
"""Written in place of a number where the standard has no such rule, so that nothing is left out by oversight."""


class ValueKind(NamedTuple):
    """How one value is read (``read`` raises ``ValueError``); ``wanted`` tells the author what to write.

    ``cited_by`` names the key beside it that says where the value comes from; ``cites`` marks that key itself.
    """

    read: Callable[[Any], Any]
    wanted: str
    cited_by: str = "reference"
    cites: bool = False

    def by(self, key: str) -> "ValueKind":
        """Return the same kind for a value that has its source in that key."""
        return self._replace(cited_by=key)


class TableShape(NamedTuple):
    """A TOML table; ``record`` is what is made of it."""

    record: Any


class TableList(NamedTuple):
    """A TOML array of tables; ``record`` is what is made of each."""

    record: Any


Shape = ValueKind | TableShape | TableList


@functools.cache
def fields_of(record: Any) -> Mapping[str, Shape]:
    """Return what the keys of a table may hold, by the fields of its record."""
    return _SOURCE if record is Reference else {key: _shape(hint) for key, hint in record.__annotations__.items()}


def _shape(hint: Any) -> Shape:
    if hasattr(hint, "__metadata__"):
        kind: ValueKind = hint.__metadata__[0]
        return kind
    parts = get_args(hint)
    return TableList(parts[0]) if get_origin(hint) is tuple else TableShape(parts[0] if parts else hint)


def _must(condition: bool) -> None:
    if not condition:
        raise ValueError


def _checked(fits: Callable[[Any], bool]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        _must(fits(value))
        return value

    return read


def _texts(value: Any) -> tuple[str, ...]:
    _must(isinstance(value, list))
    return tuple(map(TEXT.read, value))


def _number(lowest: int, highest: int) -> Callable[[Any], Decimal]:
    def read(value: Any) -> Decimal:
        number = value if isinstance(value, Decimal) else parse_decimal(value) if isinstance(value, str | int) else None
        if number is None or not number.is_finite() or not lowest <= number <= highest:
            raise ValueError
        _must(len(number.as_tuple().digits) <= _MOST_DIGITS and number.adjusted() >= -_MOST_DIGITS)
        return number

    return read


def _interval(value: Any) -> tuple[Decimal, Decimal]:
    _must(isinstance(value, list))
    least, most = map(_number(0, 100), value)
    _must(least <= most)
    return least, most


def _weights(value: Any) -> Mapping[str, Decimal]:
    _must(isinstance(value, dict) and bool(value))
    return {name: _number(0, 100)(points) for name, points in value.items()}


def _year(value: Any) -> int:
    _must(re.fullmatch(r"(?:19|20|21)[0-9][0-9]", value) is not None)
    return int(value)


def number(lowest: int, highest: int, example: str) -> ValueKind:
    """A number between two bounds, both allowed."""
    return ValueKind(_number(lowest, highest), f"请写成{lowest}到{highest}之间的数，如 {example}")


def number_or_none(lowest: int, highest: int, example: str) -> ValueKind:
    """The same, or ``"无"`` for a rule that this standard does not have."""
    kind = number(lowest, highest, example)
    wanted = f'{kind.wanted}；没有这条规则就写 "{NO_RULE}"'
    return ValueKind(lambda value: None if value == NO_RULE else kind.read(value), wanted)


def choice(*allowed: str) -> ValueKind:
    """One of these words."""
    return ValueKind(_checked(lambda value: value in allowed), f"只能写：{'、'.join(allowed)}")


TEXT = ValueKind(
    _checked(lambda value: isinstance(value, str) and bool(value.strip())), "请写成带引号的文字，不能是空的"
)
ANY_TEXT = ValueKind(_checked(lambda value: isinstance(value, str)), '请写成带引号的文字，没有就写 ""')
DATE = ValueKind(_checked(lambda value: type(value) is datetime.date), "请写成不加引号的日期，如 2020-03-01")
TEXTS = ValueKind(_texts, '请写成方括号里的几段文字，如 ["甲", "乙"]')
FOLDED = ValueKind(lambda names: tuple(map(fold_level, _texts(names))), '请写成方括号里的几个名称，如 ["产出", "成本"]')
CITED = ValueKind(TEXT.read, "请写 [references] 里一条依据的名称", cites=True)
SIGN = choice("≥", ">", "=", "<", "≤")
FORM = choice("mof-2020", "mof-2021", "hubei", "platform")
SHARE_OR_NONE = number_or_none(0, 1, "0.9")
YEAR = ValueKind(_year, "请写四位数的评价年度，如 [from.2027]")

Text = Annotated[str, TEXT]
AnyText = Annotated[str, ANY_TEXT]
Texts = Annotated[tuple[str, ...], TEXTS]
Folded = Annotated[tuple[str, ...], FOLDED]
Flag = Annotated[
    bool, ValueKind(_checked(lambda value: isinstance(value, bool)), "请写 true（是）或 false（否），不加引号")
]
Date = Annotated[datetime.date, DATE]
Points = Annotated[Decimal, number(0, 100, "10")]
Share = Annotated[Decimal, number(0, 1, "0.8")]
ShareOrNone = Annotated[Decimal | None, SHARE_OR_NONE]
MultipleOrNone = Annotated[Decimal | None, number_or_none(1, 10, "1.3（即目标值的130%）")]
Interval = Annotated[tuple[Decimal, Decimal] | None, ValueKind(_interval, "请写最少和最多的分数，如 [0, 20]")]
Weights = Annotated[
    Mapping[str, Decimal], ValueKind(_weights, '请写各部分的名称和分值，如 { "产出指标" = 40, "效益指标" = 20 }')
]
Cited = Annotated[Reference, CITED]
_SOURCE: Mapping[str, Shape] = {
    "title": TEXT,
    "clause": ANY_TEXT,
    "url": ValueKind(
        _checked(lambda value: isinstance(value, str) and (not value or value.startswith(_WEB))),
        '请写成 http:// 或 https:// 开头的网址，没有网址就写 ""',
    ),
    "evidence": choice(*EVIDENCE),
}
