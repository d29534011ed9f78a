"""The strict loader: the text of a ``standards/*.toml`` in, a :class:`~selfeval_xl.rules.Standard` out.

A standard is laid up in layers: its ``base``, what its own file says, and what ``[from.YEAR]`` changes from a 评价年度
on.  Tables are laid over one another key by key, lists (sections, tiers, caps, grades, preset rows, notes) as a whole.
Whatever a layer states names its source: ``reference = "KEY"`` is looked up in ``[references]`` of the file and of its
bases; one above the first table holds for all that names none.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from selfeval_xl.rules import Standard
from selfeval_xl.rules.consistency import contradictions, with_fitting_presets
from selfeval_xl.rules.errors import StandardError
from selfeval_xl.rules.records import Reference
from selfeval_xl.rules.schema import CHANGES, CITED, HEADER, REFERENCE, RULES, YEAR, Kind, Rows, Table
from selfeval_xl.rules.syntax import parse

Shape = Kind | Table | Rows
Values = dict[str, Any]
BaseText = Callable[[str], str | None]
SUFFIX = ".toml"
_LONGEST_SHOWN, _MOST_SHOWN = 60, 6
"""How much of a wrong value is shown: characters of a text, and entries of a list."""


class _File(NamedTuple):
    """What one file says: header, rules, what changes from which 评价年度 on, and the sources it may name."""

    file: str
    header: Values
    rules: Values
    changes: tuple[tuple[int, Values], ...]
    references: Mapping[str, Reference]

    def said_for(self, year: int) -> list[Values]:
        """Return the rules as they hold for ``year`` (0: before any change), one layer after the other."""
        return [self.rules, *(change for since, change in self.changes if since <= year)]


def read_standard(text: str, file: str, base_text: BaseText) -> Standard:
    """Read one standard.

    ``file`` is the file's name, whose stem is the ``id`` where none is written; ``base_text`` returns the text of the
    standard with a given id, or ``None`` where there is none.  Raises ``StandardError`` naming file and key.
    """
    files = _files(text, file, base_text, ())
    standards = [_dated(files[:count]) for count in range(1, len(files) + 1)]  # a fault is told of the file it is in
    return standards[-1]


def _files(text: str, file: str, base_text: BaseText, above: tuple[str, ...]) -> list[_File]:
    """Return what the file and its bases say, the lowest base first; ``above`` are the overlays that led here."""
    raw = parse(text, file)
    name = file.removesuffix(SUFFIX)
    stated, dated = raw.pop("references", {}), raw.pop("from", {})
    base = raw.get("base", "")
    below = _bases(base, file, base_text, (*above, name)) if isinstance(base, str) and base else []
    reader = _Reader(file, stated, below[-1].references if below else {})
    own = reader.layer(raw, {**HEADER, **RULES}, "")
    changes = reader.changes(dated)
    reader.ensure_all_used()
    header = _complete({key: own.pop(key) for key in HEADER if key in own}, HEADER, file, "")
    for year, _ in changes:
        if year <= header["effective"].year:
            problem = f"{year}年度不晚于起用日期 effective"
            raise StandardError(file, f"from.{year}", problem, "请改正年度，或直接写在规则里")
    return [*below, _File(file, {**header, "id": header["id"] or name}, own, changes, reader.references)]


def _bases(base: str, file: str, base_text: BaseText, chain: tuple[str, ...]) -> list[_File]:
    if base in chain:
        problem = f"绕成了一圈：{' → '.join((*chain, base))}"
        raise StandardError(file, "base", problem, "请让其中一个标准不再以别的标准为基础，把规则写全")
    text = base_text(base)
    if text is None:
        raise StandardError(
            file, "base", f"找不到作为基础的标准“{base}”", "请写内置标准的 id，或把那个文件放在同一个文件夹里"
        )
    return _files(text, base + SUFFIX, base_text, chain)


def _dated(files: list[_File]) -> Standard:
    """Return the standard that these files make together, with an edition for every year from which it changes."""
    years = sorted({year for each in files for year, _ in each.changes})
    first = _edition(files, 0)
    return first._replace(editions=tuple((year, _edition(files, year)) for year in years))


def _edition(files: list[_File], year: int) -> Standard:
    file, header = files[-1].file, files[-1].header
    said = [rules for each in files for rules in each.said_for(year)]
    values = _complete(functools.reduce(_overlaid, said, {}), RULES, file, "")
    version = next((rules["version"] for rules in reversed(files[-1].said_for(year)) if "version" in rules), None)
    standard = _build({**values, **header, "version": version or header["version"]})
    if _last(said, "sections") > _last(said, "presets"):
        standard = with_fitting_presets(standard)
    for key, problem, remedy in contradictions(standard):
        raise StandardError(file, f"from.{year}.{key}" if year else key, problem, remedy)
    return standard


def _last(said: list[Values], key: str) -> int:
    return max((number for number, rules in enumerate(said) if key in rules), default=-1)


def _overlaid(base: Values, own: Values) -> Values:
    """Lay what a layer says over what is below: tables key by key, everything else as a whole."""
    tables = {key: {**(base.get(key) or {}), **own[key]} for key in own if isinstance(RULES.get(key), Table)}
    return {**base, **own, **tables}


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
    """Turns the tables of one file into values, strictly, and keeps account of the sources that were used."""

    def __init__(self, file: str, references: object, inherited: Mapping[str, Reference]) -> None:
        self.file = file
        self.references = dict(inherited)
        self._usual: Reference | None = None
        self._unused: list[str] = []
        for key, value in self._ensure_table(references, "references").items():
            self.references[key] = self._source(value, f"references.{key}")
            self._unused.append(key)

    def _source(self, value: object, path: str) -> Reference:
        fields = self.table(value, REFERENCE.fields, path)
        return Reference(**_complete(fields, REFERENCE.fields, self.file, f"{path}."))

    def ensure_all_used(self) -> None:
        """Raise when the file lists a source that nothing in it goes by."""
        for key in self._unused:
            raise StandardError(
                self.file, f"references.{key}", "没有哪条规则用到这条依据", "请删掉它，或在规则里写上它的名称"
            )

    def layer(self, value: Mapping[str, object], fields: Mapping[str, Shape], path: str) -> Values:
        """Read one layer; its ``reference`` is the source of all in it that names none."""
        table = dict(value)
        usual = table.pop("reference", None)
        self._usual = None if usual is None else self._reference(usual, f"{path}.reference".lstrip("."))
        return self.table(table, fields, path)

    def changes(self, dated: object) -> tuple[tuple[int, Values], ...]:
        """Read ``[from.YEAR]``: what changes from which 评价年度 on, the earliest first."""
        read = []
        for year, value in sorted(self._ensure_table(dated, "from").items()):
            path = f"from.{year}"
            self._value(year, YEAR, path)
            read.append((int(year), self.layer(self._ensure_table(value, path), CHANGES, path)))
        return tuple(read)

    def table(self, value: object, fields: Mapping[str, Shape], path: str) -> Values:
        """Read what is there; what is missing shows when base and overlay have been put together."""
        table, prefix = self._ensure_table(value, path), f"{path}." if path else ""
        for key in table:
            if key not in fields:
                extra = ("reference", "references", "from") if not path else ("reference",) if fields is CHANGES else ()
                known = "、".join((*fields, *extra))
                raise StandardError(self.file, prefix + key, "没有这一项", f"请删去它，或改成这里认识的：{known}")
        values = {key: self._value(table[key], fields[key], prefix + key) for key in table}
        return {**values, **self._usual_sources(values, fields, prefix)}

    def _usual_sources(self, values: Values, fields: Mapping[str, Shape], prefix: str) -> dict[str, Reference]:
        """Return the sources that must be named beside these values and are not."""
        lacking = {}
        for key in values:
            shape = fields[key]
            kind = shape if isinstance(shape, Kind) else CITED
            if (isinstance(shape, Kind) and shape.cites) or kind.cited_by not in fields or kind.cited_by in values:
                continue
            if self._usual is None:
                problem = f"写了 {key}，却没有写它的依据"
                raise StandardError(self.file, prefix + kind.cited_by, problem, CITED.wanted)
            lacking[kind.cited_by] = self._usual
        return lacking

    def _value(self, value: object, shape: Shape, path: str) -> object:
        if isinstance(shape, Table):
            return self.table(value, shape.fields, path)
        if isinstance(shape, Rows):
            return self._rows(value, shape, path)
        if shape.cites:
            return self._reference(value, path)
        try:
            return shape.read(value)
        except ValueError:
            raise StandardError(self.file, path, f"写的是 {_shown(value)}", shape.wanted) from None

    def _rows(self, value: object, shape: Rows, path: str) -> tuple[Values, ...]:
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise StandardError(self.file, path, f"写的是 {_shown(value)}", _wanted(shape, path))
        rows = ((f"{path}[{number}]", row) for number, row in enumerate(value, 1))
        return tuple(
            _complete(self.table(row, shape.fields, at), shape.fields, self.file, f"{at}.") for at, row in rows
        )

    def _reference(self, value: object, path: str) -> Reference:
        """Return the source of that name, or the one that stands there itself: { title = …, clause = …, … }."""
        if isinstance(value, dict):
            return self._source(value, path)
        key = self._value(value, CITED._replace(cites=False), path)
        if key not in self.references:
            problem = f"[references] 里没有叫“{key}”的依据"
            raise StandardError(self.file, path, problem, f'请写已有的名称，或补上 [references."{key}"]')
        if key in self._unused:
            self._unused.remove(key)
        return self.references[key]

    def _ensure_table(self, value: object, path: str) -> dict[str, object]:
        if not isinstance(value, dict):
            raise StandardError(self.file, path, f"写的是 {_shown(value)}", f"请写成 [{path}] 开头的一段")
        return value


def _build(values: Values) -> Standard:
    record = {**values, **{key: _record(values[key], shape) for key, shape in RULES.items()}}
    presets = record["presets"] or {"rows": (), "reference": None}
    return Standard(**{**record, "presets": presets["rows"], "presets_reference": presets["reference"]})


def _record(value: Any, shape: Shape) -> Any:
    """Make the record that belongs to a table, of each row of a list; nothing of what may be left out."""
    if isinstance(shape, Kind) or value is None:
        return value
    if isinstance(shape, Rows):
        return tuple(shape.record(**row) for row in value)
    return shape.record(**{key: _record(value[key], each) for key, each in shape.fields.items()})
