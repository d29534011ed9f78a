"""Makes the workbooks beside it: the empty ones that come with the program, and the filled samples.

Run it after a change to a standard, to the layout of the sheets or to the package's templates: ``make build``.  Every
run gives the same bytes, so that git shows a change exactly when there is one.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from selfeval_xl.storage import standards
from selfeval_xl.workbook.template import book, package
from selfeval_xl.workbook.template.book import Contents
from workbook_templates.sample import read

HERE = Path(__file__).resolve().parent
TEMPLATES = ("mof-2020", "hubei-2019", "donghu-2017")
SAMPLES = {"样例-佛祖岭街道2017.xlsx": "sample.toml", "样例-技能培训2025.xlsx": "sample-2025.toml"}


def build(folder: Path) -> list[Path]:
    """Make all workbooks in ``folder`` and return their paths."""
    made = [_make(folder / f"{name}.xlsx", name) for name in TEMPLATES]
    samples = {name: read(HERE / data) for name, data in SAMPLES.items()}
    return [*made, *(_make(folder / name, str(each.project["standard"]), each) for name, each in samples.items())]


def _make(path: Path, name: str, contents: Contents | None = None) -> Path:
    """Write a workbook; a file that has the very same parts stays, as builds of zlib differ in how they pack them."""
    standard = standards.load(name)
    parts = book.parts(standard, contents or book.blank(standard))
    if not path.exists() or _parts(path) != parts:
        path.write_bytes(package.packed(parts))
    return path


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as packed:
        return {part: packed.read(part) for part in packed.namelist()}


if __name__ == "__main__":
    for workbook in build(HERE):
        print(workbook.relative_to(Path.cwd()) if workbook.is_relative_to(Path.cwd()) else workbook)
