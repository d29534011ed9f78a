"""Text as it stands in the XML of a workbook and as a cell shows it."""

import functools
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Concatenate, ParamSpec, TypeVar

from selfeval_xl.domain.cells import is_plain
from selfeval_xl.domain.decimals import format_decimal

_Rest = ParamSpec("_Rest")
_Result = TypeVar("_Result")
_SMALL = 16_384
"""Most bytes of a part that is worth remembering."""

CELL_MOST = 32_767
"""Most characters that Excel takes in a cell, in units of UTF-16."""
# A name is looked at from its first character only: from every one, a long run of letters would take for ever.
_NAME = r"(?<![\w:.-])([\w:.-]++)\s*+=\s*+"
_ATTRIBUTE = re.compile(_NAME + r'"([^"]*)"')
_EITHER_QUOTE = _NAME + r"""(?:"([^"]*)"|'([^']*)')"""
_REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]{1,8})|#([0-9]{1,8})|(lt|gt|quot|apos|amp));")
_NAMED = {"lt": "<", "gt": ">", "quot": '"', "apos": "'", "amp": "&"}
_UNWRITABLE = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
_SPECIAL = re.compile('[&<>"]|_x')
_LOOKS_ESCAPED = r"_(?=x[0-9A-Fa-f]{4}_)"
_ESCAPED = r"_x([0-9A-Fa-f]{4})_"


def unescape(raw: bytes) -> str:
    """Return the text that escaped UTF-8 XML text stands for."""
    text = raw.decode("utf-8", "replace")
    return _REFERENCE.sub(_referred, text) if "&" in text else text


def _referred(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED[match[3]]
    number = int(match[1], 16) if match[1] else int(match[2])
    return _character(number)


def _character(number: int) -> str:
    """Return the character of that number, a question mark where there is none: halves of pairs are no text."""
    return chr(number) if number < 0xD800 or 0xE000 <= number < 0x110000 else "\ufffd"


def escape(text: str) -> bytes:
    """Return text as XML text or attribute content."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return text.encode("utf-8", "replace")


def printable(text: str) -> str:
    """Return text without what a cell cannot hold; a carriage return becomes the only line break that a cell knows.

    More characters than Excel takes are cut off; it would call the whole file damaged.
    """
    return _fitting(writable(text))


def writable(text: str) -> str:
    """Return text of any length without what XML cannot hold."""
    # Hardly any text has such characters, and to compile so wide a set of them takes as long as to read a sheet.
    return text if is_plain(text) else re.sub(_UNWRITABLE, "", text.replace("\r\n", "\n").replace("\r", "\n"))


def _fitting(text: str) -> str:
    # A character beyond the basic plane counts twice, and what looks escaped counts as it is stored.
    while len(text) * 7 > CELL_MOST and (stored := len(_escaped(text).encode("utf-16-le", "replace")) // 2) > CELL_MOST:
        text = text[: len(text) * CELL_MOST // stored]
    return text


def _escaped(text: str) -> str:
    return re.sub(_LOOKS_ESCAPED, "_x005F_", text) if "_x" in text else text


def storable(text: str) -> str:
    """Return text as a cell stores it: printable, with what Excel would decode escaped.

    Excel reads ``_x0041_`` as ``A``; text that happens to look so is written ``_x005F_x0041_``, as Excel does.
    """
    return _escaped(printable(text))


def cell_text(text: str) -> bytes:
    """Return text as it stands in the XML of a cell."""
    is_simple = len(text) * 2 <= CELL_MOST and is_plain(text) and not _SPECIAL.search(text)
    return text.encode() if is_simple else escape(storable(text))


def decoded(text: str) -> str:
    """Return the text of a cell as Excel shows it, in which ``_x0041_`` is ``A`` (ST_Xstring), and which has an end."""
    text = text[:CELL_MOST]
    return re.sub(_ESCAPED, lambda match: _character(int(match[1], 16)), text) if "_x" in text else text


@functools.lru_cache(maxsize=4096)
def percent_text(value: float, places: int) -> str:
    """Return the text of a percent cell: 0.95 is ``95%``, 0.9534 is ``95.34%``, at Excel's 15 significant digits."""
    digits = f"{value * 100 if places else value:.15g}"
    return (digits if "e" not in digits else format_decimal(Decimal(digits))) + "%"


def attributes(tag: bytes) -> dict[str, str]:
    """Return the attributes of a tag by name as written, prefix included."""
    text = tag.decode("utf-8", "replace")
    if "'" in text:
        found = {name: double or single for name, double, single in re.findall(_EITHER_QUOTE, text)}
    else:
        found = dict(_ATTRIBUTE.findall(text))
    return {name: _REFERENCE.sub(_referred, value) for name, value in found.items()} if "&" in text else found


def remembered(
    function: Callable[Concatenate[bytes, _Rest], _Result],
) -> Callable[Concatenate[bytes, _Rest], _Result]:
    """Remember what a function made of small parts; the workbooks of one template have most of them in common."""
    known = functools.lru_cache(maxsize=64)(function)

    @functools.wraps(function)
    def either(xml: bytes, /, *rest: _Rest.args, **named: _Rest.kwargs) -> _Result:
        return (known if len(xml) <= _SMALL else function)(xml, *rest, **named)  # type: ignore[arg-type]

    return either
