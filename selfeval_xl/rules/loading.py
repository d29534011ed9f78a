"""The strict loader: the text of a ``standards/*.toml`` in, a :class:`~selfeval_xl.rules.Standard` out.

A standard is laid up in layers: its ``base``, what its own file says, what ``[from.YEAR]`` changes from a 评价年度 on,
and on top what a user has turned on of ``[switches.NAME]``.  Tables are laid over one another key by key, lists
(sections, tiers, caps, grades, preset rows, notes) as a whole.
Whatever a layer states names its source: ``reference = "KEY"`` is looked up in ``[references]`` of the file and of its
bases; one above the first table holds for all that names none.
"""

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from selfeval_xl.domain.cells import normalise
from selfeval_xl.domain.reference import Reference
from selfeval_xl.rules import Standard, StandardError
from selfeval_xl.rules.consistency import contradictions, with_fitting_presets
from selfeval_xl.rules.kinds import CITED, YEAR, Shape, TableList, TableShape, ValueKind, fields_of
from selfeval_xl.rules.syntax import parse, shown

Values = dict[str, Any]
Rules = TypeVar("Rules")
BaseText = Callable[[str], str | None]
SUFFIX = ".toml"
_BESIDE = ("reference", "references", "from", "switches")
"""What a file may have beside its rules."""
SWITCH, SWITCH_SHOWN = "+", "＋"
"""What stands before the name of each switch that is on: in ids, and in names."""
_ALL = {key: shape for key, shape in fields_of(Standard).items() if key not in ("editions", "switches")}
_HEADER = ("id", "name", "version", "effective", "expires", "base", "aliases")
"""What every file says for itself; everything else an overlay may leave to its base."""
_CHANGES = {key: shape for key, shape in _ALL.items() if key not in _HEADER or key == "version"}
"""What may change from a 评价年度 on."""


class _StandardFile(NamedTuple):
    """What one file says: header and rules, what changes from which 评价年度 on, and the sources it may name."""

    file: str
    said: Values
    changes: tuple[tuple[int, Values], ...]
    references: Mapping[str, Reference]
    switches: Mapping[str, Values]

    def layers(self, year: int) -> list[Values]:
        """Return what it says for ``year`` (0: before any change), the earliest first."""
        return [self.said, *(change for since, change in self.changes if since <= year)]


def read_standard(text: str, file: str, base_text: BaseText, on: Sequence[str] = ()) -> Standard:
    """Read one standard, with the switches that are ``on``: rules that are off unless somebody asks for them.

    ``file`` is the file's name, whose stem is the ``id`` where none is written; ``base_text`` returns the text of the
    standard with a given id, or ``None`` where there is none.  Raises ``StandardError`` naming file and key.
    """
    files = _files(text, file, base_text, ())
    # Each base is made as well: what is wrong in it is told of its own file.
    standard = [_dated(files[:count]) for count in range(1, len(files) + 1)][-1]
    known = list(dict.fromkeys(name for each in files for name in each.switches))
    wrong = next((name for name in on if name not in known), None)
    if wrong is not None:
        remedy = f"可以启用的：{'、'.join(known)}" if known else "这个标准没有可以启用的规则"
        raise StandardError(file, f"switches.{wrong}", "没有这条可以启用的规则", remedy)
    if on:
        return _switched(files, standard, on)
    return standard._replace(switches=tuple((name, _switched(files, standard, [name])) for name in known))


def _switched(files: list[_StandardFile], standard: Standard, on: Sequence[str]) -> Standard:
    """Return the standard with some switches on, and called so, in every edition."""

    def named(each: Standard) -> Standard:
        name = SWITCH_SHOWN.join((standard.name, *on))
        return each._replace(id=SWITCH.join((standard.id, *on)), name=name)

    made = _dated(files, on)
    return named(made)._replace(editions=tuple((year, named(each)) for year, each in made.editions))


def read_rules(text: str, file: str, record: Callable[..., Rules], base_text: BaseText) -> Rules:
    """Read other rules of the trade as strictly, such as those of a review: ``record`` says what the file holds.

    The ``id`` is the file's stem; of a ``base`` the rules hold that the file does not change.  ``base_text`` returns
    the text of the rules with a given id.  Raises ``StandardError`` naming file and key.
    """
    said, _references = _rules_said(text, file, fields_of(record), base_text, ())
    made: Rules = _made(record, {**said, "id": file.removesuffix(SUFFIX)}, file, "")
    return made


