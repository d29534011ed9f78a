"""Folders of filled workbooks as a reviewer gets them, made from the sample and from the templates."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openpyxl import load_workbook

from selfeval_xl.ooxml import parts
from selfeval_xl.ooxml.package import Package
from selfeval_xl.rollup import listing
from selfeval_xl.rollup.reading import Batch
from selfeval_xl.storage import resources

SAMPLE = resources.read(resources.SAMPLE)
NAME, CODE, UNIT = "B4", "B5", "B7"
"""Where 项目名称, 项目编码 and 实施单位 stand on the sheet 项目信息 of the sample."""


def sample(path: Path, cells: Mapping[str, object] | None = None, sheet: str = "项目信息") -> Path:
    """Write the filled sample with some cells of one sheet changed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(SAMPLE)
    if cells:
        change(path, sheet, cells)
    return path


def change(path: Path, sheet: str, cells: Mapping[str, object]) -> None:
    """Change some cells of a workbook, as somebody does by hand."""
    book = load_workbook(path)
    for cell, value in cells.items():
        book[sheet][cell] = value
    book.save(path)


def projects(folder: Path, count: int) -> Path:
    """Fill a folder with that many different projects, spread over folders below it; return it."""
    pattern = sample(folder / "~.xlsx", {NAME: "@name@", CODE: "@code@"})
    package = Package(pattern.read_bytes(), pattern.name)
    pattern.unlink()
    part = parts.find(package).sheets[1].part
    xml = package.read(part)
    assert b"@name@" in xml
    for number in range(1, count + 1):
        path = folder / f"{number % 3 + 1}科" / f"项目{number:04}.xlsx"
        path.parent.mkdir(exist_ok=True)
        name = f"项目{number:04}".encode("ascii", "xmlcharrefreplace")
        own = xml.replace(b"@name@", name).replace(b"@code@", b"C%04d" % number)
        path.write_bytes(package.replaced({part: own}))
    return folder


def batch(folder: Path) -> Batch:
    """Return everything in a folder as one batch."""
    found = listing.find(str(folder))
    return Batch(found.folder, found.sources)
