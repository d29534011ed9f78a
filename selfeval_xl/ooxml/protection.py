"""Which sheets of a workbook are protected: nothing can be written to those in Excel."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence

from selfeval_xl.ooxml import parts
from selfeval_xl.ooxml.package import Package
from selfeval_xl.ooxml.xmlpass import parse


def protected(source: bytes, names: Sequence[str], shown: str = "工作簿") -> Iterator[str]:
    """Yield those of the sheets ``names`` that are protected; ``shown`` is what error messages call the workbook."""
    package = Package(source, shown)
    where = parts.find(package)
    for name in names:
        part = where.sheet(name)
        if part and parts.guarded(package, part.name, functools.partial(_is_protected, package.read(part.part))):
            yield name


def _is_protected(xml: bytes) -> bool:
    found = list[str]()

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheetProtection" and parts.is_true(attributes.get("sheet")):
            found.append(name)

    parse(xml, start)
    return bool(found)
