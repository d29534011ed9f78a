"""Where standards are found: the built-in ones beside the package, the user's own by path."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from selfeval_xl.domain.cells import normalise
from selfeval_xl.domain.errors import InputError
from selfeval_xl.messages import codes, input_error
from selfeval_xl.rules import Standard, StandardError
from selfeval_xl.rules.loading import SUFFIX, SWITCH, read_rules, read_standard
from selfeval_xl.scoring.methods import ensure_known
from selfeval_xl.storage import os_errors

if TYPE_CHECKING:  # a self-evaluation need not pay for the rules of the other stages
    from selfeval_xl.rules.monitoring import MonitorRules
    from selfeval_xl.rules.reviewing import ReviewRules

_LONGEST = 256 << 10
"""Characters that the file of a standard may have; ours have a twentieth of it."""
_MOST_NAMED = 2
"""How many standards are offered in place of one that is not there."""
_NOT_IN_A_NAME = frozenset("/\\:")
_OWN = re.compile(r"(.*)(\.toml)((?:[+＋].*)?)", re.IGNORECASE | re.DOTALL)
"""The path of a file of the user's own, and behind it what is switched on."""
_RULES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "rules")
_BUILT_IN, _STAGES = os.path.join(_RULES, "standards"), os.path.join(_RULES, "stages")
REVIEW, MONITOR = "review-pidu-2025", "monitor-general"
"""The rules of review, and of 运行监控, that are taken where none are named."""
StageRules = TypeVar("StageRules")


@functools.cache
def available() -> tuple[str, ...]:
    """Return the ids of the built-in standards, in alphabetical order."""
    return tuple(sorted(name.removesuffix(SUFFIX) for name in os.listdir(_BUILT_IN) if name.endswith(SUFFIX)))


def load(id_or_path: str | Standard, year: int | None = None) -> Standard:
    """Return the built-in standard of that id, name or region, or the user's own from that ``.toml`` file.

    Of several that bear one name the one that came last is taken, with ``year`` the last that holds for that 评价年度;
    what is called by its own name is there for any year (a check says where it is not in force), a region is not.
    A standard that was loaded before is given back as it is: who has many workbooks loads it once.
    Raises ``InputError`` when there is no such standard (``StandardError`` when its file is wrong), ``StorageError``
    when the file cannot be read.
    """
    if isinstance(id_or_path, Standard):
        return id_or_path
    path, suffix, on = _own_path(id_or_path)
    if suffix:
        return _load_own(path + suffix, on)
    found = built_in(id_or_path, year)
    if found is None:
        raise unknown(id_or_path)
    return found


def built_in(name: str, year: int | None = None) -> Standard | None:
    """Return the built-in standard of that id, name or region (see :func:`load`); it never reads a file of a user."""
    if name in available():
        return _load_built_in(name)
    name, *on = (part.strip() for part in normalise(name).split(SWITCH))
    found = _by_name(name, year)
    return _load_built_in(found.id, *on) if found and on else found


def is_built_in(name: str) -> bool:
    """Tell whether an id is that of a built-in standard, whatever of it is switched on."""
    return name.partition(SWITCH)[0] in available()


def offered() -> Iterator[Standard]:
    """Yield what there is to choose from: every built-in standard, and behind it the same with its switches on."""
    for name in available():
        standard = _load_built_in(name)
        yield standard
        yield from (each for _, each in standard.switches)
        if len(standard.switches) > 1:
            yield _load_built_in(name, *(switch for switch, _ in standard.switches))


def _own_path(name: str) -> tuple[str, str, list[str]]:
    """Return path and ending of a file of the user's own, ``""`` where it is none, and the switches behind it."""
    found = _OWN.fullmatch(name)
    return (found[1], found[2], normalise(found[3])[1:].split(SWITCH) if found[3] else []) if found else (name, "", [])


def _by_name(name: str, year: int | None) -> Standard | None:
    if name in available():
        return _load_built_in(name)
    known = sorted(map(_load_built_in, _mentioning(name)), key=lambda each: (each.effective, each.id))
    held = [each for each in known if year is None or each.holds_in(year)]

    def named(among: Iterable[Standard]) -> list[Standard]:
        return [each for each in among if name in map(normalise, (each.name, *each.aliases))]

    return next(reversed(named(held) or [each for each in held if name == each.region] or named(known)), None)


@functools.lru_cache(64)
def _mentioning(name: str) -> frozenset[str]:
    """Return the ids of the standards that may bear a name: it stands at the head of their file, or of that of a base.

    To read them all takes as long as to score a workbook.  What a standard is called stands before its first table.
    """
    texts = {each: normalise(_text(_path(each)).partition("\n[")[0]) for each in available()}
    found = {each for each, text in texts.items() if name in text}
    while more := {each for each, text in texts.items() if any(f'base = "{base}"' in text for base in found)} - found:
        found |= more
    return frozenset(found)


@functools.cache
def stages() -> tuple[str, ...]:
    """Return the ids of the built-in rules for what is no self-evaluation: 复核 (review-), 运行监控 (monitor-)."""
    return tuple(sorted(name.removesuffix(SUFFIX) for name in os.listdir(_STAGES) if name.endswith(SUFFIX)))


