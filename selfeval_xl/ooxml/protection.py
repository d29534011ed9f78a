"""Which sheets of a workbook are protected: nothing can be written to those in Excel."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from selfeval_xl.ooxml import parts
from selfeval_xl.ooxml.package import Package

_PROTECTED = re.compile(rb"""<(?:\w+:)?sheetProtection\s[^>]*?\bsheet=["'](?:1|true)["']""")


def protected(source: bytes, names: Sequence[str], shown: str = "工作簿") -> Iterator[str]:
    """Yield those of the sheets ``names`` that are protected; ``shown`` is what error messages call the workbook."""
    package = Package(source, shown)
    where = parts.find(package)
    for name in names:
        part = where.sheet(name)
        if part and _PROTECTED.search(parts.text_part(package, part.part)):
            yield name