def _rules_said(
    text: str, file: str, fields: Mapping[str, Shape], base_text: BaseText, above: tuple[str, ...]
) -> tuple[Values, Mapping[str, Reference]]:
    raw, name = parse(text, file), file.removesuffix(SUFFIX)
    base = raw.pop("base", "")
    below: tuple[Values, Mapping[str, Reference]] = ({}, {})
    if base:
        below = _rules_said(_base_text(base, file, base_text, (*above, name)), base + SUFFIX, fields, base_text, above)
    reader = _StandardReader(file, raw.pop("references", {}), below[1])
    said = reader.layer(raw, fields, "")
    reader.ensure_all_used()
    return _overlaid(below[0], said, fields), reader.references


def _files(text: str, file: str, base_text: BaseText, above: tuple[str, ...]) -> list[_StandardFile]:
    """Return what the file and its bases say, the lowest base first; ``above`` are the overlays that led here."""
    raw = parse(text, file)
    name, base = file.removesuffix(SUFFIX), raw.get("base")
    below: list[_StandardFile] = []
    if isinstance(base, str) and base.strip():
        chain = (*above, name)
        below = _files(_base_text(base, file, base_text, chain), base + SUFFIX, base_text, chain)
    reader = _StandardReader(file, raw.pop("references", {}), below[-1].references if below else {})
    dated, switches = raw.pop("from", {}), raw.pop("switches", {})
    said = {"id": name, "base": "", **reader.layer(raw, _ALL, "")}
    changes, offered = reader.changes(dated), reader.switches(switches)
    reader.ensure_all_used()
    return [*below, _StandardFile(file, said, changes, reader.references, offered)]


def _base_text(base: str, file: str, base_text: BaseText, chain: tuple[str, ...]) -> str:
    """Return the text of a base; raise where there is none, or where it leads back to the file itself."""
    if base in chain:
        problem = f"绕成了一圈：{' → '.join((*chain, base))}"
        raise StandardError(file, "base", problem, "请让其中一个标准不再以别的标准为基础，把规则写全")
    text = base_text(base)
    if text is None:
        problem = f"找不到作为基础的标准“{base}”"
        raise StandardError(file, "base", problem, "请写内置标准的 id，或把那个文件放在同一个文件夹里")
    return text


def _dated(files: list[_StandardFile], on: Sequence[str] = ()) -> Standard:
    """Return the standard that these files make together, with an edition for every year from which it changes."""
    first = _edition(files, 0, on)
    for year, _ in files[-1].changes:
        if year <= first.effective.year:
            problem = f"{year}年度不晚于起用日期 effective"
            raise StandardError(files[-1].file, f"from.{year}", problem, "请改正年度，或直接写在规则里")
    years = sorted({year for each in files for year, _ in each.changes})
    return first._replace(editions=tuple((year, _edition(files, year, on)) for year in years))


def _edition(files: list[_StandardFile], year: int, on: Sequence[str]) -> Standard:
    *below, last = files
    inherited = ({key: each[key] for key in each if key not in _HEADER} for file in below for each in file.layers(year))
    switched = [file.switches[name] for name in on for file in files if name in file.switches]
    layers = [*inherited, *last.layers(year), *switched]
    standard: Standard = _made(Standard, functools.reduce(_overlaid, layers, {}), last.file, "")
    if _last(layers, "sections") > _last(layers, "presets"):
        standard = with_fitting_presets(standard)
    for key, problem, remedy in contradictions(standard):
        raise StandardError(last.file, f"from.{year}.{key}" if year else key, problem, remedy)
    return standard


def _last(layers: list[Values], key: str) -> int:
    return max((number for number, values in enumerate(layers) if key in values), default=-1)


def _overlaid(base: Values, own: Values, fields: Mapping[str, Shape] = _ALL) -> Values:
    """Lay what a layer says over what is below: tables key by key, everything else as a whole."""
    tables = {key: {**base.get(key, {}), **own[key]} for key in own if isinstance(fields[key], TableShape)}
    return {**base, **own, **tables}


def _made(record: Any, values: Values, file: str, path: str) -> Any:
    """Make the record of a table; raise for a key that is lacking and may not."""
    made = {}
    for key, shape in (_ALL if record is Standard else fields_of(record)).items():
        if key in values:
            value = values[key]
            made[key] = _made(shape.record, value, file, f"{path}{key}.") if isinstance(shape, TableShape) else value
        elif key not in record._field_defaults:
            raise StandardError(file, path + key, "没有写", _wanted(shape, path + key))
    return record(**made)


