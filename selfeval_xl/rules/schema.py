"""What may stand in a standard's TOML file: every key, what it may hold, and what to write instead of anything else.

A ``Kind`` turns one TOML value into the value of a record, or raises ``ValueError``; a ``Table`` is ``[name]``,
``Rows`` are ``[[name]]``.  The keys are the field names of :mod:`selfeval_xl.rules.records`.
"""

import datetime
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl.domain.cells import parse_decimal
from selfeval_xl.rules.records import (
    EVIDENCE,
    METHODS,
    AggregationRule,
    Band,
    Bands,
    Cap,
    CredibilityRule,
    ExecutionRule,
    ExecutionStep,
    LateRule,
    NotApplicableRule,
    OverRule,
    Preset,
    QualitativeRule,
    ReasonRule,
    Reference,
    ScoringRule,
    SectionRule,
    Tier,
    WeightSet,
    fold_level,
)

_MOST_DIGITS = 12
"""No rule states a number more finely; one of a million places would take all memory when it is written out."""
NO_RULE = "无"
"""Written in place of a number where the standard has no such rule, so that nothing is left out by oversight."""


class Kind(NamedTuple):
    """How one value is read; ``wanted`` tells the author what to write; ``default`` holds when ``optional``.

    ``cited_by`` names the key beside it that says where the value comes from; ``cites`` marks that key itself.
    """

    read: Callable[[object], object]
    wanted: str
    optional: bool = False
    default: object = None
    cited_by: str = "reference"
    cites: bool = False

    def or_else(self, default: object) -> "Kind":
        """Return the same kind for a key that may be absent."""
        return self._replace(optional=True, default=default)


class Table(NamedTuple):
    """A TOML table with these keys; ``record`` makes the value of them."""

    record: Callable[..., object]
    fields: Mapping[str, "Kind | Table | Rows"]
    optional: bool = False


class Rows(NamedTuple):
    """A TOML array of tables, each with these keys; ``record`` makes the value of one."""

    record: Callable[..., object]
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
    return tuple(map(fold_level, _texts(value)))


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


def _interval(value: object) -> tuple[Decimal, Decimal]:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError
    least, most = map(_number(0, 100), value)
    if least > most:
        raise ValueError
    return least, most


def _weights(value: object) -> Mapping[str, Decimal]:
    if not isinstance(value, dict) or not value:
        raise ValueError
    return {name: _number(0, 100)(points) for name, points in value.items()}


def _year(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"(?:19|20|21)[0-9][0-9]", value):
        raise ValueError
    return value


TEXT = Kind(_text, "请写成带引号的文字，不能是空的")
ANY_TEXT = Kind(_any_text, '请写成带引号的文字，没有就写 ""')
TEXTS = Kind(_texts, '请写成方括号里的几段文字，如 ["甲", "乙"]')
FOLDED = Kind(_folded, '请写成方括号里的几个名称，如 ["产出", "成本"]')
FLAG = Kind(_flag, "请写 true（是）或 false（否），不加引号")
DATE = Kind(_date, "请写成不加引号的日期，如 2020-03-01")
ADDRESS = Kind(_address, '请写成 http:// 或 https:// 开头的网址，没有网址就写 ""')
CITED = Kind(_text, "请写 [references] 里一条依据的名称", cites=True)
SIGN = choice("≥", ">", "=", "<", "≤")
POINTS = number(0, 100, "10")
SHARE = number(0, 1, "0.8")
SHARE_OR_NONE = number_or_none(0, 1, "0.9")
MULTIPLE_OR_NONE = number_or_none(1, 10, "1.3（即目标值的130%）")
YEAR = Kind(_year, "请写四位数的评价年度，如 [from.2027]")

REFERENCE = Table(Reference, {"title": TEXT, "clause": ANY_TEXT, "url": ADDRESS, "evidence": choice(*EVIDENCE)})

HEADER: Mapping[str, Kind] = {
    "id": TEXT.or_else(""),
    "name": TEXT,
    "version": TEXT,
    "effective": DATE,
    "expires": DATE.or_else(None),
    "base": TEXT.or_else(""),
    "aliases": TEXTS.or_else(()),
}
"""What every file says for itself; nothing of it is taken over from a base."""

SECTIONS = Rows(
    SectionRule,
    {
        "name": TEXT,
        "weight": POINTS,
        "source": choice("indicators", "execution").or_else("indicators"),
        "level1": FOLDED.or_else(()),
        "fixed": FLAG.or_else(False),
        "between": Kind(_interval, "请写最少和最多的分数，如 [0, 20]").or_else(None),
        "bonus": FLAG.or_else(False),
        "reference": CITED,
    },
)