def stage_rules(id: str) -> ReviewRules | MonitorRules:
    """Return built-in rules of whatever kind by their id."""
    return review_rules(id) if id.startswith("review-") else monitor_rules(id)


def review_rules(id_or_path: str = REVIEW) -> ReviewRules:
    """Return the built-in rules of review of that id, or the user's own from that ``.toml`` file.

    Raises ``InputError`` when there are none (``StandardError`` when the file is wrong), ``StorageError`` when it
    cannot be read.
    """
    from selfeval_xl.checks.reviewing import RULES  # with all checks of targets, which a click need not pay for
    from selfeval_xl.rules.reviewing import ReviewRules

    rules = _stage(id_or_path, ReviewRules)
    for number, each in enumerate(rules.deductions, 1):
        if each.id not in RULES:
            known = "、".join(sorted(RULES))
            raise StandardError(f"{rules.id}{SUFFIX}", f"deductions[{number}].id", "没有这条规则", f"只能写：{known}")
    return rules


def monitor_rules(id_or_path: str = MONITOR) -> MonitorRules:
    """Return the built-in rules of 运行监控 of that id or region (天津), or one's own; raises as the above."""
    from selfeval_xl.rules.monitoring import MonitorRules

    by_region = {_stage(id, MonitorRules).region: id for id in stages() if id.startswith("monitor-")}
    return _stage(by_region.get(id_or_path, id_or_path), MonitorRules)


def _stage(id_or_path: str, record: Callable[..., StageRules]) -> StageRules:
    own = id_or_path.lower().endswith(SUFFIX)
    if not own and id_or_path not in stages():
        raise unknown(id_or_path)
    path = id_or_path if own else os.path.join(_STAGES, id_or_path + SUFFIX)
    return read_rules(_text(path), os.path.basename(path), record, _stage_text)


def _stage_text(id: str) -> str | None:
    return _text(os.path.join(_STAGES, id + SUFFIX)) if id in stages() else None


def unknown(name: str, where: str = "") -> InputError:
    """Return the error for a standard that is not there; ``where`` names the cell that asks for it, and ends in 的."""
    known = f"{'、'.join(_near(name))}（全部{len(available())}个见 standards list）"
    named = f"“{name}”程序里没有" if name else "没有写"
    return input_error(codes.UNKNOWN_STANDARD, where=where, named=named, known=known, suffix=SUFFIX)


def _near(name: str) -> list[str]:
    """Return the standards that a name is most like: by id where one was typed, else by name."""
    from difflib import SequenceMatcher  # needed only where a name was mistyped

    def likeness(each: Standard) -> float:
        texts = (each.id, each.name, each.region, *each.aliases)
        return max(SequenceMatcher(None, text, normalise(name)).ratio() for text in texts)

    near = sorted(map(_load_built_in, available()), key=likeness, reverse=True)[:_MOST_NAMED]
    return [each.id if name.isascii() else each.name for each in near]


@functools.cache
def _load_built_in(name: str, *on: str) -> Standard:
    return ensure_known(read_standard(_text(_path(name)), name + SUFFIX, _built_in_text, on), name + SUFFIX)


def _load_own(path: str, on: Sequence[str] = ()) -> Standard:
    folder, file = os.path.split(path)
    name = file[: -len(SUFFIX)]
    text = _text(path)

    def base_text(base: str) -> str | None:
        # A name, no path: the file of somebody else shall lead to no third place, and not into the network.
        if _NOT_IN_A_NAME.intersection(base):
            return None
        beside = os.path.join(folder, base + SUFFIX)
        return _built_in_text(base) or (_text(beside) if os.path.isfile(beside) else None)

    own = ensure_known(read_standard(text, name + SUFFIX, base_text, on), name + SUFFIX)
    if is_built_in(own.id) and not os.path.samefile(path, _path(own.id.partition(SWITCH)[0])):
        # A changed copy must not pass for the printed standard in a report.
        problem = f"与内置标准“{own.id}”同名，报告里会分不清"
        raise StandardError(file, "id", problem, "请把 id 改成自己的名称；没有写 id 的，请换一个文件名")
    return own


def _built_in_text(name: str) -> str | None:
    return _text(_path(name)) if name in available() else None


def _path(name: str) -> str:
    return os.path.join(_BUILT_IN, name + SUFFIX)


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as stream:
            text = stream.read(_LONGEST + 1).removeprefix("\ufeff")
    except UnicodeDecodeError:
        file = os.path.basename(path)
        raise StandardError(file, "", "不是 UTF-8 编码的文本", "请用记事本打开它，另存为，编码选 UTF-8") from None
    except OSError as error:
        raise os_errors.reading(error, path) from error
    if len(text) > _LONGEST:
        problem = f"有 {_LONGEST >> 10} 千字以上，不像一份评价标准"
        raise StandardError(os.path.basename(path), "", problem, "请核对是不是给错了文件")
    return text
