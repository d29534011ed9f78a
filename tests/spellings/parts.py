"""The parts of a workbook, and their XML rewritten tag by tag; both know the sample's own spelling only."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable

Parts = dict[str, bytes]
Attributes = dict[str, str]
Tag = tuple[str, str, Attributes, bool]
"""``/`` for an end tag, the name, the attributes, whether the element is empty."""
_TAG = re.compile(r"<(/?)([A-Za-z][\w:.]*)((?:\s+[\w:]+=\"[^\"]*\")*)\s*(/?)>")
_ATTRIBUTE = re.compile(r"([\w:]+)=\"([^\"]*)\"")
SHEETS = tuple(f"xl/worksheets/sheet{number}.xml" for number in range(1, 7))
STYLES, WORKBOOK, RELATIONS, START = "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels"
TYPES = "[Content_Types].xml"
READ = (*SHEETS, STYLES, WORKBOOK)
ALL = (*READ, RELATIONS, START, TYPES)


def parts_of(data: bytes) -> Parts:
    """The parts of a package by name, in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def changed(names: Iterable[str], change: Callable[[str], str]) -> Callable[[Parts], Parts]:
    """A spelling that rewrites the text of these parts."""

    def spell(parts: Parts) -> Parts:
        return parts | {name: change(parts[name].decode()).encode() for name in names}

    return spell


def written(tag: Tag, attribute: str = ' {}="{}"') -> str:
    """A tag as text."""
    end, name, attributes, empty = tag
    inner = "".join(attribute.format(key, value) for key, value in attributes.items())
    return f"<{end}{name}{inner}{'/' if empty else ''}>"


def tags(names: Iterable[str], change: Callable[[Tag], str]) -> Callable[[Parts], Parts]:
    """A spelling that writes every tag of these parts anew."""

    def rewritten(match: re.Match[str]) -> str:
        return change((match[1], match[2], dict(_ATTRIBUTE.findall(match[3])), bool(match[4])))

    return changed(names, lambda text: _TAG.sub(rewritten, text))


def one(xml: str, old: str, new: str) -> str:
    """The text with ``old``, which must be there, replaced once."""
    assert old in xml, old
    return xml.replace(old, new, 1)
