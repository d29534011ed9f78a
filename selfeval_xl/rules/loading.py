"""The strict loader: the text of a ``standards/*.toml`` in, a :class:`~selfeval_xl.rules.Standard` out.

An overlay names a ``base`` and states only what differs.  Tables are laid over the base key by key, lists (sections,
tiers, caps, grades, preset rows, notes) as a whole.  Every ``reference = "KEY"`` is looked up in the file in which it
stands, and whatever an overlay states must name its source there: a changed number never goes by the base's citation.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from selfeval_xl.domain.reference import Reference
from selfeval_xl.rules import (
    AggregationRule,
    Band,
    Bands,
    Cap,
    CredibilityRule,
    ExecutionRule,
    LateRule,
    OverRule,
    Preset,
    QualitativeRule,
    ReasonRule,
    ScoringRule,
    SectionRule,
    Standard,
    StandardError,
    Tier,
)
from selfeval_xl.rules.consistency import ensure_consistent
from selfeval_xl.rules.schema import CITED, HEADER, REFERENCE, RULES, Kind, Rows, Table
from selfeval_xl.rules.syntax import parse

Shape = Kind | Table | Rows
Values = dict[str, Any]
SUFFIX = ".toml"
_LONGEST_SHOWN, _MOST_SHOWN = 60, 6
"""How much of a wrong value is shown: characters of a text, and entries of a list."""


def read_standard(text: str, file: str, base_text: Callable[[str], str | None]) -> Standard:
    """Read one standard.

    ``file`` is the file's name, whose stem must be the ``id`` in it; ``base_text`` returns the text of the standard
    with a given id, or ``None`` where there is none.  Raises ``StandardError`` naming file and key.
    """
    return _build(_laid_over(text, file, base_text, ()))


def _laid_over(text: str, file: str, base_text: Callable[[str], str | None], above: tuple[str, ...]) -> Values:
    """Return everything the standard says, its base included; ``above`` are the ids of the overlays that led here."""
    raw = parse(text, file)
    reader = _Reader(file, raw.pop("references", {}))
    own = reader.table(raw, {**HEADER, **RULES}, "")
    reader.ensure_all_used()
    header = _complete({key: own[key] for key in HEADER if key in own}, HEADER, file, "")
    if header["id"] != file.removesuffix(SUFFIX):
        problem = f"id 是“{header['id']}”，与文件名不同"
        raise StandardError(file, "id", problem, f'请写 id = "{file.removesuffix(SUFFIX)}"，或改文件名')
    base = _base(header, file, base_text, above) if header["base"] else {}
    values = {**_complete(_overlaid(base, own), RULES, file, ""), **header}
    ensure_consistent(_build(values), file)
    return values


def _base(header: Values, file: str, base_text: Callable[[str], str | None], above: tuple[str, ...]) -> Values:
    base, chain = header["base"], (*above, header["id"])
    if base in chain:
        problem = f"绕成了一圈：{' → '.join((*chain, base))}"
        raise StandardError(file, "base", problem, "请让其中一个标准不再以别的标准为基础，把规则写全")
    text = base_text(base)
    if text is None:
        raise StandardError(
            file, "base", f"找不到作为基础的标准“{base}”", "请写内置标准的 id，或把那个文件放在同一个文件夹里"
        )
    return _laid_over(text, base + SUFFIX, base_text, chain)


def _overlaid(base: Values, own: Values) -> Values:
    """Lay what a file says itself over its base: tables key by key, everything else as a whole."""
    laid = {key: value for key, value in base.items() if key in RULES}
    for key, shape in RULES.items():
        if key in own:
            laid[key] = {**(laid.get(key) or {}), **own[key]} if isinstance(shape, Table) else own[key]
    return laid


def _complete(values: Values, fields: Mapping[str, Shape], file: str, path: str) -> Values:
    """Put in what may be left out, and raise for what may not."""
    whole: Values = {}
    for key, shape in fields.items():
        if key not in values:
            if not shape.optional:
                raise StandardError(file, path + key, "没有写", _wanted(shape, path + key))
            whole[key] = shape.default if isinstance(shape, Kind) else None if isinstance(shape, Table) else ()
        elif isinstance(shape, Table) and values[key] is not None:
            whole[key] = _complete(values[key], shape.fields, file, f"{path}{key}.")
        else:
            whole[key] = values[key]
    return whole


def _wanted(shape: Shape, key: str) -> str:
    if isinstance(shape, Kind):
        return shape.wanted
    return f"请写成 [{key}] 开头的一段" if isinstance(shape, Table) else f"请用 [[{key}]] 逐条写出"


def _shown(value: object) -> str:
    """Show a TOML value as its author wrote it, as far as it matters."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= _LONGEST_SHOWN else f'"{value[:_LONGEST_SHOWN]}……"'
    if isinstance(value, int) and value.bit_length() > _LONGEST_SHOWN:
        return "一个很大的数"
    if isinstance(value, int | Decimal | datetime.date | datetime.time):
        return str(value)
    if not isinstance(value, list):
        return "一段表格"
    return f"[{', '.join(map(_shown, value[:_MOST_SHOWN]))}{', ……' if len(value) > _MOST_SHOWN else ''}]"