def _wanted(shape: Shape, key: str) -> str:
    if isinstance(shape, ValueKind):
        return shape.wanted
    return f"请写成 [{key}] 开头的一段" if isinstance(shape, TableShape) else f"请用 [[{key}]] 逐条写出"


class _StandardReader:
    """Turns the tables of one file into values, strictly, and keeps account of the sources that were used."""

    def __init__(self, file: str, references: object, inherited: Mapping[str, Reference]) -> None:
        self.file = file
        self.references = dict(inherited)
        self._usual: Reference | None = None
        own = self._ensure_table(references, "references")
        self._unused = list(own)
        self.references.update({key: self._source(value, f"references.{key}") for key, value in own.items()})

    def _source(self, value: object, path: str) -> Reference:
        fields = self.table(value, fields_of(Reference), path)
        source: Reference = _made(Reference, fields, self.file, f"{path}.")
        return source

    def ensure_all_used(self) -> None:
        """Raise when the file lists a source that nothing in it goes by."""
        for key in self._unused:
            remedy = "请删掉它，或在规则里写上它的名称"
            raise StandardError(self.file, f"references.{key}", "没有哪条规则用到这条依据", remedy)

    def changes(self, dated: object) -> tuple[tuple[int, Values], ...]:
        """Read ``[from.YEAR]``: what changes from which 评价年度 on, the earliest first."""
        read = []
        for year, value in sorted(self._ensure_table(dated, "from").items()):
            self._value(year, YEAR, f"from.{year}")
            read.append((int(year), self.layer(value, _CHANGES, f"from.{year}")))
        return tuple(read)

    def switches(self, offered: object) -> Mapping[str, Values]:
        """Read ``[switches.NAME]``: rules that are off unless somebody asks for them."""
        read = {}
        for name, value in self._ensure_table(offered, "switches").items():
            if not name.strip() or SWITCH in normalise(name):
                raise StandardError(self.file, f"switches.{name}", "名称是空的，或有加号", "请写一个不带加号的名称")
            read[normalise(name)] = self.layer(value, _CHANGES, f"switches.{name}")
        return read

    def layer(self, value: object, fields: Mapping[str, Shape], path: str) -> Values:
        """Read one layer; its ``reference`` is the source of all in it that names none."""
        table, prefix = dict(self._ensure_table(value, path)), f"{path}." if path else ""
        usual = table.pop("reference", None)
        self._usual = None if usual is None else self._reference(usual, f"{prefix}reference")
        return self.table(table, fields, path, ("reference",) if path else _BESIDE)

    def table(self, value: object, fields: Mapping[str, Shape], path: str, beside: tuple[str, ...] = ()) -> Values:
        """Read what is there, and name the usual source where there is none; what is missing shows later."""
        table, prefix = self._ensure_table(value, path), f"{path}." if path else ""
        for key in table:
            if key not in fields:
                remedy = f"请删去它，或改成这里认识的：{'、'.join((*fields, *beside))}"
                raise StandardError(self.file, prefix + key, "没有这一项", remedy)
        values = {key: self._value(table[key], fields[key], prefix + key) for key in table}
        for key in table:
            shape = fields[key]
            source = shape.cited_by if isinstance(shape, ValueKind) else "reference"
            if source in fields and source not in values and not (isinstance(shape, ValueKind) and shape.cites):
                if self._usual is None:
                    raise StandardError(self.file, prefix + source, f"写了 {key}，却没有写它的依据", CITED.wanted)
                values[source] = self._usual
        return values

    def _value(self, value: object, shape: Shape, path: str) -> object:
        if isinstance(shape, TableShape):
            return self.table(value, fields_of(shape.record), path)
        if isinstance(shape, TableList):
            return self._rows(value, shape, path)
        if shape.cites:
            return self._reference(value, path)
        try:
            return shape.read(value)
        except ValueError:
            raise StandardError(self.file, path, f"写的是 {shown(value)}", shape.wanted) from None

    def _rows(self, value: object, shape: TableList, path: str) -> tuple[Any, ...]:
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise StandardError(self.file, path, f"写的是 {shown(value)}", _wanted(shape, path))
        rows = [(f"{path}[{number}]", row) for number, row in enumerate(value, 1)]
        fields = fields_of(shape.record)
        return tuple(_made(shape.record, self.table(row, fields, at), self.file, f"{at}.") for at, row in rows)

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
            raise StandardError(self.file, path, f"写的是 {shown(value)}", f"请写成 [{path}] 开头的一段")
        return value
