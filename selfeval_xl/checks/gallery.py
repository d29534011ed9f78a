"""The page that explains every finding, made from the catalogue: ``python -m selfeval_xl.checks.gallery``."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from selfeval_xl.checks.catalogue import ENTRIES, TOPICS
from selfeval_xl.checks.entry import Entry
from selfeval_xl.model import LEVEL_NAMES


def markdown() -> str:
    """Return the page: every code by topic with name, level, words, remedy, rule and source."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# 问题编号"
    yield ""
    yield "程序一次列出全部问题。必改：不改不能报送；建议：核对后改正或说明；提示：看一眼即可。"
    yield "`--off 编号` 可以关掉任何一项。本页由 `make build` 从程序里的目录生成，花括号处填当时的内容。"
    for letter, topic in TOPICS.items():
        yield ""
        yield f"## {letter} {topic}"
        for entry in ENTRIES:
            if entry.code.startswith(letter):
                yield from _entry(entry)


def _entry(entry: Entry) -> Iterator[str]:
    usual = "" if entry.on else "（默认不查）"
    yield ""
    yield f"### {entry.code} {entry.name} · {LEVEL_NAMES[entry.level]}{usual}"
    yield ""
    yield f"- 问题：{entry.message}"
    yield f"- 怎么改：{entry.remedy}"
    yield f"- 为什么：{entry.why}（{entry.source.text}）"


if __name__ == "__main__":
    sys.stdout.buffer.write(markdown().encode("utf-8"))
