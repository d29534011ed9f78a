"""Which sheets of a workbook are protected: nothing can be written to those in Excel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selfeval_xl.ooxml import parts
from selfeval_xl.ooxml.package import Package
from selfeval_xl.ooxml.xmlpass import MAIN


def protected(source: bytes, names: Sequence[str], shown: str = "工作簿") -> Iterator[str]:
    """Yield those of the sheets ``names`` that are protected; ``shown`` is what error messages call the workbook."""
    package = Package(source, shown)
    where = parts.find(package)
    for name in names:
        part = where.sheet(name)
        found = parts.read(package, part.part, package.read(part.part), MAIN) if part else ()
        if any(each.name == "sheetProtection" and parts.is_true(each.attributes.get("sheet")) for each in found):
            yield name