WEIGHT_SETS = Rows(
    WeightSet,
    {
        "present": TEXTS.or_else(()),
        "absent": TEXTS.or_else(()),
        "weights": Kind(_weights, '请写各部分的名称和分值，如 { "产出指标" = 40, "效益指标" = 20 }'),
        "reference": CITED,
    },
    optional=True,
)

SCORING = Table(
    ScoringRule,
    {
        "default_method": choice(*METHODS),
        "reverse": choice("target-over-actual", "excess-over-target")._replace(cited_by="reverse_reference"),
        "default_sign": SIGN._replace(cited_by="sign_reference"),
        "cost_sign": SIGN._replace(cited_by="sign_reference"),
        "cost_level2": FOLDED._replace(cited_by="sign_reference"),
        "pass_mark": SHARE_OR_NONE.or_else(None)._replace(cited_by="pass_reference"),
        "reference": CITED,
        "reverse_reference": CITED,
        "sign_reference": CITED,
        "pass_reference": CITED.or_else(None),
    },
)

EXECUTION = Table(
    ExecutionRule,
    {
        "denominator": choice("annual", "initial", "adjusted"),
        "rate_first": FLAG,
        "steps": Rows(ExecutionStep, {"rate": SHARE, "share": SHARE}, optional=True),
        "without_budget": SHARE_OR_NONE.or_else(None),
        "reference": CITED,
    },
)

TIERS = {
    "name": TEXT,
    "lower": SHARE,
    "upper": SHARE,
    "lower_inclusive": FLAG,
    "upper_inclusive": FLAG,
    "default": SHARE_OR_NONE,
}

OVER = {
    "flag": MULTIPLE_OR_NONE,
    "reason": MULTIPLE_OR_NONE,
    "deduct_from": MULTIPLE_OR_NONE,
    "deduct": POINTS,
    "reference": CITED,
}

REASONS = {
    "below_weight": FLAG,
    "execution_below": SHARE_OR_NONE,
    "scope": choice("row", "table"),
    "reference": CITED,
}

GRADES = {"grade": TEXT, "lower": POINTS, "inclusive": FLAG.or_else(True), "also": TEXTS.or_else(())}

PRESETS = {
    "level1": ANY_TEXT,
    "level2": ANY_TEXT,
    "name": ANY_TEXT,
    "weight": POINTS.or_else(None),
    "method": choice(*METHODS).or_else(""),
    "parameter": ANY_TEXT.or_else(""),
}

AGGREGATION = {
    "weight": choice("annual", "executed")._replace(cited_by="weight_reference"),
    "relative_units": TEXTS._replace(cited_by="unit_reference"),
    "unclear_units": TEXTS._replace(cited_by="unit_reference"),
    "unclear_names": TEXTS._replace(cited_by="unit_reference"),
    "reference": CITED,
    "qualitative_reference": CITED,
    "weight_reference": CITED,
    "unit_reference": CITED,
}

RULES: Mapping[str, Kind | Table | Rows] = {
    "region": TEXT,
    "notes": TEXTS,
    "sections": SECTIONS,
    "weight_sets": WEIGHT_SETS,
    "weights_checked": FLAG.or_else(True),
    "scoring": SCORING,
    "execution": EXECUTION,
    "qualitative": Table(
        QualitativeRule, {"tiers": Rows(Tier, TIERS), "description_required": FLAG, "reference": CITED}
    ),
    "late": Table(LateRule, {"per_day": SHARE_OR_NONE, "reference": CITED}),
    "over": Table(OverRule, OVER),
    "reasons": Table(ReasonRule, REASONS),
    "credibility": Table(CredibilityRule, {"red_gap": SHARE, "yellow_unspent": SHARE, "reference": CITED}),
    "caps": Rows(Cap, {"execution_below": SHARE, "total": POINTS, "reference": CITED}, optional=True),
    "bands": Table(
        lambda grades, reference: Bands(grades, reference), {"grades": Rows(Band, GRADES), "reference": CITED}
    ),
    "not_applicable": Table(NotApplicableRule, {"rescale": FLAG, "reference": CITED}),
    "presets": Table(dict, {"rows": Rows(Preset, PRESETS), "reference": CITED}, optional=True),
    "aggregation": Table(AggregationRule, AGGREGATION, optional=True),
}
"""What an overlay may leave to its base: tables key by key, everything else as a whole."""

CHANGES: Mapping[str, Kind | Table | Rows] = {"version": TEXT, **RULES}
"""What may change from a 评价年度 on."""