class _Reader:
    """Turns the tables of one file into values, strictly, and keeps account of the references that were used."""

    def __init__(self, file: str, references: object) -> None:
        self.file = file
        self.references: dict[str, Reference] = {}
        self.used: set[str] = set()
        for key, value in self._ensure_table(references, "references").items():
            path = f"references.{key}"
            fields = self.table(value, REFERENCE.fields, path)
            self.references[key] = Reference(**_complete(fields, REFERENCE.fields, file, f"{path}."))

    def ensure_all_used(self) -> None:
        """Raise when the file lists a source that nothing in it goes by."""
        for key in self.references:
            if key not in self.used:
                raise StandardError(
                    self.file, f"references.{key}", "没有哪条规则用到这条依据", "请删掉它，或在规则里写上它的名称"
                )

    def table(self, value: object, fields: Mapping[str, Shape], path: str) -> Values:
        """Read what is there; what is missing shows when base and overlay have been put together."""
        table, prefix = self._ensure_table(value, path), f"{path}." if path else ""
        for key in table:
            if key not in fields:
                raise StandardError(
                    self.file,
                    prefix + key,
                    "没有这一项",
                    f"请删去它，或改成这里认识的：{'、'.join(fields if path else (*fields, 'references'))}",
                )
        values = {key: self._value(table[key], fields[key], prefix + key) for key in table}
        self._ensure_cited(values, fields, prefix)
        return values

    def _ensure_cited(self, values: Values, fields: Mapping[str, Shape], prefix: str) -> None:
        for key in values:
            shape = fields[key]
            source = shape.cited_by if isinstance(shape, Kind) else "reference"
            if shape is not CITED and source in fields and source not in values:
                raise StandardError(self.file, prefix + source, f"写了 {key}，却没有写它的依据", CITED.wanted)

    def _value(self, value: object, shape: Shape, path: str) -> object:
        if isinstance(shape, Table):
            return self.table(value, shape.fields, path)
        if isinstance(shape, Rows):
            return self._rows(value, shape, path)
        try:
            read = shape.read(value)
        except ValueError:
            raise StandardError(self.file, path, f"写的是 {_shown(value)}", shape.wanted) from None
        return self._reference(str(read), path) if shape is CITED else read

    def _rows(self, value: object, shape: Rows, path: str) -> tuple[Values, ...]:
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise StandardError(self.file, path, f"写的是 {_shown(value)}", _wanted(shape, path))
        rows = ((f"{path}[{number}]", row) for number, row in enumerate(value, 1))
        return tuple(
            _complete(self.table(row, shape.fields, at), shape.fields, self.file, f"{at}.") for at, row in rows
        )

    def _reference(self, key: str, path: str) -> Reference:
        if key not in self.references:
            problem = f"[references] 里没有叫“{key}”的依据"
            raise StandardError(self.file, path, problem, f"请写已有的名称，或补上 [references.{key}]")
        self.used.add(key)
        return self.references[key]

    def _ensure_table(self, value: object, path: str) -> dict[str, object]:
        if not isinstance(value, dict):
            raise StandardError(self.file, path, f"写的是 {_shown(value)}", f"请写成 [{path}] 开头的一段")
        return value


def _build(values: Values) -> Standard:
    presets = values["presets"] or {"rows": (), "reference": None}
    qualitative, bands = dict(values["qualitative"]), values["bands"]
    tiers = tuple(Tier(**tier) for tier in qualitative.pop("tiers"))
    return Standard(
        **{key: values[key] for key in (*HEADER, "region", "notes")},
        sections=tuple(SectionRule(**section) for section in values["sections"]),
        scoring=ScoringRule(**values["scoring"]),
        execution=ExecutionRule(**values["execution"]),
        qualitative=QualitativeRule(tiers, **qualitative),
        late=LateRule(**values["late"]),
        over=OverRule(**values["over"]),
        reasons=ReasonRule(**values["reasons"]),
        credibility=CredibilityRule(**values["credibility"]),
        caps=tuple(Cap(**cap) for cap in values["caps"]),
        bands=Bands(tuple(Band(**band) for band in bands["grades"]), bands["reference"]),
        rescale=values["not_applicable"]["rescale"],
        rescale_reference=values["not_applicable"]["reference"],
        presets=tuple(Preset(**row) for row in presets["rows"]),
        presets_reference=presets["reference"],
        aggregation=AggregationRule(**values["aggregation"]) if values["aggregation"] else None,
    )
