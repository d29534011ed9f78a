"""A folder as a reviewer gets it: many workbooks that differ, official forms among them, some that cannot be read."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

from bench import books, forms
from selfeval_xl.documents.forms.kinds import MOF
from selfeval_xl.ooxml.package import Package
from selfeval_xl.storage import standards
from selfeval_xl.tasks import export_form as official
from selfeval_xl.tasks.assess import assess

_STRINGS, _ONLY_SHEET = "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"
"""Where the texts stand: of our workbooks here in a part of their own, of a form in its one sheet."""
_REFERENCES = "xmlcharrefreplace"
_PATTERNS = 24
"""Different forms written by a library; the others are these with a code, a name and a department of their own."""
_DEPARTMENTS = tuple(
    f"{what}局" for what in ("教育", "民政", "水务", "文旅", "城管", "农业农村", "卫生健康", "交通运输")
)
_PER_FOLDER = 500
_FORM_EACH, _BROKEN_EACH, _OLD_EACH = 20, 400, 500
"""Every so many-th file is an official form, cut off, or in the old format."""


def write(folder: Path, count: int, mixed: bool = True) -> Path:
    """Fill ``folder`` with that many files, the same for the same count; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    patterns = _patterns(folder)
    paper = _paper(folder)
    for number, target in zip(range(count), _targets(folder), strict=False):
        target.parent.mkdir(exist_ok=True)
        if mixed and number % _FORM_EACH == 7:
            target.write_bytes(_own(paper, number))
        elif mixed and number % _OLD_EACH == 11:
            target.with_suffix(".xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048))
        else:
            data = _own(patterns[number % _PATTERNS], number)
            target.write_bytes(data[: len(data) // 2] if mixed and number % _BROKEN_EACH == 13 else data)
    return folder


def _targets(folder: Path) -> Iterator[Path]:
    for number in itertools.count():
        yield folder / f"第{number // _PER_FOLDER + 1:03}批" / f"项目{number + 1:06}.xlsx"


def _patterns(folder: Path) -> list[Package]:
    found = []
    for seed in range(_PATTERNS):
        path = _written(folder, seed)
        found.append(Package(path.read_bytes(), path.name))
        path.unlink()
    return found


def _paper(folder: Path) -> Package:
    path = _written(folder, _PATTERNS)
    card = assess(str(path)).card
    path.unlink()
    data = official.make(MOF, card, standards.load(card.standard_id), path.name)
    return Package(data, path.name)


def _written(folder: Path, seed: int) -> Path:
    path = folder / f"~{seed}.xlsx"
    books.write(forms.SIZES[0], path, seed)
    return path


def _own(pattern: Package, number: int) -> bytes:
    """Return the workbook with a code, a name and a department that are its own."""
    part = _STRINGS if _STRINGS in pattern else _ONLY_SHEET
    strings = pattern.read(part)
    changes = {
        "420100240000001234": f"4201002400{number:08}",
        "年公共服务经费": f"年公共服务经费{number}号",
        "东湖新技术开发区管委会": f"区{_DEPARTMENTS[number % len(_DEPARTMENTS)]}",
    }
    for old, new in changes.items():
        for encoding in ("utf-8", "ascii"):  # some programs write Chinese as character references
            strings = strings.replace(old.encode(encoding, _REFERENCES), new.encode(encoding, _REFERENCES))
    return pattern.replaced({part: strings})
