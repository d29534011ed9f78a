"""An outline (报告提纲) as data: which headings a kind of report has, and what is drafted under each.

Entries of ``content`` name what is drafted (see ``drafting.DRAFTERS``), or begin with ``say:`` (a sentence of the
outline itself), ``ask:`` (what the workbook does not know and a person has to write) or ``facts:`` (a table of facts).
"""

import re
import tomllib
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from selfeval_xl.domain.errors import InputError
from selfeval_xl.domain.reference import Reference
from selfeval_xl.messages import codes, filled
from selfeval_xl.rules import shortened
from selfeval_xl.rules.syntax import loads

SUFFIX = ".toml"
SAY, ASK, FACTS, ASK_FACT = "say:", "ask:", "facts:", "?"
_HEAD: Mapping[str, type] = {"id": str, "name": str, "title": str, "reference": dict, "parts": list}
_HEAD_OPTIONS: Mapping[str, type] = {"third": str, "cover": list, "annex": list, "standards": list}
_PART: Mapping[str, type] = {"level": int, "heading": str}
_PART_OPTIONS: Mapping[str, type] = {"content": list}
_REFERENCE: Mapping[str, type] = {"title": str, "url": str, "evidence": str}
_SHAPES = {str: "带引号的文字", int: "数字", list: "方括号里的列表", dict: "[…] 开头的一段"}


class OutlineError(InputError):
    """The file of an outline cannot be used: which file, where in it, what is wrong."""

    def __init__(self, file: str, where: str, problem: str) -> None:
        where, problem = f" 的 {shortened(where)}" if where else "", shortened(problem)
        super().__init__(codes.WRONG_OUTLINE, *filled(codes.WRONG_OUTLINE, file=file, where=where, problem=problem))


class OutlinePart(NamedTuple):
    """A heading and what is drafted under it; ``level`` is 1 to 3."""

    level: int
    heading: str
    content: tuple[str, ...]


class Outline(NamedTuple):
    """An outline.  ``title`` has ``|`` where its lines may break; ``third`` follows the number of a level-3 heading.

    ``cover`` lists lines of a cover page, ``annex`` what is drafted behind the signature.  ``standards`` are the ids
    of the 评价标准 whose reports are usually written so.
    """

    id: str
    name: str
    title: str
    reference: Reference
    parts: tuple[OutlinePart, ...]
    third: str
    cover: tuple[str, ...]
    annex: tuple[str, ...]
    standards: tuple[str, ...]


class OutlineVocabulary(NamedTuple):
    """What an outline can name: whole drafts, and single facts for its tables and its cover."""

    drafts: frozenset[str]
    facts: frozenset[str]


def read_outline(text: str, file: str, known: OutlineVocabulary) -> Outline:
    """Read an outline strictly.  Raises OutlineError."""
    try:
        raw = loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OutlineError(file, "", f"看不懂（{error}）") from None
    except (RecursionError, ValueError):
        raise OutlineError(file, "", "括号套得太深，或有一个数长得无法处理") from None
    _require(raw, _HEAD, _HEAD_OPTIONS, file, "")
    _require(raw["reference"], _REFERENCE, {}, file, "reference")
    _check_title(raw["title"], file)
    parts = tuple(_part(part, file, number, known) for number, part in enumerate(raw["parts"], 1))
    _check_levels(parts, file)
    cover = _facts(raw.get("cover", []), file, "cover", known)
    annex = _content(raw.get("annex", []), file, "annex", known)
    reference, standards = Reference(clause="", **raw["reference"]), tuple(raw.get("standards", ()))
    third = raw.get("third", ".")
    return Outline(raw["id"], raw["name"], raw["title"], reference, parts, third, cover, annex, standards)


def _part(raw: Any, file: str, number: int, known: OutlineVocabulary) -> OutlinePart:
    where = f"parts[{number}]"
    if not isinstance(raw, dict):
        raise OutlineError(file, where, "要写成 [[parts]] 开头的一段")
    _require(raw, _PART, _PART_OPTIONS, file, where)
    return OutlinePart(raw["level"], raw["heading"], _content(raw.get("content", []), file, f"{where}.content", known))


def _check_levels(parts: tuple[OutlinePart, ...], file: str) -> None:
    above = 0
    for number, part in enumerate(parts, 1):
        if not 1 <= part.level <= min(above + 1, 3):
            raise OutlineError(file, f"parts[{number}].level", f"写的是 {part.level}，上面没有它的上一级标题")
        above = part.level


def _check_title(title: str, file: str) -> None:
    if re.search("[{}]", re.sub(r"\{(?:unit|year|name)\}", "", title)):
        raise OutlineError(file, "title", "花括号里只能写 {unit}、{year}、{name}")


def _content(entries: list[Any], file: str, where: str, known: OutlineVocabulary) -> tuple[str, ...]:
    for entry in entries:
        if not isinstance(entry, str) or not (entry in known.drafts or entry.startswith((SAY, ASK, FACTS))):
            raise OutlineError(file, where, f"写的是“{entry}”，程序不会起草这一项")
        if entry.startswith(FACTS):
            _facts(fact_names(entry), file, where, known)
    return tuple(entries)


def fact_names(entry: str) -> list[str]:
    """Return what an entry ``facts: name, budget, ?预算科目`` lists."""
    return [name.strip() for name in entry.removeprefix(FACTS).split(",")]


def without_facts(outline: Outline, names: Collection[str]) -> Outline:
    """Return an outline whose cover and tables of facts leave these facts out."""

    def kept(entry: str) -> str:
        if not entry.startswith(FACTS):
            return entry
        facts = [name for name in fact_names(entry) if name not in names]
        return f"{FACTS} {', '.join(facts)}" if facts else ""

    parts = tuple(part._replace(content=tuple(filter(None, map(kept, part.content)))) for part in outline.parts)
    return outline._replace(parts=parts, cover=tuple(name for name in outline.cover if name not in names))


def _facts(names: list[Any], file: str, where: str, known: OutlineVocabulary) -> tuple[str, ...]:
    for name in names:
        if not isinstance(name, str) or not (name in known.facts or name.startswith((ASK_FACT, SAY))):
            raise OutlineError(file, where, f"写的是“{name}”，程序没有这一项")
    return tuple(names)


def _require(
    raw: Mapping[str, Any], required: Mapping[str, type], options: Mapping[str, type], file: str, where: str
) -> None:
    known = {**required, **options}
    prefix = f"{where}." if where else ""
    for key, value in raw.items():
        if key not in known:
            raise OutlineError(file, prefix + key, f"没有这一项，这里可以写：{'、'.join(known)}")
        if type(value) is not known[key]:
            raise OutlineError(file, prefix + key, f"要写成{_SHAPES[known[key]]}")
    for key in required:
        if key not in raw:
            raise OutlineError(file, prefix + key, "没有写")
