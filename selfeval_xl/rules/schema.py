"""What may stand in a standard's TOML file: every key, what it may hold, and what to write instead of anything else.

A ``Kind`` turns one TOML value into the value of a record, or raises ``ValueError``; a ``Table`` is ``[name]``,
``Rows`` are ``[[name]]``.  The keys are the field names of :mod:`selfeval_xl.rules`.
"""

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.domain.cells import parse_decimal
from selfeval_xl.domain.reference import EVIDENCE
from selfeval_xl.rules import METHODS, fold_level

_MOST_DIGITS = 12
"""No rule states a number more finely; one of a million places would take all memory when it is written out."""
NO_RULE = "无"
"""Written in place of a number where the standard has no such rule, so that nothing is left out by oversight."""


class Kind(NamedTuple):
    """How one value is read; ``wanted`` tells the author what to write; ``default`` holds when ``optional``.

    ``cited_by`` names the key beside it that says where the value comes from.
    """

    read: Callable[[object], object]
    wanted: str
    optional: bool = False
    default: object = None
    cited_by: str = "reference"

    def or_else(self, default: object) -> "Kind":
        """Return the same kind for a key that may be absent."""
        return self._replace(optional=True, default=default)


class Table(NamedTuple):
    """A TOML table with these keys."""

    fields: Mapping[str, "Kind | Table | Rows"]
    optional: bool = False


class Rows(NamedTuple):
    """A TOML array of tables, each with these keys."""

    fields: Mapping[str, "Kind | Table | Rows"]
    optional: bool = False


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return value


def _any_text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError
    return tuple(_text(item) for item in value)


def _folded(value: object) -> tuple[str, ...]:
    names = _texts(value)
    if any(fold_level(name) != name for name in names):
        raise ValueError
    return names


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _date(value: object) -> datetime.date:
    if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
        raise ValueError
    return value


def _address(value: object) -> str:
    address = _any_text(value)
    if address and not address.startswith(("https://", "http://")):
        raise ValueError
    return address


def _number(lowest: int, highest: int) -> Callable[[object], Decimal]:
    def read(value: object) -> Decimal:
        number = value if isinstance(value, Decimal) else parse_decimal(value) if isinstance(value, str | int) else None
        if number is None or not number.is_finite() or not lowest <= number <= highest:
            raise ValueError
        if len(number.as_tuple().digits) > _MOST_DIGITS or number.adjusted() < -_MOST_DIGITS:
            raise ValueError
        return number

    return read


def number(lowest: int, highest: int, example: str) -> Kind:
    """A number between two bounds, both allowed."""
    return Kind(_number(lowest, highest), f"请写成{lowest}到{highest}之间的数，如 {example}")


def number_or_none(lowest: int, highest: int, example: str) -> Kind:
    """The same, or ``"无"`` for a rule that this standard does not have."""
    read = _number(lowest, highest)
    wanted = f'请写成{lowest}到{highest}之间的数，如 {example}；没有这条规则就写 "{NO_RULE}"'
    return Kind(lambda value: None if value == NO_RULE else read(value), wanted)


def choice(*allowed: str) -> Kind:
    """One of these words."""

    def read(value: object) -> object:
        if value not in allowed:
            raise ValueError
        return value

    return Kind(read, f"只能写：{'、'.join(allowed)}")


TEXT = Kind(_text, "请写成带引号的文字，不能是空的")
ANY_TEXT = Kind(_any_text, '请写成带引号的文字，没有就写 ""')
TEXTS = Kind(_texts, '请写成方括号里的几段文字，如 ["甲", "乙"]')
FOLDED = Kind(_folded, '请写成方括号里的名称，不带"指标""目标"和括号里的分数，如 ["产出"]')
FLAG = Kind(_flag, "请写 true（是）或 false（否），不加引号")
DATE = Kind(_date, "请写成不加引号的日期，如 2020-03-01")
ADDRESS = Kind(_address, '请写成 http:// 或 https:// 开头的网址，没有网址就写 ""')
CITED = Kind(_text, "请写 [references] 里一条依据的名称")
SIGN = choice("≥", ">", "=", "<", "≤")
POINTS = number(0, 100, "10")
SHARE = number(0, 1, "0.8")
SHARE_OR_NONE = number_or_none(0, 1, "0.9")
MULTIPLE_OR_NONE = number_or_none(1, 10, "1.3（即目标值的130%）")

