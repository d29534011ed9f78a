"""计分方法 by the name they have on the sheet, and the names of those that share a trait."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from selfeval_xl.domain.cells import normalise
from selfeval_xl.rules import Standard, StandardError
from selfeval_xl.scoring import comparing, judging
from selfeval_xl.scoring.context import Method

METHODS: Mapping[str, Method] = MappingProxyType(
    {method.name: method for method in (*comparing.METHODS, *judging.METHODS)}
)


def method_name(written: str) -> str:
    """Return the 计分方法 that staff named, ``比例法`` and ``达标制`` without their last character; else as written."""
    if written in METHODS:
        return written
    short = normalise(written).removesuffix("法").removesuffix("制")
    return short if short in METHODS else written


def with_trait(has: Callable[[Method], object]) -> frozenset[str]:
    """Return the names of the methods that have a trait."""
    return frozenset(method.name for method in METHODS.values() if has(method))


NEED_VALUES = with_trait(lambda method: method.needs_values)
JUDGED = with_trait(lambda method: method.is_judged)
TIERED = with_trait(lambda method: method.has_tiers)
DATED = with_trait(lambda method: method.is_dated)


def explained(standard: Standard) -> tuple[tuple[str, str, str], ...]:
    """Return, for each 计分方法: its name, how it scores, what 方法参数 and the other columns must say."""
    return tuple((method.name, method.rule(standard), method.entry(standard)) for method in METHODS.values())


def ensure_known(standard: Standard, file: str) -> Standard:
    """Return the standard, or raise ``StandardError`` where it names a method that there is not."""
    named = {"scoring.default_method": standard.scoring.default_method}
    named |= {f"presets.rows[{n}].method": preset.method for n, preset in enumerate(standard.presets.rows, 1)}
    for _year, edition in standard.editions:
        ensure_known(edition, file)
    for key, name in named.items():
        if name and name not in METHODS:
            raise StandardError(file, key, f'写的是 "{name}"', f"只能写：{'、'.join(METHODS)}")
    return standard
