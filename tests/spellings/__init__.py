"""The filled sample in many spellings: the same workbook as XML, OPC and zip allow it to be written."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from selfeval_xl.storage import resources
from tests.spellings import cells, markup, packages, zips
from tests.spellings.parts import Parts, parts_of

Spell = Callable[[Parts], bytes]
"""Makes a workbook of the sample's parts."""


def _zipped(change: Callable[[Parts], Parts]) -> Spell:
    return lambda parts: zips.plain(change(parts))


LEGAL: Mapping[str, Spell] = {
    "unchanged": zips.plain,
    **{
        name: _zipped(change)
        for name, change in (*markup.SPELLINGS.items(), *cells.SPELLINGS.items(), *packages.SPELLINGS.items())
    },
    **zips.SPELLINGS,
}
"""Spellings by name, after each of which the sample says just what it said."""

ILLEGAL: Mapping[str, tuple[Spell, str]] = {
    **{name: (_zipped(change), code) for name, (change, code) in markup.ILLEGAL.items()},
    **zips.ILLEGAL,
}
"""What looks like a spelling and is none, with the code of the sentence that refuses it."""


def sample() -> Parts:
    """The parts of the filled sample."""
    return parts_of(resources.read(resources.SAMPLE))
