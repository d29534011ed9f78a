"""Files to drop on the page that no honest hand made, by name."""

from __future__ import annotations

import contextlib
import itertools
import random
from collections.abc import Iterator
from pathlib import Path

from selfeval_xl.domain.errors import InputError
from selfeval_xl.storage import resources
from selfeval_xl.tasks.assess import assess
from tests import injected
from tests.hostile import archives, bombs, cells

# Names that mean to be more than names: markup, options of a command line, paths, a name as long as a system takes.
NAMES = (
    "<img src=x onerror=alert(1)>.xlsx",
    "'\"&<b>粗<!--.xlsx",
    "-o 乙.xlsx",
    "100%25 甲?#x=1.xlsx",
    "=HYPERLINK(1).xlsx",
    f"{'长' * 80}.xlsx",
    "没有扩展名",
)


def broken(folder: Path) -> list[Path]:
    """Files that are no form or not a whole one: each gets a sentence and no score."""
    sample = resources.read(resources.SAMPLE)
    contents = {
        "断.xlsx": sample[: len(sample) // 2],
        "空.xlsx": b"",
        "文字.xlsx": "没有工作簿".encode(),
        "网页<script>.xlsx": b"<html><script>alert(1)</script></html>",
        "表.csv": b"a,b\n1,2\n",
        "图.png": b"\x89PNG\r\n\x1a\n" + bytes(64),
        "解开很大.xlsx": bombs.unfolding(random.Random(1), sample),
        "没有内容.xlsx": archives.no_workbook(random.Random(1), sample),
    }
    return list(_written(folder, contents))


def strange(folder: Path) -> list[Path]:
    """Forms that are read all the same, for all their names and texts."""
    sample = resources.read(resources.SAMPLE)
    found = list(_written(folder, dict.fromkeys(NAMES, sample)))
    found.append(injected.workbook(folder / "带脚本的.xlsx"))
    texts = (
        '<img src=x onerror="document.title=1">',
        "</script><script>document.title=1</script>",
        "javascript:alert(1)",
    )
    found.append(injected.workbook(folder / "带标记的.xlsx", texts, everywhere=True))
    return [*found, _endless(folder / "很长的字.xlsx", sample)]


def _endless(path: Path, sample: bytes) -> Path:
    """Write a workbook with endless texts in places drawn until none of them is one without which it is no form."""
    for seed in itertools.count():
        path.write_bytes(cells.texts_endless(random.Random(seed), sample))
        with contextlib.suppress(InputError):
            assess(str(path))
            break
    return path


def _written(folder: Path, contents: dict[str, bytes]) -> Iterator[Path]:
    for name, data in contents.items():
        (folder / name).write_bytes(data)
        yield folder / name