REFERENCE = Table(
    {"title": TEXT, "clause": ANY_TEXT, "url": ADDRESS, "evidence": choice(*EVIDENCE)},
)

HEADER: Mapping[str, Kind] = {
    "id": TEXT,
    "name": TEXT,
    "version": TEXT,
    "effective": DATE,
    "expires": DATE.or_else(None),
    "base": TEXT.or_else(""),
}
"""What every file says for itself; nothing of it is taken over from a base."""

SECTIONS = Rows(
    {
        "name": TEXT,
        "weight": POINTS,
        "source": choice("indicators", "execution"),
        "level1": FOLDED,
        "fixed": FLAG,
        "reference": CITED,
    }
)

SCORING = Table(
    {
        "default_method": choice(*METHODS),
        "reverse": choice("target-over-actual", "excess-over-target")._replace(cited_by="reverse_reference"),
        "default_sign": SIGN._replace(cited_by="sign_reference"),
        "cost_sign": SIGN._replace(cited_by="sign_reference"),
        "cost_level2": FOLDED._replace(cited_by="sign_reference"),
        "reference": CITED,
        "reverse_reference": CITED,
        "sign_reference": CITED,
    }
)

QUALITATIVE = Table(
    {
        "description_required": FLAG,
        "reference": CITED,
        "tiers": Rows(
            {
                "name": TEXT,
                "lower": SHARE,
                "upper": SHARE,
                "lower_inclusive": FLAG,
                "upper_inclusive": FLAG,
                "default": SHARE_OR_NONE,
            }
        ),
    }
)

OVER = Table(
    {
        "flag": MULTIPLE_OR_NONE,
        "reason": MULTIPLE_OR_NONE,
        "deduct_from": MULTIPLE_OR_NONE,
        "deduct": POINTS,
        "reference": CITED,
    }
)

REASONS = Table(
    {
        "below_weight": FLAG,
        "execution_below": SHARE_OR_NONE,
        "scope": choice("row", "table"),
        "reference": CITED,
    }
)

PRESETS = Table(
    {
        "reference": CITED,
        "rows": Rows(
            {
                "level1": TEXT,
                "level2": TEXT,
                "name": ANY_TEXT,
                "weight": POINTS.or_else(None),
                "method": choice(*METHODS).or_else(""),
                "parameter": ANY_TEXT.or_else(""),
            }
        ),
    },
    optional=True,
)

AGGREGATION = Table(
    {
        "weight": choice("annual", "executed")._replace(cited_by="weight_reference"),
        "relative_units": TEXTS._replace(cited_by="unit_reference"),
        "unclear_units": TEXTS._replace(cited_by="unit_reference"),
        "unclear_names": TEXTS._replace(cited_by="unit_reference"),
        "reference": CITED,
        "qualitative_reference": CITED,
        "weight_reference": CITED,
        "unit_reference": CITED,
    },
    optional=True,
)

RULES: Mapping[str, Kind | Table | Rows] = {
    "region": TEXT,
    "notes": TEXTS,
    "sections": SECTIONS,
    "scoring": SCORING,
    "execution": Table({"denominator": choice("annual", "initial"), "rate_first": FLAG, "reference": CITED}),
    "qualitative": QUALITATIVE,
    "late": Table({"per_day": SHARE_OR_NONE, "reference": CITED}),
    "over": OVER,
    "reasons": REASONS,
    "credibility": Table({"red_gap": SHARE, "yellow_unspent": SHARE, "reference": CITED}),
    "caps": Rows({"execution_below": SHARE, "total": POINTS, "reference": CITED}, optional=True),
    "bands": Table({"reference": CITED, "grades": Rows({"grade": TEXT, "lower": POINTS, "inclusive": FLAG})}),
    "not_applicable": Table({"rescale": FLAG, "reference": CITED}),
    "presets": PRESETS,
    "aggregation": AGGREGATION,
}
"""What an overlay may leave to its base: tables key by key, everything else as a whole."""
